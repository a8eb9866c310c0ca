"""Workbooks as people hand them back, a little wrong: no traceback, and no cell lost without a word."""

import io
import random
import re

import pytest
import xlsxwriter

from conftest import EXAMPLES
from snr_cli.api.catalogue import words_of
from snr_cli.catalog.opened import shipped_tables
from snr_cli.inputs.dossier.load import read_dossier
from snr_cli.inputs.sheets import open_book
from snr_cli.inputs.workbook.shape import of_sections, sheets_of
from snr_cli.inputs.workbook.values import filled_sheets
from snr_cli.inputs.workbook.write import workbook_bytes
from snr_cli.model.dossier import Dossier
from snr_cli.model.refusal import UnreadError
from snr_cli.rules.forms import finding_text
from walks import LONG, walk

WORDS = words_of(shipped_tables())
SECTIONS = ("territory", "equipment", "services", "actions", "indicators", "purchases", "contracts")
TOKEN = re.compile(r"jeton\d+")
BATCH = 50
BATCHES = 20 if LONG else 6
NUMBERS = (
    "douze",
    "1.200",
    "12 kWh",
    "#N/A",
    "=1/0",
    "-5",
    "1e400",
    "NaN",
    "20 %",
    "je ne sais pas",
    "?",
    "31/02/2025",
    "﻿4",
)


def grids():
    """Return the sheets of a workbook that is filled in, each with a token in every text that is its own."""
    read = read_dossier(str(EXAMPLES / "valmont"), WORDS)
    data = Dossier.model_validate(read.joined.data).model_dump(exclude_unset=True, by_alias=True)
    data = of_sections(data, SECTIONS)
    data["equipment"] = data["equipment"][:8]
    data.pop("imports", None)
    for line in data["equipment"]:
        line.pop("inventory", None)
    data["services"], data["actions"], data["indicators"] = (
        data[key][:4] for key in ("services", "actions", "indicators")
    )
    content = workbook_bytes(filled_sheets(data), WORDS.type_labels(), sheets_of(SECTIONS))
    book = open_book(io.BytesIO(content))
    found, count = {}, 0
    for sheet, rows in book.each():
        grid = []
        for row in rows:
            grid += [[] for _ in range(row.number - 1 - len(grid))]
            grid.append(row.texts())
        if sheet.name != "Listes":
            found[sheet.name] = grid
    for name, grid in found.items():
        keys = next(row for row in grid if any("/" in cell for cell in row))
        free = [
            rank
            for rank, key in enumerate(keys)
            if key.endswith(("/note", "/source", "/summary", "/label", "/subject"))
        ]
        if name == "Fiche":
            continue
        for row in grid[4:]:
            row.extend([""] * (len(keys) - len(row)))
            if any(row):
                for rank in free:
                    count += 1
                    row[rank] = f"jeton{count}"
    return found


BASE = grids()


