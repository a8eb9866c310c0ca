"""A comparison of two years: on a screen, as JSON (docs/schemas/comparison.schema.json), as grids; what cannot be compared is said."""

from collections.abc import Iterable, Mapping, Sequence
from math import fsum
from types import SimpleNamespace
from typing import Any, Final, NamedTuple

from snr_cli.catalog.tables import Tables
from snr_cli.engine.records import CLIMATE
from snr_cli.french.numbers import WIDE, number, printable, signed, significant
from snr_cli.french.words.terms import FACTOR_LICENCES, estimated_note, mass, mass_between
from snr_cli.model.version import __version__
from snr_cli.outputs.assessment_grids import type_name
from snr_cli.outputs.assessment_organisation_json import ORIGIN, difference
from snr_cli.outputs.screen import Screen
from snr_cli.outputs.tables import Grid, GridCell, GridColumn, drawn
from snr_cli.plan.carried import CarriedPart
from snr_cli.plan.past_years import SAME, ActionPart, ChangeParts, Comparison, End, Intervals, Note, Power
from snr_cli.results.effects import change_is_of_totals, shown_bounds, shown_changes, smaller_extent, year_extents
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
from snr_cli.results.records import FigureBounds, FigureState
from snr_cli.results.sentences.compared import (
    CHANGES,
    ORDER,
    PAIRED,
    PARTS,
    PERIMETERS,
    carried_text,
    category_label,
    note_text,
    partial_years,
    spending_split,
    spending_text,
    unsplit_text,
)
from snr_cli.results.sentences.coverage import (
    CATEGORY_UNITS,
    ONE_SOURCE,
    PARTIAL_WORD,
    change_text,
    under,
    with_estimate,
)
from snr_cli.results.sentences.verdict import NOT_SUBTRACTED, origin_text

_CARBON: Final = "kg CO2e par an"
_TWO_READINGS: Final = (
    "Par habitant et par ménage sont deux lectures : elles ne s’additionnent pas, ni avec l’organisation."
)


class _ChangeRow(NamedTuple):
    """A change: its reading, its category or what it is of, its unit, its parts; of the organisation, its bounds and of what it is.

    `state`: `total`, `partial`, or `published`, where nothing is known but the two values.
    """

    reading: str
    of: str
    unit: str
    split: Any
    bounds: Sequence[GridCell] = (None, None)
    state: str = ""


_READINGS: Final = {"organisation": "organisation", "inhabitants": "par habitant", "households": "par ménage"}
_ADDED: Final = ("old", "new", "change", *PARTS)  # the numbers of a change that may be added


def _changes(comparison: Comparison, tables: Tables) -> list[_ChangeRow]:
    """Return every change in every category: the organisation, then both readings of the territory."""
    changes = [
        _ChangeRow(
            "organisation",
            category,
            _unit(category, tables),
            split,
            shown_bounds(comparison, category).get("change") or (None, None),
            "total" if change_is_of_totals(comparison, category) else "partial",
        )
        for category, split in shown_changes(comparison).items()
    ]
    for category, (old, new) in comparison.published.items():
        known = SimpleNamespace(**dict.fromkeys((*_ADDED, "at_constant_method")) | {"old": old, "new": new})
        changes.append(_ChangeRow("organisation", category, _unit(category, tables), known, state="published"))
    return changes + [
        _ChangeRow(reading, category, _unit(category, tables), split)
        for reading, splits in (("inhabitants", comparison.territory), ("households", comparison.households))
        for category, split in splits.items()
    ]


def comparison_grids(comparison: Comparison, tables: Tables) -> tuple[Grid, ...]:
    """Return what is said of a comparison; masses in kilograms, as in the JSON.

    Args:
        comparison: the comparison; of a year that was only published, there is no change.
        tables: the factor tables, for labels and units.
    """
    columns = _columns(comparison, tables)
    changes = _changes(comparison, tables)
    grids = [_totals(comparison, columns, changes)]
    if comparison.comparable:
        groups = {name: str(entry["label_fr"]) for name, entry in tables.vocabulary["groups"].items()}
        types = {name: type_name(name, tables) for name in comparison.types}
        of_groups = {name: splits[CLIMATE] for name, splits in comparison.groups.items() if CLIMATE in splits}
        added = CLIMATE in comparison.organisation
        grids += [
            _climate("Par groupe", "Groupe", of_groups, groups, comparison, added=added),
            _climate("Par type", "Type", comparison.types, types, comparison, added=False),
            drawn(
                "Territoire",
                f"Territoire, estimé, {_ends(comparison)}",
                columns[:-3],
                (change for change in changes if change.reading != "organisation"),
                notes=(_TWO_READINGS,),
            ),
            _actions_grid(comparison),
        ]
    return (*grids, _notes(comparison, tables))


