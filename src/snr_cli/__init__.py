"""snr: the digital footprint of a French local authority, from a folder of YAML to the documents of its strategy.

The public names are documented in docs/api.md. Each is loaded when it is first asked for: no command pays for what it does not use.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from snr_cli.model.version import __version__

if TYPE_CHECKING:
    from snr_cli.api.assessing import Assessed as Assessed, assess_dossier as assess_dossier
    from snr_cli.api.authorities import find_authorities as find_authorities
    from snr_cli.api.bridging import (
        export_dossier as export_dossier,
        import_file as import_file,
        known_bridges as known_bridges,
    )
    from snr_cli.api.checking import Checked as Checked, check_dossiers as check_dossiers
    from snr_cli.api.comparing import Compared as Compared, compare_years as compare_years
    from snr_cli.api.conversing import (
        advice_of as advice_of,
        answer_question as answer_question,
        conversation_of as conversation_of,
    )
    from snr_cli.api.drafting import Drafted as Drafted, draft_document as draft_document
    from snr_cli.api.drawing import drawn_plan as drawn_plan
    from snr_cli.api.editing import (
        add_suggestions as add_suggestions,
        edit_dossier as edit_dossier,
        offered_actions as offered_actions,
        paste_rows as paste_rows,
        remove_action as remove_action,
        suggest_actions as suggest_actions,
        yaml_of as yaml_of,
    )
    from snr_cli.api.explaining import explain_figure as explain_figure, footprint_drawn as footprint_drawn
    from snr_cli.api.exports import (
        Exports as Exports,
        doubts_of as doubts_of,
        proposed_mapping as proposed_mapping,
        read_exports as read_exports,
        settle_mapping as settle_mapping,
    )
    from snr_cli.api.inventories import (
        add_export as add_export,
        exports_of as exports_of,
        map_export as map_export,
        settle_export as settle_export,
    )
    from snr_cli.api.placing import findings_of as findings_of, places_to_fill as places_to_fill
    from snr_cli.api.planning import Planned as Planned, plan_actions as plan_actions
    from snr_cli.api.portfolio import survey_portfolio as survey_portfolio
    from snr_cli.api.publishing import PublishedStrategy as PublishedStrategy, publish_strategy as publish_strategy
    from snr_cli.api.sheets import known_sheets as known_sheets, open_dossier as open_dossier, tables_of as tables_of
    from snr_cli.api.year import open_year as open_year
    from snr_cli.model.finding import DossierError as DossierError, Finding as Finding
    from snr_cli.model.refusal import UsageError as UsageError

# the modules that offer the public names
_OFFERED = {
    "api.assessing": ("Assessed", "assess_dossier"),
    "api.bridging": ("export_dossier", "import_file", "known_bridges"),
    "api.checking": ("Checked", "check_dossiers"),
    "api.comparing": ("Compared", "compare_years"),
    "api.conversing": ("advice_of", "answer_question", "conversation_of"),
    "api.drafting": ("Drafted", "draft_document"),
    "api.drawing": ("drawn_plan",),
    "api.editing": (
        *("add_suggestions", "edit_dossier", "offered_actions", "paste_rows", "remove_action", "suggest_actions"),
        "yaml_of",
    ),
    "api.sheets": ("known_sheets", "open_dossier", "tables_of"),
    "api.explaining": ("footprint_drawn", "explain_figure"),
    "api.exports": ("Exports", "doubts_of", "proposed_mapping", "read_exports", "settle_mapping"),
    "api.inventories": ("add_export", "exports_of", "map_export", "settle_export"),
    "api.authorities": ("find_authorities",),
    "api.year": ("open_year",),
    "api.placing": ("findings_of", "places_to_fill"),
    "api.planning": ("Planned", "plan_actions"),
    "api.portfolio": ("survey_portfolio",),
    "api.publishing": ("PublishedStrategy", "publish_strategy"),
    "model.finding": ("DossierError", "Finding"),
    "model.refusal": ("UsageError",),
}
_MODULES = {name: module for module, names in _OFFERED.items() for name in names}
__all__ = ["__version__", *sorted(_MODULES)]  # noqa: PLE0604 (they are names)


def __getattr__(name: str) -> object:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
