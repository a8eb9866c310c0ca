"""`snr schema`: JSON Schemas, for editors and for whoever reads what snr writes."""

from typing import Annotated, Any

import typer

from snr_cli.catalog import opened
from snr_cli.cli.commands import has_room
from snr_cli.cli.console import deliver
from snr_cli.french.numbers import closest, did_you_mean
from snr_cli.model.refusal import UsageError
from snr_cli.outputs import dossier_schema
from snr_cli.results import json_shape

# the module that declares each result; other schemas come from the models and the tables
RESULTS = {
    "assessment": "snr_cli.outputs.assessment_json",
    "collect": "snr_cli.outputs.collect_status",
    "comparison": "snr_cli.outputs.comparison",
    "factor-update": "snr_cli.outputs.factor_update",
    "findings": "snr_cli.rules.forms",
    "plan": "snr_cli.outputs.plan_json",
    "voted-comparison": "snr_cli.outputs.voted_version",
    "next": "snr_cli.outputs.next_screen",
}
if has_room("observatory"):
    RESULTS["portfolio"] = "snr_cli.observatory.portfolio_json"


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
