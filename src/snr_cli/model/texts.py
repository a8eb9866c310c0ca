"""The sections of the documents: `texts` puts the authority's own words in their place."""

from typing import TYPE_CHECKING, Final, Literal

_BOTH: Final = ("programme", "strategie")
_ALL: Final = ("programme", "strategie", "bilan", "annexes")
# a section, and the documents that hold it (`annexes`: those in full, apart); in the order in which they stand
SECTION_DOCUMENTS: Final[dict[str, tuple[str, ...]]] = {
    "edito": ("strategie",),
    "contexte": _BOTH,
    "partenaires": _BOTH,
    "methode": _BOTH,
    "empreinte-organisation": _BOTH,
    "empreinte-territoire": _BOTH,
    "usages": _BOTH,
    "constats": ("programme",),
    "actions-engagees": _BOTH,
    "ambition": ("strategie",),
    "axes": ("strategie",),
    "trajectoire": ("strategie",),
    "moyens": ("strategie",),
    "gouvernance": _BOTH,
    "suivi": ("strategie",),
    "bilan-synthese": ("bilan",),
    "bilan-indicateurs": ("bilan",),
    "bilan-actions": ("bilan",),
    "bilan-evolution": ("bilan",),
    "bilan-obligations": ("bilan",),
    "bilan-volets": ("bilan",),
    "bilan-finalites": ("bilan",),
    "bilan-deliberation": ("bilan",),
    "annexe-themes": ("strategie",),
    "annexe-obligations": (*_BOTH, "bilan"),
    "annexe-quantites": ("annexes",),
    "annexe-defauts": ("annexes",),
    "annexe-fiabilite": ("annexes",),
    "annexe-facteurs": _ALL,
    "annexe-hypotheses": (*_BOTH, "annexes"),
    "annexe-glossaire": _ALL,
    "limites": _ALL,
    "provenance": _ALL,
    "note": ("note",),
    "deliberation": ("deliberation",),
}
SECTIONS: Final = tuple(SECTION_DOCUMENTS)
if TYPE_CHECKING:
    SectionName = str
else:
    SectionName = Literal[SECTIONS]  # what the schema and the reader of `texts` accept


def sections_of(document: str) -> tuple[str, ...]:
    """Return the sections of a document, in order."""
    return tuple(name for name, documents in SECTION_DOCUMENTS.items() if document in documents)
