"""What a doubtful value weighs: the kilograms of the lines that it enters, said with it."""

from collections.abc import Callable

from snr_cli.engine.records import CLIMATE, assessed_sum
from snr_cli.rules.case import Case
from snr_cli.rules.verdict import Path, Remark, Verdict, judged
from snr_cli.wording import mass


def kilograms_of_line(case: Case, name: str) -> float | None:
    """Return what a line counts for the climate in a year; None without an assessment, or when it is not assessed."""
    if case.assessed is None:
        return None
    organisation = case.assessed.organisation
    every = (*organisation.lines, *organisation.public_lines)
    return next((line.total(CLIMATE) for line in every if line.id == name), None)


def kilograms_of_type(case: Case, kind: str) -> float | None:
    """Return what the lines of a type count for the climate in a year."""
    if case.assessed is None:
        return None
    every = (*case.assessed.organisation.lines, *case.assessed.organisation.public_lines)
    return assessed_sum([line for line in every if line.type == kind])


def kilograms_at(case: Case, path: Path) -> float | None:
    """Return what counts for the climate where a path points: a line, or the lines of the type that a value changes."""
    dossier = case.dossier
    match path:
        case ("equipment" | "services" as section, int(index), *_):
            return kilograms_of_line(case, getattr(dossier, section)[index].id)
        case ("factors", "overrides", int(index), *_):
            override = dossier.factors.overrides[index]
            kind = override.type or override.service
            return kilograms_of_type(case, kind) if kind else None
        case ("factors", "types", int(index), *_):
            return kilograms_of_type(case, dossier.factors.types[index].id)
        case ("method", "lifetimes", str(kind), *_):
            return kilograms_of_type(case, kind)
    return None


def counted(kilograms: float | None) -> str:
    """Say after a finding what it makes the dossier count; nothing when that is unknown or nothing."""
    return f" ; {mass(kilograms)} par an en dépendent" if kilograms else ""


def weighed(judge: Callable[[Case], Verdict]) -> Callable[[Case], Verdict]:
    """Return the rule whose remarks also say what the doubtful value makes the dossier count."""

    def with_stakes(case: Case) -> Verdict:
        verdict = judge(case)
        if not verdict.remarks:
            return verdict
        remarks = [
            Remark(each.path, each.message + counted(kilograms_at(case, each.path)), each.help, each.severity)
            for each in verdict.remarks
        ]
        return judged(remarks, verdict.text, verdict.path)

    return with_stakes
