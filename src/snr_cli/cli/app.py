"""The Typer application: global options and commands."""

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, cast, get_args, get_origin, get_type_hints

import typer
from typer.core import TyperCommand, TyperGroup

from snr_cli.cli import settings
from snr_cli.cli.commands import COMMANDS, FACTORS_COMMANDS, GROUPS, Listed
from snr_cli.cli.console import State, deliver, tell
from snr_cli.french.numbers import printable
from snr_cli.inputs.dossier import files
from snr_cli.model.refusal import UsageError

if TYPE_CHECKING:
    from typer.core import TyperCommand as _Base
else:
    _Base = object

HELP_OPTION: Final = "Affiche cette aide."
OPTIONS: Final = "Options\u00a0"
_COMPLETION: Final = {  # Typer's own options
    "install_completion": "Installe la touche Tab, qui complète.",
    "show_completion": "Montre ce script.",
}
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
    if hasattr(command, "commands"):
        found["Commandes\u00a0"] = list(command.commands.summaries().items())
    return {title: lines for title, lines in found.items() if lines}


def _written(command: Any, param: Any) -> str:
    names = ", ".join(sorted(param.opts, key=len))
    if choices := settings.choices(command, param):
        return f"{names} <{'|'.join(choices)}>"
    return f"{names} {param.metavar or kind(command, param).upper()}".rstrip()


def option_help(param: Any) -> str:
    """Return the help of a parameter in French."""
    return _COMPLETION.get(param.name, param.help or "")


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
    said, text = "\u00a0; ".join(more), option_help(param)
    return f"{text}  [{said}]" if more else text


def _bounds(command: Any, param: Any) -> list[str]:
    hint = get_type_hints(command.callback, include_extras=True).get(param.name) if command.callback else None
    for declared in getattr(hint, "__metadata__", ()):
        if declared.min is not None:
            return [f"de {declared.min} à {declared.max}" if declared.max is not None else f"au moins {declared.min}"]
    return []


class _Ours(_Base):
    """What commands and groups share: help in French, options that variables give."""

    def get_help_option(self, ctx: Any) -> Any:
        """Return the help option, in French."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = HELP_OPTION
        return option

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        """Write how the command is called."""
        formatter.write_usage(ctx.command_path, usage(self), USAGE_HEADING)

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write what may be given: Typer's own lines change with its version."""
        for title, lines in help_sections(self, ctx).items():
            with formatter.section(title):
                formatter.write_dl(lines)

    def get_short_help_str(self, limit: int = 45) -> str:
        """Return the first sentence of the help, never cut: the list of commands wraps it."""
        return super().get_short_help_str(limit=1000)

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Take from the environment what the command line leaves out."""
        if not ctx.resilient_parsing:  # a shell asking for proposals
            ctx.default_map = {**(ctx.default_map or {}), **settings.from_environment(ctx)}
        return super().parse_args(ctx, args)


class Command(_Ours, TyperCommand):
    """A command of snr."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Take -v after the command too: it is where one adds it to see more."""
        kept = [each for each in args if each not in ("-v", "--verbose")]
        State.verbose += len(args) - len(kept)
        return super().parse_args(ctx, kept)

    def invoke(self, ctx: Any) -> Any:
        """Run; -v says where the options come from, and so does a mistake in one that was not typed."""
        for path in files.journals(ctx.params.values()):
            from snr_cli.outputs import journal

            if said := journal.undo(path):
                tell(f"{files.shown(str(path.parent))} : {said}", always=True)
        if State.verbose:
            for line in settings.settings_told(ctx):
                tell(printable(line))
        try:
            return super().invoke(ctx)
        except UsageError as error:
            raise UsageError(settings.with_origin(ctx, str(error)), *error.more) from None


