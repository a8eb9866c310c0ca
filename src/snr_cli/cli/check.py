"""`snr check`: what is wrong or missing in a dossier."""

import os
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from snr_cli.cli import completion
from snr_cli.cli.console import deliver, tell, wants_color, width
from snr_cli.cli.exits import Exit


def command(
    paths: Annotated[
        list[str],
        typer.Argument(
            metavar="PATH…", help="Fichiers, dossiers (tous leurs territory.yaml), ou - pour l’entrée standard."
        ),
    ],
    output_format: Annotated[
        Literal["text", "json", "github", "gitlab", "sarif", "junit", "auto"],
        typer.Option("--format", "-f", help="auto : annotations dans un workflow GitHub, texte ailleurs."),
    ] = "auto",
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", allow_from_autoenv=False, help="Fichier à écrire, en entier ou pas du tout."),
    ] = None,
    profile: Annotated[
        Literal["saisie", "programme", "strategie", "bilan"] | None,
        typer.Option("--profile", help="Document préparé ; sinon, ce que le dossier contient."),
    ] = None,
    select: Annotated[
        list[str] | None,
        typer.Option("--select", help="Code ou début de code à juger (répétable).", autocompletion=completion.codes),
    ] = None,
    ignore: Annotated[
        list[str] | None,
        typer.Option("--ignore", help="Code ou début de code à taire (répétable).", autocompletion=completion.codes),
    ] = None,
    fail_on: Annotated[
        Literal["error", "warning", "info"], typer.Option("--fail-on", help="Le moins grave qui donne le code 1.")
    ] = "error",
    summary: Annotated[
        bool, typer.Option("--summary", help="Tableau des obligations : satisfaites, manquantes, sans objet.")
    ] = False,
    as_of: Annotated[
        str | None, typer.Option("--as-of", help="Date à laquelle juger (AAAA-MM-JJ), à défaut celle du dossier.")
    ] = None,
    stdin_filename: Annotated[
        str | None, typer.Option("--stdin-filename", help="Nom du fichier lu sur l’entrée standard.")
    ] = None,
    compact: Annotated[bool, typer.Option("--compact", help="Une ligne par constat (format text).")] = False,
    max_findings: Annotated[
        int, typer.Option("--max-findings", min=0, help="Constats montrés ; tous sont comptés.")
    ] = 200,
) -> None:
    """Vérifie un dossier : syntaxe, références, décret, obligations voisines, méthode, vraisemblance."""
    from snr_cli.catalog.tables import shipped_tables
    from snr_cli.checking import check
    from snr_cli.cli.dossiers import words_of
    from snr_cli.findings.codes import NEVER_SUPPRESSED
    from snr_cli.findings.finding import UsageError

    if summary and output_format not in ("text", "auto"):
        raise UsageError("--summary est un tableau pour l’écran : il ne va pas avec --format")
    tables = shipped_tables()
    checked = check(
        paths,
        words_of(tables),
        tables,
        _wanted(profile, select, ignore, as_of),
        stdin_name=stdin_filename,
        with_duties=summary,
    )
    if summary:
        from snr_cli.writers.duties_table import duties_table

        text = "\n".join(duties_table(name, found, width()) for name, found in checked.duties.items())
        blocking = [finding for finding in checked.report.findings if finding.code in NEVER_SUPPRESSED]
        if blocking:
            from snr_cli.findings.text import findings_text

            tell(findings_text(blocking), always=True)
    else:
        text = _written(checked.report, output_format, compact, max_findings, output)
    deliver(text, output)
    for failure in checked.failures:
        tell(f"snr : {failure}", always=True)
    if checked.failures:
        raise typer.Exit(Exit.USAGE)
    if _fails(checked.report, fail_on):
        raise typer.Exit(Exit.WRONG)


def _wanted(profile: Any, select: list[str] | None, ignore: list[str] | None, as_of: str | None) -> Any:
    """Read the options that say what to judge.

    Raises:
        UsageError: a code that does not exist, a code that cannot be silenced, a date that is none.
    """
    from difflib import get_close_matches

    from pydantic_core import PydanticCustomError

    from snr_cli.checking import Wanted
    from snr_cli.findings.codes import CODES, NEVER_SUPPRESSED
    from snr_cli.findings.finding import UsageError
    from snr_cli.model.base import parse_date

    def prefixes(values: list[str] | None, option: str) -> tuple[str, ...]:
        found = tuple(part.strip() for value in values or () for part in value.split(",") if part.strip())
        for prefix in found:
            if not any(code.startswith(prefix) for code in CODES):
                near = get_close_matches(prefix.upper(), CODES, 1, 0.5)
                hint = f" ; vouliez-vous dire {near[0]} ?" if near else ""
                raise UsageError(f"{option} : aucun code ne commence par « {prefix} »{hint} (la liste : snr rule)")
        return found

    ignored = prefixes(ignore, "--ignore")
    silenced = [prefix for prefix in ignored if any(code.startswith(prefix) for code in NEVER_SUPPRESSED)]
    if silenced:
        raise UsageError(f"--ignore : « {silenced[0]} » ne peut pas être tu, le dossier ne serait pas lisible")
    if as_of is not None:
        try:
            as_of = parse_date(as_of)
        except PydanticCustomError:
            raise UsageError(f"--as-of : « {as_of} » n’est pas une date ; écrivez 2025-12-31") from None
    return Wanted(profile, prefixes(select, "--select"), ignored, as_of)


def _written(report: Any, output_format: str, compact: bool, shown: int, output: Path | None) -> str:
    """Write the report in the format asked for; auto writes annotations in a GitHub workflow, text elsewhere."""
    if output_format == "auto":
        output_format = "github" if os.environ.get("GITHUB_ACTIONS") == "true" else "text"
    if output_format == "json":
        from snr_cli.findings.as_json import as_json as write
    elif output_format == "github":
        from snr_cli.findings.as_github import as_github as write
    elif output_format == "gitlab":
        from snr_cli.findings.as_gitlab import as_gitlab as write
    elif output_format == "sarif":
        from snr_cli.findings.as_sarif import as_sarif as write
    elif output_format == "junit":
        from snr_cli.findings.as_junit import as_junit as write
    else:
        from snr_cli.findings.text import as_text

        return as_text(report, compact=compact, max_shown=shown, color=output is None and wants_color())
    return write(report)


def _fails(report: Any, fail_on: str) -> bool:
    from snr_cli.findings.finding import RANK, Severity

    return any(
        not finding.suppressed and RANK[finding.severity] <= RANK[Severity(fail_on)] for finding in report.findings
    )
