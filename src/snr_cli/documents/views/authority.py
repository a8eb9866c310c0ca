"""Who the authority is, in the words of a document: article, elision, assembly and executive by kind."""

from typing import Final, NamedTuple

from snr_cli.catalog.tables import Tables
from snr_cli.documents.views.records import Authority
from snr_cli.engine.records import Assessment
from snr_cli.french.numbers import begins_with_vowel, of, of_the, the


class Body(NamedTuple):
    """The assembly that votes and the executive that presents, for a kind of authority."""

    assembly: str
    executive: str


# the name that is most used; the dossier gives another one (territory.assembly)
BODIES: Final = {
    "commune": Body("conseil municipal", "maire"),
    "communaute_de_communes": Body("conseil communautaire", "président"),
    "communaute_agglomeration": Body("conseil communautaire", "président"),
    "communaute_urbaine": Body("conseil communautaire", "président"),
    "metropole": Body("conseil métropolitain", "président"),
    "metropole_de_lyon": Body("conseil de la métropole", "président"),
    "departement": Body("conseil départemental", "président"),
    "region": Body("conseil régional", "président"),
}
# authorities of which the dossier has no kind, by the beginning of their name
_NAMED: Final = (
    ("établissement public territorial", Body("conseil de territoire", "président")),
    ("ept ", Body("conseil de territoire", "président")),
    ("département", Body("conseil départemental", "président")),
    ("région", Body("conseil régional", "président")),
    ("syndicat", Body("comité syndical", "président")),
)
_PARIS: Final = Body("Conseil de Paris", "maire")
OTHER: Final = Body("assemblée délibérante", "exécutif")


def body_of(kind: str, name: str, assembly: str | None = None) -> Body:
    """Return the assembly and the executive of an authority.

    Args:
        kind: its kind, as the dossier says it.
        name: its name: it tells Paris, an établissement public territorial, a département, a région, a syndicat.
        assembly: how the dossier names the assembly; empty when it does not.
    """
    said = name.casefold()
    if kind in ("commune", "autre") and said in ("paris", "ville de paris", "commune de paris"):
        found = _PARIS
    else:
        by_name = next((body for begin, body in _NAMED if said.startswith(begin)), OTHER)
        found = BODIES.get(kind, by_name)
    return found if assembly is None else found._replace(assembly=assembly)


def assembly_in_full(assembly: str, of_name: str) -> str:
    """Write an assembly, its article and whose it is, once: le conseil de la Métropole de Lyon, le Conseil de Paris."""
    if assembly == _PARIS.assembly:
        return the(assembly)
    if assembly == "conseil de la métropole" and of_name.casefold().startswith("de la métropole"):
        return f"{the('conseil')} {of_name}"
    return f"{the(assembly)} {of_name}"


def authority_of(assessment: Assessment, tables: Tables, logo: str = "", assembly: str | None = None) -> Authority:
    """Return who the authority is, by the facts of the assessment.

    Args:
        assessment: its facts come from the dossier or from the table of authorities.
        tables: who publishes that table.
        logo: data URI of the logo, empty without one.
        assembly: how the dossier names the assembly.
    """

    def fact(name: str) -> int | None:
        known = assessment.facts.get(name)
        return None if known is None else int(known.value)

    kind = str(assessment.facts["kind"].value) if "kind" in assessment.facts else "autre"
    name = in_full(str(assessment.facts["name"].value))
    if kind == "commune" and name == "Paris":  # the commune is no more: its name is that of its statute
        name = "Ville de Paris"
    body = body_of(kind, name, assembly)
    population = assessment.facts.get("population_totale")
    said_by = population.source if population else ""
    of_name = of_authority(name, kind)
    return Authority(
        name=name,
        the_name=with_article(name, kind),
        of_name=of_name,
        kind=kind,
        assembly=body.assembly,
        the_assembly_in_full=assembly_in_full(body.assembly, of_name),
        executive=body.executive,
        population_totale=fact("population_totale"),
        population_year=population.year if population else None,
        population_source=tables.sources[said_by].publisher_fr if said_by in tables.sources else said_by,
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
    "EPT": "Établissement public territorial",
}


def in_full(name: str) -> str:
    """Write the name that a document gives: CA de La Rochelle is the Communauté d’agglomération de La Rochelle."""
    first, _, rest = name.partition(" ")
    return f"{_SHORT[first]} {rest}" if first in _SHORT and rest else name


def with_article(name: str, kind: str) -> str:
    """Write a name with its article: la Communauté d’agglomération de Valmont, la commune d’Annecy, Bordeaux Métropole."""
    if _first_word(name) in _MASCULINE:
        return the(name)
    if _first_word(name) in _COMMON:
        return f"l’{name}" if begins_with_vowel(name) else f"la {name}"
    return f"la commune {of(name)}" if kind == "commune" else name


def of_authority(name: str, kind: str) -> str:
    """Write « de », the article and the name: de la Communauté d’agglomération de Valmont, du Département de l’Ain, de Bordeaux Métropole."""
    if _first_word(name) in _MASCULINE:
        return of_the(name)
    return f"de {with_article(name, kind)}" if _first_word(name) in _COMMON or kind == "commune" else of(name)


# the common nouns that a name begins with, which take an article
_MASCULINE: Final = frozenset({"département", "établissement", "syndicat"})
_COMMON: Final = frozenset(
    {"communauté", "métropole", "commune", "ville", "eurométropole", "agglomération", "région", "collectivité"}
)


def _first_word(name: str) -> str:
    return name.split(" ", maxsplit=1)[0].lower()
