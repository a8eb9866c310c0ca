"""`snr inventory`: what an export holds, row by row accounted for."""

from pathlib import Path
from typing import Annotated, Any, Final, NamedTuple

import typer

from snr_cli.api import catalogue, exports as inventories, exports as settling
from snr_cli.catalog import opened, tables as catalog_tables
from snr_cli.cli.console import (
    Exit,
    Forms,
    How,
    Output,
    Progress,
    State,
    as_book,
    csv_forms,
    deliver,
    needs_file,
    offers,
    tell,
    width,
)
from snr_cli.inputs.dossier import files as dossier_files
from snr_cli.inputs.inventory import faults, read, records, told
from snr_cli.model.refusal import UsageError
from snr_cli.outputs import inventory_files, inventory_report

_MAPPING, _REJECTS = "mapping", "rejects"


class _Answer(NamedTuple):
    """What was read of exports, of which year, and whether each label that counts is shown."""

    exports: "inventories.Exports"
    tables: "catalog_tables.Tables"
    year: int
    with_labels: bool
    sheets: tuple[str, ...]
    diff: str | None  # the dossier to compare with, in a text


def _text(answer: _Answer, how: How) -> str:
    inventory, park = answer.exports.inventory, answer.exports.park
    text = inventory_report.to_text(
        inventory, park, answer.tables, answer.year, how.width, show_counted=answer.with_labels
    )
    return text + (_diff(answer.diff, park.equipment, answer.tables) if answer.diff is not None else "")


def _json(answer: _Answer, how: How) -> str:
    inventory, park = answer.exports.inventory, answer.exports.park
    return inventory_report.to_json(inventory, park, answer.tables, answer.year, show_counted=answer.with_labels)


def _book(answer: _Answer, how: How) -> bytes:
    inventory, park = answer.exports.inventory, answer.exports.park
    return as_book("snr : inventaire", inventory_report.inventory_grids(inventory, park, answer.tables, answer.year))


FORMS: Final[Forms] = {
    "text": _text,
    "json": _json,
    **csv_forms(lambda answer: inventory_report.labels_grid(answer.exports.inventory), delimiter=";"),
    "xlsx": _book,
    "yaml": lambda answer, how: inventory_files.to_yaml(answer.exports.park, answer.year),
    _MAPPING: lambda answer, how: settling.proposed_mapping(answer.exports, answer.sheets, tables=answer.tables),
    _REJECTS: lambda answer, how: inventory_files.rejected_csv(answer.exports.inventory, answer.exports.files),
}


