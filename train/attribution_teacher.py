"""The teacher: the attribution networks with a pretrained encoder below them, too slow to ship.

It learns from the same annotations, and what it finds in texts that nobody has annotated is what the shipped networks
learn from besides.
"""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from typing import Any

import attribution_nets as nets
import minilm
import numpy as np
import torch
from attribution_data import Sample

from dragoman.reading import features, tagger

ROOM = minilm.LONGEST - 2  # pieces that are read together
OPENS, CLOSES = 101, 102  # the pieces around a text
LEAST = 0.25  # a cue likelier than this is told


class Teacher(nets.Net):
    """As the networks that are shipped, given the encoder's states of the words too."""

    def __init__(self, sizes: dict[str, int], fixed: Any, wide: int, drop: float) -> None:
        super().__init__(sizes, fixed, wide, drop, given=96 + minilm.WIDE)
        self.encoder, self.pieces = minilm.Encoder(0.1), minilm.tokenizer()
        self.met: dict[str, Any] = {}  # of each line, the rows of its words' pieces and the states below

    def reads(self, lines: Sequence[features.Line], f: features.Features) -> Any:
        new = list({x.text: x for x in lines if x.text not in self.met}.values())
        cuts = [self._cut(x) for x in new]
        with torch.autocast("cpu", torch.bfloat16):
            below = iter(self.encoder.eval().below([c for _, many in cuts for c in many]))
            self.met |= {
                x.text: (at, [next(below).half() for _ in many]) for x, (at, many) in zip(new, cuts, strict=True)
            }
            self.encoder.train(self.training)
            states = self.encoder([b for x in lines for b in self.met[x.text][1]])
        at, base = [], 0
        for line in lines:
            rows, texts = self.met[line.text]
            at += [base + r for r in rows]
            base += sum(len(t) for t in texts)
        full = torch.zeros(len(f.line), minilm.WIDE)
        full = full.index_put((torch.from_numpy(np.flatnonzero(f.line >= 0)),), states.float()[torch.tensor(at)])
        return torch.cat([torch.from_numpy(f.vectors), full], 1)

    def _cut(self, line: features.Line) -> tuple[list[int], list[list[int]]]:
        """For each word the row of its first piece, and the pieces of the line in texts short enough to be read."""
        found = self.pieces.encode(line.text)
        ids, starts = found.ids[1:-1], [a for a, _ in found.offsets[1:-1]]
        first = [max(0, bisect.bisect_right(starts, start) - 1) for start in line.parse.starts]
        cuts = [[OPENS, *ids[k : k + ROOM], CLOSES] for k in range(0, max(1, len(ids)), ROOM)]
        return [k + 1 + 2 * (k // ROOM) for k in first], cuts


@torch.no_grad()
def tell(net: nets.Net, lines: Sequence[features.Line], vocabulary: features.Vocabulary) -> list[Sample]:
    """What the teacher finds in each line: every word's likelihood as a cue, and the spans around the likely ones."""
    net.eval()
    told: list[Any] = [None] * len(lines)
    order = sorted((i for i, x in enumerate(lines) if x.parse.starts), key=lambda i: len(lines[i].parse.starts))
    start, move = net.start.numpy(), net.move.numpy()
    for k in range(0, len(order), 64):
        part = [lines[i] for i in order[k : k + 64]]
        f = features.features(part, vocabulary)
        h, logit = net.run_trunk(nets.tensors(f) | {"vectors": net.reads(part, f)})
        likely = torch.sigmoid(logit) * torch.from_numpy(f.line >= 0)
        cues = np.flatnonzero(likely.numpy() > LEAST).astype(np.int32)
        found: list[list[Any]] = [[] for _ in part]
        if len(cues):
            w = features.windows(f, cues, len(vocabulary.dep) + 1)
            scores = net.run_second(h, likely, nets.tensors(w)).numpy()
            labels = tagger.viterbi([scores[a:b] for a, b in zip(w.first, w.last, strict=True)], start, move)
            for cue, first, best in zip(cues, w.first, labels, strict=True):
                n = int(f.line[cue])
                shift = int(w.row[first] - f.first[n])
                spans = [(r, a + shift, b + shift) for r, a, b in tagger.spans(best.tolist())]
                found[n].append((int(cue - f.first[n]), spans))
        for n, i in enumerate(order[k : k + 64]):
            told[i] = Sample(part[n], found[n], likely[int(f.first[n]) : int(f.last[n])].numpy().astype(np.float16))
    return [x for x in told if x is not None]


def agreement(told: Sequence[Sample], gold: Sequence[Sample]) -> float:
    """F1 of contents word for word, of what the teacher found against an annotator's."""

    def contents(given: Sequence[Sample]) -> set[tuple[str, int, int]]:
        return {(x.line.text, i, j) for x in given for _, spans in x.found for role, i, j in spans if role == 2}

    mine, theirs = contents(told), contents(gold)
    return 2 * len(mine & theirs) / max(1, len(mine) + len(theirs))
