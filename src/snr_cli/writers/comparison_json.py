"""A comparison as JSON (docs/schemas/comparison.schema.json): in the unit of each category."""

from collections.abc import Mapping
from typing import Any

from snr_cli.catalog.tables import Tables
from snr_cli.engine.records import CLIMATE
from snr_cli.plain import json_text
from snr_cli.plan.comparison import ChangeParts, Comparison, End
from snr_cli.sentences.comparison import note_text
from snr_cli.sentences.comparison_money import spending_split
from snr_cli.version import __version__
from snr_cli.writers.base_data import origin_data
from snr_cli.writers.plan_intervals import difference_data

SCHEMA_VERSION = "1"


def comparison_document(found: Comparison, tables: Tables) -> dict[str, Any]:
    """Return a comparison as plain data; the parts of a change that could not be split are null."""
    published = {
        category: _split(category, ChangeParts(old, new, 0.0, 0.0, 0.0, 0.0), tables, parts=False)
        for category, (old, new) in found.published.items()
    }
    spent = spending_split(found, tables)
    return {
        "schema_version": SCHEMA_VERSION,
        "snr_version": __version__,
        "old": _end(found.old),
        "new": _end(found.new),
        "comparable": found.comparable,
        "split": "mean of the six orders (Shapley value)",
        "published_from": origin_data(found.origin),
        "changes": [{"name": name, "old": old, "new": new} for name, old, new in found.changes],
        "electricity": None if found.power is None else found.power._asdict(),
        "estimated": {
            side: None
            if not shares
            else {"share": shares[""], "parts": {key: each for key, each in shares.items() if key}}
            for side, shares in zip(("old", "new"), found.estimated, strict=True)
        },
        "organisation": {
            "totals": {
                category: {**split, **_states(found, category)}
                for category, split in (_splits(found.organisation, tables) | published).items()
            },
            "by_group": {group: _splits(splits, tables) for group, splits in found.groups.items()},
            "by_type": {name: _split(CLIMATE, split, tables) for name, split in found.types.items()},
            "spending": _split(CLIMATE, spent, tables) if spent is not None else None,
        },
        "territory": {
            "per_inhabitant": _splits(found.territory, tables),
            "by_household": _splits(found.households, tables),
        },
        "actions": [
            {
                "id": each.id,
                "title": each.title,
                "lines": each.lines,
                "expected": each.expected,
                **_split(CLIMATE, each.split, tables),
            }
            for each in found.actions
        ],
        "not_compared": _notes(found, tables, "not_compared"),
        "notes": _notes(found, tables, "notes"),
    }


def _states(found: Comparison, category: str) -> dict[str, Any]:
    """Say of both years whether what is computed is a total; null for what was published."""
    return {
        name: None if each is None or category not in each else each[category].state
        for name, each in zip(("old_state", "new_state"), found.covered, strict=True)
    }


def _end(end: End) -> dict[str, Any]:
    return {
        "name": end.name,
        "year": end.year,
        "factors": {"set": end.factor_set, "licence": end.licence, "sha256": end.sha256} if end.sha256 else None,
    }


def _splits(splits: Mapping[str, ChangeParts], tables: Tables) -> dict[str, Any]:
    return {category: _split(category, split, tables) for category, split in splits.items()}


def _split(category: str, split: ChangeParts, tables: Tables, *, parts: bool = True) -> dict[str, Any]:
    known = tables.categories.get(category)
    return {
        "unit": known.unit if known is not None else "",
        "old": split.old,
        "new": split.new,
        "change": split.change if parts else None,
        "activity": split.activity if parts else None,
        "ageing": split.ageing if parts else None,
        "method": split.method if parts else None,
        "factors": split.factors if parts else None,
        "relative_at_constant_method": split.at_constant_method if parts else None,
        "intervals": None
        if split.intervals is None
        else {name: difference_data(found) for name, found in split.intervals._asdict().items()},
    }


def _notes(found: Comparison, tables: Tables, name: str) -> list[dict[str, str]]:
    return [
        {"code": note.code, "subject": note.subject, "message": note_text(note, found, tables)}
        for note in getattr(found, name)
    ]


def to_json(document: dict[str, Any]) -> str:
    """Return the document as text."""
    return json_text(document)
