"""Loads and checks the word lists and tables in `data/`.

Every table is a CSV file with a header row and a last column `source` that names where each row comes
from. Code asks for a table by name; what the columns mean is said in `data/README.md`, and a test holds
that page and the files together.
"""

from __future__ import annotations

import csv
import unicodedata
from functools import cache
from importlib.resources import files


class LexiconError(ValueError):
    """A table is missing, has no `source` column, or has a row that does not fit its header."""


@cache
def table(name: str) -> tuple[dict[str, str], ...]:
    """Rows of `data/NAME.csv`, each a dictionary of stripped strings. Raises LexiconError."""
    path = files("dragoman") / "data" / f"{name}.csv"
    try:
        lines = path.read_text("utf-8").splitlines()
    except FileNotFoundError:
        raise LexiconError(f"data/{name}.csv: no such table") from None
    reader = csv.DictReader(lines)
    if "source" not in (reader.fieldnames or ()):
        raise LexiconError(f"data/{name}.csv: no column 'source'")
    rows = []
    for number, row in enumerate(reader, 2):
        if None in row or None in row.values():
            raise LexiconError(f"data/{name}.csv:{number}: {len(reader.fieldnames or ())} columns expected")
        rows.append({k: v.strip() for k, v in row.items()})
    return tuple(rows)


@cache
def column(name: str, key: str, value: str) -> dict[str, str]:
    """A table as a dictionary from one column to another; the first row of a key wins."""
    found: dict[str, str] = {}
    for row in table(name):
        found.setdefault(row[key], row[value])
    return found


def country_names() -> dict[str, str]:
    """ISO code of a country -> its name as news English has it; a territory that acts by its own name is not it."""
    return column("countries", "country", "name")


@cache
def side_names() -> dict[str, str]:
    """Code -> name, of countries, of a union that has a code of its own and whose bodies act for it, of `bodies`."""
    unions = {r["country"]: r["name"] for r in reversed(table("organisations")) if r["kind"] == "international"}
    return unions | {code: name for name, code in bodies().items()} | country_names()


@cache
def bodies() -> dict[str, str]:
    """Name of a body of states -> the code that those who head it have for a country: "NATO"."""
    return {r["other"]: r["ours"] for r in table("codes") if r["kind"] == "body"}


OF_STATES = ("group", "international")  # kinds of organisations that speak for several states


def of_states(name: str) -> bool:
    """Whether an organisation of our table speaks for several states: "the Quad"."""
    return column("organisations", "name", "kind").get(name) in OF_STATES


@cache
def words(name: str, column_name: str, **where: str) -> frozenset[str]:
    """The set of values of one column, of the rows whose other columns equal `where`."""
    return frozenset(r[column_name] for r in table(name) if all(r[k] == v for k, v in where.items()))


# offices of those who lead a country or stand in for them; the others of the table are ministers', envoys' and bodies'
LEADING = frozenset(
    ["head of state", "head of government", "vice president", "deputy head of government", "governor general"]
)


@cache
def usual_names() -> frozenset[str]:
    """Names that many bear, in small letters; without those of statesmen whom all know by them."""
    usual = words("surnames", "name") | words("given_names", "name")
    return usual - words("name_words", "word", kind="statesman")


@cache
def _no_surnames() -> frozenset[str]:
    return words("name_words", "word", kind="no surname") - words("name_words", "word", kind="statesman")


def telling(surname: str) -> bool:
    """Whether a minister's surname is one that few others bear: "Lavrov" and "Rubio", no "Wong" or "Hunt"."""
    return surname.lower() not in usual_names() and surname.lower() not in _no_surnames()


_LETTERS = str.maketrans({"ı": "i", "ø": "o", "ł": "l", "đ": "d", "ə": "a", "æ": "ae", "’": "'", "ʻ": "'"})


def ascii_letters(text: str) -> str:
    """Text in small letters as a keyboard without accents writes it: "cavusoglu" of "Çavuşoğlu"."""
    return unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS)).encode("ascii", "ignore").decode()
