"""The traffic of the public on websites, year by year: what lighter pages change, shown apart and in no total."""

from snr_cli.catalog.tables import Tables
from snr_cli.engine.records import Assessment
from snr_cli.model.dossier import Dossier
from snr_cli.plan.aims import counts
from snr_cli.plan.calendar import progress
from snr_cli.plan.trajectory import Course, Year, along, growth_rates, untouched
from snr_cli.plan.variants import games_of


def public_years(dossier: Dossier, assessment: Assessment, tables: Tables, horizon: int) -> tuple[Year, ...]:
    """Follow the traffic of the public until a horizon; empty when no action changes it.

    Raises:
        MagnitudeError, TooManyPiecesError: a line that cannot be computed.
    """
    actions = [action for action in dossier.actions if counts(action)]
    years = range(dossier.reference_year, horizon + 1)
    begun = [
        [index for index, action in enumerate(actions) if progress(action, year, dossier.reference_year)]
        for year in years
    ]
    if not assessment.organisation.public_lines:
        return ()
    games = games_of(dossier, assessment, actions, tables, begun, public=True)
    if not games:
        return ()
    growth = growth_rates(dossier)
    fixed = untouched(assessment.organisation.public_lines, games, growth)
    known = dict.fromkeys(name for line in assessment.organisation.public_lines for name in line.recipe.unit_totals)
    course = Course(dossier.reference_year, tuple(known), tuple(actions), tuple(games), fixed, growth)
    return along(course, horizon).years
