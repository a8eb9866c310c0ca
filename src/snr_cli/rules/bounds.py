"""Ranges that a plausible value lies in, and values a thousand times off; the parameters they are made of."""

from typing import NamedTuple

from snr_cli.catalog.records import Authority
from snr_cli.catalog.tables import PARAMETERS
from snr_cli.rules.case import Case

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
    """Return the role of a type (computer, monitor); own types have none."""
    known = case.tables.equipment_types.get(kind)
    return "" if known is None else known.role
