"""Says which outputs of the examples change since a commit: `python tools/same_outputs.py [COMMIT]` (main without any).

Screens, JSON, CSV, workbooks, documents, publication, portfolio, what the page is answered: every command of tests/every_output.py is run
with the sources of that commit, then with those of the working tree. Nothing is printed, and the exit code is 0, when all the bytes are
the same; else the files that differ, and 1.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def written(tree: Path, folder: Path) -> dict[str, bytes]:
    """Run every command with the sources and the examples of a tree, and return what each writes."""
    environment = {**os.environ, "PYTHONPATH": str(tree / "src")}
    subprocess.run(
        [sys.executable, str(tree / "tests" / "every_output.py"), str(folder), "--files"],
        check=True,
        cwd=tree,
        env=environment,
    )
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


def differences(commit: str) -> list[str]:
    """Return the names of the outputs that are not the same as those of a commit."""
    with tempfile.TemporaryDirectory() as place:
        # both in one place: names of files are in what is written, and in its checksums
        tree = Path(place, "tree").resolve()
        git = ("git", "-C", str(ROOT), "worktree")
        subprocess.run([*git, "add", "--quiet", "--detach", str(tree), commit], check=True)
        try:
            before = written(tree, Path(place, "before"))
        finally:
            subprocess.run([*git, "remove", "--force", str(tree)], check=True)
        shutil.copytree(ROOT, tree, ignore=shutil.ignore_patterns(".*", "node_modules", "__pycache__"))
        after = written(tree, Path(place, "after"))
    return [name for name in sorted(before | after) if before.get(name) != after.get(name)]


if __name__ == "__main__":
    found = differences(*(sys.argv[1:] or ["main"]))
    print("".join(f"{name}\n" for name in found), end="")
    sys.exit(bool(found))
