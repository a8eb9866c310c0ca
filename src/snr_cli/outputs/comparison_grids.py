"""A comparison of two years as grids: changes and their parts, what must be known of them, as sheets of a workbook."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from math import fsum
from typing import Final

from snr_cli.catalog.tables import Tables
from snr_cli.engine.records import CLIMATE
from snr_cli.outputs.tables.grid import Grid, GridCell, GridColumn
from snr_cli.plan.comparison import ChangeParts, Comparison
from snr_cli.results.effects import change_is_of_totals, shown_bounds, shown_changes
from snr_cli.results.sentences.comparison import CHANGES, ORDER, PARTS, category_label, note_text
from snr_cli.results.sentences.coverage import CATEGORY_UNITS
from snr_cli.results.sentences.labels import with_estimate

_CARBON: Final = "kg CO2e par an"
_TWO_READINGS: Final = (
    "Par habitant et par ménage sont deux lectures : elles ne s’additionnent pas, ni avec l’organisation."
)


def comparison_grids(found: Comparison, tables: Tables) -> tuple[Grid, ...]:
    """Return what is said of a comparison; masses in kilograms, as in the JSON.

    Args:
        found: the comparison; of a year that was only published, there is no change.
        tables: the factor tables, for labels and units.
    """
    grids = [_totals(found, tables)]
    if found.comparable:
        labels = {name: str(entry["label_fr"]) for name, entry in tables.vocabulary["groups"].items()}
        groups = [
            (with_estimate(labels.get(name, name), found.estimated_in(name)), splits[CLIMATE])
            for name, splits in found.groups.items()
            if CLIMATE in splits
        ]
        types = [
            (with_estimate(_type(name, tables), found.estimated_in(name)), each) for name, each in found.types.items()
        ]
        grids += [
            _climate("Par groupe", "Groupe", groups, found, added=True),
            _climate("Par type", "Type", types, found),
        ]
        grids += [_territory(found, tables), _actions(found)]
    return (*grids, _notes(found, tables))


def _ends(found: Comparison) -> str:
    return f"de {found.old.year} à {found.new.year}"


def _parts(found: Comparison, unit: str) -> tuple[GridColumn, ...]:
    return (
        GridColumn(str(found.old.year), "number", unit),
        GridColumn(str(found.new.year), "number", unit),
        GridColumn("Écart", "number", unit),
        *(
            GridColumn(f"Dont {label[:1].lower()}{label[1:]}", "number", unit)
            for label in (part.label for part in PARTS.values())
        ),
        GridColumn("À méthode et périmètre constants", "share"),
    )


def _cells(split: ChangeParts) -> tuple[GridCell, ...]:
    parts = (getattr(split, name) for name in PARTS)
    return (split.old, split.new, split.change, *parts, split.at_constant_method)


def _totals(found: Comparison, tables: Tables) -> Grid:
    """Return the change of each category; that of a sum that is no total says so."""
    rows: list[tuple[GridCell, ...]] = []
    for category, split in shown_changes(found).items():
        bounds = shown_bounds(found, category).get("change") or (None, None)
        partial = "" if change_is_of_totals(found, category) else "somme partielle, pas un total"
        rows.append((category_label(category, tables), _unit(category, tables), *_cells(split), *bounds, partial))
    for category, (old, new) in found.published.items():
        rows.append(
            (
                category_label(category, tables),
                _unit(category, tables),
                old,
                new,
                *(None,) * 8,
                "publié : non comparable",
            )
        )
    return Grid(
        "Organisation",
        f"Organisation, {_ends(found)} : l’écart et ses parts",
        (
            GridColumn("Catégorie"),
            GridColumn("Unité"),
            *_parts(found, ""),
            GridColumn("Écart, borne basse", "number", loose=True),
            GridColumn("Écart, borne haute", "number", loose=True),
            GridColumn("Précision"),
        ),
        tuple(rows),
        notes=(f"De « {found.old.name} » à « {found.new.name} ».", *((ORDER,) if found.comparable else ())),
    )


def _climate(
    name: str, heading: str, parts: Iterable[tuple[str, ChangeParts]], found: Comparison, *, added: bool = False
) -> Grid:
    """Return the change of each part in climate impact, the largest first; `added`: they sum to that of the organisation."""
    ordered = sorted(parts, key=lambda each: (-abs(each[1].change), each[0]))
    rows = tuple((label, *_cells(split)) for label, split in ordered)
    sums: dict[int, float] = {}
    if added and CLIMATE in found.organisation:
        kept = [split for _, split in ordered]
        sums = {rank: fsum(float(cell) for cell in column) for rank, column in enumerate(_numbers(kept), 1)}
    return Grid(
        name,
        f"Changement climatique {name[:1].lower()}{name[1:]}, {_ends(found)}",
        (GridColumn(heading), *_parts(found, _CARBON)),
        rows,
        sums,
        notes=(ORDER,),
    )


def _numbers(splits: Iterable[ChangeParts]) -> Iterator[tuple[float, ...]]:
    """Yield each column of numbers that may be added."""
    kept = list(splits)
    for read in ("old", "new", "change", *PARTS):
        yield tuple(getattr(split, read) for split in kept)


def _territory(found: Comparison, tables: Tables) -> Grid:
    rows: list[tuple[GridCell, ...]] = []
    for reading, splits in (("par habitant", found.territory), ("par ménage", found.households)):
        for category, split in splits.items():
            rows.append((reading, category_label(category, tables), _unit(category, tables), *_cells(split)))
    return Grid(
        "Territoire",
        f"Territoire, estimé, {_ends(found)}",
        (GridColumn("Lecture"), GridColumn("Catégorie"), GridColumn("Unité"), *_parts(found, "")),
        tuple(rows),
        notes=(_TWO_READINGS,),
    )


def _labels(found: Comparison, tables: Tables) -> dict[str, str]:
    every = (shown_changes(found), found.territory, found.households)
    return {category: category_label(category, tables) for splits in every for category in splits}


def comparison_detail(found: Comparison, tables: Tables) -> Grid:
    """Return every change in every category, for a CSV: the organisation, then both readings of the territory, never added."""
    rows: list[tuple[GridCell, ...]] = []
    for category, split in shown_changes(found).items():
        bounds = shown_bounds(found, category).get("change") or (None, None)
        state = "total" if change_is_of_totals(found, category) else "partial"
        rows.append(("organisation", category, _unit(category, tables), *_cells(split), *bounds, state))
    for reading, splits in (("inhabitants", found.territory), ("households", found.households)):
        for category, split in splits.items():
            rows.append((reading, category, _unit(category, tables), *_cells(split), None, None, ""))
    readings = {"organisation": "organisation", "inhabitants": "par habitant", "households": "par ménage"}
    keys = ("old", "new", "change", *PARTS, "at_constant_method")
    columns = (
        GridColumn("Lecture", key="reading", words=readings),
        GridColumn("Catégorie", key="category", words=_labels(found, tables)),
        GridColumn("Unité", key="unit"),
        *(replace(column, key=key) for column, key in zip(_parts(found, ""), keys, strict=True)),
        GridColumn("Écart, borne basse", "number", key="change_low", loose=True),
        GridColumn("Écart, borne haute", "number", key="change_high", loose=True),
        GridColumn("Somme", key="state", words={"total": "total", "partial": "partielle"}),
    )
    return Grid("Détail", f"Écarts, {_ends(found)}", columns, tuple(rows))


def _actions(found: Comparison) -> Grid:
    return Grid(
        "Actions",
        f"Lignes que vise chaque action, {_ends(found)}",
        (
            GridColumn("Action"),
            GridColumn("Lignes", "count"),
            *_parts(found, _CARBON),
            GridColumn("Attendu par le plan", "number", _CARBON),
        ),
        tuple((each.title, each.lines, *_cells(each.split), each.expected) for each in found.actions),
        notes=("Des actions peuvent viser les mêmes lignes : elles ne s’additionnent pas.",),
    )


def _notes(found: Comparison, tables: Tables) -> Grid:
    """Return what differs between the two years, what is not compared, and what must be known."""
    rows: list[tuple[GridCell, ...]] = [
        ("changement de méthode", f"{CHANGES[name]} : {old or 'aucun'} → {new or 'aucun'}")
        for name, old, new in found.changes
    ]
    rows += [("non comparé", note_text(note, found, tables)) for note in found.not_compared]
    rows += [("à savoir", note_text(note, found, tables)) for note in found.notes]
    return Grid(
        "À savoir",
        "Ce qu’un lecteur de cet écart doit savoir",
        (GridColumn("Nature"), GridColumn("Phrase")),
        tuple(rows),
    )


def _unit(category: str, tables: Tables) -> str:
    known = tables.categories.get(category)
    return "" if known is None else f"{CATEGORY_UNITS[known.unit]} par an"


def _type(name: str, tables: Tables) -> str:
    known = tables.equipment_types.get(name) or tables.service_types.get(name)
    return known.label if known is not None else name
