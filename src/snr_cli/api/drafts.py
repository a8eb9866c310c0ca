"""The files of a dossier while it is edited: which row is which, where a new one goes, what a typed text makes of a cell."""

from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from snr_cli.api.sheets import NAME_KEY, UP, VALUE_KEY, OpenDossier
from snr_cli.french.numbers import did_you_mean
from snr_cli.inputs.dossier.corrected import row_name
from snr_cli.inputs.dossier.files import Edit, decode
from snr_cli.inputs.dossier.includes import as_written, schema_line
from snr_cli.inputs.dossier.load import Read
from snr_cli.inputs.dossier.written_rows import (
    FICHE_KEY,
    HOME,
    IMPORTS_SHEET,
    NAMED_BY,
    WrittenRow,
    file_ref,
    key_of,
    place_named,
    row_ref,
    shape_of_key,
    written_rows,
)
from snr_cli.inputs.dossier.yaml_edit import (
    DraftRow,
    FileDraft,
    NoSuchRowError,
    alone_keys,
    block_within,
    child,
    edited_file,
    emptied,
    fresh_copy,
    is_elsewhere,
    is_read_from,
    put,
    take_out,
    value_at,
)
from snr_cli.inputs.dossier.yaml_events import YamlText
from snr_cli.inputs.dossier.yaml_splices import FollowedList, YamlChange
from snr_cli.inputs.inventory.fleet import slug, unique
from snr_cli.inputs.inventory.values import fold, nearest
from snr_cli.inputs.workbook.shape import Column, SheetShape, Steps, by_path, dossier_sheets
from snr_cli.inputs.workbook.values import CellError, value_typed
from snr_cli.model.refusal import UsageError

# The sections of a dossier as they are written, and the YAML files as they become when some of them change.


def section_written(read: Read, key: str) -> Any:
    """Return a section as it is written: lines and inventories stand in one list."""
    data = read.joined.data
    parts = [data.get(key), data.get("imports")]
    if key != "equipment" or not all(isinstance(part, list | tuple | None) for part in parts):
        return parts[0]
    return [*as_written(parts[0] or ()), *(parts[1] or ())]


def raw_sections(read: Read) -> dict[str, Any]:
    """Return the sections of a dossier as they are written, by their keys."""
    return {key: section_written(read, key) for key in read.joined.data if key != "imports"}


