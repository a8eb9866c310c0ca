"""A comparison of two years as grids: changes and their parts, what must be known of them, as sheets of a workbook."""

from collections.abc import Iterable, Mapping, Sequence
from math import fsum
from types import SimpleNamespace
from typing import Any, Final, NamedTuple

from snr_cli.catalog.tables import Tables
from snr_cli.engine.records import CLIMATE
from snr_cli.outputs.assessment_grids import type_name
from snr_cli.outputs.tables import Grid, GridCell, GridColumn, drawn
from snr_cli.plan.comparison import ChangeParts, Comparison
from snr_cli.results.effects import change_is_of_totals, shown_bounds, shown_changes
from snr_cli.results.sentences.comparison import CHANGES, ORDER, PARTS, category_label, note_text
from snr_cli.results.sentences.coverage import CATEGORY_UNITS, with_estimate

_CARBON: Final = "kg CO2e par an"
_TWO_READINGS: Final = (
    "Par habitant et par ménage sont deux lectures : elles ne s’additionnent pas, ni avec l’organisation."
)


class _Change(NamedTuple):
    """A change: its reading, its category or what it is of, its unit, its parts; of the organisation, its bounds and of what it is.

    `state`: `total`, `partial`, or `published`, where nothing is known but the two values.
    """

    reading: str
    of: str
    unit: str
    split: Any
    bounds: Sequence[GridCell] = (None, None)
    state: str = ""


_READINGS: Final = {"organisation": "organisation", "inhabitants": "par habitant", "households": "par ménage"}
_ADDED: Final = ("old", "new", "change", *PARTS)  # the numbers of a change that may be added


def _changes(comparison: Comparison, tables: Tables) -> list[_Change]:
    """Return every change in every category: the organisation, then both readings of the territory."""
    changes = [
        _Change(
            "organisation",
            category,
            _unit(category, tables),
            split,
            shown_bounds(comparison, category).get("change") or (None, None),
            "total" if change_is_of_totals(comparison, category) else "partial",
        )
        for category, split in shown_changes(comparison).items()
    ]
    for category, (old, new) in comparison.published.items():
        known = SimpleNamespace(**dict.fromkeys((*_ADDED, "at_constant_method")) | {"old": old, "new": new})
        changes.append(_Change("organisation", category, _unit(category, tables), known, state="published"))
    return changes + [
        _Change(reading, category, _unit(category, tables), split)
        for reading, splits in (("inhabitants", comparison.territory), ("households", comparison.households))
        for category, split in splits.items()
    ]


def comparison_grids(comparison: Comparison, tables: Tables) -> tuple[Grid, ...]:
    """Return what is said of a comparison; masses in kilograms, as in the JSON.

    Args:
        comparison: the comparison; of a year that was only published, there is no change.
        tables: the factor tables, for labels and units.
    """
    columns = _columns(comparison, tables)
    changes = _changes(comparison, tables)
    grids = [_totals(comparison, columns, changes)]
    if comparison.comparable:
        groups = {name: str(entry["label_fr"]) for name, entry in tables.vocabulary["groups"].items()}
        types = {name: type_name(name, tables) for name in comparison.types}
        of_groups = {name: splits[CLIMATE] for name, splits in comparison.groups.items() if CLIMATE in splits}
        added = CLIMATE in comparison.organisation
        grids += [
            _climate("Par groupe", "Groupe", of_groups, groups, comparison, added=added),
            _climate("Par type", "Type", comparison.types, types, comparison, added=False),
            drawn(
                "Territoire",
                f"Territoire, estimé, {_ends(comparison)}",
                columns[:-3],
                (change for change in changes if change.reading != "organisation"),
                notes=(_TWO_READINGS,),
            ),
            _actions(comparison),
        ]
    return (*grids, _notes(comparison, tables))