def comparison_detail(comparison: Comparison, tables: Tables) -> Grid:
    """Return every change in every category, for a CSV: the organisation, then both readings of the territory, never added."""
    known = (change for change in _changes(comparison, tables) if change.state != "published")
    return drawn("Détail", f"Écarts, {_ends(comparison)}", _columns(comparison, tables), known)


def _ends(comparison: Comparison) -> str:
    return f"de {comparison.old.year} à {comparison.new.year}"


def _columns(comparison: Comparison, tables: Tables) -> tuple[GridColumn, ...]:
    """Return the columns of a change."""
    every = (shown_changes(comparison), comparison.published, comparison.territory, comparison.households)
    categories = {category: category_label(category, tables) for splits in every for category in splits}
    return (
        GridColumn("Lecture", key="reading", words=_READINGS),
        GridColumn("Catégorie", key="category", words=categories, draw="of"),
        GridColumn("Unité", key="unit"),
        *_part_columns(comparison, ""),
        GridColumn("Écart, borne basse", "number", key="change_low", loose=True, draw=lambda change: change.bounds[0]),
        GridColumn("Écart, borne haute", "number", key="change_high", loose=True, draw=lambda change: change.bounds[1]),
        GridColumn("Somme", key="state", words={"total": "total", "partial": "partielle"}),
    )


def _part_columns(comparison: Comparison, unit: str, sums: Mapping[str, float] | None = None) -> tuple[GridColumn, ...]:
    """Return the columns of the parts of a change; `sums`: of those that are added."""
    labels = (
        *(str(comparison.old.year), str(comparison.new.year), "Écart"),
        *(f"Dont {part.label[:1].lower()}{part.label[1:]}" for part in PARTS.values()),
    )
    return (
        *(
            GridColumn(label, "number", unit, name, draw=f"split.{name}", total=(sums or {}).get(name))
            for name, label in zip(_ADDED, labels, strict=True)
        ),
        GridColumn(
            "À méthode et périmètre constants", "share", key="at_constant_method", draw="split.at_constant_method"
        ),
    )


def _totals(comparison: Comparison, columns: Sequence[GridColumn], changes: Iterable[_ChangeRow]) -> Grid:
    """Return the change of each category; that of a sum that is no total says so."""
    said = {"total": "", "partial": "somme partielle, pas un total", "published": "publié : non comparable"}
    return drawn(
        "Organisation",
        f"Organisation, {_ends(comparison)} : l’écart et ses parts",
        (*columns[1:-1], GridColumn("Précision", draw="state", words=said)),
        (change for change in changes if change.reading == "organisation"),
        notes=(
            f"De « {comparison.old.name} » à « {comparison.new.name} ».",
            *((ORDER,) if comparison.comparable else ()),
        ),
    )


def _climate(
    name: str,
    heading: str,
    splits: Mapping[str, ChangeParts],
    labels: Mapping[str, str],
    comparison: Comparison,
    *,
    added: bool,
) -> Grid:
    """Return the change of each part in climate impact, the largest first; `added`: they sum to that of the organisation."""
    changes = [
        _ChangeRow("", with_estimate(labels.get(part, part), comparison.estimated_in(part)), "", split)
        for part, split in splits.items()
    ]
    sums = {column: fsum(getattr(split, column) for split in splits.values()) for column in _ADDED} if added else {}
    return drawn(
        name,
        f"Changement climatique {name[:1].lower()}{name[1:]}, {_ends(comparison)}",
        (GridColumn(heading, draw="of"), *_part_columns(comparison, _CARBON, sums)),
        sorted(changes, key=lambda change: (-abs(change.split.change), change.of)),
        notes=(ORDER,),
    )


def _actions_grid(comparison: Comparison) -> Grid:
    return drawn(
        "Actions",
        f"Lignes que vise chaque action, {_ends(comparison)}",
        (
            GridColumn("Action", draw="title"),
            GridColumn("Lignes", "count", draw="lines"),
            *_part_columns(comparison, _CARBON),
            GridColumn("Attendu par le plan", "number", _CARBON, draw="expected"),
        ),
        comparison.actions,
        notes=("Des actions peuvent viser les mêmes lignes : elles ne s’additionnent pas.",),
    )


