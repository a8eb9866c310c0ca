"""The Typer application: global options and commands."""

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, cast

import typer
from typer.core import TyperCommand, TyperGroup

from snr_cli.api.late import LATE
from snr_cli.cli import french_help, settings
from snr_cli.cli.commands import COMMANDS, FACTORS_COMMANDS, GROUPS, Listed
from snr_cli.cli.console import State, deliver, tell
from snr_cli.french.numbers import printable
from snr_cli.model.refusal import UsageError

with LATE:
    from snr_cli.inputs.dossier import files
    from snr_cli.outputs import journal

if TYPE_CHECKING:
    from typer.core import TyperCommand as _Base
else:
    _Base = object


class _Ours(_Base):
    """What commands and groups share: help in French, options that variables give."""

    def get_help_option(self, ctx: Any) -> Any:
        """Return the help option, in French."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = french_help.HELP_OPTION
        return option

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        """Write how the command is called."""
        formatter.write_usage(ctx.command_path, french_help.usage(self), french_help.USAGE_HEADING)

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write what may be given: Typer's own lines change with its version."""
        for title, lines in french_help.help_sections(self, ctx).items():
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
    """A command of snr. What it takes is looked at when it is called or its help is asked: a run needs one command, not all."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Take -v after the command too: it is where one adds it to see more."""
        kept = [each for each in args if each not in ("-v", "--verbose")]
        State.verbose += len(args) - len(kept)
        return super().parse_args(ctx, kept)

    _given: Any = None  # what Typer gave to call: it leads to the name that `_late` keeps
    _whole: TyperCommand | None = None

    def made(self) -> TyperCommand:
        """Return the command as Typer makes it of its function, made once."""
        if self._whole is None:
            alone = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
            module, _, function = self._given.__wrapped__.runs.rpartition(".")
            alone.command(self.name)(getattr(import_module(f"snr_cli.cli.{module}"), function))
            self._whole = cast(TyperCommand, typer.main.get_command(alone))
        return self._whole

    @property
    def params(self) -> Any:
        """What it takes."""
        return self.made().params

    @params.setter
    def params(self, given: Any) -> None:
        """Leave it for later."""

    @property
    def callback(self) -> Any:
        """What it runs."""
        return self.made().callback

    @callback.setter
    def callback(self, given: Any) -> None:
        """Keep what leads to it."""
        self._given = given

    def invoke(self, ctx: Any) -> Any:
        """Run; -v says where the options come from, and so does a mistake in one that was not typed."""
        for path in files.journals(ctx.params.values()):
            if said := journal.undo(path):
                tell(f"{files.shown(str(path.parent))} : {said}", always=True)
        if State.verbose:
            for line in settings.settings_told(ctx):
                tell(printable(line))
        try:
            return super().invoke(ctx)
        except UsageError as error:
            raise UsageError(settings.with_origin(ctx, str(error)), *error.more) from None


class CommandGroup(_Ours, TyperGroup):
    """A group of commands of snr."""


class Root(CommandGroup):
    """`snr` itself: the version, and the file of settings, come before any command."""

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write the commands by what one does with them, close together, then the options."""
        wide = max(map(len, self.commands))
        formatter.write_paragraph()
        for title, names in GROUPS.items():
            formatter.write_heading(f"{title}\u00a0")
            known = {name: self.commands[name] for name in names if name in self.commands}
            with formatter.indentation():
                formatter.write_dl([(name.ljust(wide), each.get_short_help_str()) for name, each in known.items()])
        with formatter.section(french_help.OPTIONS):
            formatter.write_dl(french_help.help_sections(self, ctx)[french_help.OPTIONS])

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
    add_completion=False,  # `snr completion` says it in French
    help="Commencez par « snr init » dans un dossier vide, puis « snr next » : sans autre argument, une commande "
    "prend le dossier où l’on est. Sans réseau, sans compte. Une commande en détail : snr help init.",
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
        Literal["auto", "always", "never"], typer.Option("--color", help="Gras des titres ; NO_COLOR est respecté.")
    ] = "auto",
    config: Annotated[
        Path | None,
        typer.Option("--config", metavar="FICHIER", help="Réglages à lire ; aucun : ni snr.toml ni autre."),
    ] = None,
) -> None:
    """Global options."""
    State.quiet, State.verbose, State.color = quiet, verbose, color


def _late(listed: Listed) -> Any:
    """Return a function without parameters in the place of a command's, for Typer to have nothing to look at."""

    def stand_in() -> None: ...

    vars(stand_in)["runs"] = listed.runs
    return stand_in


_factors = typer.Typer(
    help="Ce que contiennent les tables de facteurs, et d’où cela vient.",
    no_args_is_help=True,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.add_typer(_factors, name="factors", cls=CommandGroup)
for _group, _commands in ((app, COMMANDS), (_factors, FACTORS_COMMANDS)):
    for _listed in _commands:
        _group.command(
            _listed.name,
            cls=Command,
            help=_listed.help,
            epilog=french_help.examples(*_listed.examples),
            hidden=_group is app and not any(_listed.name in names for names in GROUPS.values()),
        )(_late(_listed))
