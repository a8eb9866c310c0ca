"""Findings as workflow commands of GitHub Actions: annotations beside the lines of a pull request."""

from typing import Final

from snr_cli.french.escape import posix, printable
from snr_cli.model.finding import Finding, Report, Severity
from snr_cli.rules.forms.as_text import LAW_PREFIX, sentence

_COMMAND: Final = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def as_github(report: Report) -> str:
    """Return one command a line; of the findings left aside, only the errors of law, as notices."""
    unread = "".join(
        f"::error title=Fichier non lu,file={_property(posix(each.file))}::{_data(f'{each.file} : {each.message}')}\n"
        for each in report.unread
    )
    return unread + "".join(
        _command(finding) + "\n"
        for finding in report.findings
        if not finding.suppressed or (finding.code.startswith(LAW_PREFIX) and finding.severity is Severity.ERROR)
    )


def _command(finding: Finding) -> str:
    where = finding.position
    command, message = _COMMAND[finding.severity], sentence(finding)
    if finding.suppressed:
        command, message = "notice", f"écarté : {finding.message} (raison : {finding.suppressed})"
    properties = {
        "title": finding.code,
        "file": posix(where.file),
        "line": str(where.line),
        "col": str(where.column),
        "endLine": str(where.line),
        # after the last character, as other tools write it; the runner drops the place when it is under `col`
        "endColumn": str(max(where.end_column, where.column)),
    }
    return f"::{command} {','.join(f'{key}={_property(value)}' for key, value in properties.items())}::{_data(message)}"


def _data(text: str) -> str:
    return printable(text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A"))


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
