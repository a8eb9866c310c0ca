"""What a dossier may name: the words of the catalogue, and what is nearest to a word that is none of them."""

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from functools import partial
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from snr_cli.french.numbers import closest, did_you_mean, exact, together
from snr_cli.model.dossier import Dossier
from snr_cli.model.finding import Finding

if TYPE_CHECKING:
    from snr_cli.inputs.inventory.recognition import InventoryWords
    from snr_cli.inputs.workbook.values import TypeLabels

# Values of the dossier that a published total already holds: what to give instead.


class HeldValue(NamedTuple):
    """A value of `factors.overrides` for a part that the published total of its subject already holds.

    `place` is its place in the list; `missing` are the parts to give with it for them to replace the total, `excludes` the one that the total leaves out.
    """

    place: int
    subject: str
    part: str
    missing: tuple[str, ...]
    excludes: str
    total: str
    published: float
    unit: str
    source: str


def check_held(
    dossier: Dossier, held_in: Callable[[Dossier], Iterable[HeldValue]], at: Callable[..., Finding]
) -> Iterable[Finding]:
    """Yield a finding, made by `at`, for each value that `held_in` finds in the dossier."""
    if any(override.value is not None for override in dossier.factors.overrides):
        yield from (at(("factors", "overrides", held.place), "SNR210", *in_words(held)) for held in held_in(dossier))


def in_words(held: HeldValue) -> tuple[str, str]:
    """Return the message and the help."""
    what, key = ("l’étape", "stage") if held.total == "embodied_total" else ("la composante", "component")
    help_text = f"donnez {key}: {held.total} (le tout), ou aussi {together(held.missing)}"
    if held.excludes:
        help_text += f" ; seule {held.excludes}, que la valeur publiée exclut, s’y ajoute"
    return (
        f"« {held.subject} » : la valeur publiée ({exact(held.published)} {held.unit}, {held.source}) "
        f"contient déjà {what} {held.part}",
        help_text,
    )


# The known name nearest to a word that is none of them: what a finding suggests.

MOST_COMPARED: Final = 200_000  # about a second of comparisons
MISSPELT: Final = 0.88  # likeness of a name with a slip of the hand: it is believed before what its words mean


def unaccented(text: str) -> str:
    """Lower case without accents: `Écran` → `ecran`."""
    decomposed = unicodedata.normalize("NFKD", text.replace("’", "'").casefold())
    return "".join(char for char in decomposed if not unicodedata.combining(char)).strip()


def nearest_name(
    word: str, names: Iterable[str], synonyms: dict[str, str], meant: Callable[[str], str | None] = lambda word: None
) -> str | None:
    """Return the known name nearest to a word, through French labels and synonyms too, and what inventories read."""
    return _nearest(word, names, _folded(synonyms), meant)


def _folded(synonyms: dict[str, str]) -> dict[str, str]:
    return {unaccented(label): target for label, target in synonyms.items()}


def _nearest(word: str, names: Iterable[str], plain: dict[str, str], meant: Callable[[str], str | None]) -> str | None:
    """Return the known name nearest to a word: as it is written, as inventories read it, else by its spelling.

    What inventories read as no type at all has no suggestion: a till is not the terminal that its name resembles.
    """
    folded = unaccented(word).replace("_", " ").replace("-", " ")
    if called := _called(folded, plain):
        return called
    every = {**plain, **{name.replace("_", " "): name for name in names}}
    slip = get_close_matches(folded, every, 1, MISSPELT)
    if slip and _numbered(slip[0]) == _numbered(folded):  # a printer in 3D is no A3 printer
        return every[slip[0]]
    read = meant(word)
    if read is not None:
        return read or None
    near = get_close_matches(folded, every, 1, 0.72)
    return every[near[0]] if near else None


def _called(folded: str, plain: dict[str, str]) -> str | None:
    """Return what a folded word is a label or a synonym of, in the singular or the plural."""
    from snr_cli.inputs.inventory.values import singular  # a mistake alone asks for it

    return next((plain[word] for word in (folded, folded.rstrip("s"), singular(folded)) if word in plain), None)


def _numbered(text: str) -> list[str]:
    return [word for word in text.split() if any(char.isdigit() for char in word)]


class Nearest:
    """The suggestions of one dossier: each word is compared once, and none any more once a file is all wrong."""

    def __init__(
        self,
        synonyms: Callable[[str], dict[str, str]],
        meant: Callable[[str, str], str | None] = lambda kind, word: None,
    ) -> None:
        self._synonyms = synonyms
        self._meant = meant
        self._plain: dict[str, dict[str, str]] = {}
        self._found: dict[tuple[str, str], str | None] = {}
        self._left = MOST_COMPARED

    def among(self, word: str, names: Collection[str], what: str) -> str | None:
        """Return the nearest of some names; `what` tells one list of names from another."""
        return self._once((what, word), len(names), lambda: closest(word, names) or None)

    def type(self, word: str, names: Collection[str], kind: str) -> str | None:
        """Return the nearest type of a kind, through French labels and synonyms too."""
        plain = self._words(kind)
        return self._once(
            (kind, word), len(names) + len(plain), lambda: _nearest(word, names, plain, partial(self._meant, kind))
        )

    def called(self, word: str, kind: str) -> str | None:
        """Return the type of a kind that a word is the label or a synonym of."""
        return _called(unaccented(word).replace("_", " ").replace("-", " "), self._words(kind))

    def is_no_type(self, word: str, kind: str) -> bool:
        """Say whether inventories know a word as something that the catalogue does not have."""
        return self._left > 0 and self._meant(kind, word) == ""

    def _words(self, kind: str) -> dict[str, str]:
        if kind not in self._plain:
            self._plain[kind] = _folded(self._synonyms(kind))
        return self._plain[kind]

    def _once(self, key: tuple[str, str], size: int, find: Callable[[], str | None]) -> str | None:
        if key not in self._found:
            self._left -= size
            self._found[key] = find() if self._left > 0 else None
        return self._found[key]


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
    # service -> what its quantity is counted in
    units: Callable[[], Mapping[str, str]] = field(default=dict)

    def type_labels(self) -> "TypeLabels":
        """Return what the types are called in the cells of a workbook."""
        from snr_cli.inputs.workbook.values import type_labels  # most dossiers have none

        found = type_labels(
            self.synonyms("equipment"), {**self.synonyms("services"), **BUILT_IN_WORDS}, self.synonyms("categories")
        )
        return replace(found, units=self.units())


