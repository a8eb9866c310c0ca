"""Where an objective stands, in words: a forecast is no achievement, and a gap within its uncertainty proves nothing."""

from collections.abc import Sequence
from typing import Final

from snr_cli.documents.agreement import cardinal, counted
from snr_cli.french import WIDE, between, significant, together
from snr_cli.model.strategy import Objective
from snr_cli.plan.objectives import Outcome, Reach
from snr_cli.plan.plan import Plan
from snr_cli.sentences.money import DEPENDS
from snr_cli.words.measures import apart, measured
from snr_cli.words.units import mass_between

NOT_STARTED: Final = "not_started"  # an objective whose indicator still has the value that it starts from
# what is said of one objective, of several
SAID: Final = (
    ((Reach.FORECAST_REACHED, Reach.FORECAST_REACHED_UNCERTAIN), "est prévu atteint", "sont prévus atteints"),
    ((Reach.FORECAST_MISSED, Reach.FORECAST_MISSED_UNCERTAIN), "est prévu non atteint", "sont prévus non atteints"),
    ((Reach.REACHED,), "est atteint", "sont atteints"),
    ((Reach.MISSED,), "n’est pas atteint", "ne sont pas atteints"),
    ((Reach.FOLLOWED,), "se suit par son indicateur", "se suivent par leur indicateur"),
    ((Reach.NOT_MEASURABLE,), "n’est pas mesurable en l’état", "ne sont pas mesurables en l’état"),
    ((Reach.NOT_COMPARABLE,), "n’est pas comparable", "ne sont pas comparables"),
)


def gap_text(found: Outcome) -> str:
    """Write between which bounds the gap to the target is, to go in brackets after the verdict; empty when it is not known.

    What the forecast and the target share cancels: this gap, not the interval of the forecast, decides.
    """
    gap = found.gap_interval
    if gap is None or not gap.high > gap.low:
        return ""
    of = "écart avec la cible "
    if found.unit == "kgCO2e":
        return of + mass_between_signed(gap.low, gap.high, found.gap)
    large = found.unit == "kWh" and max(abs(gap.low), abs(gap.high)) >= 1000
    scale, unit = (1000, "MWh") if large else (1, found.unit)
    bounds = with_sign(between(gap.low / scale, gap.high / scale), gap.low, gap.high)
    return of + apart(bounds, unit, max(abs(gap.low), abs(gap.high)))


def moving_target(found: Outcome, said: Objective) -> bool:
    """Say whether a target is a share of a footprint that is uncertain: it is as low, or as high, as that one is."""
    return said.reduction is not None and found.gap_interval is not None and found.perimeter == "organisation"


def against_text(found: Outcome, said: Objective) -> str:
    """Say what of a reduction in proportion the plan reaches, and what was aimed at: −17 % pour −15 % visés.

    Empty for a target that is a value of its own, and for a figure that nothing computes.
    """
    if said.reduction is None or not found.reference or found.projected is None or found.target is None:
        return ""
    changes = [100 * (value / found.reference - 1.0) for value in (found.projected, found.target)]
    figures = next((each for each in (2, 3, 4) if len({significant(value, each) for value in changes}) > 1), 4)
    reached, asked = (f"{'+' if value > 0 else ''}{_trimmed(significant(value, figures))}{WIDE}%" for value in changes)
    return f"{reached} pour {asked} visés"


def _trimmed(written: str) -> str:
    """Drop the zeros at the end of the decimals: −1,0 is −1."""
    return written.rstrip("0").rstrip(",") if "," in written else written


def spread_text(found: Outcome) -> str:
    """Write between which bounds the plan leads, in the unit of the objective; empty when they are not known."""
    bounds = found.projected_interval
    if bounds is None or not bounds[1] > bounds[0]:
        return ""
    if found.unit == "kgCO2e":
        return mass_between(*bounds, found.projected)
    if found.unit == "kWh":
        large = abs(found.projected or 0.0) >= 1000
        return f"{between(*(bound / 1000 if large else bound for bound in bounds))}{WIDE}{'MWh' if large else 'kWh'}"
    return measured(between(*bounds), found.unit)


def mass_between_signed(low: float, high: float, beside: float | None = None) -> str:
    """Write the bounds of a change in kilograms of CO2 equivalent, each with its sign: entre −0,7 et +1,5 t CO2e."""
    return with_sign(mass_between(low, high, beside), low, high)


def with_sign(text: str, low: float, high: float) -> str:
    """Put a plus before the bounds of a change that are a rise; the minus is there."""
    text = text.replace("entre ", "entre +", 1) if low > 0 else text
    return text.replace(" et ", " et +", 1) if high > 0 else text


def summary(plan: Plan) -> str:
    """Say how many objectives have each verdict, of how many forecasts nobody can be sure, and how many rest on money."""
    found = plan.outcomes
    if not found:
        return "Le dossier n’a pas d’objectif."
    groups: list[list[str]] = [[], [], []]  # forecasts, values of a year that is past, those that are not judged
    for verdicts, one, many in SAID:
        those = [each for each in found if each.reach in verdicts]
        if those:
            text = f"{cardinal(len(those))} {one if len(those) == 1 else many}"
            place = 0 if verdicts[0].forecast else 1 if verdicts[0] in (Reach.REACHED, Reach.MISSED) else 2
            groups[place].append(text + _reserve(those))
    said = [together(parts) for parts in groups[:2] if parts] + groups[2]
    return f"Sur {counted(len(found), 'objectif')}, {' ; '.join(said)}."


def _reserve(found: Sequence[Outcome]) -> str:
    """Say of how many forecasts nobody can be sure, and how many rest on money, in brackets."""
    said = []
    if doubtful := sum(each.reach.unsure for each in found):
        said.append("sans certitude" if doubtful == len(found) else f"{cardinal(doubtful)} sans certitude")
    if spent := sum(each.depends_on_spend for each in found):
        verb = "dépend" if spent == 1 else "dépendent"
        said.append(f"{cardinal(spent)} {verb} de dépenses en euros" if len(found) > 1 else DEPENDS)
    return f" ({', '.join(said)})" if said else ""
