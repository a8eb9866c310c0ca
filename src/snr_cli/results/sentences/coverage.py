"""What is said of a total, in French: how much of the inventory it holds, what it rests on, between which bounds it stands."""

from collections.abc import Callable, Iterable, Mapping
from typing import Final, NamedTuple

from snr_cli.catalog.tables import Tables
from snr_cli.engine.records import ELECTRICITY
from snr_cli.french.numbers import WIDE, between, number, percent, significant, together
from snr_cli.french.words.codes import FIGURE_STATES, WHOLE, mass, mass_between
from snr_cli.results.key_figures import KeyFigure
from snr_cli.results.organisation import FactorSets, JudgedOrganisation, SetState, SetTotal
from snr_cli.results.records import TOTAL_FROM, Extent, FigureBasis, FigureState, Judged

# What a footprint rests on, in words: never « mesurée », since a quantity times a mean factor measures nothing.


def basis_text(basis: FigureBasis) -> str:
    """Say what a footprint is evaluated from, as it goes after « est »: évaluée, pour 61 % d’après l’inventaire et …."""
    parts = (
        (basis.inventoried, "d’après l’inventaire"),
        (basis.estimated, "d’après les effectifs"),
        (basis.spending, "d’après des dépenses en euros"),
    )
    known = [(share, what) for share, what in parts if share > 0]
    if alone := next((what for share, what in known if share >= WHOLE), ""):
        without = "" if basis.inventoried else ", sans inventaire"
        return f"évaluée {alone}" if basis.inventoried >= WHOLE else f"estimée {alone}{without}"
    return f"évaluée {together(f'pour {percent(share)} {what}' for share, what in known)}"


# How much of the inventory a total holds, in French: what every screen and document says of a partial total.

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
    **{unit: unit for unit in ("kg", "kWh", "MJ", "L", "CTUe")},
}
PARTIAL_WORD: Final = "partiel"
OF_CLIMATE: Final = "du climat"  # what is deduced is so of it (`method.impute`)
OR_DEDUCED: Final = " ou déduit"  # after « évalué », masculine, of what is so in part


class CategoryRow(NamedTuple):
    """A category of the organisation: its value in words, whether it is a total, and what is behind it; `beside`: what is deduced of it."""

    id: str
    label: str
    value: str
    state: FigureState
    complete: str
    partial: str
    beside: str


def partial_text(extent: Extent | None) -> str:
    """Say that a sum is no total, and why; empty when it is one, or when nothing is assessed."""
    if extent is None or extent.state.is_total or extent.state is FigureState.NOT_ASSESSED:
        return ""
    if extent.state is FigureState.HIDDEN:
        return f"{PARTIAL_WORD}{WIDE}: plus petit qu’une de ses parties"
    behind = extent.behind
    counted = f"({number(behind.complete + behind.deduced)} sur {number(behind.lines)})"
    what = "des lignes sont évaluées" if behind.by_lines else "de l’empreinte climat vient de lignes évaluées"
    what += f"{OR_DEDUCED}es" if behind.deduced else ""
    return f"{PARTIAL_WORD}{WIDE}: {under(behind.whole)} {what} en entier {counted}"


def sum_text(judged: Judged, text: str) -> str:
    """Return a sum in words; that it is not assessed or not shown, when there is no value to write as `text`."""
    return FIGURE_STATES[judged.state] if judged.value is None else text


def deduced_note(judged: Judged) -> str:
    """Say between which bounds a sum is, and which share of it is deduced from climate change; empty when nothing is."""
    if not judged.basis or not judged.basis.deduced:
        return ""
    return (
        f"{between(*judged.bounds)}, " if judged.bounds else ""
    ) + f"dont {percent(judged.basis.deduced)} déduits {OF_CLIMATE}"


def under(share: float) -> str:
    """Write a share that is under half: 49.5 % is not rounded to the half that it does not reach."""
    return percent(min(share, TOTAL_FROM - 0.01) if round(share * 100) >= TOTAL_FROM * 100 > share * 100 else share)


def category_rows(
    organisation: JudgedOrganisation, tables: Tables, leave_out: Iterable[str] = ()
) -> tuple[CategoryRow, ...]:
    """Return the mandatory categories and those that have a value; electricity, in kWh, is said apart."""
    rows = []
    for category, judged in organisation.sums.items():
        entry = tables.categories[category]
        if category in (ELECTRICITY, *leave_out) or not (entry.mandatory or is_known(judged)) or judged.extent is None:
            continue
        shown = "" if judged.value is None else f"{significant(judged.value)} {CATEGORY_UNITS[entry.unit]}"
        behind = judged.extent.behind
        whole = _share(judged.extent, behind.complete_climate, behind.complete_lines, behind.complete)
        if behind.deduced:
            whole += f" + {under(behind.deduced_share)} ({number(behind.deduced)})"
        rows.append(
            CategoryRow(
                category,
                entry.label,
                sum_text(judged, shown),
                judged.state,
                whole,
                _share(judged.extent, behind.partial_climate, behind.partial_lines, behind.partial),
                deduced_note(judged).removesuffix(f" {OF_CLIMATE}"),
            )
        )
    return tuple(rows)


def is_known(judged: Judged) -> bool:
    """Say whether something of a figure is assessed, shown or not."""
    return judged.state is not FigureState.NOT_ASSESSED


