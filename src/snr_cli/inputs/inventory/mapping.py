"""The mapping kept beside an export: a person's corrections of columns, statuses and types. It wins over every rule."""

import re
from typing import Any, Final

from snr_cli.french.numbers import closest, did_you_mean, whole
from snr_cli.inputs.inventory import linked
from snr_cli.inputs.inventory.quantities import MAX_QUANTITY
from snr_cli.inputs.inventory.recognition import JUDGED, PERSONAL, UNREAD
from snr_cli.inputs.inventory.records import ASIDE_STATES, NOT_DEVICES, Corrections
from snr_cli.inputs.inventory.totals import READINGS

STATES: Final = ("in_use", "spare", "stored", *ASIDE_STATES)
_SECTIONS: Final = ("columns", "statuses", "types", "keep", "totals", "titles")
_NUMBERED: Final = re.compile(r"(\d{1,12})\s+(\S+)").fullmatch


class MappingError(Exception):
    """A mapping says something wrong: the key path, what is wrong and how to mend it, in French."""

    def __init__(self, path: tuple[str, ...], message: str, help_text: str = "") -> None:
        super().__init__(message)
        self.path, self.message, self.help = path, message, help_text


# the roles that a person may give a column
GIVEN_ROLES: Final = (
    *(*JUDGED, "entity", "site", "purchase_date", "retirement_date"),
    *(*UNREAD, *sorted(PERSONAL), *linked.ROLES),
)


def corrections(data: Any, types: frozenset[str]) -> Corrections:
    """Check the data of a mapping file.

    Args:
        data: what the YAML holds: `columns`, `statuses`, `types`, `keep`, `totals`, `titles`, all of them optional.
        types: the types of the catalogue and of the dossier.

    Raises:
        MappingError: an unknown key, role, state or type.
    """
    if data is None:
        return Corrections()
    if not isinstance(data, dict):
        raise MappingError((), "un fichier de correspondances est une suite de « clé: valeur »")
    for key in data:
        if key not in _SECTIONS:
            raise MappingError((str(key),), f"clé inconnue « {key} »", f"clés possibles : {', '.join(_SECTIONS)}")
    titled = data.get("titles")
    if titled not in (None, True, False):
        raise MappingError(
            ("titles",),
            "« titles » attend true ou false",
            "« titles: false » dit que le fichier n’a pas de ligne de titres ; les titres se donnent sous columns",
        )
    numbers, kinds = _numbers(data.get("types"))
    return Corrections(
        _words(
            data,
            "columns",
            ("", *GIVEN_ROLES),
            "rôle",
        ),
        _words(data, "statuses", STATES, "état"),
        _words({"types": kinds}, "types", tuple(types | set(NOT_DEVICES)), "type"),
        _kept(data.get("keep")),
        numbers,
        _words(data, "totals", READINGS, "place des sous-totaux"),
        titled is not False,
    )


def _numbers(found: Any) -> tuple[dict[str, int], Any]:
    """Return how many devices each label is, and the section without these numbers: « 10 laptop »."""
    numbers = dict[str, int]()
    if not isinstance(found, dict):
        return numbers, found
    kinds = dict(found)
    for name, value in found.items():
        if said := _NUMBERED(str(value)):
            if not 1 <= int(said[1]) <= MAX_QUANTITY:
                raise MappingError(
                    ("types", name),
                    f"nombre d’appareils hors de ses bornes « {value} »",
                    f"un nombre d’appareils va de 1 à {whole(MAX_QUANTITY)}",
                )
            numbers[str(name)], kinds[name] = int(said[1]), said[2]
    return numbers, kinds


def _words(data: dict[str, Any], section: str, choices: tuple[str, ...], what: str) -> dict[str, str]:
    found = data.get(section)
    if found is None:
        return {}
    if not isinstance(found, dict):
        raise MappingError((section,), f"« {section} » attend des « clé: valeur »")
    result = {}
    for name, value in found.items():
        word = "" if value is None else str(value)
        if word not in choices:
            shown = ", ".join(sorted(choice for choice in choices if choice)[:25])
            raise MappingError(
                (section, name), f"{what} inconnu « {word} »", did_you_mean(closest(word, choices), shown)
            )
        result[str(name)] = word
    return result


def _kept(found: Any) -> dict[str, tuple[str, ...]]:
    if found is None:
        return {}
    if not isinstance(found, dict):
        raise MappingError(("keep",), "« keep » attend des « titre de colonne: [valeurs gardées] »")
    return {
        str(name): tuple(str(value) for value in values) if isinstance(values, list) else (str(values),)
        for name, values in found.items()
    }
