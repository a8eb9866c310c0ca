"""What is said of a figure that is drawn from head counts, or rests on lines to confirm."""

from typing import Final

from snr_cli.french.numbers import percent, plural

# what `method.estimate` may ask for
ESTIMATES: Final = {
    "computers": "ordinateurs",
    "monitors": "écrans",
    "phones": "smartphones",
    "printers": "imprimantes",
    "tablets": "tablettes",
    "desk_phones": "téléphones fixes",
    "paper": "papier",
    "telework_boxes": "box des agents en télétravail",
}
CERTAINTIES: Final = {"sure": "sûr", "to_confirm": "à confirmer"}  # of a row that somebody filled in
WHOLE: Final = 0.995  # of a part, what is written 100 %


def estimate_label(asked: str) -> str:
    """Return what an estimate is called where it stands alone: Téléphones fixes (estimation)."""
    return f"{ESTIMATES[asked].capitalize()} (estimation)"


def estimated_note(share: float) -> str:
    """Say how much of a part is estimated: nothing, a share, all of it."""
    if share <= 0:
        return ""
    return (
        "estimé à partir des effectifs" if share >= WHOLE else f"dont {percent(share)} estimés à partir des effectifs"
    )


def confirm_note(lines: int, share: float | None) -> str:
    """Say how many lines are « à confirmer », and the share of the footprint that they carry; nothing without any."""
    if not lines:
        return ""
    carried = "" if share is None else f", {percent(share)} de l’empreinte"
    return f"Reste{'nt' if lines > 1 else ''} à confirmer : {plural(lines, 'ligne')}{carried}."
