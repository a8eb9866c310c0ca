"""The figures: lengths that say the values, texts that stay inside, colours that can be told apart."""

import re
from dataclasses import replace
from importlib.resources import files
from math import fsum
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings, strategies as st

from drafting import VALMONT, view
from snr_cli.documents.figures import bars as stacked, bars as tiers, calendar, drawing, figure as canvas, trajectory
from snr_cli.documents.figures.figure import Figure
from snr_cli.documents.figures.svg import standalone, stripe, svg
from snr_cli.french.words.terms import OBJECTIVE_VERDICTS
from snr_cli.results.effects import VerdictState
from walks import mostly

CSS = files("snr_cli.documents").joinpath("templates/fr/figures.css").read_text(encoding="utf-8")
HOSTILE = "<script>alert(1)</script> & \"x\" 'y' {{ 7*7 }} | `a` \u202eRTL\u202c \x00\x0b ]]> 😀 " + "é" * 500
LONG = "Un intitulé très long qui continue " * 15


# --- the palette


def palette(block: str) -> dict[str, str]:
    return dict(re.findall(r"--fig-([a-z0-9]+): (#[0-9a-f]{6});", block))


LIGHT = palette(CSS[: CSS.index("@media")])
DARK = palette(CSS[CSS.index("(prefers-color-scheme: dark)") : CSS.index("(forced-colors: active)")])


def luminance(color: str) -> float:
    """WCAG 2.2, « relative luminance »."""
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
        for c in (int(color[place : place + 2], 16) / 255 for place in (1, 3, 5))
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)  # (1 + 0,05) / (0 + 0,05)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)  # the well-known grey that just fails AA


@pytest.mark.parametrize("colors", [LIGHT, DARK], ids=["light", "dark"])
def test_contrasts_of_text_and_graphics(colors: dict[str, str]) -> None:
    assert set(colors) == {"bg", "fg", "mute", "grid", "tint", *"12345678"}
    for text, under in (("fg", "bg"), ("mute", "bg"), ("fg", "tint"), ("mute", "tint")):
        assert contrast(colors[text], colors[under]) >= 4.5, (text, under)
    for drawn in ("grid", *"12345678"):
        assert contrast(colors[drawn], colors["bg"]) >= 3, drawn
    assert contrast(colors["1"], colors["tint"]) >= 3  # the edge of a ticked cell


def test_colours_are_in_the_variables_only() -> None:
    rules = re.sub(r"--fig-[a-z0-9]+:[^;]+;", "", CSS)
    assert not re.findall(r"#[0-9a-fA-F]{3,8}\b|rgb|hsl", rules)


# --- what every figure keeps


def examples(label: str = "Postes de travail", count: int = 3) -> dict[str, Figure]:
    """One figure of each kind, with the same label everywhere."""
    return {
        "stacked": stacked.draw_stacked(
            stacked.StackedBars(
                name="s",
                title=label,
                unit=label,
                stages=(label, "Utilisation"),
                bars=(stacked.Bar(label, (3.0, 1.0)), stacked.Bar(label, (None, 2.0))) * count,
            )
        ),
        "tiers": tiers.draw_tiers(
            tiers.Tiers(
                name="t",
                title=label,
                unit=label,
                tiers=(tiers.Tier(label, 3.0, 1.0, 5.0), tiers.Tier(label, None)) * count,
            )
        ),
        "trajectory": trajectory.draw(
            trajectory.DrawnTrajectory(
                name="c",
                title=label,
                unit=label,
                years=tuple(
                    trajectory.DrawnYear(2025 + rank, 300.0, 300.0 - rank, 250.0, 400.0) for rank in range(count)
                ),
                targets=(trajectory.DrawnTarget(label, ((2025, 300.0), (2024 + count, 200.0))),),
                starts=(trajectory.ActionsStart(2025, label),),
            )
        ),
        "gaps": trajectory.draw_gaps(
            trajectory.Gaps(
                name="g",
                title=label,
                objectives=tuple(
                    trajectory.DrawnObjective(
                        label=label,
                        unit=label,
                        reference=4.0,
                        projected=3.0,
                        target=2.0,
                        verdict=verdict,
                        year=2030,
                        why=label,
                    )
                    for verdict in VerdictState
                )
                * count,
            )
        ),
        "themes": calendar.draw_themes(
            calendar.Themes(name="m", title=label, themes=(calendar.DrawnTheme(label, 3, 0, None, 1e12),) * count)
        ),
        "calendar": calendar.draw(
            calendar.Calendar(
                name="k",
                title=label,
                first=2024,
                last=2030,
                actions=(
                    calendar.CalendarAction(
                        label=label, start=2025, end=None, status="prévue", years={"plein effet": 2027}
                    ),
                    calendar.CalendarAction(label=label, start=None, end=None, status=label),
                )
                * count,
            )
        ),
    }


