"""The programme de travail: whose year its figures are of, what is asked of the council, which is one request a dossier."""

from snr_cli.catalog.tables import Tables
from snr_cli.documents.kinds import Subject
from snr_cli.documents.templates import Prose
from snr_cli.documents.views.records import Authority, ProgrammeView
from snr_cli.model.dossier import Dossier
from snr_cli.model.territory import in_force
from snr_cli.results.sentences.coverage import CATEGORY_UNITS


def is_current(dossier: Dossier) -> bool:
    """Say whether the programme takes the figures of the dossier: it is of their year, or has no date; an older one is an act."""
    programme = dossier.programme
    if programme is None or (programme.figures is None and programme.date is None):
        return True
    return programme.figures is None and int((programme.date or "")[:4]) >= dossier.reference_year


def programme_view(dossier: Dossier, authority: Authority, tables: Tables, *, assessed: bool) -> ProgrammeView:
    """Return the figures that the programme keeps; those of the dossier are its own when they are of a year that it could know.

    `assessed`: the dossier has a footprint of the organisation, which that of the programme is told from.
    """
    programme = dossier.programme
    figures = programme.figures if programme else None
    date = (programme.date if programme else None) or ""
    current = is_current(dossier)
    said = Prose("programme", categories=tables.categories, units=CATEGORY_UNITS)
    organisation = territory = tuple[str, ...]()
    if figures:
        organisation = said.lines("totals", "de la collectivité", figures.footprint, figures.footprint_from)
        territory = said.lines("totals", "du territoire", figures.territory_footprint, figures.territory_footprint_from)
    plans = [line.partition(" | ") for line in (said.lines("plans", dossier.plans) if dossier.plans else ())]
    uses = figures.uses if figures else ()
    findings = figures.findings if figures else ()
    people, census = (authority.population_totale, authority.population_year)
    if not current:
        kept = figures.population if figures else None
        if kept is not None and kept.totale is not None:
            people, census = kept.totale, kept.year
        elif census is None or not date or in_force(census) > int(date[:4]):
            people, census = None, None
    answered = {
        "REEN-02": people,
        "REEN-08": territory,
        "REEN-09": uses,
        "REEN-10": organisation,
        "REEN-24": organisation or territory,
    }
    return ProgrammeView(
        current=current,
        year=figures.year if figures else int(date[:4]) if date else None,
        population=people,
        population_year=census,
        organisation=organisation,
        territory=territory,
        uses=uses,
        findings=findings,
        plans=tuple(text for day, _, text in plans if current or not day or not date or day <= date),
        compared="" if current or figures is None else said.text("compared", figures, assessed),
        compared_territory="" if current or figures is None else said.text("compared_territory", figures),
        kept=bool(organisation or territory or uses or findings),
        lost=() if current else tuple(code for code, held in answered.items() if not held),
    )


def subject_of(dossier: Dossier) -> Subject:
    """Return what the council has next to decide on: the programme, the strategy, or the last review if it is not noted yet."""
    if dossier.strategy is not None and dossier.strategy.adopted_on:
        last = max(dossier.annual_reviews, key=lambda review: review.year, default=None)
        adopted = int(
            dossier.strategy.adopted_on[:4]
        )  # of an earlier year, there was no strategy to give an account of
        noted = last is None or last.year < adopted or (last.report is not None and last.report.deliberation)
        return "strategie" if noted else "bilan"
    if dossier.programme is not None and dossier.programme.date:
        return "strategie"
    return "programme"


def is_again(about: str, dossier: Dossier) -> bool:
    """Say whether the programme or the strategy has its date already: what is put to the vote is then a new version.

    A programme that keeps the figures of its own year is that act written again, and no new version.
    """
    if about == "programme":
        return dossier.programme is not None and dossier.programme.date is not None and is_current(dossier)
    return about == "strategie" and dossier.strategy is not None and dossier.strategy.adopted_on is not None
