"""The lines of a BEGES: each of the total in a post, or to sort; nothing of the territory, nothing twice."""

import csv
import io
import json
from math import fsum
from pathlib import Path

import pytest

from conftest import EXAMPLES
from in_process import snr
from snr_cli import assess_dossier, export_dossier
from snr_cli.bridges.beges import BRIDGE
from snr_cli.bridges.opened import OpenedFile
from test_bridges import dossier


def lines_of(folder: Path) -> list[dict[str, str]]:
    """Return the lines of the table, in CSV."""
    text = export_dossier(folder, "beges", suffix=".csv").data.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def tonnes(rows: list[dict[str, str]]) -> float:
    """Return what rows sum to, in tonnes."""
    return fsum(float(row["Émissions (t CO2e)"].replace(",", ".") or 0) for row in rows)


@pytest.mark.parametrize("name", ["valmont", "minimal", "la-rochelle-2020"])
def test_the_posts_sum_to_the_organisation(name: str) -> None:
    """The territory is never there: the parts of the lines make the total of the organisation, exactly once."""
    total = assess_dossier(EXAMPLES / name).result.organisation.totals["climate_change"]
    assert tonnes(lines_of(EXAMPLES / name)) == pytest.approx(total / 1000)


def test_a_post_that_is_not_certain_is_not_chosen(tmp_path: Path) -> None:
    folder = dossier(
        tmp_path,
        "equipment:\n"
        "  - {id: amorti, type: laptop, quantity: 10, depreciation_years: 5}\n"
        "  - {id: achete, type: laptop, quantity: 10, purchase_year: 2022}\n"
        "  - {id: loue, type: laptop, quantity: 10, purchase_year: 2022, label: Portables en location}\n"
        "  - {id: agent, type: smartphone, quantity: 10, ownership: byod}\n"
        "  - {id: ailleurs, type: server_rack, quantity: 1, place: DE}\n"
        "services:\n"
        "  - {id: lignes, type: line_fixed_year, quantity: 3}\n"
        "  - {id: achats, type: spend_it_equipment_keur, quantity: 4}\n"
        "  - {id: route, type: travel_car_km, quantity: 100}\n",
    )
    rows = lines_of(folder)
    posts = {(row["Ligne"], row["Étapes"].split(",")[0]): (row["Poste"], row["Postes possibles"]) for row in rows}
    assert posts["amorti", "fabrication"] == ("4.2", "")
    assert posts["amorti", "utilisation"] == ("2.1", "")
    assert posts["amorti", "fin de vie"] == ("4.3", "")
    assert posts["achete", "fabrication"][0] == posts["loue", "fabrication"][0] == "à classer"
    assert "4.2 probable" in posts["achete", "fabrication"][1]
    assert "4.4 probable" in posts["loue", "fabrication"][1]
    assert {post for (line, _), (post, _) in posts.items() if line in ("agent",)} == {"à classer"}
    assert posts["ailleurs", "utilisation"][0] == "à classer"
    assert posts["lignes", "cycle de vie"][0] == "4.5"
    assert posts["achats", "cycle de vie"] == ("à classer", "4.1 ou 4.2, selon ce que ces achats sont")
    assert posts["route", "cycle de vie"][0] == "3.5"
    assert all(row["À ne pas compter deux fois"] for row in rows)


def test_a_sum_that_is_no_total_is_said_partial_everywhere(tmp_path: Path) -> None:
    """By the rule of the engine, as `snr assess` says it: what is missing is named in the file and beside it."""
    own = "factors: {types: [{id: x-a, label: A, embodied: {}, lifetime_years: 5, source: s, year: 2025}]}\n"
    folder = dossier(
        tmp_path / "d",
        own
        + "equipment:\n  - {id: machine, type: x-a, quantity: 5, kwh_per_year: 9000}\n"
        + "  - {id: muette, type: x-a, quantity: 1}\n  - {id: poste, type: laptop, quantity: 1}\n",
    )
    assert "par an, partiel" in snr("assess", "-v", folder).stdout
    done = snr("export", "beges", folder, "-o", tmp_path / "b.xlsx")
    (posts, _) = OpenedFile(tmp_path / "b.xlsx").sheets()
    every = " ".join(cell.text for row in posts.rows.values() for cell in row.values())
    response = export_dossier(folder, "pcr-si-response")
    dataset = json.loads(response.data)["metadata"]["dataset"]
    for text in (done.stderr, every, dataset, " ".join(response.notes)):
        assert "climat, partiel" in text.lower()
        assert "fabrication, transport et fin de vie : machine" in text
    assert "ce n’est pas un total" in done.stderr
    assert "en tout" not in done.stderr
    assert {"Somme partielle"} <= {cell.text for row in posts.rows.values() for cell in row.values()}
    rows = {row["Ligne"]: row for row in lines_of(folder)}
    assert rows["muette"]["Poste"] == "non évalué"
    assert rows["muette"]["Émissions (t CO2e)"] == ""
    assert "utilisation" in rows["muette"]["Étapes non évaluées"]


def test_the_electricity_of_a_box_at_home_is_a_row_of_its_own(tmp_path: Path) -> None:
    box = "{id: box, type: internet_box, quantity: 40, telework: {days_per_year: 80}}"
    rows = lines_of(dossier(tmp_path, f"equipment:\n  - {box}\n"))
    assert [("utilisation" in row["Étapes"], bool(row["Électricité (kWh)"])) for row in rows] in (
        [(False, False), (True, True)],
        [(True, True), (False, False)],
    )
    assert {"2.1 si la collectivité la paie" in row["Postes possibles"] for row in rows} == {True, False}


def test_the_workbook_has_posts_and_lines_and_says_that_nothing_imports_it(tmp_path: Path) -> None:
    out = tmp_path / "b.xlsx"
    done = snr("export", "beges", EXAMPLES / "valmont", "-o", out)
    assert done.returncode == 0
    assert "site-agglo, portail-mediatheques : usage du public" in done.stderr
    assert "à classer" in done.stderr
    posts, lines = OpenedFile(out).sheets()
    assert (posts.name, lines.name) == ("Postes", "Lignes")
    every = " ".join(cell.text for row in posts.rows.values() for cell in row.values())
    assert "n’importe pas de fichier" in every
    for words in ("année 20", "snr 0", "Facteurs : ", "Incertitude de la somme : entre", "Parts de lignes"):
        assert words in every
    assert "n’entre jamais dans un BEGES" in every
    assert not BRIDGE.read
    assert not BRIDGE.samples
    assert "table à recopier" in BRIDGE.writes


def test_a_cell_runs_no_formula(tmp_path: Path) -> None:
    folder = dossier(tmp_path, "equipment: [{id: a, type: laptop, quantity: 1, label: '=cmd|calc'}]\n")
    assert {row["Libellé"] for row in lines_of(folder)} == {"'=cmd|calc"}
