"""The tables of a sheet → every row under a verdict: titles, rows folded, each distinct row judged."""

from array import array
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from itertools import chain, islice
from typing import Final

from snr_cli.french.numbers import plural
from snr_cli.inputs.inventory.dates import Days, Moments, doubt_ages, maybe_bought
from snr_cli.inputs.inventory.distinct import DistinctRows, Merged, MergedRows
from snr_cli.inputs.inventory.faults import hide_lone_names, hide_persons
from snr_cli.inputs.inventory.judge import MOVEMENT, Judge, Sections, is_journal, states_told
from snr_cli.inputs.inventory.matrix import (
    KIND,
    PROPOSED,
    counts_in,
    hide_titles,
    kept_columns,
    matrix_of,
    place_columns,
    refuse_merged,
    titles_text,
    told_sums,
    typed_column,
    usual_length,
    whole_column,
)
from snr_cli.inputs.inventory.quantities import (
    ColumnWatch,
    DeviceColumns,
    Doubles,
    PastTitles,
    QuantityColumns,
    share_kwh,
    total_kwh,
)
from snr_cli.inputs.inventory.recognition import JUDGED, ExportFormat, InventoryWords
from snr_cli.inputs.inventory.records import (
    BATCH,
    COUNTED,
    IGNORED,
    REJECTED,
    Batch,
    Columns,
    FileRows,
    Group,
    OnProgress,
    Reading,
    RowKey,
    Table,
    TableError,
    fitted,
)
from snr_cli.inputs.inventory.seen import Seen
from snr_cli.inputs.inventory.shapes import Flags, Remarks
from snr_cli.inputs.inventory.stacked import (
    MAX_TABLES,
    TOO_MANY,
    NumberedRow,
    Stack,
    Stacked,
    cut,
    give_all,
    judge_above,
    split,
)
from snr_cli.inputs.inventory.titles import TitleRows, TitleWords
from snr_cli.inputs.inventory.totals import MOST, Totals, answer_of
from snr_cli.inputs.inventory.values import fold, label_masked


