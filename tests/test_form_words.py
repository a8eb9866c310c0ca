"""What a form is told of a dossier: findings, places to fill and figures as records, in words without a key, YAML or a line of a file."""

import re
from pathlib import Path

import pytest

from conftest import EXAMPLES, ROOT
from snr_cli import (
    UsageError,
    draft_document,
    edit_dossier,
    explain_figure,
    findings_of,
    known_sheets,
    open_dossier,
    places_to_fill,
)
from snr_cli.catalog.tables import Tables
from snr_cli.engine.assess import assess
from snr_cli.engine.records import CLIMATE
from snr_cli.inputs.workbook.shape import dossier_sheets
from snr_cli.model.dossier import Dossier

SMALL = """snr: 1
reference_year: 2025
territory: {siren: "243300316", agents: {total: 300, equipped: 200}}
equipment:
  - {id: p, type: laptop, quantity: 100, lifetime_years: 60}
  - {id: q, type: laptop, quantity: 10}
  - {id: e, type: monitor, label: Écrans du siège, quantity: 200}
services:
  - {id: telecom, type: spend_telecom_keur, quantity: 600000}
  - {id: site, type: website, label: Site, page_views: 2400000, page_weight_mb: 900}
objectives:
  - {id: o, title: Baisser, perimeter: organisation, category: climate_change, reduction: 10, from: 2025, by: 2030}
"""
KEYS = {step for shape in dossier_sheets() for column in shape.columns for step in (*shape.path, *column.steps)}
# what only a file is written with: two words tied, a path of keys, a piece of YAML, a command
FOREIGN = re.compile(r"[a-z]+_[a-z]+|\b[a-z]+\.[a-z]{3,}(?<!\.csv)(?<!\.svg)\b|\{|\[\{|: \"|\bsnr [a-z]|(?<!\w)--[a-z]")
INVALID = sorted((ROOT / "tests" / "invalid").iterdir())


def write(folder: Path, text: str = SMALL) -> Path:
    (folder / "territory.yaml").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    "dossier", [EXAMPLES / name for name in ("minimal", "valmont", "applications")], ids=lambda path: path.name
)
def test_no_word_of_a_finding_is_of_a_file(dossier: Path) -> None:
    for finding in findings_of(dossier)["findings"]:
        for text in (finding["told"], finding["advice"], finding["place"].replace("inventaire/glpi.csv", "")):
            assert not FOREIGN.search(text), (finding["code"], text)
            assert not set(re.findall(r"« ([a-z_]+) »", text)) & KEYS, (finding["code"], text)


@pytest.mark.parametrize("path", INVALID, ids=lambda path: path.name)
def test_a_mistake_of_the_models_is_told_by_the_titles_of_its_cell(path: Path) -> None:
    """What breaks the text of a file is for who writes it, and is told by its line; all else stands at a cell, or is of the whole."""
    for finding in findings_of(path)["findings"]:
        if finding["code"].startswith("SNR20") and finding["code"] != "SNR208" and finding["cell"]:
            assert not re.search(r", ligne \d", finding["place"])
            assert not re.search(r"\bsnr [a-z]|\{", finding["advice"]), finding["advice"]


def test_no_sheet_nor_column_is_titled_or_explained_by_a_key() -> None:
    for entry in known_sheets()["sheets"]:
        texts = [entry["title"], entry["help"]]
        for column in entry["columns"]:
            texts += [
                column["title"],
                column["help"],
                column["default"],
                *(choice["label"] for choice in column["choices"]),
            ]
        assert [text for text in texts if FOREIGN.search(text)] == [], entry["sheet"]


def test_a_place_is_named_by_sheet_row_and_column(tmp_path: Path) -> None:
    text = SMALL.replace("reduction: 10,", "reduction: 10 %,")
    found = {(entry["code"], entry["place"]): entry for entry in findings_of(write(tmp_path, text))["findings"]}
    life = found[
        "SNR402", "Équipements › Ordinateur portable (moyen) (p) › Durée de vie (ans)"
    ]  # another row is called so
    assert life["name"] == "Ordinateur portable (moyen) (p)"
    assert "« Ordinateur portable (moyen) (p) »" in life["told"]
    assert ("SNR411", "Services › Site › Poids d’une page (Mo)") in found
    decree = next(entry for (code, _), entry in found.items() if code == "REEN-12")
    assert decree["place"] == "Stratégie › Adoption"
    assert decree["advice"].startswith("ajoutez, avec vos valeurs, « Stratégie » (Adoption : 12/12/2024")
    assert decree["reference"] == "Loi n° 2021-1485 (REEN), art. 35-I"


