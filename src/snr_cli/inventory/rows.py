"""A table → every row under a verdict: its header, its rows folded, each distinct row judged."""

from array import array

from snr_cli.inventory.folder import Folder, Key
from snr_cli.inventory.header import find_header, place_columns
from snr_cli.inventory.judge import Judge
from snr_cli.inventory.records import REJECTED, FileRows, Group, Progress, Reading
from snr_cli.inventory.seen import Seen
from snr_cli.inventory.table import Table, TableError
from snr_cli.inventory.values import fold
from snr_cli.inventory.words import JUDGED, InventoryWords


def read_rows(
    table: Table,
    words: InventoryWords,
    how: Reading,
    reference_year: int,
    seen: Seen,
    file_number: int = 0,
    progress: Progress | None = None,
) -> FileRows:
    """Read a table to its end.

    Args:
        table: an open table.
        words: headers, statuses and rules.
        how: a person's corrections and choices.
        reference_year: the year studied: later purchases are set aside.
        seen: devices counted so far, in this file and in those before.
        file_number: rank of the file, so that two rows of one file with the same name are two devices.
        progress: told the name of the table and the rows read so far, now and then.

    Raises:
        TableError: no header can be found, a filter names no column, or the table is out of bounds.
    """
    header_line, header, usual, batches = find_header(table, words, how)
    known = words.format_of(header)
    columns, places = place_columns(header, words, known, how)
    if not ({"kind", "model"} & set(places)) and how.default_type is None:
        raise TableError(
            "aucune colonne de type ni de modèle reconnue ; colonnes : "
            + ", ".join(name for name in header if name)[:300]
            + " ; donnez un mapping, ou type: à l’import"
        )
    result = FileRows(
        table.name,
        known.id if known else "",
        table.encoding,
        table.separator,
        table.sheet,
        header_line,
        columns,
        0,
        [],
    )
    result.others, result.parts = table.others, table.parts
    folder = Folder(header, usual, places, result, how, seen, file_number)
    for lines, rows in batches:
        folder.fold(lines, rows)
        if progress is not None:
            progress(table.name, folder.count)
    folder.give_back()
    folder.dates.tell()
    result.read = folder.count
    result.unread_dates = sum(len(rows) for key, rows in folder.groups.items() if Key(*key).purchase_year == "?")
    titles = {fold(name) for name in header}
    result.notes += [
        ("column_absent", title, header_line) for title in how.mapping.columns if fold(title) not in titles
    ]
    roles = [role for role in JUDGED if role in places] + (["host"] if folder.host is not None else [])
    judge = Judge(words, how, reference_year, result, tuple(roles))
    result.groups.extend(judge.group(Key(*key), rows) for key, rows in folder.groups.items())
    result.met = folder.met | judge.met
    if judge.unread_kwh:
        result.notes.append(("unread_kwh", "kwh", judge.unread_kwh))
    result.notes += [("unknown_country", country, line) for country, line in judge.unplaced.items()]
    for line, why in table.broken:
        if line < header_line:
            continue
        result.read += 1
        result.groups.append(Group(REJECTED, "broken", why, table.name, array("I", [line]), 0.0))
    if not result.read:
        result.notes.append(("no_rows", "", header_line))
    return result
