"""An `.xls` that is a web page opens as any table does; one made to harm is refused, within seconds and little memory."""

import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import ROOT, environment
from in_process import snr
from snr_cli.api.catalogue import inventory_words
from snr_cli.catalog.opened import shipped_tables
from snr_cli.inputs.inventory.fleet import fleet
from snr_cli.inputs.inventory.read import Inventory, open_file, read_inventory
from snr_cli.inputs.inventory.records import InventoryError, Reading, TableError
from walks import mostly

WORDS = inventory_words(shipped_tables())


def page(folder: Path, body: str, name: str = "export.xls", encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(body.encode(encoding))
    return path


def rows(path: Path) -> list[tuple[int, list[str]]]:
    return [row for table in open_file(path, path.name).tables() for row in table.rows()]


def read(path: Path) -> Inventory:
    return read_inventory([(path, path.name)], WORDS, Reading(), 2025)


def units(inventory: Inventory) -> dict[str, float]:
    found: dict[str, float] = {}
    for line in fleet("parc", inventory.groups, "high", "").lines:
        found[line.type] = found.get(line.type, 0.0) + line.quantity
    return found


def table(*lines: str, cell: str = "td") -> str:
    """Write lines of cells between strokes as a table."""
    body = "".join(
        f"<tr>{''.join(f'<{cell}>{text}</{cell}>' for text in line.split('|'))}</tr>\n" for line in lines[1:]
    )
    head = "".join(f"<th>{text}</th>" for text in lines[0].split("|"))
    return f"<table border=1><tr>{head}</tr>\n{body}</table>"


GLPI = (
    "Nom|Statut|Fabricant|Modèle",
    "PC-1|En service|Dell|Latitude 5520",
    "PC-2|En r&eacute;serve|HP|EliteBook&nbsp;840 G5",
)
GLPI_ROWS = [["Nom", "Statut", "Fabricant", "Modèle"], ["PC-1", "En service", "Dell", "Latitude 5520"]]


@pytest.mark.parametrize("name", ["export.xls", "export.csv", "export.html", "export"])
def test_a_web_page_is_known_by_its_content(tmp_path: Path, name: str):
    path = page(tmp_path, f"<html><body>{table(*GLPI)}</body></html>", name)
    assert rows(path) == [
        (1, GLPI_ROWS[0]),
        (2, GLPI_ROWS[1]),
        (3, ["PC-2", "En réserve", "HP", "EliteBook 840 G5"]),
    ]
    assert units(read(path)) == {"laptop": 2}


@pytest.mark.parametrize(
    "start",
    [
        "<table>",
        "  \n\n<TABLE BORDER='1'>",
        "\ufeff<!DOCTYPE html>\n<html lang=fr><head><title>Parc; 2024</title><style>td {color: red}</style></head><body><table>",
        '<?xml version="1.0"?><!-- export --><html xmlns="http://www.w3.org/1999/xhtml"><body><table>',
        '<html xmlns:x="urn:schemas-microsoft-com:office:excel"><!--[if gte mso 9]><xml><x:Name>A</x:Name></xml><![endif]-->'
        "<![if !mso]><body><table>",
        '<meta http-equiv="Content-Type" content="text/html; charset=utf-8"><table>',
        "<div><p>Tickets<table>",
        "<script>document.write('<table><tr><td>x</td></tr></table>')</script><table>",
    ],
)
def test_it_begins_in_many_ways(tmp_path: Path, start: str):
    body = table(*GLPI).removeprefix("<table border=1>")
    assert [cells for _, cells in rows(page(tmp_path, start + body))][:2] == GLPI_ROWS


@pytest.mark.parametrize(
    ("encoding", "told"),
    [
        ("utf-8", ""), ("cp1252", ""), ("cp1252", "iso-8859-1"), ("iso-8859-15", "ISO-8859-15"), ("utf-16", ""),
        ("utf-16-le", ""), ("mac-roman", "macintosh"), ("utf-8", "iso-8859-1"), ("cp1252", "no-such"), ("cp1252", "iso-8859-99"),
        ("cp1252", "utf-7"),
    ],
)  # fmt: skip
def test_its_encoding_is_the_one_of_its_bytes_or_the_one_it_tells(tmp_path: Path, encoding: str, told: str):
    meta = f"<meta charset='{told}'>" if told else ""
    path = page(tmp_path, f"<html><head>{meta}</head>{table('Modèle|Quantité', 'Écran œuvré|3')}", encoding=encoding)
    if encoding == "iso-8859-15":
        assert rows(path)[1][1] == ["Écran œuvré", "3"]
    assert rows(path)[0][1] == ["Modèle", "Quantité"]


def test_tags_in_cells_are_no_text_and_what_breaks_a_line_is_a_space(tmp_path: Path):
    cell = "<a href='x?a=1&b=2'><b>Dell</b>&#160;<i>Lati</i>tude</a><br/>5520<script>var x = 1</script><p>i5</p>&amp; &lt;16 Go&gt;"
    path = page(tmp_path, f"<table><tr><th>Modèle<td>{cell}</table>")
    assert rows(path) == [(1, ["Modèle", "Dell Latitude 5520 i5 & <16 Go>"])]


def test_ends_that_are_left_out_are_understood(tmp_path: Path):
    path = page(tmp_path, "<table><thead><tr><th>A<th>B<tbody><tr><td>1<td>2<tr><td>3<td>4</table></td></tr></html>")
    assert [cells for _, cells in rows(path)] == [["A", "B"], ["1", "2"], ["3", "4"]]


def test_a_wide_cell_is_in_its_first_column(tmp_path: Path):
    path = page(
        tmp_path, "<table><tr><td colspan=2>A<td>C<tr><td>a<td>b<td>c<tr><td colspan='x'>a<td colspan=0>b<td>c</table>"
    )
    assert [cells for _, cells in rows(path)] == [["A", "", "C"], ["a", "b", "c"], ["a", "b", "c"]]


def test_a_tall_cell_holds_for_its_rows_and_its_number_counts_once(tmp_path: Path):
    body = (
        "<table><tr><th>Service<th>Type<th>Quantité"
        "<tr><td rowspan=3>Mairie<td>PC portable<td>4"
        "<tr><td>Ecran<td>5"
        "<tr><td>Imprimante laser<td>6"
        "<tr><td>CCAS<td>PC portable<td rowspan=2>10<tr><td>CCAS<td>PC portable</table>"
    )
    inventory = read(page(tmp_path, body))
    assert units(inventory) == {"laptop": 14, "monitor": 5, "printer_laser": 6}
    assert {group.device.entity for group in inventory.groups if group.device} == {"Mairie", "CCAS"}


def test_tables_one_under_the_other_are_each_read(tmp_path: Path):
    second = table("Type|Modèle|Quantité", "Ecran|P2419H|3")
    path = page(tmp_path, f"<html><h1>Parc</h1>{table(*GLPI)}<p>puis</p>{second}")
    inventory = read(path)
    assert units(inventory) == {"laptop": 2, "monitor": 3}
    assert [file.header_line for file in inventory.files] == [1, 5]


def test_a_table_inside_a_layout_is_read_with_its_own_columns(tmp_path: Path):
    outer = "<table><tr><td>Menu</td><td>{}</td></tr><tr><td colspan=2>Page 1 sur 1</td></tr></table>"
    path = page(tmp_path, outer.format(outer.format(table(*GLPI))))
    inventory = read(path)
    assert units(inventory) == {"laptop": 2}
    beside = [group for group in inventory.groups if group.device is None]  # the menus and the feet of the page
    assert {group.reason for group in beside} == {"before_titles", "nothing_to_recognise"}


def test_a_small_table_in_a_cell_is_the_text_of_that_cell(tmp_path: Path):
    inner = "<table><tr><td><img src=x></td><td>Latitude</td><td>5520</td></tr></table>"
    path = page(
        tmp_path, f"<table><tr><th>Type</th><th>Modèle</th></tr><tr><td>PC portable</td><td>{inner}</td></tr></table>"
    )
    assert rows(path)[1] == (2, ["PC portable", "Latitude 5520"])


def test_a_page_cut_in_the_middle_of_a_row_says_so(tmp_path: Path):
    path = page(
        tmp_path, "<table><tr><th>Type</th><th>Modèle</th></tr><tr><td>Ecran</td><td>P2419H</td></tr><tr><td>Ecr"
    )
    inventory = read(path)
    assert units(inventory) == {"monitor": 1}
    assert [(group.verdict, group.reason, list(group.lines)) for group in inventory.groups][-1] == (
        "rejected",
        "broken",
        [3],
    )


@pytest.mark.parametrize(
    ("last", "said"),
    [
        ("<tr><td>Portable</td>", "au milieu de cette ligne"),
        ("<tr><td>Portable</td><td>Latitude 5440</td>", "au milieu de cette ligne"),
        ("<tr><td>Portable</td><td>Latitude 5440</td></t", "au milieu de cette ligne"),
        ("<tr>", "au milieu de cette ligne"),
        ("", "n’a pas de fin"),
        ("</tbody>", "n’a pas de fin"),
        ("\n</tab", "n’a pas de fin"),
    ],
)
def test_a_page_cut_elsewhere_says_so(tmp_path: Path, last: str, said: str):
    start = "<html><body><table><tr><th>Type</th><th>Modèle</th></tr><tr><td>Ecran</td><td>P2419H</td></tr>"
    inventory = read(page(tmp_path, start + last))
    assert units(inventory) == {"monitor": 1}
    group = inventory.groups[-1]
    assert (group.verdict, group.reason, list(group.lines)) == ("rejected", "broken", [3])
    assert said in group.label


@pytest.mark.parametrize("end", ["</table>", "</body></html>", "</tr></body>", "</html>"])
def test_a_page_that_ends_its_body_is_whole(tmp_path: Path, end: str):
    path = page(tmp_path, "<table><tr><th>Type<th>Modèle<tr><td>Ecran<td>P2419H<tr><td>Portable<td>Latitude 5440" + end)
    inventory = read(path)
    assert units(inventory) == {"monitor": 1, "laptop": 1}
    assert {group.verdict for group in inventory.groups} == {"counted"}


def test_rejected_rows_are_written_whole(tmp_path: Path):
    path = page(tmp_path, table("Type|Modèle|Quantité", "Ecran|P2419H|-3", "Ecran|P2419H|2"))
    done = snr("inventory", path, "--format", "rejects", "-o", tmp_path / "r.csv")
    assert done.returncode == 0
    assert ";Ecran;P2419H;" in (tmp_path / "r.csv").read_text(encoding="utf-8")
    assert "ligne 2" in done.stdout


def test_a_refused_page_has_a_mapping_proposed(tmp_path: Path):
    path = page(tmp_path, table("Gabarit du poste|Depuis", *["Latitude 5520|2021-04-18"] * 3))
    assert snr("inventory", path, "--format", "mapping", "-o", tmp_path / "m.yaml").returncode == 2
    assert snr("inventory", path, "--mapping", tmp_path / "m.yaml").returncode == 0


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("<html><body><form>Identifiant <input></form></body></html>", "page de connexion"),
        ("<table></table>", "sans tableau rempli"),
        ('<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n<Workbook/>', "enregistrez-le en .xlsx"),
        (
            '<?xml version="1.0"?>\n<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
            "enregistrez-le en .xlsx",
        ),
        ('<?xml version="1.0"?><REQUEST/>', "fichier XML"),
        ("MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n", "page web archivée"),
        ("<table>" * 60, "l’un dans l’autre"),
    ],
)
def test_what_cannot_be_read_says_what_to_do(tmp_path: Path, content: str, said: str):
    path = page(tmp_path, content)
    with pytest.raises(InventoryError, match=said):
        read(path)
    done = snr("inventory", path, "--format", "mapping", "-o", tmp_path / "m.yaml")
    assert done.returncode == 2
    assert "n’est pas écrit" in done.stderr


