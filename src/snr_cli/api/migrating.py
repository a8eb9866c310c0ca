"""A dossier of an older format, brought up to the newest: its files as they become, their copies, what changed in each."""

import os
from collections.abc import Sequence
from os import PathLike, fspath
from pathlib import Path
from typing import Final

from snr_cli.api.catalogue import words_of
from snr_cli.catalog.opened import shipped_tables
from snr_cli.catalog.tables import Tables
from snr_cli.french.numbers import number
from snr_cli.inputs.dossier.files import WORKBOOKS, Edit, file_text, open_argument
from snr_cli.inputs.dossier.includes import Joined, join
from snr_cli.inputs.dossier.load import read_dossier
from snr_cli.inputs.dossier.migrations import Changed, FormatStep, Migrated, stepped, steps_from, value_replaced
from snr_cli.inputs.dossier.sheet_tree import SheetText
from snr_cli.inputs.dossier.yaml_nodes import MOST_NODES, TooManyNodesError
from snr_cli.model.dossier import DOSSIER_FORMAT
from snr_cli.model.finding import DossierError, Severity
from snr_cli.model.refusal import UsageError

_BOM: Final = "\ufeff"


def migrate_dossier(dossier: str | PathLike[str], *, tables: Tables | None = None) -> Migrated:
    """Bring a dossier up to the newest format; nothing is written here.

    Args:
        dossier: its folder or its file.
        tables: the factor tables; those of snr without any.

    Returns:
        what to write, what changed and what stays; nothing to write when the dossier is of the newest format.

    Raises:
        UsageError: its format is newer than this version of snr, or is none; it is a workbook; a copy is in the way.
        DossierError: a file cannot be read as YAML, or is missing.
    """
    if fspath(dossier) == "-":
        raise UsageError(
            "snr migrate écrit dans le dossier : donnez son dossier ou son fichier, et non l’entrée standard"
        )
    words = words_of(shipped_tables() if tables is None else tables)
    name, text, folder = open_argument(fspath(dossier))
    joined = join(name, text, folder, words.type_labels)
    if joined.unread or any(finding.severity is Severity.ERROR for finding in joined.findings):
        raise DossierError(joined.findings)
    old = _format(joined, name)
    if old == DOSSIER_FORMAT:
        return Migrated(name, old, DOSSIER_FORMAT)
    steps = steps_from(old, DOSSIER_FORMAT)
    where = _place(joined, name)
    if old > DOSSIER_FORMAT:
        raise UsageError(
            f"{where} : dossier au format {old}, plus récent que celui que cette version de snr lit ({DOSSIER_FORMAT})",
            "mettez snr à jour",
        )
    if steps is None:
        raise UsageError(
            f"{where} : aucun format {old} n’a existé ; le premier est 1", f"écrivez snr: {DOSSIER_FORMAT}"
        )
    if isinstance(joined.top["snr"][0], SheetText):
        raise UsageError(
            f"{where} : snr migrate ne modifie pas un classeur",
            "faites-en un neuf avec snr init --workbook, et recopiez-y vos feuilles",
        )
    names = list(dict.fromkeys(yaml_text.name for yaml_text in joined.texts))
    yaml = [each for each in names if not each.lower().endswith((*WORKBOOKS, ".csv"))]
    every = [
        _file(Path(each), steps, newest=DOSSIER_FORMAT if each == joined.top["snr"][0].name else None) for each in yaml
    ]
    changed = [each for each in every if each[2]]
    given = {edit.path.as_posix(): edit.text.removeprefix(_BOM).replace("\r\n", "\n") for edit, _, _ in changed}
    read = read_dossier(fspath(dossier), words, given=given)
    errors = tuple(finding for finding in read.findings if finding.severity is Severity.ERROR)
    left = tuple(each for each in names if each not in yaml)
    return Migrated(
        name,
        old,
        DOSSIER_FORMAT,
        tuple(step.why for step in steps),
        tuple(edit for edit, _, _ in changed),
        tuple(copy for _, copy, _ in changed),
        tuple(change for _, _, changes in changed for change in changes),
        left,
        errors,
    )


def _format(joined: Joined, name: str) -> int:
    """Return the format that a dossier says.

    Raises:
        UsageError: it says none.
    """
    snr = joined.data.get("snr")
    if "snr" not in joined.data:
        raise UsageError(
            f"{name} : pas de « snr: » : rien ne dit le format de ce dossier", "ajoutez snr: 1 en première ligne"
        )
    if type(snr) is not int:
        raise UsageError(f"{_place(joined, name)} : « snr » attend un nombre entier", "écrivez snr: 1")
    return snr


def _place(joined: Joined, name: str) -> str:
    text, _, mark = joined.top.get("snr", (None, None, None))
    if text is None:
        return name
    at = text.at_mark("SNR206", mark, "").position
    return f"{at.file} › {at.sheet} › {at.cell}" if at.sheet else f"{at.file}:{at.line}:{at.column}"


def _file(path: Path, steps: Sequence[FormatStep], newest: int | None) -> tuple[Edit, Edit, list[Changed]]:
    """Return a file after the steps, the copy of what it was, and what changed, by line; `newest` is the format to write in it.

    Raises:
        UsageError: it cannot be read again, is too long, or what keeps what it was is there already.
    """
    raw = file_text(path)
    text = raw.removeprefix(_BOM)
    every = [*steps, *([_numbered(steps[0].old, newest)] if newest is not None else [])]
    changes: list[Changed] = []
    try:
        for step in every:
            text, told = stepped(text, step, path)
            changes += told
    except TooManyNodesError:
        raise UsageError(
            f"{path.as_posix()} : plus de {number(MOST_NODES)} clés et valeurs : fichier trop long à modifier",
            "répartissez ses sections dans plusieurs fichiers (include:)",
        ) from None
    copy = path.with_name(f"{path.name}.format-{steps[0].old}.bak")
    if changes and os.path.lexists(copy):
        raise UsageError(
            f"{copy.as_posix()} : cette copie existe déjà ; rien n’est écrit", "renommez-la, puis recommencez"
        )
    before, bom = raw.encode(), _BOM if raw.startswith(_BOM) else ""
    changes.sort(key=lambda change: change.line)
    return Edit(path, before, (bom + text).encode()), Edit(copy, None, before), changes


def _numbered(old: int, new: int) -> FormatStep:
    return FormatStep(old, "", lambda tree: value_replaced(tree, ("snr",), {old: str(new)}))