def ramp(start: int, full: int) -> dict[int, float]:
    """Return the part of its effect that an action has each year until the last step."""
    return {year: (year - start + 1) / (full - start + 1) for year in range(start, full)}


def drawn(figure: Figure) -> str:
    """The drawing as the page has it."""
    assert figure.drawing is not None
    return svg(figure.drawing)


def tree(figure: Figure) -> ElementTree.Element:
    """The drawing; of a tall one, the pieces are put together again."""
    root = ElementTree.fromstring(f"<div>{drawn(figure)}</div>")[0]
    if root.tag == "svg":
        return root
    assert figure.drawing is not None
    first = root[0]
    group = first[2]
    first.remove(group)
    first.extend(group)
    first.attrib |= {name: value for name, value in root.attrib.items() if name != "class"}
    first.attrib["viewBox"] = f"0 0 {drawing.WIDTH} {drawing.fmt(figure.drawing.height)}"
    return first


def texts_outside(root: ElementTree.Element) -> list[str]:
    """The texts that leave the viewBox, a letter counted 0.6 em."""
    _, top, width, height = (float(part) for part in root.attrib["viewBox"].split())
    outside = []

    def look(element: ElementTree.Element, dx: float, dy: float) -> None:
        if moved := re.match(r"translate\(([-\d.]+) ([-\d.]+)\)", element.get("transform", "")):
            dx, dy = dx + float(moved[1]), dy + float(moved[2])
        if element.tag.endswith("text"):
            anchor = element.get("class", "").split()
            lines = [element.text or "", *(span.text or "" for span in element)]
            x, y = dx + float(element.get("x", "0")), dy + float(element.attrib["y"])
            for rank, line in enumerate(lines):
                size = 0.6 * drawing.SIZE * len(line)
                left = x - size if "_e" in anchor else x - size / 2 if "_m" in anchor else x
                base = y + rank * drawing.LINE
                if left < -0.1 or left + size > width + 0.1 or base - 10 < top - 0.1 or base > top + height:
                    outside.append(line)
        for child in element:
            look(child, dx, dy)

    look(root, 0.0, 0.0)
    return outside


@pytest.mark.parametrize("label", ["Postes", LONG, HOSTILE, "", "x" * 500, "W" * 500, "文" * 200], ids=str.__len__)
@pytest.mark.parametrize("count", mostly([1, 3, 50], 3))
def test_every_label_is_shown_inside(label: str, count: int) -> None:
    for name, figure in examples(label, count).items():
        root = tree(figure)
        assert root.attrib["role"] == "img", name
        marks = root.attrib["aria-labelledby"].split()
        assert [root.find(f"*[@id='{mark}']").tag for mark in marks] == ["title", "desc"], name  # type: ignore[union-attr]
        assert texts_outside(root) == [], name
        ids = re.findall(r' id="([^"]+)"', drawn(figure))
        assert len(ids) == len(set(ids))
        for target in re.findall(r"url\(#([^)]+)\)", drawn(figure)):
            assert target in ids, name


@pytest.mark.parametrize("name", list(examples()))
def test_no_colour_in_a_drawing_and_every_class_in_the_sheet(name: str) -> None:
    root = tree(examples()[name])
    for element in root.iter():
        assert not {"style", "stroke", "color", "fill"} & set(element.attrib)
        for style in element.get("class", "").split():
            assert f".{style} {{" in CSS or f".{style}," in CSS, style