def _notes(comparison: Comparison, tables: Tables) -> Grid:
    """Return what differs between the two years, what is not compared, and what must be known."""
    rows: list[tuple[GridCell, ...]] = [
        ("changement de méthode", f"{CHANGES[name]} : {old or 'aucun'} → {new or 'aucun'}")
        for name, old, new in comparison.changes
    ]
    rows += [("non comparé", note_text(note, comparison, tables)) for note in comparison.not_compared]
    rows += [("à savoir", note_text(note, comparison, tables)) for note in comparison.notes]
    return Grid(
        "À savoir",
        "Ce qu’un lecteur de cet écart doit savoir",
        (GridColumn("Nature"), GridColumn("Phrase")),
        tuple(rows),
    )


def _unit(category: str, tables: Tables) -> str:
    known = tables.categories.get(category)
    return "" if known is None else f"{CATEGORY_UNITS[known.unit]} par an"


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


_TYPES_SHOWN: Final = 5


def to_table(comparison: Comparison, tables: Tables, *, width: int, color: bool) -> str:
    """Return the comparison as text."""
    screen = Screen(width, color)
    screen.say(
        f"De {comparison.old.year} à {comparison.new.year} : {_named(comparison.old)} → {_named(comparison.new)}"
    )
    if not comparison.comparable:
        _published(screen, comparison, tables)
    else:
        _method(screen, comparison)
        _organisation(screen, comparison, tables)
        _territory(screen, comparison)
        _actions(screen, comparison)
    for title, notes in (("CE QUI NE PEUT PAS ÊTRE COMPARÉ", comparison.not_compared), ("À SAVOIR", comparison.notes)):
        if notes:
            screen.title(title)
            sentences = _sentences(notes, comparison, tables)
            screen.each((f"{text[:1].upper()}{text[1:]}." for text in sentences), bullet="- ")
    return screen.text()


def _sentences(notes: Sequence[Note], comparison: Comparison, tables: Tables) -> list[str]:
    """Return the notes in words; the categories that one year alone has, by perimeter and year, in one sentence."""
    result: list[str] = []
    alone: dict[tuple[str, str], list[str]] = {}
    unsplit = [category_label(note.subject, tables) for note in notes if note.code == "mixture_not_assessed"]
    for note in notes:
        if note.code == "category_one_side":
            values = dict(note.values)
            alone.setdefault((values["perimeter"], values["side"]), []).append(category_label(note.subject, tables))
        elif note.code != "mixture_not_assessed":
            result.append(note_text(note, comparison, tables))
    if unsplit:
        result.append(unsplit_text(unsplit))
    return result + [
        f"{PERIMETERS[perimeter]}, évalué dans « {printable(side)} » seulement : {', '.join(names)}"
        for (perimeter, side), names in alone.items()
    ]


def _named(end: End) -> str:
    return f"{printable(end.name)} ({end.factor_set}, version {end.sha256[:12]})" if end.sha256 else printable(end.name)


def signed_mass(value: float) -> str:
    """Write a change in kgCO2e with its sign."""
    return signed(value, mass(value)) if value else f"0{WIDE}kg CO2e"


def _tonnes(value: float, *, sign: bool = True) -> str:
    text = significant(value / 1000) if abs(value) >= SAME else "0"
    return signed(value, text) if sign and text != "0" else text


def signed_share(share: float) -> str:
    """Write a signed share with one decimal: what moves in a year is often under a percent."""
    return signed(share, f"{number(share * 100, 1)}{WIDE}%")


def _published(screen: Screen, comparison: Comparison, tables: Tables) -> None:
    screen.title("ORGANISATION : non comparable")
    ends = ("calculé", "publié") if comparison.old.sha256 else ("publié", "calculé")
    for category, (old, new) in comparison.published.items():
        if category == CLIMATE:
            shown = f"{mass(old)} {ends[0]}, {mass(new)} {ends[1]}"
            screen.say(f"Changement climatique : {shown}. {NOT_SUBTRACTED}.", 2)
        else:
            known = tables.categories[category]
            unit = CATEGORY_UNITS[known.unit]
            screen.say(
                f"{known.label} : {significant(old)} {unit} {ends[0]}, {significant(new)} {unit} {ends[1]}.",
                2,
            )
        screen.each((f"{year}, {text}." for year, text in partial_years(comparison, category)), 4)
    screen.each((f"Publié : {origin_text(comparison.origin)}.", _estimates(comparison)))
    if not comparison.published:
        screen.say("Aucune catégorie en commun.", 2)


