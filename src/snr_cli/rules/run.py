"""Judges the rules that a profile, or the dossier's own claims, call for."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from snr_cli.french.numbers import together
from snr_cli.model.codes import CODES
from snr_cli.model.dossier import Dossier
from snr_cli.model.finding import Severity
from snr_cli.rules import (
    actions,
    checklist,
    coherence,
    contradictions,
    end_of_use,
    online_services,
    persons,
    plans,
    plausibility,
    programme,
    purchases,
    quality,
    review,
    strategy,
)
from snr_cli.rules.case import (
    Case,
    Profile,
    Rule,
    Verdict,
    claims_programme,
    claims_review,
    claims_strategy,
    not_applicable,
)

TYPED: Final = (*plausibility.RULES, *contradictions.RULES, *persons.RULES)


def judging(*rules: Rule) -> tuple[Rule, ...]:
    """Return rules, once each has its code and each code that serves a document its rule.

    Raises:
        ValueError: one of the two is missing or there twice; it says in which file.
    """
    judged = [rule.code for rule in rules]
    for name in dict.fromkeys(judged):
        if name not in CODES:
            raise ValueError(f"rules: {name} is judged by a Rule, and has no Code in a module of model/codes")
        if judged.count(name) > 1:
            raise ValueError(f"rules: {name} has two Rules: a code has one")
        if not CODES[name].document:
            raise ValueError(f"model/codes: {name} has a Rule: its Code says which document it serves (document=…)")
    for code in CODES.values():
        if code.document and code.id not in judged:
            raise ValueError(
                f"model/codes: {code.id} serves a document, and no Rule of rules judges it: add one to RULES of the module "
                "of its subject, which rules/run.py gathers"
            )
    return rules


# a document rests on those before it: the strategy on the programme, the yearly account on the strategy
DOCUMENTS: Final = {
    "saisie": (),
    "programme": ("dossier", "programme"),
    "strategie": ("dossier", "programme", "strategie"),
    "bilan": ("dossier", "programme", "strategie", "bilan"),
}
# ADJ-01 to ADJ-17: duties beside the decree, each judged in the module of its subject; none is an error
ADJACENT: Final[tuple[Rule, ...]] = tuple(
    sorted((*purchases.RULES, *end_of_use.RULES, *online_services.RULES, *plans.RULES), key=lambda rule: rule.code)
)
RULES: Final = judging(
    *programme.RULES,
    *strategy.RULES,
    *review.RULES,
    *ADJACENT,
    *checklist.RULES,
    *TYPED,
    *coherence.RULES,
    *quality.RULES,
    *actions.RULES,
)


def matches(code: str, prefixes: tuple[str, ...]) -> bool:
    """Say whether a code is one of these codes or starts with one of these prefixes."""
    return any(code.startswith(prefix) for prefix in prefixes)


def called_for(case: Case, profile: Profile | None, select: tuple[str, ...]) -> list[Rule]:
    """Return the rules to judge: those of the profile's documents, else those that the dossier claims.

    A code asked for by name is judged even when the dossier does not claim what it judges.
    """
    if profile is not None:
        documents = DOCUMENTS[profile]
        return [rule for rule in RULES if rule.document in documents]
    return [rule for rule in RULES if rule.claimed(case.dossier) or matches(rule.code, select)]


def judge(rule: Rule, case: Case) -> Verdict:
    """Judge one rule; nothing of the loi REEN applies before it was published, nor to whom it does not name, as REEN-01 says."""
    if rule.code.startswith("REEN") and case.standing == "not_yet":
        return not_applicable("la loi REEN est du 15 novembre 2021")
    if rule.code.startswith("REEN") and rule.code != "REEN-01" and case.standing == "outside":
        return not_applicable("ni les départements ni les régions ne sont visés par l’article 35")
    return rule.judge(case)


def unanswered(case: Case, profile: Profile) -> list[tuple[Rule, Verdict]]:
    """Return what the law and its decree ask of a document and the dossier lacks, whether they bind the authority or not.

    A text with such a hole is nothing to vote on, for anybody. Each verdict holds its gravest remarks alone.
    """
    found = []
    for rule in RULES:
        if rule.code.startswith("REEN") and rule.document in DOCUMENTS[profile]:
            verdict = rule.judge(case)
            gravest = [
                remark for remark in verdict.remarks if (remark.severity or CODES[rule.code].severity) is Severity.ERROR
            ]
            if gravest:
                found.append((rule, replace(verdict, remarks=tuple(gravest))))
    return found


def written(profile: Profile) -> list[Rule]:
    """Return the rules that a document answers or claims: its duties, and the checklist of the method that it names."""
    return [*duties(profile, (), ()), *(rule for rule in RULES if rule.code.startswith("RCP"))]


def duties(profile: Profile | None, select: tuple[str, ...], ignore: tuple[str, ...]) -> list[Rule]:
    """Return the duties (REEN and ADJ) to show, whatever the dossier claims: the table of `snr check --format summary`."""
    documents = DOCUMENTS[profile or "bilan"]
    return [
        rule
        for rule in RULES
        if rule.code.startswith(("REEN", "ADJ"))
        and rule.document in documents
        and (not select or matches(rule.code, select))
        and not matches(rule.code, ignore)
    ]


# What a check judged and what it did not, in one line: « 0 erreur » is not « en règle ».

ALL: Final = "tout juger : --profile bilan"
_BESIDE: Final = "obligations voisines"
NOT_IN: Final[dict[Profile, str]] = {
    "programme": f" ; non jugés : stratégie, bilan, {_BESIDE}",
    "strategie": f" ; non jugés : bilan, {_BESIDE}",
    "bilan": " : tous les documents sont jugés",
}
_CLAIMS: Final[tuple[tuple[Profile, str, Callable[[Dossier], bool]], ...]] = (
    ("programme", "programme", claims_programme),
    ("strategie", "stratégie", claims_strategy),
    ("bilan", "bilan", claims_review),
)


def held_profile(dossier: Dossier) -> Profile:
    """Return the profile of the last document that a dossier holds; `saisie` when it holds none."""
    held: list[Profile] = [name for name, _, claims in _CLAIMS if claims(dossier)]
    return held[-1] if held else "saisie"


def scope(dossier: Dossier, profile: Profile | None) -> str:
    """Return the profile, given or deduced, and what it leaves aside."""
    if profile is not None:
        return f"profil {profile}{NOT_IN[profile]}"
    names = [name for name, _, claims in _CLAIMS if claims(dossier)]
    absent = [word for _, word, claims in _CLAIMS if not claims(dossier)]
    # the last one is a note, never a finding
    beside = sum(rule.code.startswith("ADJ") and not rule.claimed(dossier) for rule in RULES) - 1
    parts = [f"profil {names[-1]} (déduit)" if names else "profil déduit : aucun document"]
    if absent:
        how = "jugés sur leur" if len(absent) > 1 else "jugé sur sa"
        parts.append(f"{how} seule existence : {together(absent)}")
    if beside:
        parts.append(f"{_BESIDE} absentes, non jugées : {beside}")
    return " ; ".join([*parts, ALL] if len(parts) > 1 else parts)
