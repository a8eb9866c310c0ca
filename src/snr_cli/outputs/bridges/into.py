"""What a bridge brought, made to fit a dossier: ids that are free there, its own axes, sections that it already has."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from snr_cli.french.numbers import plural
from snr_cli.inputs.inventory.spelling import plain
from snr_cli.outputs.bridges.bridge import Brought

_LINES: Final = ("equipment", "services")  # whose ids are unique together
_SHOWN: Final = 10
_BOOKS: Final = (".xlsx", ".xlsm", ".ods")


def fit_into(found: Brought, data: Mapping[Any, Any], files: Mapping[Any, str]) -> Brought:
    """Return what was read, so that a file of it can be included in a dossier.

    Args:
        found: what a bridge read.
        data: the sections of the dossier as its files hold them, right or wrong.
        files: section → the file that holds it.
    """
    sections = {key: dict(value) if isinstance(value, Mapping) else value for key, value in found.sections.items()}
    renamed: dict[str, str] = {}
    notes: list[str] = []
    axes = _own_axes(sections, data)
    if axes:
        notes.append(f"{plural(len(axes), 'axe')} déjà dans le dossier : les actions y renvoient")
    own_types = _ids(_items(data, "factors", "types"))
    for path, known in (
        (("equipment",), _ids(each for name in _LINES for each in _items(data, name))),
        (("actions",), _ids(_items(data, "actions"))),
        (("virtual", "machines"), _ids(_items(data, "virtual", "machines"))),
        (("strategy", "axes"), _ids(_items(data, "strategy", "axes"))),
        (("factors", "types"), set()),
    ):
        items = _items(sections, *path)
        if path == ("strategy", "axes"):
            items = [each for each in items if each["id"] not in axes]
        elif path == ("factors", "types"):
            items = [each for each in items if each["id"] not in own_types]
        new = _free(items, known)
        items = [each | {"id": new.get(each["id"], each["id"])} for each in items]
        if path == ("strategy", "axes"):
            axes |= new
        else:
            renamed |= new
        _put(sections, path, items)
    if "actions" in sections:
        sections["actions"] = [
            each | {"axis": axes.get(each["axis"], each["axis"])} if "axis" in each else each
            for each in sections["actions"]
        ]
    if renamed:
        told = ", ".join(f"{old} → {new}" for old, new in list(renamed.items())[:_SHOWN])
        more = f" et {len(renamed) - _SHOWN} autres" if len(renamed) > _SHOWN else ""
        notes.append(f"identifiants déjà pris dans le dossier, changés : {told}{more}")
    held = {key: files[key] for key, value in sections.items() if isinstance(value, Mapping) and key in files}
    notes += [
        f"« {key} » est déjà dans {name} : ajoutez-y à la main les lignes données en commentaire"
        for key, name in held.items()
    ]
    if held and len(held) == len(sections):
        notes.append("rien à inclure : tout va dans des sections que le dossier a déjà")
    books = sorted({name for name in files.values() if name.endswith(_BOOKS)})
    if books:
        notes.append(
            f"dossier tenu dans {', '.join(books)} : recopiez-y les lignes de ces sections, au lieu de les inclure"
        )
    return replace(
        found,
        sections=sections,
        held=held,
        comments={renamed.get(name, name): lines for name, lines in found.comments.items()},
        rows=tuple(replace(row, became=renamed.get(row.became, row.became)) for row in found.rows),
        notes=(*found.notes, *notes),
    )


def _own_axes(sections: Mapping[str, Any], data: Mapping[Any, Any]) -> dict[str, str]:
    """Return id of an axis that was read → id of the axis of the dossier that has its title."""
    own = {plain(str(each.get("title", ""))): each.get("id") for each in _items(data, "strategy", "axes")}
    pairs = ((each["id"], own.get(plain(each["title"]))) for each in _items(sections, "strategy", "axes"))
    return {name: known for name, known in pairs if isinstance(known, str)}


def _items(data: Any, *path: str) -> list[dict[str, Any]]:
    """Return the items of a list of a dossier; none where something else stands."""
    for key in path:
        data = data.get(key) if isinstance(data, Mapping) else None
    return [each for each in data if isinstance(each, dict)] if isinstance(data, list) else []


def _ids(items: Iterable[Mapping[str, Any]]) -> set[str]:
    return {str(each.get("id")) for each in items}


def _free(items: Iterable[Mapping[str, Any]], known: set[str]) -> dict[str, str]:
    """Return the ids that are taken → ids that are not."""
    taken = {*known, *_ids(items)}
    found: dict[str, str] = {}
    for name in _ids(items) & known:
        found[name] = next(new for new in _numbered(name) if new not in taken)
        taken.add(found[name])
    return found


def _numbered(name: str) -> Iterator[str]:
    rank = 2
    while True:
        yield f"{name[:55]}.{rank}"
        rank += 1


def _put(sections: dict[str, Any], path: tuple[str, ...], items: list[dict[str, Any]]) -> None:
    """Put a list back where it stood; a section that has nothing left goes."""
    if len(path) == 1:
        if path[0] in sections:
            sections[path[0]] = items
        return
    section, key = path
    if key in sections.get(section, {}):
        sections[section][key] = items
        if not items and len(sections[section]) == 1:
            del sections[section]
