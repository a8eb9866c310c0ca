"""A strategy as open data: tables declared once (their rows, their schema), the package, its reader. A room that could leave.

Doors:
- `command.command`: `snr publish`
- `publishing.publish_strategy`: the files of a publication
- `columns.PublishedTable`: a table, its columns and what draws them

Nothing in the other rooms imports it.
"""
