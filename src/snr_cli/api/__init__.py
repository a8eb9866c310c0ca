"""What snr does, one function a use case: plain arguments in, a typed result out, no terminal and no global state.

Documented in docs/api.md; offered by `import snr_cli`. A mistake of a person is a `DossierError` (its findings say where, and
how to mend) or a `UsageError` (what was asked cannot be done); both speak French.
"""

from snr_cli.api.assessing import Assessed, assess_dossier
from snr_cli.api.checking import Checked, check_dossiers
from snr_cli.api.comparing import Compared, compare_years
from snr_cli.api.drafting import Drafted, draft_document
from snr_cli.api.exporting import Exports, read_exports
from snr_cli.api.opening import open_year
from snr_cli.api.planning import Planned, plan_actions
from snr_cli.findings.finding import DossierError, Finding, UsageError

__all__ = [
    "Assessed",
    "Checked",
    "Compared",
    "DossierError",
    "Drafted",
    "Exports",
    "Finding",
    "Planned",
    "UsageError",
    "assess_dossier",
    "check_dossiers",
    "compare_years",
    "draft_document",
    "open_year",
    "plan_actions",
    "read_exports",
]
