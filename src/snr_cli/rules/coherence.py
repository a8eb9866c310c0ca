"""SNR405 to SNR407, SNR410, SNR412: fleets, results and years that do not fit together, once the dossier is assessed."""

from collections.abc import Sequence
from typing import Final

from snr_cli.engine.records import Line
from snr_cli.french.numbers import number, together, whole
from snr_cli.french.words.terms import mass
from snr_cli.model.dossier import Equipment
from snr_cli.plan.audit import AGES, PURCHASES, RETIREMENTS, WHOLE_FLEET, AuditRow, at_stake, audit, observed_lifetime
from snr_cli.rules.case import INFO, Case, Remark, Rule, always, finds
from snr_cli.rules.plausibility import electricity, fleets, lifetimes, parameter, wrong_units
from snr_cli.rules.quality import remarks_of_notices


def monitors(case: Case) -> Sequence[Remark]:
    """SNR405: more screens than computers can use; not said again of a quantity that SNR404 already doubts."""
    doubted = fleets(case)
    return [
        remark
        for remark in remarks_of_notices(case, "SNR405")
        if all("écrans" not in other.message for other in doubted)
    ]


def by_agent(case: Case) -> Sequence[Remark]:
    """SNR406: a result by equipped agent out of range, when nothing else already explains it."""
    remarks = remarks_of_notices(case, "SNR406")
    causes = (electricity, lifetimes, fleets, monitors, wrong_units) if remarks else ()
    return [] if any(remark for judge in causes for remark in judge(case)) else remarks


def observed_lifetimes(case: Case) -> Sequence[Remark]:
    """SNR412: a lifetime that purchases, ages at retirement or dates contradict, with the kilograms at stake.

    First by line, from its own purchases of the year; then by type, as `snr plan --audit` does, when no line of it was
    told; then for the whole fleet, when nothing was told. Not said of a lifetime or quantity that another rule doubts.
    """
    doubted = {remark.path for judge in (lifetimes, fleets, monitors) for remark in judge(case)}
    sound = [
        (index, line)
        for index, line in enumerate(case.dossier.equipment)
        if not {("equipment", index, "lifetime_years"), ("equipment", index, "quantity")} & doubted
        and (line.lifetime_years is not None or ("method", "lifetimes", line.type, "years") not in doubted)
    ]
    limits = parameter(case, "lifetime_drift"), parameter(case, "lifetime_drift_units")
    assessed = {line.id: line for line in case.assessment.organisation.lines}
    remarks = {
        index: remark
        for index, line in sound
        if (remark := _line_drift(case, index, line, assessed.get(line.id), limits)) is not None
    }
    told_types = {case.dossier.equipment[index].type for index in remarks}
    kept = {line.id: index for index, line in sound}
    found = list(remarks.values())
    for row in audit(case.dossier, case.assessment, case.tables, case.retirements):
        if not row.beyond or row.type in told_types or not kept.keys() >= set(row.lines):
            continue
        if row.type != WHOLE_FLEET:
            found.append(_type_drift(case, row, kept))
        elif not found:
            found.append(_fleet_drift(case, row))
    return found


def _line_drift(
    case: Case, index: int, line: Equipment, assessed: Line | None, limits: tuple[float, float]
) -> Remark | None:
    """Hold the declared lifetime of a line against its purchases of the year."""
    drift, enough = limits
    own = case.dossier.method.lifetimes.get(line.type)
    years = line.lifetime_years or (own.years if own else None)
    if years is None or line.purchased_in_year is None or line.state != "in_use":
        return None
    expected, bought = line.quantity / years, line.purchased_in_year
    if expected < enough or expected / drift <= bought <= expected * drift:
        return None
    observed = observed_lifetime(line.quantity, bought)
    kept = "aucun renouvellement" if observed is None else f"{number(round(observed, 1))} ans"
    kg = at_stake(assessed, observed) if assessed is not None and not case.assessment.options else None
    text = (
        f"« {line.id} » : durée de vie déclarée de {number(years)} ans, mais {whole(line.quantity)} en service "
        f"et {whole(bought)} achetés dans l’année, soit {kept}{_stake(kg)}"
    )
    path = ("equipment", index, "lifetime_years" if line.lifetime_years else "purchased_in_year")
    return _explained(Remark(path, text, "corrigez la durée ou les achats, ou dites dans note ce qui l’explique"), line)


def _type_drift(case: Case, row: AuditRow, places: dict[str, int]) -> Remark:
    """Say the drift of a type at its largest line; less than a year of purchases can explain is information."""
    index = max((places[name] for name in row.lines), key=lambda each: (case.dossier.equipment[each].quantity, -each))
    known = case.tables.equipment_types.get(row.type)
    declared = "par défaut" if row.statuses == ("default",) else "comptée"
    seen = {
        PURCHASES: f"{whole(row.units)} en service et {number(round(row.seen, 1))} achetés par an ({_years(row)})",
        RETIREMENTS: f"{whole(row.seen)} sortis du parc ({_years(row)}) après",
        AGES: f"un âge moyen en service de {number(round((row.observed or 0.0) / 2, 1))} ans",
    }[row.evidence]
    kept = "aucun renouvellement" if row.observed is None else f"{number(round(row.observed, 1))} ans"
    text = (
        f"{known.label if known else row.type} : durée de vie {declared} de {number(round(row.declared, 1))} ans, mais {seen}"
        f"{' ' if row.evidence == RETIREMENTS else ', soit '}{kept}{_stake(row.kg_at_stake)}"
    )
    help_text = "donnez lifetime_years d’après ce qui est observé, ou dites dans note ce qui l’explique"
    severity = None if row.proved else INFO
    return _explained(
        Remark(("equipment", index, "lifetime_years"), text, help_text, severity), case.dossier.equipment[index]
    )


def _fleet_drift(case: Case, row: AuditRow) -> Remark:
    """Say that the whole fleet is retired at another age than its lifetimes suppose."""
    index = max(
        (number for number, use in enumerate(case.dossier.end_of_use) if use.year in row.years and use.mean_age_years),
        key=lambda each: case.dossier.end_of_use[each].year,
    )
    text = (
        f"âge moyen à la réforme de {number(round(row.observed or 0.0, 1))} ans ({_years(row)}), mais les durées de vie du parc "
        f"en supposent {number(round(row.declared, 1))} en moyenne{_stake(row.kg_at_stake)}"
    )
    path = ("end_of_use", index, "mean_age_years")
    return Remark(path, text, "revoyez les durées de vie des équipements, ou l’âge moyen")


def _explained(remark: Remark, line: Equipment) -> Remark:
    """Return what a line explains in its note as information: the explanation is shown, not judged."""
    if line.note is None:
        return remark
    return Remark(remark.path, remark.message, f"note de la ligne : {line.note}", INFO)


def _stake(kg: float | None) -> str:
    if not kg:
        return ""
    return f" ; {mass(abs(kg))} par an comptés en {'trop' if kg > 0 else 'moins'}"


def _years(row: AuditRow) -> str:
    return together(map(str, row.years))


RULES: Final = (
    Rule("SNR405", always, finds(monitors, "écrans par ordinateur plausibles", "equipment")),
    Rule("SNR406", always, finds(by_agent, "empreinte par agent dans la plage usuelle")),
    Rule("SNR407", always, finds(lambda case: remarks_of_notices(case, "SNR407"), "écrans inventoriés")),
    Rule("SNR410", always, finds(lambda case: remarks_of_notices(case, "SNR410"), "années d’achat possibles")),
    Rule("SNR412", always, finds(observed_lifetimes, "durées de vie, achats et réformes s’accordent", "equipment")),
)
