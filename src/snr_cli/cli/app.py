"""The Typer application: global options and commands."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, cast

import typer
from typer.core import TyperCommand, TyperGroup

from snr_cli.cli import (
    adopt,
    assess,
    check,
    collect,
    compare,
    completion,
    draft,
    explain,
    export,
    factors,
    french_help,
    import_file,
    init,
    inventory,
    migrate,
    plan,
    portfolio,
    publish,
    rule,
    schema,
    settings,
    year,
)
from snr_cli.cli.console import State, deliver, tell
from snr_cli.french.printed import printable
from snr_cli.model.refusal import UsageError

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

    _given: Any = None  # what Typer gave to call: it leads to the function that `_late` keeps
    _whole: TyperCommand | None = None

    def made(self) -> TyperCommand:
        """Return the command as Typer makes it of its function, made once."""
        if self._whole is None:
            alone = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
            alone.command(self.name)(self._given.__wrapped__.function)
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

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Answer --version, which -v completes in either order; else read the settings."""
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
    help="Empreinte et stratégie numérique responsable d’une collectivité, à partir d’un dossier YAML. Sans réseau, sans compte.",
    epilog=french_help.examples("snr assess dossier/", "snr -v assess dossier/", "snr --version -v"),
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback()
def main(
    version: Annotated[
        bool,
        typer.Option("--version", allow_from_autoenv=False, help="Affiche la version ; avec -v, de quoi la signaler."),
    ] = False,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="N’écrit que les erreurs sur la sortie d’erreur.")
    ] = False,
    verbose: Annotated[
        int,
        typer.Option(
            "--verbose", "-v", count=True, show_default=False, help="Dit ce qui est lu, et d’où viennent les options."
        ),
    ] = 0,
    color: Annotated[
        Literal["auto", "always", "never"], typer.Option("--color", help="Gras des titres ; NO_COLOR est respecté.")
    ] = "auto",
    config: Annotated[
        Path | None,
        typer.Option("--config", help="Fichier de réglages à lire, au lieu de snr.toml ou pyproject.toml."),
    ] = None,
    no_config: Annotated[bool, typer.Option("--no-config", help="Ne lit aucun fichier de réglages.")] = False,
) -> None:
    """Global options."""
    State.quiet, State.verbose, State.color = quiet, verbose, color


