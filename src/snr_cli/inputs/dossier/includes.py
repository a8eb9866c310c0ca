"""The files of a dossier, joined (inside its folder only, each once), placed, and judged by its model."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, Final, NoReturn, cast, get_args, get_origin

from pydantic import BaseModel, TypeAdapter, ValidationError

from snr_cli.inputs.dossier.files import WORKBOOKS, decode, inside, relative, why
from snr_cli.inputs.dossier.yaml_events import YamlRefusedError, YamlText, read_yaml
from snr_cli.inputs.regular import RefusedFileError, plain_bytes
from snr_cli.model.dossier import Dossier
from snr_cli.model.finding import DossierError, Finding, Position

VERSIONS: Final = "versions"  # the folder of what was voted, beside the dossier
_MOST_VERSIONS: Final = 200
_SCHEMA_LINE: Final = re.compile(r"\ufeff?# yaml-language-server: \$schema=(?!\w+:|/)(.*)territory\.schema\.json")
_AS_THEY_ARE: Final[Mapping[str, str]] = {}
Parse = Callable[[str, str], tuple[YamlText, list[Finding]]]


class Joined:
    """The dossier's sections once joined, and the file in which each container stands; `name`: where all stands when no place is kept."""

    def __init__(self, name: str = "") -> None:
        self.name = name
        self.data: dict[Any, Any] = {}
        self.files: dict[Any, YamlText] = {}
        self.origin: dict[int, YamlText] = {}
        self.findings: list[Finding] = []
        self.texts: list[YamlText] = []
        # included files whose sections are not there: what names them would look wrong
        self.unread: list[str] = []
        # the value's marks of top-level keys: key -> (file, key mark, value mark)
        self.top: dict[Any, tuple[YamlText, Any, Any]] = {}
        # an item that was moved: its path now → its path as written
        self.moved: dict[tuple[Any, ...], tuple[Any, ...]] = {}
        # lists joined from several files: (key, index) -> place
        self.items: dict[tuple[Any, int], tuple[YamlText, Any]] = {}


def join(
    name: str,
    text: str,
    folder: Path | None,
    given: Mapping[str, str] = _AS_THEY_ARE,
    parse: Parse = read_yaml,
) -> Joined:
    """Read the root file and those it includes.

    Args:
        name: the root file's name in messages.
        text: its text.
        folder: the dossier's folder; None forbids includes (standard input).
        given: name of an included file → the text to read in its place.
        parse: reads a YAML text.

    Raises:
        DossierError: the root file cannot be read as YAML, or is empty or no mapping.
    """
    joined = Joined(name)
    root, findings = parse(name, text)
    joined.findings += findings
    if root.data is None:
        raise DossierError(
            [
                root.finding(
                    "SNR101",
                    0,
                    0,
                    "fichier vide",
                    'le plus petit dossier tient en trois lignes : snr: 1, reference_year: 2025, territory: {siren: "…"}',
                )
            ]
        )
    if not isinstance(root.data, dict):
        raise DossierError(
            [root.finding("SNR110", 0, 0, "le fichier doit être une suite de « clé: valeur »", "commencez par snr: 1")]
        )
    add_text(joined, root)
    _join_included(joined, root, folder, given, parse)
    part_imports(joined)
    return joined


def _join_included(joined: Joined, root: YamlText, folder: Path | None, given: Mapping[str, str], parse: Parse) -> None:
    """Join the files that the root includes."""
    included = joined.data.pop("include", None)
    mark = root.places[id(root.data)].of_value("include")
    if included is not None and not (isinstance(included, list) and all(isinstance(entry, str) for entry in included)):
        joined.findings.append(
            root.at_mark(
                "SNR203", mark, "include attend une liste de fichiers", "include: [equipment.yaml, services.yaml]"
            )
        )
        joined.unread.append("include")
    elif included is not None and folder is None:
        joined.findings.append(
            root.at_mark(
                "SNR111",
                mark,
                "include n’est pas possible depuis l’entrée standard",
                "donnez le fichier ou le dossier en argument",
            )
        )
        joined.unread += included
    elif folder is not None:
        marks = root.places[id(included)].of_value if included else None
        entries = [(entry, marks(index)) for index, entry in enumerate(included or ()) if marks is not None]
        _include(_Naming(joined, root, folder, given, parse), entries)


