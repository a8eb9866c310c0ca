"""What each action costs over the years to come, on one basis: its rows add up to the table of the means."""

from collections.abc import Iterable, Mapping, Sequence
from math import fsum
from typing import Final

from snr_cli.french.numbers import number, together
from snr_cli.model.dossier import Dossier
from snr_cli.plan.means import ActionMeans, SharedRow
from snr_cli.plan.plan import Plan
from snr_cli.results.sentences.means import spanned
from snr_cli.results.table import Table

_NONE: Final = "—"
_TOGETHER: Final = 2  # actions without spending that are told in one row


def costs_table(plan: Plan, dossier: Dossier, numbers: Mapping[str, str]) -> Table:
    """Return spending, what others pay, what is left and the staff of the actions; each axis has its sum, then all of them.

    Without rows when nothing is costed. Amounts that no rate converts are in no total: the table of the means tells them apart.
    """
    found = plan.means.yearly
    years = [each.year for each in found.years if each.year is not None and each.gross]
    if not years or found.total.gross is None:
        return Table("", (), ())
    columns = ("Action", "Dépenses", "Financements attendus", "Reste à charge", "Postes (ETP)")
    axes = [(axis.id, axis.title) for axis in (dossier.strategy.axes if dossier.strategy is not None else ())]
    known = {name for name, _ in axes}
    rows: list[tuple[str, ...]] = []
    for name, title in (*axes, ("", "Hors des axes")) if axes else (("", ""),):
        actions = [each for each in plan.means.actions if each.axis == name or (not name and each.axis not in known)]
        shared = [each for each in plan.means.shared if each.axis == name or (not name and each.axis not in known)]
        if not actions and not shared:
            continue
        if title:
            rows.append(_row(f"Ensemble : {title}", [*actions, *shared], plan))
        rows += _actions(actions, numbers, plan)
        rows += [_row(each.title or "Moyens communs", [each], plan) for each in shared]
    rows.append(_row("Ensemble de la stratégie", [*plan.means.actions, *plan.means.shared], plan))
    caption = f"Coût de chaque action {spanned(years)} (€ {found.whole.upper()})"
    return Table(caption, columns, tuple(rows), (False, True, True, True, True))


def _actions(actions: Sequence[ActionMeans], numbers: Mapping[str, str], plan: Plan) -> list[tuple[str, ...]]:
    """Return a row for each action that costs something, and one for all those that only ask for staff, which their sheets say."""
    rows = [(each, _row(f"{numbers[each.id]} {each.title}", [each], plan)) for each in actions]
    free = [each for each, row in rows if row[1] == _NONE]
    if len(free) < _TOGETHER:
        return [row for _, row in rows]
    label = f"Sans dépense chiffrée : {together(numbers[each.id] for each in free)}"
    return [*(row for each, row in rows if each not in free), _row(label, free, plan)]


def _row(label: str, blocks: Sequence[ActionMeans | SharedRow], plan: Plan) -> tuple[str, ...]:
    """Return a row: what some actions cost together."""
    found = plan.means.yearly
    amounts = [part for each in blocks for part in each.amounts if part.year >= plan.means.since]
    counted = [(part, eur) for part in amounts if (eur := part.in_tax(found.whole, found.rate)) is not None]
    gross = _sum(eur for _, eur in counted)
    received = _sum(part.received for part, _ in counted if part.received is not None)
    working = [each for each in blocks if not isinstance(each, ActionMeans) or each.status != "done"]
    staff = _sum(value for each in working for value in (each.fte, each.new_fte) if value)
    net = None if gross is None else gross - (received or 0.0)
    return (label, _euros(gross), _euros(received or None), _euros(net), _NONE if staff is None else number(staff, 2))


def _sum(values: Iterable[float]) -> float | None:
    """Return the sum of what is said; None when nothing is: not said is not zero."""
    said = list(values)
    return fsum(said) if said else None


def _euros(value: float | None) -> str:
    return _NONE if value is None else number(value, 0)
