"""A model of LibreOffice (.odt, .ott): its styles, fonts, pages, heads, feet and logo take the place of those of snr.

The styles of snr that it lacks are added to its own. Nothing that runs, or that is fetched elsewhere, is copied.
"""

import copy
import posixpath
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final
from xml.etree.ElementTree import Element

from snr_cli.documents.formats.layout import BOTTOM, EDGE, MARGIN, MM, PAGE, TOP
from snr_cli.documents.formats.odt.elements import (
    DRAW_NS,
    FO_NS,
    OASIS,
    OFFICE_NS,
    STYLE_NAME,
    STYLE_NS,
    STYLE_SHOWN,
    SVG_NS,
    TEXT_NS,
    XLINK_HREF,
    StyleKey,
    family_named,
    name_attribute,
    points,
    shown_name,
    style_family,
    style_id,
    styles_by_key,
)
from snr_cli.documents.formats.odt.parts import (
    FOLLOWING,
    FRENCH_NAMES,
    MIMETYPE,
    SIDE,
    STANDARD,
    WIDE_PAGES,
    OdtPicture,
    own_styles,
)
from snr_cli.documents.formats.odt.returned import ENCRYPTED
from snr_cli.documents.formats.tree import ModelError, ModelPackage, Tree, is_address, taken_notes, tree_of

# The pages of a model of LibreOffice: read, measured, and given what snr needs beside: pages on their side, heads and feet.

_MASTER, _LAYOUT, _PROPERTIES = f"{STYLE_NS}master-page", f"{STYLE_NS}page-layout", f"{STYLE_NS}page-layout-properties"
_LAID: Final = f"{STYLE_NS}page-layout-name"
_NEXT: Final = f"{STYLE_NS}next-style-name"
_HEADS: Final = {"header": f"{STYLE_NS}header", "footer": f"{STYLE_NS}footer"}
_FIRST: Final = (f"{STYLE_NS}header-first", f"{STYLE_NS}footer-first")
_PARTS: Final = ("font-face-decls", "styles", "automatic-styles", "master-styles")  # in their order
_NARROWEST: Final = 80 * MM
_WIDEST: Final = 1584.0  # points
_LENGTH: Final = re.compile(r"(\d{1,6}(?:\.\d{1,12})?)(mm|cm|in|pt|pc|px)")
_UNITS: Final = {"mm": MM, "cm": 10 * MM, "in": 72.0, "pt": 1.0, "pc": 12.0, "px": 0.75}
_MOST_PAGES: Final = 5  # styles of pages that follow one another
_STANDING: Final = "-debout"  # ends the names of the styles of the heads of snr on pages of the model


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelPages:
    """The pages of a model.

    Attributes:
        styles: the style of pages that a document begins with, and those that follow.
        width, sideways: that of the text on a page, on one that lies on its side, in points.
    """

    styles: tuple[Element, ...]
    width: float
    sideways: float

    @property
    def first(self) -> str:
        """The name of the style of pages that a document begins with."""
        return self.styles[0].get(STYLE_NAME, "") if self.styles else STANDARD

    def have(self, kind: str) -> bool:
        """Say whether they have heads (`header`), or feet (`footer`)."""
        nodes = (page.find(_HEADS[kind]) for page in self.styles)
        return any(node is not None and node.get(f"{STYLE_NS}display") != "false" for node in nodes)


def model_pages(styles: Element, content: Element) -> ModelPages:
    """Return the pages of a model.

    Args:
        styles: its styles.xml.
        content: its content.xml.

    Raises:
        ModelError: the text would have no room.
    """
    pages = {master.get(STYLE_NAME, ""): master for master in styles.iter(_MASTER)}
    automatic = styles_by_key(content, "automatic-styles")
    first = next(
        (
            each
            for each in content.iterfind(f"{OFFICE_NS}body/{OFFICE_NS}text//*")
            if each.tag in (f"{TEXT_NS}p", f"{TEXT_NS}h")
        ),
        None,
    )
    style = automatic.get(("paragraph", first.get(f"{TEXT_NS}style-name", ""))) if first is not None else None
    named = style.get(f"{STYLE_NS}master-page-name", "") if style is not None else ""
    name = next((known_name for known_name in (named, STANDARD, *pages) if known_name in pages), "")
    found: dict[str, Element] = {}
    while name in pages and name not in found and len(found) < _MOST_PAGES:
        found[name] = pages[name]
        name = pages[name].get(_NEXT, "")
    for node in found.values():
        if node.get(_NEXT, "") not in found:
            node.attrib.pop(_NEXT, None)
    return _measured(styles, tuple(found.values()))


