"""A table that sums up another of its sheet is never counted twice."""

from pathlib import Path

import pytest

from test_inventory_tables import read, text, units, verdicts

DETAIL = (
    "Type;Marque;Modèle;Lieu",
    "Portable;Dell;Latitude 5440;Mairie",
    "Portable;Dell;Latitude 5440;École",
    "Écran;Dell;P2419H;Mairie",
)


def test_the_numbers_of_the_rows_above_are_a_summary(tmp_path: Path) -> None:
    found = read(text(tmp_path, *DETAIL, "", "Type;Quantité", "Portable;2", "Écran;1"))
    assert sum(units(found).values()) == 3  # 2 + 1
    assert verdicts(found)[7] == verdicts(found)[8] == "ignored: recap"


def test_a_summary_may_stand_above(tmp_path: Path) -> None:
    found = read(text(tmp_path, "Type;Quantité", "Portable;2", "Écran;1", "", *DETAIL))
    assert sum(units(found).values()) == 3


def test_other_numbers_of_the_same_types_are_to_confirm(tmp_path: Path) -> None:
    found = read(text(tmp_path, *DETAIL, "", "Type;Quantité", "Portable;5", "Écran;1"))
    assert sum(units(found).values()) == 3
    assert verdicts(found)[7] == "to_confirm: maybe_recap"


@pytest.mark.parametrize(
    "second", [("Type;Quantité", "Smartphone;4"), ("Type;Modèle;Quantité", "Portable;Latitude 5540;4")]
)
def test_what_is_no_summary_counts(tmp_path: Path, second: tuple[str, ...]) -> None:
    """Types that no other table has, or models of its own."""
    found = read(text(tmp_path, *DETAIL, "", *second))
    assert sum(units(found).values()) == 7  # 3 + 4


def test_two_lists_of_numbers_add_up(tmp_path: Path) -> None:
    found = read(text(tmp_path, "Type;Quantité", "Portable;2", "", "Type;Quantité", "Portable;2"))
    assert sum(units(found).values()) == 4
