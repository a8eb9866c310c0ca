"""Follows an edit: `python tools/follow.py` says which outputs, tests and generated files it reaches, writes those files, runs those tests.

The edit is what changed since HEAD, or the files that are named; `--dry` only says. What it reaches comes from a map that
`--record` makes in `build/follow.json` (a quarter of an hour on two cores; some of it again with `--record tests/test_x.py`): which
functions each test file, each output of Valmont and each test of a generated file runs, and which files it reads. The map knows
functions by name and not by line. What no test runs by itself (a declaration, a new function) goes by who names it, from import to
import, up to functions that the map knows. Without a map, the imports alone say which tests may be reached: many more. Slow tests,
and what a child process runs, are not in the map: a test that starts one is reached by any module.
"""

import argparse
import ast
import contextlib
import cProfile
import importlib
import json
import multiprocessing
import os
import re
import shlex
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import cache, partial
from pathlib import Path
from types import CodeType
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parent.parent
sys.path.append(str(ROOT / "tests"))

from regenerate import GENERATORS  # noqa: E402 (beside this file)

MAP: Final = ROOT / "build" / "follow.json"
IMPORT: Final = re.compile(r"^ *(?:from ([\w.]+) import (\([^)]*\)|.*)|import ([\w.]+))", re.MULTILINE)
STALE: Final = [test for generator in GENERATORS.values() for test in generator.tests]
PAGE: Final = "page/bridge.py"
SHOWN: Final = 12  # of a list, the nearest
FAR: Final = 9  # from import to import: what is reached by no known way comes last
FOLDERS: Final = ("src", "tests", "tools", "docs", "page")


# --- the map ----------------------------------------------------------------------------------------------------------


@cache
def test_files() -> list[str]:
    """Return the files of tests."""
    return sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "tests").rglob("test_*.py"))


def output_commands() -> list[str]:
    """Return the commands that write each output of Valmont, and a portfolio; first the two results that others compare."""
    from every_output import ECODIAG, RESULT, commands, file_commands, portfolio_commands

    results = [(*command, "-o", name) for name, command in commands("valmont") if name in (RESULT, ECODIAG)]
    others = [*(command for _, command in commands("valmont")), *file_commands("valmont"), *portfolio_commands()]
    every: dict[tuple[str, ...], tuple[str, ...]] = {}
    for command in [*results, *others]:
        every.setdefault(command[: command.index("-o")] if "-o" in command else command, command)
    return [shlex.join(("snr", *command)).replace(f"{ROOT}/", "") for command in every.values()]


def play(target: str) -> None:
    """Run a target of the map: tests, a command, or what the page is answered."""
    import pytest

    from every_output import output, page_views

    if target == PAGE:
        os.chdir(ROOT / "examples")
        list(page_views("valmont"))
    elif target.startswith("snr "):
        output(*(re.sub("^examples/", f"{ROOT}/examples/", word) for word in shlex.split(target)[1:]))
    else:
        os.chdir(ROOT)
        fast = () if "::" in target else ("-m", "not slow")
        pytest.main(
            [target, "-q", "-p", "no:xdist", "-p", "no:cacheprovider", "-p", "no:remembered", "-o", "addopts=", *fast]
        )


def source_of(name: str) -> str | None:
    """Return the file of the repository that a path is, the source for compiled Python; none for another path."""
    path = Path(os.path.normpath(ROOT / name))
    if path.parent.name == "__pycache__":
        path = path.parent.parent / f"{path.name.split('.')[0]}.py"
    return path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else None


def functions_of(codes: Iterable[CodeType]) -> set[str]:
    """Return the functions of src among what was run, as `path:name`; what is inside a function is that function."""
    functions = set()
    for code in codes:
        name = code.co_qualname.partition(".<locals>")[0]
        path = source_of(code.co_filename)
        if path and path.startswith("src/") and not name.startswith("<"):
            functions.add(f"{path}:{name}")
    return functions


def watch(target: str, written: Path) -> None:
    """Run a target in this process, which then ends, and write what it ran and read."""
    opened: set[str] = set()
    started: list[str] = []

    def heard(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open" and isinstance(arguments[0], str):
            path = os.path.abspath(arguments[0])  # noqa: PTH100 (the working directory changes)
            if not (
                path.endswith(".py") and arguments[1] == "rb" and "/src/" in path
            ):  # what shows or imports a source
                opened.add(path)
        elif event == "subprocess.Popen":
            started.append(str(arguments[1]))

    silent = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silent, 1)
    os.dup2(silent, 2)
    sys.addaudithook(heard)
    profile = cProfile.Profile(subcalls=False, builtins=False)
    profile.enable()
    with contextlib.suppress(BaseException):  # what fails was run all the same
        play(target)
    profile.disable()
    codes = {entry.code for entry in profile.getstats() if isinstance(entry.code, CodeType)}
    reads = {source_of(name) for name in opened} - {None}
    kept = {name for name in reads if not name.startswith((".", "build/")) and (ROOT / name).is_file()}
    child = any("snr_cli" in command or ".py" in command for command in started)
    written.write_text(
        json.dumps({"runs": sorted(functions_of(codes)), "reads": sorted(kept), "child": child}), encoding="utf-8"
    )