class _Commands(Mapping[str, Any]):
    """The commands of a group by name; one is made, and its module loaded, when it is asked for."""

    def __init__(self, listed: tuple[Listed, ...], groups: Mapping[str, Any]) -> None:
        self._listed = {command.name: command for command in listed if command.is_there}
        self._groups = groups

    def __getitem__(self, name: str) -> Any:
        return self._groups[name] if name in self._groups else _made(self._listed[name])

    def __iter__(self) -> Iterator[str]:
        return iter((*self._listed, *self._groups))

    def __len__(self) -> int:
        return len(self._listed) + len(self._groups)

    def summaries(self) -> dict[str, str]:
        """Return what a list of commands says of each, without making any."""
        return {
            **{name: command.summary for name, command in self._listed.items()},
            **{name: group.get_short_help_str() for name, group in self._groups.items()},
        }


@cache
def _made(listed: Listed) -> Command:
    """Return a command as Typer makes it of its function."""
    alone = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
    module, _, function = listed.runs.rpartition(".")
    declare = alone.command(
        listed.name,
        cls=Command,
        help=listed.help,
        epilog=examples(*listed.examples),
        hidden=listed.hidden,
    )
    declare(getattr(import_module(f"snr_cli.{module}"), function))
    return cast(Command, typer.main.get_command(alone))


class CommandGroup(_Ours, TyperGroup):
    """A group of commands of snr."""

    listed: tuple[Listed, ...] = FACTORS_COMMANDS

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        self.commands = _Commands(self.listed, self.commands)  # type: ignore[assignment]


class Root(CommandGroup):
    """`snr` itself: the version, and the file of settings, come before any command."""

    listed = COMMANDS

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write the commands by what one does with them, close together, then the options."""
        summaries = cast(_Commands, self.commands).summaries()
        wide = max(map(len, summaries))
        formatter.write_paragraph()
        for title, names in GROUPS.items():
            formatter.write_heading(f"{title}\u00a0")
            with formatter.indentation():
                formatter.write_dl([(name.ljust(wide), summaries[name]) for name in names if name in summaries])
        with formatter.section(OPTIONS):
            formatter.write_dl(help_sections(self, ctx)[OPTIONS])

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Answer --version, which -v completes in either order, and `help`; else read the settings."""
        if args[:1] == ["help"]:
            args = [*args[1:], "--help"]
        if args and not ctx.resilient_parsing:
            given, _, _ = self.make_parser(ctx).parse_args(args=list(args))
            if given.get("version"):
                from snr_cli.cli.version import version_text

                deliver(version_text(detailed=bool(given.get("verbose"))) + "\n", None)
                ctx.exit()
            if not given.get("help"):
                settings.load(ctx, given)
        return super().parse_args(ctx, args)


app = typer.Typer(
    name="snr",
    cls=Root,
    help="Commencez par « snr init », puis « snr next » ; sans argument, une commande prend le dossier "
    "où l’on est. Une commande en détail : snr help init.",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback()
def main(
    version: Annotated[
        bool,
        typer.Option("--version", allow_from_autoenv=False, help="La version ; avec -v, de quoi la signaler."),
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Rien que les erreurs sur la sortie d’erreur.")] = False,
    verbose: Annotated[
        int,
        typer.Option(
            "--verbose", "-v", count=True, show_default=False, help="Tout l’écran, et d’où vient ce qui est lu."
        ),
    ] = 0,
    color: Annotated[
        Literal["auto", "always", "never"],
        typer.Option("--color", show_default=False, help="Gras des titres ; NO_COLOR est respecté."),
    ] = "auto",
    config: Annotated[
        Path | None,
        typer.Option("--config", metavar="FICHIER", help="Réglages à lire ; aucun : ni snr.toml ni autre."),
    ] = None,
) -> None:
    """Global options."""
    State.quiet, State.verbose, State.color = quiet, verbose, color


_factors = typer.Typer(
    help="Ce que contiennent les tables de facteurs, et d’où cela vient.",
    no_args_is_help=True,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.add_typer(_factors, name="factors", cls=CommandGroup)