# in the order of the help: the name of a command, its module, examples
_COMMANDS: Final = (
    (
        "init",
        init.command,
        (
            "snr init",
            "snr init dossier/ --siren 243300316 --laptops 330",
            "snr init --defaults --full --dry-run",
            "snr init --ci github --ci pre-commit",
            "snr init dossier/ --from publication/",
        ),
    ),
    (
        "assess",
        assess.command,
        (
            "snr assess territory.yaml",
            "snr assess dossier/ --format json -o resultat.json",
            "snr assess - < territory.yaml",
        ),
    ),
    (
        "explain",
        explain.command,
        (
            "snr explain territory.yaml portables",
            "snr explain territory.yaml territory",
            "snr explain territory.yaml total",
        ),
    ),
    (
        "check",
        check.command,
        (
            "snr check dossier/",
            "snr check --profile saisie territory.yaml",
            "snr check --summary dossier/",
            "snr check --format gitlab -o rapport.json .",
        ),
    ),
    (
        "plan",
        plan.command,
        (
            "snr plan territory.yaml",
            "snr plan dossier/ --horizon 2035",
            "snr plan dossier/ --format json -o plan.json",
        ),
    ),
    (
        "draft",
        draft.command,
        (
            "snr draft dossier/ --document strategie --format html -o strategie.html",
            "snr draft dossier/ --document programme -o programme.md",
            "snr draft dossier/ --document strategie -o strategie.md --keep-edits",
            "snr draft --export-templates gabarits/",
        ),
    ),
    (
        "compare",
        compare.command,
        (
            "snr compare 2024/ 2025/",
            "snr compare resultat-2024.json dossier/ --format json -o ecart.json",
            "snr compare dossier/ --review 2024",
            "snr compare 2024/ 2025/ --perimeter Écoles --fail-on-increase 2%",
            "snr compare --factors anciens-facteurs/ snr dossier/",
        ),
    ),
    (
        "inventory",
        inventory.command,
        (
            "snr inventory glpi.csv",
            "snr inventory exports/ --year 2025 --format yaml -o equipment.yaml",
            "snr inventory parc.xlsx --sheet Ordinateurs --write-mapping parc.mapping.yaml",
            "snr inventory glpi.csv --mapping glpi.mapping.yaml --strict",
        ),
    ),
    (
        "import",
        import_file.command,
        (
            "snr import --list",
            "snr import plan.xlsx",
            "snr import estimations.json --as ccf --year 2025 --format yaml -o cloud.yaml",
        ),
    ),
    (
        "export",
        export.command,
        (
            "snr export dossier/ --to territoires-en-transitions -o plan.xlsx",
            "snr export dossier/ --to beges -o postes.xlsx",
        ),
    ),
    (
        "collect",
        collect.command,
        (
            "snr collect dossier/ -o collecte/",
            "snr collect dossier/ -o collecte/ --for achats=purchases,contracts --for dsi=equipment,services --all",
            "snr collect --status dossier/ collecte/",
            "snr collect --yaml dossier/ collecte/ --dry-run",
        ),
    ),
    (
        "adopt",
        adopt.command,
        (
            "snr adopt . sorties/strategie.docx --act 2026-041 --on 2026-09-24",
            "snr adopt . acte.pdf --act 2024-003 --on 2024-01-25 --figures inconnus",
        ),
    ),
    (
        "year",
        year.command,
        (
            "snr year dossier/ 2026 --dry-run",
            "snr year dossier/ 2026",
        ),
    ),
    (
        "portfolio",
        portfolio.command,
        (
            "snr portfolio dossiers/",
            "snr portfolio dossiers/ -o tableau/",
            "snr portfolio dossiers/ --check",
            "snr portfolio --siren all --format csv -o toutes.csv",
            "snr portfolio dossiers/ --shard 1/3 -o parts/",
            "snr portfolio --merge parts/portfolio-*-of-3.json -o tableau/",
        ),
    ),
    (
        "migrate",
        migrate.command,
        (
            "snr migrate dossier/ --dry-run",
            "snr migrate dossier/",
        ),
    ),
    (
        "publish",
        publish.command,
        (
            "snr publish dossier/ -o publication/",
            "snr publish dossier/ -o publication/ --document strategie --document bilan --final",
            "snr publish dossier/ -o publication/ --siret 20099999300013 --licence ODbL-1.0",
        ),
    ),
    (
        "rule",
        rule.command,
        (
            "snr rule",
            "snr rule REEN-05",
            "snr rule SNR203",
        ),
    ),
    (
        "schema",
        schema.command,
        (
            "snr schema -o territory.schema.json",
            "snr schema equipment",
            "snr schema assessment -o assessment.schema.json",
        ),
    ),
    (
        "completion",
        completion.command,
        (
            "snr completion bash > ~/.local/share/bash-completion/completions/snr",
            "snr completion zsh > ~/.zfunc/_snr",
            "snr completion fish > ~/.config/fish/completions/snr.fish",
            "snr completion powershell >> $PROFILE",
        ),
    ),
)
for _name, _function, _examples in _COMMANDS:
    app.command(_name, epilog=french_help.examples(*_examples))(_function)
app.add_typer(factors.app, name="factors", cls=CommandGroup)


def _late(function: Any) -> Any:
    """Return a function without parameters in the place of a command's, for Typer to have nothing to look at."""

    def stand_in() -> None: ...

    stand_in.__name__, stand_in.__doc__ = function.__name__, function.__doc__
    vars(stand_in)["function"] = function
    return stand_in


for registered in (*app.registered_commands, *factors.app.registered_commands):
    registered.cls, registered.callback = Command, _late(registered.callback)
