"""Two figures for one thing: what a page says partial, forecast or aimed at is so wherever it is read."""

import json
import re

import pytest

from conftest import EXAMPLES
from in_process import snr
from test_draft_plan import sections
from walks import walk

VALMONT = EXAMPLES / "valmont"
CLIMATE = "climate_change"


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace("\u202f", " ").replace("\xa0", " "))


def test_every_group_with_a_line_assessed_in_part_is_said_to_be_partial() -> None:
    lines = json.loads(snr("assess", VALMONT, "--format", "json").stdout)["organisation"]["lines"]
    holed = {line["group"] for line in lines if line["impacts"][CLIMATE]["status"] == "partial"}
    assert holed == {"printing", "datacentre", "mobile"}
    rows = re.findall(r"^\| (.+?) \|.*\| ([^|]+) \| █+ \|$", sections("strategie")["annexe-impacts"], re.M)
    assert {name for name, total in rows if "partiel" in total} == {
        "Impression",
        "Salles serveurs",
        "Téléphones et tablettes",
    }


@pytest.mark.parametrize(
    "name", ["valmont", "minimal", "pooling", "applications", "la-rochelle-2020", "bordeaux-metropole"]
)
def test_no_organisation_is_said_to_be_measured(name: str) -> None:
    """A quantity, often supposed, times a default life and a mean factor: the total is assessed, and nothing without one."""
    title = snr("assess", "-v", EXAMPLES / name).stdout.split("\nORGANISATION : ")[1].splitlines()[0]
    assert title == "ce que la collectivité possède, achète ou exploite" + " (évalué)" * (name != "bordeaux-metropole")


def test_the_reading_by_household_is_written_alike_in_every_table() -> None:
    """15,765 t in 2025 for 15,607 in 2030: three figures would say 15,800 and 15,600, 1.3 % less for the 1 % aimed at."""
    plan = json.loads(snr("plan", VALMONT, "--format", "json").stdout)
    aim = next(objective for objective in plan["objectives"] if objective["id"] == "ges-territoire")
    row = next(indicator for indicator in plan["indicators"] if indicator["id"] == "I-63")
    assert row["forecast"]["2030"] == pytest.approx(aim["projected"] / 1000)
    told = plain(sections("strategie")["annexe-indicateurs"])
    assert "lue par ménage | 8 | 15 770 (calculé) | tCO₂e/an | 15 550 | 15 610 (2030) |" in told
    assert "lue par ménage | — | 15 770 (calculé) | 15 610 (2030) |" in plain(sections("bilan")["annexe-suivi"])


def test_what_the_plan_saves_supposes_that_it_is_carried_out() -> None:
    told = plain(sections("strategie")["trajectoire"])
    assert (
        "Ces chiffres supposent toutes les actions menées au calendrier prévu. À source de données égale, il y a neuf chances sur dix qu’elles évitent, en 2030,"
        in " ".join(told.split())
    )
    assert "que les actions évitent" not in told
    committed = plain(sections("strategie")["engagements"])
    assert "**Atteints seulement par un ratio en euros**, si toutes les actions sont menées :" in committed


def test_posts_are_written_whole_on_the_screen_as_in_the_documents() -> None:
    screen = plain(snr("plan", VALMONT).stdout)
    assert "11,15 équivalents temps plein, hors actions terminées" in screen
    axes = re.findall(r"([\d,]+)$", snr("plan", VALMONT).stdout.split("AXES PROPRES")[1], re.M)
    assert sum(round(100 * float(axis.replace(",", "."))) for axis in axes) == 1115, (
        "full-time equivalents of the actions and the referents of examples/valmont, twice above and here: after a change of one, all three move"
    )


def test_the_progress_of_the_plan_is_the_one_of_its_comment() -> None:
    """One action done of 25, the idea apart: 4 %."""
    told = plain(sections("bilan")["bilan-synthese"] + sections("bilan")["bilan-indicateurs"])
    assert "à 4 % (une sur 25)" in told
    assert "3,8 %" not in told


@pytest.mark.parametrize("name", walk(["programme", "strategie", "bilan", "note", "deliberation"], 2))
def test_the_total_of_a_group_alone_says_what_it_has_of_its_members(name: str) -> None:
    """13.5 t with all that is pooled; 8.43 t is its own share, 24.8 t the group and its members (`snr assess`)."""
    said = "ui est mutualisé avec les communes membres est compté en entier, leur part comprise"
    path = EXAMPLES / "pooling"
    told = plain(snr("draft", path, "--document", name).stdout)
    assert said in told.split("13,5 t")[1][:600]
    assert said in plain(snr("plan", path).stdout).split("TRAJECTOIRE")[0]
    for screen in (snr("assess", "-v", path).stdout, snr("draft", VALMONT, "--document", "note").stdout):
        assert said not in plain(screen)


@pytest.mark.parametrize("name", ["programme", "strategie", "bilan"])
def test_a_document_for_the_public_names_no_dossier(name: str) -> None:
    """What citizens read speaks of the authority; its files are called so in the provenance alone."""
    told = {key: text for key, text in sections(name).items() if key not in ("provenance", "suivi")}
    for key, text in told.items():
        assert not re.search(r"propres? au dossier|valeur du dossier|\| dossier \|", text), key


def test_a_note_of_an_indicator_has_no_capital_after_its_stop() -> None:
    notes = plain(snr("plan", VALMONT).stdout).split("INDICATEURS -")[1].split("MOYENS -")[0]
    assert "seuil légal ; déclaration de conformité au RGAA obligatoire" in notes
    assert "I-22 Score RGESN moyen : référentiel volontaire" in notes


def test_what_is_not_assessed_of_an_action_is_no_dash_in_the_documents_either() -> None:
    shares = json.loads(snr("plan", VALMONT, "--format", "json").stdout)["organisation"][-1]["actions"]
    unknown = {
        name for name, share in shares.items() if CLIMATE in share["share"] and "final_energy" not in share["share"]
    }
    assert unknown == {"prestations-utiles", "assistance-distance"}
    told = sections("strategie")["axes"]
    assert len(re.findall(r"^\| .* CO₂e[^|]* ; électricité non évaluée \|", told, re.M)) == len(unknown)


def test_what_is_left_of_a_share_is_in_points_and_of_a_count_in_words() -> None:
    """30 % aimed at from 20.2 %: 9.8 points, not 9.8 %; 3,000 a year from 1,240: 1,760 a year."""
    screen = plain(snr("plan", VALMONT).stdout).split("OBJECTIFS -")[1].split("CE QUE CHANGE")[0]
    assert "il reste 9,80 points à trouver" in screen
    assert "départ 1 240 par an ; cible 3 000 par an ; valeur de 2025 1 240 par an ; il reste 1 760 par an" in screen
    assert not re.search(r"\bn/an\b|reste [\d,]+ %", screen)


@pytest.mark.parametrize("name", ["bilan", "note", "deliberation"])
def test_a_share_told_in_euros_leaves_no_other_share_to_be_read_as_measured(name: str) -> None:
    told = plain(snr("draft", VALMONT, "--document", name).stdout)
    assert "32 % vient d’un ratio par euro, publié sous le titre" in told
    assert "n’en est pas mesuré" not in told
