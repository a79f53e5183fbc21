"""Trains the attribution tagger on PolNeAR and writes `src/dragoman/data/models/attribution.npz`.

    PYTHONPATH=src python train/attribution.py --data ../shared/data/polnear [--cache /tmp/attribution]

Learns from train/ alone; then measures the whole step on dev/ and writes the figures and the hash into the model card.
Needs torch (`pip install dragoman[train]`) and what `lemma_vectors` names; about a quarter of an hour on one core.
One thread and one seed: the same parse on the same kind of machine makes the same file, byte for byte. The parse of
PolNeAR is kept in the cache folder, which must be emptied when `read.parse` changes.
"""

from __future__ import annotations

import argparse
import bisect
import hashlib
import pickle
import random
import re
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import lemma_vectors
import numpy as np
import torch
from torch import nn

from dragoman import clean
from dragoman.reading import features, parse, tagger

ROOT = Path(__file__).resolve().parents[1]
OUT = ROOT / "src/dragoman/data/models/attribution.npz"
BENCH, CARD = ROOT / "bench/statements.py", ROOT / "docs/models/attribution.md"
ROLES = tagger.ROLES
WIDE = (96, 96)  # of the trunk and of the second network
ROUNDS = ((12, 3e-3), (4, 1.5e-3))  # epochs, and the highest rate of learning
DROP, SEED = 0.2, 1
PER = 64  # lines in a batch
FIXED = 64  # numbers a lemma's fixed vector has


# --- data -------------------------------------------------------------------------------------------


def gold(path: Path) -> list[dict[str, list[tuple[int, int]]]]:
    """Attributions of a brat file: character spans by role."""
    found: dict[str, list[tuple[int, int]]] = {}
    out = []
    for line in path.read_text("utf-8").split("\n"):
        cell = line.rstrip("\r").split("\t")
        if re.match(r"T\d+$", cell[0]):
            found[cell[0]] = [tuple(map(int, p.split())) for p in cell[1].split(" ", 1)[1].split(";")]  # type: ignore[misc]
        elif re.match(r"E\d+$", cell[0]):
            one: dict[str, list[tuple[int, int]]] = {r: [] for r in ROLES}
            for argument in cell[1].split()[1:]:
                role, name = argument.split(":")
                role = re.sub(r"\d+$", "", role).lower()
                if role in one:
                    one[role] += found.get(name, [])
            out.append(one)
    return out


def read(folder: Path) -> list[tuple[str, str, list[tuple[int, int, features.Line]]]]:
    """Every text of a part with its parsed lines: (name, text, [(start, end, line)])."""
    docs = []
    for file in sorted((folder / "text").glob("*.txt")):
        with file.open(encoding="utf-8", newline="") as f:
            text = f.read()
        lines = clean.plain(text, file.stem).lines
        docs.append((file.stem, text, [(x.start, x.end) for x in lines]))
    flat = [text[a:b] for _, text, lines in docs for a, b in lines]
    parsed = iter(parse.parse_with_vectors(flat))
    return [(n, t, [(a, b, features.Line(t[a:b], *next(parsed))) for a, b in lines]) for n, t, lines in docs]


def cue_head(line: features.Line, first: int, last: int) -> int:
    """The token of a cue that the others hang on; of several the verb, else the first."""
    p = line.parse
    tops = [i for i in range(first, last) if not first <= p.heads[i] < last or p.heads[i] == i]
    verbs = [i for i in tops if p.tags[i].startswith("V")] or [
        i for i in range(first, last) if p.tags[i].startswith("V")
    ]
    return (verbs or tops)[0]


Sample = tuple[features.Line, list[tuple[int, list[tuple[int, int, int]]]]]


