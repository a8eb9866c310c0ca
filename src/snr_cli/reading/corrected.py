"""Values of the dossier that changed after a workbook was sent: they are kept where its return says another, and told."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple


@dataclass(frozen=True, slots=True)
class Correction:
    """A value that the dossier and a return both changed since the workbook was sent; None: not there.

    Attributes:
        path: section, item and keys.
        kept: what the dossier says, and keeps.
        returned: what the workbook says.
    """

    path: tuple[str, ...]
    kept: Any
    returned: Any


class Versions(NamedTuple):
    """A value in all its versions.

    Attributes:
        sent: what the workbook was filled with, as JSON.
        old: what the dossier says, as it is written.
        new: what the return says.
        old_meaning: `old`, read.
        new_meaning: `new`, read.
    """

    sent: Any
    old: Any
    new: Any
    old_meaning: Any
    new_meaning: Any


class _Absent:
    """What is not there."""


_ABSENT: Final = _Absent()


def with_corrections(found: Versions, path: tuple[str, ...], told: list[Correction]) -> Any:
    """Return the data of a return, in which what the dossier changed since the workbook was sent stays as it is.

    Args:
        found: the data, in all their versions.
        path: where they are.
        told: receives what both changed, each in its own way.
    """
    old, new = found.old, found.new
    if old == new:
        return new
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        values = {
            key: with_corrections(Versions(*(_at(each, key) for each in found)), (*path, str(key)), told)
            for key in dict.fromkeys((*new, *old))
        }
        return {key: value for key, value in values.items() if value is not _ABSENT}
    if isinstance(old, list) and isinstance(new, list):
        items = [_named(each) for each in found]
        if None not in items:
            names = dict.fromkeys(name for each in (items[2], items[1]) for name in each or ())
            rows = (
                with_corrections(Versions(*(_at(each, name) for each in items)), (*path, str(name)), told)
                for name in names
            )
            return [row for row in rows if row is not _ABSENT]
    now, returned = json_like(found.old_meaning), json_like(found.new_meaning)
    if returned in (found.sent, now):
        return old
    if now == found.sent:
        return new
    told.append(Correction(path, *(None if each is _ABSENT else each for each in (old, new))))
    return old


def _at(holder: Any, key: Any) -> Any:
    if not isinstance(holder, Mapping):
        return _ABSENT
    return holder[key] if key in holder else holder.get(str(key), _ABSENT)  # JSON has texts as keys


def _named(items: Any) -> dict[Any, Any] | None:
    """Return the items of a list by their id, else their year; None when some have neither, or one that another has."""
    every = list(items) if isinstance(items, list | tuple) else []
    names = [item.get("id", item.get("year")) if isinstance(item, Mapping) else None for item in every]
    if not all(isinstance(name, str | int) for name in names):  # what was sent may say anything
        return None
    return dict(zip(names, every, strict=True)) if len(set(names)) == len(names) else None


def json_like(value: Any) -> Any:
    """Return data as JSON would give them back: texts as keys, lists."""
    if isinstance(value, Mapping):
        return {str(key): json_like(each) for key, each in value.items()}
    return [json_like(each) for each in value] if isinstance(value, list | tuple) else value
