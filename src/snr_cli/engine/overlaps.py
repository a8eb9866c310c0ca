"""Amounts in euros beside lines of the same thing: told with what each weighs."""

from collections.abc import Iterable, Sequence
from math import fsum

from snr_cli.catalog.spending import WHOLE_EQUIPMENT, Spending
from snr_cli.engine.context import Context
from snr_cli.engine.estimated import SERVICES_MADE
from snr_cli.engine.records import Line, assessed_sum
from snr_cli.model.inventory import Service


def tell_overlaps(lines: Sequence[Line], services: Iterable[Service], context: Context) -> None:
    """Say which amounts in euros stand beside lines that may hold the same thing, by the table of spending.

    What an amount may hold among others is settled by a note on it, which says what was taken out.
    """
    notes = {each.id for each in services if each.note}
    for kind in context.catalog.tables.spending.values() if any(line.spending for line in lines) else ():
        amounts = [line for line in lines if line.type == kind.id and line.quantity]
        if not kind.same:
            amounts = [line for line in amounts if line.id not in notes]
        beside = [line for line in lines if not line.spending and line.quantity and _is_beside(line, kind)]
        if amounts and beside:
            context.say(
                "spending_beside" if kind.same else "spending_may_hold",
                kind.id,
                label=context.catalog.tables.service_types[kind.id].label,
                keur=fsum(line.quantity for line in amounts),
                kg=assessed_sum(amounts),
                beside_lines=len(beside),
                beside_kg=assessed_sum(beside),
                reason=kind.reason,
            )


def _is_beside(line: Line, kind: Spending) -> bool:
    owned = line.kind == "equipment" or (line.kind == "estimate" and line.type not in SERVICES_MADE)
    return line.group in kind.beside or (WHOLE_EQUIPMENT in kind.beside and owned)
