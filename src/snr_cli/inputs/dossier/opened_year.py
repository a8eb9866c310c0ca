"""A year that opens: what its dossier becomes, what is carried forward, and what the year that closes leaves to ask again."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from snr_cli.inputs.dossier.files import Edit
from snr_cli.inputs.dossier.includes import Joined
from snr_cli.inputs.dossier.yaml_edit import YamlEditError, edited_file
from snr_cli.inputs.dossier.yaml_events import LINE_BREAK, YamlRefusedError, read_yaml
from snr_cli.model.dossier import Dossier, Import
from snr_cli.model.questions import BY_ID
from snr_cli.model.refusal import UsageError
from snr_cli.model.strategy import Action, Objective
from snr_cli.model.territory import Contributor

YEARLY: Final = ("purchases", "end_of_use", "waste")  # sections of an item a year
_YEAR: Final = "reference_year"
_REVIEWS: Final = "annual_reviews"
_TOLD: Final = "supprimez chaque nom dont vous confirmez la valeur"
_CARRIED = re.compile(r".*\bcarried:(?: \[.*\]\}?)?").fullmatch  # the end of a line where a comment may stand


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
        result: the file of the result of the closing year.
        carried: the names of lines and exports carried forward, by French name of their group; those of earlier years too.
        unconfirmed: those of them that the year which closes counts at the value of an earlier one.
        asked: what to ask again.
        exports: the exports to make again.
        actions: the actions whose calendar has passed.
        objectives: the objectives due by the year that opens.
        members: the same for each member of a group: it is read in the year of its group.
    """

    name: str
    closing: int
    year: int
    files: tuple[Edit, ...]
    result: str
    carried: Mapping[str, list[str]]
    unconfirmed: Mapping[str, list[str]]
    asked: tuple[AskedAgain, ...]
    exports: tuple[Import, ...]
    actions: tuple[Action, ...]
    objectives: tuple[Objective, ...]
    members: "tuple[OpenedYear, ...]" = ()


def asked_again(dossier: Dossier, year: int, carried: Mapping[str, frozenset[str]]) -> tuple[AskedAgain, ...]:
    """Return what to ask again, by contributor, then what nobody is named for."""
    services = {line.id for line in dossier.services}
    counts = {"equipment": 0, "services": 0}
    for name in carried:
        counts["services" if name in services else "equipment"] += 1
    wanted = {section: count for section, count in counts.items() if count}
    for section in YEARLY:
        years = {item.year for item in getattr(dossier, section)}
        if years and year not in years:
            wanted[section] = 0
    told = [
        AskedAgain(
            contributor,
            {
                section: count
                for section, count in wanted.items()
                if section
                in {
                    *contributor.sections,
                    *(key for name in contributor.questions if name in BY_ID for key in BY_ID[name].sections),
                }
            },
        )
        for contributor in dossier.contributors
    ]
    named = {section for again in told for section in again.sections}
    left = AskedAgain(None, {section: count for section, count in wanted.items() if section not in named})
    return tuple(again for again in (*told, left) if again.sections)


def year_edits(joined: Joined, root: str, year: int, result: str, carried: Sequence[str]) -> tuple[Edit, ...]:
    """Return the files of a dossier that change when a year opens.

    Args:
        joined: what was read of it.
        root: its file, where the account goes when it has none.
        year: the year that opens.
        result: the file of the result of the year that closes, in the dossier.
        carried: the lines carried forward.

    Raises:
        UsageError: the form of a value to change cannot be changed; what to write by hand.
    """
    closing = joined.data[_YEAR]
    account = {"result": result, **({"carried": list(carried)} if carried else {})}
    reviews = [review for review in joined.data.get(_REVIEWS) or () if isinstance(review, dict)]
    there = next((review for review in reviews if review.get("year") == closing), None)
    own = joined.top.get(_REVIEWS)
    home = root
    if there is not None:
        home = joined.origin[id(there)].name
    elif own is not None:
        home = own[0].name
    wanted: dict[str, dict[str, Any]] = {joined.top[_YEAR][0].name: {_YEAR: year}}
    wanted.setdefault(home, {})[_REVIEWS] = [{**(there or {"year": closing}), **account}]
    advice = (
        f"écrivez-y vous-même reference_year: {year}",
        f"et dans annual_reviews : {{year: {closing}, {', '.join(f'{key}: {_flow(value)}' for key, value in account.items())}}}",
    )
    return tuple(_edit(name, sections, closing, advice) for name, sections in wanted.items())


def _flow(value: str | Sequence[str]) -> str:
    return value if isinstance(value, str) else f"[{', '.join(value)}]"


def _edit(name: str, sections: Mapping[str, Any], closing: int, advice: Sequence[str]) -> Edit:
    """Return a file once its sections are those asked.

    Raises:
        UsageError: it cannot be read or edited so; `advice` is what to write by hand.
    """
    try:
        edit, _ = edited_file(name, sections)
    except YamlEditError as error:
        raise UsageError(f"{error} ; rien n’est écrit", *advice) from None
    return edit._replace(after=_told(name, edit.was, edit.text, closing).encode())


def _told(name: str, before: str, after: str, closing: int) -> str:
    """Add, after the new list of lines carried forward, what to do with it; nothing where no comment can stand."""
    old = set(LINE_BREAK.split(before))
    for line in LINE_BREAK.split(after):
        if line in old or not _CARRIED(line):
            continue
        told = after.replace(line, f"{line} # valeurs de {closing} : {_TOLD}", 1)
        if _data(name, told) == _data(name, after):
            return told
    return after


def _data(name: str, text: str) -> Any:
    try:
        return read_yaml(name, text.removeprefix("\ufeff"))[0].data
    except YamlRefusedError:
        return None
