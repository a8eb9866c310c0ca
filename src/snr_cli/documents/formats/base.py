"""What snr wrote in a file of an office suite, kept in its properties: the base of the next merge, or none when one was cut."""

import base64
import hashlib
import json
import re
import zlib
from collections.abc import Mapping
from typing import Final

Line = (
    str | list[list[str]]
)  # a paragraph, or the cells of the rows of a table; a figure is `FIGURE` and sums of what it shows
Base = dict[str, list[Line]]  # the name of each section → its lines; empty, the heads and feet of the pages
AUTHOR: Final = "snr"  # whose tracked changes those of snr are
FIGURE: Final = "\ufffc"
BASE_PART: Final = re.compile(r"snr_base_\d+")
_PIECE: Final = 250  # characters of a property: a .doc holds 255 of one (MS-OI29500, 3.5.5.1.1.2)
_MOST_PIECES: Final = 2000
_MOST: Final = 1 << 22  # bytes of the text: the longest document has 100,000


def base_properties(base: Base) -> dict[str, str]:
    """Return the properties that hold a text: how many they are and its sum, then its pieces; none for one that is too long."""
    # no result: what snr alone reads again
    data = json.dumps(base, ensure_ascii=False, separators=(",", ":")).encode()
    text = base64.b64encode(zlib.compress(data, 9)).decode()
    pieces = [text[start : start + _PIECE] for start in range(0, len(text), _PIECE)]
    if len(data) > _MOST or len(pieces) > _MOST_PIECES:
        return {}
    return {f"snr_base_{rank}": piece for rank, piece in enumerate((f"{len(pieces)} {_sum(text)}", *pieces))}


def kept_base(kept: Mapping[str, str]) -> Base | None:
    """Return the text that properties hold; None when one is missing, was changed or was cut."""
    count = sum(1 for name in kept if BASE_PART.fullmatch(name)) - 1
    text = "".join(kept.get(f"snr_base_{rank}", "") for rank in range(1, min(count, _MOST_PIECES) + 1))
    if count < 1 or kept.get("snr_base_0") != f"{count} {_sum(text)}":
        return None
    reader = zlib.decompressobj()
    try:
        data = reader.decompress(base64.b64decode(text, validate=True), _MOST)
        base = json.loads(data) if reader.eof else None
    except (ValueError, zlib.error, RecursionError):
        return None
    return base if isinstance(base, dict) and all(map(_is_text, base.values())) else None


def _is_text(lines: object) -> bool:
    return isinstance(lines, list) and all(isinstance(line, str) or _is_table(line) for line in lines)


def _is_table(line: object) -> bool:
    return (
        isinstance(line, list)
        and line != []
        and all(isinstance(row, list) and row != [] and all(isinstance(cell, str) for cell in row) for row in line)
    )


def _sum(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]
