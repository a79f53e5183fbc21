"""The attribution networks in torch, as `dragoman.reading.tagger` runs them in numpy, and their way into a file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from torch import nn

from dragoman.reading import features, tagger

DIMS = {
    "lemma": 32, "tag": 12, "dep": 12, "shape": 8, "quote": 12, "path": 24, "depth": 4, "distance": 12, "beside": 4,
}  # fmt: skip


class Drop(nn.Module):
    """Dropout from random bytes: a fifth of the step's time less than torch's own."""

    def __init__(self, share: float) -> None:
        super().__init__()
        self.least = round(share * 256)

    def forward(self, x: Any) -> Any:
        if not self.training or not self.least:
            return x
        kept = torch.frombuffer(bytearray(np.random.bytes(x.numel())), dtype=torch.uint8).view(x.shape) >= self.least
        return x * kept * (256 / (256 - self.least))


class Net(nn.Module):
    """Both networks. `fixed` holds a vector for every lemma; of the lemmas only the first `frequent` also learn one."""

    def __init__(self, sizes: dict[str, int], fixed: Any, wide: int, drop: float, given: int = 96) -> None:
        super().__init__()
        self.register_buffer("fixed", torch.from_numpy(fixed))
        self.emb = nn.ModuleDict({k: nn.Embedding(sizes[k], d) for k, d in DIMS.items()})
        for e in self.emb.values():
            nn.init.normal_(e.weight, 0, 0.3)
        self.inp = nn.Linear(given + fixed.shape[1] + 32 + 12 + 12 + 8 + 12, wide)
        self.trunk = nn.ModuleList(nn.Linear(4 * wide, wide) for _ in tagger.STEPS_TRUNK)
        self.cue = nn.Linear(wide, 1)
        self.flat = nn.Linear(wide, len(tagger.LABELS))  # for training only: what each word is to any cue of the line
        self.seen = nn.Linear(wide + 24 + 4 + 12 + 4 + 2, wide)
        self.anchor = nn.Linear(wide, wide, bias=False)
        self.second = nn.ModuleList(nn.Linear(4 * wide, wide) for _ in tagger.STEPS_SECOND)
        self.out = nn.Linear(wide, len(tagger.LABELS))
        self.start = nn.Parameter(torch.zeros(len(tagger.LABELS)))
        self.move = nn.Parameter(torch.zeros(len(tagger.LABELS), len(tagger.LABELS)))
        self.drop = Drop(drop)
        self.word_drop = 0.1

    def reads(self, lines: Sequence[features.Line], f: features.Features) -> Any:
        """What is known of each word beside our columns, one row a word: spaCy's vectors."""
        return torch.from_numpy(f.vectors)

    def layer(self, h: Any, step: int, head: Any, inside: Any, linear: Any) -> Any:
        pad = h.new_zeros(step, h.shape[1])
        seen = torch.cat([torch.cat([pad, h[:-step]]), h, torch.cat([h[step:], pad]), h.index_select(0, head)], 1)
        return (h + self.drop(torch.relu(linear(seen)))) * inside

    def run_trunk(self, f: dict[str, Any]) -> tuple[Any, Any]:
        inside = (f["line"] >= 0).float()[:, None]
        lemma = f["lemma"] * (f["lemma"] < self.emb["lemma"].num_embeddings)
        if self.training:
            lemma = lemma * (torch.rand(lemma.shape) > self.word_drop)
        x = torch.cat(
            [f["vectors"], self.fixed[f["lemma"]], self.emb["lemma"](lemma)]
            + [self.emb[k](f[k]) for k in ("tag", "dep", "shape", "quote")],
            1,
        )
        h = torch.relu(self.inp(self.drop(x))) * inside
        for linear, step in zip(self.trunk, tagger.STEPS_TRUNK, strict=True):
            h = self.layer(h, step, f["head"], inside, linear)
        return h, self.cue(h)[:, 0]

    def run_second(self, h: Any, likely: Any, w: dict[str, Any]) -> Any:
        inside = (w["window"] >= 0).float()[:, None]
        total = torch.cumsum(likely.double(), 0)
        at = w["row"][w["anchor"]]
        between = (total[w["row"]] - total[at]).abs().float().clamp(max=4)
        extra = torch.stack([likely[w["row"]], between], 1)
        x = torch.cat(
            [h.index_select(0, w["row"])]
            + [self.emb[k](w[k]) for k in ("path", "depth", "distance", "beside")]
            + [extra],
            1,
        )
        z = (
            torch.relu(
                self.seen(self.drop(x))
                + self.anchor(h.index_select(0, at[w["first"]])).index_select(0, w["window"].clamp(min=0))
            )
            * inside
        )
        for linear, step in zip(self.second, tagger.STEPS_SECOND, strict=True):
            z = self.layer(z, step, w["head"], inside, linear)
        return self.out(self.drop(z))

    def loss(self, emit: Any, gold: Any, mask: Any) -> Any:
        """Negative log likelihood of a linear chain, summed over windows. emit (B, T, L)."""
        first = emit[:, 0] + self.start
        score = first.gather(1, gold[:, :1])[:, 0]
        step = emit.gather(2, gold[..., None])[..., 0][:, 1:] + self.move[gold[:, :-1], gold[:, 1:]]
        score = score + (step * mask[:, 1:]).sum(1)
        alpha = first
        for t in range(1, emit.shape[1]):
            new = torch.logsumexp(alpha[:, :, None] + self.move, 1) + emit[:, t]
            alpha = torch.where(mask[:, t : t + 1] > 0, new, alpha)
        return (torch.logsumexp(alpha, 1) - score).sum()


def tensors(x: Any) -> dict[str, Any]:
    return {
        k: torch.from_numpy(v) if v.dtype == np.float32 else torch.from_numpy(v.astype(np.int64))
        for k, v in x._asdict().items()
    }


def export(state: dict[str, Any], vocabulary: features.Vocabulary) -> dict[str, Any]:
    """Weights by the names that the tagger uses, linear layers transposed."""
    m: dict[str, Any] = {}
    for key, value in state.items():
        v = value.detach().numpy()
        part = key.split(".")
        if part[0] == "emb":
            m[part[1]] = v
        elif part[0] == "flat":
            continue
        elif part[0] == "fixed":
            m["fixed"] = v
        elif part[0] in ("trunk", "second"):
            m[f"{part[0]}{part[1]}_{part[2][0]}"] = v.T if part[2] == "weight" else v
        elif part[0] in ("start", "move"):
            m[part[0]] = v
        else:
            m[f"{part[0].replace('inp', 'in')}_{part[1][0]}"] = v.T if part[1] == "weight" else v
    learned = np.zeros((len(m["fixed"]), m["lemma"].shape[1]), np.float32)
    learned[:] = m["lemma"][0]
    learned[: len(m["lemma"])] = m["lemma"]
    m["lemma"] = np.concatenate([m.pop("fixed"), learned], 1)
    for name, numbers in vocabulary._asdict().items():
        m[f"words_{name}"] = np.frombuffer("\n".join(sorted(numbers, key=lambda w: numbers[w])).encode(), np.uint8)
    return {k: np.ascontiguousarray(v if v.dtype == np.uint8 else v.astype(np.float16)) for k, v in m.items()}
