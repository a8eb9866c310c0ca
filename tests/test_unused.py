"""SNR304: what a dossier names and never uses is a warning, on its line; the dossier is read all the same."""

from pathlib import Path

import pytest

from conftest import EXAMPLES
from snr_cli.api.catalogue import words_of
from snr_cli.api.checking import Wanted, check
from snr_cli.catalog.tables import Tables
from snr_cli.inputs.dossier.load import load_dossier
from snr_cli.model.finding import Finding, Severity

HEAD = "snr: 1\nreference_year: 2025\nterritory: {name: Essai}\n"
ROOM = "services:\n  - {id: salle, type: server_room%s}\n"
ACTOR = "stakeholders:\n  - {%sname: Conseil départemental, sector: public}\n"
TYPE = (
    "factors:\n  types:\n    - {id: x-borne, label: Borne, embodied: {climate_change: {embodied_total: 200}}, "
    "lifetime_years: 8, source: Estimation}\n"
)
INDICATOR = "indicators:\n  - {id: ateliers}\n"
AXES = "strategy:\n  axes:\n    - {id: sobre, title: Un numérique plus sobre}\n"
UNUSED = {
    "indicator": (INDICATOR, "ateliers", 5),
    "indicator of nothing else": (INDICATOR + "actions: [{id: a, title: A}]\nobjectives: []\n", "ateliers", 5),
    "actor": ("programme: {date: '2022-11-24'}\n" + ACTOR % "id: departement, ", "departement", 6),
    "axis": (AXES, "sobre", 6),
    "axis of another action": (AXES + "actions: [{id: a, title: A}]\n", "sobre", 6),
    "own type": (TYPE, "x-borne", 6),
    "room": (ROOM % "", "salle", 5),
    "room with a PUE only": (ROOM % ", pue: 1.8", "salle", 5),
}
USED = {
    "indicator of an objective": INDICATOR + "objectives: [{id: o, perimeter: territory, indicators: [ateliers]}]\n",
    "indicator of an action": INDICATOR + "actions: [{id: a, title: A, indicators: [ateliers]}]\n",
    "indicator of a review": INDICATOR + "annual_reviews: [{year: 2024, indicators: {ateliers: 7}}]\n",
    "actor of the programme": "programme: {stakeholders: [departement]}\n" + ACTOR % "id: departement, ",
    "actor only listed": "programme: {date: '2022-11-24'}\n" + ACTOR % "",
    "actor before any programme": ACTOR % "id: departement, ",
    "axis of an action": AXES + "actions: [{id: a, title: A, axis: sobre}]\n",
    "own type of a line": TYPE + "equipment: [{id: bornes, type: x-borne, quantity: 3}]\n",
    "own type of an effect": TYPE
    + "actions: [{id: a, title: A, effects: [{on: {type: x-borne}, lifetime_years: 9}]}]\n",
    "room of a line": ROOM % "" + "equipment: [{id: serveurs, type: server_rack, quantity: 2, room: salle}]\n",
    "room with a meter": ROOM % ", metered_kwh_per_year: 38400",
    "other service": "services: [{id: site, type: website, page_views: 1000, page_weight_mb: 2}]\n",
}


def found_in(text: str, folder: Path, tables: Tables) -> list[Finding]:
    (folder / "territory.yaml").write_text(HEAD + text, encoding="utf-8")
    checked = check([str(folder)], words_of(tables), tables, Wanted(profile="saisie"))
    return list(checked.report.findings)


@pytest.mark.parametrize(("text", "name", "line"), UNUSED.values(), ids=UNUSED)
def test_unused(text: str, name: str, line: int, tmp_path: Path, tables: Tables) -> None:
    (finding,) = found_in(text, tmp_path, tables)
    assert (finding.code, finding.severity) == ("SNR304", Severity.WARNING)
    assert f"« {name} »" in finding.message
    assert finding.help
    assert finding.position.line == line
    assert finding.source_line[finding.position.column - 1 :].startswith(name)
    assert load_dossier(str(tmp_path), words_of(tables)).dossier.snr == 1


@pytest.mark.parametrize("text", USED.values(), ids=USED)
def test_used(text: str, tmp_path: Path, tables: Tables) -> None:
    assert found_in(text, tmp_path, tables) == []


def test_an_error_of_reference_comes_alone(tmp_path: Path, tables: Tables) -> None:
    findings = found_in(INDICATOR + "programme: {stakeholders: [sdis]}\n", tmp_path, tables)
    assert [finding.code for finding in findings] == ["SNR303"]


def test_left_aside_by_a_comment(tmp_path: Path, tables: Tables) -> None:
    text = INDICATOR.replace("}\n", "} # snr: ignore[SNR304] suivi à partir de 2027\n")
    (found,) = found_in(text, tmp_path, tables)
    assert (found.code, found.suppressed) == ("SNR304", "suivi à partir de 2027")
    # the comment is not said to be of no use when an error keeps snr from looking for it
    codes = [finding.code for finding in found_in(text + "programme: {stakeholders: [sdis]}\n", tmp_path, tables)]
    assert codes == ["SNR303"]


@pytest.mark.parametrize("name", ["minimal", "valmont", "la-rochelle-2020", "bordeaux-metropole"])
def test_the_examples_use_all_they_name(name: str, tables: Tables) -> None:
    checked = check([str(EXAMPLES / name)], words_of(tables), tables, Wanted(profile="saisie"))
    assert not [finding for finding in checked.report.findings if finding.code == "SNR304"]
