"""What an action supposes of a life that nothing proves yet: counted as a hypothesis, and said so."""

from typing import Final

from snr_cli.findings.text import printable
from snr_cli.french import number
from snr_cli.model.dossier import Dossier
from snr_cli.model.strategy import Action, Effect, Target

# the start counts nothing of it for want of proof, the action counts it all: the difference is not what the action does
UNPROVED: Final = (
    " ; ce qui est déjà reconditionné aujourd’hui ne compte pas, faute de preuve : une part de cette baisse vient de là, et non de "
    "l’action"
)


def lives_supposed(action: Action, dossier: Dossier) -> tuple[str, ...]:
    """Return what each effect supposes of the years before a refurbished purchase, with its source when it gives one."""
    return tuple(
        f"{number(effect.upstream_years)} an{'s' if effect.upstream_years >= 2 else ''} de vie supposés avant l’achat des appareils "
        f"reconditionnés{_of(effect, dossier)}"
        + (f" ({printable(effect.upstream_source)})" if effect.upstream_source else "")
        + (UNPROVED if _unproved(effect.on, dossier) else "")
        for effect in action.effects
        if effect.upstream_years
    )


def _unproved(target: Target, dossier: Dossier) -> bool:
    """Say whether a line that the effect aims at is already refurbished in part, without the proof that would count it.

    A target by group is not looked into: only tables know the group of a line.
    """
    wanted = {key: value for key in ("line", "type", "entity", "room") if (value := getattr(target, key)) is not None}
    return bool(wanted or target.everything) and any(
        line.refurbished_share
        and line.upstream_years
        and not line.upstream_source
        and all(value == (line.id if key == "line" else getattr(line, key)) for key, value in wanted.items())
        for line in dossier.equipment
    )


def _of(effect: Effect, dossier: Dossier) -> str:
    """Name the line that an effect aims at, by its words only: an id is not for readers."""
    label = (
        next((line.label for line in dossier.equipment if line.id == effect.on.line), None) if effect.on.line else None
    )
    return f", « {printable(label)} »" if label else ""
