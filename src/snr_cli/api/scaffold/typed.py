"""An answer of `snr init` as it is typed → its value. Light: no model is opened before one is needed."""

import re
from collections.abc import Callable
from typing import Final

from snr_cli.french.numbers import number
from snr_cli.french.suggested import closest, did_you_mean

Answer = int | str
AGREED: Final = "oui"
KINDS: Final = {
    "commune": "commune",
    "communaute_de_communes": "communauté de communes",
    "communaute_agglomeration": "communauté d’agglomération",
    "communaute_urbaine": "communauté urbaine",
    "metropole": "métropole",
    "metropole_de_lyon": "métropole de Lyon",
    "departement": "département",
    "region": "région",
    "autre": "autre statut",
}
_SPACES = "[ \u00a0\u202f]"
_GROUPED = re.compile(rf"[0-9]+|[0-9]{{1,3}}(?:{_SPACES}[0-9]{{3}})+")


class AnswerError(ValueError):
    """An answer that cannot be taken; the message is French."""


def count_between(low: int, high: int) -> Callable[[str], Answer]:
    """Return what reads a whole number between two bounds."""

    def parse(text: str) -> Answer:
        if re.fullmatch(r"[-\u2212] *[0-9][0-9.,]*", text):
            raise AnswerError(f"« {text} » est négatif ; un nombre de {low} ou plus est attendu")
        if not _GROUPED.fullmatch(text):
            raise AnswerError(f"« {text} » n’est pas un nombre entier ; écrivez-le en chiffres, sans unité ni virgule")
        digits = re.sub(_SPACES, "", text)
        if len(digits) > 15 or not low <= int(digits) <= high:
            bounds = " à ".join(str(bound) if bound < 10_000 else number(bound) for bound in (low, high))
            raise AnswerError(f"« {text} » est hors des bornes ; un nombre de {bounds} est attendu")
        return int(digits)

    return parse


def siren_of(text: str) -> Answer:
    """Read a SIREN."""
    from pydantic_core import PydanticCustomError

    from snr_cli.model.base import parse_siren

    digits = re.sub(_SPACES, "", text)
    try:
        return parse_siren(digits)
    except PydanticCustomError as error:
        if error.type == "siren_digit":
            why = "la clé de contrôle est fausse : un chiffre est faux, ou deux sont inversés"
        elif re.fullmatch("[0-9]{14}", digits):
            why = "c’est un SIRET ; gardez ses neuf premiers chiffres"
        else:
            why = "un SIREN a neuf chiffres : 243300316"
        raise AnswerError(f"« {text} » : {why}") from None


def name_of(text: str) -> Answer:
    """Read a name."""
    from pydantic_core import PydanticCustomError

    from snr_cli.model.base import parse_text

    # what no keyboard means to type: line breaks, tabs, escape sequences, halves of characters
    if not all(char.isprintable() or char in "\u00a0\u202f" for char in text):
        raise AnswerError(
            "le nom contient un caractère invisible (touche de direction, tabulation…) ; tapez-le à nouveau"
        )
    try:
        return parse_text(text)
    except PydanticCustomError:
        raise AnswerError("le nom dépasse 10 000 caractères") from None


def kind_named(text: str) -> Answer:
    """Read the kind of an authority."""
    from snr_cli.inputs.dossier.nearest import unaccented

    wanted = unaccented(text)
    for rank, (key, label) in enumerate(KINDS.items(), start=1):
        if wanted in (str(rank), key, unaccented(label)):
            return key
    names = {**{unaccented(label): key for key, label in KINDS.items()}, **{key: key for key in KINDS}}
    near = [key for name, key in names.items() if len(wanted) > 2 and wanted in name]
    hint = did_you_mean(next(iter(near), names.get(closest(wanted, names))), after=" ; ")
    raise AnswerError(
        f"« {text} » n’est pas dans la liste{hint} ; un chiffre de 1 à {len(KINDS)}, ou {', '.join(KINDS)}"
    )


def department_of(text: str) -> Answer:
    """Read the number of a département."""
    from pydantic import TypeAdapter, ValidationError

    from snr_cli.model.base import Department

    try:
        found: str = TypeAdapter(Department).validate_python(text.upper())
    except ValidationError:
        raise AnswerError(f"« {text} » n’est pas un numéro de département ; par exemple 01, 2A, 33 ou 974") from None
    return found


def agreed(text: str) -> Answer | None:
    """Read yes or no; None is no."""
    from snr_cli.inputs.dossier.nearest import unaccented

    answers: dict[str, Answer | None] = {"oui": AGREED, "o": AGREED, "non": None, "n": None}
    if unaccented(text) not in answers:
        raise AnswerError(f"« {text} » : répondez oui ou non")
    return answers[unaccented(text)]
