"""Stories and threads: one story a happening, the same for any order of pages."""

from __future__ import annotations

import random

from dragoman import clean
from dragoman.model import Actor, Dating, Document, Reference, Span, Story, Thread, When
from dragoman.reconcile import clusters
from dragoman.reconcile.stories import stories
from dragoman.settings import Settings
from dragoman.step import Tables

# Made of parts: three happenings, each told by three pages in other words.
HAPPENINGS = {
    "ferry": (
        "Ministers sign Velmar ferry accord\nOrla Brandt and Pavel Dusek signed the Velmar ferry accord.",
        "Ferries return to Velmar\nThe ferry accord that Brandt and Dusek signed in Velmar opens three ferry routes.",
        "Velmar welcomes ferries\nIn Velmar the ferry routes open again after Dusek and Brandt signed their accord.",
    ),
    "bridge": (
        "Barge strikes Tarn bridge\nA gravel barge struck the old Tarn bridge near Kessel and engineers closed it.",
        "Tarn bridge closed\nEngineers inspect the Tarn bridge in Kessel after a gravel barge struck a pier.",
        "Kessel waits\nLorries leave Kessel by the northern road since a gravel barge struck the Tarn bridge.",
    ),
    "vote": (
        "Senate of Ruthia rejects budget\nThe Ruthian senate rejected the budget of Chancellor Imre Sohl by two votes.",
        "Sohl loses budget vote\nChancellor Sohl lost the budget vote in the senate of Ruthia, two votes short.",
        "What now for Sohl\nAfter the Ruthian senate rejected his budget, Chancellor Sohl may call an election.",
    ),
}


def pages() -> tuple[list[Document], dict[str, str]]:
    texts = {f"{name}-{n}": text for name, every in HAPPENINGS.items() for n, text in enumerate(every)}
    documents = [clean.plain(text, source) for source, text in texts.items()]
    return documents, {d.id: d.source.partition("-")[0] for d in documents}


def test_one_story_a_happening_in_any_order() -> None:
    documents, names = pages()
    results = []
    for seed in range(3):
        shuffled = random.Random(seed).sample(documents, len(documents))
        results.append(list(stories(Tables(shuffled, [], Settings()))))
    assert results[0] == results[1] == results[2]
    made = [s for s in results[0] if isinstance(s, Story)]
    assert sorted(sorted({names[d] for d in s.documents}) for s in made) == sorted([n] for n in HAPPENINGS)
    assert all(len(s.documents) == 3 for s in made)


def test_a_story_far_off_in_time_is_another_story() -> None:
    documents, _ = pages()
    tables = Tables(documents, [], Settings())
    years = {"0": "2021-05-04", "1": "2021-05-04", "2": "2025-05-04"}
    tables.replace((Dating,), [Dating(d.id, When(y := years[d.source[-1]], y)) for d in documents])
    made = [s for s in stories(tables) if isinstance(s, Story)]
    assert len(made) == 6
    assert {s.first for s in made} == {"2021-05-04", "2025-05-04"}


def test_stories_of_the_same_two_countries_make_a_thread() -> None:
    documents, _ = pages()
    tables = Tables(documents, [], Settings())
    tables.replace((Actor,), [Actor("j", "country", "Japan", "JPN"), Actor("u", "country", "United States", "USA")])
    about = [d for d in documents if not d.source.startswith("vote")]
    tables.replace((Reference,), [Reference(Span(d.id, 0, 1), ("j", "u")) for d in about])
    made = list(stories(tables))
    threads = {s.thread for s in made if isinstance(s, Story)}
    assert threads == {t.id for t in made if isinstance(t, Thread)}


def test_average_linkage_joins_by_the_mean_and_takes_missing_pairs_for_nothing() -> None:
    edges = [(0, 1, 0.9), (1, 2, 0.5), (3, 4, 0.4)]
    assert clusters.groups(5, edges, 0.3) == [[0, 1], [2], [3, 4]]
    assert clusters.groups(5, edges, 0.2) == [[0, 1, 2], [3, 4]]
    assert clusters.groups(0, [], 0.2) == []
