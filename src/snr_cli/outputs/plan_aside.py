"""What a plan shows beside its curve: another path of electricity, the traffic of the public, effects that do nothing."""

from collections.abc import Mapping

from snr_cli.engine.records import CLIMATE
from snr_cli.french.escape import printable
from snr_cli.french.numbers import significant, together
from snr_cli.french.words.idle import IDLE, IN_PART
from snr_cli.french.words.results import STORAGE_METHODS
from snr_cli.french.words.units import mass
from snr_cli.model.dossier import Dossier
from snr_cli.model.strategy import Effect
from snr_cli.outputs.screen import Screen
from snr_cli.plan.electricity import ElectricityCurve
from snr_cli.plan.idle import Idle
from snr_cli.plan.trajectory import Year
from snr_cli.results.sentences.baseline import baseline_label, baseline_short


def show_electricity(screen: Screen, curve: ElectricityCurve, growth: Mapping[str, float]) -> None:
    """Show the second curve: its factors are the user's, no verdict uses it."""
    screen.title(f"SCÉNARIO D’ÉLECTRICITÉ « {printable(curve.title)} » (à part)")
    screen.say(
        f"Facteur de {printable(curve.place)} : {significant(curve.frozen)} kgCO2e/kWh l’année de référence, puis celui du scénario ; "
        f"entre deux années données, en ligne droite. Source : {printable(curve.source)}.",
        2,
    )
    rows = [("Année", "facteur", "sans action", "avec", "")]
    rows += [
        (str(year.year), f"{significant(year.factor)} kg/kWh", mass(year.baseline), mass(year.with_actions), "")
        for year in curve.years
    ]
    screen.table(rows, wide=8)
    screen.say(
        f"{baseline_label(growth)}. La trajectoire, les objectifs et la part de chaque action gardent le facteur figé.",
        2,
    )


def show_public(screen: Screen, years: tuple[Year, ...], dossier: Dossier, growth: Mapping[str, float]) -> None:
    """Show what actions change of the traffic of websites."""
    if not years:
        return
    screen.title("TRAFIC DU PUBLIC SUR LES SITES (hors total)")
    last = years[-1]
    before, after = last.baseline.get(CLIMATE), last.with_actions.get(CLIMATE)
    if before is None or after is None:
        screen.say("Non évalué.", 2)
        return
    screen.say(
        f"En {last.year} : {mass(before)} {baseline_short(growth)} ; {mass(after)} avec ({mass(after - before)}).", 2
    )
    titles = {action.id: printable(action.title) for action in dossier.actions}
    for name, found in last.actions.items():
        if share := found.share.get(CLIMATE):
            screen.say(f"{titles.get(name, name)} : {mass(share)}", 4, "- ")


def show_storage(screen: Screen, moves: tuple[str, ...], dossier: Dossier) -> None:
    """Say of which actions the effect on storage compares two methods."""
    if moves:
        titles = [f"« {printable(action.title)} »" for action in dossier.actions if action.id in moves]
        screen.say(f"{together(titles)} : {STORAGE_METHODS[:1].lower()}{STORAGE_METHODS[1:]}", 2)


def show_idle(screen: Screen, found: tuple[Idle, ...], dossier: Dossier) -> None:
    """Say which parameters do nothing, and why."""
    if not found:
        return
    screen.title("CE QUI N’AGIT PAS")
    titles = {action.id: printable(action.title) for action in dossier.actions}
    for each in found:
        part = ", en partie" if each.why in IN_PART else ""
        aim = f" sur « {printable(each.line)} »" if each.line else ""
        words = f"« {Effect.model_fields[each.parameter].title} » ({each.parameter})"
        screen.say(f"{titles[each.action]} : {words}{aim}{part} : {IDLE[each.why][0]}", 4, "- ")
    screen.say("Le détail : snr rule SNR607.", 2)
