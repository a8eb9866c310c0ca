"""A comparison as JSON (docs/schemas/comparison.schema.json): in the unit of each category."""

from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple

from snr_cli.catalog.tables import Tables
from snr_cli.engine.records import CLIMATE
from snr_cli.french.words.terms import FACTOR_LICENCES
from snr_cli.model.version import __version__
from snr_cli.outputs.assessment_organisation_json import ORIGIN, difference
from snr_cli.plan.carried import CarriedPart
from snr_cli.plan.comparison import ActionPart, ChangeParts, Comparison, End, Intervals, Note, Power
from snr_cli.results.effects import shown_changes, year_extents
from snr_cli.results.json_shape import (
    FLAG,
    FLOAT,
    INTEGER,
    NAME,
    STRING,
    Key,
    PublishedResult,
    Shape,
    choice,
    closed_object,
    constant,
    key,
    object_of,
)
from snr_cli.results.records import FigureState
from snr_cli.results.sentences.comparison import note_text, spending_split


class _Change(NamedTuple):
    """A change in its unit; `parts`: they are known, which they are not of a published total."""

    unit: str
    split: ChangeParts
    parts: bool = True


class _Total(NamedTuple):
    change: _Change
    states: tuple[str | None, ...]


class _Acted(NamedTuple):
    action: ActionPart
    change: _Change


class _Said(NamedTuple):
    code: str
    subject: str
    message: str


class _Told(NamedTuple):
    """A comparison, and the tables that say the unit of its figures."""

    found: Comparison
    tables: Tables

    def change(self, category: str, split: ChangeParts, *, parts: bool = True) -> _Change:
        known = self.tables.categories.get(category)
        return _Change(known.unit if known is not None else "", split, parts)

    def changes(self, splits: Mapping[str, ChangeParts]) -> dict[str, _Change]:
        return {category: self.change(category, split) for category, split in splits.items()}

    def climate(self, splits: Mapping[str, ChangeParts]) -> dict[str, _Change]:
        return {name: self.change(CLIMATE, split) for name, split in splits.items()}

    def totals(self) -> dict[str, _Total]:
        published = {
            category: self.change(category, ChangeParts(old, new, 0.0, 0.0, 0.0, 0.0), parts=False)
            for category, (old, new) in self.found.published.items()
        }
        changes = self.changes(shown_changes(self.found)) | published
        return {
            category: _Total(
                change, tuple(None if extent is None else extent.state for extent in year_extents(self.found, category))
            )
            for category, change in changes.items()
        }

    def spending(self) -> _Change | None:
        spent = spending_split(self.found, self.tables)
        return None if spent is None else self.change(CLIMATE, spent)

    def said(self, notes: Iterable[Note]) -> list[_Said]:
        return [_Said(note.code, note.subject, note_text(note, self.found, self.tables)) for note in notes]


_SHARE: Final = FLOAT.but(minimum=0, maximum=1)
_INTERVAL: Final = difference("Central 90 %: what the two years share cancels.", "False when the interval holds 0.")
_INTERVALS: Final[Shape[Intervals]] = closed_object(
    **{name: key(_INTERVAL.named("interval")) for name in Intervals._fields}
)


def _part(name: str, text: str) -> Key[_Change]:
    return key(FLOAT.or_null(), lambda change: getattr(change.split, name) if change.parts else None, text)


