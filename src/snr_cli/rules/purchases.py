"""ADJ-01 to ADJ-04, ADJ-07 to ADJ-09: yearly purchases of computers and telephones, and what digital contracts ask for."""

from math import fsum
from typing import Final

from snr_cli.engine.duties import recycled_share, reuse_share
from snr_cli.french.numbers import long_date, number, percent, plural, whole
from snr_cli.model.dossier import Dossier
from snr_cli.model.duties import Contract, Purchases
from snr_cli.rules.case import (
    AGEC_FROM,
    CLAUSES_DECREE,
    CLAUSES_LAW,
    INFO,
    REPAIRABILITY_FROM,
    SOBRIETY_FROM,
    WARNING,
    Case,
    Remark,
    Rule,
    Verdict,
    holds,
    last_full_year,
    missing,
    not_applicable,
    percentage,
    reaches,
    to_check,
    weighed,
)

# ADJ-07 to ADJ-09: what digital contracts ask for.

NO_CONTRACT: Final = "aucun marché numérique dans le dossier"
NOT_YET: Final = f"obligatoire pour les consultations engagées à partir du {long_date(CLAUSES_LAW)}"
CLAUSES: Final = {
    "environmental_condition": "condition d’exécution environnementale",
    "environmental_criterion": "critère d’attribution environnemental",
}


def _day(contract: Contract) -> str:
    """Return the day of the consultation, else of the notification; without a date the contract counts as recent."""
    return contract.consultation_on or contract.notified_on or "9999"


def _no_contract() -> Verdict:
    return to_check(
        (),
        f"{NO_CONTRACT} : clauses à vérifier",
        (
            "ajoutez, avec vos valeurs, contracts: [{id: marche-1, subject: Ordinateurs portables, kind: equipment, "
            'consultation_on: "2026-09-15", environmental_criterion: true, environmental_condition: true}]'
        ),
    )


def repairability(case: Case) -> Verdict:
    """ADJ-07: the repairability index is taken into account, since 2023, for products that have one."""
    if not case.dossier.contracts:
        return _no_contract()
    remarks, judged_ids = [], []
    for index, contract in enumerate(case.dossier.contracts):
        path = ("contracts", index)
        if contract.kind not in (None, "equipment") or _day(contract) < REPAIRABILITY_FROM:
            continue
        said = contract.repairability_min or contract.repairability_note
        if contract.kind is None and not said:
            if contract.software_sobriety is None and contract.rgesn_clause is None:
                remarks.append(
                    Remark(
                        path,
                        f"marché « {contract.id} » de nature inconnue : clauses attendues à vérifier",
                        "ajoutez kind: equipment, software, hosting, printing, telecoms ou services",
                        INFO,
                    )
                )
            continue
        judged_ids.append(contract.id)
        if not said:
            zero = contract.repairability_min is not None
            remarks.append(
                Remark(
                    (*path, "repairability_min"),
                    f"marché « {contract.id} » : "
                    + ("un indice minimal de 0 ne demande rien" if zero else "réparabilité absente"),
                    "repairability_min: 7, ou repairability_note: étiquette européenne, critère noté, aucun produit à indice",
                )
            )
    if not remarks and not judged_ids:
        return not_applicable("aucun marché d’équipements depuis 2023")
    return weighed(remarks, f"réparabilité prise en compte : {', '.join(judged_ids)}", ("contracts",))


def sobriety(case: Case) -> Verdict:
    """ADJ-08: software whose design limits energy use is preferred, since 2021."""
    if not case.dossier.contracts:
        return not_applicable(NO_CONTRACT)
    bought = [
        (index, contract)
        for index, contract in enumerate(case.dossier.contracts)
        if contract.kind == "software" and _day(contract) >= SOBRIETY_FROM
    ]
    if not bought:
        return not_applicable("aucun marché de logiciel depuis 2021")
    remarks = [
        Remark(
            ("contracts", index, "software_sobriety"),
            f"marché « {contract.id} » : logiciel sans critère de sobriété",
            "software_sobriety: true ou rgesn_clause: true quand le marché le demande (loi : « favorisent », sans seuil)",
        )
        for index, contract in bought
        if not (contract.software_sobriety or contract.rgesn_clause)
    ]
    names = ", ".join(contract.id for _, contract in bought)
    return weighed(remarks, f"sobriété demandée : {names}", ("contracts", bought[0][0]))


