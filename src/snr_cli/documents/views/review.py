"""The yearly account of the strategy: what was asked for, what moved, what the report holds."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import fsum
from typing import Final

from snr_cli.catalog.tables import Tables
from snr_cli.documents.amounts import kilograms, relative
from snr_cli.documents.templates import Prose
from snr_cli.documents.views.actions import action_numbers, by_number
from snr_cli.documents.views.objectives import (
    CLOSER,
    FURTHER,
    LATE,
    NO_VALUE,
    PLAN_DONE,
    REACHED,
    UNMOVED,
    aims_table,
    citizen_lines,
    indicators_table,
    kept_values,
    measured_by,
    standing_of,
)
from snr_cli.documents.views.obligations import facts_since, obligations
from snr_cli.documents.views.records import ActionTold, GoalView, PartView, ReviewView
from snr_cli.engine.records import CLIMATE, Assessment
from snr_cli.french.numbers import cardinal, counted, euros, inside, percent, signed, together
from snr_cli.french.words.terms import ACTION_STATUSES, estimated_note, mass, mass_between
from snr_cli.model.dossier import Dossier
from snr_cli.model.strategy import Action, ActionReview, ActionStatus, AnnualReview, Tax
from snr_cli.plan.calendar import missed
from snr_cli.plan.means import YearAmount, money_of, sum_by_tax
from snr_cli.plan.past_years import SAME, ChangeParts, Comparison
from snr_cli.plan.plan import FollowedRow, Plan
from snr_cli.results.effects import change_is_of_totals, shown_bounds
from snr_cli.results.records import FigureBounds, Table
from snr_cli.results.sentences.compared import (
    PARTS,
    category_label,
    note_text,
    partial_years,
    spending_text,
    unsplit_text,
)
from snr_cli.results.sentences.coverage import NOT_SIGNIFICANT, ONE_SOURCE, PARTIAL_WORD
from snr_cli.results.sentences.verdict import origin_text

NOT_SAID = "non dit"


@dataclass(frozen=True, slots=True)
class YearMoney:
    """What was planned and spent of an action in a year, in words, and in euros of one basis where both are said."""

    planned: str
    spent: str
    both: tuple[float, float, Tax] | None

    @property
    def known(self) -> bool:
        """Say whether one of them is said."""
        return (self.planned, self.spent) != (NOT_SAID, NOT_SAID)


def year_money(told: ActionReview | None, amounts: Iterable[YearAmount], year: int, rate: float | None) -> YearMoney:
    """Return what was planned and spent in a year.

    Args:
        told: what the account says of the action.
        amounts: its budget, line by line.
        year: the year of the account.
        rate: what converts before tax and with tax; None without one.
    """
    of_year = [amount for amount in amounts if amount.year == year]
    spent = told.spent_eur if told is not None else None
    if told is None or spent is None:
        return YearMoney(_by_tax(of_year), NOT_SAID, None)
    tax = "" if of_year and all(amount.staff for amount in of_year) else f" {told.tax.upper()}"  # staff bears no tax
    said = f"{euros(spent)}{tax}"
    converted = [amount.in_tax(told.tax, rate) for amount in of_year]
    if not of_year or None in converted:
        return YearMoney(_by_tax(of_year), said, None)
    planned = fsum(eur for eur in converted if eur is not None)
    return YearMoney(f"{euros(planned)}{tax}", said, (planned, spent, told.tax))


def _by_tax(amounts: Sequence[YearAmount]) -> str:
    """Write amounts as they are said; a line that pays staff bears no tax."""
    staff = fsum(amount.eur for amount in amounts if amount.staff)
    texts = [euros(staff)] if staff else []
    texts += [f"{euros(eur)} {tax.upper()}" for tax, eur in sum_by_tax(e for e in amounts if not e.staff).items()]
    return " et ".join(texts) or NOT_SAID


def sheets(
    dossier: Dossier,
    states: Mapping[str, ActionStatus],
    last: AnnualReview | None,
    numbers: Mapping[str, str],
) -> tuple[tuple[ActionTold, ...], tuple[ActionTold, ...]]:
    """Return the actions that slipped or met a difficulty, then the others of which the account says something."""
    if last is None:
        return (), ()
    slipped: list[ActionTold] = []
    going: list[ActionTold] = []
    for action in dossier.actions:
        told, state = last.actions.get(action.id), states[action.id]
        late = _late(action, state, last.year)
        told = told or ActionReview(status=state)
        if not (told.done or told.difficulty or told.next or told.proof or late):
            continue
        sheet = ActionTold(
            number=numbers.get(action.id, ""),
            title=action.title,
            state=ACTION_STATUSES[state],
            late=late,
            done=told.done or "",
            difficulty=told.difficulty or "",
            next=told.next or "",
            proof=told.proof or "",
        )
        (slipped if told.difficulty or late else going).append(sheet)
    # by axis then rank, what has no number last
    slipped.sort(key=lambda sheet: by_number(sheet.number))
    going.sort(key=lambda sheet: by_number(sheet.number))
    return tuple(slipped), tuple(going)


def _late(action: Action, state: ActionStatus, year: int) -> str:
    """Say how an action is behind its calendar at the end of a year; empty when it is not."""
    said = {"start": "début prévu", "end": "fin prévue"}
    key = missed(action, state, year)
    return f"{said[key]} en {getattr(action.schedule, key)}" if key else ""


def unsaid_actions(
    dossier: Dossier, states: Mapping[str, ActionStatus], last: AnnualReview | None, before: AnnualReview | None
) -> tuple[str, ...]:
    """Return the titles of the actions under way, or finished in the year, of which the account does not say what was done."""
    finished = {name for name, state in (before.states if before else {}).items() if state == "done"}
    told = last.actions if last is not None else {}
    return tuple(
        action.title
        for action in dossier.actions
        if (states[action.id] == "under_way" or (states[action.id] == "done" and action.id not in finished))
        and not (action.id in told and told[action.id].done)
    )


def spending_table(dossier: Dossier, plan: Plan, last: AnnualReview | None, numbers: Mapping[str, str]) -> Table:
    """Return what was planned and spent in the year, action by action, then of those where both are said; no row when nothing is."""
    year = last.year if last is not None else plan.reference_year
    rate = money_of(dossier).vat
    rows: list[tuple[str, ...]] = []
    both: list[tuple[float, float, Tax]] = []
    for row in sorted(plan.means.actions, key=lambda action: by_number(numbers[action.id])):
        money = year_money(last.actions.get(row.id) if last else None, row.amounts, year, rate)
        if not money.known:
            continue
        rows.append((numbers[row.id], row.title, money.planned, money.spent, _gap(money)))
        both += [money.both] if money.both else []
    for shared in plan.means.shared:
        if any(amount.year == year for amount in shared.amounts):
            money = year_money(None, shared.amounts, year, rate)
            rows.append(("", shared.title or "Moyens communs", money.planned, NOT_SAID, "—"))
    for tax in sorted({tax for *_, tax in both}):
        of_tax = [(planned, spent) for planned, spent, tax_said in both if tax_said == tax]
        if len(of_tax) > 1:
            planned, spent = (fsum(column) for column in zip(*of_tax, strict=True))
            label = tax.upper()
            rows.append(
                (
                    "",
                    f"Ensemble des {len(of_tax)} actions dont les deux montants sont dits",
                    f"{euros(planned)} {label}",
                    f"{euros(spent)} {label}",
                    _gap(YearMoney("", "", (planned, spent, tax))),
                )
            )
    return Table(
        f"Budget de {year} : prévu et dépensé",
        ("N°", "Action", "Prévu", "Dépensé", "Écart"),
        tuple(rows),
        (False, False, True, True, True),
    )


def _gap(money: YearMoney) -> str:
    """Write what was spent over what was planned: −2 600 € (−22 %)."""
    if money.both is None:
        return "—"
    planned, spent, _ = money.both
    gap = spent - planned
    if round(gap) == 0:
        return "aucun"
    sign = "+" if gap > 0 else "−"
    share = f" ({sign}{percent(abs(gap) / planned)})" if planned else ""
    return f"{sign}{euros(abs(gap))}{share}"


def unsaid_money(dossier: Dossier, plan: Plan, states: Mapping[str, ActionStatus], last: AnnualReview | None) -> int:
    """Return how many actions under way, or finished in the year, have neither a budget nor a spending of the year."""
    if last is None:
        return 0
    rate = money_of(dossier).vat
    ends = {action.id: action.schedule.end for action in dossier.actions if action.schedule and action.schedule.end}
    return sum(
        (states[row.id] == "under_way" or (states[row.id] == "done" and ends.get(row.id, last.year) >= last.year))
        and not year_money(last.actions.get(row.id), row.amounts, last.year, rate).known
        for row in plan.means.actions
    )


_PROGRESS: Final[dict[ActionStatus, int]] = {"idea": 0, "planned": 1, "under_way": 2, "done": 3}
ACCOUNT_STATES: Final[tuple[ActionStatus, ...]] = (
    "done",
    "under_way",
    "planned",
    "idea",
    "abandoned",
)  # order of the account
OUT_OF_FORCE: Final = ("idea", "abandoned")  # no measure of the strategy
FIRST_TIME: Final = "première fois au bilan"


def actions_table(
    dossier: Dossier,
    states: Mapping[str, ActionStatus],
    last: AnnualReview | None,
    before: AnnualReview | None,
    numbers: Mapping[str, str],
) -> Table:
    """Return the state of each action, in the last account and now."""
    now = f"Bilan {last.year}" if last else "État"
    columns = ("N°", "Action", f"Bilan {before.year}", now, "Changement") if before else ("N°", "Action", now)
    rows: list[tuple[str, ...]] = []
    for action in sorted(dossier.actions, key=lambda each: by_number(numbers.get(each.id, ""))):
        state = ACTION_STATUSES[states[action.id]]
        if before is None:
            rows.append((numbers.get(action.id, "—"), action.title, state))
            continue
        then = before.states.get(action.id)
        rows.append(
            (
                numbers.get(action.id, "—"),
                action.title,
                ACTION_STATUSES[then] if then else "—",
                state,
                _moved(then, states[action.id]) or "sans changement",
            )
        )
    return Table("État des actions", columns, tuple(rows))


def _moved(then: ActionStatus | None, now: ActionStatus) -> str:
    """Say what became of an action since the previous review; nothing when nothing did."""
    if then is None:
        return FIRST_TIME
    if then == now:
        return ""
    if now == "abandoned":
        return "abandonnée"
    if then == "abandoned":
        return "reprise"
    if _PROGRESS[now] < _PROGRESS[then]:
        return "remise en question"
    return {"done": "terminée", "under_way": "engagée", "planned": "décidée"}.get(now, "")


def moved_actions(
    dossier: Dossier, states: Mapping[str, ActionStatus], before: AnnualReview | None
) -> Mapping[str, list[str]]:
    """Return the titles of the actions that moved since the previous review, by what became of them."""
    earlier, moved = before.states if before is not None else {}, dict[str, list[str]]()
    for action in dossier.actions:
        if word := _moved(earlier.get(action.id), states[action.id]):
            moved.setdefault(word, []).append(action.title)
    return moved


def counted_states(states: Iterable[ActionStatus]) -> dict[ActionStatus, int]:
    """Return how many actions are in each state, in the order of the account; nothing of one that none is in."""
    every = list(states)
    return {state: every.count(state) for state in ACCOUNT_STATES if state in every}


def in_both_parts(dossier: Dossier) -> int:
    """Return how many actions both parts tell, since they serve objectives of both."""
    of = {objective.id: objective.perimeter for objective in dossier.objectives}
    return sum(
        {"organisation", "territory"} <= {of[objective] for objective in action.objectives if objective in of}
        for action in dossier.actions
    )


def part_view(
    name: str,
    dossier: Dossier,
    states: Mapping[str, ActionStatus],
    last: AnnualReview | None,
    plan: Plan,
    numbers: Mapping[str, str],
    said: Prose,
) -> PartView:
    """Return a part of the report: the actions and the objectives of the organisation, or those of the territory, by number."""
    perimeter = "organisation" if name == "internal" else "territory"
    of = {objective.id: objective.perimeter for objective in dossier.objectives}
    mine = [
        action
        for action in dossier.actions
        if perimeter in {of[objective] for objective in action.objectives if objective in of}
        or (perimeter == "organisation" and not any(objective in of for objective in action.objectives))
    ]
    by_state = {
        state: tuple(
            numbers.get(action.id) or inside(action.title)
            for action in sorted(mine, key=lambda action: by_number(numbers.get(action.id, "")))
            if states[action.id] == state
        )
        for state in ACCOUNT_STATES
    }
    return PartView(
        covered=last is not None and name in last.part,
        sentences=said.lines("part", {state: len(titles) for state, titles in by_state.items() if titles}),
        actions=tuple(
            (ACTION_STATUSES[state] if len(titles) < 2 else f"{ACTION_STATUSES[state]}s", titles)
            for state, titles in by_state.items()
            if titles
        ),
        objectives=tuple(str(rank) for rank, outcome in enumerate(plan.outcomes, 1) if outcome.perimeter == perimeter),
    )


def account_said(
    dossier: Dossier,
    states: Mapping[str, ActionStatus],
    before: AnnualReview | None,
    rows: Sequence[FollowedRow],
    verdicts: Mapping[str, str],
    at: int,
) -> Prose:
    """Return the sentences of an account on its actions and its indicators."""
    titles = {row.indicator.id: inside(row.indicator.title) for row in rows}
    # the plan grew since the account before, which alone makes its progress fall
    now, then = (
        sum(state not in OUT_OF_FORCE for state in states_then)
        for states_then in (states.values(), before.states.values() if before else ())
    )
    longer = f" (le plan est passé de {cardinal(then, feminine=True)} à {counted(now, 'action', feminine=True)})"
    return Prose(
        "bilan",
        at=at,
        before=before,
        counts=counted_states(states.values()),
        aside=[action for action in dossier.actions if states[action.id] in OUT_OF_FORCE],
        moved=moved_actions(dossier, states, before),
        first_time=FIRST_TIME,
        verdicts=verdicts,
        unknown=NO_VALUE,
        closer=CLOSER,
        still=UNMOVED,
        further=FURTHER,
        unsure=NOT_SIGNIFICANT,
        reached=[titles[key] for key, verdict in verdicts.items() if verdict == REACHED],
        back=[
            titles[key] + (longer if key == PLAN_DONE and now > then > 0 else "")
            for key, verdict in verdicts.items()
            if verdict.startswith(FURTHER)
        ],
        late=[titles[key] for key, verdict in verdicts.items() if verdict.endswith(LATE)],
    )


def progress_text(said: Prose, verdicts: Mapping[str, str]) -> str:
    """Say in one sentence how many indicators go the right way, and how many are late; empty when none compares."""
    words = (CLOSER, UNMOVED, FURTHER, NOT_SIGNIFICANT)
    counts = {word: sum(verdict.startswith(word) for verdict in verdicts.values()) for word in words}
    late = sum(verdict.endswith(LATE) for verdict in verdicts.values())
    return said.text("progress", {word: count for word, count in counts.items() if count}, late)


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


def footprint_change(
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
    said = (
        list(filter(None, (*_split(split, comparison), spending_text(comparison, tables)))) if split is not None else []
    )
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
    return said, [f"{sentence[:1].upper()}{sentence[1:]}." for sentence in told]


def _published(before: AnnualReview, comparison: Comparison) -> tuple[list[str], list[str]]:
    """Say that a published total does not compare with a computed one."""
    pair = comparison.published.get(CLIMATE)
    note = estimated_note(comparison.estimated_in())
    rests = f" ({note})" if note else ""
    said = []
    if pair is not None:
        said.append(
            f"Le bilan {before.year} a publié {mass(pair[0])} pour l’organisation ({origin_text(before.footprint_from)}) ; le calcul de {comparison.new.year} donne "
            f"{mass(pair[1])}{rests}{'' if change_is_of_totals(comparison, CLIMATE) else f' ({PARTIAL_WORD})'}. La différence entre les deux ne mesure pas une évolution."
        )
    return said, [
        f"Du bilan {before.year}, seul le total est connu : l’écart ne peut donc pas être partagé entre ce qui "
        "vient de l’activité, de la méthode et des facteurs.",
        "Le résultat complet du calcul, gardé d’une année sur l’autre, permettra ce partage au prochain bilan.",
    ]


def _split(split: ChangeParts, comparison: Comparison) -> Iterable[str]:
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
        (name, getattr(split, name)) for name in PARTS if abs(getattr(split, name)) >= SAME * max(split.old, split.new)
    ]
    if split.change and len(parts) == 1:
        yield f"Cet écart vient en entier de {PARTS[parts[0][0]].wholly}."
    elif split.change and parts:
        told = [f"{_signed(value, 2)} pour {PARTS[name].whence}" for name, value in parts]
        yield f"Cet écart additionne {together(told)}."
    bounds = shown_bounds(comparison, CLIMATE).get("change")
    if bounds is not None:
        doubt = " : c’est un écart non significatif, on ne peut affirmer ni une hausse ni une baisse"
        between = mass_between(*bounds, split.change)
        yield f"L’écart est compris {between}, {ONE_SOURCE}{doubt if bounds.holds_zero else ''}."


def change_table(comparison: Comparison | None) -> Table:
    """Return the change by part, with its interval."""
    split = comparison.organisation.get(CLIMATE) if comparison is not None and comparison.comparable else None
    if split is None or comparison is None:
        return Table("Évolution de l’empreinte de l’organisation", (), ())

    def row(label: str, value: float, bounds: FigureBounds | None) -> tuple[str, str, str]:
        if bounds is None:
            return label, _signed(value), "—"
        doubt = f" ({NOT_SIGNIFICANT})" if bounds.holds_zero else ""
        return label, _signed(value), f"{mass_between(*bounds, value)}{doubt}"

    between = shown_bounds(comparison, CLIMATE)
    return Table(
        f"Évolution de l’empreinte de l’organisation de {comparison.old.year} à {comparison.new.year}",
        ("Part de l’écart", "Valeur", "Intervalle"),
        (
            row("Activité : quantités, durées de vie, volumes", split.activity, between.get("activity")),
            *(
                [
                    row(
                        "Même parc, autre année : âge des appareils, export relu",
                        split.ageing,
                        between.get("ageing"),
                    )
                ]
                if split.ageing
                else []
            ),
            row("Méthode et périmètre", split.method, between.get("method")),
            row("Facteurs et électricité de l’année", split.factors, between.get("factors")),
            row("Écart total", split.change, between.get("change")),
        ),
        (False, True, True),
    )


def _signed(change: float, figures: int = 3) -> str:
    """Write a change with its sign, or that there is none."""
    return "aucun" if abs(change) < SAME else signed(change, kilograms(change, figures))


# code de l’environnement, L110-1, III; the numbers are those of `annual_reviews[].goals`
GOALS: Final = {
    1: "la lutte contre le changement climatique",
    2: "la préservation de la biodiversité, des milieux et des ressources",
    3: "la cohésion sociale et la solidarité entre les territoires et les générations",
    4: "l’épanouissement de tous les êtres humains",
    5: "la transition vers une économie circulaire",
}


# what tells that an action goes the way of a goal, when the account does not: its themes of the decree; for the climate, its objective
_GOAL_THEMES: Final = {2: {2}, 3: {5}, 4: {4}, 5: {1, 2}}


def previous_review(dossier: Dossier) -> AnnualReview | None:
    """Return the review before the last one; None when there are not two."""
    years = sorted(dossier.annual_reviews, key=lambda review: review.year)
    return years[-2] if len(years) > 1 else None


def review_view(
    dossier: Dossier,
    assessment: Assessment,
    tables: Tables,
    plan: Plan,
    comparison: Comparison | None = None,
    as_of: str = "",
) -> ReviewView:
    """Return the last annual review of a dossier, as templates see it.

    Args:
        dossier: the dossier, inventories read.
        assessment: its footprint.
        tables: the factor tables.
        plan: its plan, for the values of the indicators.
        comparison: the previous review against the assessment; None when the previous one says nothing of the footprint.
        as_of: the day of the factors that the footprint is computed with.
    """
    last = max(dossier.annual_reviews, key=lambda review: review.year, default=None)
    before = previous_review(dossier)
    year = last.year if last else None
    at = year if year is not None else dossier.reference_year
    rows = [row for row in plan.indicators if row.followed]
    assessed = year == assessment.reference_year
    kept = kept_values(comparison if assessed else None)
    measured = measured_by(dossier.objectives, plan.outcomes)
    verdicts = {row.indicator.id: standing_of(row, measured, dossier, before, at, kept) for row in rows}
    report = last.report if last else None
    # an account that was noted tells nothing later than the day it was presented
    noted = (report.presented_on or "") if report and report.deliberation else ""
    states = {action.id: state_of(action, last, noted) for action in dossier.actions}
    numbers = action_numbers(dossier)
    said = account_said(dossier, states, before, rows, verdicts, at)
    slipped, going = sheets(dossier, states, last, numbers)
    change, not_compared = footprint_change(last, before, comparison if assessed else None, tables)
    return ReviewView(
        year=year,
        previous=before.year if before else None,
        assessed=assessed,
        comment=(last.comment if last else None) or "",
        presented_on=(report.presented_on if report else None) or "",
        budget_debate_on=(report.budget_debate_on if report else None) or "",
        presented_first=bool(report and report.presented_first),
        deliberation=(report.deliberation if report else None) or "",
        aims=aims_table(plan, dossier, at, before, verdicts, kept),
        indicators=indicators_table(
            [row for row in rows if row.objectives and row.indicator.id not in measured],
            verdicts,
            measured,
            before,
            at,
            kept,
        ),
        followed=indicators_table(rows, verdicts, measured, before, at, kept),
        indicator_sentences=said.lines("indicators"),
        progress=progress_text(said, verdicts),
        actions=actions_table(dossier, states, last, before, numbers),
        action_sentences=said.lines("actions"),
        engaged=said.text("engaged"),
        slipped=slipped,
        going=going,
        unsaid=unsaid_actions(dossier, states, last, before),
        spending=spending_table(dossier, plan, last, numbers),
        unsaid_money=unsaid_money(dossier, plan, states, last),
        citizens=(last.citizens if last else None) or "",
        citizen_lines=tuple(citizen_lines(plan, dossier, before, at)),
        design=(last.design if last else None) or "",
        conduct=(last.conduct if last else None) or "",
        evaluation=(last.evaluation if last else None) or "",
        change=tuple(change),
        change_table=change_table(comparison if assessed else None),
        not_compared=tuple(not_compared),
        obligations=obligations(dossier, at, noted),
        internal=part_view("internal", dossier, states, last, plan, numbers, said),
        territory=part_view("territory", dossier, states, last, plan, numbers, said),
        in_both=said.text("in_both", in_both_parts(dossier)),
        recomputed=as_of if noted and assessed and as_of > noted else "",
        since=facts_since(dossier, at, noted) + (last.since if last and noted else ()),
        goals=tuple(_goal(rank, name, dossier, states, last, numbers) for rank, name in GOALS.items()),
    )


def state_of(action: Action, review: AnnualReview | None, noted: str = "") -> ActionStatus:
    """Return the state of an action in a review; that of the dossier where the review does not speak of it.

    `noted`: the day that the review was presented, when it was noted: what began later was planned then.
    """
    later = noted and action.started_on is not None and action.started_on > noted
    return "planned" if later else action.status if review is None else review.states.get(action.id, action.status)


def _goal(
    rank: int,
    name: str,
    dossier: Dossier,
    states: Mapping[str, ActionStatus],
    last: AnnualReview | None,
    numbers: Mapping[str, str],
) -> GoalView:
    """Return a goal, and what serves it: the words of the account, else the actions begun that go its way."""
    said = [goal for goal in last.goals if goal.goal == rank] if last is not None else []
    on_footprint = {objective.id for objective in dossier.objectives if objective.category is not None}
    themes = _GOAL_THEMES.get(rank, set())
    serving = [
        numbers[action.id]
        for action in dossier.actions
        if action.id in numbers
        and states[action.id] in ("under_way", "done")
        and (themes & set(action.themes) or (rank == 1 and on_footprint & set(action.objectives)))
    ]
    text = next((goal.text for goal in said if goal.text), "") or ""
    return GoalView(number=rank, name=name, served=bool(said), text=text, actions=() if text else tuple(serving))
