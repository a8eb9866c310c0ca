"""The encoding of a text file: byte-order mark, else UTF-16 or UTF-8 when the bytes are, else Windows-1252."""

import codecs
from pathlib import Path
from typing import Final

from snr_cli.cells import GUARD
from snr_cli.inventory.table import TableError
from snr_cli.regular import open_plain

CHUNK: Final = 1 << 20


def encoding_of(path: Path, start: bytes) -> tuple[str, bool]:
    """Find the encoding: byte-order mark, else UTF-8 if the whole file is, else Windows-1252.

    Returns:
        the encoding, and whether cells may have been guarded against spreadsheets (`snr_cli.cells`).

    Raises:
        TableError: NUL bytes outside UTF-16: not a text.
    """
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16", True
    even, odd = start[:400:2].count(0), start[1:400:2].count(0)
    if odd > 100 and even < 20:
        return "utf-16-le", True
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