def samples(folder: Path, docs: Any) -> list[Sample]:
    """Each line with its gold attributions as (cue head, [(role, first, last)]) in tokens of the line."""
    out = []
    for name, _, lines in docs:
        files = sorted((folder / "attributions").glob(f"{name.replace('[', '[[]')}_????.ann"))
        if not files:
            continue
        starts = [a for a, _, _ in lines]
        here: list[list[tuple[int, list[tuple[int, int, int]]]]] = [[] for _ in lines]
        for one in gold(files[0]):
            if not one["cue"] or not one["content"]:
                continue
            k = bisect.bisect_right(starts, one["cue"][0][0]) - 1
            a, b, line = lines[k]
            p = line.parse
            found = []
            for n, role in enumerate(ROLES):
                for s, e in one[role]:
                    s, e = max(s, a), min(e, b)
                    i, j = bisect.bisect_right(p.ends, s - a), bisect.bisect_left(p.starts, e - a)
                    if s < e and i < j:
                        found.append((n, i, j))
            cues = [x for x in found if x[0] == 1]
            if cues:
                here[k].append((cue_head(line, cues[0][1], cues[0][2]), found))
        out += [(line, h) for (_, _, line), h in zip(lines, here, strict=True)]
    return out


# --- networks, as in `dragoman.reading.tagger` ---------------------------------------------------------


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

    def __init__(self, sizes: dict[str, int], fixed: Any, wide: int, wide2: int, drop: float) -> None:
        super().__init__()
        self.register_buffer("fixed", torch.from_numpy(fixed))
        dims = {
            "lemma": 32,
            "tag": 12,
            "dep": 12,
            "shape": 8,
            "quote": 12,
            "path": 24,
            "depth": 4,
            "distance": 12,
            "beside": 4,
        }
        self.emb = nn.ModuleDict({k: nn.Embedding(sizes[k], d) for k, d in dims.items()})
        for e in self.emb.values():
            nn.init.normal_(e.weight, 0, 0.3)
        self.inp = nn.Linear(96 + fixed.shape[1] + 32 + 12 + 12 + 8 + 12, wide)
        self.trunk = nn.ModuleList(nn.Linear(4 * wide, wide) for _ in tagger.STEPS_TRUNK)
        self.cue = nn.Linear(wide, 1)
        self.flat = nn.Linear(wide, len(tagger.LABELS))  # for training only: what each word is to any cue of the line
        self.seen = nn.Linear(wide + 24 + 4 + 12 + 4 + 2, wide2)
        self.anchor = nn.Linear(wide, wide2, bias=False)
        self.second = nn.ModuleList(nn.Linear(4 * wide2, wide2) for _ in tagger.STEPS_SECOND)
        self.out = nn.Linear(wide2, len(tagger.LABELS))
        self.start = nn.Parameter(torch.zeros(len(tagger.LABELS)))
        self.move = nn.Parameter(torch.zeros(len(tagger.LABELS), len(tagger.LABELS)))
        self.drop = Drop(drop)
        self.word_drop = 0.1

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


def labels_of(
    w: features.Windows, golds: list[list[tuple[int, int, int]]], f: features.Features, lines: list[int]
) -> Any:
    y = np.zeros(len(w.row), np.int64)
    for n, (found, line) in enumerate(zip(golds, lines, strict=True)):
        shift = w.first[n] - w.row[w.first[n]] + f.first[line]
        for role, i, j in found:
            a, b = max(i + shift, w.first[n]), min(j + shift, w.last[n])
            if a < b and not y[a:b].any():
                y[a:b] = 2 + 2 * role
                y[a] = 1 + 2 * role
    return y


