"""What an assessment is asked of: a dossier, the members of a group, the options."""

from dataclasses import dataclass
from typing import NamedTuple

from snr_cli.model.dossier import Dossier


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
