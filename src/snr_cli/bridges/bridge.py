"""What a bridge is, what it brings from a file, what it sends: plain records, each loss a French sentence."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import pairwise
from typing import Any, Final

from pydantic import BaseModel, ValidationError

from snr_cli.bridges.opened import OpenedFile, SyntaxFault
from snr_cli.catalog.tables import Tables
from snr_cli.engine.records import CLIMATE, Assessment, Line
from snr_cli.french.addresses import unreached
from snr_cli.french.numbers import first_of, plural, significant
from snr_cli.french.plain import indented
from snr_cli.french.words.terms import STAGES, term
from snr_cli.inputs.inventory.fleet import slug, unique
from snr_cli.inputs.inventory.values import HIDDEN, may_be_a_person, plain, without_persons
from snr_cli.model.base import Section
from snr_cli.model.dossier import Dossier
from snr_cli.results.organisation import sum_extent
from snr_cli.results.sentences.coverage import notice_text, partial_text


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A row of the file of another tool.

    Attributes:
        place: where it stands: a cell of a sheet, a path of a JSON.
        name: what the file calls it; never the name of a person.
        became: the id of what it is now in the dossier; empty when it is not taken over.
        why: why it is not, or what of it is not; French.
        unread: how many of its values the file gives in a form that cannot be read; `why` names each.
    """

    place: str
    name: str
    became: str = ""
    why: str = ""
    unread: int = 0


@dataclass(frozen=True, slots=True)
class Brought:
    """A file of another tool once read.

    Attributes:
        bridge: the bridge that read it.
        file: its name in messages.
        rows: each of its rows, taken over or not.
        sections: key of the dossier → what goes there, as plain data.
        comments: id of an item of the sections → what to write above it.
        faults: what the format does not allow.
        notes: what a reader must know, in French.
        held: section that the dossier has already, and that is said once → its file: it is to be added to by hand.
    """

    bridge: str
    file: str
    rows: tuple[SourceRow, ...]
    sections: Mapping[str, Any]
    comments: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    faults: tuple[SyntaxFault, ...] = ()
    notes: tuple[str, ...] = ()
    held: Mapping[str, str] = field(default_factory=dict)

    @property
    def taken(self) -> int:
        """Count the rows that are taken over."""
        return sum(bool(row.became) for row in self.rows)

    @property
    def left(self) -> int:
        """Count the rows that are not."""
        return len(self.rows) - self.taken

    @property
    def unread(self) -> int:
        """Count the values of the rows taken over that could not be read."""
        return sum(row.unread for row in self.rows if row.became)


@dataclass(frozen=True, slots=True)
class Sent:
    """A dossier as a file of another tool.

    Attributes:
        bridge: the bridge that made it.
        data: the bytes of the file.
        rows: each line or action of the dossier, `became` saying what it is in the file.
        notes: what the file does not hold of this dossier, in French.
    """

    bridge: str
    data: bytes
    rows: tuple[SourceRow, ...]
    notes: tuple[str, ...] = ()


Reader = Callable[["OpenedFile", "Tables", int | None], Brought]
Writer = Callable[["Dossier", "Assessment", "Tables"], Sent]


@dataclass(frozen=True, slots=True)
class Bridge:
    """A bridge to another tool.

    Attributes:
        id: its name on the command line.
        title: what it links, in French.
        source: the repository and the commit that its format was read in; empty without any.
        licence: that of the repository.
        made_here: its samples were made from a description: no real file of the tool could be had.
        samples: the files that it is tried on; `sample_year`: the year that is asked of them, where they do not say it.
        reads: what it reads, in French; empty when it reads nothing.
        writes: what it writes, in French; empty when it writes nothing.
        lost_in: what a file holds and the dossier does not take, in French sentences.
        lost_out: what the dossier holds and the file does not, in French sentences.
        suffixes: how the files that it writes may end; the first without any.
        looks: says whether a file is certainly of this tool.
        read, write: how.
        takes_year: whether `--year` chooses something of its files.
    """

    id: str
    title: str
    source: str
    licence: str
    samples: tuple[str, ...]
    reads: str = ""
    writes: str = ""
    lost_in: tuple[str, ...] = ()
    lost_out: tuple[str, ...] = ()
    suffixes: tuple[str, ...] = ()
    looks: "Callable[[OpenedFile], bool] | None" = None
    read: Reader | None = None
    sample_year: int | None = None
    takes_year: bool = False
    made_here: bool = False
    write: Mapping[str, Writer] = field(default_factory=dict)


