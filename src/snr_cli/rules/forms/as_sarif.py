"""Findings as SARIF 2.1.0, for code scanning and editors."""

import os
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from snr_cli.french.escape import posix
from snr_cli.model.codes import CODES, Code, page
from snr_cli.model.finding import Finding, Report, Severity
from snr_cli.model.version import __version__
from snr_cli.rules.forms.as_gitlab import fingerprints
from snr_cli.rules.forms.as_json import dumps
from snr_cli.rules.forms.as_text import sentence

_SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVEL: Final = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_LANGUAGE: Final = "fr-FR"  # the default is en-US


def as_sarif(report: Report) -> str:
    """Return a log of one run, with the rules that it met."""
    met = {finding.code for finding in report.findings}
    rules = [code for code in CODES.values() if code.id in met]
    index = {code.id: rank for rank, code in enumerate(rules)}
    some_left_aside = bool(report.suppressed)
    results = []
    for finding, fingerprint in zip(report.findings, fingerprints(report.findings), strict=True):
        result = {
            "ruleId": finding.code,
            "ruleIndex": index[finding.code],
            "level": _LEVEL[finding.severity],
            "message": _message(sentence(finding)),
            "locations": [_location(finding)],
            "partialFingerprints": {"codeFilePointer/v1": fingerprint},
        }
        if some_left_aside:  # § 3.27.23: every result of a run has the property, or none
            result["suppressions"] = (
                [{"kind": "inSource", "justification": finding.suppressed}] if finding.suppressed else []
            )
        results.append(result)
    driver = {
        "name": "snr",
        "version": __version__,
        "language": _LANGUAGE,
        "rules": [_rule(code) for code in rules],
    }
    run = {
        "tool": {"driver": driver},
        "language": _LANGUAGE,
        "columnKind": "unicodeCodePoints",
        "results": results,
    }
    if report.unread:
        run["invocations"] = [
            {
                "executionSuccessful": False,
                "toolExecutionNotifications": [
                    {
                        "level": "error",
                        "message": _message(f"{unread.file} : {unread.message}"),
                        "locations": [{"physicalLocation": {"artifactLocation": {"uri": _uri(unread.file)}}}],
                    }
                    for unread in report.unread
                ],
            }
        ]
    return dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]})


def _rule(code: Code) -> dict[str, Any]:
    reference = f"Référence : {code.reference}. " if code.reference else ""
    return {
        "id": code.id,
        "shortDescription": _message(code.title),
        "help": _message(f"{reference}Page : {page(code.id)} (snr rule {code.id})."),
        "defaultConfiguration": {"level": _LEVEL[code.severity]},
    }


def _location(finding: Finding) -> dict[str, Any]:
    where = finding.position
    return {
        "physicalLocation": {
            "artifactLocation": {"uri": _uri(where.file)},
            "region": {
                "startLine": where.line,
                "startColumn": where.column,
                "endLine": where.line,
                "endColumn": max(where.end_column, where.column),
            },
        }
    }


def _uri(file: str) -> str:
    """Return the reference of a file: relative as it was named, else a file URI."""
    path = Path(file)
    return path.as_uri() if path.is_absolute() else quote(os.fsencode(posix(file)))


def _message(text: str) -> dict[str, str]:
    """Return a message object; § 3.11.5: a brace alone would open the place of an argument."""
    return {"text": text.replace("{", "{{").replace("}", "}}")}
