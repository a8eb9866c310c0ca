"""What a dossier says: frozen pydantic models with French titles; a mistake in it (`finding`) and its code (`codes`).

Doors:
- `dossier.Dossier`: a whole dossier
- `finding.Finding`, `refusal.UsageError`: a mistake, and where
- `codes.CODES`: every code, declared once
- `strategy.Effect`: what an action changes

No file, no factor, no sentence of a report.
"""
