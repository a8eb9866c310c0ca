"""Findings as JSON: the public contract (docs/schemas/findings.schema.json)."""

from typing import Any, Final

from snr_cli.french.numbers import posix
from snr_cli.french.plain import json_text
from snr_cli.model.codes import page
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
        schema_version=constant(1, title="Version de ce format"),
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
