"""Amounts and changes in the words of a document; what is not assessed is never zero."""

import shutil
from pathlib import Path

import pytest

from conftest import EXAMPLES, run_snr
from drafting import VALMONT, view
from snr_cli.documents.amounts import kilograms, kwh, relative
from snr_cli.french.numbers import MINUS, NARROW, WIDE, euros, signed


def test_amounts_take_the_unit_that_reads_best() -> None:
    assert (kilograms(999.4), kilograms(1000)) == (f"999{NARROW}kg CO2e", f"1,00{NARROW}t CO2e")
    assert kilograms(-1_234_567, 2) == f"{MINUS}1{NARROW}200{NARROW}t CO2e"
    assert (kwh(12), kwh(-1000)) == (f"12,0{NARROW}kWh", f"{MINUS}1,00{NARROW}MWh")
    assert euros(1234.5) == f"1{NARROW}234{WIDE}€"


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (0.13, f"+13{WIDE}%"),
        (-0.13, f"−13{WIDE}%"),
        (0.0, f"0{WIDE}%"),
        (0.004, f"moins de 1{WIDE}% en plus"),
        (-0.004, f"moins de 1{WIDE}% en moins"),
    ],
)
def test_a_relative_change_says_its_direction(share: float, said: str) -> None:
    assert relative(share) == said


def test_a_change_has_its_sign() -> None:
    assert [signed(each, kwh(each)) for each in (2.0, -2.0, 0.0)] == [
        f"+2,00{NARROW}kWh",
        f"{MINUS}2,00{NARROW}kWh",
        f"0{NARROW}kWh",
    ]


def drafted(folder: Path, document: str, *changes: tuple[str, str, str]) -> str:
    """Return a document of Valmont in plain spaces, once some of its files say something else."""
    target = folder / "valmont"
    shutil.copytree(EXAMPLES / "valmont", target, ignore=shutil.ignore_patterns("documents"))
    for name, old, new in changes:
        text = (target / name).read_text(encoding="utf-8")
        assert old in text
        (target / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    done = (
        run_snr("draft", target, "-d", document, "--about", "strategie")
        if document == "deliberation"
        else run_snr("draft", target, "-d", document)
    )
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode().replace(NARROW, " ").replace(WIDE, " ")


def test_a_fleet_that_grows_more_than_the_actions_save_is_not_less(tmp_path: Path) -> None:
    growth = "strategy:\n  baseline: [{type: laptop, percent_per_year: 60, source: x}, {type: monitor, percent_per_year: 60, source: x}]\n"
    text = drafted(tmp_path, "deliberation", ("territory.yaml", "strategy:\n", growth))
    assert "de moins, si elles" not in text
    assert "Elle fixe dix objectifs" in text


def test_a_rate_near_the_whole_is_not_the_whole(tmp_path: Path) -> None:
    assert "| 99,6 % |" in drafted(tmp_path, "bilan", ("services.yaml", "{rate: 72 %", "{rate: 99.6 %"))


def test_a_type_that_is_not_assessed_is_not_among_the_heaviest(tmp_path: Path) -> None:
    path = tmp_path / "territory.yaml"
    path.write_text(
        "snr: 1\nreference_year: 2025\nterritory: {name: Sainte-Orge, kind: commune, department: '71', population: {totale: 52600, "
        "municipale: 51800}}\nequipment:\n  - {id: portables, type: laptop, quantity: 330}\n  - {id: bornes, type: x-borne, quantity: 3}\n"
        "factors:\n  types: [{id: x-borne, label: Borne, embodied: {acidification: {embodied_total: 2}}, lifetime_years: 8, source: x}]\n",
        encoding="utf-8",
    )
    done = run_snr("draft", path, "-d", "programme")
    assert done.returncode == 0, done.stderr.decode()
    heaviest = done.stdout.decode().split("Ce qui pèse le plus")[1].split("\n\n")[1]
    assert "0 kg" not in heaviest.replace(WIDE, " ").replace(NARROW, " ")
    assert heaviest.count("\n") == 0


def test_the_range_of_france_alone_is_its_own() -> None:
    territory = view("programme", VALMONT).territory
    assert territory.france_only is not None
    assert territory.france_only_bounds is not None
    assert territory.bounds is not None
    low, high = territory.france_only_bounds
    assert low <= territory.france_only <= high < territory.bounds[1]


def test_categories_tell_whole_lines_from_partial_ones() -> None:
    said = view("programme", VALMONT)
    climate = next(row for row in said.organisation.categories.rows if row[0] == "Changement climatique")
    assert [int(cell.split(WIDE)[0]) for cell in climate[2:]] == sorted(
        [int(c.split(WIDE)[0]) for c in climate[2:]], reverse=True
    )
