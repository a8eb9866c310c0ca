"""What an action on the territory supposes of its inhabitants, in words."""

from collections.abc import Mapping

from snr_cli.catalog.records import Source
from snr_cli.french.numbers import percent, plural
from snr_cli.plan.participation import Participation


def participants(share: float | None) -> str:
    """Say of how many smartphones an action speaks: without a share, of all of them."""
    if share is None or share >= 1:
        return "tous les smartphones du territoire"
    return f"{percent(share)} des smartphones du territoire"


def participation_text(found: Participation, sources: Mapping[str, Source]) -> str:
    """Say what a saving on the territory supposes of the inhabitants, and where the share comes from."""
    text = f"hypothèse de participation : {participants(found.share)}, gardés {plural(found.years, 'an')}"
    if not found.source:
        return text + (", puisque rien ne dit leur part (share)" if found.share >= 1 else ", d’après le dossier")
    known = sources.get(found.source)
    return (
        f"{text} : autant que la part des Français qui, de 2020 à 2024, se sont mis à garder le leur trois ans ou plus "
        f"({known.title_fr if known else found.source}) ; mettez la vôtre dans share"
    )
