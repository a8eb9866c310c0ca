"""A .docx that came back from a person: its sections as they are now, and why it cannot be read or trusted."""

import io
import posixpath
import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from functools import cached_property
from typing import Final
from xml.etree.ElementTree import Element

from snr_cli.documents.edits import EditError, SectionState
from snr_cli.documents.figures.drawingml import WORD_NAMESPACES
from snr_cli.documents.formats.docx.elements import RELATIONS, W_NS, W_VALUE, w_value
from snr_cli.documents.formats.docx.tracked import own_marks, rejected, text_of
from snr_cli.documents.formats.returned import (
    DOCUMENT,
    FIGURE,
    MARK,
    FilePiece,
    LetterLooks,
    OfficeFile,
    TextLooks,
    as_was,
    edited_file,
    heads_sum,
    picture_sum,
    section_name,
    section_sum,
    seen_runs,
)
from snr_cli.documents.formats.tree import ARCHIVE, COMPOUND, Tree, part_tree
from snr_cli.inputs.sheets.package import MAX_PART, PASSWORD, Package, SheetError

# Whether a person edited a .docx that snr wrote: what each section says and how it looks, against the sum that the file keeps of it.
#
# A section goes from the paragraph where its bookmark starts to that of the next one; ends are not read, since programs move them. It
# is its paragraphs in order, each the name of its style, its text and its look, its tables and its pictures. What a program changes by
# itself is not of it: ids of styles, where a look is written, cut runs, page numbers of the contents, empty paragraphs.

_A: Final = f"{{{WORD_NAMESPACES['a']}}}"
_MC: Final = f"{{{WORD_NAMESPACES['mc']}}}"
_EMBED: Final = f"{{{RELATIONS}}}embed"
_SVG: Final = "{http://schemas.microsoft.com/office/drawing/2016/SVG/main}svgBlip"
_TOLD: Final = f"{{{WORD_NAMESPACES['wp']}}}docPr"
_OFF: Final = ("0", "false", "off", "none", "auto", "baseline", "clear", "nil")
# properties of letters that a person sees → the attribute that says them; a property without it is on
_LETTERS: Final = {
    **{f"{W_NS}{name}": W_VALUE for name in ("b", "i", "strike", "dstrike", "caps", "smallCaps", "vanish")},
    **{f"{W_NS}{name}": W_VALUE for name in ("u", "color", "sz", "highlight", "vertAlign")},
    f"{W_NS}shd": f"{W_NS}fill",
    f"{W_NS}rFonts": f"{W_NS}ascii",
}
_SIDES: Final = {"start": "left", "end": "right"}


class DocxLooks(TextLooks):
    """The styles of a file, and its pictures, by the ids of their relations."""

    font = "rFonts"

    def __init__(self, styles: Element, pictures: Mapping[str, str]) -> None:
        """Take word/styles.xml, and the sum of each picture."""
        defaults = _letters_of(styles.find(f"{W_NS}docDefaults/{W_NS}rPrDefault/{W_NS}rPr"))
        found = {(each.get(f"{W_NS}type", ""), each.get(f"{W_NS}styleId", "")): each for each in styles.iter(_STYLE)}
        super().__init__(found, {"sz": "20"} | defaults, pictures)  # where nothing says it, programs do
        self._default = next(
            (name for (kind, name), style in found.items() if kind == "paragraph" and is_default(style)), ""
        )

    def above(self, style: Element) -> str:
        """Return the id of the style that another one is based on."""
        return w_value(style, "basedOn")

    def read(self, style: Element) -> dict[str, str]:
        """Return what a style says of letters."""
        return _letters_of(style.find(f"{W_NS}rPr"))

    def paragraph(self, block: Element) -> LetterLooks:
        """Return how a paragraph stands: its side, its place in a list."""
        side = level = ""
        for node in (block, *self.chain("paragraph", self._style_of(block))):
            properties = node.find(f"{W_NS}pPr")
            if properties is None:
                continue
            justified, numbered = properties.find(f"{W_NS}jc"), properties.find(f"{W_NS}numPr")
            if not side and justified is not None:
                side = justified.get(W_VALUE, "left")
            if not level and numbered is not None:
                number, deep = numbered.find(f"{W_NS}numId"), numbered.find(f"{W_NS}ilvl")
                if number is not None:
                    level = deep.get(W_VALUE, "0") if deep is not None else "0"
                    level = "none" if number.get(W_VALUE) == "0" else level
        side = _SIDES.get(side, side or "left")
        return (*((("jc", side),) * (side != "left")), *((("list", level),) * (level not in ("", "none"))))

    def letters(self, block: Element, run: Element | None) -> LetterLooks:
        """Return how the letters of a run of a paragraph look."""
        properties = run.find(f"{W_NS}rPr") if run is not None else None
        within = [("character", w_value(properties, "rStyle"))]
        return self.styled(self._style_of(block), within, _letters_of(properties))

    def shown(self, block: Element) -> Iterator[str]:
        """Yield what a drawing shows: its pictures, its texts."""
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
                yield from self.shown(child)

    def _style_of(self, block: Element) -> str:
        return w_value(block, "pPr/pStyle") or self._default