def _estimates(comparison: Comparison) -> str:
    """Say how much of each total is estimated; nothing when none is."""
    said = [
        f"{end.year} : {note}"
        for end, shares in zip((comparison.old, comparison.new), comparison.estimated, strict=True)
        if (note := estimated_note(shares.get("", 0.0)))
    ]
    return f"Ce qui n’a pas été compté : {' ; '.join(said)}." if said else ""


def _told(comparison: Comparison) -> list[str]:
    """Return the parts that have a column: that of the year alone where it changes something."""
    ages = any(split.ageing for split in comparison.organisation.values())
    return [name for name in PARTS if name != "ageing" or ages]


def _relative(old: float, new: float) -> str:
    return f" ({signed_share(new / old - 1)})" if old else ""


def _method(screen: Screen, comparison: Comparison) -> None:
    screen.each(
        (
            f"{CHANGES[name].capitalize()} : {printable(old) or 'aucun'} → {printable(new) or 'aucun'}."
            for name, old, new in comparison.changes
        ),
        0,
    )
    power = comparison.power
    if power is not None and (power.old, power.old_vintage) != (power.new, power.new_vintage):
        screen.say(
            f"Électricité {power.place} : {significant(power.old)} kgCO2e/kWh ({power.old_vintage or 'dossier'}) → "
            f"{significant(power.new)} ({power.new_vintage or 'dossier'})."
        )


def _parts(screen: Screen, split: ChangeParts) -> None:
    parts = ((part.label, getattr(split, name)) for name, part in PARTS.items())
    rows = [
        (label, signed_mass(value), signed_share(value / split.old) if split.old else "", "")
        for label, value in parts
        if value or label != PARTS["ageing"].label  # where the year alone changes nothing, nothing to tell apart
    ]
    screen.table(rows, wide=46, headed=False)


def _intervals(split: ChangeParts, told: Mapping[str, FigureBounds]) -> str:
    """Write the bounds of a change and of its parts."""
    parts = [f"écart {change_text(told['change'], split.change)}"] if "change" in told else []
    for name, words in PARTS.items():
        if name in told:
            doubt = " (non significatif)" if told[name].holds_zero else ""
            parts.append(f"{words.short} {mass_between(*told[name], getattr(split, name))}{doubt}")
    return f"{ONE_SOURCE[:1].upper()}{ONE_SOURCE[1:]} : {' ; '.join(parts)}. {PAIRED}" if parts else ""


def _organisation(screen: Screen, comparison: Comparison, tables: Tables) -> None:
    screen.title("ORGANISATION : ce que la collectivité possède, achète ou exploite")
    total = comparison.organisation.get(CLIMATE)
    if total is None:
        screen.say("Changement climatique : non comparable.", 2)
        return
    screen.say(
        f"Changement climatique : {mass(total.old)} → {mass(total.new)}, soit {signed_mass(total.change)}"
        f"{_relative(total.old, total.new)}, dont :",
        2,
    )
    _parts(screen, total)
    constant = total.at_constant_method
    screen.each(
        (
            carried_text(comparison),
            _estimates(comparison),
            *(f"{year}, {text}." for year, text in partial_years(comparison, CLIMATE)),
            _intervals(total, shown_bounds(comparison, CLIMATE)),
            spending_text(comparison, tables),
            "" if constant is None else f"À méthode et périmètre constants : {signed_share(constant)}.",
            ORDER,
        )
    )
    labels = {name: entry["label_fr"] for name, entry in tables.vocabulary["groups"].items()}
    groups = {
        with_estimate(labels.get(name, printable(name)), comparison.estimated_in(name)): splits[CLIMATE]
        for name, splits in comparison.groups.items()
        if CLIMATE in splits
    }
    _table(screen, comparison, "Par groupe, en t CO2e", "Groupe", groups)
    kinds = tables.equipment_types | tables.service_types
    types = {
        with_estimate(kinds[name].label if name in kinds else printable(name), comparison.estimated_in(name)): split
        for name, split in comparison.types.items()
        if abs(split.change) > SAME * max(total.old, total.new)
    }
    largest = dict(sorted(types.items(), key=lambda item: (-abs(item[1].change), item[0]))[:_TYPES_SHOWN])
    _table(screen, comparison, "Types qui changent le plus, en t CO2e", "Type", largest)
    # a column has no room for the title of a ratio, which says more than our name
    ratios = (tables.service_types[name] for name in comparison.types if name in tables.service_types)
    screen.each(
        f"« {ratio.name} » : ratio publié sous le titre « {ratio.published_title} »."
        for ratio in ratios
        if ratio.published_title and ratio.label in largest
    )
    _categories(screen, comparison, tables)


