"""SNR430: a factor of the dossier far from every published one, for the same type, service or place.

Beyond `low / N` and `high × N` of the published values, where N is a published gap (`factors/method/parameters.csv`). A
value that a unit a thousand times off explains is told once, by SNR411.
"""

from collections.abc import Iterable, Iterator
from math import fsum
from typing import Final

from snr_cli.catalog.records import Factor
from snr_cli.catalog.replaced import CONSUMABLES
from snr_cli.catalog.tables import ELECTRICITY, EQUIPMENT, SERVICES
from snr_cli.engine.records import CLIMATE
from snr_cli.model.method import NewType, Override
from snr_cli.rules.bounds import Bounds, GivenValue, out_of_bounds, parameter
from snr_cli.rules.case import Case, Rule, always
from snr_cli.rules.stakes import weighed
from snr_cli.rules.verdict import Path, Verdict, judged

WEEE: Final = "mass_weee"  # SNR403
_WHOLE: Final = "embodied_total"
_HELP: Final = "vérifiez la valeur, son unité et ce qu’elle couvre, d’après la source que vous citez"


def _totals(rows: Iterable[Factor]) -> list[float]:
    """Return the embodied total of each type by each source."""
    found: dict[tuple[str, str], dict[bool, list[float]]] = {}
    for row in rows:
        if row.stage != CONSUMABLES:
            found.setdefault((row.subject, row.source), {}).setdefault(row.stage == _WHOLE, []).append(row.value)
    return [fsum(stages.get(False) or stages[True]) for stages in found.values()]


def _embodied(case: Case, kinds: Iterable[str], category: str, stage: str) -> Bounds | None:
    """Return the plausible value of a stage of types: no stage weighs more than the whole; transport may be next to nothing."""
    rows = [row for row in case.tables.factors(EQUIPMENT, kinds) if row.category == category]
    totals, wide = _totals(rows), parameter(case, "factor_widening")
    if not totals:
        return None
    smallest = totals if stage == _WHOLE else [row.value for row in rows if row.stage == stage == "manufacturing"]
    return Bounds(min(smallest, default=0.0) / wide, max(totals) * wide)


def _service(case: Case, override: Override) -> Bounds | None:
    """Return the plausible value of a component of a service, whose sources differ more than those of a device."""
    rows = [row for row in case.tables.factors(SERVICES, [override.service or ""]) if row.category == override.category]
    values = [row.value for row in rows if row.stage == override.component] or [row.value for row in rows]
    wide = parameter(case, "published_widening")
    whole = override.component == "total"
    return Bounds(min(values) / wide if whole else 0.0, max(values) * wide) if values else None


def _place(case: Case, override: Override) -> Bounds | None:
    """Return the plausible factor of a kWh at a place."""
    rows = case.tables.factors(ELECTRICITY, [override.electricity or ""])
    values = [row.value for row in rows if row.category == override.category]
    return Bounds(min(values), max(values)).widened(parameter(case, "published_widening")) if values else None


def _units(case: Case, category: str, per: str, *, guess: bool) -> tuple[str, str | None, str | None]:
    """Return the unit of a factor, and those that it seems to be in: where no lower bound is known, all would do."""
    known = case.tables.categories.get(category)
    unit = f"{known.unit if known else 'kWh'}{per}"
    return (unit, "grammes", "tonnes") if guess and category == CLIMATE else (unit, None, None)


def _overrides(case: Case, overrides: Iterable[Override]) -> Iterator[GivenValue]:
    for index, each in enumerate(overrides):
        value, category = each.value, each.category
        if value is None or not category or category == WEEE:
            continue
        around, per = None, " par unité"
        if each.type and each.stage:
            around = _embodied(case, [each.type], category, each.stage)
        elif each.service and each.component and each.component != "pue":
            around = _service(case, each)
        elif each.electricity:
            around, per = _place(case, each), "/kWh"
        if around is not None:
            path: Path = ("factors", "overrides", index, "value")
            name = each.type or each.service or f"électricité {each.electricity}"
            usual = Bounds(0.0, around.high) if each.electricity else around  # what is too low is an offer's (SNR433)
            units = _units(case, category, per, guess=around.low > 0)
            yield GivenValue(path, name, value, usual, around, units)


def _own_types(case: Case, types: Iterable[NewType]) -> Iterator[GivenValue]:
    """Read the factors of the types of the dossier: against the catalogue's types of the same group, else all of them."""
    known = case.tables.equipment_types
    for index, own in enumerate(types):
        alike = [name for name, each in known.items() if each.inventory_group == own.inventory_group] or list(known)
        for category, stages in own.embodied.items():
            for stage, value in stages.items() if category != WEEE else ():
                around = _embodied(case, alike, category, stage)
                if around is not None:
                    path: Path = ("factors", "types", index, "embodied", category, stage)
                    # a type of one's own is there because the catalogue has none like it: only the high side is known
                    wide = Bounds(0.0, around.high)
                    yield GivenValue(
                        path, f"« {own.id} »", value, wide, wide, _units(case, category, " par unité", guess=False)
                    )


def factor_readings(case: Case) -> list[GivenValue]:
    """Read the factors that the dossier gives."""
    factors = case.dossier.factors
    return [*_overrides(case, factors.overrides), *_own_types(case, factors.types)]


def factors(case: Case) -> Verdict:
    """SNR430: a factor of the dossier far from every published one."""
    remarks = [out_of_bounds(each, _HELP) for each in factor_readings(case) if each.implausible()]
    return judged(remarks, "facteurs du dossier plausibles", ("factors",))


RULES: Final = (Rule("SNR430", always, weighed(factors)),)
