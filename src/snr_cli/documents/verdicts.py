"""Where an objective stands, in words: a forecast is no achievement, and a gap within its uncertainty proves nothing."""

from collections.abc import Sequence
from typing import Final

from snr_cli.documents.agreement import cardinal, counted
from snr_cli.engine.records import CLIMATE
from snr_cli.french import WIDE, between, together
from snr_cli.plan.objectives import Outcome, Reach
from snr_cli.plan.plan import Plan
from snr_cli.wording import mass_between
from snr_cli.writers.plan_table import REACHES

NOT_STARTED: Final = "not_started"  # an objective whose indicator still has the value that it starts from
FOLLOWED: Final = "à suivre par son indicateur"


def forecast(found: Outcome) -> bool:
    """Say whether the engine computes where the plan leads; otherwise there is at most the last value of an indicator."""
    return found.last_year is None and found.projected is not None


def uncertain(found: Outcome, plan: Plan) -> bool:
    """Say whether what the plan brings may be on either side of the target.

    On the territory, what moves is what the actions change: its range against what the target asks for.
    """
    if found.gap_interval is not None:
        return not found.gap_interval.significant
    if found.perimeter != "territory" or found.category != CLIMATE or found.target is None:
        return False
    year = next((each for each in plan.territory.years if each.year == found.by_year), None)
    if year is None or year.low is None or year.high is None or not forecast(found):
        return False
    return year.low < found.target - year.baseline < year.high


def gap_text(found: Outcome) -> str:
    """Write between which bounds the gap to the target is, to go in brackets after the verdict; empty when it is not known.

    What the forecast and the target share cancels: this gap, not the interval of the forecast, decides.
    """
    gap = found.gap_interval
    if gap is None or not gap.high > gap.low:
        return ""
    of = "" if not gap.significant else "écart avec la cible "  # the verdict has named the gap already
    if found.unit == "kgCO2e":
        return of + mass_between_signed(gap.low, gap.high)
    large = found.unit == "kWh" and max(abs(gap.low), abs(gap.high)) >= 1000
    scale, unit = (1000, "MWh") if large else (1, found.unit)
    return f"{of}{with_sign(between(gap.low / scale, gap.high / scale), gap.low, gap.high)}{WIDE}{unit}"


def mass_between_signed(low: float, high: float) -> str:
    """Write the bounds of a change in kilograms of CO2 equivalent, each with its sign: entre −0,7 et +1,5 t CO2e."""
    return with_sign(mass_between(low, high), low, high)


def with_sign(text: str, low: float, high: float) -> str:
    """Put a plus before the bounds of a change that are a rise; the minus is there."""
    text = text.replace("entre ", "entre +", 1) if low > 0 else text
    return text.replace(" et ", " et +", 1) if high > 0 else text


def side(found: Outcome) -> str:
    """Say on which side of the target an objective that the plan reaches would be."""
    if found.projected is None or found.target is None or found.projected == found.target:
        return "à la cible"
    return "sous la cible" if found.projected < found.target else "au-dessus de la cible"


def verdict(found: Outcome, plan: Plan) -> str:
    """Say where an objective stands: the plan would lead there, or its indicator has."""
    if found.why == NOT_STARTED:
        return FOLLOWED
    if found.last_year is not None:
        words = {
            Reach.REACHED: f"atteint en {found.last_year}",
            Reach.ON_THE_WAY: f"en progrès en {found.last_year}",
            Reach.OUT_OF_REACH: f"sans progrès en {found.last_year}",
        }
        return words.get(found.reach, REACHES[found.reach])
    words = {
        Reach.REACHED: side(found),
        Reach.ON_THE_WAY: "vers la cible, sans l’atteindre",
        Reach.OUT_OF_REACH: "loin de la cible",
    }
    text = words.get(found.reach, REACHES[found.reach])
    return f"{text}, écart non significatif" if forecast(found) and uncertain(found, plan) else text


def summary(plan: Plan) -> str:
    """Say of how many objectives the plan would hold the target, and how many only their indicator tells."""
    found = plan.outcomes
    if not found:
        return "Le dossier n’a pas d’objectif."
    led = [each for each in found if forecast(each)]
    held = [each for each in led if each.reach is Reach.REACHED]
    parts = []
    if held:
        sides = {side(each) for each in held}
        doubtful = sum(uncertain(each, plan) for each in held)
        text = f"mène {sides.pop() if len(sides) == 1 else 'à la cible'} pour {cardinal(len(held))}"
        if doubtful == len(held):
            text += " (sans certitude)"
        elif doubtful:
            text += f" (dont {cardinal(doubtful)} sans certitude)"
        parts.append(text)
    if some := _count(led, Reach.ON_THE_WAY):
        parts.append(
            f"s’approche de {cardinal(some)} cibles sans les atteindre"
            if some > 1
            else "s’approche d’une cible sans l’atteindre"
        )
    if some := _count(led, Reach.OUT_OF_REACH):
        parts.append(f"reste loin de {cardinal(some)} cibles" if some > 1 else "reste loin d’une cible")
    said = [f"le plan {together(parts)}"] if parts else []
    known = sum(each.last_year is not None for each in found)
    if known:
        said.append(
            f"{cardinal(known)} {'se suit par son indicateur' if known == 1 else 'se suivent par leur indicateur'}"
        )
    rest = len(found) - len(led) - known
    if rest:
        said.append(f"{cardinal(rest)} {'n’est pas mesurable' if rest == 1 else 'ne sont pas mesurables'}")
    return f"Sur {counted(len(found), 'objectif')}, {' ; '.join(said)}."


def _count(found: Sequence[Outcome], reach: Reach) -> int:
    return sum(each.reach is reach for each in found)
