"""What each document is: its title, its sections and the profile of rules that it answers."""

from dataclasses import dataclass
from typing import Final

from snr_cli.documents.kinds import Subject, Written
from snr_cli.model.codes import CODES, Basis
from snr_cli.model.texts import DOCUMENT_SECTIONS


@dataclass(frozen=True, slots=True)
class Outline:
    """A document: title, sections, annexes, whether it bears a table of contents, and the profile of rules that `--final` asks for."""

    title: str
    body: tuple[str, ...]
    annexes: tuple[str, ...]
    profile: Subject
    contents: bool = True

    @property
    def sections(self) -> tuple[str, ...]:
        """Return the names of every section in order, annexes last."""
        return (*self.body, *self.annexes)


def _outline(document: Written, title: str, profile: Subject, *, contents: bool = True) -> Outline:
    """Return a document with the sections that model/texts.py gives it."""
    return Outline(title, *DOCUMENT_SECTIONS[document], profile, contents)


DOCUMENTS: Final[dict[str, Outline]] = {
    "programme": _outline("programme", "Programme de travail de la stratégie numérique responsable", "programme"),
    "strategie": _outline("strategie", "Stratégie numérique responsable", "strategie"),
    "bilan": _outline("bilan", "Bilan annuel de la stratégie numérique responsable", "bilan"),
    "note": _outline("note", "Note de synthèse", "strategie", contents=False),
    "deliberation": _outline("deliberation", "Projet de délibération", "strategie", contents=False),
}
# the annexes in full, in a file beside the document that they go with
APART: Final = _outline("annexes", "Annexes chiffrées", "strategie")
# the documents that answer rules, the one that says most first
NAMES: Final = {"strategie": "la stratégie", "programme": "le programme de travail", "bilan": "le bilan annuel"}


def outline_of(document: str) -> Outline:
    """Return what a document is made of, the annexes apart included."""
    return APART if document == "annexes" else DOCUMENTS[document]


def answers_of(document: str) -> dict[str, str]:
    """Return the section that answers each rule in a document, whether the document holds it or not."""
    return {code.id: section for code in CODES.values() if (section := code.section_in(document))}


def elsewhere(code: str) -> str:
    """Name the document that holds the section which answers a rule."""
    return next(name for key, name in NAMES.items() if answers_of(key).get(code) in DOCUMENTS[key].sections)


def answering(document: str, profile: str) -> dict[str, str]:
    """Return the sections that answer the law or its decree in a document, each with the first rule that it answers."""
    held = outline_of(document).sections
    demanded = [code for code in CODES.values() if code.basis in (Basis.LAW, Basis.DECREE)]
    answers = [(code.in_bilan if profile == "bilan" else code.section_in(document), code.id) for code in demanded]
    return {section: rule for section, rule in reversed(answers) if section in held}
