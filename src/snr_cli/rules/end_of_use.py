"""ADJ-05, ADJ-06, ADJ-14, ADJ-15: retired equipment, its transfers, and the waste that is left."""

from math import fsum
from typing import Final

from snr_cli.engine.duties import reuse_rate
from snr_cli.french.numbers import long_date, number, percent, plural
from snr_cli.model.duties import EndOfUse, Lot
from snr_cli.model.finding import Severity
from snr_cli.rules.case import (
    INFO,
    REEN16_FROM,
    WARNING,
    Case,
    Path,
    Remark,
    Rule,
    Verdict,
    holds,
    last_full_year,
    missing,
    not_applicable,
    percentage,
    reaches,
    weighed,
)

# first year → share of the goods retired, in number: décret 2023-266, art. 1 and 3
REUSE_THRESHOLDS: Final = {2023: 0.25, 2024: 0.35, 2025: 0.50}
OLDEST_YEARS: Final = 10  # goods over ten years old when retired are out of the count, and go to recycling
IMPLAUSIBLE: Final = 3.0  # above 100 % is possible (stock of the 1st January, goods of the year), not three times over
GIFT_CEILING: Final = 300  # euros a good: CG3P, D3212-3 (décret 2022-791)
FREE_COLLECTION: Final = 250  # kg: professional holders, MiNumEco « fin d’usage »
NO_END_OF_USE: Final = "attend les matériels réformés (ADJ-05)"
FROM_JANUARY: Final = "biens réformés en stock au 1er janvier, de dix ans au plus ; un nombre de biens, pas des euros"


def threshold(year: int) -> float | None:
    """Return the share asked for in a year; None before the décret."""
    return max((share for first, share in REUSE_THRESHOLDS.items() if first <= year), default=None)


def _shown(use: EndOfUse) -> str:
    rate = reuse_rate(use)
    if rate is None:
        return f"{use.year} : taux non calculable"
    return f"{use.year} : {percentage(rate, threshold(use.year))} ({number(use.to_reuse or 0)} sur {number(use.retired_stock_january_1 or 0)})"


def _last(case: Case) -> list[tuple[int, EndOfUse]]:
    """Return the lines of the last year that is over."""
    over = [(index, use) for index, use in enumerate(case.dossier.end_of_use) if use.year <= last_full_year(case)]
    last = max((use.year for _, use in over), default=0)
    return [(index, use) for index, use in over if use.year == last]


def reuse(case: Case) -> Verdict:
    """ADJ-05: goods oriented to reuse over goods retired. A past year cannot be mended: the last one over is judged."""
    if not case.dossier.end_of_use:
        if case.as_of < REEN16_FROM:
            return not_applicable("le décret s’applique depuis 2023")
        return missing(
            (),
            "matériels réformés inconnus : ni stock au 1er janvier, ni biens orientés vers le réemploi",
            "ajoutez, avec vos valeurs, end_of_use: [{year: 2025, retired_stock_january_1: 100, to_reuse: 50, donated: 30, sold: 20}]",
        )
    last = _last(case)
    if not last:
        return not_applicable(f"aucune année n’est finie au {long_date(case.as_of)}")
    remarks: list[Remark] = []
    for index, use in last:
        path = ("end_of_use", index)
        absent = [key for key in ("retired_stock_january_1", "to_reuse") if getattr(use, key) is None]
        asked, rate = threshold(use.year), reuse_rate(use)
        if absent:
            remarks.append(
                Remark(
                    path,
                    f"matériels réformés de {use.year} sans {' ni '.join(absent)}",
                    f"{FROM_JANUARY} ; zéro s’écrit 0",
                )
            )
            continue
        if asked is not None and rate is not None and not reaches(rate, asked):
            remarks.append(
                Remark(
                    (*path, "to_reuse"),
                    f"{_shown(use)} orientés vers le réemploi, sous les {percent(asked)}",
                    FROM_JANUARY,
                )
            )
        elif rate is not None and rate > IMPLAUSIBLE:
            remarks.append(
                Remark(
                    (*path, "to_reuse"),
                    f"{_shown(use)} orientés vers le réemploi : peu plausible",
                    f"vérifiez les deux nombres ; {FROM_JANUARY}",
                )
            )
        out = (use.donated or 0) + (use.sold or 0)
        if use.to_reuse is not None and out > use.to_reuse:
            remarks.append(
                Remark(
                    (*path, "to_reuse"),
                    f"{number(out)} biens donnés ou vendus en {use.year} pour {number(use.to_reuse)} orientés vers le réemploi",
                    "to_reuse compte les biens donnés et vendus",
                )
            )
    year = last[0][1].year
    if not remarks and all(end_of_use.retired_stock_january_1 == 0 for _, end_of_use in last):
        return not_applicable(f"aucun bien réformé en stock au 1er janvier {year} : le taux ne se calcule pas")
    asked = threshold(year)
    rule = "aucun seuil avant 2023" if asked is None else f"seuil de {percent(asked)}"
    series = " ; ".join(
        _shown(end_of_use) for end_of_use in sorted(case.dossier.end_of_use, key=lambda each: -each.year)
    )
    return weighed(remarks, f"{series} ; {rule}", ("end_of_use", last[0][0]))