def step_loss(net: Net, batch: list[Sample], vocabulary: features.Vocabulary, deps: int) -> Any:
    f = features.features([line for line, _ in batch], vocabulary)
    t = tensors(f)
    h, logit = net.run_trunk(t)
    y = torch.zeros(len(logit))
    flat = torch.zeros(len(logit), dtype=torch.int64)
    rows, golds, lines = [], [], []
    for n, (_, found) in enumerate(batch):
        for head, spans in found:
            r = int(f.first[n]) + head
            for role, i, j in spans:
                flat[f.first[n] + i : f.first[n] + j] = 2 + 2 * role
                flat[f.first[n] + i] = 1 + 2 * role
            if not y[r]:
                y[r] = 1
                rows.append(r), golds.append(spans), lines.append(n)
    inside = t["line"] >= 0
    cue_loss = nn.functional.binary_cross_entropy_with_logits(logit[inside], y[inside], reduction="sum")
    cue_loss = cue_loss + 0.2 * nn.functional.cross_entropy(net.flat(h[inside]), flat[inside], reduction="sum")
    likely = torch.sigmoid(logit.detach()) * inside
    wrong = torch.nonzero((likely > 0.1) & (y == 0))[:, 0].tolist()
    random.shuffle(wrong)
    for r in wrong[: len(rows) // 2 + 1]:
        rows.append(r), golds.append([]), lines.append(int(f.line[r]))
    if not rows:
        return cue_loss / 10
    order = np.argsort(rows, kind="stable")
    rows, golds, lines = [rows[i] for i in order], [golds[i] for i in order], [lines[i] for i in order]
    w = features.windows(f, np.asarray(rows, np.int32), deps)
    gold_y = labels_of(w, golds, f, lines)
    emit = net.run_second(h, likely, tensors(w))
    size = w.last - w.first
    at = np.minimum(w.first[:, None] + np.arange(size.max())[None], len(gold_y) - 1)
    mask = torch.from_numpy((np.arange(size.max())[None] < size[:, None]).astype(np.float32))
    return (cue_loss + net.loss(emit[torch.from_numpy(at.astype(np.int64))], torch.from_numpy(gold_y[at]), mask)) / len(
        rows
    )


# --- export -----------------------------------------------------------------------------------------


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


def restore(net: Net, stored: dict[str, Any]) -> None:
    """Puts stored weights, of the same vocabulary, back into a network: the reverse of `export`."""
    m, _ = tagger.unpack(stored)
    state = net.state_dict()
    learned = net.emb["lemma"].embedding_dim
    m["lemma"] = m["lemma"][: net.emb["lemma"].num_embeddings, -learned:]
    for key, value in state.items():
        part = key.split(".")
        name = f"{part[0]}{part[1]}_{part[2][0]}" if part[0] in ("trunk", "second") else part[0]
        if part[0] in ("inp", "cue", "seen", "anchor", "out"):
            name = f"{part[0].replace('inp', 'in')}_{part[1][0]}"
        name = part[1] if part[0] == "emb" else name
        if name in m:
            value.copy_(torch.from_numpy(np.ascontiguousarray(m[name].T if name.endswith("_w") else m[name])))
    net.load_state_dict(state)


def train(samples_: list[Sample], vectors: Any, seed: int, rounds: Any = ROUNDS, watch: Any = None) -> Any:
    """Trains both networks together, in rounds; each begins from the stored weights of the one before.

    Gives the mean of what the rounds made. A round is (epochs, highest rate of learning). `watch` is given the number
    of each epoch and the weights after it.
    """
    lemmas = Counter(x for line, _ in samples_ for x in line.parse.lemmas)
    known = [w for w, n in lemmas.most_common() if n >= 2 and w.strip()]
    vocabulary = features.Vocabulary(
        {w: i + 1 for i, w in enumerate(known)},
        {w: i + 1 for i, w in enumerate(sorted({x for line, _ in samples_ for x in line.parse.tags}))},
        {w: i + 1 for i, w in enumerate(sorted({x for line, _ in samples_ for x in line.parse.deps}))},
    )
    random.seed(seed), np.random.seed(seed), torch.manual_seed(seed)
    fixed = np.concatenate([np.zeros((1, FIXED), np.float32), lemma_vectors.compress(vectors(known), FIXED)])
    deps = len(vocabulary.dep) + 1
    sizes = {
        "lemma": sum(lemmas[w] >= 5 for w in known) + 1, "tag": len(vocabulary.tag) + 1, "dep": deps,
        "shape": features.SHAPES, "quote": features.QUOTES, "path": features.paths(deps), "depth": 5, "distance": 22,
        "beside": 5,
    }  # fmt: skip
    stored: list[Any] = []
    for number, (epochs, rate) in enumerate(rounds):
        if number:
            random.seed(seed + number), np.random.seed(seed + number), torch.manual_seed(seed + number)
        net = Net(sizes, fixed, *WIDE, DROP)
        if stored:
            restore(net, stored[-1])
        stored.append(one_round(net, list(samples_), vocabulary, epochs, rate, watch))
    return middle(stored)


def middle(stored: list[Any]) -> Any:
    """The mean of the rounds' weights: they lie in one valley, and its middle reads better than either."""
    return {
        k: v if v.dtype == np.uint8 else (sum(s[k].astype(np.float32) for s in stored) / len(stored)).astype(np.float16)
        for k, v in stored[0].items()
    }


def one_round(
    net: Net, samples_: list[Sample], vocabulary: features.Vocabulary, epochs: int, rate: float, watch: Any
) -> Any:
    """One round of training: the rate rises and falls once; the weights are a running mean of the last two thirds."""
    print("parameters", sum(p.numel() for p in net.parameters()), "lines", len(samples_), flush=True)
    deps, batches = len(vocabulary.dep) + 1, (len(samples_) + PER - 1) // PER
    optimiser = torch.optim.AdamW(net.parameters(), lr=rate, weight_decay=1e-2)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, rate, total_steps=epochs * batches + 1, pct_start=0.15)
    mean: dict[str, Any] = {}
    began, done = time.time(), 0
    for epoch in range(epochs):
        net.train()
        random.shuffle(samples_)
        total = 0.0
        for k in range(0, len(samples_), PER):
            loss = step_loss(net, samples_[k : k + PER], vocabulary, deps)
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(net.parameters(), 5.0)
            optimiser.step()
            schedule.step()
            total += loss.item()
            done += 1
            if done > epochs * batches // 3:  # a running mean of the weights reads better than the last ones
                for name, value in net.state_dict().items():
                    mean[name] = value.clone() if name not in mean else mean[name].mul_(0.998).add_(value, alpha=0.002)
        print(f"epoch {epoch + 1} loss {total / batches:.3f} {time.time() - began:.0f} s", flush=True)
        if watch and mean:
            watch(epoch, export(mean, vocabulary))
    return export(mean or net.state_dict(), vocabulary)


