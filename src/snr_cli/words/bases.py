"""What rules rest on, in words: the heading under which they are listed."""

from typing import Final

from snr_cli.findings.codes import Basis

# in the order in which they are listed
HEADINGS: Final = {
    Basis.LAW: "Ce que la loi demande",
    Basis.DECREE: "Ce que les décrets précisent",
    Basis.PRACTICE: "Bonnes pratiques, qu’aucun texte n’impose",
    Basis.BESIDE: "Obligations voisines",
    Basis.METHOD: "Liste de conformité du RCP SI, qui n’oblige personne",
}
