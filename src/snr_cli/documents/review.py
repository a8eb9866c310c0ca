"""The yearly account in the words of a document: indicators, actions, change of the footprint, duties, parts, goals."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from snr_cli.catalog.tables import Tables
from snr_cli.documents.agreement import cardinal, counted
from snr_cli.documents.amounts import kilograms, relative, signed
from snr_cli.documents.blocks import Table
from snr_cli.documents.money import change_sentences
from snr_cli.documents.obligations import Obligation, obligations
from snr_cli.documents.targets import figures_of, measured_by, target_of, target_text
from snr_cli.engine.records import CLIMATE, ELECTRICITY, Assessment
from snr_cli.engine.uncertainty import Difference
from snr_cli.estimated_words import estimated_note
from snr_cli.french import number, significant, together
from snr_cli.measures import measure_text
from snr_cli.model.dossier import Dossier
from snr_cli.model.strategy import Action, AnnualReview, Status
from snr_cli.plan.comparison import Comparison, Split
from snr_cli.plan.followed import Row
from snr_cli.plan.indicators import MINERALS, IndicatorYear
from snr_cli.plan.objectives import Reach
from snr_cli.plan.plan import Plan
from snr_cli.titles import inside, listed
from snr_cli.wording import mass, mass_between
from snr_cli.writers.base_words import origin_text
from snr_cli.writers.comparison_words import SHORT, category_label, note_text, partial_years, unsplit_text
from snr_cli.writers.coverage_words import PARTIAL
from snr_cli.writers.plan_table import STATUSES

WHENCE: Final = {
    "activity": "l’activité",
    "ageing": "la lecture du même parc une autre année (âge des appareils, export relu)",
    "method": "la méthode et le périmètre",
    "factors": "la mise à jour des facteurs",
}
# after « vient en entier de »
WHOLLY: Final = {**WHENCE, "method": "la méthode et du périmètre"}
# a document for the public names no file
REREAD: Final = {
    "same_export": (
        "la même liste d’appareils sert aux deux années : ce qui en change vient de l’âge ou de l’année, pas du parc"
    ),
    "same_export_not_apart": (
        "la même liste d’appareils sert aux deux années : ce qui en change n’est pas une évolution du parc, et reste pourtant "
        "compté dans l’activité"
    ),
}
DIRECTIONS: Final = {"up": "à la hausse", "down": "à la baisse"}
# code de l’environnement, L110-1, III; the numbers are those of `annual_reviews[].goals`
GOALS: Final = {
    1: "la lutte contre le changement climatique",
    2: "la préservation de la biodiversité, des milieux et des ressources",
    3: "la cohésion sociale et la solidarité entre les territoires et les générations",
    4: "l’épanouissement de tous les êtres humains",
    5: "la transition vers une économie circulaire",
}
PROGRESS: Final[dict[Status, int]] = {"idea": 0, "planned": 1, "under_way": 2, "done": 3}
# order of the account, then « est terminée », « sont terminées »
COUNTED: Final[dict[Status, tuple[str, str]]] = {
    "done": ("est terminée", "sont terminées"),
    "under_way": ("est engagée", "sont engagées"),
    "planned": ("est prévue", "sont prévues"),
    "idea": ("reste à l’état d’idée", "restent à l’état d’idée"),
    "abandoned": ("est abandonnée", "sont abandonnées"),
}
REACHED, CLOSER, FURTHER, STILL = "cible atteinte", "en progrès", "en recul", "stable"
FIRST, UNKNOWN, AIMLESS, MIXED = "première valeur", "non renseigné", "pour information", "non comparable"
UNSURE, LATE = "écart non significatif", "en retard sur l’objectif"
# the totals of the organisation that an indicator is, and its scale: a kept result gives its value of the year before
TOTALS: Final = {"I-53": (CLIMATE, 1000), "I-55": (MINERALS, 1), "I-56": (ELECTRICITY, 1000)}
NEW: Final = "première fois au bilan"
SAME: Final = 1e-9


@dataclass(frozen=True, slots=True)
class PartView:
    """One of the two parts of the report: whether the review says it covers it, its objectives, its actions by state."""

    covered: bool
    sentences: tuple[str, ...]
    actions: tuple[tuple[str, tuple[str, ...]], ...]
    objectives: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GoalView:
    """One of the five goals of sustainable development, and whether the review says that the strategy serves it."""

    number: int
    name: str
    served: bool


@dataclass(frozen=True, slots=True)
class ReviewView:
    """The last annual review of the dossier; `year` None when there is none, `previous` when it is the first.

    `assessed`: the footprint computed is that of the year of the review. `progress`, `engaged`: indicators and actions in one
    sentence each, for the summary. `in_both`: how many actions are told in both parts. `change` says what became of the footprint,
    `not_compared` what cannot be said of it.
    """

    year: int | None
    previous: int | None
    assessed: bool
    comment: str
    presented_on: str
    budget_debate_on: str
    presented_first: bool
    deliberation: str
    indicators: Table
    indicator_sentences: tuple[str, ...]
    progress: str
    actions: Table
    action_sentences: tuple[str, ...]
    engaged: str
    change: tuple[str, ...]
    change_table: Table
    not_compared: tuple[str, ...]
    obligations: tuple[Obligation, ...]
    internal: PartView
    territory: PartView
    in_both: str
    goals: tuple[GoalView, ...]


def previous_review(dossier: Dossier) -> AnnualReview | None:
    """Return the review before the last one; None when there are not two."""
    years = sorted(dossier.annual_reviews, key=lambda each: each.year)
    return years[-2] if len(years) > 1 else None


def review_view(
    dossier: Dossier,
    assessment: Assessment,
    tables: Tables,
    plan: Plan,
    comparison: Comparison | None = None,
) -> ReviewView:
    """Return the last annual review of a dossier, as templates see it.

    Args:
        dossier: the dossier, inventories read.
        assessment: its footprint.
        tables: the factor tables.
        plan: its plan, for the values of the indicators.
        comparison: the previous review against the assessment; None when the previous one says nothing of the footprint.
    """
    last = max(dossier.annual_reviews, key=lambda each: each.year, default=None)
    before = previous_review(dossier)
    year = last.year if last else None
    at = year if year is not None else dossier.reference_year
    states = {each.id: _state(each, last) for each in dossier.actions}
    rows = [row for row in plan.indicators if row.followed]
    assessed = year == assessment.reference_year
    kept = _kept(comparison if assessed else None)
    measured = measured_by(dossier.objectives, plan.outcomes)
    # what the objective that an indicator measures does not compare, the indicator does not either
    apart = {name for name, found in measured.items() if found.reach is Reach.NOT_COMPARABLE}
    targets = {row.indicator.id: target_of(row.indicator, measured) for row in rows}
    figures = {row.indicator.id: figures_of(measured.get(row.indicator.id)) for row in rows}
    verdicts = {
        row.indicator.id: MIXED
        if row.indicator.id in apart and row.indicator.at(at) is not None
        else _verdict(row, targets[row.indicator.id][0], dossier, before, at, kept)
        for row in rows
    }
    report = last.report if last else None
    change, not_compared = _change(last, before, comparison if assessed else None, tables)
    return ReviewView(
        year,
        before.year if before else None,
        assessed,
        (last.comment if last else None) or "",
        (report.presented_on if report else None) or "",
        (report.budget_debate_on if report else None) or "",
        bool(report and report.presented_first),
        (report.deliberation if report else None) or "",
        _indicators(rows, verdicts, targets, figures, before, at, kept),
        tuple(_indicator_sentences(rows, verdicts, at)),
        _progress(verdicts, before),
        _actions(dossier, states, last, before),
        tuple(_action_sentences(dossier, states, last, before)),
        _engaged(states),
        tuple(change),
        _change_table(comparison if assessed else None),
        tuple(not_compared),
        obligations(dossier, at),
        _part("internal", dossier, states, last, plan),
        _part("territory", dossier, states, last, plan),
        _in_both_parts(dossier),
        tuple(GoalView(rank, name, last is not None and rank in last.goals) for rank, name in GOALS.items()),
    )


def _state(action: Action, review: AnnualReview | None) -> Status:
    """Return the state of an action in a review; that of the dossier where the review does not speak of it."""
    return action.status if review is None else review.actions.get(action.id, action.status)


def _kept(comparison: Comparison | None) -> dict[str, tuple[IndicatorYear, Split]]:
    """Return the indicators that the result kept of the previous review gives, with the split of their change."""
    if comparison is None or not comparison.comparable:
        return {}
    return {
        name: (IndicatorYear(comparison.old.year, split.old / scale, None), split)
        for name, (category, scale) in TOTALS.items()
        if (split := comparison.organisation.get(category)) is not None
    }


Kept = Mapping[str, tuple[IndicatorYear, Split]]


def _before(row: Row, before: AnnualReview | None, at: int, kept: Kept) -> IndicatorYear | None:
    """Return the value that the previous review knew, else that of its kept result, else the last one before the year."""
    if before is not None and (found := row.indicator.at(before.year)) is not None:
        return found
    if row.indicator.id in kept:
        return kept[row.indicator.id][0]
    past = [each for each in row.indicator.years if each.year < at]
    return past[-1] if past else None


def _verdict(row: Row, target: float | None, dossier: Dossier, before: AnnualReview | None, at: int, kept: Kept) -> str:
    """Say in words where an indicator stands: reached, closer, further, and whether it keeps the pace of its objective."""
    indicator = row.indicator
    now, then = indicator.at(at), _before(row, before, at, kept)
    if now is None:
        return UNKNOWN
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
    if split is not None and split.intervals is not None and not split.intervals.change.significant:
        return UNSURE
    moved = sign * (now.value - then.value)
    word = STILL if abs(moved) <= SAME * abs(then.value) else CLOSER if moved > 0 else FURTHER
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
    notes += [PARTIAL] if partial and found.given is None else []
    return f"{text} ({', '.join(notes)})" if notes else text


def _indicators(
    rows: Sequence[Row],
    verdicts: Mapping[str, str],
    targets: Mapping[str, tuple[float | None, int | None]],
    figures: Mapping[str, int],
    before: AnnualReview | None,
    at: int,
    kept: Kept,
) -> Table:
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
                _value(_before(row, before, at, kept), past, figures[row.indicator.id]),
                _value(row.indicator.at(at), at, figures[row.indicator.id], partial=row.indicator.partial),
                target_text(*targets[row.indicator.id], figures[row.indicator.id]),
                measure_text(row.indicator.unit) or "—",
                DIRECTIONS.get(row.indicator.direction, "—"),
                verdicts[row.indicator.id],
            )
            for row in rows
        ),
        (False, True, True, True, False, False, False),
    )


def _indicator_sentences(rows: Sequence[Row], verdicts: Mapping[str, str], at: int) -> Iterable[str]:
    """Say how many indicators are known, and name those that reach their target, go back or are late."""
    if not rows:
        return
    titles = {row.indicator.id: row.indicator.title for row in rows}
    known = sum(verdict != UNKNOWN for verdict in verdicts.values())
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
    back = [inside(titles[key]) for key, verdict in verdicts.items() if verdict.startswith(FURTHER)]
    for names, one, many in ((reached, "Cible atteinte", "Cibles atteintes"), (back, "Recul", "Reculs")):
        if names:
            yield f"{one if len(names) < 2 else many} : {' ; '.join(names)}."
    late = [inside(titles[key]) for key, verdict in verdicts.items() if verdict.endswith(LATE)]
    if late:
        yield f"En retard sur le rythme de leur objectif : {' ; '.join(late)}."


def _progress(verdicts: Mapping[str, str], before: AnnualReview | None) -> str:
    """Say in one sentence how many indicators go the right way, and how many are late; empty when none compares."""
    words = (
        (CLOSER, "progresse", "progressent"),
        (STILL, "ne bouge pas", "ne bougent pas"),
        (FURTHER, "recule", "reculent"),
        (UNSURE, "change sans que l’écart soit significatif", "changent sans que l’écart soit significatif"),
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


def _actions(
    dossier: Dossier, states: Mapping[str, Status], last: AnnualReview | None, before: AnnualReview | None
) -> Table:
    now = f"Bilan {last.year}" if last else "État"
    columns = ("Action", f"Bilan {before.year}", now, "Changement") if before else ("Action", now)
    rows: list[tuple[str, ...]] = []
    for action in dossier.actions:
        state = STATUSES[states[action.id]]
        if before is None:
            rows.append((action.title, state))
            continue
        then = before.actions.get(action.id)
        rows.append(
            (action.title, STATUSES[then] if then else "—", state, _moved(then, states[action.id]) or "sans changement")
        )
    return Table("État des actions", columns, tuple(rows))


def _moved(then: Status | None, now: Status) -> str:
    """Say what became of an action since the previous review; nothing when nothing did."""
    if then is None:
        return NEW
    if then == now:
        return ""
    if now == "abandoned":
        return "abandonnée"
    if then == "abandoned":
        return "reprise"
    if PROGRESS[now] < PROGRESS[then]:
        return "remise en question"
    return {"done": "terminée", "under_way": "engagée", "planned": "décidée"}.get(now, "")


def _action_sentences(
    dossier: Dossier, states: Mapping[str, Status], last: AnnualReview | None, before: AnnualReview | None
) -> Iterable[str]:
    """Count the actions by state, then name those that moved since the previous review."""
    if not dossier.actions:
        return
    counts = {state: sum(each == state for each in states.values()) for state in COUNTED}
    if len(states) == 1:
        yield f"L’unique action {COUNTED[next(iter(states.values()))][0]}."
    else:
        found = {state: count for state, count in counts.items() if count}
        yield (
            f"Les {cardinal(len(states))} actions {COUNTED[next(iter(found))][1]}."
            if len(found) == 1
            else f"Sur {counted(len(states), 'action', feminine=True)}, {_told(found)}."
        )
    aside = counts["idea"] + counts["abandoned"]
    if aside and aside < len(states):
        kinds = "à l’état d’idée" if counts["idea"] else "abandonnée"
        name = next((each.title for each in dossier.actions if states[each.id] in ("idea", "abandoned")), "")
        yield (
            f"La stratégie en compte {cardinal(len(states) - aside, feminine=True)} : celle qui est {kinds}, « {name} », n’y figure pas."
            if aside == 1
            else f"La stratégie en compte {cardinal(len(states) - aside, feminine=True)} : les {cardinal(aside)} autres, à l’état d’idée ou abandonnées, "
            "n’y figurent pas."
        )
    if before is None:
        return
    moved: dict[str, list[str]] = {}
    for action in dossier.actions:
        word = _moved(before.actions.get(action.id), states[action.id])
        if word:
            moved.setdefault(word, []).append(action.title)
    new = moved.pop(NEW, [])
    for word, titles in moved.items():
        agreed = word if len(titles) < 2 else f"{word}s"
        yield f"{agreed[:1].upper()}{agreed[1:]} depuis le bilan {before.year} : {listed(titles)}."
    if not moved and before.actions:
        yield f"Aucune action n’a changé d’état depuis le bilan {before.year}."
    if new and before.actions:
        text = counted(len(new), "action", feminine=True)
        verb = "figure" if len(new) < 2 else "figurent"
        yield f"{text[:1].upper()}{text[1:]} {verb} au bilan pour la première fois."


def _change(
    last: AnnualReview | None, before: AnnualReview | None, comparison: Comparison | None, tables: Tables
) -> tuple[list[str], list[str]]:
    """Say what became of the footprint since the previous review, and what cannot be said."""
    if last is None or before is None:
        return [], []
    if comparison is None:
        pair = before.footprint.get(CLIMATE), last.footprint.get(CLIMATE)
        if pair[0] is None or pair[1] is None:
            return [], []
        return [
            f"Le bilan {before.year} a publié {mass(pair[0])}, le bilan {last.year} {mass(pair[1])}. Ce sont deux totaux "
            "publiés : rien ne dit si leur différence vient de l’activité, de la méthode ou des facteurs."
        ], []
    if not comparison.comparable:
        return _published(before, comparison)
    split = comparison.organisation.get(CLIMATE)
    said = [*_split(split, comparison), *change_sentences(comparison, tables)] if split is not None else []
    said += [f"L’empreinte de {year} est {text}." for year, text in partial_years(comparison, CLIMATE)]
    notes = [*comparison.not_compared, *comparison.notes]
    joined = ("category_one_side", "mixture_not_assessed", "same_export", "same_export_not_apart")
    told = [note_text(note, comparison, tables) for note in notes if note.code not in joined]
    alone = [category_label(note.subject, tables) for note in notes if note.code == "category_one_side"]
    told += [REREAD[code] for code in REREAD if any(note.code == code for note in notes)]
    unsplit = [category_label(note.subject, tables) for note in notes if note.code == "mixture_not_assessed"]
    if unsplit:
        told.append(unsplit_text(unsplit))
    if alone:
        told.append(f"évalué une année sur deux seulement : {together(dict.fromkeys(alone))}")
    return said, [f"{each[:1].upper()}{each[1:]}." for each in told]


def _published(before: AnnualReview, comparison: Comparison) -> tuple[list[str], list[str]]:
    """Say that a published total does not compare with a computed one."""
    pair = comparison.published.get(CLIMATE)
    note = estimated_note(comparison.estimated_in())
    rests = f" ({note})" if note else ""
    said = []
    if pair is not None:
        said.append(
            f"Le bilan {before.year} a publié {mass(pair[0])} pour l’organisation ({origin_text(before.footprint_from)}) ; le calcul de {comparison.new.year} donne "
            f"{mass(pair[1])}{rests}{'' if comparison.is_total(CLIMATE) else f' ({PARTIAL})'}. La différence entre les deux ne mesure pas une évolution."
        )
    return said, [
        f"Du bilan {before.year}, seul le total est connu : l’écart ne peut donc pas être partagé entre ce qui "
        "vient de l’activité, de la méthode et des facteurs.",
        "Le résultat complet du calcul, gardé d’une année sur l’autre, permettra ce partage au prochain bilan.",
    ]


def _split(split: Split, comparison: Comparison) -> Iterable[str]:
    """Say the change and its parts, and whether it may be nothing."""
    old, new = comparison.old.year, comparison.new.year
    share = f", soit {relative(split.change / split.old)}" if split.old else ""
    notes = [estimated_note(shares.get("", 0.0)) for shares in comparison.estimated]
    rests = (
        f" ({' ; '.join(f'{year} : {note}' for year, note in zip((old, new), notes, strict=True) if note)})"
        if any(notes)
        else ""
    )
    yield (
        f"De {old} à {new}, l’empreinte de l’organisation passe de {mass(split.old)} à {mass(split.new)}{share}{rests}."
        if split.change
        else f"De {old} à {new}, l’empreinte de l’organisation reste de {mass(split.new)}{rests}."
    )
    parts = [
        (name, getattr(split, name)) for name in SHORT if abs(getattr(split, name)) >= SAME * max(split.old, split.new)
    ]
    if split.change and len(parts) == 1:
        yield f"Cet écart vient en entier de {WHOLLY[parts[0][0]]}."
    elif split.change and parts:
        told = [f"{_signed(value, 2)} pour {WHENCE[name]}" for name, value in parts]
        yield f"Cet écart additionne {together(told)}."
    whole = split.intervals.change if split.intervals and comparison.is_total(CLIMATE) else None
    if whole is not None and whole.low < whole.high:
        yield (
            f"Neuf fois sur dix, l’écart est compris {mass_between(whole.low, whole.high)}"
            + (
                "."
                if whole.significant
                else " : c’est un écart non significatif, on ne peut affirmer ni une hausse ni une baisse."
            )
        )


def _change_table(comparison: Comparison | None) -> Table:
    """Return the change by part, with its interval."""
    split = comparison.organisation.get(CLIMATE) if comparison is not None and comparison.comparable else None
    if split is None or comparison is None:
        return Table("Évolution de l’empreinte de l’organisation", (), ())

    def row(label: str, value: float, found: Difference | None) -> tuple[str, str, str]:
        if found is None or not found.low < found.high:
            return label, _signed(value), "—"
        text = mass_between(found.low, found.high)
        return label, _signed(value), text if found.significant else f"{text} (écart non significatif)"

    between = split.intervals if comparison.is_total(CLIMATE) else None  # a partial sum has no interval
    return Table(
        f"Évolution de l’empreinte de l’organisation de {comparison.old.year} à {comparison.new.year}",
        ("Part de l’écart", "Valeur", "Intervalle"),
        (
            row("Activité : quantités, durées de vie, volumes", split.activity, between and between.activity),
            *(
                [
                    row(
                        "Même parc, autre année : âge des appareils, export relu",
                        split.ageing,
                        between and between.ageing,
                    )
                ]
                if split.ageing
                else []
            ),
            row("Méthode et périmètre", split.method, between and between.method),
            row("Facteurs et électricité de l’année", split.factors, between and between.factors),
            row("Écart total", split.change, between and between.change),
        ),
        (False, True, True),
    )


def _signed(change: float, figures: int = 3) -> str:
    """Write a change with its sign, or that there is none."""
    if abs(change) < SAME:
        return "aucun"
    return signed(change, kilograms(change, figures))


def _engaged(states: Mapping[str, Status]) -> str:
    """Say in one sentence how many actions have begun; empty without an action."""
    begun, every = sum(state in ("under_way", "done") for state in states.values()), len(states)
    if not states:
        return ""
    if begun == every > 1:
        return f"Les {cardinal(begun)} actions sont engagées ou terminées."
    if not begun and every > 1:
        return f"Aucune des {cardinal(every)} actions n’est engagée ni terminée."
    text = cardinal(begun, feminine=True)
    verb = (
        ("n’est engagée ni terminée", "est engagée ou terminée")[begun] if begun < 2 else "sont engagées ou terminées"
    )
    of = f"action{'s' if begun > 1 else ''} sur {cardinal(every, feminine=True)}"
    return f"{text[:1].upper()}{text[1:]} {of} {verb}."


def _in_both_parts(dossier: Dossier) -> str:
    """Say how many actions both parts tell, since they serve objectives of both; empty when none does."""
    of = {each.id: each.perimeter for each in dossier.objectives}
    both = sum(
        {"organisation", "territory"} <= {of[each] for each in action.objectives if each in of}
        for action in dossier.actions
    )
    if not both:
        return ""
    text = counted(both, "action", feminine=True)
    verb = ("sert", "figure") if both == 1 else ("servent", "figurent")
    return f"{text[:1].upper()}{text[1:]} {verb[0]} des objectifs des deux volets, et {verb[1]} donc dans l’un et dans l’autre."


def _part(name: str, dossier: Dossier, states: Mapping[str, Status], last: AnnualReview | None, plan: Plan) -> PartView:
    """Return a part of the report: the actions and the objectives of the organisation, or those of the territory."""
    perimeter = "organisation" if name == "internal" else "territory"
    of = {each.id: each.perimeter for each in dossier.objectives}
    mine = [
        action
        for action in dossier.actions
        if perimeter in {of[each] for each in action.objectives if each in of}
        or (perimeter == "organisation" and not any(each in of for each in action.objectives))
    ]
    by_state = {state: tuple(each.title for each in mine if states[each.id] == state) for state in COUNTED}
    return PartView(
        last is not None and name in last.part,
        tuple(_part_sentences({state: len(titles) for state, titles in by_state.items() if titles})),
        tuple(
            (STATUSES[state] if len(titles) < 2 else f"{STATUSES[state]}s", tuple(map(inside, titles)))
            for state, titles in by_state.items()
            if titles
        ),
        tuple(each.title for each in plan.outcomes if each.perimeter == perimeter),
    )


def _part_sentences(counts: Mapping[Status, int]) -> Iterable[str]:
    total = sum(counts.values())
    if total == 1:
        yield f"La seule action de ce volet {COUNTED[next(iter(counts))][0]}."
    elif total:
        yield (
            f"Les {cardinal(total)} actions de ce volet {COUNTED[next(iter(counts))][1]}."
            if len(counts) == 1
            else f"Ce volet compte {counted(total, 'action', feminine=True)} : {_told(counts)}."
        )


def _told(counts: Mapping[Status, int]) -> str:
    """Say how many actions are in each state: une est terminée, onze sont engagées."""
    return together(
        f"{cardinal(count, feminine=True)} {COUNTED[state][0 if count < 2 else 1]}" for state, count in counts.items()
    )
