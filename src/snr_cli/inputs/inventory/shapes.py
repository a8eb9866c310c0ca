"""Rows that are no device by their shape: totals, legends, examples of a template."""

import re
from collections.abc import Collection, Iterable, Sequence
from typing import Final

from snr_cli.inputs.inventory.records import IGNORED, REJECTED
from snr_cli.inputs.inventory.spelling import plain, singular
from snr_cli.inputs.inventory.values import fold

# a row whose shape is wrong, and its verdict
SHAPES: Final = {
    "blank": IGNORED,
    "total": IGNORED,
    "header_again": IGNORED,
    "section": IGNORED,
    "short": REJECTED,
    "long": REJECTED,
}
is_total = re.compile(r"(?:sous[- ])?totaux?\b|total\b|sum\b|somme\b").match
# what a first cell says of a row that is no device, even beside a type and a quantity
is_summed = re.compile(
    r"(?:[-–—•·*>→]+ ?)?(?:(?:grand |sous[- ]?)?tota(?:l|ux)|dont|y compris)(?![-\w])|legende(?![-\w])|.*[-–—:(] ?(?:sous[- ])?total\)?$"
).match
may_be_summed = re.compile(r"[-–—•·*>→\s]*(?:grand|sous|tota|dont|y comp|l[eé]ge)|.*total\W*$", re.IGNORECASE).match

_SUM_WORDS: Final = ("tota", "grand", "sous", "dont", "y comp", "lege", "lége")  # what the above cannot do without


def any_summed(first_cells: Sequence[str]) -> bool:
    """Say whether one of the first cells of rows may be that of a total, of a legend."""
    text = "\n".join(first_cells).lower()
    return any(word in text for word in _SUM_WORDS) and any(map(may_be_summed, first_cells))


def tells_total(cells: list[str]) -> bool:
    """Say whether the first written cell of a row is that of a total, of a legend."""
    written = next((cell for cell in cells if cell.strip()), "")
    return bool(is_total(fold(written)) or (may_be_summed(written) and is_summed(fold(written))))


# « 10 PC portables », « ACQ 12 PC », « 3 x écran 24 », « Lot de 6 écrans », « Téléphone IP 8058S (22) », « iPad x 12 »; not « 840 G5 », « 24 pouces », « 2 en 1 »
_NUMBERED: Final = (
    re.compile(
        r"(?:(?:acq|acquisitions?|achats?|fournitures?|renouvellements?|remplacements?|livraisons?)\.? (?:de |d')?)?"
        r"(\d{1,3})(?: ?[x×])? +(?!(?:pouces?|inch|ports?|en|go|gb|to|tb|mo|voies?|coeurs?|cores?|bits?|watts?|kva|mp|serie"
        r"|pages?|zones?|ans?|mois|etages?|eme|er)\b)[a-z][a-z.]+"
    ).match,
    re.compile(r"(?:lot|pack|stack|ensemble) (?:de |of )?(\d{1,3})\b").search,
    re.compile(r" [x×] (\d{1,3})$").search,
    re.compile(r"(?<![^ ])\((?:x ?(?!64\)|86\)))?(\d{2,3})\)$").search,
    re.compile(r"\([x×] ?(?!64\)|86\))(\d{1,3})\)").search,  # « (x64) » is a system
    re.compile(r"(?<![\w.,])(\d{1,3}) ?(?:ex|exemplaires?|unites?|pieces?|pcs)\b").search,
    re.compile(r"\b(?:qte|quantite|nbre?|nombre)\.?(?: ?[:=])? ?(\d{1,3})\b").search,
    # « Imprimantes laser : 3 »; not « École : 3 », a place
    re.compile(
        r"\b(?!(?:bureau|salle|etage|classe|niveau|site|service|ecole|lot|version|gen|poste|zone|batiment|bat|local|porte|secteur) ?:)"
        r"[a-z]{3,} ?: ?(\d{1,3})$"
    ).search,
    re.compile(r"[a-z] par (\d{1,3})$").search,
)
_IN_WORDS: Final = {
    "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8, "neuf": 9, "dix": 10, "onze": 11, "douze": 12,
    "treize": 13, "quatorze": 14, "quinze": 15, "seize": 16, "vingt": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60, "quatre-vingt": 80, "cent": 100,
}  # fmt: skip
_SETS: Final = {
    "paire": 2, "demi-douzaine": 6, "huitaine": 8, "dizaine": 10, "douzaine": 12, "quinzaine": 15, "vingtaine": 20, "trentaine": 30,
    "quarantaine": 40, "cinquantaine": 50, "soixantaine": 60, "centaine": 100,
}  # fmt: skip
# « Quatre portables », « Vingt-deux PC », « une douzaine d’écrans »; not « deux en un »
_NUMBER_IN_WORDS = re.compile(
    rf"(?:({'|'.join(sorted(_IN_WORDS, key=len, reverse=True))})s?(?:-({'|'.join(_IN_WORDS)}))?|(?:une )?({'|'.join(_SETS)})s? d(?=e |'))"
    r"[ e']+(?!en\b)[a-z]{2}"
).match


