"""What a doubtful value weighs: the kilograms of the lines that it enters, said with it."""

from collections.abc import Callable, Iterable
from math import fsum
from typing import Final

from snr_cli.engine.records import CLIMATE, Line
from snr_cli.french.words.units import mass
from snr_cli.rules.case import Case
from snr_cli.rules.verdict import Path, Remark, Verdict, judged

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
                (each for each in case.lines_by_id.values() if each.type == kind),
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
            Remark(each.path, each.message + counts_for(kilograms_at(case, each.path)), each.help, each.severity)
            for each in verdict.remarks
        ]
        return judged(remarks, verdict.text, verdict.path)

    return with_stakes