def is_default(style: Element) -> bool:
    """Say whether a style is that of what names none."""
    return style.get(f"{W_NS}default") in ("1", "true")


def _letters_of(properties: Element | None) -> dict[str, str]:
    """Return what properties of letters say; empty for what they turn off."""
    said = {}
    for node in properties if properties is not None else ():
        attribute = _LETTERS.get(node.tag)
        if attribute is not None:
            value = node.get(attribute, "" if node.tag == f"{W_NS}rFonts" else "1").lower()
            if node.tag != f"{W_NS}rFonts" or value:
                said[node.tag.removeprefix(W_NS)] = "" if value in _OFF else "1" if value in ("true", "on") else value
    return said


_NAME: Final = f"{W_NS}name"
_STYLE: Final = f"{W_NS}style"
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
    blocks_of: dict[str, list[Element]] = {}
    current = before
    for block in document.iterfind(f"{W_NS}body/*"):
        for node in block.iter(f"{W_NS}bookmarkStart"):
            name = node.get(_NAME, "")
            if (
                name in marks and name not in blocks_of
            ):  # a program that saves may write a second start: the first counts
                current = blocks_of[name] = []
        current.append(block)
    return before, blocks_of


def blocks_say(blocks: Iterable[Element], names: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return what blocks say: paragraphs, each the name of its style and its text, and where cells of tables end."""
    return [each for block in blocks for each in _said(block, names)]


def head_sum(parts: Iterable[Element]) -> str:
    """Return the sum of the heads and feet of the pages, whatever their order and however many times each is there."""
    return heads_sum("".join(_text(node, [])) for part in parts for node in part.iter(f"{W_NS}p"))


def style_names(styles: Element) -> Mapping[str, str]:
    """Return the names of styles by their ids, that of the default one by an empty id: programs write ids of their own."""
    names = {}
    for style in styles.iter(f"{W_NS}style"):
        if style.get(f"{W_NS}type") == "paragraph":
            names[style.get(f"{W_NS}styleId", "")] = w_value(style, "name").lower()
            if is_default(style):
                names[""] = w_value(style, "name").lower()
    return names


def _said(block: Element, names: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the paragraphs of a block, and where the cells of a table end."""
    if block.tag == f"{W_NS}p":
        name = w_value(block, "pPr/pStyle")
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
    pieces = seen_runs(
        (looks.letters(block, run) if drawn is None else tuple(looks.shown(drawn)), text)
        for run, text, drawn in _pieces(block, [], None)
    )
    if pieces:
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


_PROPERTIES: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/custom-properties}"
CUSTOM_PART: Final = "docProps/custom.xml"
RELATED_PART: Final = "word/_rels/document.xml.rels"
HEAD: Final = re.compile(r"word/(?:header|footer)\w*\.xml")


def docx_pictures(package: Package) -> dict[str, str]:
    """Return the sums of the pictures of the text of a file, by the ids of their relations.

    Raises:
        SheetError: one cannot be read.
    """
    if RELATED_PART not in package:
        return {}
    pictures = {}
    for node in part_tree(package, RELATED_PART).root:
        name = posixpath.normpath(posixpath.join("word", node.get("Target", ""))).lstrip("/")
        if node.get("Type", "").endswith("/image") and node.get("TargetMode") != "External" and name in package:
            with package.open_small(name) as stream:
                pictures[node.get("Id", "")] = picture_sum(stream.read(MAX_PART + 1))
    return pictures


