"""The figures that are compared, and the classes of size within which they are."""

from typing import Final, NamedTuple


class FigureKind(NamedTuple):
    """A figure: what it is called, its unit in French, the indicator of the catalogue that it is, empty for a ratio of the engine."""

    label: str
    unit: str
    indicator: str = ""

    @property
    def is_footprint(self) -> bool:
        """Say whether factors enter it: only figures of one method and one perimeter then compare."""
        return not self.indicator


# none is a mass: a large authority is no worse than a small one
COMPARED_FIGURES: Final[dict[str, FigureKind]] = {
    "kgCO2e_per_agent": FigureKind("Empreinte par agent, sans les dépenses en euros", "kg CO2e par agent et par an"),
    "kgCO2e_per_equipped_agent": FigureKind(
        "Empreinte par agent équipé, sans les dépenses en euros", "kg CO2e par agent équipé et par an"
    ),
    "kgCO2e_per_device": FigureKind("Empreinte par équipement du poste de travail", "kg CO2e par équipement et par an"),
    "devices_per_agent": FigureKind("Équipements par agent", "équipements par agent", "I-05"),
    "screens_per_computer": FigureKind("Écrans par poste", "écrans par poste", "I-07"),
    "users_per_printer": FigureKind("Agents équipés par imprimante", "agents par imprimante", "I-20"),
    "stored_gb_per_agent": FigureKind("Volume stocké par agent équipé", "Go par agent équipé", "I-28"),
    "traffic_gb_per_agent": FigureKind("Trafic internet par agent", "Go par agent et par mois", "I-32"),
    "paper_reams_per_agent": FigureKind("Papier par agent", "ramettes par agent et par an", "I-38"),
}
# lower bound, in inhabitants → name: groups of article L2334-3 of the CGCT put together (of its fifteen, few would hold five
# dossiers); the same for groupings, which that article does not class
_BOUNDS: Final = (0, 3_500, 10_000, 20_000, 50_000, 100_000, 200_000)
SIZE_CLASSES: Final[dict[str, str]] = {
    "under_3500": "moins de 3 500 habitants",
    "from_3500": "de 3 500 à 9 999 habitants",
    "from_10000": "de 10 000 à 19 999 habitants",
    "from_20000": "de 20 000 à 49 999 habitants",
    "from_50000": "de 50 000 à 99 999 habitants",
    "from_100000": "de 100 000 à 199 999 habitants",
    "from_200000": "200 000 habitants et plus",
}


def size_class(population: int | None) -> str:
    """Return the class of a population, empty when it is unknown."""
    if population is None:
        return ""
    return [name for bound, name in zip(_BOUNDS, SIZE_CLASSES, strict=True) if population >= bound][-1]
