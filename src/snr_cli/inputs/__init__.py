"""All that reads or edits what people write, within bounds.

`dossier` are its files, `workbook` a dossier as a workbook, `inventory` the exports of other tools, `sheets` workbooks as rows of cells.

Doors:
- `dossier.load.load_dossier`: text in, a dossier or findings out
- `inventory.read.read_inventory`: a file in, a verdict for each row out
- `sheets.open_book`: a workbook as rows
- `dossier.files.Edit`: a file that changes, whatever changes it; `outputs/files.py` writes it
- `regular.plain_bytes`: the one way to open a file that is read

No factor is looked up, and no figure computed.
"""
