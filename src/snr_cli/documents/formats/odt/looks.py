"""How the paragraphs and the drawings of an .odt look, whatever program saved it last: what a person may change beside texts.

What is compared is what is seen, styles included: programs write it in other places each time that they save.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final
from xml.etree.ElementTree import Element

from snr_cli.documents.formats.odt.elements import (
    DRAW_NS,
    FO_NS,
    OFFICE_NS,
    STYLE_NS,
    SVG_NS,
    TEXT_NS,
    XLINK_HREF,
)
from snr_cli.documents.formats.odt.families import styles_by_key

_FONT: Final = f"{STYLE_NS}font-name"
# properties of letters that a person sees
_LETTERS: Final = (
    *(f"{FO_NS}{name}" for name in ("font-weight", "font-style", "color", "background-color", "font-size")),
    *(f"{FO_NS}{name}" for name in ("font-variant", "text-transform")),
    *(f"{STYLE_NS}{name}" for name in ("text-underline-style", "text-line-through-style", "text-position")),
    _FONT,
)
_USUAL: Final = ("normal", "none", "transparent", "auto", "0%", "400", "#000000")
_SIDES: Final = {"start": "", "left": "", "end": "right"}
_SIZE: Final = re.compile(r"(\d{1,4}(?:\.\d{1,6})?)(pt|cm|mm|in)")
_POINTS: Final = {"pt": 1.0, "cm": 72 / 2.54, "mm": 72 / 25.4, "in": 72.0}
_DEEPEST: Final = 20  # styles based on one another
OdtProperties = tuple[tuple[str, str], ...]  # properties and their values, those that are as usual aside


class OdtLooks:
    """The styles of a file, and its pictures."""

    def __init__(self, content: Element, styles: Element, pictures: Mapping[str, str]) -> None:
        """Take both.

        Args:
            content: the root of content.xml.
            styles: the root of styles.xml.
            pictures: name of a picture in the file → its sum.
        """
        self._pictures = pictures
        self._styles = styles_by_key(styles, "styles") | styles_by_key(content, "automatic-styles")
        self._letters = {f"{FO_NS}font-size": "12.0"}  # where nothing says it, programs do
        for each in styles.iterfind(f"{OFFICE_NS}styles/{STYLE_NS}default-style"):
            if each.get(f"{STYLE_NS}family") == "paragraph":
                self._letters |= _read(each.find(f"{STYLE_NS}text-properties"))
        self._known: dict[tuple[str, str], dict[str, str]] = {}

    def paragraph(self, block: Element, depth: int) -> OdtProperties:
        """Return how a paragraph stands: its side, how many lists it is in."""
        side = ""
        for style in self._chain("paragraph", block.get(f"{TEXT_NS}style-name", "")):
            properties = style.find(f"{STYLE_NS}paragraph-properties")
            side = properties.get(f"{FO_NS}text-align", "") if properties is not None else ""
            if side:
                break
        side = _SIDES.get(side, side)
        return (*((("align", side),) * bool(side)), *((("list", str(depth)),) * bool(depth)))

    def letters(self, block: Element, spans: tuple[str, ...]) -> OdtProperties:
        """Return how characters of a paragraph look.

        Args:
            block: the paragraph.
            spans: the styles of what they are in, from the outside.
        """
        said = self._letters | self._styled("paragraph", block.get(f"{TEXT_NS}style-name", ""))
        font = said.get(_FONT, "")
        for name in spans:
            said |= self._styled("text", name)
        if said.get(_FONT, "") == font:
            said.pop(_FONT, None)
        return tuple(sorted((name.rpartition("}")[2], value) for name, value in said.items() if value))

    def drawing(self, block: Element) -> tuple[str, ...]:
        """Return what a drawing, or a note, shows: its pictures, its texts."""
        return tuple(self._shown(block))

    def _shown(self, block: Element) -> Iterator[str]:
        if block.tag in (f"{TEXT_NS}p", f"{SVG_NS}title", f"{SVG_NS}desc"):
            text = " ".join("".join(block.itertext()).split())
            if text:
                yield text
        pictures = block.findall(f"{DRAW_NS}image")
        for child in block:
            if child.tag == f"{DRAW_NS}image":
                if child is pictures[0]:  # the others are what programs that do not show the first one have
                    yield self._pictures.get(child.get(XLINK_HREF, "").removeprefix("./"), "")
            else:
                yield from self._shown(child)

    def _styled(self, family: str, name: str) -> dict[str, str]:
        key = (family, name)
        if key not in self._known:
            said: dict[str, str] = {}
            for style in reversed(list(self._chain(family, name))):
                said |= _read(style.find(f"{STYLE_NS}text-properties"))
            self._known[key] = said
        return self._known[key]

    def _chain(self, family: str, name: str) -> Iterator[Element]:
        """Yield a style, then those that it is based on."""
        for _ in range(_DEEPEST):
            style = self._styles.get((family, name))
            if style is None:
                return
            yield style
            name = style.get(f"{STYLE_NS}parent-style-name", "")


def _read(properties: Element | None) -> dict[str, str]:
    """Return what properties of letters say; empty for what they turn off."""
    said = {}
    for name in _LETTERS if properties is not None else ():
        assert properties is not None
        value = properties.get(name)
        if value is not None:
            value = value.strip().lower()
            size = _SIZE.fullmatch(value)
            if size:
                value = f"{float(size[1]) * _POINTS[size[2]]:.1f}"
            if name == f"{STYLE_NS}text-position":
                value = value.partition(" ")[0]
            said[name] = "" if value in _USUAL else "bold" if value == "700" else value
    return said