def scope(case: Case) -> Verdict:
    """ADJ-06: what is left out of the count is said, and goods over ten years old are left out."""
    if not case.dossier.end_of_use:
        return not_applicable(NO_END_OF_USE)
    remarks, last = [], _last(case)
    if not last:
        return not_applicable(f"aucune année n’est finie au {long_date(case.as_of)}")
    for index, use in last:
        path = ("end_of_use", index)
        if use.excluded_reason is None:
            remarks.append(
                Remark(
                    path,
                    f"matériels réformés de {use.year} : biens exclus du calcul non dits",
                    "ajoutez excluded_reason: plus de dix ans, données classifiées ou protégées ; « aucune » s’il n’y en a pas",
                    INFO,
                )
            )
        if use.mean_age_years is not None and use.mean_age_years > OLDEST_YEARS:
            remarks.append(
                Remark(
                    (*path, "mean_age_years"),
                    f"âge moyen à la réforme de {number(use.mean_age_years)} ans : les plus de dix ans sont exclus du calcul",
                    "retirez-les du stock au 1er janvier et des biens réemployés, ou vérifiez l’âge moyen",
                    INFO,
                )
            )
    return weighed(remarks, f"exclusions dites pour {last[0][1].year}", ("end_of_use", last[0][0]))


def _gift(lot: Lot, path: Path) -> list[Remark]:
    """Judge a lot given away: to whom, and of what value."""
    remarks = []
    if lot.recipient is None or (lot.recipient != "staff" and lot.beneficiary is None):
        remarks.append(
            Remark(
                path,
                f"don de {plural(lot.quantity, 'bien')} : bénéficiaire non dit",
                "ajoutez recipient et beneficiary",
            )
        )
    if lot.recipient == "other":
        remarks.append(
            Remark(
                (*path, "recipient"),
                f"don de {plural(lot.quantity, 'bien')} à « {lot.beneficiary} » : pas parmi les bénéficiaires que la loi nomme",
                "vendez-les, ou passez par une association ou une entreprise d’utilité sociale (CG3P, L3212-2)",
            )
        )
    if lot.unit_value_eur is None:
        remarks.append(
            Remark(
                path,
                f"don de {plural(lot.quantity, 'bien')} : valeur unitaire à vérifier",
                f"ajoutez unit_value_eur : {GIFT_CEILING} € au plus (CG3P, D3212-3)",
                INFO,
            )
        )
    elif lot.unit_value_eur > GIFT_CEILING:
        text = f"don de biens de {number(lot.unit_value_eur)} € l’unité, au-dessus de {GIFT_CEILING} €"
        # whether the ceiling binds a gift to another public body was read in secondary sources only
        severity = INFO if lot.recipient == "public_body" else WARNING
        remarks.append(
            Remark(
                (*path, "unit_value_eur"), text, "au-delà, vendez-les ; entre personnes publiques, à vérifier", severity
            )
        )
    return remarks


