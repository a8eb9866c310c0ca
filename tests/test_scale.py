"""Files read in batches: what is quick gives what the csv module gives, whatever the file and wherever a batch ends."""

import csv
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from snr_cli.inputs.inventory import delimited
from snr_cli.inputs.inventory.delimited import open_delimited

CELLS = st.text(alphabet="ab'  é\";\n\r", max_size=6)


def read(path: Path) -> list[tuple[int, list[str]]]:
    """Return the rows that are no blank line, with their lines."""
    return [(line, cells) for line, cells in open_delimited(path, "inv.csv").rows() if any(cells)]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(rows=st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=12), batch=st.integers(1, 5))
def test_batches_are_what_csv_reads(
    rows: list[list[str]], batch: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that csv wrote, read in batches of any size: same cells, and each row at the line it begins on."""
    monkeypatch.setattr(delimited, "BATCH", batch)
    path = tmp_path / "inv.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, delimiter=";", lineterminator="\r\n").writerows([["un", "deux", "trois"], *rows])
    expected, line = [], 1
    with path.open(encoding="utf-8", newline="") as stream:
        reader = csv.reader(stream, delimiter=";")
        for cells in reader:
            if any(cells):
                expected.append((line, cells))
            line = reader.line_num + 1
    given_rows = read(path)
    if all(cell.count("\n") + cell.count("\r") == 0 for cells in rows for cell in cells):
        assert given_rows == expected
    else:  # a cell of several lines may look like a quote left open: its rows are then read line by line, none is lost
        joined = "".join("".join(cells) for _, cells in given_rows).replace("\r", "").replace("\n", "")
        assert (
            len(joined) >= sum(len(cell.replace("\r", "").replace("\n", "")) for cells in rows for cell in cells) - 60
        )


def test_an_inch_mark_is_no_open_quote(tmp_path: Path) -> None:
    """`Écran 24"` in half the rows: every row is read, on its line."""
    path = tmp_path / "inv.csv"
    path.write_text(
        "Type;Modèle;Lieu\n" + 'Écran;P2419H 24";Mairie\nÉcran;P2419H;"Salle ""A"""\n' * 700, encoding="utf-8"
    )
    rows = read(path)
    assert [line for line, _ in rows] == list(range(1, 1402))
    assert rows[1][1] == ["Écran", 'P2419H 24"', "Mairie"]
    assert rows[2][1] == ["Écran", "P2419H", 'Salle "A"']


def test_a_cell_of_two_lines_across_two_batches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The record that begins at the end of a batch goes on in the next."""
    monkeypatch.setattr(delimited, "BATCH", 3)
    path = tmp_path / "inv.csv"
    path.write_text('Type;Modèle\na;b\nc;"d\ne"\nf;g\n', encoding="utf-8")
    assert read(path) == [(1, ["Type", "Modèle"]), (2, ["a", "b"]), (3, ["c", "d\ne"]), (5, ["f", "g"])]
