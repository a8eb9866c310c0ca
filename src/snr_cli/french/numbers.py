"""What stands in a French sentence: numbers and lists by CLDR, texts of the data, titles, articles, near names. Knows nothing of snr."""

import os
from collections.abc import Iterable, Sequence
from math import isfinite
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from decimal import Decimal


NARROW: Final = "\u202f"
WIDE: Final = "\u00a0"
MINUS: Final = "\u2212"
_MOST_DECIMALS: Final = 3  # of a number whose decimals nobody says
TOO_LONG: Final = 1e21  # more digits than anyone reads
_FRENCH: Final = str.maketrans({",": NARROW, ".": ",", "-": MINUS})
FLOAT_FIGURES: Final = 17  # figures that tell any two floats apart
MONTHS: Final = (
    *("janvier", "février", "mars", "avril", "mai", "juin"),
    *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
)


def number(value: float, digits: int | None = None) -> str:
    """Write a number with a comma and narrow no-break spaces: 12 345,6.

    Args:
        value: the number.
        digits: decimals kept; None keeps what the value has, three at most.
    """
    if (value and abs(value) < 0.001 and digits is None) or abs(value) >= TOO_LONG:
        return f"{value:.3g}".replace(".", ",").replace("-", MINUS)
    text = f"{_quantized(value, _MOST_DECIMALS if digits is None else digits):,f}"
    if digits is None:
        text = text.rstrip("0").rstrip(".")
    return text.translate(_FRENCH)


def _quantized(value: float, digits: int) -> "Decimal":
    """Round to so many decimals, halves to the even one, as CLDR does."""
    from decimal import ROUND_HALF_EVEN, Context, Decimal

    return Decimal(str(value)).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_EVEN, Context(prec=60))


def significant(value: float, figures: int = 3) -> str:
    """Write a number with so many significant figures, never in scientific form above a millionth."""
    if not value:
        return "0"
    digits = figures - 1 - exponent(value)
    rounded = half_up(value, digits)
    if rounded and exponent(rounded) > exponent(value):  # 9,999 → 10,0
        digits -= 1
    if digits > 9:
        mantissa, power = f"{value:.{figures - 1}e}".split("e")
        return f"{mantissa.replace('.', ',')}{WIDE}×{WIDE}10^{int(power)}".replace("-", MINUS)
    return number(half_up(value, digits), max(0, digits))


def half_up(value: float, digits: int) -> float:
    """Round as readers do: 126,5 is 127, and −126,5 is −127; `round` goes to the even one."""
    from decimal import ROUND_HALF_UP, Decimal

    if value and exponent(value) + digits > FLOAT_FIGURES:  # a float knows no figure as small as the step
        return float(value)
    return float(Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP))


def between(low: float, high: float) -> str:
    """Write two bounds with three significant figures, each rounded outwards by its own step: entre 39 900 et 144 000."""
    return f"entre {outwards(low, up=False)} et {outwards(high, up=True)}"


def outwards(bound: float, *, up: bool) -> str:
    """Write a bound with three significant figures, never on the inner side of its value; its sign is kept."""
    from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

    if not bound or not isfinite(bound):
        return "0" if not bound else str(bound)
    known = Decimal(f"{bound:.{WRITTEN}g}")  # what a division by a thousand left after it is no figure
    step = Decimal(1).scaleb(exponent(bound) - 2)
    return significant(float(known.quantize(step, rounding=ROUND_CEILING if up else ROUND_FLOOR)))


def exact(value: float) -> str:
    """Write a number with the figures that JSON has, enough to redo the arithmetic to 10⁻⁹; never in grouped form."""
    text = repr(float(f"{value:.{WRITTEN}g}"))
    return text.removesuffix(".0").replace(".", ",").replace("-", MINUS)


def percent(share: float) -> str:
    """Write a share: 12 %, < 1 % when it would round to zero."""
    if 0 < share < 0.01 and round(share * 100) < 1:
        return f"<{WIDE}1{WIDE}%"
    # a product leaves digits that are no figures: a share of 0.495 is 50 %, whatever it was divided by
    return f"{number(float(f'{share * 100:.{WRITTEN}g}'), 0)}{WIDE}%"


def euros(value: float) -> str:
    """Write an amount in euros, without cents."""
    return f"{number(value, 0)}{WIDE}€"


def signed(value: float, text: str) -> str:
    """Put its sign before a change that is written already; the minus is there."""
    return f"+{text}" if value > 0 else text


def long_date(date: str) -> str:
    """Write an ISO date: 31 décembre 2025, 1er janvier 2023."""
    number_of_day = int(date[8:])
    return f"{'1er' if number_of_day == 1 else number_of_day} {MONTHS[int(date[5:7]) - 1]} {date[:4]}"


