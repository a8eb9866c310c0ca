"""Findings as text: file:line:column, severity, code, message, the line with carets, what to do; then their count."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from snr_cli.french.addresses import unreached
from snr_cli.french.numbers import and_others, posix, printable
from snr_cli.model.codes import CODES, NEVER_SUPPRESSED
from snr_cli.model.finding import RANK, Finding, Position, Report, Severity

SEVERITY_WORDS: Final = {Severity.ERROR: "erreur", Severity.WARNING: "avertissement", Severity.INFO: "information"}
_COLOR: Final = {Severity.ERROR: "\x1b[31m", Severity.WARNING: "\x1b[33m", Severity.INFO: "\x1b[36m"}
_PLAIN: Final = "\x1b[0m"
_LINE_SHOWN: Final = 160  # signs of a line of the dossier: two of a terminal
MAX_SHOWN: Final = 200  # findings: more would not be read, -v tells them all
LAW_PREFIX: Final = "REEN-"  # what a text of law asks for stays visible when it is left aside


def sentence(finding: Finding) -> str:
    """Return the message and what to do, for the formats that have one field for both."""
    said = f"{finding.message} → {finding.help}" if finding.help else finding.message
    where = finding.position  # a forge knows lines, not cells
    return f"feuille « {where.sheet} », {where.cell} : {said}" if where.sheet else said


def finding_text(finding: Finding, *, compact: bool = False, color: bool = False) -> str:
    """Return the block of lines that shows one finding: its first line only when compact or left aside."""
    where = finding.position
    place = f"{printable(posix(where.file))}:{where.line}:{where.column}"
    if where.sheet:
        place = f"{printable(posix(where.file))} › {printable(where.sheet)} › {where.cell} "
    if finding.suppressed:
        said = f"{finding.code} : {printable(finding.message)}"
        return f"{place}: écarté {said} (raison : {printable(finding.suppressed)})"
    lines = [f"{place}: {severity_and_code(finding, color=color)} : {printable(finding.message)}"]
    if not compact:
        lines += [] if finding.absent else _source(finding)
        if finding.help:
            lines.append(f"    → {printable(finding.help)}")
    return "\n".join(lines)


def severity_and_code(finding: Finding, *, color: bool = False) -> str:
    """Return how grave a finding is, and its code."""
    word = SEVERITY_WORDS[finding.severity]
    return f"{_COLOR[finding.severity] + word + _PLAIN if color else word} {finding.code}"


def _source(finding: Finding) -> list[str]:
    """Return the line of the dossier, or the part of a long one around the finding, and carets under the value."""
    line = finding.source_line.rstrip()
    if not line or (finding.code in CODES and CODES[finding.code].personal):
        return []
    line = unreached(line)  # of the same length: carets stay where they are
    first = finding.position.column - 1
    start = 0 if first < _LINE_SHOWN else first - _LINE_SHOWN // 2
    stop = start + _LINE_SHOWN
    last = min(max(finding.position.end_column - 1, first + 1), stop)
    before, after = "…" if start else "", "…" if len(line) > stop else ""
    margin = len(before + _flat(line[start:first].ljust(first - start)))  # a character escaped takes more than a column
    return [
        f"    {before}{_flat(line[start:stop])}{after}",
        " " * (4 + margin) + "^" * max(1, len(_flat(line[first:last]))),
    ]


def _flat(text: str) -> str:
    return printable(text).replace("\t", " ")


def findings_text(
    findings: Iterable[Finding],
    *,
    files: int = 0,
    unread: int = 0,
    max_shown: int = MAX_SHOWN,
    compact: bool = False,
    color: bool = False,
    told_by: Callable[[Sequence[Finding]], list[str]] | None = None,
) -> str:
    """Return the findings and their count, without a last line break.

    Args:
        findings: in the order to show them; those left aside are only counted, unless a text of law asks for them.
        files: how many files were read, said when there are several.
        unread: how many could not be.
        max_shown: findings shown at most, the gravest first to be kept; all are counted.
        compact: one line for each finding.
        color: colour the word of severity.
        told_by: makes the blocks of all the findings, in place of one for each.
    """
    every = list(findings)
    shown = [finding for finding in every if not finding.suppressed or finding.code.startswith(LAW_PREFIX)]
    shown.sort(key=lambda finding: finding.absent)  # what is written nowhere comes after what is wrong
    more = 0 if told_by is not None else len(shown) - max_shown
    if more > 0:
        by_weight = sorted(range(len(shown)), key=lambda at: (bool(shown[at].suppressed), RANK[shown[at].severity]))
        shown = [shown[at] for at in sorted(by_weight[:max_shown])]
    if told_by is not None:
        blocks = told_by(shown)
    else:
        blocks = [finding_text(finding, compact=compact, color=color) for finding in shown]
    if more > 0:
        blocks.append(f"… et {_count(more, 'autre')} (snr check -v)")
    blocks.append(
        (f"{files} fichiers lus : " if unread and files > 1 else f"{files} fichiers : " if files > 1 else "")
        + _summary(every, unread)
    )
    return "\n".join(blocks)


def _summary(findings: list[Finding], unread: int) -> str:
    standing = Counter(finding.severity for finding in findings if not finding.suppressed)
    aside = len(findings) - standing.total()
    counts = [
        _count(standing[severity], word)
        for severity, word in SEVERITY_WORDS.items()
        if standing[severity] or (severity is Severity.ERROR and not unread)  # what was not read has no « 0 erreur »
    ]
    if unread:
        counts.insert(0, f"{unread} fichier{'s' if unread > 1 else ''} non lu{'s' if unread > 1 else ''}")
    return ", ".join([*counts, _count(aside, "écarté")] if aside else counts)


def _count(count: int, word: str) -> str:
    return f"{count} {word}{'s' if count > 1 else ''}"


def as_text(
    report: Report,
    *,
    max_shown: int = MAX_SHOWN,
    compact: bool = False,
    color: bool = False,
    told_by: Callable[[Sequence[Finding]], list[str]] | None = None,
) -> str:
    """Return a report as a person reads it, and which command explains a code."""
    text = findings_text(
        report.findings,
        files=len(report.files),
        unread=len(report.unread),
        max_shown=max_shown,
        compact=compact,
        color=color,
        told_by=told_by,
    )
    if told_by is not None:
        text += "\nCe qui se répète est dit une fois ; chaque constat avec sa ligne : snr check -v"
    scopes = Counter(report.scope.values())
    for scope, count in scopes.items():
        text += "\n" + (f"{_count(count, 'dossier')} : " if len(scopes) > 1 else "") + scope
    standing = [finding for finding in report.findings if not finding.suppressed]
    if standing:
        gravest = min(standing, key=lambda finding: RANK[finding.severity])
        text += f"\nExplication d’un code : snr explain {gravest.code}"
    return text + "\n"


# Many findings as text that can be read at once: by rule, those that say the same of several places told once.

GROUPED_FROM: Final = 40  # findings from which a strategy's are grouped: two screens of four-line blocks and more
_PLACES: Final = 5  # of a group, the places shown
# what tells apart two findings that say the same: a name, what is said in brackets, a number
_VARIABLE: Final = re.compile(r"« [^«»]* »|\([^()]*\)|[0-9][0-9 \u00a0\u202f]*(?:,[0-9]+)?")
_LONGEST: Final = 60  # signs of a name


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
    for (code, _, _), group in groups.items():
        gravest[code] = min(gravest.get(code, len(RANK)), RANK[group[0].severity])
    ordered = sorted(
        groups.values(), key=lambda found: (gravest[found[0].code], found[0].code, RANK[found[0].severity])
    )
    blocks = [_block(found, color) for found in ordered]
    return blocks + [finding_text(finding, compact=True) for finding in findings if finding.suppressed]


def _block(findings: Sequence[Finding], color: bool) -> str:
    first = findings[0]
    if len(findings) == 1:
        lines = [finding_text(first, compact=True, color=color)]
    else:
        lines = [
            f"{severity_and_code(first, color=color)} : {printable(first.message)} ({len(findings)} fois)",
            f"    {_places(findings)}",
        ]
    if first.help:
        lines.append(f"    → {printable(first.help)}")
    return "\n".join(lines)


def _places(findings: Sequence[Finding]) -> str:
    """Return the first places and what tells each apart, then how many more."""
    shown: list[str] = []
    last = None
    for finding in findings[:_PLACES]:
        where, told = finding.position, _VARIABLE.search(finding.message)
        name = printable(told[0].strip("«» ()\u00a0\u202f"))[:_LONGEST] if told else ""
        if where == last and name:
            shown.append(name)
        elif where != last:
            here = last is not None and where.file == last.file and not where.sheet
            shown.append(f"{f'{where.line}:{where.column}' if here else _full(where)} {name}".rstrip())
        last = where
    return ", ".join(shown) + and_others(len(findings) - _PLACES)


def _full(where: Position) -> str:
    file = printable(posix(where.file))
    return f"{file} › {printable(where.sheet)} › {where.cell}" if where.sheet else f"{file}:{where.line}:{where.column}"
