"""snr: the digital footprint of a French local authority, from a folder of YAML to the documents of its strategy.

The public names are documented in docs/api.md. Each is loaded when it is first asked for: no command pays for what it does not use.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from snr_cli.model.version import __version__

if TYPE_CHECKING:
    from snr_cli.api.assessing import Assessed as Assessed, assess_dossier as assess_dossier
    from snr_cli.api.authorities import AuthorityEntry as AuthorityEntry, find_authorities as find_authorities
    from snr_cli.api.checking import Checked as Checked, check_dossiers as check_dossiers
    from snr_cli.api.comparing import Compared as Compared, compare_years as compare_years
    from snr_cli.api.conversing import (
        Advice as Advice,
        AnswerEdits as AnswerEdits,
        Conversation as Conversation,
        advice_of as advice_of,
        answer_question as answer_question,
        conversation_of as conversation_of,
    )
    from snr_cli.api.drafting import Drafted as Drafted, draft_document as draft_document
    from snr_cli.api.drawing import DrawnPlan as DrawnPlan, drawn_plan as drawn_plan
    from snr_cli.api.editing import (
        Edited as Edited,
        FileEntry as FileEntry,
        OfferedActions as OfferedActions,
        add_suggestions as add_suggestions,
        edit_dossier as edit_dossier,
        offered_actions as offered_actions,
        paste_rows as paste_rows,
        remove_action as remove_action,
        suggest_actions as suggest_actions,
        yaml_of as yaml_of,
    )
    from snr_cli.api.explaining import (
        FootprintDrawn as FootprintDrawn,
        explain_figure as explain_figure,
        footprint_drawn as footprint_drawn,
    )
    from snr_cli.api.exports import (
        Doubts as Doubts,
        Exports as Exports,
        MappingAnswer as MappingAnswer,
        RefusedError as RefusedError,
        doubts_of as doubts_of,
        proposed_mapping as proposed_mapping,
        read_exports as read_exports,
        settle_mapping as settle_mapping,
    )
    from snr_cli.api.inventories import (
        DossierExports as DossierExports,
        add_export as add_export,
        exports_of as exports_of,
        map_export as map_export,
        settle_export as settle_export,
    )
    from snr_cli.api.placing import (
        Findings as Findings,
        RowEdit as RowEdit,
        findings_of as findings_of,
        places_to_fill as places_to_fill,
    )
    from snr_cli.api.planning import Planned as Planned, plan_actions as plan_actions
    from snr_cli.api.sheets import (
        FilledTables as FilledTables,
        OpenDossier as OpenDossier,
        Sheets as Sheets,
        known_sheets as known_sheets,
        open_dossier as open_dossier,
        tables_of as tables_of,
    )
    from snr_cli.api.year import open_year as open_year
    from snr_cli.bridges.bridge import Bridge as Bridge, Brought as Brought, Sent as Sent
    from snr_cli.bridges.bridging import (
        export_dossier as export_dossier,
        import_file as import_file,
        known_bridges as known_bridges,
    )
    from snr_cli.catalog.opened import open_tables as open_tables, shipped_tables as shipped_tables
    from snr_cli.catalog.records import CatalogError as CatalogError
    from snr_cli.catalog.tables import Tables as Tables
    from snr_cli.documents.blocks import Missing as Missing
    from snr_cli.engine.records import Assessment as Assessment
    from snr_cli.inputs.dossier.exports import Imported as Imported
    from snr_cli.inputs.dossier.load import Loaded as Loaded
    from snr_cli.inputs.dossier.opened_year import OpenedYear as OpenedYear
    from snr_cli.inputs.inventory.read import Inventory as Inventory, Park as Park
    from snr_cli.inputs.inventory.records import Reading as Reading
    from snr_cli.model.dossier import Dossier as Dossier
    from snr_cli.model.finding import (
        DossierError as DossierError,
        Finding as Finding,
        Position as Position,
        Report as Report,
        Severity as Severity,
    )
    from snr_cli.model.refusal import UsageError as UsageError
    from snr_cli.observatory.summary import Portfolio as Portfolio
    from snr_cli.observatory.survey import survey_portfolio as survey_portfolio
    from snr_cli.opendata.columns import Whose as Whose
    from snr_cli.opendata.footprint_rows import LeftOut as LeftOut
    from snr_cli.opendata.publishing import (
        PublishedStrategy as PublishedStrategy,
        publish_strategies as publish_strategies,
        publish_strategy as publish_strategy,
    )
    from snr_cli.plan.past_years import Comparison as Comparison
    from snr_cli.plan.plan import Plan as Plan
    from snr_cli.plan.trajectory import ElectricityCurve as ElectricityCurve
    from snr_cli.rules.case import Duties as Duties

# the modules that offer the public names
_OFFERED = {
    "api.assessing": (
        "Assessed",
        "assess_dossier",
    ),
    "api.authorities": (
        "AuthorityEntry",
        "find_authorities",
    ),
    "bridges.bridging": (
        "export_dossier",
        "import_file",
        "known_bridges",
    ),
    "api.checking": (
        "Checked",
        "check_dossiers",
    ),
    "api.comparing": (
        "Compared",
        "compare_years",
    ),
    "api.conversing": (
        "Advice",
        "AnswerEdits",
        "Conversation",
        "advice_of",
        "answer_question",
        "conversation_of",
    ),
    "api.drafting": (
        "Drafted",
        "draft_document",
    ),
    "api.drawing": (
        "DrawnPlan",
        "drawn_plan",
    ),
    "api.editing": (
        "Edited",
        "FileEntry",
        "OfferedActions",
        "add_suggestions",
        "edit_dossier",
        "offered_actions",
        "paste_rows",
        "remove_action",
        "suggest_actions",
        "yaml_of",
    ),
    "api.explaining": (
        "FootprintDrawn",
        "explain_figure",
        "footprint_drawn",
    ),
    "api.exports": (
        "Doubts",
        "Exports",
        "MappingAnswer",
        "RefusedError",
        "doubts_of",
        "proposed_mapping",
        "read_exports",
        "settle_mapping",
    ),
    "api.inventories": (
        "DossierExports",
        "add_export",
        "exports_of",
        "map_export",
        "settle_export",
    ),
    "api.placing": (
        "Findings",
        "RowEdit",
        "findings_of",
        "places_to_fill",
    ),
    "api.planning": (
        "Planned",
        "plan_actions",
    ),
    "observatory.survey": ("survey_portfolio",),
    "opendata.publishing": (
        "PublishedStrategy",
        "publish_strategies",
        "publish_strategy",
    ),
    "api.sheets": (
        "FilledTables",
        "OpenDossier",
        "Sheets",
        "known_sheets",
        "open_dossier",
        "tables_of",
    ),
    "api.year": ("open_year",),
    "catalog.opened": (
        "open_tables",
        "shipped_tables",
    ),
    "catalog.records": ("CatalogError",),
    "catalog.tables": ("Tables",),
    "documents.blocks": ("Missing",),
    "engine.records": ("Assessment",),
    "inputs.dossier.exports": ("Imported",),
    "inputs.dossier.load": ("Loaded",),
    "inputs.dossier.opened_year": ("OpenedYear",),
    "inputs.inventory.read": (
        "Inventory",
        "Park",
    ),
    "inputs.inventory.records": ("Reading",),
    "model.dossier": ("Dossier",),
    "model.finding": (
        "DossierError",
        "Finding",
        "Position",
        "Report",
        "Severity",
    ),
    "model.refusal": ("UsageError",),
    "bridges.bridge": (
        "Bridge",
        "Brought",
        "Sent",
    ),
    "observatory.summary": ("Portfolio",),
    "opendata.columns": ("Whose",),
    "opendata.footprint_rows": ("LeftOut",),
    "plan.compare": ("Comparison",),
    "plan.plan": ("Plan",),
    "plan.trajectory": ("ElectricityCurve",),
    "rules.case": ("Duties",),
}
_MODULES = {name: module for module, names in _OFFERED.items() for name in names}
__all__ = ["__version__", *sorted(_MODULES)]  # noqa: PLE0604 (they are names)


def __getattr__(name: str) -> object:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)


def __dir__() -> list[str]:
    return [*__all__]
