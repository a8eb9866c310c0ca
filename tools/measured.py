"""Writes the tables of factors/README.md and docs/method.md that snr computes (`tools/regenerate.py` runs it).

A table is found by its header: what stands around it is written by hand.
"""

import re
import sys
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))

from snr_cli.api.assessing import assess_dossier  # noqa: E402 (from the folder named just above)
from snr_cli.catalog.catalog import closed_sources  # noqa: E402
from snr_cli.catalog.opened import open_tables  # noqa: E402
from snr_cli.catalog.tables import Tables  # noqa: E402
from snr_cli.engine.assess import assess  # noqa: E402
from snr_cli.engine.records import (  # noqa: E402
    CLIMATE,
    ELECTRICITY,
    Assessment,
    Line,
    sources,
)
from snr_cli.french.numbers import number, together  # noqa: E402
from snr_cli.french.words.terms import FACTOR_LICENCES, REDISTRIBUTIONS  # noqa: E402
from snr_cli.model.dossier import Dossier  # noqa: E402

EXAMPLES: Final = {
    "valmont": "Valmont",
    "minimal": "minimal",
    "la-rochelle-2020": "La Rochelle",
    "pooling": "mutualisation",
}
KG_PER_MT: Final = 1e9
KG_PER_T: Final = 1000.0


@cache
def tables() -> Tables:
    """Return the tables of this tree."""
    return open_tables(ROOT / "factors")


@cache
def result(example: str, licence: str) -> Assessment:
    """Return the assessment of an example under a licence."""
    return assess_dossier(str(ROOT / "examples" / example), tables(), licence=licence, whole=True).result


def table(titles: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Return a table in Markdown."""
    titles = list(titles)
    lines = [titles, ["---"] * len(titles), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def reasons() -> str:
    """Return the class of each source, with its rows and why."""
    return table(
        ("Source", "Redistribution", "Raison"),
        (
            (f"`{source.id}`", f"`{source.redistribution}`", source.redistribution_reason_fr)
            for name in REDISTRIBUTIONS
            for source in tables().sources.values()
            if source.redistribution == name
        ),
    )


def coverage() -> str:
    """Return the share of the climate footprint whose lines are assessed whole, by category, example and licence."""

    def share(example: str, licence: str, category: str) -> str:
        found = 100 * (result(example, licence).organisation.coverage[category].complete_climate or 0.0)
        return "< 1" if 0 < found < 1 else number(found, 0)

    rows = {
        category.label: [
            " / ".join(share(example, licence, name) for licence in FACTOR_LICENCES) for example in EXAMPLES
        ]
        for name, category in tables().categories.items()
        if name in result("valmont", "all").organisation.coverage and name != ELECTRICITY
    }
    return table(
        ("Part en pour cent", *EXAMPLES.values()),
        ((label, *cells) for label, cells in rows.items() if any(re.search("[1-9]", cell) for cell in cells)),
    )


def climate() -> str:
    """Return the climate total of each example under each licence, and what `open` loses of it."""

    def row(example: str, name: str) -> tuple[str, ...]:
        kg = [result(example, licence).organisation.totals[CLIMATE] for licence in FACTOR_LICENCES]
        return name, *(number(each / KG_PER_T, 1) for each in kg), number(100 * (kg[1] / kg[0] - 1), 1)

    return table(
        ("Climat, t CO2e", *(f"`{licence}`" for licence in FACTOR_LICENCES), "Écart d’`open`, %"),
        (row(*each) for each in EXAMPLES.items()),
    )


def lost() -> str:
    """Return the lines whose climate footprint `open` does not find whole, and the sources left out."""
    rows = []
    for example, name in EXAMPLES.items():
        kept = {line.id: line for line in result(example, "open").organisation.lines}
        for line in result(example, "all").organisation.lines:
            before, after = line.total(CLIMATE), kept[line.id].total(CLIMATE)
            if before is not None and before != after:
                left = "non évalué" if after is None else number(after, 0)
                rows.append((f"`{line.id}` ({line.type})", name, number(before, 0), left, together(_left(line, kept))))
    return table(("Ligne", "Exemple", "`all`, kg", "`open`, kg", "Sources écartées"), rows)


def _left(line: Line, kept: dict[str, Line]) -> list[str]:
    """Return the sources that a line rests on under `all` and not under `open`."""
    closed = closed_sources(tables(), "open")
    there = kept[line.id].stages(CLIMATE)
    found: dict[str, None] = {}
    for term in line.recipe.terms:
        if term.category == CLIMATE and term.stage not in there:
            found |= dict.fromkeys(sorted(({term.factor.source} | sources(term.amount)) & closed))
    return [f"`{name}`" for name in found]


def households() -> str:
    """Return what the reading by household gives for all of France, beside the national study."""
    groups = [row for _, row in tables().rows("territory/authorities.csv") if row["kind"] != "commune"]
    counted = [row for row in groups if row["households"]]
    people, homes = (sum(int(row[name]) for row in counted) for name in ("population_municipal", "households"))
    france = {"name": "France", "department": "75", "population": {"municipale": people}, "households": homes}
    dossier = Dossier.model_validate({"snr": 1, "reference_year": 2022, "territory": france})
    territory = assess(dossier, tables()).territory
    figures = {figure.subject: figure.value for figure in tables().factors("territory/figures.csv")}
    study = figures["fr_total_climate_change"]
    rows = [(line.label, (line.total(CLIMATE) or 0.0)) for line in territory.household_lines]
    rows += [
        ("**Lecture par ménage, France entière**", territory.household_totals[CLIMATE]),
        (
            "Étude nationale : terminaux, ceux des entreprises compris",
            study * figures["fr_share_terminals_climate_change"],
        ),
        ("Étude nationale : réseaux", study * figures["fr_share_networks_climate_change"]),
        ("Étude nationale : centres de données utilisés", study * figures["fr_share_datacentres_climate_change"]),
    ]
    return table(
        ("France entière", f"Mt CO2e par an ({number(people)} habitants, {number(homes)} ménages)"),
        ((label, number(kg / KG_PER_MT, 1)) for label, kg in rows),
    )


TABLES: Final = {
    "factors/README.md": (reasons,),
    "docs/method.md": (coverage, climate, lost, households),
}


def measured(name: str) -> str:
    """Return a file with its tables as they are computed now.

    Raises:
        LookupError: the file has no table of one of these headers.
    """
    text = (ROOT / name).read_text(encoding="utf-8")
    for made in TABLES[name]:
        new = made()
        first = re.escape(new.partition(" |")[0])
        text, count = re.subn(rf"^{first}.*\n(\|.*\n)+", lambda _, new=new: new, text, flags=re.MULTILINE)
        if count != 1:
            raise LookupError(f"{name}: {count} tables begin with {new.splitlines()[0]}")
    return text
