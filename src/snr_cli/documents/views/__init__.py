"""What templates see of a dossier, one module a subject: facts, figures and the words that carry them. No template computes."""
