"""`snr rule`: the page of a code, which `snr explain CODE` shows too."""

from typing import Annotated

import typer

from snr_cli.api.late import LATE
from snr_cli.cli import completion
from snr_cli.cli.console import deliver, on_screen, wants_color, width
from snr_cli.french.numbers import closest, did_you_mean
from snr_cli.model.refusal import UsageError

with LATE:
    from snr_cli.catalog import bundled
    from snr_cli.model import codes
    from snr_cli.model.codes import code as declared_codes
    from snr_cli.outputs import page_screen

FAMILIES = {
    "SNR1": "SYNTAXE",
    "SNR2": "SCHÉMA",
    "SNR3": "RÉFÉRENCES",
    "SNR4": "QUALITÉ ET VRAISEMBLANCE",
    "SNR5": "INVENTAIRES",
    "SNR6": "ACTIONS ET OBJECTIFS DANS LE TEMPS",
}
SEVERITIES = {"error": "erreur", "warning": "avertissement", "info": "information"}


def command(
    code: Annotated[
        str | None,
        typer.Argument(
            metavar="CODE",
            help="Un code, ou le début de plusieurs ; sans lui, la liste de tous.",
            autocompletion=completion.codes,
        ),
    ] = None,
) -> None:
    """Show the page of a code, or list codes."""
    name = codes.normal(code or "")
    if name in codes.CODES:
        # opens: shipped with snr
        page = (bundled.bundled("docs/codes") / f"{name}.md").read_text(encoding="utf-8")
        if on_screen():
            page = page_screen.page_screen(page, width(), color=wants_color())
        deliver(page, None)
        return
    listed = [found for found in codes.CODES.values() if found.id.startswith(name)]
    if not listed:
        hint = did_you_mean(closest(name, codes.CODES, 0.5), "la liste : snr explain codes")
        raise UsageError(f"code inconnu « {code} » ; {hint}")
    families: dict[str, list[str]] = {title: [] for title in (*FAMILIES.values(), *declared_codes.HEADINGS.values())}
    for found in listed:
        title = declared_codes.HEADINGS[found.basis] if found.basis else FAMILIES[found.id[:4]]
        families[title].append(f"  {found.id:<8} {SEVERITIES[found.severity]:<13} {found.title}")
    blocks = ["\n".join([title.upper(), *lines]) + "\n" for title, lines in families.items() if lines]
    deliver("\n".join(blocks), None)
