"""Dossier × catalogue → assessment: pure functions on frozen objects.

Doors:
- `assess.assess`: the assessment of a dossier
- `records.Assessment`, `records.Line`: what it gives
- `uncertainty.Difference`: the interval of a sum

No file, no text, no clock.
"""
