"""Means, themes and axes of a plan as JSON: pieces of plan_json.py."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from snr_cli.json_shape import FLAG, FLOAT, INTEGER, STRING, Key, Shape, choice, key, object_of, some_of
from snr_cli.model.strategy import Budget
from snr_cli.plan.means import ActionMeans, ThemeCoverage, euros_per_tonne
from snr_cli.plan.plan import Plan


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
_BUDGET: Final[Shape[Budget]] = object_of(
    year=key(INTEGER), section=key(_SECTION), tax=key(_TAX), eur=key(FLOAT), funding=key(STRING.or_null())
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
