"""The model of a document, which an authority gives: an archive that is read within bounds; whatever is wrong with it is told in French."""

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final
from xml.etree.ElementTree import ParseError, XMLPullParser

from snr_cli.sheets.caps import SheetError
from snr_cli.sheets.package import PASSWORD, Package

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

MOST_MODEL: Final = 32 * 1024 * 1024  # bytes of the file
_MOST_XML: Final = 16 * 1024 * 1024  # bytes of a part that is read
_MOST_COPIED: Final = 64 * 1024 * 1024  # bytes of all that is copied
_ELEMENTS: Final = 500_000  # of a part
_DEEPEST: Final = 150  # elements inside one another
_PIECE: Final = 1 << 18
_COMPOUND: Final = bytes.fromhex("d0cf11e0")  # an encrypted document, or one of before 2007


class ModelError(Exception):
    """The file cannot be a model; the message is French."""


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
        found = self._read(name)
        self._copied += len(found)
        if self._copied > _MOST_COPIED:
            raise ModelError("images et en-têtes démesurés")
        return found

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
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise ModelError(f"« {name[-60:]} » n’est pas en UTF-8") from None
        if "<!DOCTYPE" in text or "\0" in text:
            raise ModelError(f"« {name[-60:]} » porte un DOCTYPE, ce qu’aucun traitement de texte n’écrit")
        return text

    def root(self, name: str) -> "Element":
        """Return the root of a part.

        Raises:
            ModelError: as `text`, or it is no XML, or too deep or too long.
        """
        return root_of(self.text(name), name)


def root_of(text: str, name: str) -> "Element":
    """Return the root of XML.

    Args:
        text: the XML.
        name: the part, for messages.

    Raises:
        ModelError: it is none, or too deep or too long.
    """
    reader: XMLPullParser[Any] = XMLPullParser(("start", "end"))
    root: Element | None = None
    depth = met = 0
    try:
        for start in range(0, len(text), _PIECE):
            reader.feed(text[start : start + _PIECE])
            events: Iterator[Any] = reader.read_events()
            for event, found in events:
                root = found if root is None else root
                depth += 1 if event == "start" else -1
                met += 1
                if depth > _DEEPEST or met > 2 * _ELEMENTS:
                    raise ModelError(f"« {name[-60:]} » : éléments emboîtés ou répétés sans fin")
        reader.close()
    except (ParseError, ValueError):
        raise ModelError(f"« {name[-60:]} » : XML illisible") from None
    if root is None:
        raise ModelError(f"« {name[-60:]} » est vide")
    return root
