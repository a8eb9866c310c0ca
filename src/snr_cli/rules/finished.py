"""SNR613, SNR623: a finished action of which nothing says when, or that the inventory contradicts: the plan takes it as being in it."""

from typing import Final

from snr_cli.french.numbers import exact
from snr_cli.model.dossier import Dossier
from snr_cli.plan.calendar import undated
from snr_cli.plan.idle import contradicted
from snr_cli.plan.parameters import EFFECT_PARAMETERS
from snr_cli.rules.case import Case, Rule
from snr_cli.rules.verdict import Remark, Verdict, judged


def has_finished(dossier: Dossier) -> bool:
    """Say whether an action is finished."""
    return any(action.status == "done" for action in dossier.actions)


def has_begun(dossier: Dossier) -> bool:
    """Say whether an action is finished or under way."""
    return any(action.status in ("done", "under_way") for action in dossier.actions)


def when(case: Case) -> Verdict:
    """SNR613: finished before the reference year, its effect is in the inventory; finished since, it is still to come."""
    year = case.dossier.reference_year
    remarks = [
        Remark(
            ("actions", index, "status"),
            f"action « {action.id} » : terminée, sans date ; son effet est pris comme déjà dans l’inventaire de {year}, et n’est pas compté",
            f"donnez started_on ; ou schedule, si son effet vient après {year}",
        )
        for index, action in enumerate(case.dossier.actions)
        if action.effects and undated(action)
    ]
    return judged(remarks, "chaque action terminée a sa date", ("actions",))


def in_inventory(case: Case) -> Verdict:
    """SNR623: what an action that is finished, or at full effect, says is what the inventory shows, since the plan counts it there."""
    year = case.dossier.reference_year
    remarks = []
    for found in contradicted(case.dossier, case.assessment, case.tables):
        action = case.dossier.actions[found.position]
        effect, state = action.effects[found.rank], "terminée" if action.status == "done" else "à plein effet"
        said, words = getattr(effect, found.parameter), EFFECT_PARAMETERS[found.parameter].words
        today = "ne le montre pas" if found.today is None else f"dit {_value(found.today)}"
        remarks.append(
            Remark(
                ("actions", found.position, "effects", found.rank, found.parameter),
                f"action « {found.action} » : {state}, elle donne {words} ({_value(said)}), et l’inventaire de {year} {today} "
                f"(ligne « {found.line} »)",
                "corrigez la ligne si l’action a eu lieu ; sinon le statut, le calendrier ou la valeur de l’action",
            )
        )
    return judged(remarks, f"ce que disent les actions terminées est dans l’inventaire de {year}", ("actions",))


def _value(value: float | str) -> str:
    return value if isinstance(value, str) else exact(value)


RULES: Final = (Rule("SNR613", has_finished, when), Rule("SNR623", has_begun, in_inventory))
