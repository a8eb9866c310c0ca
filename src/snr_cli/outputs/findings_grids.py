"""What a check found as grids: findings, then the duties of each dossier, as sheets of a workbook."""

from collections.abc import Mapping

from snr_cli.french.numbers import long_date, posix
from snr_cli.model.codes import CODES, HEADINGS
from snr_cli.model.finding import Report
from snr_cli.outputs.tables import Grid, GridColumn, drawn
from snr_cli.rules.case import Duties, answer_to
from snr_cli.rules.forms import SEVERITY_WORDS


def findings_grids(report: Report, duties: Mapping[str, Duties]) -> tuple[Grid, ...]:
    """Return every finding of a report, and the answer of each duty.

    Args:
        report: what was found; nothing of it is left out.
        duties: by dossier; none of one that is in error, or whose profile judges no duty.
    """
    return (_findings(report), *((_duties(duties),) if duties else ()))


def _findings(report: Report) -> Grid:
    return drawn(
        "Constats",
        f"Ce que snr check a trouvé : {len(report.findings)} constats"
        if len(report.findings) > 1
        else "Ce que snr check a trouvé",
        (
            GridColumn("Code", draw="code"),
            GridColumn("Gravité", draw=lambda finding: SEVERITY_WORDS[finding.severity]),
            GridColumn("Constat", draw="message"),
            GridColumn("Que faire", draw="help"),
            GridColumn("Fichier", draw=lambda finding: posix(finding.position.file)),
            GridColumn("Ligne", "year", draw="position.line"),
            GridColumn("Colonne", "year", draw="position.column"),
            GridColumn("Feuille", draw="position.sheet"),
            GridColumn("Cellule", draw="position.cell"),
            GridColumn("Place dans le dossier", draw="pointer"),
            GridColumn("Raison de l’écart", draw="suppressed"),
        ),
        report.findings,
        notes=(
            *(f"{posix(name)} : {text}" for name, text in report.scope.items() if text),
            *(f"{posix(name)} : jugé au {long_date(as_of)}." for name, as_of in report.as_of.items()),
            *(f"Non lu : {posix(unread.file)} : {unread.message}." for unread in report.unread),
            "Raison de l’écart : le dossier laisse ce constat de côté, par un commentaire « snr: ignore ».",
        ),
    )


def _duties(duties: Mapping[str, Duties]) -> Grid:
    """Return the duties, in the order of what they rest on, then of their codes."""
    order = {code: rank for rank, basis in enumerate(HEADINGS) for code in CODES if CODES[code].basis is basis}
    families = {code: heading for basis, heading in HEADINGS.items() for code in CODES if CODES[code].basis is basis}
    rows = tuple(
        (
            posix(name),
            families[duty.code],
            duty.code,
            CODES[duty.code].title,
            answer_to(duty, found.standing),
            duty.text,
            f"{posix(duty.file)}:{duty.line}" if duty.line else "",
            duty.suppressed,
        )
        for name, found in duties.items()
        for duty in sorted(found.lines, key=lambda line: (order[line.code], line.code))
    )
    return Grid(
        "Obligations",
        "Ce que demandent la loi, les décrets et la méthode, et où en est le dossier",
        (
            GridColumn("Dossier"),
            GridColumn("Famille"),
            GridColumn("Code"),
            GridColumn("Obligation"),
            GridColumn("Réponse"),
            GridColumn("Précision"),
            GridColumn("Où"),
            GridColumn("Raison de l’écart"),
        ),
        rows,
        notes=tuple(f"{posix(name)} : jugé au {long_date(duty.as_of)}." for name, duty in duties.items()),
    )
