"""What was read of an inventory as grids: verdicts, lines for a dossier, labels, as sheets of a workbook."""

from snr_cli.catalog.tables import Tables
from snr_cli.french.words.codes import QUALITIES
from snr_cli.inputs.inventory.faults import VERDICT_WORDS
from snr_cli.inputs.inventory.park import Park
from snr_cli.inputs.inventory.read import Inventory
from snr_cli.inputs.inventory.records import VERDICTS
from snr_cli.outputs.inventory_report import USE_STATES, labels_grid
from snr_cli.outputs.tables.grid import Grid, GridCell, GridColumn


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
    rows: list[tuple[GridCell, ...]] = []
    for verdict in VERDICTS:
        units = inventory.units(verdict)
        sure = "" if units is None or inventory.all_known(verdict) else "au moins"
        rows.append((VERDICT_WORDS[verdict], inventory.count(verdict), sure, units))
    return Grid(
        "Verdicts",
        f"Chaque ligne lue et son verdict, année étudiée {year}",
        (GridColumn("Verdict"), GridColumn("Lignes", "count"), GridColumn("Précision"), GridColumn("Unités", "count")),
        tuple(rows),
        {1: inventory.read},
        "Lignes lues",
        tuple(f"Non lu : {error}" for error in inventory.unread),
    )


def _lines(park: Park, tables: Tables, year: int) -> Grid:
    """Return the lines of equipment; those of rooms, clouds and machines are in the YAML."""
    rows: list[tuple[GridCell, ...]] = []
    for line in park.equipment:
        known = tables.equipment_types.get(line.type)
        rows.append(
            (
                line.id,
                known.label if known is not None else line.type,
                line.type,
                line.quantity,
                USE_STATES[line.state],
                line.purchase_year,
                line.site,
                line.entity,
                line.lifetime_years,
                line.kwh_per_year,
                QUALITIES[line.quality],
                line.source,
            )
        )
    beside = len(park.services) + (0 if park.virtual is None else 1)
    return Grid(
        "Équipements",
        f"Lignes d’équipements pour un dossier, année étudiée {year}",
        (
            GridColumn("Identifiant"),
            GridColumn("Équipement"),
            GridColumn("Type"),
            GridColumn("Quantité", "count"),
            GridColumn("État"),
            GridColumn("Année d’achat", "year"),
            GridColumn("Site"),
            GridColumn("Entité"),
            GridColumn("Durée de vie", "count", "ans"),
            GridColumn("Électricité", "number", "kWh par an et par unité"),
            GridColumn("Qualité de la donnée"),
            GridColumn("Source"),
        ),
        tuple(rows),
        notes=("Salles, hébergements et machines virtuelles : --format yaml les donne.",) if beside else (),
    )
