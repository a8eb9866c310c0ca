"""Findings as JSON: the public contract (docs/schemas/findings.schema.json)."""

from typing import Any, Final

from snr_cli.findings.codes import page
from snr_cli.findings.finding import Finding, Report, Severity
from snr_cli.findings.text import posix
from snr_cli.plain import json_text
from snr_cli.version import __version__

SCHEMA_VERSION: Final = 1


def as_json(report: Report) -> str:
    """Return a report as one JSON object."""
    return dumps(
        {
            "schema_version": SCHEMA_VERSION,
            "tool": {"name": "snr", "version": __version__},
            "files": [posix(file) for file in report.files],
            "unread": [{"file": posix(unread.file), "message": unread.message} for unread in report.unread],
            "as_of": {posix(name): as_of for name, as_of in report.as_of.items()},
            "findings": [_finding(finding) for finding in report.findings],
            "summary": {
                **{severity.value: report.count(severity) for severity in Severity},
                "suppressed": report.suppressed,
            },
        }
    )


def _finding(finding: Finding) -> dict[str, Any]:
    where = finding.position
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "message": finding.message,
        "help": finding.help,
        "file": posix(where.file),
        "line": where.line,
        "column": where.column,
        "end_line": where.line,
        "end_column": max(where.end_column, where.column),
        "pointer": finding.pointer,
        "page": page(finding.code),
        "suppressed": finding.suppressed or None,
    }


def dumps(value: Any) -> str:
    """Return JSON that a person can read and any stream can carry."""
    text = json_text(value)
    # the undecodable byte of a file's name is half a surrogate pair: `\udce9` is its form in JSON as in Python
    return text.encode("utf-8", "backslashreplace").decode()
