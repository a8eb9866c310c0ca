"""Joins the included files of a dossier: inside its folder only, each once."""

from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, get_origin

from snr_cli.findings.finding import DossierError, Finding
from snr_cli.model.dossier import Dossier
from snr_cli.reading.files import WORKBOOKS, UndecodableError, decode, inside, read_bytes, relative, why
from snr_cli.reading.yaml_events import YamlRefusedError, YamlText, read_yaml

if TYPE_CHECKING:
    from snr_cli.workbook.values import TypeLabels

# lists that a CSV may hold
TABLES: Final = frozenset(
    name for name, field in Dossier.model_fields.items() if get_origin(field.annotation) is tuple and name != "imports"
)

_AS_THEY_ARE: Final[Mapping[str, str]] = {}
Parse = Callable[[str, str], tuple[YamlText, list[Finding]]]


class Joined:
    """The dossier's sections once joined, and the file in which each container stands."""

    def __init__(self) -> None:
        self.data: dict[Any, Any] = {}
        self.files: dict[Any, YamlText] = {}
        self.origin: dict[int, YamlText] = {}
        self.findings: list[Finding] = []
        self.texts: list[YamlText] = []
        # included files whose sections are not there: what names them would look wrong
        self.unread: list[str] = []
        # the value's marks of top-level keys: key -> (file, key mark, value mark)
        self.top: dict[Any, tuple[YamlText, Any, Any]] = {}
        # the columns of the workbooks that took the place of sections
        self.columns: set[str] = set()
        # the keys of the sections that they give
        self.given: set[str] = set()
        # an item that was moved: its path now → its path as written
        self.moved: dict[tuple[Any, ...], tuple[Any, ...]] = {}
        # lists joined from several files: (key, index) -> place
        self.items: dict[tuple[Any, int], tuple[YamlText, Any]] = {}


