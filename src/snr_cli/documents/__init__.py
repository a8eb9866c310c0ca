"""The documents: an assessment and a plan → a view → Markdown or HTML."""
