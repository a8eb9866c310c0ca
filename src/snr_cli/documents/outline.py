"""What each document is: its title, its sections and the profile of rules that it answers."""

from dataclasses import dataclass, replace
from typing import Final

from snr_cli.documents.kinds import Form, Subject, Written
from snr_cli.model.codes import CODES, Basis
from snr_cli.model.texts import DOCUMENT_SECTIONS


@dataclass(frozen=True, slots=True)
class Outline:
    """A document: title, sections, annexes, whether it is one of a page or two, and the profile of rules that `--final` asks for."""

    title: str
    body: tuple[str, ...]
    annexes: tuple[str, ...]
    profile: Subject
    short: bool = False

    @property
    def sections(self) -> tuple[str, ...]:
        """Return the names of every section in order, annexes last."""
        return (*self.body, *self.annexes)


def _outline(document: Written, title: str, profile: Subject, *, short: bool = False) -> Outline:
    """Return a document with the sections that model/texts.py gives it."""
    return Outline(title, *DOCUMENT_SECTIONS[document], profile, short)


DOCUMENTS: Final[dict[str, Outline]] = {
    "programme": _outline("programme", "Programme de travail de la stratégie numérique responsable", "programme"),
    "strategie": _outline("strategie", "Stratégie numérique responsable", "strategie"),
    "bilan": _outline("bilan", "Bilan annuel de la stratégie numérique responsable", "bilan"),
    "note": _outline("note", "Note de synthèse", "strategie", short=True),
    "deliberation": _outline("deliberation", "Projet de délibération", "strategie", short=True),
}
# what the annexes in a file of their own hold beside those of their document: each line, every factor
APART: Final = _outline("annexes", "Annexes chiffrées", "strategie")
DIAGNOSIS: Final = "Diagnostic du numérique responsable"  # a strategy that has no measure yet
REST: Final = "reste"  # the last section of a draft: what is missing, for who prepares it
# where the annexes go when nobody says: a file that is voted holds what is decided, a text to read on a screen all of it
ANNEXES_BY_FORM: Final[dict[Form, str]] = {"md": "dedans", "html": "dedans", "docx": "apart", "odt": "apart"}
# the documents that answer rules, the one that says most first
NAMES: Final = {"strategie": "la stratégie", "programme": "le programme de travail", "bilan": "le bilan annuel"}


def outline_of(document: str, of: str = "", *, apart: bool = False) -> Outline:
    """Return what a document is made of.

    Args:
        document: which one; `annexes` is the file of those that go apart.
        of: the document that they go with.
        apart: its annexes are in a file of their own.
    """
    if document != "annexes":
        return replace(DOCUMENTS[document], annexes=()) if apart else DOCUMENTS[document]
    parent = DOCUMENTS[of or "strategie"]
    own = tuple(name for name in parent.annexes if name not in APART.body)
    return replace(APART, body=(*own, *APART.body), profile=parent.profile)


def answers_of(document: str) -> dict[str, str]:
    """Return the section that answers each rule in a document, whether the document holds it or not."""
    return {code.id: section for code in CODES.values() if (section := code.section_in(document))}


def elsewhere(code: str) -> str:
    """Name the document that holds the section which answers a rule."""
    return next(name for key, name in NAMES.items() if answers_of(key).get(code) in DOCUMENTS[key].sections)


def answering(document: str, outline: Outline) -> dict[str, str]:
    """Return the sections of a document that answer the law or its decree, each with the first rule that it answers."""
    profile, held = outline.profile, outline.sections
    demanded = [code for code in CODES.values() if code.basis in (Basis.LAW, Basis.DECREE)]
    answers = [(code.in_bilan if profile == "bilan" else code.section_in(document), code.id) for code in demanded]
    return {section: rule for section, rule in reversed(answers) if section in held}
