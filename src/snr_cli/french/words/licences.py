"""The licences that may be asked for, and the words of what a source allows."""

from typing import Final, Literal, get_args

Licence = Literal["all", "open", "strict"]
FACTOR_LICENCES: Final[tuple[str, ...]] = get_args(Licence)
# what is said of the licence asked for, after the set of factors
LICENCE_ASKED: Final = {
    "all": "",
    "open": ", licences ouvertes seulement",
    "strict": ", licences ouvertes seulement, rien d’une base fermée",
}
# whether the rows of a source may be given again, after « redistribution »
REDISTRIBUTIONS: Final = {
    "yes": "permise",
    "contested": "permise par sa licence, contestable : tirée d’une base fermée",
    "unclear": "incertaine",
    "no": "interdite",
}