def changed(source):
    """Return the sheets after one to four of the things that people do."""
    found = {name: [list(row) for row in grid] for name, grid in BASE.items()}

    def rows(grid):
        return range(4, len(grid))

    for _ in range(source.choice((1, 1, 2, 4))):
        name = source.choice([each for each in found if found[each] and each != "Fiche"])
        grid = found[name]
        width = max(map(len, grid), default=0)
        column = source.randrange(max(width, 1))
        act = source.randrange(18)
        if act == 0:
            found[source.choice(("Feuil1", name.upper(), name[:-1], "Parc 2025", f"{name} (2)"))] = found.pop(name)
        elif act == 1:  # a column goes
            for row in grid:
                del row[column : column + 1]
        elif act == 2:  # a column comes
            title = source.choice(("", "Remarques", "Quantité", "Source"))
            for rank, row in enumerate(grid):
                row.insert(column, title if rank == 2 else "ajout" if rank > 3 and source.random() < 0.5 else "")
        elif act == 3 and len(grid) > 2:  # headings change
            grid[2] = [cell.upper()[:6] for cell in grid[2]]
        elif act == 4:  # sorted
            body = grid[4:]
            source.shuffle(body)
            grid[4:] = body
        elif act == 5 and len(grid) > 3:  # the keys go
            grid[3] = []
        elif act == 6:  # the header goes
            del grid[: source.choice((1, 3, 4))]
        elif act == 7 and len(grid) > 4:
            grid.append(list(grid[source.choice(rows(grid))]))
        elif act == 8 and len(grid) > 4:
            row = grid[source.choice(rows(grid))]
            row[column : column + 1] = [source.choice(NUMBERS)]
        elif act == 9 and len(grid) > 4:
            grid[source.choice(rows(grid))] = []
        elif act == 10:  # a table under the table
            other = source.choice(list(BASE))
            grid += [[], *[list(row) for row in BASE[other]]]
        elif act == 11:  # a table beside the table
            other = BASE[source.choice(list(BASE))]
            for rank, row in enumerate(other):
                if rank < len(grid):
                    grid[rank] += [""] * (width - len(grid[rank]) + 1) + row
        elif act == 12:
            found[source.choice(("Brouillon", "Notes de réunion", "Feuil3"))] = [["jeton900001", "à revoir"], ["12"]]
        elif act == 13 and len(grid) > 4:
            grid.insert(source.choice((0, 2, 4, len(grid))), ["Total", "jeton900002", "42"])
        elif act == 14 and len(grid) > 4:
            grid[source.choice(rows(grid))].append("jeton900003")
        elif act == 15 and len(grid) > 3:  # two keys change places
            row = grid[3]
            if len(row) > 1:
                row[0], row[1] = row[1], row[0]
        elif act == 16 and len(grid) > 4:
            row = grid[source.choice(rows(grid))]
            row[0:1] = [""]
        elif act == 17:
            found["Fiche"][source.randrange(len(found["Fiche"]))] = ["Collectivité", "Inconnu", "jeton900004", "", ""]
    return found


def write(sheets, path):
    names = set()
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False}) as book:
        for name, grid in sheets.items():
            kept = name[:31]
            if kept.casefold() in names:
                continue
            names.add(kept.casefold())
            sheet = book.add_worksheet(kept)
            for number, row in enumerate(grid):
                for rank, cell in enumerate(row):
                    if cell in ("#N/A", "=1/0"):
                        sheet.write_formula(number, rank, "=NA()", None, "#N/A" if cell == "#N/A" else "")
                    elif re.fullmatch(r"-?\d+(\.\d+)?", cell):
                        sheet.write_number(number, rank, float(cell))
                    elif cell:
                        sheet.write_string(number, rank, cell)
    return {name: grid for name, grid in sheets.items() if name[:31].casefold() in names}


@pytest.mark.parametrize("batch", walk(range(BATCHES), BATCHES))
def test_no_cell_of_a_mutant_is_lost(batch, tmp_path):
    (tmp_path / "territory.yaml").write_text("snr: 1\nreference_year: 2025\ninclude: [rendu.xlsx]\n", encoding="utf-8")
    for rank in range(BATCH):
        source = random.Random(f"{batch}.{rank}")
        sheets = write(changed(source), tmp_path / "rendu.xlsx")
        try:
            read = read_dossier(str(tmp_path), WORDS)
        except UnreadError as error:
            assert "rendu.xlsx" in str(error)
            continue
        kept = repr(read.joined.data)
        told = "\n".join(map(finding_text, read.findings))
        places = {(finding.position.sheet, finding.position.line) for finding in read.findings}
        columns = {
            (finding.position.sheet, finding.position.column) for finding in read.findings if finding.code == "SNR123"
        }
        whole = {
            finding.position.sheet
            for finding in read.findings
            if finding.code == "SNR122" or "sans ses titres" in finding.message
        }
        for name, grid in sheets.items():
            if name.casefold().startswith("note"):
                continue
            for number, row in enumerate(grid, start=1):
                for column, cell in enumerate(row, start=1):
                    for token in TOKEN.findall(cell):
                        named = (
                            f"{token}'" in kept
                            or token in told
                            or (name[:31], number) in places
                            or (name[:31], column) in columns
                            or name[:31] in whole
                        )
                        assert named, f"{batch}.{rank}: {name} {number}:{column} {token}\n{told[:1500]}"
