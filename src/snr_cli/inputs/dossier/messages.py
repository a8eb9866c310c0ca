"""pydantic's error types in French: what was expected and how to mend it."""

import re
from datetime import date
from functools import cache
from typing import Any, Final

from snr_cli.french.numbers import MONTHS, closest, did_you_mean, number

# type -> (code, message, help)
_FIXED: dict[str, tuple[str, str, str]] = {
    "missing": ("SNR202", "il manque « {name} »", "ajoutez cette clé"),
    "extra_forbidden": ("SNR201", "clé inconnue « {name} »", ""),
    "ratio": ("SNR205", "« {name} » attend une part", "écrivez 20 % ou 0.2"),
    "ratio_range": ("SNR205", "« {name} » : une part va de 0 à 100 %, reçu {input}", "écrivez 20 % ou 0.2, jamais 20"),
    "iso_date": (
        "SNR207",
        "« {name} » attend une date, reçu {input}",
        "écrivez l’année, le mois et le jour : 2025-12-31",
    ),
    "date_range": ("SNR204", "« {name} » : date hors de 1990–2100, reçu {input}", "vérifiez l’année"),
    "siren": ("SNR207", "« {name} » attend un SIREN, reçu {input}", 'neuf chiffres entre guillemets : "243300316"'),
    "siren_digit": (
        "SNR207",
        "SIREN {input} : la clé de contrôle est fausse",
        "un chiffre est faux ou deux sont inversés",
    ),
    "insee": (
        "SNR207",
        "« {name} » attend un code INSEE, reçu {input}",
        'cinq caractères entre guillemets : "01004", "2A004"',
    ),
    "department": (
        "SNR207",
        "« {name} » attend un numéro de département, reçu {input}",
        'entre guillemets : "01", "2A", "974"',
    ),
    "identifier": (
        "SNR207",
        "« {name} » attend un nom court, reçu {input}",
        "lettres sans accent, chiffres, - _ . ; 80 caractères au plus : parc-portables",
    ),
    "own_type": ("SNR207", "« {name} » attend un type propre, reçu {input}", "il commence par x- : x-borne-usager"),
    "text": ("SNR203", "« {name} » attend un texte, reçu {input}", "mettez la valeur entre guillemets"),
    "text_blank": ("SNR204", "« {name} » est vide", "écrivez un texte ou supprimez la clé"),
    "text_long": ("SNR204", "« {name} » dépasse 10 000 caractères", "raccourcissez le texte"),
    "finite_number": (
        "SNR204",
        "« {name} » : {input} n’est pas un nombre fini",
        "écrivez un nombre, ou supprimez la clé si vous ne savez pas",
    ),
    "greater_than_equal": (
        "SNR204",
        "« {name} » : {input} est trop petit (au moins {ge})",
        "vérifiez la valeur et son unité",
    ),
    "less_than_equal": (
        "SNR204",
        "« {name} » : {input} est trop grand (au plus {le})",
        "vérifiez la valeur et son unité",
    ),
    "float_type": (
        "SNR203",
        "« {name} » attend un nombre, reçu {input}",
        "un nombre sans unité ni guillemets, avec un point : 12.5",
    ),
    "int_type": ("SNR203", "« {name} » attend un nombre entier, reçu {input}", "un nombre entier sans guillemets"),
    "int_from_float": ("SNR203", "« {name} » attend un nombre entier, reçu {input}", "un nombre entier"),
    "int_parsing_size": ("SNR204", "« {name} » : nombre démesuré", "vérifiez la valeur et son unité"),
    "bool_type": ("SNR203", "« {name} » attend true ou false, reçu {input}", "écrivez true ou false"),
    "literal_error": ("SNR206", "« {name} » : {input} ne fait pas partie des choix", "choix : {expected}"),
    "format_newer": (
        "SNR206",
        "« {name} » : format {input}, plus récent que celui de cette version de snr ({expected})",
        "mettez snr à jour",
    ),
    "model_type": ("SNR203", "« {name} » attend un bloc de « clé: valeur », reçu {input}", ""),
    "dict_type": ("SNR203", "« {name} » attend un bloc de « clé: valeur », reçu {input}", ""),
    "tuple_type": ("SNR203", "« {name} » attend une liste, reçu {input}", "chaque élément commence par un tiret « - »"),
    "too_long": ("SNR204", "« {name} » : liste trop longue", ""),
    "too_short": ("SNR204", "« {name} » : liste vide", "donnez au moins un élément"),
    "invalid_key": (
        "SNR203",
        "clé {input} : un texte est attendu",
        "une décimale s’écrit avec un point (1.5) ; sinon mettez la clé entre guillemets",
    ),
    "string_type": ("SNR203", "« {name} » attend un texte, reçu {input}", "mettez la valeur entre guillemets"),
}
FRENCH_KEYS = {
    "annee": "reference_year",
    "année": "reference_year",
    "territoire": "territory",
    "collectivite": "territory",
    "quantite": "quantity",
    "quantité": "quantity",
    "nombre": "quantity",
    "nom": "name",
    "equipements": "equipment",
    "équipements": "equipment",
    "duree_vie": "lifetime_years",
    "durée_vie": "lifetime_years",
    "libelle": "label",
    "libellé": "label",
    "usages": "uses",
    "objectifs": "objectives",
    "indicateurs": "indicators",
    "salle": "room",
    "departement": "department",
    "département": "department",
    "menages": "households",
    "ménages": "households",
}
_YEARS = frozenset({"reference_year", "year", "purchase_year", "from", "by", "start", "end", "full"})
_CURLY: Final = "“”„«»‘’"
_ISO: Final = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_DAY_FIRST: Final = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})")
_GROUPED: Final = re.compile("[0-9]{1,3}([ \u00a0\u202f.][0-9]{3})+")


