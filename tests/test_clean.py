"""Cleaning: lines, kinds, dates, encodings. Cases that are one line each stand in tests/cases/clean*.csv."""

from __future__ import annotations

import importlib.util
import re
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import ROOT, cases
from dragoman import clean
from dragoman.clean import dates, decode
from dragoman.clean import lines as cleaning_lines
from dragoman.lexicon import table
from dragoman.model import Document, RawPage
from dragoman.settings import Settings

PROSE = (
    "The two prime ministers met in the capital for the first time on Monday and agreed to raise trade "
    "between their countries over five years, officials on both sides said after the talks had ended."
)


def cleaned(text: str | bytes, media: str = "text", source: str = "page.txt", **declared: str) -> Document:
    data = text.encode() if isinstance(text, str) else text
    document, _ = clean.clean(RawPage(source, data, media, declared=declared), Settings())
    assert document is not None
    assert all(0 <= a.start < a.end <= len(document.text) for a in document.lines)
    assert all(a.end <= b.start for a, b in zip(document.lines, document.lines[1:], strict=False))
    return document


def shown(document: Document) -> list[tuple[str, str]]:
    return [(line.kind, document.text[line.start : line.end]) for line in document.lines]


@pytest.mark.parametrize("case", cases("clean_lines"), ids=lambda c: c["text"][:40])
def test_a_line_between_paragraphs(case: dict[str, str]) -> None:
    document = cleaned(f"A Headline About the Talks in the Capital\n\n{PROSE}\n\n{case['text']}\n\n{PROSE}")
    assert shown(document)[2] == (case["expected"], case["text"])


@pytest.mark.parametrize("case", cases("clean_dates"), ids=lambda c: c["text"][:40])
def test_declared_date(case: dict[str, str]) -> None:
    source, _, text = case["text"].rpartition(" :: ")
    document = cleaned(f"{text}\n\n{PROSE}", source=source or "page.txt")
    assert f"{document.declared or ''} {document.declared_where or ''}".strip() == case["expected"]


@pytest.mark.parametrize(
    ("last", "day"),
    [
        ("New York, 22 September 2024", "2024-09-22"),
        ("Published Sept. 21, 2024", "2024-09-21"),
        ("Friday, December 4, 2015.", None),  # of a correction
        ("They met again in Oslo, Norway, 5 May 2024", None),
        ("22 September 2024", None),  # of a comment
    ],
)
def test_a_day_in_the_last_line(last: str, day: str | None) -> None:
    document = cleaned(f"The ministers meet\n\n{PROSE}\n\n{last}\n")
    assert (document.declared, document.declared_where) == (day, "published line" if day else None)


def test_what_readers_wrote_is_no_article() -> None:
    page = f"The ministers meet\n\n{PROSE}\n{PROSE}\n3 responses to “The ministers meet”\nAna says: Great write-up."
    assert [k for k, _ in shown(cleaned(page))] == ["heading", "body", "body", "boilerplate", "boilerplate"]


def test_hard_wrapped_paragraphs_are_joined_and_offsets_hold() -> None:
    wrapped = (
        "The minister told reporters on Tuesday that his country would buy more\n"
        "gas and grain from its ally, and that the first deliveries would leave\n"
        "port before the end of the year.\n\n"
        "- more gas, of which half is to be delivered in the first of the three\n"
        "  years\n"
        "- more grain\n\n"
        "He would not say what the purchases were going to cost the treasury in\n"
        "the end.\n"
    )
    document = cleaned(wrapped)
    assert [t for _, t in shown(document)] == [
        "The minister told reporters on Tuesday that his country would buy more gas and grain from its ally, "
        "and that the first deliveries would leave port before the end of the year.",
        "- more gas, of which half is to be delivered in the first of the three   years",
        "- more grain",
        "He would not say what the purchases were going to cost the treasury in the end.",
    ]
    assert len(document.text) == len(wrapped)