def record(every: list[str]) -> dict[str, Any]:
    """Return the map of some targets: each is run in a process of its own, whose caches are empty, modules already imported."""
    for path in (ROOT / "src").rglob("*.py"):
        if path.stem != "__main__":
            importlib.import_module(
                ".".join(path.relative_to(ROOT / "src").with_suffix("").parts).removesuffix(".__init__")
            )
    fork = multiprocessing.get_context("fork")
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)  # `compare` reads there what `assess` writes

        def one(rank: int) -> None:
            process = fork.Process(target=watch, args=(every[rank], Path(folder) / f"{rank}.follow"))
            process.start()
            process.join()
            print(f"\r{rank + 1} / {len(every)}", end="", file=sys.stderr, flush=True)

        ranks = range(len(every))
        list(map(one, ranks[:2]))  # the results that the others compare
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            list(pool.map(one, ranks[2:]))
        os.chdir(ROOT)
        parts = {
            every[int(path.stem)]: json.loads(path.read_text(encoding="utf-8"))
            for path in Path(folder).glob("*.follow")
        }
    return {"commit": git("rev-parse", "HEAD").strip(), "targets": parts}


# --- the edit ---------------------------------------------------------------------------------------------------------


def git(*arguments: str) -> str:
    """Return what git says, empty where it refuses."""
    command = ["git", "-C", str(ROOT), *arguments]
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=False).stdout


@cache
def edited() -> list[str]:
    """Return the files that are not those of HEAD."""
    return sorted(
        {*git("diff", "--name-only", "HEAD").split("\n"), *git("ls-files", "-o", "--exclude-standard").split("\n")}
        - {""}
    )


class Block:
    """A function, a method or a declaration of a module: its text, what Python makes of it, and how a function is declared."""

    def __init__(self) -> None:
        self.text = self.header = ""
        self.nodes: list[ast.AST] = []

    @property
    def made(self) -> str:
        """Return what Python makes of it: the same whatever its layout and its comments."""
        return "".join(map(ast.dump, self.nodes))

    def add(self, node: ast.stmt, lines: list[str]) -> None:
        """Add a statement of the same name."""
        first = min([node.lineno, *(decorator.lineno for decorator in getattr(node, "decorator_list", ()))])
        self.text += "\n".join(["", *lines[first - 1 : node.end_lineno]])
        self.nodes.append(node)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            declared = [*node.decorator_list, node.args, *([node.returns] if node.returns else [])]
            self.header += "".join(map(ast.dump, declared)) + (ast.get_docstring(node) or "")


def blocks(text: str) -> dict[str, Block]:
    """Return the functions, methods (`Class.method`) and declarations of a module, by name."""
    lines, by_name = text.split("\n"), defaultdict[str, Block](Block)
    for node in ast.parse(text).body:
        match node:
            case ast.Import() | ast.ImportFrom() | ast.Expr(value=ast.Constant()):
                continue
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                by_name[node.name].add(node, lines)
                continue
            case ast.ClassDef():
                for part in node.body:
                    is_method = isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef)
                    by_name[f"{node.name}.{part.name}" if is_method else node.name].add(part, lines)
                head = [*node.bases, *node.keywords, *node.decorator_list]
                by_name[node.name].text += " ".join(map(ast.unparse, head))
                by_name[node.name].nodes += head
                continue
            case ast.Assign(targets=targets):
                names = names_in(targets)
            case ast.AnnAssign(target=target) | ast.AugAssign(target=target):
                names = names_in([target])
            case _:  # a loop, a condition, a call: what it sets, and what of the module it may change
                stored = [part for part in ast.walk(node) if isinstance(getattr(part, "ctx", None), ast.Store)]
                names = {*names_in(stored), *(names_in([node]) & by_name.keys())}
        for name in names or {"*"}:
            by_name[name].add(node, lines)
    return by_name


def names_in(nodes: Iterable[ast.AST]) -> set[str]:
    """Return the names that are read or set in parts of a module."""
    return {part.id for node in nodes for part in ast.walk(node) if isinstance(part, ast.Name)}


