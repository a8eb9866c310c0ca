"""SNR438: the name of a person where a function is enough, or how to reach one. The governance and elected members are public."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from pydantic import BaseModel

from snr_cli.french.cells import boxes, has_phone
from snr_cli.inputs.inventory.values import has_civility, is_person, plain, without_persons
from snr_cli.rules.case import Case, Path, Remark, Rule, Verdict, always, judged

_HELP: Final = "écrivez la direction ou la fonction : un dossier, et ses documents, se passent du nom des agents"
_REACHED: Final = (
    "effacez, ou donnez une boîte de service (contact@, dsi@) : un dossier, et ses documents, s’en passent"
)
_NOTHING: Final = "ni nom, ni adresse, ni téléphone d’une personne"
_PUBLIC: Final = frozenset({"governance"})  # who decides is public
_PUBLISHED: Final = "texts"  # of documents: a number to call is there for that
# published as data, by `snr publish`
_TABLES: Final = ("strategy", "actions", "objectives", "indicators", "exclusions", "limits")
_PARTS: Final = re.compile(r"[\W\d_]+")
# what the address of a service, not of a person, is made of
_SERVICES: Final = frozenset(
    [
        "accueil",
        "achat",
        "achats",
        "administratif",
        "administration",
        "agence",
        "agglo",
        "agglomeration",
        "assistance",
        "bibliotheque",
        "bureau",
        "cabinet",
        "ccas",
        "cdg",
        "collectivite",
        "com",
        "commande",
        "commerce",
        "commune",
        "communaute",
        "communication",
        "comptabilite",
        "conseil",
        "contact",
        "courrier",
        "culture",
        "cyber",
        "datacenter",
        "data",
        "dechets",
        "departement",
        "dev",
        "developpement",
        "dga",
        "dgs",
        "direction",
        "documentation",
        "donnees",
        "dpo",
        "drh",
        "dsi",
        "dsin",
        "dsn",
        "durable",
        "eau",
        "economie",
        "ecole",
        "ecoles",
        "education",
        "elus",
        "emploi",
        "energie",
        "enfance",
        "environnement",
        "equipe",
        "et",
        "facturation",
        "factures",
        "finances",
        "formation",
        "fournisseurs",
        "garantie",
        "gestion",
        "glpi",
        "help",
        "helpdesk",
        "hotline",
        "info",
        "informatique",
        "infos",
        "information",
        "innovation",
        "inventaire",
        "jeunesse",
        "juridique",
        "la",
        "le",
        "les",
        "logistique",
        "mairie",
        "maintenance",
        "marche",
        "marches",
        "mediatheque",
        "metropole",
        "mobilite",
        "moyens",
        "musee",
        "no",
        "noreply",
        "ne",
        "numerique",
        "open",
        "parc",
        "patrimoine",
        "petite",
        "pas",
        "pub",
        "pole",
        "politique",
        "postmaster",
        "presse",
        "public",
        "publics",
        "qualite",
        "questions",
        "reemploi",
        "region",
        "relations",
        "reply",
        "repondre",
        "ressourcerie",
        "responsable",
        "rgpd",
        "rh",
        "sav",
        "scolaire",
        "secretariat",
        "securite",
        "service",
        "services",
        "si",
        "sobriete",
        "social",
        "sport",
        "sports",
        "sobre",
        "standard",
        "strategie",
        "support",
        "syndicat",
        "technique",
        "techniques",
        "telecom",
        "telecoms",
        "telephonie",
        "transition",
        "travaux",
        "tourisme",
        "urbanisme",
        "vente",
        "ventes",
        "ville",
        "voirie",
        "web",
        "webmaster",
    ]
)


def named_persons(case: Case) -> Verdict:
    """SNR438: a function was asked, the name of a person was given; or how to reach a person was."""
    return judged([*_reached(case), *_named(case), *_called(case)], _NOTHING)


def _reached(case: Case) -> Iterator[Remark]:
    """Give the texts that hold an electronic address or a telephone number; neither is ever shown."""
    for path, text in _texts(case.dossier, ()):
        if path[0] in _PUBLIC:
            continue
        found = []
        if not all(map(_is_of_a_service, boxes(text))):
            found.append("une adresse électronique")
        if path[0] != _PUBLISHED and has_phone(text):
            found.append("un numéro de téléphone")
        if found:
            yield Remark(path, f"{' et '.join(found)} d’une personne, semble-t-il (non montré)", _REACHED)


def _called(case: Case) -> Iterator[Remark]:
    """Give the texts of lines that name a person by a civility."""
    for section in ("equipment", "services"):
        for path, text in _texts(getattr(case.dossier, section), (section,)):
            if has_civility(text):
                yield Remark(path, "le nom d’une personne, semble-t-il (non montré)", _HELP)


def persons_published(case: Case) -> Verdict:
    """SNR438 before data are published: a person named in any text of the published tables too."""
    functions = {path for path, _ in _functions(case)}
    names = _names(case)
    named = [
        Remark(path, "le nom d’une personne, semble-t-il (non montré)", _HELP)
        for section in _TABLES
        for path, text in _texts(getattr(case.dossier, section), (section,))
        if _names_a_person(text, names) and not (path in functions and is_person(text, names))
    ]
    return judged([*_reached(case), *_named(case), *_called(case), *named], _NOTHING)


def personal_governance(case: Case) -> dict[str, tuple[Remark, bool]]:
    """Return the keys of the governance that name a person or say how to reach one, what is said of each, and whether a document may hold it.

    An elected member is public, and a document may name one; nobody is named in data.
    """
    names, found = _names(case), {}
    for path, text in _texts(case.dossier.governance, ("governance",)):
        key = str(path[-1])
        reached = has_phone(text) or not all(map(_is_of_a_service, boxes(text)))
        if reached or _names_a_person(text, names):
            found[key] = (
                Remark(path, "nom, adresse ou téléphone d’une personne, semble-t-il (non montré)", _HELP),
                key == "elected_lead" and not reached,
            )
    return found


def _names(case: Case) -> dict[str, str]:
    return {cells["word"]: cells["what"] for _, cells in case.tables.rows("inventory/names.csv")}


def _names_a_person(text: str, names: Mapping[str, str]) -> bool:
    """Say whether a text is a name, or holds one that a civility or capitals betray; « suivie par Sophie Martin » is not seen."""
    return is_person(text, names) or without_persons(text, names) != text


def _is_of_a_service(box: str) -> bool:
    words = [word for word in _PARTS.split(plain(box)) if word]
    return bool(words) and all(word in _SERVICES for word in words)


def _texts(item: Any, path: Path) -> Iterator[tuple[Path, str]]:
    """Give the texts of a part of the dossier."""
    if isinstance(item, str):
        yield path, item
    elif isinstance(item, BaseModel):
        fields = type(item).model_fields
        for name in item.model_fields_set:
            yield from _texts(getattr(item, name), (*path, fields[name].alias or name))
    elif isinstance(item, Mapping):
        for key, value in item.items():
            yield from _texts(value, (*path, key))
    elif isinstance(item, tuple):
        for rank, value in enumerate(item):
            yield from _texts(value, (*path, rank))


def _named(case: Case) -> list[Remark]:
    asked = [(path, text) for path, text in _functions(case) if text]
    if not any(" " in text or "." in text for _, text in asked):
        return []
    names = _names(case)
    return [
        Remark(path, "un nom de personne, semble-t-il, où une fonction est attendue", _HELP)
        for path, text in asked
        if is_person(text, names)
    ]


def _functions(case: Case) -> Iterator[tuple[Path, str | None]]:
    """Give the fields that hold a function."""
    dossier = case.dossier
    for index, action in enumerate(dossier.actions):
        yield ("actions", index, "owner"), action.owner
    for index, indicator in enumerate(dossier.indicators):
        yield ("indicators", index, "owner"), indicator.owner
    for index, contributor in enumerate(dossier.contributors):
        yield ("contributors", index, "function"), contributor.function
    if dossier.programme is not None:
        yield ("programme", "lead"), dossier.programme.lead
        for index, step in enumerate(dossier.programme.steps):
            yield ("programme", "steps", index, "who"), step.who


RULES: Final = (Rule("SNR438", always, named_persons),)
PUBLISHED: Final = Rule("SNR438", always, persons_published)
