"""Values of the dossier that changed after a workbook was sent, or last folded: they are kept where its return says another, and told."""

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
        base: what it is compared with, as JSON: what was last folded of it, else `sent`.
        old: what the dossier says, as it is written.
        new: what the return says.
        old_meaning: `old`, read.
        new_meaning: `new`, read.
    """

    sent: Any
    base: Any
    old: Any
    new: Any
    old_meaning: Any
    new_meaning: Any


class _Absent:
    """What is not there."""


_ABSENT: Final = _Absent()


class MergedValue(NamedTuple):
    """What a value becomes, and what the next return is compared with, as JSON."""

    value: Any
    base: Any


def with_corrections(
    found: Versions, path: tuple[str, ...], told: list[Correction], *, remove: bool = False
) -> MergedValue:
    """Return the data of a return, in which what the dossier changed since the last one, or the sending, stays as it is.

    Args:
        found: the data, in all their versions.
        path: where they are.
        told: receives what both changed, each in its own way.
        remove: rows that the return no longer has go; else the dossier keeps them.
    """
    old, new = found.old, found.new
    if old == new:
        return MergedValue(new, json_like(found.old_meaning))
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        values = {
            key: with_corrections(Versions(*(_at(each, key) for each in found)), (*path, str(key)), told, remove=remove)
            for key in dict.fromkeys((*new, *old))
        }
        return MergedValue(
            {key: each.value for key, each in values.items() if each.value is not _ABSENT},
            {str(key): each.base for key, each in values.items() if each.base is not _ABSENT},
        )
    if isinstance(old, list) and isinstance(new, list):
        items = [_named(each) for each in found]
        if None not in items:
            became, base = [], []
            named = Versions(*items)
            for name in dict.fromkeys((*named.new, *named.old)):
                row = Versions(*(_at(each, name) for each in items))
                each = with_corrections(row, (*path, str(name)), told, remove=remove)
                if each.value is not _ABSENT:
                    became.append(each.value)
                there = row.base if each.base is _ABSENT and not remove else each.base  # the row stays in the dossier
                if there is not _ABSENT:
                    base.append(there)
            return MergedValue(became, base)
    now, returned = json_like(found.old_meaning), json_like(found.new_meaning)
    if returned == now:
        return MergedValue(old, now)
    if now == found.base:
        return MergedValue(new, returned)
    if returned != found.base or returned != found.sent:
        told.append(Correction(path, *(None if each is _ABSENT else each for each in (old, new))))
    return MergedValue(old, found.base)


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