# Items of a dossier made of what a file says: held to the model, then written as YAML to paste.


# What a bridge brought, made to fit a dossier: ids that are free there, its own axes, sections that it already has.

_LINES: Final = ("equipment", "services")  # whose ids are unique together
_SHOWN: Final = 10
_BOOKS: Final = (".xlsx", ".xlsm", ".ods")


def fit_into(brought: Brought, data: Mapping[Any, Any], files: Mapping[Any, str]) -> Brought:
    """Return what was read, so that a file of it can be included in a dossier.

    Args:
        brought: what a bridge read.
        data: the sections of the dossier as its files hold them, right or wrong.
        files: section → the file that holds it.
    """
    sections = {key: dict(value) if isinstance(value, Mapping) else value for key, value in brought.sections.items()}
    renamed: dict[str, str] = {}
    notes: list[str] = []
    axes = _own_axes(sections, data)
    if axes:
        notes.append(f"{plural(len(axes), 'axe')} déjà dans le dossier : les actions y renvoient")
    for path, known in (
        (("equipment",), _ids(item for name in _LINES for item in _items(data, name))),
        (("actions",), _ids(_items(data, "actions"))),
        (("virtual", "machines"), _ids(_items(data, "virtual", "machines"))),
        (("strategy", "axes"), _ids(_items(data, "strategy", "axes"))),
    ):
        items = _items(sections, *path)
        if path == ("strategy", "axes"):
            items = [item for item in items if item["id"] not in axes]
        new = _free(items, known)
        items = [item | {"id": new.get(item["id"], item["id"])} for item in items]
        if path == ("strategy", "axes"):
            axes |= new
        else:
            renamed |= new
        _put(sections, path, items)
    if "actions" in sections:
        sections["actions"] = [
            action | {"axis": axes.get(action["axis"], action["axis"])} if "axis" in action else action
            for action in sections["actions"]
        ]
    if renamed:
        told = first_of([f"{old} → {new}" for old, new in renamed.items()], _SHOWN)
        notes.append(f"identifiants déjà pris dans le dossier, changés : {told}")
    held = {key: files[key] for key, value in sections.items() if isinstance(value, Mapping) and key in files}
    books = ", ".join(sorted({name for name in files.values() if name.endswith(_BOOKS)}))
    nothing = "rien à inclure : tout va dans des sections que le dossier a déjà"
    notes += [
        *(
            f"« {key} » est déjà dans {name} : ajoutez-y à la main les lignes données en commentaire"
            for key, name in held.items()
        ),
        *([nothing] if held and len(held) == len(sections) else []),
        *(
            [f"dossier tenu dans {books} : recopiez-y les lignes de ces sections, au lieu de les inclure"]
            if books
            else []
        ),
    ]
    return replace(
        brought,
        sections=sections,
        held=held,
        comments={renamed.get(name, name): lines for name, lines in brought.comments.items()},
        rows=tuple(replace(row, became=renamed.get(row.became, row.became)) for row in brought.rows),
        notes=(*brought.notes, *notes),
    )


def _own_axes(sections: Mapping[str, Any], data: Mapping[Any, Any]) -> dict[str, str]:
    """Return id of an axis that was read → id of the axis of the dossier that has its title."""
    own = {plain(str(axis.get("title", ""))): axis.get("id") for axis in _items(data, "strategy", "axes")}
    pairs = ((axis["id"], own.get(plain(axis["title"]))) for axis in _items(sections, "strategy", "axes"))
    return {name: known for name, known in pairs if isinstance(known, str)}


def _items(data: Any, *path: str) -> list[dict[str, Any]]:
    """Return the items of a list of a dossier; none where something else stands."""
    for key in path:
        data = data.get(key) if isinstance(data, Mapping) else None
    return [item for item in data if isinstance(item, dict)] if isinstance(data, list) else []


def _ids(items: Iterable[Mapping[str, Any]]) -> set[str]:
    return {str(item.get("id")) for item in items}


def _free(items: Iterable[Mapping[str, Any]], known: set[str]) -> dict[str, str]:
    """Return the ids that are taken → ids that are not."""
    taken = {*known, *_ids(items)}
    renamed: dict[str, str] = {}
    for name in _ids(items) & known:
        renamed[name] = next(new for new in _numbered(name) if new not in taken)
        taken.add(renamed[name])
    return renamed


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


_ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,59}")


