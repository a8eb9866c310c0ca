"""How snr is cited, said once: `snr --version -v`, CITATION.cff, codemeta.json and the SBOM say this (tools/about.py)."""

from typing import Final

SOFTWARE_TITLE: Final = "snr : empreinte et stratégie numérique responsable des collectivités"
AUTHORS: Final = "Les auteurs de snr"
LICENCE: Final = "Apache-2.0 AND ODbL-1.0"  # the program, and our arrangement of its factor tables
METHOD_TITLE: Final = "RCP Système d’information, ADEME, novembre 2024"


def citation(version: str, factors: str) -> str:
    """Return the sentence by which a figure cites what computed it, in French.

    Args:
        version: of snr.
        factors: the version of the factor tables, as results bear it.
    """
    return f"{AUTHORS}, « {SOFTWARE_TITLE} », logiciel, version {version}, facteurs {factors}, méthode {METHOD_TITLE}."
