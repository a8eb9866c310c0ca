"""What templates see of a yearly account."""

from dataclasses import dataclass

from snr_cli.documents.views.obligations import Obligation
from snr_cli.results.table import Table


@dataclass(frozen=True, slots=True)
class PartView:
    """One of the two parts of the report: whether the review says it covers it, the numbers of its objectives and of its actions, by state."""

    covered: bool
    sentences: tuple[str, ...]
    actions: tuple[tuple[str, tuple[str, ...]], ...]
    objectives: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionTold:
    """What an account says of an action. `late`: how it is behind its calendar."""

    number: str
    title: str
    state: str
    late: str
    done: str
    difficulty: str
    next: str
    proof: str


@dataclass(frozen=True, slots=True)
class GoalView:
    """One of the five goals of sustainable development, whether the review says that the strategy serves it, and how.

    `actions`: without a text, the numbers of the actions begun whose themes or objectives go that way.
    """

    number: int
    name: str
    served: bool
    text: str
    actions: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewView:
    """The last annual review of the dossier; `year` None when there is none, `previous` when it is the first.

    `assessed`: the footprint computed is that of the year of the review. `progress`, `engaged`: indicators and actions in one
    sentence each, for the summary. `in_both`: how many actions are told in both parts. `change` says what became of the footprint,
    `not_compared` what cannot be said of it. `indicators`: those of the objectives beside the one that measures each, `followed` all of them. `slipped`, `going`: what
    was done, the actions behind or in difficulty first; `unsaid`: the titles of those of which nothing is said; `unsaid_money`: how many
    have no amount. `design`, `conduct`, `evaluation`, `citizens`: the words of the review; `citizen_lines`: the indicators of the territory. `recomputed`: the day that the footprint was computed on, when it is after the presentation of an account that was noted; empty otherwise. `since`: what came after an account was noted, that the vote says nothing of.
    """

    year: int | None
    previous: int | None
    assessed: bool
    comment: str
    presented_on: str
    budget_debate_on: str
    presented_first: bool
    deliberation: str
    aims: Table
    indicators: Table
    followed: Table
    indicator_sentences: tuple[str, ...]
    progress: str
    actions: Table
    action_sentences: tuple[str, ...]
    engaged: str
    slipped: tuple[ActionTold, ...]
    going: tuple[ActionTold, ...]
    unsaid: tuple[str, ...]
    spending: Table
    unsaid_money: int
    citizens: str
    citizen_lines: tuple[str, ...]
    design: str
    conduct: str
    evaluation: str
    change: tuple[str, ...]
    change_table: Table
    not_compared: tuple[str, ...]
    obligations: tuple[Obligation, ...]
    internal: PartView
    territory: PartView
    in_both: str
    goals: tuple[GoalView, ...]
    recomputed: str
    since: tuple[str, ...]