def changed_blocks(path: str) -> dict[str, bool]:
    """Return what an edit changes in a module, and whether it is declared otherwise: all of it where the file is that of HEAD."""
    now = blocks((ROOT / path).read_text(encoding="utf-8")) if (ROOT / path).exists() else {}
    before = blocks(git("show", f"HEAD:{path}")) if path in edited() else {}
    pairs = {name: (before.get(name) or Block(), now.get(name) or Block()) for name in {**before, **now}}
    return {name: old.header != new.header for name, (old, new) in pairs.items() if old.made != new.made}


# --- what it reaches --------------------------------------------------------------------------------------------------


@cache
def text_of(path: str) -> str:
    """Return the text of a file of the repository."""
    return (ROOT / path).read_text(encoding="utf-8")


@cache
def blocks_of(path: str) -> dict[str, Block]:
    """Return the blocks of a module as it is now."""
    return blocks(text_of(path))


@cache
def importers() -> dict[str, set[str]]:
    """Return the modules that import each module: at their top, in a function, for their types; commands, by their name."""
    from snr_cli.cli.commands import COMMANDS, FACTORS_COMMANDS

    paths = [
        path.relative_to(ROOT)
        for folder in FOLDERS
        for path in (ROOT / folder).rglob("*.py")
        if "node_modules" not in path.parts
    ]
    known = {".".join(path.parts[1:]).removesuffix(".py").removesuffix(".__init__"): path.as_posix() for path in paths}
    by_module = defaultdict(set)
    for path in map(Path.as_posix, paths):
        for module, names, bare in IMPORT.findall(text_of(path)):
            within = [f"{module}.{name.split()[0]}" for name in names.strip("()").split(",") if name.strip()]
            for name in [inside for inside in within if inside in known] or [module or bare]:
                if name in known:
                    by_module[known[name]].add(path)
    for listed in (*COMMANDS, *FACTORS_COMMANDS):
        by_module[f"src/snr_cli/{listed.runs.rpartition('.')[0].replace('.', '/')}.py"].add("src/snr_cli/cli/app.py")
    return by_module


def by_imports(path: str) -> dict[str, int]:
    """Return the files that import a file, with how many imports away."""
    reached, edge = {path: 0}, [path]
    for name in edge:
        for importer in sorted(importers().get(name, ())):
            if importer not in reached:
                reached[importer] = reached[name] + 1
                edge.append(importer)
    return reached


class Followed:
    """What an edit reaches: targets of the map, with how many names away."""

    def __init__(self, recorded: dict[str, Any]) -> None:
        self.targets: dict[str, Any] = recorded.get("targets", {})
        self.runs: dict[str, set[str]] = defaultdict(set)
        self.reads: dict[str, set[str]] = defaultdict(set)
        for target, said in self.targets.items():
            for kind, index in (("runs", self.runs), ("reads", self.reads)):
                for name in said[kind]:
                    index[name].add(target)
        self.moved: dict[str, set[str]] = defaultdict(set)
        for name in self.runs:
            self.moved[name.partition(":")[2]].add(name)
        self.reached: dict[str, int] = {}

    def add(self, targets: Iterable[str], away: int) -> None:
        """Keep targets, each at its nearest."""
        for target in targets:
            self.reached[target] = min(away, self.reached.get(target, away))

    def runners(self, path: str, name: str) -> set[str]:
        """Return the targets that run a function; one whose module was merged or renamed is known by its name alone."""
        there = [key for key in self.moved.get(name, ()) if not (ROOT / key.partition(":")[0]).exists()]
        return self.runs.get(f"{path}:{name}", set()).union(*(self.runs[key] for key in there))

    def naming(self, path: str, name: str, *, wide: bool) -> Iterator[tuple[str, str]]:
        """Yield what names a block, in its module and in those that import it: of a function, only what calls it, unless wide."""
        word = name.rpartition(".")[2]
        escaped = re.escape(word)
        pattern = re.compile(rf"\b{escaped}\b" if wide else rf"(?<!def )\b{escaped}\(|@{escaped}\b")
        for module in (path, *sorted(importers().get(path, ()))):
            if name == "*" or word in text_of(module):
                for other, block in blocks_of(module).items():
                    is_method = module == path and other.startswith(f"{name}.")
                    if is_method or name == "*" or (word in block.text and pattern.search(block.text)):
                        yield module, other

    def follow(self, path: str, names: Mapping[str, bool]) -> None:
        """Follow changed blocks of a module up to the functions that targets run; those declared otherwise, up to who names them."""
        away = {(path, name): 0 for name in names}
        edge, steps = [*away], dict[str, int]()
        for module, name in edge:
            step, runners = away[module, name], self.runners(module, name)
            wide = not runners or (step == 0 and names[name])
            steps |= dict.fromkeys(runners - steps.keys(), step)
            for other in self.naming(module, name, wide=wide):
                # a function of src: who runs it; a test, a tool, a script of docs: who reads it
                known = self.runners(*other) if other[0].startswith("src/") else self.reads[other[0]]
                if wide:
                    steps |= dict.fromkeys(known - steps.keys(), step + 1)
                if not known and other not in away and other[0].startswith("src/"):
                    away[other] = step + 1
                    edge.append(other)
        for key, targets in self.runs.items() if not steps else ():
            if key.partition(":")[0] in {
                path,
                *importers().get(path, ()),
            }:  # named by nobody: who runs any function around it
                steps |= dict.fromkeys(targets, 1)
        for target, step in steps.items():
            self.add([target], step)

    def file(self, path: str) -> None:
        """Follow a changed file."""
        is_source = path.startswith("src/") and path.endswith(".py")
        beside = {
            name for name in self.reads if Path(name).parent == Path(path).parent and not name.startswith("tests/")
        }
        self.add(self.reads.get(path) or set().union(*(self.reads[name] for name in beside)), int(is_source))
        if is_source and self.targets and (names := changed_blocks(path)):
            self.follow(path, names)
            self.add((target for target, said in self.targets.items() if said["child"]), FAR)
        if not self.targets and not path.endswith(".py"):
            self.add(test_files(), FAR)  # only a map knows who reads a file
        for name, away in by_imports(path).items():
            if name in test_files() and (name not in self.targets or not (is_source or path in self.reads)):
                self.add([name], away)


