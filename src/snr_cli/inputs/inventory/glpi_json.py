"""GLPI's native inventory (JSON, one file a device): the device, its external screens, its virtual machines."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

from snr_cli.inputs.inventory.recognition import InventoryWords
from snr_cli.inputs.inventory.records import MAX_CELL, Table, TableError, one_batch
from snr_cli.inputs.inventory.values import fold, plain
from snr_cli.inputs.regular import RefusedJsonError, TooLargeError, plain_bytes, read_json

# Screens that an inventory says plugged into a device: its own built-in panel is no monitor.

INNER: Final = ("built in", "integrated", "internal", "color lcd", "laptop", "edp", "lvds", "dalle")
# a name that a panel has and a monitor has not: its size in tenths of an inch, between letters (LP156WF6, B140HAN04.2)
_PANEL: Final = re.compile(r"[a-z]{1,4}(?:101|116|12\d|13\d|14\d|15[46]|16\d|17[13])[a-z]{2}[\w. -]*")
# a monitor has a range of its own in its name: T24i-10, PN-L705H
_RANGE: Final = re.compile(r"(?:thinkvision|(?:legion )?[ltpegcymdqs] ?\d\d|pn |ll |hanns|h[a-z] ?\d{3})")


class Plugged(NamedTuple):
    """A screen as an inventory says it."""

    maker: str
    model: str
    inside: str  # what else tells where it stands: its description, its port


def built_in(screens: list[Plugged], portable: bool, makers: Mapping[str, bool]) -> list[bool]:
    """Say which screens are the panel of the device itself.

    A maker of bare panels sells no monitor: its screen is a panel, on whatever device. One that also sells monitors made
    the panel of a portable when no other did and the name is none of a monitor.

    Args:
        screens: the screens of one device.
        portable: whether the device has a screen of its own.
        makers: the beginning of a maker of panels (folded) → whether it makes monitors too.
    """
    found = [(portable and _is_inner(screen)) or _maker(screen, makers) is False for screen in screens]
    if portable and not any(found):
        rank = next((rank for rank, screen in enumerate(screens) if _may_be_panel(screen, makers)), None)
        if rank is not None:
            found[rank] = True
    return found


def _made_by(text: str, makers: Mapping[str, bool]) -> bool | None:
    """Return whether a maker of panels makes monitors too; None when it makes no panel."""
    return next((both for word, both in makers.items() if f"{plain(text)} ".startswith(f"{word} ")), None)


def _maker(screen: Plugged, makers: Mapping[str, bool]) -> bool | None:
    """Return the same of a screen: its maker, or the code of the EDID that its name starts with (LGD0521)."""
    found = _made_by(screen.maker, makers)
    code = re.fullmatch(r"([a-z]{3}) ?[0-9a-f]{4}", fold(screen.model))
    return _made_by(code[1], makers) if found is None and code else found


def _is_inner(screen: Plugged) -> bool:
    text = f" {plain(f'{screen.maker} {screen.model} {screen.inside}')} "
    return any(f" {word}" in text for word in INNER) or _PANEL.fullmatch(fold(screen.model)) is not None


def _may_be_panel(screen: Plugged, makers: Mapping[str, bool]) -> bool:
    name = plain(screen.model)
    for word in makers:
        name = name.removeprefix(f"{word} ")
    return _maker(screen, makers) is True and not _RANGE.match(name)


HEADER: Final = ["kind", "manufacturer", "model", "os", "cpu", "serial", "asset_tag", "name"]
PORTABLE: Final = (
    "laptop",
    "notebook",
    "portable",
    "convertible",
    "detachable",
    "tablet",
    "hand held",
    "lunch box",
    "docking",
)
DESK_BATTERIES: Final = ("ups", "onduleur", "mouse", "keyboard")  # a battery that is not that of the device


def open_glpi(path: Path, name: str, words: InventoryWords | None = None) -> Table:
    """Read one native inventory as a table whose headers are roles; a row is a part of the device, it has no line.

    Args:
        path: the file.
        name: the name it has in messages.
        words: makers of panels, and what models are portable.

    Raises:
        TableError: not JSON, or not an inventory.
    """
    try:
        data = read_json(plain_bytes(path).decode("utf-8-sig"))
    except TooLargeError:
        raise TableError("fichier JSON de plus de 64 Mio") from None
    except RefusedJsonError as error:
        raise TableError(f"JSON refusé : {error}") from None
    except ValueError as error:
        line = getattr(error, "lineno", 1)
        raise TableError(f"JSON illisible, ligne {line}") from None
    content = data.get("content") if isinstance(data, dict) else None
    if not isinstance(content, dict):
        raise TableError("ce JSON n’est pas un inventaire GLPI (clé « content » absente)")
    found = list(_rows(content, _text(data, "itemtype"), words))
    rows = [(0, list(HEADER)), *((rank, cells) for rank, (_, cells) in enumerate(found, start=1))]
    return Table(name, one_batch(rows), "utf-8", parts=[part for part, _ in found])


def _rows(content: dict[str, Any], itemtype: str, words: InventoryWords | None) -> Iterator[tuple[str, list[str]]]:
    device, bios = _part(content, "network_device"), _part(content, "bios")
    hardware, system = _part(content, "hardware"), _part(content, "operatingsystem")
    chassis = _text(hardware, "chassis_type")
    chassis = (chassis if chassis.casefold() not in ("unknown", "other") else "") or _text(device, "type") or itemtype
    virtual = _text(hardware, "vmsystem")
    processors = _list(content, "cpus")
    maker = _text(bios, "smanufacturer") or _text(device, "manufacturer")
    model = _text(bios, "smodel") or _text(device, "model")
    yield (
        "appareil",
        [
            "Machine virtuelle" if virtual and virtual.casefold() != "physical" else chassis,
            maker,
            model,
            _text(system, "full_name") or _text(hardware, "osname"),
            _text(processors[0], "name") if processors else "",
            _text(bios, "ssn") or _text(device, "serial"),
            _text(bios, "assettag"),
            _text(hardware, "name") or _text(device, "name"),
        ],
    )
    screens = _list(content, "monitors")
    plugged = [
        Plugged(
            _text(screen, "manufacturer"),
            _text(screen, "caption") or _text(screen, "name"),
            f"{_text(screen, 'description')} {_text(screen, 'port')}",
        )
        for screen in screens
    ]
    portable = (
        any(word in chassis.casefold() for word in PORTABLE)
        or _has_battery(content)
        or _is_portable_model(maker, model, words)
    )
    inside = built_in(plugged, portable, words.panels if words else {})
    for rank, (screen, seen, own) in enumerate(zip(screens, plugged, inside, strict=True), start=1):
        kind, serial = ("Dalle intégrée", "") if own else ("Écran", _text(screen, "serial"))
        yield f"écran {rank}", [kind, seen.maker, seen.model, "", "", serial, "", ""]
    for rank, machine in enumerate(_list(content, "virtualmachines"), start=1):
        kind = _text(machine, "subsystem") or _text(machine, "vmtype")
        yield f"machine virtuelle {rank}", ["Machine virtuelle", "", kind, "", "", "", "", ""]


def _has_battery(content: dict[str, Any]) -> bool:
    """Say whether a device has a battery: it is carried, and has a screen."""
    for battery in _list(content, "batteries"):
        text = f"{_text(battery, 'name')} {_text(battery, 'chemistry')} {_text(battery, 'manufacturer')}".casefold()
        if not any(word in text for word in DESK_BATTERIES):
            return True
    return False


def _is_portable_model(maker: str, model: str, words: InventoryWords | None) -> bool:
    guess = words.recognizer.guess({"manufacturer": maker, "model": model}) if words and model else None
    return guess is not None and words is not None and guess.type in words.with_a_screen


def _part(content: dict[str, Any], key: str) -> dict[str, Any]:
    found = content.get(key)
    return found if isinstance(found, dict) else {}


def _list(content: dict[str, Any], key: str) -> list[dict[str, Any]]:
    found = content.get(key)
    return [entry for entry in found if isinstance(entry, dict)] if isinstance(found, list) else []


def _text(part: dict[str, Any], key: str) -> str:
    """Return a value as text; half of a pair of surrogates, which no text may hold, is a question mark."""
    found = part.get(key)
    if not isinstance(found, str | int | float):
        return ""
    try:
        return str(found)[:MAX_CELL].encode("utf-8", "replace").decode().strip()
    except ValueError:  # a whole number of thousands of figures
        return ""
