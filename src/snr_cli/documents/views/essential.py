"""The picture of the first pages: what the footprint of the organisation comes from, and where the plan leads it."""

from collections.abc import Iterator
from dataclasses import replace

from snr_cli.documents.amounts import relative
from snr_cli.documents.figures import stacked
from snr_cli.documents.figures.figure import Figure
from snr_cli.documents.views.records import Organisation
from snr_cli.engine.records import CLIMATE
from snr_cli.french.numbers import percent, significant
from snr_cli.french.words.units import mass
from snr_cli.plan.plan import Plan
from snr_cli.results.effects import plan_change
from snr_cli.results.sentences.effects import doubt_text, spending_part
from snr_cli.results.table import Table

_CAUSES = 3  # bars of causes; the rest is one


def essential_figure(organisation: Organisation, plan: Plan) -> Figure:
    """Draw the heaviest causes of the year, then the whole of it, that of the horizon with the actions, and the target."""
    causes = [(part.label, part.value) for part in organisation.groups[:_CAUSES]]
    if rest := sum(part.value for part in organisation.groups[_CAUSES:]):
        causes.append(("Tout le reste", rest))
    wholes = list(_wholes(organisation, plan))
    total = organisation.total or 0.0
    drawn = stacked.draw(
        stacked.StackedBars(
            name="essentiel",
            title="D’où vient l’empreinte de la collectivité"
            + (", où mène le plan" if plan.trajectory.years[-1].actions else ""),
            unit="t CO₂e par an",
            stages=(f"ce qui pèse en {plan.reference_year}", "l’ensemble"),
            bars=(
                *(stacked.Bar(label, (value / 1000, 0.0)) for label, value in causes),
                *(stacked.Bar(label, (0.0, value / 1000)) for label, value in wholes),
            ),
            sentence=_sentence(organisation, plan, causes),
        )
    )
    if drawn.drawing is None or not total:
        return drawn
    return replace(
        drawn,
        table=Table(
            f"{drawn.title} (t CO₂e par an)",
            ("Ce qui est compté", "Valeur", f"Rapportée à {plan.reference_year}"),
            tuple((label, significant(value / 1000), percent(value / total)) for label, value in (*causes, *wholes)),
            (False, True, True),
        ),
    )


def _wholes(organisation: Organisation, plan: Plan) -> Iterator[tuple[str, float]]:
    """Yield the whole of the year, that of the horizon, and the target of the first objective on it (kg)."""
    partial = " (partiel)" if organisation.total_partial else ""
    if organisation.total:
        yield f"L’ensemble en {plan.reference_year}{partial}", organisation.total
    last = plan.trajectory.years[-1]
    if organisation.total and last.actions and CLIMATE in last.with_actions:
        yield f"L’ensemble en {last.year}, avec toutes les actions{partial}", last.with_actions[CLIMATE]
    for each in plan.outcomes:
        if each.perimeter == "organisation" and each.category == CLIMATE and each.target is not None and each.by_year:
            yield f"La cible de {each.by_year}", each.target
            return


def _sentence(organisation: Organisation, plan: Plan, causes: list[tuple[str, float]]) -> str:
    if not organisation.total:
        return "L’empreinte de l’organisation n’est pas évaluée."
    named = (
        f"Le plus lourd : {causes[0][0][:1].lower()}{causes[0][0][1:]}, {percent(causes[0][1] / organisation.total)}."
    )
    last = plan.trajectory.years[-1]
    if not last.actions or CLIMATE not in last.with_actions:
        return named
    after, change = last.with_actions[CLIMATE], plan_change(plan)
    said = (relative(after / organisation.total - 1.0), spending_part(change), doubt_text(change))
    partial = " (partiel)" if organisation.total_partial else ""
    return (
        f"{named} Avec toutes les actions, l’empreinte irait de {mass(organisation.total)}{partial} à {mass(after)} en {last.year} "
        f"({' ; '.join(filter(None, said))})."
    )