def save(stored: dict[str, Any], path: Path) -> None:
    """Writes the weights and, beside them, their hash."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        np.savez_compressed(file, **stored)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    path.with_name(path.name + ".sha256").write_text(f"{digest}  {path.name}\n", "ascii")
    print(f"{path.name}: {path.stat().st_size / 1e6:.1f} MB, {digest}")


def cached(folder: Path, cache: Path | None) -> Any:
    """The parsed part, from the cache where it is there."""
    kept = cache / f"{folder.name}.pickle" if cache else None
    if kept and kept.exists():
        return pickle.loads(kept.read_bytes())
    docs = read(folder)
    if kept:
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_bytes(pickle.dumps(docs, protocol=5))
    return docs


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="PolNeAR, with folders train/ and dev/")
    parser.add_argument("--cache", type=Path, help="folder for the parse")
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--seed", type=int, default=SEED)
    args = parser.parse_args()
    torch.set_num_threads(1)
    given = samples(args.data / "train", cached(args.data / "train", args.cache))
    save(train(given, lemma_vectors.encode, args.seed), args.out)
    if args.out != OUT:
        return 0
    return subprocess.run([sys.executable, BENCH, "--data", args.data / "dev", "--card", CARD], check=False).returncode


if __name__ == "__main__":
    raise SystemExit(main())
