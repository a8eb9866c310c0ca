"""French: words of codes (`words`), numbers, lists, typography; text of data (`plain`), kept as it was typed (`typography`).

Doors:
- `numbers.number`, `numbers.together`: numbers and lists
- `words.terms.term`: a word of the field, written once
- `words.terms.mass`: a mass, in the unit that reads best
- `numbers.printable`: a text that drives no terminal
- `plain.json_text`: data as JSON

Knows no file and no result.
"""