def test_paragraph_a_line_stays_so() -> None:
    document = cleaned(f"{PROSE}\n{PROSE.upper()}\n{PROSE}")
    assert [k for k, _ in shown(document)] == ["body"] * 3


def test_front_matter_and_markdown() -> None:
    page = (
        "---\ndate: '2024-03-05'\nsource_url: https://www.whitehouse.gov/x/\n"
        'title: "Readout of a Call with the\\\n  \\ Prime Minister\\u2019s Office"\ntags: [a, b]\n---\n \n'
        "**The President** spoke today with \\[the Prime Minister\\] about\n[trade](https://example.org/a_(b)), and "
        "both agreed.\n\n\\###\n"
    )
    document = cleaned(page, "markdown", "2023-01-01-readout.md")
    assert shown(document) == [
        ("headline", "Readout of a Call with the Prime Minister’s Office"),
        ("body", "The President spoke today with [the Prime Minister] about trade, and both agreed."),
        ("boilerplate", "###"),
    ]
    assert (document.declared, document.declared_where) == ("2024-03-05", "front matter")
    assert document.outlet == "White House"


def test_html_main_text_and_metadata() -> None:
    html = (
        "<!doctype html><html><head><title>Leaders meet - The Example</title>"
        '<meta property="article:published_time" content="2025-10-28T09:00:00+09:00">'
        '<meta property="article:modified_time" content="2025-11-02T09:00:00+09:00">'
        '<meta property="og:site_name" content="The Example"></head><body><nav><a href="/">Home</a></nav>'
        f"<article><h1>Leaders meet</h1><p>{PROSE}</p><h2>What comes next</h2><p>{PROSE}</p></article>"
        "<footer>Copyright 2019</footer></body></html>"
    )
    document = cleaned(html, "html", "a.html")
    assert shown(document) == [
        ("headline", "Leaders meet"),
        ("body", PROSE),
        ("heading", "What comes next"),
        ("body", PROSE),
    ]
    assert (document.title, document.outlet, document.declared) == ("Leaders meet", "The Example", "2025-10-28")


def test_a_date_in_the_text_of_a_page_is_no_declaration() -> None:
    html = f"<html><head><title>x</title></head><body><p>{PROSE} On 3 May 2021 they met.</p></body></html>"
    assert cleaned(html, "html", "a.html").declared is None


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ("Café – “Tokyo”".encode("utf-8-sig"), "Café – “Tokyo”"),
        ("Café – “Tokyo”".encode("utf-16"), "Café – “Tokyo”"),
        ("Plain words in two bytes each".encode("utf-16-le"), "Plain words in two bytes each"),
        (b'<meta charset="windows-1252">\x93Tokyo\x94', '<meta charset="windows-1252">“Tokyo”'),
        (b'<meta charset="iso-8859-1">\x93Tokyo\x94', '<meta charset="iso-8859-1">“Tokyo”'),
        (b'<meta charset="no-such-thing">Tokyo', '<meta charset="no-such-thing">Tokyo'),
    ],
)
def test_encodings(data: bytes, expected: str) -> None:
    assert decode.decode(data)[0] == expected


def test_characters_that_deceive() -> None:
    assert decode.safe("Tr\u200bump\u00ad met\x00 \x1b[31mher\u202e\r\nnow\u00a0so e\u0301\x92s \ud800")[0] == (
        "Trump met� �[31mher\nnow so é’s �"
    )


def test_no_text() -> None:
    document, problems = clean.clean(RawPage("a.txt", b"\n \n", "text"), Settings())
    assert document is None and problems[0].message == "no text in it"


