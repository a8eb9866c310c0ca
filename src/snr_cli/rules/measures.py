"""REEN-16 to REEN-18: the measures of the strategy, their means and their calendar."""

from collections.abc import Sequence

from snr_cli.french.numbers import plural, together
from snr_cli.model.finding import Severity
from snr_cli.model.strategy import Action, Objective
from snr_cli.plan.means import axes_with_means, has_means
from snr_cli.rules.case import Case
from snr_cli.rules.verdict import Remark, Verdict, judged, missing, not_applicable

_INFO, _WARNING = Severity.INFO, Severity.WARNING


def _measures(case: Case) -> list[tuple[int, Action]]:
    """Return what is decided: an idea is not a measure yet, an abandoned action is none any more."""
    return [(index, act) for index, act in enumerate(case.dossier.actions) if act.status not in ("idea", "abandoned")]


def _to_carry_out(case: Case) -> list[tuple[int, Action]]:
    """Return the measures of the strategy itself, without those that the programme only recalls (REEN-07)."""
    programme = case.dossier.programme
    date = programme.date if programme else None
    return [
        (index, act)
        for index, act in _measures(case)
        if not (act.status == "done" and date and act.started_on and act.started_on <= date)
    ]


def _unmoved(case: Case) -> set[str]:
    """Return the objectives that the plan computes and that no action changes; under the threshold SNR606 says them."""
    if case.standing != "due":
        return set()
    return {each.id for each in case.plan.outcomes if each.why == "no_action" and not each.reach.at_target}


def _without_measure(aim: Objective, actions: Sequence[Action]) -> tuple[str, str]:
    """Say that no decided action serves an objective, and which ideas do: they do not count."""
    ideas = [f"« {act.title} »" for act in actions if act.status == "idea" and aim.id in act.objectives]
    if not ideas:
        return f"objectif « {aim.id} » sans mesure", f"nommez-le dans une action décidée : objectives: [{aim.id}]"
    verb, state = (
        ("le servent", "des idées, qui ne comptent pas") if ideas[1:] else ("le sert", "une idée, qui ne compte pas")
    )
    return (
        f"objectif « {aim.id} » sans mesure décidée : {together(ideas)} {verb}, mais {'ce sont' if ideas[1:] else 'c’est'} {state}",
        "quand c’est décidé, passez le statut (status) de « idée » à « prévue » (planned) ; ou nommez l’objectif dans une autre action",
    )


def measures(case: Case) -> Verdict:
    """REEN-16: every objective has a measure that moves it, as the plan computes it, and no measure is an orphan."""
    dossier, found = case.dossier, _measures(case)
    if not found:
        return missing(
            (),
            "le dossier ne contient aucune mesure décidée : la loi demande les mesures qui permettent d’atteindre les objectifs",
            "ajoutez, avec vos valeurs, actions: [{id: duree-portables, title: Garder les portables sept ans, themes: [2], "
            "status: planned, owner: DSI, means: {fte: 0.3}, schedule: {start: 2026}, objectives: [ges-territoire]}]",
        )
    served = {name for _, act in found for name in act.objectives}
    still = _unmoved(case) if dossier.objectives else set()
    remarks = [
        Remark(("objectives", index), *_without_measure(objective, dossier.actions))
        for index, objective in enumerate(dossier.objectives)
        if objective.id not in served
    ]
    remarks += [
        Remark(
            ("objectives", index),
            f"objectif « {objective.id} » : d’après le plan calculé, aucune mesure ne le fait bouger",
            "donnez des effects à une action qui le sert, ou revoyez l’objectif ; voyez snr plan",
            _WARNING,
        )
        for index, objective in enumerate(dossier.objectives)
        if objective.id in served & still
    ]
    remarks += [
        Remark(
            ("actions", index),
            f"action « {act.id} » : ne sert aucun objectif (bonne pratique, que la loi n’impose pas)",
            "ajoutez objectives: [identifiant d’un objectif]",
            _WARNING,
        )
        for index, act in _to_carry_out(case)
        if not act.objectives
    ]
    return judged(
        remarks, f"{plural(len(found), 'mesure')} pour {plural(len(dossier.objectives), 'objectif')}", ("actions",)
    )


def means(case: Case) -> Verdict:
    """REEN-17: staff, budget, contract or partner of each measure, or of its axis; and who carries it. Savings are not means."""
    found_measures = _to_carry_out(case)
    if not found_measures:
        return missing(
            (),
            "le dossier ne contient aucune mesure à mener, donc aucun moyen",
            "ajoutez actions, chacune avec owner: DSI et means: {fte: 0.3} (ou budget, contract, partner)",
        )
    shared, remarks = axes_with_means(case.dossier), []
    for index, act in found_measures:
        if not has_means(act) and act.axis not in shared:
            remarks.append(
                Remark(
                    ("actions", index, "means"),
                    f"action « {act.id} » sans moyens",
                    "ajoutez means: au moins fte, budget, contract ou partner (les économies n’en sont pas)",
                )
            )
        if act.owner is None:
            text = f"action « {act.id} » sans pilote"
            remarks.append(Remark(("actions", index), text, "ajoutez owner: une direction ou une fonction", _WARNING))
    return judged(
        remarks, f"{plural(len(found_measures), 'mesure')} à mener, des moyens et un pilote pour chacune", ("actions",)
    )


def calendar(case: Case) -> Verdict:
    """REEN-18: annual or multi-year character of objectives and measures."""
    dossier, found = case.dossier, _to_carry_out(case)
    if not dossier.objectives and not found:
        return not_applicable("attend un objectif ou une mesure (REEN-14, REEN-16)")
    remarks = [
        Remark(
            ("objectives", index),
            f"objectif « {each.id} » : annuel ou pluriannuel ?",
            "ajoutez frequency: annual ou multi_year",
        )
        for index, each in enumerate(dossier.objectives)
        if each.frequency is None
    ]
    remarks += [
        Remark(
            ("actions", index, "schedule"),
            f"action « {act.id} » sans calendrier",
            "ajoutez schedule: {start: 2026, full: 2028} (début, plein effet)",
        )
        for index, act in found
        if act.schedule is None or act.schedule.start is None
    ]
    remarks += _too_late(dossier.objectives, found)
    return judged(remarks, "temporalité dite pour chaque objectif et chaque mesure", ("objectives",))


def _too_late(objectives: Sequence[Objective], found: Sequence[tuple[int, Action]]) -> list[Remark]:
    """Return the measures that begin after the year aimed at by an objective that they serve."""
    years = {each.id: each.by for each in objectives if each.start is None or (each.by or 0) > each.start}
    remarks = []
    for index, act in found:
        start = act.schedule.start if act.schedule else None
        for name in act.objectives:
            by = years.get(name)
            if start is not None and by is not None and start > by:
                text = f"action « {act.id} » : commence en {start}, après l’année cible ({by}) de l’objectif « {name} »"
                remarks.append(Remark(("actions", index, "schedule"), text, "avancez start, ou retirez cet objectif"))
    return remarks