def docx_kept(package: Package) -> dict[str, str]:
    """Return what a file keeps of the document that it was written as, by the names of its properties.

    Raises:
        SheetError: its properties cannot be read.
    """
    if "docprops/custom.xml" not in package:
        return {}
    return {
        name: "".join(node.itertext())
        for node in part_tree(package, CUSTOM_PART).root.iter(f"{_PROPERTIES}property")
        if (name := node.get("name", "")).startswith(MARK)
    }


TEXT_PART: Final = "word/document.xml"
_FOLLOWED: Final = frozenset(
    f"{W_NS}{name}"
    for name in (
        *("ins", "del", "moveFrom", "moveTo", "cellIns", "cellDel", "cellMerge", "numberingChange"),
        *(f"{each}Change" for each in ("pPr", "rPr", "sectPr", "tblPr", "tblGrid", "tcPr", "trPr", "tblPrEx")),
    )
)
_BLOCKS: Final = frozenset(
    f"{W_NS}{name}"
    for name in ("p", "tbl", "sdt", "sectPr", "bookmarkStart", "bookmarkEnd", "proofErr", "permStart", "permEnd")
)


def edited_docx(data: bytes) -> list[str]:
    """Return what a person changed in a file, in the words of a message; nothing for one that snr did not write."""
    return edited_file(data, _opened)


@dataclass(frozen=True)
class DocxFile(OfficeFile):
    """A .docx that may be merged.

    Attributes:
        package: its archive.
        content: the part of its text.
        styles: that of its styles.
        marked: the mark of each section → its blocks.
        says: returns what blocks say: the name of the style of each paragraph, and its text.
        blocks: returns the pieces of its text, in their order, the rows of figures apart.
        margins: the paragraphs of the heads and feet of its pages, and what each says.
        trees: the parts that hold its pieces and its margins, by their names.
    """

    package: Package
    content: Tree
    styles: Tree
    marked: Mapping[str, list[Element]]
    says: Callable[[Iterable[Element]], list[tuple[str, str]]]
    blocks: Callable[[], list[FilePiece]]
    margins: list[tuple[Element, str]]
    trees: Mapping[str, Tree]

    @cached_property
    def states(self) -> dict[str, SectionState]:
        """The name of each section → what it said, what it says, its text, headings aside."""
        made = {}
        for mark, blocks in self.marked.items():
            was = self.kept[mark]
            texts = (text for style, text in self.says(blocks) if text and not style.startswith("heading"))
            made[section_name(mark)] = SectionState(was, as_was(self.now[mark], was), "\n\n".join(texts))
        return made


def returned_docx(data: bytes) -> DocxFile:
    """Read a file that is to be merged.

    Raises:
        EditError: it is no .docx of snr, or cannot be read.
    """
    if data.startswith(COMPOUND):
        raise EditError(
            ["fichier protégé par un mot de passe, ou ancien .doc : enregistrez-le en .docx, sans mot de passe"]
        )
    if not data.startswith(ARCHIVE):
        raise EditError(["ce n’est pas un fichier .docx"])
    try:
        file = _read(Package(io.BytesIO(data)))
    except SheetError as error:
        if str(error) == PASSWORD:
            raise EditError(["fichier protégé par un mot de passe : enregistrez-le sans mot de passe"]) from None
        raise damaged(error) from None
    if not file.document:
        raise EditError(
            [f"ce fichier ne vient pas de snr draft, ou ses propriétés ont été retirées (« {DOCUMENT} » y manque)"]
        )
    return file


def damaged(error: SheetError) -> EditError:
    """Say that a file cannot be read."""
    return EditError([f"fichier abîmé ou refusé : {str(error).replace('classeur', 'fichier')}"])


