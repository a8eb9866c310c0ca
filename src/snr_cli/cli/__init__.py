"""One module per command: options in, one call, one writer, exit code. Computes nothing."""

from snr_cli.cli import french_help  # noqa: F401 (before Typer, which takes gettext at import)
