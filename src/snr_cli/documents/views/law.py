"""The duties of law, decree and practice in a document: which section answers each, and whether the dossier meets it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Final

from snr_cli.documents.outline import Outline, answers_of, elsewhere
from snr_cli.documents.wording import for_reader
from snr_cli.french.numbers import number, together
from snr_cli.model.codes import CODES, HEADINGS, Basis
from snr_cli.model.dossier import Dossier
from snr_cli.model.territory import INHABITANTS_OF_LAW
from snr_cli.rules.case import MISSING, Duties, Duty, RuleStatus, answer_to

# Sentences that claim: their words are here, each with the rules that must be satisfied before it is written.
#
# A template or a module writes `claims.associated`: it reads what is claimed once every rule is satisfied, and what may be said
# without it otherwise. A rule that was not judged for the document satisfies nothing.

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


def given_by_the_vote(about: str, dossier: Dossier) -> str:
    """Return the rule that only the coming vote can satisfy: the text is there, its date is not."""
    programme, strategy = dossier.programme, dossier.strategy
    if about == "programme" and programme is not None and programme.date is None:
        return "REEN-03"
    return "REEN-12" if about == "strategie" and strategy is not None and strategy.adopted_on is None else ""


def is_ready(about: str, dossier: Dossier, missing: Iterable[str]) -> bool:
    """Say whether there is something to vote on: of the pieces asked of everyone, nothing is missing but what the sitting dates."""
    return {given_by_the_vote(about, dossier), "REEN-21" if about == "bilan" else ""}.issuperset(missing)


# the name of a rule where it reads badly before an answer
_TITLES: Final = {"REEN-02": f"Population au regard du seuil de {number(INHABITANTS_OF_LAW)} habitants"}
IMPOSED: Final = {Basis.LAW: "par la loi", Basis.DECREE: "par le décret"}
# what the dossier does not speak of, what the coming vote dates, what waits for another answer
_ABSENT, AWAITED, WAITING = "non renseigné", "en attente du vote", "en attente"


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyView:
    """A rule, the text it rests on, the answer of the dossier, and the section that answers it.

    `elsewhere`: the document that answers it, when this one has no such section.
    """

    code: str
    title: str
    status: str
    text: str
    section: str
    reference: str
    basis: Basis
    elsewhere: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Law:
    """What law, decree and practice ask, and whether article 35 binds the authority.

    `standing`: due, voluntary, to_check, not_yet or outside. `families`: the duties under the heading of what they rest on. `missing`: what is imposed and the dossier lacks, `imposed` by
    which texts; `awaits_vote`: nothing but the date of the coming vote. `places`: how many places to fill the document has, known
    to its cover alone. `report`: the articles that rule the yearly report, by kind of authority.
    """

    standing: str
    as_of: str
    duties: tuple[DutyView, ...]
    families: tuple[tuple[str, tuple[DutyView, ...]], ...]
    missing: tuple[DutyView, ...]
    imposed: str
    awaits_vote: bool
    report: str
    places: int = 0


def law_view(duties: Duties, outline: Outline, kind: str, dossier: Dossier) -> Law:
    """Return the duties of a document, for a kind of authority."""
    to_vote = given_by_the_vote(outline.profile, dossier)
    shown = tuple(
        _shown(duty, duties, outline, kind, dossier, to_vote)
        for duty in sorted(duties.lines, key=lambda duty: duty.code)
        if duty.code.startswith("REEN")
    )
    missing = tuple(duty for duty in shown if duty.status in (MISSING, _ABSENT))
    return Law(
        standing=duties.standing,
        as_of=duties.as_of,
        duties=shown,
        families=tuple(
            (title, views)
            for basis, title in HEADINGS.items()
            if (views := tuple(duty for duty in shown if duty.basis is basis))
        ),
        missing=missing,
        imposed=together(IMPOSED[basis] for basis in IMPOSED if any(duty.basis is basis for duty in missing)),
        awaits_vote=not missing and any(duty.status == AWAITED for duty in shown),
        report=REPORTS.get(kind, _REPORT),
    )


def _shown(duty: Duty, duties: Duties, outline: Outline, kind: str, dossier: Dossier, to_vote: str) -> DutyView:
    code = CODES[duty.code]
    section = answers_of(outline.profile).get(duty.code, "")
    held = section in outline.sections
    assert code.basis is not None
    return DutyView(
        code=duty.code,
        title=_TITLES.get(duty.code, code.title),
        status=_status(duty, duties, to_vote),
        text=_lead(duty, dossier) or _named(duty.text, dossier),
        section=section if held else "",
        reference=" ; ".join(text.cited(kind or None) + ("" if text.read else " (à vérifier)") for text in code.texts),
        basis=code.basis,
        elsewhere="" if held else elsewhere(duty.code),
    )


def _lead(duty: Duty, dossier: Dossier) -> str:
    """Return who leads, as a sentence, where the answer of the rule is that title alone; empty otherwise."""
    lead = dossier.governance.elected_lead if dossier.governance else None
    return f"Portage par : {lead}" if duty.code == "REEN-25" and lead and duty.text == lead else ""


_CODES: Final = re.compile(r" \((?:REEN|SNR|ADJ|RCP)-?\d+(?:, (?:REEN|SNR|ADJ|RCP)-?\d+)*\)")  # of the rules of snr


def _named(text: str, dossier: Dossier) -> str:
    """Return a sentence of the screen for a reader: objectives and actions by their titles, without what is told to the author."""
    titles = {objective.id: objective.title or objective.id for objective in dossier.objectives} | {
        action.id: action.title for action in dossier.actions
    }
    named = re.sub(r"« ([^«»]+) »", lambda match: f"« {titles.get(match[1], match[1])} »", text)
    sentences = for_reader(_CODES.sub("", named)).split(". ")
    return ". ".join(sentence for sentence in sentences if "dossier" not in sentence.lower())


def _status(duty: Duty, duties: Duties, to_vote: str) -> str:
    """Return the answer of a duty for a reader, to whom a dossier that says nothing is not an authority that did nothing."""
    said = answer_to(duty, duties.standing)
    if said == MISSING:
        return AWAITED if duty.code == to_vote else MISSING if duty.line else _ABSENT
    return WAITING if duty.status is RuleStatus.NOT_APPLICABLE and duty.text.startswith("attend ") else said


@dataclass(frozen=True, slots=True)
class Visa:
    """A text referred to, as written after « Vu »; `checked`: false when a lawyer has to verify it."""

    text: str
    checked: bool


# where the report that holds the bilan is ruled; none was read in an official version
_REPORT: Final = "article L2311-1-1"
REPORTS: Final = {"metropole": "article L5217-10-2", "metropole_de_lyon": "articles L3661-2 et D3661-7"}
REEN_TEXT: Final = (
    "la loi n° 2021-1485 du 15 novembre 2021 visant à réduire l’empreinte environnementale du numérique en France"
)
CGCT: Final = "le code général des collectivités territoriales"
TEXTS: Final[dict[str, Visa]] = {
    "reen": Visa(
        f"{REEN_TEXT}, notamment son article 35",
        True,
    ),
    "decree": Visa(
        "le décret n° 2022-1084 du 29 juillet 2022 relatif à l’élaboration d’une stratégie numérique responsable par les communes "
        f"de plus de {number(INHABITANTS_OF_LAW)} habitants et les établissements publics de coopération intercommunale à fiscalité "
        f"propre de plus de {number(INHABITANTS_OF_LAW)} habitants",
        True,
    ),
    "code": Visa(CGCT, True),
    "law": Visa(REEN_TEXT, True),
    "strategy": Visa(f"{CGCT}, notamment son article D2311-15-1", True),
    "report": Visa(f"{CGCT}, notamment son article D2311-15", True),
    "yearly": Visa(f"{CGCT}, notamment son {_REPORT}", False),
    "yearly_metropole": Visa(f"{CGCT}, notamment son {REPORTS['metropole']}", False),
    "yearly_lyon": Visa(f"{CGCT}, notamment ses {REPORTS['metropole_de_lyon']}", False),
    "intercommunal": Visa(
        f"{CGCT}, notamment son article L5211-36, qui rend les dispositions financières des communes applicables aux établissements "
        "publics de coopération intercommunale",
        False,
    ),
    "competence": Visa(f"{CGCT}, notamment son article L2121-29, sur les attributions du conseil municipal", False),
    "competence_intercommunal": Visa(
        f"{CGCT}, notamment ses articles L2121-29 et L5211-1, sur les attributions de l’organe délibérant", False
    ),
    "climate_plan": Visa("le code de l’environnement, notamment son article L229-26", False),
    "goals": Visa("le code de l’environnement, notamment son article L110-1", False),
}
