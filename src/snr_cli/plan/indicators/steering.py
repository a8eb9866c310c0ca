"""The indicators of the footprint as a whole and of how the plan is steered."""

from typing import Final

from snr_cli.engine.duties import ratio
from snr_cli.engine.organisation import shareable
from snr_cli.engine.records import CLIMATE, ELECTRICITY
from snr_cli.plan.indicators.facts import Computation, Computed, IndicatorFacts
from snr_cli.plan.means import live

MINERALS: Final = "resource_use_minerals_metals"


def _total(facts: IndicatorFacts, category: str, scale: float) -> Computed:
    organisation = facts.assessment.organisation
    value = organisation.totals.get(category)
    if value is None:
        return Computed(why="not_assessed")
    return Computed({facts.year: value / scale}, partial=not organisation.coverage[category].is_total)


def _by_user(facts: IndicatorFacts) -> Computed:
    organisation = facts.assessment.organisation
    value = ratio(organisation.totals.get(CLIMATE), facts.fact("agents_equipped"))
    partial = shareable(organisation) is None
    return Computed({facts.year: value}, partial=partial) if value is not None else Computed(why="no_agents")


def _territory(facts: IndicatorFacts) -> Computed:
    estimate, people = facts.assessment.territory.totals.get(CLIMATE), facts.fact("population_municipale")
    return facts.this_year(ratio(None if estimate is None else estimate.value, people), "no_population")


def _referents(facts: IndicatorFacts) -> Computed:
    governance = facts.dossier.governance
    value = ratio(governance.referents_fte if governance else None, facts.agents)
    return facts.this_year(None if value is None else value * 1000, "no_referents")


def _quality(facts: IndicatorFacts) -> Computed:
    """Share of the footprint carried by data of high quality; the other classes beside."""
    organisation = facts.assessment.organisation
    if not organisation.totals.get(CLIMATE):
        return Computed(why="not_assessed")
    parts = {name: share * 100 for name, (_, share) in organisation.quality.items() if share is not None}
    return facts.this_year(parts.get("high"), "not_assessed", **parts)


def _progress(facts: IndicatorFacts) -> Computed:
    """Actions done over those of the plan (no idea, none abandoned), for the last year that speaks of them."""
    dossier = facts.dossier
    every = [action for action in dossier.actions if live(action)]
    if not every:
        return Computed(why="no_actions")
    year = max([dossier.reference_year, *(review.year for review in dossier.annual_reviews if review.actions)])
    done = sum(action.status == "done" for action in every)
    return Computed({year: 100 * done / len(every)})


STEERING_INDICATORS: Final[dict[str, Computation]] = {
    "I-53": lambda facts: _total(facts, CLIMATE, 1000),
    "I-54": _by_user,
    "I-55": lambda facts: _total(facts, MINERALS, 1),
    "I-56": lambda facts: _total(facts, ELECTRICITY, 1000),
    "I-57": _territory,
    "I-60": _referents,
    "I-61": _quality,
    "I-62": _progress,
    "I-63": lambda f: f.this_year(ratio(f.assessment.territory.household_totals.get(CLIMATE), 1000), "no_households"),
}
