"""Labels that tell more than one thing: « SERVEUR + ONDULEUR », « PC portable et station d’accueil », « Kit PC et clavier »."""

from collections.abc import Iterable

from snr_cli.inputs.inventory.recognition import NOT_TYPES, Guess, Recognizer
from snr_cli.inputs.inventory.records import NOT_DEVICES
from snr_cli.inputs.inventory.shapes import parts_told


def tells_two(recognizer: Recognizer, text: str) -> bool:
    """Say whether a label tells two devices, of which one would be lost: « SERVEUR DELL + ONDULEUR ».

    Two of one type are told by « + » only: « Portable / Latitude 5420 » and « Écran et moniteur » are one.
    """
    added = text.split(" + ")
    if len(added) > 1 and len(_types(recognizer, added)) > 1:
        return True
    joined = (text.split("+"), text.split(" / "), parts_told(text))
    return any(len(parts) > 1 and len(set(_types(recognizer, parts))) > 1 for parts in joined)


def beside_none(recognizer: Recognizer, kind: str) -> Guess | None:
    """Return the device of a label that joins it to what is none: « PC portable avec sacoche », « Kit PC et clavier ».

    Sure when « avec » follows it; else it may be what the rest is for, and half as sure: to confirm.
    """
    head, with_, _ = kind.partition(" avec ")
    guess = recognizer.guess({"kind": head}) if with_ else None
    if guess is not None and guess.type not in NOT_TYPES:
        return guess
    guesses = [recognizer.guess({"kind": part}) for part in parts_told(kind)]
    if not any(guess is not None and guess.type in NOT_DEVICES for guess in guesses):
        return None
    found = next((guess for guess in guesses if guess is not None and guess.type not in NOT_TYPES), None)
    return found and found._replace(confidence=found.confidence / 2)


def _types(recognizer: Recognizer, parts: Iterable[str]) -> list[str]:
    guesses = [recognizer.guess({"kind": part.strip()}) for part in parts]
    return [guess.type for guess in guesses if guess is not None and guess.type not in NOT_TYPES]