def _share(extent: Extent, climate: float | None, lines: float, count: int) -> str:
    """Write a share of the footprint, of the lines where that is what decides, beside the number of lines."""
    return f"{under(lines if climate is None or extent.behind.by_lines else climate)} ({number(count)})"


def shares_of(organisation: JudgedOrganisation) -> str:
    """Say what the shares of a table of categories are of."""
    of = "de l’empreinte climat"
    if any(judged.extent is not None and judged.extent.behind.by_lines for judged in organisation.sums.values()):
        of += " ou des lignes, celle où la part entière est la plus petite, car certaines n’ont pas d’empreinte connue"
    deduced = any(judged.extent is not None and judged.extent.behind.deduced for judged in organisation.sums.values())
    added = f" + en entier grâce à une fabrication déduite {OF_CLIMATE}" if deduced else ""
    return f"part {of} (et nombre de lignes), évaluée en entier{added}, puis en partie"


def contradictions(organisation: JudgedOrganisation, tables: Tables) -> tuple[str, ...]:
    """Say which categories are under a part of them, and why they are not shown."""
    return tuple(
        f"« {tables.categories[category].label} » n’est pas affiché{WIDE}: la somme serait plus petite que "
        f"{together(f'« {tables.categories[part].label} »' for part in parts)}, qui en "
        f"{'fait' if len(parts) == 1 else 'font'} partie. "
        "L’une est évaluée sur des lignes, des étapes ou des sources que l’autre n’a pas."
        for category, judged in organisation.sums.items()
        if judged.extent is not None and (parts := judged.extent.smaller_than)
    )


# Between which bounds a total stands, in words: what the interval supposes, and what the other sources of factors give.

# what an interval supposes, after its bounds; a reader who knows no factor knows where data come from
ONE_SOURCE: Final = "neuf chances sur dix à source de données égale"
_COUNTS: Final = {2: "deux", 3: "trois"}
ONE_SOURCE_FIRST: Final = f"{ONE_SOURCE[:1].upper()}{ONE_SOURCE[1:]}"  # to open a sentence


def interval_text(judged: Judged, sets: FactorSets | None) -> str:
    """Say between which bounds a climate total stands, on what condition, and what the sources of factors give.

    Empty without bounds: a sum that is no total has none. It goes after a comma or between brackets.
    """
    if not judged.bounds:
        return ""
    return " ; ".join(
        filter(None, (f"{mass_between(*judged.bounds, judged.value)}, {ONE_SOURCE}", sets_text(sets, judged.value)))
    )


def sets_text(sets: FactorSets | None, beside: float | None = None) -> str:
    """Say between which ends the total stands when the source of data changes, after a text that names it; empty if not computed.

    `beside`: the value whose unit is said already.
    """
    if sets is None:
        return ""
    counted = len(sets.counted)
    if counted == 1:
        same = any(total.state is SetState.SAME for total in sets.every)
        return "le même total avec une autre" if same else "aucun total avec une autre"
    every = f"avec les {_COUNTS.get(counted, number(counted))} sources"
    if counted < len(sets.every):
        every = f"avec {_COUNTS.get(counted, number(counted))} sources sur {_COUNTS.get(len(sets.every), number(len(sets.every)))}"
    first, last = (significant(end / 1000 if beside and beside >= 1000 else end) for end in sets.ends)
    ends = from_to(*sets.ends) if beside is None else f"{first} à {last}"
    return f"{ends} {every}"


def condition_text(judged: JudgedOrganisation, tables: Tables) -> str:
    """Say in sentences what the interval of the organisation supposes, and what each source of data gives; empty without bounds."""
    if not judged.climate.bounds or judged.sets is None:
        return ""
    names = {total.id: tables.sets[total.id].label.partition(" (")[0] for total in judged.sets.every}
    given = next(names[total.id] for total in judged.sets.every if total.state is SetState.GIVEN)
    others = " ; ".join(
        f"{names[total.id]}, {_given_by(total)}" for total in judged.sets.every if total.state is not SetState.GIVEN
    )
    return (
        f"La fourchette de l’organisation contient la valeur neuf fois sur dix à source de données égale ({given}). "
        f"Avec une autre source : {others}."
    )


def _given_by(total: SetTotal) -> str:
    if total.state is SetState.SAME:
        return "le même total"
    return "aucun total" if total.value is None or total.state is SetState.PARTIAL else mass(total.value)


def from_to(first: float, last: float) -> str:
    """Write two masses in the unit of the larger one: de 328 à 420 t CO2e."""
    return f"de {significant(first / 1000 if last >= 1000 else first)} à {mass(last)}"


# Key figures in sentences: the footprints after the total that they divide, the others together.


def divided_texts(figures: Mapping[KeyFigure, Judged], mass_text: Callable[[float], str] = mass) -> list[str]:
    """Return the footprints divided: 188 kg CO2e par agent."""
    return [
        f"{mass_text(judged.value or 0.0)} {figure.by}" for figure, judged in figures.items() if figure.is_footprint
    ]


def other_figures(figures: Mapping[KeyFigure, Judged]) -> str:
    """Say those that are no footprint: « Chiffres clés : 3,2 équipements par agent. »; empty without any."""
    said = [
        f"{significant(value)}{WIDE}{figure.one if figure.one and value < 2 else figure.unit}"
        for figure, judged in figures.items()
        if not figure.is_footprint and (value := judged.value) is not None
    ]
    many = "s" * (len(said) > 1)
    return f"Chiffre{many} clé{many} : {', '.join(said)}." if said else ""
