"""REEN-12 to REEN-19 but REEN-15, REEN-23: the strategy — objectives, measures, means."""

from typing import Final

from snr_cli.french.numbers import plural
from snr_cli.model.finding import Severity
from snr_cli.model.strategy import Objective
from snr_cli.plan.base_year import published_footprint
from snr_cli.plan.means import coverage
from snr_cli.results.organisation import assessed_categories
from snr_cli.rules.case import LAW_DATE, Case, Rule, always, claims_strategy
from snr_cli.rules.measures import calendar, means, measures
from snr_cli.rules.verdict import Remark, Verdict, judged, late, missing, not_applicable, satisfied, to_check

STRATEGY_DEADLINE: Final = "2025-01-01"
THEMES: Final = {
    1: "commande publique locale et durable",
    2: "cycle de vie du matériel",
    3: "écoconception des sites et services",
    4: "sensibilisation des élus et agents, sécurité",
    5: "sensibilisation des citoyens, inclusion",
    6: "territoire connecté et durable, données ouvertes",
}
_INFO, _WARNING = Severity.INFO, Severity.WARNING


def strategy_exists(case: Case) -> Verdict:
    """REEN-12: a strategy exists; by 1 January 2025 (lateness is said, never an error)."""
    strategy = case.dossier.strategy
    if strategy is None:
        return missing(
            (),
            "le dossier ne contient pas de stratégie numérique responsable",
            'ajoutez, avec vos valeurs, strategy: {adopted_on: "2024-12-12", deliberation: "2024-118", period: {start: 2025, end: 2030}}',
        )
    path = ("strategy", "adopted_on")
    if strategy.adopted_on is None:
        return missing(
            path, "stratégie sans date d’adoption", 'ajoutez strategy.adopted_on: "AAAA-MM-JJ" une fois adoptée'
        )
    remarks: list[Remark] = []
    too_late: Verdict | None = None
    if strategy.adopted_on > STRATEGY_DEADLINE:
        text = f"stratégie adoptée le {strategy.adopted_on}, après l’échéance du 1er janvier 2025"
        too_late = late(path, text, "aucune sanction n’est prévue : dites-le dans la stratégie")
        remarks += too_late.remarks
    if strategy.period is None:
        remarks.append(
            Remark(
                ("strategy",),
                "stratégie sans période",
                "ajoutez, avec vos valeurs, strategy.period: {start: 2025, end: 2030}",
                _WARNING,
            )
        )
    elif strategy.period.end < strategy.period.start:
        remarks.append(
            Remark(
                ("strategy", "period"),
                "la période finit avant de commencer",
                "vérifiez start et end, des années",
                _WARNING,
            )
        )
    if too_late and len(remarks) == 1:
        return too_late
    return judged(remarks, f"adoptée le {strategy.adopted_on}", path)


def findings_traced(case: Case) -> Verdict:
    """REEN-13: each objective starts from a finding of the programme: a sentence, and the figure that it starts from.

    The figure is the one that snr computes, or that the dossier gives: words alone are no finding of a footprint.
    """
    objectives = case.dossier.objectives
    if not objectives:
        return not_applicable("attend un objectif (REEN-14)")
    remarks = []
    for index, objective in enumerate(objectives):
        if objective.finding is None:
            text = f"objectif « {objective.id} » sans constat"
            help_text = "ajoutez finding: le constat du bilan dont il part, en une phrase"
            remarks.append(Remark(("objectives", index), text, help_text))
        elif help_text := _no_departure(case, index):
            text = f"objectif « {objective.id} » : un constat, mais aucune valeur de départ"
            remarks.append(Remark(("objectives", index, "finding"), text, help_text))
    return judged(remarks, "", ("objectives",)) if remarks else _founded(case)


