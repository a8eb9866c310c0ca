"""An .odt written again: the sections that a person edited in the old one take the place of the new ones, with what they need.

Pictures, charts and formulas are copied; styles of a person are brought by their names, the others under new ones; the index follows.
"""

import copy
import posixpath
import re
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, MutableMapping
from itertools import count
from typing import Final
from xml.etree.ElementTree import Element

from snr_cli.documents.edits import EditError, MergedFile
from snr_cli.documents.figures.opendocument import ODF_NAMESPACES
from snr_cli.documents.formats.odt.elements import (
    DRAW_NS,
    OASIS,
    OFFICE_NS,
    STYLE_NAME,
    STYLE_NS,
    STYLE_SHOWN,
    TABLE_NS,
    TEXT_NS,
    XLINK,
    XLINK_HREF,
    StyleKey,
    family_named,
    name_attribute,
    shown_name,
    style_id,
    styles_by_key,
)
from snr_cli.documents.formats.odt.parts import FOLLOWING
from snr_cli.documents.formats.odt.returned import odt_blocks_say, returned_odt
from snr_cli.documents.formats.returned import (
    INDEX,
    CopiedParts,
    OfficeFile,
    merged_file,
    parts_of,
    place_of,
    section_mark,
)
from snr_cli.documents.formats.tree import archive, escaped, part_tree, xml_text
from snr_cli.inputs.sheets.package import Package

MANIFEST: Final = "META-INF/manifest.xml"
_MANIFEST: Final = f"{{{OASIS}:manifest:1.0}}"
_OBJECT: Final = f"{{{ODF_NAMESPACES['draw']}}}object"
_PICTURE: Final = re.compile(r"(?:image/[\w.+-]+|application/x-openoffice-(?:gdimetafile|wmf)\b.*|)")
_SUFFIX: Final = re.compile(r"\.(?:png|jpe?g|svg|gif|webp|bmp|tiff?|emf|wmf|svm)", re.I)
_COPIED: Final = re.compile(r"application/vnd\.oasis\.opendocument\.(?:chart|formula)")
_PARTS: Final = re.compile(r"(?:(?:content|styles|meta|settings)\.xml|Pictures/[\w.-]+)")
_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


class CarriedParts(CopiedParts):
    """The parts of a file that came back, being copied to those of another."""

    def __init__(self, package: Package, parts: MutableMapping[str, str | bytes]) -> None:
        """Take both.

        Args:
            package: the file that came back.
            parts: name → content of the one that is written.
        """
        super().__init__(package, parts)
        self._kinds: dict[str, str] = {}
        if MANIFEST in package:
            self._kinds = {
                node.get(f"{_MANIFEST}full-path", ""): node.get(f"{_MANIFEST}media-type", "")
                for node in part_tree(package, MANIFEST).root.iter(f"{_MANIFEST}file-entry")
            }

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
        new = f"Pictures/garde{len(self._copies) + 1}{suffix.lower()}"
        self._declared(name, new, kind, place)
        return new

    def _object(self, name: str, place: str) -> str:
        kind = self._kinds.get(f"{name}/", self._kinds.get(name, ""))
        if not _COPIED.fullmatch(kind):
            what = re.sub(r"\W", "", kind.rpartition(".")[2])[:40] or "inconnu"
            raise EditError(
                [f"{place} : objet incorporé ({what}) que snr ne sait pas garder ; ôtez-le, ou mettez-en une image"]
            )
        new = f"Object garde{len(self._copies) + 1}"
        self._declare(f"{new}/", kind)
        for part, inner in self._kinds.items():
            if part.startswith(f"{name}/") and _PARTS.fullmatch(part[len(name) + 1 :]):
                self._declared(part, f"{new}/{part[len(name) + 1 :]}", inner, place)
        return f"./{new}"

    def _declared(self, name: str, new: str, kind: str, place: str) -> None:
        self._copy(name, new, place)
        self._declare(new, kind)

    def _declare(self, name: str, kind: str) -> None:
        entry = f'<manifest:file-entry manifest:full-path="{escaped(name)}" manifest:media-type="{escaped(kind)}"/>'
        self._insert(MANIFEST, entry, "</manifest:manifest>")


