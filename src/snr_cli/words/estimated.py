"""What is said of a figure that is drawn from head counts."""

from typing import Final

from snr_cli.french import percent

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
