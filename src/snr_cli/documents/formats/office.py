"""The formats of office suites: what writes each, what says whether a person edited a file of one, what keeps such edits."""

import io
from collections.abc import Callable, Mapping
from typing import Final

from snr_cli.documents.edits import MergedFile
from snr_cli.documents.formats.docx.merge import merge_docx
from snr_cli.documents.formats.docx.model import docx_model
from snr_cli.documents.formats.docx.returned import docx_kept, edited_docx
from snr_cli.documents.formats.docx.write import write_docx
from snr_cli.documents.formats.odt.returned import edited_odt, odt_kept
from snr_cli.documents.formats.odt.write import write_odt
from snr_cli.documents.formats.pieces import DocumentFlow
from snr_cli.documents.formats.returned import DOCUMENT, section_marks, section_name
from snr_cli.documents.formats.tree import ModelError
from snr_cli.inputs.sheets.package import Package, SheetError

SAID_SUM: Final = 12  # digits of the sum of what a section says, before that of how it looks
# format → its writer, which takes a model, empty for none
OFFICE: Final[Mapping[str, Callable[[DocumentFlow, bytes], bytes]]] = {
    "docx": write_docx,
    "odt": lambda flow, _: write_odt(flow),
}
# format → what brings to the bytes of an old file, that a person edited, what snr writes in a new one; and the date of tracked changes
MERGED: Final[Mapping[str, Callable[[bytes, bytes, str], MergedFile]]] = {"docx": merge_docx}
_READERS: Final = {"docx": edited_docx, "odt": edited_odt}


def edited_office(data: bytes) -> tuple[list[str], bool]:
    """Return what a person changed in a file of an office suite, in the words of a message, and whether that may be kept.

    Nothing for any other file.
    """
    for form, read in _READERS.items():
        if edits := read(data):
            return edits, form in MERGED
    return [], False


def kept_office(data: bytes) -> tuple[str, dict[str, str]]:
    """Return which document a file of an office suite is, empty when snr did not write it, and the sum of each of its sections."""
    try:
        package = Package(io.BytesIO(data))
        kept = docx_kept(package) or odt_kept(package)
    except SheetError:  # none of ours, or no longer
        return "", {}
    sums = {section_name(mark): text[:SAID_SUM] for mark, text in section_marks(kept).items()}
    return kept.get(DOCUMENT, ""), sums


def model_notes(form: str, data: bytes) -> tuple[str, ...]:
    """Return what is told of a model.

    Args:
        form: the format of the document.
        data: the model.

    Raises:
        ModelError: the format takes none, or the file cannot be one.
    """
    if form != "docx":
        raise ModelError(
            "--model va avec --format docx"
            + (" : enregistrez ensuite le document en .odt, depuis Word ou LibreOffice" if form == "odt" else "")
        )
    return docx_model(data).notes
