"""The sources of the figures, what is not published and why, the purchases to declare, as published tables."""

import re
from typing import Any, Final, NamedTuple

from snr_cli.catalog.records import Source
from snr_cli.french.words.licences import REDISTRIBUTIONS
from snr_cli.model.duties import Purchases
from snr_cli.outputs.publication.columns import PublishedColumn as Column
from snr_cli.outputs.publication.columns import PublishedTable, TableFault
from snr_cli.outputs.publication.drawn import Publishable, drawn_from

_SHARE_ALIKE: Final = re.compile(r"ODbL|BY-SA")
# the name that the declaration gives to the one category whose purchases a dossier tells apart
_IT_PRODUCTS: Final = "Matériel informatique et téléphonie"
_AMOUNTS: Final = (
    "montant_total",
    "montant_reemploi_et_reutilisation",
    "montant_produits_issus_don",
    "montant_produits_recycles",
)


def is_share_alike(source: Source) -> bool:
    """Say whether what is made of a source keeps its licence."""
    return _SHARE_ALIKE.search(source.licence) is not None


def sources_table() -> PublishedTable[Source]:
    """Return the table of the sources."""
    return PublishedTable(
        "sources",
        "Sources des chiffres",
        "Les sources des facteurs de l’empreinte, leur licence et la mention à reprendre.",
        (
            Column("identifiant", "string", "Identifiant", "Code de la source.", "ADEME_NGC", drawn_from("id"), required=True, pattern="[A-Z0-9_]{2,60}"),
            Column("titre", "string", "Titre", "Titre de la source.", "Nos Gestes Climat : modèle de calcul", drawn_from("title_fr"), required=True),
            Column("editeur", "string", "Éditeur", "Qui la publie.", "ADEME", drawn_from("publisher_fr"), required=True),
            Column("annee", "year", "Année", "Année de l’édition.", "2026", drawn_from("year"), required=True),
            Column("adresse", "string", "Adresse", "Où la trouver.", "https://github.com/incubateur-ademe/nosgestesclimat", drawn_from("url")),
            Column("licence", "string", "Licence", "Licence, telle que la source la dit.", "MIT", drawn_from("licence_fr"), required=True),
            Column("redistribution", "string", "Redistribution", "Si ses lignes peuvent être redistribuées.", "yes", drawn_from("redistribution"), required=True, choices=REDISTRIBUTIONS),
            Column("partage_identique", "boolean", "Partage à l’identique", "Vrai si ce qui en est tiré garde sa licence (ODbL, CC BY-SA).", "false", is_share_alike, required=True),
            Column("mention", "string", "Mention", "Mention à reprendre.", "ADEME, Nos Gestes Climat : modèle de calcul, 2026 (MIT)", lambda each: f"{each.publisher_fr}, {each.title_fr}, {each.year} ({each.licence_fr})", required=True),
        ),
        ("identifiant",),
        fault=TableFault("redistribution", "oui", "constraint-error", "un code qui n’est pas dans la liste"),
    )  # fmt: skip


class LeftOut(NamedTuple):
    """Something that is not published: where it would be, and why."""

    table: str
    what: str
    why: str
    sources: tuple[str, ...] = ()


LEFT_OUT_WHYS: Final = {
    "redistribution": "chiffres qui ne reposent que sur des sources qui ne se redistribuent pas (comptés dans les totaux, ou lisibles dans les documents)",
    "own": "chiffres qui ne reposent que sur une valeur propre à la collectivité, dont la licence n’est pas dite (comptés dans les totaux)",
    "person": "textes qui nomment une personne, ou disent comment la joindre",
    "inventory": "détail de l’inventaire, et ce que chaque action y change",
    "contributors": "directions qui tiennent les données",
    "unknown": "lignes dont une valeur demandée n’est pas connue (rien n’est inventé)",
    "documents": "parties du dossier sans table (les documents en disent une part)",
    "settings": "réglages du calcul et liens avec d’autres dossiers",
}


