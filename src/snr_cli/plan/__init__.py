"""Actions in time: trajectory, share of each action, objectives, means; two years or versions compared.

Doors:
- `plan.Plan`: all that is computed of a plan
- `objectives.Outcome`: what becomes of an objective
- `past_years.Comparison`: two years, and why they differ
- `parameters`: one record for each parameter of an effect

Inputs are changed and computed again; no number is added beside the engine. No file, no text, no clock.
"""