def clauses(case: Case) -> Verdict:
    """ADJ-09: an environmental condition and criterion, in consultations from 22 August 2026 (told on the 21st)."""
    contracts = case.dossier.contracts
    if not contracts:
        return not_applicable(NOT_YET) if case.as_of < CLAUSES_DECREE else _no_contract()
    remarks, judged_ids = [], []
    for index, contract in enumerate(contracts):
        # the consultation comes before the notification, and before the day of judgement
        if (contract.consultation_on or contract.notified_on or case.as_of) < CLAUSES_DECREE:
            continue
        absent = [label for key, label in CLAUSES.items() if not getattr(contract, key)]
        judged_ids.append(contract.id)
        if not absent:
            continue
        without = f"marché « {contract.id} » sans {' ni '.join(absent)}"
        help_text = "écrivez environmental_condition et environmental_criterion: true quand le marché les contient"
        if contract.consultation_on is None:
            remarks.append(
                Remark(
                    ("contracts", index),
                    f"{without} ; date de la consultation inconnue, à vérifier",
                    f"ajoutez consultation_on ; {help_text}",
                    INFO,
                )
            )
        else:
            # on the 21st the decree alone is in force, on the criterion; whether a later text postponed it was not read
            severity = INFO if contract.consultation_on == CLAUSES_DECREE else WARNING
            remarks.append(
                Remark(
                    ("contracts", index),
                    f"{without}, consultation du {contract.consultation_on}",
                    f"{help_text} ; report éventuel à vérifier",
                    severity,
                )
            )
    if not judged_ids:
        having = sum(bool(each.environmental_criterion) for each in contracts)
        return not_applicable(
            f"{NOT_YET} ; {plural(having, 'marché')} sur {len(contracts)} {'ont' if having > 1 else 'a'} déjà un critère"
        )
    return weighed(remarks, f"condition et critère : {', '.join(judged_ids)}", ("contracts",))


# ADJ-01 to ADJ-04: yearly purchases of computers and telephones (loi AGEC, art. 58).

# first year → share of reuse: décret 2024-134. Presumed to be the column of reuse: the row of the annex was not read.
# Before 2024 the décret 2021-254 had another count, reuse and recycled matter together: no threshold is judged.
PURCHASE_THRESHOLDS: Final = {2024: 0.20, 2027: 0.25, 2030: 0.30}
_TO_CONFIRM: Final = "seuil à confirmer dans l’annexe du décret"
FLAT_LAPTOP: Final = 200  # euros, laptop under five years: second arrêté of 29 February 2024, read in the press
FIRST_DECLARED: Final = 2024  # arrêté of 13 January 2025: by 30 June of the year after
NO_PURCHASES: Final = "attend les achats (ADJ-01)"


def threshold(year: int) -> float | None:
    """Return the share of reuse asked for in a year; None before the décret of 2024."""
    return max((share for first, share in PURCHASE_THRESHOLDS.items() if first <= year), default=None)


def claims_purchases(dossier: Dossier) -> bool:
    """Say whether the dossier holds purchases of computers and telephones."""
    return any(purchase.category == "informatique_telephonie" for purchase in dossier.purchases)


def _lines(case: Case) -> list[tuple[int, Purchases]]:
    return [
        (index, purchases)
        for index, purchases in enumerate(case.dossier.purchases)
        if purchases.category == "informatique_telephonie"
    ]


def _shown(purchases: Purchases) -> str:
    share = reuse_share(purchases)
    return "part non calculable" if share is None else f"{percentage(share, threshold(purchases.year))} de réemploi"


def _recycled(purchases: Purchases) -> str:
    """Write the share of recycled matter beside that of reuse, to which it is never added."""
    share = recycled_share(purchases)
    return "" if share is None else f" ; {percentage(share)} de matières recyclées, sans seuil"


