"""A dossier edited as a person types, cell by cell or by rows copied from a spreadsheet: the new text of its files, all that is not edited kept as it was."""

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import Any, Final, TypedDict

from snr_cli.api.assessing import Assessed, assess_opened
from snr_cli.api.contributors import COLLECTED
from snr_cli.api.drafts import Drafts, EditRefusedError
from snr_cli.api.placing import RowEdit
from snr_cli.api.sheets import NAME_KEY, VALUE_KEY, OpenDossier, key_in_sheet, opened, tables_of
from snr_cli.catalog.tables import Tables
from snr_cli.engine.records import CLIMATE
from snr_cli.french.numbers import did_you_mean
from snr_cli.french.typography import typography
from snr_cli.inputs.dossier.files import Edit
from snr_cli.inputs.dossier.written_rows import FICHE_KEY, IMPORTS_SHEET, NAMED_BY, shape_of_key
from snr_cli.inputs.dossier.yaml_edit import DraftRow, NoSuchRowError, child, put
from snr_cli.inputs.dossier.yaml_events import read_yaml
from snr_cli.inputs.inventory.fleet import slug, unique
from snr_cli.inputs.inventory.values import fold, nearest
from snr_cli.inputs.workbook.shape import SheetShape, places
from snr_cli.model.finding import DossierError
from snr_cli.model.refusal import UsageError
from snr_cli.outputs.suggestions_table import offered_text, suggestion_ranks, suggestions_data
from snr_cli.plan.suggest import review_library
from snr_cli.results.effects import suggested_effects

MOST_EDITS: Final = 5_000


class Refusal(TypedDict):
    """Why an edit cannot be made, and what to do, in French: its rank among those asked, and where it was to be made."""

    edit: int
    sheet: str
    row: str
    column: str
    message: str
    help: str


class FileEntry(TypedDict):
    """A file as it becomes; to be written as it is, in UTF-8."""

    path: str
    text: str


class Edited(TypedDict):
    """What edits give: the files that change, then for each edit the row that it made or changed (empty when it is gone).

    When one edit is refused none is made: there is no file.
    """

    files: list[FileEntry]
    rows: list[str]
    refusals: list[Refusal]


def edit_dossier(dossier: str | PathLike[str] | OpenDossier, edits: Sequence[RowEdit]) -> Edited:
    """Make edits in the files of a dossier; nothing is written here.

    Comments, order and spaces of all that is not edited stay byte for byte. A value that is not understood is written as it
    was typed: the findings of the dossier then say what was expected.

    Args:
        dossier: its folder, its file, or what `open_dossier` gave.
        edits: what to change, in order. References of rows are those of `tables_of`.

    Raises:
        UsageError: the dossier cannot be opened, or an edit is none.
        DossierError: its first file is no YAML.
    """
    opened_dossier = opened(dossier)
    if not opened_dossier.texts:
        raise DossierError(list(opened_dossier.read.findings))
    if len(edits) > MOST_EDITS:
        raise UsageError(f"plus de {MOST_EDITS} modifications à la fois", "faites-les en plusieurs fois")
    drafts = Drafts(opened_dossier)
    refusals: list[Refusal] = []
    made: list[DraftRow | None] = []
    for rank, edit in enumerate(edits):
        try:
            made.append(_made(drafts, edit))
        except EditRefusedError as error:
            made.append(None)
            refusals.append(_refusal(rank, edit, error.message, error.advice, error.column))
    changed: list[Edit | None] = []
    for draft in drafts.touched() if not refusals else ():
        try:
            changed.append(draft.edit())
        except DossierError as error:
            first = error.findings[0]
            refusals.append(_refusal(0, edits[0], first.message, first.help))
        except UsageError as error:
            refusals.append(_refusal(0, edits[0], str(error), " ; ".join(error.more)))
    return {"files": [], "rows": [], "refusals": refusals} if refusals else edited_files(drafts, changed, made)


def edited_files(drafts: Drafts, edits: Iterable[Edit | None], rows: Iterable[DraftRow | None]) -> Edited:
    """Return what edits that can be made give: files as plain data, and references of rows."""
    files: list[FileEntry] = [{"path": edit.path.as_posix(), "text": edit.text} for edit in edits if edit]
    return {"files": files, "rows": ["" if row is None else drafts.ref(row) for row in rows], "refusals": []}


