"""The sections of a .docx and a sum of what each says: the writer keeps them in the file, a reader compares them with what it finds.

A section goes from the paragraph where its bookmark starts to that of the next one; ends are not read, since programs move them. It
is its paragraphs in order, each the name of its style, its text and its look, its tables and its pictures. What a program changes by
itself is not of it: ids of styles, cut runs, page numbers of the contents, empty paragraphs.
"""

from collections.abc import Container, Iterable, Iterator, Mapping
from typing import Final
from xml.etree.ElementTree import Element

from snr_cli.documents.formats.docx.elements import W_NS
from snr_cli.documents.formats.docx.looks import DocxLooks
from snr_cli.documents.formats.sections import heads_sum, section_sum

_NAME: Final = f"{W_NS}name"
_VALUE: Final = f"{W_NS}val"
# deleted or moved away by a person whose changes are followed, or the look of the rest
_NOT_TEXT: Final = frozenset(f"{W_NS}{name}" for name in ("del", "moveFrom", "pPr", "rPr"))
# each is one sign: what it shows is not read, but one that a person adds is seen
_OBJECTS: Final = frozenset(
    (
        *(f"{W_NS}{name}" for name in ("drawing", "pict", "object", "footnoteReference", "endnoteReference")),
        "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent",
    )
)
_OBJECT: Final = "\ufffc"


def section_sums(
    document: Element, styles: Element, marks: Container[str], pictures: Mapping[str, str]
) -> dict[str, str]:
    """Return the sum of each section of a document, by the name of its bookmark, in their order.

    Args:
        document: the root of word/document.xml.
        styles: the root of word/styles.xml.
        marks: the names of the bookmarks of its sections.
        pictures: id of a relation of the document → the sum of the picture that it leads to.
    """
    names, looks = style_names(styles), DocxLooks(styles, pictures)
    _, found = section_blocks(document, marks)
    return {
        name: section_sum(blocks_say(blocks, names), [each for block in blocks for each in _seen(block, looks)])
        for name, blocks in found.items()
    }


def section_blocks(document: Element, marks: Container[str]) -> tuple[list[Element], dict[str, list[Element]]]:
    """Return the blocks before the first section, and those of each, by the name of its bookmark, in their order."""
    before: list[Element] = []
    found: dict[str, list[Element]] = {}
    current = before
    for block in document.iterfind(f"{W_NS}body/*"):
        for each in block.iter(f"{W_NS}bookmarkStart"):
            name = each.get(_NAME, "")
            if name in marks and name not in found:  # a program that saves may write a second start: the first counts
                current = found[name] = []
        current.append(block)
    return before, found


def blocks_say(blocks: Iterable[Element], names: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return what blocks say: paragraphs, each the name of its style and its text, and where cells of tables end."""
    return [each for block in blocks for each in _said(block, names)]


def head_sum(parts: Iterable[Element]) -> str:
    """Return the sum of the heads and feet of the pages, whatever their order and however many times each is there."""
    return heads_sum("".join(_text(each, [])) for part in parts for each in part.iter(f"{W_NS}p"))


def style_names(styles: Element) -> Mapping[str, str]:
    """Return the names of styles by their ids, that of the default one by an empty id: programs write ids of their own."""
    found = {}
    for style in styles.iter(f"{W_NS}style"):
        if style.get(f"{W_NS}type") == "paragraph":
            named = style.find(_NAME)
            name = (named.get(_VALUE, "") if named is not None else "").lower()
            found[style.get(f"{W_NS}styleId", "")] = name
            if style.get(f"{W_NS}default") in ("1", "true"):
                found[""] = name
    return found


def _said(block: Element, names: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the paragraphs of a block, and where the cells of a table end."""
    if block.tag == f"{W_NS}p":
        style = block.find(f"{W_NS}pPr/{W_NS}pStyle")
        name = style.get(_VALUE, "") if style is not None else ""
        text = "".join(_text(block, [])).strip()
        if text:
            yield names.get(name, name), text
        return
    if block.tag in _NOT_TEXT:
        return
    for child in block:
        yield from _said(child, names)
    if block.tag in (f"{W_NS}tc", f"{W_NS}tr", f"{W_NS}tbl"):
        yield block.tag.removeprefix(W_NS), ""


def _seen(block: Element, looks: DocxLooks) -> Iterator[object]:
    """Yield how the paragraphs of a block look: those without text aside, and what runs of the same look are cut into."""
    if block.tag in _NOT_TEXT:
        return
    if block.tag != f"{W_NS}p":
        for child in block:
            yield from _seen(child, looks)
        return
    pieces: list[list[object]] = []
    for run, text, drawn in _pieces(block, [], None):
        look: object = looks.letters(block, run) if drawn is None else looks.drawing(drawn)
        if pieces and (not text.strip() or pieces[-1][0] == look):
            pieces[-1][1] = f"{pieces[-1][1]}{text}"
        elif text.strip():
            pieces.append([look, text])
    if pieces:
        pieces[-1][1] = str(pieces[-1][1]).rstrip()
        yield looks.paragraph(block), pieces


def _text(block: Element, fields: list[str]) -> Iterator[str]:
    """Yield the characters of a paragraph."""
    yield from (text for _, text, _ in _pieces(block, fields, None))


def _pieces(
    block: Element, fields: list[str], run: Element | None
) -> Iterator[tuple[Element | None, str, Element | None]]:
    """Yield the characters of a paragraph; what a field of a page number shows is none of them.

    Args:
        block: an element of it.
        fields: the codes of the fields that are open.
        run: the run that it is in.

    Yields:
        the run that characters are in, the characters, and the drawing, or the note, that stands there.
    """
    for child in block:
        tag = child.tag
        if tag in _NOT_TEXT:
            continue
        if tag in _OBJECTS:
            yield run, _OBJECT, child
        elif tag == f"{W_NS}fldChar":
            kind = child.get(f"{W_NS}fldCharType")
            if kind == "begin":
                fields.append("")
            elif kind == "end" and fields:
                fields.pop()
        elif tag == f"{W_NS}instrText":
            if fields:
                fields[-1] += child.text or ""
        elif any("PAGE" in code for code in fields) or (
            tag == f"{W_NS}fldSimple" and "PAGE" in child.get(f"{W_NS}instr", "")
        ):
            yield from () if tag != f"{W_NS}r" else _pieces(child, fields, child)
        elif tag == f"{W_NS}t":
            yield run, child.text or "", None
        elif tag == f"{W_NS}tab":
            yield run, "\t", None
        elif tag in (f"{W_NS}br", f"{W_NS}cr"):
            yield run, "\n", None
        else:
            yield from _pieces(child, fields, child if tag == f"{W_NS}r" else run)
