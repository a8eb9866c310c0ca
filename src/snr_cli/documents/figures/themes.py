"""Coverage of the six themes of the decree: what each has, and what it has not."""

from collections.abc import Sequence
from dataclasses import dataclass

from snr_cli.documents.figures.canvas import compact, drawable, legend, nothing, pictured, text
from snr_cli.documents.figures.drawing import LINE, WIDTH, Traced, fmt
from snr_cli.documents.figures.figure import Figure
from snr_cli.documents.figures.letters import BOLD, one_line, wrap
from snr_cli.french.numbers import number, plural
from snr_cli.results.table import Table

_HEIGHT = 20
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


@dataclass(frozen=True, slots=True)
class Themes:
    """The themes."""

    name: str
    title: str
    themes: tuple[DrawnTheme, ...]
    sentence: str = ""


def draw(data: Themes) -> Figure:
    """Draw a row of four cells by theme: ticked when there is something, dashed when there is nothing."""
    if not data.themes:
        return nothing(data.name, data.title, "Aucun thème n’est renseigné.")
    sentence = data.sentence or _sentence(data.themes)
    written, y = legend(
        [
            ((Traced("t", "M.5 0h15v10H.5z"), Traced("k", TICK, (4, 1))), "couvert"),
            ((Traced("u", "M.5 0h15v10H.5z"),), "rien d’écrit"),
        ],
        1,
    )
    y += 2
    for head, (x, width) in zip(_COLUMNS, _PLACES, strict=True):
        written.append(text(x, y + 12, one_line(head, width + 3), "q"))
    y += LINE + 3
    boxes = {"t": "", "u": ""}
    ticks = ""
    cuts = []
    for each in data.themes:
        cuts.append(y)
        lines = wrap(each.label, WIDTH / BOLD, 3)
        written.append(text(0, y + 13, lines, "b"))
        y += LINE * len(lines) + 4
        height = _HEIGHT + LINE * (None in each.cells())
        for value, (x, width) in zip(each.cells(), _PLACES, strict=True):
            boxes["t" if value else "u"] += f"M{x + 0.5} {fmt(y)}h{width - 1}v{height}h{1 - width}z"
            ticks += f"M{x + 6} {fmt(y + 11)}l3 3 5-8" if value else ""
            room = width - (20 if value else 4)
            lines = wrap(_count(value), room, 1 if value is not None else 2)
            written.append(text(x + (18 if value else 4), y + 14, lines))
        y += height + 6
    marks = [*(Traced(style, path) for style, path in boxes.items() if path), *written]
    marks += [Traced("k", ticks)] if ticks else []
    table = Table(
        data.title,
        ("Thème", *_COLUMNS),
        tuple((each.label, *map(_exact, each.cells())) for each in data.themes),
        (False, True, True, True, True),
    )
    return Figure(
        name=data.name,
        title=data.title,
        sentence=sentence,
        drawing=pictured(data.name, data.title, (sentence, _sentence(data.themes)), height=y, marks=marks, cuts=cuts),
        table=table,
    )


def _count(value: float | None) -> str:
    """Write what a cell can hold: whole below a million."""
    if value is None:
        return UNSAID
    return compact(value) if abs(value) >= 1e6 or value % 1 else number(value)


def _exact(value: float | None) -> str:
    return UNSAID if value is None else number(value)


def _sentence(themes: Sequence[DrawnTheme]) -> str:
    """Say how many themes have all four, and which have no action."""
    whole = sum(all(each.cells()) for each in themes)
    four = "actions, objectifs, indicateurs et moyens"
    count = f"{plural(whole, 'thème')} sur {len(themes)} {'ont' if whole > 1 else 'a'}" if whole else "Aucun thème n’a"
    said = f"{count} à la fois {four}"
    bare = [each.label for each in themes if each.cells()[0] == 0]
    return f"{said} ; sans action : {', '.join(bare)}." if bare else f"{said}."
