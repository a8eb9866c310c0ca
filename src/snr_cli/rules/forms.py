"""What is wrong with a dossier, where, and how to mend it: the forms of findings.

As text: file:line:column, severity, code, message, the line with carets, what to do; then their count. As the reports of forges
and editors: JSON, annotations of GitHub, Code Quality of GitLab, JUnit, SARIF 2.1.0.
"""

import os
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from snr_cli.french.addresses import unreached
from snr_cli.french.numbers import and_others, posix, printable
from snr_cli.french.plain import json_text
from snr_cli.model.codes import CODES, NEVER_SUPPRESSED, Code, page
from snr_cli.model.finding import RANK, Finding, Position, Report, Severity
from snr_cli.model.refusal import Unread
from snr_cli.model.version import __version__
from snr_cli.results.json_shape import (
    COUNT,
    INTEGER,
    NAME,
    STRING,
    PublishedResult,
    Shape,
    choice,
    closed_object,
    constant,
    key,
)

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


# Findings as JSON: the public contract (docs/schemas/findings.schema.json).

_RANK: Final = INTEGER.but(minimum=1)  # lines and columns

_FINDING: Final[Shape[Finding]] = closed_object(
    code=key(
        STRING.but(pattern="^(SNR[1-9][0-9]{2}|(REEN|ADJ|RCP)-[0-9]{2})$"),
        text="Stable ; snr explain CODE l’explique.",
        title="Code",
    ),
    severity=key(choice(*(severity.value for severity in Severity)), title="Gravité"),
    message=key(NAME, title="Message"),
    help=key(STRING, text="Vide quand le message suffit.", title="Que faire"),
    file=key(NAME, lambda finding: posix(finding.position.file), title="Fichier"),
    line=key(_RANK, lambda finding: finding.position.line, "À partir de 1.", title="Ligne"),
    column=key(
        _RANK, lambda finding: finding.position.column, "À partir de 1, en caractères Unicode.", title="Colonne"
    ),
    end_line=key(_RANK, lambda finding: finding.position.line, title="Dernière ligne"),
    end_column=key(
        _RANK,
        lambda finding: max(finding.position.end_column, finding.position.column),
        "Juste après le dernier caractère.",
        title="Colonne de fin",
    ),
    sheet=key(STRING, lambda finding: finding.position.sheet, "Vide hors d’un classeur.", title="Feuille"),
    cell=key(STRING, lambda finding: finding.position.cell, "D7 ; vide hors d’un classeur.", title="Cellule"),
    pointer=key(
        STRING.but(pattern="^(/|$)"),
        text="Pointeur JSON dans le dossier, fichiers inclus réunis ; vide quand le fichier entier est en cause.",
        title="Place dans le dossier",
    ),
    page=key(
        STRING.but(pattern="^docs/codes/.+\\.md$"),
        lambda finding: page(finding.code),
        "Chemin dans le projet.",
        title="Page du code",
    ),
    suppressed=key(
        NAME.or_null(),
        lambda finding: finding.suppressed or None,
        "Raison donnée par le commentaire « snr: ignore » ; null quand le constat tient.",
        title="Raison de l’écart",
    ),
)

_UNREAD: Final[Shape[Unread]] = closed_object(
    file=key(
        STRING, lambda unread: posix(unread.file), "Tel qu’il est nommé sur la ligne de commande.", title="Fichier"
    ),
    message=key(NAME, title="Raison"),
)

_SUMMARY: Final[Shape[Report]] = closed_object(
    error=key(COUNT, lambda report: report.count(Severity.ERROR), title="Erreurs"),
    warning=key(COUNT, lambda report: report.count(Severity.WARNING), title="Avertissements"),
    info=key(COUNT, lambda report: report.count(Severity.INFO), title="Informations"),
    suppressed=key(COUNT, title="Écartés"),
)

_TOOL: Final[Shape[object]] = closed_object(name=constant("snr"), version=key(NAME, lambda _: __version__))

RESULT: Final[PublishedResult[Report]] = PublishedResult(
    "findings",
    "snr check",
    "Ce que snr check a trouvé dans un ou plusieurs dossiers. Dans une même schema_version, aucune clé n’est retirée ni renommée ; "
    "une clé nouvelle s’ajoute ici en même temps que dans le programme.",
    closed_object(
        schema_version=constant("1", title="Version de ce format"),
        tool=key(_TOOL, lambda report: report, title="Programme"),
        files=key(
            NAME.listed(),
            lambda report: map(posix, report.files),
            "Tels qu’ils sont nommés sur la ligne de commande ou dans include, avec « / » ; <stdin> pour l’entrée standard.",
            title="Fichiers lus",
        ),
        unread=key(
            _UNREAD.listed(),
            text="Ce qui ne peut être ouvert ni décodé : rien n’en est vérifié, et le code de sortie est 2.",
            title="Fichiers non lus",
        ),
        as_of=key(
            STRING.but(pattern="^[0-9]{4}-[0-9]{2}-[0-9]{2}$").mapped(),
            lambda report: {posix(name): as_of for name, as_of in report.as_of.items()},
            "Pour chaque dossier dont le décret est jugé, par son fichier : la date à laquelle il l’est. Absent avec le profil "
            "saisie, ou quand le dossier est en erreur.",
            title="Dates de jugement",
        ),
        findings=key(_FINDING.named("finding").listed(), text="Par fichier, ligne, colonne et code.", title="Constats"),
        summary=key(
            _SUMMARY,
            lambda report: report,
            "Un constat écarté n’est compté que dans suppressed.",
            title="Nombre de constats",
        ),
    ),
)


def as_json(report: Report) -> str:
    """Return a report as one JSON object."""
    return dumps(RESULT.document(report))


def dumps(value: Any) -> str:
    """Return JSON that a person can read and any stream can carry."""
    text = json_text(value)
    # the undecodable byte of a file's name is half a surrogate pair: `\udce9` is its form in JSON as in Python
    return text.encode("utf-8", "backslashreplace").decode()


# Findings as workflow commands of GitHub Actions: annotations beside the lines of a pull request.

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
    escaped = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return printable(escaped).replace("##[", "##\u200b[")  # another command, which is obeyed anywhere


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


# Findings as a Code Quality report of GitLab.

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


# Findings as a JUnit report: what GitLab, Jenkins and Azure show as tests.
#
# A file that cannot be read is an error; an error or a warning of the dossier is a failure. An information is a test that passes and says it: as skipped, it would look like
# the findings left aside, which are the skipped ones.

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


# Findings as SARIF 2.1.0, for code scanning and editors.

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
        "help": _message(f"{reference}Page : {page(code.id)} (snr explain {code.id})."),
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
