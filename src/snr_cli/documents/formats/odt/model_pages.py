"""The pages of a model of LibreOffice: read, measured, and given what snr needs beside: pages on their side, heads and feet."""

import copy
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final
from xml.etree.ElementTree import Element

from snr_cli.documents.formats.look import BOTTOM, EDGE, MARGIN, MM, PAGE, TOP
from snr_cli.documents.formats.model import ModelError
from snr_cli.documents.formats.odt.elements import (
    FO_NS,
    OFFICE_NS,
    STYLE_NAME,
    STYLE_NS,
    STYLE_SHOWN,
    SVG_NS,
    TEXT_NS,
    points,
    style_id,
    styles_by_key,
)
from snr_cli.documents.formats.odt.styles import FOLLOWING, SIDE, STANDARD, WIDE_PAGES

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
        found = (page.find(_HEADS[kind]) for page in self.styles)
        return any(each is not None and each.get(f"{STYLE_NS}display") != "false" for each in found)


def model_pages(styles: Element, content: Element) -> ModelPages:
    """Return the pages of a model.

    Args:
        styles: its styles.xml.
        content: its content.xml.

    Raises:
        ModelError: the text would have no room.
    """
    pages = {each.get(STYLE_NAME, ""): each for each in styles.iter(_MASTER)}
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
    name = next((each for each in (named, STANDARD, *pages) if each in pages), "")
    found: dict[str, Element] = {}
    while name in pages and name not in found and len(found) < _MOST_PAGES:
        found[name] = pages[name]
        name = pages[name].get(_NEXT, "")
    for each in found.values():
        if each.get(_NEXT, "") not in found:
            each.attrib.pop(_NEXT, None)
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
    heads = next(each for each in own.iter(_MASTER) if each.get(STYLE_NAME) == SIDE)
    first = next(each for each in own.iter(_MASTER) if each.get(STYLE_NAME) == STANDARD)
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
        for each in list(page):
            if each.tag in _FIRST:
                page.remove(each)
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
    side = copy.deepcopy(next(each for each in layouts.iter(_LAYOUT) if each.get(STYLE_NAME) == page.get(_LAID)))
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
    found = next((each for each in styles.iter(_LAYOUT) if each.get(STYLE_NAME) == wanted), None)
    said = found.find(_PROPERTIES) if found is not None else None
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
    found = _LENGTH.fullmatch(said)
    length = float(found[1]) * _UNITS[found[2]] if found else _WIDEST + 1
    if length > _WIDEST:
        raise ModelError(f"page ou marge illisible ({name.rpartition('}')[2]})")
    return length


def part_of(root: Element, part: str) -> Element:
    """Return a part of styles.xml, which is made where there is none, before those that come after it."""
    found = root.find(f"{OFFICE_NS}{part}")
    if found is None:
        found = root.makeelement(f"{OFFICE_NS}{part}", {})
        after = tuple(f"{OFFICE_NS}{each}" for each in _PARTS[_PARTS.index(part) + 1 :])
        root.insert(next((rank for rank, each in enumerate(root) if each.tag in after), len(root)), found)
    return found


def _give(page: Element, heads: Element, kind: str, end: str, first: Iterable[Element] = ()) -> None:
    """Give pages the head, or the foot, of snr.

    Args:
        page: the style of pages.
        heads: that which has them, for pages on their side.
        kind: `header` or `footer`.
        end: what the names of their styles end with here.
        first: what has those of a first page, if this is one.
    """
    for each in list(page):
        if each.tag.startswith(_HEADS[kind]):
            page.remove(each)
    given = [copy.deepcopy(each) for each in heads if each.tag == _HEADS[kind]]
    given += [copy.deepcopy(each) for each in first if each.tag == f"{_HEADS[kind]}-first"]
    for each in (inner for head in given for inner in head.iter(f"{TEXT_NS}p")):
        each.set(f"{TEXT_NS}style-name", f"{kind.capitalize()}{end}")
    place = 0 if kind == "header" else len(page)
    page[place:place] = given


def _room(layout: Element, kind: str) -> None:
    """Make room for a head, or a foot, in a layout."""
    tag = f"{STYLE_NS}{kind}-style"
    found = layout.find(tag)
    if found is not None and len(found):
        return
    if found is None:
        found = layout.makeelement(tag, {})
        layout.insert(1 if kind == "header" else len(layout), found)
    side = "bottom" if kind == "header" else "top"
    high = points(TOP - EDGE if kind == "header" else BOTTOM - EDGE)
    found.append(
        layout.makeelement(
            f"{STYLE_NS}header-footer-properties",
            {f"{SVG_NS}height": high, f"{STYLE_NS}dynamic-spacing": "true", f"{FO_NS}margin-{side}": "4pt"},
        )
    )
