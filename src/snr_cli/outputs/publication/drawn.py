"""What the published tables are drawn from: a dossier, its assessment, its plan, and what is said when it is published."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, get_args

from snr_cli.catalog.tables import Tables
from snr_cli.engine.records import Assessment
from snr_cli.french.words.dossier import LABELS
from snr_cli.model.dossier import Dossier
from snr_cli.plan.plan import Plan

IDENTIFIER: Final = "[A-Za-z0-9][A-Za-z0-9._-]{0,79}"
# what is said to the author of a dossier: its keys, what to do
_TO_AUTHORS: Final = re.compile(
    r" [:;] (?:donnez|ajoutez|allongez|comparez|dites|décrivez|choisissez|voyez)\b.*| \([^()]{0,80}[._-][^()]{0,80}\)| \([a-z, ]{1,80}\)"
)


@dataclass(frozen=True)
class Publishable:
    """A dossier to publish.

    Attributes:
        dossier: the dossier, its inventories read.
        result: its assessment.
        plan: its plan.
        tables: the factor tables.
        siret: that of the authority's seat, which a dossier does not hold; empty when it is not known.
        masked: the keys of `governance` that name a person, and are not published.
    """

    dossier: Dossier
    result: Assessment
    plan: Plan
    tables: Tables
    siret: str = ""
    masked: frozenset[str] = field(default_factory=frozenset)

    def fact(self, name: str) -> Any:
        """Return what is known of the authority, None when it is not."""
        found = self.result.facts.get(name)
        return None if found is None else found.value


def choice_labels(choice: Any) -> Mapping[str, str]:
    """Return the codes of a choice of the model, and what they are called."""
    return {str(code): label for code, label in LABELS[frozenset(get_args(choice))].items()}


def drawn_from(name: str) -> Callable[[Any], Any]:
    """Return what draws a value by the keys of a path; None as soon as one of them holds nothing."""
    steps = name.split(".")

    def draw(source: Any) -> Any:
        for step in steps:
            if source is None:
                return None
            source = getattr(source, step)
        return source

    return draw


def to_a_reader(words: Mapping[str, str]) -> dict[str, str]:
    """Return what codes are called, without what is said to the author of a dossier."""
    return {code: _TO_AUTHORS.sub("", label) for code, label in words.items()}
