"""What a document says of the version that the council voted last: one sentence, and the table of what is proposed instead."""

from typing import Final

from snr_cli.documents.amounts import kilograms
from snr_cli.documents.views.actions import action_numbers
from snr_cli.documents.views.records import VotedView
from snr_cli.engine.records import Assessment
from snr_cli.french.numbers import long_date
from snr_cli.model.dossier import Dossier
from snr_cli.plan.means import PlanMeans
from snr_cli.plan.voted import differences, voted_last, voted_states, why_slipped
from snr_cli.results.sentences.voted import voted_account, voted_line, voted_rows
from snr_cli.results.table import Table

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
        int(version.voted_on[:4]), day, version.act, voted_line(changes, version), table if rows else None, account
    )
