"""The logo that a dossier names: read from its folder, put in the page."""

import base64
from pathlib import Path
from typing import Final
from xml.etree import ElementTree

from snr_cli.api.assessing import Assessed
from snr_cli.inputs.dossier.files import inside
from snr_cli.inputs.dossier.validate import finding_at
from snr_cli.inputs.regular import TooLargeError, plain_bytes
from snr_cli.model.finding import DossierError

_LARGEST: Final = 40_000  # bytes: a third of what a page may weigh
_KINDS: Final = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".svg": "image/svg+xml"}
_STARTS: Final = {"image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8\xff"}


def logo_of(found: Assessed) -> str:
    """Return the logo of a dossier as a data URI; empty without one.

    Raises:
        DossierError: it is not in the dossier, cannot be read, is not an image, or is too heavy.
    """
    name = found.dossier.territory.logo
    if not name:
        return ""
    if found.loaded.name == "<stdin>":
        raise _wrong(
            found,
            "SNR111",
            f"le logo « {name} » ne peut pas être lu : le dossier vient de l’entrée standard",
            "nommez le fichier territory.yaml",
        )
    try:
        path = inside(Path(found.loaded.name).parent, name)
    except OSError:  # links that go round
        raise _unread(found, name) from None
    if path is None:
        raise _wrong(found, "SNR112", f"le logo « {name} » est hors du dossier", "copiez-le à côté de territory.yaml")
    kind = _KINDS.get(path.suffix.lower())
    if kind is None:
        raise _wrong(found, "SNR206", f"le logo « {name} » n’est pas une image acceptée", "PNG, JPEG ou SVG")
    try:
        weight = path.stat().st_size
        data = plain_bytes(path, _LARGEST) if weight <= _LARGEST else b""
    except (OSError, TooLargeError):
        raise _unread(found, name) from None
    if weight > _LARGEST:
        raise _wrong(
            found,
            "SNR204",
            f"le logo « {name} » pèse {-(-weight // 1000)} ko",
            f"{_LARGEST // 1000} ko au plus : réduisez l’image, ou prenez un SVG",
        )
    if not (data.startswith(_STARTS[kind]) if kind in _STARTS else _is_svg(data)):
        raise _wrong(
            found,
            "SNR206",
            f"le logo « {name} » n’est pas une image {path.suffix[1:].upper()}",
            "enregistrez-le de nouveau dans ce format",
        )
    return f"data:{kind};base64,{base64.b64encode(data).decode()}"


def _is_svg(data: bytes) -> bool:
    """Say whether a file is an SVG without a document type, whose entities could be without end."""
    if b"<!DOCTYPE" in data or b"\0" in data:  # UTF-16 would hide one
        return False
    try:
        return ElementTree.fromstring(data).tag == "{http://www.w3.org/2000/svg}svg"
    except (ElementTree.ParseError, LookupError, ValueError):  # the last two: an encoding that it does not read
        return False


def _unread(found: Assessed, name: str) -> DossierError:
    return _wrong(found, "SNR111", f"le logo « {name} » est introuvable ou illisible", "vérifiez le nom du fichier")


def _wrong(found: Assessed, code: str, message: str, mend: str) -> DossierError:
    assert found.loaded.joined is not None
    return DossierError([finding_at(found.loaded.joined, ("territory", "logo"), code, message, mend)])