_MASTER, _LAYOUT = f"{STYLE_NS}master-page", f"{STYLE_NS}page-layout"
_LINKS: Final = (f"{TEXT_NS}a", f"{DRAW_NS}a")  # addresses that are shown, and not fetched
_DEEPEST: Final = 50  # styles based on one another


class BroughtStyles:
    """Styles of one file being brought to another."""

    def __init__(self, came: OfficeFile, fresh: OfficeFile, carried: CarriedParts) -> None:
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


_TABLE: Final = f"{{{OASIS}:table:1.0}}table"
_TABLE_NAME: Final = f"{{{OASIS}:table:1.0}}name"
_NAME: Final = f"{TEXT_NS}name"
_XML_ID: Final = "{http://www.w3.org/XML/1998/namespace}id"
_MARK, _START, _END = (f"{TEXT_NS}bookmark{each}" for each in ("", "-start", "-end"))
_DECLARED: Final = tuple(f"{TEXT_NS}{name}-decls" for name in ("variable", "sequence", "user-field"))


class OdtGraft:
    """Sections of one file being put in another."""

    def __init__(self, came: OfficeFile, fresh: OfficeFile, parts: MutableMapping[str, str | bytes]) -> None:
        """Take both files.

        Args:
            came: the one that came back.
            fresh: the new one, which is changed.
            parts: name → content of the new one, changed by what is put there.
        """
        self._came, self._fresh = came, fresh
        self._styles = BroughtStyles(came, fresh, CarriedParts(came.package, parts))
        self._ranks: dict[str, Iterator[int]] = {}
        self._tables = {node.get(_TABLE_NAME, "") for node in fresh.content.root.iter(_TABLE)}

    def block(self, block: Element, place: str, taken: set[str]) -> Element:
        """Return a copy of a block, ready to be put in the new file.

        Args:
            block: a section, or what stands outside of them.
            place: what it is, for a message.
            taken: the names of the bookmarks of the rest of the new file; those of this block are added.

        Raises:
            EditError: it needs what cannot be kept.
        """
        made = copy.deepcopy(block)
        made.tail = None
        self._bookmarks(made, taken)
        for node in made.iter(_TABLE):
            name = node.get(_TABLE_NAME, "")
            if name in self._tables:
                ranks = self._ranks.setdefault(name, count(1))
                name = next(new for rank in ranks if (new := f"{name} ({rank})") not in self._tables)
                node.set(_TABLE_NAME, name)
            self._tables.add(name)
        self._styles.adapt(made, place)
        return made

    def finish(self) -> None:
        """Declare what the blocks name, once they are in their places; what leads nowhere any more is its text."""
        root = self._fresh.content.root
        body = root.find(f"{OFFICE_NS}body/{OFFICE_NS}text")
        theirs = self._came.content.root.find(f"{OFFICE_NS}body/{OFFICE_NS}text")
        assert body is not None and theirs is not None
        used = {node.get(_NAME, "") for node in body.iter()}
        for rank, tag in enumerate(_DECLARED):
            declared = [copy.deepcopy(node) for node in theirs.iterfind(f"{tag}/*") if node.get(_NAME, "") in used]
            if declared:
                within = body.makeelement(tag, {})
                within.extend(declared)
                body.insert(rank if all(node.tag in _DECLARED for node in body[:rank]) else 0, within)
        names = {node.get(_NAME, "") for tag in (_MARK, _START) for node in body.iter(tag)}
        ids = {node.get(_XML_ID, "") for node in body.iter()}
        for around in list(body.iter()):
            if around.get(f"{TEXT_NS}continue-list", "") not in ids:
                around.attrib.pop(f"{TEXT_NS}continue-list", None)
            lost = (node for node in around.iterfind(f"{TEXT_NS}bookmark-ref"))
            without(
                around,
                {node: "".join(node.itertext()) for node in lost if node.get(f"{TEXT_NS}ref-name", "") not in names},
            )
        self._fresh.content.adopt(self._came.content)
        self._fresh.styles.adopt(self._came.styles)

    @staticmethod
    def _bookmarks(block: Element, taken: set[str]) -> None:
        """Take away bookmarks that are not whole, or whose name another has."""
        starts, ends = (Counter(each.get(_NAME, "") for each in block.iter(tag)) for tag in (_START, _END))
        whole = {name for name, times in starts.items() if times == ends[name] == 1} - taken
        alone: set[str] = set()
        for around in list(block.iter()):
            gone: dict[Element, str] = {}
            for node in around:
                name = node.get(_NAME, "")
                if node.tag in (_START, _END) and name not in whole:
                    gone[node] = ""
                elif node.tag == _MARK:
                    if name in taken or name in alone or name in whole:
                        gone[node] = ""
                    alone.add(name)
            without(around, gone)
        taken |= whole | alone


