"""A year that opens: what is written, what is carried forward, and what the year that closes leaves to ask again."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from snr_cli.inputs.dossier.year_edits import YearEdit
from snr_cli.model.dossier import Dossier
from snr_cli.model.inventory import Import
from snr_cli.model.strategy import Action, Objective
from snr_cli.model.territory import Contributor

YEARLY: Final = ("purchases", "end_of_use", "waste")  # sections of an item a year


@dataclass(frozen=True, slots=True)
class AskedAgain:
    """What to ask again: of whom (None: nobody is named), of which sections, and how many lines of each are carried forward."""

    contributor: Contributor | None
    sections: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class OpenedYear:
    """What opens a year; nothing is written yet.

    Attributes:
        name: of the dossier, in messages.
        closing: the year whose result is kept.
        year: the one that opens.
        files: what to write, all or nothing; the result first, unless it is kept already.
        book: the workbook of the year that opens, when the dossier is one; among `files`.
        result: the file of the result of the closing year.
        carried: the names of lines and exports carried forward, by French name of their group; those of earlier years too.
        asked: what to ask again.
        exports: the exports to make again.
        actions: the actions whose calendar has passed.
        objectives: the objectives due by the year that opens.
    """

    name: str
    closing: int
    year: int
    files: tuple[YearEdit, ...]
    book: Path | None
    result: str
    carried: Mapping[str, list[str]]
    asked: tuple[AskedAgain, ...]
    exports: tuple[Import, ...]
    actions: tuple[Action, ...]
    objectives: tuple[Objective, ...]


def asked_again(dossier: Dossier, year: int, carried: Mapping[str, frozenset[str]]) -> tuple[AskedAgain, ...]:
    """Return what to ask again, by contributor, then what nobody is named for."""
    services = {line.id for line in dossier.services}
    counts = {"equipment": 0, "services": 0}
    for name in carried:
        counts["services" if name in services else "equipment"] += 1
    wanted = {section: count for section, count in counts.items() if count}
    for section in YEARLY:
        years = {each.year for each in getattr(dossier, section)}
        if years and year not in years:
            wanted[section] = 0
    told = [
        AskedAgain(each, {section: wanted[section] for section in each.sections if section in wanted})
        for each in dossier.contributors
    ]
    named = {section for each in told for section in each.sections}
    left = AskedAgain(None, {section: count for section, count in wanted.items() if section not in named})
    return tuple(each for each in (*told, left) if each.sections)


def passed(action: Action, year: int) -> bool:
    """Say whether the calendar of an action that is not over has passed, once a year opens."""
    schedule = action.schedule
    if schedule is None or action.status in ("done", "abandoned"):
        return False
    late = action.status in ("idea", "planned") and schedule.start is not None and schedule.start < year
    return late or (schedule.end is not None and schedule.end < year)
