"""A year that opens, on a screen: what is written, what is carried forward, what to ask again and of whom."""

import difflib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Final, get_args

from snr_cli.french.numbers import plural
from snr_cli.french.typography import printable
from snr_cli.french.words.codes import ACTION_STATUSES
from snr_cli.french.words.dossier import LABELS
from snr_cli.inputs.dossier.edits import Edit
from snr_cli.inputs.dossier.exports import years_said
from snr_cli.inputs.dossier.opened_year import AskedAgain, OpenedYear
from snr_cli.model.territory import SectionKey
from snr_cli.outputs.screen import Screen
from snr_cli.results.sentences.carried import groups_text

_SECTIONS: Final = LABELS[frozenset(get_args(SectionKey))]
_NOBODY: Final = "Personne n’est nommé (contributors)"


def opened_screen(found: OpenedYear, *, dry: bool, width: int, color: bool) -> str:
    """Return what a person reads once a year is opened; `dry`: nothing is written, and the changed lines are shown."""
    screen = Screen(width, color)
    screen.say(f"{printable(found.name)} : {found.closing} est close, {found.year} est ouverte.")
    screen.title("À ÉCRIRE (--dry-run : rien n’est écrit)" if dry else "ÉCRIT")
    kept = [each for each in found.files if each.before is None]
    if not kept:
        screen.say(f"{printable(found.result)} : résultat de {found.closing}, déjà là et inchangé", 2, "- ")
    for each in found.files:
        screen.say(_file(each, found), 2, "- ")
        if dry and each.before is not None:
            for line in _changed(each):
                screen.say(line, 4)
    count = sum(map(len, found.carried.values()))
    if count:
        word = "LIGNES REPRISES" if count > 1 else "LIGNE REPRISE"
        screen.title(f"{count} {word}, À CONFIRMER")
        screen.say(f"{groups_text(found.carried)}.", 2)
        where = "la liste « Lignes reprises » (feuille Bilans annuels)" if found.book else "carried"
        screen.say(
            f"Mettez leur valeur de {found.year} ; si elle n’a pas changé, retirez leur nom de {where}. snr check dit ce qui reste.",
            2,
        )
    if found.book is not None:
        _book(screen, found, found.book)
    _asked(screen, found)
    _late(screen, found)
    return screen.text()


def _book(screen: Screen, found: OpenedYear, book: Path) -> None:
    """Say how the workbook of the year is read, and how it takes the place of the other."""
    old = Path(found.name)
    screen.title(f"LE DOSSIER DE {found.year}")
    screen.say(f"Il se lit par son nom : snr check --profile saisie {printable(book.as_posix())}", 2)
    if old.name == "territory.xlsx":
        kept = f"territory-{found.closing}.xlsx"
        screen.say(
            f"Pour qu’il prenne la place de l’autre : renommez {old.name} en {kept}, puis {book.name} en {old.name}.", 2
        )


def _file(each: Edit, found: OpenedYear) -> str:
    name = printable(each.path.as_posix())
    if each.before is not None:
        return f"{name} : {plural(len(_changed(each)), 'ligne')} de différence, le reste à l’octet près"
    if each.path == found.book:
        return f"{name} : classeur de {found.year}, écrit à neuf ; {printable(found.name)} ne change pas"
    checksum = str(json.loads(each.text)["checksum"])
    return f"{name} : résultat de {found.closing}, somme de contrôle {checksum[:12]}…"


def _changed(edit: Edit) -> list[str]:
    """Return the lines taken out and put in."""
    lines = difflib.unified_diff(edit.was.splitlines(), edit.text.splitlines(), n=0, lineterm="")
    return [printable(line) for line in list(lines)[2:] if not line.startswith("@@")]


def _asked(screen: Screen, found: OpenedYear) -> None:
    if found.asked:
        screen.title("À REDEMANDER")
        for each in found.asked:
            screen.say(f"{_who(each)} : {', '.join(_what(each, found.year))}", 2, "- ")
        if any(each.contributor is not None for each in found.asked):
            screen.say("Un classeur à chacun, rempli de ce que le dossier sait : snr collect.", 2)
    if found.exports:
        screen.title(f"EXPORTS À REFAIRE AU 31 DÉCEMBRE {found.year}")
        for export in found.exports:
            years = years_said(export)
            said = f"dit de {max(years)}" if years else "sans date dans source"
            screen.say(f"{printable(export.id)} ({', '.join(map(printable, export.files))}), {said}", 2, "- ")


def _who(each: AskedAgain) -> str:
    return _NOBODY if each.contributor is None else printable(each.contributor.function)


def _what(each: AskedAgain, year: int) -> Sequence[str]:
    return [
        f"{_SECTIONS[section]} ({plural(count, 'ligne')} à confirmer)"
        if count
        else f"{_SECTIONS[section]} (rien de {year})"
        for section, count in each.sections.items()
    ]


def _late(screen: Screen, found: OpenedYear) -> None:
    if found.actions:
        screen.title("ACTIONS DONT LE CALENDRIER EST PASSÉ")
        for action in found.actions:
            schedule = action.schedule
            ends = schedule is not None and schedule.end is not None and schedule.end < found.year
            year = (schedule.end if ends else schedule.start) if schedule is not None else None
            said = f"{ACTION_STATUSES[action.status]}, et son calendrier {'finit' if ends else 'commence'} en {year}"
            screen.say(f"{printable(action.id)} : {said}", 2, "- ")
    if found.objectives:
        screen.title("OBJECTIFS À ÉCHÉANCE")
        for each in found.objectives:
            title = f" ({printable(each.title)})" if each.title else ""
            screen.say(f"{printable(each.id)}{title} : {each.by}", 2, "- ")
