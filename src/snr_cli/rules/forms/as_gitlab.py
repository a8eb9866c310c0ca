"""Findings as a Code Quality report of GitLab."""

from collections import Counter
from collections.abc import Iterable
from hashlib import sha256
from typing import Final

from snr_cli.french.escape import posix
from snr_cli.model.finding import Finding, Report, Severity
from snr_cli.rules.forms.as_json import dumps
from snr_cli.rules.forms.as_text import sentence

_SEVERITY: Final = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.INFO: "info"}


def as_gitlab(report: Report) -> str:
    """Return an array: what could not be read, then the findings that stand."""
    return dumps(
        [
            {
                "description": f"fichier non lu : {unread.message}",
                "check_name": "lecture",
                "fingerprint": sha256(f"lecture\0{posix(unread.file)}".encode("utf-8", "backslashreplace")).hexdigest(),
                "severity": "blocker",
                "location": {"path": posix(unread.file), "lines": {"begin": 1}},
            }
            for unread in report.unread
        ]
        + [
            {
                "description": sentence(finding),
                "check_name": finding.code,
                "fingerprint": fingerprint,
                "severity": _SEVERITY[finding.severity],
                "location": {
                    "path": posix(finding.position.file),
                    "lines": {"begin": finding.position.line},
                },
            }
            for finding, fingerprint in zip(report.findings, fingerprints(report.findings), strict=True)
            if not finding.suppressed
        ]
    )


def fingerprints(findings: Iterable[Finding]) -> list[str]:
    """Return what tells each finding from the others, and stays when its line moves: code, file, place in the dossier.

    Of findings that share them, the second and following add their rank; those left aside count, so that leaving one
    aside renames no other.
    """
    seen: Counter[str] = Counter()
    found = []
    for finding in findings:
        key = "\0".join((finding.code, posix(finding.position.file), finding.pointer))
        text = f"{key}\0{seen[key]}" if seen[key] else key
        found.append(sha256(text.encode("utf-8", "backslashreplace")).hexdigest())
        seen[key] += 1
    return found
