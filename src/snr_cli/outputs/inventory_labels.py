"""Which label of an inventory became which type, so that « comptée » can be audited. A label is never a personal cell."""

from typing import Any, Final

from snr_cli.inputs.inventory.faults import gathered_faults
from snr_cli.inputs.inventory.fleet import ranges
from snr_cli.inputs.inventory.read import Inventory
from snr_cli.inputs.inventory.reasons import VERDICT_WORDS, full_reason, lines_text, reason_text
from snr_cli.inputs.inventory.records import COUNTED, VERDICTS, Group, units_of
from snr_cli.outputs.tables.grid import Grid, GridCell, GridColumn

USE_STATES: Final = {"in_use": "en service", "spare": "de secours", "stored": "en stock"}


def counted_labels(inventory: Inventory) -> list[dict[str, Any]]:
    """Return what each label that counts became, the most units first."""
    return [
        {key: value for key, value in row.items() if key not in ("verdict", "reason")}
        for row in _rows(inventory)
        if row["verdict"] == COUNTED
    ]


def labels_grid(inventory: Inventory, *, only_counted: bool) -> Grid:
    """Return one row a label: its verdict, its type, its units, its rows and what decided."""
    rows: list[tuple[GridCell, ...]] = []
    for row in _rows(inventory):
        if row["verdict"] != COUNTED and only_counted:
            continue
        numbers = " ".join(str(first) if first == last else f"{first}-{last}" for first, last in row["lines"])
        rows.append(
            (
                row["file"],
                VERDICT_WORDS[row["verdict"]],
                row["label"] or "",
                row["type"],
                row["state"],
                row["units"],
                row["rows"],
                row["rule"],
                row["confidence"] if row["rule"] else None,
                row["reason"],
                numbers,
            )
        )
    return Grid(
        "Libellés",
        "Ce que chaque libellé est devenu, et ce qui l’a décidé",
        (
            GridColumn("Fichier", key="fichier"),
            GridColumn("Verdict", key="verdict"),
            GridColumn("Libellé", key="libellé"),
            GridColumn("Type", key="type"),
            GridColumn("État", key="état", words=USE_STATES),
            GridColumn("Unités", "count", key="unités"),
            GridColumn("Lignes", "count", key="lignes"),
            GridColumn("Règle", key="règle"),
            GridColumn("Confiance", "share", key="confiance"),
            GridColumn("Motif", key="motif"),
            GridColumn("Numéros des lignes", key="numéros"),
        ),
        tuple(rows),
    )


def _rows(inventory: Inventory) -> list[dict[str, Any]]:
    """Return the groups that say one thing as one, verdict by verdict, the most units first."""
    found: dict[tuple[Any, ...], list[Group]] = {}
    for group in inventory.groups:
        if group.verdict == COUNTED and group.device is None:  # a room, a machine: beside the devices
            continue
        kind, state = (group.guess, None) if group.device is None else (group.device.type, group.device.state)
        said = "" if group.verdict == COUNTED else reason_text(group)
        label = "" if group.reason == "broken" else group.label
        key = (group.verdict, group.file, label, kind, state, group.rule, group.confidence, said)
        found.setdefault(key, []).append(group)
    rows = []
    for (verdict, file, label, kind, state, rule, confidence, said), groups in found.items():
        lines = sorted(line for group in groups for line in group.lines)
        rows.append(
            {
                "verdict": verdict,
                "label": label or None,
                "type": kind or None,
                "state": state,
                "file": file,
                "units": units_of(groups),
                "rows": len(lines),
                "lines": [list(pair) for pair in ranges(lines)],
                "rule": rule or None,
                "confidence": confidence,
                "reason": full_reason(said, groups[0].reason, gathered_faults(groups), lines, lines_text, label)
                or None,
            }
        )
    order = {verdict: rank for rank, verdict in enumerate(VERDICTS)}
    return sorted(rows, key=lambda row: (order[row["verdict"]], -(row["units"] or 0.0), -row["rows"], str(row)))
