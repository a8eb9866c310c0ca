"""Figures of the adjacent duties: purchases, retired goods, ecodesign. None when a figure cannot be computed."""

from snr_cli.model.dossier import Rgesn
from snr_cli.model.duties import EndOfUse, Purchases

# weights of the priorities in the score of the RGESN 2024 (Arcep, Arcom, ADEME, 17 May 2024)
PRIORITY, RECOMMENDED, MODERATE = 1.5, 1.25, 1.0


def ratio(part: float | None, whole: float | None) -> float | None:
    """Return a share; None when a term is unknown or the whole is nothing. It may exceed one."""
    return None if part is None or not whole else part / whole


def reuse_share(purchases: Purchases) -> float | None:
    """Return the share of a year's purchases that come from reuse, gifts received included at their flat value."""
    reused = purchases.montant_reemploi_et_reutilisation
    gifts = purchases.montant_produits_issus_don or 0
    return ratio(None if reused is None else reused + gifts, purchases.montant_total)


def recycled_share(purchases: Purchases) -> float | None:
    """Return the share that contains recycled matter: another share, never added to that of reuse."""
    return ratio(purchases.montant_produits_recycles, purchases.montant_total)


def reuse_rate(year: EndOfUse) -> float | None:
    """Return goods oriented to reuse in the year over retired goods in stock on 1 January: a count, not euros."""
    return ratio(year.to_reuse, year.retired_stock_january_1)


def rgesn_score(rgesn: Rgesn) -> float | None:
    """Return the weighted share of the criteria validated; that of the version of 2022 compares with nothing."""
    if rgesn.version != "2024":
        return None
    valid = rgesn.priority_valid * PRIORITY + rgesn.recommended_valid * RECOMMENDED + rgesn.moderate_valid * MODERATE
    applicable = (
        rgesn.priority_applicable * PRIORITY
        + rgesn.recommended_applicable * RECOMMENDED
        + rgesn.moderate_applicable * MODERATE
    )
    return ratio(valid, applicable)
