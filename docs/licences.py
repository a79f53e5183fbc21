"""Write docs/licences.md and docs/sbom.json: what the package needs at run time, from what is installed here.

`python docs/licences.py` in the environment that `make install` made. Versions and licences are those that each
package's own metadata names; the bill of materials is CycloneDX 1.5.
"""

from __future__ import annotations

import json
import re
import tomllib
from importlib.metadata import Distribution, distribution
from pathlib import Path

from packaging.requirements import Requirement

DOCS = Path(__file__).resolve().parent


def needed() -> dict[str, Distribution]:
    """Every package that pyproject.toml's run-time dependencies need here, by name. Raises if one is not installed."""
    found: dict[str, Distribution] = {}
    project = tomllib.loads((DOCS.parent / "pyproject.toml").read_text("utf-8"))["project"]
    todo = [(asked.name, frozenset(asked.extras)) for asked in map(Requirement, project["dependencies"])]
    while todo:
        wanted, extras = todo.pop()
        key = re.sub(r"[-_.]+", "-", wanted).lower()
        if key in found and not extras:
            continue
        found[key] = distribution(wanted)
        for line in found[key].requires or ():
            asked = Requirement(line)
            if asked.marker is None or any(asked.marker.evaluate({"extra": e}) for e in ("", *extras)):
                inner = re.sub(r"[-_.]+", "-", asked.name).lower()
                if inner not in found:
                    todo.append((inner, frozenset(asked.extras)))
    return dict(sorted(found.items()))


def licence(package: Distribution) -> str:
    """What the package says its licence is: the expression, else the classifier, else the field's first line."""
    about = package.metadata
    if about.get("License-Expression"):
        return str(about["License-Expression"])
    kinds = [c.rsplit(" :: ", 1)[1] for c in about.get_all("Classifier") or () if c.startswith("License :: ")]
    kinds = [k for k in kinds if k != "OSI Approved"]
    if kinds:
        return ", ".join(sorted(kinds))
    return (about.get("License") or "not said").strip().splitlines()[0][:80]


def page(found: dict[str, Distribution]) -> str:
    """docs/licences.md."""
    rows = [f"| {name} | {package.version} | {licence(package)} |" for name, package in found.items()]
    head = [
        "# Licences of what we need at run time",
        "",
        "Made by `python docs/licences.py` from the metadata of the packages installed; Dragoman itself is Apache-2.0.",
        "",
        "| package | version | licence |",
        "|---|---|---|",
    ]
    return "\n".join([*head, *rows, ""])


def bill(found: dict[str, Distribution]) -> str:
    """docs/sbom.json: CycloneDX 1.5, without a time or a serial number, so that it is the same twice."""
    parts = [
        {
            "type": "library", "name": name, "version": package.version, "purl": f"pkg:pypi/{name}@{package.version}",
            "licenses": [{"license": {"name": licence(package)}}],
        }
        for name, package in found.items()
    ]  # fmt: skip
    whole = {"bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1, "components": parts}
    return json.dumps(whole, indent=1) + "\n"


if __name__ == "__main__":
    everything = needed()
    (DOCS / "licences.md").write_text(page(everything), "utf-8")
    (DOCS / "sbom.json").write_text(bill(everything), "utf-8")
