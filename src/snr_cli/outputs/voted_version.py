"""A version that was voted: on a screen, what is kept, what its text is not known to say, what to write by hand; as JSON, what is proposed against it (docs/schemas/voted-comparison.schema.json)."""

from typing import Final, get_args

from snr_cli.french.numbers import long_date, plural, printable
from snr_cli.french.words.dossier import LABELS
from snr_cli.french.words.terms import mass
from snr_cli.inputs.dossier.versions import Adopted
from snr_cli.model.strategy import VotedDocument
from snr_cli.model.version import __version__
from snr_cli.outputs.screen import Screen
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
from snr_cli.results.sentences.compared import VotedComparison, VotedRow

_UNKNOWN: Final = {
    "reference_year": "année des chiffres",
    "period": "période",
    "footprint": "empreinte",
    "objectives": "objectifs",
    "actions": "mesures",
    "means": "moyens",
}


def adopted_screen(adopted: Adopted, *, width: int, color: bool) -> str:
    """Return what a person reads once a version is kept."""
    version, screen = adopted.version, Screen(width, color)
    screen.say(
        f"{LABELS[frozenset(get_args(VotedDocument))][version.document].capitalize()}, version votée le {long_date(version.voted_on)} (acte {printable(version.act)})."
    )
    screen.title("ÉCRIT")
    for edit in adopted.files:
        what = (
            "date et numéro de l’acte"
            if edit.before is not None
            else "copie du document"
            if edit.path.suffix != ".yaml"
            else "ce qu’il décide"
        )
        screen.say(f"{printable(edit.path.as_posix())} : {what}", 2, "- ")
    screen.title("CE QU’ELLE DÉCIDE")
    if version.footprint is not None:
        screen.say(f"Empreinte de {version.reference_year} : {mass(version.footprint.kg)}.", 2)
    for items, word in ((version.objectives, "objectif"), (version.actions, "mesure")):
        if items or version.whole:
            screen.say(f"{plural(len(items), word).capitalize()}.", 2)
    if adopted.unknown:
        screen.say(
            f"Inconnus : {', '.join(_UNKNOWN[key] for key in adopted.unknown)}. Écrivez-les d’après l’acte, là où le fichier .yaml le montre ; ce qui reste absent est dit inconnu.",
            2,
        )
    screen.title("ENSUITE")
    screen.say("Ce que le dossier propose désormais d’autre : snr compare", 2)
    return screen.text()


def voted_screen(compared: VotedComparison, *, width: int, color: bool) -> str:
    """Return what a person reads of what is proposed against what was voted."""
    screen = Screen(width, color)
    screen.say(printable(compared.line))
    if compared.warning:
        screen.say(printable(compared.warning))
    for row in compared.rows:
        screen.title(printable(row.what))
        screen.say(f"voté : {printable(row.voted)}", 2)
        screen.say(f"proposé : {printable(row.proposed)}", 2)
        screen.say(f"pourquoi : {printable(row.why)}", 2)
    return screen.text()


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
