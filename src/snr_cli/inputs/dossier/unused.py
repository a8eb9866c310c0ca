"""Ids that a dossier defines and never uses: warnings, since nothing is computed wrong."""

from snr_cli.inputs.dossier.named import Report
from snr_cli.model.dossier import Dossier
from snr_cli.model.finding import Finding

_CODE = "SNR304"


def check_unused(dossier: Dossier, at: Report) -> list[Finding]:
    """Return a finding for each indicator, actor, axis, own type or server room that nothing names.

    Args:
        dossier: a dossier whose references are right.
        at: makes a finding at a path of the dossier.
    """
    found: list[Finding] = []
    followed = {name for objective in dossier.objectives for name in objective.indicators}
    followed |= {name for action in dossier.actions for name in action.indicators}
    followed |= {name for review in dossier.annual_reviews for name in review.indicators}
    for index, indicator in enumerate(dossier.indicators):
        if indicator.id not in followed:
            text = f"indicateur « {indicator.id} » : aucun objectif, aucune action, aucun bilan ne le suit"
            found.append(at(("indicators", index, "id"), _CODE, text, "nommez-le dans l’un d’eux, ou retirez-le"))
    if dossier.programme is not None:
        for index, actor in enumerate(dossier.stakeholders):
            # without an id an actor is only listed: the law tells the actors concerned from those who take part
            if actor.id is not None and actor.id not in dossier.programme.stakeholders:
                text = f"acteur « {actor.id} » absent du programme de travail"
                help_text = "nommez-le dans programme.stakeholders, ou retirez son id s’il n’y a pas pris part"
                found.append(at(("stakeholders", index, "id"), _CODE, text, help_text))
    if dossier.strategy is not None:
        followed_axes = {action.axis for action in dossier.actions}
        for index, axis in enumerate(dossier.strategy.axes):
            if axis.id not in followed_axes:
                text = f"axe « {axis.id} » sans action"
                path = ("strategy", "axes", index, "id")
                found.append(at(path, _CODE, text, f"écrivez axis: {axis.id} dans une action, ou retirez l’axe"))
    types = _types_in_use(dossier)
    for index, new in enumerate(dossier.factors.types):
        if new.id not in types:
            text = f"type « {new.id} » : aucune ligne ne l’emploie"
            found.append(
                at(("factors", "types", index, "id"), _CODE, text, "employez-le dans equipment, ou retirez-le")
            )
    rooms = {line.room for line in dossier.equipment}
    for index, room in enumerate(dossier.services):
        if room.type == "server_room" and room.metered_kwh_per_year is None and room.id not in rooms:
            text = f"salle « {room.id} » : aucun équipement ne la nomme, et elle n’a pas de compteur"
            help_text = f"écrivez room: {room.id} sur ses équipements, ou donnez metered_kwh_per_year"
            found.append(at(("services", index, "id"), _CODE, text, help_text))
    return found


def _types_in_use(dossier: Dossier) -> set[str | None]:
    effects = [effect for action in dossier.actions for effect in action.effects]
    return {
        *(line.type for line in dossier.equipment),
        *(use.type for use in dossier.uses),
        *(effect.on.type for effect in effects),
        *(effect.added_component for effect in effects),
        *(name for purchases in dossier.purchases for name in purchases.units),
    }
