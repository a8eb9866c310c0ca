"""One call: what a document says → Markdown, HTML, or a file of an office suite."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from snr_cli.documents.blocks import TO_CHECK, Block, Logo, Missing, in_markdown
from snr_cli.documents.edits import headed, marked
from snr_cli.documents.figures.figure import Figure
from snr_cli.documents.filters import FILTERS, rich_text
from snr_cli.documents.jinja import NotTextError, plain
from snr_cli.documents.kinds import Form
from snr_cli.documents.outline import APART, REST, answering, outline_of
from snr_cli.documents.templates import Renderer, template_of
from snr_cli.documents.views.annexes import ACRONYMS, used
from snr_cli.documents.views.records import View
from snr_cli.documents.wording import ended, said_in_full
from snr_cli.french.numbers import plural
from snr_cli.french.typography import Markdown, typography
from snr_cli.french.words.terms import of_the_term, term
from snr_cli.model.finding import DossierError
from snr_cli.model.refusal import UsageError
from snr_cli.results.records import Table

LARGEST_DOCUMENT: Final = 5_000_000  # characters written
_GLOSSARY: Final = "annexe-glossaire"
# a line that stands for a block until the format is known; a text of the dossier cannot write it: its tildes are escaped
_PLACE: Final = re.compile(r"^~~~snr (\d+)\n~~~$", re.M)
_DRAFT: Final = re.compile(r"^\*\*Projet\b.*(?:\n.+)*\n*", re.M)
_SAYS_NOTHING: Final = re.compile(r"<!--[\s\S]*?(?:-->|\Z)|^ *#.*$", re.M)
# a link from one section to another; an escaped sign is passed over, so that no bracket of a text begins one
_TO_SECTION: Final = re.compile(r"\\.|\[((?:\\.|[^\[\]\\])*+)\]\(#([a-z-]+)\)")


class UnfilledError(DossierError):
    """A final document has places to fill: each line of `more` says what is missing, and the field of the dossier that fills it."""

    def __init__(self, places: Sequence[Missing]) -> None:
        self.places = tuple(places)
        told = dict.fromkeys(place.told for place in places)
        super().__init__([], f"--final : {plural(len(told), 'place reste', 'places restent')} à remplir", *told)


class Document:
    """A document being written: its sections in Markdown, and the blocks they hold."""

    def __init__(self, view: View) -> None:
        self.view = view
        self.blocks: list[Block] = []
        self._places: dict[str, dict[Missing, None]] = {}  # section → what it lacks
        self._now = ""  # the section that is being written
        self.outline = outline_of(view.document, view.of, apart=view.annexes.apart)
        values = vars(view)
        functions = {
            "bloc": self._block,
            "manque": self._missing,
            "verifier": self._to_check,
            "term": term,
            "of_the_term": of_the_term,
        }
        self._renderer = Renderer({**values, **functions}, FILTERS)
        written = {name: self._section(name) for name in self.outline.sections if name != _GLOSSARY}
        if _GLOSSARY in self.outline.sections:
            own = view.dossier.texts  # the authority's words are left as they are
            body = {name: written[name] for name in self.outline.body if name in written and name not in own}
            written |= said_in_full(body, ACRONYMS)
        if _GLOSSARY in self.outline.sections:  # last, since it tells the words of the others
            read = "\n".join([*written.values(), *map(in_markdown, self.blocks)])
            annexes = view.annexes.but(glossary=used(view.annexes.glossary, read))
            self._renderer = Renderer({**values, **functions, "annexes": annexes}, FILTERS)
            written[_GLOSSARY] = self._section(_GLOSSARY)
        lacks = dict.fromkeys(place for name in written for place in self._places.get(name, ()))
        self.lacks = tuple(lacks)
        places = tuple(place for place in lacks if place.lead != TO_CHECK)
        if view.final and places:
            raise UnfilledError(places)
        for name, text in written.items():
            self._asked(name, text)
        if lacks:
            rest = typography(_spaced(self._renderer.text(f"{REST}.md", places=self.lacks)))
        law = replace(view.law, places=len(places))
        self._cover = Renderer({**values, **functions, "law": law}, FILTERS)  # last: what is left to fill
        self.sections = {name: written[name] for name in self.outline.sections if written[name]}
        # a section that says nothing goes, and what pointed to it
        self.sections = {
            name: _TO_SECTION.sub(
                lambda match: match[1] if match[2] and match[2] not in self.sections else match[0], text
            )
            for name, text in self.sections.items()
        } | ({REST: rest} if lacks else {})

    def _template(self, name: str) -> str:
        """Return the template of a section: in a file of annexes, what is in full there is the same whatever it goes with."""
        own = self.view.document == "annexes" and name in APART.body
        return template_of(name, self.view.document if own else self.view.of)

    def _section(self, name: str) -> str:
        """Return a section: its heading, then its text or the one that the dossier puts in its place."""
        self._now = name
        text = self._renderer.text(self._template(name), section=name).strip()
        own = self.view.dossier.texts.get(name)
        if own is not None:
            heading = text.split("\n", 1)[0] if text.startswith("#") else ""
            text = f"{heading}\n\n{rich_text(own)}".strip()
        elif says_nothing(text):
            return ""
        else:
            text = ended(_without_bare_headings(text))
        return typography(_spaced(text))

    def _asked(self, name: str, text: str) -> None:
        """Refuse, in a final document, that a section which answers a duty be left empty.

        Raises:
            UsageError: it is.
        """
        rule = answering(self.view.document, self.outline).get(name)
        if not self.view.final or rule is None or name in self._places or not says_nothing(text):
            return
        raise UsageError(
            f"texts.{name} : section « {name} » vide, alors qu’elle répond à une obligation ({rule}) : --final la demande",
            "écrivez-y un texte, ou rendez sa place à celle de snr",
        )

    def _block(self, block: Block) -> Markdown:
        if not isinstance(block, Figure | Table | Missing | Logo):
            raise NotTextError("bloc() puts a table or a figure")
        self.blocks.append(block)
        return Markdown(f"\n\n~~~snr {len(self.blocks) - 1}\n~~~\n\n")

    def _missing(self, what: str, where: str, rule: str = "") -> Markdown:
        """Note a place to fill, for the list at the end; one that no field of the dossier fills is nobody's to fill."""
        return self._lacking(Missing(plain(what), plain(where), plain(rule))) if plain(where) else Markdown("")

    def _to_check(self, what: str) -> Markdown:
        """Note what someone has to check before the vote; a final document says nothing of it."""
        return Markdown("") if self.view.final else self._lacking(Missing(plain(what), "", lead=TO_CHECK))

    def _lacking(self, place: Missing) -> Markdown:
        if self._now not in self.view.dossier.texts:  # the words of the authority are in its place
            self._places.setdefault(self._now, {})[place] = None
        return Markdown("")

    def head(self) -> str:
        """Return the cover."""
        return typography(_spaced(self._cover.text("couverture.md")))

    def markdown(self) -> str:
        """Return the whole document in Markdown, each section between its marks."""
        anchors = {name: _anchor(text) for name, text in self.sections.items()}
        head = self.head()
        # apart from the cover, which a person may change: the mention goes when the document is final
        draft = _DRAFT.search(head)
        cover = {"couverture": _spaced(_DRAFT.sub("", head, count=1))} | ({"projet": draft[0].strip()} if draft else {})
        parts = cover | {
            name: _TO_SECTION.sub(lambda match: f"[{match[1]}](#{anchors[match[2]]})" if match[2] else match[0], text)
            for name, text in self.sections.items()
        }
        return headed(
            self.view.named, "\n\n".join(marked(name, self._filled(text)) for name, text in parts.items()) + "\n"
        )

    def _filled(self, text: str) -> str:
        def block(match: re.Match[str]) -> str:
            rank = int(match[1])
            return typography(in_markdown(self.blocks[rank]))

        # a block that writes nothing leaves no hole
        return _spaced(_PLACE.sub(block, text))


