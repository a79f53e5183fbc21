"""Rewrites: the same article in other words is known, another report on the same event is not."""

from __future__ import annotations

from dragoman import clean
from dragoman.model import Copy
from dragoman.reconcile.copies import copies
from dragoman.settings import Settings
from dragoman.step import Tables

ARTICLE = """Ruthia reopens ferry routes after Velmar talks
Transport Minister Orla Brandt said on Tuesday that Ruthia would reopen three ferry routes to Velmar by June.
The routes have been closed since 14 fishing boats were seized off Kessel in the spring.
Brandt met her counterpart Pavel Dusek in the harbour town of Marn for nearly two hours.
Dusek said Velmar would return nine of the boats, but the other five needed repairs.
The opposition leader in Ruthia, Imre Sohl, called the accord a gift to Velmar and demanded a vote.
Ferry companies expect 40,000 passengers in the first month, according to the Kessel chamber of trade."""
SPUN = """Ruthia opens again ferry lines following Velmar discussions
Transport Minister Orla Brandt stated on Tuesday that Ruthia is going to open again three ferry lines to Velmar by June.
The lines had been shut since 14 fishing vessels were captured near Kessel in the springtime.
Brandt sat down with her opposite number Pavel Dusek in the port town of Marn for close to two hours.
Dusek stated Velmar is going to give back nine of the vessels, but the remaining five required mending.
The opposition head in Ruthia, Imre Sohl, termed the pact a present to Velmar and requested a ballot.
Ferry firms anticipate 40,000 travellers in the opening month, as per the Kessel chamber of commerce."""
OTHER = """Fishermen of Kessel wait for their boats
Jonas Wirt has not slept on land since the coast guard of Velmar took his boat in the spring.
He heard on the radio that Orla Brandt and Pavel Dusek had shaken hands in Marn.
Nine boats come home, he was told, and nobody could say whether his was among them.
In the harbour bar they toast the three routes and curse the politicians of Ruthia in one breath.
Imre Sohl came on Sunday and promised the fishermen a vote in the chamber.
By June the ferries will run again, and Wirt hopes to sell his catch to the 40,000 travellers."""
FORM = ARTICLE.translate(str.maketrans({"1": "6", "4": "7"}))
for old, new in (("Brandt", "Tallo"), ("Orla", "Ines"), ("Dusek", "Ferrin"), ("Pavel", "Tomas"), ("Velmar", "Osk"),
                 ("Ruthia", "Lydonia"), ("Kessel", "Bray"), ("Marn", "Ulm"), ("Sohl", "Petra"), ("Imre", "Ada"),
                 ("Tuesday", "Friday"), ("June", "October")):  # fmt: skip
    FORM = FORM.replace(old, new)


def found(*texts: str) -> list[Copy]:
    return list(copies(Tables([clean.plain(t, f"{n}.txt") for n, t in enumerate(texts)], [], Settings())))


def test_the_same_article_in_other_words() -> None:
    (copy,) = found(ARTICLE, SPUN)
    assert copy.kind == "rewrite"
    assert copy.share > 0.7
    assert len(copy.passages) >= 5


def test_another_report_on_the_event_is_no_copy() -> None:
    assert found(ARTICLE, OTHER) == []
    assert found(SPUN, OTHER) == []


def test_one_form_filled_twice_is_no_copy() -> None:
    assert found(ARTICLE, FORM) == []


def test_two_reports_that_show_the_same_posts_are_no_copies() -> None:
    posts = """I have signed the accord and three ferries sail again, thanks Kessel — Orla Brandt (@orlab) May 2, 2024
A gift to the fishermen of Velmar and nobody in Ruthia was asked, shame! — Imre Sohl (@sohl) May 2, 2024
Nine boats today and five when they can swim, promised — Pavel Dusek (@dusek_velmar) May 3, 2024
We are hiring captains for all three of the ferry routes from June — Kessel Lines (@kessel) May 3, 2024"""
    assert found(f"{ARTICLE}\n{posts}", f"{OTHER}\n{posts}") == []
