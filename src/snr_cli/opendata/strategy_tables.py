"""The strategy, its axes, its actions and its objectives as published tables."""

from collections.abc import Iterable, Iterator
from math import fsum
from typing import Any, Final, Literal, NamedTuple

from snr_cli.catalog.tables import Tables
from snr_cli.engine.organisation import WITHOUT_LINES
from snr_cli.french.words.terms import OBJECTIVE_VERDICTS, OBJECTIVE_WHYS, a_term, term, titled_term
from snr_cli.inputs.dossier.named import unaccented
from snr_cli.inputs.dossier.results import METHOD_USED
from snr_cli.model.strategy import (
    Action,
    ActionStatus,
    Axis,
    Budget,
    BudgetSection,
    Indicator,
    Means,
    Objective,
    Schedule,
    SharedMeans,
    Tax,
)
from snr_cli.model.territory import AuthorityKind
from snr_cli.model.version import __version__
from snr_cli.opendata.columns import (
    DATE_FORM,
    IDENTIFIER,
    PROJECTS,
    Publishable,
    PublishedColumn as Column,
    PublishedTable,
    TableFault,
    TableLink,
    choice_labels,
    to_a_reader,
)
from snr_cli.outputs.plan_grids import INDICATOR_WHYS
from snr_cli.outputs.tables import drawn_from
from snr_cli.plan.means import amounts_of, live, tax_of
from snr_cli.plan.objectives import SET, WITHOUT_LEVERS, Outcome, World
from snr_cli.plan.plan import FollowedRow
from snr_cli.results.effects import (
    ActionEffect,
    EffectState,
    ObjectiveVerdict,
    action_effects,
    objective_verdict,
    plan_extent,
)
from snr_cli.results.records import FigureState
from snr_cli.results.sentences.coverage import ONE_SOURCE
from snr_cli.results.sentences.verdict import DEPENDS_ON, WORLD_OUTCOMES, verdict

# The indicators and their values year by year, and the means, as published tables.

