"""A file has one name in every format: its path from where the command runs when it lies below, however it was given."""

import json
import os
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote, unquote

import jsonschema
import pytest

from conftest import ROOT
from in_process import snr
from snr_cli.inputs.dossier.files import relative
from walks import walk

HERE = "été à 100 %"
DOSSIER = """snr: 1
reference_year: 2025
territory: {name: Déjà-Ville}
include: [sous/../sous/matériel.yaml]
members:
  - {path: membre}
"""
SECTION = "equipment:\n  - {id: a, type: monitor, quantity: 1, kwh_per_year: 0.001}\n  - {id: parc, from: sous/../sous/parc.csv}\n"
INVENTORY = "type;quantité\nportable;3\nobjet volant;2\n"
MEMBER = DOSSIER.partition("include")[0].replace("Déjà", "Là")
FILES = {"territory.yaml", "sous/matériel.yaml", "sous/parc.csv", "membre/territory.yaml"}
SARIF = jsonschema.Draft7Validator(
    json.loads((ROOT / "tests" / "schemas" / "sarif-schema-2.1.0.json").read_text(encoding="utf-8"))
)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A repository, its dossier two folders down, and links to both."""
    dossier = tmp_path / "dépôt" / HERE / "dossier"
    for name, text in zip(
        ("territory.yaml", "sous/matériel.yaml", "sous/parc.csv", "membre/territory.yaml"),
        (DOSSIER, SECTION, INVENTORY, MEMBER),
        strict=True,
    ):
        (dossier / name).parent.mkdir(parents=True, exist_ok=True)
        (dossier / name).write_text(text, encoding="utf-8")
    (tmp_path / "dépôt" / "autre").mkdir()
    (tmp_path / "dépôt" / "vers").symlink_to(HERE, target_is_directory=True)
    (tmp_path / "lien").symlink_to("dépôt", target_is_directory=True)
    return tmp_path


# from where, what is typed (`{}`: the folder that holds the repository), what comes before the names of its files
WAYS = {
    "a folder": ("dépôt", f"{HERE}/dossier", f"{HERE}/dossier/"),
    "a file": ("dépôt", f"{HERE}/dossier/territory.yaml", f"{HERE}/dossier/"),
    "a dot": ("dépôt", f"./{HERE}/dossier/", f"{HERE}/dossier/"),
    "here": (f"dépôt/{HERE}/dossier", ".", ""),
    "up and down": ("dépôt", f"autre/../{HERE}/./dossier", f"{HERE}/dossier/"),
    "out and in": ("dépôt", f"../dépôt/{HERE}/dossier", f"{HERE}/dossier/"),
    "out and in, from a subfolder": (f"dépôt/{HERE}", f"../{HERE}/dossier", "dossier/"),
    "absolute": ("dépôt", f"{{}}/dépôt/{HERE}/dossier", f"{HERE}/dossier/"),
    "absolute, up and down": ("dépôt", f"{{}}/dépôt/autre/../{HERE}/dossier/territory.yaml", f"{HERE}/dossier/"),
    "a link to where the command runs": ("dépôt", f"{{}}/lien/{HERE}/dossier", f"{HERE}/dossier/"),
    "from a link": ("lien", f"{{}}/dépôt/{HERE}/dossier", f"{HERE}/dossier/"),
    "a link below": ("dépôt", "vers/dossier", f"{HERE}/dossier/"),
    "up from a link": ("dépôt", "vers/dossier/../dossier", f"{HERE}/dossier/"),
    "an included file": ("dépôt", f"{{}}/lien/{HERE}/dossier/sous/matériel.yaml", f"{HERE}/dossier/"),
    "beside": ("dépôt/autre", f"../{HERE}/dossier", f"../{HERE}/dossier/"),
    "elsewhere": ("dépôt/autre", f"{{}}/dépôt/{HERE}/dossier", f"{{}}/dépôt/{HERE}/dossier/"),
}  # fmt: skip


def of_text(text: str) -> set[str]:
    return set(re.findall(r"^(\S.*?):\d+:\d+: ", text, re.MULTILINE))


def of_json(text: str) -> set[str]:
    document = json.loads(text)
    files = {finding["file"] for finding in document["findings"]}
    assert files <= set(document["files"])
    assert set(document["as_of"]) <= set(document["files"])
    return files | {each["file"] for each in document["unread"]}


def of_github(text: str) -> set[str]:
    values = re.findall(r"^::\w+ [^:]*?file=([^,:]*)", text, re.MULTILINE)
    return {value.replace("%3A", ":").replace("%2C", ",").replace("%25", "%") for value in values}


def of_gitlab(text: str) -> set[str]:
    return {entry["location"]["path"] for entry in json.loads(text)}


def of_sarif(text: str) -> set[str]:
    log = json.loads(text)
    SARIF.validate(log)
    (run,) = log["runs"]
    places = [result["locations"][0] for result in run["results"]]
    for invocation in run.get("invocations", ()):
        places += [notice["locations"][0] for notice in invocation["toolExecutionNotifications"]]
    uris = {place["physicalLocation"]["artifactLocation"]["uri"] for place in places}
    for uri in uris:
        assert re.fullmatch(r"(?:[A-Za-z0-9._~/-]|%[0-9A-F]{2})+", uri.removeprefix("file://")), uri
    return {unquote(uri.removeprefix("file://")) for uri in uris}


def of_junit(text: str) -> set[str]:
    cases = list(ET.fromstring(text).iter("testcase"))
    assert all(case.get("classname") == case.get("file") for case in cases)
    return {str(case.get("file")) for case in cases}


FORMATS: dict[str, Callable[[str], set[str]]] = {
    "text": of_text, "json": of_json, "github": of_github, "gitlab": of_gitlab, "sarif": of_sarif, "junit": of_junit
}  # fmt: skip


@pytest.mark.parametrize("output", FORMATS)
@pytest.mark.parametrize("way", walk(WAYS, 4))
def test_files_of_findings(output: str, way: str, place: Path) -> None:
    where, typed, before = (text.format(place) for text in WAYS[way])
    done = snr("check", typed, "--format", output, cwd=place / where)
    assert done.returncode in (0, 1), done.stderr
    expected = {before + name for name in FILES - ({"membre/territory.yaml"} if typed.endswith("yaml") else set())}
    if way in ("beside", "elsewhere"):  # as the dossier names them
        expected = {name.replace("sous/", "sous/../sous/") for name in expected}
    assert FORMATS[output](done.stdout) == expected


@pytest.mark.parametrize("output", FORMATS)
@pytest.mark.parametrize("way", walk((way for way, (_, typed, _) in WAYS.items() if not typed.endswith("yaml")), 4))
def test_files_that_cannot_be_read(output: str, way: str, place: Path) -> None:
    where, typed, before = (text.format(place) for text in WAYS[way])
    done = snr("check", f"{typed}/absent.yaml", "--format", output, cwd=place / where)
    assert done.returncode == 2
    assert done.stderr.startswith(f"snr : {before}absent.yaml : fichier introuvable")
    if output != "text":
        assert FORMATS[output](done.stdout) == {f"{before}absent.yaml"}


@pytest.mark.parametrize("way", walk((way for way, (_, typed, _) in WAYS.items() if not typed.endswith("yaml")), 4))
def test_messages_of_other_commands(way: str, place: Path) -> None:
    where, typed, before = (text.format(place) for text in WAYS[way])
    for command in (("assess",), ("inventory",), ("inventory", "--mapping", f"{typed}/absent.yaml", typed + "/sous")):
        done = snr(*command, *([f"{typed}/absent.yaml"] if len(command) == 1 else []), cwd=place / where)
        assert (done.returncode, f"snr : {before}absent.yaml : fichier introuvable" in done.stderr) == (2, True), done
    done = snr("inventory", f"{typed}/sous", "--format", "json", cwd=place / where)
    assert f"dossier {before}sous : non lu, matériel.yaml" in done.stderr
    assert f"{before}sous/parc.csv" in done.stdout
    done = snr("draft", typed, "-f", "docx", "-o", "x.docx", "--model", f"{typed}/absent", cwd=place / where)
    assert done.stderr.splitlines()[-1].startswith(f"snr : {before}absent : "), done.stderr
    done = snr("--config", f"{typed}/snr.toml", "factors", "list", cwd=place / where)
    assert done.stderr.startswith(f"snr : {before}snr.toml : fichier introuvable"), done.stderr
    done = snr("assess", typed, "--format", "json", cwd=place / where)
    assert json.loads(done.stdout)["dossier"] == before + "territory.yaml"


def test_a_link_that_leaves_keeps_its_name(place: Path) -> None:
    """What lies elsewhere has no path from here: it is called as it was, below or not."""
    here = place / "dépôt" / "autre"
    (here / "dehors").symlink_to(place / "dépôt" / HERE, target_is_directory=True)
    done = snr("check", "dehors/dossier", "--format", "json", cwd=here)
    assert "dehors/dossier/territory.yaml" in json.loads(done.stdout)["files"]


def test_the_last_link_is_not_followed(place: Path) -> None:
    """The folder of a dossier is that of the name it was given, where what it includes is sought."""
    here = place / "dépôt" / "autre"
    (here / "territory.yaml").symlink_to(place / "dépôt" / HERE / "dossier" / "membre" / "territory.yaml")
    done = snr("check", here / "territory.yaml", "--format", "json", cwd=place / "dépôt")
    assert json.loads(done.stdout)["files"] == ["autre/territory.yaml"]


def test_nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Links that go round, a name that no file has, a folder that is gone: the name is kept."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "rond").symlink_to("rond")
    assert relative(Path("rond/a.yaml")) == Path("rond/a.yaml")
    assert relative(Path("nul\0/a.yaml")) == Path("nul\0/a.yaml")
    assert relative(Path("a/../..")) == Path("a/../..")
    gone = tmp_path / "parti"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    assert relative(Path("../a.yaml")) == Path("../a.yaml")
    assert relative(tmp_path / "a.yaml") == tmp_path / "a.yaml"
    monkeypatch.chdir(tmp_path)


@pytest.mark.skipif(os.name != "posix", reason="bytes of POSIX")
def test_uris_say_every_byte(place: Path) -> None:
    name = "a b#c?d%e\udce9.territory.yaml"
    (place / name).write_text(MEMBER, encoding="utf-8")
    done = snr("check", place / name, "--format", "sarif", cwd=place)
    uris = {
        result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        for result in json.loads(done.stdout)["runs"][0]["results"]
    }
    assert uris == {quote(os.fsencode(name))} == {"a%20b%23c%3Fd%25e%E9.territory.yaml"}
