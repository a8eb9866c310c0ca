"""Dossier × catalogue → Assessment. Pure functions on frozen objects: no file, no text, no clock."""
