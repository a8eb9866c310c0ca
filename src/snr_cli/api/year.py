"""The next year of a dossier: its result kept, its lines carried forward, and what to ask again."""

import json
from dataclasses import replace
from os import PathLike, fspath
from pathlib import Path
from typing import Any, Final

from snr_cli.api.assessing import Assessed, assess_loaded
from snr_cli.api.catalogue import words_of
from snr_cli.api.contributors import COLLECTED, named_in
from snr_cli.catalog.opened import shipped_tables
from snr_cli.catalog.tables import Tables
from snr_cli.inputs.dossier.exports import years_said
from snr_cli.inputs.dossier.files import Edit, inside, open_named, why
from snr_cli.inputs.dossier.load import group_above, load_dossier
from snr_cli.inputs.dossier.opened_year import OpenedYear, asked_again, year_edits
from snr_cli.inputs.dossier.results import checksum, is_result
from snr_cli.model.refusal import UsageError
from snr_cli.outputs.assessment_json import result_document, result_text
from snr_cli.plan.calendar import missed
from snr_cli.plan.carried import carried_lists, named_lines
from snr_cli.results.sentences.coverage import names_by_group

_FOLDER: Final = "resultats"
_OF_THE_RUN: Final = ("dossier", "snr_version", "checksum")  # what two results of the same year may say otherwise


def open_year(dossier: str | PathLike[str], year: int, *, tables: Tables | None = None) -> OpenedYear:
    """Open a year in a dossier, and in those of its members: what to write, and what to ask again.

    Args:
        dossier: its folder or its file.
        year: the year that opens, after its year of reference.
        tables: the factor tables; those of snr without any.

    Raises:
        UsageError: the year is not the next one; the result kept is another; the form of the dossier cannot be changed; the
            dossier is a workbook, and that of the year is there already; its group is still
            in the year that closes.
        DossierError: the dossier is wrong.
    """
    tables = shipped_tables() if tables is None else tables
    if fspath(dossier) == "-":
        raise UsageError("snr year écrit dans le dossier : donnez son dossier ou son fichier, et non l’entrée standard")
    assessed = _assessed(fspath(dossier), tables)
    _possible(assessed, year)
    group = group_above(assessed.name, words_of(tables))
    if group is not None and group.dossier.reference_year == assessed.dossier.reference_year:
        raise UsageError(
            f"{assessed.name} est un membre de {group.folder}, qui se compte à la même année que ses membres",
            f"ouvrez {year} pour tous à la fois : snr year {group.folder} {year}",
        )
    members = (_assessed(member.read.name, tables) for member in assessed.loaded.members)
    opened = tuple(_opened(member, year, tables) for member in members)
    return replace(_opened(assessed, year, tables), members=opened)


def _assessed(name: str, tables: Tables) -> Assessed:
    """Read and assess a dossier alone: what is kept of the year that closes is its own."""
    return assess_loaded(load_dossier(name, words_of(tables), places=True), tables)


def _opened(assessed: Assessed, year: int, tables: Tables) -> OpenedYear:
    """Open a year in a dossier, its members apart; see `open_year`."""
    closing = assessed.dossier.reference_year
    review = next(
        (annual_review for annual_review in assessed.dossier.annual_reviews if annual_review.year == closing), None
    )
    if review is not None and review.carried:
        raise UsageError(
            f"{assessed.name} : le bilan de {closing} a déjà des lignes reprises (carried), et {closing} est encore l’année de référence",
            "supprimez carried, puis recommencez",
        )
    name = review.result if review is not None and review.result else f"{_FOLDER}/{closing}.json"
    result = _result_file(assessed, name, tables)
    earlier, new = _carried(assessed)
    edits = year_edits(assessed.loaded.joined, assessed.name, year, name, list(new))
    lines = {
        line.id: line for line in (*assessed.result.organisation.lines, *assessed.result.organisation.public_lines)
    }
    carried = earlier | new
    asked = assessed.dossier
    if not asked.contributors:
        asked = asked.model_copy(update={"contributors": named_in(Path(assessed.name).parent / COLLECTED)})
    return OpenedYear(
        assessed.name,
        closing,
        year,
        (*((result,) if result is not None else ()), *edits),
        name,
        names_by_group(carried, lines, tables),
        names_by_group(earlier, lines, tables),
        asked_again(asked, year, carried),
        tuple(
            inventory_import
            for inventory_import in assessed.dossier.imports
            if max(years_said(inventory_import), default=0) < year
        ),
        tuple(action for action in assessed.dossier.actions if missed(action, action.status, year - 1)),
        tuple(
            objective for objective in assessed.dossier.objectives if objective.by is not None and objective.by <= year
        ),
    )


def _possible(assessed: Assessed, year: int) -> None:
    """Refuse a year that is not a later one."""
    closing = assessed.dossier.reference_year
    if year == closing:
        raise UsageError(
            f"{assessed.name} : {year} est déjà l’année de référence", f"l’année suivante : snr year … {year + 1}"
        )
    if year != closing + 1:
        raise UsageError(
            f"{assessed.name} : l’année de référence est {closing}, la suivante est {closing + 1}, et non {year}",
            f"ouvrez les années une à une : snr year … {closing + 1} ; celle dont rien n’est confirmé se ferme en le disant",
        )


def _result_file(assessed: Assessed, name: str, tables: Tables) -> Edit | None:
    """Return the file of the result of the closing year; None when it is there, and is the same.

    Raises:
        UsageError: another file is there, or its place is outside the dossier.
    """
    path = Path(assessed.name).parent / name
    try:
        outside = inside(path.parent if Path(name).is_absolute() else Path(assessed.name).parent, name) is None
    except OSError as error:
        raise UsageError(f"{path} : {why(error)}") from None
    if outside:
        raise UsageError(f"« {name} » sort du dossier", "le résultat d’un bilan est dans le dossier : corrigez result")
    document = result_document(assessed.result, tables, assessed.name, assessed.imported, assessed.dossier)
    if not path.exists() and not path.is_symlink():
        return Edit(path, None, (result_text(document, several=False) + "\n").encode())
    shown, text = open_named(path)
    if not is_result(shown, text) or _core(text) != _core(document):
        raise UsageError(
            f"{shown} : ce fichier existe, et n’est pas le résultat que le dossier donne aujourd’hui ; rien n’est écrit",
            f"pour voir l’écart : snr compare {shown} {assessed.name}",
            "s’il faut garder celui d’aujourd’hui, donnez un autre nom à ce fichier, puis recommencez ; sinon, corrigez le dossier",
        )
    return None


def _core(found: str | dict[str, Any]) -> str | None:
    """Return what tells a result from another, whoever computed it, from where; None when it is none."""
    try:
        document = json.loads(found) if isinstance(found, str) else found
        return checksum({key: value for key, value in document.items() if key not in _OF_THE_RUN})
    except (ValueError, AttributeError, RecursionError):
        return None


def _carried(assessed: Assessed) -> tuple[dict[str, frozenset[str]], dict[str, frozenset[str]]]:
    """Return the lines that are still those of an earlier year, then those of the closing one: name → lines."""
    known = named_lines(assessed.dossier)
    earlier: dict[str, frozenset[str]] = {}
    for told in carried_lists(assessed.dossier, assessed.loaded.kept, assessed.imported):
        earlier |= told.lines
    return earlier, {name: lines for name, lines in known.items() if name not in earlier}
