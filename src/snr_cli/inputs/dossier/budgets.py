"""Lines of a budget that contradict themselves: their years, and who pays them."""

from collections.abc import Iterator
from math import fsum
from typing import Final

from snr_cli.french.numbers import number
from snr_cli.inputs.dossier.named import Path, Report
from snr_cli.model.dossier import Dossier
from snr_cli.model.finding import Finding
from snr_cli.model.means import Budget

_MOST_AMOUNTS: Final = 20_000  # amounts of one year
_ENDLESS: Final = 50  # years of a line without end, at most: a plan is no longer


def check_budgets(dossier: Dossier, at: Report) -> list[Finding]:
    """Return a finding for each line of a budget whose years or funding contradict themselves.

    Args:
        dossier: the validated dossier.
        at: makes a finding at a path of the dossier.
    """
    if (crowd := _too_many(dossier)) is not None:
        text = f"plus de {number(_MOST_AMOUNTS)} montants annuels, de dépenses qui reviennent"
        return [at(crowd, "SNR204", text, "réunissez des lignes, ou raccourcissez-les avec until")]
    return [
        finding
        for path, line in budget_lines(dossier)
        for finding in (*_years(line, path, at), *_funding(line, path, at))
    ]


def _too_many(dossier: Dossier) -> Path | None:
    """Return where the lines that come back make more amounts than a plan ever has; each is kept and summed year by year."""
    count = 0
    for path, line in budget_lines(dossier):
        first = line.year if line.year is not None else line.start
        if first is not None and (line.until is not None or line.start is not None):
            count += max(1, (line.until or first + _ENDLESS) - first + 1)
            if count > _MOST_AMOUNTS:
                return path
    return None


def budget_lines(dossier: Dossier) -> Iterator[tuple[Path, Budget]]:
    """Yield each line of a budget of the dossier, and where it is written."""
    for index, action in enumerate(dossier.actions):
        for rank, line in enumerate(action.means.budget if action.means is not None else ()):
            yield ("actions", index, "means", "budget", rank), line
    for index, shared in enumerate(dossier.strategy.means if dossier.strategy is not None else ()):
        for rank, line in enumerate(shared.budget):
            yield ("strategy", "means", index, "budget", rank), line


def _years(line: Budget, path: Path, at: Report) -> Iterator[Finding]:
    first = line.year if line.year is not None else line.start
    if first is None:
        yield at(
            path,
            "SNR202",
            "il manque « year »",
            "year: 2026 ; ou from: 2026 et until: 2030, si la dépense revient chaque année",
        )
    elif line.year is not None and line.start is not None:
        yield at(path, "SNR208", "year et from ensemble", "gardez year pour un exercice, from et until pour plusieurs")
    elif line.until is not None and line.until < first:
        yield at(
            (*path, "until"),
            "SNR208",
            f"dernier exercice {line.until} avant le premier, {first}",
            "les deux années sont inversées ?",
        )


def _funding(line: Budget, path: Path, at: Report) -> Iterator[Finding]:
    for rank, each in enumerate(line.funding):
        if each.share is not None and each.eur is not None:
            yield at((*path, "funding", rank), "SNR208", "share et eur ensemble", "gardez l’un des deux")
    paid = fsum(each.eur if each.eur is not None else (each.share or 0.0) * line.eur for each in line.funding)
    if paid > line.eur * (1.0 + 1e-9):
        help_text = "une part ou un montant est trop grand ; la somme des parts va jusqu’à 100 %"
        yield at((*path, "funding"), "SNR208", "financements supérieurs au montant", help_text)
