"""SNR433, SNR434: electricity by an offer instead of its place, and a year far from the study of the territory."""

import re
from math import fsum
from typing import Final

from snr_cli.catalog.catalog import Catalog
from snr_cli.catalog.tables import ELECTRICITY, TERRITORY
from snr_cli.engine.records import CLIMATE
from snr_cli.french.numbers import significant
from snr_cli.french.words.units import mass
from snr_cli.model.method import Factors
from snr_cli.rules.bounds import parameter
from snr_cli.rules.case import Case, Rule, always
from snr_cli.rules.verdict import Remark, Verdict, judged, not_applicable

_STUDY: Final = "fr_percapita_climate_change"
# what names an offer, in the source that the dossier gives
OFFER: Final = re.compile(
    r"\b(offres?|garanties? d.origine|vertes?|verts?|fournisseurs?|contrats?|renouvelables?|market.based)\b",
    re.IGNORECASE,
)


def _kwh(case: Case, place: str) -> float:
    """Return the kWh that the factor given for a place multiplies."""
    if case.assessed is None:
        return 0.0
    organisation = case.assessed.organisation
    return fsum(
        line.scale.value * term.amount.value
        for line in (*organisation.lines, *organisation.public_lines)
        for term in line.recipe.terms
        if term.category == CLIMATE
        and term.factor.table == ELECTRICITY
        and term.factor.overridden
        and term.factor.place == place
    )


def offers(case: Case) -> Verdict:
    """SNR433: a factor of electricity that is an offer's: named so, or less than half that of the grid."""
    dossier = case.dossier
    given = [(index, each) for index, each in enumerate(dossier.factors.overrides) if each.electricity]
    remarks = []
    tables = case.tables
    catalog = Catalog(tables, dossier.method.factor_set, "all", Factors(), (), ()) if given else None
    for index, each in given:
        place, year = each.electricity or "", each.year or dossier.reference_year
        found = catalog.electricity(place, CLIMATE, year) if catalog and each.category == CLIMATE else None
        if found is None or each.value is None:
            continue
        grid, word = found[0].value, OFFER.search(each.source)
        low = each.value < grid * parameter(case, "supplier_electricity_share")
        # a word alone condemns nothing that is not lower than the grid
        if not low and not (word and each.value < grid):
            continue
        kilograms = _kwh(case, place) * (grid - each.value)
        why = f"sa source parle de « {word[0].lower()} »" if word else "moins de la moitié"
        text = (
            f"électricité {place} : {significant(each.value)} kgCO2e/kWh, pour {significant(grid)} au réseau ({why})"
            f"{f' ; {mass(kilograms)} par an non comptés' if kilograms > 0 else ''}"
        )
        help_text = (
            "le RCP SI compte l’électricité du réseau, pas celle d’une offre ou de garanties d’origine : retirez la valeur, et "
            "dites l’offre dans limits"
        )
        remarks.append(Remark(("factors", "overrides", index, "value"), text, help_text))
    return judged(remarks, "électricité du réseau", ("factors",))


def study_year(case: Case) -> Verdict:
    """SNR434: a reference year far from that of the data behind the estimate of the territory."""
    rows = case.tables.factors(TERRITORY, [_STUDY])
    territory = case.assessment.territory.totals.get(CLIMATE) if case.assessed is not None else None
    if not rows or territory is None:
        return not_applicable("le territoire n’est pas estimé")
    year, study = case.dossier.reference_year, rows[0].year
    apart = abs(year - study)
    if apart < parameter(case, "age_of_mark_4"):
        return judged([], "année proche de celle de l’étude du territoire", ("reference_year",))
    text = (
        f"année {year}, à {apart} ans des données de l’étude d’où vient l’estimation du territoire ({study}) : "
        f"{mass(territory.value)} estimés pour une année qu’elle ne décrit pas"
    )
    help_text = "dites cet écart dans limits, et ne tirez aucune évolution du territoire de ce chiffre"
    return judged([Remark(("reference_year",), text, help_text)], "")


RULES: Final = (Rule("SNR433", always, offers), Rule("SNR434", always, study_year))
