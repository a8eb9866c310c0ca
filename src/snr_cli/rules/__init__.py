"""What the law, the decree, the method and good sense ask of a dossier: one judgement a rule; `forms` are those of their findings.

Doors:
- `case.Case`: what a rule looks at
- `run.judge`: every rule, in order
- `case.Duties`: what the decree asks, and where it is answered
- `forms.findings_text`: findings as text

No file is opened, and no figure is judged: that is `results`.
"""
