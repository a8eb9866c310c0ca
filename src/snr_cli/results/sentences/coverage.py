"""What is said of a total, in French: the names of its parts, how much of the inventory it holds, what it rests on, its bounds."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from snr_cli.catalog.tables import Tables
from snr_cli.engine.estimated import STATUS, estimated_share, estimated_shares
from snr_cli.engine.records import CLIMATE, ELECTRICITY, Gap, Line, Notice
from snr_cli.engine.uncertainty import Contribution
from snr_cli.french.numbers import (
    NARROW,
    WIDE,
    between,
    first_of,
    long_date,
    number,
    percent,
    plural,
    printable,
    significant,
    together,
)
from snr_cli.french.words.terms import (
    CENTRES_HERE,
    ESTIMATES,
    FIGURE_STATES,
    GROUP_WORDS,
    INPUTS,
    NOT_ASSESSED,
    NOTICES,
    QUANTITIES,
    REASONS,
    SUBJECTS,
    WHOLE,
    estimated_note,
    mass,
    mass_between,
)
from snr_cli.plan.carried import CarriedLines
from snr_cli.results.key_figures import KeyFigure
from snr_cli.results.organisation import FactorSets, JudgedOrganisation, SetState, SetTotal
from snr_cli.results.records import (
    NOT_PUBLISHED,
    TOTAL_FROM,
    Extent,
    FigureBasis,
    FigureBounds,
    FigureState,
    Judged,
    TerritoryReading,
    TerritoryReadings,
)

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


# Names of the parts of a result, with the status they carry, and what it says of itself: notices, gaps, changes that may be nothing.


# Names of the parts of a result, with the status they carry: no view names a group or a type of a result but through here.
#
# A line is born with its status in its label (`engine/estimated.py`); what gathers lines says the share that is estimated.


def with_estimate(label: str, share: float) -> str:
    """Return the label of a part with the share of it that is estimated."""
    if share <= 0:
        return label
    return f"{label} (estimé)" if share >= WHOLE else f"{label} (dont {percent(share)} estimés)"


def group_labels(lines: Iterable[Line], tables: Tables, own: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the name of each group of a result.

    Args:
        lines: the lines of the result.
        tables: the factor tables, for the names.
        own: names that replace those of the tables.
    """
    shares = estimated_shares(lines, lambda line: line.group)
    names = {key: str(entry["label_fr"]) for key, entry in tables.vocabulary["groups"].items()} | dict(own or {})
    return {key: with_estimate(name, shares.get(key, 0.0)) for key, name in names.items()}


def type_label(kind: str, lines: Iterable[Line], tables: Tables) -> str:
    """Return the name of a type in a result: of the catalogue, else of its lines; estimated lines say so."""
    of_type = [line for line in lines if line.type == kind]
    estimated = [line for line in of_type if line.quality == STATUS]
    if estimated and len(estimated) == len(of_type):
        return estimated[0].label
    known = tables.equipment_types.get(kind) or tables.service_types.get(kind)
    name = known.label if known is not None else of_type[0].label if of_type else kind
    spending = tables.service_types.get(kind)
    if spending is not None and of_type and all(line.recipe.has_own_factor for line in of_type):
        name = spending.name  # a factor of the dossier has not the title of the published one
    return with_estimate(name, estimated_share(of_type))


def input_text(contribution: Contribution, lines: Iterable[Line], tables: Tables) -> str:
    """Say what an interval comes from: du facteur de « Écran », du ratio « ordinateurs par agent »."""
    ratio = contribution.kind == "ratio"
    return INPUTS[contribution.kind].format(
        QUANTITIES[contribution.subject] if ratio else printable(type_label(contribution.subject, lines, tables))
    )


def subject_label(subject: str, tables: Tables, lines: Iterable[Line]) -> str:
    """Return the French name of what a gap speaks of."""
    if subject in tables.equipment_types or subject in tables.service_types:
        return type_label(subject, lines, tables)
    if subject.startswith("data_centre "):
        return "Centre de données « " + printable(subject.removeprefix("data_centre ")) + " »"
    return SUBJECTS.get(subject, printable(subject))


# What a result says of itself: notices, gaps, changes that may be nothing.

NOT_SIGNIFICANT: Final = "écart non significatif"


