# %% [markdown]
# # A portfolio, a distribution, a what-if, a chart
#
# Cells of a notebook (jupytext, Visual Studio Code and PyCharm open this file as one); `python examples/notebook.py` plays them all.
# Nothing is needed beside snr; pandas and matplotlib are used where they are installed.

# %%
from pathlib import Path

from snr_cli import assess_dossier, plan_actions, survey_portfolio

EXAMPLES = Path(__file__).parent

# %% [markdown]
# ## The portfolio: one row for each dossier, and which figures compare
#
# A sum that is no total stays apart, and a figure compares among bodies of one perimeter alone: the reason stands beside.

# %%
portfolio = survey_portfolio(EXAMPLES)
for state in portfolio.states:
    found = state.organisation
    tonnes = (
        "not a total" if found is None or found.kg is None or not found.is_total else f"{found.kg / 1000:,.0f} t CO2e"
    )
    print(f"{state.name:<60} {tonnes:>15}")

# %% [markdown]
# ## A distribution: what each group of lines weighs, with its interval

# %%
valmont = assess_dossier(EXAMPLES / "valmont")
lines = [
    row for row in valmont.frame("line") if row["category"] == "climate_change" and isinstance(row["value"], float)
]
by_group: dict[str, float] = {}
for row in lines:
    by_group[str(row["group"])] = by_group.get(str(row["group"]), 0.0) + float(row["value"] or 0.0)
(total,) = [row for row in valmont.frame("total") if (row["category"], row["stage"]) == ("climate_change", "all")]
print(f"{total['value']:,.0f} kgCO2e, between {total['low']:,.0f} and {total['high']:,.0f}")
for group, kilograms in sorted(by_group.items(), key=lambda item: -item[1]):
    print(f"{group:<20}{kilograms:>12,.0f}  {'█' * round(40 * kilograms / max(by_group.values()))}")

# %% [markdown]
# ## A what-if: laptops kept from 3 to 8 years

# %%
lives = {}
for years in range(3, 9):
    longer = valmont.with_(line="portables-services", lifetime_years=years)
    lives[years] = longer.result.organisation.totals["climate_change"]
print(lives)

# %% [markdown]
# ## The plan without one of its actions

# %%
planned = plan_actions(valmont)
without = plan_actions(valmont.with_(action="impressions", status="abandoned"))
curves = {
    name: {
        row["year"]: row["value"]
        for row in found.frame()
        if (row["category"], row["series"]) == ("climate_change", "with_actions")
    }
    for name, found in (("with all its actions", planned), ("without « impressions »", without))
}
print(curves)

# %% [markdown]
# ## A chart

# %%
try:
    from matplotlib import pyplot
except ImportError:
    print("matplotlib is not installed: no chart")
else:
    figure, (left, right) = pyplot.subplots(1, 2, figsize=(10, 4))
    left.plot(list(lives), [kilograms / 1000 for kilograms in lives.values()], marker="o")
    left.set(title="Laptops kept longer", xlabel="years", ylabel="t CO2e a year", ylim=(0, None))
    for name, curve in curves.items():
        right.plot(list(curve), [kilograms / 1000 for kilograms in curve.values()], label=name)
    right.set(title="Trajectory", xlabel="year", ylim=(0, None))
    right.legend()
    figure.tight_layout()
    figure.savefig("notebook.svg")
