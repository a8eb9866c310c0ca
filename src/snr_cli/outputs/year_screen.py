"""A year that opens, on a screen: what is written, what is carried forward, what to ask again and of whom."""

import difflib
import json
from collections.abc import Sequence
from typing import Final, get_args

from snr_cli.french.numbers import plural, printable
from snr_cli.french.words.dossier import LABELS
from snr_cli.french.words.terms import ACTION_STATUSES
from snr_cli.inputs.dossier.exports import years_said
from snr_cli.inputs.dossier.files import Edit
from snr_cli.inputs.dossier.opened_year import AskedAgain, OpenedYear
from snr_cli.model.territory import SectionKey
from snr_cli.outputs.screen import Screen
from snr_cli.plan.calendar import missed
from snr_cli.results.sentences.coverage import groups_text

_SECTIONS: Final = LABELS[frozenset(get_args(SectionKey))]
_NOBODY: Final = "Personne n’est nommé (contributors)"


def opened_screen(year: OpenedYear, *, dry: bool, width: int, color: bool) -> str:
    """Return what a person reads once a year is opened; `dry`: nothing is written, and the changed lines are shown."""
    screen = Screen(width, color)
    screen.say(f"{printable(year.name)} : {year.closing} est close, {year.year} est ouverte.")
    screen.title("À ÉCRIRE (--dry-run : rien n’est écrit)" if dry else "ÉCRIT")
    kept = [edit for edit in year.files if edit.before is None]
    if not kept:
        screen.say(f"{printable(year.result)} : résultat de {year.closing}, déjà là et inchangé", 2, "- ")
    for file in year.files:
        screen.say(_file(file, year.closing), 2, "- ")
        if dry and file.before is not None:
            screen.each(_changed(file), 4)
    count = sum(map(len, year.unconfirmed.values()))
    if count:
        screen.title(f"{year.closing} EST CLOSE AVEC {plural(count, 'ligne').upper()} NON CONFIRMÉE{'S' * (count > 1)}")
        screen.say(f"{groups_text(year.unconfirmed)}.", 2)
        screen.say("Son résultat les compte à leur dernière valeur connue, et les documents le disent.", 2)
    count = sum(map(len, year.carried.values()))
    if count:
        word = "LIGNES REPRISES" if count > 1 else "LIGNE REPRISE"
        screen.title(f"{count} {word}, À CONFIRMER")
        screen.say(f"{groups_text(year.carried)}.", 2)
        screen.say(
            f"Mettez leur valeur de {year.year} ; si elle n’a pas changé, retirez leur nom de carried. snr check dit ce qui reste.",
            2,
        )
    _asked(screen, year)
    _late(screen, year)
    return screen.text()


def _file(edit: Edit, closing: int) -> str:
    name = printable(edit.path.as_posix())
    if edit.before is not None:
        return f"{name} : {plural(len(_changed(edit)), 'ligne')} de différence, le reste à l’octet près"
    checksum = str(json.loads(edit.text)["checksum"])
    return f"{name} : résultat de {closing}, somme de contrôle {checksum[:12]}…"


def _changed(edit: Edit) -> list[str]:
    """Return the lines taken out and put in."""
    lines = difflib.unified_diff(edit.was.splitlines(), edit.text.splitlines(), n=0, lineterm="")
    return [printable(line) for line in list(lines)[2:] if not line.startswith("@@")]


def _asked(screen: Screen, year: OpenedYear) -> None:
    if year.asked:
        screen.title("À REDEMANDER")
        told = (f"{_who(asked_again)} : {', '.join(_what(asked_again, year.year))}" for asked_again in year.asked)
        screen.each(told, bullet="- ")
        if any(asked_again.contributor is not None for asked_again in year.asked):
            screen.say("Un classeur à chacun, rempli de ce que le dossier sait : snr collect.", 2)
    if year.exports:
        screen.title(f"EXPORTS À REFAIRE AU 31 DÉCEMBRE {year.year}")
        for export in year.exports:
            years = years_said(export)
            said = f"dit de {max(years)}" if years else "sans date dans source"
            screen.say(f"{printable(export.id)} ({', '.join(map(printable, export.files))}), {said}", 2, "- ")


def _who(asked_again: AskedAgain) -> str:
    return _NOBODY if asked_again.contributor is None else printable(asked_again.contributor.function)


def _what(asked_again: AskedAgain, year: int) -> Sequence[str]:
    return [
        f"{_SECTIONS[section]} ({plural(count, 'ligne')} à confirmer)"
        if count
        else f"{_SECTIONS[section]} (rien de {year})"
        for section, count in asked_again.sections.items()
    ]


def _late(screen: Screen, opened_year: OpenedYear) -> None:
    if opened_year.actions:
        screen.title("ACTIONS DONT LE CALENDRIER EST PASSÉ")
        for action in opened_year.actions:
            key = missed(action, action.status, opened_year.year - 1)
            verb = "commence" if key == "start" else "finit"
            said = f"{ACTION_STATUSES[action.status]}, et son calendrier {verb} en {getattr(action.schedule, key)}"
            screen.say(f"{printable(action.id)} : {said}", 2, "- ")
    if opened_year.objectives:
        screen.title("OBJECTIFS À ÉCHÉANCE")
        titles = (
            (objective, f" ({printable(objective.title)})" if objective.title else "")
            for objective in opened_year.objectives
        )
        told = (f"{printable(objective.id)}{title} : {objective.by}" for objective, title in titles)
        screen.each(told, bullet="- ")