def plural(count: float, word: str, many: str | None = None) -> str:
    """Write a count with its word: 1 ligne, 2 lignes (plural from two on)."""
    return f"{number(count)} {word if abs(count) < 2 else many or word + 's'}"


def whole(count: float, *, rough: bool = False) -> str:
    """Write a count of things, which has no decimals: 2 745 screens where a ratio gives 2 745,1.

    Args:
        count: the count; a part of a thing is « moins de 1 », not none.
        rough: an estimate, told to three figures: environ 2 750.
    """
    if 0 < abs(count) < 0.5:
        return "moins de 1"
    if rough:
        return f"environ {number(half_up(count, min(0, 2 - exponent(count))) if count else 0, 0)}"
    return number(half_up(count, 0), 0)


def things(count: float, word: str, many: str | None = None, *, rough: bool = False) -> str:
    """Write a count of things with its word, which agrees with what is written: 1 unité for 1,2, 2 unités for 1,9."""
    written = whole(count, rough=rough)
    return f"{written} {word if half_up(abs(count), 0) < 2 else many or word + 's'}"


def together(items: Iterable[str]) -> str:
    """Join words with commas and « et »."""
    every = list(items)
    return every[0] if len(every) == 1 else ", ".join(every[:-1]) + " et " + every[-1] if every else ""


def first_of(names: Sequence[str], most: int) -> str:
    """Join the first names, and count the others: a, b et 3 autres."""
    return ", ".join(names[:most]) + and_others(len(names) - most)


def and_others(left: int) -> str:
    """Count what a list leaves out, as it ends: « et 1 autre », « et 3 autres » with a space before; nothing when none is."""
    return f" et {plural(left, 'autre')}" if left > 0 else ""


# A text as a terminal may print it, a path as it is written everywhere. A leaf: every command starts with it.


def printable(text: str) -> str:
    """Replace control characters (they could drive a terminal) by their escaped form; no-break spaces stay."""
    return "".join(char if char.isprintable() or char in "\t\u00a0\u202f" else repr(char)[1:-1] for char in text)


def posix(file: str) -> str:
    """Write a path with `/`, whatever the system."""
    return file.replace(os.sep, "/")


# What a word that nobody knows may stand for, and the question that asks it.


def closest(word: str, known: Iterable[str], least: float = 0.6) -> str:
    """Return the known word that a word most looks like; empty when it looks like none.

    Args:
        word: as it was written.
        known: the words there are.
        least: the likeness from which a word is one, from 0 to 1 (`difflib`).
    """
    from difflib import get_close_matches  # a mistake alone asks for it

    return next(iter(get_close_matches(word, list(known), 1, least)), "")


def did_you_mean(near: str | None, otherwise: str = "", *, after: str = "") -> str:
    """Ask whether a known word was meant, `after` some signs; without any, say what else to do, if anything."""
    said = f"vouliez-vous dire « {near} » ?" if near else otherwise
    return after + said if said else ""


# Titles and labels inside a sentence: a common word loses its capital, a name keeps it. A leaf.


# the first words of titles, labels and sources of funding that are no name; of any other nobody knows, and it keeps its capital
_WORDS: Final = """
abonnement accompagner achats acheter acidification agents alléger améliorer animer appareils appauvrissement
architecture arrêter ateliers atteindre audiovisuel auditer autofinancement autres avancement baie barrette borne
box budget bâti caméra capteur carte casque centres chaleur changement chargeur clavier client clé collecter
commutateur composants confier consacrer console consommables consommation copieur couper courriel crédits créer
cycle disque dissocier donner donnée données dotation durée déchets dépanner dépense dépenses déplacement
déplacements détecteur eau empreinte emprunt enceinte entraîner environnement eutrophisation exiger fabrication
feuille fin fonds formation former gain garder gouverner grand habitants hébergement héberger impacts impression
imprimante inclusion indice inscrire instance inventorier jeux kilomètres lame lancer les ligne lignes machine
manette marchés matières mener messagerie messages mesurer mettre modèle montre mutualiser mécénat ne nettoyer
nombre objets ordinateur organiser orienter ouvrir page papier pare-feu part participation particules petit
photocopieur piloter poids porter postes pourriel processeur projets proposer périphériques qualité ramener
rayonnements recherche rechercher regarder regrouper remettre remplacer requête ressource rester routeur réaffecter
réaliser rédiger réduire référents réparateurs réparations réparer réseaux salles score sensibiliser serveur
serveurs services sites smartphone sobriété souris soutenir station stockage subvention subventions supprimer
syndicat système tablette taux terminaux thermostat toutes trafic transfert transférer transport téléphone
téléphones téléviseur un une unité utilisateurs utilisation vidéo vidéoprojecteur virtualiser visioconférence
visiophone volume éco-organisme écotoxicité écoute écran écrans électricité énergie épuisement équipements éteindre
étudier évaluer badgeuse enregistreur onduleur scanner terminal traceur équipement
"""
COMMON: Final = frozenset(_WORDS.split())


