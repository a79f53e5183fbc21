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
    env = {**os.environ, "PYTHONPATH": str(tmp_path / "site")}
    runs([*without_network(), sys.executable, "-m", "dragoman"], tmp_path, env)


@pytest.mark.slow
def test_the_wheel_installs_into_nothing_without_a_network(tmp_path: Path) -> None:
    if find_spec("hatchling") is None or not without_network():
        pytest.skip("no hatchling, or no namespace without a network can be made here: nothing was installed")
    pip = [sys.executable, "-m", "pip"]
    house = tmp_path / "house"
    build = [*pip, "wheel", "-q", "--no-deps", "--no-build-isolation", "-w", str(house), str(ROOT)]
    subprocess.run(build, check=True)
    wheel = next(house.glob("*.whl"))
    fetched = subprocess.run([*pip, "download", "-q", "-d", str(house), str(wheel)], capture_output=True, check=False)
    if fetched.returncode:
        pytest.skip("no registry can be reached: the dependencies could not be fetched")
    subprocess.run([sys.executable, "-m", "venv", str(tmp_path / "empty")], check=True)
    python = str(tmp_path / "empty" / "bin" / "python")
    env = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "PIP_", "VIRTUAL_ENV"))}
    install = [python, "-m", "pip", "install", "-q", "--no-index", "--find-links", str(house), "dragoman"]
    subprocess.run([*without_network(), *install], env=env, cwd=tmp_path, check=True)
    runs([*without_network(), str(tmp_path / "empty" / "bin" / "dragoman")], tmp_path, env)


def without_network() -> list[str]:
    """What stands before a command so that it runs without a network; nothing where that cannot be had."""
    alone = ["unshare", "-rn"] if shutil.which("unshare") else []
    return alone if alone and not subprocess.run([*alone, "true"], capture_output=True, check=False).returncode else []


def runs(dragoman: list[str], folder: Path, env: dict[str, str]) -> None:
    """The examples are read and checked, and their brief is written."""
    for command in (["read", str(ROOT / "examples" / "japan-us"), "-q"], ["check"], ["brief"]):
        run = [*dragoman, *command, "--record", str(folder / "r.db")]
        done = subprocess.run(run, env=env, cwd=folder, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr[-2000:]
