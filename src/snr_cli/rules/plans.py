"""ADJ-10, ADJ-13, ADJ-17: plans beside the strategy, and a text that is still to come."""

from typing import Final

from snr_cli.french.numbers import long_date, number
from snr_cli.model.dossier import Dossier
from snr_cli.model.territory import INHABITANTS_OF_LAW
from snr_cli.rules.case import (
    INFO,
    WARNING,
    Case,
    Remark,
    Rule,
    RuleStatus,
    Verdict,
    holds,
    missing,
    not_applicable,
    to_check,
    weighed,
    years_later,
)

SPASER_EUR: Final = 50_000_000  # expenses of a calendar year, before tax: CCP, D2111-3
BEGES_YEARS: Final = 3  # C. env., L229-25, for public bodies
BEGES_STAFF: Final = 250  # agents, over which public bodies owe one: the same article
BEGES_KINDS: Final = frozenset({"communaute_agglomeration", "communaute_urbaine", "metropole", "metropole_de_lyon"})
NIS2_INHABITANTS: Final = 30_000  # bill voted by the Senate on 12 March 2025


def never(_: Dossier) -> bool:
    """A note: it is read in the summary, and gives no finding."""
    return False


def spaser(case: Case) -> Verdict:
    """ADJ-10: over 50 M€ of purchases a year, a scheme that is published and treats digital sobriety."""
    plan = case.dossier.plans.spaser if case.dossier.plans else None
    amount = plan.annual_purchases_eur if plan else None
    path = ("plans", "spaser")
    if plan is None or (amount is None and not plan.exists):
        return to_check(
            () if plan is None else path,
            "SPASER : montant annuel des achats inconnu",
            "ajoutez plans.spaser: {exists: false, annual_purchases_eur: 34200000} (toutes dépenses, € HT)",
        )
    if amount is not None and amount <= SPASER_EUR:
        return not_applicable(f"{number(amount / 1e6)} M€ HT d’achats par an : pas plus de 50 M€")
    if not plan.exists:
        return missing(
            path,
            f"{number((amount or 0) / 1e6)} M€ HT d’achats par an, plus de 50 M€ : pas de SPASER",
            "adoptez un SPASER, seul ou en commun, et publiez-le",
        )
    remarks = []
    if plan.url is None:
        remarks.append(Remark(path, "SPASER sans adresse de publication", "ajoutez url: il doit être mis en ligne"))
    if not plan.includes_digital:
        text = "SPASER : sobriété numérique " + ("absente" if plan.includes_digital is False else "à vérifier")
        severity = WARNING if plan.includes_digital is False else INFO
        remarks.append(Remark(path, text, "includes_digital: true s’il contribue à la sobriété numérique", severity))
    return weighed(remarks, "publié, sobriété numérique traitée", path)


def _beges_due(case: Case) -> tuple[bool | None, str]:
    """Say whether the authority must draw up a BEGES (None: a person must say), and why."""
    kind, totale = case.fact("kind"), case.fact("population_totale")
    agents = case.dossier.territory.agents
    staff = agents.total if agents else None
    if kind in BEGES_KINDS:
        return True, "métropole, communauté urbaine ou d’agglomération"
    if kind in ("commune", "communaute_de_communes"):
        if totale is None:
            return None, "population totale inconnue"
        if totale > INHABITANTS_OF_LAW:
            return True, f"{number(totale)} habitants"
        if staff is not None and staff > BEGES_STAFF:
            # the law counts the inhabitants of communes, and the staff of « other » public bodies
            return None, f"moins de 50 000 habitants mais {number(staff)} agents"
        return False, f"{number(totale)} habitants : pas plus de 50 000"
    if staff is None:
        return None, "effectif inconnu (territory.agents.total)"
    return staff > BEGES_STAFF, f"{number(staff)} agents"


def beges(case: Case) -> Verdict:
    """ADJ-13: every three years, with a transition plan, unless both are inside the PCAET."""
    due, why = _beges_due(case)
    plans = case.dossier.plans
    plan = plans.beges if plans else None
    path = ("plans", "beges")
    if due is False:
        return not_applicable(why)
    if due is None:
        return to_check(
            path if plan else (), f"BEGES : obligation à vérifier, {why}", "code de l’environnement, L229-25"
        )
    if plan is None or not plan.exists:
        return missing(
            () if plan is None else path,
            f"pas de BEGES ({why})",
            'ajoutez, avec vos valeurs, plans.beges: {date: "2024-06-27", year: 2023, transition_plan: true, includes_digital: true}, ou in_pcaet: true',
        )
    if plan.in_pcaet:
        pcaet = plans.pcaet if plans else None
        if pcaet is not None and pcaet.exists:
            return not_applicable("dispense : BEGES et plan de transition intégrés au PCAET")
        return missing(
            (*path, "in_pcaet"),
            "BEGES intégré à un PCAET que le dossier ne décrit pas",
            'ajoutez, avec vos valeurs, plans.pcaet: {date: "2023-12-14", includes_digital: true}, ou in_pcaet: false',
        )
    # without the date of publication, the end of the year that it counts
    day = plan.date or (f"{plan.year}-12-31" if plan.year else None)
    remarks = []
    if day is None:
        remarks.append(Remark(path, "BEGES sans date ni année", "ajoutez date (publication) et year (exercice)"))
    elif years_later(day, BEGES_YEARS) < case.as_of:
        remarks.append(
            Remark(
                (*path, "date" if plan.date else "year"),
                f"BEGES du {day}, de plus de trois ans au {long_date(case.as_of)}",
                "il se refait tous les trois ans",
            )
        )
    if not plan.transition_plan:
        text = "BEGES : plan de transition " + ("absent" if plan.transition_plan is False else "à vérifier")
        severity = WARNING if plan.transition_plan is False else INFO
        remarks.append(Remark(path, text, "transition_plan: true s’il y est joint", severity))
    if not plan.includes_digital:
        remarks.append(
            Remark(
                path,
                "BEGES : part du numérique à vérifier",
                "includes_digital: true si le numérique y est compté (scope 3)",
                INFO,
            )
        )
    return weighed(remarks, f"BEGES du {day} ({why})", path)


def nis2(case: Case) -> Verdict:
    """ADJ-17: a note on the transposition of NIS 2, without a date and without a finding."""
    totale = case.fact("population_totale")
    if totale is not None and totale <= NIS2_INHABITANTS:
        return not_applicable("projet de loi NIS 2 : au-dessus de 30 000 habitants, d’après le texte du Sénat")
    return Verdict(
        RuleStatus.TO_CHECK,
        "à venir : projet de loi NIS 2 (plus de 30 000 habitants, Sénat du 12 mars 2025) ; promulgation non vue, à vérifier",
    )


RULES: Final = (
    Rule("ADJ-10", holds("plans.spaser"), spaser),
    Rule("ADJ-13", holds("plans.beges"), beges),
    Rule("ADJ-17", never, nis2),
)
