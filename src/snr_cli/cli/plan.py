"""`snr plan`: actions in time."""

from typing import TYPE_CHECKING, Annotated, Final

import typer

from snr_cli.cli import completion
from snr_cli.cli.console import deliver, tell, wants_color, width
from snr_cli.cli.forms import Forms, How, as_book, as_csv, as_json, choice, form_of
from snr_cli.cli.options import ForExcel, Output, tabular
from snr_cli.french.numbers import plural
from snr_cli.model.refusal import UsageError

if TYPE_CHECKING:
    from snr_cli.api.assessing import Assessed
    from snr_cli.api.planning import Planned
    from snr_cli.catalog.tables import Tables
    from snr_cli.model.finding import Finding


def _table(answer: "tuple[Planned, Tables]", how: How) -> str:
    from snr_cli.outputs.plan_table import plan_text

    planned, tables = answer
    dossier, result = planned.assessed.dossier, planned.assessed.result
    return plan_text(planned.plan, dossier, result, tables, width=how.width, color=how.color, curve=planned.curve)


def _json(answer: "tuple[Planned, Tables]", how: How) -> str:
    from snr_cli.outputs.plan_json import plan_document

    planned, tables = answer
    assessed = planned.assessed
    return as_json(plan_document(planned.plan, assessed.result, tables, assessed.name, planned.curve))


def _csv(answer: "tuple[Planned, Tables]", how: How) -> str:
    from snr_cli.outputs.plan_grids import plan_detail

    planned, tables = answer
    return as_csv(plan_detail(planned.plan, tables, planned.curve), how)


def _book(answer: "tuple[Planned, Tables]", how: How) -> bytes:
    from snr_cli.outputs.plan_grids import plan_grids

    planned, tables = answer
    return as_book("snr : plan d’action", plan_grids(planned.plan, planned.assessed.result, tables, planned.curve))


def _suggested_json(answer: "tuple[Assessed, Tables]", how: How) -> str:
    from snr_cli.outputs.suggestions_table import suggestions_data
    from snr_cli.plan.suggest import review_library

    assessed, tables = answer
    return as_json(suggestions_data(*review_library(assessed.dossier, assessed.result, tables), tables.sources))


def _suggested(answer: "tuple[Assessed, Tables]", how: How) -> str:
    from snr_cli.engine.storage import by_two_methods
    from snr_cli.outputs.suggestions_table import suggestions_text
    from snr_cli.plan.suggest import review_library

    assessed, tables = answer
    better, asides = review_library(assessed.dossier, assessed.result, tables)
    two_storages = by_two_methods(line.type for line in assessed.result.organisation.lines)
    return suggestions_text(better, asides, tables.sources, width=how.width, color=how.color, two_storages=two_storages)


FORMS: Final[Forms] = {"table": _table, "json": _json, "csv": _csv, "xlsx": _book}
SUGGESTED: Final[Forms] = {"table": _suggested, "json": _suggested_json}
if TYPE_CHECKING:
    PlanForm = str
else:
    PlanForm = choice(FORMS)


def command(
    path: Annotated[str, typer.Argument(metavar="PATH", help="Dossier, fichier, ou - pour l’entrée standard.")],
    output_format: Annotated[PlanForm, typer.Option("--format", "-f", help="Forme de la réponse.")] = "table",
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
    how = How(width(), output is None and wants_color(), for_excel)
    if audit and (suggest or form != "table"):
        raise UsageError("--audit est un tableau pour l’écran : seul, sans --suggest ni --format")
    for option, value in (("--electricity-path", electricity_path), ("--horizon", horizon)):
        if value is not None and (audit or suggest):
            raise UsageError(f"{option} va avec la trajectoire : sans --suggest ni --audit")
    if audit:
        deliver(_audit(assessed(path, tables), tables, how), output)
        return
    if suggest:
        write = form_of(SUGGESTED, form, "--suggest")
        deliver(write((assessed(path, tables), tables), how), output)
        return
    planned = plan_actions(
        path,
        horizon=horizon,
        categories=(CLIMATE,) if form == "table" else None,  # those shown: a table speaks of the climate
        electricity_path=electricity_path,
        tables=tables,
    )
    tell_notes(planned.assessed, tables)
    deliver(FORMS[form]((planned, tables), how), output)
    _tell_findings(path, planned.assessed.name, planned.findings)


def _audit(assessed: "Assessed", tables: "Tables", how: How) -> str:
    from snr_cli.inputs.dossier.imported import retirements
    from snr_cli.outputs.audit_table import audit_text
    from snr_cli.plan.audit import audit, overcharged

    rows = audit(assessed.dossier, assessed.result, tables, retirements(assessed.imported))
    over = overcharged(assessed.dossier, assessed.result)
    return audit_text(rows, tables, over, width=how.width, color=how.color)


def _tell_findings(path: str, name: str, wrong: "tuple[Finding, ...]") -> None:
    """Say in one sentence what `snr check` finds in the plan: a curve alone would look sound."""
    if wrong:
        codes = ", ".join(sorted({finding.code for finding in wrong}))
        tell(f"{name} : {plural(len(wrong), 'constat')} sur ce plan ({codes}) : snr check --select SNR6 {path}")
