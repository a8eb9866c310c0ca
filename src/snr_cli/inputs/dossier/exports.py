"""Exports that are not of the year studied: by what is said of them, by their bytes, by what they hold."""

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from math import fsum
from pathlib import Path
from typing import Final

from snr_cli.inputs.bounded_json import read_json
from snr_cli.inputs.dossier.files import UndecodableError, decode, read_bytes
from snr_cli.inputs.dossier.named import Report
from snr_cli.inputs.regular import open_plain
from snr_cli.model.dossier import Dossier
from snr_cli.model.finding import Finding
from snr_cli.model.inventory import Equipment, Import

DATED_UNITS: Final = 20  # fewer devices may well be of the same year
QUIET_YEARS: Final = 2  # without any purchase, on all of them
_YEAR: Final = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_HELP: Final = "refaites l’export au 31 décembre de l’année étudiée ; s’il en est bien, dites sa date dans source"


def digest(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with open_plain(path) as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


Digests = Callable[[], dict[str, str]]


def digests(each: Import, folder: Path) -> Digests:
    """Return what computes the SHA-256 of the files of an import, by name; a folder of exports has none.

    They are asked for by few commands, and cost as much as a twentieth of the reading of a large file.
    """
    return cache(lambda: {name: digest(folder / name) for name in each.files if (folder / name).is_file()})


def years_said(each: Import) -> list[int]:
    """Return the years that are said of an import: in its source, else in the names of its files."""
    texts = (each.source or "", " ".join(each.files))
    return next((years for text in texts if (years := [int(found) for found in _YEAR.findall(text)])), [])


def stale_export(
    dossier: Dossier, index: int, folder: Path, known: Digests, lines: Sequence[Equipment], at: Report
) -> Iterator[Finding]:
    """Yield why an import may be of an earlier year: one finding at most, the surest reason first."""
    each, year, path = dossier.imports[index], dossier.reference_year, ("imports", index)
    for rank, name in enumerate(each.files):
        same = _reviewed(dossier, folder, known, name)
        if same is not None:
            text = f"« {name} » est, octet pour octet, l’export qui a servi au bilan de {same}"
            yield at((*path, "from", rank), "SNR507", text, _HELP)
            return
    for key, text in (("source", each.source or ""), ("from", " ".join(each.files))):
        years = [int(found) for found in _YEAR.findall(text)]
        if years and max(years) < year:
            said = f"l’inventaire « {each.id} » est dit de {max(years)} et l’année étudiée est {year}"
            yield at((*path, key), "SNR507", said, _HELP)
            return
        if years:
            return  # it is said to be of the year studied, or later
    dated = [line for line in lines if line.purchase_year is not None]
    newest = max((line.purchase_year or 0 for line in dated), default=year)
    if year - newest >= QUIET_YEARS and fsum(line.quantity for line in dated) >= DATED_UNITS:
        text = f"l’inventaire « {each.id} » ne contient aucun achat après {newest}, et l’année étudiée est {year}"
        yield at((*path, "from"), "SNR507", text, _HELP)


def _reviewed(dossier: Dossier, folder: Path, known: Digests, name: str) -> int | None:
    """Return the year of an earlier review whose result was computed with the bytes of a file."""
    for review in dossier.annual_reviews:
        if review.result is not None and review.year < dossier.reference_year:
            try:
                inventories = read_json(decode(read_bytes(folder / review.result)))["inventories"]
                sha256 = known().get(name)
                if sha256 and any(sha256 in (each.get("sha256") or {}).values() for each in inventories):
                    return review.year
            except (OSError, UndecodableError, ValueError, LookupError, TypeError, AttributeError):
                continue  # what reads the review says what is wrong with its result
    return None