_LARGEST: Final = 1e15
ORIGINS_OF_VALUES: Final = {"given": "donnée par la collectivité", "computed": "calculée", "forecast": "prévue avec les actions"}  # fmt: skip
_NO_VALUE: Final = {
    "partial_sum": "moins de la moitié est évaluée en entier : ce n’est pas un total",
    "redistribution": "moyenne nationale d’une source qui ne se redistribue pas",
}
MEANS_KINDS: Final = {
    "budget": "montant d’une année, ou de chaque année de plusieurs",
    "etp": f"{term('fte', 2)} par an, postes existants",
    "etp_a_creer": f"{term('fte', 2)} par an, postes à créer",
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
    named = {name for objective in drawn.dossier.objectives for name in objective.indicators}
    named |= {name for action in drawn.dossier.actions for name in action.indicators}
    own = {indicator.id: indicator for indicator in drawn.dossier.indicators}
    return [
        IndicatorRow(row, own.get(row.indicator.id))
        for row in drawn.plan.indicators
        if row.followed or row.indicator.id in named
    ]


# the table of the indicators
FOLLOWED_INDICATORS: Final[PublishedTable[IndicatorRow]] = PublishedTable(
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
        for indicator_year in indicator.years:
            if indicator_year.given is not None:
                yield IndicatorValueRow(indicator.id, indicator_year.year, "given", indicator_year.given)
            if indicator_year.computed is not None:
                yield IndicatorValueRow(
                    indicator.id, indicator_year.year, "computed", None if why else indicator_year.computed, why
                )
        for year, value in sorted(row.followed.to_come.items()):
            yield IndicatorValueRow(indicator.id, year, "forecast", None if why else value, why)


# the table of the values of indicators
INDICATOR_VALUES: Final[PublishedTable[IndicatorValueRow]] = PublishedTable(
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
        (action, action.means) for action in dossier.actions if action.means is not None
    ]
    blocks += [(None, means) for means in (dossier.strategy.means if dossier.strategy is not None else ())]
    rows: list[MeansRow] = []
    for action, means in blocks:
        shared = means if isinstance(means, SharedMeans) else None
        head = (action.id if action else None, shared.axis if shared else None, shared.title if shared else None)
        planned = action is None or live(action)
        amounts = list(_amounts(means)) or ([{"kind": "non_dit"}] if shared else [])
        block = rows[-1].block + 1 if rows else 1  # means that say nothing have no block
        rows += [
            MeansRow(block, rank, *head, **_taxed(cells, drawn), planned=planned)
            for rank, cells in enumerate(amounts, 1)
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
        "total": fsum(amount.eur for amount in amounts_of((line,), drawn.dossier)) if first is not None else None,
        "start": first,
        "end": last,
        "section": line.section,
        "tax": tax_of(line, drawn.dossier),
        "funding": funding,
        "staff": line.staff,
    }


# the table of the means
PUBLISHED_MEANS: Final[PublishedTable[MeansRow]] = PublishedTable(
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
        Column("montant", "number", "Montant", f"En euros ou en {term('fte', 2)}, selon l’unité.", "28000", drawn_from("amount"), low=0),
        Column("unite", "string", "Unité", "Unité du montant.", "EUR", drawn_from("unit"), choices={"EUR": "euros", "ETP": term("fte", 2)}),
        Column("periodicite", "string", "Périodicité", "Chaque année du premier au dernier exercice, ou une seule fois ; vide sans montant.", "par_an", drawn_from("period"), choices=_PERIODS),
        Column("montant_total", "number", "Montant total", "Dépense de tous ses exercices, en euros ; sans terme dit, jusqu’à la dernière année de la stratégie. Vide pour ce qui n’est pas une dépense.", "140000", drawn_from("total"), low=0),
        Column("au_plan", "boolean", "Au plan", "Faux pour les moyens d’une action abandonnée, ou qui n’est qu’une idée : aucun total ne les compte.", "true", drawn_from("planned"), required=True),
        Column("annee_debut", "year", "De", "Premier exercice.", "2026", drawn_from("start")),
        Column("annee_fin", "year", "À", "Dernier exercice ; vide pour une dépense dont le terme n’est pas dit.", "2030", drawn_from("end")),
        Column("section", "string", "Section", "Section du budget.", "investissement", drawn_from("section"), choices=choice_labels(BudgetSection)),
        Column("taxes", "string", "Taxes", "Hors taxes ou toutes taxes comprises.", "ht", drawn_from("tax"), choices=choice_labels(Tax)),
        Column("financement", "array", "Financement", "Qui finance, et pour quelle part (de 0 à 1) ou combien d’euros.", '[{"financeur": "État","part": 0.3}]', drawn_from("funding")),
        Column("paie_les_etp", "boolean", "Paie les ETP", f"Vrai si ce montant paie les {term('fte', 2)} du même bloc : ils ne se comptent pas deux fois.", "", drawn_from("staff")),
        Column("libelle", "string", "Libellé", "Nom du marché ou du partenaire.", "", drawn_from("text")),
    ),
    ("bloc", "rang"),
    (TableLink("action", "actions", "identifiant"), TableLink("axe", "axes", "identifiant")),
    TableFault("montant", "28 000", "type-error", "un montant avec une espace"),
    ("budget",),
)  # fmt: skip


IT_COMPETENCE: Final = "90-57"  # « technologies de l’information et de la communication » in the M57 nomenclature
# where our states mean the same as those of projets-territoire: a planned action is neither an idea nor a study
_PHASES: Final = {"idea": "Idée", "under_way": "Opération", "done": "Opération"}
_PHASE_STATES: Final = {"under_way": "En cours", "done": "Terminé", "abandoned": "Abandonné"}
_PHASE_CHOICES: Final = ("Idée", "Étude", "Opération")
_STATE_CHOICES: Final = ("En cours", "En retard", "En pause", "Bloqué", "Abandonné", "Terminé")
_POSITIVE: Final[dict[str, Any]] = {"low": 0.0}


def _governance(key: str) -> Any:
    return lambda drawn: None if key in drawn.masked else drawn_from(f"dossier.governance.{key}")(drawn)


def _fact(name: str) -> Any:
    return lambda drawn: drawn.fact(name)


def _year_of_census(drawn: Publishable) -> int | None:
    facts = (drawn.result.facts.get(f"population_{name}") for name in ("totale", "municipale"))
    return next((fact.year for fact in facts if fact is not None and fact.year is not None), None)


def _households(drawn: Publishable) -> int | None:
    households = drawn.fact("households")
    return None if households is None else round(households)


# the table of the strategy: one row, who the authority is, the dates of the acts, the method of the figures
STRATEGY: Final[PublishedTable[Publishable]] = PublishedTable(
    "strategie",
    "Collectivité, actes et méthode",
    "La collectivité, les dates de ses actes et la méthode des chiffres : une ligne.",
    (
        Column("annee_reference", "year", "Année de référence", "Année étudiée ; les quantités sont celles du 31 décembre.", "2025", drawn_from("dossier.reference_year"), ("reference_year",), required=True),
        Column("nom", "string", "Nom", "Nom de la collectivité.", "Communauté d’agglomération de Valmont", _fact("name"), ("territory", "name")),
        Column("siren", "string", "SIREN", "Numéro SIREN, neuf chiffres.", "200999993", _fact("siren"), ("territory", "siren"), pattern="[0-9]{9}"),
        Column("nature", "string", "Nature", "Nature de la collectivité.", "communaute_agglomeration", _fact("kind"), ("territory", "kind"), choices=choice_labels(AuthorityKind)),
        Column("code_insee", "string", "Code INSEE", "Code INSEE d’une commune.", "38185", _fact("insee_code"), ("territory", "insee_code"), pattern="([0-9]{2}|2[AB])[0-9]{3}"),
        Column("departement", "string", "Département", "Numéro du département.", "38", _fact("department"), ("territory", "department"), pattern="(0[1-9]|[1-8][0-9]|9[0-5]|2[AB]|97[1-8]|98[678])"),
        Column("population_totale", "integer", "Population totale", "Population totale (INSEE), en personnes.", "84200", _fact("population_totale"), ("territory", "population", "totale"), low=1),
        Column("population_municipale", "integer", "Population municipale", "Population municipale (INSEE), en personnes.", "82900", _fact("population_municipale"), ("territory", "population", "municipale"), low=1),
        Column("millesime_population", "year", "Millésime", "Année du recensement.", "2022", _year_of_census, ("territory", "population", "year")),
        Column("menages", "integer", "Ménages", "Nombre de ménages du territoire.", "39100", _households, ("territory", "households"), low=0),
        Column("agents", "integer", "Agents", "Agents de la collectivité, en personnes.", "1450", _fact("agents_total"), ("territory", "agents", "total"), low=1),
        Column("agents_equipes", "integer", titled_term("equipped_agent", 2), "Agents qui ont un poste de travail informatique.", "1120", _fact("agents_equipped"), ("territory", "agents", "equipped"), low=1),
        Column("fictif", "boolean", "Territoire fictif", "Vrai pour un exemple.", "true", lambda drawn: drawn.dossier.territory.fictitious or None, ("territory", "fictitious")),
        Column("programme_le", "date", "Date du programme", "Date du programme de travail.", "2022-11-24", drawn_from("dossier.programme.date"), ("programme", "date")),
        Column("adoptee_le", "date", "Date d’adoption", "Date de la délibération qui adopte la stratégie.", "2025-12-11", drawn_from("dossier.strategy.adopted_on"), ("strategy", "adopted_on")),
        Column("deliberation", "string", "Délibération", "Référence de la délibération.", "2025-148", drawn_from("dossier.strategy.deliberation"), ("strategy", "deliberation")),
        Column("annee_debut", "year", "Première année", "Première année de la stratégie.", "2026", drawn_from("dossier.strategy.period.start"), ("strategy", "period", "start")),
        Column("annee_fin", "year", "Dernière année", "Dernière année de la stratégie.", "2030", drawn_from("dossier.strategy.period.end"), ("strategy", "period", "end")),
        Column("elu_referent", "string", titled_term("elected_lead"), "Fonction, jamais un nom de personne ; vide si le dossier donne un nom.", "vice-présidence au numérique", _governance("elected_lead"), ("governance", "elected_lead")),
        Column("chef_de_projet", "string", titled_term("project_lead"), "Fonction, jamais un nom de personne ; vide si le dossier donne un nom.", "direction des systèmes d’information", _governance("project_lead"), ("governance", "project_lead")),
        Column("pilotage", "string", "Pilotage", "Fréquence du comité de pilotage.", "trimestriel", _governance("steering"), ("governance", "steering")),
        Column("referents_etp", "number", "Référents (ETP)", f"{titled_term('fte', 2)} consacrés à la démarche, en plus de ceux des actions.", "0.5", _governance("referents_fte"), ("governance", "referents_fte"), **_POSITIVE),
        Column("base_investissement", "string", "Base de l’investissement", "Base sur laquelle les totaux d’investissement sont montrés ; vide, celle de ses montants.", "ttc", drawn_from("dossier.strategy.money.basis.investissement"), ("strategy", "money", "basis", "investissement"), choices=choice_labels(Tax)),
        Column("base_fonctionnement", "string", "Base du fonctionnement", "Base sur laquelle les totaux de fonctionnement sont montrés ; vide, celle de ses montants.", "ttc", drawn_from("dossier.strategy.money.basis.fonctionnement"), ("strategy", "money", "basis", "fonctionnement"), choices=choice_labels(Tax)),
        Column("taux_tva", "number", "Taux de TVA", "Taux qui convertit hors taxes et toutes taxes, de 0 à 1 ; vide, rien n’est converti.", "0.2", drawn_from("dossier.strategy.money.vat"), ("strategy", "money", "vat"), low=0, high=1),
        Column("cout_etp", "number", "Coût d’un ETP", f"Coût moyen d’{a_term('fte')}, en euros par an, charges comprises.", "48000", drawn_from("dossier.strategy.money.eur_per_fte"), ("strategy", "money", "eur_per_fte"), low=0, high=1e6),
        Column("source_cout_etp", "string", "Source du coût d’un ETP", "D’où vient ce coût.", "compte administratif 2025", drawn_from("dossier.strategy.money.eur_per_fte_source"), ("strategy", "money", "eur_per_fte_source")),
        Column("methode", "string", "Méthode", "Méthode de calcul de l’empreinte de l’organisation, avec son édition.", "rcp-si (ADEME 2024-11)", lambda _: f"{METHOD_USED['name']} ({METHOD_USED['version']})", required=True),
        Column("jeu_facteurs", "string", titled_term("factor_set"), "Choix nommé entre les sources de facteurs d’émission.", "default", drawn_from("result.factor_set"), required=True),
        Column("empreinte_facteurs", "string", "Empreinte des facteurs", "Somme SHA-256 des tables de facteurs : la même donne les mêmes chiffres.", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", drawn_from("result.factors_sha256"), pattern="[0-9a-f]{64}"),
        Column("version_snr", "string", "Version de snr", "Version du logiciel qui a calculé et publié.", "0.1.0", lambda _: __version__, required=True),
    ),
    ("annee_reference",),
    fault=TableFault("nature", "agglomeration", "constraint-error", "une nature qui n’est pas dans la liste"),
)  # fmt: skip


# the table of the axes that are the authority's own
AXES: Final[PublishedTable[Axis]] = PublishedTable(
    "axes",
    "Axes de la stratégie",
    "Les axes propres à la collectivité.",
    (
        Column("identifiant", "string", "Identifiant", "Nom court, unique.", "sobre", drawn_from("id"), ("id",), required=True, pattern=IDENTIFIER),
        Column("titre", "string", "Intitulé", "Intitulé de l’axe.", "Un numérique sobre", drawn_from("title"), ("title",), required=True),
        Column("texte", "string", "Texte", "Présentation de l’axe, en Markdown.", "Moins d’équipements, gardés plus longtemps.", drawn_from("text"), ("text",)),
    ),
    ("identifiant",),
    fault=TableFault("identifiant", "axe sobre", "constraint-error", "un identifiant qui contient une espace"),
)  # fmt: skip


class ActionRow(NamedTuple):
    """An action, what it changes at the last year of the plan, and its budget by tax."""

    action: Action
    drawn: Publishable
    effect: ActionEffect
    budget: dict[str, float]

    @property
    def change(self) -> float | None:
        """Return what it changes, in kgCO2e; a reduction is negative."""
        return None if self.effect.saved is None else 0.0 - self.effect.saved

    @property
    def bounds(self) -> tuple[float | None, float | None]:
        """Return the bounds of what it changes."""
        figure_bounds = self.effect.bounds
        return (None, None) if figure_bounds is None else (0.0 - figure_bounds.high, 0.0 - figure_bounds.low)

    @property
    def budget_years(self) -> tuple[int, ...]:
        """Return the years of its amounts, in their order."""
        means = self.action.means
        return tuple(sorted({amount.year for amount in amounts_of(means.budget, self.drawn.dossier)})) if means else ()

    @property
    def why(self) -> str | None:
        """Say why no change is given."""
        if self.change is not None:
            return None
        return "not_assessed" if self.effect.state is EffectState.UNKNOWN else "no_quantity"


def action_rows(drawn: Publishable) -> list[ActionRow]:
    """Return the actions of a dossier."""
    effects, still = action_effects(drawn.plan), EffectState.NONE
    budgets = {action.id: action.by_tax for action in drawn.plan.means.actions}
    return [
        ActionRow(
            action,
            drawn,
            effects.get(action.id, ActionEffect(action.id, None, None, still)),
            budgets.get(action.id, {}),
        )
        for action in drawn.dossier.actions
    ]


def _budget(row: ActionRow) -> int | None:
    return round(next(iter(row.budget.values()))) if len(row.budget) == 1 else None


_NO_CHANGE: Final = {
    "no_quantity": "aucune quantité de l’inventaire ne change cette année-là",
    "not_assessed": "ce qu’elle change n’est pas évalué",
}


def _year_of(key: str) -> Column[ActionRow]:
    """Return the column of a year of the calendar of an action, named by its title: annee_plein_effet."""
    field = Schedule.model_fields[key]
    title, (example,) = str(field.title), field.examples or ("",)
    name = "annee_" + unaccented(title).replace(" ", "_")
    return Column(name, "year", title, str(field.description), str(example), drawn_from(f"action.schedule.{key}"), ("schedule", key))  # fmt: skip


def published_actions() -> PublishedTable[ActionRow]:
    """Return the table of the actions; the names of projets-territoire are taken where they mean the same."""
    same: dict[str, Any] = {"same_as": PROJECTS}
    return PublishedTable(
        "actions",
        "Actions de la stratégie",
        "Une ligne par action. Les colonnes de même nom que dans le schéma projets-territoire (betagouv) ont le même sens.",
        (
            Column("identifiant", "string", "Identifiant", "Nom court, unique dans la stratégie.", "duree-portables", drawn_from("action.id"), ("id",), required=True, pattern=IDENTIFIER),
            Column("nom", "string", "Nom", "Intitulé de l’action.", "Porter la durée de vie des portables à 7 ans", drawn_from("action.title"), ("title",), required=True, **same),
            Column("description", "string", "Description", "Une ou deux phrases.", "Garantie de cinq ans à l’achat, réparation à l’atelier.", drawn_from("action.summary"), ("summary",), **same),
            Column("statut", "string", "Statut", "Où en est l’action.", "under_way", drawn_from("action.status"), ("status",), required=True, choices=choice_labels(ActionStatus)),
            Column("phase", "string", "Phase", "Phase, quand le statut la dit ; une action prévue n’en a pas.", "Opération", lambda row: _PHASES.get(row.action.status), choices=dict(zip(_PHASE_CHOICES, _PHASE_CHOICES, strict=True)), **same),
            Column("phaseStatut", "string", "Statut de la phase", "Statut de la phase, quand il est connu.", "En cours", lambda row: _PHASE_STATES.get(row.action.status), choices=dict(zip(_STATE_CHOICES, _STATE_CHOICES, strict=True)), **same),
            Column("themes", "array", "Thèmes", "Thèmes du décret (CGCT, D2311-15-1), de 1 à 6.", "[2]", drawn_from("action.themes"), ("themes",)),
            Column("axe", "string", "Axe", "Identifiant d’un axe de la collectivité.", "sobre", drawn_from("action.axis"), ("axis",)),
            Column("porteurReferentFonction", "string", "Pilote", "Direction ou fonction qui porte l’action, jamais un nom de personne.", "direction des systèmes d’information", drawn_from("action.owner"), ("owner",), **same),
            Column("porteurCodeSiret", "string", "SIRET du porteur", "SIRET de la collectivité, quand il est donné à la publication.", "20099999300013", lambda row: row.drawn.siret, pattern="[0-9]{14}", **same),
            Column("engagee_le", "date", "Engagée le", "Date d’engagement.", "2026-03-02", drawn_from("action.started_on"), ("started_on",)),
            Column("dateDebutPrevisionnelle", "string", "Date de début prévisionnelle", "Date de début (AAAA-MM-JJ), quand un jour est connu.", "2026-03-02", drawn_from("action.started_on"), pattern=DATE_FORM.pattern, **same),
            *(_year_of(key) for key in Schedule.model_fields),
            Column("budgetPrevisionnel", "integer", "Budget prévisionnel", "Somme des montants de l’action, toutes ses années ensemble, en euros ; vide si des montants hors taxes et toutes taxes s’y mêlent.", "140000", _budget, low=0, **same),
            Column("budget_annee_debut", "year", "Première année du budget", "Année du premier montant de la somme.", "2026", lambda row: row.budget_years[0] if row.budget_years else None),
            Column("budget_annee_fin", "year", "Dernière année du budget", "Année du dernier montant de la somme.", "2030", lambda row: row.budget_years[-1] if row.budget_years else None),
            Column("budget_taxes", "string", "Taxes du budget", "Base du budget prévisionnel.", "ht", lambda row: next(iter(row.budget)) if len(row.budget) == 1 else None, choices={"ht": "hors taxes", "ttc": "toutes taxes comprises"}),
            Column("competences", "array", "Compétences", "Compétences de la nomenclature M57 : 90-57, technologies de l’information et de la communication.", f'["{IT_COMPETENCE}"]', lambda _: [IT_COMPETENCE], **same),
            Column("objectifs", "array", "Objectifs", "Identifiants des objectifs servis.", '["ges-organisation"]', drawn_from("action.objectives"), ("objectives",)),
            Column("indicateurs", "array", "Indicateurs", "Identifiants des indicateurs de suivi.", '["I-04"]', drawn_from("action.indicators"), ("indicators",)),
            Column("remplace", "array", "Remplace", "Identifiants des actions remplacées.", "[]", drawn_from("action.replaces"), ("replaces",)),
            Column("bonne_pratique", "string", "Bonne pratique", "Fiche du guide de bonnes pratiques du numérique responsable pour les organisations.", "d.2", drawn_from("action.good_practice"), ("good_practice",)),
            Column("effet_annee", "year", "Année de l’effet", "Dernière année du plan, où l’effet est lu.", "2030", lambda row: row.drawn.plan.horizon, required=True),
            Column("effet_d_une_annee_kgco2e", "number", "Effet en une année", "Ce que l’action change en cette seule année, en kgCO2e par an ; il ne se divise pas par le budget, qui est de plusieurs ; une baisse est négative. La somme des effets est celle du plan.", "-10500.5", drawn_from("change")),
            Column("effet_bas", "number", "Effet, borne basse", f"Borne basse, {ONE_SOURCE}.", "-15000.25", lambda row: row.bounds[0], loose=True),
            Column("effet_haut", "number", "Effet, borne haute", f"Borne haute, {ONE_SOURCE}.", "-6000.75", lambda row: row.bounds[1], loose=True),
            Column("effet_motif", "string", "Motif", "Pourquoi aucun effet n’est donné.", "", drawn_from("why"), choices=_NO_CHANGE),
        ),
        ("identifiant",),
        (TableLink("axe", "axes", "identifiant"),),
        TableFault("phaseStatut", "Arrêté", "constraint-error", "un statut de phase qui n’est pas dans la liste"),
        ("action",),
    )  # fmt: skip


_RESERVES: Final = {code.rstrip(":"): f"dépend {text}" for code, text in DEPENDS_ON.items()}
_OUTCOMES: Final = {code.value: text for code, text in WORLD_OUTCOMES.items()}


class ObjectiveRow(NamedTuple):
    """An objective and where it stands; `hidden`: why its figures are left out, empty when they are not."""

    objective: Objective
    outcome: Outcome
    hidden: str

    @property
    def judged(self) -> ObjectiveVerdict:
        """Return the verdict."""
        return objective_verdict(self.outcome)

    @property
    def decides(self) -> str | None:
        """Return the code of what the verdict depends on; which set of factors it is stays in the file of the plan."""
        world = self.judged.decides
        return (SET.rstrip(":") if world.startswith(SET) else world) or None

    def world(self, world: str, name: str) -> Any:
        """Return a figure, or what becomes of the objective, in a world."""
        found: World | None = next((each for each in self.outcome.worlds or () if each.id == world), None)
        return None if self.hidden or found is None else getattr(found, name)

    @property
    def direction(self) -> str | None:
        """Say which way the objective is kept: the side of the target on which the value was judged to be."""
        gap = self.figure("gap")
        if gap:
            return "up" if (gap > 0) is self.outcome.reach.at_target else "down"
        return "down" if self.objective.reduction is not None or self.objective.category is not None else None

    def figure(self, name: str) -> float | None:
        """Return a figure of where it stands."""
        return None if self.hidden else drawn_from(name)(self.outcome)

    def bound(self, name: str, side: int) -> float | None:
        """Return a bound of a figure."""
        value = None if self.hidden else getattr(self.judged, name)
        return None if value is None else float(value[side])

    @property
    def why(self) -> str | None:
        """Say why nothing is judged, or shown."""
        return self.hidden or self.outcome.why or None


def objective_rows(drawn: Publishable) -> list[ObjectiveRow]:
    """Return the objectives of a dossier."""
    return [
        ObjectiveRow(objective, outcome, _hidden(objective, drawn))
        for objective, outcome in zip(drawn.dossier.objectives, drawn.plan.outcomes, strict=True)
    ]


def _hidden(objective: Objective, drawn: Publishable) -> str:
    """Say why figures are left out: they are those of the national mean, which may only be quoted, or of a sum that is no total."""
    if objective.category is None or objective.measured_on is not None:
        return ""
    if objective.perimeter == "territory":
        return "redistribution"
    extent = plan_extent(drawn.plan, objective.category)
    if extent is None or extent.state.is_total or extent.state is FigureState.NOT_ASSESSED:
        return ""
    return extent.why or extent.state


def objectives_table(tables: Tables) -> PublishedTable[ObjectiveRow]:
    """Return the table of the objectives: what is aimed at, then where it stands."""
    categories = {name: category.label for name, category in tables.categories.items()}
    whys = to_a_reader(OBJECTIVE_WHYS) | {
        "redistribution": "chiffre d’une source qui ne se redistribue pas",
        "partial": "moins de la moitié est évaluée en entier : ce n’est pas un total",
        "exceeded": "une catégorie que celle-ci contient la dépasse : les deux ne comptent pas les mêmes lignes",
    }
    given: dict[str, Any] = {"low": 0.0, "high": 1e15}
    ways = {code: label for code, label in choice_labels(Literal["down", "up", "info"]).items() if code != "info"}
    return PublishedTable(
        "objectifs",
        "Objectifs de la stratégie",
        "Une ligne par objectif : ce qui est visé, puis où il en est. Une prévision n’est pas un résultat.",
        (
            Column("identifiant", "string", "Identifiant", "Nom court, unique.", "ges-organisation", drawn_from("objective.id"), ("id",), required=True, pattern=IDENTIFIER),
            Column("titre", "string", "Intitulé", "L’objectif en une phrase.", "Réduire de 15 % l’empreinte carbone du numérique", drawn_from("objective.title"), ("title",)),
            Column("perimetre", "string", "Périmètre", "L’organisation ou le territoire ; les deux ne s’additionnent pas.", "organisation", drawn_from("objective.perimeter"), ("perimeter",), required=True, choices=choice_labels(Literal["organisation", "territory"])),
            Column("categorie", "string", "Catégorie", "Catégorie de l’empreinte ; vide quand l’objectif porte sur un indicateur.", "climate_change", drawn_from("objective.category"), ("category",), choices=categories),
            Column("reduction", "number", "Réduction", "Réduction visée, de 0 à 1.", "0.15", drawn_from("objective.reduction"), ("reduction",), low=0, high=1),
            Column("cible", "number", "Cible", "Valeur à atteindre, dans l’unité de l’objectif.", "30", drawn_from("objective.target"), ("target",), **given),
            Column("valeur_donnee", "number", "Valeur de départ donnée", "Valeur de l’année de référence que la collectivité donne ; vide, elle est calculée.", "20.5", drawn_from("objective.baseline"), ("baseline",), **given),
            Column("origine_outil", "string", "Outil d’origine", "Outil qui a calculé la valeur donnée.", "tableur interne", drawn_from("objective.baseline_from.tool"), ("baseline_from", "tool")),
            Column("origine_methode", "string", "Méthode d’origine", "Méthode de la valeur donnée.", "comptabilité", drawn_from("objective.baseline_from.method"), ("baseline_from", "method")),
            Column("origine_perimetre", "string", "Périmètre d’origine", "Ce que compte la valeur donnée.", "tous les achats", drawn_from("objective.baseline_from.perimeter"), ("baseline_from", "perimeter")),
            Column("origine_source", "string", "Source d’origine", "Où se lit la valeur donnée.", "compte administratif 2025", drawn_from("objective.baseline_from.source"), ("baseline_from", "source")),
            Column("annee_reference", "year", "De", "Année de référence.", "2025", drawn_from("objective.start"), ("from",)),
            Column("annee_cible", "year", "D’ici", "Année cible.", "2030", drawn_from("objective.by"), ("by",)),
            Column("mesure_sur", "string", "Mesuré sur", "Pour le territoire : ce qui est suivi.", "", drawn_from("objective.measured_on"), ("measured_on",), choices=choice_labels(Literal["bottom_up", "smartphone_lifetime_years", "devices_reused"])),
            Column("constat", "string", "Constat", "Constat du bilan dont part l’objectif.", "Les achats de portables font la moitié de l’empreinte.", drawn_from("objective.finding"), ("finding",)),
            Column("temporalite", "string", "Temporalité", "Annuel ou pluriannuel.", "multi_year", drawn_from("objective.frequency"), ("frequency",), choices=choice_labels(Literal["annual", "multi_year"])),
            Column("indicateurs", "array", "Indicateurs", "Identifiants des indicateurs de suivi.", '["I-04"]', drawn_from("objective.indicators"), ("indicators",)),
            Column("unite", "string", "Unité", "Unité des figures qui suivent.", "kgCO2e", drawn_from("outcome.unit")),
            Column("depart", "number", "Départ", "Valeur de l’année de référence, donnée ou calculée.", "327862.5", lambda row: row.figure("reference")),
            Column("vise", "number", "Visé", "Valeur visée à l’année cible.", "278683.125", lambda row: row.figure("target")),
            Column("prevu", "number", "Prévu", "Ce que les actions apportent à l’année cible, ou la dernière valeur connue.", "273576.5", lambda row: row.figure("projected")),
            Column("prevu_bas", "number", "Prévu, borne basse", f"Borne basse, {ONE_SOURCE}.", "226854.5", lambda row: row.bound("projected_bounds", 0), loose=True),
            Column("prevu_haut", "number", "Prévu, borne haute", f"Borne haute, {ONE_SOURCE}.", "370896.5", lambda row: row.bound("projected_bounds", 1), loose=True),
            Column("sens", "string", "Sens", "De quel côté de la valeur visée l’objectif est tenu : s’il doit baisser, un écart négatif l’atteint.", "down", drawn_from("direction"), choices=ways),
            Column("ecart", "number", "Écart", "Prévu moins visé ; se lit avec le sens.", "-5106.625", lambda row: row.figure("gap")),
            Column("ecart_bas", "number", "Écart, borne basse", f"Borne basse, {ONE_SOURCE}.", "-9270.5", lambda row: row.bound("gap_bounds", 0), loose=True),
            Column("ecart_haut", "number", "Écart, borne haute", f"Borne haute, {ONE_SOURCE}.", "-1713.5", lambda row: row.bound("gap_bounds", 1), loose=True),
            Column("annee_lue", "year", "Année lue", "Année de la dernière valeur, quand ce n’est pas une prévision.", "", lambda row: row.figure("last_year")),
            Column("verdict", "string", "Verdict", "Où en est l’objectif.", "forecast_reached", drawn_from("judged.state.value"), required=True, choices=OBJECTIVE_VERDICTS),
            Column("verdict_texte", "string", "Verdict en toutes lettres", "Le verdict tel que les documents l’écrivent, avec sa réserve.", "dépend de dépenses en moins", lambda row: verdict(row.judged), required=True),
            Column("reserve", "string", "Réserve", "De quoi dépend le verdict ; vide quand rien ne le réserve.", "without_spend_levers", drawn_from("decides"), choices=_RESERVES),
            Column("prevu_hors_leviers_euros", "number", "Prévu, hors leviers en euros", "Prévu si ce que les actions changent des lignes comptées en euros est retiré ; se compare à la valeur visée. Vide quand rien n’en dépend.", "292959.5", lambda row: row.world(WITHOUT_LEVERS, "projected")),
            Column("verdict_hors_leviers_euros", "string", "Verdict, hors leviers en euros", "Où en est l’objectif sous cette lecture.", "turns", lambda row: row.world(WITHOUT_LEVERS, "outcome"), choices=_OUTCOMES),
            Column("vise_hors_lignes_euros", "number", "Visé, hors lignes en euros", "La même réduction, appliquée à ce qui n’est pas compté en euros.", "170850.5", lambda row: row.world(WITHOUT_LINES, "target")),
            Column("prevu_hors_lignes_euros", "number", "Prévu, hors lignes en euros", "Prévu si les lignes comptées en euros sont retirées de toutes les années. Vide quand rien n’en dépend.", "166097.5", lambda row: row.world(WITHOUT_LINES, "projected")),
            Column("verdict_hors_lignes_euros", "string", "Verdict, hors lignes en euros", "Où en est l’objectif sous cette lecture.", "holds", lambda row: row.world(WITHOUT_LINES, "outcome"), choices=_OUTCOMES),
            Column("motif", "string", "Motif", "Pourquoi rien n’est jugé ou montré.", "", drawn_from("why"), choices=whys),
        ),
        ("identifiant",),
        fault=TableFault("reduction", "15", "constraint-error", "une réduction de 15, où 15 % s’écrit 0.15"),
        keywords=("objectif",),
    )  # fmt: skip
