"""What is proposed against what was voted as JSON (docs/schemas/voted-comparison.schema.json)."""

from typing import Final

from snr_cli.model.version import __version__
from snr_cli.plan.voted import Cause, Difference, Subject
from snr_cli.results.json_shape import (
    FLAG,
    INTEGER,
    NAME,
    STRING,
    PublishedResult,
    Shape,
    choice,
    closed_object,
    constant,
    key,
    object_of,
)
from snr_cli.results.sentences.voted import VotedComparison, VotedRow

_CHANGE: Final[Shape[Difference]] = closed_object(
    subject=key(choice(*Subject), text="What differs."),
    id=key(STRING, text="The objective, the action or the key of the means; empty for the whole."),
    key=key(STRING, text="What of it; empty when it is added or dropped."),
    known=key(FLAG, text="What was voted is known; else this is no change."),
    cause=key(choice(*Cause), text="The year of the figures, the way they are computed, or the will of the authority."),
)
_ROW: Final[Shape[VotedRow]] = closed_object(what=key(STRING), voted=key(STRING), proposed=key(STRING), why=key(STRING))
RESULT: Final[PublishedResult[VotedComparison]] = PublishedResult(
    "voted-comparison",
    "snr compare",
    "What a dossier proposes that is not what the council voted last.",
    object_of(
        schema_version=constant("1"),
        snr_version=key(STRING, lambda _: __version__),
        dossier=key(STRING, lambda compared: compared.name),
        document=key(NAME, lambda compared: compared.version.document),
        voted_on=key(STRING, lambda compared: compared.version.voted_on),
        act=key(STRING, lambda compared: compared.version.act),
        number=key(INTEGER, lambda compared: compared.version.number),
        line=key(STRING, text="All of it in one sentence, in French."),
        warning=key(STRING, text="What is wrong with the copy of the voted text, in French; empty when nothing is."),
        rows=key(_ROW.listed(), text="What a council reads: voted, proposed, why, in French."),
        changes=key(_CHANGE.listed(), text="The differences, in the order of what they are of."),
    ),
)
