"""Workbooks made to harm: each is read, or refused in French, by a process that has few seconds and little memory."""

import os
import random
import struct
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import ROOT
from in_process import snr
from walks import mostly, walk
from workbooks import MAIN, ods_parts, packed, saved, xlsx_parts

MEMORY = 300 << 20
SECONDS = 10
READ = """
import sys
from pathlib import Path
from snr_cli.inputs.sheets import SheetError, open_book
try:
    for sheet, rows in open_book(Path(sys.argv[1])).each():
        print(sum(row.repeated for row in rows), end=" ")
    print("lu")
except SheetError as error:
    print(error)
"""


def limited(*command: str) -> str:
    """Run a command under the limits; return what it says."""

    resource = pytest.importorskip("resource", reason="limits of POSIX on a process")

    def bound() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))

    done = subprocess.run(
        command,
        check=False,
        capture_output=True,
        encoding="utf-8",
        preexec_fn=bound,
        env={**os.environ, "PYTHONUTF8": "1"},
        cwd=ROOT,
    )
    assert done.returncode in (0, 1, 2), (done.returncode, done.stderr[-500:])
    assert "Traceback" not in done.stderr
    return done.stdout + done.stderr


def sheet(start: str, unit: str, times: int, end: str) -> Callable[[Path], None]:
    """Return what writes an XLSX whose sheet repeats a text: too long to be held by the test."""

    def write(path: Path) -> None:
        parts = xlsx_parts("")
        del parts["xl/worksheets/s1.xml"]
        saved(path, parts)
        with (
            zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
            archive.open("xl/worksheets/s1.xml", "w") as entry,
        ):
            entry.write(f'<worksheet xmlns="{MAIN}"{start}'.encode())
            each = max(1, (1 << 20) // len(unit))
            for _ in range(max(1, times // each)):
                entry.write((unit * min(each, times)).encode())
            entry.write(f"{end}</worksheet>".encode())

    return write


def parts(made: dict[str, str | bytes]) -> Callable[[Path], None]:
    return lambda path: saved(path, made) and None


def ods(rows: str) -> Callable[[Path], None]:
    return parts(ods_parts(f'<table:table table:name="A">{rows}</table:table>'))


def forged(change: Callable[[bytearray], None]) -> Callable[[Path], None]:
    """Return what writes an XLSX whose bytes are changed."""

    def write(path: Path) -> None:
        data = bytearray(packed(xlsx_parts('<row><c t="inlineStr"><is><t>texte</t></is></c></row>')))
        change(data)
        path.write_bytes(data)

    return write


def bad_sum(data: bytearray) -> None:
    at = data.rfind(b"PK\x01\x02")  # the last entry of the table of contents: the sheet
    data[at + 16] ^= 0xFF
    local = struct.unpack_from("<I", data, at + 42)[0]
    data[local + 14] ^= 0xFF


def overlapping(data: bytearray) -> None:
    first = data.find(b"PK\x01\x02")
    second = data.find(b"PK\x01\x02", first + 4)
    struct.pack_into("<I", data, second + 42, struct.unpack_from("<I", data, first + 42)[0] + 1)


def too_many(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(25_000):
            archive.writestr(f"a{number}", b"")


def twice(path: Path) -> None:
    saved(path, xlsx_parts(""))
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("/XL\\workbook.xml", "<workbook/>")  # the same name for who reads it as the formats say


STRING = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
ATTACKS: dict[str, tuple[Callable[[Path], None], str]] = {
    "last cell": (parts(xlsx_parts('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')), "1 lu"),
    "far cell": (parts(xlsx_parts('<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="CV1048576"><v>1</v></c></row>')), "2 lu"),
    "formatted row at the end": (parts(xlsx_parts('<row r="1"><c><v>1</v></c></row><row r="1048576" s="3" customFormat="1"/>')), "1 lu"),
    "nine million rows": (sheet("><sheetData>", "<row/>", 9_000_000, "</sheetData>"), "au-delà de 1048576"),
    "one row again and again": (sheet("><sheetData>", '<row r="2"/>', 9_000_000, "</sheetData>"), "cellules vides"),
    "empty cells": (sheet("><sheetData>", f"<row>{'<c/>' * 1000}</row>", 20_000, "</sheetData>"), "cellules vides"),
    "blanks": (sheet("><sheetData>", " ", 200 << 20, "</sheetData>"), "démesuré"),
    "one huge cell": (sheet("><sheetData><row><c t='str'><v>", "a", 100 << 20, "</v></c></row></sheetData>"), "démesuré"),
    "one huge attribute": (sheet(" x='", "a", 100 << 20, "'>"), "démesuré"),
    "one huge comment": (sheet("><!--", "a", 100 << 20, "-->"), "démesuré"),
    "nested without end": (sheet(">", "<a>", 2_000_000, ""), "emboîtés"),
    "a cell in pieces": (sheet("><sheetData><row><c t='str'><v>", "a<b/>", 20_000_000, "</v></c></row></sheetData>"), "démesuré|plus de"),
    "shared pieces": (parts(xlsx_parts('<row><c t="s"><v>0</v></c></row>', shared=f"<si>{'<r><t>abcdefgh</t></r>' * 1_000_000}</si>")), "démesuré"),
    "inline pieces": (sheet("><sheetData><row><c t='inlineStr'><is>", "<t>abcdefgh</t>", 4_000_000, "</is></c></row></sheetData>"), "démesuré|plus de"),
    "a row of empty cells": (sheet("><sheetData><row>", "<c/>", 2_000_000, "</row></sheetData>"), "16384 colonnes"),
    "many texts in a row": (sheet("><sheetData><row>", f"<c t='str'><v>{'a' * 30_000}</v></c>", 16_000, "</row></sheetData>"), "démesuré"),
    "bad checksum": (forged(bad_sum), "somme de contrôle"),
    "overlapping entries": (forged(overlapping), "se recouvrent"),
    "twenty-five thousand entries": (too_many, "table de son archive"),
    "two entries of one name": (twice, "deux entrées"),
    "unknown encoding": (parts(xlsx_parts("") | {"xl/worksheets/s1.xml": f'<?xml version="1.0" encoding="UTF-g"?><worksheet xmlns="{MAIN}"/>'}), "codage inconnu"),
    "encoding of no text": (parts(xlsx_parts("") | {"xl/worksheets/s1.xml": f'<?xml version="1.0" encoding="base64"?><worksheet xmlns="{MAIN}"/>'}), "codage inconnu"),
    "doctype": (parts(xlsx_parts("") | {"xl/worksheets/s1.xml": f'<!DOCTYPE w [<!ENTITY a "aaaa">]><worksheet xmlns="{MAIN}">&a;</worksheet>'}), "DOCTYPE"),
    "one part for two sheets": (parts(xlsx_parts("", "") | {"xl/_rels/workbook.xml.rels": str(xlsx_parts("", "")["xl/_rels/workbook.xml.rels"]).replace("s2.xml", "s1.xml")}), "F2"),
    "merges": (sheet("><sheetData/><mergeCells>", "<mergeCell ref='A1:XFD1048576'/>", 300_000, "</mergeCells>"), "0 lu"),
    "filled everywhere": (ods(f'<table:table-row table:number-rows-repeated="1048576">{STRING.format("x").replace("cell ", "cell table:number-columns-repeated=" + chr(34) + "16384" + chr(34) + " ", 1)}</table:table-row>'), "1048576 lu"),
    "too many rows": (ods(f'<table:table-row table:number-rows-repeated="4294967295">{STRING.format("x")}</table:table-row>'), "au-delà de 1048576"),
    "nine hundred million spaces": (ods(f"<table:table-row>{STRING.format('<text:s text:c=' + chr(34) + '900000000' + chr(34) + '/>')}</table:table-row>"), "démesuré"),
    "many times as many spaces": (ods(f"<table:table-row>{STRING.format('<text:s text:c=' + chr(34) + '99999' + chr(34) + '/>' + ('<text:s text:c=' + chr(34) + '99999' + chr(34) + '/>') * 40_000)}</table:table-row>"), "démesuré"),
    "as many spaces in a piece": (ods(f"<table:table-row>{STRING.format('<text:s text:c=' + chr(34) + '999999' + chr(34) + '/>' + ' ' * 10 + 'a' * 10)}</table:table-row>"), "démesuré"),
    "many paragraphs": (ods(f"<table:table-row>{STRING.format('a').replace('<text:p>a</text:p>', '<text:p>a</text:p>' * 200_000)}</table:table-row>"), "démesuré"),
    "many sheets": (parts(ods_parts('<table:table table:name="A"/>' * 5000)), "1000 feuilles"),
}  # fmt: skip


@pytest.mark.parametrize("name", walk(ATTACKS, 6))
def test_an_attack_is_read_or_refused_within_bounds(tmp_path: Path, name: str):
    write, said = ATTACKS[name]
    path = tmp_path / "a.xlsx"
    write(path)
    told = limited(sys.executable, "-c", READ, str(path))
    assert any(each in told for each in said.split("|")), told


def test_merged_cells_without_end_are_refused(tmp_path: Path):
    path = tmp_path / "a.xlsx"
    ATTACKS["merges"][0](path)
    code = READ.replace("print(sum(row.repeated for row in rows)", "print(len(sheet.merges)")
    assert "fusionnées" in limited(sys.executable, "-c", code, str(path))


@pytest.mark.parametrize(
    "name", mostly(["last cell", "far cell", "filled everywhere", "nine million rows"], "filled everywhere")
)
def test_the_command_holds_too(tmp_path: Path, name: str):
    path = tmp_path / "a.xlsx"
    ATTACKS[name][0](path)
    limited(sys.executable, "-m", "snr_cli", "inventory", str(path))


def test_an_inventory_with_a_cell_at_the_end_of_its_sheet_is_read(tmp_path: Path):
    row = '<row r="{0}"><c r="A{0}" t="str"><v>{1}</v></c><c r="B{0}" t="str"><v>{2}</v></c></row>'
    table = row.format(1, "Type", "Quantité") + row.format(2, "PC portable", "3")
    path = saved(tmp_path / "a.xlsx", xlsx_parts(f'{table}<row r="1048576"><c r="AZ1048576"><v>1</v></c></row>'))
    told = limited(sys.executable, "-m", "snr_cli", "inventory", str(path))
    assert "10\u202f000 lignes" in told.replace("\xa0", "\u202f")
    assert "laptop" in told


TITLES = "".join(f'<c t="inlineStr"><is><t>{title}</t></is></c>' for title in ("Type", "Modèle", "Quantité"))
ROW = '<c t="s"><v>0</v></c><c t="s"><v>1</v></c><c><v>3</v></c>'
SHARED = "<si><t>Portable</t></si><si><t>Latitude 5440</t></si>"
FUZZED = {
    "xlsx": xlsx_parts(f"<row>{TITLES}</row><row>{ROW}</row>", shared=SHARED, after='<mergeCells><mergeCell ref="A2:A3"/></mergeCells>'),
    "ods": ods_parts(
        '<table:table table:name="A"><table:table-row>'
        + "".join(map(STRING.format, ("Type", "Modèle", "Quantité")))
        + '</table:table-row><table:table-row table:number-rows-repeated="2">'
        + "".join(map(STRING.format, ("Portable", "Latitude 5440")))
        + '<table:table-cell office:value-type="float" office:value="3"/></table:table-row></table:table>'
    ),
}  # fmt: skip


@pytest.mark.slow  # test_fuzz_files.py tries a few of each kind always
@pytest.mark.parametrize("kind", FUZZED)
def test_mutants_end_in_0_1_or_2(tmp_path: Path, kind: str):
    """Bytes changed in the archive, or in the XML before it is packed."""
    chance = random.Random(12)
    path = tmp_path / f"a.{kind}"
    whole = packed(FUZZED[kind])
    assert snr("inventory", saved(path, FUZZED[kind])).returncode == 0
    for number in range(120):
        if number % 2:
            data = bytearray(whole)
        else:
            made = dict(FUZZED[kind])
            name = chance.choice(list(made))
            given = made[name]
            data = bytearray(given.encode() if isinstance(given, str) else given)
        for _ in range(chance.choice((1, 2, 8))):
            at = chance.randrange(len(data))
            match chance.randrange(3):
                case 0:
                    data[at] = chance.randrange(256)
                case 1:
                    del data[at : at + chance.randrange(1, 20)]
                case _:
                    data[at:at] = data[chance.randrange(len(data)) :][: chance.randrange(1, 40)]
            data = data or bytearray(b"x")
        path.write_bytes(data if number % 2 else packed({**made, name: bytes(data)}))
        done = snr("inventory", path)
        assert done.returncode in (0, 1, 2), (number, done.stderr)
        assert done.returncode == 0 or done.stderr, number