def _made(drafts: Drafts, edit: RowEdit) -> DraftRow:
    """Make an edit and return the row that it leaves."""
    kinds = [kind for kind in ("text", "add", "remove", "copy") if kind in edit and edit[kind] is not False]
    sheet = edit.get("sheet", "")
    if len(kinds) != 1 or not isinstance(sheet, str):
        raise UsageError("une modification dit sheet, et une seule chose : text, add, remove ou copy")
    shape = drafts.shape(sheet)
    if "add" in kinds:
        if shape.path == IMPORTS_SHEET:
            _with_file(
                shape, edit["add"].get("from", ""), "ajoutez l’inventaire avec son fichier, ou une ligne d’équipement"
            )
        return drafts.add(shape, edit["add"], edit.get("parent", ""))
    row = edit.get("row", "")
    if "text" in kinds:
        column = edit.get("column", "")
        if shape.path == IMPORTS_SHEET and column == "from":
            _with_file(shape, edit["text"], "donnez un autre fichier, ou supprimez la ligne")
        changed = drafts.set(shape, row, column, edit["text"])
        follow_name(drafts, changed, column)
        return changed
    return drafts.copy(shape, row) if "copy" in kinds else drafts.remove(shape, row)


def _with_file(shape: SheetShape, text: str, advice: str) -> None:
    """Refuse an inventory without its file: its row would be one of equipment, empty."""
    if not text.strip():
        title = next(column.title for column in shape.columns if column.key == "from")
        raise EditRefusedError(f"inventaire sans « {title} »", advice, "from")


def _refusal(rank: int, edit: RowEdit, message: str, advice: str, column: str = "") -> Refusal:
    return {
        "edit": rank,
        "sheet": edit.get("sheet", ""),
        "row": edit.get("row", ""),
        "column": edit.get("column", "") or column,
        "message": message,
        "help": advice,
    }


def yaml_of(dossier: str | PathLike[str] | OpenDossier, section: str) -> FileEntry:
    """Return the YAML file that holds a section, and its text as it is; that of a new file when there is none yet.

    Args:
        dossier: its folder, its file, or what `open_dossier` gave.
        section: its key: `equipment`. The first file for `fiche`.

    Raises:
        UsageError: the dossier or the file cannot be opened.
        DossierError: the section is read from a workbook or a CSV.
    """
    opened_dossier = opened(dossier)
    if section == "fiche" or not opened_dossier.texts:
        return {"path": opened_dossier.read.name, "text": opened_dossier.raw(opened_dossier.read.name)}
    try:
        draft = Drafts(opened_dossier).home("equipment" if section == "imports" else section)
    except EditRefusedError as error:
        raise UsageError(error.message, error.advice) from None
    return {"path": draft.name, "text": draft.raw}


_GIVEN: Final = re.compile(r"ligne(?:\.\d+)?")  # what `Drafts.add` gives a row that has no name
_NAMES: Final = frozenset(NAMED_BY) - {"type"}


def follow_name(drafts: Drafts, row: DraftRow, column: str) -> None:
    """Give a row whose name was just typed an id of that name, when its own was given for want of one.

    Args:
        drafts: the files as they become.
        row: the row that was edited.
        column: the column that was typed.
    """
    if not row.shape.has_id or column not in _NAMES:
        return
    try:
        item: Any = row.draft.data
        for step in row.steps:
            holder, item = item, child(item, step)
    except NoSuchRowError:
        return
    if not isinstance(item, Mapping) or not _GIVEN.fullmatch(str(item.get("id", ""))) or _remembered(drafts):
        return
    given, base = str(item["id"]), slug(str(item.get(column) or ""))
    if base and sum(said == given for said in _said(drafts)) == 1:
        put(holder, row.steps[-1], {**item, "id": unique(drafts.taken, base)})


def _remembered(drafts: Drafts) -> bool:
    """Say whether something outside the texts may know the ids: the workbooks sent to colleagues, the result of a past year."""
    reviews = (text.data.get("annual_reviews") for text in drafts.dossier.texts if isinstance(text.data, Mapping))
    kept = any(isinstance(each, Mapping) and "result" in each for review in reviews for each in review or ())
    return kept or Path(drafts.dossier.read.name).with_name(COLLECTED).exists()