def notice_text(notice: Notice) -> str:
    """Return the sentence of a notice."""
    values: dict[str, Any] = {}
    for key, value in notice.values:
        if key == "missing_ids":
            values["ids"] = together(value)
        elif key == "types":
            values[key] = together(value)
        elif key == "categories":
            values[key] = together(f"{name[:1].lower()}{name[1:]}" for name in value)
        elif key == "estimates":
            values[key] = together(ESTIMATES[name] for name in value)
        elif key == "missing":
            people = dict(notice.values).get("teleworkers")
            at_home = f" (l’équipement à domicile de {plural(people, 'agent')})" if people else ""
            values[key] = together(GROUP_WORDS[name] + at_home * (name == "telework") for name in value)
        elif key in ("kg", "beside_kg", "own", "hosted"):
            values[key] = NOT_ASSESSED if value is None else mass(value)
        elif key == "beside_lines":
            values[key] = plural(value, "ligne")
        elif key == "keur":
            values[key] = number(value)
        elif key == "deduced":
            values[key] = ", ".join(
                f"{label.lower()} {percent(share)} (±{WIDE}{percent(width)})" for label, share, width in value
            )
        elif key == "unlike":
            values[key] = f", dont aucun {' ni '.join(f'« {label} »' for label in value)}" if value else ""
        elif key == "share":
            values[key] = percent(value)
        elif key == "until":
            values[key] = long_date(value)
        elif key == "replaced_by":
            values["instead"] = f" ; à la place : {value}" if value else ""
        elif key in ("year", "before_year"):
            values[key] = str(value)
        else:
            values[key] = (
                significant(value) if isinstance(value, float) else number(value) if isinstance(value, int) else value
            )
    note = estimated_note(dict(notice.values).get("estimated", 0.0))
    asked = notice.code in ("estimate_impossible", "estimate_skipped")  # the subject is what was asked for, by its key
    subject = ESTIMATES.get(notice.subject, notice.subject) if asked else notice.subject
    return NOTICES[notice.code].format(subject=subject, rests=f" ({note})" if note else "", **values)


def gap_text(gap: Gap) -> str:
    """Return the reason of a gap."""
    text = REASONS[gap.reason]
    place = dict(gap.values).get("place")
    return f"{text} ({place})" if place else text


def change_text(change: FigureBounds, beside: float) -> str:
    """Write the bounds of a change in kilograms of CO2 equivalent, in the unit of its value, and say when it may be nothing."""
    text = mass_between(*change, beside)
    return f"{text} : {NOT_SIGNIFICANT}" if change.holds_zero else text


# The lines carried forward, by group, in words.


_SHOWN: Final = 3  # names in a sentence; the others are counted
_OTHERS: Final = "Salles et autres lignes"


def carried_note(found: Sequence[CarriedLines], reference_year: int) -> str:
    """Say which figures of a total are those of earlier years, in a sentence; empty when none is.

    Les quantités de 2026 sont celles de 2025, reprises telles quelles. Or: 12 des 59 lignes de 2026, 37 % de l’empreinte, sont celles de 2025…
    """
    if not found:
        return ""
    if sum(len(carried_lines.lines) for carried_lines in found) == found[0].of:
        years = together([str(carried_lines.year) for carried_lines in found])
        return f"Les quantités de {reference_year} sont celles de {years}, reprises telles quelles."
    told = []
    for lines in found:
        count, share = len(lines.lines), lines.shares.get(CLIMATE)
        part = "" if share is None else f", {percent(share)} de l’empreinte,"
        verb = "sont celles" if count > 1 else "est celle"
        told.append(f"{count} des {lines.of} lignes de {reference_year}{part} {verb} de {lines.year}")
    more = "reprises telles quelles" if len(found) > 1 or len(found[0].lines) > 1 else "reprise telle quelle"
    return f"{' ; '.join(told)}, {more}."


def names_by_group(
    carried: Mapping[str, Iterable[str]], lines: Mapping[str, Line], tables: Tables
) -> dict[str, list[str]]:
    """Return the names of what is carried forward by the French name of its group; an export goes with the first of its lines.

    Args:
        carried: name → its lines.
        lines: the lines of the assessment by id.
        tables: the factor tables, for the names of groups.
    """
    labels = group_labels((), tables)
    names: dict[str, list[str]] = {}
    for name, ids in carried.items():
        group = next((lines[line_id].group for line_id in sorted(ids) if line_id in lines), "")
        names.setdefault(labels.get(group, _OTHERS), []).append(name)
    return names


