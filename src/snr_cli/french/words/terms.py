"""The words of the field that may be said otherwise one day, each written here and nowhere else.

A title, a template, a table or a message asks for one by its key: `term("equipped_agent")`, `{{ term("equipped_agent") }}`. To change
a word, change its line, then run `python tools/regenerate.py`, which writes it in what is written by hand too (docs/mots.md keeps the
words that were last written).
"""

from typing import Final, Literal, NamedTuple, get_args

from snr_cli.french.numbers import of, of_the


class Term(NamedTuple):
    """A word of the field: one of them, several, what it means; `feminine`: its gender; `her`: what an adjective is beside « une », « des »."""

    one: str
    many: str
    meaning: str
    feminine: bool = False
    her: tuple[str, str] | None = None


TERMS: Final[dict[str, Term]] = {
    "equipped_agent": Term("agent équipé", "agents équipés", "Agent qui dispose d’un poste de travail informatique."),
    "elected_lead": Term("élu référent", "élus référents", "Qui porte la démarche devant l’assemblée."),
    "project_lead": Term("chef de projet", "chefs de projet", "Qui mène la démarche."),
    "factor_set": Term("jeu de facteurs", "jeux de facteurs", "Choix nommé entre les sources de facteurs d’émission."),
    "not_assessed": Term(
        "non évalué",
        "non évalués",
        "Ce dont la valeur manque : ce n’est pas zéro.",
        her=("non évaluée", "non évaluées"),
    ),
    "fte": Term("équivalent temps plein", "équivalents temps plein", "Temps de travail d’un agent à plein temps, ETP."),
}


def term(key: str, count: float = 1, *, feminine: bool = False) -> str:
    """Return a word, in the plural from two on; an adjective beside a feminine noun is feminine."""
    found = TERMS[key]
    one, many = found.her if feminine and found.her else (found.one, found.many)
    return one if count < 2 else many


def titled_term(key: str, count: float = 1, *, feminine: bool = False) -> str:
    """Return a word as a title begins, with a capital."""
    word = term(key, count, feminine=feminine)
    return word[:1].upper() + word[1:]


def a_term(key: str) -> str:
    """Write « un » or « une » before a word."""
    found = TERMS[key]
    return f"{'une' if found.feminine else 'un'} {found.one}"


def of_terms(key: str) -> str:
    """Write « de », or « d’ », before several."""
    return of(TERMS[key].many)


def of_the_term(key: str) -> str:
    """Write « du », « de la » or « de l’ » before a word."""
    found = TERMS[key]
    return of_the(found.one, feminine=found.feminine)


# The licences that may be asked for, and the words of what a source allows.


Licence = Literal["all", "open", "strict"]
FACTOR_LICENCES: Final[tuple[str, ...]] = get_args(Licence)
# what is said of the licence asked for, after the set of factors
LICENCE_ASKED: Final = {
    "all": "",
    "open": ", licences ouvertes seulement",
    "strict": ", licences ouvertes seulement, rien d’une base fermée",
}
# whether the rows of a source may be given again, after « redistribution »
REDISTRIBUTIONS: Final = {
    "yes": "permise",
    "contested": "permise par sa licence, contestable : tirée d’une base fermée",
    "unclear": "incertaine",
    "no": "interdite",
}
