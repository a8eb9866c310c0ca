"""pydantic's error types in French: what was expected and how to mend it."""

from difflib import get_close_matches
from typing import Any

from snr_cli.french import number

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
YEARS = frozenset({"reference_year", "year", "purchase_year", "from", "by", "start", "end", "full"})
KNOWN_TYPES = frozenset(_FIXED)


def shown(value: Any) -> str:
    """Show a value as typed, short."""
    if value is None:
        return "rien"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "un bloc"
    if isinstance(value, list | tuple):
        return "une liste"
    text = f"« {value} »" if isinstance(value, str) else f"{value}"
    return text if len(text) <= 60 else text[:57] + "…" + ("»" if isinstance(value, str) else "")


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
        near = get_close_matches(value, choices, 1, 0.6)
        help_text = (f"vouliez-vous dire « {near[0]} » ? " if near else "") + help_text
    if kind in ("model_type", "dict_type") and known_keys:
        help_text = "clés possibles : " + ", ".join(known_keys)
    if kind == "extra_forbidden":
        french = FRENCH_KEYS.get(name.casefold())
        near = [french] if french in known_keys else get_close_matches(name, known_keys, 1, 0.6)
        help_text = (
            f"vouliez-vous dire « {near[0]} » ?" if near else "clés possibles : " + ", ".join(sorted(known_keys)[:40])
        )
    bounds = {
        key: f"{bound:g}" if name in YEARS else number(bound)
        for key, bound in context.items()
        if key in ("ge", "le") and isinstance(bound, int | float)
    }
    expected = str(context.get("expected", "")).replace("'", "").replace(" or ", ", ")
    fill = {"name": name, "input": shown(value), "expected": expected, "ge": "", "le": "", **bounds}
    return (
        code,
        message.format_map(fill),
        help_text.format_map({**fill, "name": name}) if "{" in help_text else help_text,
    )
