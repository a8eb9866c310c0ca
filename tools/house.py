"""Print the size of the house room by room, and fail above the budget of `tools/house.toml`: `python tools/house.py`.

Figures that no formatting changes: statements are nodes of the syntax tree without docstrings; tokens leave out comments,
docstrings and line ends, so that longer expressions do not hide there.
"""

import ast
import sys
import tokenize
import tomllib
from collections import Counter
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
BUDGET: Final = ROOT / "tools" / "house.toml"
WHOLE: Final = "whole"
"""The row of all the rooms."""

_NOT_COUNTED: Final = {
    tokenize.ENCODING,
    tokenize.COMMENT,
    tokenize.NL,
    tokenize.NEWLINE,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.ENDMARKER,
}
_TEXT_STARTS: Final = getattr(tokenize, "FSTRING_START", None)  # from Python 3.12 a formatted text is many tokens
_TEXT_ENDS: Final = getattr(tokenize, "FSTRING_END", None)


def measures(path: Path) -> Counter[str]:
    """Return what a file adds: `modules`, `lines`, `statements`, `tokens`."""
    text = path.read_text(encoding="utf-8")
    statements = sum(
        isinstance(node, ast.stmt)
        and not (
            isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
        )
        for node in ast.walk(ast.parse(text))
    )
    tokens = 0
    first = True  # of its line: a text alone there is a docstring
    depth = 0  # in a formatted text, which counts one token on any Python
    with path.open("rb") as file:
        for token in tokenize.tokenize(file.readline):
            if token.type == _TEXT_ENDS:
                depth -= 1
            elif depth == 0 and token.type not in _NOT_COUNTED:
                tokens += not (first and token.type == tokenize.STRING)
                first = False
            elif token.type == tokenize.NEWLINE:
                first = True
            if token.type == _TEXT_STARTS:
                depth += 1
    return Counter(modules=1, lines=text.count("\n"), statements=statements, tokens=tokens)


def rooms(package: Path) -> dict[str, Counter[str]]:
    """Return the measures of each folder of the package, of the files `beside` them, and of the whole."""
    found: dict[str, Counter[str]] = {}
    for path in sorted(package.rglob("*.py")):
        inside = path.relative_to(package).parts
        for room in (inside[0] if len(inside) > 1 else "beside", WHOLE):
            found.setdefault(room, Counter()).update(measures(path))
    return found


def longest(package: Path) -> tuple[int, str]:
    """Return the lines of the longest module, and its name in the package."""
    lines = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in package.rglob("*.py")}
    path = max(lines, key=lambda path: (lines[path], path))
    return lines[path], path.relative_to(package).as_posix()


def excesses(package: Path, budget: dict[str, dict[str, int]]) -> list[str]:
    """Return what is above its budget, and each room that has none: a room is not added unheard."""
    found = rooms(package)
    over = [f"{room}: no budget" for room in found if room not in budget]
    over += [f"{room}: a budget and no module" for room in budget if room not in found]
    for room, limits in budget.items():
        for measure, limit in limits.items():
            if measure != "module_lines" and found.get(room, Counter())[measure] > limit:
                over.append(f"{room}: {found[room][measure]} {measure}, budget {limit}")
    lines, name = longest(package)
    if lines > budget[WHOLE]["module_lines"]:
        over.append(f"{name}: {lines} lines, budget {budget[WHOLE]['module_lines']} a module")
    return over


def main() -> int:
    """Print a line a room, then what is above its budget; return 1 if anything is."""
    package = ROOT / "src" / "snr_cli"
    budget = tomllib.loads(BUDGET.read_text(encoding="utf-8"))
    columns = ("modules", "lines", "statements", "tokens")
    print(f"{'':12}" + "".join(f"{column:>12}" for column in columns) + f"{'budget':>22}")
    for room, count in sorted(rooms(package).items(), key=lambda item: item[1]["statements"]):
        limits = budget.get(room, {})
        print(
            f"{room:12}"
            + "".join(f"{count[column]:>12}" for column in columns)
            + f"{limits.get('statements', '-'):>12}{limits.get('tokens', '-'):>10}"
        )
    over = excesses(package, budget)
    for line in over:
        print(line, file=sys.stderr)
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main())
