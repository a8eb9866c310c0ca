"""Who may decide what, and when: what is put to the vote is whole, the law is that of the day of the act, one thing is asked."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from in_process import Done, snr
from snr_cli.model.dossier import Dossier
from snr_cli.rules.case import TEXTS_DATE, judged_on

PEOPLE = {"totale": 120_000, "municipale": 118_000, "year": 2023, "source": "INSEE"}
DOCUMENTS = ("note", "strategie", "deliberation")


def dossier(folder: Path, kind: str = "metropole", year: int = 2025, people: int = 120_000, **sections: Any) -> Path:
    territory = {
        "name": {"departement": "Département de l’Essai"}.get(kind, "Essai"),
        "kind": kind,
        "department": "33",
        "fictitious": True,
        "households": people // 2,
        "population": PEOPLE | {"totale": people, "municipale": people - 10},
    }
    data = {"snr": 1, "reference_year": year, "territory": territory} | sections
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "territory.yaml").write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
    return folder


def plain(text: str) -> str:
    return text.replace("\u202f", " ").replace("\xa0", " ")


def draft(path: Path, document: str, *options: str) -> str:
    done = snr("draft", str(path), "-d", document, *options)
    assert done.returncode == 0, done.stderr
    return plain(done.stdout)


# --- a text with holes is nothing to vote on -----------------------------------------------------------------------------

EMPTY = {
    "a département": {"kind": "departement"},
    "a région": {"kind": "region"},
    "a commune of 900": {"kind": "commune", "people": 900},
    "a métropole studied in 2020": {"year": 2020},
    "judged before the law": {"method": {"as_of": "2020-12-31"}},
    "adopted": {"strategy": {"adopted_on": "2024-09-30"}},
}


@pytest.mark.parametrize("case", EMPTY.values(), ids=EMPTY)
@pytest.mark.parametrize("document", DOCUMENTS)
def test_an_empty_text_is_never_final_and_nothing_is_asked_of_the_council(
    case: dict[str, Any], document: str, tmp_path: Path
) -> None:
    path = dossier(tmp_path, **case)
    refused = snr("draft", str(path), "-d", document, "--final")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "erreur REEN-05" in refused.stderr
    text = draft(path, document)
    assert "Rien n’est encore demandé au " in text
    assert not re.search(r"Il est (demandé|proposé)", text)
    assert "**Projet" in text


def refusal(path: Path, *options: str) -> list[str]:
    done: Done = snr("draft", str(path), *options, "--final")
    assert done.returncode == 1
    return [line for line in plain(done.stderr).splitlines() if line.startswith("À compléter")]


def test_each_place_to_fill_names_its_field(tmp_path: Path) -> None:
    path = dossier(tmp_path)
    places = refusal(path)
    assert len(places) > 10
    assert all(re.search(r" — à écrire dans .*[a-z_.\[\]]+\)?$", line) for line in places)
    assert any("texts.edito" in line for line in places)
    assert any("governance.elected_lead" in line for line in refusal(path, "-d", "deliberation"))
    # nothing of the law is missing: places alone are refused too
    whole = dossier(tmp_path / "whole", **WHOLE)
    assert "erreur" not in snr("draft", str(whole), "--final").stderr
    assert any("texts.edito" in line for line in refusal(whole))
    assert snr("draft", str(whole), "-d", "note", "--final").returncode == 0


def test_a_place_in_a_section_of_the_authority_is_no_place(tmp_path: Path) -> None:
    path = dossier(tmp_path, texts={"edito": "Nous agissons."})
    assert not any("texts.edito" in line for line in refusal(path))


# --- the law of the day of the act ---------------------------------------------------------------------------------------


def of(year: int = 2025, **sections: Any) -> Dossier:
    return Dossier.model_validate({"snr": 1, "reference_year": year, "territory": {"name": "E"}} | sections)


def test_one_order_of_dates() -> None:
    adopted = {"strategy": {"adopted_on": "2024-09-30"}}
    dated = {"method": {"as_of": "2026-06-30"}}
    assert judged_on(of(2024, **adopted, **dated), "2027-01-01", "strategie") == "2027-01-01"
    assert judged_on(of(2024, **adopted, **dated), None, "strategie") == "2024-09-30"
    # the act of a new version is to come; that of another document is another one
    assert judged_on(of(2025, **adopted, **dated), None, "strategie") == "2026-06-30"
    assert judged_on(of(2024, **adopted, **dated), None, "bilan") == "2026-06-30"
    assert judged_on(of(2024, **adopted, **dated)) == "2026-06-30"


@pytest.mark.parametrize("year", [1990, 2018, 2025])
def test_never_as_of_the_year_of_the_data(year: int) -> None:
    assert judged_on(of(year)) == TEXTS_DATE
    assert judged_on(of(year, annual_reviews=[{"year": year}])) == TEXTS_DATE
    assert judged_on(of(2026)) == "2026-12-31"


@pytest.mark.parametrize("document", ["programme", *DOCUMENTS])
def test_the_date_of_the_law_is_printed(document: str, tmp_path: Path) -> None:
    path = dossier(tmp_path, year=2018)
    text = draft(path, document)
    assert "1er avril 2026" in text
    assert "ne demandait encore rien" not in text and "31 décembre 2018" not in text
    assert "30 juin 2027" in draft(path, document, "--as-of", "2027-06-30")


def test_today_alone_reads_the_clock(tmp_path: Path) -> None:
    path = dossier(tmp_path)
    done = snr("draft", str(path), "-d", "note", "--as-of", "today", SOURCE_DATE_EPOCH="1830000000")
    assert "28 décembre 2027" in plain(done.stdout)
    assert "1er avril 2026" in plain(snr("draft", str(path), "-d", "note", SOURCE_DATE_EPOCH="1830000000").stdout)
    assert snr("draft", str(path), "--as-of", "hier").returncode == 2


# --- one request ---------------------------------------------------------------------------------------------------------


def request(text: str) -> str:
    """Return what is asked, without what changes since the version before."""
    return re.findall(r"(?:Il est (?:demandé|proposé)|Rien n’est encore demandé)[^.]*\.", text)[0]


# nothing of the law is missing
WHOLE: dict[str, Any] = {
    "stakeholders": [
        {"id": id_, "name": id_, "sector": sector, "role": "Réemploi", "association": "Atelier", "date": "2022-06-14", "concerned_by": ["2"]}
        for id_, sector in (("ressourcerie", "private"), ("region", "public"))
    ],
    "programme": {"date": "2022-11-24", "stakeholders": ["ressourcerie", "region"], "summary": "Fait."},
    "uses": [{"id": "telephones", "kind": "equipment_rate", "type": "smartphone", "per_household": 2.8, "source": "Enquête"}],
    "equipment": [{"id": "portables", "type": "laptop", "quantity": 300, "lifetime_years": 5}],
    "strategy": {"adopted_on": "2024-09-30", "deliberation": "2024-12", "period": {"start": 2024, "end": 2030}},
    "indicators": [
        {"id": "taux", "title": "Taux", "unit": "%", "formula": "a / b", "source": "Enquête", "frequency": "annuelle", "values": {2025: 3}}
    ],
    "objectives": [
        {"id": "territoire", "perimeter": "territory", "category": "climate_change", "reduction": "3 %", "from": 2025, "by": 2030, "indicators": ["taux"]}
    ],
    "actions": [
        {"id": "a", "title": "Garder les portables", "status": "planned", "owner": "DSI", "means": {"fte": 0.3}, "schedule": {"start": 2026}, "objectives": ["territoire"], "themes": [2]}
    ],
}  # fmt: skip
ACCOUNT = {"comment": "Fait.", "indicators": {"taux": 3}, "actions": {"a": {"status": "planned"}}}
NEXT = {"annual_reviews": [{"year": 2024} | ACCOUNT, {"year": 2025} | ACCOUNT]}


@pytest.mark.parametrize(
    ("edits", "asked"),
    [
        ({}, "Il est demandé au conseil métropolitain d’approuver l’actualisation de la stratégie"),
        ({"programme": WHOLE["programme"] | {"date": None}}, "Rien n’est encore demandé"),
        (NEXT, "Il est demandé au conseil métropolitain de prendre acte du bilan 2025"),
        (
            {"strategy": {"period": {"start": 2024, "end": 2030}}},
            "Il est demandé au conseil métropolitain d’adopter la",
        ),
        (
            {"kind": "departement"},
            "Il est proposé au conseil départemental d’approuver l’actualisation de la stratégie",
        ),
    ],
    ids=["a new version", "no date of the programme", "an account to note", "a first version", "a voluntary vote"],
)
def test_the_same_is_asked_everywhere(edits: dict[str, Any], asked: str, tmp_path: Path) -> None:
    path = dossier(tmp_path, **WHOLE | edits)
    said = {request(draft(path, document)) for document in DOCUMENTS}
    assert len(said) == 1
    assert said.pop().startswith(asked)


def test_a_strategy_without_its_programme_asks_for_the_strategy(tmp_path: Path) -> None:
    """It was adopted: what comes next is a new version, in the three documents."""
    path = dossier(tmp_path, strategy={"adopted_on": "2024-09-30"})
    assert "actualisation de la stratégie" in draft(path, "deliberation").casefold()


@pytest.mark.parametrize("document", ["programme", "bilan", *DOCUMENTS])
def test_a_departement_cites_no_article_of_others(document: str, tmp_path: Path) -> None:
    text = draft(dossier(tmp_path, "departement"), document)
    assert not re.search(r"[DLR]2311|L5217|2022-1084", text)
    assert "volontaire" in text


def test_what_the_law_does_not_ask_is_a_voluntary_vote() -> None:
    from snr_cli.documents.templates import Prose

    facts: Any = {
        "authority": {"assembly": "conseil départemental"},
        "again": False,
        "version": None,
        "ready": True,
        "dossier": of(2025),
    }
    facts["review"] = {"year": None, "deliberation": ""}
    for standing in ("outside", "voluntary"):
        for about in ("programme", "strategie", "bilan"):
            said = Prose("deliberation", about=about, standing=standing, **facts).text("question")
            assert said.startswith("Il est proposé") and said.endswith("à titre volontaire.")
            assert "budget" not in said
    assert "demandé" in Prose("deliberation", about="strategie", standing="due", **facts).text("question")
