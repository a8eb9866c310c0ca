"""A version that was voted, on a screen: what is kept, what its text is not known to say, and what to write by hand."""

from typing import Final, get_args

from snr_cli.french.numbers import long_date, plural, printable
from snr_cli.french.words.dossier import LABELS
from snr_cli.french.words.terms import mass
from snr_cli.inputs.dossier.versions import Adopted
from snr_cli.model.strategy import VotedDocument
from snr_cli.outputs.screen import Screen
from snr_cli.results.sentences.voted import VotedComparison

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
    if adopted.by_hand:
        screen.title("À ÉCRIRE DANS LE CLASSEUR")
        screen.say(f"{printable(adopted.by_hand)}.", 2)
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
