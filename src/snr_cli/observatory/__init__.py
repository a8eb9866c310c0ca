"""Many dossiers side by side, for who helps them: the table, its page, letters, all their documents. A room that could leave.

Doors:
- `command.command`: `snr portfolio`
- `survey.survey_portfolio`: the row of each dossier, and which of their figures compare
- `summary.compared`: what compares

Nothing in the other rooms imports it.
"""
