"""What an assessment is asked of: a dossier, the members of a group, the options."""

from dataclasses import dataclass
from typing import NamedTuple

from snr_cli.model.dossier import Dossier
from snr_cli.model.territory import GROUP


class MemberDossier(NamedTuple):
    """A member as the group names it, and its dossier."""

    id: str
    name: str | None
    dossier: Dossier


@dataclass(frozen=True, eq=False, repr=False)
class AssessmentAsked:
    """What an assessment was made from: see `engine.assess.assess`."""

    dossier: Dossier
    factor_set: str | None
    licence: str | None
    without: tuple[str, ...]
    members: tuple[MemberDossier, ...]
    part: str | None


def owner_prefix(owner: str, part: str | None) -> str:
    """Return what comes before the ids of the lines of a dossier, in the assessment of a part or of the whole group.

    Ids, sites and entities may be equal between members.

    Args:
        owner: the part that the dossier is of.
        part: the part that is assessed; None for the whole group.
    """
    return "" if owner == (part or GROUP) else f"{owner}/"
