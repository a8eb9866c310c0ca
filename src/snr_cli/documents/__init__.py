"""Judged results → what a council votes: sections, templates, figures, office files.

Doors:
- `outline.DOCUMENTS`: the sections of each document
- `build.view_of`: what templates may read
- `render.write_document`: a document in one of its forms
- `formats.office.kept_office`: what people edited in a file, kept

No figure is computed or judged, and no command line is known.
"""
