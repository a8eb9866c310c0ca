"""An .odt that came back from a person: its sections as they are now, what was edited of them, why it cannot be read or trusted.

A section is its paragraphs in order, each the name of its style, its text and its look, its tables and its pictures. What a program
changes by itself is not of it: ids of styles, styles of one paragraph, cut spans, the index, empty paragraphs.
"""

import re
from collections.abc import Container, Iterable, Iterator, Mapping
from typing import Final
from xml.etree.ElementTree import Element

from snr_cli.documents.figures.opendocument import ODF_NAMESPACES
from snr_cli.documents.formats.odt.elements import (
    DRAW_NS,
    FO_NS,
    META_NS,
    OFFICE_NS,
    STYLE_NS,
    SVG_NS,
    TABLE_NS,
    TEXT_NS,
    XLINK_HREF,
    styles_by_key,
)
from snr_cli.documents.formats.returned import (
    FIGURE,
    INDEX,
    MARK,
    FilePiece,
    LetterLooks,
    OfficeFile,
    TextLooks,
    edited_file,
    heads_sum,
    picture_sum,
    section_name,
    section_sum,
    seen_runs,
)
from snr_cli.documents.formats.tree import part_tree
from snr_cli.inputs.sheets.package import MAX_PART, PASSWORD, Package, SheetError

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


class OdtLooks(TextLooks):
    """The styles of a file, and its pictures, by their names in it."""

    font = _FONT

    def __init__(self, content: Element, styles: Element, pictures: Mapping[str, str]) -> None:
        """Take content.xml, styles.xml, and the sum of each picture."""
        letters = {f"{FO_NS}font-size": "12.0"}  # where nothing says it, programs do
        for node in styles.iterfind(f"{OFFICE_NS}styles/{STYLE_NS}default-style"):
            if node.get(f"{STYLE_NS}family") == "paragraph":
                letters |= self.read(node)
        super().__init__(
            styles_by_key(styles, "styles") | styles_by_key(content, "automatic-styles"), letters, pictures
        )

    def above(self, style: Element) -> str:
        """Return the name of the style that another one is based on."""
        return style.get(f"{STYLE_NS}parent-style-name", "")

    def read(self, style: Element) -> dict[str, str]:
        """Return what a style says of letters."""
        return _letters_of(style.find(f"{STYLE_NS}text-properties"))

    def paragraph(self, block: Element, depth: int) -> LetterLooks:
        """Return how a paragraph stands: its side, how many lists it is in."""
        side = ""
        for style in self.chain("paragraph", block.get(f"{TEXT_NS}style-name", "")):
            properties = style.find(f"{STYLE_NS}paragraph-properties")
            side = properties.get(f"{FO_NS}text-align", "") if properties is not None else ""
            if side:
                break
        side = _SIDES.get(side, side)
        return (*((("align", side),) * bool(side)), *((("list", str(depth)),) * bool(depth)))

    def letters(self, block: Element, spans: tuple[str, ...]) -> LetterLooks:
        """Return how characters of a paragraph look.

        Args:
            block: the paragraph.
            spans: the styles of what they are in, from the outside.
        """
        return self.styled(block.get(f"{TEXT_NS}style-name", ""), [("text", name) for name in spans])

    def shown(self, block: Element) -> Iterator[str]:
        """Yield what a drawing, or a note, shows: its pictures, its texts."""
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
                yield from self.shown(child)


def _letters_of(properties: Element | None) -> dict[str, str]:
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


