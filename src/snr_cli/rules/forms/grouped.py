"""Many findings as text that can be read at once: by rule, those that say the same of several places told once."""

import re
from collections.abc import Sequence
from typing import Final

from snr_cli.french.escape import posix, printable
from snr_cli.model.codes import NEVER_SUPPRESSED
from snr_cli.model.finding import RANK, Finding, Position, Report
from snr_cli.rules.forms.as_text import finding_text, severity_and_code

GROUPED_FROM: Final = 40  # findings from which a strategy's are grouped: two screens of four-line blocks and more
_PLACES: Final = 5  # of a group, the places shown
# what tells apart two findings that say the same: a name, what is said in brackets, a number
_VARIABLE: Final = re.compile(r"« [^«»]* »|\([^()]*\)|[0-9][0-9 \u00a0\u202f]*(?:,[0-9]+)?")
_LONGEST: Final = 60


def is_grouped(report: Report) -> bool:
    """Say whether a report is long enough to be grouped; what keeps a dossier from being read is shown where it stands."""
    standing = [finding for finding in report.findings if not finding.suppressed]
    return len(standing) >= GROUPED_FROM and not any(finding.code in NEVER_SUPPRESSED for finding in standing)


def told_by_rule(findings: Sequence[Finding], *, color: bool = False) -> list[str]:
    """Return a block for each thing said: the rule and its count, the first places, the advice once.

    Args:
        findings: in order of place; those left aside come last, a line each.
        color: colour the word of severity.
    """
    groups: dict[tuple[str, str, str], list[Finding]] = {}
    for finding in findings:
        if not finding.suppressed:
            key = finding.code, finding.severity.value, _VARIABLE.sub("…", finding.message)
            groups.setdefault(key, []).append(finding)
    gravest: dict[str, int] = {}
    for (code, _, _), found in groups.items():
        gravest[code] = min(gravest.get(code, len(RANK)), RANK[found[0].severity])
    ordered = sorted(
        groups.values(), key=lambda found: (gravest[found[0].code], found[0].code, RANK[found[0].severity])
    )
    blocks = [_block(found, color) for found in ordered]
    return blocks + [finding_text(finding, compact=True) for finding in findings if finding.suppressed]


def _block(found: Sequence[Finding], color: bool) -> str:
    first = found[0]
    if len(found) == 1:
        lines = [finding_text(first, compact=True, color=color)]
    else:
        lines = [
            f"{severity_and_code(first, color=color)} : {printable(first.message)} ({len(found)} fois)",
            f"    {_places(found)}",
        ]
    if first.help:
        lines.append(f"    → {printable(first.help)}")
    return "\n".join(lines)


def _places(found: Sequence[Finding]) -> str:
    """Return the first places and what tells each apart, then how many more."""
    shown: list[str] = []
    last = None
    for finding in found[:_PLACES]:
        where, told = finding.position, _VARIABLE.search(finding.message)
        name = printable(told[0].strip("«» ()\u00a0\u202f"))[:_LONGEST] if told else ""
        if where == last and name:
            shown.append(name)
        elif where != last:
            here = last is not None and where.file == last.file and not where.sheet
            shown.append(f"{f'{where.line}:{where.column}' if here else _full(where)} {name}".rstrip())
        last = where
    more = len(found) - _PLACES
    return ", ".join(shown) + (f" et {more} autre{'s' if more > 1 else ''}" if more > 0 else "")


def _full(where: Position) -> str:
    file = printable(posix(where.file))
    return f"{file} › {printable(where.sheet)} › {where.cell}" if where.sheet else f"{file}:{where.line}:{where.column}"
