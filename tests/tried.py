"""A small dossier once tried: its JSON, and the sentences of its screens and documents."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final, NamedTuple

from in_process import snr
from small_dossiers import Choice, dossier, target_at, write
from snr_cli.api.assessing import Assessed, assess_dossier
from snr_cli.api.checking import check_dossiers
from snr_cli.api.drafting import document_views
from snr_cli.api.planning import plan_of
from snr_cli.catalog.opened import shipped_tables
from snr_cli.documents.outline import DOCUMENTS
from snr_cli.documents.render import write_document
from snr_cli.engine.records import CLIMATE, ELECTRICITY
from snr_cli.french.numbers import NARROW, WIDE
from snr_cli.model.finding import DossierError
from snr_cli.opendata.columns import Publishable, measured_text
from snr_cli.outputs.assessment_json import result_document
from snr_cli.outputs.assessment_table import assessment_screen
from snr_cli.outputs.plan_json import plan_document
from snr_cli.outputs.plan_table import plan_text
from snr_cli.plan.plan import possible_horizon
from snr_cli.rules.forms import as_text

TABLES: Final = shipped_tables()
WIDTH: Final = 100  # of a screen, the widest
_COMMENTS: Final = re.compile(r"<!--.*?-->", re.DOTALL)
_ENDS: Final = re.compile(r"(?<=[.!?])\s+(?=[A-ZÀÉÈÊ«*\[])")
# a line of a screen that follows none: an item, a capital after a full stop, a row
_PARAGRAPHS: Final = re.compile(r"\n(?=\s*(?:- |\d+\. ))|(?<=[.:])\n|\n\n|\n(?=  20\d\d )")


class Sentence(NamedTuple):
    """A sentence of a document or a screen: its paragraph, and all that its section says."""

    document: str
    text: str
    block: str
    section: str


@dataclass(frozen=True)
class Tried:
    """What snr says of a dossier.

    `choice`: its axes, or its name. `data`: the dossier as it was written. `assessed`, `planned`: the JSON of both commands. `before`: that of
    the plan in the year before, of a dossier opened without any change. `texts`: by document or screen, spaces made plain.
    """

    choice: Choice
    data: Mapping[str, Any]
    assessed: Mapping[str, Any]
    planned: Mapping[str, Any]
    before: Mapping[str, Any] | None
    texts: Mapping[str, str]

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """Every sentence of every text, in order."""
        return tuple(sentence for name, text in self.texts.items() for sentence in _sentences(name, text))

    @property
    def last(self) -> Mapping[str, Any]:
        """The last year of the plan."""
        return self.planned["organisation"][-1]


def try_dossier(data: Mapping[str, Any], folder: Path, choice: Choice, *, opened: bool = False) -> Tried:
    """Write a dossier and all that snr says of it.

    Args:
        data: the dossier.
        folder: where to write it.
        choice: its axes, or its name.
        opened: the year after is opened first, and nothing is changed in it.

    Raises:
        DossierError: snr refuses it.
    """
    path, before = write(data, folder), None
    if opened:
        before = _planned(assess_dossier(path, TABLES, places=True))
        done = snr("year", path, str(data["reference_year"] + 1))  # its members too
        assert done.returncode == 0, done.stderr
    return read_all(path, data, choice, before)


def read_all(path: Path, data: Mapping[str, Any], choice: Choice, before: Mapping[str, Any] | None = None) -> Tried:
    """Read all that snr says of a dossier, and its JSON."""
    found = assess_dossier(path, TABLES, places=True)
    plan = plan_of(found, TABLES, possible_horizon(found.dossier), (CLIMATE,))
    texts = {
        "assess": assessment_screen(found.result, TABLES, width=WIDTH, color=False, imported=found.imported).text(),
        "plan": plan_text(plan, found.dossier, found.result, TABLES, width=WIDTH, color=False),
        "publish": measured_text(Publishable(found.dossier, found.result, plan, TABLES)),
        "check": as_text(check_dossiers(path, tables=TABLES).report, color=False),
    }
    for name in DOCUMENTS:
        view = document_views(found, name, TABLES, plan=plan)[0]
        texts[name] = str(write_document(view, "md"))
    assessed = result_document(found.result, TABLES, found.name, found.imported, found.dossier)
    plain = {name: _plain(text) for name, text in texts.items()}
    return Tried(choice, data, json.loads(json.dumps(assessed)), _planned(found), before, plain)


def try_choice(choice: Choice, folder: Path) -> Tried:
    """Try the dossier of a choice; a target that is a part of what its plan obtains is set once it is planned.

    Raises:
        DossierError: snr refuses it.
    """
    data = dossier(choice)
    if choice["cut"] in ("near", "half"):
        assessed = assess_dossier(write(data, folder), TABLES, places=True)
        data = dossier(choice, target_at(choice, _planned(assessed)))
    return try_dossier(data, folder, choice, opened=choice["start"] == "carried")


def try_all(choices: tuple[Choice, ...], folder: Path) -> tuple[list[Tried], list[tuple[Choice, str]]]:
    """Try dossiers; return them, and those that snr refuses with why."""
    tried, refused = [], []
    for rank, choice in enumerate(choices):
        try:
            tried.append(try_choice(choice, folder / str(rank)))
        except DossierError as error:
            refused.append((choice, " ; ".join(f"{finding.code} {finding.message}" for finding in error.findings)))
    return tried, refused


def _planned(assessed: Assessed) -> dict[str, Any]:
    plan = plan_of(assessed, TABLES, possible_horizon(assessed.dossier), (CLIMATE, ELECTRICITY))
    return json.loads(json.dumps(plan_document(plan, assessed.result, TABLES, assessed.name, None)))


def _plain(text: str) -> str:
    """Write a text in plain spaces, without the marks that hold its sections."""
    for each, plain in ((NARROW, " "), (WIDE, " "), ("CO₂", "CO2"), ("**", "")):
        text = text.replace(each, plain)
    return _COMMENTS.sub("", text)


def _sentences(name: str, text: str) -> Iterator[Sentence]:
    """Yield the sentences of a text; on a screen, whose lines are cut, a paragraph ends where another, an item or a table begins."""
    screen = name not in DOCUMENTS
    for section in re.split(r"\n(?=[^\n]+\n-{5})" if screen else r"\n(?=#)", text):
        for lines in re.split(_PARAGRAPHS if screen else r"\n", section):
            if block := " ".join(lines.split()):
                for sentence in _ENDS.split(block):
                    yield Sentence(name, sentence, block, section)
