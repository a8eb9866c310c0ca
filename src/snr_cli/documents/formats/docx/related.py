"""The parts that a text relates to: read from a file that came back, copied to the one that is written."""

import posixpath
import re
from collections.abc import MutableMapping
from dataclasses import dataclass
from typing import Final

from snr_cli.documents.edits import EditError
from snr_cli.documents.formats.docx.elements import RELATIONS
from snr_cli.documents.formats.markup import escaped
from snr_cli.documents.formats.tree import part_tree
from snr_cli.inputs.sheets.caps import MAX_PART
from snr_cli.inputs.sheets.package import Package

_PACKAGE: Final = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_TYPES: Final = "[Content_Types].xml"
_TYPE: Final = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_LINK: Final = f"{RELATIONS}/hyperlink"
# kinds of parts that are copied with what they relate to: pictures, charts and their workbooks, diagrams
_COPIED: Final = re.compile(r".*/(?:image|chart|package|chartUserShapes|chart(?:Style|ColorStyle|Ex)|diagram\w+)")
_WORKBOOK: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_XML: Final = re.compile(r"application/[\w.+-]+\+xml")
_PICTURE: Final = re.compile(r"image/[\w.+-]+")
_MOST_PARTS: Final = 500
_MOST_BYTES: Final = 1 << 27
_EMPTY: Final = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
)


@dataclass(frozen=True, slots=True)
class _Relation:
    """A relation: its kind, where it leads, whether that is out of the file."""

    kind: str
    target: str
    outside: bool


class RelatedParts:
    """The parts of a file that came back, being copied to those of another."""

    def __init__(self, package: Package, parts: MutableMapping[str, str | bytes]) -> None:
        """Take both.

        Args:
            package: the file that came back.
            parts: name → content of the one that is written.
        """
        self._package, self._parts = package, parts
        self._relations: dict[str, dict[str, _Relation]] = {}
        self._given: dict[tuple[str, str], str] = {}  # a part and the id of a relation → its new id
        self._copies: dict[str, str] = {}  # name of a part → that of its copy
        self._bytes = 0
        self._defaults: dict[str, str] = {}
        self._own: dict[str, str] = {}
        for each in part_tree(package, _TYPES).root:
            kind = each.get("ContentType", "")
            if each.tag == f"{_TYPE}Default":
                self._defaults[each.get("Extension", "").lower()] = kind
            elif each.tag == f"{_TYPE}Override":
                self._own[each.get("PartName", "").lstrip("/").lower()] = kind

    def id(self, part: str, rank: str, place: str) -> str:
        """Return the id, in the new file, of a relation of a part, whose target is copied.

        Args:
            part: `word/document.xml`, or another that bears the same name in both files.
            rank: its id in the old one.
            place: what it is in, for a message.

        Raises:
            EditError: it leads to what is not copied, or nowhere.
        """
        if (part, rank) not in self._given:
            relation = self._of(part).get(rank)
            if relation is None:
                raise EditError([f"{place} : un objet y renvoie à une partie qui n’est pas dans le fichier"])
            new = f"garde{len(self._given) + 1}"
            if relation.outside:
                if relation.kind != _LINK:
                    raise EditError(
                        [f"{place} : objet lié à un autre fichier ; incorporez-le au document, puis relancez"]
                    )
                self.add(part, new, relation.kind, relation.target, outside=True)
            elif relation.kind == _LINK:
                self.add(part, new, relation.kind, relation.target)
            else:
                self.add(part, new, relation.kind, _from(part, self._copied(part, relation, place)))
            self._given[part, rank] = new
        return self._given[part, rank]

    def add(self, part: str, rank: str, kind: str, target: str, *, outside: bool = False) -> None:
        """Write a relation of a part of the new file."""
        name = _relations_of(part)
        text = self._parts.get(name, _EMPTY)
        assert isinstance(text, str)
        mode = ' TargetMode="External"' if outside else ""
        self._parts[name] = text.replace(
            "</Relationships>",
            f'<Relationship Id="{rank}" Type="{escaped(kind)}" Target="{escaped(target)}"{mode}/></Relationships>',
        )

    def declare(self, part: str, kind: str) -> None:
        """Say of a part of the new file what it is made of."""
        text = self._parts[_TYPES]
        assert isinstance(text, str)
        self._parts[_TYPES] = text.replace(
            "</Types>", f'<Override PartName="/{escaped(part)}" ContentType="{escaped(kind)}"/></Types>'
        )

    def _of(self, part: str) -> dict[str, _Relation]:
        if part not in self._relations:
            name = _relations_of(part)
            found = part_tree(self._package, name).root if name in self._package else ()
            self._relations[part] = {
                each.get("Id", ""): _Relation(
                    each.get("Type", ""), each.get("Target", ""), each.get("TargetMode") == "External"
                )
                for each in found
                if each.tag == f"{_PACKAGE}Relationship"
            }
        return self._relations[part]

    def _copied(self, part: str, relation: _Relation, place: str) -> str:
        """Copy the target of a relation, and what it relates to; return its new name."""
        if not _COPIED.fullmatch(relation.kind):
            what = re.sub(r"\W", "", relation.kind.rpartition("/")[2])[:40]
            raise EditError(
                [f"{place} : objet incorporé ({what}) que snr ne sait pas garder ; ôtez-le, ou mettez-en une image"]
            )
        name = posixpath.normpath(posixpath.join(posixpath.dirname(f"/{part}"), relation.target)).lstrip("/")
        if name in self._copies:
            return self._copies[name]
        kind = self._own.get(name.lower()) or self._defaults.get(name.rpartition(".")[2].lower(), "")
        if name not in self._package or not (
            _PICTURE.fullmatch(kind) if relation.kind.endswith("/image") else _XML.fullmatch(kind) or kind == _WORKBOOK
        ):
            raise EditError([f"{place} : un objet y renvoie à une partie absente du fichier, ou d’un genre inattendu"])
        with self._package.open_small(name) as stream:
            data = stream.read(MAX_PART + 1)
        self._bytes += len(data)
        if len(self._copies) >= _MOST_PARTS or self._bytes > _MOST_BYTES:
            raise EditError([f"{place} : trop d’images ou d’objets ({_MOST_PARTS} et {_MOST_BYTES >> 20} Mio au plus)"])
        suffix = re.sub(r"[^a-z0-9]", "", name.rpartition(".")[2].lower())[:8]
        copy = self._copies[name] = f"word/garde/partie{len(self._copies) + 1}.{suffix}"
        self._parts[copy] = data
        self.declare(copy, kind)
        for rank, each in self._of(name).items():
            if each.outside:
                raise EditError([f"{place} : objet lié à un autre fichier ; incorporez-le au document, puis relancez"])
            self.add(copy, rank, each.kind, _from(copy, self._copied(name, each, place)))
        return copy


def _relations_of(part: str) -> str:
    folder, name = posixpath.split(part)
    return f"{folder}/_rels/{name}.rels"


def _from(part: str, target: str) -> str:
    """Return how a relation of a part names another one."""
    return posixpath.relpath(target, posixpath.dirname(part))
