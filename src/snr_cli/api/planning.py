"""The plan of a dossier: what its actions bring, year by year."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from os import PathLike
from typing import TYPE_CHECKING, Any, Literal

from snr_cli.api.asked import among
from snr_cli.api.assessing import Assessed, assess_as
from snr_cli.api.checking import plan_findings, read_again
from snr_cli.api.comparing import trend_against
from snr_cli.catalog.opened import shipped_tables
from snr_cli.catalog.tables import Tables
from snr_cli.engine.assess import MagnitudeError
from snr_cli.french.plain import json_text, written
from snr_cli.inputs.dossier.messages import absurd
from snr_cli.model.finding import DossierError, Finding, Position
from snr_cli.model.refusal import UsageError
from snr_cli.plan.calendar import LONGEST
from snr_cli.plan.plan import HorizonError, Plan, make_plan, possible_horizon
from snr_cli.plan.trajectory import ElectricityCurve, PathError, PlaceError, electricity_curve

if TYPE_CHECKING:
    from snr_cli.api import sheets


@dataclass(frozen=True, slots=True, repr=False)
class Planned:
    """A dossier once planned.

    Attributes:
        assessed: the dossier and its assessment.
        plan: its trajectory, objectives, indicators and means, year by year.
        findings: what `snr check --select SNR6` finds in it: a curve alone would look sound.
        curve: another path of electricity, when it was asked for.
    """

    assessed: Assessed
    plan: Plan
    findings: tuple[Finding, ...] = ()
    curve: ElectricityCurve | None = None

    def __repr__(self) -> str:
        """Return a few words: the whole is megabytes."""
        return f"<Planned {self.assessed.name} : jusqu’en {self.plan.horizon}>"

    def to_json(self) -> str:
        """Return the text of `snr plan --format json`, byte for byte: docs/schemas/plan.schema.json is its contract."""
        return json_text(self._document())

    def frame(self, of: Literal["trajectory", "actions", "objectives"] = "trajectory") -> list[dict[str, Any]]:
        """Return records, which pandas and polars take as they are; masses in kilograms a year.

        Args:
            of: `trajectory`: the rows of `snr plan --format csv` (year, category, unit, series, value); `actions`: the effect of
                each in the last year; `objectives`: where each stands; these two as in the JSON, a key in a key as `bounds_low`.
        """
        from snr_cli.outputs import plan_grids

        among("of", of, ("trajectory", "actions", "objectives"))
        if of == "trajectory":
            grid = plan_grids.plan_detail(self.plan, self.assessed.tables, self.curve)
            return [dict(zip((column.key for column in grid.columns), cells, strict=True)) for cells in grid.rows]
        if of == "objectives":
            return [_flat(objective) for objective in self._document()["objectives"]]
        titles = {action.id: action.title for action in self.assessed.dossier.actions}
        effects = self._document()["effects"]
        return [{"action": name, "title": titles.get(name), **_flat(effect)} for name, effect in effects.items()]

    def _document(self) -> dict[str, Any]:
        from snr_cli.outputs import plan_json

        assessed = self.assessed
        document = plan_json.plan_document(self.plan, assessed.result, assessed.tables, assessed.name, self.curve)
        return dict(written(document))


def _flat(record: Mapping[str, Any], head: str = "") -> dict[str, Any]:
    """Return a record without records in it; a list stays one."""
    flat: dict[str, Any] = {}
    for key, value in record.items():
        flat |= _flat(value, f"{head}{key}_") if isinstance(value, Mapping) else {f"{head}{key}": value}
    return flat


def plan_actions(
    dossier: "str | PathLike[str] | sheets.OpenDossier | Assessed",
    *,
    horizon: int | None = None,
    categories: tuple[str, ...] | None = None,
    electricity_path: str | None = None,
    member: str | None = None,
    tables: Tables | None = None,
) -> Planned:
    """Read a dossier, assess it and follow its actions year by year.

    Args:
        dossier: its folder, its file, what `open_dossier` or `assess_dossier` gave, or `-` for standard input.
        horizon: the last year; that of the strategy or of the objectives without any.
        categories: of impact; all of them without any.
        electricity_path: a path of the factor of electricity that the dossier names, for a second curve.
        member: of a group, to plan with its share of the pooled lines.
        tables: the factor tables; those of snr without any, or those that it was assessed with.

    Raises:
        UsageError: it cannot be opened, or a year or a path has no meaning for it.
        DossierError: the dossier is wrong, or its actions make no number of it.
    """
    if tables is None:
        tables = shipped_tables() if isinstance(dossier, str | PathLike) else dossier.tables
    for category in categories or ():
        among("categories", category, tables.categories)
    assessed = assess_as(dossier, tables, member)
    plan = plan_of(assessed, tables, horizon, tuple(tables.categories) if categories is None else categories)
    curve = _curve(assessed, plan, tables, electricity_path) if electricity_path is not None else None
    judged = plan if plan.horizon == possible_horizon(assessed.dossier) else None
    wrong = plan_findings(read_again(assessed.loaded), assessed.result, judged, tables, "SNR6")
    return Planned(assessed, plan, tuple(wrong), curve)


@lru_cache(maxsize=1)  # of one dossier, several readers ask for it
def plan_of(assessed: Assessed, tables: Tables, horizon: int | None, categories: tuple[str, ...]) -> Plan:
    """Return the plan of an assessed dossier, with the trend from the last year that a review keeps.

    Raises:
        UsageError: the horizon is too far.
        DossierError: its actions make no number of it.
    """
    try:
        plan = make_plan(assessed.dossier, assessed.result, tables, horizon, categories, assessed.loaded.kept)
    except MagnitudeError as error:
        wrong = Finding("SNR204", Position(assessed.name), *absurd(str(error.args[0]), planned=True))
        raise DossierError([wrong]) from None
    except HorizonError as error:
        if horizon is None:
            raise UsageError(
                f"la stratégie ou un objectif va jusqu’en {error.horizon}, trop loin de {error.reference_year} : donnez --horizon"
            ) from None
        raise UsageError(
            f"--horizon {error.horizon} : une année de {error.reference_year} à {error.reference_year + LONGEST} est attendue"
        ) from None
    return replace(plan, trend=trend_against(assessed, tables))


def _curve(assessed: Assessed, plan: Plan, tables: Tables, name: str) -> ElectricityCurve:
    try:
        return electricity_curve(assessed.dossier, assessed.result, tables, plan.trajectory, name)
    except PathError as error:
        known = ", ".join(error.known) or "aucun : donnez strategy.electricity_paths"
        raise UsageError(f"--electricity-path {error.name} : scénario inconnu ; dans ce dossier : {known}") from None
    except PlaceError as error:
        raise UsageError(f"--electricity-path : aucune électricité de « {error} » n’est comptée") from None