def leaves(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """Give each value of some data that is no list nor mapping, and its path of keys and ranks."""
    if not isinstance(data, Mapping | list | tuple):
        yield path, data
        return
    for step, value in data.items() if isinstance(data, Mapping) else enumerate(data):
        yield from leaves(value, (*path, step))


def as_written(lines: Any) -> Any:
    """Return lines of equipment without the zeros that hold the place of what an inventory counts (`part_imports`)."""
    if not isinstance(lines, list | tuple):
        return lines
    return [
        {key: value for key, value in line.items() if key != "quantity" or value or "inventory" not in line}
        if isinstance(line, Mapping)
        else line
        for line in lines
    ]


def part_imports(joined: Joined) -> None:
    """Move the items of `equipment` that read an inventory (`from`) to a list of their own, places kept.

    A line that takes its quantity from an inventory has none yet: zero holds its place until the rows are read.
    """
    if "imports" in joined.data:  # our own name for them, which no one types
        text, mark, _ = joined.top.pop("imports")
        del joined.data["imports"]
        joined.findings.append(
            text.at_mark(
                "SNR201",
                mark,
                "clé inconnue « imports »",
                "écrivez l’inventaire dans equipment : - {id: parc, from: inventaire.csv}",
                "/imports",
            )
        )
    items = joined.data.get("equipment")
    for item in items if isinstance(items, list) else ():
        if isinstance(item, dict) and "inventory" in item and "from" not in item:
            item.setdefault("quantity", 0)
    if not isinstance(items, list) or not any(isinstance(item, dict) and "from" in item for item in items):
        return
    text, _, _ = joined.top["equipment"]
    known = text.places[id(items)]
    places = [joined.items.get(("equipment", index)) or (text, known.of_value(index)) for index in range(len(items))]
    parts: dict[str, list[Any]] = {"equipment": [], "imports": []}
    for index, item in enumerate(items):
        section = "imports" if isinstance(item, dict) and "from" in item else "equipment"
        rank = len(parts[section])
        parts[section].append(item)
        joined.items[(section, rank)] = places[index]
        joined.moved[(section, rank)] = ("equipment", index)
    for section, moved in parts.items():
        joined.data[section] = moved
        joined.top[section] = joined.top["equipment"]
        text.places[id(moved)] = known
        joined.origin[id(moved)] = text


def schema_line(root: str, up: str = "") -> str:
    """Return the line that gives an editor the schema of a new file, as the dossier gives its own; empty when it gives none.

    Args:
        root: the text of the first file of the dossier.
        up: the way from the folder of the new file to that of the dossier.
    """
    found = _SCHEMA_LINE.match(root)
    return f"# yaml-language-server: $schema={up}{found[1]}section.schema.json\n" if found else ""


def add_text(joined: Joined, text: YamlText, without: Collection[str] = ()) -> None:
    """Join a file's sections, but those named: lists are put end to end, anything else may be said once."""
    joined.texts.append(text)
    places = text.places[id(text.data)]
    for key, value in text.data.items():
        if key in without:
            continue
        key_mark, value_mark = places.of_key(key), places.of_value(key)
        if key not in joined.data:
            joined.data[key] = value
            joined.top[key] = (text, key_mark, value_mark)
            joined.files[key] = text
        elif isinstance(joined.data[key], list) and isinstance(value, list):
            before = joined.data[key]
            first = joined.top[key][0]
            known = first.places[id(before)]
            together = [*before, *value]
            for index in range(len(before)):
                joined.items.setdefault((key, index), (first, known.of_key(index) or key_mark))
            own = text.places[id(value)]
            for index in range(len(value)):
                joined.items[(key, len(before) + index)] = (text, own.of_value(index))
            first.places[id(together)] = known
            joined.data[key] = together
        else:
            joined.findings.append(
                text.at_mark(
                    "SNR103",
                    key_mark,
                    f"section « {key} » déjà écrite dans {joined.top[key][0].name}",
                    "une section qui n’est pas une liste se trouve dans un seul fichier",
                )
            )
    joined.origin |= dict.fromkeys(text.places, text)


@dataclass(frozen=True, slots=True)
class _Naming:
    """A file that names others: what they are joined to, its text, the folder of the dossier, and how others are read."""

    joined: Joined
    root: YamlText
    folder: Path
    given: Mapping[str, str]
    parse: Parse

    def refused(self, code: str, where: Any, message: str, *advice: str) -> YamlRefusedError:
        """Return what stops the reading of a file that is named."""
        return YamlRefusedError(self.root.at_mark(code, where, message, *advice))

    def target(self, entry: str, where: Any, what: str, *link: str) -> Path:
        """Return the file that a name leads to, links followed.

        Raises:
            YamlRefusedError: it leaves the folder, or its links go round (`link` says what to do).
        """
        try:
            place = inside(self.folder, entry)
        except OSError as error:
            raise self.refused("SNR111", where, f"« {entry} » : {why(error)}", *link) from None
        if place is None:
            raise self.refused(
                "SNR112", where, f"« {entry} » sort du dossier", f"{what} se trouve dans le dossier de la collectivité"
            )
        return place

    def yaml(self, entry: str, where: Any) -> Sequence[YamlText]:
        """Read the sections of an included file; none of an empty one, which is told.

        Raises:
            YamlRefusedError: it cannot be read, or holds none.
        """
        name = relative(self.folder / entry).as_posix()
        try:
            text, findings = self.parse(
                name, self.given[name] if name in self.given else decode(plain_bytes(Path(name)))
            )
        except RefusedFileError as error:
            raise self.refused("SNR108", where, f"« {entry} » : {error}") from None
        except OSError as error:
            raise self.refused("SNR111", where, f"« {entry} » : {why(error)}", "vérifiez le nom du fichier") from None
        self.joined.findings += findings
        if text.data is None:
            self.joined.findings.append(
                text.finding("SNR101", 0, 0, "fichier vide", "supprimez-le de include, ou remplissez-le")
            )
            return ()
        if not isinstance(text.data, dict):
            raise YamlRefusedError(
                text.finding("SNR110", 0, 0, "un fichier inclus est une suite de sections « clé: valeur »")
            )
        if "include" in text.data:
            raise YamlRefusedError(
                text.at_mark(
                    "SNR113",
                    text.places[id(text.data)].of_key("include"),
                    "un fichier inclus ne peut pas en inclure d’autres",
                    "nommez tous les fichiers dans territory.yaml",
                )
            )
        return (text,)

    def refuse_table(self, entry: str, where: Any) -> NoReturn:
        """Refuse a workbook, or a CSV, in the place of a section.

        Raises:
            YamlRefusedError: always.
        """
        raise self.refused(
            "SNR121",
            where,
            f"« {entry} » : une section du dossier ne se lit pas d’un tableur",
            f"un inventaire se lit par equipment : - {{id: parc, from: {entry}}} ; le reste s’écrit en YAML, ou se demande par snr collect --for",
        )

    def join(self, entry: str, read: Callable[[], Sequence[YamlText]]) -> None:
        """Join the sections of a file; tell why it is not read."""
        try:
            for text in read():
                add_text(self.joined, text)
        except YamlRefusedError as error:
            self.joined.findings.append(error.finding)
            self.joined.unread.append(entry)


def _versions(naming: _Naming) -> Iterator[tuple[str, Any]]:
    """Yield the files of the voted versions, which no one has to name; the mark is that of the first section of the dossier."""
    root = naming.root
    where = root.places[id(root.data)].of_value(next(iter(root.data), None))
    try:
        names = sorted(path.name for path in (naming.folder / VERSIONS).iterdir() if path.suffix == ".yaml")
    except (FileNotFoundError, NotADirectoryError):
        return
    except OSError as error:
        naming.joined.findings.append(
            root.at_mark("SNR111", where, f"« {VERSIONS} » : {why(error)}", "rendez ce dossier lisible")
        )
        return
    if len(names) > _MOST_VERSIONS:
        advice = "gardez-y les seuls fichiers que snr adopt écrit"
        message = f"« {VERSIONS} » a {len(names)} fichiers .yaml, {_MOST_VERSIONS} au plus sont lus"
        naming.joined.findings.append(root.at_mark("SNR111", where, message, advice))
    yield from ((f"{VERSIONS}/{name}", where) for name in names[:_MOST_VERSIONS])


def _include(naming: _Naming, included: Sequence[tuple[str, Any]]) -> None:
    """Join the files that the root names under `include`, then the versions that were voted, each once."""
    root, home = naming.root, naming.folder.resolve()
    seen = {Path(root.name).name}

    def read(entry: str, where: Any) -> Sequence[YamlText]:
        place = naming.target(entry, where, "un fichier inclus", "remplacez le lien par le fichier")
        within = place.relative_to(home).as_posix()
        if within in seen:
            naming.joined.findings.append(
                root.at_mark(
                    "SNR113",
                    where,
                    f"« {entry} » est inclus deux fois, ou s’inclut lui-même",
                    "chaque fichier ne se nomme qu’une fois",
                )
            )
            return ()
        seen.add(within)
        if Path(entry).suffix.lower() in (*WORKBOOKS, ".csv"):
            naming.refuse_table(entry, where)
        return naming.yaml(entry, where)

    named = {Path(entry).as_posix() for entry, _ in included}
    others = [(entry, where) for entry, where in _versions(naming) if entry not in named]
    for entry, where in (*included, *others):
        naming.join(entry, partial(read, entry, where))


# Joined data → Dossier, or every mistake with its place.

MANY_ITEMS: Final = 200_000  # beyond, the mistakes of a list are counted before they are all made
MOST_MISTAKES: Final = 20_000


def validate(joined: Joined) -> tuple[Dossier | None, list[Finding]]:
    """Validate the joined sections; the dossier is None when something is wrong.

    Of the mistakes of a list, about the first twenty thousand are told: a million would fill the memory before they are read.
    """
    heavy = sum(len(value) for value in joined.data.values() if isinstance(value, list)) > MANY_ITEMS
    try:
        return Dossier.model_validate(_first_mistakes(joined.data) if heavy else joined.data), []
    except ValidationError as error:
        details = _details(joined.data, error)
        named = _named_otherwise(details)
        findings = [
            _finding(joined, detail)
            for detail in details
            if not (detail["type"] == "missing" and detail["loc"] in named)
        ]
        if len(details) >= MOST_MISTAKES:
            told = (
                f"{findings[0].help} ; ".removeprefix(" ; ")
                + "les erreurs, trop nombreuses, ne sont pas toutes montrées"
            )
            findings[0] = replace(findings[0], help=told)
        return None, findings


def _details(data: dict[Any, Any], error: ValidationError) -> list[Any]:
    """Return the mistakes, about the first twenty thousand when there are more."""
    if error.error_count() > MOST_MISTAKES:
        try:
            Dossier.model_validate(_first_mistakes(data))
        except ValidationError as fewer:
            error = fewer
    return list(error.errors(include_url=False))


def _first_mistakes(data: dict[Any, Any]) -> dict[Any, Any]:
    """Return the data with each list cut after the item at which enough mistakes are known."""
    left, cut = MOST_MISTAKES, dict(data)
    for key, value in data.items():
        field = next(
            (model_field for name, model_field in Dossier.model_fields.items() if key in (name, model_field.alias)),
            None,
        )
        if field is None or not isinstance(value, list) or len(value) < 2:
            continue
        section: TypeAdapter[Any] = TypeAdapter(cast(Any, field.annotation))
        for index, item in enumerate(value):
            try:
                section.validate_python((item,))
            except ValidationError as error:
                left -= error.error_count()
            if left <= 0:
                cut[key] = value[: index + 1]
                break
    return cut


def _named_otherwise(details: list[Any]) -> set[tuple[Any, ...]]:
    """Return the keys that are not missing: an unknown one beside means them, and says so."""
    from snr_cli.inputs.dossier.messages import meant

    if not any(detail["type"] == "missing" for detail in details):
        return set()
    return {
        (*detail["loc"][:-1], meant(str(detail["loc"][-1]), tuple(_keys_at(detail["loc"][:-1]))))
        for detail in details
        if detail["type"] == "extra_forbidden"
    }


def locate(joined: Joined, path: tuple[Any, ...], *, key: bool = False) -> tuple[YamlText, Any] | None:
    """Find the file and mark of a path of keys and indexes; of its key rather than its value when `key`.

    A path that goes deeper than the data stops at the last container that exists.
    """
    if not path or path[0] not in joined.top:
        return None
    text, key_mark, value_mark = joined.top[path[0]]
    best = (text, key_mark if key and len(path) == 1 else value_mark)
    container = joined.data[path[0]]
    for depth, step in enumerate(path[1:], start=1):
        if depth == 1 and (path[0], step) in joined.items:
            best = joined.items[(path[0], step)]
        else:
            origin = joined.origin.get(id(container), best[0])
            places = origin.places.get(id(container))
            of_key = key and depth == len(path) - 1
            mark = None if places is None else places.of_key(step) if of_key else places.of_value(step)
            if mark is None:
                break
            best = (origin, mark)
        try:
            container = container[step]
        except (KeyError, IndexError, TypeError):
            break
    return best


def finding_at(
    joined: Joined,
    path: tuple[Any, ...],
    code: str,
    message: str,
    help_text: str = "",
    *,
    key: bool = False,
    otherwise: tuple[Any, ...] = (),
) -> Finding:
    """Make a finding at a path of the dossier; when it stands nowhere, at the key `otherwise`, or the first line."""
    written = (*joined.moved[path[:2]], *path[2:]) if path[:2] in joined.moved else path
    pointer = "".join(f"/{step}" for step in written)
    place = locate(joined, path, key=key) or locate(joined, otherwise, key=True)
    if place is None and not joined.texts:
        return Finding(code, Position(joined.name), message, help_text, pointer)
    if place is None:
        first = next(iter(joined.top.values()), None)
        return (first[0] if first is not None else joined.texts[0]).finding(code, 0, 0, message, help_text, pointer)
    return place[0].at_mark(code, place[1], message, help_text, pointer)


def _finding(joined: Joined, detail: Any) -> Finding:
    from snr_cli.inputs.dossier.messages import (
        as_typed,
        french_error,
        without_sign,
    )  # a dossier that is right does not pay for them

    path = tuple(step for step in detail["loc"] if step != "[key]")
    kind = detail["type"]
    name = next((str(step) for step in reversed(path) if isinstance(step, str)), "dossier")
    known = (
        _keys_at(path[:-1] if kind == "extra_forbidden" else path)
        if kind in ("extra_forbidden", "model_type", "dict_type")
        else []
    )
    value = detail["input"]
    code, message, help_text = french_error(kind, name, value, detail.get("ctx", {}), known)
    at = path[:-1] if kind == "missing" and len(path) > 1 else path
    finding = finding_at(
        joined, at, code, message, help_text, key=kind in ("extra_forbidden", "invalid_key") or "[key]" in detail["loc"]
    )
    first, last = finding.position.column - 1, finding.position.end_column - 1
    told = as_typed(kind, finding.source_line[:first], finding.source_line[first:last])
    finding = replace(finding, reading=without_sign(kind, value))
    return finding if told is None else replace(finding, message=told[0], help=told[1])


def _keys_at(path: tuple[Any, ...]) -> list[str]:
    """List the keys that the model accepts at a path."""
    model: Any = Dossier
    named = False  # the step names one of a mapping of models: it is no field of it
    for step in path:
        if isinstance(step, int) or not _is_model(model) or named:
            named = False
            continue
        field = model.model_fields.get(step) or next((f for f in model.model_fields.values() if f.alias == step), None)
        if field is None:
            return []
        model, named = _model_in(field.annotation), _is_mapping(field.annotation)
    return (
        [field.alias or name for name, field in model.model_fields.items()] + (["include"] if model is Dossier else [])
        if _is_model(model)
        else []
    )


def _is_mapping(annotation: Any) -> bool:
    return get_origin(annotation) is dict or any(get_origin(argument) is dict for argument in get_args(annotation))


def _is_model(candidate: Any) -> bool:
    return isinstance(candidate, type) and issubclass(candidate, BaseModel)


def _model_in(annotation: Any) -> Any:
    if _is_model(annotation):
        return annotation
    return next((found for argument in get_args(annotation) if (found := _model_in(argument)) is not None), None)
