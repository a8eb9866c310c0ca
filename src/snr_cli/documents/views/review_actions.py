"""The actions of a yearly account: their states, what was done, what slipped, what was spent of what was planned, the report’s two parts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import fsum
from typing import Final

from snr_cli.documents.amounts import euros
from snr_cli.documents.templates import Prose
from snr_cli.documents.views.objectives import CLOSER, FURTHER, LATE, NO_VALUE, PLAN_DONE, REACHED, UNMOVED
from snr_cli.documents.views.records import ActionTold, PartView
from snr_cli.french.agreement import cardinal, counted
from snr_cli.french.numbers import percent
from snr_cli.french.titles import inside
from snr_cli.french.words.codes import ACTION_STATUSES
from snr_cli.model.dossier import Dossier
from snr_cli.model.strategy import Action, ActionReview, ActionStatus, AnnualReview, Tax
from snr_cli.plan.means import YearAmount, money_of, sum_by_tax
from snr_cli.plan.plan import FollowedRow, Plan
from snr_cli.results.sentences.labels import NOT_SIGNIFICANT
from snr_cli.results.table import Table

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
    planned = fsum(each for each in converted if each is not None)
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


def by_number(number: str) -> tuple[int, ...]:
    """Return the order of a number of action: 1.9 before 1.10; none is last."""
    return tuple(map(int, number.split("."))) if number else (10_000,)


def _late(action: Action, state: ActionStatus, year: int) -> str:
    """Say how an action is behind its calendar at the end of a year; empty when it is not."""
    schedule = action.schedule
    if schedule is None:
        return ""
    if state in ("planned", "idea") and schedule.start is not None and schedule.start <= year:
        return f"début prévu en {schedule.start}"
    if state == "under_way" and schedule.end is not None and schedule.end <= year:
        return f"fin prévue en {schedule.end}"
    return ""


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
        of_tax = [(planned, spent) for planned, spent, each in both if each == tax]
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
    found = list(states)
    return {state: found.count(state) for state in ACCOUNT_STATES if state in found}


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
        last is not None and name in last.part,
        said.lines("part", {state: len(titles) for state, titles in by_state.items() if titles}),
        tuple(
            (ACTION_STATUSES[state] if len(titles) < 2 else f"{ACTION_STATUSES[state]}s", titles)
            for state, titles in by_state.items()
            if titles
        ),
        tuple(str(rank) for rank, outcome in enumerate(plan.outcomes, 1) if outcome.perimeter == perimeter),
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
        sum(state not in OUT_OF_FORCE for state in each)
        for each in (states.values(), before.states.values() if before else ())
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
