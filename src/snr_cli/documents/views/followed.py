"""The indicators that a dossier follows."""

from collections.abc import Iterator

from snr_cli.documents.targets import figures_of, measured_by, target_of, target_text
from snr_cli.french import number, significant
from snr_cli.model.dossier import Dossier
from snr_cli.plan.followed import FollowedRow
from snr_cli.plan.plan import Plan
from snr_cli.sentences.coverage import PARTIAL_WORD
from snr_cli.tables.table import Table
from snr_cli.words.measures import measure_text
from snr_cli.words.results import NOT_ASSESSED


def followed_table(plan: Plan, dossier: Dossier) -> Table:
    """Return the indicators that the dossier follows: value, what the actions bring, target, who gives it and how often."""
    return Table(
        f"Indicateurs de suivi : valeur de {plan.reference_year}, prévision de {plan.horizon} quand elle est calculable, cible et son échéance quand un objectif la fixe",
        ("Indicateur", "Valeur", "Origine", "Unité", "Prévu", "Cible", "Fréquence"),
        tuple(
            (
                each.indicator.title,
                value,
                {"computed": "calculé", "given": "donné"}.get(each.origin, "—"),
                measure_text(each.indicator.unit) or "—",
                to_come,
                target,
                each.indicator.frequency or "—",
            )
            for each, value, to_come, target in _rows(plan, dossier)
        ),
        (False, True, False, False, True, True, False),
    )


def aimed_table(plan: Plan, dossier: Dossier) -> Table:
    """Return the indicators that measure an objective, each with the numbers of its objectives."""
    measured = measured_by(dossier.objectives, plan.outcomes)
    rank = {each.id: rank for rank, each in enumerate(plan.outcomes, 1)}
    aims: dict[str, list[str]] = {}
    for each in dossier.objectives:
        for name in each.indicators[:1]:
            aims.setdefault(name, []).append(str(rank[each.id]))
    return Table(
        f"Ce qui mesure chaque objectif : valeur de {plan.reference_year}, cible et son échéance",
        ("Indicateur", "Objectif", "Valeur", "Unité", "Cible"),
        tuple(
            (
                row.indicator.title,
                ", ".join(aims[row.indicator.id]),
                value,
                measure_text(row.indicator.unit) or "—",
                target,
            )
            for row, value, _, target in _rows(plan, dossier)
            if row.indicator.id in measured
        ),
        (False, True, True, False, True),
    )


def _rows(plan: Plan, dossier: Dossier) -> Iterator[tuple[FollowedRow, str, str, str]]:
    """Yield each indicator that is followed, with its value, what the actions bring it to and its target."""
    measured = measured_by(dossier.objectives, plan.outcomes)
    for each in plan.indicators:
        if not each.followed:
            continue
        found = each.indicator
        to_come = each.to_come.get(plan.horizon)
        figures = figures_of(measured.get(found.id))
        value = NOT_ASSESSED if each.value is None else _figures(each.value, figures)
        value += f" ({PARTIAL_WORD})" if found.partial and each.origin == "computed" else ""
        yield (
            each,
            value if each.year in (None, plan.reference_year) else f"{value} ({each.year})",
            "—" if to_come is None else _figures(to_come, figures),
            target_text(*target_of(found, measured), figures),
        )


def _figures(value: float, figures: int = 3) -> str:
    """Write the value of an indicator: whole from a hundred on, a tenth from ten on, a hundredth under.

    `figures`: those of the objective that judges it, when three do not tell it from its target.
    """
    if figures > 3:
        return significant(value, figures)
    return number(value, 0) if abs(value) >= 100 else number(round(value, 1 if abs(value) >= 10 else 2))
