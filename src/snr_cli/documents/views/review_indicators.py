"""The indicators and the objectives of a yearly account: value, value before, way to the target, verdict; what the territory got."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from snr_cli.documents.figures.figure import told_apart
from snr_cli.documents.verdicts import SCALES, target_text
from snr_cli.documents.views.objectives import amount
from snr_cli.engine.records import CLIMATE, ELECTRICITY
from snr_cli.french.numbers import number, significant
from snr_cli.french.words.codes import NOT_ASSESSED, apart, measure_text, measured
from snr_cli.model.dossier import Dossier
from snr_cli.model.strategy import AnnualReview
from snr_cli.plan.comparison import SAME, ChangeParts, Comparison
from snr_cli.plan.indicators.computers import MINERALS
from snr_cli.plan.indicators.values import IndicatorValue, IndicatorYear
from snr_cli.plan.objectives import Outcome, Reach
from snr_cli.plan.plan import FollowedRow, Plan
from snr_cli.results.effects import change_bounds
from snr_cli.results.sentences.coverage import PARTIAL_WORD
from snr_cli.results.sentences.labels import NOT_SIGNIFICANT
from snr_cli.results.sentences.partial import outcome_mark
from snr_cli.results.sentences.verdict import verdict
from snr_cli.results.table import Table
from snr_cli.results.verdicts import objective_verdict

Kept = Mapping[str, tuple[IndicatorYear, ChangeParts]]


def aims_table(
    plan: Plan, dossier: Dossier, at: int, before: AnnualReview | None, verdicts: Mapping[str, str], kept: Kept
) -> Table:
    """Return the objectives: value that the previous account published, that of the year, target, what separates them, verdict.

    The verdict is that of the plan; of an objective that only its indicator follows, where this one stands (`verdicts`).
    """
    first = {objective.id: objective.indicators[:1] for objective in dossier.objectives}
    read_there = {objective.id for objective in dossier.objectives if objective.measured_on == "bottom_up"}
    rows_of = {row.indicator.id: row for row in plan.indicators}
    rows = []
    for rank, outcome in enumerate(plan.outcomes, 1):
        # the reading by household is the value of an objective that is measured on it, and of no other
        unread = outcome.category and outcome.perimeter == "territory" and outcome.id not in read_there
        now = None if unread else _value_at(outcome, plan, first.get(outcome.id, ()), at)
        digits = told_apart([outcome.reference, outcome.target, outcome.projected if outcome.reach.forecast else None])
        target = "—" if outcome.target is None else amount(outcome.target, outcome.unit, digits)
        mark = outcome_mark(outcome, plan)
        followed = rows_of.get((first.get(outcome.id, ()) or ("",))[0])
        then = followed.indicator if followed is not None else None
        published = value_before(followed, before, at, kept) if followed is not None else None
        rows.append(
            (
                str(rank),
                outcome.title,
                *(
                    (_published(published if published and published.year == before.year else None, then, outcome),)
                    if before is not None
                    else ()
                ),
                amount(now, outcome.unit, digits) + mark if now is not None else NOT_ASSESSED,
                f"{target} ({outcome.by_year})" if outcome.by_year and outcome.target is not None else target,
                _distance(outcome, now),
                (verdicts.get(then.id) if then is not None and outcome.reach is Reach.FOLLOWED else "")
                or verdict(objective_verdict(outcome)),
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


def _published(year: IndicatorYear | None, indicator: IndicatorValue | None, aim: Outcome) -> str:
    """Write the value that the previous account gave of the indicator of an objective; « publié » beside one that is computed."""
    if year is None or indicator is None:
        return "—"
    if aim.category and (aim.unit, indicator.unit) in SCALES:
        return amount(year.value * SCALES[aim.unit, indicator.unit], aim.unit) + (" (publié)" if year.given else "")
    return measured(number(year.value) if year.given is not None else significant(year.value), indicator.unit)


def _value_at(outcome: Outcome, plan: Plan, names: Iterable[str], at: int) -> float | None:
    """Return the value of an objective in a year: computed for that year, or that of the indicator that measures it."""
    if outcome.category:
        if at != plan.reference_year:
            return outcome.reference if outcome.from_year == at else None
        if outcome.perimeter == "organisation":
            return plan.trajectory.years[0].baseline.get(outcome.category)
        if outcome.category == CLIMATE and plan.territory.years:
            return plan.territory.years[0].baseline
        return None
    values = {row.indicator.id: row.indicator.at(at) for row in plan.indicators}
    return next((year.value for name in names if (year := values.get(name)) is not None), None)


def _distance(outcome: Outcome, now: float | None) -> str:
    """Write what separates a value from the target, the way that the objective goes; never across two methods."""
    if outcome.reach is Reach.NOT_COMPARABLE:
        return "non comparable"
    if now is None or outcome.target is None:
        return "—"
    start = outcome.reference if outcome.reference is not None else now
    gap = outcome.target - now
    wanted = outcome.target - start if outcome.target != start else gap
    if not wanted or gap / wanted <= 0:
        return "aucun"
    if outcome.unit in ("kgCO2e", "kWh"):
        text = amount(abs(gap), outcome.unit)
    else:
        text = apart(number(round(abs(gap), 2)), outcome.unit, gap)
    return f"{'+' if gap > 0 else '−'}{text}"


def citizen_lines(plan: Plan, dossier: Dossier, before: AnnualReview | None, at: int) -> Iterable[str]:
    """Say the indicators of the objectives for the territory, but its footprint: Habitants accompagnés : 2 650 par an."""
    named: Mapping[str, None] = dict.fromkeys(
        name for objective in dossier.objectives if objective.perimeter == "territory" for name in objective.indicators
    )
    for row in plan.indicators:
        year = row.indicator.at(at)
        if row.indicator.id not in named or year is None or "CO2e" in row.indicator.unit:
            continue
        then = row.indicator.at(before.year) if before is not None else None
        told = f", après {number(then.value)} au bilan {before.year}" if then is not None and before is not None else ""
        yield f"{row.indicator.title} : {measured(number(year.value), row.indicator.unit)}{told}"


_DIRECTIONS: Final = {"up": "à la hausse", "down": "à la baisse"}


REACHED, CLOSER, FURTHER, UNMOVED = "cible atteinte", "en progrès", "en recul", "stable"


FIRST, NO_VALUE, AIMLESS, MIXED = "première valeur", "non renseigné", "pour information", "non comparable"


LATE = "en retard sur l’objectif"


# the totals of the organisation that an indicator is, and its scale: a kept result gives its value of the year before
_TOTALS: Final = {"I-53": (CLIMATE, 1000), "I-55": (MINERALS, 1), "I-56": (ELECTRICITY, 1000)}


PLAN_DONE: Final = "I-62"  # actions done over those of the plan


def kept_values(comparison: Comparison | None) -> dict[str, tuple[IndicatorYear, ChangeParts]]:
    """Return the indicators that the result kept of the previous review gives, with the split of their change."""
    if comparison is None or not comparison.comparable:
        return {}
    return {
        name: (IndicatorYear(comparison.old.year, split.old / scale, None), split)
        for name, (category, scale) in _TOTALS.items()
        if (split := comparison.organisation.get(category)) is not None
    }


def value_before(row: FollowedRow, before: AnnualReview | None, at: int, kept: Kept) -> IndicatorYear | None:
    """Return the value that the previous review knew, else that of its kept result, else the last one before the year."""
    if before is not None and (year := row.indicator.at(before.year)) is not None:
        return year
    if row.indicator.id in kept:
        return kept[row.indicator.id][0]
    past = [indicator_year for indicator_year in row.indicator.years if indicator_year.year < at]
    return past[-1] if past else None


def verdict_of(
    row: FollowedRow, target: float | None, dossier: Dossier, before: AnnualReview | None, at: int, kept: Kept
) -> str:
    """Say in words where an indicator stands: reached, closer, further, and whether it keeps the pace of its objective."""
    indicator = row.indicator
    now, then = indicator.at(at), value_before(row, before, at, kept)
    if now is None:
        return NO_VALUE
    sign = {"up": 1.0, "down": -1.0}.get(indicator.direction, 0.0)
    if target is not None and sign and sign * (now.value - target) >= -SAME * abs(target):
        return REACHED
    if then is None:
        return FIRST
    if (now.given is None) != (then.given is None):
        return MIXED
    if not sign:
        return AIMLESS
    split = kept[indicator.id][1] if indicator.id in kept and then is kept[indicator.id][0] else None
    if split is not None and abs(split.method) + abs(split.factors) > SAME * max(split.old, split.new):
        return MIXED
    bounds = change_bounds(split).get("change") if split is not None else None
    if bounds is not None and bounds.holds_zero:
        return NOT_SIGNIFICANT
    moved = sign * (now.value - then.value)
    word = UNMOVED if abs(moved) <= SAME * abs(then.value) else CLOSER if moved > 0 else FURTHER
    # the baseline of an objective is given: what is computed is another measure
    pace = _pace(indicator.id, now.value, sign, dossier, at) if now.given is not None else None
    return word if pace is None else f"{word}, {'au rythme de l’objectif' if pace else LATE}"


def _pace(name: str, value: float, sign: float, dossier: Dossier, at: int) -> bool | None:
    """Say whether a value is on the straight line of the objective that it measures; None when there is no such line."""
    for objective in dossier.objectives:
        if objective.indicators[:1] != (name,) or objective.baseline is None or objective.target is None:
            continue
        if objective.start is not None and objective.by is not None and objective.start < at <= objective.by:
            due = objective.baseline + (objective.target - objective.baseline) * (at - objective.start) / (
                objective.by - objective.start
            )
            return sign * (value - due) >= -SAME * abs(due)
    return None


def _value(indicator_year: IndicatorYear | None, year: int | None, figures: int, *, partial: bool = False) -> str:
    """Write a value; with its year when it is another, with its origin when it is computed, and whether it is a total."""
    if indicator_year is None:
        return "—"
    text = (
        number(indicator_year.value) if indicator_year.given is not None else significant(indicator_year.value, figures)
    )
    notes = [str(indicator_year.year)] if indicator_year.year != year else []
    notes += ["calculé"] if indicator_year.given is None else []
    notes += [PARTIAL_WORD] if partial and indicator_year.given is None else []
    return f"{text} ({', '.join(notes)})" if notes else text


def indicators_table(
    rows: Sequence[FollowedRow],
    verdicts: Mapping[str, str],
    targets: Mapping[str, tuple[float | None, int | None]],
    figures: Mapping[str, int],
    before: AnnualReview | None,
    at: int,
    kept: Kept,
) -> Table:
    """Return the indicators of the account: value, value before, target and verdict."""
    past = before.year if before else None
    return Table(
        "Indicateurs de la stratégie",
        (
            "Indicateur",
            f"Bilan {past}" if past else "Avant",
            f"Bilan {at}",
            "Cible (échéance)",
            "Unité",
            "Sens voulu",
            "État",
        ),
        tuple(
            (
                row.indicator.title,
                _value(value_before(row, before, at, kept), past, figures[row.indicator.id]),
                _value(row.indicator.at(at), at, figures[row.indicator.id], partial=row.indicator.partial),
                target_text(*targets[row.indicator.id], figures[row.indicator.id]),
                measure_text(row.indicator.unit) or "—",
                _DIRECTIONS.get(row.indicator.direction, "—"),
                verdicts[row.indicator.id],
            )
            for row in rows
        ),
        (False, True, True, True, False, False, False),
    )
