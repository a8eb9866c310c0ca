"""snr: the digital footprint of a French local authority, from a folder of YAML to the documents of its strategy.

The public names are those of `snr_cli.api`, documented in docs/api.md; they are loaded when they are first asked for.
"""

from typing import TYPE_CHECKING

from snr_cli.model.version import __version__

if TYPE_CHECKING:
    from snr_cli.api import (
        Assessed,
        Checked,
        Compared,
        DossierError,
        Drafted,
        Exports,
        Finding,
        Planned,
        PublishedStrategy,
        UsageError,
        add_export,
        add_suggestions,
        assess_dossier,
        check_dossiers,
        compare_years,
        doubts_of,
        draft_document,
        drawn_plan,
        edit_dossier,
        export_dossier,
        exports_of,
        find_authorities,
        findings_of,
        import_file,
        known_bridges,
        known_sheets,
        map_export,
        open_dossier,
        open_year,
        paste_rows,
        plan_actions,
        proposed_mapping,
        publish_strategy,
        read_exports,
        replace_file,
        settle_export,
        settle_mapping,
        suggest_actions,
        survey_portfolio,
        tables_of,
        yaml_of,
    )

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
    "__version__",
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


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from snr_cli import api

    return getattr(api, name)
