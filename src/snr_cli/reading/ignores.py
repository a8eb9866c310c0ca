"""Comments that leave a finding aside: `# snr: ignore[REEN-09] reason`, on the line or alone on the line before."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

import yaml

from snr_cli.findings.codes import CODES, NEVER_SUPPRESSED
from snr_cli.findings.finding import Finding
from snr_cli.reading.includes import Joined
from snr_cli.reading.yaml_events import LINE_BREAK, YamlText

_COMMENT: Final = re.compile(r"#\s*snr:\s*ignore\b\s*(?:\[([^\]]*)\])?(.*)$")
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
HOW: Final = "écrivez # snr: ignore[REEN-09] la raison"


@dataclass(frozen=True, slots=True)
class Ignore:
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
    asides: dict[tuple[str, int, str], tuple[Ignore, int]] = {}
    for text in joined.texts:
        for comment in _comments(text, more):
            for code in comment.codes:
                asides[(text.name, comment.target + 1, code)] = (comment, comment.target)
    if not asides:
        return findings + more
    used: set[tuple[str, int, str]] = set()
    kept = []
    for finding in findings:
        place = (finding.position.file, finding.position.line, finding.code)
        if place in asides:
            used.add(place)
            kept.append(finding.left_aside(asides[place][0].reason))
        else:
            kept.append(finding)
    for place, (comment, _) in asides.items():
        if place not in used and place[2] in judged:
            message = f"{place[2]} n’est pas signalé sur cette ligne : ce commentaire ne sert à rien"
            more.append(
                comment.text.finding("SNR116", comment.line, comment.column, message, "supprimez-le, ou déplacez-le")
            )
    return kept + more


def _comments(text: YamlText, wrong: list[Finding]) -> list[Ignore]:
    if "ignore" not in text.text:
        return []
    lines = LINE_BREAK.split(text.text)
    spans: list[tuple[tuple[int, int], tuple[int, int]]] | None = None
    found = []
    for number, line in enumerate(lines):
        match = _COMMENT.search(line) if "snr:" in line else None
        if match is None or (match.start() and not line[match.start() - 1].isspace()):
            continue
        if spans is None:
            spans = _scalars(text.text)
        place = (number, match.start())
        if any(start <= place < end for start, end in spans):
            continue
        alone = not line[: match.start()].strip()
        target = _next_content(lines, number) if alone else number
        codes = tuple(code.strip() for code in (match[1] or "").split(",") if code.strip())
        reason = match[2].strip(" :-–—")
        problem = _problem(codes, reason)
        if problem:
            wrong.append(text.finding("SNR115", number, match.start(), *problem))
        else:
            found.append(Ignore(text, number, match.start(), target, codes, reason))
    return found


def _problem(codes: tuple[str, ...], reason: str) -> tuple[str, str] | None:
    """Return what is wrong with a comment, and how to mend it."""
    if not codes:
        return "commentaire « snr: ignore » sans code entre crochets", HOW
    for code in codes:
        if code not in CODES:
            near = get_close_matches(code, CODES, 1, 0.6)
            return f"code inconnu « {code} »", f"vouliez-vous dire « {near[0]} » ?" if near else "la liste : snr rule"
        if code in NEVER_SUPPRESSED:
            return f"« {code} » ne peut pas être écarté : sans cela le dossier n’est pas lisible", "corrigez la ligne"
    if not reason:
        return "commentaire « snr: ignore » sans raison", HOW
    return None


def _next_content(lines: list[str], number: int) -> int:
    for following in range(number + 1, len(lines)):
        shown = lines[following].strip()
        if shown and not shown.startswith("#"):
            return following
    return number


def _scalars(text: str) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """Return where each scalar starts and ends: a « # » inside one is text, not a comment."""
    found = []
    for event in yaml.parse(text, Loader=_LOADER):
        start, end = event.start_mark, event.end_mark
        if isinstance(event, yaml.ScalarEvent) and start is not None and end is not None:
            found.append(((start.line, start.column), (end.line, end.column)))
    return found
