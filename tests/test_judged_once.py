"""What writes or judges a dossier reads the records of `results`; it compares no bounds, no coverage and no total of its own."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "snr_cli"
READERS = (
    "api",
    "bridges",
    "cli",
    "documents",
    "portfolio",
    "publication",
    "rules",
    "scaffold",
    "sentences",
    "writers",
)
# where an interval, a coverage or a world is made: nothing that reads a result has to open it
MAKERS = {
    "snr_cli.engine.coverage": "the state of a figure is FigureState",
    "snr_cli.engine.interval": "the bounds of a figure are Judged.bounds",
    "snr_cli.plan.worlds": "the worlds of an objective are those of its verdict",
}
MADE = {"uncertainty", "Weighing", "exceeded"}  # of engine.uncertainty: made there, read in results
# what a value says of itself, before it is judged
BARE = {
    "totals": "results.organisation has each sum, judged",
    "coverage": "results.organisation has the state of each sum",
    "ratios": "results.organisation has each ratio, or why there is none",
    "exceeded_by": "a sum smaller than its part is hidden, and says so",
    "significant": "results.effects and results.verdicts say what is sure",
    "unsure": "results.effects and results.verdicts say what is sure",
}
OF_ORGANISATION = {"totals", "coverage", "ratios"}  # other records have such names: only an organisation's are meant
BOUNDS = re.compile(r"(?:^|_)(?:low|high|bounds|intervals?|lower|upper)$")
# what has a low and a high end and is no figure of a result
OTHER_RANGES = {
    "documents/formats/pages.py": "the height of a page",
    "publication/read.py": "what a column may hold",
    "rules/bounds.py": "the usual range of a value that is typed",
    "rules/budgets.py": "amounts that are about the cost of a post",
    "rules/factor_range.py": "the usual range of a value that is typed",
    "scaffold/typed.py": "the numbers that a question takes",
}


def judging(text: str) -> Iterator[tuple[int, str]]:
    """Yield the lines of a module that judge, and what to read instead."""
    for node in ast.walk(ast.parse(text)):
        match node:
            case ast.ImportFrom(module=module) if module in MAKERS:
                yield node.lineno, f"imports {module}: {MAKERS[module]}"
            case ast.ImportFrom(module="snr_cli.engine.uncertainty", names=names):
                for name in names:
                    if name.name in MADE:
                        yield node.lineno, f"imports {name.name}: the bounds of a figure are Judged.bounds"
            case ast.Attribute(value=value, attr=attr) if attr in BARE:
                if attr not in OF_ORGANISATION or named(value) == "organisation":
                    yield node.lineno, f"reads {attr}: {BARE[attr]}"
            case ast.Compare(left=left, ops=ops, comparators=others):
                ordered = any(isinstance(each, ast.Lt | ast.LtE | ast.Gt | ast.GtE) for each in ops)
                if ordered and any(BOUNDS.search(named(each)) for each in (left, *others)):
                    yield node.lineno, "compares bounds: Judged.bounds is there when they may be shown"


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
IN_PAGE = re.compile(r"\b(?:isTotal|exceeded_by|\w*(?:low|high)\b\s*[<>]=?)")


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
    for room in READERS:
        for path in sorted((SOURCE / room).rglob("*.py")):
            for number, what in judging(path.read_text(encoding="utf-8")):
                told.setdefault(path.relative_to(SOURCE).as_posix(), []).append(f"{number}: {what}")
    wrong = [f"{name}:{each}" for name, found in told.items() if name not in OTHER_RANGES for each in found]
    assert wrong == [], "\n".join(["read the record instead:", *wrong])
    assert OTHER_RANGES.keys() <= told.keys(), "a range that nothing compares any more is no exception"
    assert all("compares bounds" in each for name in OTHER_RANGES for each in told[name])


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
        "by_agent = found.organisation.ratios['agent']",
        "shown = found.high > found.low",
        "wide = 0 < bounds[1]",
        "sure = interval.significant",
        "if gap.unsure:\n    pass",
        "shown = not coverage.exceeded_by",
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
        "if count > 2:\n    pass",
    ],
)
def test_what_only_reads_is_let_be(read: str) -> None:
    assert list(judging(read)) == []
