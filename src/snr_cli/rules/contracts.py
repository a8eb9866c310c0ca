"""ADJ-07 to ADJ-09: what digital contracts ask for."""

from typing import Final

from snr_cli.french.numbers import long_date, plural
from snr_cli.model.dossier import Dossier
from snr_cli.model.duties import Contract
from snr_cli.rules.case import Case, Rule
from snr_cli.rules.duty import INFO, WARNING, weighed
from snr_cli.rules.verdict import Remark, Verdict, not_applicable, to_check

REPAIRABILITY_FROM: Final = "2023-01-01"  # loi REEN, art. 15
SOBRIETY_FROM: Final = "2021-01-01"  # loi AGEC, art. 55
# consultations: R2152-7 (décret 2022-767) from 21 August 2026; L2111-2, L2112-2 and L2152-7 from the 22nd
CLAUSES_DECREE, CLAUSES_LAW = "2026-08-21", "2026-08-22"
NO_CONTRACT: Final = "aucun marché numérique dans le dossier"
NOT_YET: Final = f"obligatoire pour les consultations engagées à partir du {long_date(CLAUSES_LAW)}"
CLAUSES: Final = {
    "environmental_condition": "condition d’exécution environnementale",
    "environmental_criterion": "critère d’attribution environnemental",
}


def claims_contracts(dossier: Dossier) -> bool:
    """Say whether the dossier holds contracts."""
    return bool(dossier.contracts)


def _day(contract: Contract) -> str:
    """Return the day of the consultation, else of the notification; without a date the contract counts as recent."""
    return contract.consultation_on or contract.notified_on or "9999"


def _no_contract() -> Verdict:
    help_text = (
        "ajoutez, avec vos valeurs, contracts: [{id: marche-1, subject: Ordinateurs portables, kind: equipment, "
        'consultation_on: "2026-09-15", environmental_criterion: true, environmental_condition: true}]'
    )
    return to_check((), f"{NO_CONTRACT} : clauses à vérifier", help_text)


def repairability(case: Case) -> Verdict:
    """ADJ-07: the repairability index is taken into account, since 2023, for products that have one."""
    if not case.dossier.contracts:
        return _no_contract()
    remarks, judged_ids = [], []
    for index, each in enumerate(case.dossier.contracts):
        path = ("contracts", index)
        if each.kind not in (None, "equipment") or _day(each) < REPAIRABILITY_FROM:
            continue
        said = each.repairability_min or each.repairability_note
        if each.kind is None and not said:
            if each.software_sobriety is None and each.rgesn_clause is None:
                text = f"marché « {each.id} » de nature inconnue : clauses attendues à vérifier"
                help_text = "ajoutez kind: equipment, software, hosting, printing, telecoms ou services"
                remarks.append(Remark(path, text, help_text, INFO))
            continue
        judged_ids.append(each.id)
        if not said:
            zero = each.repairability_min is not None
            text = f"marché « {each.id} » : " + (
                "un indice minimal de 0 ne demande rien" if zero else "réparabilité absente"
            )
            help_text = "repairability_min: 7, ou repairability_note: étiquette européenne, critère noté, aucun produit à indice"
            remarks.append(Remark((*path, "repairability_min"), text, help_text))
    if not remarks and not judged_ids:
        return not_applicable("aucun marché d’équipements depuis 2023")
    return weighed(remarks, f"réparabilité prise en compte : {', '.join(judged_ids)}", ("contracts",))


def sobriety(case: Case) -> Verdict:
    """ADJ-08: software whose design limits energy use is preferred, since 2021."""
    if not case.dossier.contracts:
        return not_applicable(NO_CONTRACT)
    bought = [
        (index, each)
        for index, each in enumerate(case.dossier.contracts)
        if each.kind == "software" and _day(each) >= SOBRIETY_FROM
    ]
    if not bought:
        return not_applicable("aucun marché de logiciel depuis 2021")
    remarks = [
        Remark(
            ("contracts", index, "software_sobriety"),
            f"marché « {each.id} » : logiciel sans critère de sobriété",
            "software_sobriety: true ou rgesn_clause: true quand le marché le demande (loi : « favorisent », sans seuil)",
        )
        for index, each in bought
        if not (each.software_sobriety or each.rgesn_clause)
    ]
    names = ", ".join(each.id for _, each in bought)
    return weighed(remarks, f"sobriété demandée : {names}", ("contracts", bought[0][0]))


def clauses(case: Case) -> Verdict:
    """ADJ-09: an environmental condition and criterion, in consultations from 22 August 2026 (told on the 21st)."""
    contracts = case.dossier.contracts
    if not contracts:
        if case.as_of < CLAUSES_DECREE:
            return not_applicable(NOT_YET)
        return _no_contract()
    remarks, judged_ids = [], []
    for index, each in enumerate(contracts):
        # the consultation comes before the notification, and before the day of judgement
        if (each.consultation_on or each.notified_on or case.as_of) < CLAUSES_DECREE:
            continue
        absent = [label for key, label in CLAUSES.items() if not getattr(each, key)]
        judged_ids.append(each.id)
        if not absent:
            continue
        without = f"marché « {each.id} » sans {' ni '.join(absent)}"
        help_text = "écrivez environmental_condition et environmental_criterion: true quand le marché les contient"
        if each.consultation_on is None:
            text = f"{without} ; date de la consultation inconnue, à vérifier"
            remarks.append(Remark(("contracts", index), text, f"ajoutez consultation_on ; {help_text}", INFO))
        else:
            # on the 21st the decree alone is in force, on the criterion; whether a later text postponed it was not read
            severity = INFO if each.consultation_on == CLAUSES_DECREE else WARNING
            text = f"{without}, consultation du {each.consultation_on}"
            remarks.append(Remark(("contracts", index), text, f"{help_text} ; report éventuel à vérifier", severity))
    if not judged_ids:
        having = sum(bool(each.environmental_criterion) for each in contracts)
        return not_applicable(
            f"{NOT_YET} ; {plural(having, 'marché')} sur {len(contracts)} {'ont' if having > 1 else 'a'} déjà un critère"
        )
    return weighed(remarks, f"condition et critère : {', '.join(judged_ids)}", ("contracts",))


RULES: Final = (
    Rule("ADJ-07", claims_contracts, repairability),
    Rule("ADJ-08", claims_contracts, sobriety),
    Rule("ADJ-09", claims_contracts, clauses),
)
