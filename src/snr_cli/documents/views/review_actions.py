"""The actions of a yearly account: their states, and those of the report’s two parts."""

from collections.abc import Iterable, Mapping
from typing import Final

from snr_cli.documents.agreement import cardinal, counted
from snr_cli.documents.views.review_done import by_number
from snr_cli.documents.views.review_indicators import FIRST_TIME
from snr_cli.documents.views.review_records import PartView
from snr_cli.french.numbers import together
from snr_cli.french.titles import inside, listed
from snr_cli.french.words.plan import ACTION_STATUSES
from snr_cli.model.dossier import Dossier
from snr_cli.model.review import AnnualReview
from snr_cli.model.strategy import ActionStatus
from snr_cli.plan.plan import Plan
from snr_cli.results.table import Table

_PROGRESS: Final[dict[ActionStatus, int]] = {"idea": 0, "planned": 1, "under_way": 2, "done": 3}


# order of the account, then « est terminée », « sont terminées »
_COUNTED: Final[dict[ActionStatus, tuple[str, str]]] = {
    "done": ("est terminée", "sont terminées"),
    "under_way": ("est engagée", "sont engagées"),
    "planned": ("est prévue", "sont prévues"),
    "idea": ("reste à l’état d’idée", "restent à l’état d’idée"),
    "abandoned": ("est abandonnée", "sont abandonnées"),
}


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


def action_sentences(
    dossier: Dossier, states: Mapping[str, ActionStatus], last: AnnualReview | None, before: AnnualReview | None
) -> Iterable[str]:
    """Count the actions by state, then name those that moved since the previous review."""
    if not dossier.actions:
        return
    counts = {state: sum(each == state for each in states.values()) for state in _COUNTED}
    if len(states) == 1:
        yield f"L’unique action {_COUNTED[next(iter(states.values()))][0]}."
    else:
        found = {state: count for state, count in counts.items() if count}
        yield (
            f"Les {cardinal(len(states))} actions {_COUNTED[next(iter(found))][1]}."
            if len(found) == 1
            else f"Sur {counted(len(states), 'action', feminine=True)}, {_told(found)}."
        )
    aside = counts["idea"] + counts["abandoned"]
    if aside and aside < len(states):
        kinds = "à l’état d’idée" if counts["idea"] else "abandonnée"
        name = next((each.title for each in dossier.actions if states[each.id] in ("idea", "abandoned")), "")
        yield (
            f"La stratégie en compte {cardinal(len(states) - aside, feminine=True)} : celle qui est {kinds}, « {name} », n’y figure pas."
            if aside == 1
            else f"La stratégie en compte {cardinal(len(states) - aside, feminine=True)} : les {cardinal(aside)} autres, à l’état d’idée ou abandonnées, "
            "n’y figurent pas."
        )
    if before is None:
        return
    moved: dict[str, list[str]] = {}
    for action in dossier.actions:
        word = _moved(before.states.get(action.id), states[action.id])
        if word:
            moved.setdefault(word, []).append(action.title)
    new = moved.pop(FIRST_TIME, [])
    outside = sum(
        each.title in new and states[each.id] in ("idea", "abandoned") for each in dossier.actions
    )  # no measure of the strategy: a text that counts these does not count it
    for word, titles in moved.items():
        agreed = word if len(titles) < 2 else f"{word}s"
        yield f"{agreed[:1].upper()}{agreed[1:]} depuis le bilan {before.year} : {listed(titles)}."
    if not moved and before.actions:
        yield f"Aucune action n’a changé d’état depuis le bilan {before.year}."
    if new and before.actions:
        text = counted(len(new), "action", feminine=True)
        verb = "figure" if len(new) < 2 else "figurent"
        yield f"{text[:1].upper()}{text[1:]} {verb} au bilan pour la première fois{f', dont {cardinal(outside, feminine=True)} hors de la stratégie' if outside else ''}."


def engaged_text(states: Mapping[str, ActionStatus]) -> str:
    """Say in one sentence how many actions have begun; empty without an action."""
    begun, every = sum(state in ("under_way", "done") for state in states.values()), len(states)
    if not states:
        return ""
    if begun == every > 1:
        return f"Les {cardinal(begun)} actions sont engagées ou terminées."
    if not begun and every > 1:
        return f"Aucune des {cardinal(every)} actions n’est engagée ni terminée."
    text = cardinal(begun, feminine=True)
    verb = (
        ("n’est engagée ni terminée", "est engagée ou terminée")[begun] if begun < 2 else "sont engagées ou terminées"
    )
    of = f"action{'s' if begun > 1 else ''} sur {cardinal(every, feminine=True)}"
    return f"{text[:1].upper()}{text[1:]} {of} {verb}."


def in_both_parts(dossier: Dossier) -> str:
    """Say how many actions both parts tell, since they serve objectives of both; empty when none does."""
    of = {each.id: each.perimeter for each in dossier.objectives}
    both = sum(
        {"organisation", "territory"} <= {of[each] for each in action.objectives if each in of}
        for action in dossier.actions
    )
    if not both:
        return ""
    text = counted(both, "action", feminine=True)
    verb = ("sert", "figure") if both == 1 else ("servent", "figurent")
    return f"{text[:1].upper()}{text[1:]} {verb[0]} des objectifs des deux volets, et {verb[1]} donc dans l’un et dans l’autre."


def part_view(
    name: str,
    dossier: Dossier,
    states: Mapping[str, ActionStatus],
    last: AnnualReview | None,
    plan: Plan,
    numbers: Mapping[str, str],
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
        for state in _COUNTED
    }
    return PartView(
        last is not None and name in last.part,
        tuple(_part_sentences({state: len(titles) for state, titles in by_state.items() if titles})),
        tuple(
            (ACTION_STATUSES[state] if len(titles) < 2 else f"{ACTION_STATUSES[state]}s", titles)
            for state, titles in by_state.items()
            if titles
        ),
        tuple(str(rank) for rank, each in enumerate(plan.outcomes, 1) if each.perimeter == perimeter),
    )


def _part_sentences(counts: Mapping[ActionStatus, int]) -> Iterable[str]:
    total = sum(counts.values())
    if total == 1:
        yield f"La seule action de ce volet {_COUNTED[next(iter(counts))][0]}."
    elif total:
        yield (
            f"Les {cardinal(total)} actions de ce volet {_COUNTED[next(iter(counts))][1]}."
            if len(counts) == 1
            else f"Ce volet compte {counted(total, 'action', feminine=True)} : {_told(counts)}."
        )


def _told(counts: Mapping[ActionStatus, int]) -> str:
    """Say how many actions are in each state: une est terminée, onze sont engagées."""
    return together(
        f"{cardinal(count, feminine=True)} {_COUNTED[state][0 if count < 2 else 1]}" for state, count in counts.items()
    )
