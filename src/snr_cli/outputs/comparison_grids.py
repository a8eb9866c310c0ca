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


def comparison_grids(comparison: Comparison, tables: Tables) -> tuple[Grid, ...]:
    """Return what is said of a comparison; masses in kilograms, as in the JSON.

    Args:
        comparison: the comparison; of a year that was only published, there is no change.
        tables: the factor tables, for labels and units.
    """
    grids = [_totals(comparison, tables)]
    if comparison.comparable:
        labels = {name: str(entry["label_fr"]) for name, entry in tables.vocabulary["groups"].items()}
        groups = [
            (with_estimate(labels.get(name, name), comparison.estimated_in(name)), splits[CLIMATE])
            for name, splits in comparison.groups.items()
            if CLIMATE in splits
        ]
        types = [
            (with_estimate(_type(name, tables), comparison.estimated_in(name)), parts)
            for name, parts in comparison.types.items()
        ]
        grids += [
            _climate("Par groupe", "Groupe", groups, comparison, added=True),
            _climate("Par type", "Type", types, comparison),
        ]
        grids += [_territory(comparison, tables), _actions(comparison)]
    return (*grids, _notes(comparison, tables))


def _ends(comparison: Comparison) -> str:
    return f"de {comparison.old.year} à {comparison.new.year}"


def _parts(comparison: Comparison, unit: str) -> tuple[GridColumn, ...]:
    return (
        GridColumn(str(comparison.old.year), "number", unit),
        GridColumn(str(comparison.new.year), "number", unit),
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


def _totals(comparison: Comparison, tables: Tables) -> Grid:
    """Return the change of each category; that of a sum that is no total says so."""
    rows: list[tuple[GridCell, ...]] = []
    for category, split in shown_changes(comparison).items():
        bounds = shown_bounds(comparison, category).get("change") or (None, None)
        partial = "" if change_is_of_totals(comparison, category) else "somme partielle, pas un total"
        rows.append((category_label(category, tables), _unit(category, tables), *_cells(split), *bounds, partial))
    for category, (old, new) in comparison.published.items():
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
        f"Organisation, {_ends(comparison)} : l’écart et ses parts",
        (
            GridColumn("Catégorie"),
            GridColumn("Unité"),
            *_parts(comparison, ""),
            GridColumn("Écart, borne basse", "number", loose=True),
            GridColumn("Écart, borne haute", "number", loose=True),
            GridColumn("Précision"),
        ),
        tuple(rows),
        notes=(
            f"De « {comparison.old.name} » à « {comparison.new.name} ».",
            *((ORDER,) if comparison.comparable else ()),
        ),
    )


def _climate(
    name: str, heading: str, parts: Iterable[tuple[str, ChangeParts]], comparison: Comparison, *, added: bool = False
) -> Grid:
    """Return the change of each part in climate impact, the largest first; `added`: they sum to that of the organisation."""
    ordered = sorted(parts, key=lambda part: (-abs(part[1].change), part[0]))
    rows = tuple((label, *_cells(split)) for label, split in ordered)
    sums: dict[int, float] = {}
    if added and CLIMATE in comparison.organisation:
        kept = [split for _, split in ordered]
        sums = {rank: fsum(float(cell) for cell in column) for rank, column in enumerate(_numbers(kept), 1)}
    return Grid(
        name,
        f"Changement climatique {name[:1].lower()}{name[1:]}, {_ends(comparison)}",
        (GridColumn(heading), *_parts(comparison, _CARBON)),
        rows,
        sums,
        notes=(ORDER,),
    )


def _numbers(splits: Iterable[ChangeParts]) -> Iterator[tuple[float, ...]]:
    """Yield each column of numbers that may be added."""
    kept = list(splits)
    for read in ("old", "new", "change", *PARTS):
        yield tuple(getattr(split, read) for split in kept)


def _territory(comparison: Comparison, tables: Tables) -> Grid:
    rows: list[tuple[GridCell, ...]] = []
    for reading, splits in (("par habitant", comparison.territory), ("par ménage", comparison.households)):
        for category, split in splits.items():
            rows.append((reading, category_label(category, tables), _unit(category, tables), *_cells(split)))
    return Grid(
        "Territoire",
        f"Territoire, estimé, {_ends(comparison)}",
        (GridColumn("Lecture"), GridColumn("Catégorie"), GridColumn("Unité"), *_parts(comparison, "")),
        tuple(rows),
        notes=(_TWO_READINGS,),
    )


def _labels(comparison: Comparison, tables: Tables) -> dict[str, str]:
    every = (shown_changes(comparison), comparison.territory, comparison.households)
    return {category: category_label(category, tables) for splits in every for category in splits}


def comparison_detail(comparison: Comparison, tables: Tables) -> Grid:
    """Return every change in every category, for a CSV: the organisation, then both readings of the territory, never added."""
    rows: list[tuple[GridCell, ...]] = []
    for category, split in shown_changes(comparison).items():
        bounds = shown_bounds(comparison, category).get("change") or (None, None)
        state = "total" if change_is_of_totals(comparison, category) else "partial"
        rows.append(("organisation", category, _unit(category, tables), *_cells(split), *bounds, state))
    for reading, splits in (("inhabitants", comparison.territory), ("households", comparison.households)):
        for category, split in splits.items():
            rows.append((reading, category, _unit(category, tables), *_cells(split), None, None, ""))
    readings = {"organisation": "organisation", "inhabitants": "par habitant", "households": "par ménage"}
    keys = ("old", "new", "change", *PARTS, "at_constant_method")
    columns = (
        GridColumn("Lecture", key="reading", words=readings),
        GridColumn("Catégorie", key="category", words=_labels(comparison, tables)),
        GridColumn("Unité", key="unit"),
        *(replace(column, key=key) for column, key in zip(_parts(comparison, ""), keys, strict=True)),
        GridColumn("Écart, borne basse", "number", key="change_low", loose=True),
        GridColumn("Écart, borne haute", "number", key="change_high", loose=True),
        GridColumn("Somme", key="state", words={"total": "total", "partial": "partielle"}),
    )
    return Grid("Détail", f"Écarts, {_ends(comparison)}", columns, tuple(rows))


def _actions(comparison: Comparison) -> Grid:
    return Grid(
        "Actions",
        f"Lignes que vise chaque action, {_ends(comparison)}",
        (
            GridColumn("Action"),
            GridColumn("Lignes", "count"),
            *_parts(comparison, _CARBON),
            GridColumn("Attendu par le plan", "number", _CARBON),
        ),
        tuple((action.title, action.lines, *_cells(action.split), action.expected) for action in comparison.actions),
        notes=("Des actions peuvent viser les mêmes lignes : elles ne s’additionnent pas.",),
    )


def _notes(comparison: Comparison, tables: Tables) -> Grid:
    """Return what differs between the two years, what is not compared, and what must be known."""
    rows: list[tuple[GridCell, ...]] = [
        ("changement de méthode", f"{CHANGES[name]} : {old or 'aucun'} → {new or 'aucun'}")
        for name, old, new in comparison.changes
    ]
    rows += [("non comparé", note_text(note, comparison, tables)) for note in comparison.not_compared]
    rows += [("à savoir", note_text(note, comparison, tables)) for note in comparison.notes]
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
