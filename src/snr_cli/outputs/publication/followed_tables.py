"""The indicators and their values year by year, and the means, as published tables."""

from collections.abc import Iterable, Iterator
from math import fsum
from typing import Any, Final, Literal, NamedTuple

from snr_cli.model.means import Budget, BudgetSection, Means, SharedMeans, Tax
from snr_cli.model.strategy import Action, Indicator
from snr_cli.outputs.indicators_table import INDICATOR_WHYS
from snr_cli.outputs.publication.columns import PublishedColumn as Column
from snr_cli.outputs.publication.columns import PublishedTable, TableFault, TableLink
from snr_cli.outputs.publication.drawn import IDENTIFIER, Publishable, choice_labels, drawn_from, to_a_reader
from snr_cli.plan.amounts import amounts_of, tax_of
from snr_cli.plan.followed import FollowedRow
from snr_cli.plan.means import live

_LARGEST: Final = 1e15
ORIGINS_OF_VALUES: Final = {"given": "donnée par la collectivité", "computed": "calculée", "forecast": "prévue avec les actions"}  # fmt: skip
_NO_VALUE: Final = {
    "partial_sum": "moins de la moitié est évaluée en entier : ce n’est pas un total",
    "redistribution": "moyenne nationale d’une source qui ne se redistribue pas",
}
MEANS_KINDS: Final = {
    "budget": "montant d’une année, ou de chaque année de plusieurs",
    "etp": "équivalents temps plein par an, postes existants",
    "etp_a_creer": "équivalents temps plein par an, postes à créer",
    "economies": "économies attendues par an à plein effet",
    "marche": "marché ou contrat utilisé",
    "partenaire": "partenaire",
    "non_dit": "moyens annoncés, sans montant",
}


_PERIODS: Final = {"par_an": "par an", "en_une_fois": "en une fois"}


class IndicatorRow(NamedTuple):
    """An indicator, and what the dossier says of it; None when it is that of the catalogue alone."""

    followed: FollowedRow
    own: Indicator | None

    @property
    def why(self) -> str | None:
        """Say why it has no value."""
        return (self.followed.why or "not_computed") if self.followed.value is None else None


def indicator_rows_of(drawn: Publishable) -> list[IndicatorRow]:
    """Return the indicators that an objective, an action or the dossier names."""
    named = {name for each in drawn.dossier.objectives for name in each.indicators}
    named |= {name for each in drawn.dossier.actions for name in each.indicators}
    own = {each.id: each for each in drawn.dossier.indicators}
    return [
        IndicatorRow(row, own.get(row.indicator.id))
        for row in drawn.plan.indicators
        if row.followed or row.indicator.id in named
    ]


def followed_indicators() -> PublishedTable[IndicatorRow]:
    """Return the table of the indicators."""
    return PublishedTable(
        "indicateurs",
        "Indicateurs de suivi",
        "Une ligne par indicateur suivi ; leurs valeurs, année par année, sont dans valeurs-indicateurs.",
        (
            Column("identifiant", "string", "Identifiant", "I-01 à I-63 pour ceux du catalogue de snr, ou nom propre.", "I-04", drawn_from("followed.indicator.id"), ("id",), required=True, pattern=IDENTIFIER),
            Column("titre", "string", "Intitulé", "Libellé.", "Durée de vie moyenne des portables", drawn_from("followed.indicator.title"), ("title",), required=True),
            Column("unite", "string", "Unité", "Unité des valeurs.", "ans", drawn_from("followed.indicator.unit"), ("unit",)),
            Column("formule", "string", "Formule", "Mode de calcul.", "Somme des âges à la réforme / nombre de portables", drawn_from("followed.indicator.formula"), ("formula",)),
            Column("source", "string", "Source", "Origine de la donnée.", "Gestion de parc", drawn_from("followed.indicator.source"), ("source",)),
            Column("frequence", "string", "Fréquence", "Fréquence de la mesure.", "annuelle", drawn_from("followed.indicator.frequency"), ("frequency",)),
            Column("responsable", "string", "Responsable", "Direction ou fonction qui le produit.", "direction des systèmes d’information", drawn_from("own.owner"), ("owner",)),
            Column("sens", "string", "Sens", "Sens attendu.", "up", drawn_from("followed.indicator.direction"), ("direction",), required=True, choices=choice_labels(Literal["down", "up", "info"])),
            Column("cible", "number", "Cible", "Valeur visée.", "7", drawn_from("followed.indicator.target"), ("target",), low=-_LARGEST, high=_LARGEST),
            Column("du_catalogue", "boolean", "Du catalogue", "Vrai pour un indicateur du catalogue de snr.", "true", drawn_from("followed.indicator.in_catalogue"), required=True),
            Column("motif", "string", "Motif", "Pourquoi il n’a aucune valeur.", "", drawn_from("why"), choices=to_a_reader(INDICATOR_WHYS)),
        ),
        ("identifiant",),
        fault=TableFault("sens", "hausse", "constraint-error", "un sens qui n’est pas dans la liste"),
        keywords=("indicateur",),
    )  # fmt: skip


