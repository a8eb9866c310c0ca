"""Means, themes and axes of a plan as JSON: pieces of plan_json.py."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from snr_cli.plan.amounts import YearAmount
from snr_cli.plan.means import ActionMeans, SharedRow, ThemeCoverage, euros_per_tonne
from snr_cli.plan.plan import Plan
from snr_cli.plan.yearly import Funds, Yearly
from snr_cli.results.json_shape import FLAG, FLOAT, INTEGER, STRING, Key, Shape, choice, key, object_of, some_of


class _Acted(NamedTuple):
    row: ActionMeans
    plan: Plan

    def euros_per_tonne(self) -> Mapping[str, float] | None:
        return euros_per_tonne(self.row, self.plan.saved_physically(self.row.id), self.plan.horizon) or None


class _Amount(NamedTuple):
    year: int
    section: str
    tax: str
    eur: float
    funding: tuple[str, ...]


_EUROS: Final = "Euros hors taxes (ht) et toutes taxes comprises (ttc) ; ils ne s’additionnent pas."
_BY_TAX: Final = some_of({"ht": FLOAT, "ttc": FLOAT}, additionalProperties=False)
_SECTION: Final = choice("investissement", "fonctionnement")
_TAX: Final = choice("ht", "ttc")
_BUDGET: Final[Shape[YearAmount]] = object_of(
    year=key(INTEGER),
    section=key(_SECTION),
    tax=key(_TAX),
    eur=key(FLOAT),
    funding=key(STRING.or_null(), lambda each: each.funding or None),
    received=key(FLOAT.or_null(), text="Euros que d’autres paient ; null si aucun montant n’est dit.", added=True),
    named=key(STRING.listed(), text="Qui paie un montant qui n’est pas dit.", added=True),
    recurrent=key(FLAG, text="La ligne revient chaque année.", added=True),
    endless=key(FLAG, text="Rien ne dit jusqu’à quand elle revient.", added=True),
    staff=key(FLAG, text="Elle paie les postes du même bloc, sans TVA.", added=True),
)
_AMOUNT: Final[Shape[_Amount]] = object_of(
    year=key(INTEGER), section=key(_SECTION), tax=key(_TAX), eur=key(FLOAT), funding=key(STRING.listed())
)
_ACTED: Final[Shape[_Acted]] = object_of(
    id=key(STRING, lambda each: each.row.id),
    title=key(STRING, lambda each: each.row.title),
    themes=key(INTEGER.listed(), lambda each: each.row.themes),
    axis=key(STRING, lambda each: each.row.axis),
    status=key(STRING, lambda each: each.row.status),
    owner=key(STRING, lambda each: each.row.owner),
    fte=key(FLOAT.or_null(), lambda each: each.row.fte),
    new_fte=key(FLOAT.or_null(), lambda each: each.row.new_fte, "Postes à créer, en plus de fte.", added=True),
    savings_per_year=key(FLOAT.or_null(), lambda each: each.row.savings_per_year),
    contract=key(STRING, lambda each: each.row.contract),
    partner=key(STRING, lambda each: each.row.partner),
    missing=key(choice("owner", "means", "indicators", "schedule").listed(), lambda each: each.row.missing),
    budget=key(_BY_TAX.or_null(), lambda each: each.row.by_tax or None, _EUROS),
    amounts=key(_BUDGET.listed(), lambda each: each.row.amounts),
    euros_per_tonne=key(
        _BY_TAX.or_null(),
        _Acted.euros_per_tonne,
        "Budget dit jusqu’à l’horizon, par tonne de CO2e évitée jusque-là, sans actualisation ; null sans budget ou sans économie.",
    ),
    spend_lever=key(
        FLAG,
        lambda each: each.row.id in each.plan.money.levers,
        "L’action change des lignes comptées en euros ; euros_per_tonne laisse ces tonnes de côté.",
    ),
)
_SHARED: Final[Shape[SharedRow]] = object_of(
    axis=key(STRING, text="L’axe servi ; vide pour toute la stratégie."),
    title=key(STRING),
    fte=key(FLOAT.or_null()),
    new_fte=key(FLOAT.or_null()),
    contract=key(STRING),
    partner=key(STRING),
    budget=key(_BY_TAX.or_null(), lambda each: each.by_tax or None, _EUROS),
    amounts=key(_BUDGET.listed()),
)
_EACH: Final[dict[str, Key[Funds]]] = {
    "sections": key(
        some_of({"investissement": FLOAT, "fonctionnement": FLOAT}, additionalProperties=False),
        text="Dépenses de chaque section, sur sa base ; une section sans montant n’y est pas.",
    ),
    "tax": key(FLOAT.or_null(), text="TVA qui porte les sections à la base des totaux ; null si elles y sont."),
    "gross": key(FLOAT.or_null(), text="Dépenses, sur la base des totaux ; null si rien n’est chiffré, jamais 0."),
    "recurrent": key(FLOAT.or_null(), text="Ce qui, dans gross, revient chaque année."),
    "received": key(FLOAT.or_null(), text="Ce que d’autres paient."),
    "net": key(FLOAT.or_null(), text="gross − received."),
    "new_posts": key(FLOAT.or_null(), text="Coût estimé des postes à créer qu’aucune ligne ne paie."),
    "savings": key(FLOAT.or_null(), text="Économies attendues, qui montent comme les effets des actions."),
    "balance": key(
        FLOAT.or_null(), text="net + new_posts − savings ; null si une dépense n’est pas chiffrée ou est à part."
    ),
    "posts": key(FLOAT.or_null(), text="Coût estimé des postes existants qu’aucune ligne ne paie, dans aucun total."),
    "apart": key(_BY_TAX, text="Montants qu’aucun taux ne convertit, dans aucun total."),
}
_YEAR: Final[Shape[Funds]] = object_of(
    year=key(INTEGER, lambda each: each.year or 0),
    **_EACH,
    fte=key(FLOAT.or_null(), text="Postes existants, actions terminées exclues."),
    new_fte=key(FLOAT.or_null(), text="Postes à créer."),
)
_YEARLY: Final[Shape[Yearly]] = object_of(
    basis=key(
        some_of({"investissement": _TAX, "fonctionnement": _TAX}, additionalProperties=False),
        text="Base de chaque section qui a des montants.",
    ),
    whole=key(_TAX, text="Base des totaux."),
    rate=key(FLOAT.or_null(), text="Taux de TVA du dossier ; null : rien n’est converti."),
    eur_per_fte=key(FLOAT.or_null(), text="Coût d’un équivalent temps plein par an, d’après le dossier."),
    years=key(_YEAR.listed()),
    total=key(object_of(**_EACH)),
    endless=key(FLOAT.or_null(), text="Dépenses par an qui continuent après la dernière année, sans terme dit."),
    named=key(STRING.listed(), text="Qui paie un montant qui n’est pas dit."),
)
MEANS: Final[Shape[Plan]] = object_of(
    actions=key(_ACTED.listed(), lambda plan: [_Acted(row, plan) for row in plan.means.actions]),
    budget=key(
        _AMOUNT.listed(),
        lambda plan: [_Amount(*at, eur, plan.means.funding.get(at, ())) for at, eur in plan.means.budget.items()],
    ),
    total=key(
        _BY_TAX,
        lambda plan: plan.means.total,
        "Euros hors taxes (ht) et toutes taxes comprises (ttc) à partir de l’année de référence ; ils ne s’additionnent pas.",
    ),
    fte=key(FLOAT, lambda plan: plan.means.fte),
    savings_eur_per_year=key(FLOAT, lambda plan: plan.means.savings_per_year),
    shared=key(
        _SHARED.listed(),
        lambda plan: plan.means.shared,
        "Moyens d’un axe ou de toute la stratégie, qu’aucune action ne porte seule.",
        added=True,
    ),
    yearly=key(
        _YEARLY,
        lambda plan: plan.means.yearly,
        "Les années de la stratégie depuis celle de référence, sur une seule base, en euros.",
        added=True,
    ),
)
_SERVED: Final[dict[str, Key[ThemeCoverage]]] = {
    **{name: key(INTEGER) for name in ("actions", "acting", "objectives", "indicators", "with_means")},
    "fte": key(FLOAT),
}
_BUDGET_OF: Final[dict[str, Key[ThemeCoverage]]] = {"budget": key(_BY_TAX, lambda each: each.by_tax, _EUROS)}
THEME: Final[Shape[ThemeCoverage]] = object_of(
    theme=key(INTEGER.but(minimum=1, maximum=6)), **_SERVED, left_out=key(STRING), **_BUDGET_OF
)
AXIS: Final[Shape[ThemeCoverage]] = object_of(axis=key(STRING), title=key(STRING), **_SERVED, **_BUDGET_OF)
