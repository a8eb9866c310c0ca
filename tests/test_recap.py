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
    inventory = read(text(tmp_path, *DETAIL, "", "Type;Quantité", "Portable;2", "Écran;1"))
    assert sum(units(inventory).values()) == 3  # 2 + 1
    assert verdicts(inventory)[7] == verdicts(inventory)[8] == "ignored: recap"


def test_a_summary_may_stand_above(tmp_path: Path) -> None:
    inventory = read(text(tmp_path, "Type;Quantité", "Portable;2", "Écran;1", "", *DETAIL))
    assert sum(units(inventory).values()) == 3


def test_other_numbers_of_the_same_types_are_to_confirm(tmp_path: Path) -> None:
    inventory = read(text(tmp_path, *DETAIL, "", "Type;Quantité", "Portable;5", "Écran;1"))
    assert sum(units(inventory).values()) == 3
    assert verdicts(inventory)[7] == "to_confirm: maybe_recap"


@pytest.mark.parametrize(
    "second", [("Type;Quantité", "Smartphone;4"), ("Type;Modèle;Quantité", "Portable;Latitude 5540;4")]
)
def test_what_is_no_summary_counts(tmp_path: Path, second: tuple[str, ...]) -> None:
    """Types that no other table has, or models of its own."""
    inventory = read(text(tmp_path, *DETAIL, "", *second))
    assert sum(units(inventory).values()) == 7  # 3 + 4


def test_two_lists_of_numbers_add_up(tmp_path: Path) -> None:
    inventory = read(text(tmp_path, "Type;Quantité", "Portable;2", "", "Type;Quantité", "Portable;2"))
    assert sum(units(inventory).values()) == 4


NAMED = "Nom;Type\n" + "".join(f"PC-{rank};Portable\n" for rank in range(8))


@pytest.mark.parametrize(
    ("recap", "counted", "doubtful"),
    [
        ("Type;Quantité\nPortable;8\n", 8, 1),
        ("Type;Quantité\nPortable;8\nImprimante laser;3\n", 11, 1),  # what no other file holds counts
        ("Type;Quantité\nPortable;5\n", 13, 0),  # other devices, in a file apart
        ("Type;Modèle;Quantité\nPortable;Latitude 5540;8\n", 16, 0),
    ],
)
def test_the_numbers_of_another_file_are_to_confirm(tmp_path: Path, recap: str, counted: int, doubtful: int) -> None:
    (tmp_path / "detail.csv").write_text(NAMED, encoding="utf-8")
    (tmp_path / "recap.csv").write_text(recap, encoding="utf-8")
    inventory = read(tmp_path)
    assert sum(units(inventory).values()) == counted
    assert [group.reason for group in inventory.groups if group.verdict == "to_confirm"] == ["recap_file"] * doubtful


def test_the_numbers_of_several_files_together_are_to_confirm(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(NAMED, encoding="utf-8")
    (tmp_path / "b.csv").write_text(NAMED.replace("PC-", "POSTE-"), encoding="utf-8")
    (tmp_path / "recap.csv").write_text("Type;Quantité\nPortable;16\n", encoding="utf-8")
    assert sum(units(read(tmp_path)).values()) == 16


def test_one_device_in_each_of_two_files_counts(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("Nom;Type\nPC-1;Portable\n", encoding="utf-8")
    (tmp_path / "b.csv").write_text("Type;Quantité\nPortable;1\n", encoding="utf-8")
    assert sum(units(read(tmp_path)).values()) == 2
