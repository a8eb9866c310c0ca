"""An assessment, a plan and the duties of a dossier → what templates see; what a council is asked to decide, and what a new version changes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from snr_cli.catalog.tables import Tables
from snr_cli.documents.amounts import kilograms
from snr_cli.documents.blocks import Logo
from snr_cli.documents.kinds import Subject, Written
from snr_cli.documents.outline import DIAGNOSIS, Outline, outline_of
from snr_cli.documents.templates import Prose
from snr_cli.documents.views.actions import action_numbers, by_number
from snr_cli.documents.views.annexes import annexes_view, complete_view
from snr_cli.documents.views.authority import authority_of
from snr_cli.documents.views.footprint import organisation_view, territory_view, uses_view
from snr_cli.documents.views.law import REEN_TEXT, TEXTS, Visa, claims_of, law_view
from snr_cli.documents.views.objectives import SAID
from snr_cli.documents.views.plan import essential_figure, plan_view
from snr_cli.documents.views.programme import is_again, is_current, programme_view
from snr_cli.documents.views.records import (
    ActionView,
    ActorView,
    Authority,
    Decision,
    PlanView,
    Tables as Gathered,
    View,
    VotedView,
)
from snr_cli.documents.views.review import review_view
from snr_cli.engine.records import Assessment
from snr_cli.french.numbers import long_date, the, together
from snr_cli.french.typography import Markdown
from snr_cli.model.dossier import Dossier
from snr_cli.model.territory import INHABITANTS_OF_LAW
from snr_cli.plan.means import PlanMeans
from snr_cli.plan.past_years import Comparison
from snr_cli.plan.plan import Plan
from snr_cli.plan.voted import differences, in_force, new_measures, voted_last, voted_states, why_slipped
from snr_cli.results.organisation import judged_organisation
from snr_cli.results.records import Table
from snr_cli.results.sentences.compared import measure_runs, voted_account, voted_line, voted_rows
from snr_cli.rules.case import Duties, is_updated

# What a document says of the version that the council voted last: one sentence, and the table of what is proposed instead.

_CAPTION: Final = "Ce qui change depuis la version votée : objectifs, mesures et moyens"


def voted_view(dossier: Dossier, assessment: Assessment, means: PlanMeans) -> VotedView | None:
    """Return what changes against the strategy that was voted last; None when no version is kept."""
    version = voted_last(dossier)
    if version is None:
        return None
    changes = differences(version, dossier, assessment, means)
    rows = voted_rows(changes, version, dossier, action_numbers(dossier), why_slipped(dossier), kilograms)
    day = long_date(version.voted_on)
    table = Table(_CAPTION, ("Ce qui change", f"Voté le {day}", "Proposé", "Pourquoi"), tuple(map(tuple, rows)))
    account = voted_account(version, voted_states(version, dossier))
    return VotedView(
        year=int(version.voted_on[:4]),
        date=day,
        act=version.act,
        line=voted_line(changes, version),
        table=table if rows else None,
        account=account,
    )


# What a council is asked to decide: the facts of the act, which `templates/phrases/deliberation.md` words, and what a new version changes.


def new_ones(dossier: Dossier, plan: PlanView) -> list[ActionView]:
    """Return the new measures in the order of their numbers."""
    measures = new_measures(dossier) or ()
    return sorted(
        (action for action in plan.actions if action.id in measures), key=lambda action: by_number(action.number)
    )


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
        in_force=len(in_force(dossier)),
        limit=INHABITANTS_OF_LAW,
        new=new,
        ready=ready,
        reen=REEN_TEXT,
        runs=together(measure_runs([view.number for view in new])),
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


# An assessment, a plan and the duties of a dossier → what templates see.


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is asked of a document.

    Attributes:
        document: which one.
        of: the document that the annexes go with, when they are in a file of their own.
        about: what the council has to decide on.
        final: without the mention « Projet ».
        ready: there is something to vote on.
        apart: the annexes are in a file of their own.
        annexed: of a deliberation, the name of the file of the annexes of the strategy; empty when none was made.
        logo: data URI of the logo.
    """

    document: Written
    about: Subject
    final: bool = False
    ready: bool = True
    apart: bool = False
    annexed: str = ""
    logo: str = ""
    of: Written | None = None

    @property
    def parent(self) -> Written:
        """Return the document whose sections it is made of: itself, but for a file of annexes."""
        return self.of or self.document