def _founded(case: Case) -> Verdict:
    """Say how many objectives start from a finding of the programme: those of an act of a past year are what it kept."""
    objectives, programme = case.dossier.objectives, case.dossier.programme
    said = f"{plural(len(objectives), 'objectif')}, un constat chiffré pour chacun"
    kept = programme.figures if programme is not None else None
    if programme is None or (
        kept is None and (programme.date is None or int(programme.date[:4]) >= case.dossier.reference_year)
    ):
        return satisfied(said, ("objectives",))  # the programme says the findings of the objectives themselves
    findings = [_plain(each) for each in kept.findings] if kept is not None else []
    founded = sum(any(each in _plain(objective.finding or "") for each in findings) for objective in objectives)
    if founded == len(objectives):
        return satisfied(f"{said}, repris de ceux du programme", ("objectives",))
    return to_check(
        ("objectives",),
        f"{said}, dont {founded} repris de ceux du programme",
        "reprenez dans finding la phrase de programme.figures.findings dont part chaque objectif",
    )


def _plain(text: str) -> str:
    """Return a sentence as it is compared: without its capital, its full stop and what it is spaced with."""
    return " ".join(text.split()).rstrip(".").casefold()


def _no_departure(case: Case, index: int) -> str:
    """Say what would give the figure that an objective starts from; empty when there is one."""
    objective = case.dossier.objectives[index]
    if objective.baseline is not None:
        return ""
    if objective.category is None or objective.measured_on not in (None, "bottom_up"):
        # an objective that names no indicator has none to lack: REEN-15 says it
        known = any(row.value is not None for row in case.plan.indicators if row.indicator.id in objective.indicators)
        return "" if known or not objective.indicators else "donnez baseline, ou une valeur à son indicateur"
    start = case.dossier.reference_year if objective.start is None else objective.start
    if start < case.dossier.reference_year:
        kept = any(each.dossier.reference_year == start for each in case.kept)
        if kept or published_footprint(objective, case.dossier, start) is not None:
            return ""
        organisation = objective.perimeter == "organisation"
        return f"donnez baseline, ou footprint au bilan annuel de {start}" if organisation else "donnez baseline"
    assessed = case.assessment
    if objective.perimeter == "organisation":
        known = objective.category in assessed_categories(assessed)
        return "" if known else f"rien n’est évalué en {objective.category} : décrivez equipment et services"
    household = objective.measured_on == "bottom_up"
    totals = assessed.territory.household_totals if household else assessed.territory.totals
    if objective.category in totals:
        return ""
    people = "territory.population.municipale"
    return f"donnez territory.households et {people}" if household else f"donnez territory.siren, ou {people}"


def _not_a_reduction(objective: Objective) -> str:
    """Say why a territory objective is not a dated reduction of the footprint; empty when it is one."""
    if objective.category is None:
        return "il ne porte pas sur l’empreinte : ajoutez-en un avec category: climate_change"
    falls = objective.target is not None and objective.baseline is not None and objective.target < objective.baseline
    if not falls and not objective.reduction:
        return "il n’a pas de baisse chiffrée : donnez reduction: 3 %"
    if objective.start is None or objective.by is None:
        return "il n’a pas ses deux années : donnez from et by"
    if objective.by <= objective.start:
        return f"son année cible ({objective.by}) n’est pas après son année de référence ({objective.start}) : corrigez by ou from"
    return ""


def territory_reduction(case: Case) -> Verdict:
    """REEN-14: at least one objective of reduction of the footprint of the territory."""
    territory = [(index, each) for index, each in enumerate(case.dossier.objectives) if each.perimeter == "territory"]
    whys = [(index, each, _not_a_reduction(each)) for index, each in territory]
    sound = [(index, each) for index, each, why in whys if not why]
    if sound:
        return satisfied(f"objectif « {sound[0][1].id} »", ("objectives", sound[0][0]))
    help_text = (
        "ajoutez, avec vos valeurs, objectives: [{id: ges-territoire, perimeter: territory, category: climate_change, "
        "reduction: 3 %, from: 2025, by: 2030}]"
    )
    if not case.dossier.objectives:
        return missing(
            (),
            "le dossier ne contient aucun objectif : le décret demande des objectifs de réduction du territoire",
            help_text,
        )
    if not territory:
        return missing(("objectives",), "aucun objectif ne porte sur le territoire", help_text)
    index, nearest, why = next((found for found in whys if found[1].category is not None), whys[0])
    return missing(
        ("objectives", index),
        f"aucun objectif de réduction du territoire ; « {nearest.id} » n’en est pas un",
        why,
    )


