"""What each document is made of: its title and its sections in order."""

from dataclasses import dataclass
from typing import Final

from snr_cli.documents.kinds import Subject
from snr_cli.findings.codes import CODES, Basis
from snr_cli.model.texts import SECTIONS


@dataclass(frozen=True, slots=True)
class Outline:
    """A document: title, sections, whether it bears a table of contents, and the profile of rules that `--final` asks for."""

    title: str
    sections: tuple[str, ...]
    profile: Subject
    contents: bool = True


BASIS: Final = ("contexte", "partenaires", "methode", "empreinte-organisation", "empreinte-territoire", "usages")
ANNEXES: Final = (
    "annexe-obligations",
    "annexe-facteurs",
    "annexe-hypotheses",
    "annexe-glossaire",
    "limites",
    "provenance",
)
DOCUMENTS: Final[dict[str, Outline]] = {
    "programme": Outline(
        "Programme de travail de la stratégie numérique responsable",
        (*BASIS, "constats", "actions-engagees", "gouvernance", *ANNEXES),
        "programme",
    ),
    "strategie": Outline(
        "Stratégie numérique responsable",
        (
            "edito",
            *BASIS,
            "actions-engagees",
            "ambition",
            "axes",
            "trajectoire",
            "moyens",
            "gouvernance",
            "suivi",
            "annexe-themes",
            *ANNEXES,
        ),
        "strategie",
    ),
    "bilan": Outline(
        "Bilan annuel de la stratégie numérique responsable",
        (
            "bilan-synthese",
            "bilan-indicateurs",
            "bilan-actions",
            "bilan-evolution",
            "bilan-obligations",
            "bilan-volets",
            "bilan-finalites",
            "bilan-deliberation",
            "annexe-obligations",
            "annexe-facteurs",
            "annexe-glossaire",
            "limites",
            "provenance",
        ),
        "bilan",
    ),
    "note": Outline("Note de synthèse", ("note",), "strategie", contents=False),
    "deliberation": Outline("Projet de délibération", ("deliberation",), "strategie", contents=False),
}
# the annexes in full, in a file beside the document that they go with
APART: Final = Outline(
    "Annexes chiffrées",
    (
        "annexe-quantites",
        "annexe-defauts",
        "annexe-fiabilite",
        "annexe-facteurs",
        "annexe-hypotheses",
        "annexe-glossaire",
        "limites",
        "provenance",
    ),
    "strategie",
)
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
    answers = [(code.in_bilan if profile == "bilan" else code.section, code.id) for code in demanded]
    return {section: rule for section, rule in reversed(answers) if section in held}


if _unnamed := {name for each in (*DOCUMENTS.values(), APART) for name in each.sections} - set(SECTIONS):
    raise ValueError(f"sections without a name in model/texts.py: {', '.join(sorted(_unnamed))}")