def _measured(styles: Element, pages: tuple[Element, ...]) -> ModelPages:
    layout = _layout_of(styles, pages)
    wide, high = _size(layout)
    beside = _margin(layout, "left") + _margin(layout, "right")
    width, sideways = wide - beside, max(wide, high) - beside
    if min(width, high - _margin(layout, "top") - _margin(layout, "bottom")) < _NARROWEST:
        raise ModelError("ses marges laissent au texte moins de 8 cm")
    return ModelPages(styles=pages, width=width, sideways=sideways)


def dress_pages(root: Element, pages: ModelPages, own: Element, named: Mapping[str, str]) -> None:
    """Make the pages: those of the model, those that come after a wide table, those on their side.

    Args:
        root: styles.xml of the model, which is changed.
        pages: its pages.
        own: styles.xml of snr, in the names of the model.
        named: `Header` and `Footer` → the names of these styles in the model.
    """
    layouts, masters = part_of(root, "automatic-styles"), part_of(root, "master-styles")
    masters[:] = list(pages.styles)
    _stops(layouts, pages, named)
    heads = next(master for master in own.iter(_MASTER) if master.get(STYLE_NAME) == SIDE)
    first = next(master for master in own.iter(_MASTER) if master.get(STYLE_NAME) == STANDARD)
    if not pages.styles:
        masters.append(masters.makeelement(_MASTER, {STYLE_NAME: STANDARD, _LAID: "snr-page"}))
    for page in masters:
        layout = next((each for each in layouts.iter(_LAYOUT) if each.get(STYLE_NAME) == page.get(_LAID)), None)
        if layout is None:
            layout = layouts.makeelement(_LAYOUT, {STYLE_NAME: f"snr-{page.get(STYLE_NAME, '')}"})
            page.set(_LAID, layout.get(STYLE_NAME, ""))
            layouts.append(layout)
        if layout.find(_PROPERTIES) is None:
            layout.insert(0, layout.makeelement(_PROPERTIES, _own_page()))
    last = masters[-1]
    for kind in _HEADS:
        if not pages.have(kind):
            for page in masters:
                _give(page, heads, kind, _STANDING, first if page is masters[0] else ())
                _room(next(each for each in layouts if each.get(STYLE_NAME) == page.get(_LAID)), kind)
    side = _turned(layouts, last)
    layouts.append(side)
    for name, layout_name in ((FOLLOWING, last.get(_LAID, "")), (SIDE, side.get(STYLE_NAME, ""))):
        page = copy.deepcopy(last)
        page.attrib.pop(_NEXT, None)
        page.attrib |= {STYLE_NAME: style_id(name), STYLE_SHOWN: name, _LAID: layout_name}
        for node in list(page):
            if node.tag in _FIRST:
                page.remove(node)
        for kind in _HEADS:
            if not pages.have(kind) and name == SIDE:
                _give(page, heads, kind, WIDE_PAGES)
        masters.append(page)


def _stops(styles: Element, pages: ModelPages, named: Mapping[str, str]) -> None:
    """Write the styles of the heads and feet of snr: what is at the right stands where the text ends."""
    for name in ("Header", "Footer"):
        for end, width in ((_STANDING, pages.width), (WIDE_PAGES, pages.sideways)):
            style = styles.makeelement(
                f"{STYLE_NS}style",
                {
                    STYLE_NAME: f"{name}{end}",
                    f"{STYLE_NS}family": "paragraph",
                    f"{STYLE_NS}parent-style-name": named[name],
                },
            )
            inner = style
            for tag in ("paragraph-properties", "tab-stops", "tab-stop"):
                inner.append(style.makeelement(f"{STYLE_NS}{tag}", {}))
                inner = inner[0]
            inner.attrib |= {f"{STYLE_NS}position": points(width), f"{STYLE_NS}type": "right"}
            styles.append(style)


def _turned(layouts: Element, page: Element) -> Element:
    """Return the layout of pages on their side."""
    side = copy.deepcopy(next(node for node in layouts.iter(_LAYOUT) if node.get(STYLE_NAME) == page.get(_LAID)))
    side.set(STYLE_NAME, "snr-paysage")
    said = side.find(_PROPERTIES)
    assert said is not None
    wide, high = _size(said)
    said.attrib |= {
        f"{FO_NS}page-width": points(max(wide, high)),
        f"{FO_NS}page-height": points(min(wide, high)),
        f"{STYLE_NS}print-orientation": "landscape",
    }
    return side