def _opened(package: Package) -> DocxFile:
    text, styles, kept = part_tree(package, TEXT_PART), part_tree(package, "word/styles.xml"), docx_kept(package)
    before, found = section_blocks(text.root, kept)
    names, pictures = style_names(styles.root), docx_pictures(package)
    heads = {name: part_tree(package, name) for name in package.names() if HEAD.fullmatch(name)}
    there = {
        "suivi des modifications": any(node.tag in _FOLLOWED for node in text.root.iter()),
        "commentaires": "word/comments.xml" in package,
    }
    return DocxFile(
        package=package,
        content=text,
        styles=styles,
        kept=kept,
        outside=bool(found) and (bool(blocks_say(before, {})) or any(block.tag not in _BLOCKS for block in before)),
        marked=found,
        now=section_sums(text.root, styles.root, kept, pictures),
        heads=head_sum(tree.root for tree in heads.values()),
        says=lambda blocks: blocks_say(blocks, names),
        told=tuple(what for what, is_there in there.items() if is_there),
        blocks=lambda: docx_blocks(text.root, kept, DocxLooks(styles.root, pictures)),
        margins=docx_margins(tree.root for tree in heads.values()),
        trees={TEXT_PART: text, **heads},
    )


def _read(package: Package) -> DocxFile:
    if "content.xml" in package:
        raise EditError(["ce fichier est au format .odt : enregistrez-le en .docx"])
    if "word/vbaproject.bin" in package:
        raise EditError(["fichier à macros (.docm) : enregistrez-le en .docx"])
    if TEXT_PART not in package or "word/styles.xml" not in package:
        raise EditError(["ce n’est pas un fichier .docx"])
    file = _opened(package)
    document = file.content.root
    if document.tag != f"{W_NS}document" or document.find(f"{W_NS}body") is None:
        raise EditError(["son texte n’est pas celui d’un .docx (« Strict Open XML » ?) : enregistrez-le en .docx"])
    return file


# The pieces of a text, whose words are changed where they stand.


def docx_blocks(document: Element, marks: Container[str], looks: DocxLooks) -> list[FilePiece]:
    """Return the pieces of a text, in their order, the rows of figures apart; paragraphs that say and show nothing are none.

    Args:
        document: the root of word/document.xml.
        marks: the names of the bookmarks of its sections.
        looks: what its drawings show.
    """
    made: list[FilePiece] = []
    _walk(document, "", frozenset(), (marks, looks, made))
    return made


def _walk(
    holder: Element, section: str, met: frozenset[str], known: tuple[Container[str], DocxLooks, list[FilePiece]]
) -> tuple[str, frozenset[str]]:
    """Add the pieces of an element; return the section that it ends in, and the marks that were met."""
    marks, looks, made = known
    for child in holder:
        if child.tag not in (f"{W_NS}p", f"{W_NS}tbl"):
            section, met = _walk(child, section, met, known) if child.tag not in _NOT_TEXT else (section, met)
            continue
        for node in child.iter(f"{W_NS}bookmarkStart"):
            name = node.get(_NAME, "")
            if name in marks and name not in met:
                section, met = section_name(name), met | {name}
        if child.tag == f"{W_NS}tbl":
            rows = [
                (row, [cell.findall(f"{W_NS}p") for cell in row.iter(f"{W_NS}tc")]) for row in child.iter(f"{W_NS}tr")
            ]
            rows = [(row, cells) for row, cells in rows if cells]
            lines = [["\n".join(filter(None, map(standing_text, cell))) for cell in cells] for _, cells in rows]
            made += [FilePiece(section, lines, [child], rows)] if lines else []
        elif (line := standing_text(child)).strip():
            made.append(FilePiece(section, line, [child]))
        elif any(node.tag in _OBJECTS for node in child.iter()):
            made.append(
                FilePiece(section, FIGURE + section_sum([("", shown) for shown in looks.shown(child)]), [child])
            )
    return section, met


def standing_text(paragraph: Element) -> str:
    """Return what a paragraph says, what snr tracked in it being rejected."""
    return text_of(rejected(deepcopy(paragraph)) if own_marks(paragraph) else paragraph)


def docx_margins(heads: Iterable[Element]) -> list[tuple[Element, str]]:
    """Return the paragraphs of heads and feet that say something, and what each says."""
    every = ((paragraph, standing_text(paragraph)) for head in heads for paragraph in head.iter(f"{W_NS}p"))
    return [(paragraph, text) for paragraph, text in every if text.strip()]