def inside(title: str) -> str:
    """Write a title as a part of a sentence: « porter la durée de vie… », but « PUE de la salle », « État 30 % »."""
    first = title[:1].lower() + title[1:].split(" ", 1)[0].rstrip(",;:")
    return title[:1].lower() + title[1:] if first in COMMON else title


def listed(titles: Iterable[str]) -> str:
    """Join titles in a sentence, where a comma may be inside one."""
    return " ; ".join(map(inside, titles))


# French agreement: counts in letters, articles, elision. Knows words, not documents.


VOWELS: Final = frozenset("aeiouyàâäéèêëîïôöùûü")
# from two to sixteen; above, figures read better
_LETTERS: Final = (
    *("deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix"),
    *("onze", "douze", "treize", "quatorze", "quinze", "seize"),
)


def cardinal(count: int, *, feminine: bool = False) -> str:
    """Write a count, in letters up to sixteen: aucune, une, deux, 17."""
    if count == 0:
        return "aucune" if feminine else "aucun"
    if count == 1:
        return "une" if feminine else "un"
    return _LETTERS[count - 2] if count <= len(_LETTERS) + 1 else number(count)


def counted(count: int, word: str, many: str | None = None, *, feminine: bool = False) -> str:
    """Write a count and its word: aucune action, une action, deux actions, 25 actions."""
    return f"{cardinal(count, feminine=feminine)} {word if count < 2 else many or word + 's'}"


def act(text: str) -> str:
    """Name a deliberation inside a sentence: « Délibération n° 3 » and « n° 3 » are the délibération n° 3."""
    word = "Délibération"
    return text[:1].lower() + text[1:] if text.startswith(word) else f"{word.lower()} {text}"


def begins_with_vowel(text: str) -> bool:
    """Say whether the word before elides; an aspirated h is not known, so that h never does."""
    return text[:1].lower() in VOWELS


def that(text: str) -> str:
    """Write « que » before a text: que la commune, qu’Annecy."""
    return f"qu’{text}" if begins_with_vowel(text) else f"que {text}"


def the(noun: str, *, feminine: bool = False) -> str:
    """Write the article of a noun: le conseil, la commission, l’assemblée."""
    return f"l’{noun}" if begins_with_vowel(noun) else f"{'la' if feminine else 'le'} {noun}"


def to_the(noun: str, *, feminine: bool = False) -> str:
    """Write « à » and the article of a noun: au président, à la commission, à l’exécutif."""
    return f"à l’{noun}" if begins_with_vowel(noun) else f"{'à la' if feminine else 'au'} {noun}"


def of_the(noun: str, *, feminine: bool = False) -> str:
    """Write « de » and the article of a noun: du conseil, de la commission, de l’assemblée."""
    return f"de l’{noun}" if begins_with_vowel(noun) else f"{'de la' if feminine else 'du'} {noun}"


def of(name: str) -> str:
    """Write « de » before a proper name: de Valmont, d’Annecy, du Mans, des Abymes."""
    for article, contracted in (("Le ", "du "), ("Les ", "des ")):
        if name.startswith(article):
            return contracted + name[len(article) :]
    return ("d’" if begins_with_vowel(name) else "de ") + name


# How many figures of a number are the same on every machine.
#
# Sums and products are the same everywhere (`math.fsum` rounds once); exp, log and erf differ in their last digits from one
# C library to the next, and what is computed through them differs a little more. docs/decisions/0008 says what follows.

WRITTEN: Final = 12  # of any number in JSON or CSV
LOOSE: Final = 7  # of what is computed through exp, log or erf


def rounded(value: float, figures: int = WRITTEN) -> float:
    """Return the number nearest to a value that has at most so many significant figures."""
    return float(f"{value:.{figures - 1}e}") if isfinite(value) else value


def loose(value: float, scale: float = 0.0) -> float:
    """Return what is known of a number computed through exp, log or erf.

    Args:
        value: the number.
        scale: what was added and subtracted to get it: where nearly all of it cancelled, fewer figures are left.
    """
    if not scale or not value:
        return rounded(value, LOOSE)
    lost = exponent(scale) - exponent(value) - 4
    return rounded(value, LOOSE - max(0, lost)) if lost < LOOSE else 0.0


def exponent(value: float) -> int:
    """Return the power of ten of the first figure of a number: 2 for 999, 3 for 1000; `floor(log10(…))` may err at 1000."""
    return int(f"{abs(value):.17e}".partition("e")[2])