def _layout_of(styles: Element, pages: tuple[Element, ...]) -> Element:
    """Return what the size of the pages of a model is, those of snr where it says nothing."""
    wanted = pages[-1].get(_LAID) if pages else ""
    node = next((page_layout for page_layout in styles.iter(_LAYOUT) if page_layout.get(STYLE_NAME) == wanted), None)
    said = node.find(_PROPERTIES) if node is not None else None
    return said if said is not None else styles.makeelement(_PROPERTIES, _own_page())


def _own_page() -> dict[str, str]:
    return {
        f"{FO_NS}page-width": points(PAGE[0]),
        f"{FO_NS}page-height": points(PAGE[1]),
        f"{FO_NS}margin-left": points(MARGIN),
        f"{FO_NS}margin-right": points(MARGIN),
        f"{FO_NS}margin-top": points(EDGE),
        f"{FO_NS}margin-bottom": points(EDGE),
    }


def _size(layout: Element) -> tuple[float, float]:
    return _length(layout, f"{FO_NS}page-width", PAGE[0]), _length(layout, f"{FO_NS}page-height", PAGE[1])


def _margin(layout: Element, side: str) -> float:
    return _length(layout, f"{FO_NS}margin-{side}", _length(layout, f"{FO_NS}margin", 0.0))


def _length(layout: Element, name: str, own: float) -> float:
    said = layout.get(name)
    if said is None:
        return own
    match = _LENGTH.fullmatch(said)
    length = float(match[1]) * _UNITS[match[2]] if match else _WIDEST + 1
    if length > _WIDEST:
        raise ModelError(f"page ou marge illisible ({name.rpartition('}')[2]})")
    return length


def part_of(root: Element, part: str) -> Element:
    """Return a part of styles.xml, which is made where there is none, before those that come after it."""
    node = root.find(f"{OFFICE_NS}{part}")
    if node is None:
        node = root.makeelement(f"{OFFICE_NS}{part}", {})
        after = tuple(f"{OFFICE_NS}{each}" for each in _PARTS[_PARTS.index(part) + 1 :])
        root.insert(next((rank for rank, each in enumerate(root) if each.tag in after), len(root)), node)
    return node


def _give(page: Element, heads: Element, kind: str, end: str, first: Iterable[Element] = ()) -> None:
    """Give pages the head, or the foot, of snr.

    Args:
        page: the style of pages.
        heads: that which has them, for pages on their side.
        kind: `header` or `footer`.
        end: what the names of their styles end with here.
        first: what has those of a first page, if this is one.
    """
    for node in list(page):
        if node.tag.startswith(_HEADS[kind]):
            page.remove(node)
    given = [copy.deepcopy(head) for head in heads if head.tag == _HEADS[kind]]
    given += [copy.deepcopy(node) for node in first if node.tag == f"{_HEADS[kind]}-first"]
    for node in (inner for head in given for inner in head.iter(f"{TEXT_NS}p")):
        node.set(f"{TEXT_NS}style-name", f"{kind.capitalize()}{end}")
    place = 0 if kind == "header" else len(page)
    page[place:place] = given


def _room(layout: Element, kind: str) -> None:
    """Make room for a head, or a foot, in a layout."""
    tag = f"{STYLE_NS}{kind}-style"
    node = layout.find(tag)
    if node is not None and len(node):
        return
    if node is None:
        node = layout.makeelement(tag, {})
        layout.insert(1 if kind == "header" else len(layout), node)
    side = "bottom" if kind == "header" else "top"
    high = points(TOP - EDGE if kind == "header" else BOTTOM - EDGE)
    node.append(
        layout.makeelement(
            f"{STYLE_NS}header-footer-properties",
            {f"{SVG_NS}height": high, f"{STYLE_NS}dynamic-spacing": "true", f"{FO_NS}margin-{side}": "4pt"},
        )
    )


