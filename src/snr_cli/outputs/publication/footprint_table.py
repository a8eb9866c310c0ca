"""The footprint as a published table."""

from typing import Any, Final, Literal

from snr_cli.catalog.tables import Tables
from snr_cli.engine.records import DEDUCED
from snr_cli.french.words.results import FIGURE_STATES, ORIGINS, STAGES
from snr_cli.outputs.publication.columns import PublishedColumn as Column
from snr_cli.outputs.publication.columns import PublishedTable, TableFault
from snr_cli.outputs.publication.drawn import choice_labels, drawn_from
from snr_cli.outputs.publication.footprint_rows import BY_HOUSEHOLD, BY_INHABITANT, BY_INVENTORY, FootprintRow
from snr_cli.results.cells import SUMMED

FOOTPRINT_READINGS: Final = {
    BY_INVENTORY: "inventaire de l’organisation",
    BY_HOUSEHOLD: "territoire, lecture par ménage",
    BY_INHABITANT: "territoire, moyenne nationale par habitant",
}
EMPTY_WHYS: Final = {
    "not_assessed": "non évalué : ce n’est pas zéro",
    "partial": "moins de la moitié est évaluée en entier : ce n’est pas un total",
    "exceeded": "une catégorie que celle-ci contient la dépasse : les deux ne comptent pas les mêmes lignes",
}


def footprint_table(tables: Tables) -> PublishedTable[FootprintRow]:
    """Return the table of the footprint."""
    groups = {name: str(each["label_fr"]) for name, each in tables.vocabulary["groups"].items()}
    # what is deduced rests on rows that may not be given again: the row of that stage is left out, and its share told in the others
    stages = {name: label for name, label in STAGES.items() if name != DEDUCED}
    share: dict[str, Any] = {"low": 0, "high": 1}
    return PublishedTable(
        "empreinte",
        "Empreinte du numérique",
        "Une ligne par périmètre, lecture, groupe, étape et catégorie. « all » est une somme : n’additionnez que des lignes de même rang. "
        "L’organisation est dans le territoire, et les deux lectures du territoire disent la même chose : rien de cela ne s’additionne.",
        (
            Column("perimetre", "string", "Périmètre", "L’organisation, ou le territoire.", "organisation", drawn_from("perimeter"), required=True, choices=choice_labels(Literal["organisation", "territory"])),
            Column("lecture", "string", "Lecture", "D’où vient le chiffre.", BY_INVENTORY, drawn_from("reading"), required=True, choices=FOOTPRINT_READINGS),
            Column("groupe", "string", "Groupe", "Sorte d’équipement ou de service ; « all » : tous.", "workplace", drawn_from("group"), required=True, choices=groups | {name: f"territoire : {label}" for name, label in ORIGINS.items()} | {SUMMED: "tous"}),
            Column("etape", "string", "Étape", "Étape du cycle de vie ; « all » : toutes.", "manufacturing", drawn_from("stage"), required=True, choices=stages),
            Column("categorie", "string", "Catégorie", "Catégorie d’impact, ou flux.", "climate_change", drawn_from("category"), required=True, choices={name: each.label for name, each in tables.categories.items()}),
            Column("annee", "year", "Année", "Année des quantités.", "2025", drawn_from("year"), required=True),
            Column("unite", "string", "Unité", "Unité des valeurs, pour une année.", "kgCO2e", drawn_from("unit"), required=True, choices={each.unit: each.unit for each in tables.categories.values()}),
            Column("valeur", "number", "Valeur", "Valeur par an ; vide quand elle n’est pas évaluée, ou ne fait pas un total.", "110500.25", drawn_from("value")),
            Column("valeur_partielle", "number", "Valeur partielle", "Somme de ce qui est évalué, quand elle ne fait pas un total : à ne pas présenter comme tel.", "", drawn_from("partial")),
            Column("borne_basse", "number", "Borne basse", "Neuf chances sur dix, à source de facteurs donnée ; vide quand elle n’est pas connue.", "80250.5", drawn_from("low"), loose=True),
            Column("borne_haute", "number", "Borne haute", "Neuf chances sur dix, à source de facteurs donnée ; vide quand elle n’est pas connue.", "150750.5", drawn_from("high"), loose=True),
            Column("sources_bas", "number", "Selon la source, le plus bas", "Pour le total de l’organisation : le plus petit total que donnent les sources de facteurs offertes, ADEME, fabricants et EcoDiag ; vide sans intervalle.", "110500.25", drawn_from("sets_low")),
            Column("sources_haut", "number", "Selon la source, le plus haut", "Pour le total de l’organisation : le plus grand total que donnent ces sources.", "190250.5", drawn_from("sets_high")),
            Column("couverture", "number", "Couverture", "Part évaluée en entier, de 0 à 1 : de l’empreinte carbone, ou des lignes quand elle n’est pas connue.", "0.95", drawn_from("coverage"), **share),
            Column("part_estimee", "number", "Part estimée", "Part qui repose sur un nombre estimé d’après les effectifs, de 0 à 1 ; 1 pour le territoire, estimé de bout en bout.", "0", drawn_from("estimated"), **share),
            Column("etat", "string", "État", "Ce que la valeur tient de ce dont elle parle : entière, presque entière, partielle, non évaluée, non affichée.", "mostly", drawn_from("state"), required=True, choices=FIGURE_STATES),
            Column("motif", "string", "Motif", "Pourquoi la valeur est vide.", "", lambda row: row.why or None, choices=EMPTY_WHYS),
            Column("precision", "string", "Précision", "Ce qui manque.", "", lambda row: row.more or None),
            Column("partage_identique", "boolean", "Partage à l’identique", "Vrai si une source demande le partage à l’identique (ODbL, CC BY-SA).", "false", drawn_from("share_alike"), required=True),
            Column("sources", "array", "Sources", "Sources des facteurs ; « dossier » : valeur propre à la collectivité.", '["ADEME_PUBLICODES_ACV"]', drawn_from("sources")),
        ),
        ("perimetre", "lecture", "groupe", "etape", "categorie"),
        fault=TableFault("etape", "usage", "constraint-error", "une étape qui n’est pas dans la liste"),
        keywords=("impact environnemental",),
    )  # fmt: skip
