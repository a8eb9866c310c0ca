"""The actions of a yearly account: their states, and those of the report’s two parts."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from snr_cli.documents.agreement import cardinal, counted
from snr_cli.documents.prose import Prose
from snr_cli.documents.views.review_done import by_number
from snr_cli.documents.views.review_indicators import CLOSER, FURTHER, LATE, NO_VALUE, PLAN_DONE, REACHED, UNMOVED
from snr_cli.documents.views.review_records import PartView
from snr_cli.model.dossier import Dossier
from snr_cli.model.review import AnnualReview
from snr_cli.model.strategy import ActionStatus
from snr_cli.plan.followed import FollowedRow
from snr_cli.plan.plan import Plan
from snr_cli.sentences.notices import NOT_SIGNIFICANT
from snr_cli.tables.table import Table
from snr_cli.titles import inside
from snr_cli.words.plan import ACTION_STATUSES

_PROGRESS: Final[dict[ActionStatus, int]] = {"idea": 0, "planned": 1, "under_way": 2, "done": 3}
ACCOUNT_STATES: Final[tuple[ActionStatus, ...]] = (
    "done",
    "under_way",
    "planned",
    "idea",
    "abandoned",
)  # order of the account
OUT_OF_FORCE: Final = ("idea", "abandoned")  # no measure of the strategy
FIRST_TIME: Final = "première fois au bilan"


def actions_table(
    dossier: Dossier,
    states: Mapping[str, ActionStatus],
    last: AnnualReview | None,
    before: AnnualReview | None,
    numbers: Mapping[str, str],
) -> Table:
    """Return the state of each action, in the last account and now."""
    now = f"Bilan {last.year}" if last else "État"
    columns = ("N°", "Action", f"Bilan {before.year}", now, "Changement") if before else ("N°", "Action", now)
    rows: list[tuple[str, ...]] = []
    for action in sorted(dossier.actions, key=lambda each: by_number(numbers.get(each.id, ""))):
        state = ACTION_STATUSES[states[action.id]]
        if before is None:
            rows.append((numbers.get(action.id, "—"), action.title, state))
            continue
        then = before.states.get(action.id)
        rows.append(
            (
                numbers.get(action.id, "—"),
                action.title,
                ACTION_STATUSES[then] if then else "—",
                state,
                _moved(then, states[action.id]) or "sans changement",
            )
        )
    return Table("État des actions", columns, tuple(rows))


def _moved(then: ActionStatus | None, now: ActionStatus) -> str:
    """Say what became of an action since the previous review; nothing when nothing did."""
    if then is None:
        return FIRST_TIME
    if then == now:
        return ""
    if now == "abandoned":
        return "abandonnée"
    if then == "abandoned":
        return "reprise"
    if _PROGRESS[now] < _PROGRESS[then]:
        return "remise en question"
    return {"done": "terminée", "under_way": "engagée", "planned": "décidée"}.get(now, "")


def moved_actions(
    dossier: Dossier, states: Mapping[str, ActionStatus], before: AnnualReview | None
) -> Mapping[str, list[str]]:
    """Return the titles of the actions that moved since the previous review, by what became of them."""
    earlier, moved = before.states if before is not None else {}, dict[str, list[str]]()
    for action in dossier.actions:
        if word := _moved(earlier.get(action.id), states[action.id]):
            moved.setdefault(word, []).append(action.title)
    return moved


def counted_states(states: Iterable[ActionStatus]) -> dict[ActionStatus, int]:
    """Return how many actions are in each state, in the order of the account; nothing of one that none is in."""
    found = list(states)
    return {state: found.count(state) for state in ACCOUNT_STATES if state in found}


def in_both_parts(dossier: Dossier) -> int:
    """Return how many actions both parts tell, since they serve objectives of both."""
    of = {each.id: each.perimeter for each in dossier.objectives}
    return sum(
        {"organisation", "territory"} <= {of[each] for each in action.objectives if each in of}
        for action in dossier.actions
    )


def part_view(
    name: str,
    dossier: Dossier,
    states: Mapping[str, ActionStatus],
    last: AnnualReview | None,
    plan: Plan,
    numbers: Mapping[str, str],
    said: Prose,
) -> PartView:
    """Return a part of the report: the actions and the objectives of the organisation, or those of the territory, by number."""
    perimeter = "organisation" if name == "internal" else "territory"
    of = {each.id: each.perimeter for each in dossier.objectives}
    mine = [
        action
        for action in dossier.actions
        if perimeter in {of[each] for each in action.objectives if each in of}
        or (perimeter == "organisation" and not any(each in of for each in action.objectives))
    ]
    by_state = {
        state: tuple(
            numbers.get(each.id) or inside(each.title)
            for each in sorted(mine, key=lambda each: by_number(numbers.get(each.id, "")))
            if states[each.id] == state
        )
        for state in ACCOUNT_STATES
    }
    return PartView(
        last is not None and name in last.part,
        said.lines("part", {state: len(titles) for state, titles in by_state.items() if titles}),
        tuple(
            (ACTION_STATUSES[state] if len(titles) < 2 else f"{ACTION_STATUSES[state]}s", titles)
            for state, titles in by_state.items()
            if titles
        ),
        tuple(str(rank) for rank, each in enumerate(plan.outcomes, 1) if each.perimeter == perimeter),
    )


def account_said(
    dossier: Dossier,
    states: Mapping[str, ActionStatus],
    before: AnnualReview | None,
    rows: Sequence[FollowedRow],
    verdicts: Mapping[str, str],
    at: int,
) -> Prose:
    """Return the sentences of an account on its actions and its indicators."""
    titles = {row.indicator.id: inside(row.indicator.title) for row in rows}
    # the plan grew since the account before, which alone makes its progress fall
    now, then = (len(_in_force(each)) for each in (states.values(), before.states.values() if before else ()))
    longer = f" (le plan est passé de {cardinal(then, feminine=True)} à {counted(now, 'action', feminine=True)})"
    return Prose(
        "bilan",
        at=at,
        before=before,
        counts=counted_states(states.values()),
        aside=[each for each in dossier.actions if states[each.id] in OUT_OF_FORCE],
        moved=moved_actions(dossier, states, before),
        first_time=FIRST_TIME,
        verdicts=verdicts,
        unknown=NO_VALUE,
        closer=CLOSER,
        still=UNMOVED,
        further=FURTHER,
        unsure=NOT_SIGNIFICANT,
        reached=[titles[key] for key, verdict in verdicts.items() if verdict == REACHED],
        back=[
            titles[key] + (longer if key == PLAN_DONE and now > then > 0 else "")
            for key, verdict in verdicts.items()
            if verdict.startswith(FURTHER)
        ],
        late=[titles[key] for key, verdict in verdicts.items() if verdict.endswith(LATE)],
    )


def _in_force(states: Iterable[ActionStatus]) -> list[ActionStatus]:
    return [state for state in states if state not in OUT_OF_FORCE]


def progress_text(said: Prose, verdicts: Mapping[str, str]) -> str:
    """Say in one sentence how many indicators go the right way, and how many are late; empty when none compares."""
    words = (CLOSER, UNMOVED, FURTHER, NOT_SIGNIFICANT)
    counts = {word: sum(verdict.startswith(word) for verdict in verdicts.values()) for word in words}
    late = sum(verdict.endswith(LATE) for verdict in verdicts.values())
    return said.text("progress", {word: count for word, count in counts.items() if count}, late)
