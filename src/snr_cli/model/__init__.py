"""What a dossier says: frozen pydantic models. They know no file, no factor and no sentence of a report."""
