"""How much of the inventory a total holds, in French: what every screen and document says of a partial total."""

from collections.abc import Iterable
from typing import Final, NamedTuple

from snr_cli.catalog.tables import Tables
from snr_cli.engine.coverage import ENOUGH, NONE, Coverage
from snr_cli.engine.coverage import PARTIAL as STATE_PARTIAL
from snr_cli.engine.records import ELECTRICITY, Organisation
from snr_cli.french import WIDE, number, percent, significant, together
from snr_cli.words.results import NOT_ASSESSED

CATEGORY_UNITS: Final = {
    "kgSbe": "kg Sb éq.",
    "molH+e": "mol H+ éq.",
    "disease_incidence": "cas de maladie",
    "kBqU235e": "kBq U235 éq.",
    "m3_world_eq": "m³ éq. monde",
    "kgNMVOCe": "kg COVNM éq.",
    "kgCFC11e": "kg CFC-11 éq.",
    "kgNe": "kg N éq.",
    "molNe": "mol N éq.",
    "kgPe": "kg P éq.",
    "kgCO2e": "kg CO2e",
    "m3": "m³",
}
NOT_SHOWN: Final = "non affiché"
PARTIAL_WORD: Final = "partiel"


class CategoryRow(NamedTuple):
    """A category of the organisation: its value in words, whether it is a total, and what is behind it."""

    id: str
    label: str
    value: str
    is_total: bool
    complete: str
    partial: str

    @property
    def is_partial(self) -> bool:
        """Say whether a value is shown that is no total."""
        return not self.is_total and self.value not in (NOT_ASSESSED, NOT_SHOWN)


def partial_text(found: Coverage) -> str:
    """Say that a sum is no total, and why; empty when it is one, or when nothing is assessed."""
    if found.is_total or found.state == NONE:
        return ""
    if found.state != STATE_PARTIAL:
        return f"{PARTIAL_WORD}{WIDE}: plus petit qu’une de ses parties"
    counted = f"({number(found.complete)} sur {number(found.lines)})"
    if found.by_lines:
        return f"{PARTIAL_WORD}{WIDE}: {under(found.whole)} des lignes sont évaluées en entier {counted}"
    return (
        f"{PARTIAL_WORD}{WIDE}: {under(found.whole)} de l’empreinte climat vient de lignes évaluées en entier {counted}"
    )


def under(share: float) -> str:
    """Write a share that is under half: 49.5 % is not rounded to the half that it does not reach."""
    return percent(min(share, ENOUGH - 0.01) if round(share * 100) >= ENOUGH * 100 > share * 100 else share)


def category_rows(organisation: Organisation, tables: Tables, leave_out: Iterable[str] = ()) -> tuple[CategoryRow, ...]:
    """Return the mandatory categories and those that have a value; electricity, in kWh, is said apart."""
    rows = []
    for category, entry in tables.categories.items():
        if category in (ELECTRICITY, "waste_lifecycle", *leave_out):
            continue
        value, found = organisation.totals.get(category), organisation.coverage[category]
        if value is None and not entry.mandatory:
            continue
        unit = CATEGORY_UNITS.get(entry.unit, entry.unit)
        shown = NOT_SHOWN if found.exceeded_by else NOT_ASSESSED if value is None else f"{significant(value)} {unit}"
        rows.append(
            CategoryRow(
                category,
                entry.label,
                shown,
                found.is_total,
                _share(found, found.complete_climate, found.complete_lines, found.complete),
                _share(found, found.partial_climate, found.partial_lines, found.partial),
            )
        )
    return tuple(rows)


def _share(found: Coverage, climate: float | None, lines: float, count: int) -> str:
    """Write a share of the footprint, of the lines where that is what decides, beside the number of lines."""
    return f"{under(lines if climate is None or found.by_lines else climate)} ({number(count)})"


def shares_of(organisation: Organisation) -> str:
    """Say what the shares of a table of categories are of."""
    of = "de l’empreinte climat"
    if any(found.by_lines for found in organisation.coverage.values()):
        of += " ou, quand elle est plus petite, des lignes, car certaines n’ont pas d’empreinte connue"
    return f"part {of} (et nombre de lignes), évaluée en entier, puis en partie"


def contradictions(organisation: Organisation, tables: Tables) -> tuple[str, ...]:
    """Say which categories are under a part of them, and why they are not shown."""
    return tuple(
        f"« {tables.categories[category].label} » n’est pas affiché{WIDE}: la somme serait plus petite que "
        f"{together(f'« {tables.categories[part].label} »' for part in found.exceeded_by)}, qui en "
        f"{'fait' if len(found.exceeded_by) == 1 else 'font'} partie. "
        "L’une est évaluée sur des lignes, des étapes ou des sources que l’autre n’a pas."
        for category, found in organisation.coverage.items()
        if found.exceeded_by
    )
