"""The factor tables on a screen or as JSON."""

import json
from typing import Any

from snr_cli.catalog.checks import Stale
from snr_cli.catalog.records import Factor
from snr_cli.catalog.tables import ELECTRICITY, EQUIPMENT, SERVICES, TERRITORY, Tables
from snr_cli.french import significant


def listing(tables: Tables, kind: str | None) -> list[dict[str, Any]]:
    """Return what the catalogue knows: id, French label, group and unit, of one kind or all."""
    rows: list[dict[str, Any]] = []
    if kind in (None, "equipment"):
        rows += [
            {"kind": "equipment", "id": t.id, "label": t.label, "group": t.group, "unit": "unit"}
            for t in tables.equipment_types.values()
        ]
    if kind in (None, "services"):
        rows += [
            {"kind": "services", "id": s.id, "label": s.label, "group": s.group, "unit": s.unit}
            for s in tables.service_types.values()
        ]
    if kind in (None, "electricity"):
        rows += [
            {"kind": "electricity", "id": place, "label": label, "group": "electricity", "unit": "kWh"}
            for place, (label, _) in tables.places.items()
        ]
    if kind in (None, "territory"):
        rows += [
            {"kind": "territory", "id": f.subject, "label": f.category, "group": f.stage, "unit": f.unit}
            for f in tables.factors(TERRITORY)
        ]
    return rows


def values_of(tables: Tables, name: str) -> list[Factor]:
    """Return every value of a type, service, place or figure, from every source."""
    return [
        factor for table in (EQUIPMENT, SERVICES, ELECTRICITY, TERRITORY) for factor in tables.factors(table, [name])
    ]


def factor_data(tables: Tables, factor: Factor) -> dict[str, Any]:
    """Return a value as plain data, with its source and licence."""
    source = tables.sources[factor.source]
    return {
        "table": factor.table,
        "row": factor.row,
        "category": factor.category,
        "stage": factor.stage,
        "value": factor.value,
        "unit": factor.unit,
        "low": factor.low,
        "high": factor.high,
        "place": factor.place or None,
        "year": factor.year,
        "default": factor.is_default,
        "source": factor.source,
        "licence": source.licence,
        "redistribution": source.redistribution,
        "locator": factor.locator,
    }


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
            split = [row for row in rows if row.stage != "embodied_total"]
            sums[source] = sum(row.value for row in split or rows)
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


def show_text(tables: Tables, name: str, label: str, factors: list[Factor], usages: list[dict[str, Any]]) -> str:
    """Return the page of one id."""
    out = [f"{name} : {label}", ""]
    for factor in factors:
        mark = ("*" if factor.is_default else " ") + (
            " " if tables.sources[factor.source].redistribution == "yes" else "°"
        )
        bounds = f" ({factor.low:g} à {factor.high:g})" if factor.low is not None and factor.high is not None else ""
        out.append(
            f"{mark} {factor.category}, {factor.stage or 'kWh'} : {significant(factor.value)} {factor.unit}{bounds}, {factor.source} {factor.year}{', ' + factor.place if factor.place else ''}"
        )
    if usages:
        out += ["", "Durée de vie et électricité par an :"]
        out += [
            f"{'*' if u['default'] else ' '} {u['profile']} : {u['lifetime_years'] or 'durée inconnue'} ans, {'kWh inconnus' if u['kwh_per_year'] is None else str(u['kwh_per_year']) + ' kWh'}, {u['source']}"
            for u in usages
        ]
    for spread in spreads(factors):
        out += [
            "",
            f"Écart entre sources, {spread['category']} (sans l’utilisation) : de {significant(spread['low'])} à {significant(spread['high'])} {spread['unit']}",
        ]
        out += [f"    {source} : {significant(value)}" for source, value in spread["sources"].items()]
    out += [
        "",
        "* valeur par défaut ; ° redistribution incertaine, écartée par --factors-licence open. Place dans la source et licence : --format json.",
    ]
    return "\n".join(out) + "\n"


def as_json(data: Any) -> str:
    """Return JSON text."""
    return json.dumps(data, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def stale_data(found: list[Stale]) -> list[dict[str, Any]]:
    """Return stale factors as plain data."""
    return [
        {
            "table": s.table,
            "row": s.row,
            "subject": s.subject,
            "category": s.category,
            "year": s.year,
            "value": s.value,
            "unit": s.unit,
        }
        for s in found
    ]


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