_INDEX: Final = f"{TEXT_NS}table-of-content"
_SECTION: Final = f"{TEXT_NS}section"
_SPANS: Final = (f"{TEXT_NS}span", f"{TEXT_NS}a")
_PARAGRAPHS: Final = (f"{TEXT_NS}p", f"{TEXT_NS}h")
# what a person writes beside the text, what a program makes again
_NOT_TEXT: Final = frozenset(
    (
        f"{TEXT_NS}tracked-changes",
        _INDEX,
        *(f"{TEXT_NS}{name}" for name in ("bookmark-ref", "page-number", "page-count")),
        f"{OFFICE_NS}annotation",
        f"{OFFICE_NS}annotation-end",
        f"{OFFICE_NS}forms",
        f"{TABLE_NS}title",
        f"{TABLE_NS}desc",
    )
)
_CELLS: Final = {f"{TABLE_NS}{name}": name for name in ("table-cell", "table-row", "table")}
_SPACES: Final = re.compile("[ \t\r\n]+")
_MOST_SPACES: Final = 1000  # that one element says
_OBJECT: Final = "\ufffc"  # a picture, a note: what it says is not read, but one that a person adds is seen


def odt_section_sums(
    content: Element, styles: Element, names: Container[str], pictures: Mapping[str, str]
) -> dict[str, str]:
    """Return the sum of each section of a document, by its name, in their order.

    Args:
        content: the root of content.xml.
        styles: the root of styles.xml.
        names: the names of its sections.
        pictures: name of a picture in the file → its sum.
    """
    known, looks = odt_style_names(content, styles), OdtLooks(content, styles, pictures)
    _, sections = odt_blocks(content, names)
    return {
        name: section_sum(odt_blocks_say(section, known), list(_seen(section, looks, 0)))
        for name, section in sections.items()
    }


def odt_head_sum(styles: Element) -> str:
    """Return the sum of the heads and feet of the pages.

    Args:
        styles: the root of styles.xml.
    """
    pages = styles.iterfind(f"{OFFICE_NS}master-styles/{STYLE_NS}master-page")
    return heads_sum("".join(_text(node)) for page in pages for node in page.iter(f"{TEXT_NS}p"))


def odt_blocks(content: Element, names: Container[str]) -> tuple[dict[str, list[Element]], dict[str, Element]]:
    """Return what stands outside the sections of a document, and its sections by their names, in their order.

    Args:
        content: the root of content.xml.
        names: the names of its sections.

    Returns:
        the blocks outside, by the name of the section that they come after, `INDEX` for the index, empty at the beginning;
        a section that is there again, or in another one, is a block outside or of a section.
    """
    outside: dict[str, list[Element]] = {"": []}
    sections: dict[str, Element] = {}
    current = outside[""]
    for block in content.iterfind(f"{OFFICE_NS}body/{OFFICE_NS}text/*"):
        name = block.get(f"{TEXT_NS}name", "")
        if block.tag == _SECTION and name in names and name not in sections:
            sections[name] = block
            current = outside.setdefault(name, [])
        elif _is_index(block) and INDEX not in outside:
            current = outside.setdefault(INDEX, [])
        else:
            current.append(block)
    return outside, sections


