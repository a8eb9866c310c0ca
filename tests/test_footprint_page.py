"""The footprint as one page; tests/browser proves that of Valmont, by every requirement of the documents."""

import re
from html import unescape
from pathlib import Path

import pytest

from browser.structure import CHECKS, Tree
from conftest import EXAMPLES, Run
from snr_cli.french.numbers import percent
from test_cli import HOSTILE, hostile_dossier
from test_unassessed import FOLDER, ZERO
from walks import walk

NAMES = ("minimal", "valmont", "bordeaux-metropole", "la-rochelle-2020", "applications", "pooling")


def read(source: str) -> list[str]:
    """Return what a page says, a piece a line: a row of a table, a paragraph."""
    text = re.sub(r"<style>.*?</style>|<svg.*?</svg>", "", source, flags=re.S)
    return [unescape(re.sub(r"<[^>]+>", " ", each)) for each in re.split(r"</(?:p|tr|li|caption|h\d)>", text)]


def page(snr: Run, *arguments: object, stdin: bytes = b"") -> str:
    done = snr("assess", *arguments, "--format", "html", stdin=stdin)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode()


@pytest.mark.parametrize("name", NAMES)
def test_the_page_of_each_example_is_well_made(name: str, snr: Run) -> None:
    source = page(snr, EXAMPLES / name)
    assert {check: found for check, each in CHECKS.items() if (found := each(Tree(source)))} == {}
    assert "<script" not in source


def test_the_page_says_what_the_screen_says(snr: Run) -> None:
    said = " ".join(" ".join(read(page(snr, EXAMPLES / "valmont"))).split())
    for each in ("environ 273 t CO₂e", "entre 234 et 357 t CO₂e", "473 MWh", percent(0.32), "36 000 t CO₂e"):
        assert " ".join(each.split()) in said, each
    assert "jamais additionnées" in said
    assert "Bas" in said


def test_a_part_and_what_is_left_aside_are_said(snr: Run) -> None:
    said = " ".join(read(page(snr, EXAMPLES / "valmont", "--without", "CCAS")))
    assert "Sans : CCAS" in " ".join(said.split())


@pytest.mark.parametrize(
    "name", walk(("script", "braces", "pipe", "markup", "formula", "right-to-left", "newline", "long"), 4)
)
def test_a_text_of_the_dossier_is_shown_as_typed(name: str, snr: Run) -> None:
    source = page(snr, "-", stdin=hostile_dossier(HOSTILE[name]))
    assert "<script" not in source
    assert 'x.example"' not in source
    assert {check: found for check, each in CHECKS.items() if (found := each(Tree(source)))} == {}


@pytest.mark.parametrize("name", ["whole", "beside", "group"])
def test_what_is_not_assessed_is_never_0(name: str, snr: Run) -> None:
    for each in read(page(snr, FOLDER / name)):
        if "muet" in each.lower():
            assert not ZERO.search(each), each


def test_a_page_is_of_one_dossier(snr: Run, tmp_path: Path) -> None:
    target = tmp_path / "e.html"
    done = snr("assess", EXAMPLES / "minimal", EXAMPLES / "valmont", "--format", "html", "-o", target)
    assert (done.returncode, target.exists()) == (2, False)
    assert "un seul dossier" in done.stderr.decode()
