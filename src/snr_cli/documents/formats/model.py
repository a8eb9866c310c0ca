"""The model of a document, which an authority gives: an archive that is read within bounds; whatever is wrong with it is told in French."""

import io
from collections.abc import Sequence
from typing import Final
from xml.etree.ElementTree import Element

from snr_cli.documents.formats.tree import Tree, parsed, xml_of
from snr_cli.inputs.sheets.package import PASSWORD, Package, SheetError

MOST_MODEL: Final = 32 * 1024 * 1024  # bytes of the file
_MOST_XML: Final = 16 * 1024 * 1024  # bytes of a part that is read
_MOST_COPIED: Final = 64 * 1024 * 1024  # bytes of all that is copied
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
        content = self._read(name)
        self._copied += len(content)
        if self._copied > _MOST_COPIED:
            raise ModelError("images et en-têtes démesurés")
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