class IndicatorValueRow(NamedTuple):
    """A value of an indicator in a year; None when what it is read on is no total."""

    id: str
    year: int
    origin: str
    value: float | None
    why: str = ""


def indicator_value_rows(rows: Iterable[IndicatorRow]) -> Iterator[IndicatorValueRow]:
    """Yield the values of indicators, year by year; a national mean is quoted by the documents, and not given again."""
    for row in rows:
        indicator = row.followed.indicator
        why = "partial_sum" if indicator.partial else "" if indicator.follows_actions else "redistribution"
        for each in indicator.years:
            if each.given is not None:
                yield IndicatorValueRow(indicator.id, each.year, "given", each.given)
            if each.computed is not None:
                yield IndicatorValueRow(indicator.id, each.year, "computed", None if why else each.computed, why)
        for year, value in sorted(row.followed.to_come.items()):
            yield IndicatorValueRow(indicator.id, year, "forecast", None if why else value, why)


def indicator_values_table() -> PublishedTable[IndicatorValueRow]:
    """Return the table of the values of indicators."""
    return PublishedTable(
        "valeurs-indicateurs",
        "Valeurs des indicateurs, par année",
        "Une ligne par indicateur, année et origine. Une valeur prévue n’est pas un résultat.",
        (
            Column("indicateur", "string", "Indicateur", "Identifiant de l’indicateur.", "I-04", drawn_from("id"), required=True, pattern=IDENTIFIER),
            Column("annee", "year", "Année", "Année de la valeur.", "2025", drawn_from("year"), required=True),
            Column("origine", "string", "Origine", "Donnée, calculée ou prévue.", "given", drawn_from("origin"), required=True, choices=ORIGINS_OF_VALUES),
            Column("valeur", "number", "Valeur", "Valeur, dans l’unité de l’indicateur ; vide quand ce qui est évalué ne fait pas un total, ou ne se redistribue pas.", "5.5", drawn_from("value")),
            Column("motif", "string", "Motif", "Pourquoi la valeur est vide.", "", lambda row: row.why or None, choices=_NO_VALUE),
        ),
        ("indicateur", "annee", "origine"),
        (TableLink("indicateur", "indicateurs", "identifiant"),),
        TableFault("annee", "l’an dernier", "type-error", "une année qui n’en est pas une"),
        ("indicateur",),
    )  # fmt: skip


class MeansRow(NamedTuple):
    """A means of an action, of an axis or of the whole strategy."""

    block: int
    rank: int
    action: str | None
    axis: str | None
    title: str | None
    kind: str
    amount: float | None = None
    start: int | None = None
    end: int | None = None
    section: str | None = None
    tax: str | None = None
    funding: tuple[dict[str, Any], ...] = ()
    staff: bool | None = None
    text: str | None = None
    total: float | None = None
    planned: bool = True

    @property
    def period(self) -> str | None:
        """Say how often the amount is spent, saved or worked."""
        if self.amount is None or (self.kind == "budget" and self.start is None):
            return None
        return "en_une_fois" if self.kind == "budget" and self.start == self.end else "par_an"

    @property
    def unit(self) -> str | None:
        """Return the unit of the amount."""
        return None if self.amount is None else "ETP" if self.kind.startswith("etp") else "EUR"


def means_rows(drawn: Publishable) -> list[MeansRow]:
    """Return the means of the actions, then those that they share."""
    dossier = drawn.dossier
    blocks: list[tuple[Action | None, Means | SharedMeans]] = [
        (each, each.means) for each in dossier.actions if each.means is not None
    ]
    blocks += [(None, each) for each in (dossier.strategy.means if dossier.strategy is not None else ())]
    rows: list[MeansRow] = []
    for action, means in blocks:
        shared = means if isinstance(means, SharedMeans) else None
        head = (action.id if action else None, shared.axis if shared else None, shared.title if shared else None)
        planned = action is None or live(action)
        found = list(_amounts(means)) or ([{"kind": "non_dit"}] if shared else [])
        block = rows[-1].block + 1 if rows else 1  # means that say nothing have no block, and none once they come back
        rows += [
            MeansRow(block, rank, *head, **_taxed(cells, drawn), planned=planned) for rank, cells in enumerate(found, 1)
        ]
    return rows


