"""What may be said of each figure, decided once: value, what it rests on, state, interval and its condition, reserves.

A writer, a document or a rule reads these records; it compares no bounds, no coverage and no total of its own
(`tests/test_judged_once.py`). `sentences` says them in French, `json_shape` declares the keys that JSON and its schema derive from.

Doors:
- `organisation.judged_organisation`: the sums of a footprint
- `key_figures.KEY_FIGURES`: what it weighs by agent, and the like: one record each
- `effects.objective_verdict`: what is said of an objective
- `sentences.coverage.partial_text`: what a partial sum leaves out
- `records.Table`: a table of texts
- `json_shape.key`: a key of JSON

No file, no screen, no document.
"""
