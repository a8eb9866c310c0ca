"""The Typer application: global options and commands."""

from typing import Annotated

import typer

from snr_cli.cli import assess, explain, factors
from snr_cli.cli.console import State

app = typer.Typer(
    name="snr",
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
    epilog="Exemples : snr assess territory.yaml ; snr assess dossier/ --format json -o resultat.json ; snr assess - < territory.yaml",
)(assess.command)
app.command(
    "explain",
    epilog="Exemples : snr explain territory.yaml portables ; snr explain territory.yaml territory ; snr explain territory.yaml total",
)(explain.command)
app.add_typer(factors.app, name="factors")
