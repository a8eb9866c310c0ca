"""The library: actions that a dossier may take, and the indicators that follow them."""

from collections.abc import Iterable, Mapping
from typing import Final

from snr_cli.catalog.cells import numbers_of
from snr_cli.catalog.records import LibraryAction, LibraryIndicator

ACTIONS: Final = "plan/actions.csv"
INDICATORS: Final = "plan/indicators.csv"


def actions_of(rows: Iterable[tuple[int, Mapping[str, str]]]) -> dict[str, LibraryAction]:
    """Return the actions of the library, in its order."""
    return {
        cells["id"]: LibraryAction(
            cells["id"],
            cells["title_fr"],
            numbers_of(cells["themes"]),
            tuple((target.partition("=")[0], target.partition("=")[2]) for target in cells["on"].split()),
            cells["rule"],
            cells["value"],
            cells["limit"],
            cells["component"],
            tuple(cells["see"].split()),
            tuple(cells["indicators"].split()),
            cells["good_practice"],
            cells["cost_fr"],
            cells["source"],
            cells["locator"],
            cells["note_fr"],
            row,
        )
        for row, cells in rows
    }


def indicators_of(rows: Iterable[tuple[int, Mapping[str, str]]]) -> dict[str, LibraryIndicator]:
    """Return the indicators of the catalogue, in their order."""
    return {
        cells["id"]: LibraryIndicator(
            cells["id"],
            cells["title_fr"],
            cells["unit"],
            cells["formula_fr"],
            cells["direction"],
            cells["data_source_fr"],
            cells["origin"],
            cells["frequency_fr"],
            cells["computed"] == "1",
            cells["follows_actions"] == "1",
            cells["threshold_fr"],
            numbers_of(cells["themes"]),
            row,
        )
        for row, cells in rows
    }
