"""The words of Boavizta's PCR-SI format: its indicators and units, its four stages, what of a result they can say."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import fsum
from typing import Any, Final

from snr_cli.engine.records import CLIMATE, Line
from snr_cli.model.finding import UsageError
from snr_cli.outputs.bridges.bridge import SyntaxFault
from snr_cli.outputs.bridges.loose_json import LooseError, loose_json
from snr_cli.outputs.bridges.opened import OpenedFile, strict_json

PCR_FORMAT: Final = "Boavizta/PCR-SI_dataformat@6eb360f"
PCR_LICENCE: Final = "MIT"
# category of impact → its word in the format, and the unit that the format gives it (ImpactObject.md)
PCR_INDICATORS: Final[Mapping[str, tuple[str, str]]] = {
    "climate_change": ("GWP", "kg CO2 eq"),
    "resource_use_minerals_metals": ("ADPe", "kg Sb eq"),
    "acidification": ("AP", "mol H+ eq"),
    "particulate_matter": ("PM", "Disease occurrences"),
    "primary_energy": ("TPE", "MJ"),
    "resource_use_fossils": ("ADPf", "MJ"),
    "water_use": ("WU", "m3 eq"),
    "photochemical_ozone": ("POCP", "kg NMVOC eq"),
    "ozone_depletion": ("ODP", "kg CFC-11 eq"),
    "ecotoxicity_freshwater": ("CTUe", "CTUe"),
    "eutrophication_marine": ("Epm", "kg N eq"),
    "eutrophication_freshwater": ("Epf", "kg P eq"),
    "material_input_mips": ("MIPS", "kg"),
}
# words whose unit is not that of snr: no certain conversion
OTHER_UNITS: Final[Mapping[str, str]] = {
    "Ept": "le format la donne en kg N, snr en mol N",
    "IR": "le format la donne en kg d’U235, snr en kBq",
    "LU": "sans dimension, absente de snr",
    "CTUh-c": "absente de snr",
    "CTUh-nc": "absente de snr",
}
PCR_STAGES: Final = {"manufacturing": "BLD", "distribution": "DIS", "use": "USE", "end_of_life": "EOL"}
_KEPT: Final = "pcr-si"
STAGE_WORDS: Final = {"BLD": "fabrication", "DIS": "transport", "USE": "utilisation", "EOL": "fin de vie"}


@dataclass(slots=True)
class StagedImpacts:
    """Impacts in the words of the format; `unsaid`: kgCO2e of stages that it has no word for."""

    impacts: dict[str, dict[str, float]] = field(default_factory=dict)
    unsaid: float = 0.0


def staged_impacts(lines: Iterable[Line]) -> StagedImpacts:
    """Return what lines weigh a year, by stage then by indicator; what the source does not split by stage is counted apart."""
    found: dict[tuple[str, str], list[float]] = {}
    unsaid: list[float] = []
    for line in lines:
        for category, (code, _) in PCR_INDICATORS.items():
            for stage, value in line.stages(category).items():
                if stage in PCR_STAGES:
                    found.setdefault((PCR_STAGES[stage], code), []).append(value)
                elif category == CLIMATE:
                    unsaid.append(value)
    made = StagedImpacts(unsaid=fsum(unsaid))
    for step in PCR_STAGES.values():
        of_step = {code: fsum(found[step, code]) for code, _ in PCR_INDICATORS.values() if (step, code) in found}
        if of_step:
            made.impacts[step] = of_step
    return made


def pcr_values(file: OpenedFile) -> tuple[Any, tuple[SyntaxFault, ...]]:
    """Return what a file of the format holds, valid or not, and every fault of it.

    Raises:
        UsageError: nothing can be made of it.
    """
    if _KEPT not in file.kept:
        text = file.text()
        try:
            file.kept[_KEPT] = (strict_json(text), ())
        except ValueError:
            try:
                file.kept[_KEPT] = loose_json(text)
            except LooseError as error:
                file.refuse(f"JSON refusé : {error}")
    found: tuple[Any, tuple[SyntaxFault, ...]] = file.kept[_KEPT]
    return found


def pcr_if_any(file: OpenedFile) -> dict[str, Any]:
    """Return what a file holds when it may be of the format, else nothing: to recognise it.

    Raises:
        UsageError: it cannot be opened, is too large, or is no text.
    """
    if file.is_book:
        return {}
    file.text()
    try:
        found, _ = pcr_values(file)
    except UsageError:
        return {}
    return found if isinstance(found, dict) else {}
