"""`snr inventory`: what an export holds, row by row accounted for."""

from pathlib import Path
from typing import Annotated, Any, Final, Literal, NamedTuple

import typer

from snr_cli.api.late import LATE
from snr_cli.cli.console import (
    Exit,
    ForExcel,
    Forms,
    How,
    Output,
    Progress,
    as_book,
    as_csv,
    deliver,
    offers,
    tabular,
    tell,
    width,
)
from snr_cli.model.refusal import UsageError

with LATE:
    from snr_cli.api import catalogue, exports as inventories, exports as settling
    from snr_cli.catalog import opened, tables as catalog_tables
    from snr_cli.inputs.dossier import files as dossier_files, load
    from snr_cli.inputs.inventory import faults, read, records, told
    from snr_cli.outputs import (
        files as output_files,
        inventory_report,
        inventory_yaml,
        rejected_rows,
    )


class _Answer(NamedTuple):
    """What was read of exports, of which year, and whether only the rows that count are shown."""

    exports: "inventories.Exports"
    tables: "catalog_tables.Tables"
    year: int
    only_counted: bool
    diff: str | None  # the dossier to compare with, in a text


def _text(answer: _Answer, how: How) -> str:
    inventory, park = answer.exports.inventory, answer.exports.park
    text = inventory_report.to_text(
        inventory, park, answer.tables, answer.year, how.width, show_counted=answer.only_counted
    )
    return text + (_diff(answer.diff, park.equipment, answer.tables) if answer.diff is not None else "")


def _json(answer: _Answer, how: How) -> str:
    inventory, park = answer.exports.inventory, answer.exports.park
    return inventory_report.to_json(inventory, park, answer.tables, answer.year, show_counted=answer.only_counted)


def _book(answer: _Answer, how: How) -> bytes:
    inventory, park = answer.exports.inventory, answer.exports.park
    grids = inventory_report.inventory_grids(
        inventory, park, answer.tables, answer.year, only_counted=answer.only_counted
    )
    return as_book("snr : inventaire", grids)


FORMS: Final[Forms] = {
    "text": _text,
    "json": _json,
    "csv": lambda answer, how: as_csv(
        inventory_report.labels_grid(answer.exports.inventory, only_counted=answer.only_counted), how, delimiter=";"
    ),
    "xlsx": _book,
    "yaml": lambda answer, how: inventory_yaml.to_yaml(answer.exports.park, answer.year),
}


@offers(FORMS)
def command(
    paths: Annotated[
        list[str],
        typer.Argument(metavar="FILE…", help="Exports (CSV, TSV, XLSX, ODS, JSON de GLPI) ou dossiers d’exports."),
    ],
    output_format: Annotated[
        str,
        typer.Option(
            "--format", "-f", help="text, json, csv (un libellé par ligne), xlsx, ou yaml : les lignes du dossier."
        ),
    ] = "text",
    output: Output = None,
    for_excel: ForExcel = False,
    year: Annotated[
        int, typer.Option("--year", min=1990, max=2100, help="Année étudiée : les achats postérieurs sont mis de côté.")
    ] = 2025,
    mapping: Annotated[
        Path | None, typer.Option("--mapping", help="Fichier de correspondances (colonnes, statuts, types).")
    ] = None,
    write_mapping: Annotated[
        Path | None,
        typer.Option(
            "--write-mapping",
            allow_from_autoenv=False,
            help="Propose un fichier de correspondances, à corriger à la main.",
        ),
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
    diff: Annotated[str | None, typer.Option("--diff", help="Dossier à comparer : ce qui a changé par type.")] = None,
    rejects: Annotated[
        Path | None,
        typer.Option(
            "--rejects",
            allow_from_autoenv=False,
            help="Écrit les lignes rejetées, entières (données personnelles comprises).",
        ),
    ] = None,
    show: Annotated[
        Literal["counted"] | None,
        typer.Option("--show", help="counted : quel libellé est devenu quel type, et par quelle règle."),
    ] = None,
    strict: Annotated[
        bool,
        typer.Option("--strict", help="Code 1 dès qu’une ligne est rejetée ou à confirmer, ou une donnée douteuse."),
    ] = False,
) -> None:
    """Read exports of inventories."""
    form = tabular(output_format, "text", output, for_excel=for_excel)
    tables = opened.shipped_tables()
    if diff is not None and form != "text":
        raise UsageError("--diff ne vaut qu’avec --format text")
    if show is not None and form == "yaml":
        raise UsageError("--show ne vaut qu’avec --format text, json, csv ou xlsx")
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
        if write_mapping is not None:
            tell(f"snr : {refused}", always=True)
            _write_likely(write_mapping, refused, tables, sheet or [])
            raise typer.Exit(Exit.USAGE) from None
        raise
    inventory = exports.inventory
    answer = _Answer(exports, tables, year, show is not None, diff)
    text = FORMS[form](answer, How(width(), color=False, for_excel=for_excel))
    proposed = ""
    if write_mapping is not None:
        proposed = settling.proposed_mapping(exports, sheet or (), tables=tables)
    targets = [target for target in (output, write_mapping, rejects) if target is not None and str(target) != "-"]
    if targets:
        output_files.refuse(targets)
    if write_mapping is not None:
        output_files.refuse_change(write_mapping, proposed)
    rejected = ""
    if rejects is not None:
        rejected = rejected_rows.rejected_csv(inventory, exports.files)
        if not rejected_rows.is_rejected_csv(rejects):
            output_files.refuse_change(rejects, rejected)
    deliver(text, output)
    for path in paths:
        if names := read.left_out(Path(path)):
            tell(read.left_out_text(dossier_files.shown(path), names), always=True)
    for wrong in inventory.unread:
        tell(f"snr : {wrong}", always=True)
    if write_mapping is not None:
        _write_mapping(write_mapping, proposed)
    if rejects is not None:
        _write_rejects(rejects, rejected)
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
    if strict and doubts:
        tell("des lignes à confirmer ou des données douteuses (--strict)", always=True)
        raise typer.Exit(Exit.WRONG)


def _write_likely(target: Path, error: "inventories.RefusedError", tables: Any, sheets: list[str]) -> None:
    """Propose a mapping for a file that is refused; say so when it holds nothing to propose."""
    text = settling.proposed_mapping(error, sheets, tables=tables)
    if not text:
        tell(f"{target} n’est pas écrit : {error.error.name} n’a aucune colonne à proposer", always=True)
        return
    output_files.refuse([target])
    output_files.refuse_change(target, text)
    _write_mapping(target, text)


def _write_mapping(target: Path, text: str) -> None:
    output_files.write_atomic(target, text)
    tell(f"écrit : {target} ; relisez-le et corrigez-le, puis relancez avec --mapping {target}")


def _diff(argument: str, equipment: Any, tables: Any) -> str:
    return inventory_report.diff_text(
        load.load_dossier(argument, catalogue.words_of(tables)).dossier, equipment, tables
    )


def _write_rejects(target: Path, text: str) -> None:
    output_files.write_atomic(target, text)
    tell(f"écrit : {target} ; ce fichier contient des lignes entières, données personnelles comprises", always=True)
