"""What kept sections of an .odt need, brought to the new one: pictures, charts and formulas; styles.

Those of a person are brought by their names, the others under new ones.
"""

import copy
import posixpath
import re
from collections.abc import MutableMapping
from typing import Final
from xml.etree.ElementTree import Element

from snr_cli.documents.edits import EditError
from snr_cli.documents.figures.opendocument import ODF_NAMESPACES
from snr_cli.documents.formats.markup import escaped
from snr_cli.documents.formats.odt.elements import (
    DRAW_NS,
    OASIS,
    OFFICE_NS,
    STYLE_NAME,
    STYLE_NS,
    STYLE_SHOWN,
    TEXT_NS,
    XLINK_HREF,
    StyleKey,
    family_named,
    name_attribute,
    shown_name,
    styles_by_key,
)
from snr_cli.documents.formats.returned import ReturnedFile
from snr_cli.documents.formats.tree import part_tree
from snr_cli.inputs.sheets.package import MAX_PART, Package

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
                node.get(f"{_MANIFEST}full-path", ""): node.get(f"{_MANIFEST}media-type", "")
                for node in part_tree(package, MANIFEST).root.iter(f"{_MANIFEST}file-entry")
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


_MASTER, _LAYOUT = f"{STYLE_NS}master-page", f"{STYLE_NS}page-layout"
_LINKS: Final = (f"{TEXT_NS}a", f"{DRAW_NS}a")  # addresses that are shown, and not fetched
_DEEPEST: Final = 50  # styles based on one another


class BroughtStyles:
    """Styles of one file being brought to another."""

    def __init__(self, came: ReturnedFile, fresh: ReturnedFile, carried: CarriedParts) -> None:
        """Take the file that came back, the new one, which is changed, and what copies pictures."""
        self._came, self._fresh, self._carried = came, fresh, carried
        self._automatic = styles_by_key(came.content.root, "automatic-styles")
        self._common = styles_by_key(came.styles.root, "styles")
        self._own = styles_by_key(fresh.styles.root, "styles")
        self._shown = {(family, shown_name(node)): name for (family, name), node in self._own.items()}
        self._pages = {node.get(STYLE_NAME, ""): node for node in came.styles.root.iter(_MASTER)}
        self._given: dict[StyleKey, str] = {}
        self._depth = 0

    def adapt(self, block: Element, place: str) -> None:
        """Name in an element the styles and the pictures of the new file in the place of those of the old one.

        Raises:
            EditError: it shows what cannot be copied.
        """
        for node in block.iter():
            for attribute, value in node.items():
                family = family_named(node, attribute)
                if family:
                    name = self._name(family, value, place)
                    if name:
                        node.set(attribute, name)
                    else:
                        del node.attrib[attribute]
                elif attribute == XLINK_HREF and node.tag not in _LINKS:
                    node.set(attribute, self._carried.address(node.tag, value, place))

    def _name(self, family: str, name: str, place: str) -> str:
        """Return the name of a style in the new file; one that is not there is brought. Empty for none."""
        key = (family, name)
        if key not in self._given:
            if family == "font":
                self._font(name)
                self._given[key] = name
            elif family == "master":
                self._page(name, place)
            elif family == "layout":
                self._given[key] = ""
            elif key in self._automatic:
                self._given[key] = f"garde{len(self._given) + 1}"
                self._bring(self._automatic[key], self._given[key], "content", place)
            elif key in self._common:
                self._bring_common(key, place)
            else:
                self._given[key] = name if key in self._own else ""
        return self._given[key]

    def _bring_common(self, key: StyleKey, place: str) -> None:
        """Bring a style that a person sees, unless the new file has one of its name."""
        style = self._common[key]
        shown = (key[0], shown_name(style))
        if shown in self._shown:
            self._given[key] = self._shown[shown]
            return
        own = next(each for each in _numbered(key[1]) if (key[0], each) not in self._own)
        self._given[key] = self._shown[shown] = own
        self._own[key[0], own] = style
        self._bring(style, own, "styles", place)

    def _bring(self, style: Element, name: str, part: str, place: str) -> None:
        brought = copy.deepcopy(style)
        brought.set(name_attribute(brought), name)
        for node in brought.findall(f"{STYLE_NS}map"):  # what it would look like elsewhere
            brought.remove(node)
        self._depth += 1
        if self._depth > _DEEPEST:
            raise EditError([f"{place} : styles fondés les uns sur les autres sans fin"])
        self.adapt(brought, place)
        self._depth -= 1
        root, within = (
            (self._fresh.content.root, "automatic-styles") if part == "content" else (self._fresh.styles.root, "styles")
        )
        found = root.find(f"{OFFICE_NS}{within}")
        assert found is not None  # the writer always writes it
        found.append(brought)

    def _page(self, name: str, place: str) -> None:
        """Bring pages that a person made, with the head and the foot of the new file."""
        pages = next(self._fresh.styles.root.iter(f"{OFFICE_NS}master-styles"))
        layouts = self._fresh.styles.root.find(f"{OFFICE_NS}automatic-styles")
        theirs = self._pages.get(name)
        own = {shown_name(node): node.get(STYLE_NAME, "") for node in pages.iter(_MASTER)}
        if theirs is None or layouts is None or shown_name(theirs) in own:
            self._given["master", name] = own.get(shown_name(theirs), "") if theirs is not None else ""
            return
        new = next(each for each in _numbered(name) if each not in own.values())
        self._given["master", name] = new
        wanted = theirs.get(f"{STYLE_NS}page-layout-name", "")
        layout = next(
            (node for node in self._came.styles.root.iter(_LAYOUT) if node.get(STYLE_NAME) == wanted),
            theirs.makeelement(_LAYOUT, {}),
        )
        layout = copy.deepcopy(layout)
        layout.set(STYLE_NAME, f"garde{len(self._given)}")
        self.adapt(layout, place)
        layouts.append(layout)
        page = theirs.makeelement(
            _MASTER,
            {
                STYLE_NAME: new,
                STYLE_SHOWN: shown_name(theirs),
                f"{STYLE_NS}page-layout-name": layout.get(STYLE_NAME, ""),
            },
        )
        first = pages.find(_MASTER)
        page.extend(
            copy.deepcopy(node)
            for node in (first if first is not None else ())
            if node.tag in (f"{STYLE_NS}header", f"{STYLE_NS}footer")
        )
        pages.append(page)
        following = theirs.get(f"{STYLE_NS}next-style-name", "")
        if following and following != name:
            page.set(f"{STYLE_NS}next-style-name", self._name("master", following, place) or new)

    def _font(self, name: str) -> None:
        """Declare a font in both parts; one that the file holds is not copied."""
        face = next(
            (node for node in self._came.content.root.iter(f"{STYLE_NS}font-face") if node.get(STYLE_NAME) == name),
            None,
        )
        for tree in (self._fresh.content, self._fresh.styles):
            faces = tree.root.find(f"{OFFICE_NS}font-face-decls")
            if face is not None and faces is not None and all(node.get(STYLE_NAME) != name for node in faces):
                faces.append(face.makeelement(face.tag, dict(face.attrib)))


def _numbered(name: str) -> list[str]:
    """Return names for what is brought, the first of which may be free."""
    return [name, *(f"{name}_{rank}" for rank in range(2, 10_000))]