def test_other_languages_are_marked() -> None:
    assert cleaned("首相は二十八日、東京で大統領と会談し、防衛費の増額を伝えた。").language == "ja"
    german = "Der Kanzler hat am Montag in Berlin den Präsidenten empfangen und mit ihm über den Handel gesprochen."
    assert cleaned(german).language == "de"
    assert cleaned("Leaders meet").language == "en"
    names = "Present were James Fos, Mary Ravel, Robert Muntal, Patricia Zorbek, John Griwil and Linda Hamper."
    assert cleaned(names).language == "en"
    leaders = "Luiz Inácio Lula da Silva called Gabriel Boric. Santiago Peña praised Yamandú Orsi and Rodrigo Paz."
    assert cleaned(leaders).language == "en"
    spanish = "Pedro Sánchez recibió a Gustavo Petro en Madrid y hablaron de comercio con José Mujica y Lula da Silva."
    assert cleaned(spanish).language == "es"
    pidgin = (
        "Di president don tell di soldiers wey dey guard di border say make dem go back to dia base because e no good."
    )
    assert cleaned(pidgin).language == "pcm"


def test_long_lines_are_cut_at_sentences() -> None:
    document, _ = clean.clean(RawPage("a.txt", (PROSE + " ").encode() * 50, "text"), Settings(line_chars=1000))
    assert document is not None and len(document.lines) > 5
    assert all(document.text[n.end - 1] == "." and n.end - n.start <= 1000 for n in document.lines)


def test_text_hash_changes_with_kinds_alone() -> None:
    left, right = cleaned(f"{PROSE}\n\nTrending"), cleaned(f"{PROSE}\n\nTrendinG.")
    assert left.text_hash != right.text_hash and left.text_hash == cleaned(f"{PROSE}\n\nTrending", source="b").text_hash


def test_stamps() -> None:
    assert dates.stamp("20251028T101500Z") == "2025-10-28"
    assert dates.stamp("Tue, 28 Oct 2025 09:14:00 +0900") == "2025-10-28"
    assert dates.stamp("28/10/2025") == "2025-10-28"
    assert dates.stamp("03/04/2025") is None and dates.stamp("2025-13-40") is None and dates.stamp("soon") is None


def test_lines_over_the_whole_page_of_any_text() -> None:
    @settings(max_examples=150, deadline=None, derandomize=True)
    @given(
        st.text(max_size=400) | st.text("ab A.\n-*#:|[]()<>_\\\"'", max_size=400), st.sampled_from(["text", "markdown"])
    )
    def check(text: str, media: str) -> None:
        document, problems = clean.clean(RawPage("a", text.encode("utf-8", "surrogatepass"), media), Settings())
        assert document is not None or problems
        if document is not None:
            assert all(a.end <= b.start for a, b in zip(document.lines, document.lines[1:], strict=False))
            # Nothing but white space stands outside the lines: debris is marked, never deleted.
            inside = "".join(document.text[a.start : a.end] for a in document.lines)
            assert re.sub(r"\s", "", inside) == re.sub(r"\s", "", document.text)

    check()


