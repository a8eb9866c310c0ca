"""Dates and years of what was done, far after the year that is studied: a figure was mistyped."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from snr_cli.inputs.dossier.includes import Joined
from snr_cli.inputs.dossier.validate import finding_at
from snr_cli.model.finding import Finding

_SECTIONS: Final = (
    "purchases",
    "end_of_use",
    "waste",
    "contracts",
    "stakeholders",
)  # what was done, never what is planned
_YEARS: Final = 10  # after the year that is studied


def check_late(joined: Joined) -> list[Finding]:
    """Return a finding for each date of what was done that is over ten years after the year studied, of a dossier whose schema is right."""
    studied = joined.data.get("reference_year")
    if not isinstance(studied, int):
        return []
    found = []
    for section in _SECTIONS:
        for path, year in _years(joined.data.get(section), (section,)):
            if year > studied + _YEARS:
                message = f"{year} : {year - studied} ans après l’année étudiée ({studied})"
                found.append(finding_at(joined, path, "SNR131", message, "corrigez l’année"))
    return found


def _years(value: Any, path: tuple[Any, ...]) -> Iterator[tuple[tuple[Any, ...], int]]:
    """Give each year of some data, and where it is: under `year`, or in a date."""
    if isinstance(value, Mapping):
        for key, each in value.items():
            yield from _years(each, (*path, key))
    elif isinstance(value, list | tuple):
        for rank, each in enumerate(value):
            yield from _years(each, (*path, rank))
    elif path[-1] == "year" and isinstance(value, int):
        yield path, value
    elif str(path[-1]).endswith(("_on", "date")) and str(value)[:4].isdecimal():
        yield path, int(str(value)[:4])
