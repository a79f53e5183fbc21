"""Copies among more pages than one machine holds: joins and groups, written once in Narwhals for Spark and Polars.

`keep` holds what was worked out so far (a checkpoint on Spark, a collected frame on Polars), so that it is not worked
out again each time it is asked.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import narwhals as nw

Frame = nw.LazyFrame[Any]
Keep = Callable[[Frame], Frame]


def candidates(keys: Frame, few: int, least: int, keep: Keep) -> Frame:
    """Pairs of pages (`left` < `right`) that share at least `least` keys, and how many (`shared`).

    `keys` has columns `page` and `key`, each pair of them once. A key on more than `few` pages joins neighbours only,
    so that a text on fifty thousand pages makes fifty thousand pairs, not a billion, and no task has all of them to
    itself. The same pairs as `reconcile.words.pairs`.
    """
    sized = keep(keys.with_columns(nw.len().over("key").alias("pages")).filter(nw.col("pages") > 1))
    rare = sized.filter(nw.col("pages") <= few).select("key", nw.col("page").alias("left"))
    close = rare.join(rare.rename({"left": "right"}), on="key").filter(nw.col("left") < nw.col("right"))
    common = sized.filter(nw.col("pages") > few)
    following = nw.col("page").shift(-1).over("key", order_by="page").alias("right")
    chain = common.with_columns(following).filter(~nw.col("right").is_null())
    both = nw.concat(
        [close.select("left", "right"), chain.select(nw.col("page").alias("left"), nw.col("right"))], how="vertical"
    )
    counted = both.group_by("left", "right").agg(nw.len().alias("shared"))
    return keep(counted.filter(nw.col("shared") >= least))


def likely(pages: Frame, few: int, least: int, share: float, keep: Keep) -> Frame:
    """Of the candidates those that share at least `share` of the keys of the one that has fewer: `left`, `right`.

    `pages` has columns `page` and `keys`, a list of distinct numbers.
    """
    each = pages.explode("keys").select("page", nw.col("keys").alias("key"))
    pairs = candidates(each.filter(~nw.col("key").is_null()), few, least, keep)
    size = nw.col("keys").list.len().alias
    for side in ("left", "right"):
        pairs = pairs.join(pages.select(nw.col("page").alias(side), size(f"{side}_size")), on=side)
    enough = nw.col("shared") >= share * nw.min_horizontal("left_size", "right_size")
    return keep(pairs.filter(enough).select("left", "right"))


def components(pairs: Frame, keep: Keep) -> Frame:
    """What hangs together: each page of `pairs` (`left`, `right`) with the smallest `family` member it leads to.

    Large star and small star in turn until only stars are left (Kiveris et al. 2014, "Connected Components in MapReduce
    and Beyond"): the rounds grow with the logarithm of a chain's length, where handing labels on from neighbour to
    neighbour would take as many rounds as the chain of copies is long.
    """
    edges = keep(pairs.select("left", "right").unique())
    while True:
        edges = keep(_small_star(_large_star(edges)))
        page = edges.group_by("left").agg(nw.len().alias("n")).filter(nw.col("n") > 1).select("left")
        roots = edges.select(nw.col("right").alias("left")).unique()
        inner = edges.join(roots, on="left", how="semi").select("left")
        unfinished = nw.concat([page, inner], how="vertical").select(nw.len().alias("n")).collect("pyarrow")
        if not unfinished.item(0, "n"):
            break
    roots = edges.select(nw.col("right").alias("page"), nw.col("right").alias("family")).unique()
    return nw.concat(
        [edges.select(nw.col("left").alias("page"), nw.col("right").alias("family")), roots], how="vertical"
    )


def _least(edges: Frame) -> Frame:
    """The smallest neighbour of each `left`."""
    return edges.group_by("left").agg(nw.col("right").min().alias("least"))


def _large_star(edges: Frame) -> Frame:
    """Every larger neighbour of a page is hung on the smallest that the page knows, itself among them."""
    back = edges.select(nw.col("right").alias("left"), nw.col("left").alias("right"))
    both = nw.concat([edges, back], how="vertical")
    joined = both.join(_least(both), on="left").filter(nw.col("right") > nw.col("left"))
    smallest = nw.min_horizontal(nw.col("left"), nw.col("least")).alias("root")
    return joined.select(nw.col("right").alias("left"), smallest).rename({"root": "right"}).unique()


def _small_star(edges: Frame) -> Frame:
    """Every smaller neighbour of a page, and the page itself, is hung on the smallest of them."""
    least = _least(edges)
    joined = edges.join(least, on="left").filter(nw.col("right") != nw.col("least"))
    moved = joined.select(nw.col("right").alias("left"), nw.col("least").alias("right"))
    kept = least.select("left", nw.col("least").alias("right"))
    return nw.concat([moved, kept], how="vertical").unique()
