"""SNR621: an action said to be planned, which has begun by its dates or by the last yearly account."""

from typing import Final

from snr_cli.french.numbers import long_date
from snr_cli.french.words.plan import ACTION_STATUSES
from snr_cli.model.dossier import Dossier
from snr_cli.model.strategy import Action
from snr_cli.rules.case import Case, Rule
from snr_cli.rules.verdict import Remark, Verdict, judged


def has_planned(dossier: Dossier) -> bool:
    """Say whether an action is planned."""
    return any(action.status == "planned" for action in dossier.actions)


def begun(case: Case) -> Verdict:
    """SNR621: what a reader takes as still to come has begun, or should have."""
    remarks = [
        Remark(
            ("actions", index, "status"),
            f"action « {action.id} » : prévue, mais {why}",
            "écrivez status: under_way et started_on ; ou corrigez ses dates, ou le bilan, si elle n’a pas commencé",
        )
        for index, action in enumerate(case.dossier.actions)
        if action.status == "planned" and (why := _why(action, case))
    ]
    return judged(remarks, "aucune action prévue n’a commencé", ("actions",))


def _why(action: Action, case: Case) -> str:
    """Say what tells that a planned action has begun; empty when nothing does."""
    if action.started_on is not None and action.started_on <= case.as_of:
        return f"engagée le {long_date(action.started_on)}"
    last = max(case.dossier.annual_reviews, key=lambda each: each.year, default=None)
    told = last.actions.get(action.id) if last is not None else None
    if last is not None and told is not None:
        if told.status in ("under_way", "done"):
            return f"le bilan {last.year} la dit {ACTION_STATUSES[told.status]}"
        if told.status == "planned" and told.done:
            return f"le bilan {last.year} dit ce qui en a été fait"
    start = action.schedule.start if action.schedule is not None else None
    year = case.dossier.reference_year
    if action.effects and start is not None and start <= year:
        return f"son calendrier commence en {start} ; rien n’en est compté comme fait dans l’inventaire de {year}"
    if start is not None and start < int(case.as_of[:4]):
        return f"son calendrier commence en {start}, avant le {long_date(case.as_of)}"
    return ""


RULES: Final = (Rule("SNR621", has_planned, begun),)
