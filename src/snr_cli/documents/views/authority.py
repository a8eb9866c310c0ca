"""Who the authority is, in the words of a document: article, elision, assembly and executive by kind."""

from typing import Final, NamedTuple

from snr_cli.documents.agreement import begins_with_vowel, of
from snr_cli.documents.views.records import Authority
from snr_cli.engine.records import Assessment


class Body(NamedTuple):
    """The assembly that votes and the executive that presents, for a kind of authority."""

    assembly: str
    executive: str


BODIES: Final = {
    "commune": Body("conseil municipal", "maire"),
    "communaute_de_communes": Body("conseil communautaire", "président"),
    "communaute_agglomeration": Body("conseil communautaire", "président"),
    "communaute_urbaine": Body("conseil communautaire", "président"),
    "metropole": Body("conseil métropolitain", "président"),
    "metropole_de_lyon": Body("conseil de la métropole", "président"),
}
OTHER: Final = Body("assemblée délibérante", "exécutif")


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
    name = in_full(str(assessment.facts["name"].value))
    population = assessment.facts.get("population_totale")
    return Authority(
        name=name,
        the_name=with_article(name, kind),
        of_name="de " + with_article(name, kind) if _is_common(name) or kind == "commune" else of(name),
        kind=kind,
        assembly=body.assembly,
        executive=body.executive,
        population_totale=fact("population_totale"),
        population_year=population.year if population else None,
        communes=fact("communes"),
        agents=fact("agents_total"),
        fictitious=bool(assessment.facts["fictitious"].value) if "fictitious" in assessment.facts else False,
        logo=logo,
    )


# how the table of authorities begins the name of a body of communes
_SHORT: Final = {
    "CC": "Communauté de communes",
    "CA": "Communauté d’agglomération",
    "CU": "Communauté urbaine",
}


def in_full(name: str) -> str:
    """Write the name that a document gives: CA de La Rochelle is the Communauté d’agglomération de La Rochelle."""
    first, _, rest = name.partition(" ")
    return f"{_SHORT[first]} {rest}" if first in _SHORT and rest else name


def with_article(name: str, kind: str) -> str:
    """Write a name with its article: la Communauté d’agglomération de Valmont, la commune d’Annecy, Bordeaux Métropole."""
    if _is_common(name):
        return f"l’{name}" if begins_with_vowel(name) else f"la {name}"
    return f"la commune {of(name)}" if kind == "commune" else name


def _is_common(name: str) -> bool:
    """Say whether a name begins with a common noun, which takes an article."""
    first = name.split(" ", maxsplit=1)[0].lower()
    return first in ("communauté", "métropole", "commune", "ville", "établissement", "eurométropole", "agglomération")
