"""The encoding of a text file: byte-order mark, else UTF-16 or UTF-8 when the bytes are, else Windows-1252."""

import codecs
from pathlib import Path
from typing import Final

from snr_cli.cells import GUARD
from snr_cli.inventory.table import TableError
from snr_cli.regular import open_plain

CHUNK: Final = 1 << 20
LOOKED_AT: Final = 400  # bytes
CERTAIN: Final = 4  # characters from which on one byte in two that is NUL is UTF-16


def encoding_of(path: Path, start: bytes) -> tuple[str, bool]:
    """Find the encoding: byte-order mark, else UTF-16 or UTF-8 if the file is, else Windows-1252.

    Returns:
        the encoding, and whether cells may have been guarded against spreadsheets (`snr_cli.cells`).

    Raises:
        TableError: NUL bytes outside UTF-16: not a text.
    """
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16", True
    if wide := _wide(start):
        return wide, True
    encoding, guarded, before, binary = "utf-8", False, b"", 0
    decoder = codecs.getincrementaldecoder("utf-8")()
    with open_plain(path) as stream:
        while chunk := stream.read(CHUNK):
            if b"\0" in chunk and (binary := binary + chunk.count(0)) > 100:
                raise TableError("ce n’est pas un fichier texte (octets nuls)")
            if not guarded and b"'" in before + chunk:
                guarded = GUARD.search(before + chunk) is not None
            before = chunk[-1:]
            try:
                if encoding == "utf-8":
                    decoder.decode(chunk)
            except UnicodeDecodeError:
                encoding = "cp1252"
    return "utf-8-sig" if start.startswith(codecs.BOM_UTF8) else encoding, guarded


def _wide(start: bytes) -> str:
    """Return the order of the bytes of a UTF-16 text without a mark: one of two is NUL, the others never, and it reads as text."""
    looked = start[:LOOKED_AT]
    pairs = len(looked) // 2
    even, odd = looked[::2].count(0), looked[1::2].count(0)
    if pairs < CERTAIN or len(looked) % 2 or min(even, odd) * 10 > pairs or max(even, odd) * 2 < pairs:
        return ""
    name = "utf-16-le" if odd > even else "utf-16-be"
    try:
        text = looked.decode(name)
    except UnicodeDecodeError:  # half of a sign of two pairs at the end: such a text has no other
        return ""
    return name if all(sign.isprintable() or sign.isspace() for sign in text) else ""
