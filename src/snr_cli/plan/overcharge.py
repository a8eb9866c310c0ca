"""What dated lines were charged too much since their purchase, because the lifetime that they declare is too short.

The convention: a device is reported once a year from the year of its purchase, so that n reports are those of the ages 0 to n − 1.
A report charges F ÷ max(lifetime, age), and n years kept should have charged F. Declared 5 and reported 8 years:
6/5 + 1/6 + 1/7 = 1.51 F. The factors and the lifetime are taken as they are today.
"""

from dataclasses import dataclass
from math import fsum

from snr_cli.engine.proof import whole_life
from snr_cli.engine.records import Assessment
from snr_cli.model.dossier import Dossier
from snr_cli.plan.audit import embodied
from snr_cli.plan.present import internal_lifetime


@dataclass(frozen=True, slots=True)
class Overcharge:
    """A type whose dated lines are older than the lifetime that they declare.

    Attributes:
        type: the type.
        lines: ids of these lines.
        units: their devices.
        reports: yearly reports of one device made once the whole of its manufacture was charged, all devices together.
        kg: kgCO2e charged beyond it so far.
    """

    type: str
    lines: tuple[str, ...]
    units: float
    reports: float
    kg: float


def overcharged(dossier: Dossier, assessment: Assessment) -> tuple[Overcharge, ...]:
    """Return what each type was charged too much, the largest first; nothing under the options, which spread otherwise."""
    if assessment.options:
        return ()
    assessed = {line.id: line for line in assessment.organisation.lines}
    found: dict[str, list[tuple[str, float, float, float]]] = {}
    for item in dossier.equipment:
        line = assessed.get(item.id)
        years = internal_lifetime(line) if line is not None else None
        if line is None or years is None or item.purchase_year is None or line.recipe.lifetime is None:
            continue
        reports = assessment.reference_year - item.purchase_year + 1
        made = embodied(line)
        if reports <= years or not item.quantity or made is None:
            continue
        whole = made * line.recipe.lifetime.value
        charged = fsum(1.0 / whole_life(item, max(years, float(age))) for age in range(reports))
        over = whole * (charged - reports / whole_life(item, float(reports)))
        found.setdefault(item.type, []).append((item.id, item.quantity, item.quantity * (reports - years), over))
    rows = [
        Overcharge(
            kind,
            tuple(each[0] for each in lines),
            fsum(each[1] for each in lines),
            fsum(each[2] for each in lines),
            fsum(each[3] for each in lines),
        )
        for kind, lines in found.items()
    ]
    return tuple(sorted(rows, key=lambda row: (-row.kg, row.type)))
