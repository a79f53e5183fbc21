"""Weights that are not those that came with the package are refused."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from dragoman.reading import plover, tagger

MODELS = Path(__file__).resolve().parents[2] / "src" / "dragoman" / "data" / "models"


@pytest.mark.parametrize("name", ["attribution.npz", "plover.npz", "plover.json"])
def test_changed_weights_are_refused(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(MODELS, tmp_path / "data" / "models")
    with (tmp_path / "data" / "models" / name).open("ab") as file:
        file.write(b" ")
    load, room = (tagger.load, tagger) if name.startswith("attribution") else (plover._model, plover)
    monkeypatch.setattr(room, "files", lambda package: tmp_path)
    with pytest.raises(ValueError, match="not the weights"):
        load.__wrapped__()