def left_out_table() -> PublishedTable[LeftOut]:
    """Return the table of what is not published."""
    return PublishedTable(
        "non-publie",
        "Ce qui n’est pas publié",
        "Ce qui a été laissé de côté, et pourquoi.",
        (
            Column("table", "string", "Table", "Table où la ligne aurait été.", "empreinte", drawn_from("table"), required=True),
            Column("quoi", "string", "Quoi", "Ce qui n’est pas publié.", "organisation, cloud, use, climate_change", drawn_from("what"), required=True),
            Column("motif", "string", "Motif", "Pourquoi.", "redistribution", drawn_from("why"), required=True, choices=LEFT_OUT_WHYS),
            Column("sources", "array", "Sources", "Sources en cause.", '["ADEME_2025_UPDATE"]', drawn_from("sources")),
        ),
        ("table", "quoi"),
        fault=TableFault("motif", "confidentiel", "constraint-error", "un motif qui n’est pas dans la liste"),
    )  # fmt: skip


class PurchaseRow(NamedTuple):
    """Purchases to declare: all that the declaration asks for is known."""

    purchases: Purchases
    siret: str
    name: str


def purchase_rows(drawn: Publishable) -> tuple[list[PurchaseRow], list[LeftOut]]:
    """Return the purchases that can be declared as they are, and those that cannot."""
    rows: list[PurchaseRow] = []
    left: list[LeftOut] = []
    name = drawn.fact("name")
    for each in drawn.dossier.purchases:
        known = all(getattr(each, amount) is not None for amount in _AMOUNTS)
        if each.category == "informatique_telephonie" and known and drawn.siret and name:
            rows.append(PurchaseRow(each, drawn.siret, str(name)))
            continue
        lacks = [amount for amount in _AMOUNTS if getattr(each, amount) is None]
        lacks += ["siret"] if not drawn.siret else []
        lacks += ["raison_sociale"] if not name else []
        lacks += ["type_produit_acquis"] if each.category != "informatique_telephonie" else []
        left.append(LeftOut("achats-agec", f"{each.year}, {each.category} : {', '.join(lacks)}", "unknown"))
    return rows, left


def purchases_table() -> PublishedTable[PurchaseRow]:
    """Return the table of purchases, with the columns of the national declaration (loi AGEC, article 58)."""
    agec: dict[str, Any] = {"same_as": "declaration-biens-reemploi-reutilisation-recycle", "required": True}
    amounts = {
        "montant_total": "Dépense annuelle de la catégorie",
        "montant_reemploi_et_reutilisation": "Dont biens issus du réemploi ou de la réutilisation",
        "montant_produits_issus_don": "Dont dons reçus, à leur valeur forfaitaire",
        "montant_produits_recycles": "Dont biens qui contiennent des matières recyclées",
    }
    return PublishedTable(
        "achats-agec",
        "Achats de biens issus du réemploi ou recyclés",
        "Colonnes de la déclaration nationale (loi AGEC, article 58), dont le schéma fait foi ; montants en euros hors taxes.",
        (
            Column("annee", "year", "Année", "Année civile.", "2025", drawn_from("purchases.year"), **agec),
            Column("siret", "string", "SIRET", "SIRET de la collectivité.", "20099999300013", drawn_from("siret"), pattern="[0-9]{14}", **agec),
            Column("raison_sociale", "string", "Raison sociale", "Nom de la collectivité.", "Communauté d’agglomération de Valmont", drawn_from("name"), **agec),
            Column("type_produit_acquis", "string", "Type de produit", "Catégorie de produits.", _IT_PRODUCTS, lambda _: _IT_PRODUCTS, **agec),
            *(Column(name, "number", text, f"{text}, en euros hors taxes.", "1000", drawn_from(f"purchases.{name}"), low=0, **agec) for name, text in amounts.items()),
            Column("commentaires", "string", "Commentaires", "Vide.", "", lambda _: None, same_as=agec["same_as"]),
        ),
        (),
    )  # fmt: skip
