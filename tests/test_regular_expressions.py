"""No text of a user is read in more than linear time: neither by one expression, nor by a whole command."""

import os
import subprocess
import sys
import traceback
from pathlib import Path

import pytest

from conftest import ROOT, limits
from hostile_dossier import write
from in_process import snr
from regular_expressions import made
from snr_cli.api.catalogue import inventory_words
from snr_cli.catalog.opened import shipped_tables
from snr_cli.documents.edits import EditError, headed, marked, merge
from snr_cli.inputs.inventory.fleet import unique
from walks import LONG, walk

PIECES = (
    *("[", "![a](", "*", "_", "<", "`", "\\", ">", "- ", "|", "a ", "1", "**a", "« ", "[a](", "<!--", ": ", "](#"),
    *("2024-", "d'", "&", "a:"),
)
WHOLE = (["check"], ["assess"], ["draft", "-d", "programme", "-f", "html"], ["draft", "-d", "bilan"])


@pytest.mark.parametrize("tried", walk([12, None], 2))
def test_each_expression_of_the_package_is_linear(tried: int | None) -> None:
    """Each is tried on its own words repeated, at one length and at four times that length: CPU, and not time."""
    done = subprocess.run(
        [sys.executable, "tests/regular_expressions.py", *([str(tried)] if tried else [])],
        capture_output=True, encoding="utf-8", cwd=ROOT, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert int(done.stderr.split()[0]) > 150, "the expressions of the package are no longer found"
    assert not done.stdout, done.stdout


def test_an_expression_made_while_the_program_runs_is_told() -> None:
    with pytest.raises(LookupError):
        made("snr_cli.somewhere", "function", "pattern")


SIZE = 9_900 if LONG else 3_300  # of each text; in test_draft_hostile.py, some of ten thousand are drafted
SECONDS = 20 if LONG else 10  # of CPU


def bounded(*arguments: str | Path) -> int:
    """Return the exit code of a command, run by a child of this process, which has all in memory; it is ended after `SECONDS`."""
    child = os.fork()
    if not child:
        import resource

        code = 99
        try:
            resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
            code = snr(*arguments).returncode
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


@limits
@pytest.mark.slow
@pytest.mark.parametrize("piece", PIECES)
def test_long_texts_are_drafted_within_bounds(piece: str, tmp_path: Path) -> None:
    """Ten seconds of CPU each, on texts that take one or two: brackets took minutes, ten times less at a third of their length.

    A note has texts of each kind; of the other commands, each piece goes through one.
    """
    path = write(tmp_path, "a " + piece * (SIZE // len(piece)) + " a").path
    rank = PIECES.index(piece)
    for command in (["draft", "-d", "note", "-f", "html"], *([WHOLE[rank % len(WHOLE)]] if rank else [])):
        assert bounded(command[0], path, *command[1:]) in (0, 1, 2), command


@pytest.mark.parametrize("piece", ["a", "1", " ", "ubiquiti u6 ", "laser jet 3015", "cisco systems inc cisco 2910 a "])
def test_a_cell_of_a_million_signs_is_recognised_or_not_at_once(piece: str) -> None:
    """The rules are data, and many look for one word after another: they read the first signs of a cell."""
    words = inventory_words(shipped_tables())
    text = piece * (1_000_000 // len(piece))
    words.recognizer.guess({"kind": text, "manufacturer": text, "model": text})


TITLES = ("Type", "Marque", "Modèle", "Quantité", "N° de série", "Date d’achat", "Statut", "Service", "Remarque", "Nom")
ROW = ("PC portable", "Dell", "Latitude 5520", "3", "ABC12345", "2021-03-04", "En service", "DSI", "rien", "PC1")


@pytest.mark.parametrize(
    "piece",
    walk(("A ", "a", "1", "@", "- ", "1.", "e+", "Mme ", "prêté à ", "totaux ", "2020 ", "A’. ", "é", "lot de "), 99),
)
def test_long_cells_of_an_inventory_are_read_within_bounds(piece: str, tmp_path: Path) -> None:
    text = piece * (300_000 // len(piece))
    rows = [TITLES, ROW, *([*ROW[:rank], text, *ROW[rank + 1 :]] for rank in range(len(ROW)))]
    path = tmp_path / "parc.csv"
    path.write_text("\n".join(map(";".join, rows)), encoding="utf-8")
    assert bounded("inventory", path) in (0, 1, 2)


@pytest.mark.parametrize(
    "shape", ["<!-- snr:section a 000000000000 -->\n", "<!-- snr:section {} 000000000000 -->\n<!-- snr:fin {} -->\n"]
)
def test_a_file_of_a_hundred_thousand_marks_is_refused_at_once(shape: str) -> None:
    """Its sections, without end or all of other names, were sought in one another."""
    names = ("".join("abcdefghij"[int(digit)] for digit in str(rank)) for rank in range(100_000))
    old = "".join(shape.replace("{}", name) for name in names)
    with pytest.raises(EditError):
        merge(old, headed("programme", marked("axes", "x")))


def test_devices_of_places_that_no_letter_tells_apart_have_an_id_each() -> None:
    """Each was sought from the first number on: 20,000 took two minutes."""
    taken = {"a.salle": 1, "a.salle.3": 1}
    found = [unique(taken, "a", "salle") for _ in range(50_000)]
    assert found[:3] == ["a.salle.2", "a.salle.4", "a.salle.5"]
    assert len(set(found)) == 50_000
