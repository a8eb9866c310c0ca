"""Screens that an inventory says plugged into a device: its own built-in panel is no monitor."""

import re
from collections.abc import Mapping
from typing import Final, NamedTuple

from snr_cli.inputs.inventory.spelling import plain
from snr_cli.inputs.inventory.values import fold

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
