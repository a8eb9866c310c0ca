"""The factor tables: load, look up, say which fallback was taken.

Doors:
- `opened.shipped_tables`: the tables that travel with snr, opened
- `tables.Tables`: their rows
- `catalog.Catalog`: which row is taken
- `records.Factor`: a row

Only `opened` opens a file or parses YAML.
"""
