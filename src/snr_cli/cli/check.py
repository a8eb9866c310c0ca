"""`snr check`: what is wrong or missing in a dossier."""

import os
from dataclasses import replace
from functools import partial
from typing import Annotated, Any, Final, Literal, NamedTuple

import typer

from snr_cli.api import catalogue, checking
from snr_cli.catalog import opened
from snr_cli.cli.console import (
    HERE,
    AsOf,
    Exit,
    Forms,
    How,
    Output,
    State,
    as_book,
    deliver,
    judged_at,
    needs_file,
    offers,
    tell,
    tell_next,
    today,
    wants_color,
    width,
)
from snr_cli.french.numbers import closest, did_you_mean, long_date, plural, printable
from snr_cli.model import codes, finding as findings
from snr_cli.model.refusal import UsageError
from snr_cli.outputs import findings_grids
from snr_cli.rules import forms


class _Shown(NamedTuple):
    """What was checked, and how a text tells its findings: by rule where they are many, each where all are asked for."""

    report: Any
    duties: Any
    summary: str  # the table of duties, which that form alone asks for
    by_rule: bool
    every: bool


def _text(answer: _Shown, how: How) -> str:
    by_rule = answer.by_rule and forms.is_grouped(answer.report)
    told_by = partial(forms.told_by_rule, color=how.color) if by_rule else None
    most = len(answer.report.findings) if answer.every else forms.MAX_SHOWN
    return forms.as_text(answer.report, max_shown=most, color=how.color, told_by=told_by)


def _auto(answer: _Shown, how: How) -> str | bytes:
    return FORMS["github" if os.environ.get("GITHUB_ACTIONS") == "true" else "text"](answer, how)


FORMS: Final[Forms] = {
    "text": _text,
    "compact": lambda answer, how: forms.as_text(
        answer.report, max_shown=len(answer.report.findings), compact=True, color=how.color
    ),
    "summary": lambda answer, how: answer.summary,
    "json": lambda answer, how: forms.as_json(answer.report),
    "github": lambda answer, how: forms.as_github(answer.report).encode(),  # commands, and meant to be
    "gitlab": lambda answer, how: forms.as_gitlab(answer.report),
    "sarif": lambda answer, how: forms.as_sarif(answer.report),
    "junit": lambda answer, how: forms.as_junit(answer.report),
    "xlsx": lambda answer, how: as_book(
        "snr : vérification du dossier", findings_grids.findings_grids(answer.report, answer.duties)
    ),
    "auto": _auto,
}


@offers(FORMS)
def command(
    paths: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="DOSSIER…",
            help="Dossiers (tous leurs territory.yaml), fichiers, ou - pour l’entrée standard ; sans lui, celui où l’on est.",
        ),
    ] = None,
    output_format: Annotated[
        str,
        typer.Option(
            "--format",
            "-f",
            help="auto : annotations dans un workflow GitHub, text ailleurs ; compact : une ligne par constat ; summary : tableau "
            "des obligations, ce qui manque à la loi d’abord.",
        ),
    ] = "auto",
    output: Output = None,
    profile: Annotated[
        Literal["saisie", "programme", "strategie", "bilan", "contenu"] | None,
        typer.Option(
            "--profile",
            help="Document préparé ; contenu : le dernier que le dossier contient, la saisie seule s’il n’en a aucun. Sinon, tout.",
        ),
    ] = None,
    select: Annotated[
        list[str] | None,
        typer.Option("--select", help="Code ou début de code à juger (répétable)."),
    ] = None,
    ignore: Annotated[
        list[str] | None,
        typer.Option("--ignore", help="Code ou début de code à taire (répétable)."),
    ] = None,
    fail_on: Annotated[
        Literal["error", "warning", "info"], typer.Option("--fail-on", help="Le moins grave qui donne le code 1.")
    ] = "error",
    as_of: AsOf = None,
) -> None:
    """Check dossiers."""
    paths, summary = paths or [HERE], output_format == "summary"
    needs_file(output_format, output)
    tables = opened.shipped_tables()
    checked = checking.check(
        paths,
        catalogue.words_of(tables),
        tables,
        _wanted(profile, select, ignore, as_of),
        with_duties=summary,
        duties_too=output_format == "xlsx",
    )
    report = checked.report
    table = ""
    if summary:
        # the exit code is that of what is shown: the duties, and what keeps a dossier from being read
        blocking = [finding for finding in report.findings if finding.code in codes.NEVER_SUPPRESSED]
        duties = [finding for finding in report.findings if finding.code.startswith(("REEN", "ADJ"))]
        report = replace(report, findings=(*blocking, *duties))
        table = _table(checked, profile, select, ignore)
        if blocking:
            tell(forms.findings_text(blocking), always=True, lines=True)
    every = bool(State.verbose)
    by_rule = profile == "strategie" and not every
    how = How(width(), output is None and wants_color())
    deliver(FORMS[output_format](_Shown(report, checked.duties, table, by_rule, every), how), output)
    for unread in report.unread:
        tell(f"snr : {printable(unread.file)} : {printable(unread.message)}", always=True)
    for name in checked.groups:
        tell(
            f"{printable(name)} : jugé sans ses membres, qui ont chacun leur dossier ; ce qu’il mutualise y compte en entier"
        )
    _tell_dates(report, asked=as_of is not None)
    if output_format == "text" and output is None and len(paths) == 1 and not report.unread:
        tell_next(paths[0])
    if report.unread:
        raise typer.Exit(Exit.USAGE)
    if any(
        not finding.suppressed and findings.RANK[finding.severity] <= findings.RANK[findings.Severity(fail_on)]
        for finding in report.findings
    ):
        raise typer.Exit(Exit.WRONG)


