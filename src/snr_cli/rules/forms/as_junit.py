"""Findings as a JUnit report: what GitLab, Jenkins and Azure show as tests.

A file that cannot be read is an error; an error or a warning of the dossier is a failure. An information is a test that passes and says it: as skipped, it would look like
the findings left aside, which are the skipped ones.
"""

import re
from collections import Counter
from typing import Final

from snr_cli.french.escape import posix
from snr_cli.model.finding import Finding, Report, Severity
from snr_cli.rules.forms.as_text import finding_text

_NOT_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# a reader turns a line break or a tab written as such into a space (in an attribute) or into another line break
_ESCAPED: Final = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\t": "&#9;", "\n": "&#10;", "\r": "&#13;"}
)


def as_junit(report: Report) -> str:
    """Return one suite: a test for each file that could not be read, for each finding, and for each file without one."""
    unread = [
        _case(each.file, "lecture", f'<error type="unread" message="{_xml(each.message)}">{_xml(each.message)}</error>')
        for each in report.unread
    ]
    met = {finding.position.file for finding in report.findings}
    clean = [_case(file, "rien à signaler", "") for file in report.files if file not in met]
    names: Counter[tuple[str, str]] = Counter()
    cases = []
    for finding in report.findings:
        name = f"{finding.code} {finding.pointer or f'ligne {finding.position.line}'}"
        names[finding.position.file, name] += 1
        rank = names[finding.position.file, name]
        # GitLab reads only the first of two tests of the same name
        cases.append(_case(finding.position.file, name if rank == 1 else f"{name} ({rank})", _outcome(finding)))
    failures = report.count(Severity.ERROR) + report.count(Severity.WARNING)
    counts = (
        f'tests="{len(unread) + len(clean) + len(cases)}" failures="{failures}" errors="{len(unread)}" '
        f'skipped="{report.suppressed}"'
    )
    return "\n".join(
        [
            '<?xml version="1.0" encoding="UTF-8"?>',
            f"<testsuites {counts}>",
            f'<testsuite name="snr check" {counts}>',
            *unread,
            *clean,
            *cases,
            "</testsuite>",
            "</testsuites>\n",
        ]
    )


def _case(file: str, name: str, outcome: str) -> str:
    place = _xml(posix(file))
    return f'<testcase classname="{place}" name="{_xml(name)}" file="{place}" time="0">{outcome}</testcase>'


def _outcome(finding: Finding) -> str:
    text = _xml(finding_text(finding))
    if finding.suppressed:
        return f'<skipped message="{_xml(finding.suppressed)}">{text}</skipped>'
    if finding.severity is Severity.INFO:
        return f"<system-out>{text}</system-out>"
    return f'<failure type="{finding.severity.value}" message="{_xml(finding.message)}">{text}</failure>'


def _xml(text: str) -> str:
    return _NOT_XML.sub("", text).translate(_ESCAPED)
