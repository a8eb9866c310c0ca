"""How much of the inventory a total holds, in French: what every screen and document says of a partial total."""

from collections.abc import Iterable
from typing import Final, NamedTuple

from snr_cli.catalog.tables import Tables
from snr_cli.engine.records import ELECTRICITY
from snr_cli.french.numbers import WIDE, between, number, percent, significant, together
from snr_cli.french.words.results import FIGURE_STATES
from snr_cli.results.organisation import JudgedOrganisation
from snr_cli.results.records import TOTAL_FROM, Extent, FigureState, Judged

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
NOT_SHOWN: Final = FIGURE_STATES["hidden"]
PARTIAL_WORD: Final = "partiel"
OF_CLIMATE: Final = "du climat"  # what is deduced is so of it (`method.impute`)
OR_DEDUCED: Final = " ou déduit"  # after « évalué », masculine, of what is so in part
# what a total is divided by
PER_PERSON: Final = {"agent": "par agent", "equipped_agent": "par agent équipé", "inhabitant": "par habitant"}


class CategoryRow(NamedTuple):
    """A category of the organisation: its value in words, whether it is a total, and what is behind it; `beside`: what is deduced of it."""

    id: str
    label: str
    value: str
    state: FigureState
    complete: str
    partial: str
    beside: str


def partial_text(found: Extent | None) -> str:
    """Say that a sum is no total, and why; empty when it is one, or when nothing is assessed."""
    if found is None or found.state.is_total or found.state is FigureState.NOT_ASSESSED:
        return ""
    if found.state is FigureState.HIDDEN:
        return f"{PARTIAL_WORD}{WIDE}: plus petit qu’une de ses parties"
    behind = found.behind
    counted = f"({number(behind.complete + behind.deduced)} sur {number(behind.lines)})"
    what = "des lignes sont évaluées" if behind.by_lines else "de l’empreinte climat vient de lignes évaluées"
    what += f"{OR_DEDUCED}es" if behind.deduced else ""
    return f"{PARTIAL_WORD}{WIDE}: {under(behind.whole)} {what} en entier {counted}"


def sum_text(found: Judged, text: str) -> str:
    """Return a sum in words; that it is not assessed or not shown, when there is no value to write as `text`."""
    return FIGURE_STATES[found.state] if found.value is None else text


def deduced_note(found: Judged) -> str:
    """Say between which bounds a sum is, and which share of it is deduced from climate change; empty when nothing is."""
    if not found.basis or not found.basis.deduced:
        return ""
    return (
        f"{between(*found.bounds)}, " if found.bounds else ""
    ) + f"dont {percent(found.basis.deduced)} déduits {OF_CLIMATE}"


def under(share: float) -> str:
    """Write a share that is under half: 49.5 % is not rounded to the half that it does not reach."""
    return percent(min(share, TOTAL_FROM - 0.01) if round(share * 100) >= TOTAL_FROM * 100 > share * 100 else share)


def category_rows(
    organisation: JudgedOrganisation, tables: Tables, leave_out: Iterable[str] = ()
) -> tuple[CategoryRow, ...]:
    """Return the mandatory categories and those that have a value; electricity, in kWh, is said apart."""
    rows = []
    for category, found in organisation.sums.items():
        entry = tables.categories[category]
        if category in (ELECTRICITY, *leave_out) or not (entry.mandatory or is_known(found)) or found.extent is None:
            continue
        shown = (
            "" if found.value is None else f"{significant(found.value)} {CATEGORY_UNITS.get(entry.unit, entry.unit)}"
        )
        behind = found.extent.behind
        whole = _share(found.extent, behind.complete_climate, behind.complete_lines, behind.complete)
        if behind.deduced:
            whole += f" + {under(behind.deduced_share)} ({number(behind.deduced)})"
        rows.append(
            CategoryRow(
                category,
                entry.label,
                sum_text(found, shown),
                found.state,
                whole,
                _share(found.extent, behind.partial_climate, behind.partial_lines, behind.partial),
                deduced_note(found).removesuffix(f" {OF_CLIMATE}"),
            )
        )
    return tuple(rows)


def is_known(found: Judged) -> bool:
    """Say whether something of a figure is assessed, shown or not."""
    return found.state is not FigureState.NOT_ASSESSED


def _share(found: Extent, climate: float | None, lines: float, count: int) -> str:
    """Write a share of the footprint, of the lines where that is what decides, beside the number of lines."""
    return f"{under(lines if climate is None or found.behind.by_lines else climate)} ({number(count)})"


def shares_of(organisation: JudgedOrganisation) -> str:
    """Say what the shares of a table of categories are of."""
    of = "de l’empreinte climat"
    if any(found.extent is not None and found.extent.behind.by_lines for found in organisation.sums.values()):
        of += " ou des lignes, celle où la part entière est la plus petite, car certaines n’ont pas d’empreinte connue"
    deduced = any(found.extent is not None and found.extent.behind.deduced for found in organisation.sums.values())
    added = f" + en entier grâce à une fabrication déduite {OF_CLIMATE}" if deduced else ""
    return f"part {of} (et nombre de lignes), évaluée en entier{added}, puis en partie"


def contradictions(organisation: JudgedOrganisation, tables: Tables) -> tuple[str, ...]:
    """Say which categories are under a part of them, and why they are not shown."""
    return tuple(
        f"« {tables.categories[category].label} » n’est pas affiché{WIDE}: la somme serait plus petite que "
        f"{together(f'« {tables.categories[part].label} »' for part in parts)}, qui en "
        f"{'fait' if len(parts) == 1 else 'font'} partie. "
        "L’une est évaluée sur des lignes, des étapes ou des sources que l’autre n’a pas."
        for category, found in organisation.sums.items()
        if found.extent is not None and (parts := found.extent.smaller_than)
    )