def test_ids_are_of_the_name() -> None:
    first = stacked.draw_stacked(
        stacked.StackedBars(name="a <b>", title="T", unit="t", stages=("F",), bars=(stacked.Bar("x", (1.0,)),))
    )
    ids = [node.attrib["id"] for node in tree(first).iter() if "id" in node.attrib]
    assert ids
    assert all(each.startswith("fig-a-b") for each in ids)


def test_the_table_keeps_whole_labels() -> None:
    for name, figure in examples(LONG).items():
        assert LONG in str((figure.table.columns, figure.table.rows)), name
        assert (
            len({len(row) for row in figure.table.rows} | {len(figure.table.columns), len(figure.table.numeric)}) == 1
        ), name
        assert not figure.bars or len(figure.bars) == len(figure.table.rows)


def test_a_file_of_its_own_is_xml_with_style_and_title() -> None:
    for label in ("Postes", HOSTILE, LONG):
        for figure in examples(label).values():
            assert figure.drawing is not None
            root = ElementTree.fromstring(standalone(figure.drawing))
            assert root.tag == "{http://www.w3.org/2000/svg}svg"
            assert root.find("{http://www.w3.org/2000/svg}style") is not None
            assert texts_outside(root) == []


@pytest.mark.parametrize("count", [1, 3, 50])
def test_pieces_cover_a_tall_drawing_and_cut_no_text(count: int) -> None:
    for name, figure in examples(LONG, count).items():
        assert figure.drawing is not None
        height = figure.drawing.height
        root = ElementTree.fromstring(drawn(figure))
        pieces = [] if root.tag == "svg" else list(root)
        assert pieces or height <= drawing.LONGEST_PIECE or name == "trajectory", name
        edge = 0.0
        lines = [
            float(node.attrib["y"]) + rank * drawing.LINE
            for node in tree(figure).iter("text")
            for rank in range(len(node) + 1)
        ]
        for rank, piece in enumerate(pieces):
            _, top, _, tall = map(float, piece.attrib["viewBox"].split())
            assert top == pytest.approx(edge, abs=0.11)
            edge = top + tall
            assert tall <= 1.5 * drawing.LONGEST_PIECE  # 246 mm of the 255 that a printed page has, at the very most
            if rank:
                assert piece[0].attrib["href"] == f"#{pieces[0][2].attrib['id']}"
            assert not [base for base in lines if base - 9 < edge < base]
        assert not pieces or edge == pytest.approx(height, abs=0.2)


def test_a_series_is_filled_without_a_pattern() -> None:
    """A printed page holds a picture for each shape that a pattern fills: megabytes. Stripes are lines, cut out."""
    for name, figure in examples(LONG, 8).items():
        root = tree(figure)
        assert not list(root.iter("pattern")), name
        for group in root.iter("g"):
            if "clip-path" in group.attrib:
                [key] = re.findall(r"url\(#(.+)-c\)", group.attrib["clip-path"])
                assert root.find(f".//clipPath[@id='{key}-c']/use").attrib["href"] == f"#{key}"  # type: ignore[union-attr]
                assert len(group) in (1, 2)
    # (1, 1) to (160 + 50, …) is far enough along the diagonal of 320 × 100: (320 + 100) ÷ 2 = 210
    assert stripe("r", 100) == '<path class="_x" d="M0 0L210 210"/>'
    assert stripe("u", 100) == '<path class="_x" d="M0 100l210-210"/>'


def test_pieces_go_by_two_and_are_alike() -> None:
    """1,300 units at 640 a column are two rows of two, of 325 each where a cut lets them."""
    assert drawing.edges(1300, [100, 320, 640, 990, 1200]) == [0, 320, 640, 990, 1300]
    assert drawing.edges(400, [100, 210, 390]) == [0, 210, 400]
    assert drawing.edges(400, []) == [0, 400]


