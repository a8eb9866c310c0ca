"""What templates see of a yearly account."""

from dataclasses import dataclass

from snr_cli.documents.views.obligations import Obligation
from snr_cli.tables.table import Table


@dataclass(frozen=True, slots=True)
class PartView:
    """One of the two parts of the report: whether the review says it covers it, its objectives, its actions by state."""

    covered: bool
    sentences: tuple[str, ...]
    actions: tuple[tuple[str, tuple[str, ...]], ...]
    objectives: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GoalView:
    """One of the five goals of sustainable development, and whether the review says that the strategy serves it."""

    number: int
    name: str
    served: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewView:
    """The last annual review of the dossier; `year` None when there is none, `previous` when it is the first.

    `assessed`: the footprint computed is that of the year of the review. `progress`, `engaged`: indicators and actions in one
    sentence each, for the summary. `in_both`: how many actions are told in both parts. `change` says what became of the footprint,
    `not_compared` what cannot be said of it.
    """

    year: int | None
    previous: int | None
    assessed: bool
    comment: str
    presented_on: str
    budget_debate_on: str
    presented_first: bool
    deliberation: str
    indicators: Table
    indicator_sentences: tuple[str, ...]
    progress: str
    actions: Table
    action_sentences: tuple[str, ...]
    engaged: str
    change: tuple[str, ...]
    change_table: Table
    not_compared: tuple[str, ...]
    obligations: tuple[Obligation, ...]
    internal: PartView
    territory: PartView
    in_both: str
    goals: tuple[GoalView, ...]
