"""The resolved SBOM of what is built: each wheel that is there, its version, its licence, its hash; the same bytes twice."""

import hashlib
import json
import re
import sys
import zipfile
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from conftest import ROOT
from test_bundle import module


@pytest.fixture
def resolved(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.setattr(sys, "path", [str(ROOT / "tools"), *sys.path])
    return module(ROOT / "tools" / "resolved.py")


def wheel(folder: Path, name: str, version: str, tag: str, *lines: str) -> Path:
    """Write a wheel that says so much of itself."""
    path = folder / f"{name}-{version}-py3-none-{tag}.whl"
    said = "\n".join(("Metadata-Version: 2.4", f"Name: {name}", f"Version: {version}", *lines, "", "A text."))
    with zipfile.ZipFile(path, "w") as made:
        made.writestr(f"{name}-{version}.dist-info/METADATA", said + "\n")
        made.writestr(f"{name}/{tag}", tag)
        made.writestr(f"{name}-{version}.dist-info/licenses/other.dist-info/METADATA", "no")
    return path


def found(said: dict[str, Any]) -> dict[str, tuple[str, Any, list[str]]]:
    """Return the version, the licence and the hashes of each component."""
    return {
        each["name"]: (
            each["version"],
            each["licenses"][0].get("expression") or next(iter(each["licenses"][0]["license"].values())),
            [file["hashes"][0]["content"] for file in each.get("externalReferences", ())],
        )
        for each in said["components"]
    }


def test_each_wheel_is_there_with_its_licence_and_its_hash(resolved: ModuleType, tmp_path: Path) -> None:
    version = json.loads((ROOT / "sbom.cdx.json").read_text(encoding="utf-8"))["metadata"]["component"]["version"]
    wheels = [
        wheel(tmp_path, "snr_cli", version, "any", "Requires-Dist: Typer>=0.26", "Requires-Dist: pytest ; extra == 'dev'"),
        wheel(tmp_path, "typer", "0.29", "any", "License-Expression: MIT", "Requires-Dist: Pydantic_Core>=2"),
        wheel(tmp_path, "pydantic_core", "2.50", "win_amd64", "License-Expression: MIT OR Apache-2.0"),
        wheel(tmp_path, "pydantic_core", "2.50", "linux", "License-Expression: MIT OR Apache-2.0"),
        wheel(tmp_path, "mdurl", "0.1", "any", "License: x", "Classifier: License :: OSI Approved :: MIT License"),
        wheel(tmp_path, "jinja2", "3.1", "any", "Classifier: License :: OSI Approved :: BSD License"),
        wheel(tmp_path, "other", "1", "any"),
    ]  # fmt: skip
    text = resolved.resolved_sbom(wheels)
    assert text == resolved.resolved_sbom(reversed(wheels)), "whatever their order"
    said = json.loads(text)
    sums = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in wheels}
    by_name = found(said)
    assert by_name.pop("factors")[1] == "ODbL-1.0"
    assert {name: each[:2] for name, each in by_name.items()} == {
        "typer": ("0.29", "MIT"),
        "pydantic-core": ("2.50", "MIT OR Apache-2.0"),
        "mdurl": ("0.1", "MIT"),
        "jinja2": ("3.1", "BSD License"),
        "other": ("1", "unknown"),
    }
    assert sorted(by_name["pydantic-core"][2]) == sorted(sums[path.name] for path in wheels[2:4])
    assert said["metadata"]["component"]["externalReferences"][0]["hashes"][0]["content"] == sums[wheels[0].name]
    needs = {each["ref"]: each["dependsOn"] for each in said["dependencies"]}
    assert needs[f"pkg:pypi/snr-cli@{version}"] == ["factors", "pkg:pypi/typer@0.29"]
    assert needs["pkg:pypi/typer@0.29"] == ["pkg:pypi/pydantic-core@2.50"]
    assert not {"timestamp", "serialNumber"} & {*said, *said["metadata"]}


def test_a_package_of_npm_has_the_hash_of_its_lock(resolved: ModuleType) -> None:
    lock = json.loads((ROOT / "page" / "package-lock.json").read_text(encoding="utf-8"))
    each = resolved.npm_component("pyodide", lock["packages"]["node_modules/pyodide"])
    assert each["licenses"] == [{"license": {"id": "MPL-2.0"}}]
    assert re.fullmatch("[0-9a-f]{128}", each["hashes"][0]["content"]) and each["hashes"][0]["alg"] == "SHA-512"
