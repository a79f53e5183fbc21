"""Trains the attribution tagger on PolNeAR and writes `src/dragoman/data/models/attribution.npz`.

    PYTHONPATH=src python train/attribution.py --shared ../shared --cache /tmp/attribution --out attribution.npz

A **teacher** with a pretrained encoder learns from nine tenths of train/ and says how it reads the last tenth. It
labels news and official papers that nobody has annotated; the networks that are shipped learn from these and from
train/ together, and at last from train/ alone. `--out src/dragoman/data/models/attribution.npz` ships them: then the
whole step is measured on dev/, from which nothing is learned or chosen, and the figures and the hash are written into
the model card. Decision 0182 tells in which figures what this makes is not yet level with the shipped weights.

Needs torch (`pip install dragoman[train]`) and what `minilm` names, and an hour or two on two cores. One seed: the same
parse and threads on the same kind of machine make the same file. The cache folder keeps the parse, the teacher and its
labels, so a run goes on where one was stopped; empty it when `reading.parse` or a file of the training changes.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import attribution_nets as nets
import minilm
import numpy as np
import torch
from attribution_data import Document, Sample, read, samples, stage, unread
from attribution_teacher import Teacher, agreement, tell
from torch.nn import functional as F

from dragoman.reading import features

ROOT = Path(__file__).resolve().parents[1]
OUT = ROOT / "src/dragoman/data/models/attribution.npz"
BENCH, CARD = ROOT / "bench/statements.py", ROOT / "docs/models/attribution.md"
WIDE, WIDE_TEACHER = 96, 128  # of each layer
RATE, DROP, SEED = 3e-3, (0.25, 0.2), 1  # dropout of the networks and of the teacher
TOGETHER, ALONE = 6, 2  # epochs with and without what the teacher found
PER = 64  # lines in a batch
FIXED = 64  # numbers a lemma's fixed vector has


def vocabulary_of(given: Sequence[Sample]) -> tuple[features.Vocabulary, int]:
    """The lemmas, tags and relations of the training part, and how many of the lemmas are frequent."""
    lemmas = Counter(x for one in given for x in one.line.parse.lemmas)
    known = [w for w, n in lemmas.most_common() if n >= 2 and w.strip()]
    found = features.Vocabulary(
        {w: i + 1 for i, w in enumerate(known)},
        {w: i + 1 for i, w in enumerate(sorted({x for one in given for x in one.line.parse.tags}))},
        {w: i + 1 for i, w in enumerate(sorted({x for one in given for x in one.line.parse.deps}))},
    )
    return found, sum(lemmas[w] >= 5 for w in known)


def blank(
    kind: type[nets.Net], vocabulary: features.Vocabulary, frequent: int, wide: int, drop: float, seed: int
) -> Any:
    """Networks that have learned nothing."""
    random.seed(seed), np.random.seed(seed), torch.manual_seed(seed)
    fixed = minilm.compress(minilm.lemmas(list(vocabulary.lemma)), FIXED)
    deps = len(vocabulary.dep) + 1
    sizes = {
        "lemma": frequent + 1, "tag": len(vocabulary.tag) + 1, "dep": deps, "shape": features.SHAPES,
        "quote": features.QUOTES, "path": features.paths(deps), "depth": 5, "distance": 22, "beside": 5,
    }  # fmt: skip
    return kind(sizes, np.concatenate([np.zeros((1, FIXED), np.float32), fixed]), wide, drop)


# --- the loss -----------------------------------------------------------------------------------------


def labels_of(
    w: features.Windows, golds: list[list[tuple[int, int, int]]], f: features.Features, lines: list[int]
) -> Any:
    """The label of every row of the windows."""
    y = np.zeros(len(w.row), np.int64)
    for n, (found, line) in enumerate(zip(golds, lines, strict=True)):
        shift = w.first[n] - w.row[w.first[n]] + f.first[line]
        for role, i, j in found:
            a, b = max(i + shift, w.first[n]), min(j + shift, w.last[n])
            if a < b and not y[a:b].any():
                y[a:b] = 2 + 2 * role
                y[a] = 1 + 2 * role
    return y


def step_loss(net: nets.Net, batch: Sequence[Sample], vocabulary: features.Vocabulary) -> Any:
    """Loss of a batch of lines: of the cues, of the flat labels, and of the labels in the windows."""
    given = [one.line for one in batch]
    f = features.features(given, vocabulary)
    t = nets.tensors(f) | {"vectors": net.reads(given, f)}
    h, logit = net.run_trunk(t)
    y = np.zeros(len(f.line), np.float32)
    flat = np.zeros(len(f.line), np.int64)
    cues: dict[int, tuple[list[tuple[int, int, int]], int]] = {}  # row -> (spans, line)
    for n, one in enumerate(batch):
        first = int(f.first[n])
        if one.likely is not None:
            y[first : first + len(one.likely)] = one.likely
        for head, spans in one.found:
            cues.setdefault(first + head, (spans, n))
            if one.likely is None:
                y[first + head] = 1
            for role, i, j in spans:
                flat[first + i : first + j] = 2 + 2 * role
                flat[first + i] = 1 + 2 * role
    inside = t["line"] >= 0
    cue_loss = F.binary_cross_entropy_with_logits(logit[inside], torch.from_numpy(y)[inside], reduction="sum")
    cue_loss = cue_loss + 0.2 * F.cross_entropy(net.flat(h[inside]), torch.from_numpy(flat)[inside], reduction="sum")
    likely = torch.sigmoid(logit.detach()) * inside
    wrong = [r for r in torch.nonzero(likely > 0.1)[:, 0].tolist() if r not in cues]
    random.shuffle(wrong)
    for r in wrong[: len(cues) // 2 + 1]:
        cues[r] = [], int(f.line[r])
    if not cues:
        return cue_loss / 10
    rows = sorted(cues)
    w = features.windows(f, np.asarray(rows, np.int32), len(vocabulary.dep) + 1)
    gold = labels_of(w, [cues[r][0] for r in rows], f, [cues[r][1] for r in rows])
    emit = net.run_second(h, likely, nets.tensors(w))
    size = w.last - w.first
    at = np.minimum(w.first[:, None] + np.arange(size.max())[None], len(gold) - 1)
    mask = torch.from_numpy((np.arange(size.max())[None] < size[:, None]).astype(np.float32))
    chain = net.loss(emit[torch.from_numpy(at.astype(np.int64))], torch.from_numpy(gold[at]), mask)
    return (cue_loss + chain) / len(rows)


# --- training -----------------------------------------------------------------------------------------

Watch = Callable[[int, nets.Net], None]


def learn(
    net: nets.Net,
    epochs: Sequence[Sequence[Sample]],
    vocabulary: features.Vocabulary,
    rate: float,
    slow: float = 0.0,
    keep: float = 0.998,
    watch: Watch | None = None,
) -> None:
    """Trains in place on what each epoch is given: the rate rises and falls once.

    What stays is a running mean of the last two thirds' weights, of which each step keeps the share `keep`. `slow` is
    the rate of the encoder, if there is one. `watch` is given the number of an epoch and the networks with the mean.
    """
    parts = {k: v for k, v in net.named_parameters() if v.requires_grad}
    groups = [[v for k, v in parts.items() if k.startswith("encoder.") == below] for below in (False, True)]
    optimiser = torch.optim.AdamW(
        [{"params": g, "lr": r} for g, r in zip(groups, (rate, slow), strict=True) if g], weight_decay=1e-2
    )
    total = sum((len(given) + PER - 1) // PER for given in epochs)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, [g["lr"] for g in optimiser.param_groups], total_steps=total + 1, pct_start=0.15
    )
    print("parameters", sum(p.numel() for p in parts.values()), "lines", [len(given) for given in epochs], flush=True)
    values, mean = list(parts.values()), list[Any]()
    began, done = time.time(), 0
    for number, given in enumerate(epochs):
        net.train()
        given, losses = random.sample(given, len(given)), []
        for k in range(0, len(given), PER):
            loss = step_loss(net, given[k : k + PER], vocabulary)
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(values, 5.0)
            optimiser.step()
            schedule.step()
            losses.append(loss.item())
            done += 1
            if done > total // 3:  # a running mean of the weights reads better than the last ones
                now = [v.detach() for v in values]
                torch._foreach_lerp_(mean, now, 1 - keep) if mean else mean.extend(v.clone() for v in now)
        print(f"epoch {number + 1} loss {sum(losses) / len(losses):.3f} {time.time() - began:.0f} s", flush=True)
        if watch and mean:
            kept = [v.detach().clone() for v in values]
            put(values, mean)
            net.eval()
            watch(number, net)
            put(values, kept)
    put(values, mean)
    net.eval()


def put(values: Sequence[Any], others: Sequence[Any]) -> None:
    """Sets the values to the others."""
    with torch.no_grad():
        for value, other in zip(values, others, strict=True):
            value.copy_(other)


def save(stored: dict[str, Any], path: Path) -> None:
    """Writes the weights and, beside them, their hash."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        np.savez_compressed(file, **stored)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    path.with_name(path.name + ".sha256").write_text(f"{digest}  {path.name}\n", "ascii")
    print(f"{path.name}: {path.stat().st_size / 1e6:.1f} MB, {digest}")


