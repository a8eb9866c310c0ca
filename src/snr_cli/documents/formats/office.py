"""The formats of office suites: what writes each, and what says whether a person edited a file of one."""

from collections.abc import Callable, Mapping
from typing import Final

from snr_cli.documents.formats.docx.edited import edited_docx
from snr_cli.documents.formats.docx.write import write_docx
from snr_cli.documents.formats.odt.edited import edited_odt
from snr_cli.documents.formats.odt.write import write_odt
from snr_cli.documents.formats.pieces import DocumentFlow

# format → its writer
OFFICE: Final[Mapping[str, Callable[[DocumentFlow], bytes]]] = {"docx": write_docx, "odt": write_odt}
_READERS: Final = (edited_docx, edited_odt)


def edited_office(data: bytes) -> list[str]:
    """Return what a person changed in a file of an office suite, in the words of a message; nothing for any other file."""
    return [each for read in _READERS for each in read(data)]
