"""Findings as the reports of forges and editors: JSON, annotations of GitHub, Code Quality of GitLab, JUnit, SARIF 2.1.0."""

import os
import re
from collections import Counter
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from snr_cli.french.numbers import posix, printable
from snr_cli.french.plain import json_text
from snr_cli.model.codes import CODES, Code, page
from snr_cli.model.finding import Finding, Report, Severity
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
from snr_cli.rules.forms.as_text import LAW_PREFIX, finding_text, sentence

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
