"""What may be said of each figure, decided once: value, what it rests on, state, interval and its condition, reserves.

Between `plan`, which computes, and everything that writes or judges a dossier. A writer, a document or a rule reads these records;
it compares no bounds, no coverage and no total of its own (`tests/test_judged_once.py`). No sentence and no file enters here.
"""
