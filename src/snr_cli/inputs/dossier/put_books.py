"""Workbooks that came back, in the place of the sections of a dossier."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from snr_cli.french.cells import address
from snr_cli.inputs.dossier.corrected import json_like
from snr_cli.inputs.dossier.files import relative, why
from snr_cli.inputs.dossier.includes import Joined, add_text, part_imports
from snr_cli.inputs.dossier.sheet_tree import SheetText
from snr_cli.inputs.dossier.workbooks import NOTES, read_book
from snr_cli.inputs.inventory.values import fold
from snr_cli.inputs.sheets import SheetError, open_book
from snr_cli.inputs.workbook.shape import read_sent
from snr_cli.inputs.workbook.values import TypeLabels
from snr_cli.inputs.workbook.write import OUR_COLOURS
from snr_cli.model.finding import Finding
from snr_cli.model.refusal import UnreadError

_SHOWN: Final = 5  # cells of a sheet that bear a mark
_LINES: Final = ("equipment", "imports")  # written in one list, each in its own sheet


def put_books(joined: Joined, paths: Sequence[Path], labels: TypeLabels) -> None:
    """Put the sections of workbooks in the place of the dossier's: each is in one of them.

    Raises:
        UnreadError: a workbook cannot be read.
    """
    given: dict[str, str] = {}
    behind = dict(joined.data)
    lines = {key: _taken(joined, key) for key in _LINES if key in joined.data}
    books = [(path, *_read(joined, path, labels, behind)) for path in paths]
    left = _left(joined, books)
    for path, name, texts in books:
        for text in texts:
            joined.columns |= {column for column in text.columns if _section_of(column) not in left[path]}
            own = {key: value for key, value in text.data.items() if key not in left[path]}
            joined.given |= _given(own)
            for key in own:
                if given.setdefault(key, name) == name:
                    _forget(joined, key)
            add_text(joined, text, left[path])
    if "equipment" in given:
        part_imports(joined)
        for key, (value, top, items, moved) in lines.items():
            if key not in joined.given:  # its own sheet says nothing
                joined.data[key], joined.top[key] = value, top
                joined.items |= items
                joined.moved |= moved


def _taken(joined: Joined, key: str) -> tuple[Any, Any, dict[Any, Any], dict[Any, Any]]:
    """Return a section with its places."""
    places = (
        {at: value for at, value in places_by_path.items() if at[0] == key}
        for places_by_path in (joined.items, joined.moved)
    )
    items, moved = places
    return joined.data[key], joined.top[key], items, moved


def _given(data: Any) -> set[str]:
    """Return the keys of some data, inventories apart from lines."""
    items = data.get("equipment")
    lines = {"imports" if "from" in item else "equipment" for item in items} if isinstance(items, list) else set()
    return {key for key in data if key != "equipment"} | lines


def _forget(joined: Joined, key: str) -> None:
    """Take a section out, that a workbook gives."""
    for section in (key, "imports") if key == "equipment" else (key,):
        joined.data.pop(section, None)
        joined.top.pop(section, None)
        joined.items = {place: value for place, value in joined.items.items() if place[0] != section}
        joined.moved = {place: value for place, value in joined.moved.items() if place[0] != section}


def _read(joined: Joined, path: Path, labels: TypeLabels, behind: Mapping[str, Any]) -> tuple[str, list[SheetText]]:
    """Return the name of a workbook, and its sheets."""
    name = relative(path).as_posix()
    try:
        texts, findings = read_book(name, path, labels, behind)
    except OSError as error:
        raise UnreadError(name, why(error)) from None
    except SheetError as error:
        raise UnreadError(name, str(error)) from None
    joined.findings += (*findings, *_beside_values(name, path))
    return name, texts


def _beside_values(name: str, path: Path) -> Iterator[Finding]:
    """Tell what people say beside the values of a workbook, and nobody reads: once a sheet for each way of saying it."""
    book = open_book(path, OUR_COLOURS)
    for sheet in book.sheets:
        for what, rows in sheet.marks.items():
            cells = [address(row, column) for row, column in sorted(rows.items())]
            shown = ", ".join(cells[:_SHOWN]) + (" …" if len(cells) > _SHOWN else "")
            advice = "lisez-le dans le classeur ; ce qu’il change s’écrit dans une case ou se supprime"
            first = min(rows.items())
            yield SheetText(name, sheet.name).finding(
                "SNR132", first[0] - 1, first[1] - 1, f"{what} ({shown}) : non lu", advice
            )
        if fold(sheet.name).startswith(NOTES) and (row := next(sheet.rows(), None)) is not None:
            advice = "lisez-la dans le classeur ; ce qui est une donnée va dans une autre feuille"
            yield SheetText(name, sheet.name).at_cell("SNR132", row.cells[0], "feuille ajoutée : non lue", advice)
    book.close()


def _left(joined: Joined, books: Sequence[tuple[Path, str, Sequence[SheetText]]]) -> dict[Path, set[str]]:
    """Leave each section to one workbook: of those it was asked of, the one that somebody touched; two are told.

    Returns:
        the sections of each workbook that are left to another.
    """
    left: dict[Path, set[str]] = {path: set() for path, _, _ in books}
    for key in dict.fromkeys(key for _, _, texts in books for text in texts for key in text.data):
        holders = {path: text for path, _, texts in books for text in texts if key in text.data}
        if len(holders) < 2:
            continue
        sent = {path: _sent(path) for path in holders}
        asked = [path for path in holders if not sent[path] or key in sent[path]] or [*holders]
        touched = [path for path in asked if _touched(key, holders[path].data[key], sent[path])]
        kept = (touched or asked)[0]
        for path in holders.keys() - {kept}:
            left[path].add(key)
        for path in touched if len(touched) > 1 else ():
            text = holders[path]
            others = " et ".join(holders[other].name for other in touched if other != path)
            joined.findings.append(
                text.at_mark(
                    "SNR103",
                    text.places[id(text.data)].of_key(key),
                    f"« {text.sheet} » est changé ici et dans {others} : ses lignes seraient là deux fois ; rien n’est repris",
                    "reportez dans un seul classeur les lignes de l’autre, puis rangez l’autre ailleurs ; s’il est déjà repris, rangez-le",
                )
            )
    return left


def _touched(key: str, now: Any, sent: Mapping[str, Any]) -> bool:
    """Say whether a section of a workbook is not what was sent, whatever the order of its rows."""
    before = sent.get(key)
    if key == "equipment":  # lines and inventories stand in one list
        parts = [sent.get(line) for line in _LINES]
        before = [item for part in parts if isinstance(part, list) for item in part]
    return bool(_rows(json_like(now)) != _rows(before))


def _rows(section: Any) -> Any:
    """Return a section as it is compared: the rows of a list by what they say."""
    if not isinstance(section, list):
        return section
    # the quantity of an inventory is that of its rows
    shown = [
        {key: value for key, value in item.items() if key != "quantity"}
        if isinstance(item, Mapping) and "from" in item
        else item
        for item in section
    ]
    return sorted(map(_said, shown))


def _said(item: Any) -> str:
    """Return what some data say, whatever the order of their keys: 330 and 330.0 are the same."""
    if isinstance(item, Mapping):
        return repr(sorted((str(key), _said(value)) for key, value in item.items()))
    if isinstance(item, list):
        return repr([*map(_said, item)])
    return repr(float(item) if isinstance(item, int) and not isinstance(item, bool) else item)


def _sent(path: Path) -> dict[str, Any]:
    """Return what a workbook was filled with; nothing when it no longer says it."""
    try:
        return read_sent(path)
    except SheetError:
        return {}


def _section_of(column: str) -> str:
    """Return the section of a column, or of a single value: inventories stand among the lines."""
    section = column.lstrip("/").partition("/")[0].partition(".")[0]
    return "equipment" if section == "imports" else section
