"""Copies by joins and groups: one body on Polars and on Spark, and the same as the arrays of one machine."""

from __future__ import annotations

import json
import random
from itertools import pairwise
from pathlib import Path
from typing import Any

import narwhals as nw
import numpy as np
import polars as pl
import pytest
import rustworkx as rx

from crawled import STORY
from dragoman.reconcile import words
from dragoman.spark import copies, tables
from dragoman.spark import families as families_


def collected(frame: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    return nw.from_native(frame.to_native().collect().lazy())


def frame(rows: list[tuple[int, int]], *names: str) -> nw.LazyFrame[Any]:
    return nw.from_native(pl.LazyFrame(rows, schema=dict.fromkeys(names, pl.Int64), orient="row"))


def some_pages(chance: random.Random, count: int) -> list[words.Numbers]:
    """Pages of keys, of which three are on most of the pages."""
    return [
        np.unique(
            np.array([chance.randrange(400) if chance.random() < 0.9 else chance.randrange(3) for _ in range(20)])
        ).astype(np.uint64)
        for _ in range(count)
    ]


def families(pairs: list[tuple[int, int]]) -> dict[int, int]:
    graph = rx.PyGraph()
    graph.add_nodes_from(range(1 + max(max(p) for p in pairs)))
    graph.add_edges_from_no_data(pairs)
    found = {}
    for part in rx.connected_components(graph):
        if len(part) > 1:
            found |= dict.fromkeys(part, min(part))
    return found


def test_candidates_are_those_of_one_machine() -> None:
    pages = some_pages(random.Random(1), 300)
    rows = [(n, int(key)) for n, page in enumerate(pages) for key in page]
    found = copies.candidates(frame(rows, "page", "key"), 16, 2, collected).collect("polars").to_native()
    expected = {pair: count for pair, count in words.pairs(pages, 16).items() if count >= 2}
    assert {(a, b): n for a, b, n in found.select("left", "right", "shared").iter_rows()} == expected


@pytest.mark.parametrize("shape", ["chain", "star", "random", "ring"])
def test_components(shape: str) -> None:
    chance = random.Random(2)
    order = list(range(3000))
    chance.shuffle(order)
    pairs = {
        "chain": list(pairwise(order)),
        "star": [(order[0], n) for n in order[1:]],
        "random": [(chance.randrange(3000), chance.randrange(3000)) for _ in range(1500)],
        "ring": [*pairwise(order), (order[-1], order[0])],
    }[shape]
    pairs = sorted({(min(p), max(p)) for p in pairs if p[0] != p[1]})
    rounds = 0

    def keep(held: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
        nonlocal rounds
        rounds += 1
        return collected(held)

    found = copies.components(frame(pairs, "left", "right"), keep).collect("polars").to_native()
    assert found.height == found["page"].n_unique()
    assert dict(found.select("page", "family").iter_rows()) == families(pairs)
    assert rounds < 20, "a chain must not take as many rounds as it is long"


def test_the_same_on_spark(spark: Any, tmp_path: Path) -> None:
    spark.sparkContext.setCheckpointDir(str(tmp_path / "checkpoints"))

    def keep(held: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
        return nw.from_native(held.to_native().checkpoint())

    pages = some_pages(random.Random(3), 60)
    rows = [(n, int(key)) for n, page in enumerate(pages) for key in page]
    given = nw.from_native(spark.createDataFrame(rows, "page long, key long"))
    found = copies.candidates(given, 16, 2, keep)
    pairs = {(r["left"], r["right"]): r["shared"] for r in found.to_native().collect()}
    assert pairs == {pair: count for pair, count in words.pairs(pages, 16).items() if count >= 2}
    family = {r["page"]: r["family"] for r in copies.components(found, keep).to_native().collect()}
    assert family == families(list(pairs))


def test_families_on_spark_where_shingles_are_too_many_for_one_process(
    spark: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = "Norway will lend its neighbours {} million crowns by the end of March, the foreign ministry said in Oslo."
    report = "\n\n".join(said.format(n) + f" The talks of group {n} were held in {n + 3} rooms." for n in range(12))
    texts = [report, f"{report}\n\nEdition for the coast.\n", STORY, report]
    rows = [json.dumps({"id": n, "text": text}) for n, text in enumerate(texts)]
    (tmp_path / "wire.jsonl").write_text("\n".join(rows))
    monkeypatch.setattr(families_, "HELD", -1)
    tables.make(spark, [tmp_path / "wire.jsonl"], tmp_path / "tables")
    pages = pl.read_parquet(tmp_path / "tables" / "document" / "*.parquet").select("id", "source", "text_hash")
    found = pl.read_parquet(tmp_path / "tables" / "family" / "*.parquet").join(pages, left_on="document", right_on="id")
    of = {source[-1]: family for source, family in found.select("source", "family").iter_rows()}
    assert of["0"] == of["1"] == of["3"] == min(found.filter(pl.col("family") == of["0"])["text_hash"])
    assert len(of) == 4 and of["2"] != of["0"]
