"""The size of a picture, read from its first bytes: PNG, JPEG, SVG."""

import re
from typing import Final
from xml.etree import ElementTree

_SQUARE: Final = (1.0, 1.0)  # a picture that does not say its size
_PNG: Final = b"\x89PNG"
_LENGTH: Final = re.compile(r"\s*+(\d++(?:\.\d++)?)\s*+(?:px|pt|mm|cm|in)?\s*+")
_BOX: Final = re.compile(r"[\s,]+")
_FRAMES: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}  # markers of JPEG that say a size
_ALONE: Final = frozenset((0x01, *range(0xD0, 0xD9)))  # markers of JPEG without content


def fitted_size(kind: str, data: bytes, within: tuple[float, float]) -> tuple[float, float]:
    """Return the size of a picture, its shape kept, in a frame of so much.

    Args:
        kind: `image/png`, `image/jpeg` or `image/svg+xml`.
        data: the file.
        within: width and height of the frame, in the unit of the answer.
    """
    wide, high = _shape(kind, data)
    scale = min(within[0] / wide, within[1] / high)
    return wide * scale, high * scale


def _shape(kind: str, data: bytes) -> tuple[float, float]:
    """Return width and height in a unit of their own; a square when the file does not say."""
    found = (0.0, 0.0)
    if kind == "image/png" and data.startswith(_PNG):
        found = (float(int.from_bytes(data[16:20], "big")), float(int.from_bytes(data[20:24], "big")))
    elif kind == "image/jpeg":
        found = _jpeg(data)
    elif kind == "image/svg+xml":
        found = _svg(data)
    return found if min(found) > 0 and max(found) < 100 * min(found) else _SQUARE


def _jpeg(data: bytes) -> tuple[float, float]:
    place = 2
    while place + 9 <= len(data) and data[place] == 0xFF:
        marker = data[place + 1]
        if marker in _FRAMES:
            return float(int.from_bytes(data[place + 7 : place + 9], "big")), float(
                int.from_bytes(data[place + 5 : place + 7], "big")
            )
        place += 2 if marker in _ALONE else 2 + int.from_bytes(data[place + 2 : place + 4], "big")
    return (0.0, 0.0)


def _svg(data: bytes) -> tuple[float, float]:
    try:
        root = ElementTree.fromstring(data)
    except (ElementTree.ParseError, LookupError, ValueError):
        return (0.0, 0.0)
    sides = [_LENGTH.fullmatch(root.get(name, "")) for name in ("width", "height")]
    if all(sides):
        return tuple(float(side[1]) for side in sides if side)  # type: ignore[return-value]
    try:
        box = [float(each) for each in _BOX.split(root.get("viewBox", "").strip())]
    except ValueError:
        return (0.0, 0.0)
    return (box[2], box[3]) if len(box) == 4 else (0.0, 0.0)
