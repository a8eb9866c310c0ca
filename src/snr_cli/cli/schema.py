"""`snr schema`: JSON Schemas, for editors and for whoever reads what snr writes."""

from typing import Annotated, Any

import typer

from snr_cli.api.late import LATE
from snr_cli.cli.console import deliver
from snr_cli.french.numbers import closest, did_you_mean
from snr_cli.model.refusal import UsageError

with LATE:
    from snr_cli.catalog import opened
    from snr_cli.outputs import dossier_schema
    from snr_cli.results import json_shape


# the module that declares each result; other schemas come from the models and the tables
RESULTS = {
    "assessment": "snr_cli.outputs.assessment_json",
    "collect": "snr_cli.outputs.collect_status",
    "comparison": "snr_cli.outputs.comparison_json",
    "factor-update": "snr_cli.outputs.factor_update_json",
    "findings": "snr_cli.rules.forms.as_reports",
    "plan": "snr_cli.outputs.plan_json",
    "portfolio": "snr_cli.outputs.portfolio_json",
    "voted-comparison": "snr_cli.outputs.voted_json",
    "next": "snr_cli.outputs.next_screen",
}


def names() -> list[str]:
    """Return every schema there is."""
    return ["territory", "section", *dossier_schema.LISTS, *RESULTS]


def command(
    name: Annotated[
        str,
        typer.Argument(
            metavar="NOM",
            help="territory (le dossier), section (un fichier inclus), une liste du dossier (equipment, services, actions…), "
            "assessment, comparison, factor-update, findings, plan, portfolio ou voted-comparison (résultats en JSON).",
            autocompletion=lambda incomplete: [name for name in names() if name.startswith(incomplete)],
        ),
    ] = "territory",
) -> None:
    """Write a schema."""
    if name not in names():
        hint = did_you_mean(closest(name, names(), 0.5), f"choix : {', '.join(names())}")
        raise UsageError(f"schéma inconnu « {name} » ; {hint}")
    if name in RESULTS:
        from importlib import import_module

        result: json_shape.PublishedResult[Any] = import_module(RESULTS[name]).RESULT
        text = result.schema()
    else:
        text = dossier_schema.to_json(dossier_schema.dossier_schema(opened.shipped_tables(), name))
    deliver(text, None)
