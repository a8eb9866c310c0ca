"""A strategy as open data: tables declared once (their rows, their schema, what goes back to a dossier), the package, its reader."""
