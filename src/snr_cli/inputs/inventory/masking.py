"""What names a person in a text typed in a column that should hold none: hidden wherever it would be shown."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from snr_cli.inputs.inventory.values import fold

if TYPE_CHECKING:
    from snr_cli.inputs.inventory.records import Group

_ADDRESS = re.compile(r"(?<![^\s·])[^\s·]*@[^\s·]*")
_PHONE = re.compile(r"(?<!\w)(?:\+|00)?(?:\d[ .-]?){9,13}\d(?!\w)")
_NAME: Final = r"[^\W\d_][\w’'-]*\.?"
# a civility, and the words that follow it: Mme Lucie MARTIN
_CIVIL = re.compile(
    rf"(?<!\w)((?i:mme|mlle|melle|mr|monsieur|madame|mademoiselle|docteur|mrs|miss)\.?|M\.|Dr\.?)\s+{_NAME}(?:\s+{_NAME}){{0,3}}"
)
# to whom a device was given: prêté à Jean, affecté à la mairie
_GIVEN = re.compile(
    r"(?<!\w)((?:pr[eê]t|affect|attribu|remis|donn|confi|d[eé]tenu|utilis)\w*\s+(?:à|a|au|aux|par)|(?:assigned|loaned|lent|issued)\s+to|(?:used|held)\s+by)\s+\S.*",
    re.IGNORECASE,
)
_CAPITAL: Final = r"[A-ZÀ-ÖØ-Þ][\w’'-]*\.?"
_PERSON = re.compile(rf"{_CAPITAL}(?:\s++(?:(?:de|du|des|le|la|d’|d')\s*+)?{_CAPITAL}){{0,3}}")
_OWNER: Final = re.compile(rf"(?<![\w’'-])(?:{_CAPITAL}\s+)?[^\W\d_][\w-]*(['’][sS])(?!\w)")  # Lucie's iPad
_INITIAL: Final = re.compile(
    r"(?<![\w’'-])([A-ZÀ-ÖØ-Þ][\w’'-]+\s+[A-Z]\.|[A-Z]\.\s?[A-ZÀ-ÖØ-Þ][\w’'-]+)(?!\w)"
)  # Dupont J.
_OF: Final = re.compile(rf"(?<![\w’'])(d(?:e\s+|['’]\s?))({_NAME}(?:\s+{_NAME}){{0,3}})", re.IGNORECASE)
_LOGIN: Final = re.compile(r"(?<![\w.])[^\W\d_]+[._][^\W\d_]+(?![\w.])")  # lucie.bernard
_SURNAMED: Final = re.compile(r"(?<!\w)([A-ZÀ-ÖØ-Þ][a-zà-öø-ÿ-]+)\s+[A-ZÀ-ÖØ-Þ-]{3,}(?!\w)")  # Lucie BERNARD
_BETWEEN: Final = re.compile(r"\s(?:[-–—:+]|et)\s|[()\[\],;/&|>]")  # two names, or a name and its service
_LOWER: Final = re.compile(r"[^\W\d_][^\W\d_-]*(?:-[^\W\d_]+)?\s+[^\W\d_]+")  # bernard lucie
_ELIDED: Final = re.compile(r"\b[dl]'")
_SPACED: Final = re.compile(r"[\s._-]+")
_APART: Final = re.compile(r"[\W_]+")
_NAMING: Final = frozenset("'’.")  # signs of an owner and of an initial, which need no known name
_ARTICLES: Final = frozenset({"le", "la", "les", "l'elu", "l'elue"})
HIDDEN: Final = "…"
_NAMED: Final = "(nom de personne possible, non montré)"
ONE_PERSONS: Final = 5  # devices that one person holds at most: a place named after a person has more


@lru_cache(maxsize=10_000)  # the places of a fleet are few, and come with each of its devices
def masked(text: str) -> str:
    """Hide addresses, telephone numbers, who follows a civility, and to whom a device was given."""
    text = _PHONE.sub(HIDDEN, _ADDRESS.sub(HIDDEN, text))
    return _GIVEN.sub(_first_kept, _CIVIL.sub(_first_kept, text))


def has_civility(text: str) -> bool:
    """Say whether a text names a person by a civility: « PC de M. Durand »; « Mme la maire » and doctors, who name places, are none."""
    return any(
        fold(found[1])[:1] == "m" and fold(found[0][len(found[1]) :]).split()[0] not in _ARTICLES
        for found in _CIVIL.finditer(text)
    )


def without_persons(text: str, names: Mapping[str, str]) -> str:
    """Hide in a free text who follows a civility, and a given name before a surname in capitals: « Sophie MARTIN ».

    Args:
        text: sentences, where what follows a name is kept.
        names: a word, folded → whether it is a given name or names a place.
    """

    def civil(found: re.Match[str]) -> str:
        said, rest = found[1], found[0][len(found[1]) :].split()
        if fold(said)[:1] != "m" or fold(rest[0]) in _ARTICLES:
            return found[0]
        count = 1
        while count < len(rest) and rest[count][0].isupper():
            count += 1
        return " ".join([said, HIDDEN, *rest[count:]])

    def surnamed(found: re.Match[str]) -> str:
        return HIDDEN if names.get(fold(found[1]).partition("-")[0]) == "given" else found[0]

    return _SURNAMED.sub(surnamed, _CIVIL.sub(civil, text))


def _first_kept(found: re.Match[str]) -> str:  # quicker than a template, which is read again for each text
    return f"{found[1]} {HIDDEN}"


def label_masked(label: str, names: Mapping[str, str]) -> str:
    """Hide in a label whom `masked` hides, and whose the device is: « Portable de Sophie MARTIN », « Lucie's iPad ».

    Args:
        label: what a person recognises in a row.
        names: a word, folded → whether it is a given name or names a place.
    """

    def given(found: str, count: int) -> bool:
        said = {names.get(word) for word in _words(" ".join(found.split()[:count]))}
        return "given" in said and "place" not in said

    def of(found: re.Match[str]) -> str:
        if not given(found[2], 2):
            return found[0]
        kept = found[2].split()[2:]
        while kept and _PERSON.fullmatch(kept[0]):  # Yasmine El Amrani
            kept = kept[1:]
        return " ".join([found[1] + HIDDEN, *kept])

    label = masked(label)
    if _NAMING.isdisjoint(label) and "given" not in map(names.get, _APART.split(fold(label))):
        return label  # nothing below would find a name in it
    label = _OWNER.sub(rf"{HIDDEN}\1", _OF.sub(of, label))
    if not any(names.get(word) == "place" for word in _words(label)):
        label = _INITIAL.sub(HIDDEN, label)
        label = _SURNAMED.sub(lambda found: HIDDEN if given(found[1], 1) else found[0], label)
    return _LOGIN.sub(lambda found: HIDDEN if given(found[0], 1) else found[0], label)


def _words(text: str) -> list[str]:
    return _SPACED.split(_ELIDED.sub("", fold(text)))


def may_be_a_person(text: str) -> bool:
    """Say whether each word of a text has a capital, and no figure: it may be a name."""
    return _PERSON.fullmatch(text.strip()) is not None


def hide_persons(groups: "Sequence[Group]", names: Mapping[str, str], own: Iterable[str] = ()) -> None:
    """Hide the services and places of a file that are the name of a person: « Jean DUPONT », « Martin Lucie ».

    Args:
        groups: the judged rows of the file.
        names: a word, folded → whether it is a given name or names a place: école Jean Moulin, place Marie Curie.
        own: what the dossier itself calls its services and places: never hidden.
    """
    devices = Counter[str]()
    for group in groups:
        if group.device is not None:
            for text in {group.device.entity, group.device.site}:
                devices[text] += group.rows
    hidden = {text for text in devices if devices[text] <= ONE_PERSONS and is_person(text, names)} - set(own)
    for group in groups if hidden else ():
        device = group.device
        if device is not None and not hidden.isdisjoint((device.entity, device.site)):
            entity, site = (_NAMED if text in hidden else text for text in (device.entity, device.site))
            group.device = device._replace(entity=entity, site=site)


def is_person(text: str, names: Mapping[str, str]) -> bool:
    """Say whether a part of a text is the name of a person: « Lucie BERNARD (DGS) », « bernard lucie », « lucie.bernard ».

    Two to four capitalised words, or two in lower case, one of them a given name and none that of a place.
    """
    return any(_is_name(part.strip(), names) for part in _BETWEEN.split(text))


def _is_name(text: str, names: Mapping[str, str]) -> bool:
    lower = text.islower() and _LOWER.fullmatch(text) is not None
    words = _words(text) if lower or may_be_a_person(text) or _LOGIN.fullmatch(text) else []
    said = set(map(names.get, words))
    return 2 <= len(words) <= 4 and "given" in said and "place" not in said
