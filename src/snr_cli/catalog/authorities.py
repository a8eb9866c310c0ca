"""The real authorities: communes and EPCI, found in their table without reading the others."""

import csv
from collections.abc import Iterator

from snr_cli.catalog.records import Authority


def authorities_in(text: str, siren: str, insee_code: str, name: str) -> list[Authority]:
    """Return the authorities of a table that have a SIREN, else an INSEE code, else a name (the first that is given)."""
    if siren:
        key, value = "siren", siren
        start = text.find(f"\n{siren},")
        lines = [text[start + 1 : text.find("\n", start + 1)]] if start >= 0 else []
    elif insee_code:
        key, value = "insee_code", insee_code
        lines = list(_lines_with(text, f",{insee_code},"))
    else:
        key, value = "name", name
        lines = list(_lines_with(text, name))
    header = text[: text.find("\n")].split(",")
    every = (_authority(dict(zip(header, cells, strict=True))) for cells in csv.reader(lines))
    return [authority for authority in every if getattr(authority, key) == value]


def _lines_with(text: str, words: str) -> Iterator[str]:
    """Yield the lines that hold words, but for the titles: most words are on none, and most lines are not looked at."""
    end = text.find("\n") if words and "\n" not in words else -1
    while end >= 0 and (found := text.find(words, end)) >= 0:
        start, end = text.rfind("\n", 0, found) + 1, text.find("\n", found)
        yield text[start:end] if end >= 0 else text[start:]


def every_authority(text: str) -> list[Authority]:
    """Return all the authorities of a table."""
    return [_authority(cells) for cells in csv.DictReader(text.splitlines())]


def _authority(cells: dict[str, str]) -> Authority:
    whole = {
        key: int(cells[key]) if cells[key] else None
        for key in (
            "population_municipal",
            "population_total",
            "member_count",
            "households",
            "households_year",
            "jobs",
            "jobs_year",
            "fibre_year",
        )
    }
    return Authority(
        cells["siren"],
        cells["kind"],
        cells["insee_code"],
        cells["name"],
        cells["department"],
        whole["population_municipal"],
        whole["population_total"],
        whole["member_count"],
        whole["households"],
        whole["households_year"],
        whole["jobs"],
        whole["jobs_year"],
        float(cells["fibre_share"]) if cells["fibre_share"] else None,
        whole["fibre_year"],
    )
