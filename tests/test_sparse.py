"""Dossiers that hold little: what is known is said, what is missing is one list for the author, and nothing of the workshop is told to the public."""

import re
from pathlib import Path

import pytest

from conftest import Run
from drafting import EXAMPLES
from snr_cli.documents.kinds import DocumentName
from walks import walk

METROPOLE = """\
snr: 1
reference_year: 2024
territory: {name: Grand Ardin Métropole, kind: metropole, population: {totale: 318400, municipale: 312900, year: 2022}, communes: 41}
programme:
  date: "2024-05-16"
  figures: {year: 2023, footprint: {climate_change: 2140000}, footprint_from: {method: bilan du cabinet Verdance}}
"""
COMMUNE = """\
snr: 1
reference_year: 2025
territory: {name: Commune de Saint-Orens-des-Prés, kind: commune, population: {totale: 54200, municipale: 53100, year: 2022}}
objectives:
  - {id: reemploi, title: Acheter davantage de matériel reconditionné, perimeter: organisation}
  - {id: habitants, title: Réduire l’empreinte numérique du territoire, perimeter: territory}
"""
DEPARTEMENT = """\
snr: 1
reference_year: 2025
territory: {name: Département de la Vézère, kind: departement, population: {totale: 402000, municipale: 396000}, agents: {total: 3100, equipped: 2400}}
governance: {elected_lead: Vice-président délégué au numérique}
equipment: [{id: portables, type: laptop, quantity: 2100}, {id: ecrans, type: monitor, quantity: 2500}]
actions: [{id: garder, title: Garder les portables sept ans, owner: DSI, status: planned, themes: [2]}]
"""
SYNDICAT = """\
snr: 1
reference_year: 2025
territory: {name: Syndicat mixte Numérique des Trois Vallées, kind: autre, agents: {total: 46, equipped: 44}}
services: [{id: presta, type: spend_it_services_keur, quantity: 320}]
"""
SPARSE = {"metropole": METROPOLE, "commune": COMMUNE, "departement": DEPARTEMENT, "syndicat": SYNDICAT}
NAMES: tuple[DocumentName, ...] = ("programme", "strategie", "bilan", "note", "deliberation")
# what is of the tool: codes of rules, keys, the dossier, places to fill
WORKSHOP = re.compile(
    r"\b(?:REEN|ADJ|RCP)-\d+|\bSNR\d+|\bdossier|`|\b[a-z]+_[a-z_]+\b|\b(?:texts|actions|objectives|strategy|programme)\.[a-z]|À compléter|\bNone\b"
)


def public(text: str) -> str:
    """Return what a document says to everyone: neither marks, nor addresses, nor the list for the author."""
    return re.sub(r"<!--.*?-->|\]\([^)]*\)|https?://\S+", "", text.split("<!-- snr:section reste")[0])


def drafted(snr: Run, *arguments: object) -> str:
    """Return a document that is written on standard output."""
    done = snr("draft", *arguments)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode()


@pytest.fixture(params=[*SPARSE, *sorted(path.parent.name for path in EXAMPLES.glob("*/territory.yaml"))])
def dossier(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    if request.param not in SPARSE:
        return EXAMPLES / str(request.param)
    (tmp_path / "territory.yaml").write_text(SPARSE[request.param], encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("name", walk(NAMES, 3))
def test_nothing_of_the_workshop_is_told_to_the_public_and_no_heading_stands_over_nothing(
    dossier: Path, name: str, snr: Run
) -> None:
    text = public(drafted(snr, dossier, "--document", name))
    assert [text[max(0, found.start() - 50) : found.end() + 30] for found in WORKSHOP.finditer(text)] == []
    lines = [line for line in text.split("\n") if line.strip()]
    levels = [len(line) - len(line.lstrip("#")) if re.match(r"#+ ", line) else 0 for line in [*lines, "# fin"]]
    bare = [
        line
        for line, level, below in zip(lines, levels[:-1], levels[1:], strict=True)
        if level > 1 and 0 < below <= level
    ]
    assert bare == []


@pytest.mark.parametrize("name", ["metropole", "commune", "syndicat"])
def test_a_strategy_without_a_measure_is_a_diagnosis(name: str, tmp_path: Path, snr: Run) -> None:
    (tmp_path / "territory.yaml").write_text(SPARSE[name], encoding="utf-8")
    text = drafted(snr, tmp_path)
    assert text.split("\n# ")[1].startswith("Diagnostic du numérique responsable")
    assert "## Ce qu’il reste à faire, et par qui" in text
    assert "s’engage à" not in text and "## Trajectoire" not in text and "## Nos engagements" not in text
    assert "Choisir les mesures" in text.split("snr:section suite")[1]


def test_what_a_consultant_computed_is_told_as_theirs(tmp_path: Path, snr: Run) -> None:
    (tmp_path / "territory.yaml").write_text(METROPOLE, encoding="utf-8")
    text = drafted(snr, tmp_path).replace("\u202f", " ").replace("\u00a0", " ")
    assert (
        "le programme de travail donne 2 140 t CO₂e en 2023 (bilan du cabinet Verdance) ; rien n’en est recalculé ici"
        in text
    )


def test_what_is_missing_is_one_list_that_ends_the_draft(tmp_path: Path, snr: Run) -> None:
    (tmp_path / "territory.yaml").write_text(COMMUNE, encoding="utf-8")
    text = drafted(snr, tmp_path)
    rest = text.split("<!-- snr:section reste")[1]
    places = re.findall(r"^> \*\*À compléter\*\*.*$", rest, re.M)
    assert len(places) == len(set(places)) > 10
    assert "snr:section" not in rest.split("\n", 1)[1].split("<!-- snr:fin reste -->")[1]
    assert "à écrire dans « Objectifs », ligne « reemploi », « Constat »" in re.sub("[\u00a0\u202f]", " ", rest)
    final = snr("draft", tmp_path, "--final")
    assert (
        final.returncode == 1
        and "places restent à remplir" in final.stderr.decode()
        and "texts.edito" in final.stderr.decode()
    )


def test_a_text_of_the_authority_takes_its_place_off_the_list(tmp_path: Path, snr: Run) -> None:
    (tmp_path / "territory.yaml").write_text(COMMUNE + "texts: {edito: Nos mots.}\n", encoding="utf-8")
    text = drafted(snr, tmp_path)
    assert "## Édito\n\nNos mots." in text and "« edito »" not in text


def test_the_page_that_fills_the_dossier_finds_the_key(tmp_path: Path, snr: Run) -> None:
    (tmp_path / "territory.yaml").write_text(COMMUNE, encoding="utf-8")
    text = drafted(snr, tmp_path, "--format", "html")
    assert '<p class="missing" data-key="texts.edito"><strong>À compléter</strong>' in text
