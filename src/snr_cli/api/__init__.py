"""What snr does, one function a use case: plain arguments in, a typed result out, no terminal and no global state.

Documented in docs/api.md; offered by `import snr_cli`. A mistake of a person is a `DossierError` (its findings say where, and
how to mend) or a `UsageError` (what was asked cannot be done); both speak French. What a form asks for is loaded when it is
first named: no command pays for it.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Final

from snr_cli.api.assessing import Assessed, assess_dossier
from snr_cli.api.checking import Checked, check_dossiers
from snr_cli.api.comparing import Compared, compare_years
from snr_cli.api.drafting import Drafted, draft_document
from snr_cli.api.exporting import Exports, read_exports
from snr_cli.api.planning import Planned, plan_actions
from snr_cli.api.publishing import PublishedStrategy, publish_strategy
from snr_cli.findings.finding import DossierError, Finding, UsageError

if TYPE_CHECKING:
    from snr_cli.api.bridging import export_dossier, import_file, known_bridges
    from snr_cli.api.drawing import drawn_plan
    from snr_cli.api.editing import edit_dossier, replace_file, yaml_of
    from snr_cli.api.entry import open_dossier
    from snr_cli.api.filling import tables_of
    from snr_cli.api.inventories import add_export, exports_of, map_export, settle_export
    from snr_cli.api.naming import find_authorities
    from snr_cli.api.opening import open_year
    from snr_cli.api.pasting import paste_rows
    from snr_cli.api.placing import findings_of
    from snr_cli.api.portfolio import survey_portfolio
    from snr_cli.api.settling import doubts_of, proposed_mapping, settle_mapping
    from snr_cli.api.sheets import known_sheets
    from snr_cli.api.suggesting import add_suggestions, suggest_actions

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

# loaded when they are named: the module of each
_OF_FORMS: Final = {
    "export_dossier": "bridging",
    "import_file": "bridging",
    "known_bridges": "bridging",
    "add_export": "inventories",
    "exports_of": "inventories",
    "map_export": "inventories",
    "settle_export": "inventories",
    "find_authorities": "naming",
    "open_year": "opening",
    "doubts_of": "settling",
    "proposed_mapping": "settling",
    "settle_mapping": "settling",
    "suggest_actions": "suggesting",
    "survey_portfolio": "portfolio",
    "add_suggestions": "suggesting",
    "drawn_plan": "drawing",
    "edit_dossier": "editing",
    "findings_of": "placing",
    "known_sheets": "sheets",
    "open_dossier": "entry",
    "paste_rows": "pasting",
    "replace_file": "editing",
    "tables_of": "filling",
    "yaml_of": "editing",
}


def __getattr__(name: str) -> object:
    if name not in _OF_FORMS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_OF_FORMS[name]}"), name)