_CHANGE: Final[Shape[_Change]] = object_of(
    unit=key(STRING),
    old=key(FLOAT, lambda change: change.split.old),
    new=key(FLOAT, lambda change: change.split.new),
    change=_part(
        "change", "new minus old: the sum of the four parts; null when one of them is only a published total."
    ),
    activity=_part(
        "activity", "Quantities, lifetimes, consumptions, volumes, purchases; what the year alone changes apart."
    ),
    ageing=_part(
        "ageing", "What the year alone changes: the same devices of another age, the same exports read again."
    ),
    method=_part("method", "Options, licence, perimeter, edition of the national study, version of the calculation."),
    factors=_part("factors", "Set of factors, values of the factors, electricity of the year."),
    relative_at_constant_method=_part(
        "at_constant_method", "new / (old + method) - 1: what --fail-on-increase judges."
    ),
    intervals=key(
        _INTERVALS.or_null(),
        lambda change: change.split.intervals,
        "Intervals of the change and of its parts; null where they are not computed (types, territory, actions, published totals).",
    ),
).named("split")
_CHANGES: Final = _CHANGE.mapped(description="Category → change.", propertyNames={"pattern": "^[a-z_]+$"}).named(
    "splits"
)
_STATE: Final = choice(*FigureState, None)
_TOTAL: Final[Shape[_Total]] = object_of(
    **_CHANGE.of(lambda total: total.change),
    old_state=key(_STATE, lambda total: total.states[0]),
    new_state=key(_STATE, lambda total: total.states[1]),
)

_FACTORS: Final[Shape[End]] = object_of(
    set=key(STRING, lambda end: end.factor_set),
    licence=key(choice(*FACTOR_LICENCES)),
    sha256=key(STRING.but(pattern="^[0-9a-f]{64}$")),
)


def _factors(end: End) -> End | None:
    return end if end.sha256 else None


_END: Final[Shape[End]] = closed_object(
    name=key(NAME),
    year=key(INTEGER.but(minimum=1990, maximum=2100)),
    factors=key(_FACTORS.or_null(), _factors, "Null when only totals were published."),
).named("end")
_ESTIMATED_YEAR: Final[Shape[Mapping[str, float]]] = closed_object(
    share=key(_SHARE, lambda shares: shares[""]),
    parts=key(_SHARE.mapped(), lambda shares: {name: share for name, share in shares.items() if name}),
)
_ESTIMATED: Final[Shape[tuple[Mapping[str, float], Mapping[str, float]]]] = closed_object(
    old=key(_ESTIMATED_YEAR.or_null().named("estimated"), lambda years: years[0] or None),
    new=key(_ESTIMATED_YEAR.or_null().named("estimated"), lambda years: years[1] or None),
)
_CHANGED: Final[Shape[tuple[str, str, str]]] = closed_object(
    name=key(
        choice("options", "factor_set", "impute", "licence", "without", "estimate", "tables", "study"),
        lambda each: each[0],
    ),
    old=key(STRING, lambda each: each[1]),
    new=key(STRING, lambda each: each[2]),
)
_POWER: Final[Shape[Power]] = object_of(
    place=key(STRING), old=key(FLOAT), old_vintage=key(INTEGER), new=key(FLOAT), new_vintage=key(INTEGER)
)
_CARRIED: Final[Shape[CarriedPart]] = closed_object(
    fresh=key(
        FLOAT,
        lambda part: part.fresh,
        "Of the lines confirmed or changed since the old year, gone ones and new ones too.",
    ),
    carried=key(FLOAT, lambda part: part.carried, "Of the lines carried forward."),
    lines=key(INTEGER.but(minimum=0), lambda part: part.lines, "How many lines are carried forward."),
)
_ORGANISATION: Final[Shape[_Told]] = object_of(
    totals=key(
        _TOTAL.mapped(),
        _Told.totals,
        "Category → change of the sum of what is assessed. old_state, new_state: whether that sum is a total, as in "
        "assessment.schema.json; null for a year that was only published. The change of a partial sum is not that of a total.",
    ),
    by_group=key(
        _CHANGES.mapped(),
        lambda told: {group: told.changes(splits) for group, splits in told.found.groups.items()},
        "Group → category → change; the groups sum to the totals. A group that has lines, none of them assessed in one of "
        "the years, has no key (not_compared says so): so have the types and the actions.",
    ),
    by_type=key(_CHANGE.mapped(), lambda told: told.climate(told.found.types), "Type → change of its climate impact."),
    spending=key(
        _CHANGE.or_null(),
        _Told.spending,
        "Change of the lines counted in euros, where a price that changes reads as an activity that changes; null without any.",
    ),
    carried=key(
        _CARRIED.or_null(),
        lambda told: told.found.carried,
        "The climate change of the total in two parts that sum to it, in kgCO2e: fresh data, and lines whose figures are still "
        "those of the old year (annual_reviews[].carried); null when the new dossier follows none.",
        added=True,
    ),
)
_TERRITORY: Final[Shape[_Told]] = object_of(
    per_inhabitant=key(_CHANGES, lambda told: told.changes(told.found.territory)),
    by_household=key(_CHANGES, lambda told: told.changes(told.found.households)),
)
_ACTION: Final[Shape[_Acted]] = object_of(
    id=key(STRING, lambda acted: acted.action.id),
    title=key(STRING, lambda acted: acted.action.title),
    lines=key(INTEGER.but(minimum=1), lambda acted: acted.action.lines),
    expected=key(
        FLOAT.or_null(),
        lambda acted: acted.action.expected,
        "What the plan of the old dossier expected of the action by the new year, in kgCO2e; null when it is not known.",
    ),
    **_CHANGE.of(lambda acted: acted.change),
)
_NOTE: Final[Shape[_Said]] = closed_object(
    code=key(STRING.but(pattern="^[a-z_]+$")), subject=key(STRING), message=key(NAME)
).named("note")

