"""A dossier as a workbook: sheets drawn from its models, cells read and written. Titles, help and units are the models'."""