def _said(drafts: Drafts) -> Iterable[str]:
    """Yield the texts and the names of the whole dossier, as its files become."""
    edited = {draft.name: draft.data for draft in drafts.touched()}
    for text in drafts.dossier.texts:
        yield from _texts(edited.pop(text.name, text.data) if text.name in edited else text.data)
    for data in edited.values():
        yield from _texts(data)


def _texts(found: Any) -> Iterable[str]:
    if isinstance(found, str):
        yield found
    elif isinstance(found, Mapping):
        for key, value in found.items():
            yield str(key)
            yield from _texts(value)
    elif isinstance(found, list | tuple):
        for value in found:
            yield from _texts(value)


_SHOWN: Final = 60


def paste_rows(
    dossier: str | PathLike[str] | OpenDossier,
    sheet: str,
    first_column: str,
    text: str,
    *,
    row: str = "",
    parent: str = "",
) -> Edited:
    """Paste cells copied from a spreadsheet; nothing is written here.

    When the first line holds headings (or keys) of the sheet, they say which column is which; else the cells go to
    `first_column` and those on its right. Blank lines are left out, an empty cell removes nothing.

    Args:
        dossier: its folder, its file, or what `open_dossier` gave.
        sheet: the key of the sheet.
        first_column: the key of the column of the first cell.
        text: cells told apart by tabs, lines by line ends, as spreadsheets copy them.
        row: the row of the first line, the next lines going to the rows under it; new rows without any, and after the last.
        parent: the row that holds new ones, for a sheet that has one.

    Returns:
        as `edit_dossier`; the ranks of refusals are those of the lines pasted, headings left out.

    Raises:
        UsageError: the dossier cannot be opened; an unknown sheet or column; too many lines.
        DossierError: its first file is no YAML.
    """
    opened_dossier = opened(dossier)
    shape = shape_of_key(sheet)
    if shape is None or sheet == FICHE_KEY:
        raise UsageError("on ne colle des lignes que dans un tableau", "dans la fiche, remplissez les cases une à une")
    lines = [cells for cells in csv.reader(text.splitlines(keepends=True), "excel-tab") if any(map(str.strip, cells))]
    columns, headed = _headed(shape, lines[0]) if lines else ([], False)
    if headed:
        del lines[0]
    else:
        columns = _from(shape, first_column, max(map(len, lines), default=0))
    if len(lines) * max(1, len(columns)) > MOST_EDITS * 10 or len(lines) > MOST_EDITS:
        raise UsageError(f"plus de {MOST_EDITS} lignes à la fois", "un parc entier se lit d’un inventaire")
    under = _under(opened_dossier, sheet, row)
    edits: list[RowEdit] = []
    ranks: list[int] = []  # edit → line
    for rank, cells in enumerate(lines):
        typed = {key: cell.strip() for key, cell in zip(columns, cells, strict=False) if key and cell.strip()}
        if rank < len(under):
            edits += [{"sheet": sheet, "row": under[rank], "column": key, "text": cell} for key, cell in typed.items()]
            ranks += [rank] * len(typed)
        elif typed:
            edits.append({"sheet": sheet, "add": typed, "parent": parent})
            ranks.append(rank)
    edited = edit_dossier(opened_dossier, edits)
    for refusal in edited["refusals"]:
        refusal["edit"] = ranks[refusal["edit"]]
    return edited


def _under(opened_dossier: OpenDossier, sheet: str, row: str) -> list[str]:
    """Return a row and those under it; nothing without any.

    Raises:
        UsageError: it is not there.
    """
    if not row:
        return []
    refs = [
        row_entry["row"]
        for table in tables_of(opened_dossier)["tables"]
        if table["sheet"] == sheet
        for row_entry in table["rows"]
    ]
    if row not in refs:
        raise UsageError("cette ligne n’est plus là", "relisez le tableau, puis recommencez")
    return refs[refs.index(row) :]