def suggestions(words: Words) -> Nearest:
    """Return what finds the name nearest to a word, through labels, synonyms and what inventories read."""

    def meant(kind: str, word: str) -> str | None:
        """Return what the type column of an inventory would be read as: one list of words for both."""
        if kind != "equipment" or words.inventory is None:
            return None
        return words.inventory().recognizer.named(word)

    return Nearest(lambda kind: {**words.synonyms(kind), **(BUILT_IN_WORDS if kind == "services" else {})}, meant)


OWN_TYPE_ADVICE = "un type propre se décrit dans factors.types, avec un nom en x-… et sa source (snr explain SNR301)"


def searched(word: str) -> str:
    """Return a word as an argument of `snr factors search`, for every shell."""
    from snr_cli.inputs.inventory.values import plain  # a mistake alone asks for it

    folded = plain(word)[:40].strip()
    return f'"{folded}"' if " " in folded or not folded else folded


def type_hint(name: str, names: Collection[str], section: str, near: Nearest) -> str:
    """Return what mends an unknown type: the nearest one, its section when it stands in the other, else a type of one's own."""
    from snr_cli.inputs.inventory.values import plain

    own = name if name.startswith("x-") else "x-" + (plain(name)[:40].strip().replace(" ", "-") or "…")
    advice = f"type propre « {own} » dans factors.types, avec sa source"
    if section == "equipment" and name.startswith("x-"):  # one's own, not described yet, unless it is written otherwise
        return did_you_mean(
            closest(name, (known for known in names if known.startswith("x-")), 0.8), f"décrivez ce {advice}"
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
    return replace(finding, help=_QUOTED.sub(lambda match: f"« {labels.get(match[1], match[1])} »", finding.help))


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


# Ids that two parts of a dossier take, or that snr keeps for itself.


def check_identifiers(dossier: Dossier, at: Report) -> Iterator[Finding]:
    """Yield a finding for each id that is taken twice, or reserved.

    Args:
        dossier: the validated dossier.
        at: makes a finding at a path of the dossier.
    """
    ids: set[str] = set()
    for section in ("equipment", "services"):
        for index, line in enumerate(getattr(dossier, section)):
            path = (section, index, "id")
            if line.id in ids:
                yield at(
                    path,
                    "SNR302",
                    f"identifiant « {line.id} » déjà pris",
                    "chaque ligne d’équipement ou de service a le sien",
                )
            if is_reserved(line.id):
                yield at(path, "SNR302", f"identifiant « {line.id} » réservé par snr", "choisissez un autre nom")
            ids.add(line.id)
    yield from (
        at(("uses", index, "id"), "SNR302", f"identifiant « {use.id} » déjà pris", "choisissez un autre nom")
        for index, use in enumerate(dossier.uses)
        if use.id in ids or is_reserved(use.id)
    )
    lists: list[tuple[Path, Iterable[Any]]] = [
        (("factors", "types"), dossier.factors.types),
        (("territory", "data_centres"), dossier.territory.data_centres),
        *(
            ((section,), getattr(dossier, section))
            for section in ("indicators", "objectives", "actions", "stakeholders", "uses", "contracts")
        ),
    ]
    if dossier.strategy is not None:
        lists.append((("strategy", "axes"), dossier.strategy.axes))
    for path_of_list, items in lists:
        yield from (
            at(
                (*path_of_list, index, "id"),
                "SNR302",
                f"identifiant « {name} » déjà pris dans {path_of_list[-1]}",
                "chaque élément a le sien",
            )
            for index, name in said_again(item.id for item in items)
        )
    yield from _given_twice(dossier, at)


def is_reserved(name: str) -> bool:
    """Say whether snr names its own lines so."""
    return name in RESERVED or name.startswith(RESERVED_STARTS)


def said_again(values: Iterable[Any]) -> Iterator[tuple[int, Any]]:
    """Give each value that one before it is too, with its rank; those that are None are left out."""
    seen = set[Any]()
    for rank, value in enumerate(values):
        if value in seen:
            yield rank, value
        elif value is not None:
            seen.add(value)


def _given_twice(dossier: Dossier, at: Report) -> Iterable[Finding]:
    """Yield what has no id and is said twice: the trend of a type, a path of electricity, the review of a year."""
    strategy = dossier.strategy
    for index, name in said_again(growth.type for growth in strategy.baseline) if strategy is not None else ():
        path: Path = ("strategy", "baseline", index, "type")
        yield at(path, "SNR302", f"tendance de « {name} » déjà donnée", "gardez-en une")
    for index, name in said_again(path.name for path in strategy.electricity_paths) if strategy is not None else ():
        path = ("strategy", "electricity_paths", index, "name")
        yield at(path, "SNR302", f"scénario « {name} » déjà donné", "chaque scénario a le sien")
    for index, year in said_again(review.year for review in dossier.annual_reviews):
        path = ("annual_reviews", index, "year")
        yield at(path, "SNR302", f"bilan annuel de {year} déjà donné", "réunissez les deux")
