"""What a yearly account says was done of each action, what slipped, and what was spent of what was planned."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import fsum

from snr_cli.documents.amounts import euros
from snr_cli.documents.views.review_records import ActionTold
from snr_cli.french.numbers import percent
from snr_cli.french.words.plan import ACTION_STATUSES
from snr_cli.model.dossier import Dossier
from snr_cli.model.means import Tax
from snr_cli.model.review import ActionReview, AnnualReview
from snr_cli.model.strategy import Action, ActionStatus
from snr_cli.plan.amounts import YearAmount, money_of, sum_by_tax
from snr_cli.plan.plan import Plan
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
    of_year = [each for each in amounts if each.year == year]
    spent = told.spent_eur if told is not None else None
    if told is None or spent is None:
        return YearMoney(_by_tax(of_year), NOT_SAID, None)
    tax = "" if of_year and all(each.staff for each in of_year) else f" {told.tax.upper()}"  # staff bears no tax
    said = f"{euros(spent)}{tax}"
    converted = [each.in_tax(told.tax, rate) for each in of_year]
    if not of_year or None in converted:
        return YearMoney(_by_tax(of_year), said, None)
    planned = fsum(each for each in converted if each is not None)
    return YearMoney(f"{euros(planned)}{tax}", said, (planned, spent, told.tax))


def _by_tax(amounts: Sequence[YearAmount]) -> str:
    """Write amounts as they are said; a line that pays staff bears no tax."""
    staff = fsum(each.eur for each in amounts if each.staff)
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
    return tuple(sorted(slipped, key=_in_order)), tuple(sorted(going, key=_in_order))


def _in_order(sheet: ActionTold) -> tuple[int, ...]:
    """Return where a sheet stands: by axis then rank, what has no number last."""
    return by_number(sheet.number)


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
        each.title
        for each in dossier.actions
        if (states[each.id] == "under_way" or (states[each.id] == "done" and each.id not in finished))
        and not (each.id in told and told[each.id].done)
    )


def spending_table(dossier: Dossier, plan: Plan, last: AnnualReview | None, numbers: Mapping[str, str]) -> Table:
    """Return what was planned and spent in the year, action by action, then of those where both are said; no row when nothing is."""
    year = last.year if last is not None else plan.reference_year
    rate = money_of(dossier).vat
    rows: list[tuple[str, ...]] = []
    both: list[tuple[float, float, Tax]] = []
    for row in sorted(plan.means.actions, key=lambda each: by_number(numbers[each.id])):
        found = year_money(last.actions.get(row.id) if last else None, row.amounts, year, rate)
        if not found.known:
            continue
        rows.append((numbers[row.id], row.title, found.planned, found.spent, _gap(found)))
        both += [found.both] if found.both else []
    for shared in plan.means.shared:
        if any(each.year == year for each in shared.amounts):
            found = year_money(None, shared.amounts, year, rate)
            rows.append(("", shared.title or "Moyens communs", found.planned, NOT_SAID, "—"))
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


def _gap(found: YearMoney) -> str:
    """Write what was spent over what was planned: −2 600 € (−22 %)."""
    if found.both is None:
        return "—"
    planned, spent, _ = found.both
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
    ends = {each.id: each.schedule.end for each in dossier.actions if each.schedule and each.schedule.end}
    return sum(
        (states[row.id] == "under_way" or (states[row.id] == "done" and ends.get(row.id, last.year) >= last.year))
        and not year_money(last.actions.get(row.id), row.amounts, last.year, rate).known
        for row in plan.means.actions
    )
