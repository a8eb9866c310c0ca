"""Options that the command line leaves out: SNR_* variables, then snr.toml or [tool.snr] of pyproject.toml.

What may be written is read from the commands themselves: there is no list to keep.
"""

import os
import re
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Final, Literal, NamedTuple, NoReturn, Union, get_args, get_origin, get_type_hints

from snr_cli.cli.console import NONE
from snr_cli.french.numbers import closest, did_you_mean
from snr_cli.inputs import regular
from snr_cli.inputs.dossier import files
from snr_cli.model.refusal import UsageError

_OWN: Final = "snr.toml"
_LARGEST: Final = 1_000_000  # bytes of a file of settings
SHARED: Final = "pyproject.toml"
CHOOSE: Final = ("config",)  # it says which file is read: it cannot stand in it
_WORDS: Final = {"1": True, "true": True, "oui": True, "0": False, "false": False, "non": False}
_META: Final = "snr.settings"
_DEEP: Final = r"(?<![\w\"'-])(?:[\w\"'-]++\s*+\.\s*+){50}"
_IN_SHARED: Final = r"tool\s*\.\s*[\"']?snr\b"


class File(NamedTuple):
    """A file of settings: the path shown, its folder, its text, and the table that is ours."""

    name: str
    folder: Path
    text: str
    table: tuple[str, ...]

    def where(self, words: tuple[str, ...], key: str) -> str:
        """Return `file:line` of a key or table; the file alone when it is written in an unusual way (tomllib keeps no place)."""
        sought = (*self.table, *words)
        current: tuple[str, ...] = ()
        for number, line in enumerate(self.text.split("\n"), 1):
            if header := re.match(r"\s*\[([^\[\]]+)\]", line):
                current = tuple(part.strip(" \t\"'") for part in header[1].split("."))
                if current[: len(sought) + 1] == (*sought, key):
                    return f"{self.name}:{number}"
            elif current == sought and re.match(rf"\s*[\"']?{re.escape(key)}[\"']?\s*[=.]", line):
                return f"{self.name}:{number}"
        return self.name


def options(command: Any) -> dict[str, Any]:
    """Return the options that a file or a variable may give, by their long name without dashes."""
    return {
        next(name for name in param.opts if name.startswith("--"))[2:]: param
        for param in command.params
        if getattr(param, "allow_from_autoenv", False) and param.expose_value
    }


def kinds(command: Any) -> dict[str, Any]:
    """Return the type of each parameter of a command, without its `| None`."""
    found = get_type_hints(command.callback) if command.callback else {}
    return {
        name: next(arg for arg in get_args(kind) if arg is not NoneType)
        if get_origin(kind) in (Union, UnionType)
        else kind
        for name, kind in found.items()
    }


def choices(command: Any, param: Any) -> tuple[str, ...]:
    """Return the closed choices of a parameter, or nothing."""
    kind = kinds(command).get(param.name)
    return get_args(kind) if get_origin(kind) is Literal else ()


def variable(words: tuple[str, ...], key: str) -> str:
    """Return the environment variable of an option: `snr factors list --format` is SNR_FACTORS_LIST_FORMAT."""
    return "_".join(("snr", *words, key)).upper().replace("-", "_")


def load(ctx: Any, given: dict[str, Any]) -> None:
    """Make the settings of the nearest file, or of the one asked for, the defaults of every command.

    Raises:
        UsageError: the file cannot be read, or says what no command knows.
    """
    file = _chosen(given)
    if file is None:
        return
    table: Any = _parsed(file)
    for part in file.table:
        table = table.get(part, {}) if isinstance(table, dict) else table
    ctx.meta[_META] = file
    ctx.default_map = _defaults(file, ctx.command, table, ())