def says_nothing(text: str) -> bool:
    """Say whether a section says nothing: no text but headings and comments."""
    return not _SAYS_NOTHING.sub("", text).strip()


# a heading, not the first line of a section, under which nothing stands before the next one
_BARE_HEADING: Final = re.compile(r"(?<=\n)(#{2,6}) [^\n]*(?:\n\s*|\Z)(?=(#{2,6}) |\Z)")


def _without_bare_headings(text: str) -> str:
    """Return a section without the headings under which nothing stands: neither a text nor a heading of its own."""
    kept = _BARE_HEADING.sub(
        lambda match: match[0] if match[2] and len(match[2]) > len(match[1]) else "", text
    ).rstrip()
    return kept if kept == text else _without_bare_headings(kept)


def _spaced(text: str) -> str:
    """Return a text with one empty line where templates leave several."""
    return re.sub(r"\n{3,}", "\n\n", text.strip())


def _anchor(text: str) -> str:
    """Return the anchor that forges and Pandoc (gfm) give the heading that a section begins with."""
    heading = text.split("\n", 1)[0].lstrip("#").strip().lower()
    return re.sub(r"[^\w\- ]", "", heading).replace(" ", "-")


def write_document(view: View, form: Form, model: bytes = b"", lacks: list[Missing] | None = None) -> str | bytes:
    """Write a document: a text, or the bytes of a file of an office suite.

    Args:
        view: what it says.
        form: its format.
        model: the file whose look that of an office suite takes; that of snr without any.
        lacks: receives the places to fill.

    Raises:
        UsageError: a final document leaves a duty without an answer, or the document is too long.
        UnfilledError: it is final, and has places to fill.
    """
    document = Document(view)
    if lacks is not None:
        lacks += document.lacks
    if form == "md":
        return _bounded(view, document.markdown())
    head, outline = document.head(), document.outline
    if form == "html":
        from snr_cli.documents.page import write_page

        page = write_page(
            view, head, document.sections, document.blocks, contents=not outline.short, annexes=outline.annexes
        )
        return _bounded(view, page)
    from snr_cli.documents.formats.flow import flow_of
    from snr_cli.documents.formats.office import OFFICE

    _bounded(view, "".join((head, *document.sections.values(), *map(in_markdown, document.blocks))))
    return OFFICE[form](flow_of(view, outline, head, document.sections, document.blocks), model)


def _bounded(view: View, text: str) -> str:
    """Return a text that is not too long.

    Raises:
        UsageError: it is.
    """
    if len(text) > LARGEST_DOCUMENT:
        raise UsageError(
            f"{view.document} : rendu arrêté : plus de 5 Mo de texte", "raccourcissez les textes du dossier"
        )
    return text
