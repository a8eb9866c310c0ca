"""A new dossier: the questions of `snr init`, the text of the files."""
