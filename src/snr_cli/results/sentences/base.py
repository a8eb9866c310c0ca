"""Where the value that an objective starts from comes from."""

from collections.abc import Iterable

from snr_cli.french.escape import printable
from snr_cli.french.numbers import WIDE, percent, significant
from snr_cli.french.words.measures import apart, measured
from snr_cli.french.words.units import mass
from snr_cli.model.strategy import FigureOrigin
from snr_cli.plan.base_year import Base, StartOrigin
from snr_cli.plan.objectives import Outcome, Reach
from snr_cli.results.sentences.coverage import CATEGORY_UNITS

_SAID = {StartOrigin.PUBLISHED: "Publié", StartOrigin.GIVEN: "Donné"}


NOT_SUBTRACTED = "L’un ne se soustrait pas de l’autre"


def amount_text(value: float, unit: str) -> str:
    """Write a value in the unit of an objective."""
    if unit == "kgCO2e":
        return mass(value)
    if unit == "kWh":
        return f"{significant(value / 1000)}{WIDE}MWh"
    return measured(significant(value), printable(CATEGORY_UNITS.get(unit, unit)))


def left(value: float, unit: str) -> str:
    """Write what is left to find between two values of an objective: points between two percentages."""
    return apart(significant(value), unit, value) if unit.startswith("%") else amount_text(value, unit)


def origin_text(origin: FigureOrigin | None) -> str:
    """Say where a published figure comes from, to go in brackets; that nothing is known of it otherwise."""
    if origin is None or origin == FigureOrigin():
        return "outil, méthode et périmètre inconnus"
    parts = [
        f"outil : {origin.tool or 'inconnu'}",
        f"méthode : {origin.method or 'inconnue'}",
        f"périmètre : {origin.perimeter or 'inconnu'}",
    ]
    if origin.source:
        parts.append(f"source : {origin.source}")
    if origin.shares:
        parts.append("parts : " + ", ".join(f"{name} {percent(share)}" for name, share in origin.shares.items()))
    return printable(" ; ".join(parts))


def base_sentences(found: Outcome, reference_year: int) -> Iterable[str]:
    """Say what an objective starts from when it is not the inventory of the reference year, without its advice."""
    base = found.base
    if base is None:
        return
    if base.start is StartOrigin.RECOMPUTED and found.reference is not None:
        yield _again(base, found.reference, found.unit)
    if found.reach is not Reach.NOT_COMPARABLE:
        return
    if base.said is not None:
        word = _SAID.get(base.start, "Calculé")
        yield f"{word} de {base.year} : {amount_text(base.said, found.unit)} ({origin_text(base.origin)})."
    if base.own is not None:
        yield f"Calculé de {reference_year} : {amount_text(base.own, found.unit)}. {NOT_SUBTRACTED}."
    if base.restated is not None and base.own:
        share = percent(abs(base.restated / base.own - 1.0))
        sign = "−" if base.restated < base.own else "+"
        yield (
            f"Redite en pour cent de {reference_year}, la cible serait {sign}{share}, soit {amount_text(base.restated, found.unit)} : "
            "ce n’est pas un verdict."
        )


def _again(base: Base, reference: float, unit: str) -> str:
    """Say what computing a past year again changed, the part of the factors apart."""
    said = base.said or 0.0
    text = f"Départ de {base.year} recalculé avec la méthode et les facteurs d’aujourd’hui : {amount_text(reference, unit)}"
    if abs(reference - said) <= 1e-9 * max(reference, said):
        return f"{text}, comme le résultat gardé."
    parts = [
        f"{name} {'+' if value > 0 else ''}{amount_text(value, unit)}"
        for name, value in (("facteurs", base.factors or 0.0), ("méthode", base.method or 0.0))
        if abs(value) > 1e-9 * max(reference, said)
    ]
    return f"{text} ; le résultat gardé disait {amount_text(said, unit)} ({', '.join(parts)})."


def advice(found: Outcome, reference_year: int) -> str:
    """Say how to make an objective comparable; empty when it is."""
    base = found.base
    if found.reach is not Reach.NOT_COMPARABLE or base is None:
        return ""
    own = f"partez de {reference_year}, sans baseline (from: {reference_year})"
    if found.why == "other_figure":
        return "Pour comparer : retirez baseline ; le calcul donne le départ."
    if found.why == "given_and_computed":
        return f"Pour comparer : donnez la valeur de {base.year} et celle d’après de la même mesure, ou {own}."
    if found.why == "other_perimeter":
        return f"Pour comparer : inventoriez les mêmes groupes les deux années, ou {own}."
    return (
        f"Pour comparer : donnez au bilan de {base.year} son résultat complet (result : le JSON de snr assess de cette année-là), "
        f"qui sera recalculé ; ou {own}."
    )
