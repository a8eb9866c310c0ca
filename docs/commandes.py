"""Write docs/commandes.md from the commands themselves: python docs/commandes.py > docs/commandes.md."""

import re
import sys
from typing import Any

from typer.main import get_command

from snr_cli.cli import app as application, settings

HEAD = """# Commandes

<!-- Page écrite par `python docs/commandes.py > docs/commandes.md`, comparée au programme par les tests. -->

Chaque page d’aide se lit aussi avec `-h`. Les options peuvent venir d’un fichier ou de variables
d’environnement : [configuration.md](configuration.md).

| Commande | Ce qu’elle fait |
| --- | --- |"""
GLOBAL = """
## Options communes

Elles se placent avant la commande : `snr -v assess dossier/`. `-h`, `--help` affiche l’aide de `snr` et de chaque commande.
"""


def walk(command: Any, words: tuple[str, ...] = ()) -> list[tuple[tuple[str, ...], Any]]:
    """Return every command that a user can run, by its words."""
    children = getattr(command, "commands", None)
    if children is None:
        return [] if command.hidden else [(words, command)]
    return [found for name, child in children.items() for found in walk(child, (*words, name))]


def arguments(command: Any) -> list[Any]:
    """Return the arguments of a command."""
    return [param for param in command.params if param.param_type_name == "argument"]


def line(words: tuple[str, ...], command: Any) -> str:
    """Return how a command is called, without its options."""
    return " ".join(("snr", *words, *application.arguments(command)))


def row(*cells: str) -> str:
    """Return a row of a table."""
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def options(command: Any, words: tuple[str, ...]) -> list[str]:
    """Return the table of the options of a command."""
    lines = [row("Option", "Valeurs", "Défaut", "Variable", "Sens"), row(*["---"] * 5)]
    given = settings.options(command)
    for param in command.params:
        if param.param_type_name == "argument" or param.hidden:
            continue
        choices = ", ".join(f"`{choice}`" for choice in settings.choices(command, param))
        values = choices or application.kind(command, param)
        several = application.is_repeated_unsaid(command, param)
        key = next((key for key, other in given.items() if other is param), None)
        lines.append(
            row(
                ", ".join(f"`{name}`" for name in param.opts),
                f"{values}, répétable" if several else values,
                "" if param.default in (None, False) or param.count else f"`{param.default}`",
                f"`{settings.variable(words, key)}`" if key else "",
                application.option_help(param),
            )
        )
    return lines if len(lines) > 2 else []


def page() -> str:
    """Return the whole page."""
    root = get_command(application.app)
    commands = walk(root)
    lines = [HEAD]
    for words, command in commands:
        anchor = re.sub(r"[^\w -]", "", line(words, command).lower()).replace(" ", "-")
        lines.append(row(f"[`{line(words, command)}`](#{anchor})", command.help))
    lines += [GLOBAL, *options(root, ())]
    for words, command in commands:
        lines += ["", f"## `{line(words, command)}`", "", command.help]
        if arguments(command):
            lines += ["", *(f"- `{param.metavar}` : {param.help}" for param in arguments(command))]
        found = options(command, words)
        lines += ["", *found] if found else []
        examples = [text.strip() for text in (command.epilog or "").split("\n") if text.strip().startswith("snr ")]
        lines += ["", "```sh", *examples, "```"]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8", newline="\n")  # type: ignore[union-attr]
    sys.stdout.write(page())
