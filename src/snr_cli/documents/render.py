"""One call: what a document says → Markdown or HTML."""

import re
from dataclasses import fields
from pathlib import Path
from typing import Final, Literal

from markupsafe import Markup

from snr_cli.documents.blocks import Block, Missing
from snr_cli.documents.edits import marked
from snr_cli.documents.filters import FILTERS
from snr_cli.documents.outline import DOCUMENTS
from snr_cli.documents.rich_text import rich_text
from snr_cli.documents.templates import Renderer
from snr_cli.documents.typography import typography
from snr_cli.documents.view import View

Format = Literal["md", "html"]
# a line that stands for a block until the format is known; a text of the dossier cannot write it: its tildes are escaped
_PLACE: Final = re.compile(r"^~~~snr (\d+)\n~~~$", re.M)


class Document:
    """A document being written: its sections in Markdown, and the blocks they hold."""

    def __init__(self, view: View, folder: Path | None = None) -> None:
        self.view = view
        self.blocks: list[Block] = []
        self._outline = DOCUMENTS[view.document]
        values = {field.name: getattr(view, field.name) for field in fields(view)}
        functions = {"bloc": self._block, "manque": self._missing}
        self._renderer = Renderer({**values, **functions}, FILTERS, folder)
        self.sections: dict[str, str] = {}
        for name in self._outline.sections:
            text = self._section(name)
            if text:
                self.sections[name] = text

    def _section(self, name: str) -> str:
        """Return a section: its heading, then its text or the one that the dossier puts in its place."""
        text = self._renderer.text(f"sections/{name}.md", section=name).strip()
        own: str | None = self.view.dossier.texts.get(name)  # type: ignore[call-overload]
        if own is not None:
            heading = text.split("\n", 1)[0] if text.startswith("#") else ""
            text = f"{heading}\n\n{rich_text(own)}".strip()
        return typography(re.sub(r"\n{3,}", "\n\n", text))

    def _block(self, block: Block) -> Markup:
        self.blocks.append(block)
        return Markup(f"\n\n~~~snr {len(self.blocks) - 1}\n~~~\n\n")

    def _missing(self, what: str, where: str, rule: str = "") -> Markup:
        return self._block(Missing(what, where, rule))

    def head(self) -> str:
        """Return the cover."""
        return typography(self._renderer.text("couverture.md").strip())

    def markdown(self) -> str:
        """Return the whole document in Markdown, each section between its marks."""
        parts = {"couverture": self.head(), **self.sections}
        return "\n\n".join(marked(name, self._filled(text)) for name, text in parts.items()) + "\n"

    def _filled(self, text: str) -> str:
        return _PLACE.sub(lambda found: typography(self.blocks[int(found[1])].markdown()), text)


def write_document(view: View, output_format: Format, folder: Path | None = None) -> str:
    """Write a document.

    Args:
        view: what it says.
        output_format: `md` or `html`.
        folder: templates of the user, in the place of those of the same name.

    Raises:
        TemplateError: a template of the user cannot be used.
    """
    document = Document(view, folder)
    if output_format == "md":
        return document.markdown()
    from snr_cli.documents.page import write_page

    return write_page(
        view, document.head(), document.sections, document.blocks, contents=DOCUMENTS[view.document].contents
    )
