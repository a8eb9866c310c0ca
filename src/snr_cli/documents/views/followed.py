"""The indicators that a dossier follows."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from snr_cli.documents.targets import figures_of, measured_by, target_of, target_text
from snr_cli.french.numbers import number, significant, together
from snr_cli.french.words.measures import measure_text
from snr_cli.french.words.results import NOT_ASSESSED
from snr_cli.model.dossier import Dossier
from snr_cli.plan.followed import FollowedRow
from snr_cli.plan.plan import Plan
from snr_cli.results.sentences.coverage import PARTIAL_WORD
from snr_cli.results.table import Table

# an indicator, its value, what the actions bring it to, its target
_Row = tuple[FollowedRow, str, str, str]


def followed_table(plan: Plan, dossier: Dossier) -> Table:
    """Return the indicators that the dossier follows and that measure no objective: what `aimed_table` says of the others."""
    measured = measured_by(dossier.objectives, plan.outcomes)
    rows = [row for row in _rows(plan, dossier) if row[0].indicator.id not in measured]
    others = "Autres indicateurs de suivi" if measured else "Indicateurs de suivi"
    return _table(f"{others} : valeur de {plan.reference_year}", rows, plan)


def aimed_table(plan: Plan, dossier: Dossier) -> Table:
    """Return the indicators that measure an objective, each with the numbers of its objectives.

    Value, who gives it, what the actions bring, target, and how often.
    """
    measured = measured_by(dossier.objectives, plan.outcomes)
    rank = {each.id: rank for rank, each in enumerate(plan.outcomes, 1)}
    aims: dict[str, list[str]] = {}
    for each in dossier.objectives:
        for name in each.indicators[:1]:
            aims.setdefault(name, []).append(str(rank[each.id]))
    rows = [row for row in _rows(plan, dossier) if row[0].indicator.id in measured]
    return _table(f"Ce qui mesure chaque objectif : valeur de {plan.reference_year}", rows, plan, aims)


def _table(caption: str, rows: Sequence[_Row], plan: Plan, aims: Mapping[str, Sequence[str]] | None = None) -> Table:
    """Return a table of indicators; how often most of them are read is said once, in its caption, the others say theirs."""
    often = Counter(_frequency(each) for each, *_ in rows).most_common(1)
    usual = often[0][0] if often else ""
    return Table(
        f"{caption}, donnée par la collectivité ou calculée, prévision de {plan.horizon} quand elle est calculable, cible et son"
        f" échéance quand un objectif la fixe ; fréquence : {usual}, sauf mention contraire",
        ("Indicateur", *(["Objectif"] if aims else []), "Valeur", "Unité", "Prévu", "Cible"),
        tuple(
            (
                each.indicator.title + ("" if _frequency(each) == usual else f" (fréquence : {_frequency(each)})"),
                *([", ".join(aims[each.indicator.id])] if aims else []),
                value,
                measure_text(each.indicator.unit) or "—",
                to_come,
                target,
            )
            for each, value, to_come, target in rows
        ),
        (False, *([True] if aims else []), True, False, True, True),
    )


def _frequency(row: FollowedRow) -> str:
    return row.indicator.frequency or "non précisée"


def _rows(plan: Plan, dossier: Dossier) -> Iterator[_Row]:
    """Yield each indicator that is followed, with its value, what the actions bring it to and its target."""
    measured = measured_by(dossier.objectives, plan.outcomes)
    for each in plan.indicators:
        if not each.followed:
            continue
        found = each.indicator
        to_come = each.to_come.get(plan.horizon)
        figures = figures_of(measured.get(found.id))
        value = NOT_ASSESSED if each.value is None else _figures(each.value, figures)
        if each.origin == "computed":
            value += f" ({together(['calculé', *([PARTIAL_WORD] if found.partial else [])])})"
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
