"""What a footprint rests on, in words: never « mesurée », since a quantity times a mean factor measures nothing."""

from snr_cli.french.numbers import percent, together
from snr_cli.french.words.estimated import WHOLE
from snr_cli.results.records import FigureBasis


def basis_text(basis: FigureBasis) -> str:
    """Say what a footprint is evaluated from, as it goes after « est »: évaluée, pour 61 % d’après l’inventaire et …."""
    parts = (
        (basis.inventoried, "d’après l’inventaire"),
        (basis.estimated, "d’après les effectifs"),
        (basis.spending, "d’après des dépenses en euros"),
    )
    known = [(share, what) for share, what in parts if share > 0]
    if alone := next((what for share, what in known if share >= WHOLE), ""):
        without = "" if basis.inventoried else ", sans inventaire"
        return f"évaluée {alone}" if basis.inventoried >= WHOLE else f"estimée {alone}{without}"
    return f"évaluée {together(f'pour {percent(share)} {what}' for share, what in known)}"
