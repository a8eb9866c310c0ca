"""The figures: a list of marks in one visual language, pure functions of plain labels and numbers.

Nothing here knows of a dossier, an assessment or a plan. Colours are in templates/fr/figures.css only.
"""
