"""REEN-15, SNR610: each objective has an indicator that measures it; what is followed has a value when one is due."""

from typing import Final

from snr_cli.french.numbers import plural
from snr_cli.model.dossier import Dossier
from snr_cli.model.finding import Severity
from snr_cli.plan.base_year import published_footprint
from snr_cli.plan.objectives import HOUSEHOLDS_INDICATOR, unmeasured
from snr_cli.rules.case import Case, Rule, always
from snr_cli.rules.verdict import Path, Remark, Verdict, judged, missing

DEFINITION: Final = {"unit": "unité", "formula": "formule", "source": "source", "frequency": "fréquence"}
_WARNING: Final = Severity.WARNING


def follows(dossier: Dossier) -> bool:
    """Say whether the dossier has begun to follow indicators: a strategy or a yearly account, and what they name."""
    begun = dossier.strategy is not None or bool(dossier.annual_reviews)
    return begun and bool(dossier.indicators or dossier.objectives)


def indicators(case: Case) -> Verdict:
    """REEN-15: every objective has a follow-up indicator, defined and not late on its own frequency.

    An indicator of the catalogue takes there the unit, the formula, the source and the frequency that the dossier leaves out.
    """
    dossier = case.dossier
    if not dossier.objectives:
        return missing(
            (),
            "le dossier ne contient ni objectif ni indicateur de suivi",
            "ajoutez indicators, et nommez-les dans les objectifs",
        )
    remarks = [
        Remark(
            ("objectives", index),
            f"objectif « {objective.id} » sans indicateur de suivi",
            "ajoutez-lui indicators: [identifiant], et définissez-le dans la liste indicators",
        )
        for index, objective in enumerate(dossier.objectives)
        if not objective.indicators
    ]
    remarks += [
        Remark(
            ("objectives", index, "indicators"),
            f"objectif « {objective.id} » : aucun de ses indicateurs ne le mesure, il se lit par ménage",
            f"ajoutez {HOUSEHOLDS_INDICATOR} (l’empreinte lue par ménage) en tête de ses indicators, et à la liste indicators",
            _WARNING,
        )
        for index, objective in enumerate(dossier.objectives)
        if unmeasured(objective, case.tables.indicators)
    ]
    used = {name for objective in dossier.objectives for name in objective.indicators}
    known = {row.indicator.id: row.indicator for row in case.plan.indicators} if used else {}
    for index, indicator in enumerate(dossier.indicators):
        if indicator.id not in used:
            continue
        found = known[indicator.id]
        absent = [key for key in DEFINITION if not getattr(found, key)]
        if absent:
            text = f"indicateur « {indicator.id} » sans {', '.join(DEFINITION[key] for key in absent)}"
            remarks.append(Remark(("indicators", index), text, f"ajoutez {', '.join(absent)}", _WARNING))
        if found.late and found.last is not None:
            text = f"indicateur « {indicator.id} » : dernière valeur de {found.last.year}, fréquence {found.frequency}"
            help_text = "ajoutez une valeur plus récente à values, ou au bilan annuel"
            remarks.append(Remark(("indicators", index), text, help_text, _WARNING))
    return judged(
        remarks, f"{plural(len(dossier.objectives), 'objectif')}, un indicateur au moins pour chacun", ("objectives",)
    )


def values_due(case: Case) -> Verdict:
    """SNR610: an indicator that is followed without a value of the reference year; a target year that passes without one.

    Followed: an objective names it, or it has a target. What snr computes is a value. An indicator of an objective that is late on its own frequency is told by REEN-15.
    """
    dossier = case.dossier
    places = {each.id: index for index, each in enumerate(dossier.indicators)}
    of_objectives = {name for objective in dossier.objectives for name in objective.indicators}
    remarks = []
    for row in case.plan.indicators:
        name = row.indicator.id
        if name not in places:
            continue
        path: Path = ("indicators", places[name])
        if row.value is None and not row.objectives and row.indicator.target is None:
            continue  # named by an action, or for later: nothing is aimed at yet
        if row.value is None:
            text = f"indicateur « {name} » suivi, sans valeur de {dossier.reference_year} : non évalué"
            help_text = f"ajoutez, avec votre valeur, values: {{{dossier.reference_year}: 0}}, ou retirez-le"
            remarks.append(Remark(path, text, help_text))
        elif row.indicator.late and name not in of_objectives and row.indicator.last is not None:
            last, frequency = row.indicator.last.year, row.indicator.frequency
            text = f"indicateur « {name} » : dernière valeur de {last}, fréquence {frequency}"
            remarks.append(Remark(path, text, "ajoutez une valeur plus récente à values, ou au bilan annuel"))
    for index, (objective, outcome) in enumerate(zip(dossier.objectives, case.plan.outcomes, strict=True)):
        # a review publishes the footprint of the organisation only: that of the territory has no place to be written
        writable = objective.category is None or objective.perimeter == "organisation"
        due = outcome.why == "past" and writable and published_footprint(objective, dossier, objective.by) is None
        if outcome.why == "no_value_at_target_year" or due:
            text = (
                f"objectif « {objective.id} » : son année cible ({objective.by}) est passée, sans valeur de cette année"
            )
            help_text = (
                f"donnez la valeur de {objective.by} : footprint au bilan annuel"
                if objective.category
                else f"donnez la valeur de {objective.by} à son indicateur, ou au bilan annuel"
            )
            remarks.append(Remark(("objectives", index, "by"), text, help_text))
    return judged(remarks, "chaque indicateur suivi a sa valeur", ("indicators",))


RULES: Final = (
    Rule("REEN-15", always, indicators),
    Rule("SNR610", follows, values_due),
)
