"""The rows of the tables to look at again: what each carries, its age, what replaces it."""

from collections.abc import Sequence
from math import fsum
from typing import Any, Final

from snr_cli.engine.organisation import Carried
from snr_cli.french.numbers import long_date, plural
from snr_cli.french.words.codes import mass
from snr_cli.outputs.factors_screen import rich_table

_SHOWN: Final = 20  # rows of the screen; JSON has them all


def carried_table(rows: Sequence[Carried], columns: int) -> str:
    """Return the first rows to look at again, on a screen of so many columns."""
    shown = [
        [
            row.factor.subject,
            mass(row.kg),
            str(row.factor.year or "dossier"),
            _state(row),
            row.factor.source,
            f"{row.factor.table.partition('/')[0]}, ligne {row.factor.row}" if row.factor.row else "dossier",
        ]
        for row in rows[:_SHOWN]
    ]
    table = rich_table(["Sujet", "Porte par an", "Année", "Âge, état", "Source", "Table"], shown, columns)
    rest = rows[_SHOWN:]
    note = (
        f"Et {plural(len(rest), 'autre ligne', 'autres lignes')} ({mass(fsum(row.kg for row in rest))}) : --format json.\n"
        if rest
        else ""
    )
    return f"Facteurs à revoir d’abord : périmés, puis ce qu’ils portent × leur âge.\n{table}{note}"


def _state(row: Carried) -> str:
    """Say what is known of the life of a row: past its validity, replaced, old."""
    past = f"périmé le {long_date(row.factor.valid_until)}" if row.is_past else ""
    replaced = f"à sa place, {row.factor.replaced_by}" if row.factor.replaced_by else ""
    return " ; ".join(filter(None, (past, replaced))) or (plural(row.age, "an") if row.age else "récent")


def carried_data(rows: Sequence[Carried]) -> list[dict[str, Any]]:
    """Return what the rows carry as plain data, kilograms of CO2 equivalent a year."""
    return [
        {
            "table": row.factor.table,
            "row": row.factor.row or None,
            "subject": row.factor.subject,
            "stage": row.factor.stage or None,
            "source": row.factor.source,
            "year": row.factor.year or None,
            "age_years": row.age,
            "valid_until": row.factor.valid_until or None,
            "past_validity": row.is_past,
            "replaced_by": row.factor.replaced_by or None,
            "kg_co2e": row.kg,
        }
        for row in rows
    ]
