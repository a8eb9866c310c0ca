"""What snr does, one function a use case: plain arguments in, a typed result out, no terminal and no global state.

Documented in docs/api.md; offered by `import snr_cli`. A mistake of a person is a `DossierError` (its findings say where, and
how to mend) or a `UsageError` (what was asked cannot be done); both speak French. Each name is loaded when it is first asked
for: no command pays for another.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from snr_cli.api.assessing import Assessed, assess_dossier
    from snr_cli.api.bridging import export_dossier, import_file, known_bridges
    from snr_cli.api.checking import Checked, check_dossiers
    from snr_cli.api.comparing import Compared, compare_years
    from snr_cli.api.drafting import Drafted, draft_document
    from snr_cli.api.drawing import drawn_plan
    from snr_cli.api.editing import edit_dossier, replace_file, yaml_of
    from snr_cli.api.entry import open_dossier
    from snr_cli.api.exporting import Exports, read_exports
    from snr_cli.api.filling import tables_of
    from snr_cli.api.inventories import add_export, exports_of, map_export, settle_export
    from snr_cli.api.naming import find_authorities
    from snr_cli.api.opening import open_year
    from snr_cli.api.pasting import paste_rows
    from snr_cli.api.placing import findings_of
    from snr_cli.api.planning import Planned, plan_actions
    from snr_cli.api.portfolio import survey_portfolio
    from snr_cli.api.publishing import PublishedStrategy, publish_strategy
    from snr_cli.api.settling import doubts_of, proposed_mapping, settle_mapping
    from snr_cli.api.sheets import known_sheets
    from snr_cli.api.suggesting import add_suggestions, suggest_actions
    from snr_cli.model.finding import DossierError, Finding, UsageError

__all__ = [
    "Assessed",
    "Checked",
    "Compared",
    "DossierError",
    "Drafted",
    "Exports",
    "Finding",
    "Planned",
    "PublishedStrategy",
    "UsageError",
    "add_export",
    "add_suggestions",
    "assess_dossier",
    "check_dossiers",
    "compare_years",
    "doubts_of",
    "draft_document",
    "drawn_plan",
    "edit_dossier",
    "export_dossier",
    "exports_of",
    "find_authorities",
    "findings_of",
    "import_file",
    "known_bridges",
    "known_sheets",
    "map_export",
    "open_dossier",
    "open_year",
    "paste_rows",
    "plan_actions",
    "proposed_mapping",
    "publish_strategy",
    "read_exports",
    "replace_file",
    "settle_export",
    "settle_mapping",
    "suggest_actions",
    "survey_portfolio",
    "tables_of",
    "yaml_of",
]

# where each of these names is
_HOMES: Final = {
    "Assessed": "snr_cli.api.assessing",
    "Checked": "snr_cli.api.checking",
    "Compared": "snr_cli.api.comparing",
    "DossierError": "snr_cli.model.finding",
    "Drafted": "snr_cli.api.drafting",
    "Exports": "snr_cli.api.exporting",
    "Finding": "snr_cli.model.finding",
    "Planned": "snr_cli.api.planning",
    "PublishedStrategy": "snr_cli.api.publishing",
    "UsageError": "snr_cli.model.finding",
    "add_export": "snr_cli.api.inventories",
    "add_suggestions": "snr_cli.api.suggesting",
    "assess_dossier": "snr_cli.api.assessing",
    "check_dossiers": "snr_cli.api.checking",
    "compare_years": "snr_cli.api.comparing",
    "doubts_of": "snr_cli.api.settling",
    "draft_document": "snr_cli.api.drafting",
    "drawn_plan": "snr_cli.api.drawing",
    "edit_dossier": "snr_cli.api.editing",
    "export_dossier": "snr_cli.api.bridging",
    "exports_of": "snr_cli.api.inventories",
    "find_authorities": "snr_cli.api.naming",
    "findings_of": "snr_cli.api.placing",
    "import_file": "snr_cli.api.bridging",
    "known_bridges": "snr_cli.api.bridging",
    "known_sheets": "snr_cli.api.sheets",
    "map_export": "snr_cli.api.inventories",
    "open_dossier": "snr_cli.api.entry",
    "open_year": "snr_cli.api.opening",
    "paste_rows": "snr_cli.api.pasting",
    "plan_actions": "snr_cli.api.planning",
    "proposed_mapping": "snr_cli.api.settling",
    "publish_strategy": "snr_cli.api.publishing",
    "read_exports": "snr_cli.api.exporting",
    "replace_file": "snr_cli.api.editing",
    "settle_export": "snr_cli.api.inventories",
    "settle_mapping": "snr_cli.api.settling",
    "suggest_actions": "snr_cli.api.suggesting",
    "survey_portfolio": "snr_cli.api.portfolio",
    "tables_of": "snr_cli.api.filling",
    "yaml_of": "snr_cli.api.editing",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