def test_a_value_that_can_mean_one_thing_alone_has_the_edit_that_mends_it(tmp_path: Path) -> None:
    """« 600 000 » in thousands of euros, « 10 » for a share, 60 months of life: one click each."""
    dossier = write(tmp_path)
    seen = []
    while fixes := [entry["fix"] for entry in findings_of(dossier)["findings"] if entry["fix"]]:
        seen += [(fix["column"], fix["text"]) for fix in fixes]
        for file in edit_dossier(dossier, fixes)["files"]:
            Path(file["path"]).write_text(file["text"], encoding="utf-8")
    assert seen == [("reduction", "10 %"), ("lifetime_years", "5"), ("quantity", "600"), ("page_weight_mb", "0,9")]
    text = (dossier / "territory.yaml").read_text(encoding="utf-8")
    for written in ("lifetime_years: 5}", "quantity: 600}", "page_weight_mb: 0.9}", "reduction: 0.1,"):
        assert written in text


def test_the_places_to_fill_of_a_document_stand_at_their_cells() -> None:
    drafted = draft_document(EXAMPLES / "minimal", "strategie", form="html")
    places = {place["key"]: place for place in places_to_fill(EXAMPLES / "minimal", drafted)}
    assert len(places) == len({lack.where for lack in drafted.lacks})
    dated = places["programme.date"]
    assert (dated["sheet"], dated["row"], dated["cell"]) == ("fiche", "fiche", "programme.date")
    assert dated["place"] == "Programme de travail › Date"
    assert (places["indicators"]["sheet"], places["indicators"]["cell"]) == ("indicators", "")
    assert all(place["place"] for key, place in places.items() if key)
    assert all(place["what"] in drafted.text.replace("&nbsp;", " ") for place in places.values())


def test_a_figure_is_explained_by_records_whose_numbers_make_it(tables: Tables) -> None:
    dossier = open_dossier(EXAMPLES / "valmont")
    line = explain_figure(dossier, "portables-ccas")
    assert [step["title"] for step in line["steps"]][:2] == ["fabrication", "transport"]
    first = line["steps"][0]
    assert first["numbers"] == "84 × 0,133333 × 170 = 1\N{NARROW NO-BREAK SPACE}904 kgCO2e"
    assert (first["amount"]["formula"], first["amount"]["numbers"]) == (
        "part d’usage retenue ÷ durée de vie totale",
        "1 ÷ 7,5",
    )
    assert first["source"]["title"].startswith("publicodes-acv-numerique")
    assert first["source"]["address"].startswith("https://")
    total = explain_figure(dossier, "total")
    assert total["result"].endswith("kgCO2e")
    assert len(total["sums"]) > 50
    territory = explain_figure(dossier, "territory")
    assert territory["numbers"][0]["formula"] == "population municipale × impact par habitant"
    assert len(territory["sources"]) == 1
    with pytest.raises(UsageError):
        explain_figure(dossier, "rien")


def test_what_nothing_reads_of_a_service_changes_nothing(tables: Tables) -> None:
    """A row shows the columns that its type can have; the others, written all the same, move no figure."""
    given = {
        "pue": 1.9,
        "room_kind": "colocation",
        "surface_m2": 50,
        "page_views": 1e6,
        "page_weight_mb": 2,
        "mobile_share": 0.3,
        "place": "DE",
    }
    lists = known_sheets()["lists"]
    spared = 0
    for kind in lists["service_type"]:
        base = {"id": "a", "type": kind["value"], "quantity": 10}
        unread = {key: value for key, value in given.items() if key in kind["unread"]}
        figures = [
            assess(
                Dossier.model_validate(
                    {"snr": 1, "reference_year": 2025, "territory": {"siren": "243300316"}, "services": [service]}
                ),
                tables,
            ).organisation.totals.get(CLIMATE)
            for service in (base, base | unread)
        ]
        assert figures[0] == figures[1], kind["value"]
        spared += len(unread)
    assert spared > 200
    purchase = next(kind for kind in lists["service_type"] if kind["value"] == "spend_telecom_keur")
    assert {"pue", "room_kind", "page_views", "metered_kwh_per_year"} <= set(purchase["unread"])
    hosted = next(kind for kind in lists["service_type"] if tables.service_types[kind["value"]].needs_pue)
    assert "pue" not in hosted["unread"]
    site, room = (
        {kind["value"]: set(kind["unread"]) for kind in lists["built_in_service"]}[name]
        for name in ("website", "server_room")
    )
    assert "quantity" in site & room
    assert not {"page_views", "rgaa.rate"} & site
    assert not {"pue", "metered_kwh_per_year"} & room