def _table(screen: Screen, comparison: Comparison, heading: str, first: str, splits: Mapping[str, ChangeParts]) -> None:
    ordered = sorted(splits.items(), key=lambda item: (-max(item[1].old, item[1].new), item[0]))
    parts = _told(comparison)
    ends = ("old", "new")
    rows: list[tuple[str, ...]] = [(first, "avant", "après", *(PARTS[name].column for name in parts), "")]
    rows += [
        (label, *(_tonnes(getattr(split, name), sign=name not in ends) for name in (*ends, *parts)), "")
        for label, split in ordered
    ]
    screen.table(rows, wide=max(18, screen.width - 24 - 10 * len(parts)), under=f"{heading} :")


def _categories(screen: Screen, comparison: Comparison, tables: Tables) -> None:
    """Show the other categories by share of the old value, since their units differ: the totals, then the partial sums."""
    parts = _told(comparison)
    for heading, totals in (
        ("Autres catégories, en part de la première année :", True),
        (
            "Catégories partielles : écart de ce qui est évalué, en part de la première année, et non d’un total :",
            False,
        ),
    ):
        rows: list[tuple[str, ...]] = [("Catégorie", "écart", *(PARTS[name].column for name in parts), "")]
        rows += [
            (
                category_label(category, tables),
                *(signed_share(getattr(split, name) / split.old) for name in ("change", *parts)),
                "" if totals else _whole(comparison, category),
            )
            for category, split in shown_changes(comparison).items()
            if category != CLIMATE and split.old and change_is_of_totals(comparison, category) is totals
        ]
        screen.table(rows, wide=max(18, screen.width - 50 - (0 if totals else 14)), under=heading)


def _whole(comparison: Comparison, category: str) -> str:
    """Write the share assessed whole of a partial sum, the smaller of the two years."""
    least = smaller_extent(comparison, category)
    return "" if least is None else f"{PARTIAL_WORD} {under(least.behind.whole)}"


def _territory(screen: Screen, comparison: Comparison) -> None:
    screen.title("TERRITOIRE : estimé, jamais ajouté à l’organisation")
    for label, splits in (("Par habitant", comparison.territory), ("Par ménage", comparison.households)):
        split = splits.get(CLIMATE)
        if split is None:
            screen.say(f"{label} : non comparable.", 2)
            continue
        screen.say(
            f"{label} : {mass(split.old)} → {mass(split.new)}, soit {signed_mass(split.change)}{_relative(split.old, split.new)}.",
            2,
        )
        if abs(split.change) > SAME * max(split.old, split.new):
            _parts(screen, split)


def _actions(screen: Screen, comparison: Comparison) -> None:
    if not comparison.actions:
        return
    screen.title("LIGNES VISÉES PAR CHAQUE ACTION (activité seule)")
    screen.say(
        "Plusieurs actions peuvent viser la même ligne : ces écarts ne s’ajoutent pas, et rien ne prouve que l’action en est la cause.",
        2,
    )
    rows = [("Action", "lignes", "prévu", "observé", "")]
    rows += [
        (
            printable(action.title),
            number(action.lines),
            "—" if action.expected is None else _tonnes(action.expected),
            f"{_tonnes(action.split.activity)} t",
            "",
        )
        for action in comparison.actions
    ]
    screen.table(rows, wide=max(18, screen.width - 36))
    if any(part.expected is None for part in comparison.actions):
        screen.say(
            f"Un tiret : {comparison.old.name} ne prévoyait rien de cette action en {comparison.new.year}, qu’elle n’y soit pas, "
            "qu’elle n’y change rien ou que seul son résultat soit connu.",
            2,
        )
