"""XML of an office file, read within bounds and written with its prefixes; texts in it; the archive, whose bytes no clock changes."""

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any, Final
from xml.etree.ElementTree import Element, ParseError, XMLPullParser
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from snr_cli.inputs.sheets.package import MAX_PART, PASSWORD, Package, SheetError

_XML: Final = "http://www.w3.org/XML/1998/namespace"
_DEEPEST: Final = 150  # elements inside one another: drawings of tables of text boxes need about forty
_MOST: Final = 1_000_000  # elements of a part: the longest document has 60,000
_PIECE: Final = 1 << 20


@dataclass(slots=True)
class Tree:
    """A part: its root, and the prefixes of its namespaces by their addresses; some attributes name prefixes."""

    root: Element
    prefixes: dict[str, str] = field(default_factory=dict)

    def adopt(self, other: "Tree") -> None:
        """Bear the prefixes of another part, elements of which are put in this one."""
        taken = set(self.prefixes.values())
        for address, prefix in other.prefixes.items():
            if prefix and prefix not in taken:
                self.prefixes.setdefault(address, prefix)


def part_tree(package: Package, name: str) -> Tree:
    """Read a part of an archive.

    Raises:
        SheetError: it is missing, too large, or `parsed` refuses it.
    """
    with package.open_small(name) as stream:
        return parsed(stream.read(MAX_PART + 1))