def themes(case: Case) -> Verdict:
    """REEN-19: coverage of the six themes. « Peuvent notamment » : information, never an error."""
    if not case.dossier.actions:
        return not_applicable("attend une action (REEN-16)")
    covered = {each.theme for each in coverage(case.dossier) if each.actions}
    strategy = case.dossier.strategy
    justified = {each.theme for each in strategy.themes_left_out} if strategy else set()
    remarks = [
        Remark(
            ("strategy", "themes_left_out") if strategy else (),
            f"thème {theme} ({label}) : aucune action, aucune justification",
            f"facultatif ; une action avec themes: [{theme}], ou strategy.themes_left_out: [{{theme: {theme}, why: …}}]",
        )
        for theme, label in THEMES.items()
        if theme not in covered | justified
    ]
    return judged(remarks, f"{plural(len(covered), 'thème couvert', 'thèmes couverts')} sur 6", ("actions",))


def climate_plan(case: Case) -> Verdict:
    """REEN-23: consistency with the PCAET when there is one."""
    plan = case.dossier.plans.pcaet if case.dossier.plans else None
    if plan is None:
        if case.fact("kind") == "commune":
            return not_applicable("commune : le PCAET est celui de l’EPCI")
        return to_check(
            ("plans",) if case.dossier.plans else (),
            "PCAET : le dossier ne dit pas s’il y en a un",
            'ajoutez, avec vos valeurs, plans.pcaet: {date: "2023-12-14", includes_digital: true, waste_heat: studied}, ou plans.pcaet: {exists: false}',
        )
    if not plan.exists:
        return not_applicable("pas de PCAET")
    path = ("plans", "pcaet")
    # a plan older than the law, whose article 34 added the digital footprint to it, could not know: it is for its revision
    old = plan.date is not None and plan.date < LAW_DATE
    severity, when = (_INFO, ", au plus tard à sa révision (à vérifier)") if old else (None, "")
    remarks = []
    if not plan.includes_digital:
        says = "le PCAET ne dit rien" if plan.includes_digital is False else "on ne sait pas si le PCAET traite"
        remarks.append(
            Remark(
                path,
                f"{says} de l’empreinte du numérique",
                f"includes_digital: true s’il en traite ; sinon reprenez-y les objectifs numériques{when}",
                severity,
            )
        )
    if plan.waste_heat not in ("studied", "not_applicable"):
        remarks.append(
            Remark(
                path,
                "potentiel de chaleur fatale des centres de données non traité dans le PCAET",
                f"étudiez-le{when}, puis écrivez waste_heat: studied, ou not_applicable sans centre de données",
                severity,
            )
        )
    if not plan.actions and plan.includes_digital:
        remarks.append(
            Remark(
                path, "aucune action de ce dossier liée au PCAET", "ajoutez plans.pcaet.actions: [identifiants]", _INFO
            )
        )
    heat = {"studied": "potentiel de chaleur fatale étudié"}.get(plan.waste_heat or "", "chaleur fatale sans objet")
    return judged(remarks, f"empreinte du numérique traitée, {heat}", path)


RULES: Final = (
    Rule("REEN-12", always, strategy_exists),
    Rule("REEN-13", claims_strategy, findings_traced),
    Rule("REEN-14", always, territory_reduction),
    Rule("REEN-16", always, measures),
    Rule("REEN-17", always, means),
    Rule("REEN-18", claims_strategy, calendar),
    Rule("REEN-19", claims_strategy, themes),
    Rule("REEN-23", claims_strategy, climate_plan),
)