# --- the command ---------------------------------------------------------------------------------------


def taught(docs: list[Document], vocabulary: features.Vocabulary, frequent: int, cache: Path, folder: Path) -> Teacher:
    """The teacher, and how it reads the documents that it has not learned from."""
    net: Teacher = blank(Teacher, vocabulary, frequent, WIDE_TEACHER, DROP[1], SEED)
    kept = cache / "teacher.pt"
    if kept.exists():
        net.load_state_dict(torch.load(kept), strict=False)
        return net
    learnt = samples(folder, [d for n, d in enumerate(docs) if n % 10])
    learn(net, [learnt] * 4, vocabulary, RATE, slow=1.5e-4, keep=0.995)
    held = samples(folder, docs[::10])
    print(f"teacher: contents exact {agreement(tell(net, [x.line for x in held], vocabulary), held):.3f}", flush=True)
    torch.save({k: v for k, v in net.state_dict().items() if k != "encoder.word.weight"}, kept)
    return net


def main() -> int:
    """The stages one after another; what the cache holds is not made again."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, required=True, help="folder with data/polnear, data/stories, ...")
    parser.add_argument("--cache", type=Path, required=True, help="folder for what is made on the way")
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    folder = args.shared / "data/polnear/train"
    args.cache.mkdir(parents=True, exist_ok=True)
    docs = stage(args.cache / "train.pickle", lambda: read(folder))
    given = samples(folder, docs)
    vocabulary, frequent = vocabulary_of(given)
    torch.set_num_threads(2)
    others = stage(args.cache / "unread.pickle", lambda: unread(args.shared))
    told = stage(
        args.cache / "told.pickle",
        lambda: tell(taught(docs, vocabulary, frequent, args.cache, folder), others, vocabulary),
    )
    torch.set_num_threads(1)
    net = blank(nets.Net, vocabulary, frequent, WIDE, DROP[0], SEED)
    net.word_drop = 0.2
    learn(net, [given + told] * TOGETHER + [given] * ALONE, vocabulary, RATE)
    save(nets.export(net.state_dict(), vocabulary), args.out)
    if args.out.resolve() != OUT:
        return 0
    bench = [sys.executable, BENCH, "--data", args.shared / "data/polnear/dev", "--card", CARD]
    return subprocess.run(bench, check=False).returncode


if __name__ == "__main__":
    raise SystemExit(main())
