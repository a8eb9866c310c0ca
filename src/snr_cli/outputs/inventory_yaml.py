"""What an inventory counts, as lines of YAML ready for a dossier."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from snr_cli.french.plain import quoted_text
from snr_cli.inputs.inventory.read import Park


def to_yaml(park: Park, year: int) -> str:
    """Return the counted devices as lines of equipment, with what stands beside them, ready for a dossier."""
    lines = [f"# Lignes lues d’un inventaire ; année étudiée : {year}."]
    lines += ["equipment:"] if park.equipment else ["equipment: []"]
    for line in park.equipment:
        values: dict[str, Any] = {
            "id": line.id,
            "type": line.type,
            "quantity": f"{line.quantity:g}",
            "state": line.state if line.state != "in_use" else None,
            "purchase_year": line.purchase_year,
            "entity": line.entity and quoted_text(line.entity),
            "site": line.site and quoted_text(line.site),
            "kwh_per_year": None if line.kwh_per_year is None else f"{line.kwh_per_year:g}",
            "lifetime_years": None if line.lifetime_years is None else f"{line.lifetime_years:.15g}",
            "lifetime_source": None if line.lifetime_years is None else quoted_text(str(line.lifetime_source)),
            "refurbished_share": None if line.refurbished_share is None else f"{line.refurbished_share:g}",
            "room": line.room,
            "place": line.place,
            "quality": line.quality,
            "source": quoted_text(str(line.source)),
        }
        lines.append("  - " + _flow({key: value for key, value in values.items() if value not in (None, "")}))
    if park.services:
        lines += ["services:", *(_item(service, "  ") for service in park.services)]
    if park.virtual is not None:
        lines += ["virtual:", f"  allocation: {park.virtual.allocation}"]
        for section in ("pools", "machines", "applications"):
            items = getattr(park.virtual, section)
            lines += [f"  {section}:", *(_item(item, "    ") for item in items)] if items else []
    return "\n".join(lines) + "\n"


def _item(item: BaseModel, indent: str) -> str:
    """Write an item of a list on one line: what it says, defaults left out."""
    values = item.model_dump(exclude_none=True, exclude_defaults=True)
    return f"{indent}- " + _flow({key: _value(key, value) for key, value in values.items()})


def _flow(values: Mapping[str, Any]) -> str:
    return "{" + ", ".join(f"{key}: {value}" for key, value in values.items()) + "}"


def _value(key: str, value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.15g}"
    if isinstance(value, tuple | list):
        return "[" + ", ".join(map(str, value)) + "]"  # ids
    return quoted_text(value) if key in ("label", "note", "source") else str(value)
