"""The encoding of a text file: byte-order mark, else UTF-16 or UTF-8 when the bytes are, else that whose letters are French."""

import codecs
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final, NamedTuple

from snr_cli.french.cells import GUARD
from snr_cli.inputs.inventory.table import TableError
from snr_cli.inputs.regular import open_plain

CHUNK: Final = 1 << 20
BYTES_LOOKED_AT: Final = 400  # bytes
CERTAIN: Final = 4  # characters from which on one byte in two that is NUL is UTF-16
DEFAULT: Final = "cp1252"
OTHERS: Final = ("cp850", "mac_roman")  # what a console of Windows, and an old Mac, write
_LETTERS: Final = frozenset("éèêëàâçîïôùûüœÉÈÊËÀÂÇÎÏÔÙÛŒ")
SIGNS: Final = frozenset("°«»’‘“”–—…€·•²³µ§®™©½×±\xa0\u202fñöäÖÜÄßáíóúå")
MOST_SIGNS: Final = 10  # letters for a sign that is not French, in an encoding other than the usual one
LEAST_ODD: Final = 4  # one letter in so many, at least, is no French one nor a usual sign in the usual encoding
ASCII: Final = bytes(range(128))
# what is told of the letters of a file
MENDED, GUESSED, LOST = "encoding_mended", "encoding_guessed", "letters_lost"
# UTF-8 read as Windows-1252, then written as UTF-8: « Ã© », « Â° », « â€™ »
_TWICE: Final = re.compile(
    rb"\xc3[\x82\x83](?:\xc2[\x80-\xbf]|\xcb\x86|\xc5|\xc6\x92|\xe2[\x80-\x84])|\xc3\xa2\xe2\x82\xac"
).search
_ONCE: Final = re.compile(rb"\xc3[\x80-\xbf]|\xc2[\xa0-\xbf]|\xe2\x80[\x90-\xbf]").search  # UTF-8 in a file that is not
_BYTES: Final[Mapping[str, bytes]] = {chr(byte): bytes([byte]) for byte in range(128, 160)} | {
    bytes([byte]).decode(DEFAULT, "replace"): bytes([byte]) for byte in range(128, 256)
}
_RUN: Final = re.compile(r"[ÃÂâÅ][^\x00-\x7f]{1,2}")
_MARKED: Final = re.compile(rb"[A-Za-z]\?[a-z]{2}").search  # « Mod?le »
LOST_HELP: Final = " ; des lettres accentuées y sont perdues : exportez de nouveau, en UTF-8"
LOST_SIGN: Final = "\ufffd"


class Found(NamedTuple):
    """An encoding; whether cells may have been guarded against spreadsheets (`snr_cli.french.cells`); what to tell of its letters."""

    encoding: str
    guarded: bool
    note: str = ""


def encoding_of(path: Path, start: bytes) -> Found:
    """Find the encoding: byte-order mark, else UTF-16 or UTF-8 if the file is, else the one whose letters are French.

    That is Windows-1252 unless another is certain.

    Raises:
        TableError: NUL bytes outside UTF-16: not a text.
    """
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return Found("utf-16", True)
    if wide := _wide(start):
        return Found(wide, True)
    encoding, guarded, before, binary = "utf-8", False, b"", 0
    decoder = codecs.getincrementaldecoder("utf-8")()
    high, twice, once, lost = Counter[int](), False, False, False
    with open_plain(path) as stream:
        while chunk := stream.read(CHUNK):
            if b"\0" in chunk and (binary := binary + chunk.count(0)) > 100:
                raise TableError("ce n’est pas un fichier texte (octets nuls)")
            if not guarded and b"'" in before + chunk:
                guarded = GUARD.search(before + chunk) is not None
            before = chunk[-1:]
            if chunk.isascii():
                lost = lost or (b"?" in chunk and b"http" not in chunk and _MARKED(chunk) is not None)
            else:
                twice = twice or _TWICE(chunk) is not None
                once = once or _ONCE(chunk) is not None
                lost = lost or LOST_SIGN.encode() in chunk
                high.update(chunk.translate(None, ASCII))
            try:
                if encoding == "utf-8":
                    decoder.decode(chunk)
            except UnicodeDecodeError:
                encoding = DEFAULT
    if encoding == DEFAULT:
        encoding = DEFAULT if once else _french(high)
        return Found(encoding, guarded, MENDED if once else GUESSED if encoding != DEFAULT else "")
    note = MENDED if twice else LOST if lost else ""
    return Found("utf-8-sig" if start.startswith(codecs.BOM_UTF8) else encoding, guarded, note)


def mended(text: str) -> str:
    """Return a text whose letters encoded twice are read: « MatÃ©riel » → « Matériel ». Any other is left as it is."""
    return text if text.isascii() else _RUN.sub(_read_again, text)


def mended_lines(lines: Iterable[str], note: str) -> Iterator[str]:
    """Give the lines of a file as they are to be read, according to what is told of its letters."""
    return map(mended, lines) if note == MENDED else iter(lines)


def _read_again(found: re.Match[str]) -> str:
    """Read the signs of a run as the UTF-8 that they were; what gives no French letter nor sign is kept."""
    run = found[0]
    for length in (2, 3):
        try:
            sign = b"".join(_BYTES[each] for each in run[:length]).decode()
        except (KeyError, UnicodeDecodeError):
            continue
        if len(sign) == 1 and sign in _LETTERS | SIGNS:
            return sign + run[length:]
    return run


def _french(high: Mapping[int, int]) -> str:
    """Return the encoding in which the bytes that are not ASCII are French letters: Windows-1252 unless another is certain."""

    def score(encoding: str) -> tuple[int, int]:
        read = [(bytes([byte]).decode(encoding, "replace"), count) for byte, count in high.items()]
        letters = sum(count for sign, count in read if sign in _LETTERS)
        return letters, sum(count for sign, count in read if sign not in _LETTERS | SIGNS)

    _, odd = score(DEFAULT)
    if not odd:
        return DEFAULT
    scores = {encoding: score(encoding) for encoding in OTHERS}
    best = max(scores, key=lambda encoding: scores[encoding][0] - scores[encoding][1])
    found, strange = scores[best]
    certain = found >= MOST_SIGNS * strange and odd * LEAST_ODD >= found > 0
    unlike = all(scores[best] == scores[each] or scores[each][1] for each in OTHERS if each != best)
    return best if certain and unlike else DEFAULT


def _wide(start: bytes) -> str:
    """Return the order of the bytes of a UTF-16 text without a mark: one of two is NUL, the others never, and it reads as text."""
    looked = start[:BYTES_LOOKED_AT]
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
