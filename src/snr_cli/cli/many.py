"""What `snr assess` says of each dossier: in turn, or by a process for each core when they are many. Same bytes, same order."""

from collections.abc import Generator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from snr_cli.api.assessing import assess_dossier
from snr_cli.api.processes import StoppedProcessError, answers, can_start, cores
from snr_cli.catalog.opened import shipped_tables
from snr_cli.catalog.tables import Tables
from snr_cli.cli.assessment_forms import FORMS, AssessmentHow
from snr_cli.cli.console import notes_of
from snr_cli.model.refusal import UsageError
from snr_cli.results.organisation import judged_organisation

FEWEST: Final = 25  # dossiers for each process: under this, starting it takes longer than what it saves
MOST: Final = 8  # processes: each takes the memory of a run
_STOPPED: Final = (
    "un des processus qui évaluent les dossiers a été arrêté par le système, faute de mémoire peut-être : "
    "rien n’est écrit ; relancez la commande, sur moins de dossiers à la fois si cela se répète"
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of every dossier: the options of `assess_dossier`, then those of what is written."""

    options: Mapping[str, Any]
    output_format: str
    how: AssessmentHow
    verbose: bool


@dataclass(frozen=True, slots=True)
class Portion:
    """What a dossier adds to the answer, as its form takes it, and what the end of the command asks of it."""

    name: str
    said: Any
    notes: tuple[str, ...]
    total: float | None
    is_total: bool
    has_members: bool


def portion(path: str, tables: Tables, asked: Asked) -> Portion:
    """Assess a dossier and write it.

    Raises:
        UsageError, DossierError: see `assess_dossier`.
    """
    assessed = assess_dossier(path, tables, places=False, **asked.options)
    result = assessed.result
    climate = judged_organisation(result, tables, ()).climate
    return Portion(
        assessed.name,
        FORMS[asked.output_format].text(assessed, tables, asked.how),
        notes_of(assessed, tables, verbose=asked.verbose),
        climate.value,
        climate.state.is_total,
        bool(result.members),
    )


def portions(paths: list[str], tables: Tables, asked: Asked) -> Generator[Portion]:
    """Yield what each dossier adds, in their order.

    Raises:
        UsageError: a process was stopped by the system; see `assess_dossier`.
        DossierError: see `assess_dossier`: that of the first dossier that is wrong.
    """
    # a few dossiers are assessed here; one that is wrong too: its error is told from here
    found = answers(
        "snr_cli.cli.many:portion_apart", paths, asked, _count(paths), here=lambda path: portion(path, tables, asked)
    )
    try:
        yield from found
    except StoppedProcessError:
        raise UsageError(_STOPPED) from None


def portion_apart(path: str, asked: Asked) -> Portion:
    """Do as `portion` in a process of its own."""
    return portion(path, shipped_tables(), asked)


def _count(paths: list[str]) -> int:
    """Return how many processes assess dossiers; 0 where this one does it all."""
    count = min(cores(), len(paths) // FEWEST, MOST)
    # standard input, and what the shell opened for this process alone, are read here
    if count < 2 or not can_start() or any(path == "-" or path.startswith(("/dev/", "/proc/")) for path in paths):
        return 0
    return count
