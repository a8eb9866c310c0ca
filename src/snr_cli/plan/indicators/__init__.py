"""The indicators of the catalogue and of the dossier: one room a subject, then the values year by year."""
