"""`snr plan`: actions in time."""

from typing import Annotated, Literal, assert_never

import typer

from snr_cli.cli import completion
from snr_cli.cli.console import deliver, tell, wants_color, width
from snr_cli.cli.options import ForExcel, Output, tabular
from snr_cli.french.numbers import plural
from snr_cli.model.finding import Finding, UsageError


def command(
    path: Annotated[str, typer.Argument(metavar="PATH", help="Dossier, fichier, ou - pour l’entrée standard.")],
    output_format: Annotated[
        Literal["table", "json", "csv", "xlsx"], typer.Option("--format", "-f", help="Forme de la réponse.")
    ] = "table",
    output: Output = None,
    for_excel: ForExcel = False,
    horizon: Annotated[
        int | None, typer.Option("--horizon", help="Dernière année ; à défaut, celle de la stratégie ou des objectifs.")
    ] = None,
    electricity_path: Annotated[
        str | None,
        typer.Option(
            "--electricity-path",
            metavar="NAME",
            autocompletion=completion.electricity_paths,
            help="Montre à part la courbe sous un scénario d’électricité du dossier (strategy.electricity_paths).",
        ),
    ] = None,
    suggest: Annotated[
        bool,
        typer.Option(
            "--suggest", help="Actions de la bibliothèque qui s’appliquent, calculées, avec le YAML à coller."
        ),
    ] = False,
    audit: Annotated[
        bool,
        typer.Option("--audit", help="Durées de vie observées et comptées, par type, avec les kilogrammes en jeu."),
    ] = False,
) -> None:
    """Trace la trajectoire année par année : tendance, effet des actions, écart aux objectifs, moyens."""
    from snr_cli.api.planning import plan_actions
    from snr_cli.catalog.opened import shipped_tables
    from snr_cli.cli.assessed import assessed, tell_notes
    from snr_cli.engine.records import CLIMATE

    tables = shipped_tables()
    form = tabular(output_format, "table", output, for_excel=for_excel)
    if suggest and form in ("csv", "xlsx"):
        raise UsageError("--suggest s’écrit en table ou en json")
    if audit and (suggest or form != "table"):
        raise UsageError("--audit est un tableau pour l’écran : seul, sans --suggest ni --format")
    if electricity_path is not None and (audit or suggest):
        raise UsageError("--electricity-path va avec la trajectoire : sans --suggest ni --audit")
    if horizon is not None and (audit or suggest):
        raise UsageError("--horizon va avec la trajectoire : sans --suggest ni --audit")
    if audit or suggest:
        found = assessed(path, tables)
    if audit:
        from snr_cli.inputs.dossier.imported import retirements
        from snr_cli.outputs.audit_table import audit_text
        from snr_cli.plan.audit import audit as audited
        from snr_cli.plan.overcharge import overcharged

        rows = audited(found.dossier, found.result, tables, retirements(found.imported))
        over = overcharged(found.dossier, found.result)
        deliver(audit_text(rows, tables, over, width=width(), color=output is None and wants_color()), output)
        return
    if suggest:
        from snr_cli.engine.storage import by_two_methods
        from snr_cli.french.plain import json_text
        from snr_cli.outputs.suggestions_table import suggestions_data, suggestions_text
        from snr_cli.plan.suggest import review_library

        better, asides = review_library(found.dossier, found.result, tables)
        color = output is None and wants_color()
        deliver(
            json_text(suggestions_data(better, asides, tables.sources))
            if output_format == "json"
            else suggestions_text(
                better,
                asides,
                tables.sources,
                width=width(),
                color=color,
                two_storages=by_two_methods(line.type for line in found.result.organisation.lines),
            ),
            output,
        )
        return
    planned = plan_actions(
        path,
        horizon=horizon,
        categories=(CLIMATE,) if form == "table" else None,  # those shown: a table speaks of the climate
        electricity_path=electricity_path,
        tables=tables,
    )
    found, plan, curve = planned.assessed, planned.plan, planned.curve
    tell_notes(found, tables)
    text: str | bytes
    if form == "table":
        from snr_cli.outputs.plan_table import plan_text

        text = plan_text(
            plan,
            found.dossier,
            found.result,
            tables,
            width=width(),
            color=output is None and wants_color(),
            curve=curve,
        )
    elif form == "json":
        from snr_cli.french.plain import json_text
        from snr_cli.outputs.plan_json import plan_document

        text = json_text(plan_document(plan, found.result, tables, found.name, curve))
    elif form == "csv":
        from snr_cli.outputs.plan_csv import plan_detail
        from snr_cli.outputs.tables.delimited import grid_csv

        text = grid_csv(plan_detail(plan, tables, curve), for_excel=for_excel)
    elif form == "xlsx":
        from snr_cli.outputs.plan_grids import plan_grids
        from snr_cli.outputs.results_book import book_bytes

        text = book_bytes("snr : plan d’action", plan_grids(plan, found.result, tables, curve))
    else:
        assert_never(form)
    deliver(text, output)
    _tell_findings(path, found.name, planned.findings)


def _tell_findings(path: str, name: str, wrong: tuple[Finding, ...]) -> None:
    """Say in one sentence what `snr check` finds in the plan: a curve alone would look sound."""
    if wrong:
        codes = ", ".join(sorted({each.code for each in wrong}))
        tell(f"{name} : {plural(len(wrong), 'constat')} sur ce plan ({codes}) : snr check --select SNR6 {path}")
