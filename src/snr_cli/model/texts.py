"""The names of the sections of the documents: `texts` puts the authority's own words in their place."""

from typing import Final, Literal, get_args

SectionName = Literal[
    "edito",
    "contexte",
    "partenaires",
    "methode",
    "empreinte-organisation",
    "empreinte-territoire",
    "usages",
    "constats",
    "actions-engagees",
    "ambition",
    "axes",
    "trajectoire",
    "moyens",
    "gouvernance",
    "suivi",
    "annexe-themes",
    "annexe-obligations",
    "annexe-facteurs",
    "annexe-hypotheses",
    "annexe-glossaire",
    "limites",
    "provenance",
    "bilan-synthese",
    "bilan-indicateurs",
    "bilan-actions",
    "bilan-evolution",
    "bilan-obligations",
    "bilan-volets",
    "bilan-finalites",
    "bilan-deliberation",
    "note",
    "deliberation",
]
SECTIONS: Final[tuple[str, ...]] = get_args(SectionName)