def test_nothing_to_draw() -> None:
    empty = [
        stacked.draw_stacked(stacked.StackedBars(name="n", title="T", unit="t", stages=(), bars=())),
        stacked.draw_stacked(
            stacked.StackedBars(name="n", title="T", unit="t", stages=("F",), bars=(stacked.Bar("x", (None,)),))
        ),
        tiers.draw_tiers(tiers.Tiers(name="n", title="T", unit="t", tiers=())),
        tiers.draw_tiers(tiers.Tiers(name="n", title="T", unit="t", tiers=(tiers.Tier("x", None),))),
        trajectory.draw(trajectory.DrawnTrajectory(name="n", title="T", unit="t", years=())),
        trajectory.draw(
            trajectory.DrawnTrajectory(name="n", title="T", unit="t", years=(trajectory.DrawnYear(2025, None, None),))
        ),
        trajectory.draw_gaps(trajectory.Gaps(name="n", title="T", objectives=())),
        calendar.draw_themes(calendar.Themes(name="n", title="T", themes=())),
        calendar.draw(calendar.Calendar(name="n", title="T", first=2025, last=2030, actions=())),
    ]
    for figure in empty:
        assert figure.drawing is None
        assert figure.table.rows[0][0] == figure.sentence
        assert figure.sentence.endswith(".")


# --- lengths


def path_of(root: ElementTree.Element, key: str) -> str:
    """The path that a series fills, empty when it has none."""
    node = root.find(f"path[@id='{key}']")
    return "" if node is None else node.attrib["d"]


def bars(root: ElementTree.Element, key: str) -> list[tuple[float, float, float]]:
    """The x, y and width of the bars of a series, the sample of the legend left out."""
    shapes = path_of(root, key).split("z")[:-1]
    matches = [re.fullmatch(r"M([-\d.]+) ([-\d.]+)h([-\d.]+)v([-\d.]+)h([-\d.]+)", shape) for shape in shapes]
    assert all(shape and float(shape[3]) == -float(shape[5]) for shape in matches)
    return [(float(shape[1]), float(shape[2]), float(shape[3])) for shape in matches if shape]


VALUES = st.one_of(st.just(0.0), st.floats(-1e12, 1e12, allow_subnormal=False).filter(lambda value: abs(value) > 1e-6))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(VALUES, VALUES), min_size=1, max_size=12))
def test_stacked_bars_are_as_long_as_their_values(rows: list[tuple[float, float]]) -> None:
    figure = stacked.draw_stacked(
        stacked.StackedBars(
            name="n", title="T", unit="t", stages=("A", "B"), bars=tuple(stacked.Bar("g", row) for row in rows)
        )
    )
    root = tree(figure)
    levels = [
        float(node.attrib["y"]) + 5 for node in root.findall("text") if node.text == "g"
    ]  # a bar is under its label
    drawn = {(rank, y): (x, width) for rank in (0, 1) for x, y, width in bars(root, f"fig-n-{rank + 1}")}
    whole = {(rank, y): row[rank] for y, row in zip(levels, rows, strict=True) for rank in (0, 1)}
    assert set(drawn) <= set(whole)
    if any(whole.values()):
        largest = max(whole, key=lambda place: abs(whole[place]))
        scale = drawn[largest][1] / whole[largest]
        for place, value in whole.items():
            assert drawn.get(place, (0, 0))[1] == pytest.approx(value * scale, abs=0.15)
    for x, width in drawn.values():
        assert min(x, x + width) >= -0.2
        assert max(x, x + width) <= drawing.WIDTH + 0.2
    assert texts_outside(root) == []


def test_stacked_bars_follow_one_another() -> None:
    """3 + 1 is twice 2, and the second stage starts where the first ends."""
    data = stacked.StackedBars(
        name="n",
        title="T",
        unit="t CO₂e",
        stages=("A", "B"),
        bars=(stacked.Bar("x", (3.0, 1.0)), stacked.Bar("y", (2.0, 0.0))),
    )
    root = tree(stacked.draw_stacked(data))
    (x1, y1, w1), (x2, _, w2) = bars(root, "fig-n-1")
    [(x3, y3, w3)] = bars(root, "fig-n-2")
    assert (x1, x2) == (0, 0)
    assert (w2 / w1, w3 / w1) == (pytest.approx(2 / 3, abs=0.002), pytest.approx(1 / 3, abs=0.002))
    assert x3 == pytest.approx(w1, abs=0.11)
    assert y3 == y1


