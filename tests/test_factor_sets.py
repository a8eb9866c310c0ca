"""`--factor-set all`: the sets of factors side by side, on a screen, a page and a workbook; never added, never compared."""

import json
from pathlib import Path
from typing import Any

import pytest

from conftest import EXAMPLES, Run
from snr_cli.api.assessing import ALL_SETS, assess_dossier
from snr_cli.catalog.opened import shipped_tables
from snr_cli.french.words.terms import mass
from test_results_book import read, rows_of

MINIMAL = EXAMPLES / "minimal"
SETS = tuple(shipped_tables().sets)


def total(document: dict[str, Any]) -> float:
    found: float = document["organisation"]["totals"]["climate_change"]["value"]
    return found


@pytest.fixture(scope="module")
def totals(snr: Run) -> dict[str, float]:
    return {
        name: total(json.loads(snr("assess", MINIMAL, "--factor-set", name, "--format", "json").stdout))
        for name in SETS
    }


def test_the_screen_and_the_page_give_each_its_own(totals: dict[str, float], snr: Run) -> None:
    screen = " ".join(snr("assess", "-v", MINIMAL, "--factor-set", "all").stdout.decode().split())
    page = snr("assess", MINIMAL, "--factor-set", "all", "--format", "html").stdout.decode()
    for name, value in totals.items():
        assert f"- {name}, " in screen
        assert " ".join(mass(value).split()) in screen
        assert mass(value).split()[0] in page
    for said in (screen, page):
        assert "ils ne s’additionnent pas" in " ".join(said.split())
    assert 'id="jeux-de-facteurs"' in page


def test_the_workbook_has_a_column_for_each(totals: dict[str, float], tmp_path: Path, snr: Run) -> None:
    path = tmp_path / "all.xlsx"
    assert snr("assess", MINIMAL, "--factor-set", "all", "--format", "xlsx", "-o", path).returncode == 0
    sheet = read(path)["Jeux de facteurs"]
    assert [str(title).partition(" (")[0] for title in sheet[1]] == ["Groupe", *SETS]
    sums = sheet[2 + len(rows_of(sheet))]
    assert sums[1:] == list(totals.values())


def test_what_is_beside_stays_that_of_the_dossier() -> None:
    alone, every = assess_dossier(MINIMAL), assess_dossier(MINIMAL, factor_set=ALL_SETS)
    assert every.result.organisation.totals == alone.result.organisation.totals
    assert [assessment.factor_set for assessment in every.sets] == list(SETS)
    assert alone.sets == ()


@pytest.mark.parametrize("form", ["json", "csv"])
def test_a_form_of_one_set_says_so(form: str, snr: Run) -> None:
    done = snr("assess", MINIMAL, "--factor-set", "all", "--format", form)
    assert (done.returncode, done.stdout) == (2, b"")
    assert "un jeu à la fois" in done.stderr.decode()
