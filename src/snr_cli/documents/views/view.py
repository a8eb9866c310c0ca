"""Everything that a template may say of a dossier."""

from dataclasses import dataclass

from snr_cli.documents.blocks import Logo
from snr_cli.documents.views.annexes import Complete
from snr_cli.documents.views.decision import Decision
from snr_cli.documents.views.law import Claims, Law
from snr_cli.documents.views.programme import ProgrammeView
from snr_cli.documents.views.records import (
    ActorView,
    Annexes,
    Authority,
    Organisation,
    PlanView,
    ReviewView,
    Tables,
    Territory,
    UsesView,
)
from snr_cli.model.dossier import Dossier


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """Everything a template may say. `dossier` is the dossier as read, for what is said as it was written.

    `complete`: the annexes in full, in their own file only. `date`: the day that the dossier gives the document; `updated`: a strategy whose figures are of a later year than that day.
    """

    document: str
    title: str
    final: bool
    date: str
    updated: bool
    year: int
    dossier: Dossier
    authority: Authority
    organisation: Organisation
    territory: Territory
    uses: UsesView
    actors: tuple[ActorView, ...]
    plan: PlanView
    law: Law
    programme: ProgrammeView
    review: ReviewView
    decision: Decision
    annexes: Annexes
    tables: Tables
    logo: Logo
    claims: Claims
    complete: Complete | None
