"""What the tests of the documents share: the view of an example, built once."""

from functools import cache
from pathlib import Path

from conftest import EXAMPLES
from snr_cli.api.assessing import assess_dossier
from snr_cli.api.drafting import document_views
from snr_cli.catalog.opened import shipped_tables
from snr_cli.documents.outline import DOCUMENTS
from snr_cli.documents.render import write_document
from snr_cli.documents.views.records import View

NAMES = tuple(DOCUMENTS)
MINIMAL = EXAMPLES / "minimal" / "territory.yaml"
VALMONT = EXAMPLES / "valmont" / "territory.yaml"


@cache
def view(document: str = "programme", dossier: Path = MINIMAL) -> View:
    """Return what a document of a dossier says."""
    tables = shipped_tables()
    return document_views(assess_dossier(dossier, tables, places=True), document, tables)[0]  # type: ignore[arg-type]


def written(said: View, form: str = "md") -> str:
    """Write a document."""
    return write_document(said, form)  # type: ignore[arg-type]