def without(around: Element, gone: Mapping[Element, str]) -> None:
    """Take elements away from another one, and leave a text in the place of each, and what comes after it.

    Args:
        around: what they are in.
        gone: element → its text.
    """
    if not gone:
        return
    kept: list[Element] = []
    for node in around:
        if node not in gone:
            kept.append(node)
        elif text := gone[node] + (node.tail or ""):
            if kept:
                kept[-1].tail = (kept[-1].tail or "") + text
            else:
                around.text = (around.text or "") + text
    around[:] = kept


_STYLED: Final = f"{TEXT_NS}style-name"
_PARAGRAPHS: Final = (f"{TEXT_NS}p", f"{TEXT_NS}h")
_BOOKMARKS: Final = (f"{TEXT_NS}bookmark", f"{TEXT_NS}bookmark-start")
_PAGES: Final = f"{STYLE_NS}master-page-name"
_TYPE: Final = "mimetype"


def follow_index(body: Element, edited: Container[str]) -> None:
    """Say in the index what headings say now; one that is gone has no line any more.

    Args:
        body: the element of the text.
        edited: the bookmarks of the headings that a person may have edited.
    """
    headings = {
        node.get(f"{TEXT_NS}name", ""): block
        for block in body.iter(f"{TEXT_NS}h")
        for node in block.iter(f"{TEXT_NS}bookmark")
    }
    for index in body.iter(f"{TEXT_NS}index-body"):
        for line in list(index):
            link = line.find(f"{TEXT_NS}a")
            name = (link.get(f"{{{XLINK}}}href", "") if link is not None else "").removeprefix("#")
            if link is None or not name.startswith("titre_"):
                continue
            if name not in headings:
                index.remove(line)
            elif name in edited:
                _say(link, "".join(text for _, text in odt_blocks_say([headings[name]], {})))


def _say(link: Element, text: str) -> None:
    """Put a text before the page number of a line."""
    shown = []
    for node in link:
        if node.tag == f"{TEXT_NS}tab":
            break
        shown.append(node)
    said = (link.text or "") + "".join("".join(node.itertext()) + (node.tail or "") for node in shown)
    if not text or said == text:
        return
    for node in shown:
        link.remove(node)
    link.text = text


def merge_odt(old: bytes, new: bytes) -> MergedFile:
    """Write a document again and keep the sections that a person edited in the old one.

    Args:
        old: the file that came back.
        new: what snr writes today.

    Raises:
        EditError: it cannot be read, is another document, or holds edits that cannot be kept: nothing is ever dropped.
    """
    came, fresh = returned_odt(old), returned_odt(new)
    return merged_file(
        came,
        fresh,
        new,
        lambda _: _homeless(came, fresh),
        lambda kept: _merged(came, fresh, kept, new),
    )


def _homeless(came: OfficeFile, fresh: OfficeFile) -> Iterator[str]:
    """Say which texts outside the sections have no place any more."""
    there = {"", *fresh.states} | {INDEX for each in fresh.content.root.iter(f"{TEXT_NS}table-of-content")}
    for name in came.outside:
        if name not in there:
            yield f"texte ajouté {place_of(name, outside=True)}, que le document n’a plus"


