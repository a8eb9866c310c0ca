"""Who the authority is, in the words of a document: article, elision, assembly and executive by kind."""

from typing import Final, NamedTuple

from snr_cli.documents.view import Authority
from snr_cli.engine.records import Assessment


class Body(NamedTuple):
    """What a kind of authority is called, the assembly that votes and the executive that presents."""

    label: str
    article: str
    assembly: str
    executive: str


BODIES: Final = {
    "commune": Body("commune", "la ", "conseil municipal", "maire"),
    "communaute_de_communes": Body("communauté de communes", "la ", "conseil communautaire", "président"),
    "communaute_agglomeration": Body("communauté d’agglomération", "la ", "conseil communautaire", "président"),
    "communaute_urbaine": Body("communauté urbaine", "la ", "conseil communautaire", "président"),
    "metropole": Body("métropole", "la ", "conseil métropolitain", "président"),
    "metropole_de_lyon": Body("métropole de Lyon", "la ", "conseil de la métropole", "président"),
}
OTHER: Final = Body("collectivité", "la ", "assemblée délibérante", "exécutif")
VOWELS: Final = frozenset("aeiouyàâäéèêëîïôöùûü")


def authority_of(assessment: Assessment, logo: str = "") -> Authority:
    """Return who the authority is, by the facts of the assessment.

    Args:
        assessment: its facts come from the dossier or from the table of authorities.
        logo: data URI of the logo, empty without one.
    """

    def fact(name: str) -> int | None:
        found = assessment.facts.get(name)
        return None if found is None else int(found.value)

    kind = str(assessment.facts["kind"].value) if "kind" in assessment.facts else "autre"
    body = BODIES.get(kind, OTHER)
    name = str(assessment.facts["name"].value)
    population = assessment.facts.get("population_totale") or assessment.facts.get("population_municipale")
    return Authority(
        name,
        with_article(name, kind),
        "de " + with_article(name, kind) if _is_common(name) or kind == "commune" else of(name),
        kind,
        body.label,
        body.assembly,
        body.executive,
        fact("population_totale"),
        fact("population_municipale"),
        population.year if population else None,
        fact("communes"),
        fact("agents_total"),
        fact("agents_equipped"),
        bool(assessment.facts["fictitious"].value) if "fictitious" in assessment.facts else False,
        logo,
    )


def of(name: str) -> str:
    """Write « de » before a proper name: de Valmont, d’Annecy, du Mans, des Abymes."""
    for article, contracted in (("Le ", "du "), ("Les ", "des ")):
        if name.startswith(article):
            return contracted + name[len(article) :]
    return ("d’" if name[:1].lower() in VOWELS else "de ") + name


def with_article(name: str, kind: str) -> str:
    """Write a name with its article: la Communauté d’agglomération de Valmont, la commune d’Annecy, Bordeaux Métropole."""
    if _is_common(name):
        return f"l’{name}" if name[:1].lower() in VOWELS else f"la {name}"
    return f"la commune {of(name)}" if kind == "commune" else name


def _is_common(name: str) -> bool:
    """Say whether a name begins with a common noun, which takes an article."""
    first = name.split(" ", maxsplit=1)[0].lower()
    return first in ("communauté", "métropole", "commune", "ville", "établissement", "eurométropole", "agglomération")
