"""What was read of an inventory as grids: verdicts, lines for a dossier, labels, as sheets of a workbook."""

from snr_cli.catalog.tables import Tables
from snr_cli.french.words.codes import QUALITIES
from snr_cli.inputs.inventory.faults import VERDICT_WORDS
from snr_cli.inputs.inventory.read import Inventory, Park
from snr_cli.inputs.inventory.records import VERDICTS
from snr_cli.outputs.inventory_report import USE_STATES, labels_grid
from snr_cli.outputs.tables.grid import Grid, GridCell, GridColumn, drawn


def inventory_grids(
    inventory: Inventory, park: Park, tables: Tables, year: int, *, only_counted: bool
) -> tuple[Grid, ...]:
    """Return what is said of an inventory; a label is never a personal cell.

    Args:
        inventory: the judged rows.
        park: the lines that it gives to a dossier.
        tables: the factor tables, for the names of types.
        year: the year studied.
        only_counted: of the labels, those that count alone.
    """
    return (_verdicts(inventory, year), _lines(park, tables, year), labels_grid(inventory, only_counted=only_counted))


def _verdicts(inventory: Inventory, year: int) -> Grid:
    """Return how many rows each verdict has; units that are not all known are not said as a sum."""

    def precision(verdict: str) -> GridCell:
        return "" if inventory.units(verdict) is None or inventory.all_known(verdict) else "au moins"

    return drawn(
        "Verdicts",
        f"Chaque ligne lue et son verdict, année étudiée {year}",
        (
            GridColumn("Verdict", draw=VERDICT_WORDS.__getitem__),
            GridColumn("Lignes", "count", draw=inventory.count, total=inventory.read),
            GridColumn("Précision", draw=precision),
            GridColumn("Unités", "count", draw=inventory.units),
        ),
        VERDICTS,
        total="Lignes lues",
        notes=tuple(f"Non lu : {error}" for error in inventory.unread),
    )


def _lines(park: Park, tables: Tables, year: int) -> Grid:
    """Return the lines of equipment; those of rooms, clouds and machines are in the YAML."""
    labels = {name: known.label for name, known in tables.equipment_types.items()}
    return drawn(
        "Équipements",
        f"Lignes d’équipements pour un dossier, année étudiée {year}",
        (
            GridColumn("Identifiant", draw="id"),
            GridColumn("Équipement", words=labels, draw="type"),
            GridColumn("Type", draw="type"),
            GridColumn("Quantité", "count", draw="quantity"),
            GridColumn("État", words=USE_STATES, draw="state"),
            GridColumn("Année d’achat", "year", draw="purchase_year"),
            GridColumn("Site", draw="site"),
            GridColumn("Entité", draw="entity"),
            GridColumn("Durée de vie", "count", "ans", draw="lifetime_years"),
            GridColumn("Électricité", "number", "kWh par an et par unité", draw="kwh_per_year"),
            GridColumn("Qualité de la donnée", words=QUALITIES, draw="quality"),
            GridColumn("Source", draw="source"),
        ),
        park.equipment,
        notes=("Salles, hébergements et machines virtuelles : --format yaml les donne.",)
        if park.services or park.virtual is not None
        else (),
    )
