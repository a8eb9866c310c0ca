"""What the tests of the documents share: the view of an example, built once, and a dossier rendered with templates of one's own."""

from functools import cache
from pathlib import Path
from typing import Any

from conftest import EXAMPLES
from snr_cli.api.assessing import assess_dossier
from snr_cli.api.drafting import document_views
from snr_cli.catalog.opened import shipped_tables
from snr_cli.documents.outline import DOCUMENTS
from snr_cli.documents.render import Document, write_document
from snr_cli.documents.views.records import View

NAMES = tuple(DOCUMENTS)
MINIMAL = EXAMPLES / "minimal" / "territory.yaml"
VALMONT = EXAMPLES / "valmont" / "territory.yaml"


@cache
def view(document: str = "programme", dossier: Path = MINIMAL) -> View:
    """Return what a document of a dossier says."""
    tables = shipped_tables()
    return document_views(assess_dossier(dossier, tables, places=True), document, tables)[0]  # type: ignore[arg-type]


def templates(folder: Path, **texts: str | bytes) -> Path:
    """Write templates in a folder: `edito` is sections/edito.md, `_mine` is a template of the user's own."""
    for name, text in texts.items():
        path = folder / (f"{name}.md" if name.startswith("_") else f"sections/{name.replace('_', '-')}.md")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


def section(folder: Path, said: View | None = None, name: str = "contexte", **texts: Any) -> str:
    """Render one section of the programme of the minimal dossier with templates of one's own."""
    return Document(said or view(), templates(folder, **texts)).sections.get(name, "")


def written(said: View, form: str = "md") -> str:
    """Write a document."""
    return write_document(said, form)  # type: ignore[arg-type]