def test_a_negative_stage_goes_left_of_zero() -> None:
    root = tree(
        stacked.draw_stacked(
            stacked.StackedBars(name="n", title="T", unit="t", stages=("A", "B"), bars=(stacked.Bar("x", (3.0, -1.0)),))
        )
    )
    [(x1, _, w1)] = bars(root, "fig-n-1")
    [(x2, _, w2)] = bars(root, "fig-n-2")
    assert x1 == x2 > 0
    assert w2 == pytest.approx(-w1 / 3, abs=0.1)


def test_a_partial_total_says_so() -> None:
    figure = stacked.draw_stacked(
        stacked.StackedBars(name="n", title="T", unit="t", stages=("A", "B"), bars=(stacked.Bar("x", (3.0, None)),))
    )
    assert "3*" in drawn(figure)
    assert "non évaluée" in drawn(figure)
    assert figure.table.rows == (("x", "3", "non évalué", "3 (partiel)"),)


def test_tiers_bars_whiskers_and_shares() -> None:
    """1, 2 and 5 are 12.5 %, 25 % and 62.5 %; the whisker of the last goes from 4 to 8."""
    data = tiers.Tiers(
        name="n",
        title="T",
        unit="t CO₂e",
        tiers=(tiers.Tier("a", 1.0), tiers.Tier("b", 2.0), tiers.Tier("c", 5.0, 4.0, 8.0)),
        heading="Tiers",
    )
    figure = tiers.draw_tiers(data)
    root = tree(figure)
    one, two, five = (width for _, _, width in bars(root, "fig-n-1"))
    assert (two / one, five / one) == (pytest.approx(2, abs=0.01), pytest.approx(5, abs=0.02))
    path = root.findall("path[@class='_k']")[-1].attrib["d"]
    low, high = (float(x) for x in re.match(r"M([\d.]+) [\d.]+v10M([\d.]+) ", path).groups())  # type: ignore[union-attr]
    assert (low - 2, high - 2) == (pytest.approx(4 * one, abs=0.4), pytest.approx(8 * one, abs=0.5))
    assert figure.bars == (0.125, 0.25, 0.625)


def test_a_share_needs_every_part() -> None:
    figure = tiers.draw_tiers(
        tiers.Tiers(name="n", title="T", unit="t", tiers=(tiers.Tier("a", 1.0), tiers.Tier("b", None)))
    )
    assert [row[2] for row in figure.table.rows] == ["—", "—"]
    assert "non évalué" in drawn(figure)
    assert "%" not in drawn(figure)


def test_gaps_bars_and_target() -> None:
    """On one scale: 100 fills it, 80 is projected, the line stands at 85."""
    objective = trajectory.DrawnObjective(
        label="o",
        unit="t CO₂e",
        reference=100.0,
        projected=80.0,
        target=85.0,
        verdict=VerdictState.FORECAST_REACHED,
        led=True,
        year=2030,
    )
    figure = trajectory.draw_gaps(trajectory.Gaps(name="n", title="T", objectives=(objective,)))
    root = tree(figure)
    [(x, _, reference)], [(_, _, projected)] = bars(root, "fig-n-5"), bars(root, "fig-n-1")
    assert projected / reference == pytest.approx(0.8, abs=0.001)
    line = root.findall("path[@class='_k']")[-1].attrib["d"]
    assert float(line[1:].split()[0]) - x == pytest.approx(0.85 * reference, abs=0.1)
    assert "prévu atteint" in drawn(figure)
    said = " ".join(" ".join(root.itertext()).split())  # any space is one
    assert "Référence 100 t CO₂e → projeté 80 t CO₂e" in said
    assert "Cible 85 t CO₂e en 2030" in said