def transfers(case: Case) -> Verdict:
    """ADJ-14: who received what, and of what value; the lots add up to the goods given and sold."""
    if not case.dossier.end_of_use:
        return not_applicable(NO_END_OF_USE)
    remarks: list[Remark] = []
    transferred = 0
    for index, use in enumerate(case.dossier.end_of_use):
        path = ("end_of_use", index)
        transferred += (use.donated or 0) + (use.sold or 0) + len(use.lots)
        if not use.lots and use.donated:
            text = f"{plural(use.donated, 'bien')} donnés en {use.year}, sans le détail des lots"
            severity: Severity = INFO if use.beneficiaries else WARNING
            remarks.append(
                Remark(
                    (*path, "donated"),
                    text,
                    "ajoutez, avec vos valeurs, lots: [{mode: gift, recipient: association, beneficiary: Ressourcerie, quantity: 30, unit_value_eur: 120}]",
                    severity,
                )
            )
        for place, lot in enumerate(use.lots):
            if lot.mode == "gift":
                remarks += _gift(lot, (*path, "lots", place))
        for mode, key, word in (("gift", "donated", "donnés"), ("sale", "sold", "vendus")):
            detailed, said = fsum(lot.quantity for lot in use.lots if lot.mode == mode), getattr(use, key)
            if use.lots and said is not None and detailed != said:
                remarks.append(
                    Remark(
                        (*path, key),
                        f"biens {word} en {use.year} : {number(said)} en tout, {number(detailed)} dans les lots",
                        "les lots détaillent tous les biens cédés",
                    )
                )
    if not transferred:
        return not_applicable("aucun bien réformé donné ni vendu")
    lots = sum(len(end_of_use.lots) for end_of_use in case.dossier.end_of_use)
    return weighed(remarks, f"{plural(lots, 'lot')}, bénéficiaires et valeurs dits", ("end_of_use",))


def waste(case: Case) -> Verdict:
    """ADJ-15: waste handed over to an approved éco-organisme, and a register."""
    if not case.dossier.waste:
        return missing(
            (),
            "déchets d’équipements électriques inconnus",
            "ajoutez, avec vos valeurs, waste: [{year: 2025, kg: 1200, kg_to_approved: 1200, register_kept: true}]",
        )
    over = [(index, each) for index, each in enumerate(case.dossier.waste) if each.year <= last_full_year(case)]
    if not over:
        return not_applicable(f"aucune année n’est finie au {long_date(case.as_of)}")
    last = max(each.year for _, each in over)
    remarks, shown = [], ""
    for index, each in over:
        if each.year != last:
            continue
        path = ("waste", index)
        absent = [key for key in ("kg", "kg_to_approved") if getattr(each, key) is None]
        if absent:
            remarks.append(
                Remark(
                    path,
                    f"déchets de {last} sans {' ni '.join(absent)}",
                    "les bordereaux de l’éco-organisme donnent la masse ; zéro s’écrit 0",
                )
            )
        elif each.kg is not None and each.kg_to_approved is not None and each.kg_to_approved != each.kg:
            left = each.kg - each.kg_to_approved
            if left > 0:
                text = f"{number(left)} kg de déchets de {last} non remis à un éco-organisme agréé"
                help_text = f"collecte gratuite à partir de {FREE_COLLECTION} kg (Ecologic, à vérifier) ; en dessous, point d’apport"
            else:
                text = f"déchets de {last} : {number(-left)} kg remis de plus que la masse produite"
                help_text = "vérifiez kg et kg_to_approved"
            remarks.append(Remark((*path, "kg_to_approved"), text, help_text))
        if not each.register_kept:
            text = f"déchets de {last} : registre des déchets " + (
                "non tenu" if each.register_kept is False else "à vérifier"
            )
            severity = WARNING if each.register_kept is False else INFO
            remarks.append(
                Remark((*path, "register_kept"), text, "register_kept: true si le registre est tenu", severity)
            )
        shown = f"{last} : {number(each.kg or 0)} kg remis à un éco-organisme agréé, registre tenu"
    return weighed(remarks, shown, ("waste",))


RULES: Final = (
    Rule("ADJ-05", holds("end_of_use"), reuse),
    Rule("ADJ-06", holds("end_of_use"), scope),
    Rule("ADJ-14", holds("end_of_use"), transfers),
    Rule("ADJ-15", holds("waste"), waste),
)
