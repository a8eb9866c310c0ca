"""Comments that leave a finding aside: `# snr: ignore[REEN-09] reason`, on the line or alone on the line before."""

import re
from bisect import bisect_right
from collections.abc import Collection
from typing import Final, NamedTuple

import yaml

from snr_cli.french.numbers import closest, did_you_mean
from snr_cli.inputs.dossier.includes import Joined
from snr_cli.inputs.dossier.yaml_events import LINE_BREAK, LOADER, YamlText
from snr_cli.model.codes import CODES, NEVER_SUPPRESSED
from snr_cli.model.finding import Finding

_START: Final = r"(?<!\S)#\s*(?i:snr)\s*:\s*(?i:ign)"
_COMMENT: Final = r"#\s*(?i:snr)\s*:\s*(?i:ignore)\s*\[([^\]#]*)\](.*)$"
# another comment ends the reason; « ticket #12 » does not
_AFTER: Final = rf"(?<!\S)#(?!\S)|{_START}"
_AROUND: Final = " \t\u00a0\u202f.:,;-–—"
MOST_SUGGESTED: Final = 100  # wrong comments of a file, after which no nearest code is sought
_HOW: Final = "écrivez # snr: ignore[REEN-09] la raison"


class Ignore(NamedTuple):
    """A comment: where it is, the line it speaks of (both from 0), its codes and its reason."""

    text: YamlText
    line: int
    column: int
    target: int
    codes: tuple[str, ...]
    reason: str


def leave_aside(findings: list[Finding], joined: Joined, judged: Collection[str]) -> list[Finding]:
    """Mark the findings that a comment leaves aside; report comments badly written, or without effect.

    Args:
        findings: what was found in the files of a dossier.
        joined: those files.
        judged: the codes that this run could raise: only a comment on one of them can be said to be of no use.
    """
    more: list[Finding] = []
    asides: dict[tuple[str, int, str], Ignore] = {}
    for text in joined.texts:
        for comment in _comments(text, more):
            for code in comment.codes:
                asides.setdefault((text.name, comment.target + 1, code), comment)
    if not asides:
        return findings + more
    used: set[tuple[str, int, str]] = set()
    kept = []
    for finding in findings:
        place = (finding.position.file, finding.position.line, finding.code)
        if place in asides:
            used.add(place)
            kept.append(finding.left_aside(asides[place].reason))
        else:
            kept.append(finding)
    more += [
        comment.text.finding(
            "SNR116",
            comment.line,
            comment.column,
            f"{place[2]} n’est pas signalé ligne {place[1]} : ce commentaire ne sert à rien",
            "supprimez-le, ou déplacez-le",
        )
        for place, comment in asides.items()
        if place not in used and place[2] in judged
    ]
    return kept + more


def _comments(text: YamlText, wrong: list[Finding]) -> list[Ignore]:
    """Return the comments of a file that are well written; say what is wrong with the others."""
    if "snr" not in text.text.casefold():
        return []
    lines = LINE_BREAK.split(text.text)
    find, read = re.compile(_START).finditer, re.compile(_COMMENT).match
    places = [
        (number, match.start())
        for number, line in enumerate(lines)
        if "#" in line and "snr" in line.casefold()
        for match in find(line)
    ]
    if not places:
        return []
    starts, ends = _quoted(text.text)
    following = _following(lines)
    comments = []
    for place in places:
        at = bisect_right(starts, place) - 1
        if at >= 0 and place < ends[at]:
            continue
        number, column = place
        line = lines[number]
        before = line[:column].strip()
        target = following[number] if not before or before.startswith("#") else number
        match = read(line, column)
        codes = tuple(code.strip() for code in match[1].split(",") if code.strip()) if match else ()
        reason = re.split(_AFTER, match[2])[0].strip(_AROUND) if match else ""
        problem = _problem(codes, reason, suggest=len(wrong) < MOST_SUGGESTED)
        if problem:
            wrong.append(text.finding("SNR115", number, column, *problem))
        else:
            comments.append(Ignore(text, number, column, target, codes, reason))
    return comments


def _problem(codes: tuple[str, ...], reason: str, *, suggest: bool) -> tuple[str, str] | None:
    """Return what is wrong with a comment, and how to mend it."""
    if not codes:
        return "commentaire « snr: ignore » sans code entre crochets", _HOW
    for code in codes:
        if code not in CODES:
            near = closest(code.upper(), CODES) if suggest else ""
            return f"code inconnu « {code} »", did_you_mean(near, "la liste : snr explain codes")
        if code in NEVER_SUPPRESSED:
            return f"« {code} » ne peut pas être écarté : sans cela le dossier n’est pas lisible", "corrigez la ligne"
    return None if reason else ("commentaire « snr: ignore » sans raison", _HOW)


def _following(lines: list[str]) -> list[int]:
    """Return, for each line, the next one that holds something else than a comment; itself when none does."""
    found = list(range(len(lines)))
    content: int | None = None
    for number in range(len(lines) - 1, -1, -1):
        if content is not None:
            found[number] = content
        shown = lines[number].strip()
        if shown and shown != "---" and not shown.startswith("#"):
            content = number
    return found


def _quoted(text: str) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """Return where the quoted and block texts start and end: a « # » inside one is text, not a comment.

    A plain text has none: YAML ends it there. The line of a block's « | » or « > » may have a comment of its own.
    """
    starts, ends = [], []
    for event in yaml.parse(text, Loader=LOADER):
        if isinstance(event, yaml.ScalarEvent) and event.style and event.start_mark and event.end_mark:
            line, column = event.start_mark.line, event.start_mark.column
            starts.append((line + 1, 0) if event.style in "|>" else (line, column))
            ends.append((event.end_mark.line, event.end_mark.column))
    return starts, ends