_SCRIPT: Final = f"{{{OASIS}:script:1.0}}"
_FORM: Final = f"{{{OASIS}:form:1.0}}"
_MANIFEST: Final = "META-INF/manifest.xml"
_LINKS: Final = (f"{TEXT_NS}a", f"{DRAW_NS}a")
_PICTURES: Final = {
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "svg": "image/svg+xml",
} | {
    "emf": "image/x-emf",
    "wmf": "image/x-wmf",
    "webp": "image/webp",
    "bmp": "image/bmp",
    "tif": "image/tiff",
    "tiff": "image/tiff",
}
# what runs, or reads something outside of the file
_REFUSED: Final = frozenset(
    (
        *(f"{DRAW_NS}{name}" for name in ("object", "object-ole", "control", "applet", "plugin", "floating-frame")),
        *(
            f"{TEXT_NS}{name}"
            for name in ("script", "execute-macro", "dde-connection", "section-source", "tracked-changes")
        ),
        *(f"{TEXT_NS}database-{name}" for name in ("display", "next", "row-select", "row-number", "name")),
        *(f"{OFFICE_NS}{name}" for name in ("event-listeners", "dde-source", "annotation", "forms", "binary-data")),
    )
)
# name of a style of snr, in small letters → other names that it has in models of other programs
_OTHER_NAMES: Final = {
    "standard": ("normal", "default paragraph style"),
    "text body": ("body text", "normal", "default paragraph style"),
    "internet link": ("hyperlink",),
    "strong emphasis": ("strong",),
    "quotations": ("quote",),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class OdtModel:
    """What is taken of a model.

    Attributes:
        styles: its styles.xml, which is changed when it is dressed.
        names: style of snr → its name in the model.
        created: the styles that it lacks.
        pages: its pages.
        pictures: those of its heads, feet and pages.
        notes: what is told of it.
    """

    styles: Tree
    names: Mapping[StyleKey, str]
    created: tuple[StyleKey, ...]
    pages: ModelPages
    pictures: tuple[OdtPicture, ...]
    notes: tuple[str, ...]

    def renamed(self, root: Element) -> None:
        """Name the styles of the model in an element of snr."""
        for node in root.iter():
            for attribute, value in node.items():
                name = self.names.get((family_named(node, attribute), value), "")
                if name:
                    node.set(attribute, name)

    def dress(self, own: Tree) -> None:
        """Add to the styles of the model what it lacks.

        Args:
            own: styles.xml of snr, which is changed.
        """
        root = self.styles.root
        mine, theirs = (each.find(f"{OFFICE_NS}styles") for each in (own.root, root))
        assert mine is not None and theirs is not None
        found = styles_by_key(root, "styles")
        for style in list(mine):
            key = (style_family(style), style.get(name_attribute(style), ""))
            if style.tag.startswith(DRAW_NS):
                if key in found:
                    theirs.remove(found[key])
                theirs.append(style)
            elif key in self.created:
                self.renamed(style)
                style.set(STYLE_NAME, self.names[key])
                theirs.append(style)
            elif not key[0] and theirs.find(style.tag) is None:
                theirs.append(style)
            elif style.tag == f"{STYLE_NS}default-style" and all(
                each.get(f"{STYLE_NS}family") != style.get(f"{STYLE_NS}family")
                for each in theirs.iterfind(f"{STYLE_NS}default-style")
            ):
                theirs.insert(0, style)
        self._faces(own)
        for node in own.root.iter(f"{STYLE_NS}master-page"):
            self.renamed(node)
        dress_pages(root, self.pages, own.root, {name: self.names["paragraph", name] for name in ("Header", "Footer")})
        self.styles.adopt(own)

    def _faces(self, own: Tree) -> None:
        faces = part_of(self.styles.root, "font-face-decls")
        there = {face.get(STYLE_NAME) for face in faces}
        faces.extend(node for node in own.root.iter(f"{STYLE_NS}font-face") if node.get(STYLE_NAME) not in there)


def odt_model(data: bytes) -> OdtModel:
    """Read a model.

    Raises:
        ModelError: it is none, or what it holds cannot be copied.
    """
    package = ModelPackage(data)
    _refuse(package)
    styles = _part(package, "styles")
    # a model of styles alone may have no text
    content = _part(package, "content").root if "content.xml" in package else styles.root.makeelement("none", {})
    if styles.root.find(f"{OFFICE_NS}styles") is None:
        raise ModelError("il n’a pas de styles")
    pages = model_pages(styles.root, content)
    part_of(styles.root, "master-styles")[:] = list(pages.styles)
    pictures = _pictures(styles.root, package)
    names, created = _fitted(styles.root)
    notes = taken_notes(
        list(dict.fromkeys(FRENCH_NAMES.get(name := _plain(key), name) for key in created)),
        text=any("".join(node.itertext()).strip() for node in content.iterfind(f"{OFFICE_NS}body/{OFFICE_NS}text")),
        heads=pages.have("header"),
    )
    return OdtModel(
        styles=styles,
        names=names,
        created=created,
        pages=pages,
        pictures=pictures,
        notes=notes,
    )


def _part(package: ModelPackage, name: str) -> Tree:
    """Return styles.xml or content.xml.

    Raises:
        ModelError: it cannot be read, or is something else.
    """
    tree = tree_of(package.text(f"{name}.xml"), f"{name}.xml")
    if tree.root.tag != f"{OFFICE_NS}document-{name}":
        raise ModelError(f"« {name}.xml » : XML d’une écriture inattendue ; enregistrez-le de nouveau dans LibreOffice")
    return tree


def _refuse(package: ModelPackage) -> None:
    """Refuse what is no text of OpenDocument, or holds what runs.

    Raises:
        ModelError: it is none, a password protects it, or it holds macros.
    """
    if ENCRYPTED in package or (_MANIFEST in package and "encryption-data" in package.text(_MANIFEST)):
        raise ModelError("fichier protégé par un mot de passe")
    kind = package.data("mimetype").decode("ascii", "replace").strip() if "mimetype" in package else ""
    if kind not in (MIMETYPE, f"{MIMETYPE}-template"):
        raise ModelError("ce n’est pas un texte de LibreOffice (.odt, .ott)")
    if any(name.startswith(("basic/", "scripts/")) for name in package.names()):
        raise ModelError("il contient des macros : enregistrez-le en .odt ou .ott, sans macros")


def _pictures(styles: Element, package: ModelPackage) -> tuple[OdtPicture, ...]:
    """Return the pictures that the styles and the pages show, whose addresses are changed.

    Raises:
        ModelError: they show, or run, something that is not in the file, or that is not copied.
    """
    for around in list(styles.iter()):
        for node in list(around):
            if node.tag == f"{SVG_NS}font-face-src":  # fonts of the file, which are not copied
                around.remove(node)
    pictures: dict[str, OdtPicture] = {}
    for node in styles.iter():
        if node.tag in _REFUSED or node.tag.startswith((_SCRIPT, _FORM)):
            what = re.sub(r"\W", "", node.tag.rpartition("}")[2])[:40]
            raise ModelError(
                f"« styles.xml » : objet « {what} », qui ne se recopie pas ; ôtez-le de l’en-tête ou du pied de page"
            )
        target = node.get(XLINK_HREF, "")
        if not target or (node.tag in _LINKS and (is_address(target) or target.startswith("#"))):
            continue
        name = posixpath.normpath(target)
        if node.tag in _LINKS or ":" in target or target.startswith(("/", "../")):
            raise ModelError("« styles.xml » : lien vers un fichier extérieur ; ôtez-le, ou incorporez l’image")
        suffix = name.rpartition(".")[2].lower()
        if suffix not in _PICTURES:
            raise ModelError(f"« {name[-60:]} » : image d’un format qui n’est pas repris")
        if name not in pictures:
            pictures[name] = OdtPicture(
                f"Pictures/modele{len(pictures) + 1}.{suffix}", _PICTURES[suffix], package.picture(name)
            )
        node.set(XLINK_HREF, pictures[name].part)
    return tuple(pictures.values())


def _plain(key: StyleKey) -> str:
    """Return the name of a style of snr that a person sees."""
    return re.sub(r"_([0-9a-f]{1,4})_", lambda match: chr(int(match[1], 16)), key[1])


def _fitted(styles: Element) -> tuple[dict[StyleKey, str], tuple[StyleKey, ...]]:
    """Return the names in a model of the styles of snr, and those that it lacks."""
    found = styles_by_key(styles, "styles")
    shown: dict[StyleKey, str] = {}
    levels: dict[str, str] = {}
    for (family, name), style in found.items():
        shown.setdefault((family, shown_name(style).lower()), name)
        if family == "paragraph" and (level := style.get(f"{STYLE_NS}default-outline-level", "")):
            levels.setdefault(level, name)
    names: dict[StyleKey, str] = {}
    created = []
    for key in own_styles():
        family, plain = key[0], _plain(key).lower()
        taken = next(
            (shown[family, each] for each in (plain, *_OTHER_NAMES.get(plain, ())) if (family, each) in shown), ""
        )
        if not taken and family == "paragraph" and plain.startswith("heading "):
            taken = levels.get(plain[-1], "")
        if not taken:
            created.append(key)
            taken = key[1]
            while (family, taken) in found:
                taken += "snr"
        names[key] = taken
    return names, tuple(created)
