"""What a dossier answers of the questions that people are asked, and what to do next: the records, and one line of where it stands."""

from collections.abc import Iterable
from typing import Any, Final, Literal, NamedTuple, get_args

from snr_cli.engine.estimated import STATUS
from snr_cli.french.numbers import plural
from snr_cli.french.words.terms import mass, mass_between
from snr_cli.model.dossier import ESTIMATE_KINDS, Dossier
from snr_cli.model.questions import Part, Question

StepSort = Literal["mend", "fold", "ask", "count", "duty", "tonnes", "precision", "cycle"]
STEP_SORTS: Final[tuple[StepSort, ...]] = get_args(StepSort)


class NextStep(NamedTuple):
    """A thing to do: of what sort, the question if it is one, in a sentence, who, how many minutes, why, and the command."""

    sort: StepSort
    question: str
    text: str
    who: str
    minutes: int | None
    why: str
    command: str


class NextSteps(NamedTuple):
    """Where a dossier stands, and what to do.

    Attributes:
        name: of the dossier, in messages.
        scope: what the sum counts or leaves of a group and its members, in French; empty when there is none.
        answered: how many pieces of the decree have their questions answered, out of `pieces`.
        total: the climate sum of the organisation, kgCO2e a year; None while there is none.
        bounds: its central 90 %, at one source of data.
        partial: groups of the perimeter have no line.
        voluntary: article 35 does not bind the authority.
        steps: what to do, the first first.
    """

    name: str
    scope: str
    answered: int
    pieces: int
    total: float | None
    bounds: tuple[float, float] | None
    partial: bool
    voluntary: bool
    steps: tuple[NextStep, ...]


def is_answered(question: Question, dossier: Dossier, lines: Iterable[Any] = ()) -> bool:
    """Say whether a dossier answers a question; `lines`: those of its assessment, an inventory's too.

    What is left aside on purpose is answered, and so is what was said not to exist.
    """
    if {exclusion.group for exclusion in dossier.exclusions if exclusion.group} & set(question.opens):
        return True
    if question.none and _at(dossier, question.none.split(".")) is True:
        return True
    if question.id in _ASKED_OF_MANY:
        return _ASKED_OF_MANY[question.id](dossier)
    if question.rows:
        return bool(getattr(dossier, question.rows))
    parts = [part for part in question.parts if not part.if_unknown]
    there = frozenset(  # of the lines that nobody estimated
        name
        for line in lines
        if line.quality != STATUS
        for name in (line.type, line.group, line.inventory_group, line.role)
        if name
    )
    if any(part.estimate for part in parts):  # half an answer is none
        return all(_has(part, dossier, there) for part in parts)
    return any(_has(part, dossier, there) for part in parts[:1] or parts)


# those that no single place answers
_ASKED_OF_MANY: Final = {
    "siren": lambda dossier: bool(dossier.territory.siren or (dossier.territory.name and dossier.territory.population)),
    "durees": lambda dossier: (
        bool(dossier.method.lifetimes) or any(line.lifetime_years is not None for line in dossier.equipment)
    ),
    "reconditionne": lambda dossier: any(line.refurbished_share is not None for line in dossier.equipment),
    "usages": lambda dossier: bool(dossier.uses),
    "engage": lambda dossier: any(action.started_on for action in dossier.actions),
    "actions": lambda dossier: any(action.effects for action in dossier.actions),
    "portage": lambda dossier: (
        any(action.owner and action.schedule for action in dossier.actions)
        and all(action.owner and action.schedule for action in dossier.actions if action.status in ("planned", "idea"))
    ),
    "objectifs": lambda dossier: (
        {"organisation", "territory"} <= {objective.perimeter for objective in dossier.objectives}
    ),
    "mots": lambda dossier: dossier.strategy is not None and dossier.strategy.period is not None,
    "vote": lambda dossier: dossier.strategy is not None and bool(dossier.strategy.adopted_on),
    "annee": lambda dossier: any(review.year >= dossier.reference_year for review in dossier.annual_reviews),
    "sites": lambda dossier: any(service.page_views is not None for service in dossier.services),
    "partage": lambda dossier: bool(dossier.shared) or not dossier.members,
}


def _at(dossier: Any, steps: Iterable[str]) -> Any:
    """Return the value at some steps of a dossier, None when something above it is not there."""
    found = dossier
    for step in steps:
        found = found.get(step) if isinstance(found, dict) else getattr(found, step, None)
        if found is None:
            return None
    return found


def _has(part: Part, dossier: Dossier, there: frozenset[str]) -> bool:
    if not part.type:
        return _at(dossier, part.field) not in (None, (), {})
    guard = ESTIMATE_KINDS[part.estimate].guard if part.estimate in ESTIMATE_KINDS else ""
    return part.type in there or guard in there


def headline(steps: NextSteps) -> str:
    """Say where a dossier stands in one line."""
    done = f"{plural(steps.answered, 'pièce')} du décret sur {steps.pieces}"
    if steps.voluntary:
        done += " (démarche volontaire : la loi n’oblige pas cette collectivité)"
    if steps.total is None:
        return done
    between = mass_between(*steps.bounds) if steps.bounds else ""
    partial = "des groupes sans aucune ligne" if steps.partial else ""
    return f"{', '.join(filter(None, (mass(steps.total), between, steps.scope, partial)))} ; {done}"
