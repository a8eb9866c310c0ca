"""Tables side by side: one line of titles, a blank column between two of them, rows that have nothing to do with each other."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from operator import and_
from typing import Final, NamedTuple

from snr_cli.inputs.inventory.recognition import NOT_TYPES
from snr_cli.inputs.inventory.table import MAX_TEXT, Batch, TableError, fit
from snr_cli.inputs.inventory.titles import TYPED, TitleRows
from snr_cli.inputs.inventory.values import fold
from snr_cli.inputs.inventory.words import TEXT_ROLES

Window = tuple[int, int]  # the columns of a table: from the first, up to before the last
_NAMES: Final = 2  # lines over a table that may be its name
MAX_BESIDE: Final = 20
SHARED_ROLES: Final = 2  # that a table has in common with the one on its left


def windows(header: list[str], rows: Sequence[list[str]], titles: TitleRows) -> list[Window]:
    """Return the columns of each table that a line of titles begins; all of them when it begins one.

    After a blank title, a table begins that says what its devices are, and repeats what the one on its left says: the same
    title of a type or of a model, or two roles. When it is only another word for the type (« Catégorie », « Désignation »),
    rows tell: most of them hold two devices, or one. A table whose titles stand lower, beside a row, is one too.

    Args:
        header: the titles.
        rows: some rows under them.
        titles: knows titles, and devices.

    Raises:
        TableError: there are too many tables.
    """
    runs = list(_runs(header))
    starts = [0]
    for start, end in runs:
        if not start:
            continue
        left, right = (starts[-1], start), (start, len(header))
        cells = header[start:]
        if (
            set(titles.roles(header[start:end])) & set(titles.roles(header[starts[-1] : start])) - {"", "-"}
            and titles.is_titles(cells, after_blank=True)
            and (titles.typed or titles.has_type(cells))
            and _repeats(header, left, right, rows, titles)
        ):
            starts.append(start)
    if runs:
        starts += _lower(rows, runs[0][0], runs[-1][1], titles)
    if len(starts) > MAX_BESIDE:
        raise TableError(f"plus de {MAX_BESIDE} tableaux côte à côte : séparez-les")
    starts.sort()
    return list(zip(starts, [*starts[1:], len(header)], strict=True))


def _lower(rows: Iterable[list[str]], first: int, last: int, titles: TitleRows) -> set[int]:
    """Return where tables begin, left and right of titles and past a blank column, whose own stand lower, beside a row."""
    found = set[int]()
    for cells in rows:
        left, right = cells[:first], cells[last:]
        if left and not left[-1].strip() and _begins(left, cells[first:], titles):
            found.add(first)
        if begins_past(cells, last, titles):
            found.add(last + next(rank for rank, cell in enumerate(right) if cell.strip()))
    return found


def begins_past(cells: list[str], width: int, titles: TitleRows) -> bool:
    """Say whether titles stand past the columns of a table and a blank one, beside a row of it: they are not its own."""
    past = cells[width:]
    return bool(past) and not past[0].strip() and _begins(past, cells[:width], titles)


def _begins(cells: list[str], beside: list[str], titles: TitleRows) -> bool:
    others = [cell for cell in beside if cell.strip()]
    # titles too when half of them surely are: « Volé » among them is none that is known
    return (
        titles.begins(cells) and sum(map(titles.is_strong, others)) * 2 < len(others) and not all(titles.roles(others))
    )


def is_across(cells: list[str], header: list[str], tables: list[Window], titles: TitleRows) -> bool:
    """Say whether titles are those of all the tables side by side, or of others that stand across their columns.

    Titles beside a device, or in the columns of one table, begin a table in these columns alone.
    """
    parts = [(header[start:end], cells[start:end]) for start, end in tables]
    if any(
        any(named) and any(not title and cell.strip() for title, cell in zip(named, part, strict=False))
        for named, part in parts
    ):
        return True
    entitled = [titles.is_titles(part) for _, part in parts]
    if all(entitled):
        return True
    others = [
        cell for said, (_, part) in zip(entitled, parts, strict=True) if not said for cell in part if cell.strip()
    ]
    if others:  # a title or two of one table whose blank column stands where a table ended
        return all(titles.roles(others))
    return len(windows([cell.strip() for cell in cells], (), titles)) > 1


def named_from(rows: list[list[str]], rank: int, tables: Sequence[Window]) -> int:
    """Return the rank from which the lines over titles are not rows: blank ones, and the name of a table, or of each of several.

    Several names on a line are rows unless a blank line is over them and a blank cell between: they look like a device of
    which little is known.
    """
    start, names = rank, 0
    while start:
        cells = rows[start - 1]
        filled = [_filled(cells[begin:end]) for begin, end in tables]
        alone = sum(filled) < 2 or (start > 1 and not _filled(rows[start - 2]) and is_apart(cells))
        if max(filled) > 1 or not alone or names + any(filled) > _NAMES:
            break
        names += any(filled)
        start -= 1
    return start


def is_apart(cells: list[str]) -> bool:
    """Say whether no two filled cells of a row touch, as names of tables do not."""
    filled = [bool(cell.strip()) for cell in cells]
    return not any(map(and_, filled, filled[1:]))


def _filled(cells: list[str]) -> int:
    return sum(1 for cell in cells if cell.strip())


def cut(
    batch: Batch, header: list[str], window: Window, *, placed: bool, covered: Callable[[int, int], bool] | None
) -> Batch:
    """Return the rows of a table among others beside it, as wide as its titles: those that hold nothing of it are left out.

    A blank row is kept in the first table, and so are the titles of all again, and a row whose cells cannot be told from each
    other (a line of a CSV that is cut short, or goes on): each is told once. `covered` says of a column and a line whether
    the cell is one merged over the row: it is no row of its own.
    """
    start, end = window
    blank = [""] * (end - start)
    lines, rows = list[int](), list[list[str]]()
    for line, cells in zip(*batch, strict=True):
        if not placed and _is_badly_cut(cells, header):
            found = cells if len(cells) > len(header) else [next(filter(str.strip, cells), "")]
            kept = not start
        else:
            found = cells[start:] if end == len(header) else cells[start:end]
            held = [start + index for index, cell in enumerate(found) if cell.strip()]
            if covered is not None:
                held = [column for column in held if not covered(column, line)]
            kept = (bool(held) or not any(map(str.strip, cells))) and not (start and (not held or cells == header))
            # what the last table holds past its titles is told with it
            found = found + blank[len(found) :] if end == len(header) else fit(found, blank)
        if kept:
            lines.append(line)
            rows.append(found)
    return lines, rows


class TablePiece(NamedTuple):
    """Rows of a table beside others, under titles that only its own columns hold.

    `line` is 0 when the titles are those of the batch before; `above`: the lines over the next titles that are no rows.
    """

    line: int
    header: list[str]
    batch: Batch
    above: Batch


def split(batch: Batch, header: list[str], titles: TitleRows) -> Iterator[TablePiece]:
    """Give the rows of a table beside others, cut at titles of its own."""
    lines, rows = batch
    begun, line = 0, 0
    for rank, cells in enumerate(rows):
        if titles.may_be(cells) and titles.begins(cells) and not begins_past(cells, _width(header), titles):
            found = [cell.strip() for cell in cells]
            if found != header:
                end = begun + named_from(rows[begun:rank], rank - begun, [(0, len(cells))])
                yield TablePiece(line, header, (lines[begun:end], rows[begun:end]), (lines[end:rank], rows[end:rank]))
                begun, line, header = rank + 1, lines[rank], found
    yield TablePiece(line, header, (lines[begun:], rows[begun:]), ((), []))


def _is_badly_cut(cells: Sequence[str], header: list[str]) -> bool:
    width = _width(header)
    written = any(map(str.strip, cells))
    return written and (len(cells) < width or any(map(str.strip, cells[len(header) :])))


def _width(header: list[str]) -> int:
    return max((number for number, title in enumerate(header, 1) if title), default=0)


def _runs(header: list[str]) -> Iterator[Window]:
    """Give the runs of written titles."""
    start = None
    for rank, title in enumerate([*header, ""]):
        if title and start is None:
            start = rank
        elif not title and start is not None:
            yield start, rank
            start = None


def _repeats(header: list[str], left: Window, right: Window, rows: Iterable[list[str]], titles: TitleRows) -> bool:
    ours, theirs = (titles.roles(header[start:end]) for start, end in (left, right))
    shared = {*ours} & {*theirs} - {"", "-"}
    if len(shared) >= SHARED_ROLES and (shared & TYPED or titles.typed):
        return True
    if not shared & TYPED:
        return False
    named = [
        {fold(title) for title, role in zip(header[start:end], roles, strict=True) if role in TYPED}
        for (start, end), roles in ((left, ours), (right, theirs))
    ]
    return bool(named[0] & named[1]) or _tell_two(rows, (left, ours), (right, theirs), titles)


def _tell_two(
    rows: Iterable[list[str]], left: tuple[Window, list[str]], right: tuple[Window, list[str]], titles: TitleRows
) -> bool:
    """Say whether most rows that hold sure types on both sides hold two."""
    two = one = 0
    for cells in rows:
        found = [_sure_type(cells[start:end], roles, titles) for (start, end), roles in (left, right)]
        if all(found):
            two += found[0] != found[1]
            one += found[0] == found[1]
    return two > one


def _sure_type(cells: list[str], roles: list[str], titles: TitleRows) -> str:
    texts = {
        role: cell.strip()
        for role, cell in zip(reversed(roles), reversed(cells + [""] * (len(roles) - len(cells))), strict=True)
        if role in TEXT_ROLES
    }
    recognizer = titles.words.recognizer
    guess = (
        recognizer.guess(texts)
        if any(texts.values()) and all(len(text) < MAX_TEXT for text in texts.values())
        else None
    )
    sure = guess is not None and guess.confidence >= recognizer.threshold and guess.type not in NOT_TYPES
    return guess.type if guess is not None and sure else ""
