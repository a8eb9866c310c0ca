"""What devices consume, how long they last and whether they were bought refurbished, as cells of an inventory say it."""

import re
from collections.abc import Sequence
from typing import Final

from snr_cli.inputs.inventory.records import FileRows
from snr_cli.inputs.inventory.values import NO, YES, fold, parse_number, plain

MAX_KWH: Final = 1_000_000
SHORTEST_LIFE, _LONGEST_LIFE = 0.25, 60.0  # years: the bounds of `lifetime_years` in a dossier
LONGEST_BARE: Final = 20.0  # of a number without unit: 36 are months, and 24 too
_LIFE: Final = re.compile(
    r"(\d{1,4}(?:[.,]\d{1,4})?) ?(?:(ans?|annees?|a|years?|yrs?|y)|(mois|months?|m))?\.?"
).fullmatch
_MONTHS: Final = frozenset({"mois", "month", "months"})
_YEARS: Final = frozenset({"an", "ans", "annee", "annees", "year", "years"})
_WHOLE: Final = frozenset({"total", "totale", "totaux", "totales", "ligne", "lot", "parc"})
_EACH: Final = frozenset({"unitaire", "unitaires", "unite", "unit", "appareil", "poste", "piece", "device", "each"})
# « ok » says how a device is, not that it was bought so
_REFURBISHED: Final = frozenset({
    *YES, "reconditionne", "reconditionnee", "reconditionnes", "refurbished",
    "refurb", "occasion", "d occasion", "seconde main", "reemploi", "used",
}) - {"ok"}  # fmt: skip
_NEW: Final = frozenset({*NO, "neuf", "neuve", "neufs", "new"})


def read_lifetime(cell: str, title: str) -> float | None:
    """Read a lifetime in years: « 5 », « 5,5 ans », « 60 mois »; the title gives the unit of a number alone.

    None: no number, out of bounds, or a number that no unit explains and that may be months.
    """
    match = _LIFE(fold(cell))
    if match is None:
        return None
    words = set(plain(title).split())
    bare = not match[2] and not match[3]
    in_months = bool(match[3]) or (bare and bool(words & _MONTHS))
    years = float(match[1].replace(",", ".")) / (12.0 if in_months else 1.0)
    most = LONGEST_BARE if bare and not words & (_MONTHS | _YEARS) else _LONGEST_LIFE
    return years if SHORTEST_LIFE <= years <= most else None


def read_kwh(cell: str, _title: str) -> float | None:
    """Read a consumption in kWh per year; None: no number, or out of bounds."""
    kwh = parse_number(cell)
    return kwh if kwh is not None and 0 <= kwh <= MAX_KWH else None


def read_refurbished(cell: str, _title: str = "") -> bool | None:
    """Say whether a device was bought refurbished; None when the cell says neither yes nor no."""
    said = plain(cell)
    return True if said in _REFURBISHED else False if said in _NEW else None


def total_kwh(header: Sequence[str]) -> str:
    """Return the only title of a consumption that is said of the whole row (« kWh total »); empty when there is none."""
    titles = [title for title in header if "kwh" in (words := plain(title).split()) and _WHOLE & set(words)]
    return titles[0] if len(titles) == 1 else ""


def share_kwh(result: FileRows) -> None:
    """Share between the devices of a row what its title says of them all; note when nothing says it of one of them."""
    titles = [title for title, role in result.columns.used.items() if role == "kwh"]
    said = [set(plain(title).split()) for title in titles]
    rows = [
        (group, group.device, group.units / group.rows)
        for group in result.groups
        if group.device is not None and group.device.kwh_per_year is not None and group.units > group.rows
    ]
    if not rows:
        return
    whole = all(words & _WHOLE for words in said)
    if whole:
        for group, device, units in rows:
            group.device = device._replace(kwh_per_year=(device.kwh_per_year or 0.0) / units)
    elif all(words & _EACH for words in said):
        return
    note = "kwh_shared" if whole else "kwh_each"
    result.notes.append((note, titles[0], min(min(group.lines) for group, _, _ in rows)))
