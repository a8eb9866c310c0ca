"""The figures: hand-made SVG in one visual language, pure functions of plain labels and numbers.

Nothing here knows of a dossier, an assessment or a plan. Colours are in templates/fr/figures.css only.
"""

from snr_cli.documents.figures.canvas import standalone

__all__ = ["standalone"]
