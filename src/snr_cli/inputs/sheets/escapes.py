"""Characters that OOXML writes as _x000D_."""

import re

_ESCAPE = re.compile(r"(?:_x[0-9A-Fa-f]{4}_)+")


def unescaped(text: str) -> str:
    """Return a text as it was typed. A control character that no text holds stays as it is written."""
    return _ESCAPE.sub(_characters, text)


def _characters(found: re.Match[str]) -> str:
    units = [int(unit, 16) for unit in found[0].replace("_x", " ").replace("_", " ").split()]
    # two units may make one character
    shown = b"".join(unit.to_bytes(2, "little") for unit in units).decode("utf-16-le", "replace")
    return "".join(char if char >= " " or char in "\t\r\n" else f"_x{ord(char):04X}_" for char in shown)
