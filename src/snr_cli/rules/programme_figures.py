"""REEN-08, REEN-09, REEN-10, REEN-24: the figures of the programme de travail, what they cover and how sure they are."""

from typing import Final

from snr_cli.engine.estimated import estimated_share
from snr_cli.engine.records import CLIMATE
from snr_cli.french.numbers import plural
from snr_cli.french.words.estimated import estimated_note
from snr_cli.results.organisation import assessed_categories
from snr_cli.results.sentences.territory import territory_text
from snr_cli.results.territory import readings_of_territory
from snr_cli.rules.case import Case
from snr_cli.rules.verdict import Remark, Verdict, judged, missing, satisfied

UNASSESSED: Final = {
    "no_population": "donnez territory.siren, ou territory.population.municipale",
    "no_national_mean": "la moyenne nationale ne vaut pas ici : donnez territory.households",
    "closed_licence": "les facteurs de la licence demandée (method.factors_licence) n’ont pas la moyenne par habitant : retirez-la",
}


def territory_footprint(case: Case) -> Verdict:
    """REEN-08: the impact of digital technology on the territory."""
    readings = readings_of_territory(case.assessment)
    mean = readings.by_inhabitant.figure
    if mean.value is None and not (readings.is_assessed and mean.why == "no_national_mean"):
        return missing(("territory",), "empreinte du territoire non évaluée", UNASSESSED[mean.why])
    return satisfied(f"estimée, de deux façons : {territory_text(readings)}", ("territory",))


def uses_footprint(case: Case) -> Verdict:
    """REEN-09: the impact of the uses of digital technology on the territory, a second object in the text."""
    if not case.dossier.uses:
        return missing(
            (),
            "le dossier ne décrit aucun usage propre au territoire (moyennes nationales) : le décret demande aussi leur bilan",
            "ajoutez, avec vos valeurs, uses: [{id: smartphones, kind: equipment_rate, type: smartphone, per_household: 2.8, source: Enquête}]",
        )
    known = [use for use in case.assessment.uses if use.status != "default" and use.line.total(CLIMATE)]
    if not known:
        return missing(
            ("uses",),
            "aucun usage ne peut être évalué",
            "donnez à chacun une quantité, et territory.households et territory.population.municipale",
        )
    return satisfied(plural(len(known), "usage évalué", "usages évalués"), ("uses",))


def organisation_measured(case: Case) -> Verdict:
    """REEN-10: the organisation perimeter is measured and kept apart."""
    dossier = case.dossier
    if not dossier.equipment and not dossier.services:
        return missing(
            (),
            "le dossier ne contient ni équipement ni service : l’organisation n’est pas évaluée",
            "ajoutez equipment et services (snr init propose une quinzaine de lignes)",
        )
    if not assessed_categories(case.assessment):
        path = ("equipment",) if dossier.equipment else ("services",)
        return missing(path, "aucune ligne de l’organisation ne peut être évaluée", "snr assess dit ce qui leur manque")
    count = len(case.assessment.organisation.lines)
    note = estimated_note(estimated_share(case.assessment.organisation.lines))
    return satisfied(
        f"{plural(count, 'ligne')}{f' (total {note})' if note else ''}"
        + (", deux totaux jamais additionnés" if readings_of_territory(case.assessment).is_assessed else ""),
        ("equipment" if dossier.equipment else "services",),
    )


def perimeter(case: Case) -> Verdict:
    """REEN-24: perimeter, exclusions, year, sources and uncertainty are stated."""
    dossier = case.dossier
    remarks = []
    if dossier.territory.agents is None or dossier.territory.agents.total is None:
        remarks.append(
            Remark(
                ("territory",),
                "le dossier ne dit pas l’effectif de l’organisation",
                "ajoutez, avec vos valeurs, territory.agents: {total: 820, equipped: 460}",
            )
        )
    if not dossier.exclusions:
        remarks.append(
            Remark(
                (),
                "le dossier ne dit aucune exclusion",
                "ajoutez, avec vos valeurs, exclusions: [{what: Écoles, why: parc géré par le syndicat}]",
            )
        )
    if not dossier.limits:
        remarks.append(
            Remark(
                (),
                "le dossier ne dit aucune limite",
                "ajoutez limits: ce qui rend les chiffres incertains, en une phrase chacun",
            )
        )
    for section in ("equipment", "services", "uses"):
        lines = getattr(dossier, section)
        unsourced = [index for index, line in enumerate(lines) if line.source is None]
        if unsourced:
            text = f"{section} : {len(unsourced)} ligne{'s' if len(unsourced) > 1 else ''} sur {len(lines)} sans source"
            remarks.append(
                Remark(
                    (section, unsourced[0]),
                    text,
                    "ajoutez à chacune source: export, facture, enquête… et quality: high, medium ou low",
                )
            )
    return judged(
        remarks, f"année {dossier.reference_year}, {plural(len(dossier.exclusions), 'exclusion')}", ("exclusions",)
    )