@pytest.mark.parametrize("verdict", list(VerdictState))
def test_a_verdict_is_a_word_and_an_icon(verdict: VerdictState) -> None:
    figure = trajectory.draw_gaps(
        trajectory.Gaps(
            name="n",
            title="T",
            objectives=(
                trajectory.DrawnObjective(
                    label="o",
                    unit="%",
                    reference=None,
                    projected=None,
                    target=None,
                    verdict=verdict,
                    led=verdict.startswith("forecast"),
                ),
            ),
        )
    )
    assert OBJECTIVE_VERDICTS[verdict] in drawn(figure)
    assert tree(figure).find(f"path[@class='_{trajectory.ICONS[verdict][0]}']") is not None
    # a plan projects nothing of what only its indicator tells
    led = "non évalué" if verdict.startswith("forecast") else "—"
    end = "—" if verdict is VerdictState.NOT_COMPARABLE else "non évalué"
    assert figure.table.rows[0][1:4] == (end, led, end)


def test_trajectory_heights_are_the_values() -> None:
    """From 400 to 200: half the height above the line of zero."""
    years = tuple(trajectory.DrawnYear(2025 + rank, 400.0, value) for rank, value in enumerate((400.0, 300.0, 200.0)))
    root = tree(trajectory.draw(trajectory.DrawnTrajectory(name="n", title="T", unit="t", years=years)))
    zero = float(re.match(r"M[\d.]+ ([\d.]+)H", root.find("path[@class='_z']").attrib["d"])[1])  # type: ignore[union-attr,index]
    line = re.findall(r"([\d.]+) ([\d.]+)", root.find("path[@class='_l2']").attrib["d"])  # type: ignore[union-attr]
    first, middle, last = (zero - float(y) for _, y in line)
    assert (middle / first, last / first) == (pytest.approx(0.75, abs=0.002), pytest.approx(0.5, abs=0.002))
    (a, _), (b, _), (c, _) = line
    assert float(b) - float(a) == pytest.approx(float(c) - float(b), abs=0.11)


def test_a_missing_year_breaks_the_line() -> None:
    values = (4.0, 3.0, None, 2.0, 1.0)
    years = tuple(trajectory.DrawnYear(2025 + rank, 4.0, value) for rank, value in enumerate(values))
    figure = trajectory.draw(trajectory.DrawnTrajectory(name="n", title="T", unit="t", years=years))
    assert len(tree(figure).findall("path[@class='_l2']")) == 2
    assert figure.table.rows[2] == ("2027", "4", "non évalué")


@pytest.mark.parametrize("count", [1, 2, 15, 50])
@pytest.mark.parametrize("value", [0.0, -5.0, 1e12, 1e-9, 7.0])
def test_trajectories_of_any_length_and_size(count: int, value: float) -> None:
    years = tuple(trajectory.DrawnYear(2001 + rank, value, value * 0.5, value * 0.25, value) for rank in range(count))
    starts = tuple(trajectory.ActionsStart(2001 + rank, "a") for rank in range(count))
    figure = trajectory.draw(
        trajectory.DrawnTrajectory(name="n", title="T", unit="t CO₂e", years=years, targets=(), starts=starts)
    )
    assert texts_outside(tree(figure)) == []
    assert len(drawn(figure).encode()) <= 8100, (
        "a figure weighs less than 8 kB in the page: draw less, do not raise this"
    )


def test_actions_that_start_are_counted_by_year() -> None:
    years = (trajectory.DrawnYear(2025, 2.0, 2.0), trajectory.DrawnYear(2026, 2.0, 1.0))
    starts = (
        trajectory.ActionsStart(2026, "a"),
        trajectory.ActionsStart(2026, "b"),
        trajectory.ActionsStart(1999, "c"),
    )
    figure = trajectory.draw(
        trajectory.DrawnTrajectory(name="n", title="T", unit="t", years=years, targets=(), starts=starts)
    )
    assert [row[-1] for row in figure.table.rows] == ["—", "a\u202f; b"]
    assert [node.text for node in tree(figure).findall("text[@class='_m']")] == ["2"]


