"""GLPI's native inventory (JSON, one file a device): the device, its external screens, its virtual machines."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from snr_cli.inventory.table import MAX_CELL, Table, TableError, one_batch

MAX_BYTES: Final = 64 * 1024 * 1024
HEADER: Final = ["kind", "manufacturer", "model", "os", "cpu", "serial", "name"]
# makers of bare panels: on a laptop they are its own screen, not a monitor (EDID codes and names)
PANELS: Final = (
    "auo",
    "au optronics",
    "boe",
    "cmn",
    "chimei",
    "innolux",
    "lgd",
    "lg display",
    "sdc",
    "shp",
    "ivo",
    "cso",
)
PANEL_WORDS: Final = ("built-in", "integrated", "internal", "color lcd", "laptop")
PORTABLE: Final = ("laptop", "notebook", "portable", "convertible", "detachable", "sub notebook", "tablet")


def is_glpi_json(start: bytes) -> bool:
    """Say whether a file starts as a JSON object."""
    return start.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"{"


def open_glpi(path: Path, name: str) -> Table:
    """Read one native inventory as a table whose headers are roles; its line is always 1.

    Raises:
        TableError: not JSON, or not an inventory.
    """
    if path.stat().st_size > MAX_BYTES:
        raise TableError("fichier JSON de plus de 64 Mio")
    try:
        data = json.loads(path.read_bytes())
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", 1)
        raise TableError(f"JSON illisible, ligne {line}") from None
    content = data.get("content") if isinstance(data, dict) else None
    if not isinstance(content, dict):
        raise TableError("ce JSON n’est pas un inventaire GLPI (clé « content » absente)")
    return Table(name, one_batch(_rows(content, str(data.get("itemtype", "")))), "utf-8")


def _rows(content: dict[str, Any], itemtype: str) -> Iterator[tuple[int, list[str]]]:
    yield 1, list(HEADER)
    device, bios = _part(content, "network_device"), _part(content, "bios")
    hardware, system = _part(content, "hardware"), _part(content, "operatingsystem")
    chassis = _text(hardware, "chassis_type") or _text(device, "type") or itemtype
    virtual = _text(hardware, "vmsystem")
    processors = content.get("cpus")
    cpu = processors[0] if isinstance(processors, list) and processors and isinstance(processors[0], dict) else {}
    yield (
        1,
        [
            "Machine virtuelle" if virtual and virtual.casefold() != "physical" else chassis,
            _text(bios, "smanufacturer") or _text(device, "manufacturer"),
            _text(bios, "smodel") or _text(device, "model"),
            _text(system, "full_name") or _text(hardware, "osname"),
            _text(cpu, "name"),
            _text(bios, "ssn") or _text(device, "serial"),
            _text(hardware, "name") or _text(device, "name"),
        ],
    )
    portable = any(word in chassis.casefold() for word in PORTABLE)
    for screen in _list(content, "monitors"):
        maker, model = _text(screen, "manufacturer"), _text(screen, "caption") or _text(screen, "name")
        if portable and _is_panel(maker, model, _text(screen, "description")):
            yield 1, ["Dalle intégrée", maker, model, "", "", "", ""]
        else:
            yield 1, ["Écran", maker, model, "", "", _text(screen, "serial"), ""]
    for machine in _list(content, "virtualmachines"):
        yield 1, ["Machine virtuelle", "", _text(machine, "subsystem") or _text(machine, "vmtype"), "", "", "", ""]


def _is_panel(maker: str, model: str, description: str) -> bool:
    low = f"{maker} {model} {description}".casefold()
    return maker.casefold().startswith(PANELS) or any(word in low for word in PANEL_WORDS)


def _part(content: dict[str, Any], key: str) -> dict[str, Any]:
    found = content.get(key)
    return found if isinstance(found, dict) else {}


def _list(content: dict[str, Any], key: str) -> list[dict[str, Any]]:
    found = content.get(key)
    return [entry for entry in found if isinstance(entry, dict)] if isinstance(found, list) else []


def _text(part: dict[str, Any], key: str) -> str:
    found = part.get(key)
    return str(found)[:MAX_CELL].strip() if isinstance(found, str | int | float) else ""
