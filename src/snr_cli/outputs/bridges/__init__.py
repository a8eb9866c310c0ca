"""Bridges to other tools: a file of theirs as lines of a dossier, a dossier as a file of theirs; what neither holds is said."""
