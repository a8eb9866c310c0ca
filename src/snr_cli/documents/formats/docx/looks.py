"""How the paragraphs and the drawings of a .docx look, whatever program saved it last: what a person may change beside texts.

What is compared is what is seen, styles included: programs write it in other places each time that they save.
"""

from collections.abc import Iterator, Mapping
from typing import Final
from xml.etree.ElementTree import Element

from snr_cli.documents.figures.drawingml import WORD_NAMESPACES
from snr_cli.documents.formats.docx.elements import RELATIONS, W_NS

_A: Final = f"{{{WORD_NAMESPACES['a']}}}"
_MC: Final = f"{{{WORD_NAMESPACES['mc']}}}"
_EMBED: Final = f"{{{RELATIONS}}}embed"
_SVG: Final = "{http://schemas.microsoft.com/office/drawing/2016/SVG/main}svgBlip"
_TOLD: Final = f"{{{WORD_NAMESPACES['wp']}}}docPr"
_VALUE: Final = f"{W_NS}val"
_OFF: Final = ("0", "false", "off", "none", "auto", "baseline", "clear", "nil")
# properties of letters that a person sees → the attribute that says them; a property without it is on
_LETTERS: Final = {
    **{f"{W_NS}{name}": _VALUE for name in ("b", "i", "strike", "dstrike", "caps", "smallCaps", "vanish")},
    **{f"{W_NS}{name}": _VALUE for name in ("u", "color", "sz", "highlight", "vertAlign")},
    f"{W_NS}shd": f"{W_NS}fill",
    f"{W_NS}rFonts": f"{W_NS}ascii",
}
_SIDES: Final = {"start": "left", "end": "right"}
_DEEPEST: Final = 20  # styles based on one another
Properties = tuple[tuple[str, str], ...]  # properties and their values, those that are as usual aside


class DocxLooks:
    """The styles of a file, and its pictures."""

    def __init__(self, styles: Element, pictures: Mapping[str, str]) -> None:
        """Take both.

        Args:
            styles: the root of word/styles.xml.
            pictures: id of a relation of the text → the sum of the picture that it leads to.
        """
        self._pictures = pictures
        self._styles = {
            (each.get(f"{W_NS}type", ""), each.get(f"{W_NS}styleId", "")): each for each in styles.iter(f"{W_NS}style")
        }
        self._default = next(
            (
                rank
                for (kind, rank), each in self._styles.items()
                if kind == "paragraph" and each.get(f"{W_NS}default") in ("1", "true")
            ),
            "",
        )
        found = styles.find(f"{W_NS}docDefaults/{W_NS}rPrDefault/{W_NS}rPr")
        self._letters = {"sz": "20"} | _read(found)  # where nothing says it, programs do
        self._known: dict[tuple[str, str], dict[str, str]] = {}

    def paragraph(self, block: Element) -> Properties:
        """Return how a paragraph stands: its side, its place in a list."""
        style = self._styles.get(("paragraph", self._style_of(block)))
        side = level = ""
        for properties in (block.find(f"{W_NS}pPr"), *(each.find(f"{W_NS}pPr") for each in self._chain(style))):
            if properties is None:
                continue
            justified, numbered = properties.find(f"{W_NS}jc"), properties.find(f"{W_NS}numPr")
            if not side and justified is not None:
                side = justified.get(_VALUE, "left")
            if not level and numbered is not None:
                number, deep = numbered.find(f"{W_NS}numId"), numbered.find(f"{W_NS}ilvl")
                if number is not None:
                    level = deep.get(_VALUE, "0") if deep is not None else "0"
                    level = "none" if number.get(_VALUE) == "0" else level
        side = _SIDES.get(side, side or "left")
        return (*((("jc", side),) * (side != "left")), *((("list", level),) * (level not in ("", "none"))))

    def letters(self, block: Element, run: Element | None) -> Properties:
        """Return how the letters of a run of a paragraph look."""
        said = {**self._letters, **self._styled("paragraph", self._style_of(block))}
        font = said.get("rFonts", "")
        properties = run.find(f"{W_NS}rPr") if run is not None else None
        named = properties.find(f"{W_NS}rStyle") if properties is not None else None
        if named is not None:
            said |= self._styled("character", named.get(_VALUE, ""))
        said |= _read(properties)
        if said.get("rFonts", "") == font:  # that of a theme has no name until a program gives it one
            said.pop("rFonts", None)
        return tuple(sorted((name, value) for name, value in said.items() if value))

    def drawing(self, block: Element) -> tuple[str, ...]:
        """Return what a drawing shows: its pictures, its texts."""
        return tuple(self._shown(block))

    def _shown(self, block: Element) -> Iterator[str]:
        for child in block:
            if child.tag == f"{_MC}Fallback":
                continue
            if child.tag == _TOLD and child.get("descr"):
                yield child.get("descr", "")
            if child.tag == f"{_A}blip":
                drawn = next(child.iter(_SVG), child)
                yield self._pictures.get(drawn.get(_EMBED, ""), "")
            elif child.tag == f"{W_NS}t":
                yield child.text or ""
            else:
                yield from self._shown(child)

    def _style_of(self, block: Element) -> str:
        style = block.find(f"{W_NS}pPr/{W_NS}pStyle")
        return style.get(_VALUE, "") if style is not None else self._default

    def _styled(self, kind: str, rank: str) -> dict[str, str]:
        key = (kind, rank)
        if key not in self._known:
            said: dict[str, str] = {}
            for style in reversed(list(self._chain(self._styles.get(key)))):
                said |= _read(style.find(f"{W_NS}rPr"))
            self._known[key] = said
        return self._known[key]

    def _chain(self, style: Element | None) -> Iterator[Element]:
        """Yield a style, then those that it is based on."""
        for _ in range(_DEEPEST):
            if style is None:
                return
            yield style
            based = style.find(f"{W_NS}basedOn")
            style = (
                self._styles.get((style.get(f"{W_NS}type", ""), based.get(_VALUE, ""))) if based is not None else None
            )


def _read(properties: Element | None) -> dict[str, str]:
    """Return what properties of letters say; empty for what they turn off."""
    said = {}
    for each in properties if properties is not None else ():
        attribute = _LETTERS.get(each.tag)
        if attribute is not None:
            value = each.get(attribute, "" if each.tag == f"{W_NS}rFonts" else "1").lower()
            if each.tag != f"{W_NS}rFonts" or value:
                said[each.tag.removeprefix(W_NS)] = "" if value in _OFF else "1" if value in ("true", "on") else value
    return said