RESULT: Final[PublishedResult[_Told]] = PublishedResult(
    "comparison",
    "snr compare",
    "The change between two years in four parts that sum to it (activity, ageing, method, factors), each the mean over the six "
    "orders in which they can change. Values are in the unit beside them, written with at most twelve significant figures, "
    "bounds and what comes with them (low, high, gsd, shares of a variance) with at most seven: those that every Python and "
    "every C library agree on; the parts sum to the change within these figures; null means unknown, never zero. New keys may "
    "appear within a schema_version; none is removed or renamed.",
    object_of(
        schema_version=constant("2"),
        snr_version=key(NAME, lambda _: __version__),
        old=key(_END, lambda told: told.found.old),
        new=key(_END, lambda told: told.found.new),
        comparable=key(
            FLAG,
            lambda told: told.found.comparable,
            "False when one year is only published totals: the parts are then null.",
        ),
        split=key(STRING, lambda _: "mean of the six orders (Shapley value)"),
        published_from=key(
            ORIGIN.or_null(),
            lambda told: told.found.origin,
            "Where the published totals come from, as the dossier says it.",
        ),
        changes=key(_CHANGED.listed(), lambda told: told.found.changes, "What differs in method and factors."),
        electricity=key(
            _POWER.or_null(),
            lambda told: told.found.power,
            "Climate factor of a kWh of the authority's place, and its year (0: given by the dossier).",
        ),
        estimated=key(
            _ESTIMATED,
            lambda told: told.found.estimated,
            "Share of each year drawn from head counts (method.estimate): of the total, and of each group and type; null for "
            "published totals.",
            added=True,
        ),
        organisation=key(_ORGANISATION, lambda told: told),
        territory=key(_TERRITORY, lambda told: told),
        actions=key(
            _ACTION.listed(),
            lambda told: [_Acted(action, told.change(CLIMATE, action.split)) for action in told.found.actions],
            "Climate impact of the lines that each action aims at. Actions may share lines: never summed.",
        ),
        not_compared=key(_NOTE.listed(), lambda told: told.said(told.found.not_compared)),
        notes=key(_NOTE.listed(), lambda told: told.said(told.found.notes)),
    ),
)


def comparison_document(comparison: Comparison, tables: Tables) -> dict[str, Any]:
    """Return a comparison as plain data; the parts of a change that could not be split are null."""
    return RESULT.document(_Told(comparison, tables))
