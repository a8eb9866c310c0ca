"""The questions of `snr init` as data, and what an answer must agree with. Light: the options' help comes from here."""

import re
from collections.abc import Callable
from typing import Final, NamedTuple

from pydantic import TypeAdapter, ValidationError
from pydantic_core import PydanticCustomError

from snr_cli.french.numbers import closest, did_you_mean, number
from snr_cli.french.words.terms import term
from snr_cli.inputs.dossier.named import unaccented
from snr_cli.model.base import Department, parse_siren, parse_text
from snr_cli.model.dossier import ESTIMATE_KINDS

# An answer of `snr init` as it is typed → its value. Light: no model is opened before one is needed.

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
    try:
        answer: str = TypeAdapter(Department).validate_python(text.upper())
    except ValidationError:
        raise AnswerError(f"« {text} » n’est pas un numéro de département ; par exemple 01, 2A, 33 ou 974") from None
    return answer


def agreed(text: str) -> Answer | None:
    """Read yes or no; None is no."""
    answers: dict[str, Answer | None] = {"oui": AGREED, "o": AGREED, "non": None, "n": None}
    if unaccented(text) not in answers:
        raise AnswerError(f"« {text} » : répondez oui ou non")
    return answers[unaccented(text)]


Answers = dict[str, Answer]

_UNKNOWN: Final = frozenset({"", "?", "nsp", "ne sais pas", "je ne sais pas"})


class Question(NamedTuple):
    """One question; its key is the option's name too."""

    key: str
    group: str
    ask: str
    where: str
    example: str
    parse: Callable[[str], Answer | None]
    line: tuple[str, str, str] | None = None  # section, id and type of the line it fills
    part_of: str | None = None  # the question whose answer it cannot exceed
    if_unknown: bool = False  # asked only when the table does not have the authority


_WHO, _YEAR, STAFF, _FLEET, LINES, BOUGHT, LEFT = (
    "La collectivité",
    "L’année",
    "Les agents",
    "Le parc en service au 31 décembre",
    "Les abonnements",
    "Ce qui est acheté dans l’année",
    "Ce que vous ne savez pas",
)
_PERSONS, _AGENTS, _SOME = count_between(1, 70_000_000), count_between(1, 200_000), count_between(0, 1_000_000_000)