PARA = f"<p>{PROSE}</p>"
HOSTILE = {
    "one line of 20 MB": ("text", (PROSE + " ") * 100_000),
    "quote marks": ("text", "\u201c" * 100_000 + PROSE),
    "empty lines": ("text", "\n" * 3_000_000 + PROSE),
    "brackets": ("markdown", "[a](" * 50_000 + PROSE),
    "images": ("markdown", "![a](" * 30_000 + PROSE),
    "rules": ("markdown", "- " * 50_000 + "x"),
    "open comments": ("html", f"<html><body>{'<!--' * 100_000}{PARA}</body></html>"),
    "nested boxes": ("html", f"<html><body>{'<div>' * 100_000}{PARA}</body></html>"),
    "many paragraphs": ("html", f"<html><body>{'<p>a</p>' * 60_000}</body></html>"),
    "many attributes": (
        "html",
        f"<html><body><p {' '.join(f'a{i}=1' for i in range(50_000))}>x</p>{PARA}</body></html>",
    ),
    "nested data": ("html", f'<html><script type="application/ld+json">{"[" * 100_000}</script>{PARA}</html>'),
    "entities": ("html", f'<!DOCTYPE l [<!ENTITY x SYSTEM "file:///etc/passwd">]><html><body>&x;{PARA}</body></html>'),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_pages_are_bounded(name: str) -> None:
    media, text = HOSTILE[name]
    start = time.process_time()
    document, problems = clean.clean(RawPage("a", text.encode(), media), Settings())
    assert document is not None or problems
    assert document is None or "root:" not in document.text
    assert time.process_time() - start < 15


@pytest.mark.parametrize("row", table("debris"), ids=lambda r: r["note"])
def test_no_rule_of_debris_runs_away(row: dict[str, str]) -> None:
    rule = re.compile(row["pattern"], re.I)
    words = re.findall(r"[a-z]+", row["pattern"])[:40]
    start = time.process_time()
    for word in words:
        for join in (" ", ", ", ": ", "  ", ""):
            for text in ((word + join) * 200, (word + join + "A b ") * 100):
                rule.fullmatch(" ".join(text.split())[:398] + "\n")  # what is longer is not shown to a rule
    assert time.process_time() - start < 5


def test_rules_of_debris_match_no_sentence_of_news() -> None:
    for sentence in (
        PROSE,
        "By Friday the two sides had agreed.",
        "Read the treaty: it says otherwise, the minister said.",
    ):
        assert cleaning_lines.kinds([PROSE, sentence, PROSE], ["", "", ""])[0][1] == "body", sentence


def test_floor_of_the_bench(shared: Path) -> None:
    sys.path.insert(0, str(ROOT / "bench"))
    spec = importlib.util.spec_from_file_location("bench_pages", ROOT / "bench" / "pages.py")
    assert spec and spec.loader
    bench = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(bench)
    assert bench.common.below("pages", bench.figures(shared / "data" / "pages", others=False)) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("PeÃ±a said â€œnoâ€\x9d", "Peña said “no”"),
        ("PeÃƒÂ±a", "Peña"),  # twice
        ("São Paulo, Ã", "São Paulo, Ã"),
    ],
)
def test_text_that_was_read_in_the_wrong_encoding(text: str, expected: str) -> None:
    assert decode.safe(text)[0] == expected


def test_the_lead_below_a_headline_is_kept() -> None:
    body = "".join(f"<p>{PROSE} Part {n} of it.</p>" for n in range(5))
    lead = "Three envoys have left the talks on fishing rights after a quarrel over the quota for herring."
    title = "<h1>Envoys leave the talks on fishing rights</h1>"  # stands twice, and trafilatura chooses the second
    html = (
        f"<html><body><div class='post'>{title}<div class='standfirst'>{lead}</div>"
        f"<div class='post-content'>{title}{body}</div></div></body></html>"
    )
    assert lead in cleaned(html, "html").text


@pytest.mark.parametrize("text", [f"<p>{PROSE}</p>", f"<b>{PROSE}", "<div>" * 50_000 + PROSE, f"<h2>Talks</h2>{PROSE}"])
def test_pieces_of_pages_are_read(text: str) -> None:
    """Without `<html>` around them, or nested deeper than a parser goes."""
    assert PROSE in cleaned(text, "html").text


@pytest.mark.parametrize(
    "head",
    [
        "Home / Business / Economy\n\n{}\n\nTitle\n\nBy Staff Writer\nPublished July 4, 2025\nShare\nTweet\n\n",
        "Menu | News | The Caucasus\n\n{}\n\n",
        "Published July 4, 2025\n\n{}\n\n",
    ],
)
def test_neither_a_menu_nor_a_date_is_the_title(head: str) -> None:
    title = "Chile says it will sign no grain pact under pressure"
    body = "Chile's trade minister said on Friday that his country would sign no pact on grain with Peru this year.\n"
    assert cleaned(head.format(title) + body).title == title