def typed_value(value: Any) -> str:
    """Show a value as typed, short."""
    if value is None:
        return "rien"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "un bloc"
    if isinstance(value, list | tuple):
        return "une liste"
    text = f"« {value} »" if isinstance(value, str) else f"{value}".replace(".", ",")
    return text if len(text) <= 60 else text[:57] + "…" + ("»" if isinstance(value, str) else "")


@cache
def meant(name: str, known_keys: tuple[str, ...]) -> str | None:
    """Return the key that an unknown one means: its English name, else the nearest."""
    french = FRENCH_KEYS.get(name.casefold())
    return french if french in known_keys else closest(name, known_keys)


def _advised(kind: str, value: Any, words: dict[str, str], message: str, help_text: str) -> tuple[str, str]:
    """Return message and help, better ones when the value itself tells the mistake."""
    name = words["name"]
    if kind == "greater_than_equal" and value < 0:
        return f"« {name} » : {words['input']} est négatif (au moins {words['ge']})", help_text
    if kind == "extra_forbidden" and ":" in name:
        key, _, rest = name.partition(":")
        return message, f"il manque un espace : « {key}: {rest} »"
    if meant_share := without_sign(kind, value):
        return message, f"{meant_share} ? écrivez-le avec son signe %"
    if not isinstance(value, str):
        return message, help_text
    text = value.strip()
    if text[:1] in _CURLY:
        return message, f'guillemets typographiques : écrivez "{text.strip(_CURLY + chr(34)).strip()}"'
    if kind == "tuple_type" and text.startswith("-"):
        return message, f"il manque un espace après le tiret : « - {text[1:].split(' -')[0]} »"
    if kind == "iso_date":
        if match := _ISO.fullmatch(text):
            month, day = int(match[2]), int(match[3])
            if 1 <= month <= len(MONTHS):
                return f"« {name} » : le {day} {MONTHS[month - 1]} {match[1]} n’existe pas", help_text
            return f"« {name} » : il n’y a pas de mois {month}", help_text
        if (match := _DAY_FIRST.fullmatch(text)) and (written := _date(match[3], match[2], match[1])):
            return message, f'écrivez "{written}"'
    if kind in ("float_type", "int_type"):
        if re.fullmatch(r"-?[0-9]+", text) or (kind != "int_type" and re.fullmatch(r"-?[0-9]+\.[0-9]+", text)):
            return f"« {name} » : {words['input']} est un texte (entre guillemets) et non un nombre", f"écrivez {text}"
        if _GROUPED.fullmatch(text) or (kind == "int_type" and re.fullmatch(r"[0-9]{1,3}(,[0-9]{3})+", text)):
            return message, f"écrivez {re.sub('[^0-9]', '', text)}"
        if re.fullmatch(r"-?[0-9]+,[0-9]+", text):
            return message, f"une décimale s’écrit avec un point : {text.replace(',', '.')}"
    return message, help_text