def join(
    name: str,
    text: str,
    folder: Path | None,
    labels: "Callable[[], TypeLabels]",
    given: Mapping[str, str] = _AS_THEY_ARE,
    parse: Parse = read_yaml,
) -> Joined:
    """Read the root file and those it includes.

    Args:
        name: the root file's name in messages.
        text: its text.
        folder: the dossier's folder; None forbids includes (standard input).
        labels: what the types of the catalogue are called, asked for only when a workbook is read.
        given: name of an included file → the text to read in its place.
        parse: reads a YAML text.

    Raises:
        DossierError: the root file cannot be read as YAML, or is empty or no mapping.
    """
    joined = Joined()
    try:
        root, findings = parse(name, text)
    except YamlRefusedError as error:
        raise DossierError([error.finding]) from None
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
    included = joined.data.pop("include", None)
    if included is not None:
        _include(joined, root, included, folder, labels, given, parse)
    _from_files(joined, folder, labels)
    part_imports(joined)
    return joined


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
        found, mark, _ = joined.top.pop("imports")
        del joined.data["imports"]
        joined.findings.append(
            found.at_mark(
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
    found, _, _ = joined.top["equipment"]
    known = found.places[id(items)]
    places = [joined.items.get(("equipment", index)) or (found, known.of_value(index)) for index in range(len(items))]
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
        found.places[id(moved)] = known
        joined.origin[id(moved)] = found


def add_text(joined: Joined, found: YamlText, without: Collection[str] = ()) -> None:
    """Join a file's sections, but those named: lists are put end to end, anything else may be said once."""
    joined.texts.append(found)
    places = found.places[id(found.data)]
    for key, value in found.data.items():
        if key in without:
            continue
        key_mark, value_mark = places.of_key(key), places.of_value(key)
        if key not in joined.data:
            joined.data[key] = value
            joined.top[key] = (found, key_mark, value_mark)
            joined.files[key] = found
        elif isinstance(joined.data[key], list) and isinstance(value, list):
            before = joined.data[key]
            first = joined.top[key][0]
            known = first.places[id(before)]
            together = [*before, *value]
            for index in range(len(before)):
                joined.items.setdefault((key, index), (first, known.of_key(index) or key_mark))
            own = found.places[id(value)]
            for index in range(len(value)):
                joined.items[(key, len(before) + index)] = (found, own.of_value(index))
            first.places[id(together)] = known
            joined.data[key] = together
        else:
            joined.findings.append(
                found.at_mark(
                    "SNR103",
                    key_mark,
                    f"section « {key} » déjà écrite dans {joined.top[key][0].name}",
                    "une section qui n’est pas une liste se trouve dans un seul fichier",
                )
            )
    for container in found.places:
        joined.origin[container] = found


def _include(
    joined: Joined,
    root: YamlText,
    included: Any,
    folder: Path | None,
    labels: "Callable[[], TypeLabels]",
    given: Mapping[str, str],
    parse: Parse,
) -> None:
    mark = root.places[id(root.data)].of_value("include")
    if not isinstance(included, list) or not all(isinstance(entry, str) for entry in included):
        joined.findings.append(
            root.at_mark(
                "SNR203", mark, "include attend une liste de fichiers", "include: [equipment.yaml, services.yaml]"
            )
        )
        joined.unread.append("include")
        return
    if folder is None:
        joined.findings.append(
            root.at_mark(
                "SNR111",
                mark,
                "include n’est pas possible depuis l’entrée standard",
                "donnez le fichier ou le dossier en argument",
            )
        )
        joined.unread += included
        return
    places = root.places[id(included)]
    home = folder.resolve()
    seen = {Path(root.name).name} if Path(root.name).suffix.lower() not in WORKBOOKS else set()
    for index, entry in enumerate(included):
        where = places.of_value(index)
        target = relative(folder / entry)
        try:
            place = inside(folder, entry)
        except OSError as error:
            joined.findings.append(
                root.at_mark("SNR111", where, f"« {entry} » : {why(error)}", "remplacez le lien par le fichier")
            )
            joined.unread.append(entry)
            continue
        if place is None:
            joined.findings.append(
                root.at_mark(
                    "SNR112",
                    where,
                    f"« {entry} » sort du dossier",
                    "un fichier inclus se trouve dans le dossier de la collectivité",
                )
            )
            joined.unread.append(entry)
            continue
        within = place.relative_to(home).as_posix()
        if within in seen:
            joined.findings.append(
                root.at_mark(
                    "SNR113",
                    where,
                    f"« {entry} » est inclus deux fois, ou s’inclut lui-même",
                    "chaque fichier ne se nomme qu’une fois",
                )
            )
            continue
        seen.add(within)
        joined.unread.append(entry)
        if target.suffix.lower() in WORKBOOKS:
            if _workbook(joined, root, where, entry, target, labels):
                joined.unread.pop()
            continue
        try:
            name = target.as_posix()
            found, findings = parse(name, given[name] if name in given else decode(read_bytes(target)))
        except OSError as error:
            joined.findings.append(
                root.at_mark("SNR111", where, f"« {entry} » : {why(error)}", "vérifiez le nom du fichier")
            )
        except UndecodableError as error:
            joined.findings.append(root.at_mark("SNR108", where, f"« {entry} » : {error}"))
        except YamlRefusedError as error:
            joined.findings.append(error.finding)
        else:
            joined.findings += findings
            if found.data is None:
                joined.unread.pop()  # nothing is lost
                joined.findings.append(
                    found.finding("SNR101", 0, 0, "fichier vide", "supprimez-le de include, ou remplissez-le")
                )
            elif not isinstance(found.data, dict):
                joined.findings.append(
                    found.finding("SNR110", 0, 0, "un fichier inclus est une suite de sections « clé: valeur »")
                )
            elif "include" in found.data:
                joined.findings.append(
                    found.at_mark(
                        "SNR113",
                        found.places[id(found.data)].of_key("include"),
                        "un fichier inclus ne peut pas en inclure d’autres",
                        "nommez tous les fichiers dans territory.yaml",
                    )
                )
            else:
                joined.unread.pop()
                add_text(joined, found)


def _from_files(joined: Joined, folder: Path | None, labels: "Callable[[], TypeLabels]") -> None:
    """Read the lists that a CSV or a workbook holds: `services: {from: services.csv}`."""
    named = [key for key, value in joined.data.items() if isinstance(value, dict) and list(value) == ["from"]]
    for key in named:
        root = joined.top[key][0]
        entry = joined.data[key]["from"]
        if key not in TABLES or not isinstance(entry, str):
            continue  # the model says what it expects
        where = root.places[id(joined.data[key])].of_value("from")
        del joined.data[key], joined.top[key]
        try:
            place = None if folder is None else inside(folder, entry)
        except OSError as error:
            joined.findings.append(root.at_mark("SNR111", where, f"« {entry} » : {why(error)}"))
            joined.unread.append(entry)
            continue
        if folder is None or place is None:
            code, message = (
                ("SNR111", "l’entrée standard ne nomme pas d’autre fichier")
                if folder is None
                else ("SNR112", f"« {entry} » sort du dossier")
            )
            joined.findings.append(
                root.at_mark(code, where, message, "le fichier se trouve dans le dossier de la collectivité")
            )
            joined.unread.append(entry)
        elif not _workbook(joined, root, where, entry, relative(folder / entry), labels, key):
            joined.unread.append(entry)


def _workbook(
    joined: Joined,
    root: YamlText,
    where: Any,
    entry: str,
    target: Path,
    labels: "Callable[[], TypeLabels]",
    section: str = "",
) -> bool:
    """Join the sections of a workbook, or a list of a CSV; say whether it could be read."""
    from snr_cli.inventory.table import TableError
    from snr_cli.reading.workbooks import read_book, read_table  # most dossiers have none
    from snr_cli.sheets import SheetError

    try:
        if target.suffix.lower() in WORKBOOKS:
            texts, findings = read_book(target.as_posix(), target, labels())
        else:
            texts, findings = read_table(target.as_posix(), target, section, labels())
    except OSError as error:
        joined.findings.append(
            root.at_mark("SNR111", where, f"« {entry} » : {why(error)}", "vérifiez le nom du fichier")
        )
        return False
    except (SheetError, TableError) as error:
        message = f"« {entry} » : {error}"
        advice = "une liste en CSV est attendue" if section else "un classeur .xlsx, .xlsm ou .ods est attendu"
        joined.findings.append(root.at_mark("SNR121", where, message, advice))
        return False
    joined.findings += findings
    for text in texts:
        add_text(joined, text)
    return True
