"""What is wrong with a dossier, where, and how to mend it: records and their text form."""
