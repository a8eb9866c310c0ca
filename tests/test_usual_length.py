"""How many cells the rows of a table have: titles that end with a separator, rows that do, a file badly cut."""

import pytest

from snr_cli.inputs.inventory.matrix import usual_length
from snr_cli.inputs.inventory.records import TableError


@pytest.mark.parametrize(
    ("titles", "rows", "usual"),
    [
        ("Type;Modèle", ["a;b", "c;d"], 2),
        ("Type;Modèle", [], 2),
        ("Type;Modèle", [";", ";;"], 2),  # nothing is written
        ("Type;Modèle;", ["a;b;", "c;d;"], 3),  # a separator ends every line
        ("Type;Modèle;", ["a;b", "c;d", "e;f;"], 2),  # it ends the titles only
        ("Type;Modèle", ["a;b;", "c;d;"], 3),  # it ends the rows only
        ("Type;Modèle", ["a;b;x", "c;d;"], 2),  # a cell stands under no title: the titles count
        ("Type;;Modèle", ["a;;b", "c;;d"], 3),
        ("Type;Modèle;", ["a;b", "c;d"], 2),
        ("Type;Modèle", ["a;", "c;"], 2),  # the last cell is blank, and counts: no separator ends the titles
        ("Type;Modèle;Lieu", ["a;b;c", "d;e"], 3),  # one row is short: it is judged later
    ],
)
def test_the_usual_length_of_rows(titles: str, rows: list[str], usual: int):
    assert usual_length(titles.split(";"), [row.split(";") for row in rows]) == usual


@pytest.mark.parametrize(
    ("titles", "rows"),
    [
        ("Type;Modèle;Lieu", ["a;b", "c;d"]),  # no row has as many cells as there are titles
        ("Type;Modèle;", ["a;", "c;"]),  # the separator that ends the rows takes the place of a cell
    ],
)
def test_titles_that_hold_more_cells_than_any_row_are_a_file_badly_cut(titles: str, rows: list[str]):
    with pytest.raises(TableError, match="mal coupé"):
        usual_length(titles.split(";"), [row.split(";") for row in rows])
