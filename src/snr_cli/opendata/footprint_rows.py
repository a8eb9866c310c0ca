"""The footprint as published rows: perimeter × group × stage × category, each with what it covers; what is not published, and why.

A sum that does not cover enough is no total: it is given apart. A row is empty, and says why, when each of its products rests on a
source whose licence does not allow to give it again, be it that of the factor or that of the electricity of a device; it stays in
the totals. That keeps the figure out of a table; it hides nothing: a total less the rows beside it gives it back.
"""

import re
from collections.abc import Iterable, Iterator
from math import fsum
from typing import Any, Final, Literal, NamedTuple

from snr_cli.catalog.catalog import is_open
from snr_cli.catalog.records import Source
from snr_cli.catalog.tables import Tables
from snr_cli.engine.estimated import STATUS
from snr_cli.engine.records import CLIMATE, DEDUCED, ELECTRICITY, Line, Quantity, leaves
from snr_cli.french.numbers import percent
from snr_cli.french.words.terms import FIGURE_STATES, ORIGINS, REDISTRIBUTIONS, STAGES, term
from snr_cli.model.duties import Purchases
from snr_cli.model.grouped import in_groups
from snr_cli.opendata.columns import (
    Publishable,
    PublishedColumn as Column,
    PublishedTable,
    TableFault,
    choice_labels,
    to_a_reader,
)
from snr_cli.outputs.tables import drawn_from
from snr_cli.results.key_figures import KeyFigure, Place, figures_at, key_figures
from snr_cli.results.organisation import (
    SUMMED,
    cell_bounds,
    cell_extent,
    cell_gaps,
    cell_stages,
    cell_value,
    judged_organisation,
)
from snr_cli.results.records import Extent, FigureState, Judged
from snr_cli.results.sentences.coverage import OF_CLIMATE, gap_text, is_known

# The sources of the figures, what is not published and why, the purchases to declare, as published tables.

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


