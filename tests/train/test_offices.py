"""The offices table is what its sources give."""

from __future__ import annotations

import importlib
import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def names(offices: ModuleType) -> ModuleType:
    return importlib.import_module("office_names")


@pytest.fixture(scope="module")
def offices() -> ModuleType:
    sys.path.insert(0, str(ROOT / "train"))  # as when it is run
    spec = importlib.util.spec_from_file_location("train_offices", ROOT / "train" / "offices.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["train_offices"] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("words", "country", "name", "family"),
    [
        ("Vladimir Vladimirovich PUTIN", "RUS", "Vladimir Putin", "Putin"),
        ("Joseph R. BIDEN, Jr.", "USA", "Joseph Biden", "Biden"),
        ("KIM Jong Un", "PRK", "Kim Jong Un", "Kim"),
        ("XI Jinping", "CHN", "Xi Jinping", "Xi"),
        ("CHARLES III", "GBR", "Charles III", "Charles III"),
        ("Nicolas MADURO Moros", "VEN", "Nicolas Maduro", "Maduro"),
        ("Nguyen Xuan PHUC", "VNM", "Nguyen Xuan Phuc", "Phuc"),
        ("Ursula VON DER LEYEN", "EUE", "Ursula Von Der Leyen", "Von Der Leyen"),
    ],
)
def test_names(names: ModuleType, words: str, country: str, name: str, family: str) -> None:
    assert names.split_name(words, country) == (name, family)


@pytest.mark.parametrize(
    ("words", "title", "name"),
    [
        ("Prime Minister Fumio KISHIDA", "Prime Minister", "Fumio KISHIDA"),
        (
            "President of the Swiss Confederation Simonetta SOMMARUGA",
            "President of the Swiss Confederation",
            "Simonetta SOMMARUGA",
        ),
        ("Sébastien LECORNU", "", "Sébastien LECORNU"),
    ],
)
def test_titles(names: ModuleType, words: str, title: str, name: str) -> None:
    assert names.split_title(words) == (title, name)


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("since 21 October 2025", ("2025-10-21", "2025-10-21")),
        ("August 2017", ("2017-08-01", "2017-08-31")),
        ("2003", ("2003-01-01", "2003-12-31")),
    ],
)
def test_days(names: ModuleType, text: str, span: tuple[str, str]) -> None:
    assert names.when(text) == span


@pytest.mark.slow
def test_table_is_what_the_sources_give(offices: ModuleType, shared: Path) -> None:
    table = offices.make(shared / "data" / "leaders")
    lines = offices.TABLE.read_text("utf-8").splitlines()
    assert len(lines) == len(table) + 1
