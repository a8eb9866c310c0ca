"""French: words of codes (`words`), numbers, lists, typography; text of data (`plain`), kept as it was typed (`escape`).

Doors:
- `numbers.number`, `numbers.together`: numbers and lists
- `words.units.mass`: a mass, in the unit that reads best
- `escape.printable`: a text that drives no terminal
- `plain.json_text`: data as JSON

Knows no file and no result.
"""
