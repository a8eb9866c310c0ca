"""The tables of a sheet → every row under a verdict: titles, rows folded, each distinct row judged."""

from array import array
from collections.abc import Iterable
from dataclasses import replace
from itertools import chain

from snr_cli.inventory.device_columns import DeviceColumns
from snr_cli.inventory.doubles import Doubles
from snr_cli.inventory.flags import Flags
from snr_cli.inventory.folder import Folder
from snr_cli.inventory.header import PROPOSED, place_columns, titles_text, usual_length
from snr_cli.inventory.judge import Judge, hide_lone_names
from snr_cli.inventory.masking import hide_persons
from snr_cli.inventory.merged import Merged, SharedQuantities
from snr_cli.inventory.quantities import Numbers
from snr_cli.inventory.records import IGNORED, REJECTED, FileRows, Group, Key, Progress, Reading
from snr_cli.inventory.remarks import Remarks
from snr_cli.inventory.seen import Seen
from snr_cli.inventory.stacked import Line, Stack, Stacked
from snr_cli.inventory.table import Table, TableError, fitted
from snr_cli.inventory.titles import TitleRows
from snr_cli.inventory.values import fold
from snr_cli.inventory.words import JUDGED, Format, InventoryWords


def read_rows(
    table: Table,
    words: InventoryWords,
    how: Reading,
    reference_year: int,
    seen: Seen,
    file_number: int = 0,
    progress: Progress | None = None,
) -> list[FileRows]:
    """Read the tables of a sheet to its end, one under the other.

    Args:
        table: an open sheet.
        words: headers, statuses and rules.
        how: a person's corrections and choices.
        reference_year: the year studied: later purchases are set aside.
        seen: devices counted so far, in this file and in those before.
        file_number: rank of the file, so that two rows of one file with the same name are two devices.
        progress: told the name of the table and the rows read so far, now and then.

    Raises:
        TableError: no line of titles can be found, a filter names no column, or the table is out of bounds.
    """
    merged = Merged(table.merges) if table.merges else None
    if merged is not None:
        table.batches = merged.filled(table.batches)
    stack = Stack(table, words, how)
    reader = _Reader(table, words, how, reference_year, seen, file_number, progress, merged)
    found = [reader.read(each, stack.titles) for each in stack.tables()]
    titles = {fold(name) for each in found for name in each.columns.titles}
    found[0].notes += [
        ("column_absent", title, found[0].header_line) for title in how.mapping.columns if fold(title) not in titles
    ]
    for line, why in table.broken:
        file = next((each for each in reversed(found) if each.header_line < line), found[0])
        file.read += 1
        file.groups.append(Group(REJECTED, "broken", why, table.key, array("I", [line]), 0.0))
    if not any(each.read for each in found):
        found[0].notes.append(("no_rows", "", found[0].header_line))
    return found


