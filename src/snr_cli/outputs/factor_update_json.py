"""An update of the factor tables as JSON (docs/schemas/factor-update.schema.json): in the unit of each category."""

from typing import Final

from snr_cli.catalog.tables import Tables
from snr_cli.model.version import __version__
from snr_cli.plan.factor_update import ComparedFactors, FactorMove, LineMove, RowChange, RowValue, TotalMove
from snr_cli.results.json_shape import (
    COUNT,
    FLAG,
    FLOAT,
    INTEGER,
    NAME,
    STRING,
    PublishedResult,
    Shape,
    closed_object,
    constant,
    key,
    object_of,
)
from snr_cli.results.sentences.comparison import revision_text

_SAME: Final = "Whether the same stages are assessed before and after: without it, the change is no fall nor rise."
_PAIR: Final[Shape[TotalMove]] = closed_object(
    before=key(FLOAT.or_null()), after=key(FLOAT.or_null()), same_extent=key(FLAG, text=_SAME)
).named("pair")
_EDITION: Final[Shape[tuple[str, Tables]]] = closed_object(
    name=key(STRING, lambda end: end[0]), sha256=key(NAME, lambda end: end[1].sha256)
)
_LINE: Final[Shape[LineMove]] = closed_object(
    id=key(STRING),
    label=key(STRING),
    before=key(FLOAT.or_null()),
    after=key(FLOAT.or_null()),
    same_extent=key(FLAG, text=_SAME),
).named("line")
_VALUE: Final[Shape[RowValue]] = closed_object(
    value=key(FLOAT), unit=key(STRING), source=key(STRING), year=key(STRING)
).named("value")
_ROW: Final[Shape[RowChange]] = closed_object(
    of=key(STRING.listed(), text="Category, stage or component, place, column: codes of the tables."),
    before=key(_VALUE.or_null()),
    after=key(_VALUE.or_null()),
)
_MOVE: Final[Shape[FactorMove]] = closed_object(
    table=key(NAME, text="The file of the tables."),
    subject=key(NAME, text="A type, a service, a place, a figure of the territory or a parameter."),
    rows=key(_ROW.listed(), text="Its default values that change; null where there is no row."),
    lines=key(
        _LINE.listed(), text="The lines of the organisation that it moves alone, in kgCO2e; null is not assessed."
    ),
    organisation=key(_PAIR.mapped(), text="Category that it moves alone → total before and after."),
    territory=key(_PAIR.mapped(), text="The same, of the estimate by inhabitant."),
)

RESULT: Final[PublishedResult[ComparedFactors]] = PublishedResult(
    "factor-update",
    "snr compare --factors",
    "What an update of the factor tables moves in a dossier. Values are in the unit of each category "
    "(assessment.schema.json), by year; null is not assessed, never zero. New keys may appear within a schema_version; none is "
    "removed or renamed.",
    object_of(
        schema_version=constant("1"),
        snr_version=key(NAME, lambda _: __version__),
        dossier=key(STRING, lambda factors: factors.name),
        reference_year=key(INTEGER, lambda factors: factors.update.new.reference_year),
        old=key(_EDITION, lambda factors: (factors.named[0], factors.tables[0])),
        new=key(_EDITION, lambda factors: (factors.named[1], factors.tables[1])),
        sentence=key(
            STRING,
            revision_text,
            "What to tell a council of it, in French; empty when its climate footprint does not move.",
        ),
        organisation=key(
            _PAIR.mapped(), lambda factors: factors.update.organisation, "Category that moves → total before and after."
        ),
        territory=key(
            _PAIR.mapped(), lambda factors: factors.update.territory, "The same, of the estimate by inhabitant."
        ),
        lines=key(
            _LINE.listed(), lambda factors: factors.update.lines, "The lines of the organisation that move, in kgCO2e."
        ),
        factors=key(
            _MOVE.listed(),
            lambda factors: factors.update.moves,
            "Each changed subject, changed alone in the old tables; the largest change of the climate total first.",
        ),
        crossed=key(
            FLOAT,
            lambda factors: factors.update.crossed,
            "What is left of the climate change once each subject alone is added, in kgCO2e: what several move "
            "together.",
        ),
        without_effect=key(
            COUNT, lambda factors: factors.update.idle, "Changed subjects that move nothing in this dossier."
        ),
    ),
)
