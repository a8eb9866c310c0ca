"""Typer's usage errors in French, by what they carry: Typer keeps their classes private."""

from typing import Any

GLOBAL = ("-q", "--quiet", "-v", "--verbose", "--color")


def usage_text(error: Any) -> str:
    """Return a French sentence for a mistake on the command line, with where to find help."""
    kind = type(error).__name__
    command = error.ctx.command_path if getattr(error, "ctx", None) is not None else "snr"
    if kind == "MissingParameter":
        name = getattr(error.param, "metavar", None) or getattr(error.param, "name", "") or ""
        text = f"il manque {name}"
    elif kind == "NoSuchOption" and error.option_name in GLOBAL and command != "snr":
        text = f"{error.option_name} se place avant la commande : snr {error.option_name} {command.partition(' ')[2]}"
    elif kind == "NoSuchOption":
        near = list(getattr(error, "possibilities", None) or [])
        text = f"option inconnue {error.option_name}" + (f" ; vouliez-vous dire {' ou '.join(near)}" if near else "")
    elif kind == "BadOptionUsage":
        text = f"option {error.option_name} : valeur absente ou de trop"
    elif kind == "BadParameter":
        name = error.param_hint or "/".join(getattr(error.param, "opts", []) or ["argument"])
        why = error.message
        if "integer" in why:
            why = "un nombre entier est attendu"
        elif "greater" in why or "less" in why:
            why = "hors des bornes"
        text = f"{name} : valeur invalide ({why})"
    elif "No such command" in error.message:
        text = f"commande inconnue {error.message.split(chr(39))[1] if chr(39) in error.message else ''}"
    elif "extra argument" in error.message:
        text = "argument de trop " + error.message.rpartition("(")[2].rstrip(")")
    else:
        text = error.message
    return f"{text}. Aide : {command} -h"
