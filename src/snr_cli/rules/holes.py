"""What fills a stage that is not assessed: the very line to write, in which only the value and its source are left out."""

from typing import Final

from snr_cli.engine.records import Gap, Line
from snr_cli.rules.case import Case

STAGE: Final = {"embodied": "embodied_total"}
_NO_FACTOR: Final = ("no_factor", "closed_licence", "excluded_by_source")
ASKED: Final = {
    "no_lifetime": "donnez lifetime_years à la ligne",
    "no_kwh": "donnez kwh_per_year à la ligne",
}
_OTHERWISE: Final = "donnez un facteur dans factors.overrides, ou la donnée que snr assess demande"


def advice(case: Case, line: Line, gap: Gap) -> str:
    """Return the advice for one stage of one line."""
    if gap.reason in ASKED:
        return ASKED[gap.reason]
    if gap.reason not in _NO_FACTOR or gap.stage == "use":
        return _OTHERWISE
    if line.type in {own.id for own in case.dossier.factors.types}:
        return f"donnez {STAGE.get(gap.stage, gap.stage)} dans factors.types, à « {line.type} »"
    if line.type in case.tables.equipment_types:
        aim = f"type: {line.type}, category: {gap.category}, stage: {STAGE.get(gap.stage, gap.stage)}"
        told = " : elle s’ajoute à la valeur publiée, qui ne la contient pas" if gap.stage != "embodied" else ""
    elif gap.stage == "all_stages":
        aim, told = f"service: {line.type}, category: {gap.category}, component: total", ""
    else:
        return _OTHERWISE
    return f"donnez la valeur et sa source dans factors.overrides: [{{{aim}, value: …, source: …}}]{told}"