def _amounts(means: Means | SharedMeans) -> Iterator[dict[str, Any]]:
    for line in means.budget:
        yield {"kind": "budget", "line": line}
    savings = means.savings_eur_per_year if isinstance(means, Means) else None
    for kind, amount in (("etp", means.fte), ("etp_a_creer", means.new_fte), ("economies", savings)):
        if amount is not None:
            yield {"kind": kind, "amount": amount}
    for kind, text in (("marche", means.contract), ("partenaire", means.partner)):
        if text is not None:
            yield {"kind": kind, "text": text}


def _taxed(cells: dict[str, Any], drawn: Publishable) -> dict[str, Any]:
    line: Budget | None = cells.pop("line", None)
    if line is None:
        return cells
    first = line.year if line.year is not None else line.start
    last = line.until if line.until is not None else line.year
    funding = tuple(
        {name: value for name, value in (("financeur", each.by), ("part", each.share), ("euros", each.eur)) if value is not None}
        for each in line.funding
    )  # fmt: skip
    return cells | {
        "amount": line.eur,
        "total": fsum(each.eur for each in amounts_of((line,), drawn.dossier)) if first is not None else None,
        "start": first,
        "end": last,
        "section": line.section,
        "tax": tax_of(line, drawn.dossier),
        "funding": funding,
        "staff": line.staff,
    }


def published_means() -> PublishedTable[MeansRow]:
    """Return the table of the means."""
    return PublishedTable(
        "moyens",
        "Moyens de la stratégie",
        "Une ligne par moyen d’une action, d’un axe ou de toute la stratégie. Un montant « par an » se compte chaque année : pour les dépenses "
        "de toute la durée, additionnez `montant_total` des lignes de nature budget où `au_plan` est vrai, hors taxes et toutes taxes à part.",
        (
            Column("bloc", "integer", "Bloc", "Numéro des moyens qui vont ensemble.", "1", drawn_from("block"), required=True, low=1),
            Column("rang", "integer", "Rang", "Rang de la ligne dans son bloc.", "1", drawn_from("rank"), required=True, low=1),
            Column("action", "string", "Action", "Identifiant de l’action ; vide pour des moyens communs.", "duree-portables", drawn_from("action")),
            Column("axe", "string", "Axe", "Axe que servent des moyens communs ; vide pour toute la stratégie.", "", drawn_from("axis"), ("axis",)),
            Column("titre", "string", "Intitulé", "À quoi servent des moyens communs.", "", drawn_from("title"), ("title",)),
            Column("nature", "string", "Nature", "Nature du moyen.", "budget", drawn_from("kind"), required=True, choices=MEANS_KINDS),
            Column("montant", "number", "Montant", "En euros ou en équivalents temps plein, selon l’unité.", "28000", drawn_from("amount"), low=0),
            Column("unite", "string", "Unité", "Unité du montant.", "EUR", drawn_from("unit"), choices={"EUR": "euros", "ETP": "équivalents temps plein"}),
            Column("periodicite", "string", "Périodicité", "Chaque année du premier au dernier exercice, ou une seule fois ; vide sans montant.", "par_an", drawn_from("period"), choices=_PERIODS),
            Column("montant_total", "number", "Montant total", "Dépense de tous ses exercices, en euros ; sans terme dit, jusqu’à la dernière année de la stratégie. Vide pour ce qui n’est pas une dépense.", "140000", drawn_from("total"), low=0),
            Column("au_plan", "boolean", "Au plan", "Faux pour les moyens d’une action abandonnée, ou qui n’est qu’une idée : aucun total ne les compte.", "true", drawn_from("planned"), required=True),
            Column("annee_debut", "year", "De", "Premier exercice.", "2026", drawn_from("start")),
            Column("annee_fin", "year", "À", "Dernier exercice ; vide pour une dépense dont le terme n’est pas dit.", "2030", drawn_from("end")),
            Column("section", "string", "Section", "Section du budget.", "investissement", drawn_from("section"), choices=choice_labels(BudgetSection)),
            Column("taxes", "string", "Taxes", "Hors taxes ou toutes taxes comprises.", "ht", drawn_from("tax"), choices=choice_labels(Tax)),
            Column("financement", "array", "Financement", "Qui finance, et pour quelle part (de 0 à 1) ou combien d’euros.", '[{"financeur": "État","part": 0.3}]', drawn_from("funding")),
            Column("paie_les_etp", "boolean", "Paie les ETP", "Vrai si ce montant paie les équivalents temps plein du même bloc : ils ne se comptent pas deux fois.", "", drawn_from("staff")),
            Column("libelle", "string", "Libellé", "Nom du marché ou du partenaire.", "", drawn_from("text")),
        ),
        ("bloc", "rang"),
        (TableLink("action", "actions", "identifiant"), TableLink("axe", "axes", "identifiant")),
        TableFault("montant", "28 000", "type-error", "un montant avec une espace"),
        ("budget",),
    )  # fmt: skip
