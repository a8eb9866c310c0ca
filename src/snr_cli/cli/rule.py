"""`snr rule`: the page of a code."""

from difflib import get_close_matches
from typing import Annotated

import typer

from snr_cli.cli import completion
from snr_cli.cli.console import deliver

FAMILIES = {
    "SNR1": "SYNTAXE",
    "SNR2": "SCHÉMA",
    "SNR3": "RÉFÉRENCES",
    "SNR4": "QUALITÉ ET VRAISEMBLANCE",
    "SNR5": "INVENTAIRES",
    "SNR6": "ACTIONS ET OBJECTIFS DANS LE TEMPS",
    "REEN": "LOI REEN, ARTICLE 35, ET SON DÉCRET",
    "ADJ": "OBLIGATIONS VOISINES",
    "RCP": "LISTE DE CONFORMITÉ DU RCP SI",
}
SEVERITIES = {"error": "erreur", "warning": "avertissement", "info": "information"}


def command(
    code: Annotated[
        str | None,
        typer.Argument(metavar="CODE", help="Un code ; sans lui, la liste de tous.", autocompletion=completion.codes),
    ] = None,
) -> None:
    """Explique un code : ce qu’il dit, pourquoi, un exemple fautif, un exemple juste, sa référence."""
    from snr_cli.catalog.bundled import bundled
    from snr_cli.findings.codes import CODES
    from snr_cli.findings.finding import UsageError

    if code is None:
        lines = []
        for family, title in FAMILIES.items():
            lines.append(title)
            lines += [
                f"  {found.id:<8} {SEVERITIES[found.severity]:<13} {found.title}"
                for found in CODES.values()
                if found.id.startswith(family)
            ]
            lines.append("")
        deliver("\n".join(lines[:-1]) + "\n", None)
        return
    name = code.strip().upper()
    if name not in CODES:
        near = get_close_matches(name, CODES, 1, 0.5)
        raise UsageError(
            f"code inconnu « {code} »" + (f" ; vouliez-vous dire {near[0]} ?" if near else " ; la liste : snr rule")
        )
    deliver((bundled("docs/codes") / f"{name}.md").read_text(encoding="utf-8"), None)