def from_environment(ctx: Any) -> dict[str, Any]:
    """Return what the variables give to a command, by parameter.

    Raises:
        UsageError: a value that the option cannot take.
    """
    words, found = _words(ctx), {}
    for key, param in options(ctx.command).items():
        name = variable(words, key)
        text = os.environ.get(name)
        if text:
            kind = kinds(ctx.command)[param.name]
            try:
                found[param.name] = _value(kind, _from_text(kind, text), Path())
            except ValueError as error:
                _refuse(name, str(error))
    return found


def origin(ctx: Any, param: Any) -> str:
    """Say which variable, or which line of the file, gave an option; nothing when neither did."""
    source = ctx.get_parameter_source(param.name)
    if source is None or source.name != "DEFAULT_MAP":
        return ""
    key = next(name for name, other in options(ctx.command).items() if other is param)
    name = variable(_words(ctx), key)
    return f"variable {name}" if os.environ.get(name) else str(ctx.meta[_META].where(_words(ctx), key))


def with_origin(ctx: Any, message: str) -> str:
    """Complete a message about an option, « --max : … », « --answer laptops : … », when the user did not type that option."""
    param = options(ctx.command).get(message.partition(" ")[0].removeprefix("--"))
    found = origin(ctx, param) if param is not None else ""
    return f"{message} (origine : {found})" if found else message


def settings_told(ctx: Any) -> list[str]:
    """Return what -v says: the file read, each option that is not at its default and who gave it, variables without effect."""
    file = ctx.meta.get(_META)
    lines = [f"configuration : {file.name if file else 'aucun fichier'}"]
    for context in (ctx.find_root(), ctx):
        for key, param in options(context.command).items():
            source = context.get_parameter_source(param.name)
            value = context.params.get(param.name)
            shown = "" if value is True else " " + ("; ".join(value) if isinstance(value, list) else str(value))
            if source is not None and source.name == "COMMANDLINE":
                lines.append(f"option --{key}{shown} : ligne de commande")
            elif found := origin(context, param):
                lines.append(f"option --{key}{shown} : {found}")
    known = {"SNR_DEBUG", "SNR_EXIGENCES", *_variables(ctx.find_root().command, ())}
    lines += [
        f"variable {name} : sans effet, aucune option de ce nom"
        for name in sorted(os.environ)
        if name.startswith("SNR_") and name not in known
    ]
    return lines


def _words(ctx: Any) -> tuple[str, ...]:
    return () if ctx.parent is None else (*_words(ctx.parent), ctx.info_name)


def _variables(command: Any, words: tuple[str, ...]) -> list[str]:
    variables = [variable(words, key) for key in options(command)]
    for name, child in getattr(command, "commands", {}).items():
        variables += _variables(child, (*words, name))
    return variables


def _refuse(where: str, why: str) -> NoReturn:
    raise UsageError(f"{where} : {why}")


def _chosen(given: dict[str, Any]) -> File | None:
    """Return the file to read: the one asked for, by the command line then by variables, else the nearest."""
    asked = given.get("config") or os.environ.get("SNR_CONFIG")
    if asked and str(asked) == NONE:
        return None
    if not asked:
        return _nearest()
    file = _read(Path(asked))
    if file.table and not re.search(_IN_SHARED, file.text):
        _refuse(file.name, "pas de table [tool.snr]")
    return file


def _nearest() -> File | None:
    """Return the nearest file from the working directory up to the root of the repository."""
    try:
        here = Path.cwd()
    except OSError:  # the folder is gone
        return None
    for folder in (Path(), *here.parents):
        try:
            if (folder / _OWN).is_file():
                return _read(folder / _OWN)
            if (folder / SHARED).is_file() and _speaks_of_us(folder / SHARED):
                return _read(folder / SHARED)
            if (folder / ".git").exists():
                break
        except OSError:  # a folder above that may not be read: nothing says that it holds settings
            continue
    return None


def _speaks_of_us(path: Path) -> bool:
    """Say whether a pyproject.toml has settings of snr; one that cannot be read says nothing of it."""
    try:
        return re.search(_IN_SHARED, regular.plain_bytes(path, _LARGEST).decode("utf-8")) is not None
    except (OSError, UnicodeDecodeError):
        return False