def xml_of(data: bytes) -> str:
    """Return XML as a text; one with a document type, whose entities could be without end, is refused.

    Raises:
        SheetError: it has one, or is not in UTF-8, the only encoding that office suites write.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise SheetError("XML refusé : il n’est pas en UTF-8") from None
    if "<!DOCTYPE" in text or "\0" in text:
        raise SheetError("XML refusé : il porte un DOCTYPE, ce qu’aucun traitement de texte n’écrit")
    return text


def parsed(data: bytes) -> Tree:
    """Read XML.

    Raises:
        SheetError: `xml_of` refuses it, it is deeper or longer than any document, or is no XML.
    """
    text = xml_of(data)
    reader: XMLPullParser[Any] = XMLPullParser(("start", "end", "start-ns"))
    prefixes: dict[str, str] = {}
    root: Element | None = None
    depth = met = 0
    try:
        for start in range(0, max(len(text), 1), _PIECE):
            reader.feed(text[start : start + _PIECE])
            events: Iterator[Any] = reader.read_events()
            for event, found in events:
                if event == "start-ns":
                    prefixes.setdefault(found[1], found[0])
                elif event == "start":
                    root = found if root is None else root
                    depth, met = depth + 1, met + 1
                else:
                    depth -= 1
                if depth > _DEEPEST or met > _MOST:
                    raise SheetError("XML refusé : éléments emboîtés ou répétés sans fin")
        reader.close()
    except (ParseError, LookupError, ValueError):
        raise SheetError("XML illisible") from None
    if root is None:
        raise SheetError("XML vide")
    return Tree(root, prefixes)


def xml_text(tree: Tree) -> str:
    """Write XML: every prefix is declared by the root, since an attribute may name one that no element bears."""
    prefixes: dict[str, str] = {_XML: "xml"}
    for address, prefix in tree.prefixes.items():
        if prefix and address != _XML and prefix not in prefixes.values():
            prefixes[address] = prefix
    made: list[str] = []
    _write(tree.root, prefixes, made)
    declared = "".join(
        f' xmlns:{prefix}="{escape(address)}"' for address, prefix in prefixes.items() if address != _XML
    )
    name = _name(tree.root.tag, prefixes)
    made[0] = f"<{name}{declared}{made[0].removeprefix(f'<{name}')}"
    return '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' + "".join(made)


def _write(element: Element, prefixes: dict[str, str], made: list[str]) -> None:
    name = _name(element.tag, prefixes)
    inner = "".join(f' {_name(key, prefixes)}="{_value(value)}"' for key, value in element.items())
    if not element.text and len(element) == 0:
        made.append(f"<{name}{inner}/>")
        return
    made.append(f"<{name}{inner}>{_characters(element.text)}")
    for child in element:
        _write(child, prefixes, made)
        made.append(_characters(child.tail))
    made.append(f"</{name}>")


def _name(name: str, prefixes: dict[str, str]) -> str:
    if not name.startswith("{"):
        return name
    address, _, local = name[1:].partition("}")
    if address not in prefixes:
        rank = len(prefixes)
        while f"ns{rank}" in prefixes.values():
            rank += 1
        prefixes[address] = f"ns{rank}"
    return f"{prefixes[address]}:{local}"


def _value(text: str) -> str:
    return escape(text).replace("\n", "&#10;").replace("\t", "&#9;").replace("\r", "&#13;")


def _characters(text: str | None) -> str:
    return escape(text, quote=False).replace("\r", "&#13;") if text else ""


_FORBIDDEN: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# an address that every program takes: of the web or of a mailbox, as markdown-it writes them, without what is not of an address
_ADDRESS: Final = re.compile(
    r"(?:https?://[A-Za-z0-9.-]+(?::\d{1,5})?(?:[/?#](?:[A-Za-z0-9\-._~:/?#@!$&'()*+,;=]|%[0-9A-Fa-f]{2})*)?"
    r"|mailto:[A-Za-z0-9._+-]+@[A-Za-z0-9.-]+)"
)
_LONGEST_ADDRESS: Final = 2000  # characters; Word takes no more than 2,083
_ORDINAL: Final = re.compile(
    r"(?<![\w/@.-]1)(?<=1)(er|re)\b"
)  # « 1er », « 1re », and no part of a longer word or number
ARCHIVE: Final = b"PK"  # what the file of an office suite begins with
COMPOUND: Final = b"\xd0\xcf\x11\xe0"  # and one that a password protects, or a .doc
_FIRST_DAY: Final = (1980, 1, 1, 0, 0, 0)  # the first one that an archive can say


def escaped(text: str) -> str:
    """Write a text, or the value of an attribute, in XML; a mark stands for each character that it does not bear."""
    return escape(_FORBIDDEN.sub("\ufffd", text))


def ordinals(text: str) -> list[str]:
    """Return the parts of a text; every other one, from the second, is the end of an ordinal, which is raised."""
    return _ORDINAL.split(text)


def is_address(text: str) -> bool:
    """Say whether a text is an address that a link may lead to."""
    return len(text) <= _LONGEST_ADDRESS and _ADDRESS.fullmatch(text) is not None


def archive(parts: Mapping[str, str | bytes], *, stored: frozenset[str] = frozenset()) -> bytes:
    """Return an archive of parts, in their order.

    Args:
        parts: name → content; a text is written in UTF-8.
        stored: the names of those that are not compressed.
    """
    made = io.BytesIO()
    with ZipFile(made, "w") as package:
        for name, content in parts.items():
            entry = ZipInfo(name, _FIRST_DAY)
            entry.create_system = 0  # the same on every system
            entry.compress_type = ZIP_STORED if name in stored else ZIP_DEFLATED
            package.writestr(entry, content.encode() if isinstance(content, str) else content)
    return made.getvalue()


# The model of a document, which an authority gives: an archive that is read within bounds; whatever is wrong with it is told in French.

MOST_MODEL: Final = 32 * 1024 * 1024  # bytes of the file
_MOST_XML: Final = 16 * 1024 * 1024  # bytes of a part that is read
_MOST_COPIED: Final = 64 * 1024 * 1024  # bytes of all that is copied
_COMPOUND: Final = bytes.fromhex("d0cf11e0")  # an encrypted document, or one of before 2007


class ModelError(Exception):
    """The file cannot be a model; the message is French."""


_RASTERS: Final = (
    *(b"\x89PNG", b"\xff\xd8", b"GIF8", b"BM", b"II*", b"MM\0*", b"RIFF"),
    *(b"\x01\0\0\0", b"\xd7\xcd\xc6\x9a", b"\x01\0\x09\0"),  # EMF, WMF
)
# of a drawing: an address that is no part of it, what runs
_FETCHES: Final = re.compile(
    r" (?:href|src)=(?!#|data:image/(?:png|jpeg|gif);)|url\((?![\s'\"]*#)|@import|<(?:script|foreignObject|handler)>| on\w+=",
    re.IGNORECASE,
)


class ModelPackage:
    """The parts of a model, by their names, whatever the case of their letters."""

    def __init__(self, data: bytes) -> None:
        """Open the archive.

        Raises:
            ModelError: it is none, or is protected, damaged or too large.
        """
        if data.startswith(_COMPOUND):
            raise ModelError("fichier protégé par un mot de passe, ou d’un format d’avant 2007")
        try:
            self._package = Package(io.BytesIO(data))
        except SheetError:
            raise ModelError("ce n’est pas un document de traitement de texte, ou son archive est abîmée") from None
        self._copied = 0

    def __contains__(self, name: str) -> bool:
        return name in self._package

    def names(self) -> list[str]:
        """Return the names of the parts, in lower case."""
        return self._package.names()

    def data(self, name: str) -> bytes:
        """Return a part that is copied.

        Raises:
            ModelError: it is missing, damaged or protected, or with the others too large.
        """
        content = self._read(name)
        self._copied += len(content)
        if self._copied > _MOST_COPIED:
            raise ModelError("images et en-têtes démesurés")
        return content

    def picture(self, name: str) -> bytes:
        """Return a picture that is copied.

        Raises:
            ModelError: as `data`, or it is drawn in XML that runs or fetches something.
        """
        content = self.data(name)
        if not content.startswith(_RASTERS):
            text = self.text(name)
            said = "".join(f" {value}" for node in root_of(text, name).iter() for value in _addresses(node))
            if "<?xml-stylesheet" in text or _FETCHES.search(said):
                raise ModelError(
                    f"« {name[-60:]} » : dessin qui lit un autre fichier, ou contient un programme ; ôtez-le"
                )
        return content

    def _read(self, name: str) -> bytes:
        try:
            with self._package.open_small(name) as stream:
                return stream.read(_MOST_COPIED)
        except SheetError as error:
            if str(error) == PASSWORD:
                raise ModelError("fichier protégé par un mot de passe") from None
            raise ModelError(f"« {name[-60:]} » y manque, est abîmé ou démesuré") from None

    def text(self, name: str) -> str:
        """Return a part as XML.

        Raises:
            ModelError: as `data`, or it is not in UTF-8, or has a document type, whose entities could be without end.
        """
        data = self._read(name)
        if len(data) > _MOST_XML:
            raise ModelError(f"« {name[-60:]} » est démesuré")
        try:
            return xml_of(data)
        except SheetError as error:
            raise ModelError(f"« {name[-60:]} » : {error}") from None

    def root(self, name: str) -> Element:
        """Return the root of a part.

        Raises:
            ModelError: as `text`, or it is no XML, or too deep or too long.
        """
        return root_of(self.text(name), name)


def _addresses(node: Element) -> Iterator[str]:
    """Yield what a node of a drawing says that may be fetched, or run."""
    yield f"<{plain_name(node.tag)}>"
    for key, value in node.items():
        yield f"{plain_name(key)}={value.strip()}"
    yield node.text or ""


def plain_name(name: str) -> str:
    """Return a name of XML without its namespace."""
    return name.rpartition("}")[2]


def root_of(text: str, name: str) -> Element:
    """Return the root of XML; as `tree_of`."""
    return tree_of(text, name).root


def tree_of(text: str, name: str) -> Tree:
    """Return XML as a tree.

    Args:
        text: the XML.
        name: the part, for messages.

    Raises:
        ModelError: it is none, or too deep or too long.
    """
    try:
        return parsed(text.encode())
    except SheetError as error:
        raise ModelError(f"« {name[-60:]} » : {error}") from None


def taken_notes(created: Sequence[str], *, text: bool, heads: bool) -> tuple[str, ...]:
    """Return what is told of a model: the styles that it lacks, its text if it has some, its heads if they take the place of ours."""
    many = "s" * (len(created) > 1)
    notes = {
        f"style{many} créé{many} : {', '.join(created)}": bool(created),
        "son texte n’est pas repris, seuls ses styles, ses marges, ses en-têtes et ses pieds de page le sont": text,
        "ses en-têtes remplacent ceux de snr (titre, mention « Projet »)": heads,
    }
    return tuple(note for note, is_told in notes.items() if is_told)
