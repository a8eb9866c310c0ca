"""Two figures for one thing: what a page says partial, forecast or aimed at is so wherever it is read."""

import json
import re

import pytest

from conftest import EXAMPLES
from in_process import snr
from test_draft_plan import sections

VALMONT = EXAMPLES / "valmont"
CLIMATE = "climate_change"


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace("\u202f", " ").replace("\xa0", " "))


def test_every_group_with_a_line_assessed_in_part_is_said_to_be_partial() -> None:
    lines = json.loads(snr("assess", VALMONT, "--format", "json").stdout)["organisation"]["lines"]
    holed = {line["group"] for line in lines if line["impacts"][CLIMATE]["status"] == "partial"}
    assert holed == {"printing", "datacentre", "mobile"}
    rows = re.findall(r"^\| (.+?) \|.*\| ([^|]+) \| █+ \|$", sections("strategie")["empreinte-organisation"], re.M)
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
    title = snr("assess", EXAMPLES / name).stdout.split("\nORGANISATION : ")[1].splitlines()[0]
    assert title == "ce que la collectivité possède, achète ou exploite" + " (évalué)" * (name != "bordeaux-metropole")


def test_the_reading_by_household_is_written_alike_in_every_table() -> None:
    """15,765 t in 2025 for 15,607 in 2030: three figures would say 15,800 and 15,600, 1.3 % less for the 1 % aimed at."""
    plan = json.loads(snr("plan", VALMONT, "--format", "json").stdout)
    aim = next(each for each in plan["objectives"] if each["id"] == "ges-territoire")
    row = next(each for each in plan["indicators"] if each["id"] == "I-63")
    assert row["forecast"]["2030"] == pytest.approx(aim["projected"] / 1000)
    told = plain(sections("strategie")["suivi"])
    assert "lue par ménage | 15 770 | calculé | tCO₂e/an | 15 550 | 15 610 (2030) |" in told
    assert "lue par ménage | — | 15 770 (calculé) | 15 610 (2030) |" in plain(sections("bilan")["bilan-indicateurs"])


def test_what_the_plan_saves_supposes_that_it_is_carried_out() -> None:
    told = plain(sections("strategie")["ambition"])
    assert "Si toutes les actions sont menées, il y a neuf chances sur dix qu’elles évitent, en 2030," in told
    assert "que les actions évitent" not in told


def test_posts_are_written_whole_on_the_screen_as_in_the_documents() -> None:
    screen = plain(snr("plan", VALMONT).stdout)
    assert "9,55 équivalents temps plein, hors actions terminées" in screen
    axes = re.findall(r"([\d,]+)$", snr("plan", VALMONT).stdout.split("AXES PROPRES")[1], re.M)
    assert sum(round(100 * float(each.replace(",", "."))) for each in axes) == 955


def test_the_progress_of_the_plan_is_the_one_of_its_comment() -> None:
    """One action done of 25, the idea apart: 4 %."""
    told = plain(sections("bilan")["bilan-synthese"] + sections("bilan")["bilan-indicateurs"])
    assert "à 4 % (une sur 25)" in told
    assert "3,8 %" not in told
