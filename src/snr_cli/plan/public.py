"""The traffic of the public on websites, year by year: what lighter pages change, shown apart and in no total."""

from snr_cli.catalog.tables import Tables
from snr_cli.engine.records import Assessment
from snr_cli.model.dossier import Dossier
from snr_cli.plan.aims import counted_by_action, counts
from snr_cli.plan.trajectory import Course, Year, along, begun_in, growth_rates, untouched
from snr_cli.plan.variants import games_of


def public_years(dossier: Dossier, assessment: Assessment, tables: Tables, horizon: int) -> tuple[Year, ...]:
    """Follow the traffic of the public until a horizon; empty when no action changes it.

    Raises:
        MagnitudeError, TooManyPiecesError: a line that cannot be computed.
    """
    actions = [action for action in dossier.actions if counts(action)]
    if not assessment.organisation.public_lines:
        return ()
    counted = assessment.carried.lines
    begun = begun_in(dossier, actions, counted, horizon)
    games = games_of(dossier, assessment, actions, tables, begun, public=True)
    if not games:
        return ()
    growth = growth_rates(dossier)
    fixed = untouched(assessment.organisation.public_lines, games, growth, counted, dossier.reference_year)
    known = dict.fromkeys(name for line in assessment.organisation.public_lines for name in line.recipe.unit_totals)
    since = counted_by_action(dossier, assessment, tables)
    found = Course(
        dossier.reference_year,
        tuple(known),
        tuple(actions),
        tuple(games),
        fixed,
        growth,
        counted,
        tuple(since[action.id] for action in actions),
    )
    return along(found, horizon).years