def _headed(shape: SheetShape, cells: Sequence[str]) -> tuple[list[str], bool]:
    """Return the columns that a line of headings names, empty for a blank one, and whether it is such a line.

    Raises:
        UsageError: a heading that is none, beside others that are.
    """
    known: dict[str, str] = {}
    for place in places(shape):
        for title in (place.title, key_in_sheet(place)):
            known.setdefault(fold(title), key_in_sheet(place))
    filled = [cell for cell in cells if cell.strip()]
    met = [cell for cell in filled if fold(cell) in known]
    if not met or len(met) * 2 < len(filled):
        return [], False
    for cell in filled:
        if fold(cell) not in known:
            near = nearest(cell, [place.title for place in places(shape)])
            raise UsageError(
                f"colonne inconnue « {cell.strip()[:_SHOWN]} »",
                did_you_mean(near, "ôtez cette colonne, puis collez de nouveau"),
            )
    columns = [known.get(fold(cell), "") for cell in cells]
    twice = next((cell for rank, cell in enumerate(cells) if columns[rank] and columns[rank] in columns[:rank]), None)
    if twice is not None:
        raise UsageError(f"colonne « {twice.strip()} » collée deux fois", "gardez une seule des deux")
    return columns, True


def _from(shape: SheetShape, first: str, count: int) -> list[str]:
    """Return the columns from one on.

    Raises:
        UsageError: there is no such column, or not enough after it.
    """
    keys = [key_in_sheet(place) for place in places(shape) if bool(place.column or place.up or place.shape.keyed)]
    first = first or (VALUE_KEY if shape.scalar and NAME_KEY not in keys else keys[0])
    if first not in keys:
        raise UsageError(f"colonne inconnue « {first[:_SHOWN]} »")
    found = keys[keys.index(first) :]
    if count > len(found):
        raise UsageError(
            f"{count} colonnes collées, {len(found)} à remplir",
            "collez aussi la ligne de titres, ou choisissez une autre case",
        )
    return found[:count]


# Actions of the library that apply to a dossier, and the text of its files once some are added.


def suggest_actions(dossier: str | PathLike[str] | OpenDossier) -> dict[str, Any]:
    """Return what `snr plan --suggest --format json` says: the actions that apply, what each saves, its lines and its YAML.

    Those that the dossier has already are not in it.

    Args:
        dossier: its folder, its file, or what `open_dossier` gave.

    Raises:
        UsageError, DossierError: as `assess_dossier`.
    """
    opened_dossier = opened(dossier)
    return _suggested(assess_opened(opened_dossier), opened_dossier.tables)


class OfferedAction(TypedDict):
    """An action: `avoids`: what, with its bounds, then each thing that has to be said of it; nothing of one that is taken."""

    id: str
    title: str
    avoids: list[str]


class OfferedActions(TypedDict):
    """The actions of the library that a dossier may take, in the order of `snr plan --suggest`, and those that it has."""

    offered: list[OfferedAction]
    taken: list[OfferedAction]


def offered_actions(dossier: str | PathLike[str] | OpenDossier) -> OfferedActions:
    """Return the actions that a dossier may take, in words, and those that it has, which change something.

    Args:
        dossier: its folder, its file, or what `open_dossier` gave.

    Raises:
        UsageError, DossierError: as `assess_dossier`.
    """
    given = opened(dossier)
    assessed = assess_opened(given)
    better, _ = review_library(assessed.dossier, assessed.result, given.tables)
    effects, titles = suggested_effects(better), {each.id: each.title for each in better}
    ranks = suggestion_ranks({each.id: each.perimeter for each in better})
    own = {each.id: each for each in better}
    return {
        "offered": [
            {
                "id": name,
                "title": titles[name],
                "avoids": [typography(text) for text in offered_text(own[name], effects[name], titles)],
            }
            for name in ranks
        ],
        "taken": [
            {"id": each.id, "title": each.title, "avoids": []}
            for each in assessed.dossier.actions
            if each.effects and each.status in ("planned", "idea")
        ],
    }


def remove_action(dossier: str | PathLike[str] | OpenDossier, name: str) -> Edited:
    """Take an action out of the files of a dossier, with all that it says; nothing is written here.

    Args:
        dossier: its folder, its file, or what `open_dossier` gave.
        name: its `id`.

    Raises:
        UsageError: no such action, or the dossier cannot be opened.
        DossierError: its first file is no YAML.
    """
    given = opened(dossier)
    rows = (row for table in tables_of(given)["tables"] if table["sheet"] == "actions" for row in table["rows"])
    row = next((each["row"] for each in rows if "id" in each["cells"] and each["cells"]["id"]["text"] == name), None)
    if row is None:
        raise UsageError(f"« {name} » n’est pas une action du dossier")
    return edit_dossier(given, [{"sheet": "actions", "row": row, "remove": True}])


