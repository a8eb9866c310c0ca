"""The actions drawn: when each starts, has its full effect, ends; and which of the six themes of the decree have any."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil

from snr_cli.documents.figures.drawing import (
    LINE,
    WIDTH,
    Again,
    DrawnMark,
    Filled,
    Graduations,
    Swatch,
    Together,
    Traced,
    fmt,
    measure,
    one_line,
    wrap,
)
from snr_cli.documents.figures.figure import Figure, FigureData, Sheet, compact, drawable, text
from snr_cli.french.numbers import number, plural
from snr_cli.results.records import Table

# Calendar of the actions: when each starts, has its full effect, ends.

_HEIGHT = 11
_LOWEST = 2  # of a year that has nothing of its effect
_EVERY = 8  # actions at most between two lines of years
_SHORT_LEGEND = 3 * LINE  # under which it is repeated
STATUS_NAMES = ("terminée", "engagée", "prévue", "idée", "abandonnée")
FILLS = (4, 0, 1, 2, 3)  # the fill of each status: one under way is solid
_FULL = "plein effet"  # a column of its own, even when no action says it
UNDATED = "dates non renseignées"


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarAction:
    """An action: years, None when not given; without an end it goes on. `begun`: when it was engaged, its effect counts later.

    `years`: those beside its start and its end, by their words. `parts`: of its effect, from 0 to 1, by year; all of it in others.
    """

    label: str
    start: int | None
    end: int | None
    status: str
    begun: int | None = None
    years: Mapping[str, int] = field(default_factory=dict)
    parts: Mapping[int, float] = field(default_factory=dict)

    @property
    def first(self) -> int | None:
        """Return the year of the bar: when the action began, as the table says, though its effect counts later."""
        return self.begun if self.since is not None or self.start is None else self.start

    @property
    def since(self) -> int | None:
        """Return the year when the effect starts to count, when that is after the action began."""
        return self.start if self.begun is not None and self.start is not None and self.begun < self.start else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar(FigureData):
    """The actions between two years."""

    first: int
    last: int
    actions: tuple[CalendarAction, ...]


def draw(data: Calendar) -> Figure:
    """Draw a bar by action, each year as high as the part that it has of its effect; an arrow when it goes on."""
    if not data.actions:
        return data.nothing("Aucune action n’est écrite.")
    first, last = min(data.first, data.last), max(data.first, data.last)
    step = WIDTH / (last + 1 - first)
    statuses = list(dict.fromkeys((*STATUS_NAMES, *(calendar_action.status for calendar_action in data.actions))))
    fills = {status: FILLS[rank] if rank < len(FILLS) else rank for rank, status in enumerate(statuses)}
    seen = [status for status in statuses if any(calendar_action.status == status for calendar_action in data.actions)]
    sheet = Sheet(0)
    sheet.write(
        wrap("La hauteur est la part de l’effet ; la pointe dit que l’action continue.", WIDTH), "q", drop=12, gap=3
    )
    header = sheet.y
    samples = Sheet(header)
    samples.legend([((Swatch(fills[status]),), status) for status in seen])
    above = samples.y
    years = Together(_years(first, last, step, above + 12), name="y")
    # a piece may be on another page: each has its legend, unless that is as long as the piece
    heading = Together((*samples.marks, years), name="l")
    sheet.marks.append(heading)
    sheet.y = above + LINE + 2
    repeated, top = (heading, header) if above - header <= _SHORT_LEGEND else (years, above)
    tall = sheet.y - top
    rows = []
    between = _every(last - first + 1) * step
    shapes: dict[str, str] = dict.fromkeys(seen, "")
    again = []
    every = ceil(len(data.actions) / ceil(len(data.actions) / _EVERY))
    for rank, action in enumerate(data.actions):
        if rank and not rank % every:
            sheet.cuts.append(sheet.y)
            again.append(Again(repeated, sheet.y - top))
            sheet.y += tall
        undated = [UNDATED] if action.start is None else []
        sheet.write([*wrap(action.label, WIDTH, 3), *undated], gap=3)
        if not undated:
            shapes[action.status] += _shape(action, first, last, step, sheet.y)
            rows.append(sheet.y + _HEIGHT / 2)
            sheet.y += _HEIGHT + 4
    again.append(Again(years, sheet.y - above))
    sheet.y += LINE + 2
    # the years are short dashes of a thick line behind each bar: no line goes through a title
    if between < WIDTH - 1:
        sheet.marks.insert(0, Graduations(tuple(rows), between - 0.2, WIDTH - 1, between))
    sheet.marks += [*again, *(Filled(fills[status], path) for status, path in shapes.items() if path)]
    later = any(calendar_action.since is not None for calendar_action in data.actions)
    moments = dict.fromkeys((_FULL, *(moment for action in data.actions for moment in action.years)))
    table = Table(
        data.title,
        ("Action", "Début", *(("Effet compté depuis",) if later else ()), *map(str.capitalize, moments), "État"),
        tuple(
            (
                calendar_action.label,
                _year(calendar_action.first),
                *((_year(calendar_action.since),) if later else ()),
                *(_year(calendar_action.years.get(moment)) for moment in moments),
                calendar_action.status
                if calendar_action.end is None
                else f"{calendar_action.status} (fin en {calendar_action.end})",
            )
            for calendar_action in data.actions
        ),
        (False,) * (3 + later + len(moments)),
    )
    said = _sentence(data)
    return data.figure(sheet, data.sentence, (data.sentence, said), table)


def _year(year: int | None) -> str:
    return "—" if year is None else str(year)


def _every(count: int) -> int:
    """Return how many years there are between two that are written, so that they do not touch."""
    return next((step for step in (1, 2, 5, 10, 20, 50, 100) if WIDTH / count * step >= measure("0000") + 4), count)


def _years(first: int, last: int, step: float, y: float) -> tuple[DrawnMark, ...]:
    """Write the years at the left of their column."""
    ranks = range(0, last - first + 1, _every(last - first + 1))
    return tuple(
        text(min(rank * step + 2, WIDTH - measure("0000")), y, str(first + rank), "q")
        for rank in ranks
        if rank * step + measure("0000") <= WIDTH
    )


def _shape(action: CalendarAction, first: int, last: int, step: float, y: float) -> str:
    """Draw an action; what is before the first year or after the last is not drawn."""
    begun = action.first if action.first is not None else first
    end = last + 1 if action.end is None else max(begun, action.end)
    left, right = max(begun, first), min(end, last)
    if left > right:
        return ""
    arrow = 4 if end > last else 0
    x, high = (left - first) * step, 0
    path = f"M{fmt(x)} {fmt(y + _HEIGHT)}"
    for year in range(left, right + 1):
        height = round(_LOWEST + (_HEIGHT - _LOWEST) * action.parts.get(year, 1.0))
        if height != high:
            there = (year - first) * step
            path += (f"h{fmt(there - x)}" if there > x else "") + f"v{fmt(high - height)}"
            x, high = there, height
    half = fmt(high / 2)
    path += f"H{fmt((right + 1 - first) * step - arrow)}"
    return path + (f"l{arrow} {half}-{arrow} {half}z" if arrow else f"v{fmt(high)}z")


def _sentence(data: Calendar) -> str:
    starts = [action.first for action in data.actions if action.start is not None and action.first is not None]
    said = plural(len(data.actions), "action")
    if not starts:
        return f"{said}, sans date de début."
    when = f"en {min(starts)}" if min(starts) == max(starts) else f"entre {min(starts)} et {max(starts)}"
    bare = len(data.actions) - len(starts)
    verb = "commence" if len(starts) == 1 else "commencent"
    return f"{plural(len(starts), 'action')} {verb} {when}" + (f" ; {bare} sans date de début." if bare else ".")


# Coverage of the six themes of the decree: what each has, and what it has not.

_THEMES_HEIGHT = 20
UNSAID = "non renseigné"
_COLUMNS = ("Actions", "Objectifs", "Indicateurs", "Moyens")
_PLACES = ((0, 62), (66, 74), (144, 86), (234, 86))  # x and width of each column, by the length of its word
TICK = "M0 5l3 3 5-8"


@dataclass(frozen=True, slots=True)
class DrawnTheme:
    """What answers a theme, counted; `means`: its actions that have some. None when it is not known.

    Means are counted, not added: amounts before and with tax have no sum.
    """

    label: str
    actions: float | None
    objectives: float | None
    indicators: float | None
    means: float | None

    def cells(self) -> tuple[float | None, ...]:
        """Return the four cells, in the order of the columns."""
        return tuple(map(drawable, (self.actions, self.objectives, self.indicators, self.means)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Themes(FigureData):
    """The themes."""

    themes: tuple[DrawnTheme, ...]


def draw_themes(data: Themes) -> Figure:
    """Draw a row of four cells by theme: ticked when there is something, dashed when there is nothing."""
    if not data.themes:
        return data.nothing("Aucun thème n’est renseigné.")
    sheet = Sheet()
    sheet.legend(
        [
            ((Traced("t", "M.5 0h15v10H.5z"), Traced("k", TICK, (4, 1))), "couvert"),
            ((Traced("u", "M.5 0h15v10H.5z"),), "rien d’écrit"),
        ]
    )
    sheet.y += 2
    heads = zip(_COLUMNS, _PLACES, strict=True)
    sheet.marks += [text(x, sheet.y + 12, one_line(head, width + 3), "q") for head, (x, width) in heads]
    sheet.y += LINE + 3
    boxes = {"t": "", "u": ""}
    ticks = ""
    for theme in data.themes:
        sheet.head(theme.label)
        y = sheet.y
        height = _THEMES_HEIGHT + LINE * (None in theme.cells())
        for value, (x, width) in zip(theme.cells(), _PLACES, strict=True):
            boxes["t" if value else "u"] += f"M{x + 0.5} {fmt(y)}h{width - 1}v{height}h{1 - width}z"
            ticks += f"M{x + 6} {fmt(y + 11)}l3 3 5-8" if value else ""
            room = width - (20 if value else 4)
            lines = wrap(_count(value), room, 1 if value is not None else 2)
            sheet.marks.append(text(x + (18 if value else 4), y + 14, lines))
        sheet.y += height + 6
    sheet.marks[:0] = [Traced(style, path) for style, path in boxes.items() if path]
    sheet.marks += [Traced("k", ticks)] if ticks else []
    table = Table(
        data.title,
        ("Thème", *_COLUMNS),
        tuple(
            (drawn_theme.label, *(UNSAID if value is None else number(value) for value in drawn_theme.cells()))
            for drawn_theme in data.themes
        ),
        (False, True, True, True, True),
    )
    said = _themes_sentence(data.themes)
    return data.figure(sheet, data.sentence, (data.sentence, said), table)


def _count(value: float | None) -> str:
    """Write what a cell can hold: whole below a million."""
    if value is None:
        return UNSAID
    return compact(value) if abs(value) >= 1e6 or value % 1 else number(value)


def _themes_sentence(themes: Sequence[DrawnTheme]) -> str:
    """Say how many themes have all four, and which have no action."""
    whole = sum(all(theme.cells()) for theme in themes)
    four = "actions, objectifs, indicateurs et moyens"
    count = f"{plural(whole, 'thème')} sur {len(themes)} {'ont' if whole > 1 else 'a'}" if whole else "Aucun thème n’a"
    said = f"{count} à la fois {four}"
    bare = [theme.label for theme in themes if theme.cells()[0] == 0]
    return f"{said} ; sans action : {', '.join(bare)}." if bare else f"{said}."