def section_places(joined: Any, root: str, wanted: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return sections by the file that holds them; a list of several files keeps each item in its own.

    Args:
        joined: the dossier, as its files make it.
        root: the name of its first file, where a section that is nowhere goes.
        wanted: the sections, by their keys.
    """
    files: dict[str, dict[str, Any]] = {}
    for key, section in wanted.items():
        places = {index: place[0].name for (name, index), place in joined.items.items() if name == key}
        if section is None and places:
            files |= {name: {**files.get(name, {}), key: None} for name in places.values()}
            continue
        if isinstance(section, list) and len(set(places.values())) > 1:
            homes = {row_name(item, rank): places[rank] for rank, item in enumerate(joined.data[key]) if rank in places}
            last = places[max(places)]
            for rank, item in enumerate(section):
                files.setdefault(homes.get(row_name(item, rank), last), {}).setdefault(key, []).append(item)
            continue
        top = joined.top.get(key)
        files.setdefault(top[0].name if top else root, {})[key] = section
    return files


def section_edits(
    read: Read, wanted: Mapping[str, Any], *, remove: bool = False
) -> list[tuple[Edit, list[YamlChange]]]:
    """Return the YAML files of a dossier whose sections become others, each with what changes in it.

    Args:
        read: the dossier.
        wanted: the sections, by their keys; one that is None is taken out.
        remove: take out the items that are not asked for.

    Raises:
        UsageError: a file cannot be read, or changed since the dossier was.
        DossierError, YamlEditError: as `edited_file`.
    """
    places = section_places(read.joined, read.name, wanted)
    edits = [edited_file(name, sections, remove=remove) for name, sections in places.items()]
    stop_if_saved(read, (edit for edit, _ in edits))
    return edits


def stop_if_saved(read: Read, edits: Iterable[Edit]) -> None:
    """Stop when somebody saved a file of a dossier since it was read.

    Raises:
        UsageError: names the file.
    """
    texts = {text.name: text.text for text in read.joined.texts}
    for edit in edits:
        name = edit.path.as_posix()
        if name in texts and decode(edit.before or b"") != texts[name]:
            raise UsageError(f"{edit.path} : ce fichier vient de changer ; rien n’est écrit", "recommencez")


_SHOWN: Final = 60


class EditRefusedError(Exception):
    """An edit that cannot be made: why and what to do, in French; the column, when it is one."""

    def __init__(self, message: str, advice: str = "", column: str = "") -> None:
        super().__init__(message)
        self.message, self.advice, self.column = message, advice, column


class Drafts:
    """The files that are being edited."""

    def __init__(self, dossier: OpenDossier) -> None:
        """Begin with a dossier as it was read, whose first file is YAML that can be read."""
        self.dossier, self.labels = dossier, dossier.labels
        self._drafts: dict[str, FileDraft] = {}

    def touched(self) -> tuple[FileDraft, ...]:
        """Return the files that were looked into to be edited."""
        return tuple(self._drafts.values())

    def shape(self, sheet: str) -> SheetShape:
        """Return a sheet by its key."""
        sheet_shape = shape_of_key(sheet)
        if sheet_shape is None:
            near = nearest(sheet, [key_of(dossier_sheet) for dossier_sheet in dossier_sheets()])
            raise EditRefusedError(f"tableau inconnu « {sheet[:_SHOWN]} »", did_you_mean(near))
        return sheet_shape

    def ref(self, row: DraftRow) -> str:
        """Return the reference of a row as the file becomes; empty when it is gone."""
        if not row.shape.path:
            return FICHE_KEY
        found: Any = row.draft.data
        path: list[str | int] = []
        try:
            for step in row.steps:
                path.append(found.rank_of(int(step)) if isinstance(found, FollowedList) else step)
                found = child(found, step) if not isinstance(found, str) else found
        except (NoSuchRowError, ValueError):
            return ""
        return row_ref(row.draft.name, tuple(path))

    # the edits

    def set(self, shape: SheetShape, ref: str, key: str, text: str) -> DraftRow:
        """Make a cell what was typed."""
        if not shape.path:
            column = self._column(shape, key)
            row = DraftRow(self.home(column.steps[0]), shape, ())
        else:
            row = self._row(shape, ref)
            if key == NAME_KEY and shape.keyed is not None:
                return self._renamed(row, text)
            column = self._column(shape, key)
        return self._put(row, column, text)

    def add(self, shape: SheetShape, cells: Mapping[str, str], parent: str) -> DraftRow:
        """Add a row after the others."""
        if not shape.path:
            raise EditRefusedError("la fiche n’a pas de lignes à ajouter", "remplissez ses cases")
        steps = (HOME,) if shape.path == IMPORTS_SHEET else shape.steps
        holder = None if shape.up is None else self._parent(shape, cells, parent)
        draft = self.home(steps[0]) if holder is None else holder.draft
        above = () if holder is None else holder.steps
        data = draft.data if holder is None else self._item(holder)
        alone = alone_keys(shape.up) if shape.up is not None else {}
        typed = [(key, text) for key, text in cells.items() if not key.startswith(UP) and key != NAME_KEY]
        columns = [(self._column(shape, key), text) for key, text in typed]
        if shape.keyed is not None:
            step = self._new_key(shape, value_at(data, steps, alone) if steps else data, cells.get(NAME_KEY, ""))
            container = block_within(data, steps, alone)
            container[step] = None if shape.scalar else {}
        else:
            container = block_within(data, steps, alone, FollowedList)
            step = container.add(None if shape.scalar else {})
        row = DraftRow(draft, shape, (*above, *steps, step))
        for column, text in sorted(columns, key=lambda each: shape.columns.index(each[0])):
            self._put(row, column, text, new=True)
        if shape.has_id:
            item = child(container, step)
            if "id" not in item:
                base = next(
                    (slug(str(item[key])) for key in NAMED_BY if item.get(key) and slug(str(item[key]))), "ligne"
                )
                put(container, step, {"id": unique(self.taken, base), **item})
        if shape.scalar and child(container, step) is None:
            raise EditRefusedError(f"ligne sans « {shape.columns[0].title} »", "donnez sa valeur", VALUE_KEY)
        return row

    def append(self, section: str, item: Mapping[str, Any]) -> DraftRow:
        """Add an item to a list of the dossier, as YAML has it."""
        draft = self.home(section)
        token = block_within(draft.data, (section,), {}, FollowedList).add(fresh_copy(item))
        return DraftRow(draft, by_path()[(section,)], (section, token))

    def copy(self, shape: SheetShape, ref: str) -> DraftRow:
        """Write a row once more, under itself."""
        row = self._row(shape, ref)
        container, step = self._container(row)
        if not isinstance(container, FollowedList):
            raise EditRefusedError(
                "cette ligne ne se copie pas : deux lignes ne peuvent pas avoir le même nom",
                "ajoutez une ligne, et dites de quoi c’est la valeur",
            )
        item = fresh_copy(child(container, step))
        if shape.has_id and isinstance(item, dict):
            item["id"] = unique(self.taken, str(item.get("id") or "ligne"))
        token = container.add(item, container.rank_of(int(step)) + 1)
        return DraftRow(row.draft, shape, (*row.steps[:-1], token))

    def remove(self, shape: SheetShape, ref: str) -> DraftRow:
        """Take a row out, and the list that it leaves empty."""
        row = self._row(shape, ref)
        container, step = self._container(row)
        take_out(container, step)
        depth = len(row.steps) - 1
        own = 1 if shape.path == IMPORTS_SHEET else len(shape.steps)
        while not container and own and depth:
            container, last = self._at(row.draft, row.steps[: depth - 1]), row.steps[depth - 1]
            take_out(container, last)
            depth, own = depth - 1, own - 1
        return row

    # where things stand

    def home(self, section: str) -> FileDraft:
        """Return the file of a section: the last that holds it, else the one where a new section goes."""
        holders = [text for text in self.dossier.texts if isinstance(text.data, dict) and section in text.data]
        if any(is_elsewhere(text.data[section]) for text in holders):
            raise self._read_elsewhere(section)
        if holders:
            rows = [text for text in holders if isinstance(text.data[section], list)]
            return self._draft((rows or holders)[-1])
        return self._new_home(section)

    def _read_elsewhere(self, section: str) -> EditRefusedError:
        return EditRefusedError(
            f"{place_named(section)} : ces lignes sont lues d’un autre fichier",
            "modifiez ce fichier, et déposez-le de nouveau",
        )

    def _new_home(self, section: str) -> FileDraft:
        """Return where a section that is nowhere goes: a file of its name when the dossier has one file a section."""
        root = next((text for text in self.dossier.texts if text.name == self.dossier.read.name), None)
        assert root is not None  # what is edited was read
        if unread := self.dossier.read.joined.unread:  # the section may stand there
            raise EditRefusedError(f"fichier qui ne se lit pas : {', '.join(unread)}", "corrigez-le d’abord")
        included = root.data.get("include")
        single = any(column.steps == (section,) for column in dossier_sheets()[0].columns)
        if not isinstance(included, list) or not included or single:
            return self._draft(root)
        name = f"{section}.yaml"
        path = Path(root.name).with_name(name)
        known = self._drafts.get(path.as_posix())
        if known is not None:
            return known
        there = path.exists()
        if there and name not in included:  # a file of someone, which the dossier does not read
            return self._draft(root)
        draft = self._drafts[path.as_posix()] = FileDraft(
            path.as_posix(), None, raw=self.dossier.raw(path.as_posix()) if there else schema_line(root.text)
        )
        if not there:
            draft.is_new = True
            self._draft(root).data["include"].add(name)
        return draft

    def _draft(self, text: YamlText) -> FileDraft:
        if text.name not in self._drafts:
            raw = self.dossier.raw(text.name)
            if not is_read_from(text, raw):
                raise EditRefusedError(
                    f"{text.name} a changé depuis qu’il a été lu", "relisez le dossier, puis recommencez"
                )
            self._drafts[text.name] = FileDraft(text.name, text, raw=raw)
        return self._drafts[text.name]

    def _row(self, shape: SheetShape, ref: str) -> DraftRow:
        if not shape.path:
            raise EditRefusedError("la fiche n’a qu’une ligne, qui reste", "videz ses cases une à une")
        file, _, pointer = ref.rpartition("#")
        text = next((yaml_text for yaml_text in self.dossier.texts if file_ref(yaml_text) == file), None)
        path = [part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:]]
        try:
            if text is None or not path:
                raise NoSuchRowError
            return self._draft(text).row(shape, path)
        except NoSuchRowError:
            raise EditRefusedError("cette ligne n’est plus là", "relisez le tableau, puis recommencez") from None

    def _at(self, draft: FileDraft, steps: tuple[Any, ...]) -> Any:
        found: Any = draft.data
        for step in steps:
            found = child(found, step)
        return found

    def _container(self, row: DraftRow) -> tuple[Any, Any]:
        """Return what holds a row and its step there; a name that stands for a list of one becomes that list."""
        try:
            container = self._at(row.draft, row.steps[:-1])
            if isinstance(container, str):
                holder = self._at(row.draft, row.steps[:-2])
                container = FollowedList([container])
                put(holder, row.steps[-2], container)
            child(container, row.steps[-1])
        except NoSuchRowError:
            raise EditRefusedError("cette ligne n’est plus là", "relisez le tableau, puis recommencez") from None
        return container, row.steps[-1]

    def _item(self, row: DraftRow) -> dict[Any, Any]:
        """Return the values of a row; a value that stands for the whole row goes in it."""
        if not row.steps:
            return row.draft.data
        container, step = self._container(row)
        item = child(container, step)
        if not isinstance(item, dict):
            key = alone_keys(row.shape).get(())
            item = {key: item} if key and item is not None and not isinstance(item, list) else {}
            put(container, step, item)
        return item

    def _lone(self, row: DraftRow) -> tuple[Any, Any] | None:
        """Return where the value stands that stands for a whole row; None when the row says more."""
        try:
            container, step = self._at(row.draft, row.steps[:-1]), row.steps[-1]
            if isinstance(container, str):
                container, step = self._at(row.draft, row.steps[:-2]), row.steps[-2]
            item = child(container, step)
        except NoSuchRowError:
            return None
        return None if item is None or isinstance(item, Mapping | list) else (container, step)

    def _parent(self, shape: SheetShape, cells: Mapping[str, str], parent: str) -> DraftRow:
        """Return the row that holds a new one: by its reference, or by what the columns of the rows above say."""
        assert shape.up is not None
        if parent:
            return self._row(shape.up, parent)
        asked = [fold(cells.get(f"{UP}{above.key}", "")) for above in shape.above]
        found = self.named.get((shape.up.path, tuple(asked)))
        if found is not None:
            return self._row(shape.up, found)
        said = cells.get(f"{UP}{shape.up.key}", "")
        message = (
            f"« {said[:_SHOWN]} » n’est pas une ligne du tableau « {shape.up.name} »"
            if said
            else "ligne rattachée à rien"
        )
        raise EditRefusedError(message, f"nommez une ligne du tableau « {shape.up.name} »", f"{UP}{shape.up.key}")

    # cells

    def _column(self, shape: SheetShape, key: str) -> Column:
        column = next((each for each in shape.columns if (each.key or VALUE_KEY) == key), None)
        if column is None:
            raise EditRefusedError(
                f"colonne inconnue « {key[:_SHOWN]} »",
                did_you_mean(nearest(key, [each.key for each in shape.columns])),
                key,
            )
        return column

    def _put(self, row: DraftRow, column: Column, text: str, *, new: bool = False) -> DraftRow:
        alone = alone_keys(row.shape)
        if row.shape.scalar:
            container, step = self._container(row)
            value = self._typed(text, column, child(container, step))
            if value is None and not new:
                raise EditRefusedError(
                    f"« {column.title} » est la seule valeur de cette ligne",
                    "supprimez la ligne, ou donnez une valeur",
                    VALUE_KEY,
                )
            put(container, step, value)
            return row
        if alone.get(()) == column.key and (lone := self._lone(row)) is not None:
            value = self._typed(text, column, child(*lone))
            if value is not None:
                put(*lone, value)
                return row
        item = self._item(row)
        if column.steps == ("id",):
            self.taken.setdefault(text.strip(), 1)
        before = value_at(item, column.steps, alone)
        value = self._typed(text, column, before)
        if value is None:
            if before is not None and value_at(item, column.steps[:-1], {}) is before:
                emptied(item, column.steps[:-1])  # a value that stood for its block
            else:
                emptied(item, column.steps)
        elif value is not before:
            holder = value_at(item, column.steps[:-1], {}) if column.steps[:-1] else item
            if column.steps[:-1] and before is not None and not isinstance(holder, Mapping):
                above = block_within(item, column.steps[:-2], alone)
                above[column.steps[-2]] = value  # still alone
            else:
                block_within(item, column.steps[:-1], alone)[column.steps[-1]] = value
        return row

    def _typed(self, text: str, column: Column, before: Any) -> Any:
        try:
            return value_typed(text, column, self.labels, before)
        except CellError as error:
            raise EditRefusedError(f"{column.title} : {error.message}", error.advice, column.key or VALUE_KEY) from None

    def _new_key(self, shape: SheetShape, block: Any, text: str) -> Any:
        assert shape.keyed is not None
        key = self._typed(text, shape.keyed, None)
        title = shape.keyed.titles[0]
        if key is None or isinstance(key, list):
            raise EditRefusedError(f"ligne sans « {title} »", "dites de quoi c’est la valeur", NAME_KEY)
        if isinstance(block, Mapping) and key in block:
            raise EditRefusedError(
                f"« {text[:_SHOWN]} » a déjà sa ligne", "modifiez-la, ou choisissez un autre nom", NAME_KEY
            )
        return key

    def _renamed(self, row: DraftRow, text: str) -> DraftRow:
        container, step = self._container(row)
        key = self._typed(text, row.shape.keyed, step)  # type: ignore[arg-type]
        if key == step:
            return row
        key = self._new_key(row.shape, container, text)
        items = {key if each == step else each: value for each, value in container.items()}
        container.clear()
        container.update(items)
        return DraftRow(row.draft, row.shape, (*row.steps[:-1], key))

    @cached_property
    def taken(self) -> dict[str, int]:
        """The ids that rows have, for new ones to have another."""
        return dict.fromkeys((row.name for row in self._written if row.shape.has_id and row.name), 1)

    @cached_property
    def named(self) -> dict[tuple[Steps, tuple[str, ...]], str]:
        """The rows by their sheet and how they and those above are called; the first of each name."""
        found: dict[tuple[Steps, tuple[str, ...]], str] = {}
        names: dict[str, tuple[str, ...]] = {}
        for row in self._written:
            names[row.ref] = (*(names[row.up.ref] if row.up is not None else ()), fold(row.name))
            found.setdefault((row.shape.path, names[row.ref]), row.ref)
        return found

    @cached_property
    def _written(self) -> tuple[WrittenRow, ...]:
        return tuple(written_rows(self.dossier.texts))
