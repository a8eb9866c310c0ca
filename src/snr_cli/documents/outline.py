"""What each document is made of: its title, its sections in order, and which section answers which rule of the decree."""

from dataclasses import dataclass
from typing import Final, Literal

from snr_cli.findings.codes import CODES, Basis
from snr_cli.model.texts import SECTIONS

Name = Literal["programme", "strategie", "bilan", "note", "deliberation", "annexes"]


@dataclass(frozen=True, slots=True)
class Outline:
    """A document: title, sections, whether it bears a table of contents, and the profile of rules that `--final` asks for."""

    title: str
    sections: tuple[str, ...]
    profile: Literal["programme", "strategie", "bilan"]
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
# the section of the strategy, of the programme or of the bilan that answers a rule
ANSWERS: Final = {
    "REEN-01": "contexte",
    "REEN-02": "contexte",
    "REEN-03": "methode",
    "REEN-04": "methode",
    "REEN-05": "partenaires",
    "REEN-06": "partenaires",
    "REEN-07": "actions-engagees",
    "REEN-08": "empreinte-territoire",
    "REEN-09": "usages",
    "REEN-10": "empreinte-organisation",
    "REEN-11": "actions-engagees",
    "REEN-12": "contexte",
    "REEN-13": "ambition",
    "REEN-14": "ambition",
    "REEN-15": "ambition",
    "REEN-16": "axes",
    "REEN-17": "moyens",
    "REEN-18": "ambition",
    "REEN-19": "annexe-themes",
    "REEN-20": "suivi",
    "REEN-21": "suivi",
    "REEN-22": "suivi",
    "REEN-23": "contexte",
    "REEN-24": "methode",
    "REEN-25": "gouvernance",
}
# each objective of the strategy repeats its finding; the programme gathers them
IN_PROGRAMME: Final = {"REEN-13": "constats"}
IN_REVIEW: Final = {
    "REEN-15": "bilan-indicateurs",
    "REEN-16": "bilan-actions",
    "REEN-20": "bilan-synthese",
    "REEN-21": "bilan-deliberation",
    "REEN-22": "bilan-volets",
}


# the documents that answer rules, the one that says most first
NAMES: Final = {"strategie": "la stratégie", "programme": "le programme de travail", "bilan": "le bilan annuel"}


def outline_of(document: str) -> Outline:
    """Return what a document is made of, the annexes apart included."""
    return APART if document == "annexes" else DOCUMENTS[document]


def answers_of(profile: str) -> dict[str, str]:
    """Return the section that answers each rule in a document, whether the document holds it or not."""
    return ANSWERS | {"programme": IN_PROGRAMME, "bilan": IN_REVIEW}.get(profile, {})


def elsewhere(code: str) -> str:
    """Name the document that holds the section which answers a rule."""
    return next(name for key, name in NAMES.items() if answers_of(key).get(code) in DOCUMENTS[key].sections)


def answering(document: str, profile: str) -> dict[str, str]:
    """Return the sections that answer the law or its decree in a document, each with the first rule that it answers."""
    answers = IN_REVIEW if profile == "bilan" else ANSWERS
    held = outline_of(document).sections
    demanded = {code for code in answers if CODES[code].basis in (Basis.LAW, Basis.DECREE)}
    return {section: rule for rule, section in reversed(answers.items()) if section in held and rule in demanded}


assert {name for each in (*DOCUMENTS.values(), APART) for name in each.sections} <= set(SECTIONS)
