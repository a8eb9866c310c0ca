"""Workbooks that came back, folded into the YAML files of the dossier: what they do not change keeps its bytes."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from snr_cli.api.collecting import read_collected, stored_dossier
from snr_cli.api.contributors import KEEP_ONE, returned_books, several
from snr_cli.findings.finding import DossierError, Severity, UsageError
from snr_cli.french import number
from snr_cli.reading.corrected import Correction, Versions, with_corrections
from snr_cli.workbook.deleted import is_emptied, kept_without
from snr_cli.workbook.shape import by_path

if TYPE_CHECKING:
    from snr_cli.catalog.tables import Tables
    from snr_cli.reading.yaml_splices import YamlChange

_LINES: Final = frozenset({"equipment", "imports"})  # sections whose items stand in one list of a file


@dataclass(frozen=True, slots=True)
class FoldedFile:
    """A YAML file of the dossier as it becomes, and what changes in it."""

    path: Path
    before: str
    text: str
    changes: "tuple[YamlChange, ...]"


@dataclass(frozen=True, slots=True)
class FoldedBooks:
    """The files that change.

    Attributes:
        files: as they become.
        kept: what the dossier has and the workbooks no longer, sheet by sheet.
        corrected: values that the dossier changed after the workbooks were sent, which say others.
    """

    files: tuple[FoldedFile, ...]
    kept: tuple[str, ...]
    corrected: tuple[Correction, ...] = ()


def fold_books(
    dossier: str | PathLike[str],
    returned: str | PathLike[str],
    asked: Mapping[str, Iterable[str]] | None = None,
    *,
    everything: bool = False,
    remove: bool = False,
    tables: "Tables | None" = None,
) -> FoldedBooks:
    """Put the workbooks of a folder in the YAML files of a dossier; nothing is written here.

    Args:
        dossier: its folder or its file.
        returned: the folder of the workbooks.
        asked: as `collect_books`.
        everything: as `collect_books`.
        remove: take out the items that the workbooks no longer have; they stay, and are told, without it.
        tables: the factor tables; those of snr without any.

    Returns:
        the files that change, and what is kept though the workbooks no longer have it.

    Raises:
        UsageError: the dossier or the folder cannot be read, nobody is named, or a section stands in no YAML file.
        DossierError: the dossier, or a workbook, is wrong: each mistake at its cell.
    """
    from snr_cli.reading.files import MAX_BYTES, WORKBOOKS
    from snr_cli.reading.yaml_edit import edited_yaml
    from snr_cli.regular import plain_bytes
    from snr_cli.workbook.sections import sections_in
    from snr_cli.workbook.sent import read_sent

    _, before = read_collected(dossier, tables)
    old = stored_dossier(before)
    came = returned_books(Path(returned), old.contributors, asked, everything=everything)
    people, books = came.people, came.books
    for name, paths in came.twice.items():
        raise UsageError(f"{returned} : {several(paths, name)}, rien n’est écrit", KEEP_ONE)
    if not books:
        raise UsageError(
            f"{returned} : aucun classeur rendu", "rangez-y ceux qui reviennent, sous le nom qu’ils avaient"
        )
    if before.name.lower().endswith(WORKBOOKS):
        advice = "copiez leurs lignes dans ses feuilles, ou passez le dossier en YAML"
        raise UsageError(f"{before.name} : ce dossier est un classeur, il n’a pas de fichier YAML", advice)
    words, after = read_collected(dossier, tables, books.values())
    new = stored_dossier(after)
    asked_of = [key for each in people if each.id in books for key in each.sections]
    keys = sections_in(asked_of)
    gone = _emptied(before.joined, after.joined, keys) if remove else frozenset()
    if gone:
        _check_without(after.joined, new, gone, words)
    sent: dict[str, Any] = {}
    for path in books.values():
        sent |= read_sent(path)
    told: list[Correction] = []
    wanted = _written(before.joined, after.joined, old, new, keys, sent, told, remove=remove)
    places = _files(before.joined, before.name, wanted)
    found = []
    for name, sections in places.items():
        if name.lower().endswith(WORKBOOKS):
            continue  # a section that is a workbook stays one
        path = Path(name)
        raw = plain_bytes(path, MAX_BYTES).decode("utf-8")
        text, changes = edited_yaml(raw, sections, name=name, remove=remove)
        if changes:
            found.append(FoldedFile(path, raw, text, tuple(changes)))
    assert after.joined is not None  # or it has mistakes, and `stored_dossier` stops
    kept = kept_without(
        old.model_dump(exclude_unset=True, by_alias=True), after.joined.given | gone, after.joined.columns, asked_of
    )
    return FoldedBooks(tuple(found), kept, tuple(told))


def _check_without(joined: Any, dossier: Any, gone: Collection[str], words: Any) -> None:
    """Check what names the items of lists that are to go.

    Raises:
        DossierError: something does.
    """
    from snr_cli.reading.references import check_references
    from snr_cli.reading.validate import finding_at

    left = dossier.model_copy(update=dict.fromkeys(gone, ()))
    found = check_references(left, words, lambda *args, **more: finding_at(joined, *args, **more))
    if errors := [each for each in found if each.severity is Severity.ERROR]:
        raise DossierError(errors)


def _written(
    before: Any,
    after: Any,
    old: Any,
    new: Any,
    keys: Collection[str],
    sent: Mapping[str, Any],
    told: list[Correction],
    *,
    remove: bool,
) -> dict[str, Any]:
    """Return the sections as YAML writes them: what means the same stays as it was written.

    Args:
        before: the dossier as it is, joined.
        after: the same with the workbooks.
        old: `before`, read.
        new: `after`, read.
        keys: the sections of the workbooks.
        sent: what they were filled with, for those that say it.
        told: receives the values that the dossier and a workbook changed, each in its own way.
        remove: a list without rows goes.
    """
    dumped = [each.model_dump(exclude_unset=True, by_alias=True) for each in (old, new)]
    found: dict[str, Any] = {}
    gone = _emptied(before, after, keys) if remove else frozenset()
    beside = _LINES if _LINES & (after.given | gone) else frozenset()  # one list in the file
    for key in keys:
        there = before.data.get(key)
        if key in after.given:
            section = _kept(there, after.data[key], dumped[0].get(key), dumped[1].get(key))
            section = _confirmed(_unasked(there, section, after.columns, "", key), there)
            if key in sent and there is not None:
                meant = (each.get(key) for each in dumped)
                section = with_corrections(Versions(sent[key], there, section, *meant), (key,), told)
        elif key in gone:
            section = []
        elif key in beside and there:
            section = there  # its sheet says nothing
        else:
            continue
        home = "equipment" if key == "imports" else key
        found[home] = [*found.get(home, []), *section] if isinstance(section, list) else section
    for line in found.get("equipment", ()):
        if "inventory" in line and not line.get("quantity"):
            line.pop("quantity", None)  # it held the place of what the inventory counts
    return found


def _emptied(before: Any, after: Any, keys: Collection[str]) -> frozenset[str]:
    """Return the lists of the dossier whose sheet came back without any row."""
    lists = {key for key in keys if isinstance(before.data.get(key), list) and before.data[key]}
    return frozenset(key for key in lists if is_emptied(key, after.given, after.columns))


def _confirmed(new: Any, old: Any) -> Any:
    """Return data in which a row that is sure does not say it, unless it did: nothing said means sure."""
    if isinstance(new, Mapping):
        there = old if isinstance(old, Mapping) else {}
        said = {
            key: value for key, value in new.items() if key != "certainty" or value != "sure" or there.get(key) == value
        }
        return {key: _confirmed(value, there.get(key)) for key, value in said.items()}
    if not isinstance(new, list):
        return new
    known = {_name(item, rank): item for rank, item in enumerate(old)} if isinstance(old, list) else {}
    return [_confirmed(item, known.get(_name(item, rank))) for rank, item in enumerate(new)]


def _kept(old: Any, new: Any, old_meaning: Any, new_meaning: Any) -> Any:
    """Return new data, in which what means the same as before is written as before: `20 %` for 0.2."""
    if old is not None and old_meaning == new_meaning:
        return old
    if isinstance(new, Mapping) and isinstance(old, Mapping) and isinstance(old_meaning, Mapping):
        return {
            key: _kept(old.get(key), value, old_meaning.get(key), new_meaning.get(key)) for key, value in new.items()
        }
    if isinstance(new, list) and isinstance(old, list) and isinstance(old_meaning, Sequence):
        ranks = {_name(item, rank): rank for rank, item in enumerate(old)}
        return (
            [
                _kept(old[ranks[name]], item, old_meaning[ranks[name]], new_meaning[rank])
                if name in ranks
                else dict(item)
                for rank, item in enumerate(new)
                if (name := _name(item, rank)) is not None
            ]
            if all(isinstance(item, Mapping) for item in new)
            else new
        )
    if isinstance(old, str) and old.strip().endswith("%") and isinstance(new, float | int):
        return f"{number(new * 100, _decimals(new))} %"  # as it was written
    return new


def _decimals(share: float) -> int:
    """Return the decimals that a share needs in per cent."""
    return len(f"{share * 100:.10f}".rstrip("0").partition(".")[2])


def _unasked(old: Any, new: Any, columns: Collection[str], sheet: str, inside: str) -> Any:
    """Return data with the values for which the workbook has no row, column nor sheet: what was deleted says nothing.

    Args:
        old: the data of the dossier.
        new: those of the workbook.
        columns: the keys of its columns, and of its single values.
        sheet: the key of the sheet of the row that holds them; empty for the dossier.
        inside: their keys in that row.
    """
    here = f"{sheet}.{inside}" if sheet and inside else sheet or inside
    if isinstance(new, Mapping) and isinstance(old, Mapping):
        shape = by_path().get(tuple(here.split("."))) if sheet and inside else None
        if shape is not None and shape.keyed is not None:
            return new  # its keys are rows
        down = {key: f"{inside}.{key}" if inside else str(key) for key in (*old, *new)}
        left = {key: value for key, value in old.items() if key not in new and not _is_asked(sheet, down[key], columns)}
        return {key: _unasked(old.get(key), value, columns, sheet, down[key]) for key, value in new.items()} | left
    if not isinstance(new, list) or not isinstance(old, list):
        return new
    names = Counter(_name(item, rank) for rank, item in enumerate(old))
    there = {name: item for rank, item in enumerate(old) if names[name := _name(item, rank)] == 1}
    return [
        _unasked(there.get(_name(item, rank)), item, columns, here, "") if isinstance(item, Mapping) else item
        for rank, item in enumerate(new)
    ]


def _is_asked(sheet: str, inside: str, columns: Collection[str]) -> bool:
    """Say whether a workbook has a row, a column or a sheet for a block or a value of a row, or of the dossier."""
    below = f"{sheet}.{inside}" if sheet else inside
    starts = (f"{sheet}/{inside}.", f"{below}/", f"{below}.")
    return any(column == f"{sheet}/{inside}" or column.startswith(starts) for column in columns)


def _name(item: Any, rank: int) -> Any:
    return item.get("id", item.get("year", rank)) if isinstance(item, Mapping) else rank


def _files(joined: Any, root: str, wanted: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the sections by the file that holds them; a list of several files keeps each item in its own."""
    found: dict[str, dict[str, Any]] = {}
    for key, section in wanted.items():
        places = {index: place[0].name for (name, index), place in joined.items.items() if name == key}
        if isinstance(section, list) and len(set(places.values())) > 1:
            homes = {_name(item, rank): places[rank] for rank, item in enumerate(joined.data[key]) if rank in places}
            last = places[max(places)]
            for rank, item in enumerate(section):
                found.setdefault(homes.get(_name(item, rank), last), {}).setdefault(key, []).append(item)
            continue
        top = joined.top.get(key)
        found.setdefault(top[0].name if top else root, {})[key] = section
    return found