def without_sign(kind: str, value: Any) -> str:
    """Return the share that a number over 1 must mean; empty for another mistake."""
    if kind != "ratio_range" or not isinstance(value, int | float) or not 1 < value <= 100:
        return ""
    return f"{value:g} %".replace(".", ",")


def _date(year: str, month: str, day: str) -> str | None:
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None


def as_typed(kind: str, before: str, typed: str) -> tuple[str, str] | None:
    """Return message and help of a mistake that only the text of the line shows; None when it shows none.

    Args:
        kind: pydantic's error type.
        before: the line, up to the value or key.
        typed: the value or key.
    """
    if kind == "int_type" and re.fullmatch(r"[0-9]{1,3}(\.[0-9]{3})+", typed):
        digits = typed.replace(".", "")
        return f"« {typed} » : un nombre entier est attendu, le point est celui des décimales", f"écrivez {digits}"
    # in braces a comma ends the value: what follows it becomes a key
    if kind in ("invalid_key", "extra_forbidden") and re.fullmatch("[0-9]+", typed):
        match = re.search(r"(?<![^\s{,])([^\s{,]+): *([0-9]+),$", before)
        if match:
            decimal = f"{match[2]}.{typed}"
            either = f"{match[2]}{typed}, ou {decimal} pour une décimale" if len(typed) == 3 else decimal
            return f"« {match[1]}: {match[2]},{typed} » : la virgule sépare deux éléments", f"écrivez {either}"
    return None


def french_error(
    kind: str, name: str, value: Any, context: dict[str, Any], known_keys: list[str]
) -> tuple[str, str, str]:
    """Return code, message and help of one pydantic error.

    Args:
        kind: pydantic's error type.
        name: the key concerned.
        value: what was written.
        context: pydantic's context (bounds, choices).
        known_keys: keys possible at this place, to suggest the nearest.
    """
    if kind == "float_type" and isinstance(value, int) and not isinstance(value, bool):
        kind = "int_parsing_size"
    code, message, help_text = _FIXED.get(kind, ("SNR203", "« {name} » : valeur invalide ({input})", ""))
    if kind == "literal_error" and isinstance(value, str):
        choices = [choice.strip("' ") for choice in str(context.get("expected", "")).replace(" or ", ", ").split(",")]
        help_text = f"{did_you_mean(closest(value, choices))} {help_text}".strip()
    if kind in ("model_type", "dict_type") and known_keys:
        help_text = "clés possibles : " + ", ".join(known_keys)
    if kind == "extra_forbidden":
        help_text = did_you_mean(
            meant(name, tuple(known_keys)), f"clés possibles : {', '.join(sorted(known_keys)[:40])}"
        )
    bounds = {
        key: f"{bound:g}" if name in _YEARS else number(bound)
        for key, bound in context.items()
        if key in ("ge", "le") and isinstance(bound, int | float)
    }
    expected = str(context.get("expected", "")).replace("'", "").replace(" or ", ", ")
    fill = {"name": name, "input": typed_value(value), "expected": expected, "ge": "", "le": "", **bounds}
    said = message.format_map(fill), help_text.format_map({**fill, "name": name}) if "{" in help_text else help_text
    return code, *_advised(kind, value, fill, *said)


def absurd(line: str, *, planned: bool = False) -> tuple[str, str]:
    """Return the message and the help for a line whose result, today or once planned, is too large to be a number."""
    if planned:
        return (
            f"{f'ligne « {line} »' if line else 'trajectoire'} : les actions n’en font plus un nombre que l’on puisse suivre",
            "vérifiez les valeurs de leurs effects ; réunissez les actions qui en changent chacune une partie (share)",
        )
    return f"ligne « {line} » : résultat démesuré", "vérifiez quantité et unité"
