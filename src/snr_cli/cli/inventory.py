"""`snr inventory`: what an export holds, row by row accounted for."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, NamedTuple

import typer

from snr_cli.cli.console import Exit, Progress, deliver, tell, width
from snr_cli.cli.forms import Forms, How, as_book, as_csv, choice
from snr_cli.cli.options import ForExcel, Output, tabular
from snr_cli.model.refusal import UsageError

if TYPE_CHECKING:
    from snr_cli.api.exports import Exports, RefusedError
    from snr_cli.catalog.tables import Tables


class _Answer(NamedTuple):
    """What was read of exports, of which year, and whether only the rows that count are shown."""

    exports: "Exports"
    tables: "Tables"
    year: int
    only_counted: bool
    diff: str | None  # the dossier to compare with, in a text


def _text(answer: _Answer, how: How) -> str:
    from snr_cli.outputs.inventory_report import to_text

    inventory, park = answer.exports.inventory, answer.exports.park
    text = to_text(inventory, park, answer.tables, answer.year, how.width, show_counted=answer.only_counted)
    return text + (_diff(answer.diff, park.equipment, answer.tables) if answer.diff is not None else "")


def _json(answer: _Answer, how: How) -> str:
    from snr_cli.outputs.inventory_report import to_json

    inventory, park = answer.exports.inventory, answer.exports.park
    return to_json(inventory, park, answer.tables, answer.year, show_counted=answer.only_counted)


def _csv(answer: _Answer, how: How) -> str:
    from snr_cli.outputs.inventory_report import labels_grid

    return as_csv(labels_grid(answer.exports.inventory, only_counted=answer.only_counted), how, delimiter=";")


def _book(answer: _Answer, how: How) -> bytes:
    from snr_cli.outputs.inventory_grids import inventory_grids

    inventory, park = answer.exports.inventory, answer.exports.park
    grids = inventory_grids(inventory, park, answer.tables, answer.year, only_counted=answer.only_counted)
    return as_book("snr : inventaire", grids)


def _yaml(answer: _Answer, how: How) -> str:
    from snr_cli.outputs.inventory_yaml import to_yaml

    return to_yaml(answer.exports.park, answer.year)


FORMS: Final[Forms] = {"text": _text, "json": _json, "csv": _csv, "xlsx": _book, "yaml": _yaml}
if TYPE_CHECKING:
    InventoryForm = str
else:
    InventoryForm = choice(FORMS)


def command(
    paths: Annotated[
        list[str],
        typer.Argument(metavar="FILE…", help="Exports (CSV, TSV, XLSX, ODS, JSON de GLPI) ou dossiers d’exports."),
    ],
    output_format: Annotated[
        InventoryForm,
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
    """Lit un inventaire : chaque ligne comptée, à confirmer, mise de côté, rejetée ou ignorée, et pourquoi."""
    from snr_cli.api.exports import RefusedError, read_exports
    from snr_cli.catalog.opened import shipped_tables
    from snr_cli.inputs.dossier.files import shown
    from snr_cli.inputs.inventory.faults import doubtful_data
    from snr_cli.inputs.inventory.opening import left_out, left_out_text
    from snr_cli.inputs.inventory.records import DOUBTFUL_NOTES, REJECTED, TO_CONFIRM
    from snr_cli.inputs.inventory.told import EMPTY, VIRTUAL_HELP, only_virtual, uncounted, uncounted_text

    form = tabular(output_format, "text", output, for_excel=for_excel)
    tables = shipped_tables()
    if diff is not None and form != "text":
        raise UsageError("--diff ne vaut qu’avec --format text")
    if show is not None and form == "yaml":
        raise UsageError("--show ne vaut qu’avec --format text, json, csv ou xlsx")
    try:
        with Progress() as progress:
            exports = read_exports(
                *paths,
                year=year,
                mapping=mapping,
                default_type=default_type,
                accept=accept,
                sheets=tuple(sheet or ()),
                progress=progress,
                tables=tables,
            )
    except RefusedError as refused:
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
        from snr_cli.api.settling import proposed_mapping

        proposed = proposed_mapping(exports, sheet or (), tables=tables)
    targets = [target for target in (output, write_mapping, rejects) if target is not None and str(target) != "-"]
    if targets:
        from snr_cli.outputs.files import refuse

        refuse(targets)
    if write_mapping is not None:
        from snr_cli.outputs.files import refuse_change

        refuse_change(write_mapping, proposed)
    rejected = ""
    if rejects is not None:
        from snr_cli.outputs.files import refuse_change
        from snr_cli.outputs.rejected_rows import is_rejected_csv, rejected_csv

        rejected = rejected_csv(inventory, exports.files)
        if not is_rejected_csv(rejects):
            refuse_change(rejects, rejected)
    deliver(text, output)
    for path in paths:
        if names := left_out(Path(path)):
            tell(left_out_text(shown(path), names), always=True)
    for wrong in inventory.unread:
        tell(f"snr : {wrong}", always=True)
    if write_mapping is not None:
        _write_mapping(write_mapping, proposed)
    if rejects is not None:
        _write_rejects(rejects, rejected)
    lost = uncounted(inventory)
    for file in lost:
        tell(uncounted_text(file), always=True)
    if not inventory.read:
        tell(EMPTY, always=True)
    if said := only_virtual(inventory):
        tell(f"{said} ; {VIRTUAL_HELP}", always=True)
    if lost or inventory.unread or not inventory.read:
        raise typer.Exit(Exit.WRONG)
    if strict and inventory.count(REJECTED):
        plural = "s" if inventory.count(REJECTED) > 1 else ""
        tell(f"{inventory.count(REJECTED)} ligne{plural} rejetée{plural} (--strict)", always=True)
        raise typer.Exit(Exit.WRONG)
    doubts = inventory.count(TO_CONFIRM) + sum(
        note[0] in DOUBTFUL_NOTES for file in inventory.files for note in file.notes
    )
    doubts += sum(1 for _ in doubtful_data(inventory.groups))
    doubts += sum(len(file.same_days) for file in inventory.files)
    if strict and doubts:
        tell("des lignes à confirmer ou des données douteuses (--strict)", always=True)
        raise typer.Exit(Exit.WRONG)


def _write_likely(target: Path, error: "RefusedError", tables: Any, sheets: list[str]) -> None:
    """Propose a mapping for a file that is refused; say so when it holds nothing to propose."""
    from snr_cli.api.settling import proposed_mapping
    from snr_cli.outputs.files import refuse, refuse_change

    text = proposed_mapping(error, sheets, tables=tables)
    if not text:
        tell(f"{target} n’est pas écrit : {error.error.name} n’a aucune colonne à proposer", always=True)
        return
    refuse([target])
    refuse_change(target, text)
    _write_mapping(target, text)


def _write_mapping(target: Path, text: str) -> None:
    from snr_cli.outputs.files import write_atomic

    write_atomic(target, text)
    tell(f"écrit : {target} ; relisez-le et corrigez-le, puis relancez avec --mapping {target}")


def _diff(argument: str, equipment: Any, tables: Any) -> str:
    from snr_cli.api.catalogue import words_of
    from snr_cli.inputs.dossier.load import load_dossier
    from snr_cli.outputs.inventory_diff import diff_text

    return diff_text(load_dossier(argument, words_of(tables)).dossier, equipment, tables)


def _write_rejects(target: Path, text: str) -> None:
    from snr_cli.outputs.files import write_atomic

    write_atomic(target, text)
    tell(f"écrit : {target} ; ce fichier contient des lignes entières, données personnelles comprises", always=True)
