"""What snr says of itself to machines: how it is cited, what it is made of; one declaration, held here."""

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import check_jsonschema
import jsonschema
import yaml

from conftest import ROOT
from snr_cli.cli.version import LIBRARIES, version_text
from snr_cli.model.version import AUTHORS, LICENCE, __version__
from stale import hold

PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def test_each_file_says_what_is_declared() -> None:
    hold("about")
    assert [author["name"] for author in PROJECT["authors"]] == [AUTHORS]
    assert PROJECT["license"] == LICENCE


def test_the_citation_is_of_its_format() -> None:
    known = Path(check_jsonschema.__file__).parent / "builtin_schemas" / "vendor" / "citation-file-format.json"
    said = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    jsonschema.validate(said, json.loads(known.read_text(encoding="utf-8")))
    assert said["version"] == __version__


def test_the_sbom_names_all_that_is_asked_for() -> None:
    said = json.loads((ROOT / "sbom.cdx.json").read_text(encoding="utf-8"))
    ranges = {component["name"]: component.get("versionRange") for component in said["components"]}
    expected = {
        name: f"vers:pypi/>={lowest}"
        for name, _, lowest in (dependency.partition(">=") for dependency in PROJECT["dependencies"])
    }
    assert ranges == {"factors": None, **expected}
    assert not {"timestamp", "serialNumber"} & {*said, *said["metadata"]}  # two builds give the same bytes


def test_what_a_report_names_is_what_an_installation_has() -> None:
    """Not a library of the tests: `snr --version -v` ended with code 3 where only snr was installed."""
    asked = {re.split("[>=]", dependency)[0] for dependency in PROJECT["dependencies"]}
    assert {name.lower() for name in LIBRARIES} == asked


def test_a_version_says_how_to_cite(monkeypatch: Any) -> None:
    shown = version_text(detailed=True)
    edition = re.search(r"facteurs : version ([0-9a-f]{12})", shown)
    assert edition is not None
    assert f"pour citer : {AUTHORS}" in shown
    assert f"version {__version__}, facteurs {edition[1]}, méthode RCP" in shown
    assert f"licence : {LICENCE}" in shown
    from importlib import metadata

    def gone(name: str) -> str:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr("snr_cli.cli.version.version", gone)
    assert "pydantic (version inconnue)" in version_text(detailed=True)
