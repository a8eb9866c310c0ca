"""The sections of the documents: `texts` puts the authority's own words in their place."""

from typing import TYPE_CHECKING, Final, Literal, get_args

Holder = Literal[
    "programme", "strategie", "bilan", "note", "deliberation", "annexes"
]  # as documents/kinds.py names them
# the sections of each document, in order: its body, then its annexes (`annexes`: those in full, apart)
DOCUMENT_SECTIONS: Final[dict[Holder, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    "programme": (
        (
            *("contexte", "travaux", "partenaires", "methode", "empreinte-organisation", "empreinte-territoire"),
            *("usages", "constats", "actions-engagees", "gouvernance"),
        ),
        (
            *("annexe-obligations", "annexe-facteurs", "annexe-hypotheses", "annexe-glossaire"),
            *("limites", "provenance"),
        ),
    ),
    # what is decided first, then what it starts from and how it is reached; how it was computed is in the annexes
    "strategie": (
        (
            *("synthese", "engagements", "edito", "habitants", "exemples", "contact"),
            *("empreinte-organisation", "empreinte-territoire", "usages"),
            *("ambition", "axes", "trajectoire", "moyens", "gouvernance", "suivi"),
            *("contexte", "partenaires", "actions-engagees", "perimetre", "suite"),
        ),
        (
            *(
                "annexe-fiches",
                "methode",
                "annexe-impacts",
                "annexe-indicateurs",
                "annexe-themes",
                "annexe-obligations",
            ),
            *("annexe-hypotheses", "annexe-facteurs", "annexe-glossaire", "limites", "provenance"),
        ),
    ),
    "bilan": (
        (
            *("bilan-synthese", "bilan-indicateurs", "bilan-actions", "bilan-budget", "bilan-habitants"),
            *("bilan-evolution", "bilan-obligations", "bilan-modalites", "bilan-volets", "bilan-finalites"),
            *("bilan-deliberation", "bilan-depuis"),
        ),
        ("annexe-suivi", "annexe-obligations", "annexe-facteurs", "annexe-glossaire", "limites", "provenance"),
    ),
    "note": (("note",), ()),
    "deliberation": (("deliberation",), ()),
    "annexes": (
        (
            *("annexe-quantites", "annexe-defauts", "annexe-fiabilite", "annexe-facteurs", "annexe-hypotheses"),
            *("annexe-glossaire", "limites", "provenance"),
        ),
        (),
    ),
}
if unknown := set(DOCUMENT_SECTIONS) ^ set(get_args(Holder)):
    raise ValueError(
        f"DOCUMENT_SECTIONS of model/texts.py: {', '.join(sorted(unknown))}: one entry a document of Holder"
    )
SECTIONS: Final = tuple(dict.fromkeys(name for parts in DOCUMENT_SECTIONS.values() for part in parts for name in part))
if TYPE_CHECKING:
    SectionName = str
else:
    SectionName = Literal[SECTIONS]  # what the schema and the reader of `texts` accept
