"""The styles and the lists of snr, put among those of a model of Word.

Styles are known by their name in the format, which is English whatever the language of the program; headings also by their level in the
outline. Those that the model lacks are added to it, under ids and numbers that it has not.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final
from xml.etree.ElementTree import Element

from snr_cli.documents.formats.docx.elements import W_NS, W_VALUE, twips
from snr_cli.documents.formats.docx.styles import BULLET, numbering, styles
from snr_cli.documents.formats.look import CELL_ABOVE, LOOKS, ParagraphLook
from snr_cli.documents.formats.model import ModelError
from snr_cli.documents.formats.widths import CELL_SIDE

_STYLE: Final = re.compile(
    r'<w:style w:type="(\w+)"( w:default="1")?[^<>]* w:styleId="([^"<]+)"><w:name w:val="([^"<]+)"(?:(?!<w:style ).)*?</w:style>'
)
_IDS: Final = re.compile(r'(<w:(?:pStyle|rStyle|tblStyle|basedOn|next|link) w:val="| w:styleId=")([^"]*)')
_NUMBER: Final = re.compile(r'(<w:numId w:val="|<w:num w:numId=")(\d+)')
_ABSTRACT: Final = re.compile(r'(<w:abstractNumId w:val="|<w:abstractNum w:abstractNumId=")(\d+)')
_FIRST_BULLET: Final = re.compile(
    rf'(<w:pPr><w:pStyle w:val="{BULLET.id}"/>(?:(?!</?w:pPr>).)*?)<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
)
_CONTENTS: Final = re.compile(r'(<w:pStyle w:val="(?:TM1|TM2)"/>)')
_TABLE: Final = ("table", "tableau snr")
_GRID: Final = ("table", "table grid")  # of nearly every model
_SIDES: Final = (("top", CELL_ABOVE), ("left", CELL_SIDE), ("bottom", CELL_ABOVE), ("right", CELL_SIDE))
_CELLS: Final = "".join(f'<w:{side} w:w="{twips(wide)}" w:type="dxa"/>' for side, wide in _SIDES)
_LARGEST: Final = 1 << 30  # number of a list
_DEEPEST: Final = 20  # styles based on one another


@dataclass(frozen=True, slots=True)
class FittedStyles:
    """What takes the place of the styles and of the lists of snr.

    Attributes:
        ids: id of a style of snr → its id in the model.
        created: the names of those that are added.
        numbered: whether dots are those of the model.
        table: whether tables are.
        lists, numbers: how many lists, and numbers of lists, come before those of snr.
    """

    ids: Mapping[str, str]
    created: tuple[str, ...]
    numbered: bool
    table: bool
    lists: int
    numbers: int

    def renamed(self, text: str) -> str:
        """Return XML of snr with the ids of the model and the numbers of its lists."""
        text = _IDS.sub(lambda found: found[1] + self.ids.get(found[2], found[2]), text)
        text = _NUMBER.sub(lambda found: f"{found[1]}{int(found[2]) + self.numbers}", text)
        return _ABSTRACT.sub(lambda found: f"{found[1]}{int(found[2]) + self.lists}", text)

    def text(self, text: str, width: float) -> str:
        """Return word/document.xml in the styles of the model.

        Args:
            text: that of snr.
            width: of the text, in points: the page numbers of the contents end there.
        """
        tabs = f'<w:tabs><w:tab w:val="right" w:leader="dot" w:pos="{twips(width)}"/></w:tabs>'
        text = _CONTENTS.sub(rf"\1{tabs}", text)
        if self.numbered:
            text = _FIRST_BULLET.sub(r"\1", text)
        if self.table:
            text = text.replace(
                '<w:tblLayout w:type="fixed"/>', f'<w:tblLayout w:type="fixed"/><w:tblCellMar>{_CELLS}</w:tblCellMar>'
            )
        return self.renamed(text)

    def styles(self, model: str, looks: Mapping[str, ParagraphLook]) -> str:
        """Return word/styles.xml of the model, with the styles that it lacks."""
        added = "".join(self.renamed(found[0]) for found in _STYLE.finditer(styles(looks)) if found[4] in self.created)
        return _before_end(model, "styles", added)

    def numbering(self, model: str, starts: list[tuple[int, int]]) -> str:
        """Return word/numbering.xml of the model, with the lists of snr; lists come before their numbers."""
        own = numbering(starts)
        if BULLET.name not in self.created:  # the style has its own dots
            own = own.replace(f'<w:pStyle w:val="{BULLET.id}"/>', "")
        own = self.renamed(own)
        if not model:
            return own
        begin, middle, end = own.index("<w:abstractNum "), own.index("<w:num "), own.index("</w:numbering>")
        first = re.search(r"<w:num\s|<w:numIdMacAtCleanup\b", model)
        last = re.search(r"<w:numIdMacAtCleanup\b", model)
        numbered = _at(model, last.start() if last else None, own[middle:end])
        return _at(numbered, first.start() if first else _end(model, "numbering"), own[begin:middle])


def fitted_styles(look: Element, lists: Element | None) -> FittedStyles:
    """Return how the styles and the lists of snr go among those of a model.

    Args:
        look: word/styles.xml of the model.
        lists: its word/numbering.xml, if it has one.

    Raises:
        ModelError: a number is out of bounds.
    """
    found = {each.get(f"{W_NS}styleId", ""): each for each in look.iterfind(f"{W_NS}style")}
    names: dict[tuple[str, str], str] = {}
    defaults: dict[str, str] = {}
    for each, style in found.items():
        kind = style.get(f"{W_NS}type", "paragraph")
        names.setdefault((kind, _child(style, "name").lower()), each)
        if style.get(f"{W_NS}default") in ("1", "true", "on"):
            defaults.setdefault(kind, each)
    levels = _levels(found)
    ids, created = {}, []
    for kind, default, each, name in (match.groups() for match in _STYLE.finditer(styles(LOOKS))):
        key = (kind, name.lower())
        taken = defaults.get(kind) if default else names.get(key)
        if taken is None and name.startswith("heading "):
            taken = levels.get(int(name[-1]) - 1)
        if taken is None and key == _TABLE:
            taken = names.get(_GRID)
        if taken is None:
            created.append(name)
            taken = each
            while taken in found:
                taken += "snr"
        ids[each] = taken
    dots = found.get(ids[BULLET.id])
    return FittedStyles(
        ids,
        tuple(created),
        dots is not None and any(each.find(f"{W_NS}pPr/{W_NS}numPr") is not None for each in _chain(dots, found)),
        _TABLE[1] not in map(str.lower, created) and _TABLE not in names,
        _after(lists, "abstractNum", "abstractNumId"),
        _after(lists, "num", "numId"),
    )


def _levels(styles: Mapping[str, Element]) -> dict[int, str]:
    """Return the first style of each level of the outline."""
    levels: dict[int, str] = {}
    for each, style in styles.items():
        if style.get(f"{W_NS}type") == "paragraph":
            said = (above.find(f"{W_NS}pPr/{W_NS}outlineLvl") for above in _chain(style, styles))
            level = next((level.get(W_VALUE, "") for level in said if level is not None), "")
            if level in tuple("012345678"):
                levels.setdefault(int(level), each)
    return levels


def _chain(style: Element | None, styles: Mapping[str, Element]) -> Iterator[Element]:
    """Yield a style, then those that it is based on."""
    for _ in range(_DEEPEST):
        if style is None:
            return
        yield style
        style = styles.get(_child(style, "basedOn"))


def _child(style: Element, name: str) -> str:
    found = style.find(f"{W_NS}{name}")
    return found.get(W_VALUE, "") if found is not None else ""


def _after(lists: Element | None, name: str, attribute: str) -> int:
    """Return the first number that no list has."""
    said = [each.get(f"{W_NS}{attribute}", "") for each in lists.iterfind(f"{W_NS}{name}")] if lists is not None else []
    if any(not re.fullmatch(r"\d{1,10}", each) or int(each) > _LARGEST for each in said):
        raise ModelError("ses listes ont des numéros démesurés")
    return max(map(int, said), default=-1) + 1


def _before_end(text: str, name: str, added: str) -> str:
    return _at(text, _end(text, name), added)


def _end(text: str, name: str) -> int:
    return text.rindex(f"</w:{name}")


def _at(text: str, place: int | None, added: str) -> str:
    place = _end(text, "numbering") if place is None else place
    return f"{text[:place]}{added}{text[place:]}"
