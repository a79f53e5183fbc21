"""Sayings: speakers resolved, the same words grouped across pages, wordings that differ."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from dragoman import clean, pipeline
from dragoman.model import Actor, Event, Evidence, Mention, Reference, Saying, Sentence, Span, Statement, When
from dragoman.parts import laid_out
from dragoman.reconcile import statements
from dragoman.record import views
from dragoman.record.store import Record
from dragoman.settings import Settings
from dragoman.step import Tables

PREMIER = Actor("a1", "person", "Ada Lind")
ENVOY = Actor("a2", "person", "Bo Falk")


def tables(pages: Sequence[tuple[str, str, str, Actor | None]]) -> Tables:
    """Each page: (text, words said, words of the speaker, whom they mean)."""
    documents, said = [], []
    references = []
    for n, (text, words, speaker, actor) in enumerate(pages):
        document = clean.plain(text, f"page{n}.txt")
        documents.append(document)
        span = lambda part, d=document: Span(d.id, d.text.index(part), d.text.index(part) + len(part))  # noqa: E731
        said.append(Sentence(Span(document.id, 0, len(text)), 0))
        whose = span(speaker) if speaker else None
        if whose:
            said.append(Mention(whose, "name", speaker))
            if actor:
                references.append(Reference(whose, (actor.id,)))
        said.append(Statement(span(words), "direct", (span(words),), source=(whose,) if whose else (), speaker=whose))
    found = Tables(documents, said, Settings())
    found.replace((Actor, Reference), [PREMIER, ENVOY, *references])
    return found


def sayings(found: Tables) -> list[Saying]:
    return list(laid_out(statements.found(found)))


def groups(pages: Sequence[tuple[str, str, str, Actor | None]]) -> int:
    return len({s.group for s in sayings(tables(pages))})


LONG = "“We will open the northern ports to trade before winter, and we mean it.”"
SHORT = "“We will open the northern ports to trade before winter”"


def test_a_speaker_is_the_one_actor_that_its_mention_means() -> None:
    (row,) = sayings(tables([(f"Lind said, {LONG}", LONG, "Lind", PREMIER)]))
    assert (row.speaker, row.speaker_text, row.content) == ("a1", "Lind", LONG)


def test_some_of_a_party_are_not_the_party() -> None:
    (row,) = sayings(tables([(f"Some Greens said, {LONG}", LONG, "Some Greens", PREMIER)]))
    assert (row.speaker, row.speaker_text) == (None, "Some Greens")


def test_the_same_quotation_cut_shorter_is_one_group() -> None:
    assert (
        groups([(f"Lind said, {LONG}", LONG, "Lind", PREMIER), (f"{SHORT}, Lind added.", SHORT, "Lind", PREMIER)]) == 1
    )


def test_a_speaker_who_is_not_known_does_not_keep_copies_apart() -> None:
    assert groups([(f"Lind said, {LONG}", LONG, "Lind", PREMIER), (f"She said, {LONG}", LONG, "She", None)]) == 1


def test_two_speakers_are_two_groups() -> None:
    assert groups([(f"Lind said, {LONG}", LONG, "Lind", PREMIER), (f"Falk said, {LONG}", LONG, "Falk", ENVOY)]) == 2


def test_what_is_denied_is_not_what_is_said() -> None:
    words = "the northern ports would open to trade before winter"
    span = Span("d", 0, 9)
    rows = [Saying(cue, span, "d", "indirect", words, cue, cue=cue) for cue in ("denied that", "said", "added")]
    grouped = statements.group([statements.mark(row) for row in rows])
    assert grouped["said"] == grouped["added"] != grouped.get("denied that")


def test_groups_do_not_depend_on_the_order_of_pages() -> None:
    pages = [
        (f"Lind said, {LONG}", LONG, "Lind", PREMIER),
        (f"Today {SHORT}.", SHORT, "", None),
        ("Lind: “No.”", "“No.”", "Lind", PREMIER),
    ]
    one = {s.content: s.group for s in sayings(tables(pages))}
    assert one[LONG] == one[SHORT] == min(s.id for s in sayings(tables(pages)) if s.content in (LONG, SHORT))
    assert len(set(one.values())) == 2


def test_a_headline_that_words_a_quotation_otherwise_is_a_conflict() -> None:
    text = "Lind Offers ‘Anything You Need’\n\nLind told them: “Anything I can do for the harbour, I will do.”"
    document = clean.plain(text, "page.txt")
    cut = text.index("\n\n")
    span = lambda part: Span(document.id, text.index(part), text.index(part) + len(part))  # noqa: E731
    head, body = Sentence(Span(document.id, 0, cut), 0, "headline"), Sentence(Span(document.id, cut + 2, len(text)), 1)
    who = Mention(span("Lind"), "name", "Lind")
    said = [
        Statement(span(words), "direct", (span(words),), source=(who.span,), speaker=who.span)
        for words in ("‘Anything You Need’", "“Anything I can do for the harbour, I will do.”")
    ]
    found = Tables([document], [head, body, who, *said], Settings())
    found.replace((Actor, Reference), [PREMIER, Reference(who.span, ("a1",))])
    found.replace((Saying,), sayings(found))
    (conflict,) = statements.wording_conflicts(found, document.id)
    assert [s.value for s in conflict.sides] == ["Anything You Need", "Anything I can do for the harbour, I will do."]
    assert conflict.about == "what Ada Lind said"


def test_two_words_alike_are_no_wording_of_one_thing() -> None:
    assert not statements._otherwise(["radical", "harbour"], ["radical", "harbours"])


def test_they_are_the_two_whose_one_meeting_the_page_tells_of() -> None:
    text = "They said the port would open."
    found = tables([(text, "the port would open", "They", None)])
    (page,) = found.documents
    met = Event("e1", "CONSULT", "meet", ("a1",), ("a2",), When(), "occurred", (Evidence(Span(page, 0, 5)),))
    found.replace((Event,), [met])
    (row,) = sayings(found)
    assert (row.speaker, row.speaker_text) == (None, "They (Ada Lind and Bo Falk)")
    found.replace((Event,), [])
    (row,) = sayings(found)
    assert row.speaker_text == "They"


def test_a_spokesperson_whom_the_page_does_not_name_is_nobody_of_another_page(tmp_path: Path) -> None:
    said = {  # the only spokesman that the record knows by name is of another page
        "named": "“The port is closed,” said Ola Berg, a spokesman for the American navy.",
        "other": "An airline spokesman said that the flight was late.",
    }
    for name, text in said.items():
        (tmp_path / f"{name}.txt").write_text(text, "utf-8")
    pipeline.read([tmp_path], tmp_path / "r.db", Settings(processes=1))
    with Record(tmp_path / "r.db", read_only=True) as record:
        rows = [s for s in views.sayings(record) if "flight" in s.content]
    assert [r.speaker for r in rows] == [None]
