"""The base model and the scalar types of a dossier."""

import math
import re
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, ClassVar, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, GetCoreSchemaHandler
from pydantic_core import PydanticCustomError, core_schema

_MAX_QUANTITY: Final = 1e9
_FIRST_YEAR: Final = 1990
_LAST_YEAR: Final = 2100


class _Counted:
    """An annotation: a number of things counted one by one, devices or persons; `1.250` of them is more likely 1,250."""


ONE_BY_ONE: Final = _Counted()
Count = Annotated[float, ONE_BY_ONE]


class Section(BaseModel):
    """A part of the dossier: frozen, unknown keys refused, no silent conversion of types.

    Attributes:
        shown_first: the fields that the sheet of a workbook shows at once, beside those that are required or filled; the
            others are behind a « + ». None: all of them.
        asked_yearly: the fields whose value is that of a year: asked again when the next one opens.
    """

    shown_first: ClassVar[frozenset[str] | None] = None
    asked_yearly: ClassVar[frozenset[str]] = frozenset()

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, defer_build=True, allow_inf_nan=False)


class Parsed:
    """A scalar read by one function: cheaper to build than a stack of constraints, and one message a mistake."""

    def __init__(self, parse: Any, schema: dict[str, Any]) -> None:
        self.parse = parse
        self.schema = schema

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.no_info_plain_validator_function(self.parse)

    def __get_pydantic_json_schema__(self, _schema: Any, _handler: Any) -> dict[str, Any]:
        return dict(self.schema)  # pydantic writes the field's default into it


_PERCENT = re.compile(r"([0-9]{1,12}(?:[.,][0-9]{1,12})?)\s*%")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def parse_ratio(value: Any) -> float:
    """Read a share: `20 %`, `0.2` or `0,2 %`, between 0 and 1.

    Raises:
        PydanticCustomError: type `ratio` (not a share) or `ratio_range` (over 100 %; a bare 20 is never 20 %).
    """
    if isinstance(value, str) and (match := _PERCENT.fullmatch(value.strip())):
        number = float(match[1].replace(",", ".")) / 100
    elif isinstance(value, bool) or not isinstance(value, int | float):
        raise PydanticCustomError("ratio", "not a share")
    else:
        number = float(value) if abs(value) < _MAX_QUANTITY else math.inf
    if not math.isfinite(number) or not 0 <= number <= 1:
        raise PydanticCustomError("ratio_range", "share out of range")
    return number


def parse_iso_date(value: Any) -> str:
    """Read an ISO date (YYYY-MM-DD) from 1990 on; a day that does not exist is refused.

    Raises:
        PydanticCustomError: type `iso_date` or `date_range`.
    """
    try:
        day = date.fromisoformat(value) if isinstance(value, str) and _DATE.fullmatch(value) else None
    except ValueError:
        day = None
    if day is None:
        raise PydanticCustomError("iso_date", "not a date")
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise PydanticCustomError("date_range", "date out of range")
    return day.isoformat()


def parse_siren(value: Any) -> str:
    """Read a SIREN: nine digits as text, with its check digit (Luhn).

    Raises:
        PydanticCustomError: type `siren` (shape) or `siren_digit` (check digit).
    """
    text = value.replace(" ", "") if isinstance(value, str) else str(value) if type(value) is int else ""
    if not re.fullmatch(r"[0-9]{9}", text):
        raise PydanticCustomError("siren", "not a SIREN")
    doubled = [int(digit) * (1 + position % 2) for position, digit in enumerate(text)]
    if sum(number - 9 if number > 9 else number for number in doubled) % 10:
        raise PydanticCustomError("siren_digit", "wrong check digit")
    return text


def _shape(kind: str, pattern: str, message: str) -> Parsed:
    """Return a text of one shape; `message` is what an editor shows of another one."""
    shape = re.compile(pattern)

    def parse(value: Any) -> str:
        if not isinstance(value, str) or not shape.fullmatch(value):
            raise PydanticCustomError(kind, "wrong shape")
        return value

    return Parsed(parse, {"type": "string", "pattern": f"^({pattern})$", "errorMessage": message})


Ratio = Annotated[
    float,
    Parsed(
        parse_ratio,
        {
            "type": ["number", "string"],
            "minimum": 0,
            "maximum": 1,
            "pattern": r"^\s*(100([.,]0{1,12})?|0*[0-9]{1,2}([.,][0-9]{1,12})?)\s*%\s*$",
            "errorMessage": "Une part va de 0 à 100 % : 20 % ou 0.2, jamais 20.",
        },
    ),
]
IsoDate = Annotated[
    str,
    Parsed(
        parse_iso_date,
        {
            "type": "string",
            "format": "date",
            "pattern": r"^(199[0-9]|20[0-9]{2}|2100)-[0-9]{2}-[0-9]{2}$",
            "errorMessage": "Une date s’écrit année, mois, jour : 2025-12-31, de 1990 à 2100.",
        },
    ),
]
Siren = Annotated[
    str,
    Parsed(
        parse_siren,
        {
            "type": ["string", "integer"],
            "pattern": "^ *([0-9] *){9}$",
            "minimum": 100_000_000,
            "maximum": 999_999_999,
            "errorMessage": 'Un SIREN a neuf chiffres, entre guillemets : "243300316".',
        },
    ),
]
InseeCode = Annotated[
    str,
    _shape(
        "insee",
        "([0-9]{2}|2[AB])[0-9]{3}",
        'Un code INSEE a cinq caractères, entre guillemets : "01004", "2A004".',
    ),
]
Department = Annotated[
    str,
    _shape(
        "department",
        "0[1-9]|[1-8][0-9]|9[0-5]|2[AB]|97[1-8]|98[678]",
        'Un numéro de département s’écrit entre guillemets : "01", "2A", "974".',
    ),
]
_IDENTIFIER = _shape(
    "identifier",
    "[A-Za-z0-9][A-Za-z0-9._-]{0,79}",
    "Lettres sans accent, chiffres, - _ . ; 80 caractères au plus : parc-portables.",
)
parse_identifier: Final = _IDENTIFIER.parse
Identifier = Annotated[str, _IDENTIFIER]
OwnType = Annotated[
    str, _shape("own_type", "x-[a-z0-9][a-z0-9_-]{0,59}", "Un type propre commence par x- : x-borne-usager.")
]


def parse_text(value: Any) -> str:
    """Read a text of 1 to 10,000 characters that is not blank.

    Raises:
        PydanticCustomError: type `text` (not a text), `text_blank` or `text_long`.
    """
    if not isinstance(value, str):
        raise PydanticCustomError("text", "not a text")
    if not value.strip():
        raise PydanticCustomError("text_blank", "blank")
    if len(value) > 10_000:
        raise PydanticCustomError("text_long", "too long")
    return value


Text = Annotated[
    str,
    Parsed(
        parse_text,
        {
            "type": "string",
            "maxLength": 10_000,
            "pattern": r"\S",
            "errorMessage": "Un texte est attendu, entre guillemets s’il ressemble à un nombre",
        },
    ),
]

# of each row that somebody fills in: the column « Sûr ? » of its sheet, the key of its lines
Certainty = Annotated[
    Literal["sure", "to_confirm"],
    Field(title="Sûr ?", description="« à confirmer » si une valeur de la ligne reste à vérifier."),
]


# What the name in a field is the name of: said on the field, read by the check of references and by the schema.

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
