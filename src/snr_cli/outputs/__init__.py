"""Results → a screen, JSON, CSV, a workbook, a page.

Doors:
- `files.write_atomic`, `files.write_edits`: the one module that writes on a disk: a file; several, all of them or none (`journal`)
- `results_book.book_bytes`: grids as a workbook
- `tables.grid_csv`: a grid as CSV

Nothing is judged: what may be said of a figure comes from `results`.
"""
