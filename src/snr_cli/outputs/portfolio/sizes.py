"""The classes of size within which figures are compared."""

from typing import Final

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