# the table of the sources
SOURCES: Final[PublishedTable[Source]] = PublishedTable(
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


# the table of what is not published
LEFT_OUT: Final[PublishedTable[LeftOut]] = PublishedTable(
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
    for purchase in drawn.dossier.purchases:
        known = {amount: getattr(purchase, amount) is not None for amount in _AMOUNTS}
        known |= {"siret": bool(drawn.siret), "raison_sociale": bool(name)}
        known["type_produit_acquis"] = purchase.category == "informatique_telephonie"
        lacks = [what for what, is_known in known.items() if not is_known]
        if not lacks:
            rows.append(PurchaseRow(purchase, drawn.siret, str(name)))
            continue
        left.append(LeftOut("achats-agec", f"{purchase.year}, {purchase.category} : {', '.join(lacks)}", "unknown"))
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


_HOLDS_EMPTIED: Final = "contient des lignes vides, qui ne se redistribuent pas"
BY_INVENTORY, BY_HOUSEHOLD, BY_INHABITANT = "inventory", "by_household", "by_inhabitant"


class FootprintRow(NamedTuple):
    """A cell of the footprint, or a sum of cells (`all`); `value` is None when it is no total, and `partial` what is known of it.

    `state`: a `FigureState`. `sets_low`, `sets_high`: of the climate sum, the ends of the totals that the sets of factors give.
    """

    perimeter: str
    reading: str
    group: str
    stage: str
    category: str
    unit: str
    year: int
    value: float | None
    partial: float | None
    low: float | None
    high: float | None
    coverage: float | None
    estimated: float | None
    share_alike: bool
    sources: tuple[str, ...]
    state: str = FigureState.WHOLE
    why: str = ""
    more: str = ""
    sets_low: float | None = None
    sets_high: float | None = None
    given_again: bool = True  # one of its products, at least, rests on open sources alone

    @property
    def key(self) -> tuple[str, ...]:
        """Return which row it is."""
        return self[:5]

    @property
    def place(self) -> str:
        """Say which row it is."""
        return ", ".join(self.key)

    def emptied(self, why: str) -> "FootprintRow":
        """Return the row without its figures, nor what they rest on; its state is that of the sum, which other formats show."""
        bare = self._replace(value=None, partial=None, low=None, high=None, sets_low=None, sets_high=None)
        return bare._replace(sources=(), share_alike=False, why=why, more="")


def footprint_rows(drawn: Publishable) -> tuple[list[FootprintRow], list[LeftOut]]:
    """Return the rows, empty where a figure may not be given again, and what these hold."""
    every = [*_organisation(drawn), *_households(drawn), *_inhabitants(drawn)]
    tables = drawn.tables.sources
    emptied: set[tuple[str, ...]] = set()  # the sums that hold a row that is emptied
    rows: list[FootprintRow] = []
    left: list[LeftOut] = []
    for row in every:
        if row.given_again:
            rows.append(row)
            continue
        closed = tuple(source for source in row.sources if source not in tables or not is_open(tables[source]))
        why = "own" if tables.keys().isdisjoint(closed) else "redistribution"
        left.append(LeftOut("empreinte", row.place, why, closed))
        rows.append(row.emptied(why))
        emptied |= {
            (row.perimeter, row.reading, group, stage, row.category)
            for group, stage in ((SUMMED, row.stage), (row.group, SUMMED), (SUMMED, SUMMED))
        }
    return [
        row._replace(more=" ; ".join(filter(None, (row.more, _HOLDS_EMPTIED))))
        if row.given_again and row.key in emptied
        else row
        for row in rows
    ], left


def _organisation(drawn: Publishable) -> Iterator[FootprintRow]:
    result = drawn.result
    judged = judged_organisation(result, drawn.tables, None)
    categories = [
        name
        for name, judged_sum in judged.sums.items()
        if is_known(judged_sum) or drawn.tables.categories[name].mandatory or name == ELECTRICITY
    ]
    cells = _Cells(result.organisation.lines, drawn, "organisation", BY_INVENTORY)
    spread = cell_bounds(cells.groups, categories, drawn.tables, result.reference_year)
    for category in categories:
        judged_sum = judged.sums[category]
        for row in cells.rows(category):
            if (row.group, row.stage) == (SUMMED, SUMMED):
                row = _whole_sum(row, judged_sum)  # noqa: PLW2901
                if category == CLIMATE and judged.sets is not None:
                    low, high = judged.sets.ends
                    row = row._replace(sets_low=low, sets_high=high)  # noqa: PLW2901
            elif row.value is not None and (bounds := spread(category, row.group, row.stage)):
                row = row._replace(low=bounds.low, high=bounds.high)  # noqa: PLW2901
            yield row


def _whole_sum(row: FootprintRow, judged: Judged) -> FootprintRow:
    """Return the row of a sum of the organisation, as it is judged."""
    low, high = judged.bounds or (None, None)
    extent = judged.extent
    told = row._replace(coverage=extent.behind.assessed if extent is not None and extent.behind.lines else None)
    return told._replace(low=low, high=high, **_shown(row, extent)) if extent is not None else told


def _households(drawn: Publishable) -> Iterator[FootprintRow]:
    lines = drawn.result.territory.household_lines
    cells = _Cells(lines, drawn, "territory", BY_HOUSEHOLD)
    for category in drawn.tables.categories:
        if category in drawn.result.territory.household_totals:
            yield from cells.rows(category)


def _inhabitants(drawn: Publishable) -> Iterator[FootprintRow]:
    tables = drawn.tables.sources
    for category, estimate in drawn.result.territory.totals.items():
        used = tuple(sorted({quantity.source for quantity in leaves(estimate.quantity)} & tables.keys()))
        yield FootprintRow(
            "territory",
            BY_INHABITANT,
            SUMMED,
            SUMMED,
            category,
            drawn.tables.categories[category].unit,
            drawn.result.reference_year,
            estimate.value,
            None,
            estimate.low,
            estimate.high,
            None,
            1.0,
            any(is_share_alike(tables[source]) for source in used),
            used,
            given_again=not used or any(is_open(tables[source]) for source in used),
        )


def _shown(row: FootprintRow, extent: Extent) -> dict[str, Any]:
    """Return the value of a sum as what it holds lets it be shown."""
    known = row.partial if row.value is None else row.value
    if known is None:
        return {"state": FigureState.NOT_ASSESSED}
    if extent.state is FigureState.HIDDEN:
        return {"value": None, "partial": None, "state": extent.state, "why": extent.why}
    if not extent.state.is_total:
        return {"value": None, "partial": known, "state": extent.state, "why": extent.state}
    return {"value": known, "partial": None, "state": extent.state, "why": ""}


class _Cells:
    """The lines of a perimeter, by group and by stage."""

    def __init__(self, lines: Iterable[Line], drawn: Publishable, perimeter: str, reading: str) -> None:
        self.drawn = drawn
        self.head = (perimeter, reading)
        self.groups = in_groups((line.group, line) for line in lines)
        self.lines = [line for group in self.groups.values() for line in group]
        self._known: dict[int, frozenset[str]] = {}  # of a quantity, held by its line: read once for all the rows
        self._stages = {name: rank for rank, name in enumerate(drawn.tables.vocabulary["stages"])}

    def rows(self, category: str) -> Iterator[FootprintRow]:
        """Yield the rows of a category: the whole, each group, each stage, each cell."""
        yield self._row(category, SUMMED, SUMMED, self.lines)
        for group in sorted(self.groups):
            yield self._row(category, group, SUMMED, self.groups[group])
        yield from self._by_stage(category, SUMMED, self.lines)
        for group in sorted(self.groups):
            yield from self._by_stage(category, group, self.groups[group])

    def _by_stage(self, category: str, group: str, lines: list[Line]) -> Iterator[FootprintRow]:
        stages = {stage for line in lines for stage in cell_stages(line.recipe, category)}
        for stage in sorted(stages, key=lambda name: (self._stages.get(name, len(self._stages)), name)):
            yield self._row(category, group, stage, lines)

    def _row(self, category: str, group: str, stage: str, lines: list[Line]) -> FootprintRow:
        tables, result = self.drawn.tables, self.drawn.result
        concerned = (
            lines if stage == SUMMED else [line for line in lines if stage in cell_stages(line.recipe, category)]
        )
        known = [(line, value) for line in concerned if (value := cell_value(line, category, stage)) is not None]
        extent = cell_extent(concerned, category, stage)
        products = [product for line, _ in known for product in self._products(line, category, stage)]
        used = frozenset[str]().union(*products)
        row = FootprintRow(
            *self.head,
            group,
            stage,
            category,
            tables.categories[category].unit,
            result.reference_year,
            fsum(value for _, value in known) if known else None,
            None,
            None,
            None,
            extent.behind.assessed if concerned else None,
            self._estimated(known),
            any(is_share_alike(tables.sources[source]) for source in used if source in tables.sources),
            tuple(sorted(used)),
            FigureState.NOT_ASSESSED if not known else FigureState.WHOLE,
            "not_assessed" if not known else "",
            _deduced(known, category, stage) if known else _reasons(concerned, category, stage),
            given_again=not products
            or any(
                all(source in tables.sources and is_open(tables.sources[source]) for source in one) for one in products
            ),
        )
        return row._replace(**_shown(row, extent)) if known else row

    def _products(self, line: Line, category: str, stage: str) -> list[frozenset[str]]:
        """Return the sources of each product that makes a value of a line; those of its kWh, for electricity."""
        scale = self._sources(line.scale)
        if category == ELECTRICITY:
            return [scale | self._sources(line.recipe.electricity)] if line.recipe.electricity is not None else []
        return [
            scale | self._sources(term.amount) | {term.factor.source}
            for term in line.recipe.terms
            if term.category == category and stage in (SUMMED, term.stage)
        ]

    def _sources(self, quantity: Quantity) -> frozenset[str]:
        """Return the sources of the catalogue in a quantity: what the dossier says of its own values is no source to quote."""
        if id(quantity) not in self._known:
            sources = {leaf.source for leaf in leaves(quantity)}
            self._known[id(quantity)] = frozenset(sources & self.drawn.tables.sources.keys())
        return self._known[id(quantity)]

    def _estimated(self, known: list[tuple[Line, float]]) -> float | None:
        """Return the share of some values that rests on an estimate; the territory is one, from end to end."""
        whole = fsum(abs(value) for _, value in known)
        if not whole:
            return None
        if self.head[0] == "territory":
            return 1.0
        return fsum(abs(value) for line, value in known if line.quality == STATUS) / whole


def _deduced(known: list[tuple[Line, float]], category: str, stage: str) -> str:
    """Say which share of some values is deduced from climate change; empty when nothing is."""
    held = [line.stages(category)[DEDUCED] for line, _ in known if category in line.recipe.deduced]
    whole = fsum(value for _, value in known)
    share = fsum(held) / whole if held and whole and stage in (SUMMED, DEDUCED) else 0.0
    return f"dont {percent(share)} déduits {OF_CLIMATE}" if share else ""


def _reasons(lines: list[Line], category: str, stage: str) -> str:
    texts = {gap_text(gap) for line in lines for gap in cell_gaps(line, category, stage)}
    return " ; ".join(sorted(set(to_a_reader({text: text for text in texts}).values())))


# The footprint and the key figures as published tables.

FOOTPRINT_READINGS: Final = {
    BY_INVENTORY: "inventaire de l’organisation",
    BY_HOUSEHOLD: "territoire, lecture par ménage",
    BY_INHABITANT: "territoire, moyenne nationale par habitant",
}
EMPTY_WHYS: Final = {
    "not_assessed": f"{term('not_assessed')} : ce n’est pas zéro",
    "partial": "moins de la moitié est évaluée en entier : ce n’est pas un total",
    "exceeded": "une catégorie que celle-ci contient la dépasse : les deux ne comptent pas les mêmes lignes",
    "redistribution": "ne repose que sur des sources qui ne se redistribuent pas ; compté dans les sommes",
    "own": "ne repose que sur une valeur propre à la collectivité, dont la licence n’est pas dite ; compté dans les sommes",
}


def footprint_table(tables: Tables) -> PublishedTable[FootprintRow]:
    """Return the table of the footprint."""
    groups = {name: str(group["label_fr"]) for name, group in tables.vocabulary["groups"].items()}
    share: dict[str, Any] = {"low": 0, "high": 1}
    return PublishedTable(
        "empreinte",
        "Empreinte du numérique",
        "Une ligne par périmètre, lecture, groupe, étape et catégorie. « all » est une somme : n’additionnez que des lignes de même rang ; une ligne vide y est comptée. "
        "L’organisation est dans le territoire, et les deux lectures du territoire disent la même chose : rien de cela ne s’additionne.",
        (
            Column("perimetre", "string", "Périmètre", "L’organisation, ou le territoire.", "organisation", drawn_from("perimeter"), required=True, choices=choice_labels(Literal["organisation", "territory"])),
            Column("lecture", "string", "Lecture", "D’où vient le chiffre.", BY_INVENTORY, drawn_from("reading"), required=True, choices=FOOTPRINT_READINGS),
            Column("groupe", "string", "Groupe", "Sorte d’équipement ou de service ; « all » : tous.", "workplace", drawn_from("group"), required=True, choices=groups | {name: f"territoire : {label}" for name, label in ORIGINS.items()} | {SUMMED: "tous"}),
            Column("etape", "string", "Étape", "Étape du cycle de vie ; « all » : toutes.", "manufacturing", drawn_from("stage"), required=True, choices=STAGES),
            Column("categorie", "string", "Catégorie", "Catégorie d’impact, ou flux.", "climate_change", drawn_from("category"), required=True, choices={name: category.label for name, category in tables.categories.items()}),
            Column("annee", "year", "Année", "Année des quantités.", "2025", drawn_from("year"), required=True),
            Column("unite", "string", "Unité", "Unité des valeurs, pour une année.", "kgCO2e", drawn_from("unit"), required=True, choices={category.unit: category.unit for category in tables.categories.values()}),
            Column("valeur", "number", "Valeur", "Valeur par an ; vide quand elle n’est pas évaluée, ou ne fait pas un total.", "110500.25", drawn_from("value")),
            Column("valeur_partielle", "number", "Valeur partielle", "Somme de ce qui est évalué, quand elle ne fait pas un total : à ne pas présenter comme tel.", "", drawn_from("partial")),
            Column("borne_basse", "number", "Borne basse", "Neuf chances sur dix, à source de facteurs donnée ; vide quand elle n’est pas connue.", "80250.5", drawn_from("low"), loose=True),
            Column("borne_haute", "number", "Borne haute", "Neuf chances sur dix, à source de facteurs donnée ; vide quand elle n’est pas connue.", "150750.5", drawn_from("high"), loose=True),
            Column("sources_bas", "number", "Selon la source, le plus bas", "Pour le total de l’organisation : le plus petit total que donnent les sources de facteurs offertes, ADEME, fabricants et EcoDiag ; vide sans intervalle.", "110500.25", drawn_from("sets_low")),
            Column("sources_haut", "number", "Selon la source, le plus haut", "Pour le total de l’organisation : le plus grand total que donnent ces sources.", "190250.5", drawn_from("sets_high")),
            Column("couverture", "number", "Couverture", "Part évaluée en entier, de 0 à 1 : de l’empreinte carbone, ou des lignes quand elle n’est pas connue.", "0.95", drawn_from("coverage"), **share),
            Column("part_estimee", "number", "Part estimée", "Part qui repose sur un nombre estimé d’après les effectifs, de 0 à 1 ; 1 pour le territoire, estimé de bout en bout.", "0", drawn_from("estimated"), **share),
            Column("etat", "string", "État", f"Ce que la valeur tient de ce dont elle parle : entière, presque entière, partielle, {term('not_assessed', feminine=True)}, non affichée.", "mostly", drawn_from("state"), required=True, choices=FIGURE_STATES),
            Column("motif", "string", "Motif", "Pourquoi la valeur est vide.", "", lambda row: row.why or None, choices=EMPTY_WHYS),
            Column("precision", "string", "Précision", "Ce qui manque.", "", lambda row: row.more or None),
            Column("partage_identique", "boolean", "Partage à l’identique", "Vrai si une source demande le partage à l’identique (ODbL, CC BY-SA).", "false", drawn_from("share_alike"), required=True),
            Column("sources", "array", "Sources", "Sources des facteurs ; « dossier » : valeur propre à la collectivité.", '["ADEME_PUBLICODES_ACV"]', drawn_from("sources")),
        ),
        ("perimetre", "lecture", "groupe", "etape", "categorie"),
        fault=TableFault("etape", "usage", "constraint-error", "une étape qui n’est pas dans la liste"),
        keywords=("impact environnemental",),
    )  # fmt: skip


class KeyFigureRow(NamedTuple):
    """A key figure and its value; `share_alike`: it rests on a source to be shared alike."""

    figure: KeyFigure
    found: Judged
    share_alike: bool


def key_figure_rows(drawn: Publishable, footprint: Iterable[FootprintRow]) -> Iterator[KeyFigureRow]:
    """Yield the key figures; a footprint is divided when the sum that gives it back is published."""
    place = ("organisation", BY_INVENTORY, SUMMED, SUMMED, CLIMATE)
    total = next((row for row in footprint if row.given_again and row.key == place), None)
    judged = judged_organisation(drawn.result, drawn.tables, None)
    for figure, key_figure in key_figures(drawn.result, drawn.tables, judged, Place.PUBLICATION).items():
        if total is not None or not figure.is_footprint:
            yield KeyFigureRow(figure, key_figure, figure.is_footprint and total is not None and total.share_alike)


def key_figures_table() -> PublishedTable[KeyFigureRow]:
    """Return the table of the key figures."""
    figures = figures_at(Place.PUBLICATION)
    return PublishedTable(
        "chiffres-cles",
        "Chiffres clés",
        "Une ligne par chiffre connu ; une empreinte n’est divisée que si elle est un total, celui de toute la collectivité.",
        (
            Column("chiffre", "string", "Chiffre", "Ce qu’il mesure.", "kgCO2e_per_agent", drawn_from("figure.key"), required=True, choices={name: figure.label for name, figure in figures.items()}),
            Column("annee", "year", "Année", "Année des quantités.", "2025", drawn_from("found.year"), required=True),
            Column("valeur", "number", "Valeur", "Valeur, dans son unité.", "187.5", drawn_from("found.value"), required=True),
            Column("unite", "string", "Unité", "Unité de la valeur.", "kgCO2e/agent", drawn_from("found.unit"), required=True, choices={figure.unit_code: figure.unit for figure in figures.values()}),
            Column("indicateur", "string", "Indicateur", "Identifiant de l’indicateur du catalogue de snr qu’il est ; vide pour un autre.", "I-54", drawn_from("figure.indicator")),
            Column("etat", "string", "État", "Ce que tient la somme dont il est tiré.", "mostly", drawn_from("found.state"), required=True, choices=FIGURE_STATES),
            Column("partage_identique", "boolean", "Partage à l’identique", "Vrai si une source demande le partage à l’identique (ODbL, CC BY-SA).", "false", drawn_from("share_alike"), required=True),
        ),
        ("chiffre",),
        fault=TableFault("valeur", "188 kg", "type-error", "une valeur avec son unité"),
        keywords=("impact environnemental",),
    )  # fmt: skip
