"""`snr plan`: actions in time."""

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from snr_cli.cli import completion
from snr_cli.cli.console import deliver, tell, wants_color, width
from snr_cli.cli.options import Output

if TYPE_CHECKING:
    from snr_cli.catalog.tables import Tables
    from snr_cli.cli.dossiers import Assessed
    from snr_cli.plan.plan import Plan


def command(
    path: Annotated[str, typer.Argument(metavar="PATH", help="Dossier, fichier, ou - pour l’entrée standard.")],
    output_format: Annotated[
        Literal["table", "json", "csv"], typer.Option("--format", "-f", help="Forme de la réponse.")
    ] = "table",
    output: Output = None,
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
    from dataclasses import replace

    from snr_cli.catalog.tables import shipped_tables
    from snr_cli.checking import absurd
    from snr_cli.cli.compare import trend_against
    from snr_cli.cli.dossiers import assessed
    from snr_cli.engine.assess import MagnitudeError
    from snr_cli.engine.records import CLIMATE
    from snr_cli.findings.finding import DossierError, Finding, Position, UsageError
    from snr_cli.plan.plan import LONGEST, HorizonError, make_plan

    tables = shipped_tables()
    if suggest and output_format == "csv":
        raise UsageError("--suggest s’écrit en table ou en json")
    if audit and (suggest or output_format != "table"):
        raise UsageError("--audit est un tableau pour l’écran : seul, sans --suggest ni --format")
    if electricity_path is not None and (audit or suggest):
        raise UsageError("--electricity-path va avec la trajectoire : sans --suggest ni --audit")
    if horizon is not None and (audit or suggest):
        raise UsageError("--horizon va avec la trajectoire : sans --suggest ni --audit")
    found = assessed(path, tables, places=not (audit or suggest))
    if audit:
        from snr_cli.plan.audit import audit as audited
        from snr_cli.plan.overcharge import overcharged
        from snr_cli.reading.imports import retirements
        from snr_cli.writers.audit_table import audit_text

        rows = audited(found.dossier, found.result, tables, retirements(found.imported))
        over = overcharged(found.dossier, found.result)
        deliver(audit_text(rows, tables, over, width=width(), color=output is None and wants_color()), output)
        return
    if suggest:
        from snr_cli.engine.storage import by_two_methods
        from snr_cli.plan.suggest import review_library
        from snr_cli.writers.plan_json import to_json
        from snr_cli.writers.suggestions_table import suggestions_data, suggestions_text

        better, asides = review_library(found.dossier, found.result, tables)
        color = output is None and wants_color()
        deliver(
            to_json(suggestions_data(better, asides, tables.sources))
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
    try:
        # those shown: a table speaks of the climate
        categories = (CLIMATE,) if output_format == "table" else tuple(tables.categories)
        plan = make_plan(found.dossier, found.result, tables, horizon, categories, found.loaded.kept)
    except MagnitudeError as error:
        wrong = Finding("SNR204", Position(found.name), *absurd(str(error.args[0]), planned=True))
        raise DossierError([wrong]) from None
    except HorizonError as error:
        if horizon is None:
            raise UsageError(
                f"la stratégie ou un objectif va jusqu’en {error.horizon}, trop loin de {error.reference_year} : donnez --horizon"
            ) from None
        raise UsageError(
            f"--horizon {error.horizon} : une année de {error.reference_year} à {error.reference_year + LONGEST} est attendue"
        ) from None
    plan = replace(plan, trend=trend_against(path, found, tables))
    curve = None
    if electricity_path is not None:
        from snr_cli.plan.electricity import PathError, PlaceError, electricity_curve

        try:
            curve = electricity_curve(found.dossier, found.result, tables, plan.trajectory, electricity_path)
        except PathError as error:
            known = ", ".join(error.known) or "aucun : donnez strategy.electricity_paths"
            raise UsageError(
                f"--electricity-path {error.name} : scénario inconnu ; dans ce dossier : {known}"
            ) from None
        except PlaceError as error:
            raise UsageError(f"--electricity-path : aucune électricité de « {error} » n’est comptée") from None
    if output_format == "table":
        from snr_cli.writers.plan_table import plan_text

        text = plan_text(
            plan,
            found.dossier,
            found.result,
            tables,
            width=width(),
            color=output is None and wants_color(),
            curve=curve,
        )
    elif output_format == "json":
        from snr_cli.writers.plan_json import plan_document, to_json

        text = to_json(plan_document(plan, found.result, tables, found.name, curve))
    else:
        from snr_cli.writers.plan_json import to_csv

        text = to_csv(plan, tables, curve)
    deliver(text, output)
    _tell_findings(path, found, plan, tables)


def _tell_findings(path: str, found: "Assessed", plan: "Plan", tables: "Tables") -> None:
    """Say in one sentence what `snr check` finds in the plan: a curve alone would look sound."""
    from snr_cli.checking import plan_findings
    from snr_cli.french import plural
    from snr_cli.plan.plan import possible_horizon
    from snr_cli.reading.load import Read

    loaded = found.loaded
    read = Read(loaded.name, found.dossier, loaded.joined, (), loaded.imported, loaded.members, loaded.kept)
    judged = plan if plan.horizon == possible_horizon(found.dossier) else None
    wrong = plan_findings(read, found.result, judged, tables, "SNR6")
    if wrong:
        codes = ", ".join(sorted({each.code for each in wrong}))
        tell(f"{loaded.name} : {plural(len(wrong), 'constat')} sur ce plan ({codes}) : snr check --select SNR6 {path}")
