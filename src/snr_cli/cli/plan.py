"""`snr plan`: actions in time."""

from typing import Annotated, Final, NamedTuple

import typer

from snr_cli.api import assessing, planning
from snr_cli.catalog import opened, tables as catalog_tables
from snr_cli.cli.console import (
    HERE,
    Dossier,
    Forms,
    How,
    MemberOf,
    Output,
    State,
    as_book,
    as_json,
    csv_forms,
    deliver,
    form_of,
    is_terminal,
    needs_file,
    offers,
    tell,
    tell_notes,
    wants_color,
    width,
)
from snr_cli.engine import records, services
from snr_cli.french.numbers import plural
from snr_cli.inputs.dossier import exports
from snr_cli.model import finding as findings, questions
from snr_cli.model.refusal import UsageError
from snr_cli.outputs import plan_grids, plan_json, plan_table
from snr_cli.plan import audit as audits, suggest as suggestions


class _Answer(NamedTuple):
    """A plan, and the tables that its figures come from."""

    planned: "planning.Planned"
    tables: "catalog_tables.Tables"


def _table(answer: _Answer, how: How) -> str:
    planned = answer.planned
    dossier, result = planned.assessed.dossier, planned.assessed.result
    return plan_table.plan_text(
        planned.plan, dossier, result, answer.tables, width=how.width, color=how.color, curve=planned.curve
    )


def _json(answer: _Answer, how: How) -> str:

    planned, assessed = answer.planned, answer.planned.assessed
    return as_json(plan_json.plan_document(planned.plan, assessed.result, answer.tables, assessed.name, planned.curve))


def _book(answer: _Answer, how: How) -> bytes:

    planned = answer.planned
    grids = plan_grids.plan_grids(planned.plan, planned.assessed.result, answer.tables, planned.curve)
    return as_book("snr : plan d’action", grids)


class _Found(NamedTuple):
    """A dossier once assessed, and the command that writes suggestions in it."""

    assessed: "assessing.Assessed"
    tables: "catalog_tables.Tables"
    take: str


def _suggested_json(answer: _Found, how: How) -> str:
    from snr_cli.outputs import suggestions_table

    assessed, tables, _ = answer
    reviewed = suggestions.review_library(assessed.dossier, assessed.result, tables)
    return as_json(suggestions_table.suggestions_data(*reviewed, tables.sources))


def _suggested(answer: _Found, how: How) -> str:
    from snr_cli.outputs import suggestions_table

    assessed, tables, command = answer
    reviewed = suggestions.review_library(assessed.dossier, assessed.result, tables)
    two_storages = services.by_two_methods(line.type for line in assessed.result.organisation.lines)
    take = "" if State.verbose else command
    return suggestions_table.suggestions_text(
        *reviewed, tables.sources, width=how.width, color=how.color, two_storages=two_storages, take=take
    )


FORMS: Final[Forms] = {
    "text": _table,
    "json": _json,
    **csv_forms(lambda answer: plan_grids.plan_detail(answer.planned.plan, answer.tables, answer.planned.curve)),
    "xlsx": _book,
}
SUGGESTED: Final[Forms] = {"text": _suggested, "json": _suggested_json}


@offers(FORMS)
def command(
    path: Dossier = HERE,
    output_format: Annotated[str, typer.Option("--format", "-f", help="Forme de la réponse.")] = "text",
    output: Output = None,
    member: MemberOf = None,
    horizon: Annotated[
        int | None,
        typer.Option(
            "--horizon", metavar="ANNÉE", help="Dernière année ; à défaut, celle de la stratégie ou des objectifs."
        ),
    ] = None,
    electricity_path: Annotated[
        str | None,
        typer.Option(
            "--electricity-path",
            metavar="NOM",
            help="Montre à part la courbe sous un scénario d’électricité du dossier (strategy.electricity_paths).",
        ),
    ] = None,
    suggest: Annotated[
        bool,
        typer.Option(
            "--suggest", help="Actions de la bibliothèque qui s’appliquent, calculées ; -v : le YAML à coller."
        ),
    ] = False,
    take: Annotated[
        str | None,
        typer.Option(
            "--take",
            metavar="RANGS",
            allow_from_autoenv=False,
            help="Écrit dans le dossier ces actions de --suggest, par leurs rangs : 1,2,T1.",
        ),
    ] = None,
    audit: Annotated[
        bool,
        typer.Option("--audit", help="Durées de vie observées et comptées, par type, avec les kilogrammes en jeu."),
    ] = False,
) -> None:
    """Plan the actions of a dossier, or say what they may be."""
    tables = opened.shipped_tables()
    needs_file(form := output_format, output)
    how = How(width(), output is None and wants_color())
    if audit and (suggest or form != "text"):
        raise UsageError("--audit est un tableau pour l’écran : seul, sans --suggest ni --format")
    for option, value in (("--electricity-path", electricity_path), ("--horizon", horizon)):
        if value is not None and (audit or suggest):
            raise UsageError(f"{option} va avec la trajectoire : sans --suggest ni --audit")
    if take is not None:
        if audit or suggest or horizon is not None or electricity_path is not None or output is not None:
            raise UsageError("--take écrit des actions dans le dossier : sans autre option que --member")
        _take(take, assessing.assess_as(path, tables, member))
        return
    if audit or suggest:
        write = form_of(SUGGESTED, form, "--suggest") if suggest else _audit
        found = assessing.assess_as(path, tables, member)
        tell_notes(found, tables)
        where = "".join((f" {path}" if path != HERE else "", f" --member {member}" if member is not None else ""))
        deliver(write(_Found(found, tables, f"snr plan{where} --take 1,2,3"), how), output)
        return
    planned = planning.plan_actions(
        path,
        horizon=horizon,
        categories=(records.CLIMATE,) if form == "text" else None,  # those shown: a table speaks of the climate
        electricity_path=electricity_path,
        member=member,
        tables=tables,
    )
    tell_notes(planned.assessed, tables)
    deliver(FORMS[form](_Answer(planned, tables), how), output)
    _tell_findings(path, planned.assessed.name, planned.findings)


def _take(ranks: str, assessed: "assessing.Assessed") -> None:
    """Write suggested actions in the files of a dossier, or of a member."""
    from snr_cli.api import editing, sheets
    from snr_cli.cli import next as asking
    from snr_cli.outputs import files as output_files

    wanted = [rank.strip() for rank in ranks.split(",") if rank.strip()]
    edits = editing.taken_edits(sheets.open_dossier(assessed.name), wanted, assessed)
    output_files.write_edits(edits)
    for edit in edits:
        tell(f"écrit : {edit.path.as_posix()}")
    if is_terminal():  # of who is there
        asking.put_answer(assessed.name, questions.BY_ID["portage"])
    else:
        tell(f"ensuite : qui les porte, et quand ? snr next {assessed.name} --do portage")


def _audit(answer: _Found, how: How) -> str:

    assessed, tables, _ = answer
    rows = audits.audit(assessed.dossier, assessed.result, tables, exports.retirements(assessed.imported))
    over = audits.overcharged(assessed.dossier, assessed.result)
    return plan_table.audit_text(rows, tables, over, width=how.width, color=how.color)


def _tell_findings(path: str, name: str, wrong: "tuple[findings.Finding, ...]") -> None:
    """Say in one sentence what `snr check` finds in the plan: a curve alone would look sound."""
    if wrong:
        codes = ", ".join(sorted({finding.code for finding in wrong}))
        tell(f"{name} : {plural(len(wrong), 'constat')} sur ce plan ({codes}) : snr check --select SNR6 {path}")
