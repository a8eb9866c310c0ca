"""The indicators of a yearly account: value, value before, way to the target."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from snr_cli.documents.agreement import cardinal, counted
from snr_cli.documents.targets import target_text
from snr_cli.engine.records import CLIMATE, ELECTRICITY
from snr_cli.french.numbers import number, significant, together
from snr_cli.french.titles import inside
from snr_cli.french.words.measures import measure_text
from snr_cli.model.dossier import Dossier
from snr_cli.model.review import AnnualReview
from snr_cli.model.strategy import ActionStatus
from snr_cli.plan.comparison import SAME, ChangeParts, Comparison
from snr_cli.plan.followed import FollowedRow
from snr_cli.plan.indicators.steering import MINERALS
from snr_cli.plan.indicators.values import IndicatorYear
from snr_cli.results.plan_sums import change_bounds
from snr_cli.results.sentences.coverage import PARTIAL_WORD
from snr_cli.results.sentences.notices import NOT_SIGNIFICANT
from snr_cli.results.table import Table

_DIRECTIONS: Final = {"up": "à la hausse", "down": "à la baisse"}


REACHED, CLOSER, FURTHER, _STILL = "cible atteinte", "en progrès", "en recul", "stable"


FIRST, _UNKNOWN, AIMLESS, MIXED = "première valeur", "non renseigné", "pour information", "non comparable"


LATE = "en retard sur l’objectif"


# the totals of the organisation that an indicator is, and its scale: a kept result gives its value of the year before
_TOTALS: Final = {"I-53": (CLIMATE, 1000), "I-55": (MINERALS, 1), "I-56": (ELECTRICITY, 1000)}


PLAN_DONE: Final = "I-62"  # actions done over those of the plan


FIRST_TIME: Final = "première fois au bilan"


def kept_values(comparison: Comparison | None) -> dict[str, tuple[IndicatorYear, ChangeParts]]:
    """Return the indicators that the result kept of the previous review gives, with the split of their change."""
    if comparison is None or not comparison.comparable:
        return {}
    return {
        name: (IndicatorYear(comparison.old.year, split.old / scale, None), split)
        for name, (category, scale) in _TOTALS.items()
        if (split := comparison.organisation.get(category)) is not None
    }


Kept = Mapping[str, tuple[IndicatorYear, ChangeParts]]


def value_before(row: FollowedRow, before: AnnualReview | None, at: int, kept: Kept) -> IndicatorYear | None:
    """Return the value that the previous review knew, else that of its kept result, else the last one before the year."""
    if before is not None and (found := row.indicator.at(before.year)) is not None:
        return found
    if row.indicator.id in kept:
        return kept[row.indicator.id][0]
    past = [each for each in row.indicator.years if each.year < at]
    return past[-1] if past else None


def verdict_of(
    row: FollowedRow, target: float | None, dossier: Dossier, before: AnnualReview | None, at: int, kept: Kept
) -> str:
    """Say in words where an indicator stands: reached, closer, further, and whether it keeps the pace of its objective."""
    indicator = row.indicator
    now, then = indicator.at(at), value_before(row, before, at, kept)
    if now is None:
        return _UNKNOWN
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
    word = _STILL if abs(moved) <= SAME * abs(then.value) else CLOSER if moved > 0 else FURTHER
    # the baseline of an objective is given: what is computed is another measure
    pace = _pace(indicator.id, now.value, sign, dossier, at) if now.given is not None else None
    return word if pace is None else f"{word}, {'au rythme de l’objectif' if pace else LATE}"


def _pace(name: str, value: float, sign: float, dossier: Dossier, at: int) -> bool | None:
    """Say whether a value is on the straight line of the objective that it measures; None when there is no such line."""
    for each in dossier.objectives:
        if each.indicators[:1] != (name,) or each.baseline is None or each.target is None:
            continue
        if each.start is not None and each.by is not None and each.start < at <= each.by:
            due = each.baseline + (each.target - each.baseline) * (at - each.start) / (each.by - each.start)
            return sign * (value - due) >= -SAME * abs(due)
    return None


def _value(found: IndicatorYear | None, year: int | None, figures: int, *, partial: bool = False) -> str:
    """Write a value; with its year when it is another, with its origin when it is computed, and whether it is a total."""
    if found is None:
        return "—"
    text = number(found.value) if found.given is not None else significant(found.value, figures)
    notes = [str(found.year)] if found.year != year else []
    notes += ["calculé"] if found.given is None else []
    notes += [PARTIAL_WORD] if partial and found.given is None else []
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


def longer_plan(states: Mapping[str, ActionStatus], before: AnnualReview | None) -> str:
    """Say that the plan grew since the account before, which alone makes its progress fall; empty when it did not."""
    now, then = _in_force(states), _in_force(before.states if before else {})
    return (
        f" (le plan est passé de {cardinal(then, feminine=True)} à {counted(now, 'action', feminine=True)})"
        if now > then > 0
        else ""
    )


def _in_force(states: Mapping[str, ActionStatus]) -> int:
    return sum(state not in ("idea", "abandoned") for state in states.values())


def indicator_sentences(
    rows: Sequence[FollowedRow], verdicts: Mapping[str, str], at: int, why: Mapping[str, str] | None = None
) -> Iterable[str]:
    """Say how many indicators are known, and name those that reach their target, go back or are late; `why` one goes back, by its id."""
    if not rows:
        return
    titles = {row.indicator.id: row.indicator.title for row in rows}
    known = sum(verdict != _UNKNOWN for verdict in verdicts.values())
    if len(rows) == 1:
        yield f"Un seul indicateur est suivi{'' if known else ', sans valeur'} en {at}."
    elif known == len(rows):
        yield f"La collectivité suit {counted(len(rows), 'indicateur')}, tous renseignés en {at}."
    else:
        yield (
            f"La collectivité suit {counted(len(rows), 'indicateur')}, dont {cardinal(known)} "
            f"{'a' if known == 1 else 'ont' if known else 'n’a'} une valeur en {at}."
        ).replace("dont aucun n’a une valeur", "dont aucun n’a de valeur")
    reached = [inside(titles[key]) for key, verdict in verdicts.items() if verdict == REACHED]
    back = [
        inside(titles[key]) + (why or {}).get(key, "")
        for key, verdict in verdicts.items()
        if verdict.startswith(FURTHER)
    ]
    for names, one, many in ((reached, "Cible atteinte", "Cibles atteintes"), (back, "Recul", "Reculs")):
        if names:
            yield f"{one if len(names) < 2 else many} : {' ; '.join(names)}."
    late = [inside(titles[key]) for key, verdict in verdicts.items() if verdict.endswith(LATE)]
    if late:
        yield f"En retard sur le rythme de leur objectif : {' ; '.join(late)}."


def progress_text(verdicts: Mapping[str, str], before: AnnualReview | None) -> str:
    """Say in one sentence how many indicators go the right way, and how many are late; empty when none compares."""
    words = (
        (CLOSER, "progresse", "progressent"),
        (_STILL, "ne bouge pas", "ne bougent pas"),
        (FURTHER, "recule", "reculent"),
        (NOT_SIGNIFICANT, "change sans que l’écart soit significatif", "changent sans que l’écart soit significatif"),
    )
    counts = {word: sum(verdict.startswith(word) for verdict in verdicts.values()) for word, _, _ in words}
    compared = sum(counts.values())
    if not compared:
        return ""
    told = [(counts[word], one if counts[word] < 2 else many) for word, one, many in words if counts[word]]
    since = f"au bilan {before.year}" if before else "à une valeur passée"
    late = sum(verdict.endswith(LATE) for verdict in verdicts.values())
    if compared == 1:
        text = f"Un seul indicateur se compare {since} : il {told[0][1]}"
    elif len(told) == 1:
        text = f"Les {cardinal(compared)} indicateurs qui se comparent {since} {told[0][1]}"
    else:
        each = together(f"{cardinal(count)} {verb}" for count, verb in told)
        text = f"Sur les {cardinal(compared)} indicateurs qui se comparent {since}, {each}"
    if not late:
        return f"{text}."
    if compared == 1:
        return f"{text}, en retard sur le rythme de son objectif."
    return f"{text} ; {cardinal(late)} {'est' if late < 2 else 'sont'} en retard sur le rythme de {'son' if late < 2 else 'leur'} objectif."