def _table(checked: Any, profile: str | None, select: list[str] | None, ignore: list[str] | None) -> str:
    """Write the duties of every dossier; the options that leave some out are said."""
    from snr_cli.outputs import duties_table

    if profile == "saisie":
        return "Le profil saisie ne juge aucune obligation : --profile programme, strategie ou bilan.\n"
    given = {"--profile": [profile] if profile else [], "--select": select or [], "--ignore": ignore or []}
    part = ", ".join(f"{name} {','.join(values)}" for name, values in given.items() if values)
    tables = [duties_table.duties_table(name, duty, width(), part=part) for name, duty in checked.duties.items()]
    if any(duty.standing == "due" for duty in checked.duties.values()):
        tables.append(duties_table.NO_SANCTION + "\n")
    return "\n".join(tables)


def _tell_dates(report: Any, *, asked: bool) -> None:
    """Say at which date each dossier was judged (-v), and that a date that was not asked for is over a year old."""
    if State.verbose:
        for name, as_of in report.as_of.items():
            tell(f"{printable(name)} : jugé au {long_date(as_of)}")
    now = today().isoformat()
    old = {name: as_of for name, as_of in report.as_of.items() if f"{int(as_of[:4]) + 1}{as_of[4:]}" < now}
    if old and not asked:
        name, as_of = min(old.items(), key=lambda found: found[1])
        others = f" (et {plural(len(old) - 1, 'autre')})" if len(old) > 1 else ""
        tell(
            f"{printable(name)}{others} : jugé au {long_date(as_of)}, il y a plus d’un an ; à la date d’aujourd’hui : --as-of today"
        )


def _wanted(profile: Any, select: list[str] | None, ignore: list[str] | None, as_of: str | None) -> Any:
    """Read the options that say what to judge.

    Raises:
        UsageError: a code that does not exist, a code that cannot be silenced, a date that is none.
    """

    def known(prefix: str) -> bool:
        return any(code.startswith(prefix) for code in codes.CODES)

    def prefixes(values: list[str] | None, option: str) -> tuple[str, ...]:
        found = tuple(part.strip() for value in values or () for part in value.split(",") if part.strip())
        # REEN-1 is the beginning of ten codes, REEN-5 of none: it is REEN-05
        found = tuple(text if known(text) else codes.normal(text) for text in found)
        for prefix in found:
            if not known(prefix):
                hint = did_you_mean(closest(prefix, codes.CODES, 0.5), after=" ; ")
                raise UsageError(
                    f"{option} : aucun code ne commence par « {prefix} »{hint} (la liste : snr explain codes)"
                )
        return found

    ignored = prefixes(ignore, "--ignore")
    silenced = [prefix for prefix in ignored if any(code.startswith(prefix) for code in codes.NEVER_SUPPRESSED)]
    if silenced:
        raise UsageError(f"--ignore : « {silenced[0]} » ne peut pas être tu, le dossier ne serait pas lisible")
    return checking.Wanted(profile, prefixes(select, "--select"), ignored, judged_at(as_of))
