"""Play the guide and write its screens in it: python docs/guide/ecrans.py.

The pages are played in order, in one folder that holds `examples` and nothing else, as a reader would:

    <!-- fichier: dossier/strategie.yaml -->     the YAML block that follows is the whole file
    <!-- ajouter: dossier/territory.yaml -->     it goes to the end of the file
    <!-- remplacer: dossier/territory.yaml -->   each of its lines takes the place of the line of the same key, or follows the last one
    <!-- écran: snr plan dossier | OBJECTIFS → atteint -->   the text block that follows is what the command writes

A screen is whole, or made of excerpts: `A → B` goes from the first line that holds A to the next one that holds B; `A →` goes to the
end; `A` is one line. What is left out is shown as `[…]`. In a console block, each line that begins with `$ snr` is run. The exit
code is 0, or the one that `# code N` says.
"""

import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

GUIDE: Final = Path(__file__).resolve().parent
EXAMPLES: Final = GUIDE.parents[1] / "examples"
CUT: Final = "[…]"
WIDTH: Final = 100
TOKEN: Final = re.compile(
    r"<!-- écran: (?P<screen>[^\n]+?) -->\n```text\n(?P<shown>.*?)```\n<!-- fin écran -->"
    r"|<!-- (?P<how>fichier|ajouter|remplacer): (?P<file>[\w./-]+) -->\n```yaml\n(?P<yaml>.*?)```"
    r"|^```console\n(?P<console>.*?)```",
    re.M | re.S,
)
KEY: Final = re.compile(r"\s*(?:# )?(?:- \{id: [\w-]+|[\w-]+:)")
Run = Callable[[Sequence[str], Path], tuple[int, str]]


class StaleError(Exception):
    """A page of the guide that cannot be played as it is written."""


def pages() -> list[Path]:
    """Return the pages in the order of reading: the ten numbered ones, then the others."""
    return sorted(GUIDE.glob("*.md"), key=lambda page: (not page.name[0].isdigit(), page.name))


def run(arguments: Sequence[str], folder: Path) -> tuple[int, str]:
    """Run the command line in a folder; return its exit code and all that it wrote."""
    done = subprocess.run(
        [sys.executable, "-m", "snr_cli", *arguments], capture_output=True, encoding="utf-8", cwd=folder, check=False
    )
    return done.returncode, done.stdout + done.stderr


def played(folder: Path, runner: Run = run) -> Iterator[tuple[Path, str]]:
    """Yield each page with the text that it must have.

    Raises:
        StaleError: a command ends otherwise than the page says, or an excerpt is not found.
    """
    (folder / "examples").symlink_to(EXAMPLES, target_is_directory=True)
    for page in pages():
        text = page.read_text(encoding="utf-8")

        def play(match: re.Match[str], page: Path = page) -> str:
            try:
                return _played(match, folder, runner)
            except StaleError as error:
                raise StaleError(f"{page.name}: {error}") from None

        yield page, TOKEN.sub(play, text)


def _played(match: re.Match[str], folder: Path, runner: Run) -> str:
    if match["how"]:
        _write(folder / match["file"], match["how"], match["yaml"])
        return match[0]
    if match["console"] is not None:
        for line in match["console"].splitlines():
            if line.startswith("$ snr"):
                _called(line.removeprefix("$ "), folder, runner)
        return match[0]
    line, *cuts = (part.strip() for part in match["screen"].split(" | "))
    written = _called(line, folder, runner)
    shown = excerpts(written.rstrip("\n").split("\n"), cuts) if cuts else written.rstrip("\n").split("\n")
    body = "\n".join(each.rstrip() for each in [*_prompt(line), *shown])
    return f"<!-- écran: {match['screen']} -->\n```text\n{body}\n```\n<!-- fin écran -->"


def _prompt(line: str) -> list[str]:
    """Return the command as it is typed; a long one on several lines, cut before its options."""
    lines = ["$"]
    for word in re.split(r" (?=--)", line):
        if len(lines[-1]) + len(word) > WIDTH:
            lines[-1] += " \\"
            lines.append("   ")
        lines[-1] += " " + word
    return lines


def _called(line: str, folder: Path, runner: Run) -> str:
    command, _, told = line.partition("# code ")
    code, written = runner(shlex.split(command)[1:], folder)
    if code != int(told or 0):
        raise StaleError(f"{line}: code {code}\n{written}")
    return written


def _write(path: Path, how: str, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if how == "fichier":
        path.write_text(text, encoding="utf-8")
    elif how == "ajouter":
        path.write_text(path.read_text(encoding="utf-8") + "\n" + text, encoding="utf-8")
    else:
        path.write_text(replaced(path.read_text(encoding="utf-8"), text), encoding="utf-8")


def replaced(old: str, new: str) -> str:
    """Put each line in the place of the line of the same key, commented or not; one without such a line follows the last one put."""
    lines, last = old.splitlines(), None
    for line in new.splitlines():
        key = _key(line)
        there = [rank for rank, each in enumerate(lines) if key and _key(each) == key]
        if len(there) > 1 or (not there and last is None):
            raise StaleError(f"{len(there)} lines like: {line}")
        if there:
            last = there[0]
            lines[last] = line
        else:
            assert last is not None
            last += 1
            lines.insert(last, line)
    return "\n".join(lines) + "\n"


def _key(line: str) -> str:
    found = KEY.match(line)
    return found[0].strip().removeprefix("# ") if found else ""


def excerpts(lines: Sequence[str], cuts: Sequence[str]) -> list[str]:
    """Return the excerpts of a screen, with a mark wherever lines are left out.

    Raises:
        StaleError: an excerpt is not found after the one before it.
    """
    shown: list[str] = []
    at = 0
    for cut in cuts:
        start, arrow, end = (part.strip() for part in cut.partition("→"))
        first = _where(lines, start, at)
        stop = first if not arrow else _where(lines, end, first) if end else len(lines) - 1
        if first > at:
            shown.append(CUT)
        shown += lines[first : stop + 1]
        at = stop + 1
    return [*shown, CUT] if at < len(lines) else shown


def _where(lines: Sequence[str], what: str, after: int) -> int:
    for rank in range(after, len(lines)):
        if _plain(what) in _plain(lines[rank]):
            return rank
    raise StaleError(f"no line holds « {what} » after line {after} of:\n" + "\n".join(lines))


def _plain(text: str) -> str:
    return text.replace("\u202f", " ").replace("\u00a0", " ")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        for page, text in played(Path(name)):
            if page.read_text(encoding="utf-8") != text:
                page.write_text(text, encoding="utf-8", newline="\n")
                print(f"écrit : {page.name}")
