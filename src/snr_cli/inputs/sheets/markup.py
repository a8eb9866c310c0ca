"""XML as events, within bounds: no DOCTYPE, no depth, no token and no silence without end."""

from collections.abc import Callable, Iterator, Mapping
from typing import IO, Any, Final
from xml.parsers.expat import ParserCreate, XMLParserType

from snr_cli.inputs.sheets.caps import MAX_DEPTH, MAX_ELEMENTS, MAX_SILENCE, TOO_LARGE, SheetError
from snr_cli.inputs.sheets.package import Package, one_exception

_CHUNK: Final = 1 << 16
Attributes = Mapping[str, str]


def parser(*, namespaces: bool = False) -> XMLParserType:
    """Return a parser that refuses a DOCTYPE, so that no entity is ever expanded or fetched."""
    made = ParserCreate(namespace_separator=" " if namespaces else None)
    made.buffer_text = True
    made.StartDoctypeDeclHandler = _no_doctype
    return made


def _no_doctype(*_: Any) -> None:
    raise SheetError("classeur refusé : son XML porte un DOCTYPE, ce qu’aucun tableur n’écrit")


def feed(stream: IO[bytes], reader: XMLParserType, progress: Callable[[], tuple[int, int]]) -> Iterator[None]:
    """Feed a parser; stop after each piece, for who takes what it gave.

    Args:
        stream: the XML.
        reader: the parser, its handlers set.
        progress: how many elements were met so far, and how many are open.
    """
    before = silent = 0
    while piece := stream.read(_CHUNK):
        reader.Parse(piece, False)
        met, depth = progress()
        silent = 0 if met > before else silent + len(piece)
        before = met
        if silent > MAX_SILENCE:
            raise SheetError(f"{TOO_LARGE} : une cellule ou un blanc de plus de {MAX_SILENCE >> 20} Mio")
        if met > MAX_ELEMENTS:
            raise SheetError(
                f"{TOO_LARGE} : plus de {MAX_ELEMENTS // 10**6} millions d’éléments ; enregistrez-le en CSV"
            )
        if depth > MAX_DEPTH:
            raise SheetError("classeur refusé : éléments emboîtés sans fin")
        yield
    reader.Parse(b"", True)
    yield


def elements(package: Package, name: str) -> Iterator[tuple[str, Attributes, str]]:
    """Give the elements of a small entry: local name, attributes, and the local name of the element around it.

    An attribute that has a namespace is named « namespace name ».
    """
    found: list[tuple[str, Attributes, str]] = []
    around: list[str] = [""]
    met = 0

    def start(tag: str, given: Attributes) -> None:
        nonlocal met
        met += 1
        local = tag.rpartition(" ")[2]
        found.append((local, given, around[-1]))
        around.append(local)

    reader = parser(namespaces=True)
    reader.StartElementHandler = start
    reader.EndElementHandler = lambda _: around.pop()
    with package.open_small(name) as stream, one_exception():
        for _ in feed(stream, reader, lambda: (met, len(around))):
            yield from found
            found.clear()