def item_of(model: type[Section], values: Mapping[str, Any]) -> tuple[dict[str, Any], str]:
    """Return an item as the dossier holds it, its defaults left out; else nothing, and why in French.

    Args:
        model: what it is.
        values: key → value; those that are None are not written.
    """
    try:
        made = model.model_validate({key: value for key, value in values.items() if value is not None})
    except ValidationError as error:
        where = error.errors(include_url=False, include_input=False)[0]["loc"]
        first = str(where[0]) if where else ""
        field = model.model_fields.get(first)
        return {}, f"« {(field.title if field is not None else None) or first} » hors de ce que le dossier accepte"
    return made.model_dump(by_alias=True, exclude_none=True, exclude_defaults=True), ""


def new_id(taken: dict[str, int], *parts: str) -> str:
    """Return a new id made of texts; a text that can be one, and is not taken, stays as it is."""
    if len(parts) == 1 and parts[0] not in taken and _ID.fullmatch(parts[0]):
        taken[parts[0]] = 1
        return parts[0]
    return unique(taken, "-".join(filter(None, map(slug, parts)))[:60].strip("-") or "ligne")


def first_reason(*reasons: tuple[object, str]) -> str:
    """Return the first text whose condition is true: why something is not taken over; empty when it is."""
    return next((text for is_so, text in reasons if is_so), "")


def of_the_public(result: Assessment) -> list[SourceRow]:
    """Return the lines of a dossier that are in no total: no file of another tool has them."""
    why = "usage du public, hors du total de l’organisation"
    return [SourceRow(line.id, line.label, why=why) for line in result.organisation.public_lines]


def not_assessed(result: Assessment) -> list[str]:
    """Say that the climate total of the organisation is partial, what it is without, and which stages of which lines it lacks."""
    partial, without = partial_text(sum_extent(result)), ", ".join(result.organisation.without)
    lacking: dict[str, list[str]] = {}
    for line in result.organisation.lines:
        stages = dict.fromkeys(gap.stage for gap in line.recipe.gaps if gap.category == CLIMATE)
        if stages:
            lacking.setdefault(", ".join(STAGES[stage] for stage in stages), []).append(line.id)
    return [
        *([f"climat, {partial}"] if partial else []),
        *(notice_text(notice).rstrip(".") for notice in result.notices if notice.code == "partial_perimeter"),
        *([f"sans : {without} ; ce total n’est pas celui de toute la collectivité"] if without else []),
        *(f"{term('not_assessed')}, {stages} : {', '.join(names)}" for stages, names in lacking.items()),
    ]


def tonnes(kg: float) -> str:
    """Write a mass given in kilograms as tonnes of CO2e."""
    return f"{significant(kg / 1000)} t CO2e"


def yaml_text(sections: Mapping[str, Any], head: tuple[str, ...], comments: Mapping[str, tuple[str, ...]]) -> str:
    """Write sections of a dossier.

    Args:
        sections: key → a list of items, or a block.
        head: the lines of comment that begin the text.
        comments: id of an item → the lines of comment above it.
    """
    lines = [f"# {line}" for line in head]
    lines += _block(sections, "", comments)
    return "\n".join(lines) + "\n"


