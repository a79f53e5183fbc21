"""The wheel: the same bytes twice, and it runs from outside the checkout with the network off."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.mark.slow
def test_the_wheel_is_the_same_twice_and_runs_without_a_network(tmp_path: Path) -> None:
    if find_spec("hatchling") is None:
        pytest.skip("no hatchling here (make install brings it): the wheel was not built")
    env = {**os.environ, "SOURCE_DATE_EPOCH": "1577836800"}
    wheels = []
    for name in ("a", "b"):
        build = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation"]
        subprocess.run([*build, "-w", str(tmp_path / name), str(ROOT)], env=env, check=True)
        wheels += (tmp_path / name).glob("*.whl")
    assert len(wheels) == 2 and wheels[0].read_bytes() == wheels[1].read_bytes()
    with zipfile.ZipFile(wheels[0]) as wheel:
        wheel.extractall(tmp_path / "site")
    alone = ["unshare", "-rn"] if shutil.which("unshare") else []
    if alone and subprocess.run([*alone, "true"], capture_output=True, check=False).returncode:
        alone = []
    env = {**os.environ, "PYTHONPATH": str(tmp_path / "site")}
    record = ["--record", str(tmp_path / "r.db")]
    for command in (["read", str(ROOT / "examples" / "japan-us"), "-q"], ["check"], ["brief"]):
        run = [*alone, sys.executable, "-m", "dragoman.serve", *command, *record]
        done = subprocess.run(run, env=env, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr[-2000:]