def reuse(case: Case) -> Verdict:
    """ADJ-01: share of reuse, in euros before tax. A past year cannot be mended: the last one that is over is judged."""
    over = [(index, line) for index, line in _lines(case) if line.year <= last_full_year(case)]
    if not _lines(case):
        if case.as_of < AGEC_FROM:
            return not_applicable("la loi AGEC s’applique aux achats depuis 2021")
        return missing(
            (),
            "achats d’informatique et de téléphonie inconnus",
            "ajoutez, avec vos valeurs, purchases: [{year: 2025, montant_total: 250000, montant_reemploi_et_reutilisation: 50000}], en € HT",
        )
    if not over:
        return not_applicable(f"aucune année d’achats n’est finie au {long_date(case.as_of)}")
    last = max(each.year for _, each in over)
    remarks: list[Remark] = []
    nothing_bought = False
    for index, purchases in over:
        if purchases.year != last:
            continue
        path = ("purchases", index)
        total, reused = purchases.montant_total, purchases.montant_reemploi_et_reutilisation
        absent = [
            key for key in ("montant_total", "montant_reemploi_et_reutilisation") if getattr(purchases, key) is None
        ]
        if absent:
            remarks.append(Remark(path, f"achats de {last} sans {' ni '.join(absent)}", "en € HT ; zéro s’écrit 0"))
        elif total is not None and reused is not None and reused > total:
            remarks.append(
                Remark(
                    (*path, "montant_reemploi_et_reutilisation"),
                    f"achats de {last} : le réemploi ({number(reused)} €) dépasse la dépense totale ({number(total)} €)",
                    "vérifiez les deux montants",
                )
            )
        elif (share := reuse_share(purchases)) is None:
            nothing_bought = True
        elif (asked := threshold(last)) is not None and not reaches(share, asked):
            remarks.append(
                Remark(
                    (*path, "montant_reemploi_et_reutilisation"),
                    f"achats de {last} : {_shown(purchases)}, sous les {percent(asked)} ({_TO_CONFIRM}){_recycled(purchases)}",
                    "(réemploi + dons reçus) ÷ total, en € HT ; aucune sanction n’est prévue",
                )
            )
    if nothing_bought and not remarks:
        return not_applicable(f"aucun achat en {last} : la part ne se calcule pas")
    asked = threshold(last)
    rule = "aucun seuil jugé avant 2024" if asked is None else f"{percent(asked)} attendus, {_TO_CONFIRM}"
    years = sorted((each.year, index) for index, each in over)
    text = " ; ".join(f"{last} : {_shown(each)} ({rule}){_recycled(each)}" for _, each in over if each.year == last)
    before = [
        f"{year} : {percentage(share)}"
        for year, index in reversed(years)
        if year < last and (share := reuse_share(case.dossier.purchases[index])) is not None
    ]
    return weighed(remarks, " ; ".join([text, *before]), ("purchases", years[-1][1]))


def products(case: Case) -> Verdict:
    """ADJ-02: what is counted belongs to the category, and what is refurbished was bought."""
    if not _lines(case):
        return not_applicable(NO_PURCHASES)
    remarks = []
    for index, purchases in _lines(case):
        path = ("purchases", index)
        if not purchases.units:
            remarks.append(
                Remark(
                    path,
                    f"achats de {purchases.year} : produits non détaillés, le champ de la catégorie reste à vérifier",
                    "ajoutez units: {laptop: 170, monitor: 210, …}",
                    INFO,
                )
            )
        for name in purchases.units:
            if name.startswith("x-"):
                remarks.append(
                    Remark(
                        (*path, "units", name),
                        f"« {name} » : à vérifier, ce type propre est-il de la catégorie ?",
                        "arrêté du 29 février 2024, liste des produits",
                        INFO,
                    )
                )
            elif (known := case.tables.equipment_types.get(name)) is None or (since := known.agec_from) is None:
                remarks.append(
                    Remark(
                        (*path, "units", name),
                        f"« {name} » n’est pas dans la liste de la catégorie informatique et téléphonie",
                        "retirez-le, et son montant : téléphones, terminaux, serveurs, écrans, ordinateurs, tablettes, vidéoprojecteurs",
                    )
                )
            elif since > max(purchases.year, int(AGEC_FROM[:4])):
                remarks.append(
                    Remark(
                        (*path, "units", name),
                        f"« {name} » n’est entré dans la catégorie qu’en {since}, pas en {purchases.year}",
                        "retirez son montant des achats de cette année",
                    )
                )
        remarks += [
            Remark(
                (*path, "refurbished_units", name),
                f"« {name} » : {whole(count)} reconditionnés pour {whole(purchases.units.get(name, 0))} achetés en {purchases.year}",
                "units compte tous les achats, reconditionnés compris",
            )
            for name, count in purchases.refurbished_units.items()
            if purchases.units and count > purchases.units.get(name, 0)
        ]
    counted = fsum(fsum(line.units.values()) for _, line in _lines(case))
    return weighed(remarks, f"{whole(counted)} produits, tous de la catégorie", ("purchases",))


