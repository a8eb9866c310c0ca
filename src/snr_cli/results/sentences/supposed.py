"""What an action supposes of a life that nothing proves yet: counted as a hypothesis, and said so."""

from snr_cli.french.escape import printable
from snr_cli.french.numbers import number
from snr_cli.model.dossier import Dossier
from snr_cli.model.strategy import Action, Effect


def lives_supposed(action: Action, dossier: Dossier) -> tuple[str, ...]:
    """Return what each effect supposes of the years before a refurbished purchase, with its source when it gives one."""
    return tuple(
        f"{number(effect.upstream_years)} an{'s' if effect.upstream_years >= 2 else ''} de vie supposés avant l’achat des appareils "
        f"reconditionnés{_of(effect, dossier)}"
        + (f" ({printable(effect.upstream_source)})" if effect.upstream_source else "")
        for effect in action.effects
        if effect.upstream_years
    )


def _of(effect: Effect, dossier: Dossier) -> str:
    """Name the line that an effect aims at, by its words only: an id is not for readers."""
    label = (
        next((line.label for line in dossier.equipment if line.id == effect.on.line), None) if effect.on.line else None
    )
    return f", « {printable(label)} »" if label else ""
