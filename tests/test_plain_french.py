"""What a French reader would stumble on: articles, units that are no word, English provenance (issue 11, C3 and C4)."""

import csv
import re

import pytest

from conftest import EXAMPLES
from in_process import snr
from snr_cli.catalog.tables import shipped_tables
from snr_cli.documents.authority import in_full, with_article
from snr_cli.documents.figures import calendar
from snr_cli.measures import measure_text
from test_draft_plan import sections

VALMONT = EXAMPLES / "valmont"
ENGLISH = r"\b(?:copy|with|the|rule|from|only|and|of|there|license|tree|says|yes|unclear)\b"


@pytest.mark.parametrize(
    ("name", "kind", "said"),
    [
        ("CA de La Rochelle", "communaute_agglomeration", "la Communauté d’agglomération de La Rochelle"),
        ("CC Faucigny - Glières", "communaute_de_communes", "la Communauté de communes Faucigny - Glières"),
        ("CU Perpignan Méditerranée Métropole", "communaute_urbaine", "la Communauté urbaine Perpignan Méditerranée Métropole"),
        ("Métropole de Lyon", "metropole_de_lyon", "la Métropole de Lyon"),
        ("Bordeaux Métropole", "metropole", "Bordeaux Métropole"),
        ("Annecy", "commune", "la commune d’Annecy"),
        ("Le Mans", "commune", "la commune du Mans"),
    ],
)  # fmt: skip
def test_an_authority_has_its_article(name: str, kind: str, said: str) -> None:
    assert with_article(in_full(name), kind) == said


def test_every_body_of_the_table_is_named_in_full() -> None:
    rows = shipped_tables().text("territory/authorities.csv").splitlines()
    assert len(rows) > 2000
    for line in rows[1:]:
        name = line.split(",", 3)[3].lstrip('"').split(",")[0]
        assert not re.match(r"C[ACU] ", in_full(name)), name


@pytest.mark.parametrize("line", ["portables-services", "fixes-services", "territory", "imprimantes"])
def test_provenance_is_told_to_a_french_reader(line: str) -> None:
    done = snr("explain", VALMONT, line)
    assert done.returncode == 0, done.stderr
    told = re.sub(r"https?://\S+|factors/\S+|[A-Z0-9_]{6,}|«.*?»|\(donné, .*?\)", " ", done.stdout)
    assert not re.findall(ENGLISH, told), [each for each in told.splitlines() if re.search(ENGLISH, each)]
    assert "place exacte, pour un contrôle : factors/" in done.stdout or line == "territory"
    assert not re.search(r"\b(?:19|20)\d\d ans\b", done.stdout)


def test_the_place_for_a_check_is_the_row_of_the_table() -> None:
    done = snr("explain", VALMONT, "portables-services")
    table, row = re.search(r"pour un contrôle : factors/(\S+), ligne (\d+), colonne locator", done.stdout).groups()  # type: ignore[union-attr]
    assert shipped_tables().text(table).splitlines()[int(row) - 1].startswith("laptop,climate_change,manufacturing,170")


def test_no_unit_is_a_letter() -> None:
    units = {row["unit"] for row in csv.DictReader(shipped_tables().text("plan/indicators.csv").splitlines())}
    assert len(units) > 10
    assert not {measure_text(unit) for unit in units} & {"n", "n/an", "n/mois", "ratio", "unit"}
    for document in ("strategie", "bilan"):
        for text in sections(document).values():
            assert not re.search(r"\| (?:n|n/an|n/mois|ratio|unit) \|", text)


def test_licences_are_not_said_twice() -> None:
    text = sections("strategie")["annexe-facteurs"]
    assert "licence : licence" not in text
    assert not re.search(r"réunies par Boavizta, Boavizta", text)


def test_lines_of_the_total_are_those_counted() -> None:
    """REEN-10 counts the lines of the total, as the coverage does: 56, not the 59 of the dossier."""
    text = "".join(sections("programme").values())
    assert "56 lignes, deux totaux jamais additionnés" in text
    assert "sur 56)" in text


def test_bars_start_where_the_table_says() -> None:
    begun = calendar.Action("Virtualiser", 2026, 2026, None, "terminée", 2020)
    assert begun.first == 2020
    figure = calendar.draw(calendar.Calendar("c", "C", 2020, 2030, (begun,)))
    assert figure.table.rows[0][1] == "2020"
    # the low part of the bar is at the left edge: it rises where the effect begins to count
    assert re.search(r"M0 [\d.]+v-2L", figure.svg)
    assert figure.sentence == "1 action commence en 2020."
