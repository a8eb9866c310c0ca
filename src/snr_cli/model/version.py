"""What snr is, said once: its version, and how it is cited (`snr --version -v`, CITATION.cff, codemeta.json, the SBOM)."""

from typing import Final

__version__ = "0.1.0"
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
