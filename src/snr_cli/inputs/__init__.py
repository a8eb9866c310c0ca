"""All that reads or edits what people write: dossiers, workbooks, exports of other tools."""