def test_what_stands_for_a_drawing_says_what_it_shows() -> None:
    """The heaviest and the whole, the way of a curve: who does not see the drawing is told."""
    said = {
        name: figure.drawing.sentence.replace("\u202f", " ").replace("\u00a0", " ")
        for name, figure in examples().items()
        if figure.drawing
    }
    assert (
        "La plus grande valeur est celle de « Postes de travail » : 4 Postes de travail, sur 18 Postes"
        in said["stacked"]
    )
    assert "La plus grande valeur est celle de « Postes de travail » : 3" in said["tiers"]
    assert (
        "Avec les actions : de 300 Postes de travail en 2025 à 298 Postes de travail en 2027, en baisse."
        in said["trajectory"]
    )
    assert (
        "parc constant : de 300 Postes de travail en 2025 à 300 Postes de travail en 2027, stable."
        in said["trajectory"]
    )
    assert "commencent en 2025" in said["calendar"]


@pytest.mark.parametrize("name", ["essential", "trajectory"])
def test_a_figure_alone_keeps_every_number_in_what_stands_for_it(name: str) -> None:
    """Each cell beside the head of its column, after what the drawing shows; a page folds the table under it."""
    plan = view("strategie", VALMONT)
    shown = plan.tables.essential if name == "essential" else plan.plan.trajectory
    assert isinstance(shown, Figure) and shown.bare and shown.drawing is not None
    assert shown.table.rows and shown.alternative.startswith(shown.sentence)
    for row in shown.table.rows:
        cells = ", ".join(f"{head} {cell}" for head, cell in zip(shown.table.columns[1:], row[1:], strict=True))
        assert f"{row[0]}\u00a0: {cells}" in shown.alternative
    assert "|" not in shown.markdown() and "<details><summary>" in shown.html(1)


def test_a_figure_without_a_drawing_keeps_its_table() -> None:
    data = stacked.StackedBars(name="n", title="T", unit="t", stages=("a",), bars=())
    kept = replace(stacked.draw_stacked(data), drawing=None)
    assert kept.alone() is kept and not kept.bare
    drawn = stacked.draw_stacked(
        stacked.StackedBars(name="n", title="T", unit="t", stages=("a",), bars=(stacked.Bar("b", (2.0,)),))
    )
    assert drawn.alone().bare and drawn.alone().table == drawn.table and "|" in drawn.markdown()


def test_calendar_columns_are_years() -> None:
    """2020 to 2029 are ten columns of 32: from 2022 to 2024 included, full at once, is a bar from 64 to 160."""
    actions = (
        calendar.CalendarAction(label="a", start=2022, end=2024, status="engagée"),
        calendar.CalendarAction(label="b", start=2022, end=2040, status="engagée", parts={2022: 1 / 3, 2023: 2 / 3}),
    )
    root = tree(calendar.draw(calendar.Calendar(name="n", title="T", first=2020, last=2029, actions=actions)))
    first, second, _ = path_of(root, "fig-n-1").split("z")
    edges = [float(x) for x in re.findall(r"[MLH]([\d.]+)", first)]
    assert (min(edges), max(edges)) == (64, 160)
    assert second.startswith("M64 ") and re.findall(r"h([-\d.]+)v", second) == [
        "32",
        "32",
    ]  # the last where 2024 begins
    assert re.findall(r"v([-\d.]+)", second) == ["-5", "-3", "-3"]  # of 11, 2 without effect: a third more each year
    assert second.endswith("H316l4 5.5-4 5.5")  # what goes on after the last year ends in a point at the edge


def test_each_piece_of_a_calendar_has_its_legend() -> None:
    """A piece may stand on another page than the first."""
    actions = tuple(
        calendar.CalendarAction(label=f"a {rank}", start=2025, end=None, status="prévue", years={"plein effet": 2027})
        for rank in range(25)
    )
    figure = calendar.draw(calendar.Calendar(name="n", title="T", first=2025, last=2030, actions=actions))
    assert figure.drawing is not None
    drawn = svg(figure.drawing)
    assert drawn.count(">prévue<") == 1
    tops = [float(each) for each in re.findall(r'<use href="#[^"]*-l" y="([\d.]+)"/>', drawn)]
    pieces = figure.drawing.pieces()
    assert len(pieces) > 1
    for top, bottom in pieces[1:]:
        assert any(top - 5 <= each < bottom for each in tops), (pieces, tops)


