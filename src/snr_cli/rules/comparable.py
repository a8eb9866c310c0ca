"""SNR614: an objective that starts from a figure which nothing ties to what is computed."""

from typing import Final

from snr_cli.french.words.units import mass
from snr_cli.model.dossier import Dossier
from snr_cli.plan.objectives import Outcome, Reach
from snr_cli.rules.case import Case, Rule
from snr_cli.rules.verdict import Path, Remark, Verdict, judged

_REASONS: Final = {
    "published_base": "le total publié de {year} n’est pas un calcul de snr",
    "given_base": "la valeur donnée de {year} n’est pas un calcul de snr",
    "other_figure": "la valeur donnée de {year} n’est pas celle que snr calcule{own}",
    "other_authority": "le résultat gardé de {year} est celui d’une autre collectivité",
    "other_perimeter": "les inventaires de {year} et d’aujourd’hui ne comptent pas les mêmes groupes",
    "result_unusable": "le résultat gardé de {year} ne se recalcule pas",
    "given_and_computed": "la valeur de {year} est donnée et la suivante calculée, ou l’inverse",
}
_KEEP: Final = "donnez au bilan de {year} son résultat complet (result), ou partez de {now} sans baseline (from: {now})"
_HELP: Final = {
    "other_figure": "retirez baseline : le calcul donne le départ",
    "other_perimeter": "inventoriez les mêmes groupes les deux années, ou partez de {now} (from: {now})",
    "given_and_computed": "donnez les deux valeurs de la même mesure, ou partez de {now} sans baseline (from: {now})",
}


def has_objectives(dossier: Dossier) -> bool:
    """Say whether there is an objective to judge."""
    return bool(dossier.objectives)


def comparable(case: Case) -> Verdict:
    """SNR614: the start and the end of an objective are of one method, one perimeter and the same factors."""
    remarks = [
        _remark(index, found, case.dossier)
        for index, found in enumerate(case.plan.outcomes)
        if found.reach is Reach.NOT_COMPARABLE
    ]
    return judged(remarks, "chaque objectif part d’une valeur qui se compare", ("objectives",))


def _remark(index: int, found: Outcome, dossier: Dossier) -> Remark:
    objective, base, now = dossier.objectives[index], found.base, dossier.reference_year
    year = base.year if base is not None else now
    own = base.own if base is not None and found.unit == "kgCO2e" else None
    words = {"year": year, "now": now, "own": f" ({mass(own)})" if own is not None else ""}
    key = "baseline" if objective.baseline is not None else "from"
    path: Path = (
        ("objectives", index, key) if key == "baseline" or objective.start is not None else ("objectives", index)
    )
    text = f"objectif « {found.id} » : non comparable, {_REASONS[found.why].format(**words)}"
    return Remark(path, text, _HELP.get(found.why, _KEEP).format(**words))


RULES: Final = (Rule("SNR614", has_objectives, comparable),)
