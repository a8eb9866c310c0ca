"""What an inventory counts, as lines of YAML ready for a dossier."""

from typing import Any

from pydantic import BaseModel

from snr_cli.french.plain import quoted_text
from snr_cli.inputs.inventory.park import Park


def to_yaml(park: Park, year: int) -> str:
    """Return the counted devices as lines of equipment, with what stands beside them, ready for a dossier."""
    lines = [f"# Lignes lues d’un inventaire ; année étudiée : {year}."]
    lines += ["equipment:"] if park.equipment else ["equipment: []"]
    for line in park.equipment:
        parts = [f"id: {line.id}", f"type: {line.type}", f"quantity: {line.quantity:g}"]
        if line.state != "in_use":
            parts.append(f"state: {line.state}")
        if line.purchase_year is not None:
            parts.append(f"purchase_year: {line.purchase_year}")
        for key in ("entity", "site"):
            if getattr(line, key):
                parts.append(f"{key}: {quoted_text(getattr(line, key))}")
        if line.kwh_per_year is not None:
            parts.append(f"kwh_per_year: {line.kwh_per_year:g}")
        if line.lifetime_years is not None:
            parts.append(f"lifetime_years: {line.lifetime_years:.15g}")
            parts.append(f"lifetime_source: {quoted_text(str(line.lifetime_source))}")
        if line.refurbished_share is not None:
            parts.append(f"refurbished_share: {line.refurbished_share:g}")
        parts += [f"{key}: {getattr(line, key)}" for key in ("room", "place") if getattr(line, key)]
        parts.append(f"quality: {line.quality}")
        parts.append(f"source: {quoted_text(str(line.source))}")
        lines.append("  - {" + ", ".join(parts) + "}")
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
    return f"{indent}- {{" + ", ".join(f"{key}: {_value(key, value)}" for key, value in values.items()) + "}"


def _value(key: str, value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.15g}"
    if isinstance(value, tuple | list):
        return "[" + ", ".join(map(str, value)) + "]"  # ids
    return quoted_text(value) if key in ("label", "note", "source") else str(value)