def gifts(case: Case) -> Verdict:
    """ADJ-03: gifts received count at flat values, so their detail must give the amount declared."""
    remarks, received = [], []
    for index, purchases in _lines(case):
        path = ("purchases", index)
        amount = purchases.montant_produits_issus_don
        if not purchases.gifts and not amount:
            continue
        received.append(purchases.year)
        detailed = fsum(gift.quantity * gift.flat_value_eur for gift in purchases.gifts)
        if not purchases.gifts:
            remarks.append(
                Remark(
                    (*path, "montant_produits_issus_don"),
                    f"dons reçus en {purchases.year} ({number(amount or 0)} €) sans détail",
                    "ajoutez, avec vos valeurs, gifts: [{type: laptop, quantity: 12, flat_value_eur: 200}] ; grille de l’arrêté à vérifier",
                    INFO,
                )
            )
        elif amount is None or abs(detailed - amount) >= 1:
            declared = "non déclarés" if amount is None else f"déclarés {number(amount)} €"
            remarks.append(
                Remark(
                    (*path, "montant_produits_issus_don"),
                    f"dons reçus en {purchases.year} : le détail fait {number(detailed)} €, {declared}",
                    f"montant_produits_issus_don: {number(detailed)} s’ils comptent",
                    INFO,
                )
            )
        remarks += [
            Remark(
                (*path, "gifts", place, "flat_value_eur"),
                f"portable reçu en don compté {number(gift.flat_value_eur)} €, plus que le forfait de {FLAT_LAPTOP} €",
                "forfait d’un portable de moins de cinq ans, à vérifier dans la grille",
                INFO,
            )
            for place, gift in enumerate(purchases.gifts)
            if gift.type.startswith("laptop") and gift.flat_value_eur > FLAT_LAPTOP
        ]
    if not _lines(case):
        return not_applicable(NO_PURCHASES)
    if not received:
        return not_applicable("aucun don reçu")
    return weighed(
        remarks, f"dons détaillés : {', '.join(str(year) for year in sorted(set(received)))}", ("purchases",)
    )


def declaration(case: Case) -> Verdict:
    """ADJ-04: declared as open data by 30 June of the year after."""
    purchases = [(index, each) for index, each in enumerate(case.dossier.purchases) if each.year >= FIRST_DECLARED]
    if not case.dossier.purchases:
        return not_applicable(NO_PURCHASES)
    remarks, said = [], []
    for index, purchase in purchases:
        path, deadline = ("purchases", index), f"{purchase.year + 1}-06-30"
        day = purchase.declared_on
        if day is None:
            if case.as_of > deadline:
                remarks.append(
                    Remark(
                        (*path, "declared_on"),
                        f"achats de {purchase.year} : pas de déclaration, attendue au {deadline}",
                        "ajoutez declared_on: la date du dépôt sur data.gouv.fr",
                    )
                )
            continue
        said.append(f"{purchase.year} le {day}")
        if day <= f"{purchase.year}-12-31":
            remarks.append(
                Remark(
                    (*path, "declared_on"),
                    f"achats de {purchase.year} déclarés le {day}, avant la fin de l’année",
                    "la déclaration porte sur l’année civile entière",
                )
            )
        elif day > deadline:
            remarks.append(
                Remark(
                    (*path, "declared_on"),
                    f"achats de {purchase.year} déclarés le {day}, après le {deadline}",
                    "rien à corriger, aucune sanction à notre connaissance : dites-le simplement",
                    INFO,
                )
            )
    if not remarks and not said:
        return not_applicable(f"aucune déclaration n’est encore due au {long_date(case.as_of)}")
    return weighed(remarks, f"déclarés : {', '.join(said)}", ("purchases",))


RULES: Final = (
    Rule("ADJ-01", claims_purchases, reuse),
    Rule("ADJ-02", claims_purchases, products),
    Rule("ADJ-03", claims_purchases, gifts),
    Rule("ADJ-04", holds("purchases"), declaration),
    Rule("ADJ-07", holds("contracts"), repairability),
    Rule("ADJ-08", holds("contracts"), sobriety),
    Rule("ADJ-09", holds("contracts"), clauses),
)
