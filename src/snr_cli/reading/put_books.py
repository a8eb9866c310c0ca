"""Workbooks that came back, in the place of the sections of a dossier."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from snr_cli.findings.finding import UnreadError
from snr_cli.reading.corrected import json_like
from snr_cli.reading.files import relative, why
from snr_cli.reading.includes import Joined, add_text, part_imports
from snr_cli.reading.sheet_text import SheetText
from snr_cli.reading.workbooks import read_book
from snr_cli.reading.yaml_events import Places
from snr_cli.sheets import SheetError
from snr_cli.workbook.sent import read_sent
from snr_cli.workbook.values import TypeLabels

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
    dropped = _dropped([(path, texts) for path, _, texts in books])
    for _, name, texts in books:
        for text in texts:
            joined.columns |= text.columns
            joined.given |= _given(text.data)
            for key in list(text.data):
                if given.setdefault(key, name) == name:
                    _forget(joined, key)
            add_text(joined, text, dropped.get(id(text), ()))
    if "equipment" in given:
        part_imports(joined)
        for key, (value, top, items, moved) in lines.items():
            if key not in joined.given:  # its own sheet says nothing
                joined.data[key], joined.top[key] = value, top
                joined.items |= items
                joined.moved |= moved


def _taken(joined: Joined, key: str) -> tuple[Any, Any, dict[Any, Any], dict[Any, Any]]:
    """Return a section with its places."""
    places = ({at: value for at, value in each.items() if at[0] == key} for each in (joined.items, joined.moved))
    items, moved = places
    return joined.data[key], joined.top[key], items, moved


def _given(data: Any) -> set[str]:
    """Return the keys of some data, inventories apart from lines."""
    items = data.get("equipment")
    lines = {"imports" if "from" in item else "equipment" for item in items} if isinstance(items, list) else set()
    return {key for key in data if key != "equipment"} | lines


def _forget(joined: Joined, key: str) -> None:
    """Take a section out, that a workbook gives."""
    for each in (key, "imports") if key == "equipment" else (key,):
        joined.data.pop(each, None)
        joined.top.pop(each, None)
        joined.items = {place: value for place, value in joined.items.items() if place[0] != each}
        joined.moved = {place: value for place, value in joined.moved.items() if place[0] != each}


def _read(joined: Joined, path: Path, labels: TypeLabels, behind: Mapping[str, Any]) -> tuple[str, list[SheetText]]:
    """Return the name of a workbook, and its sheets."""
    name = relative(path).as_posix()
    try:
        texts, findings = read_book(name, path, labels, behind)
    except OSError as error:
        raise UnreadError(name, why(error)) from None
    except SheetError as error:
        raise UnreadError(name, str(error)) from None
    joined.findings += findings
    return name, texts


def _dropped(books: Sequence[tuple[Path, Sequence[SheetText]]]) -> dict[int, set[str]]:
    """Take out of each workbook the rows that another one has, and that nobody touched since they were sent.

    Returns:
        id of a sheet → the sections of single values that are another workbook's.
    """
    found: dict[int, set[str]] = {}
    for key in {key for _, texts in books for text in texts for key in text.data}:
        of_key = [(path, text) for path, texts in books for text in texts if key in text.data]
        if len({path for path, _ in of_key}) < 2:
            continue
        versions: dict[Any, list[tuple[SheetText, Any, bool]]] = {}
        for path, text in of_key:
            sent = _by_id(_sent(path, key))
            for name, item in _by_id(text.data[key]).items():
                versions.setdefault(name, []).append((text, item, json_like(item) == sent.get(name)))
        for name, several in versions.items():
            kept = next((item for _, item, untouched in several if not untouched), several[0][1])
            for text, item, untouched in several:
                if item is not kept and (untouched or item == kept):
                    if name is None:
                        found.setdefault(id(text), set()).add(key)
                    else:
                        _take_out(text, key, item)
    return found


def _sent(path: Path, key: str) -> Any:
    """Return what a workbook was filled with of a section: lines and inventories stand in one list."""
    try:
        sent = read_sent(path)
    except SheetError:
        return None
    items = sent.get(key)
    return [*items, *(sent.get("imports") or ())] if key == "equipment" and isinstance(items, list) else items


def _by_id(section: Any) -> dict[Any, Any]:
    """Return the rows of a list by their id; a section that is no list under None."""
    if not isinstance(section, list):
        return {None: section}
    return {item["id"]: item for item in section if isinstance(item, Mapping) and isinstance(item.get("id"), str)}


def _take_out(text: SheetText, key: str, item: Any) -> None:
    """Take a row out of a list of a sheet."""
    items = text.data[key]
    places = text.places[id(items)]
    left = [rank for rank, each in enumerate(items) if each is not item]
    text.data[key] = [items[rank] for rank in left]
    text.places[id(text.data[key])] = Places(text.data[key], [places.own, *map(places.of_value, left)])