def _block(block: Mapping[str, Any], indent: str, comments: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    for key, value in block.items():
        if isinstance(value, Mapping) and any(isinstance(inner, Mapping | list) for inner in value.values()):
            yield f"{indent}{key}:"
            yield from _block(value, indent + "  ", comments)
        elif isinstance(value, list) and value and isinstance(value[0], Mapping):
            yield f"{indent}{key}:"
            for item in value:
                yield from (f"{indent}  # {line}" for line in comments.get(str(item.get("id")), ()))
                yield f"{indent}  - {_flow(item)}"
        else:
            yield f"{indent}{key}: {_flow(value)}"


def _flow(value: Any) -> str:
    """Write a value on one line; a text between double quotes, as JSON and YAML both read it."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {_flow(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_flow, value)) + "]"
    if isinstance(value, float):
        return f"{value:.15g}"
    return indented(value)


# Names of persons taken out of the texts of a file: those of its columns of persons, and those that a civility or a form betrays.


_BETWEEN: Final = re.compile(r"[()\[\],;/&|\n]|\s(?:[-–—+:]|et)\s")
_CIVILITY: Final = re.compile(r"^(?:mme|mlle|mr|m\.|monsieur|madame|dr\.?)\s+", re.IGNORECASE)
_WORD: Final = re.compile(r"\w+(?:[’'-]\w+)*")
_LONGEST: Final = 4  # words of a name
# the texts of a dossier that a bridge writes, and that are no id
_FREE: Final = frozenset({"label", "entity", "site", "title", "summary", "owner", "partner", "contract", "by"})
# words of a function: « Direction Générale » in a column of persons names nobody
_FUNCTIONS: Final = frozenset(
    {
        "adjoint", "adjointe", "agent", "agents", "charge", "chargee", "chef", "cheffe", "communaute", "conseil", "conseiller", "conseillere",
        "departement", "direction", "directeur", "directrice", "elu", "elue", "elus", "maire", "mairie", "mission", "pole", "president",
        "presidente", "referent", "referente", "region", "responsable", "service", "services", "vice", "ville",
    }
)  # fmt: skip


def person_hider(tables: Tables, columns: Iterable[str] = ()) -> Callable[[str], str]:
    """Return what takes the names of persons, the electronic addresses and the telephone numbers out of a text.

    Args:
        tables: the factor tables, which have the given names.
        columns: the texts of the columns of the same file that hold persons: their names are hidden wherever they stand.
    """
    names: Mapping[str, str] = {cells["word"]: cells["what"] for _, cells in tables.rows("inventory/names.csv")}
    known = frozenset(form for text in columns for form in _forms(text))

    def hide(text: str) -> str:
        return unreached(without_persons(_unnamed(text, known) if known else text, names))

    return hide


def unnamed_export(dossier: Dossier, result: Assessment, tables: Tables) -> tuple[Dossier, Assessment, int]:
    """Return a dossier and its result whose texts name nobody, as a file that leaves the house has them, and how many texts changed."""
    hide, changed = cache(person_hider(tables)), set[str]()

    def told(text: str) -> str:
        made = hide(text)
        if made != text:
            changed.add(text)
        return made

    def lines(found: tuple[Line, ...]) -> tuple[Line, ...]:
        return tuple(
            line._replace(label=told(line.label), entity=told(line.entity), site=told(line.site)) for line in found
        )

    whole = result.organisation
    organisation = replace(whole, lines=lines(whole.lines), public_lines=lines(whole.public_lines))
    return _texts_of(dossier, told), replace(result, organisation=organisation), len(changed)


def _texts_of(item: Any, hide: Callable[[str], str]) -> Any:
    """Return a part of a dossier whose free texts went through `hide`; ids and what names them stay."""
    if isinstance(item, BaseModel):
        made = {}
        for name in item.model_fields_set:
            value = getattr(item, name)
            new = (hide(value) if name in _FREE else value) if isinstance(value, str) else _texts_of(value, hide)
            if new is not value:
                made[name] = new
        return item.model_copy(update=made) if made else item
    if isinstance(item, tuple):
        items = tuple(_texts_of(part, hide) for part in item)
        return items if any(new is not old for new, old in zip(items, item, strict=True)) else item
    return item


def _forms(text: str) -> Iterator[tuple[str, ...]]:
    """Give the words by which a text of a column of persons may name one elsewhere: both orders, and a surname in capitals."""
    for part in _BETWEEN.split(text):
        name = _CIVILITY.sub("", " ".join(part.split()))
        words = _WORD.findall(name)
        if (
            not 2 <= len(words) <= _LONGEST
            or not may_be_a_person(name)
            or not _FUNCTIONS.isdisjoint(plain(name).split())
        ):
            continue
        small = tuple(map(str.casefold, words))
        yield from (small, (*small[1:], small[0]), (small[-1], *small[:-1]))
        yield from ((word,) for word in words if word.isupper() and len(word) > 3)


def _unnamed(text: str, known: frozenset[tuple[str, ...]]) -> str:
    """Return a text without the names that are known: each of its words is looked up with those that follow it."""
    words = list(_WORD.finditer(text))
    pieces, written, rank = [], 0, 0
    while rank < len(words):
        count = next(
            (many for many in range(_LONGEST, 0, -1) if _named(text, words[rank : rank + many], many, known)), 0
        )
        if count:
            pieces += [text[written : words[rank].start()], HIDDEN]
            written = words[rank + count - 1].end()
        rank += count or 1
    return "".join([*pieces, text[written:]])


def _named(text: str, words: Sequence[re.Match[str]], many: int, known: frozenset[tuple[str, ...]]) -> bool:
    if len(words) != many:
        return False
    said = (words[0][0],) if many == 1 else tuple(word[0].casefold() for word in words)
    return said in known and all(text[one.end() : two.start()].isspace() for one, two in pairwise(words))