QUESTIONS: Final = (
    Question(
        "siren",
        _WHO,
        "Numéro SIREN, ou nom de la collectivité",
        "annuaire-entreprises.data.gouv.fr, ou les neuf premiers chiffres du SIRET ; un nom est cherché dans la table de snr",
        "243300316",
        siren_of,
    ),
    Question(
        "name", _WHO, "Nom complet", "tel que sur vos délibérations", "Commune de Sainte-Orge", name_of, if_unknown=True
    ),
    Question(
        "kind",
        _WHO,
        "Nature",
        ", ".join(f"{rank} {label}" for rank, label in enumerate(KINDS.values(), start=1)),
        "1",
        kind_named,
        if_unknown=True,
    ),
    Question(
        "department",
        _WHO,
        "Numéro du département",
        "il choisit le facteur de l’électricité (Hexagone, Corse, outre-mer)",
        "33",
        department_of,
        if_unknown=True,
    ),
    Question(
        "population_totale",
        _WHO,
        "Population totale",
        "insee.fr, populations de référence ; c’est celle du seuil légal de 50 000 habitants",
        "52600",
        _PERSONS,
        if_unknown=True,
    ),
    Question(
        "population_municipale",
        _WHO,
        "Population municipale",
        "insee.fr, populations de référence ; c’est celle des chiffres par habitant",
        "51800",
        _PERSONS,
        part_of="population_totale",
        if_unknown=True,
    ),
    Question(
        "year",
        _YEAR,
        "Année étudiée",
        "la dernière année complète dont vous avez l’inventaire et les factures",
        "2025",
        count_between(1990, 2100),
    ),
    Question("agents", STAFF, "Agents, tous statuts", "ressources humaines, rapport social unique", "820", _AGENTS),
    Question(
        "equipped",
        STAFF,
        "Agents qui ont un poste de travail informatique",
        "comptes actifs de l’annuaire informatique",
        "460",
        _AGENTS,
        part_of="agents",
    ),
    Question(
        "teleworkers",
        STAFF,
        "Agents en télétravail",
        "ressources humaines, conventions de télétravail",
        "120",
        count_between(0, 200_000),
        part_of="agents",
    ),
    Question(
        "laptops",
        _FLEET,
        "Ordinateurs portables",
        "GLPI : Parc > Ordinateurs",
        "330",
        _SOME,
        ("equipment", "portables", "laptop"),
    ),
    Question(
        "desktops",
        _FLEET,
        "Ordinateurs fixes, écran non compris",
        "GLPI : Parc > Ordinateurs",
        "260",
        _SOME,
        ("equipment", "fixes", "desktop_professional"),
    ),
    Question(
        "monitors",
        _FLEET,
        "Écrans d’ordinateur",
        "GLPI : Parc > Moniteurs ; ou bons de commande",
        "690",
        _SOME,
        ("equipment", "ecrans", "monitor"),
    ),
    Question(
        "smartphones",
        _FLEET,
        "Smartphones",
        "gestion des terminaux mobiles, ou facture de l’opérateur",
        "210",
        _SOME,
        ("equipment", "smartphones", "smartphone"),
    ),
    Question(
        "tablets",
        _FLEET,
        "Tablettes",
        "gestion des terminaux mobiles ; élus, écoles et agents",
        "40",
        _SOME,
        ("equipment", "tablettes", "tablet"),
    ),
    Question(
        "printers",
        _FLEET,
        "Imprimantes de bureau",
        "GLPI : Parc > Imprimantes",
        "95",
        _SOME,
        ("equipment", "imprimantes", "printer_laser"),
    ),
    Question(
        "copiers",
        _FLEET,
        "Copieurs et multifonctions de couloir",
        "contrat de location",
        "30",
        _SOME,
        ("equipment", "copieurs", "photocopier_mfp"),
    ),
    Question(
        "servers",
        _FLEET,
        "Serveurs physiques",
        "inventaire des salles ; les machines virtuelles ne comptent pas",
        "9",
        _SOME,
        ("equipment", "serveurs", "server_rack"),
    ),
    Question(
        "switches",
        _FLEET,
        "Commutateurs réseau",
        "GLPI : Parc > Matériel réseau",
        "54",
        _SOME,
        ("equipment", "commutateurs", "switch"),
    ),
    Question(
        "fixed_lines",
        LINES,
        "Accès internet fixes des sites",
        "factures de l’opérateur",
        "48",
        _SOME,
        ("services", "lignes-fixes", "line_fixed_year"),
    ),
    Question(
        "mobile_lines",
        LINES,
        "Abonnements mobiles",
        "factures de l’opérateur",
        "230",
        _SOME,
        ("services", "lignes-mobiles", "line_mobile_year"),
    ),
    Question(
        "paper",
        BOUGHT,
        "Papier de bureau, en kg",
        "marché de fournitures ; une ramette de 500 feuilles A4 de 80 g/m² pèse 2,5 kg",
        "9200",
        _SOME,
        ("services", "papier", "paper_kg"),
    ),
    Question(
        "spending",
        BOUGHT,
        "Logiciels et prestations informatiques, en milliers d’euros hors taxe",
        "comptabilité, sans matériel ni abonnements",
        "350",
        _SOME,
        ("services", "prestations", "spend_it_services_keur"),
    ),
    Question(
        "estimate",
        LEFT,
        "Estimer ce que vous ne savez pas ?",
        "postes, écrans, téléphones, imprimantes et papier, d’après les agents ; tout ce qui en vient est dit « estimé ». Réseau, "
        f"serveurs, courriels et cloud restent « {term('not_assessed', 2)} », faute de ratio publié",
        "oui",
        agreed,
    ),
)
BY_KEY: Final = {question.key: question for question in QUESTIONS}


def estimates(answers: Answers) -> list[str]:
    """Return what to estimate from head counts: what was asked for, and not answered."""
    if "estimate" not in answers:
        return []
    return [
        name
        for name, kind in ESTIMATE_KINDS.items()
        if kind.unless is not None and not any(key in answers for key in kind.unless)
    ]


def option(key: str) -> str:
    """Return the option that answers a question."""
    return "--" + key.replace("_", "-")


def read(key: str, text: str, answers: Answers) -> Answer | None:
    """Read an answer; None means that the figure is not known.

    Args:
        key: the question.
        text: what was typed.
        answers: those already taken, which a part or a whole must not contradict.

    Raises:
        AnswerError: it cannot be taken.
    """
    text = text.strip()
    if unaccented(text) in _UNKNOWN:
        return None
    value = BY_KEY[key].parse(text)
    if value is None:
        return None
    if key == "estimate" and not {"agents", "equipped"} & set(answers):
        raise AnswerError("rien ne s’estime sans effectif ; donnez d’abord le nombre d’agents")
    together = {**answers, key: value}
    for question in QUESTIONS:
        part, whole = together.get(question.key), together.get(question.part_of or "")
        if (
            key in (question.key, question.part_of)
            and isinstance(part, int)
            and isinstance(whole, int)
            and part > whole
        ):
            ask = BY_KEY[question.part_of or ""].ask
            raise AnswerError(
                f"{question.ask.lower()} : {number(part)}, plus que « {ask.lower()} » : {number(whole)} ; "
                "laissez vide si vous n’êtes pas sûr"
            )
    return value
