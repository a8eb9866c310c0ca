"""What writes or judges a dossier reads the records of `results`; it compares no bounds, no coverage and no total of its own."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from snr_cli.engine.uncertainty import Difference
from snr_cli.plan.past_years import ChangeParts, Intervals
from snr_cli.plan.territory import TerritoryEffect
from snr_cli.results.effects import change_bounds, territory_bounds
from snr_cli.results.records import moves
from sources import parsed

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "snr_cli"
READERS = (
    "api",
    "bridges",
    "cli",
    "documents",
    "observatory",
    "opendata",
    "outputs",
    "rules",
    "results/sentences",
)
# where an interval, a coverage or a world is made: nothing that reads a result has to open it
MAKERS = {
    "snr_cli.engine.coverage": "the state of a figure is FigureState",
    "snr_cli.engine.interval": "the bounds of a figure are Judged.bounds",
    "snr_cli.plan.worlds": "the worlds of an objective are those of its verdict",
}
MADE = {
    "snr_cli.engine.uncertainty": {"uncertainty", "Weighing", "exceeded"},
    "snr_cli.results.records": {"bounds_of", "extent_of"},
    "snr_cli.engine.organisation": {"shareable"},
}
CALLED = {
    "FigureBounds": "results gives the bounds that may be shown of a sum, a change, an effect, a year",
    "bounds_of": "results gives the bounds that may be shown of a sum, a change, an effect, a year",
}
# what a value says of itself, before it is judged
BARE = {
    "totals": "results.organisation has each sum, judged",
    "coverage": "results.organisation has the state of each sum",
    "by_group": "judged_parts has what each group weighs",
    "by_stage": "judged_parts has what each stage weighs",
    "by_site": "judged_parts has what each site weighs",
    "by_entity": "judged_parts has what each entity weighs",
    "exceeded_by": "a sum smaller than its part is hidden, and says so",
    "significant": "results.effects and results.records say what is sure",
    "unsure": "results.effects and results.records say what is sure",
}
# other records have such names: only an organisation's are meant
OF_ORGANISATION = {"totals", "coverage", "by_group", "by_stage", "by_site", "by_entity"}
PERIMETER = {"missing_groups", "without"}  # together, whether a sum holds all that it should: Reserve.PERIMETER
BOUNDS = re.compile(r"(?:^|_)(?:low|high|bounds|intervals?|lower|upper)$")
# what has a low and a high end and is no figure of a result
OTHER_RANGES = {
    "documents/formats/layout.py": "the height of a page",
    "rules/plausibility.py": "the usual range of a value that is typed",
    "api/answers.py": "the numbers that a question takes",
}


def judging(text: str) -> Iterator[tuple[int, str]]:
    """Yield the lines of a module that judge, and what to read instead."""
    return judging_in(parsed(text), frozenset({"organisation"}))


def judging_in(node: ast.AST, organisations: frozenset[str]) -> Iterator[tuple[int, str]]:
    """Yield the same of a part of a module, in which some names are an organisation."""
    organisations |= aliases(node)
    match node:
        case ast.ImportFrom(module=module) if module in MAKERS:
            yield node.lineno, f"imports {module}: {MAKERS[module]}"
        case ast.ImportFrom(module=module, names=names) if module in MADE:
            for name in names:
                if name.name in MADE[module]:
                    yield node.lineno, f"imports {name.name}: results judges it, once"
        case ast.Call(func=func) if named(func) in CALLED:
            yield node.lineno, f"makes {named(func)}: {CALLED[named(func)]}"
        case ast.Call(func=ast.Attribute(attr="is_total")):
            yield node.lineno, "asks is_total: results.plan_sums has it of a change"
        case ast.Attribute(value=value, attr=attr) if attr in BARE:
            if attr not in OF_ORGANISATION or named(value) in organisations:
                yield node.lineno, f"reads {attr}: {BARE[attr]}"
        case ast.BoolOp(op=ast.Or(), values=values) if {named(each) for each in values} >= PERIMETER:
            yield node.lineno, "judges the perimeter: Reserve.PERIMETER says it"
        case ast.Compare(left=ast.Call(func=ast.Name(id="abs")), comparators=[ast.Constant(value=0.5)]):
            yield node.lineno, "judges a change: results.records.moves says whether it is one"
        case ast.Compare(left=left, ops=ops, comparators=others):
            ordered = any(isinstance(op, ast.Lt | ast.LtE | ast.Gt | ast.GtE) for op in ops)
            if ordered and any(BOUNDS.search(named(each)) for each in (left, *others)):
                yield node.lineno, "compares bounds: Judged.bounds is there when they may be shown"
    for part in ast.iter_child_nodes(node):
        yield from judging_in(part, organisations)


def aliases(node: ast.AST) -> set[str]:
    """Return the names that a function has for an organisation: assigned from one, or a parameter that is said to be one."""
    if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return set()
    found = set()
    for each in ast.walk(node):
        match each:
            case ast.arg(arg=name, annotation=ast.expr() as annotation) if said(annotation) == "Organisation":
                found.add(name)
            case ast.Assign(targets=targets, value=value):
                for target in targets:
                    found |= paired(target, value)
            case ast.AnnAssign(target=target, value=ast.expr() as value) | ast.NamedExpr(target=target, value=value):
                found |= paired(target, value)
    return found


def paired(target: ast.expr, value: ast.expr) -> set[str]:
    """Return the names of a target that are given an organisation; in `a, b = c, d`, each has its own."""
    match target, value:
        case ast.Name(id=name), ast.Attribute(attr="organisation"):
            return {name}
        case ast.Tuple(elts=names), ast.Tuple(elts=values) if len(names) == len(values):
            return {name for each in zip(names, values, strict=True) for name in paired(*each)}
        case _:
            return set()


def said(annotation: ast.expr) -> str:
    """Return the last name of an annotation, quoted or not."""
    return str(annotation.value) if isinstance(annotation, ast.Constant) else named(annotation)


def named(node: ast.expr) -> str:
    """Return the last name of what an expression reads: `high` of found.high, `bounds` of bounds[0]."""
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case ast.Subscript(value=value) | ast.UnaryOp(operand=value) | ast.Await(value=value):
            return named(value)
        case _:
            return ""


IN_TEMPLATE = re.compile(
    r"(?:reject|select)attr\(\"(?:significant|unsure)\"|\b\w*(?:low|high|bounds)\w*\s*(?:[<>]=?|==)\s"
)
# an interval and its reserves come in words
IN_PAGE = re.compile(
    r"\b(?:isTotal|exceeded_by|\w*(?:low|high)\b\s*[<>]=?|(?:bounds|reserves?)\.[a-z])|[{,] *(?:bounds|reserves?)\b"
)


def found_in(folder: Path, pattern: re.Pattern[str], *kinds: str) -> list[str]:
    return [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:90]}"
        for kind in kinds
        for path in sorted(folder.rglob(f"*.{kind}"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if pattern.search(line)
    ]


def test_what_reads_a_result_judges_nothing() -> None:
    told: dict[str, list[str]] = {}
    paths = [path for room in READERS for path in sorted((SOURCE / room).rglob("*.py"))]
    for path in (*paths, *sorted((ROOT / "page").glob("*.py"))):
        name = path.relative_to(SOURCE if path.is_relative_to(SOURCE) else ROOT).as_posix()
        for number, what in judging(path.read_text(encoding="utf-8")):
            told.setdefault(name, []).append(f"{number}: {what}")
    wrong = [f"{name}:{each}" for name, found in told.items() if name not in OTHER_RANGES for each in found]
    assert wrong == [], "\n".join(["read the record instead:", *wrong])
    idle = OTHER_RANGES.keys() - told.keys()
    assert not idle, f"they compare no bounds any more: take them off OTHER_RANGES: {', '.join(sorted(idle))}"
    judge = [f"{name}:{line}" for name in OTHER_RANGES for line in told[name] if "compares bounds" not in line]
    assert judge == [], "\n".join(["OTHER_RANGES lets them compare bounds, not this; read the record instead:", *judge])


def test_neither_templates_nor_the_page_judge() -> None:
    told = found_in(SOURCE / "documents" / "templates", IN_TEMPLATE, "md", "html")
    told += found_in(ROOT / "page" / "js", IN_PAGE, "js")
    assert told == [], "\n".join(["read the record instead:", *told])


@pytest.mark.parametrize(
    "planted",
    [
        "from snr_cli.engine.coverage import Coverage",
        "from snr_cli.engine.uncertainty import uncertainty",
        "value = result.organisation.totals.get('climate_change')",
        "share = organisation.coverage['acidification'].whole",
        "from snr_cli.engine.organisation import shareable",
        "shown = found.high > found.low",
        "wide = 0 < bounds[1]",
        "sure = interval.significant",
        "if gap.unsure:\n    pass",
        "shown = not coverage.exceeded_by",
        "def told(result):\n    found = result.organisation\n    return found.totals",
        "def told(result):\n    judged, found = made(result), result.organisation\n    return found.by_stage",
        "def told(result):\n    if found := result.organisation:\n        return found.by_site",
        "def told(found: Organisation):\n    return found.coverage",
        "def told(found: 'Organisation'):\n    return lambda: found.by_group",
        "from snr_cli.results.records import bounds_of",
        "sure = not FigureBounds(change.low, change.high).holds_zero",
        "sure = records.bounds_of(gap.low, gap.high) is None",
        "whole = comparison.is_total(CLIMATE)",
        "told = abs(effect.saved_kwh) >= 0.5",
        "whole = not (organisation.missing_groups or organisation.without)",
    ],
)
def test_a_planted_judgement_is_refused(planted: str) -> None:
    assert list(judging(planted))


@pytest.mark.parametrize(
    "read",
    [
        "bounds = found.bounds\nif bounds is not None:\n    write(*bounds)",
        "state = judged.state.is_total",
        "themes = plan.coverage",
        "kept = review.totals",
        "def told(result):\n    found = result.organisation\n    return found.lines\ndef other(found):\n    return found.totals",
        "from snr_cli.results.records import FigureBounds\ndef told(change: FigureBounds) -> str:\n    return text(*change)",
        "if count > 2:\n    pass",
    ],
)
def test_what_only_reads_is_let_be(read: str) -> None:
    assert list(judging(read)) == []


def test_the_bounds_of_a_change_leave_out_what_is_certain() -> None:
    sure, wide = Difference(-4.0, -4.0, -4.0), Difference(-4.0, -9.0, 1.0)
    split = ChangeParts(10.0, 6.0, -4.0, 0.0, 0.0, 0.0, Intervals(wide, wide, sure, sure, sure))
    assert change_bounds(split) == {"change": (-9.0, 1.0), "activity": (-9.0, 1.0)}
    assert change_bounds(split)["change"].holds_zero
    assert change_bounds(split._replace(intervals=None)) == {}


def test_effects_on_the_territory_have_bounds_together_when_each_has_its_own() -> None:
    known = TerritoryEffect("a", "", 2.0, 3.0, -10.0, low=-15.0, high=-5.0)
    bare = TerritoryEffect("b", "", 2.0, 3.0, -1.0)
    assert territory_bounds([known]) == (-15.0, -5.0)
    assert territory_bounds([known, known]) == (-30.0, -10.0)
    assert territory_bounds([known, bare]) is None
    assert territory_bounds([]) is None


def test_a_change_under_half_a_unit_is_none() -> None:
    assert moves(-0.5)
    assert not moves(0.49)
    assert not moves(None)
