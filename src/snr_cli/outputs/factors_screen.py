"""The factor tables on a screen or as JSON: a type and its factors, the rows to look at again, what keeps a category from being whole."""

import textwrap
from collections.abc import Iterable, Mapping, Sequence
from math import fsum
from textwrap import fill
from typing import TYPE_CHECKING, Any, Final

from snr_cli.catalog.records import CONSUMABLES, Factor
from snr_cli.catalog.tables import ELECTRICITY, EQUIPMENT, SERVICES, TERRITORY, Tables
from snr_cli.engine.services import HOSTED, OWN
from snr_cli.french.numbers import between, long_date, number, outwards, percent, plural, significant
from snr_cli.french.plain import json_text
from snr_cli.french.words.terms import STAGES, STORAGE_METHODS, mass, term
from snr_cli.model.grouped import in_groups

if TYPE_CHECKING:  # completion of a type loads this module, and waits for nothing that computes
    from snr_cli.engine.lacking import LackingCategory, LackingType
    from snr_cli.engine.organisation import Carried

# The factor tables on a screen or as JSON.

CATEGORIES: Final = {"electricity": "Électricité"}  # what is no impact
_MARKS: Final = {"yes": " ", "contested": "~", "unclear": "°", "no": "°"}


# services that have no row of a table: id, label, group, unit
_BUILT_IN: Final = (
    ("website", "Site web public : page_views, page_weight_mb (hors du total)", "web", "view", "page vue"),
    ("server_room", "Salle serveurs : pue, room_kind ou metered_kwh_per_year", "datacentre", "room", "salle"),
)


def listing(tables: Tables, kind: str | None) -> list[dict[str, Any]]:
    """Return what the catalogue knows: id, French label, group and unit, of one kind or all."""
    every = [
        *(
            ("equipment", known.id, known.label, known.group, "unit", "unité")
            for known in tables.equipment_types.values()
        ),
        *(
            ("services", known.id, known.label, known.group, known.unit, known.unit_fr)
            for known in tables.service_types.values()
        ),
        *(("services", *built_in) for built_in in _BUILT_IN),
        *(("electricity", place, label, "electricity", "kWh", "kWh") for place, (label, _) in tables.places.items()),
    ]
    labels = {name: category.label for name, category in tables.categories.items()}
    every += [
        (
            "territory",
            factor.subject,
            labels.get(factor.category, factor.category),
            factor.stage,
            factor.unit,
            factor.unit,
        )
        for factor in tables.factors(TERRITORY)
    ]
    keys = ("kind", "id", "label", "group", "unit", "unit_fr")
    return [dict(zip(keys, row, strict=True)) for row in every if kind in (None, row[0])]


def factors_of(tables: Tables, name: str) -> list[Factor]:
    """Return every value of a type, service, place or figure, from every source."""
    return [
        factor for table in (EQUIPMENT, SERVICES, ELECTRICITY, TERRITORY) for factor in tables.factors(table, [name])
    ]


def spreads(factors: list[Factor]) -> list[dict[str, Any]]:
    """Return, by category, the total of each source: what choosing another one changes."""
    totals: dict[tuple[str, str], dict[str, list[Factor]]] = {}
    for factor in factors:
        if factor.table == EQUIPMENT:
            totals.setdefault((factor.category, factor.unit), {}).setdefault(factor.source, []).append(factor)
    found = []
    for (category, unit), by_source in totals.items():
        sums = {}
        for source, rows in by_source.items():
            life = [row for row in rows if row.stage != CONSUMABLES]
            split = [row for row in life if row.stage != "embodied_total"]
            sums[source] = fsum(row.value for row in split or life)
        if len(sums) > 1:
            found.append(
                {
                    "category": category,
                    "unit": unit,
                    "sources": sums,
                    "low": min(sums.values()),
                    "high": max(sums.values()),
                }
            )
    return found


def _label(tables: Tables, factor: Factor) -> str:
    known = tables.categories.get(factor.category)
    part = tables.vocabulary["components"].get(factor.stage, {}).get("label_fr", factor.stage)  # of a service
    stage = STAGES.get(factor.stage, part) or "par kWh"
    category = known.label if known else CATEGORIES.get(factor.category, factor.category)
    return f"{category}, {stage}"


def show_text(tables: Tables, name: str, label: str, columns: int) -> str:
    """Return the page of one id."""
    factors, usages = factors_of(tables, name), tables.usages([name])
    out = [f"{name} : {label}", ""]
    for factor in factors:
        mark = ("*" if factor.is_default else " ") + _MARKS[tables.sources[factor.source].redistribution]
        bounds = (
            f" ({'autres valeurs publiées ' if factor.bounds == 'others' else ''}{between(factor.low, factor.high)})"
            if factor.low is not None and factor.high is not None
            else f" (au plus {outwards(factor.high, up=True)})"
            if factor.bounds == "upper" and factor.high is not None
            else ""
        )
        out.append(
            f"{mark} {_label(tables, factor)} : {significant(factor.value)} {factor.unit}{bounds}, {factor.source} {factor.year}{', ' + factor.place if factor.place else ''}"
            + (f" ; à sa place : {factor.replaced_by}" if factor.replaced_by else "")
        )
    if not factors and not usages:
        out.append(
            f"Aucun facteur dans les sources ouvertes : ce qui est de ce type est compté, {term('not_assessed')}, jamais à zéro. "
            "Le vôtre, avec sa source : factors.overrides dans le dossier."
        )
        return "".join(textwrap.fill(line, columns) + "\n" for line in out)
    if usages:
        out += ["", "Durée de vie et électricité par an :"]
        out += [
            f"{'*' if u.is_default else ' '} {u.profile} : {'durée inconnue' if u.lifetime_years is None else number(u.lifetime_years) + ' ans'}, {'kWh inconnus' if u.kwh_per_year is None else number(u.kwh_per_year) + ' kWh'}, {u.source}"
            for u in usages
        ]
    for spread in spreads(factors):
        out += [
            "",
            f"Écart entre sources, {tables.categories[spread['category']].label} (sans l’utilisation) : {between(spread['low'], spread['high'])} {spread['unit']}",
        ]
        out += [f"    {source} : {significant(value)}" for source, value in spread["sources"].items()]
    if name in OWN | HOSTED:
        out += ["", STORAGE_METHODS]
    out += [
        "",
        "* valeur par défaut ; ° redistribution incertaine, écartée par --factors-licence open ; ~ tirée d’une base fermée, écartée par strict. Place dans la source et licence : snr factors list --format json.",
    ]
    return "".join(textwrap.fill(line, columns, subsequent_indent=" " * 6) + "\n" for line in out)


