"""Typer's usage errors in French, by what they carry: Typer keeps their classes private."""

from typing import Any

from snr_cli.cli import settings
from snr_cli.french.numbers import closest, did_you_mean


def usage_text(error: Any) -> str:
    """Return a French sentence for a mistake on the command line, with where to find help."""
    kind = type(error).__name__
    ctx = getattr(error, "ctx", None)
    command = ctx.command_path if ctx is not None else "snr"
    if kind == "MissingParameter":
        name = getattr(error.param, "metavar", None) or getattr(error.param, "name", "") or ""
        text = f"il manque {name}"
    elif kind == "NoSuchOption" and command != "snr" and error.option_name in _global_options(ctx):
        text = f"{error.option_name} se place avant la commande : snr {error.option_name} {command.partition(' ')[2]}"
    elif kind == "NoSuchOption":
        near = " » ou « ".join(getattr(error, "possibilities", None) or [])
        text = f"option inconnue {error.option_name}{did_you_mean(near, after=' ; ')}"
    elif kind == "BadOptionUsage":
        text = f"option {error.option_name} : valeur absente ou de trop"
    elif kind == "BadParameter":
        name = error.param_hint or next(iter(getattr(error.param, "opts", [])), "argument")
        why = error.message
        choices = settings.choices(ctx.command, error.param) if ctx is not None and error.param is not None else ()
        if choices:
            why = f"choix : {', '.join(choices)}"
        elif "integer" in why:
            why = "un nombre entier est attendu"
        elif "greater" in why or "less" in why:
            why = "hors des bornes"
        given_by = settings.origin(ctx, error.param) if ctx is not None and error.param is not None else ""
        text = f"{name} : valeur invalide ({why})" + (f" (origine : {given_by})" if given_by else "")
    elif error.message == "Missing command.":
        text = "il manque une commande"
    elif "No such command" in error.message:
        asked = error.message.split(chr(39))[1] if chr(39) in error.message else ""
        known = list(ctx.command.commands) if ctx is not None else []
        text = f"commande inconnue {asked}{did_you_mean(closest(asked, known), after=' ; ')}"
    elif "extra argument" in error.message:
        text = "argument de trop " + error.message.rpartition("(")[2].rstrip(")")
    else:
        text = error.message
    return f"{text}{'' if text.endswith('?') else '.'} Aide : {command} -h"


def _global_options(ctx: Any) -> set[str]:
    return {name for param in ctx.find_root().command.params for name in param.opts}
