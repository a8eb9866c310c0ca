"""The formats of office suites: what writes each, what says whether a person edited a file of one, what keeps such edits."""

from collections.abc import Callable, Mapping
from typing import Final

from snr_cli.documents.edits import MergedFile
from snr_cli.documents.formats.docx.edited import edited_docx
from snr_cli.documents.formats.docx.merge import merge_docx
from snr_cli.documents.formats.docx.write import write_docx
from snr_cli.documents.formats.odt.edited import edited_odt
from snr_cli.documents.formats.odt.write import write_odt
from snr_cli.documents.formats.pieces import DocumentFlow

# format → its writer
OFFICE: Final[Mapping[str, Callable[[DocumentFlow], bytes]]] = {"docx": write_docx, "odt": write_odt}
# format → what keeps, in the bytes of a new file, the edits of an old one
MERGED: Final[Mapping[str, Callable[[bytes, bytes], MergedFile]]] = {"docx": merge_docx}
_READERS: Final = {"docx": edited_docx, "odt": edited_odt}


def edited_office(data: bytes) -> tuple[list[str], bool]:
    """Return what a person changed in a file of an office suite, in the words of a message, and whether that may be kept.

    Nothing for any other file.
    """
    for form, read in _READERS.items():
        if found := read(data):
            return found, form in MERGED
    return [], False
