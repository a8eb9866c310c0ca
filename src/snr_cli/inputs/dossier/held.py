"""Values of the dossier that a published total already holds: what to give instead."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from snr_cli.french.numbers import exact, together
from snr_cli.model.dossier import Dossier
from snr_cli.model.finding import Finding


class HeldValue(NamedTuple):
    """A value of `factors.overrides` for a part that the published total of its subject already holds.

    `place` is its place in the list; `missing` are the parts to give with it for them to replace the total, `excludes` the one that the total leaves out.
    """

    place: int
    subject: str
    part: str
    missing: tuple[str, ...]
    excludes: str
    total: str
    published: float
    unit: str
    source: str


def check_held(
    dossier: Dossier, held_in: Callable[[Dossier], Iterable[HeldValue]], at: Callable[..., Finding]
) -> Iterable[Finding]:
    """Yield a finding, made by `at`, for each value that `held_in` finds in the dossier."""
    if any(override.value is not None for override in dossier.factors.overrides):
        for held in held_in(dossier):
            yield at(("factors", "overrides", held.place), "SNR210", *in_words(held))


def in_words(held: HeldValue) -> tuple[str, str]:
    """Return the message and the help."""
    of_type = held.total == "embodied_total"
    what, key = ("l’étape", "stage") if of_type else ("la composante", "component")
    help_text = f"donnez {key}: {held.total} (le tout), ou aussi {together(held.missing)}"
    if held.excludes:
        help_text += f" ; seule {held.excludes}, que la valeur publiée exclut, s’y ajoute"
    return (
        f"« {held.subject} » : la valeur publiée ({exact(held.published)} {held.unit}, {held.source}) "
        f"contient déjà {what} {held.part}",
        help_text,
    )