def groups_text(names: Mapping[str, list[str]], most: int | None = None) -> str:
    """Write some names of each group: Postes de travail : portables, fixes, ecrans et 4 autres ; Impression : imprimantes.

    Args:
        names: the names by group.
        most: the groups told, the largest ones, the others by their number; all of them without any.
    """
    shown = dict(sorted(names.items(), key=lambda ids: -len(ids[1]))[:most]) if most is not None else names
    told = " ; ".join(f"{group} : {_some(ids)}" for group, ids in shown.items())
    left = [len(name) for group, name in names.items() if group not in shown]
    return told + (
        f" ; {plural(len(left), 'autre groupe', 'autres groupes')}, {plural(sum(left), 'ligne')}" if left else ""
    )


def _some(names: list[str]) -> str:
    return first_of([printable(name) for name in names], _SHOWN)


# The territory in one sentence, the same everywhere: its two readings, each with its range or why it has none.


_MEAN: Final = "moyenne nationale"
_NO_RANGE: Final = {NOT_PUBLISHED: "sans fourchette publiée"}
_WHY: Final = {
    "no_population": "population municipale inconnue",
    "no_national_mean": "la moyenne nationale ne représente pas ce territoire",
    "closed_licence": "facteur écarté par la licence demandée",
    "no_households": "nombre de ménages inconnu",
    "no_factor": "aucun facteur",
}
# what to give for the reading by inhabitant, and where in the dossier
_LACKING: Final = {
    "no_population": ("population municipale, ou SIREN", "territory.population"),
    "no_national_mean": ("nombre de ménages, car la moyenne nationale ne vaut pas ici", "territory.households"),
    "closed_licence": ("moyenne nationale, que la licence de facteurs demandée écarte", "method.factors_licence"),
}
_COUNTED: Final = {"households": "appareils", "lines": "abonnements"}
# the mean is no better known than its range; the other one is followed by objectives of some per cent
_BY_INHABITANT: Final = "compté par habitant"
_BY_HOUSEHOLD: Final = "compté par ménage"
_FIGURES: Final = {_BY_INHABITANT: 3, _BY_HOUSEHOLD: 4}


def territory_text(readings: TerritoryReadings, mark: str = "") -> str:
    """Return both readings, to be said after « se lit de deux façons : »; one that is not assessed comes last.

    Args:
        readings: both.
        mark: put around the first value: `**` in Markdown.
    """
    if readings.by_inhabitant.figure.value is None:
        return f"{by_household(readings, mark)} ; {by_inhabitant(readings)}"
    return f"{by_inhabitant(readings, mark)} ; {by_household(readings)}"


def lacking(mean: Judged) -> tuple[str, str]:
    """Return what the reading by inhabitant lacks, and the field of the dossier that would give it; empty when it is there."""
    return _LACKING[mean.why] if mean.value is None else ("", "")


def by_inhabitant(readings: TerritoryReadings, mark: str = "") -> str:
    """Return the reading by inhabitant, its range and what it rests on."""
    return _reading(readings.by_inhabitant, _BY_INHABITANT, _MEAN, mark)


def by_household(readings: TerritoryReadings, mark: str = "") -> str:
    """Return the reading by household, its range or why it has none, and what it rests on."""
    return _reading(readings.by_household, _BY_HOUSEHOLD, counted_text(readings.by_household), mark)


def counted_text(reading: TerritoryReading) -> str:
    """Say what a reading by household counts."""
    return together(_COUNTED.get(origin, CENTRES_HERE[count != 1]) for origin, count in reading.counted)


def _reading(reading: TerritoryReading, name: str, rests: str, mark: str) -> str:
    figure = reading.figure
    if figure.value is None:
        return f"{name}, {NOT_ASSESSED} ({_WHY[figure.why]})"
    ranged = mass_between(*figure.bounds, figure.value) if figure.bounds is not None else _NO_RANGE[reading.no_range]
    return f"{name}, {mark}environ {_mass(figure.value, _FIGURES[name])} par an{mark}, {ranged} ({rests})"


def _mass(kilograms: float, figures: int) -> str:
    unit, value = ("t", kilograms / 1000) if kilograms >= 1000 else ("kg", kilograms)
    return f"{significant(value, figures)}{NARROW}{unit} CO2e"