def number_told(label: str) -> int | None:
    """Return the number of devices that a label tells, when it does: « 10 PC portables » is not one device."""
    text = fold(label)
    told = [int(found[1]) for each in _NUMBERED if (found := each(text))]
    if words := _NUMBER_IN_WORDS(text):
        told.append(_SETS[words[3]] if words[3] else _IN_WORDS[words[1]] + _IN_WORDS.get(words[2] or "", 0))
    return next((number for number in told if number > 1), None)


# « Pas de portable », « Portable à acheter », « Portable (prévision 2026) », « Ex-portable », « Smartphone (perso) »; not « EX2300 », « du personnel »
_NOT_THERE: Final = re.compile(
    r"^(?:pas|plus|aucune?|absence) (?:de |d')?(?=[a-z]{2})|^ex[- ](?=[a-z]{3})"
    r"|\ba (?:acheter|commander|acquerir|prevoir|recevoir|budgeter)\b|\b(?:prevision(?:s|nel|nelle)?|prevue?s?|souhaitee?s?|en projet)\b"
    r"|\bperso\b|\(personnel(?:le)?\)|\bbyod\b"
).search


def is_not_there(label: str) -> bool:
    """Say whether a label says its device not bought yet, there no more, or a person's own."""
    return _NOT_THERE(fold(label)) is not None


_BETWEEN: Final = re.compile(r"\s(?:et|avec|&)\s|,\s", re.IGNORECASE).split
_FEATURE: Final = re.compile(r"(?:wi-?fi|webcam|scanner|fax|camera|micro|windows)\b").match
_SET: Final = re.compile(r"(?:kit|pack|lot|ensemble) ", re.IGNORECASE).match


def parts_told(label: str) -> list[str]:
    """Return the parts of a label joined by « et », « avec », « & » or a comma, without « kit », nor features: « avec wifi »."""
    parts = [part.strip() for part in _BETWEEN(label)]
    kept = [part for index, part in enumerate(parts) if part and not (index and _FEATURE(fold(part)))]
    return [part[found.end() :] if (found := _SET(part)) else part for part in kept]


SINGULAR: Final = 4  # letters: a word that short keeps its s


def is_plural(label: str, kinds: Collection[str]) -> bool:
    """Say whether a label names several devices: « Vidéoprojecteurs écoles », « PC portables »; `kinds`: the words of types."""
    words = plain(label).split()
    heads = words[1:2] if words[:1] in (["pc"], ["micro"]) else words[:1]
    starts = tuple(kind for kind in kinds if len(kind) >= SINGULAR)
    return any(len(word) > SINGULAR and singular(word) != word and word.startswith(starts) for word in heads)


def is_placeholder(cells: Iterable[str]) -> bool:
    """Say whether a row is that of a template to fill in: `<…>` in two cells at least."""
    return sum(cell[:1] == "<" and cell[-1:] == ">" for cell in cells) > 1
