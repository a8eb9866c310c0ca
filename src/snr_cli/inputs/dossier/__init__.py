"""From text to a validated dossier, or to findings that point at the very line."""
