"""The Typer application: global options and commands."""

from typing import Annotated, Any

from snr_cli.cli import french_help  # isort: skip (before Typer, which takes gettext at import)

import typer
from typer.core import TyperCommand, TyperGroup

from snr_cli.cli import assess, check, explain, factors, rule, schema
from snr_cli.cli.console import State


class Group(TyperGroup):
    """A group whose --help speaks French."""

    def get_help_option(self, ctx: Any) -> Any:
        """Return the help option, in French."""
        return _in_french(super().get_help_option(ctx))


class Command(TyperCommand):
    """A command whose --help speaks French."""

    def get_help_option(self, ctx: Any) -> Any:
        """Return the help option, in French."""
        return _in_french(super().get_help_option(ctx))


def _in_french(option: Any) -> Any:
    if option is not None:
        option.help = french_help.HELP
    return option


app = typer.Typer(
    name="snr",
    cls=Group,
    add_completion=False,
    help="Empreinte et stratégie numérique responsable d’une collectivité, à partir d’un dossier YAML. Sans réseau, sans compte.",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        from snr_cli import __version__

        typer.echo(f"snr {__version__}")
        raise typer.Exit


@app.callback()
def main(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Affiche la version.")
    ] = False,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="N’écrit que les erreurs sur la sortie d’erreur.")
    ] = False,
    verbose: Annotated[int, typer.Option("--verbose", "-v", count=True, help="Dit ce qui est lu.")] = 0,
    color: Annotated[str, typer.Option("--color", help="auto, always ou never ; NO_COLOR est respecté.")] = "auto",
) -> None:
    """Global options."""
    if color not in ("auto", "always", "never"):
        raise typer.BadParameter("auto, always ou never", param_hint="--color")
    State.quiet, State.verbose, State.color = quiet, verbose, color


app.command(
    "assess",
    cls=Command,
    epilog="Exemples : snr assess territory.yaml ; snr assess dossier/ --format json -o resultat.json ; snr assess - < territory.yaml",
)(assess.command)
app.command(
    "explain",
    cls=Command,
    epilog="Exemples : snr explain territory.yaml portables ; snr explain territory.yaml territory ; snr explain territory.yaml total",
)(explain.command)
app.command(
    "check",
    cls=Command,
    epilog="Exemples : snr check dossier/ ; snr check --profile saisie territory.yaml ; snr check --summary dossier/ ; snr check --format gitlab -o rapport.json .",
)(check.command)
app.command("rule", cls=Command, epilog="Exemples : snr rule ; snr rule REEN-05 ; snr rule SNR203")(rule.command)
app.command(
    "schema",
    cls=Command,
    epilog="Exemples : snr schema -o territory.schema.json ; snr schema equipment ; snr schema assessment",
)(schema.command)
app.add_typer(factors.app, name="factors", cls=Group)
for registered in factors.app.registered_commands:
    registered.cls = Command