def _merged(came: OfficeFile, fresh: OfficeFile, kept: Mapping[str, str], new: bytes) -> bytes:
    parts = parts_of(new)
    graft = OdtGraft(came, fresh, parts)
    body = fresh.content.root.find(f"{OFFICE_NS}body/{OFFICE_NS}text")
    assert body is not None
    marks = {section_mark(name): name for name in fresh.states}
    taken = {
        node.get(_NAME, "")
        for block in body
        if marks.get(block.get(_NAME, "")) not in kept
        for node in block.iter()
        if node.tag in _BOOKMARKS
    }
    reasons: list[str] = []

    def copied(blocks: Iterable[Element], place: str) -> Iterator[Element]:
        for block in blocks:
            try:
                yield graft.block(block, place, taken)
            except EditError as error:
                reasons.extend(error.reasons)

    made = list(copied(came.outside.get("", []), place_of("", outside=True)))
    edited: set[Element] = set()
    for block in list(body):
        name = marks.get(block.get(_NAME, ""), INDEX if block.tag == f"{TEXT_NS}table-of-content" else "")
        if name in kept:
            made += (nodes := list(copied(came.sections[name], place_of(name))))
            edited.update(nodes)
        else:
            made.append(block)
        if name:
            made += copied(came.outside.get(name, []), place_of(name, outside=True))
    if reasons:
        raise EditError(list(dict.fromkeys(reasons)))
    body[:] = made
    follow_index(body, {node.get(_NAME, "") for block in edited for node in block.iter() if node.tag in _BOOKMARKS})
    graft.finish()
    _upright(fresh, body)
    parts |= {"content.xml": xml_text(fresh.content), "styles.xml": xml_text(fresh.styles)}
    return archive(parts, stored=frozenset((_TYPE,)))


def _upright(fresh: OfficeFile, body: Element) -> None:
    """Begin a page that stands where a section would else begin on one that lies on its side."""
    layouts = {
        each.get(f"{STYLE_NS}name", ""): each.find(f"{STYLE_NS}page-layout-properties")
        for each in fresh.styles.root.iter(f"{STYLE_NS}page-layout")
    }
    lying = {
        each.get(f"{STYLE_NS}name", "")
        for each in fresh.styles.root.iter(f"{STYLE_NS}master-page")
        if (found := layouts.get(each.get(f"{STYLE_NS}page-layout-name", ""))) is not None
        and found.get(f"{STYLE_NS}print-orientation") == "landscape"
    }
    automatic = fresh.content.root.find(f"{OFFICE_NS}automatic-styles")
    assert automatic is not None
    styles = {(each.get(f"{STYLE_NS}family"), each.get(f"{STYLE_NS}name", "")): each for each in automatic}
    numbers = count(1)
    side = False
    for block in body:
        first = block.tag == f"{TEXT_NS}section"
        for node in block.iter():
            if node.tag not in (*_PARAGRAPHS, f"{TABLE_NS}table"):
                continue
            table = node.tag == f"{TABLE_NS}table"
            name = node.get(f"{TABLE_NS}style-name" if table else _STYLED, "")
            style = styles.get(("table" if table else "paragraph", name))
            pages = style.get(_PAGES, "") if style is not None else ""
            if pages:
                side = pages in lying
            elif first and side and not table:
                new = automatic.makeelement(f"{STYLE_NS}style", {}) if style is None else _copy(style)
                if style is None:
                    new.attrib |= {f"{STYLE_NS}family": "paragraph", f"{STYLE_NS}parent-style-name": name}
                new.attrib |= {f"{STYLE_NS}name": f"debout{next(numbers)}", _PAGES: style_id(FOLLOWING)}
                automatic.append(new)
                node.set(_STYLED, new.get(f"{STYLE_NS}name", ""))
                side = False
            first = False


def _copy(style: Element) -> Element:
    made = style.makeelement(style.tag, dict(style.attrib))
    made.extend(style)
    return made