def test_a_list_whose_first_cell_is_a_tag_is_no_page(tmp_path: Path):
    path = page(tmp_path, "<type>;Modèle\nPC portable;Latitude 5520\n", "a.csv")
    assert len(rows(path)) == 2


# --- pages made to harm


MEMORY, SECONDS = 300 << 20, 10
READ = """
import sys
from pathlib import Path
from snr_cli.inputs.inventory.read import open_file
from snr_cli.inputs.inventory.records import TableError
try:
    print(sum(1 for table in open_file(Path(sys.argv[1]), "x").tables() for _ in table.rows()), "lu")
except TableError as error:
    print(error)
"""


def limited(path: Path) -> str:
    """Read a page under the limits; return what is said."""
    resource = pytest.importorskip("resource", reason="limits of POSIX on a process")

    def bound() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))

    command = [sys.executable, "-c", READ, str(path)]
    done = subprocess.run(
        command,
        check=False,
        capture_output=True,
        encoding="utf-8",
        preexec_fn=bound,
        env=environment(PYTHONUTF8="1"),
        cwd=ROOT,
    )
    assert done.returncode == 0, (done.returncode, done.stderr[-500:])
    return done.stdout


def repeated(start: str, unit: str, size: int) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        with path.open("w", encoding="utf-8") as stream:
            stream.write(start)
            for _ in range(size // (len(unit) * 1000) + 1):
                stream.write(unit * 1000)

    return write


ROW = "<table><tr><th>Type</th><th>Modèle</th></tr><tr><td>Ecran</td><td>P2419H</td></tr>"
SMALL, LARGE = 2 << 20, 200 << 20
HARM = {
    "colspan": ("<table><tr><td colspan=1000000000>a<td>b</table>", "", "500 colonnes"),
    "rowspan": (ROW + "<tr><td rowspan=1000000000>a</td></tr><tr><td>b</td></tr></table>", "", "4 lu"),
    "long spans": (f"<table><tr><td colspan={'9' * 5000} rowspan={'9' * 5000}>a<tr><td>b</table>", "", "lu"),
    "held": ("<table><tr>" + "<td rowspan=65534>a" * 499, "<tr><td>b", "fusionnées"),
    "merges": ("<table>", "<tr><td rowspan=2>a<td>b", "fusionnées"),
    "cells": ("<table><tr>", "<td>", "500 colonnes"),
    "filled cells": ("<table><tr>", "<td>a", "500 colonnes"),
    "blank rows": (ROW, "<tr>", "balises sans une ligne"),
    "bold": (ROW, "<b>", "balises sans une ligne"),
    "tables": (ROW, "<table>", "l’un dans l’autre"),
    "tables one after the other": (ROW, "<table></table>", "balises sans une ligne"),
    "a comment": (ROW + "<!--", "abcdef ", "n’a pas de fin"),
    "a script": (ROW + "<script>", "abcdef ", "n’a pas de fin"),
    "an attribute": (ROW + "<td title='", "abcdef ", "n’a pas de fin"),
    "attributes": (ROW + "<td ", "a=b ", "n’a pas de fin"),
    "opened tags": (ROW, "<a ", ""),
    "opened comments": (ROW, "<!-- ", "n’a pas de fin"),
    "opened ends": (ROW, "</", ""),
    "opened declarations": (ROW, "<![", "n’a pas de fin"),
    "entities": (ROW + "<tr><td>", "&amp", ""),
    "signs": (ROW + "<tr><td>", "&", ""),
    "numbers": (ROW + "<tr><td>", "&#", ""),
    "text": (ROW + "<tr><td>", "abcdef ", ""),
    "spaces": (ROW + "<tr><td>", " ", ""),
    "quotes": (ROW + "<td ", "a='", ""),
}


SLOW = {"held", "merges", "blank rows", "bold"}


@pytest.mark.parametrize("name", mostly(HARM, *[name for name in HARM if name not in SLOW][::6]))
def test_a_page_made_to_harm_is_read_or_refused_in_little_memory(tmp_path: Path, name: str):
    start, unit, said = HARM[name]
    path = tmp_path / "x.xls"
    if unit:
        repeated(start, unit, SMALL)(path)
    else:
        path.write_text(start, encoding="utf-8")
    found = limited(path)
    assert said in found, found


@pytest.mark.slow
@pytest.mark.parametrize("unit", ["<td>", "<tr><td>Ecran", "<td>a</td>", "&nbsp;", "abcdef ", "<td", "<!---->"])
def test_200_megabytes_are_refused_before_they_are_read(tmp_path: Path, unit: str):
    path = tmp_path / "x.xls"
    repeated(ROW, unit, LARGE)(path)
    assert "16 Mio" in limited(path)


@pytest.mark.slow
def test_a_page_that_is_read_twice_may_be_half_as_large(tmp_path: Path):
    path = tmp_path / "x.xls"
    repeated(ROW, " " * 1000, 9 << 20)(path)
    assert "2 lu" in limited(path)
    repeated(ROW + "<tr><td rowspan=2>", " " * 1000, 9 << 20)(path)
    assert "8 Mio et aux cellules fusionnées" in limited(path)


@pytest.mark.slow
def test_a_page_as_large_as_may_be_is_read(tmp_path: Path):
    path, row = tmp_path / "x.xls", "<tr><td>Ecran</td><td>P2419H</td></tr>\n"
    repeated(ROW, row, (16 << 20) - 100_000)(path)
    assert "lu" in limited(path)
    repeated(ROW + "<tr><td rowspan=1>", row, (8 << 20) - 100_000)(path)
    assert "lu" in limited(path)


@pytest.mark.slow
def test_a_page_of_200_000_rows_is_read(tmp_path: Path):
    path = tmp_path / "x.xls"
    repeated(ROW, "<tr><td>Ecran</td><td>P2419H</td></tr>\n", 200_000 * 39)(path)
    assert "lu" in limited(path)


@pytest.mark.slow
def test_mutants_of_a_page_are_read_or_refused(tmp_path: Path):
    chance = random.Random(12)
    good = f"<html><meta charset=utf-8><!-- x --><body>{table(*GLPI)}<table><tr><td rowspan=2 colspan=2>a<td>b</table></html>"
    bits = [
        "<",
        ">",
        "</td>",
        "<td ",
        "rowspan=9",
        "<table>",
        "</table>",
        "<!--",
        "<![",
        "&#",
        "&",
        "'",
        '"',
        "<tr>",
        "\0",
        "<script>",
    ]
    path = tmp_path / "x.xls"
    for _ in range(1500):
        text = good
        for _ in range(chance.randrange(1, 6)):
            at = chance.randrange(len(text))
            text = text[:at] + chance.choice(bits) + text[at + chance.randrange(3) :]
        path.write_text(text, encoding="utf-8")
        try:
            found = rows(path)
        except TableError:
            continue
        lines = [line for line, _ in found]
        assert lines == sorted(set(lines))
