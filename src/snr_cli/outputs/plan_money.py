"""What a plan owes to euros: the two readings beside the whole, the levers that are money, the verdicts that rest on it."""

from snr_cli.engine.records import CLIMATE
from snr_cli.engine.spending import WITHOUT_LINES
from snr_cli.french.escape import printable
from snr_cli.french.numbers import percent, together
from snr_cli.french.words.results import SPENDING_RANGE
from snr_cli.french.words.units import mass
from snr_cli.outputs.screen import Screen
from snr_cli.plan.plan import Plan
from snr_cli.plan.readings import CLIMATE_TOTALS
from snr_cli.results.sentences.money import HOW, NAMES, NOT_PHYSICAL, ends_text


def show_readings(screen: Screen, plan: Plan) -> None:
    """Say the two readings under the curve."""
    if not plan.money.readings:
        return
    screen.say(
        f"Une part de ces courbes est un ratio par euro dépensé, dont la vraie valeur va {SPENDING_RANGE}, et non une quantité physique. Lues sans elle :",
        2,
    )
    for reading in plan.money.readings:
        screen.say(f"{NAMES[reading.code]} ({HOW[reading.code]}) : {ends_text(reading)}.", 4, "- ")


def show_levers(screen: Screen, plan: Plan) -> None:
    """Name the actions whose effect is on lines in euros."""
    titles = {row.id: printable(row.title) for row in plan.means.actions}
    said = [
        f"{titles.get(action, action)} ({mass(share[CLIMATE])})"
        for action, share in plan.money.levers.items()
        if round(share.get(CLIMATE, 0.0))
    ]
    if said:
        screen.say(
            f"Sur des dépenses en euros : {' ; '.join(said)}. Ces tonnes sont un ratio par euro : {NOT_PHYSICAL}.", 2
        )


def show_indicators_money(screen: Screen, plan: Plan) -> None:
    """Say what of the indicators of the footprint is told in euros."""
    followed = [row.indicator.id for row in plan.indicators if row.followed and row.indicator.id in CLIMATE_TOTALS]
    reading = plan.money.reading(WITHOUT_LINES)
    if not followed or reading is None:
        return
    whole, rest = plan.trajectory.years[0].baseline.get(CLIMATE), reading.ends()[0]
    if whole:
        share = 1.0 - (rest or 0.0) / whole
        screen.say(
            f"{together(followed)} : {percent(share)} de la valeur est un ratio par euro, et non une mesure.", 4, "- "
        )