def odt_blocks_say(blocks: Iterable[Element], names: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return what blocks say: paragraphs, each the name of its style and its text, and where cells of tables end."""
    return list(_said(blocks, names))


def odt_style_names(content: Element, styles: Element) -> Mapping[str, str]:
    """Return the names that a person sees of styles of paragraphs, by those of the file; a style of one paragraph has its parent's."""
    names = {
        style.get(f"{STYLE_NS}name", ""): style.get(f"{STYLE_NS}display-name", style.get(f"{STYLE_NS}name", ""))
        for style in styles.iterfind(f"{OFFICE_NS}styles/{STYLE_NS}style")
    }
    for style in content.iterfind(f"{OFFICE_NS}automatic-styles/{STYLE_NS}style"):
        if style.get(f"{STYLE_NS}family") == "paragraph":
            parent = style.get(f"{STYLE_NS}parent-style-name", "")
            names[style.get(f"{STYLE_NS}name", "")] = names.get(parent, parent)
    return names


def _said(blocks: Iterable[Element], names: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the paragraphs of blocks, and where the cells of a table end."""
    for child in blocks:
        if child.tag in _PARAGRAPHS:
            text = "".join(_text(child)).strip()
            style = child.get(f"{TEXT_NS}style-name", "")
            if text:
                yield names.get(style, style).lower(), text
        elif child.tag.startswith(DRAW_NS) or (child.tag == _INDEX and not _is_index(child)):
            yield "", _OBJECT
        elif child.tag not in _NOT_TEXT:
            yield from _said(child, names)
            if child.tag in _CELLS:
                yield _CELLS[child.tag], ""


def _is_index(block: Element) -> bool:
    return block.tag == _INDEX and block.get(f"{TEXT_NS}name") == INDEX


def _seen(blocks: Iterable[Element], looks: OdtLooks, depth: int) -> Iterator[object]:
    """Yield how the paragraphs of blocks look: those without text aside, and what runs of the same look are cut into."""
    for block in blocks:
        if block.tag in _PARAGRAPHS:
            pieces = seen_runs(
                (looks.letters(block, spans) if drawn is None else tuple(looks.shown(drawn)), text)
                for spans, text, drawn in _pieces(block, ())
            )
            if pieces:
                pieces[0][1] = str(pieces[0][1]).lstrip()
                yield looks.paragraph(block, depth), pieces
        elif block.tag.startswith(DRAW_NS):
            yield tuple(looks.shown(block))
        elif block.tag not in _NOT_TEXT:
            yield from _seen(block, looks, depth + (block.tag == f"{TEXT_NS}list"))


def odt_text(paragraph: Element) -> str:
    """Return the characters of a paragraph, without what stands for its drawings and notes."""
    return "".join(text for _, text, drawn in _pieces(paragraph, ()) if drawn is None)


def _text(block: Element) -> Iterator[str]:
    """Yield the characters of a paragraph."""
    yield from (text for _, text, _ in _pieces(block, ()))


def _pieces(block: Element, spans: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str, Element | None]]:
    """Yield the characters of a paragraph.

    Args:
        block: an element of it.
        spans: the styles of what it is in, from the outside.

    Yields:
        the styles that characters are in, the characters, and the drawing, or the note, that stands there.
    """
    yield spans, _SPACES.sub(" ", block.text or ""), None
    for child in block:
        tag = child.tag
        if tag == f"{TEXT_NS}s":
            count = child.get(f"{TEXT_NS}c", "1")
            spaces = " " * min(int(count) if count.isascii() and count.isdigit() else 1, _MOST_SPACES)
            yield spans, spaces, None
        elif tag == f"{TEXT_NS}tab":
            yield spans, "\t", None
        elif tag == f"{TEXT_NS}line-break":
            yield spans, "\n", None
        elif tag.startswith(DRAW_NS) or tag == f"{TEXT_NS}note":
            yield spans, _OBJECT, child
        elif tag not in _NOT_TEXT:
            yield from _pieces(child, (*spans, child.get(f"{TEXT_NS}style-name", "")) if tag in _SPANS else spans)
        yield spans, _SPACES.sub(" ", child.tail or ""), None


_REGION: Final = f"{{{ODF_NAMESPACES['text']}}}changed-region"
_MANIFEST: Final = "META-INF/manifest.xml"
_LOCKED: Final = re.compile(rb"[:<]encryption-data\b")
ENCRYPTED: Final = "encrypted-package"  # the one part of a file that LibreOffice protects, since its version 24.2
_IMAGE: Final = f"{{{ODF_NAMESPACES['draw']}}}image"
_COMMENT: Final = f"{{{ODF_NAMESPACES['office']}}}annotation"


def is_locked(package: Package) -> bool:
    """Say whether a password protects a text of OpenDocument.

    Raises:
        SheetError: what says what it is made of cannot be read.
    """
    if ENCRYPTED in package:
        return True
    return _MANIFEST in package and package.may_hold(_MANIFEST, _LOCKED)


def odt_pictures(package: Package, content: Element) -> dict[str, str]:
    """Return the sums of the pictures that the text of a file shows, by their names in it.

    Args:
        package: its archive.
        content: the root of its content.xml.

    Raises:
        SheetError: one cannot be read.
    """
    pictures: dict[str, str] = {}
    for node in content.iter(_IMAGE):
        name = node.get(XLINK_HREF, "").removeprefix("./")
        if name not in pictures and name in package:
            with package.open_small(name) as stream:
                pictures[name] = picture_sum(stream.read(MAX_PART + 1))
    return pictures


def odt_kept(package: Package) -> dict[str, str]:
    """Return what a file keeps of the document that it was written as, by the names of its properties.

    Raises:
        SheetError: its properties cannot be read.
    """
    if "meta.xml" not in package:
        return {}
    return {
        name: "".join(node.itertext())
        for node in part_tree(package, "meta.xml").root.iter(f"{META_NS}user-defined")
        if (name := node.get(f"{META_NS}name", "")).startswith(MARK)
    }


def edited_odt(data: bytes) -> list[str]:
    """Return what a person changed in a file, in the words of a message; nothing for one that snr did not write."""
    return edited_file(data, _opened)


def _opened(package: Package) -> OfficeFile:
    if is_locked(package):
        raise SheetError(PASSWORD)
    content, styles, kept = part_tree(package, "content.xml"), part_tree(package, "styles.xml"), odt_kept(package)
    outside, _ = odt_blocks(content.root, kept)
    pictures = odt_pictures(package, content.root)
    there = {"suivi des modifications": _REGION, "commentaires": _COMMENT}
    return OfficeFile(
        kept=kept,
        outside=any(odt_blocks_say(blocks, {}) for blocks in outside.values()),
        now=odt_section_sums(content.root, styles.root, kept, pictures),
        heads=odt_head_sum(styles.root),
        told=tuple(what for what, tag in there.items() if next(content.root.iter(tag), None) is not None),
    )


# The pieces of a text, which the file keeps: LibreOffice saves it as a .docx, whose edits are merged.

_ROW, _CELL = f"{TABLE_NS}table-row", f"{TABLE_NS}table-cell"


def odt_pieces(content: Element, marks: Container[str], looks: OdtLooks) -> list[FilePiece]:
    """Return the pieces of a text, in their order, the rows of figures apart; paragraphs that say and show nothing are none.

    Args:
        content: the root of content.xml.
        marks: the names of its sections.
        looks: what its drawings show.
    """
    text = content.find(f"{OFFICE_NS}body/{OFFICE_NS}text")
    names = {section: section_name(mark) for mark, section in odt_blocks(content, marks)[1].items()}
    return list(_walked(text, "", names, looks)) if text is not None else []


def _walked(holder: Element, section: str, names: Mapping[Element, str], looks: OdtLooks) -> Iterator[FilePiece]:
    for child in holder:
        tag = child.tag
        if tag == f"{TABLE_NS}table":
            rows = [(row, [cell.findall(f"{TEXT_NS}p") for cell in row.iter(_CELL)]) for row in child.iter(_ROW)]
            rows = [(row, cells) for row, cells in rows if cells]
            lines = [["\n".join(filter(None, map(odt_text, cell))) for cell in cells] for _, cells in rows]
            if lines:
                yield FilePiece(section, lines, [child], rows)
        elif tag in _PARAGRAPHS and (line := odt_text(child)).strip():
            yield FilePiece(section, line, [child])
        elif tag.startswith(DRAW_NS) or (tag in _PARAGRAPHS and any(node.tag.startswith(DRAW_NS) for node in child)):
            yield FilePiece(section, FIGURE + section_sum([("", shown) for shown in looks.shown(child)]), [child])
        elif tag not in (*_PARAGRAPHS, *_NOT_TEXT) or tag == _INDEX:
            inner = INDEX if _is_index(child) else names.get(child, section)
            yield from _walked(child, inner, names, looks)


def odt_margins(styles: Element) -> list[tuple[Element, str]]:
    """Return the paragraphs of heads and feet that say something, and what each says."""
    pages = styles.iterfind(f"{OFFICE_NS}master-styles/{STYLE_NS}master-page")
    every = ((paragraph, odt_text(paragraph)) for page in pages for paragraph in page.iter(f"{TEXT_NS}p"))
    return [(paragraph, text) for paragraph, text in every if text.strip()]