@offers(FORMS)
def command(
    paths: Annotated[
        list[str],
        typer.Argument(metavar="FICHIER…", help="Exports (CSV, TSV, XLSX, ODS, JSON de GLPI) ou dossiers d’exports."),
    ],
    output_format: Annotated[
        str,
        typer.Option(
            "--format",
            "-f",
            help="text, json, csv (un libellé par ligne), xlsx ; yaml : les lignes du dossier ; mapping : des correspondances "
            "proposées, à corriger à la main ; rejects : les lignes rejetées, entières (données personnelles comprises).",
        ),
    ] = "text",
    output: Output = None,
    year: Annotated[
        int,
        typer.Option(
            "--year",
            metavar="ANNÉE",
            min=1990,
            max=2100,
            help="Année étudiée : les achats postérieurs sont mis de côté.",
        ),
    ] = 2025,
    mapping: Annotated[
        Path | None,
        typer.Option("--mapping", metavar="FICHIER", help="Fichier de correspondances (colonnes, statuts, types)."),
    ] = None,
    default_type: Annotated[
        str | None, typer.Option("--type", help="Type des lignes qu’aucune règle ne reconnaît.")
    ] = None,
    sheet: Annotated[
        list[str] | None,
        typer.Option(
            "--sheet",
            help="Feuille à lire d’un classeur (répétable) ; sans elle, toutes celles qui semblent des inventaires.",
        ),
    ] = None,
    accept: Annotated[bool, typer.Option("--accept", help="Compte aussi les types peu sûrs.")] = False,
    diff: Annotated[
        str | None,
        typer.Option("--diff", metavar="DOSSIER", help="Dossier à comparer : ce qui a changé par type."),
    ] = None,
    strict: Annotated[
        bool,
        typer.Option("--strict", help="Code 1 dès qu’une ligne est rejetée ou à confirmer, ou une donnée douteuse."),
    ] = False,
) -> None:
    """Read exports of inventories."""
    needs_file(form := output_format, output)
    tables = opened.shipped_tables()
    if diff is not None and form != "text":
        raise UsageError("--diff ne vaut qu’avec --format text")
    try:
        with Progress() as progress:
            exports = inventories.read_exports(
                *paths,
                year=year,
                mapping=mapping,
                default_type=default_type,
                accept=accept,
                sheets=tuple(sheet or ()),
                progress=progress,
                tables=tables,
            )
    except inventories.RefusedError as refused:
        if form != _MAPPING:
            raise
        tell(f"snr : {refused}", always=True)
        if likely := settling.proposed_mapping(refused, sheet or (), tables=tables):
            _keep(likely, form, output)
        else:
            why = f"{refused.error.name} n’a aucune colonne à proposer"
            tell(f"{output or 'le fichier'} n’est pas écrit : {why}", always=True)
        raise typer.Exit(Exit.USAGE) from None
    inventory = exports.inventory
    answer = _Answer(exports, tables, year, bool(State.verbose), tuple(sheet or ()), diff)
    text = FORMS[form](answer, How(width(), color=False))
    report = FORMS["text"](answer, How(width(), color=False)) if form in (_MAPPING, _REJECTS) else ""
    _keep(text, form, output, report)
    for path in paths:
        if names := read.left_out(Path(path)):
            tell(read.left_out_text(dossier_files.shown(path), names), always=True)
    for wrong in inventory.unread:
        tell(f"snr : {wrong}", always=True)
    lost = told.uncounted(inventory)
    for file in lost:
        tell(told.uncounted_text(file), always=True)
    if not inventory.read:
        tell(told.EMPTY, always=True)
    if said := told.only_virtual(inventory):
        tell(f"{said} ; {told.VIRTUAL_HELP}", always=True)
    if lost or inventory.unread or not inventory.read:
        raise typer.Exit(Exit.WRONG)
    if strict and inventory.count(records.REJECTED):
        plural = "s" if inventory.count(records.REJECTED) > 1 else ""
        tell(f"{inventory.count(records.REJECTED)} ligne{plural} rejetée{plural} (--strict)", always=True)
        raise typer.Exit(Exit.WRONG)
    doubts = inventory.count(records.TO_CONFIRM) + sum(
        note[0] in records.DOUBTFUL_NOTES for file in inventory.files for note in file.notes
    )
    doubts += sum(1 for _ in faults.doubtful_data(inventory.groups))
    doubts += sum(len(file.same_days) for file in inventory.files)
    doubts += sum(total.said != total.read for file in inventory.files for total in file.totals)
    if strict and doubts:
        tell("des lignes à confirmer ou des données douteuses (--strict)", always=True)
        raise typer.Exit(Exit.WRONG)


def _keep(text: str | bytes, form: str, output: Path | None, report: str | bytes = "") -> None:
    """Write the answer; a mapping, or rejected rows, take the place of nothing that a person may have changed.

    `report`: what is shown beside those that go to a file.
    """
    from snr_cli.outputs import files as output_files

    target = output if output is not None and str(output) != "-" else None
    if target is not None:
        output_files.refuse([target])
        if form == _MAPPING or (form == _REJECTS and not inventory_files.is_rejected_csv(target)):
            output_files.refuse_change(target, str(text))
        if report:
            deliver(report, None)
    deliver(text, output)
    if form == _MAPPING:
        tell(f"relisez ces correspondances et corrigez-les, puis relancez avec --mapping {target or 'FICHIER'}")
    elif form == _REJECTS:
        tell("ces lignes sont entières, données personnelles comprises", always=True)


def _diff(argument: str, equipment: Any, tables: Any) -> str:
    from snr_cli.inputs.dossier import load

    return inventory_report.diff_text(
        load.load_dossier(argument, catalogue.words_of(tables)).dossier, equipment, tables
    )
