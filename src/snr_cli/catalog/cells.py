"""Cells of a table: numbers, years, lists of numbers; what is none of them is refused where it stands."""

from collections.abc import Iterable
from math import isfinite
from typing import Any

from snr_cli.catalog.records import CatalogError, Source


def real_of(text: str, here: str) -> float | None:
    """Return the number of a cell, None when it is empty.

    Raises:
        CatalogError: it is no number, or one that is not finite; `here` says where.
    """
    if not text:
        return None
    try:
        value = float(text)
    except ValueError:
        raise CatalogError(f"{here} : « {text} » n’est pas un nombre") from None
    if not isfinite(value):
        raise CatalogError(f"{here} : valeur non finie {text}")
    return value


def numbers_of(text: str) -> tuple[int, ...]:
    """Return the whole numbers of a cell, between spaces."""
    return tuple(int(each) for each in text.split())


def year_of(text: str, here: str) -> int:
    """Return the year of a cell.

    Raises:
        CatalogError: it is empty or no number; `here` says where.
    """
    if not text.isdigit():
        raise CatalogError(f"{here} : année absente ou fausse « {text} »")
    return int(text)


def sources_in(entries: Iterable[Any]) -> dict[str, Source]:
    """Read the sources.

    Raises:
        CatalogError: a source lacks a key, or has an unknown one.
    """
    found = {}
    for rank, entry in enumerate(entries, start=1):
        try:
            found[entry["id"]] = Source(**entry)
        except (TypeError, KeyError) as error:
            name = entry.get("id", f"n° {rank}") if isinstance(entry, dict) else f"n° {rank}"
            raise CatalogError(f"factors/sources.yaml, source « {name} » : clé absente ou inconnue ({error})") from None
    return found