class _Reader:
    """Reads the tables of one sheet, in order."""

    def __init__(
        self,
        table: Table,
        words: InventoryWords,
        how: Reading,
        year: int,
        seen: Seen,
        file_number: int,
        progress: Progress | None,
        merged: Merged | None,
    ) -> None:
        self.merged = merged
        self.table, self.words, self.how, self.year = table, words, how, year
        self.seen, self.file_number, self.progress = seen, file_number, progress
        self.done = 0  # rows of the tables before
        self.others = table.others  # told once

    def read(self, stacked: Stacked, titles: TitleRows) -> FileRows:
        """Read one table to its end.

        Raises:
            TableError: the first table has no column of type nor model, or a filter names no column.
        """
        table, words, how = self.table, self.words, self.how
        known = words.format_of(stacked.header)
        first = next(stacked.batches, ([], []))
        flags = Flags(stacked.header, first[1], words, known, how)
        stacked.batches = flags.read(chain([first], stacked.batches))
        how, roles = self._settled(stacked.header, known, flags, titles)
        columns, places = place_columns(stacked.header, words, known, how)
        result = FileRows(
            table.name,
            known.id if known else "",
            table.encoding,
            table.separator,
            table.sheet,
            stacked.line,
            columns,
            0,
            [],
            key=table.key,
        )
        result.others, self.others = self.others, []
        result.parts = table.parts
        self.seen.shown[self.file_number] = (table.key, table.parts)
        typed = bool({"kind", "model"} & set(places)) or how.default_type is not None
        if known is not None and known.rows_are:
            _give_all((IGNORED, known.rows_are), result, stacked)
        elif typed:
            try:
                self._fold(stacked, places, roles, result, how)
            except TableError as error:
                if not error.asks:
                    raise
                shown = titles_text(stacked.header, words)
                raise TableError(f"{error} ; colonnes : {shown}{PROPOSED}", error.asks) from None
        elif self.done or self.table.sheet:
            _give_all((REJECTED, "no_type_column"), result, stacked)
        else:
            raise TableError(
                "aucune colonne de type ni de modèle reconnue ; colonnes : "
                + titles_text(stacked.header, words)
                + f"{PROPOSED}, ou donnez type: à l’import (--type)"
            )
        _judge_above(stacked.above, titles, result)
        self.done += result.read
        return result

    def _settled(
        self, header: list[str], known: Format | None, flags: Flags, titles: TitleRows
    ) -> tuple[Reading, list[str]]:
        """Return how this table is read, its titles alone not saying it, and the role of each column.

        A column of yes and no is a status; where nothing else says what the devices are, their system does.
        """
        roles = ["status" if index in flags.columns else role for index, role in enumerate(titles.roles(header))]
        given = dict.fromkeys(flags.columns.values(), "status")
        if not {"kind", "model"} & set(roles) and self.how.default_type is None and "os" in roles:
            given[header[roles.index("os")]] = roles[roles.index("os")] = "kind"
        mapping = replace(self.how.mapping, columns={**given, **self.how.mapping.columns})
        return (replace(self.how, mapping=mapping) if given else self.how), roles

    def _fold(self, stacked: Stacked, places: dict[str, int], roles: list[str], result: FileRows, how: Reading) -> None:
        words, header = self.words, stacked.header
        placed = self.table.placed
        batches = fitted(stacked.batches, len(header)) if placed else stacked.batches
        doubles = Doubles(header, roles, words, how)
        if doubles.columns:
            doubles.tell(result.columns)
            batches = doubles.merged(batches, places)
        first = next(batches, ([], []))
        try:
            usual = len(header) if placed else usual_length(header, first[1])
        except TableError as error:
            if not self.done:
                raise TableError(f"{error} ; titres lus : {titles_text(header, words)}") from None
            usual = len(header)  # each row is then too short, and rejected
        titled = how.hosts and "name" in places
        judged = [role for role in JUDGED if role in places] + (["host"] if titled else [])
        judge = Judge(words, how, self.year, result, tuple(judged))
        known = (judge.type_of, lambda: words.recognizer.kinds)
        remarks = Remarks(roles, words.gone)
        quantities = [index for index, role in enumerate(roles) if role == "quantity"]
        shared = SharedQuantities(self.merged, quantities, places.get("quantity"), judged, judge.type_of)
        folder = Folder(header, usual, places, result, how, self.seen, self.file_number, remarks, shared, *known)
        devices = DeviceColumns(header, roles, words, how)
        numbers = Numbers(header, places, words.numbers, roles, how)
        for lines, rows in chain([first], batches):
            numbers.look(rows)
            devices.look(lines, rows)
            folder.fold(lines, rows)
            if self.progress is not None:
                self.progress(self.table.key, self.done + folder.count)
        numbers.ask()
        folder.give_back()
        result.doubles = folder.doubles()
        folder.dates.tell()
        result.read = folder.count
        result.unread_dates = sum(len(rows) for key, rows in folder.groups.items() if key[1] == "?")
        result.groups.extend(judge.group(Key(*key), rows) for key, rows in folder.groups.items())
        result.met = folder.met | judge.met
        hide_lone_names(result.groups)
        hide_persons(result.groups, words.names, (how.entity, how.site))
        result.notes += devices.notes()
        if judge.zero_kwh:
            result.notes.append(("zero_kwh", "kwh", judge.zero_kwh))
        if judge.unread_kwh:
            result.notes.append(("unread_kwh", "kwh", judge.unread_kwh))
        result.notes += [("unknown_country", country, line) for country, line in judge.unplaced.items()]


def _judge_above(lines: Iterable[Line], titles: TitleRows, result: FileRows) -> None:
    """Give their verdict to the lines over a table: blank, a title or a legend, or what may be devices."""
    found: dict[tuple[str, str], array[int]] = {}
    for line, cells in lines:
        if not any(cell.strip() for cell in cells):
            verdict = IGNORED, "blank"
        elif titles.looks_like_devices(cells):
            verdict = REJECTED, "above_titles"
        else:
            verdict = IGNORED, "before_titles"
        found.setdefault(verdict, array("I")).append(line)
        result.read += 1
    result.groups += [
        Group(verdict, reason, "", result.key, numbers, 0.0) for (verdict, reason), numbers in found.items()
    ]


def _give_all(given: tuple[str, str], result: FileRows, stacked: Stacked) -> None:
    """Give the written rows of a table one verdict: nothing says how to read them, or none is a device."""
    found: dict[tuple[str, str], array[int]] = {}
    for lines, rows in stacked.batches:
        for line, cells in zip(lines, rows, strict=True):
            verdict = given if any(cell.strip() for cell in cells) else (IGNORED, "blank")
            found.setdefault(verdict, array("I")).append(line)
            result.read += 1
    result.groups += [Group(verdict, why, "", result.key, numbers, 0.0) for (verdict, why), numbers in found.items()]
