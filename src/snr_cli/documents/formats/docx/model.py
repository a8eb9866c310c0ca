"""A model of Word (.docx, .dotx): its styles, theme, fonts, lists, settings, heads, feet and page take the place of those of snr.

Its parts are copied as they are, with what snr needs beside. Nothing that runs, or that is fetched elsewhere, is copied.
"""

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final
from xml.etree.ElementTree import Element

from snr_cli.documents.formats.docx.elements import DECLARATION, NAMESPACES, RELATIONS, W_NS, W_VALUE, twips, w_value
from snr_cli.documents.formats.docx.parts import (
    BULLET,
    OWN_HEADS,
    OWN_SETUP,
    PARAGRAPHS,
    PICTURES,
    SETTINGS,
    THEME_PART,
    PageHead,
    PageSetup,
    numbering,
    relations,
    styles,
)
from snr_cli.documents.formats.layout import ACCENT, CELL_ABOVE, CELL_SIDE, LOOKS, ParagraphLook
from snr_cli.documents.formats.tree import (
    ModelError,
    ModelPackage,
    escaped,
    is_address,
    plain_name,
    root_of,
    taken_notes,
)

_STYLE: Final = re.compile(
    r'<w:style w:type="(\w+)"( w:default="1")?[^<>]* w:styleId="([^"<]+)"><w:name w:val="([^"<]+)"(?:(?!<w:style ).)*?</w:style>'
)
_DEFAULT: Final = re.compile(
    r'<w:style\b(?=[^<>]*\bw:type="paragraph")(?=[^<>]*\bw:default="(?:1|true|on)")'  # the style of a paragraph that says none
)
_IDS: Final = re.compile(r'(<w:(?:pStyle|rStyle|tblStyle|basedOn|next|link) w:val="| w:styleId=")([^"]*)')
_LIST_NUMBER: Final = re.compile(r'(<w:numId w:val="|<w:num w:numId=")(\d+)')
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
        accent: the colour of the first titles of the model, that of what is added; empty when they have none of their own.
    """

    ids: Mapping[str, str]
    created: tuple[str, ...]
    numbered: bool
    table: bool
    lists: int
    numbers: int
    accent: str

    def renamed(self, text: str) -> str:
        """Return XML of snr with the ids of the model and the numbers of its lists."""
        text = _IDS.sub(lambda match: match[1] + self.ids.get(match[2], match[2]), text)
        text = _LIST_NUMBER.sub(lambda match: f"{match[1]}{int(match[2]) + self.numbers}", text)
        return _ABSTRACT.sub(lambda match: f"{match[1]}{int(match[2]) + self.lists}", text)

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
        """Return word/styles.xml of the model, with the styles that it lacks; a paragraph that says no style has that of the text."""
        if _DEFAULT.search(model) is None and PARAGRAPHS["body"].name not in self.created:
            body = f' w:styleId="{self.ids[PARAGRAPHS["body"].id]}"'
            model = model.replace(body, f'{body} w:default="1"', 1)
        if self.accent:
            looks = {
                name: replace(look, color=self.accent) if look.color == ACCENT else look for name, look in looks.items()
            }
        added = "".join(self.renamed(match[0]) for match in _STYLE.finditer(styles(looks)) if match[4] in self.created)
        return _at(model, _end(model, "styles"), added)

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
    by_id = {node.get(f"{W_NS}styleId", ""): node for node in look.iterfind(f"{W_NS}style")}
    names: dict[tuple[str, str], str] = {}
    defaults: dict[str, str] = {}
    for style_id, style in by_id.items():
        kind = style.get(f"{W_NS}type", "paragraph")
        names.setdefault((kind, w_value(style, "name").lower()), style_id)
        if style.get(f"{W_NS}default") in ("1", "true", "on"):
            defaults.setdefault(kind, style_id)
    levels = _levels(by_id)
    ids, created = {}, []
    for kind, default, style_id, name in (match.groups() for match in _STYLE.finditer(styles(LOOKS))):
        key = (kind, name.lower())
        taken = (defaults.get(kind) if default else None) or names.get(key)  # LibreOffice writes no default
        if taken is None and name.startswith("heading "):
            taken = levels.get(int(name[-1]) - 1)
        if taken is None and key == _TABLE:
            taken = names.get(_GRID)
        if taken is None:
            created.append(name)
            taken = style_id
            while taken in by_id:
                taken += "snr"
        ids[style_id] = taken
    dots = by_id.get(ids[BULLET.id])
    return FittedStyles(
        ids,
        tuple(created),
        dots is not None and any(node.find(f"{W_NS}pPr/{W_NS}numPr") is not None for node in _chain(dots, by_id)),
        _TABLE[1] not in map(str.lower, created) and _TABLE not in names,
        _after(lists, "abstractNum", "abstractNumId"),
        _after(lists, "num", "numId"),
        _accent(by_id.get(ids[PARAGRAPHS["heading1"].id]), by_id),
    )


def _accent(title: Element | None, styles: Mapping[str, Element]) -> str:
    """Return the colour that a style says, or one that it is based on; empty for none, or one of the theme."""
    said = (above.find(f"{W_NS}rPr/{W_NS}color") for above in _chain(title, styles))
    color = next((node.get(W_VALUE, "") for node in said if node is not None), "")
    return color.upper() if re.fullmatch(r"[0-9A-Fa-f]{6}", color) else ""


def _levels(styles: Mapping[str, Element]) -> dict[int, str]:
    """Return the first style of each level of the outline."""
    levels: dict[int, str] = {}
    for style_id, style in styles.items():
        if style.get(f"{W_NS}type") == "paragraph":
            said = (above.find(f"{W_NS}pPr/{W_NS}outlineLvl") for above in _chain(style, styles))
            level = next((level.get(W_VALUE, "") for level in said if level is not None), "")
            if level in tuple("012345678"):
                levels.setdefault(int(level), style_id)
    return levels


def _chain(style: Element | None, styles: Mapping[str, Element]) -> Iterator[Element]:
    """Yield a style, then those that it is based on."""
    for _ in range(_DEEPEST):
        if style is None:
            return
        yield style
        style = styles.get(w_value(style, "basedOn"))


def _after(lists: Element | None, name: str, attribute: str) -> int:
    """Return the first number that no list has."""
    said = [node.get(f"{W_NS}{attribute}", "") for node in lists.iterfind(f"{W_NS}{name}")] if lists is not None else []
    if any(not re.fullmatch(r"\d{1,10}", number) or int(number) > _LARGEST for number in said):
        raise ModelError("ses listes ont des numéros démesurés")
    return max(map(int, said), default=-1) + 1


def _end(text: str, name: str) -> int:
    return text.rindex(f"</w:{name}")


def _at(text: str, place: int | None, added: str) -> str:
    place = _end(text, "numbering") if place is None else place
    return f"{text[:place]}{added}{text[place:]}"


_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_MAIN: Final = (f"{_WORD}.document.main+xml", f"{_WORD}.template.main+xml")
_COPIED: Final = {"styles": "styles", "numbering": "numbering", "fontTable": "fonts", "theme": ""}  # part → its root
_PICTURES: Final = frozenset(("png", "jpeg", "svg", *PICTURES))
# of the settings, in the order of the schema, what changes how pages look: all else tells of the model itself
_SETTINGS: Final = (
    *("zoom", "mirrorMargins", "bordersDoNotSurroundHeader", "bordersDoNotSurroundFooter", "gutterAtTop"),
    *("defaultTabStop", "autoHyphenation", "consecutiveHyphenLimit", "hyphenationZone", "doNotHyphenateCaps"),
    *("evenAndOddHeaders", "characterSpacingControl", "compat", "themeFontLang", "clrSchemeMapping"),
    *("decimalSymbol", "listSeparator"),
)
# fields that neither read nor run anything outside of the file: any other is refused
_FIELDS: Final = (
    " PAGE NUMPAGES SECTION SECTIONPAGES DATE TIME CREATEDATE SAVEDATE PRINTDATE EDITTIME TITLE SUBJECT AUTHOR KEYWORDS COMMENTS"
    " LASTSAVEDBY FILENAME FILESIZE TEMPLATE INFO DOCPROPERTY DOCVARIABLE NUMWORDS NUMCHARS REVNUM USERNAME USERINITIALS USERADDRESS"
    " STYLEREF REF PAGEREF NOTEREF SEQ SYMBOL QUOTE IF COMPARE SET FORMTEXT FORMCHECKBOX FORMDROPDOWN EQ LISTNUM AUTONUM MERGEFIELD "
)
_LINK: Final = re.compile(r'\s*HYPERLINK\s+(?:"([^"\0]*)"|\\l\s)', re.I)
_INNER: Final = "\0"  # stands, in the code of a field, for what another one gives
_OBJECTS: Final = frozenset(("altChunk", "OLEObject", "subDoc", "control", "movie", "webVideoPr"))
_SHOWN: Final = frozenset(("imagedata", "fill", "stroke", "image"))  # of VML: what their addresses lead to is fetched
_FIRST: Final = re.compile(r"<w:(\w+)[\s>]")  # the element that a part is
_EMBEDDED: Final = re.compile(r"<w:embed\w+\b[^<>]*/>")  # fonts, which are not copied
_DRAWING: Final = re.compile(r'(<wp:docPr\b[^<>]*? id=")(\d{1,10})')
_DRAWINGS: Final = 100_000  # numbers of the drawings of a part: those of the text come first, none is given twice
_WIDEST: Final = 31680  # twentieths of a point: the largest page of Word
_NARROWEST: Final = 8 * 567  # eight centimetres
_NUMBER: Final = re.compile(r"-?\d{1,5}(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class DocxModel:
    """What is taken of a model.

    Attributes:
        texts: `styles`, `theme`… → its XML; those that it lacks are not there.
        styles: how those of snr go among its own.
        setup: its pages.
        parts: name → content of its heads and feet, of its pictures, of their relations.
        notes: what is told of it.
    """

    texts: Mapping[str, str]
    styles: FittedStyles
    setup: PageSetup
    parts: Mapping[str, bytes | str]
    notes: tuple[str, ...]

    def looks(self, looks: Mapping[str, ParagraphLook], starts: list[tuple[int, int]]) -> dict[str, str | bytes]:
        """Return the parts that say how a document looks.

        Args:
            looks: those of the styles that the model lacks.
            starts: as for `numbering`.
        """
        made: dict[str, str | bytes] = {
            "word/styles.xml": self.styles.styles(self.texts["styles"], looks),
            "word/numbering.xml": self.styles.numbering(self.texts.get("numbering", ""), starts),
            "word/settings.xml": self.texts["settings"],
        }
        others = {"word/fontTable.xml": "fontTable", THEME_PART: "theme"}
        return made | {name: self.texts[text] for name, text in others.items() if text in self.texts}


def docx_model(data: bytes) -> DocxModel:
    """Read a model.

    Raises:
        ModelError: it is none, or what it holds cannot be copied.
    """
    package = ModelPackage(data)
    main = _main(package)
    copy = _Copy(package)
    document = package.root(main)
    if document.tag != f"{W_NS}document":
        raise ModelError("document de Word d’une variante qui n’est pas lue : enregistrez-le en .docx ordinaire")
    related = copy.related(main)
    texts = {}
    for name, root in _COPIED.items():
        part = next((target for kind, target in related.values() if kind == name), None)
        if part is not None:
            text = package.text(part)
            first = _FIRST.search(text)
            if root and (first is None or first[1] != root):
                raise ModelError(f"« {part} » : XML d’une écriture inattendue ; enregistrez-le de nouveau dans Word")
            texts[name] = _EMBEDDED.sub("", text) if name == "fontTable" else text
            copy.refuse_outside(part, root_of(texts[name], part))
            if name in ("theme", "numbering"):
                copy.relations(part, "theme/theme1" if name == "theme" else name)
    if "styles" not in texts:
        raise ModelError("il n’a pas de styles")
    part = next((target for kind, target in related.values() if kind == "settings"), None)
    texts["settings"] = _settings(package.root(part) if part else None)
    roots = {name: root_of(texts[name], name) for name in ("styles", "numbering") if name in texts}
    for name in roots:
        if f"</w:{_COPIED[name]}" not in texts[name]:
            raise ModelError(f"« {name} » est vide")
    styles = fitted_styles(roots["styles"], roots.get("numbering"))
    setup = _setup(document, related, copy)
    notes = taken_notes(
        styles.created,
        text=any((node.text or "").strip() for node in document.iter(f"{W_NS}t")),
        heads=any(head.kind == "header" for head in setup.heads if head not in OWN_HEADS),
    )
    return DocxModel(texts, styles, setup, copy.parts, notes)


def _main(package: ModelPackage) -> str:
    """Return the name of the part of the text.

    Raises:
        ModelError: it is no document of Word, or it holds macros.
    """
    if "mimetype" in package or "[content_types].xml" not in package:
        raise ModelError("ce n’est pas un document de Word (.docx, .dotx)")
    types = package.root("[content_types].xml")
    said = [node.get("ContentType", "") for node in types]
    if any("macroEnabled" in kind or "vbaProject" in kind for kind in said) or any(
        "vba" in name for name in package.names()
    ):
        raise ModelError("il contient des macros : enregistrez-le en .docx ou .dotx, sans macros")
    roots = package.root("_rels/.rels") if "_rels/.rels" in package else ()
    main = next(
        (root.get("Target", "").lstrip("/") for root in roots if root.get("Type") == f"{RELATIONS}/officeDocument"), ""
    )
    kind = next((node.get("ContentType") for node in types if node.get("PartName", "").lstrip("/") == main), "")
    if kind not in _MAIN:
        raise ModelError("ce n’est pas un document de Word (.docx, .dotx)")
    return main


class _Copy:
    """The parts that are copied, with what they refer to."""

    def __init__(self, package: ModelPackage) -> None:
        self.package = package
        self.parts: dict[str, bytes | str] = {}
        self._pictures: dict[str, str] = {}  # name in the model → target in the copy

    def related(self, part: str) -> dict[str, tuple[str, str]]:
        """Return what a part refers to inside the file: id → kind, name."""
        return {
            node.get("Id", ""): (node.get("Type", "").rpartition("/")[2], _target(part, node.get("Target", "")))
            for node in self._said(part)
            if node.get("TargetMode") != "External"
        }

    def _said(self, part: str) -> list[Element]:
        folder, name = posixpath.split(part)
        rels = f"{folder}/_rels/{name}.rels"
        return list(self.package.root(rels)) if rels in self.package else []

    def relations(self, part: str, name: str) -> None:
        """Copy what a part refers to.

        Args:
            part: its name in the model.
            name: its name in the copy, without `word/` nor `.xml`.

        Raises:
            ModelError: it refers to something outside, or that is no picture.
        """
        inside, outside = [], {}
        for node in self._said(part):
            kind, target = node.get("Type", ""), node.get("Target", "")
            if node.get("TargetMode") == "External":
                if kind != f"{RELATIONS}/hyperlink" or not is_address(target):
                    raise ModelError(f"« {part} » : lien vers un fichier extérieur ; ôtez-le, ou incorporez l’image")
                outside[node.get("Id", "")] = target
            elif kind == f"{RELATIONS}/image":
                up = "../" * name.count("/")
                inside.append((node.get("Id", ""), kind, up + self._picture(_target(part, target))))
            else:
                raise ModelError(f"« {part} » : objet « {kind.rpartition('/')[2]} », qui ne se recopie pas ; ôtez-le")
        if inside or outside:
            folder, _, last = f"word/{name}".rpartition("/")
            self.parts[f"{folder}/_rels/{last}.xml.rels"] = relations(inside, outside)

    def refuse_outside(self, part: str, root: Element) -> None:
        """Refuse a part that leads to what is not in the file.

        Raises:
            ModelError: and what does.
        """
        known = {"", *(node.get("Id", "") for node in self._said(part))}
        for node in root.iter():
            name = plain_name(node.tag)
            if name in _OBJECTS:
                raise ModelError(f"« {part} » : objet « {name} », qui ne se recopie pas ; ôtez-le")
            for key, value in node.items():
                lost = "/relationships}" in key and value not in known
                link = plain_name(key) == "href" and name not in _SHOWN and is_address(value)
                if lost or (plain_name(key).lower() in ("src", "href", "imagesrc", "althref") and value and not link):
                    raise ModelError(
                        f"« {part} » : « {name} » mène à un fichier qui n’est pas dans le modèle ; ôtez-le, ou incorporez l’image"
                    )

    def _picture(self, name: str) -> str:
        if name not in self._pictures:
            suffix = name.rpartition(".")[2].lower()
            if suffix not in _PICTURES:
                raise ModelError(f"« {name} » : image d’un format qui n’est pas repris")
            target = f"media/modele{len(self._pictures) + 1}.{suffix}"
            self.parts[f"word/{target}"] = self.package.picture(name)
            self._pictures[name] = target
        return self._pictures[name]

    def head(self, part: str, name: str) -> None:
        """Copy a head or a foot.

        Raises:
            ModelError: it reads something outside of the file.
        """
        text = self.package.text(part)
        root = root_of(text, part)
        self.refuse_outside(part, root)
        for code in _codes(root):
            name_of = (re.split(r'[\s\\"]', code.strip(" \t\r\n"), maxsplit=1)[0]).upper()
            link = _LINK.match(code)
            safe = not name_of or f" {name_of} " in _FIELDS or name_of.startswith("=")
            if not safe and not (link and (link[1] is None or is_address(link[1]))):
                said = re.sub(r"\W", "", name_of)[:40] or "composé d’un autre"
                raise ModelError(f"« {part} » : champ « {said} », qui peut lire un autre fichier ; ôtez-le")
        first = _DRAWINGS * (len(self.parts) + 1)
        self.parts[f"word/{name}.xml"] = _DRAWING.sub(
            lambda match: f"{match[1]}{first + int(match[2]) % _DRAWINGS}", text
        )
        self.relations(part, name)


def _codes(root: Element) -> Iterator[str]:
    """Yield the code of each field of a part, wherever it is cut; `_INNER` stands for what a field inside it gives."""
    codes, ended = [""], [False]
    for node in root.iter():
        name = plain_name(node.tag)
        kind = next((value for key, value in node.items() if plain_name(key) == "fldCharType"), "")
        if name == "fldSimple":
            yield from (value for key, value in node.items() if plain_name(key) == "instr")
        if len(codes) > 1 and not ended[-1] and (name == "fldSimple" or kind == "begin"):
            codes[-1] += _INNER
        if kind == "begin":
            codes.append("")
            ended.append(False)
        elif kind == "separate":
            ended[-1] = True
        elif kind == "end" and len(codes) > 1:
            ended.pop()
            yield codes.pop()
        elif name in ("instrText", "delInstrText") or (name == "t" and len(codes) > 1 and not ended[-1]):
            codes[-1] += node.text or ""
    yield from codes


def _target(part: str, target: str) -> str:
    """Return the name of the part that another one refers to."""
    return posixpath.normpath(posixpath.join("/", posixpath.dirname(part), target)).lstrip("/")


def _setup(document: Element, related: Mapping[str, tuple[str, str]], copy: _Copy) -> PageSetup:
    """Return the pages of a model: those of its last part, with the heads and feet that this one has or goes on with.

    Raises:
        ModelError: the text would have no room, or a head cannot be copied.
    """
    parts = list(document.iter(f"{W_NS}sectPr"))[-50:]
    heads: dict[tuple[str, str], str] = {}
    for section in parts:
        for kind in ("header", "footer"):
            for node in section.iterfind(f"{W_NS}{kind}Reference"):
                named, target = related.get(node.get(f"{{{RELATIONS}}}id", ""), ("", ""))
                pages = node.get(f"{W_NS}type", "default")
                if named == kind and pages in ("default", "first", "even"):
                    heads[kind, pages] = target
    copied = []
    for rank, ((kind, pages), part) in enumerate(heads.items(), 1):
        copied.append(PageHead(kind, pages, f"{kind}Modele{rank}"))
        copy.head(part, copied[-1].name)
    last = parts[-1] if parts else None
    title = last.find(f"{W_NS}titlePg") if last is not None else None
    own = tuple(own_head for own_head in OWN_HEADS if own_head.kind not in {head.kind for head in copied})
    setup = replace(
        OWN_SETUP,
        heads=(*copied, *own),
        title=(title is not None and title.get(f"{W_NS}val", "1") not in ("0", "false", "off")) if copied else True,
    )
    if last is None:
        return setup
    size, margins = last.find(f"{W_NS}pgSz"), last.find(f"{W_NS}pgMar")
    if size is not None:
        wide, high = sorted((_length(size, "w", setup.size[0]), _length(size, "h", setup.size[1])))
        setup = replace(setup, size=(wide, high))
    if margins is not None:
        setup = replace(
            setup,
            top=_length(margins, "top", setup.top),
            right=_length(margins, "right", setup.right),
            bottom=_length(margins, "bottom", setup.bottom),
            left=_length(margins, "left", setup.left),
            header=_length(margins, "header", setup.header),
            footer=_length(margins, "footer", setup.footer),
            gutter=_length(margins, "gutter", setup.gutter),
        )
    high = setup.size[1] - abs(setup.top) - abs(setup.bottom)
    if min(setup.text_width() * 20, high) < _NARROWEST or min(setup.left, setup.right, setup.gutter) < 0:
        raise ModelError("ses marges laissent au texte moins de 8 cm")
    return setup


def _length(element: Element, name: str, own: int) -> int:
    said = element.get(f"{W_NS}{name}")
    if said is None:
        return own
    if not _NUMBER.fullmatch(said) or abs(float(said)) > _WIDEST:
        raise ModelError(f"page ou marge illisible ({name})")
    return round(float(said))


def _settings(model: Element | None) -> str:
    """Write settings.xml: what the model says of how pages look, what snr says where it says nothing."""
    own = root_of(SETTINGS, "settings")
    made = []
    for name in _SETTINGS:
        node = model.find(f"{W_NS}{name}") if model is not None else None
        node = own.find(f"{W_NS}{name}") if node is None else node
        if node is not None:
            inner = "".join(_element(child) for child in node)
            made.append(_element(node, inner))
    return f"{DECLARATION}<w:settings {NAMESPACES}>{''.join(made)}</w:settings>"


def _element(element: Element, inner: str = "") -> str:
    """Write an element of the format and its attributes; nothing for one of another."""
    if not element.tag.startswith(W_NS):
        return ""
    name = element.tag.removeprefix(W_NS)
    said = "".join(
        f' w:{key.removeprefix(W_NS)}="{escaped(value)}"' for key, value in element.items() if key.startswith(W_NS)
    )
    return f"<w:{name}{said}>{inner}</w:{name}>" if inner else f"<w:{name}{said}/>"
