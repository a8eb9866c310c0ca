"""The objectives in a yearly account: value of the year, distance to the target, verdict; what the territory got."""

from collections.abc import Iterable, Mapping

from snr_cli.documents.figures.canvas import told_apart
from snr_cli.documents.targets import SCALES
from snr_cli.documents.views.objectives import amount
from snr_cli.documents.views.review_indicators import Kept, value_before
from snr_cli.engine.records import CLIMATE
from snr_cli.french.numbers import number, significant
from snr_cli.french.words.measures import apart, measured
from snr_cli.french.words.results import NOT_ASSESSED
from snr_cli.model.dossier import Dossier
from snr_cli.model.review import AnnualReview
from snr_cli.plan.indicators.values import IndicatorValue, IndicatorYear
from snr_cli.plan.objectives import Outcome, Reach
from snr_cli.plan.plan import Plan
from snr_cli.results.sentences.partial import outcome_mark
from snr_cli.results.sentences.verdict import verdict
from snr_cli.results.table import Table
from snr_cli.results.verdicts import objective_verdict


def aims_table(
    plan: Plan, dossier: Dossier, at: int, before: AnnualReview | None, verdicts: Mapping[str, str], kept: Kept
) -> Table:
    """Return the objectives: value that the previous account published, that of the year, target, what separates them, verdict.

    The verdict is that of the plan; of an objective that only its indicator follows, where this one stands (`verdicts`).
    """
    first = {each.id: each.indicators[:1] for each in dossier.objectives}
    read_there = {each.id for each in dossier.objectives if each.measured_on == "bottom_up"}
    rows_of = {row.indicator.id: row for row in plan.indicators}
    rows = []
    for rank, found in enumerate(plan.outcomes, 1):
        # the reading by household is the value of an objective that is measured on it, and of no other
        unread = found.category and found.perimeter == "territory" and found.id not in read_there
        now = None if unread else _value_at(found, plan, first.get(found.id, ()), at)
        digits = told_apart([found.reference, found.target, found.projected if found.reach.forecast else None])
        target = "—" if found.target is None else amount(found.target, found.unit, digits)
        mark = outcome_mark(found, plan)
        followed = rows_of.get((first.get(found.id, ()) or ("",))[0])
        then = followed.indicator if followed is not None else None
        published = value_before(followed, before, at, kept) if followed is not None else None
        rows.append(
            (
                str(rank),
                found.title,
                *(
                    (_published(published if published and published.year == before.year else None, then, found),)
                    if before is not None
                    else ()
                ),
                amount(now, found.unit, digits) + mark if now is not None else NOT_ASSESSED,
                f"{target} ({found.by_year})" if found.by_year and found.target is not None else target,
                _distance(found, now),
                (verdicts.get(then.id) if then is not None and found.reach is Reach.FOLLOWED else "")
                or verdict(objective_verdict(found)),
            )
        )
    return Table(
        f"Objectifs de la stratégie à la fin de {at}",
        (
            "N°",
            "Objectif",
            *((f"Bilan {before.year}",) if before is not None else ()),
            f"Valeur {at}",
            "Cible (échéance)",
            "Reste à faire",
            "Verdict",
        ),
        tuple(rows),
        (False, False, *((True,) if before is not None else ()), True, True, True, False),
    )


def _published(found: IndicatorYear | None, indicator: IndicatorValue | None, aim: Outcome) -> str:
    """Write the value that the previous account gave of the indicator of an objective; « publié » beside one that is computed."""
    if found is None or indicator is None:
        return "—"
    if aim.category and (aim.unit, indicator.unit) in SCALES:
        return amount(found.value * SCALES[aim.unit, indicator.unit], aim.unit) + (" (publié)" if found.given else "")
    return measured(number(found.value) if found.given is not None else significant(found.value), indicator.unit)


def _value_at(found: Outcome, plan: Plan, names: Iterable[str], at: int) -> float | None:
    """Return the value of an objective in a year: computed for that year, or that of the indicator that measures it."""
    if found.category:
        if at != plan.reference_year:
            return found.reference if found.from_year == at else None
        if found.perimeter == "organisation":
            return plan.trajectory.years[0].baseline.get(found.category)
        if found.category == CLIMATE and plan.territory.years:
            return plan.territory.years[0].baseline
        return None
    values = {row.indicator.id: row.indicator.at(at) for row in plan.indicators}
    return next((each.value for name in names if (each := values.get(name)) is not None), None)


def _distance(found: Outcome, now: float | None) -> str:
    """Write what separates a value from the target, the way that the objective goes; never across two methods."""
    if found.reach is Reach.NOT_COMPARABLE:
        return "non comparable"
    if now is None or found.target is None:
        return "—"
    start = found.reference if found.reference is not None else now
    gap = found.target - now
    wanted = found.target - start if found.target != start else gap
    if not wanted or gap / wanted <= 0:
        return "aucun"
    if found.unit in ("kgCO2e", "kWh"):
        text = amount(abs(gap), found.unit)
    else:
        text = apart(number(round(abs(gap), 2)), found.unit, gap)
    return f"{'+' if gap > 0 else '−'}{text}"


def citizen_lines(plan: Plan, dossier: Dossier, before: AnnualReview | None, at: int) -> Iterable[str]:
    """Say the indicators of the objectives for the territory, but its footprint: Habitants accompagnés : 2 650 par an."""
    named: Mapping[str, None] = dict.fromkeys(
        name for each in dossier.objectives if each.perimeter == "territory" for name in each.indicators
    )
    for row in plan.indicators:
        found = row.indicator.at(at)
        if row.indicator.id not in named or found is None or "CO2e" in row.indicator.unit:
            continue
        then = row.indicator.at(before.year) if before is not None else None
        told = f", après {number(then.value)} au bilan {before.year}" if then is not None and before is not None else ""
        yield f"{row.indicator.title} : {measured(number(found.value), row.indicator.unit)}{told}"
