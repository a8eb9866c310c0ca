"""What the name in a field is the name of: said on the field, read by the check of references and by the schema."""

from dataclasses import dataclass
from typing import Literal

# named by the tables, or by `factors.types`
Catalogued = Literal[
    "equipment_type",
    "built_in_service",
    "service_type",
    "own_type",
    "place",
    "category",
    "category_or_electricity",
    "component",
    "factor_set",
]
# defined in the dossier
Defined = Literal["room", "line", "objective", "indicator", "action", "axis", "stakeholder"]


@dataclass(frozen=True, slots=True, init=False)
class Refers:
    """An annotation: the text, each text of a list or each key of a mapping names something of these sorts.

    The first sort is that of which a name that is none of them is taken for a slip.
    """

    to: tuple[Catalogued | Defined, ...]

    def __init__(self, *to: Catalogued | Defined) -> None:
        """Annotate a field.

        Args:
            to: the sorts, the likeliest first.
        """
        object.__setattr__(self, "to", to)
