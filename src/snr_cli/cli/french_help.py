"""The pages of help: what each option takes, in French, and the same words whichever Typer is installed."""

from pathlib import Path
from typing import Any, Final, get_args, get_origin, get_type_hints

from snr_cli.cli import settings

HELP_OPTION: Final = "Affiche cette aide."
OPTIONS: Final = "Options\u00a0"
USAGE_HEADING: Final = "Usage\u00a0: "
_KINDS: Final = {int: "nombre", float: "nombre", Path: "chemin", str: "texte", tuple[str, str]: "deux textes"}


def examples(*lines: str) -> str:
    """Return the end of a help page: one command line a line (the mark keeps them from being joined)."""
    return "\n  ".join(("\b\nExemples :", *lines))


def arguments(command: Any) -> list[str]:
    """Return the arguments of a command as a line of usage shows them."""
    return [
        param.metavar if param.required else f"[{param.metavar}]"
        for param in command.params
        if param.param_type_name == "argument"
    ]


def usage(command: Any) -> str:
    """Return what follows the name of a command in its line of usage."""
    return " ".join(("[OPTIONS]", *arguments(command))) + (
        " COMMANDE [ARGUMENTS]…" if hasattr(command, "commands") else ""
    )


def kind(command: Any, param: Any) -> str:
    """Return what an option takes, when its choices are not closed: a number, a path, a text; nothing for a flag."""
    if param.is_flag or param.count:
        return ""
    found = settings.kinds(command)[param.name]
    return _KINDS[get_args(found)[0] if get_origin(found) is list else found]


def is_repeated_unsaid(command: Any, param: Any) -> bool:
    """Say whether an option may be given several times and its help does not tell."""
    return get_origin(settings.kinds(command).get(param.name)) is list and "répétable" not in (param.help or "")


def help_sections(command: Any, ctx: Any) -> dict[str, list[tuple[str, str]]]:
    """Return the titles of a page, each with its lines: what to write, and what it does."""
    found: dict[str, list[tuple[str, str]]] = {"Arguments\u00a0": [], OPTIONS: []}
    for param in command.get_params(ctx):
        if param.param_type_name == "argument":
            found["Arguments\u00a0"].append((param.metavar, _told(command, param, ctx)))
        elif not param.hidden:
            found[OPTIONS].append((_written(command, param), _told(command, param, ctx)))
    under = getattr(command, "commands", {}).items()
    found["Commandes\u00a0"] = [(name, child.get_short_help_str()) for name, child in under if not child.hidden]
    return {title: lines for title, lines in found.items() if lines}


def _written(command: Any, param: Any) -> str:
    names = ", ".join(sorted(param.opts, key=len))
    if choices := settings.choices(command, param):
        return f"{names} <{'|'.join(choices)}>"
    return f"{names} {param.metavar or kind(command, param).upper()}".rstrip()


def _told(command: Any, param: Any, ctx: Any) -> str:
    """Return the help of a parameter, then its value when it is left out, its bounds, and whether it is due."""
    default = param.get_default(ctx, call=False) if param.show_default else None
    more = []
    if param.param_type_name == "option" and is_repeated_unsaid(command, param):
        more.append("répétable")
    if default not in (None, False, [], ()):
        values = default if isinstance(default, (list, tuple)) else ["oui" if default is True else default]
        more.append("défaut\u00a0: " + ", ".join(str(value) for value in values))
    more += _bounds(command, param)
    if param.required:
        more.append("obligatoire")
    said = "\u00a0; ".join(more)
    return f"{param.help}  [{said}]" if more else str(param.help)


def _bounds(command: Any, param: Any) -> list[str]:
    hint = get_type_hints(command.callback, include_extras=True).get(param.name) if command.callback else None
    for declared in getattr(hint, "__metadata__", ()):
        if declared.min is not None:
            return [f"de {declared.min} à {declared.max}" if declared.max is not None else f"au moins {declared.min}"]
    return []
