"""French agreement: counts in letters, articles, elision. Knows words, not documents."""

from typing import Final

from snr_cli.french.numbers import number

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


def the(noun: str) -> str:
    """Write the article of a masculine noun, or of one that elides it: le conseil, l’assemblée."""
    return f"l’{noun}" if begins_with_vowel(noun) else f"le {noun}"


def to_the(noun: str) -> str:
    """Write « à » and the article of a masculine noun, or of one that elides it: au président, à l’exécutif."""
    return f"à l’{noun}" if begins_with_vowel(noun) else f"au {noun}"


def of_the(noun: str) -> str:
    """Write « de » and the article of a masculine noun, or of one that elides it: du conseil, de l’assemblée."""
    return f"de l’{noun}" if begins_with_vowel(noun) else f"du {noun}"


def of(name: str) -> str:
    """Write « de » before a proper name: de Valmont, d’Annecy, du Mans, des Abymes."""
    for article, contracted in (("Le ", "du "), ("Les ", "des ")):
        if name.startswith(article):
            return contracted + name[len(article) :]
    return ("d’" if begins_with_vowel(name) else "de ") + name
