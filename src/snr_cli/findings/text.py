"""Findings as text: file:line:column, code, message, the line with a caret, what to do."""

from collections.abc import Iterable

from snr_cli.findings.finding import Finding, Severity

_WORD = {Severity.ERROR: "erreur", Severity.WARNING: "avertissement", Severity.INFO: "information"}
_LINE_SHOWN = 160
MAX_SHOWN = 200


def printable(text: str) -> str:
    """Replace control characters (they could drive a terminal) by their escaped form; no-break spaces stay."""
    return "".join(char if char.isprintable() or char in "\t\u00a0\u202f" else repr(char)[1:-1] for char in text)


def finding_text(finding: Finding) -> str:
    """Return the block of lines that shows one finding."""
    where = finding.position
    lines = [
        f"{printable(where.file)}:{where.line}:{where.column}: {_WORD[finding.severity]} {finding.code} : {printable(finding.message)}"
    ]
    shown = printable(finding.source_line.rstrip()).replace("\t", " ")
    if shown and where.column <= _LINE_SHOWN:
        under = "^" * max(1, min(where.end_column, len(shown) + 1, _LINE_SHOWN) - where.column)
        lines += [f"    {shown[:_LINE_SHOWN]}", "    " + " " * (where.column - 1) + under]
    if finding.help:
        lines.append(f"    → {printable(finding.help)}")
    return "\n".join(lines)


def findings_text(findings: Iterable[Finding]) -> str:
    """Return every finding (200 at most are shown) and their count."""
    every = list(findings)
    blocks = [finding_text(finding) for finding in every[:MAX_SHOWN]]
    errors = sum(finding.severity is Severity.ERROR for finding in every)
    if len(every) > MAX_SHOWN:
        blocks.append(f"… et {len(every) - MAX_SHOWN} autres")
    blocks.append(f"{errors} erreur{'s' if errors > 1 else ''}")
    return "\n".join(blocks)
