"""Sentences that claim: their words are here, each with the rules that must be satisfied before it is written.

A template or a module writes `claims.associated`: it reads what is claimed once every rule is satisfied, and what may be said
without it otherwise. A rule that was not judged for the document satisfies nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Final

from snr_cli.french.numbers import number
from snr_cli.model.territory import INHABITANTS_OF_LAW
from snr_cli.rules.duties import Duties
from snr_cli.rules.verdict import RuleStatus

_LIMIT: Final = (
    f"le seuil de {number(INHABITANTS_OF_LAW)} habitants fixé par l’article 35 de la loi du 15 novembre 2021"
)


@dataclass(frozen=True, slots=True)
class Claim:
    """What is said once these rules are satisfied, and what is said otherwise."""

    needs: tuple[str, ...]
    said: str
    otherwise: str


def _claim(*needs: str, said: str, otherwise: str = "") -> Any:
    return field(metadata={"claim": Claim(needs, said, otherwise)})


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """The words that a document may write, by what its rules say."""

    associated: str = _claim(
        "REEN-05",
        said="Le programme de travail associe les acteurs publics et privés intéressés, comme le décret le demande",
        otherwise="Acteurs recensés à ce jour",
    )
    actors: str = _claim("REEN-05", said="Acteurs associés au programme de travail", otherwise="Acteurs recensés")
    prepared: str = _claim("REEN-05", said="Le programme de travail associe")
    threshold: str = _claim(
        "REEN-01",
        "REEN-02",
        said=f", et dépasse ainsi {_LIMIT}",
    )
    founded: str = _claim("REEN-03", "REEN-13", said=", sur la base duquel la stratégie est établie")
    indicators: str = _claim("REEN-15", said="les indicateurs qui les suivent")
    measures: str = _claim("REEN-16", said="les mesures qui les servent")
    means: str = _claim("REEN-17", said="les moyens de chaque mesure")
    method: str = _claim(
        "RCP-03", said="La méthode est celle du référentiel", otherwise="La méthode s’écarte du référentiel"
    )
    complete: str = _claim(
        "RCP-08",
        said="Ce qui n’est pas évalué est absent des totaux : ni zéro, ni oubli.",
        otherwise="Ce qui n’est pas évalué est absent des totaux : ce n’est pas un zéro.",
    )


CLAIMS: Final[Mapping[str, Claim]] = {each.name: each.metadata["claim"] for each in fields(Claims)}


def claims_of(duties: Duties) -> Claims:
    """Return what the duties of a document let it say."""
    held = {duty.code for duty in duties.lines if duty.status is RuleStatus.SATISFIED}
    return Claims(
        **{name: claim.said if held.issuperset(claim.needs) else claim.otherwise for name, claim in CLAIMS.items()}
    )
