"""What a dossier may name: the words of the catalogue, and what is nearest to a word that is none of them."""

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from snr_cli.french.suggested import closest, did_you_mean
from snr_cli.inputs.dossier.nearest import Nearest
from snr_cli.model.dossier import Dossier
from snr_cli.model.finding import Finding

if TYPE_CHECKING:
    from snr_cli.inputs.dossier.held import HeldValue
    from snr_cli.inputs.inventory.words import InventoryWords
    from snr_cli.inputs.workbook.values import TypeLabels

BUILT_IN_SERVICES = frozenset({"website", "server_room"})
BUILT_IN_WORDS = {"site web": "website", "site": "website", "salle serveurs": "server_room", "salle": "server_room"}
RESERVED = frozenset({"total", "territory"})
RESERVED_STARTS = ("estimated-", "territory-", "territory.", "use-")
_QUOTED = re.compile(r"« ([a-z0-9_]+) »")
Path = tuple[str | int, ...]
Report = Callable[..., Finding]


@dataclass(frozen=True, slots=True)
class Words:
    """What the catalogue knows: handed to the reader, which does not open it."""

    equipment: frozenset[str]
    services: frozenset[str]
    places: frozenset[str]
    categories: frozenset[str]
    sets: tuple[str, ...]
    components: frozenset[str]
    # components that a service has in the tables; with True, those given in kWh
    components_of: Callable[[str, bool], frozenset[str]]
    # label or synonym -> type or category, asked for only when a name is unknown, or given in French
    synonyms: Callable[[str], dict[str, str]] = field(default=lambda kind: {})
    # headers, statuses and rules of inventories, asked for only when a dossier reads one
    inventory: "Callable[[], InventoryWords] | None" = None
    # services whose factor counts the years that they are kept
    retained: frozenset[str] = frozenset()
    # values of the dossier that a published total already holds
    held: "Callable[[Dossier], Iterable[HeldValue]]" = field(default=lambda dossier: ())

    def type_labels(self) -> "TypeLabels":
        """Return what the types are called in the cells of a workbook."""
        from snr_cli.inputs.workbook.values import type_labels  # most dossiers have none

        return type_labels(
            self.synonyms("equipment"), {**self.synonyms("services"), **BUILT_IN_WORDS}, self.synonyms("categories")
        )


def suggestions(words: Words) -> Nearest:
    """Return what finds the name nearest to a word, through labels, synonyms and what inventories read."""

    def meant(kind: str, word: str) -> str | None:
        """Return what the type column of an inventory would be read as: one list of words for both."""
        if kind != "equipment" or words.inventory is None:
            return None
        return words.inventory().recognizer.named(word)

    return Nearest(lambda kind: {**words.synonyms(kind), **(BUILT_IN_WORDS if kind == "services" else {})}, meant)


OWN_TYPE_ADVICE = "un type propre se décrit dans factors.types, avec un nom en x-… et sa source (snr rule SNR301)"


def searched(word: str) -> str:
    """Return a word as an argument of `snr factors search`, for every shell."""
    from snr_cli.inputs.inventory.spelling import plain  # a mistake alone asks for it

    folded = plain(word)[:40].strip()
    return f'"{folded}"' if " " in folded or not folded else folded


def type_hint(name: str, names: Collection[str], section: str, near: Nearest) -> str:
    """Return what mends an unknown type: the nearest one, its section when it stands in the other, else a type of one's own."""
    from snr_cli.inputs.inventory.spelling import plain

    own = name if name.startswith("x-") else "x-" + (plain(name)[:40].strip().replace(" ", "-") or "…")
    advice = f"type propre « {own} » dans factors.types, avec sa source"
    if section == "equipment" and name.startswith("x-"):  # one's own, not described yet, unless it is written otherwise
        return did_you_mean(
            closest(name, (each for each in names if each.startswith("x-")), 0.8), f"décrivez ce {advice}"
        )
    if found := near.type(name, names, section):
        return did_you_mean(found)
    other, what = ("services", "un service") if section == "equipment" else ("equipment", "un équipement")
    if found := near.called(name, other):
        return f"{did_you_mean(found)} c’est {what}, de la section {other}"
    if section != "equipment":
        return f"cherchez-le : snr factors search {searched(name)}"
    if near.is_no_type(name, section):
        return f"le catalogue n’a pas ce type : {advice}"
    return f"cherchez-le : snr factors search {searched(name)} ; s’il n’y est pas, {advice}"


def in_labels(finding: Finding, words: Words) -> Finding:
    """Return a finding whose types are called as the lists of a workbook call them, when it stands in one."""
    if not finding.position.sheet:
        return finding
    labels = words.type_labels().labels
    return replace(finding, help=_QUOTED.sub(lambda each: f"« {labels.get(each[1], each[1])} »", finding.help))


def place_hint(place: str, words: Words) -> str:
    """Return the code of the country that a word names, or most looks like; every code when it looks like none."""
    if words.inventory is not None:
        countries = words.inventory()
        near = place if countries.place_of(place) is not None else countries.nearest_country(place)
        if near:
            return did_you_mean(countries.place_of(near) or "FR").replace("?", f"({near}) ?")
    return "codes : " + ", ".join(sorted(words.places))


def near_or_all(word: str, names: Iterable[str], what: str) -> str:
    """Return the name nearest to a word, else all of them under what they are."""
    every = sorted(names)
    return did_you_mean(closest(word, every, 0.5), f"{what} : {', '.join(every)}")
