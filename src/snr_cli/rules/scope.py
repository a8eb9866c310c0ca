"""What a check judged and what it did not, in one line: « 0 erreur » is not « en règle »."""

from typing import Final

from snr_cli.french.numbers import together
from snr_cli.model.dossier import Dossier
from snr_cli.rules.case import claims_programme, claims_review, claims_strategy
from snr_cli.rules.run import RULES, Profile

ALL: Final = "tout juger : --profile bilan"
_BESIDE: Final = "obligations voisines"
NOT_IN: Final[dict[Profile, str]] = {
    "programme": f" ; non jugés : stratégie, bilan, {_BESIDE}",
    "strategie": f" ; non jugés : bilan, {_BESIDE}",
    "bilan": " : tous les documents sont jugés",
}
_CLAIMS: Final = (
    ("programme", "programme", claims_programme),
    ("strategie", "stratégie", claims_strategy),
    ("bilan", "bilan", claims_review),
)


def scope(dossier: Dossier, profile: Profile | None) -> str:
    """Return the profile, given or deduced, and what it leaves aside."""
    if profile is not None:
        return f"profil {profile}{NOT_IN[profile]}"
    found = [name for name, _, claims in _CLAIMS if claims(dossier)]
    absent = [word for _, word, claims in _CLAIMS if not claims(dossier)]
    # the last one is a note, never a finding
    beside = sum(rule.code.startswith("ADJ") and not rule.claimed(dossier) for rule in RULES) - 1
    parts = [f"profil {found[-1]} (déduit)" if found else "profil déduit : aucun document"]
    if absent:
        how = "jugés sur leur" if len(absent) > 1 else "jugé sur sa"
        parts.append(f"{how} seule existence : {together(absent)}")
    if beside:
        parts.append(f"{_BESIDE} absentes, non jugées : {beside}")
    return " ; ".join([*parts, ALL] if len(parts) > 1 else parts)
