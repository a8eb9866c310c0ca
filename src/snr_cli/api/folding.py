"""Workbooks that came back, folded into the YAML files of the dossier: what they do not change keeps its bytes."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from snr_cli.api.collecting import books_in, contributors_of, read_collected, stored_dossier
from snr_cli.findings.finding import UsageError
from snr_cli.french import number

if TYPE_CHECKING:
    from snr_cli.catalog.tables import Tables
    from snr_cli.reading.yaml_splices import YamlChange


@dataclass(frozen=True, slots=True)
class FoldedFile:
    """A YAML file of the dossier as it becomes, and what changes in it."""

    path: Path
    before: str
    text: str
    changes: "tuple[YamlChange, ...]"


def fold_books(
    dossier: str | PathLike[str],
    returned: str | PathLike[str],
    asked: Mapping[str, Iterable[str]] | None = None,
    *,
    everything: bool = False,
    remove: bool = False,
    tables: "Tables | None" = None,
) -> tuple[FoldedFile, ...]:
    """Put the workbooks of a folder in the YAML files of a dossier; nothing is written here.

    Args:
        dossier: its folder or its file.
        returned: the folder of the workbooks.
        asked: as `collect_books`.
        everything: as `collect_books`.
        remove: take out the items that the workbooks no longer have; they stay, and are told, without it.
        tables: the factor tables; those of snr without any.

    Returns:
        the files that change.

    Raises:
        UsageError: the dossier or the folder cannot be read, nobody is named, or a section stands in no YAML file.
        DossierError: the dossier, or a workbook, is wrong: each mistake at its cell.
    """
    from snr_cli.reading.files import MAX_BYTES, WORKBOOKS
    from snr_cli.reading.yaml_edit import edited_yaml
    from snr_cli.regular import plain_bytes
    from snr_cli.workbook.sections import sections_in

    _, before = read_collected(dossier, tables)
    old = stored_dossier(before)
    people = contributors_of(old.contributors, asked, everything=everything)
    books = books_in(Path(returned), people)
    if not books:
        raise UsageError(
            f"{returned} : aucun classeur rendu", "rangez-y ceux qui reviennent, sous le nom qu’ils avaient"
        )
    if before.name.lower().endswith(WORKBOOKS):
        advice = "copiez leurs lignes dans ses feuilles, ou passez le dossier en YAML"
        raise UsageError(f"{before.name} : ce dossier est un classeur, il n’a pas de fichier YAML", advice)
    _, after = read_collected(dossier, tables, books.values())
    new = stored_dossier(after)
    keys = sections_in([key for each in people if each.id in books for key in each.sections])
    wanted = _written(before.joined, after.joined, old, new, keys)
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
    return tuple(found)


def _written(before: Any, after: Any, old: Any, new: Any, keys: Iterable[str]) -> dict[str, Any]:
    """Return the sections as YAML writes them: what means the same stays as it was written."""
    dumped = [each.model_dump(exclude_unset=True, by_alias=True) for each in (old, new)]
    found: dict[str, Any] = {}
    for key in keys:
        if key not in after.data:
            continue
        section = _kept(before.data.get(key), after.data[key], dumped[0].get(key), dumped[1].get(key))
        section = _unasked(key, before.data.get(key), section, after.columns)
        section = _confirmed(section, before.data.get(key))
        home = "equipment" if key == "imports" else key
        found[home] = [*found.get(home, []), *section] if isinstance(section, list) else section
    for line in found.get("equipment", ()):
        if "inventory" in line and not line.get("quantity"):
            line.pop("quantity", None)  # it held the place of what the inventory counts
    return found


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


def _unasked(section: str, old: Any, new: Any, columns: Iterable[str]) -> Any:
    """Return the items of a list with the values for which the workbook has no column: a column that was deleted says nothing."""
    if isinstance(new, Mapping) and isinstance(old, Mapping):
        # a row of the sheet of single values, or a whole sheet, that was deleted says nothing either
        left = {
            key: value for key, value in old.items() if key not in new and not _is_asked(f"{section}.{key}", columns)
        }
        return {key: _unasked(f"{section}.{key}", old.get(key), value, columns) for key, value in new.items()} | left
    if not isinstance(new, list) or not isinstance(old, list):
        return new
    asked = {re.split(r"[./]", column.removeprefix(section)[1:])[0] for column in columns if _is_of(column, section)}
    there = {_name(item, rank): item for rank, item in enumerate(old) if isinstance(item, Mapping)}
    return [
        {
            **item,
            **{key: value for key, value in there.get(_name(item, rank), {}).items() if key not in {*item, *asked}},
        }
        if isinstance(item, Mapping)
        else item
        for rank, item in enumerate(new)
    ]


def _is_asked(path: str, columns: Iterable[str]) -> bool:
    """Say whether a workbook has a row, a column or a sheet for a block or a value of the dossier."""
    return any(column == f"/{path}" or column.startswith((f"/{path}.", f"{path}/", f"{path}.")) for column in columns)


def _is_of(column: str, section: str) -> bool:
    return column.startswith((f"{section}/", f"{section}."))


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
