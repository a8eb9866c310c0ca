"""Years before and after the organisation (RCP SI, p. 13): counted with their proof only, after what the device lasts here.

`internal` is the lifetime here, or the age when the device is older: a credit is never lost because the device is old.
"""

from typing import Final

from snr_cli.engine.records import Quantity, add, product
from snr_cli.model.dossier import Dossier, Equipment

# what says the years before and after, and proves them
CREDITS: Final = (
    "refurbished_share",
    "upstream_years",
    "upstream_source",
    "reuse_rate",
    "total_lifetime_years",
    "total_lifetime_source",
    "reuse_source",
)
# the source of a lifetime that a plan writes on a line which left it to the catalogue: known by identity, no dossier can write it
AS_TODAY: Final = "".join(("as", "_today"))
HYPOTHESIS: Final = "hypothesis"  # what an action supposes of the life before, when it says no source


def lengthened(equipment: Equipment, internal: Quantity) -> Quantity:
    """Return the years over which a unit counts: here, before and after; `internal` itself when nothing more is proved."""
    parts = [internal]
    if _years_before(equipment):
        upstream = Quantity(
            "upstream_years", equipment.upstream_years or 0.0, "year", "given", equipment.upstream_source or ""
        )
        share = Quantity("refurbished_share", equipment.refurbished_share or 0.0, "ratio", "given")
        parts.append(product("upstream", "year", upstream, share))
    if _years_after(equipment, internal.value):
        source = equipment.total_lifetime_source or equipment.reuse_source or ""
        total = Quantity("total_lifetime", equipment.total_lifetime_years or 0.0, "year", "given", source)
        here = Quantity("internal_lifetime", -internal.value, "year", internal.status)
        rate = Quantity("reuse_rate", equipment.reuse_rate or 0.0, "ratio", "given", equipment.reuse_source or "")
        parts.append(product("reuse", "year", rate, add("beyond", "year", total, here)))
    return internal if len(parts) == 1 else add("lifetime_total", "year", *parts)


def whole_life(equipment: Equipment, internal: float) -> float:
    """Return the same years as a number."""
    return internal + _years_before(equipment) + _years_after(equipment, internal)


def declared_before(equipment: Equipment) -> float:
    """Return the years before that a line declares, by unit, proved or not."""
    return (equipment.refurbished_share or 0.0) * (equipment.upstream_years or 0.0)


def unproved_before(equipment: Equipment) -> float:
    """Return those that count for nothing, for want of a proof."""
    return 0.0 if equipment.upstream_source else declared_before(equipment)


def less_before(equipment: Equipment, years: float) -> Equipment:
    """Return a line whose proved years before, by unit, are so many less: never under none."""
    counted = _years_before(equipment)
    if not counted or not years or not equipment.refurbished_share:
        return equipment
    left = max(0.0, counted - years) / equipment.refurbished_share
    return equipment.model_copy(
        update={"upstream_years": left, "upstream_source": equipment.upstream_source if left else None}
    )


def _years_before(equipment: Equipment) -> float:
    return declared_before(equipment) if equipment.upstream_source else 0.0


def _years_after(equipment: Equipment, internal: float) -> float:
    if not equipment.reuse_source:
        return 0.0
    return (equipment.reuse_rate or 0.0) * max(0.0, (equipment.total_lifetime_years or 0.0) - internal)


def with_proofs(dossier: Dossier) -> Dossier:
    """Return a dossier where each life before or after that is declared has its proof; itself when none is missing."""
    equipment = tuple(_proved(line) for line in dossier.equipment)
    if all(one is other for one, other in zip(equipment, dossier.equipment, strict=True)):
        return dossier
    return dossier.model_copy(update={"equipment": equipment})


def _proved(line: Equipment) -> Equipment:
    missing: dict[str, str] = {}
    if line.refurbished_share and line.upstream_years and not line.upstream_source:
        missing["upstream_source"] = HYPOTHESIS
    if line.reuse_rate and line.total_lifetime_years and not line.reuse_source:
        missing["reuse_source"] = HYPOTHESIS
    return line.model_copy(update=missing) if missing else line
