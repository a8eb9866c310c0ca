"""The pictures, charts and formulas of an .odt that came back, copied to the one that is written."""

import posixpath
import re
from collections.abc import MutableMapping
from typing import Final

from snr_cli.documents.edits import EditError
from snr_cli.documents.figures.opendocument import ODF_NAMESPACES
from snr_cli.documents.formats.markup import escaped
from snr_cli.documents.formats.odt.elements import OASIS
from snr_cli.documents.formats.tree import part_tree
from snr_cli.inputs.sheets.caps import MAX_PART
from snr_cli.inputs.sheets.package import Package

MANIFEST: Final = "META-INF/manifest.xml"
_MANIFEST: Final = f"{{{OASIS}:manifest:1.0}}"
_OBJECT: Final = f"{{{ODF_NAMESPACES['draw']}}}object"
_PICTURE: Final = re.compile(r"(?:image/[\w.+-]+|application/x-openoffice-(?:gdimetafile|wmf)\b.*|)")
_SUFFIX: Final = re.compile(r"\.(?:png|jpe?g|svg|gif|webp|bmp|tiff?|emf|wmf|svm)", re.I)
_COPIED: Final = re.compile(r"application/vnd\.oasis\.opendocument\.(?:chart|formula)")
_PARTS: Final = re.compile(r"(?:(?:content|styles|meta|settings)\.xml|Pictures/[\w.-]+)")
_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_MOST_PARTS: Final = 500
_MOST_BYTES: Final = 1 << 27


class CarriedParts:
    """The parts of a file that came back, being copied to those of another."""

    def __init__(self, package: Package, parts: MutableMapping[str, str | bytes]) -> None:
        """Take both.

        Args:
            package: the file that came back.
            parts: name → content of the one that is written.
        """
        self._package, self._parts = package, parts
        self._kinds: dict[str, str] = {}
        if MANIFEST in package:
            self._kinds = {
                each.get(f"{_MANIFEST}full-path", ""): each.get(f"{_MANIFEST}media-type", "")
                for each in part_tree(package, MANIFEST).root.iter(f"{_MANIFEST}file-entry")
            }
        self._copies: dict[str, str] = {}  # address in the old file → in the new one
        self._bytes = self._count = 0

    def address(self, tag: str, target: str, place: str) -> str:
        """Return the address, in the new file, of what an element shows, which is copied.

        Args:
            tag: the element.
            target: its address in the old one.
            place: what it is in, for a message.

        Raises:
            EditError: it is in another file, nowhere, or cannot be copied.
        """
        if not target or target.startswith("#"):
            return target
        if target not in self._copies:
            if _SCHEME.match(target) or target.startswith(("/", "../")):
                raise EditError([f"{place} : objet lié à un autre fichier ; incorporez-le au document, puis relancez"])
            name = posixpath.normpath(target)
            self._copies[target] = self._object(name, place) if tag == _OBJECT else self._picture(name, place)
        return self._copies[target]

    def _picture(self, name: str, place: str) -> str:
        kind = self._kinds.get(name, "")
        suffix = posixpath.splitext(name)[1]
        if name not in self._package or not (_PICTURE.fullmatch(kind) and (not suffix or _SUFFIX.fullmatch(suffix))):
            raise EditError([f"{place} : une image y renvoie à une partie absente du fichier, ou d’un genre inattendu"])
        self._count += 1
        new = f"Pictures/garde{self._count}{suffix.lower()}"
        self._copy(name, new, kind, place)
        return new

    def _object(self, name: str, place: str) -> str:
        kind = self._kinds.get(f"{name}/", self._kinds.get(name, ""))
        if not _COPIED.fullmatch(kind):
            what = re.sub(r"\W", "", kind.rpartition(".")[2])[:40] or "inconnu"
            raise EditError(
                [f"{place} : objet incorporé ({what}) que snr ne sait pas garder ; ôtez-le, ou mettez-en une image"]
            )
        self._count += 1
        new = f"Object garde{self._count}"
        self._declare(f"{new}/", kind)
        for part, inner in self._kinds.items():
            if part.startswith(f"{name}/") and _PARTS.fullmatch(part[len(name) + 1 :]):
                self._copy(part, f"{new}/{part[len(name) + 1 :]}", inner, place)
        return f"./{new}"

    def _copy(self, name: str, new: str, kind: str, place: str) -> None:
        with self._package.open_small(name) as stream:
            data = stream.read(MAX_PART + 1)
        self._bytes += len(data)
        if self._bytes > _MOST_BYTES or len(self._parts) > _MOST_PARTS or len(data) > MAX_PART:
            raise EditError([f"{place} : images et objets démesurés"])
        self._parts[new] = data
        self._declare(new, kind)

    def _declare(self, name: str, kind: str) -> None:
        text = self._parts[MANIFEST]
        assert isinstance(text, str)
        entry = f'<manifest:file-entry manifest:full-path="{escaped(name)}" manifest:media-type="{escaped(kind)}"/>'
        self._parts[MANIFEST] = text.replace("</manifest:manifest>", f"{entry}</manifest:manifest>")