def _read(path: Path) -> File:
    name = files.shown(str(path))
    try:
        text = files.decode(regular.plain_bytes(path, _LARGEST))
    except OSError as error:
        _refuse(name, files.why(error))
    return File(name, path.parent, text, ("tool", "snr") if path.name == SHARED else ())


def _parsed(file: File) -> dict[str, Any]:
    import tomllib

    if re.search(_DEEP, file.text):  # tomllib takes the square of the time
        _refuse(file.name, "un nom de plus de cinquante parties ; un réglage s’écrit « nom = valeur »")
    try:
        return tomllib.loads(file.text)
    except RecursionError:
        _refuse(file.name, "trop de crochets ou d’accolades imbriqués")
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"line (\d+), column (\d+)", str(error))
        where = f"{file.name}:{place[1]}:{place[2]}" if place else f"{file.name}:{file.text.count(chr(10)) + 1}"
        twice = "overwrite" in str(error) or "twice" in str(error)
        _refuse(
            where,
            "clé ou table écrite deux fois"
            if twice
            else "syntaxe TOML invalide ; une option s’écrit « nom = valeur », un texte entre guillemets",
        )
    except ValueError:  # of thousands of digits; a date that does not exist
        _refuse(file.name, "un nombre ou une date qui ne se lit pas")


def _defaults(file: File, command: Any, table: Any, words: tuple[str, ...]) -> dict[str, Any]:
    """Return a table of the file as the defaults of a command and of those under it."""
    if not isinstance(table, dict):
        shown = ".".join((*file.table, *words))
        _refuse(file.where(words[:-1], words[-1]) if words else file.name, f"écrivez une table : [{shown}]")
    known = {key: param for key, param in options(command).items() if key not in CHOOSE}
    commands = getattr(command, "commands", {})
    defaults: dict[str, Any] = {}
    for key, raw in table.items():
        if key in commands:
            defaults[key] = _defaults(file, commands[key], raw, (*words, key))
        elif key in known:
            name = known[key].name
            try:
                defaults[name] = _value(kinds(command)[name], raw, file.folder)
            except ValueError as error:
                _refuse(file.where(words, key), f"{key} : {error}")
        else:
            hint = did_you_mean(closest(key.replace("_", "-"), (*known, *commands)), after=" ; ")
            _refuse(file.where(words, key), f"« {key} » n’est pas une option de « {' '.join(('snr', *words))} »{hint}")
    return defaults


def _from_text(kind: Any, text: str) -> Any:
    """Return what a variable says as TOML would: a truth, a number, a list cut at the semicolons."""
    if get_origin(kind) is list:
        return [part.strip() for part in text.split(";") if part.strip()]
    if kind is bool:
        return _WORDS.get(text.lower(), text)
    if kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            return text
    return text


def _value(kind: Any, raw: Any, folder: Path) -> Any:
    """Return a value as its option takes it; a path is relative to the folder.

    Raises:
        ValueError: what was expected, in French.
    """
    if get_origin(kind) is list:
        if not isinstance(raw, list):
            raise ValueError("une liste est attendue, entre crochets")
        return [_value(get_args(kind)[0], entry, folder) for entry in raw]
    if kind is bool:
        if not isinstance(raw, bool):
            raise ValueError("true ou false est attendu")
    elif kind is int or kind is float:
        if isinstance(raw, bool) or not isinstance(raw, (int, kind)):
            raise ValueError("un nombre entier est attendu" if kind is int else "un nombre est attendu")
    elif not isinstance(raw, str):
        raise ValueError("un texte entre guillemets est attendu")
    elif get_origin(kind) is Literal and raw not in get_args(kind):
        raise ValueError(f"« {raw} » ; choix : {', '.join(get_args(kind))}")
    elif kind is Path and raw != "-":
        return folder / raw
    return raw