def factors_json(tables: Tables, rows: Iterable[Mapping[str, Any]]) -> str:
    """Return JSON text: what `listing` gives, each with its values and uses as the tables have them, and every source."""
    types = [
        {
            **row,
            "values": [factor._asdict() for factor in factors_of(tables, row["id"])],
            "usages": [usage._asdict() for usage in tables.usages([row["id"]])],
        }
        for row in rows
    ]
    sources = [source._asdict() for source in tables.sources.values()]
    return json_text({"sha256": tables.sha256, "types": types, "sources": sources})


def rich_table(columns: list[str], rows: list[list[str]], width: int) -> str:
    """Return rows as an aligned table without box drawing."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), show_edge=False)
    for index, column in enumerate(columns):
        table.add_column(column, overflow="fold", no_wrap=index == 0)
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    console = Console(width=width, color_system=None, highlight=False, markup=False, force_terminal=False)
    with console.capture() as capture:
        console.print(table)
    return "\n".join(line.rstrip() for line in capture.get().splitlines()) + "\n"


# The rows of the tables to look at again: what each carries, its age, what replaces it.

_SHOWN: Final = 20  # rows of the screen; `-v` has them all


def carried_table(rows: "Sequence[Carried]", columns: int, *, every: bool = False) -> str:
    """Return the first rows to look at again, or every one, on a screen of so many columns."""
    first = len(rows) if every else _SHOWN
    shown = [
        [
            row.factor.subject,
            mass(row.kg),
            str(row.factor.year or "dossier"),
            _state(row),
            row.factor.source,
            f"{row.factor.table.partition('/')[0]}, ligne {row.factor.row}" if row.factor.row else "dossier",
        ]
        for row in rows[:first]
    ]
    table = rich_table(["Sujet", "Porte par an", "Année", "Âge, état", "Source", "Table"], shown, columns)
    rest = rows[first:]
    note = (
        f"Et {plural(len(rest), 'autre ligne', 'autres lignes')} ({mass(fsum(row.kg for row in rest))}) : -v.\n"
        if rest
        else ""
    )
    return f"Facteurs à revoir d’abord : périmés, puis ce qu’ils portent × leur âge.\n{table}{note}"


def _state(row: "Carried") -> str:
    """Say what is known of the life of a row: past its validity, replaced, old."""
    past = f"périmé le {long_date(row.factor.valid_until)}" if row.is_past else ""
    replaced = f"à sa place, {row.factor.replaced_by}" if row.factor.replaced_by else ""
    return " ; ".join(filter(None, (past, replaced))) or (plural(row.age, "an") if row.age else "récent")


# What keeps each category from being assessed whole, as tables on a screen.

# what is said of a stage beside its name, by why it lacks
_BESIDE: Final = {
    "no_source": " (en euros : aucune source ouverte connue)",
    "closed_licence": " (écarté par la licence demandée)",
}


def gaps_text(lacking_categories: "Sequence[LackingCategory]", tables: Tables, columns: int) -> str:
    """Return, for the categories that lack the same types, these types with what lacks of each."""
    alike = in_groups((category.types, category) for category in lacking_categories)
    parts = []
    for types, categories in alike.items():
        heads = (f"{tables.categories[category.id].label} ({percent(category.assessed)})" for category in categories)
        rows = [
            [
                "inconnue" if lacking_type.share is None else percent(lacking_type.share),
                _type_name(lacking_type.type, tables),
                _missing(lacking_type),
            ]
            for lacking_type in types
        ]
        table = rich_table(["Part", "Type", "Ce qui manque"], rows, columns) if rows else "Aucune ligne à évaluer.\n"
        parts.append(f"{fill(' ; '.join(heads), columns)}\n{table}")
    if not parts:
        return "Toutes les catégories sont évaluées en entier.\n"
    intro = "Par catégorie, la part évaluée en entier (de l’empreinte climat, ou des lignes quand elle n’est pas connue), puis les dix types qui l’augmenteraient le plus ; après eux, les euros, quand aucune source connue ne les évalue.\n"
    return "\n".join((fill(intro, columns) + "\n", *parts))


def _type_name(name: str, tables: Tables) -> str:
    if name in tables.equipment_types:
        return tables.equipment_types[name].label
    return tables.service_types[name].name if name in tables.service_types else name


def _stage(stage: str) -> str:
    from snr_cli.engine.records import DEDUCED

    return "un facteur publié (déduit aujourd’hui du climat)" if stage == DEDUCED else STAGES[stage]


def _missing(lacking_type: "LackingType") -> str:
    """Name the stages that lack."""
    return " ; ".join(dict.fromkeys(_stage(stage) + _BESIDE.get(reason, "") for stage, reason in lacking_type.missing))