def comparison_detail(comparison: Comparison, tables: Tables) -> Grid:
    """Return every change in every category, for a CSV: the organisation, then both readings of the territory, never added."""
    known = (change for change in _changes(comparison, tables) if change.state != "published")
    return drawn("Détail", f"Écarts, {_ends(comparison)}", _columns(comparison, tables), known)


def _ends(comparison: Comparison) -> str:
    return f"de {comparison.old.year} à {comparison.new.year}"


def _columns(comparison: Comparison, tables: Tables) -> tuple[GridColumn, ...]:
    """Return the columns of a change."""
    every = (shown_changes(comparison), comparison.published, comparison.territory, comparison.households)
    categories = {category: category_label(category, tables) for splits in every for category in splits}
    return (
        GridColumn("Lecture", key="reading", words=_READINGS),
        GridColumn("Catégorie", key="category", words=categories, draw="of"),
        GridColumn("Unité", key="unit"),
        *_parts(comparison, ""),
        GridColumn("Écart, borne basse", "number", key="change_low", loose=True, draw=lambda change: change.bounds[0]),
        GridColumn("Écart, borne haute", "number", key="change_high", loose=True, draw=lambda change: change.bounds[1]),
        GridColumn("Somme", key="state", words={"total": "total", "partial": "partielle"}),
    )


def _parts(comparison: Comparison, unit: str, sums: Mapping[str, float] | None = None) -> tuple[GridColumn, ...]:
    """Return the columns of the parts of a change; `sums`: of those that are added."""
    labels = (
        *(str(comparison.old.year), str(comparison.new.year), "Écart"),
        *(f"Dont {part.label[:1].lower()}{part.label[1:]}" for part in PARTS.values()),
    )
    return (
        *(
            GridColumn(label, "number", unit, name, draw=f"split.{name}", total=(sums or {}).get(name))
            for name, label in zip(_ADDED, labels, strict=True)
        ),
        GridColumn(
            "À méthode et périmètre constants", "share", key="at_constant_method", draw="split.at_constant_method"
        ),
    )


def _totals(comparison: Comparison, columns: Sequence[GridColumn], changes: Iterable[_Change]) -> Grid:
    """Return the change of each category; that of a sum that is no total says so."""
    said = {"total": "", "partial": "somme partielle, pas un total", "published": "publié : non comparable"}
    return drawn(
        "Organisation",
        f"Organisation, {_ends(comparison)} : l’écart et ses parts",
        (*columns[1:-1], GridColumn("Précision", draw="state", words=said)),
        (change for change in changes if change.reading == "organisation"),
        notes=(
            f"De « {comparison.old.name} » à « {comparison.new.name} ».",
            *((ORDER,) if comparison.comparable else ()),
        ),
    )


def _climate(
    name: str,
    heading: str,
    splits: Mapping[str, ChangeParts],
    labels: Mapping[str, str],
    comparison: Comparison,
    *,
    added: bool,
) -> Grid:
    """Return the change of each part in climate impact, the largest first; `added`: they sum to that of the organisation."""
    changes = [
        _Change("", with_estimate(labels.get(part, part), comparison.estimated_in(part)), "", split)
        for part, split in splits.items()
    ]
    sums = {column: fsum(getattr(split, column) for split in splits.values()) for column in _ADDED} if added else {}
    return drawn(
        name,
        f"Changement climatique {name[:1].lower()}{name[1:]}, {_ends(comparison)}",
        (GridColumn(heading, draw="of"), *_parts(comparison, _CARBON, sums)),
        sorted(changes, key=lambda change: (-abs(change.split.change), change.of)),
        notes=(ORDER,),
    )


def _actions(comparison: Comparison) -> Grid:
    return drawn(
        "Actions",
        f"Lignes que vise chaque action, {_ends(comparison)}",
        (
            GridColumn("Action", draw="title"),
            GridColumn("Lignes", "count", draw="lines"),
            *_parts(comparison, _CARBON),
            GridColumn("Attendu par le plan", "number", _CARBON, draw="expected"),
        ),
        comparison.actions,
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
