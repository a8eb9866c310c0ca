"""SNR613: a finished action of which nothing says when: the plan takes it as done by the reference year."""

from typing import Final

from snr_cli.model.dossier import Dossier
from snr_cli.plan.calendar import undated
from snr_cli.rules.case import Case, Rule
from snr_cli.rules.verdict import Remark, Verdict, judged


def has_finished(dossier: Dossier) -> bool:
    """Say whether an action is finished."""
    return any(action.status == "done" for action in dossier.actions)


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


RULES: Final = (Rule("SNR613", has_finished, when),)
