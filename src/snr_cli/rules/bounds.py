"""Ranges that a plausible value lies in, and values a thousand times off; the parameters they are made of."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from math import fsum, inf
from typing import Final, NamedTuple

from snr_cli.catalog.records import Authority
from snr_cli.catalog.tables import PARAMETERS
from snr_cli.engine.records import CLIMATE, Line
from snr_cli.french.numbers import number
from snr_cli.french.words.terms import mass
from snr_cli.rules.case import Case, Path, Remark, Verdict, judged

THOUSAND = 1000.0  # between grammes, kilogrammes and tonnes: the mistake that a value far off is likeliest to be


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
        authorities = case.tables.authority(siren=territory.siren)
    elif territory.insee_code:
        authorities = case.tables.authority(insee_code=territory.insee_code)
    else:
        return None
    return authorities[0] if len(authorities) == 1 else None


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
    return Remark(
        reading.path,
        f"{reading.name} : {short(reading.value)} {reading.units[0]}, hors du plausible ({around})",
        help_text,
    )


# What a doubtful value weighs: the kilograms of the lines that it enters, said with it.

USE: Final = "use"
IN_USE: Final = frozenset({"kwh_per_year"})  # what only changes the electricity of a device
_EMBODIED: Final = frozenset(
    {"lifetime_years", "upstream_years", "total_lifetime_years"}
)  # what only changes how its manufacture is spread


def kilograms_of_line(case: Case, name: str) -> float | None:
    """Return what a line counts for the climate in a year; None without an assessment, or when it is not assessed."""
    line = case.lines_by_id.get(name)
    return None if line is None else line.total(CLIMATE)


def kilograms_at(case: Case, path: Path) -> float | None:
    """Return what of the climate a value enters: the use of its lines for a consumption, the rest for a lifetime, else all.

    None when it enters nothing of the climate: a factor of another category.
    """
    dossier, key = case.dossier, path[-1] if path else ""
    match path:
        case ("equipment" | "services" as section, int(index), *_):
            found = case.lines_by_id.get(getattr(dossier, section)[index].id)
            return None if found is None else _part(key, [found])
        case ("factors", "overrides", int(index), *_):
            override = dossier.factors.overrides[index]
            kind = override.type or override.service
            if not kind or (override.value is not None and override.category != CLIMATE):
                return None
            return _part(
                "lifetime_years" if override.stage else key,
                (line for line in case.lines_by_id.values() if line.type == kind),
            )
        case ("factors", "types", int(index), "embodied", str(category), *_):
            lines = (line for line in case.lines_by_id.values() if line.type == dossier.factors.types[index].id)
            return _part("lifetime_years", lines) if category == CLIMATE else None
        case ("factors", "types", int(index), *_):
            return _part(
                key, (line for line in case.lines_by_id.values() if line.type == dossier.factors.types[index].id)
            )
        case ("method", "lifetimes", str(kind), *_):
            own = {line.id for line in dossier.equipment if line.lifetime_years is not None}
            return _part(
                "lifetime_years",
                (line for line in case.lines_by_id.values() if line.type == kind and line.id not in own),
            )
    return None


def _part(key: object, lines: Iterable[Line]) -> float | None:
    """Return what a value enters, by its key: what a device emits in use, what it does by existing, or both."""
    if key not in IN_USE | _EMBODIED:
        return _summed(line.total(CLIMATE) for line in lines)
    return _summed(
        value for line in lines for stage, value in line.stages(CLIMATE).items() if (stage == USE) == (key in IN_USE)
    )


def _summed(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return fsum(known) if known else None


def counts_for(kilograms: float | None) -> str:
    """Say after a finding what it makes the dossier count; nothing when that is unknown or nothing."""
    return f" ; {mass(kilograms)} par an en dépendent" if kilograms else ""


def weighed(judge: Callable[[Case], Verdict]) -> Callable[[Case], Verdict]:
    """Return the rule whose remarks also say what the doubtful value makes the dossier count."""

    def with_stakes(case: Case) -> Verdict:
        verdict = judge(case)
        if not verdict.remarks:
            return verdict
        remarks = [
            replace(remark, message=remark.message + counts_for(kilograms_at(case, remark.path)))
            for remark in verdict.remarks
        ]
        return judged(remarks, verdict.text, verdict.path)

    return with_stakes
