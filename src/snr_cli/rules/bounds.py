"""Ranges that a plausible value lies in, and values a thousand times off; the parameters they are made of."""

from math import inf
from typing import NamedTuple

from snr_cli.catalog.records import Authority
from snr_cli.catalog.tables import PARAMETERS
from snr_cli.french.numbers import number
from snr_cli.rules.case import Case
from snr_cli.rules.verdict import Path, Remark

THOUSAND = 1000.0


class Bounds(NamedTuple):
    """A closed range."""

    low: float
    high: float

    def holds(self, value: float) -> bool:
        """Say whether a value is in the range."""
        return self.low <= value <= self.high

    def widened(self, factor: float) -> "Bounds":
        """Return the range so many times wider on each side."""
        return Bounds(self.low / factor, self.high * factor)

    def times(self, factor: float) -> "Bounds":
        """Return the range of something so many times as large."""
        return Bounds(self.low * factor, self.high * factor)


def parameter(case: Case, name: str) -> float:
    """Return a parameter of the method (factors/method/parameters.csv, each with its source and derivation)."""
    return case.tables.factors(PARAMETERS, [name])[0].value


def thousand_off(value: float, expected: Bounds) -> float | None:
    """Return the value in the unit meant, when a thousandth or a thousandfold of it is what one expects."""
    for meant in (value / THOUSAND, value * THOUSAND):
        if expected.holds(meant) and not expected.holds(value):
            return meant
    return None


def authority_of(case: Case) -> Authority | None:
    """Return the real authority that the dossier names by SIREN or INSEE code."""
    territory = case.dossier.territory
    if territory.siren:
        found = case.tables.authority(siren=territory.siren)
    elif territory.insee_code:
        found = case.tables.authority(insee_code=territory.insee_code)
    else:
        return None
    return found[0] if len(found) == 1 else None


def role_of(case: Case, kind: str) -> str:
    """Return the role of a type (computer, monitor, printer, mobile_phone…); own types have none."""
    known = case.tables.equipment_types.get(kind)
    return "" if known is None else known.role


class GivenValue(NamedTuple):
    """A value of the dossier to be held against what is expected of it.

    Outside `usual` it is implausible; in `expected` once divided or multiplied by 1,000, its unit is wrong. `units`: the
    one asked for, the one it seems to be in when it is too large, then too small (None: nobody writes it so).
    """

    path: Path
    name: str
    value: float
    usual: Bounds
    expected: Bounds
    units: tuple[str, str | None, str | None]

    def meant(self) -> float | None:
        """Return the value in the unit asked for, when a factor of 1,000 explains it."""
        meant = None if self.usual.holds(self.value) else thousand_off(self.value, self.expected)
        return meant if meant is not None and self.guess(meant) is not None else None

    def guess(self, meant: float) -> str | None:
        """Return the unit that the value seems to be in."""
        return self.units[1 if meant < self.value else 2]

    def implausible(self) -> bool:
        """Say whether the value is out of bounds for a reason that no unit explains."""
        return not self.usual.holds(self.value) and self.meant() is None


def short(value: float) -> str:
    """Write a number with three significant figures at most: 1,88, 60, 43 500."""
    return number(float(f"{value:.3g}"))


def out_of_bounds(reading: GivenValue, help_text: str) -> Remark:
    """Say that a value is out of its usual range."""
    low, high = (short(bound) if bound < inf else "" for bound in reading.usual)
    around = f"de {low} à {high}" if high and reading.usual.low else f"au plus {high}" if high else f"au moins {low}"
    text = f"{reading.name} : {short(reading.value)} {reading.units[0]}, hors du plausible ({around})"
    return Remark(reading.path, text, help_text)