def read_rows(
    table: Table,
    words: InventoryWords,
    how: Reading,
    reference_year: int,
    seen: Seen,
    file_number: int = 0,
    progress: OnProgress | None = None,
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
    rows = [file_rows for stacked in stack.tables() for file_rows in reader.read(stacked, stack.titles)]
    titles = {fold(name) for file_rows in rows for name in file_rows.columns.titles}
    rows[0].notes += [
        ("column_absent", title, rows[0].header_line) for title in how.mapping.columns if fold(title) not in titles
    ]
    if masked := [line for line in table.masked if line > rows[0].header_line]:
        rows[0].masked = len(masked)
        rows[0].notes.append(("hidden_rows", "", masked[0]))
    rows[0].notes += _marked(rows, table.marks())
    if table.letters:
        rows[0].notes.append((table.letters, "", 1))
    for line, why in table.broken:
        file = next((file_rows for file_rows in reversed(rows) if file_rows.header_line < line), rows[0])
        file.read += 1
        file.groups.append(Group(REJECTED, "broken", why, table.key, array("I", [line]), 0.0))
    if not any(file_rows.read for file_rows in rows):
        rows[0].notes.append(("no_rows", "", rows[0].header_line))
    return rows


MOST_MARKED: Final = 0.4  # share of the rows from which on a colour is that of one row out of two


def _marked(tables: Sequence[FileRows], marks: Mapping[str, Collection[int]]) -> list[tuple[str, str, int]]:
    """Return what to tell of the rows that count and are coloured, struck or commented: perhaps devices that are gone."""
    found = list[tuple[str, str, int]]()
    groups = [group for file_rows in tables for group in file_rows.groups]
    for what, marked in marks.items():
        lines = {line for group in groups if group.verdict == COUNTED for line in group.lines}.intersection(marked)
        if 0 < len(lines) < MOST_MARKED * sum(group.rows for group in groups):
            found.append(("marked_rows", f"{plural(len(lines), 'ligne')} ({what})", min(lines)))
    return found


# columns that say what a row is beside its label, or that it is one device
TELLING_APART: Final = frozenset({"manufacturer", "model", "quantity", "serial", "name", "user", "owner"})


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
        progress: OnProgress | None,
        merged: Merged | None,
    ) -> None:
        self.merged = merged
        self.table, self.words, self.how, self.year = table, words, how, year
        self.seen, self.file_number, self.progress = seen, file_number, progress
        self.title_words = TitleWords(words)
        self.done = 0  # rows of the tables before
        self.others = table.others  # told once
        seen.shown[file_number] = (table.key, table.parts)

    def read(self, stacked: Stacked, titles: TitleRows) -> list[FileRows]:
        """Read one table to its end, or several side by side.

        Raises:
            TableError: the first table has no column of type nor model, or a filter names no column.
        """
        header = stacked.header
        some = next(stacked.batches, ([], []))
        strips = [
            _Strip(self, titles, stacked.line, header[start:end], start, [cells[start:end] for cells in some[1]])
            for start, end in stacked.windows
        ]
        first, stacked.batches = strips[0].part, chain([some], stacked.batches)
        if len(strips) == 1 and self._says_no_type(first, titles.roles(header), some[1]) and self.how.mapping.titles:
            try:
                found = self._matrix(stacked, titles, some[1])
            except TableError as error:
                raise self._asking(error, header) from None
            if found:
                return found
        if len(strips) == 1 and first.rows_are:
            give_all((IGNORED, first.rows_are), first.result, stacked)
            first.typed = False
        elif len(strips) == 1 and not first.typed:
            if not (self.done or self.table.sheet):
                raise TableError(
                    "aucune colonne de type ni de modèle reconnue ; colonnes : "
                    + titles_text(header, self.words)
                    + f"{PROPOSED}, ou donnez type: à l’import (--type)"
                )
            give_all((REJECTED, "no_type_column"), first.result, stacked)
        try:
            for batch in stacked.batches:
                if len(strips) == 1:
                    first.take(*batch)
                    continue
                for strip, window in zip(strips, stacked.windows, strict=True):
                    covered = None if self.merged is None else self.merged.covers
                    strip.take(cut(batch, header, window, placed=self.table.placed, covered=covered))
            found = [rows for strip in strips for rows in strip.end()]
        except TableError as error:
            raise self._asking(error, header) from None
        return self._done(stacked, titles, found)

    def _done(self, stacked: Stacked, titles: TitleRows, found: list[FileRows]) -> list[FileRows]:
        judge_above(stacked.above, titles, found[0])
        self.done += sum(rows.read for rows in found)
        return found

    def _asking(self, error: TableError, header: list[str]) -> TableError:
        """Return an error with the titles of the table, when it asks what some of them are."""
        if not error.asks:
            return error
        return TableError(f"{error} ; colonnes : {titles_text(header, self.words)}{PROPOSED}", error.asks)

    def _says_no_type(self, first: "_Part", roles: Sequence[str], some: list[list[str]]) -> bool:
        """Say whether no column says what the devices are: « PC » over numbers does not."""
        said = [index for index, role in enumerate(roles) if role in ("kind", "model")]
        numbers = bool(said) and all(counts_in(index, some) for index in said)
        return not first.rows_are and (not first.typed or (numbers and self.how.default_type is None))

    def _matrix(self, stacked: Stacked, titles: TitleRows, some: list[list[str]]) -> list[FileRows]:
        """Read a table of one column a type to its end, as a table a column; nothing when it is none.

        Raises:
            TableError: it is one that cannot be read without an answer.
        """
        header = stacked.header
        roles, placed = titles.roles(header), self.table.placed
        matrix = matrix_of(header, roles, some, self.words, placed=placed, given=titles.own)
        if matrix is None:
            return []
        refuse_merged(matrix, self.table.merges, stacked.line)
        parts = [
            (rank, _Part(self, titles, stacked.line, matrix.titles(rank), 0, matrix.rows(rank, some)))
            for rank in matrix.counts
        ]
        first = list(islice(stacked.batches, MOST // BATCH))
        sums = told_sums(matrix, first, answer_of(header, self.how.mapping.totals))
        for lines, rows in chain(first, stacked.batches):
            told = {line: sums[line] for line in lines if line in sums}
            for rank, part in parts:
                part.take(lines, matrix.rows(rank, rows), told)
        found = [part.end() for _, part in parts]
        found[0].columns.ignored += matrix.left
        return self._done(stacked, titles, found)

    def result(self, line: int, columns: Columns, known: ExportFormat | None) -> FileRows:
        """Return what a table is, before its rows are read."""
        table = self.table
        result = FileRows(
            table.name,
            known.id if known else "",
            table.encoding,
            table.separator,
            table.sheet,
            line,
            columns,
            0,
            [],
            key=table.key,
        )
        result.others, self.others = self.others, []
        result.parts = table.parts
        return result


class _Strip:
    """Some columns of a sheet: the table under a line of titles, and those that begin lower in these columns alone."""

    def __init__(
        self, reader: _Reader, titles: TitleRows, line: int, header: list[str], start: int, some: list[list[str]]
    ) -> None:
        self.reader, self.titles, self.start = reader, titles, start
        # what a column holds is told by its own rows: those of a table under it say nothing of it
        _, _, (_, own), _ = next(split((range(len(some)), some), header, titles))
        self.part = _Part(reader, titles, line, header, start, own)
        self.above: list[NumberedRow] = []  # rows over titles that stand lower than those of the table beside
        self.done: list[FileRows] = []

    def take(self, batch: Batch) -> None:
        """Read rows of these columns."""
        for line, header, (lines, rows), above in split(batch, self.part.header, self.titles):
            if line:
                if len(self.done) > MAX_TABLES:
                    raise TableError(TOO_MANY)
                if any(self.part.header):
                    self.done.append(self.part.end())
                self.part = _Part(self.reader, self.titles, line, header, self.start, rows)
            if any(header):
                self.part.take(lines, rows)
            else:
                self.above += zip(lines, rows, strict=True)
            self.above += zip(*above, strict=True)

    def end(self) -> list[FileRows]:
        """Return the tables, once all rows are read."""
        found = [*self.done, self.part.end()]
        judge_above(self.above, self.titles, found[0])
        return found


class _Part:
    """Reads the rows of one table; some of them tell what its titles do not."""

    def __init__(
        self, reader: _Reader, titles: TitleRows, line: int, header: list[str], start: int, some: list[list[str]]
    ) -> None:
        words = reader.words
        known = words.format_of(header)
        self.flags = Flags(header, some, words, known, reader.how)
        how, roles = _settled(reader.how, header, self.flags, titles, some)
        columns, places = place_columns(header, words, known, how)
        hide_titles(columns, header, reader.title_words, start)
        self.reader, self.header, self.places = reader, header, places
        self.rows_are = known.rows_are if known is not None else ""  # none of them is a device
        self.typed = bool({"kind", "model"} & set(places)) or how.default_type is not None
        self.result = result = reader.result(line, columns, known)
        if not self.typed:
            return
        self.doubles = Doubles(header, roles, words, how)
        self.doubles.tell(columns)
        judged = [role for role in JUDGED if role in places] + (["host"] if how.hosts and "name" in places else [])
        self.judge = judge = Judge(
            words, how, reader.year, result, tuple(judged), labels_alone=TELLING_APART.isdisjoint(places)
        )
        entitled = [start + index for index, title in enumerate(header) if title]
        told = any(
            role == "status" and fold(title) not in words.flags for title, role in zip(header, roles, strict=True)
        )
        quantities = [start + index for index, role in enumerate(roles) if role == "quantity"]
        self.remarks = remarks = Remarks(header, roles, words, how.mapping.statuses, names=not told)
        self.distinct = DistinctRows(
            header,
            places,
            judge,
            reader.seen,
            reader.file_number,
            remarks,
            MergedRows(
                None if KIND in header else reader.merged,
                start,
                entitled,
                quantities,
                places.get("quantity"),
                places.get("serial"),
                judged,
                judge.type_of,
            ),
            kept_columns(header, how.mapping.keep, words),
        )
        unread = [index for index, role in enumerate(roles[:-2]) if not role] if KIND in header else []
        answer = answer_of(header, how.mapping.totals)
        self.totals = Totals(places, judged, judge.guess_of, answer, lambda: words.recognizer.kinds, unread)
        self.journal = is_journal(header, roles, some, how)
        self.devices = DeviceColumns(header, roles, words, how)
        self.past = PastTitles(header, start)
        self.quantities = QuantityColumns(header, places, roles, words, how)
        self.numbers = ColumnWatch(header, places, words.numbers, roles, how, start)
        self.days = Days(places.get("purchase_date"))
        self.sections = Sections(header, places, lambda: words.recognizer.kinds)
        self.moments = Moments(header, places, roles, how)
        self.roles = roles
        self.dates: list[tuple[str, str, int]] | None = None  # columns of dates that are asked, once a batch is read

    def take(self, lines: Sequence[int], rows: list[list[str]], sums_beside: Mapping[int, str] | None = None) -> None:
        """Read rows; `sums_beside`: the lines of those that seem the sums of others, and why they are to confirm.

        Raises:
            TableError: rows of the first table are all shorter than its titles, or two quantities differ.
        """
        reader, distinct = self.reader, self.distinct
        rows, doubts = self.flags.read(lines, rows)
        self.past.look(lines, rows, placed=reader.table.placed)
        if reader.table.placed:
            rows = fitted(rows, len(self.header))
        rows = self.doubles.merged(rows, self.places)
        if not distinct.count and not reader.table.placed:
            try:
                distinct.usual = usual_length(self.header, rows)
            except TableError as error:  # each row is then too short, and rejected
                if not reader.done:
                    # a row may stand among the titles: those that are known alone are told
                    known = [title for title in self.header if reader.words.role_of(title, None)]
                    raise TableError(f"{error} ; titres lus : {titles_text(known, reader.words)}") from None
        if self.dates is None:
            self.dates = [] if KIND in self.header else maybe_bought(self.header, self.roles, lines, rows, reader.how)
        self.days.look(lines, rows)
        self.moments.look(lines, rows)
        self.numbers.look(rows)
        self.devices.look(lines, rows)
        self.quantities.look(lines, rows, self.totals.look(lines, rows))
        doubts |= dict.fromkeys(lines, MOVEMENT) if self.journal else {}
        doubts |= self.sections.look(lines, rows) | dict(sums_beside or {})
        distinct.fold(lines, rows, doubts)
        if reader.progress is not None:
            reader.progress(reader.table.key, reader.done + distinct.count)

    def end(self) -> FileRows:
        """Judge what was read.

        Raises:
            TableError: a column may be a quantity.
        """
        result = self.result
        if not self.typed:
            return result
        judge, distinct = self.judge, self.distinct
        self.numbers.ask(result.columns.shown)
        self.moments.ask()
        distinct.forget()
        distinct.give_back()
        problems = self.totals.problems(distinct.groups, distinct.totals, self.places.get("quantity"))
        distinct.tell({} if self.journal else problems)
        self.quantities.forget(problems)
        judge.titles["note"] = self.remarks.title
        groups = self._judged()
        if distinct.count_again(groups, lambda key: judge.group(key, array("I", [0])).verdict == COUNTED):
            groups = self._judged()
        result.doubles = distinct.doubles()
        distinct.dates.tell()
        result.read = distinct.count
        result.groups.extend(groups)
        result.same_days = self.days.shared(zip((key[1] for key in distinct.groups), result.groups, strict=True))
        doubt_ages(result)
        share_kwh(result)
        result.met = distinct.met | judge.met | self.remarks.met
        hide_lone_names(result.groups, self.reader.words)
        hide_persons(result.groups, self.reader.words.names, (self.reader.how.entity, self.reader.how.site))
        names = self.reader.words.names
        notes = self.devices.notes() + self.quantities.notes()
        result.notes += [(code, result.columns.shown(title), line) for code, title, line in self.dates or ()]
        result.notes += [(code, label_masked(title, names), line) for code, title, line in notes]
        result.notes += self.past.notes() + self.moments.notes() + states_told(distinct.groups, self.reader.words)
        result.beside = {label_masked(title, names): units for title, units in self.quantities.units.items()}
        result.past = self.past.rows
        result.totals = self.totals.held(result.groups)
        return result

    def _judged(self) -> list[Group]:
        return [self.judge.group(RowKey(*key), rows) for key, rows in self.distinct.groups.items()]


def _settled(
    how: Reading, header: list[str], flags: Flags, titles: TitleRows, some: list[list[str]]
) -> tuple[Reading, list[str]]:
    """Return how a table is read, its titles alone not saying it, and the role of each column.

    A column of yes and no is a status; where no title says what the devices are, cells that are words of types do, then
    their system. Where none says how many they are, a column that is the sum of the others does.
    """
    roles = ["status" if index in flags.columns else role for index, role in enumerate(titles.roles(header))]
    given = dict.fromkeys(flags.columns.values(), "status")
    if not {"kind", "model"} & set(roles) and how.default_type is None:
        index = typed_column(header, roles, some, titles.words)
        index = roles.index("os") if index is None and "os" in roles else index
        if index is not None:
            given[header[index]] = roles[index] = "kind"
    if "quantity" not in roles and (
        title := whole_column(header, roles, some, titles.words) if "kind" in roles else ""
    ):
        given[title] = roles[header.index(title)] = "quantity"
    if KIND in header:
        given |= {KIND: "kind", header[-1]: "quantity"}
        roles[-2:] = "kind", "quantity"
    if "kwh" not in roles and (title := total_kwh(header)):
        given[title] = roles[header.index(title)] = "kwh"
    mapping = replace(how.mapping, columns={**given, **how.mapping.columns})
    return (replace(how, mapping=mapping) if given else how), roles