def said(what: str, names: list[str], among: int) -> None:
    """Print a list, the nearest first."""
    whole = f"all {len(names)}" if len(names) > 2 * among / 3 else f"{len(names)} of {among}"
    more = [f"… {len(names) - SHOWN} more"] if len(names) > SHOWN else []
    print("\n  ".join([f"{what}: {whole}" if names else f"{what}: none", *names[:SHOWN], *more]))


def main() -> int:
    """Say what an edit reaches, then write and run it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", help="files that are edited; those that are not as in HEAD without any")
    parser.add_argument("--dry", action="store_true", help="say, and neither write nor run anything")
    parser.add_argument(
        "--record",
        action="store_true",
        help="make the map: the fast tests and the outputs are run, or the tests that are named",
    )
    options = parser.parse_args()
    recorded = json.loads(MAP.read_text(encoding="utf-8")) if MAP.exists() else {}
    named = [Path(name).resolve().relative_to(ROOT).as_posix() for name in options.files]
    if options.record:
        every = [*output_commands(), PAGE, *test_files(), *STALE]
        made = record([target for target in every if not named or target.partition("::")[0] in named])
        MAP.parent.mkdir(exist_ok=True)
        before = recorded.get("targets", {}) if named else {}
        MAP.write_text(json.dumps({**made, "targets": {**before, **made["targets"]}}), encoding="utf-8")
        return 0
    followed = Followed(recorded)
    files = named or edited()
    for path in files:
        if not path.startswith("tests/"):
            followed.file(path)
    whole = {test: test if test in followed.targets else test.partition("::")[0] for test in STALE}
    stale = {test for test, target in whole.items() if target in followed.reached}
    generated = [name for name, generator in GENERATORS.items() if stale.intersection(generator.tests)]
    for path in files:
        if path.startswith("tests/"):  # no file is made of them
            followed.file(path)
    runs = {name: len(said["runs"]) for name, said in followed.targets.items()}
    nearest = sorted(followed.reached, key=lambda name: (followed.reached[name], runs.get(name, 0)))
    tests = [name for name in nearest if name in test_files()]
    outputs = [name for name in nearest if name.startswith("snr ") or name == PAGE]
    age = git("rev-list", "--count", f"{recorded['commit']}..HEAD").strip() if recorded else ""
    print(f"map: {age or '?'} commits old" if recorded else "no map, imports alone: --record makes one")
    said("edited", files, len(edited()))
    if recorded:
        said("outputs", outputs, sum(name.startswith("snr ") or name == PAGE for name in followed.targets))
    said("generated files", [f"{name}: {GENERATORS[name].files}" for name in generated], len(GENERATORS))
    said("tests", tests, len(test_files()))
    commands = [[sys.executable, "tools/regenerate.py", "--only", *generated]] if generated else []
    commands += (
        [[sys.executable, "-m", "pytest", *(("-n", "2") if len(tests) > SHOWN else ()), *tests]] if tests else []
    )
    run = partial(subprocess.run, check=False, cwd=ROOT)
    return 0 if options.dry else next((done.returncode for done in map(run, commands) if done.returncode), 0)


if __name__ == "__main__":
    sys.exit(main())