def test_calendar_of_ordinary_size_is_light() -> None:
    title = "Porter à 60 % les portables et à 40 % les smartphones achetés reconditionnés"
    every = [
        calendar.CalendarAction(
            label=title,
            start=2020 + rank % 7,
            end=None,
            status=calendar.STATUS_NAMES[rank % 5],
            years={"plein effet": 2027},
            parts=ramp(2020 + rank % 7, 2027),
        )
        for rank in range(60)
    ]
    light = calendar.draw(calendar.Calendar(name="n", title="T", first=2020, last=2030, actions=tuple(every[:25])))
    assert len(drawn(light).encode()) <= 8000, (
        "a figure weighs less than 8 kB in the page: draw less, do not raise this"
    )
    assert (
        texts_outside(
            tree(calendar.draw(calendar.Calendar(name="n", title="T", first=2020, last=2030, actions=tuple(every))))
        )
        == []
    )


@pytest.mark.parametrize(("first", "last"), [(2025, 2025), (2000, 2049), (2030, 2025), (1990, 2100)])
def test_calendars_of_any_length(first: int, last: int) -> None:
    actions = tuple(
        calendar.CalendarAction(label="a", start=start, end=end, status="prévue", parts=ramp(start, full))
        for start, full, end in ((1980, 1985, 1990), (2025, 2020, 2010), (2200, 2200, None), (2000, 2050, None))
    )
    root = tree(calendar.draw(calendar.Calendar(name="n", title="T", first=first, last=last, actions=actions)))
    assert texts_outside(root) == []
    for x in re.findall(r"[MLH]([\d.-]+)", path_of(root, "fig-n-2")):
        assert -0.1 <= float(x) <= drawing.WIDTH + 0.1


def test_themes_cells() -> None:
    figure = calendar.draw_themes(
        calendar.Themes(
            name="n",
            title="T",
            themes=(
                calendar.DrawnTheme("1. Achats", 3, 1, 2, 115500.0),
                calendar.DrawnTheme("2. Cycle", 0, 1, None, 0.0),
            ),
        )
    )
    root = tree(figure)
    assert root.find("path[@class='_t']").attrib["d"].count("M") == 5  # type: ignore[union-attr]
    assert root.find("path[@class='_u']").attrib["d"].count("M") == 3  # type: ignore[union-attr]
    assert figure.table.rows == (
        ("1. Achats", "3", "1", "2", "115\u202f500"),
        ("2. Cycle", "0", "1", "non renseigné", "0"),
    )
    assert figure.drawing is not None
    assert figure.drawing.sentence.endswith("sans action\u00a0: 2. Cycle.")


# --- numbers and words


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "non évalué"),
        (0.0, "0"),
        (70.0, "70"),
        (327862.6, "328\u202f000"),
        (1e12, "1\u202f000\u202fMd"),
        (2.5e6, "2,5\u202fM"),
        (-3.14159, "\u22123,14"),
        (1e-10, "1,00\u00a0×\u00a010^-10".replace("-", "\u2212")),
    ],
)
def test_numbers(value: float | None, text: str) -> None:
    assert canvas.compact(value) == text


@given(st.text(max_size=300), st.integers(20, 400), st.integers(1, 4))
def test_wrapping_keeps_to_its_room(text: str, room: int, lines: int) -> None:
    written = drawing.wrap(text, room, lines)
    assert 1 <= len(written) <= lines
    assert all(drawing.measure(line) <= room + drawing.ADVANCE for line in written)
    if not written[-1].endswith("…"):
        assert "".join("".join(written).split()) == "".join(drawing.clean(text).split())


def test_the_sum_of_shares_is_one() -> None:
    values = (0.1, 0.2, 0.3)
    figure = tiers.draw_tiers(
        tiers.Tiers(name="n", title="T", unit="t", tiers=tuple(tiers.Tier("a", value) for value in values))
    )
    assert fsum(share for share in figure.bars if share is not None) == pytest.approx(1)