def _suggested(assessed: Assessed, tables: Tables) -> dict[str, Any]:
    better, asides = review_library(assessed.dossier, assessed.result, tables)
    return suggestions_data(better, asides, tables.sources)


def add_suggestions(dossier: str | PathLike[str] | OpenDossier, names: Sequence[str]) -> Edited:
    """Add suggested actions to the files of a dossier, and the indicators that they need; nothing is written here.

    Args:
        dossier: its folder, its file, or what `open_dossier` gave.
        names: the `id` of suggestions.

    Returns:
        as `edit_dossier`; `rows` are those of the actions.

    Raises:
        UsageError: no such suggestion, or the dossier cannot be opened.
        DossierError: the dossier is wrong.
    """
    drafts, made = _with_suggestions(opened(dossier), names)
    return edited_files(drafts, [draft.edit() for draft in drafts.touched()], made)


def taken_edits(dossier: OpenDossier, ranks: Sequence[str], assessed: Assessed) -> list[Edit]:
    """Return the files of a dossier once suggested actions are in it, by their ranks as `snr plan --suggest` shows them: 1, T2.

    Args:
        dossier: as it was read.
        ranks: of the actions.
        assessed: what they are suggested of.

    Raises:
        UsageError: no such rank, the dossier is a workbook.
        DossierError: the dossier is wrong.
    """
    data = _suggested(assessed, dossier.tables)
    perimeters = {each["id"]: each["perimeter"] for key in ("suggestions", "territory") for each in data[key]}
    known = {rank: name for name, rank in suggestion_ranks(perimeters).items()}
    if not ranks:
        raise UsageError("--take : aucun rang", "snr plan --suggest les donne : --take 1,2,T1")
    if unknown := [rank for rank in ranks if rank.upper() not in known]:
        choices = f"choix : {', '.join(known)}" if known else "aucune action n’est proposée"
        raise UsageError(
            f"--take : « {unknown[0]} » n’est pas le rang d’une action proposée", f"snr plan --suggest ; {choices}"
        )
    try:
        drafts, _ = _with_suggestions(dossier, [known[rank.upper()] for rank in dict.fromkeys(ranks)], data)
    except EditRefusedError as error:
        raise UsageError(error.message, error.advice) from None
    return [edit for draft in drafts.touched() if (edit := draft.edit()) is not None]


def _climate_objectives(dossier: OpenDossier) -> dict[str, list[str]]:
    """Return the objectives of climate that a dossier has, by their perimeter: what a suggested action saves serves them."""
    found: dict[str, list[str]] = {}
    for objective in dossier.read.dossier.objectives if dossier.read.dossier is not None else ():
        if objective.category == CLIMATE:
            found.setdefault(objective.perimeter, []).append(objective.id)
    return found


def _with_suggestions(
    opened_dossier: OpenDossier, names: Sequence[str], data: Mapping[str, Any] | None = None
) -> tuple[Drafts, list[DraftRow]]:
    """Put suggested actions in drafts of the files, and the indicators that they need."""
    data = suggest_actions(opened_dossier) if data is None else data
    known = {each["id"]: each["yaml"] for key in ("suggestions", "territory") for each in data[key]}
    drafts = Drafts(opened_dossier)
    made = []
    indicators: set[str] = set()
    local = {each["id"] for each in data["territory"]}
    objectives = _climate_objectives(opened_dossier)
    for name in names:
        if name not in known:
            raise UsageError(f"« {name} » n’est pas une action proposée", "relisez les propositions, puis recommencez")
        sections = read_yaml("suggestion", known[name])[0].data
        served = objectives.get("territory" if name in local else "organisation")
        for action in sections["actions"]:
            action.pop("schedule", None)  # nobody has said when: it is asked, or left to fill
            made.append(drafts.append("actions", {**action, "objectives": served} if served else action))
        for indicator in sections.get("indicators", ()):
            if indicator["id"] not in indicators:
                indicators.add(indicator["id"])
                drafts.append("indicators", indicator)
    return drafts, made
