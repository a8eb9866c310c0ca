"""SNR601 to SNR606: what the plan cannot use, or cannot say."""

from typing import Final

from snr_cli.model.dossier import Dossier
from snr_cli.model.inventory import Equipment, Service
from snr_cli.plan.effects import PARAMETERS, QUANTITIES, aims_at
from snr_cli.plan.objectives import Reach
from snr_cli.plan.plan import make_plan
from snr_cli.rules.case import Case, Rule
from snr_cli.rules.verdict import Path, Remark, Verdict, judged, not_applicable

WORDS: Final = {
    "lifetime_years": "la durée de vie",
    "kwh_per_year": "la consommation",
    "pue": "le PUE",
    "refurbished_share": "la part reconditionnée",
    "place": "le lieu",
    "page_weight_mb": "le poids des pages",
    "replaced_by": "le type",
    "added_component": "le composant ajouté",
    "quantity": "la quantité",
}


def has_effects(dossier: Dossier) -> bool:
    """Say whether an action of the dossier changes something."""
    return any(action.effects for action in dossier.actions)


def has_objectives(dossier: Dossier) -> bool:
    """Say whether the dossier has objectives on the footprint."""
    return any(objective.category is not None for objective in dossier.objectives)


def on_nothing(case: Case) -> Verdict:
    """SNR601: an effect aims at no line of the dossier."""
    items: list[Equipment | Service] = [*case.dossier.equipment, *case.dossier.services]
    remarks = [
        Remark(
            ("actions", index, "effects", rank, "on"),
            f"action « {action.id} » : cet effet ne porte sur aucune ligne",
            "vérifiez type, line, entity, room ou group : les lignes visées doivent être dans equipment ou services",
        )
        for index, action in enumerate(case.dossier.actions)
        if action.status != "abandoned"
        for rank, effect in enumerate(action.effects)
        if effect.on.territory is None and not any(aims_at(effect.on, item, case.tables) for item in items)
    ]
    return judged(remarks, "chaque effet porte sur une ligne", ("actions",))


def twice(case: Case) -> Verdict:
    """SNR602: two actions give the same parameter of the same line two values: only the last one would hold."""
    items: list[Equipment | Service] = [*case.dossier.equipment, *case.dossier.services]
    first: dict[tuple[str, str], str] = {}
    remarks: dict[Path, Remark] = {}
    for index, action in enumerate(case.dossier.actions):
        if action.status in ("abandoned", "idea"):
            continue
        for rank, effect in enumerate(action.effects):
            if effect.on.territory is not None or effect.share is not None:
                continue
            given = [name for name in PARAMETERS if getattr(effect, name) is not None and name not in QUANTITIES]
            if effect.quantity is not None:
                given.append("quantity")
            for item in items:
                if not aims_at(effect.on, item, case.tables):
                    continue
                for name in given:
                    other = first.setdefault((item.id, name), action.id)
                    if other != action.id:
                        path: Path = ("actions", index, "effects", rank)
                        text = f"« {action.id} » et « {other} » changent {WORDS[name]} de la même ligne « {item.id} »"
                        help_text = "réunissez les deux actions, ou limitez l’une avec line, entity ou share"
                        remarks.setdefault(path, Remark(path, text, help_text))
    return judged(tuple(remarks.values()), "aucun paramètre changé deux fois", ("actions",))


def empty(case: Case) -> Verdict:
    """SNR603: an effect that changes nothing."""
    remarks = [
        Remark(
            ("actions", index, "effects", rank),
            f"action « {action.id} » : cet effet ne change rien",
            "donnez lifetime_years, quantity, quantity_change, kwh_per_year, pue, refurbished_share… ou supprimez-le",
        )
        for index, action in enumerate(case.dossier.actions)
        for rank, effect in enumerate(action.effects)
        if not any(getattr(effect, name) is not None for name in PARAMETERS)
    ]
    return judged(remarks, "chaque effet change une quantité", ("actions",))


def calendar(case: Case) -> Verdict:
    """SNR604: a calendar that runs backwards."""
    remarks = []
    for index, action in enumerate(case.dossier.actions):
        schedule = action.schedule
        if schedule is None or schedule.start is None:
            continue
        for key in ("full", "end"):
            value = getattr(schedule, key)
            if value is not None and value < schedule.start:
                text = f"action « {action.id} » : {key} ({value}) avant start ({schedule.start})"
                remarks.append(Remark(("actions", index, "schedule", key), text, "vérifiez les deux années"))
    return judged(remarks, "calendriers dans l’ordre", ("actions",))


def per_inhabitant(case: Case) -> Verdict:
    """SNR605: a territory objective on the figure by inhabitant, a national mean that no local action moves."""
    remarks = [
        Remark(
            ("objectives", index),
            f"objectif « {each.id} » : le chiffre par habitant est une moyenne nationale, il ne suit pas les actions",
            "ajoutez measured_on: bottom_up (lecture par ménage), ou smartphone_lifetime_years, ou devices_reused",
        )
        for index, each in enumerate(case.dossier.objectives)
        if each.perimeter == "territory" and each.category is not None and each.measured_on is None
    ]
    return judged(remarks, "objectifs de territoire sur ce que les actions changent", ("objectives",))


def nothing_moves(case: Case) -> Verdict:
    """SNR606: an objective on the footprint that no measure moves: judged on the computed plan."""
    plan = make_plan(case.dossier, case.assessment, case.tables)
    places = {each.id: index for index, each in enumerate(case.dossier.objectives)}
    remarks = []
    for outcome in plan.outcomes:
        path: Path = ("objectives", places[outcome.id])
        if outcome.why == "no_action" and outcome.reach is not Reach.REACHED:
            text = f"objectif « {outcome.id} » : aucune mesure ne le fait bouger"
            remarks.append(Remark(path, text, "donnez des effects aux actions qui le servent ; voyez snr plan"))
        elif outcome.reach is Reach.OUT_OF_REACH and outcome.category:
            text = f"objectif « {outcome.id} » : hors de portée avec les mesures du dossier"
            remarks.append(Remark(path, text, "renforcez les mesures ou revoyez la cible ; voyez snr plan"))
    if not plan.outcomes:
        return not_applicable("aucun objectif")
    return judged(remarks, "chaque objectif chiffré est servi par une mesure", ("objectives",))


RULES: Final = (
    Rule("SNR601", "dossier", has_effects, on_nothing),
    Rule("SNR602", "dossier", has_effects, twice),
    Rule("SNR603", "dossier", has_effects, empty),
    Rule("SNR604", "dossier", has_effects, calendar),
    Rule("SNR605", "strategie", has_objectives, per_inhabitant),
    Rule("SNR606", "strategie", has_objectives, nothing_moves),
)