def view_of(
    asked: Asked,
    dossier: Dossier,
    assessment: Assessment,
    plan: Plan,
    duties: Duties,
    tables: Tables,
    files: Mapping[str, bytes | Path],
    comparison: Comparison | None = None,
) -> View:
    """Return everything a document may say.

    Args:
        asked: what is asked of it.
        dossier: the dossier, inventories read.
        assessment: its footprint.
        plan: its plan.
        duties: its duties at the date of judgement.
        tables: the factor tables.
        files: the files of the dossier, or what was read of them, by their name inside it.
        comparison: the previous annual review against this assessment, for the account of the year.
    """
    outline = outline_of(asked.document, asked.parent, apart=asked.apart)
    authority = authority_of(assessment, tables, asked.logo, dossier.territory.assembly)
    organisation = organisation_view(assessment, judged_organisation(assessment, tables), tables)
    planned = plan_view(plan, dossier, tables, organisation)
    claims = claims_of(duties)
    actors, territory = _actors(dossier), territory_view(assessment, tables)
    review = review_view(dossier, assessment, tables, plan, comparison, duties.as_of)
    return View(
        document=asked.document,
        of=asked.parent,
        title=_title(asked, outline, planned),
        final=asked.final,
        date=_date(asked.document, dossier),
        updated=asked.document == "strategie" and is_updated(dossier),  # a programme keeps the figures of its own year
        year=dossier.reference_year,
        dossier=dossier,
        authority=authority,
        organisation=organisation,
        territory=territory,
        uses=uses_view(assessment),
        actors=actors,
        plan=planned,
        law=law_view(duties, outline, authority.kind, dossier),
        programme=programme_view(dossier, authority, tables, assessed=organisation.total is not None),
        review=review,
        decision=decision(
            asked.about,
            dossier,
            authority,
            planned,
            duties,
            ready=asked.ready,
            annexed=asked.annexed,
            organisation=organisation,
            territory=territory,
            review=review,
            claims=claims,
        ),
        annexes=annexes_view(
            assessment,
            dossier,
            tables,
            dict(files),
            organisation.spending_caveat,
            apart=asked.apart,
            whole=asked.document == "annexes",
        ),
        tables=Gathered(
            actors=actors_table(actors, claims.actors),
            steps=steps_table(dossier),
            essential=essential_figure(organisation, plan),
        ),
        logo=Logo(asked.logo, authority.name),
        claims=claims,
        complete=complete_view(assessment, dossier, tables) if asked.document == "annexes" else None,
        voted=voted_view(dossier, assessment, plan.means),
    )


def _title(asked: Asked, outline: Outline, plan: PlanView) -> str:
    """Return the title of a document: a strategy without any measure is the diagnosis that one is written from."""
    if asked.document == "deliberation":
        return TITLES[asked.about]
    return DIAGNOSIS if asked.document == "strategie" and not plan.actions else outline.title


def _actors(dossier: Dossier) -> tuple[ActorView, ...]:
    """Return the actors, and whether the programme names them."""
    named = dossier.programme.stakeholders if dossier.programme else ()
    return tuple(
        ActorView(
            name=stakeholder.name,
            sector=stakeholder.sector,
            role=stakeholder.role or "",
            association=stakeholder.association or "",
            date=stakeholder.date or "",
            prepared=stakeholder.id in named,
            asked=stakeholder.asked or "",
            answered=stakeholder.answered or "",
        )
        for stakeholder in dossier.stakeholders
    )


def actors_table(actors: Sequence[ActorView], caption: str) -> Table:
    """Return the actors, public then private, how each was associated, and, when it is some of them only, who prepared the programme."""
    some = len({actor.prepared for actor in actors}) > 1
    return Table(
        caption,
        ("Acteur", "Secteur", "Rôle", "Mode d’association", "Date", *(["A préparé le programme"] if some else [])),
        tuple(
            (
                actor.name,
                {"public": "public", "private": "privé"}[actor.sector],
                actor.role or "—",
                actor.association or "—",
                long_date(actor.date) if actor.date else "—",
                *(["oui" if actor.prepared else "non"] if some else []),
            )
            for actor in sorted(actors, key=lambda actor: actor.sector != "public")
        ),
    )


def steps_table(dossier: Dossier) -> Table:
    """Return the steps of the work that prepared the programme, in the order of the dossier."""
    steps = dossier.programme.steps if dossier.programme else ()

    def when(first: str | None, last: str | None) -> str:
        if first and last and first != last:
            return f"du {long_date(first)} au {long_date(last)}"
        return long_date(first or last or "") if first or last else "—"

    return Table(
        "Les étapes du travail",
        ("Étape", "Quand", "Qui"),
        tuple((step.title, when(step.start, step.to), step.who or "—") for step in steps),
    )


def _date(document: str, dossier: Dossier) -> str:
    """Return the date that the dossier gives a document; none rather than the day it is printed."""
    if document == "programme":
        return (dossier.programme.date if dossier.programme else None) or ""
    if document == "strategie":
        return (dossier.strategy.adopted_on if dossier.strategy else None) or ""
    return ""
