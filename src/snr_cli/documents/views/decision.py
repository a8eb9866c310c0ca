"""What a council is asked to decide: the facts of the act, which `templates/phrases/deliberation.md` words, and what a new version changes."""

from collections.abc import Sequence
from typing import Final

from snr_cli.documents.templates import Prose
from snr_cli.documents.views.actions import by_number
from snr_cli.documents.views.law import REEN_TEXT, TEXTS, Visa
from snr_cli.documents.views.objectives import SAID
from snr_cli.documents.views.programme import is_again, is_current
from snr_cli.documents.views.records import (
    ActionView,
    Authority,
    Decision,
    PlanView,
)
from snr_cli.french.agreement import the
from snr_cli.french.numbers import together
from snr_cli.french.typography import Markdown
from snr_cli.model.dossier import Dossier
from snr_cli.model.territory import INHABITANTS_OF_LAW
from snr_cli.plan.voted import voted_last
from snr_cli.rules.duties import Duties

_RUN: Final = 3  # numbers that follow each other, from which only the ends are written


def new_measures(dossier: Dossier) -> frozenset[str]:
    """Return the measures in force that were not voted; without a version that says its own, those that the last account alone tells."""
    version = voted_last(dossier)
    if version is not None and version.actions is not None:
        return frozenset(in_force_ids(dossier)) - {action.id for action in version.actions}
    reviews = sorted(dossier.annual_reviews, key=lambda review: review.year)
    if len(reviews) < 2 or not reviews[-2].actions:
        return frozenset()
    before, last = reviews[-2:]
    return frozenset(set(in_force_ids(dossier)) & set(last.actions) - set(before.actions))


def new_ones(dossier: Dossier, plan: PlanView) -> list[ActionView]:
    """Return the new measures in the order of their numbers."""
    measures = new_measures(dossier)
    return sorted(
        (action for action in plan.actions if action.id in measures), key=lambda action: by_number(action.number)
    )


def in_force_ids(dossier: Dossier) -> list[str]:
    """Return the measures that are neither an idea nor abandoned, by the last yearly account."""
    last = max(dossier.annual_reviews, key=lambda review: review.year, default=None)
    states = last.states if last is not None else {}
    return [
        action.id for action in dossier.actions if states.get(action.id, action.status) not in ("idea", "abandoned")
    ]


def number_runs(new: Sequence[ActionView], plan: PlanView) -> str:
    """Write numbers of measures, those that follow each other by their ends: 1.5 à 1.14, 2.5 et 3.2."""
    rank = {
        action_view.number: at
        for at, action_view in enumerate(sorted(plan.actions, key=lambda action: by_number(action.number)))
    }
    runs: list[list[ActionView]] = []
    for view in new:
        before = runs[-1][-1] if runs else None
        if before and rank[view.number] == rank[before.number] + 1 and view.axis == before.axis:
            runs[-1].append(view)
        else:
            runs.append([view])
    numbers = [[view.number for view in run] for run in runs]
    parts = [part for run in numbers for part in (run if len(run) < _RUN else [f"{run[0]} à {run[-1]}"])]
    return together(parts)


TITLES: Final[dict[str, str]] = {
    "programme": "Projet de délibération : programme de travail de la stratégie numérique responsable",
    "strategie": "Projet de délibération : stratégie numérique responsable",
    "bilan": "Projet de délibération : bilan annuel de la stratégie numérique responsable",
}
_REASONS: Final = ("law", "diagnosis", "consultation", "choices", "money")


def decision(
    about: str, dossier: Dossier, authority: Authority, plan: PlanView, duties: Duties, *, ready: bool, **told: object
) -> Decision:
    """Return what is put to the vote.

    Args:
        about: programme, strategie or bilan.
        dossier: the dossier, inventories read.
        authority: who votes.
        plan: the plan.
        duties: whether article 35 binds the authority, and the day of it all.
        ready: there is something to vote on.
        told: what else its sentences read: the footprints, the last annual review, what its rules let a document say.
    """
    again = is_again(about, dossier)
    new = new_ones(dossier, plan) if again and about == "strategie" else []
    said = Prose(
        "deliberation",
        about=about,
        again=again,
        # an exercise that has begun: its budget is voted, or about to be
        begun=plan.credits[:4] <= duties.as_of[:4],
        current=is_current(dossier),
        in_force=len(in_force_ids(dossier)),
        limit=INHABITANTS_OF_LAW,
        new=new,
        ready=ready,
        reen=REEN_TEXT,
        runs=number_runs(new, plan),
        said=SAID,
        standing=duties.standing,
        version=voted_last(dossier),
        texts=TEXTS,
        authority=authority,
        dossier=dossier,
        plan=plan,
        **told,
    )
    asked, decided = said.text("question"), said.text("already", about)
    changes = said.lines("changes") if again else ()
    return Decision(
        subject=about,
        object=said.text("object"),
        question=asked,
        # the year of the figures is beside them
        asked=decided if about == "bilan" and decided else " ".join((asked, *(changes[1:] if ready else ()))),
        new=tuple(new),
        already=decided,
        adopted=said.text("already", "strategie"),
        changes=changes,
        others_followed=said.text("others"),
        the_assembly=the(authority.assembly),
        the_executive=the(authority.executive),
        visas=tuple(Visa(text.removeprefix("? "), not text.startswith("? ")) for text in said.lines("visas")),
        exposition=tuple(filter(None, (said.text(f"reasons_{part}") for part in _REASONS))),
        whereas=said.lines("whereas"),
        to_check=said.lines("to_check"),
        money_to_check=said.text("money_to_check"),
        articles=said.lines("articles"),
        annexes=tuple(Markdown(line) if line.endswith("*)") else line for line in said.lines("annexes")),
        places=tuple((what, where) for what, _, where in (line.partition(" | ") for line in said.lines("places"))),
    )
