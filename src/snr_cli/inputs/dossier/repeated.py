"""Lines of two files of a dossier that say the same: one of them may have been copied, and would count twice."""

from typing import Any, Final

from snr_cli.inputs.dossier.includes import Joined
from snr_cli.inputs.dossier.validate import finding_at
from snr_cli.model.finding import Finding

_SECTIONS: Final = ("equipment", "services")
_SAME: Final = ("type", "label", "entity", "site", "room", "quantity")  # what two lines that are the same one share
_HELP: Final = (
    "gardez-en une ; si ce sont deux choses, dites par leur libellé, leur site ou leur entité ce qui les distingue"
)


def check_repeated(joined: Joined) -> list[Finding]:
    """Return a finding for each line that another file of the dossier has too, of a dossier whose schema is right."""
    found = []
    for section in _SECTIONS:
        first: dict[tuple[Any, ...], tuple[str, str]] = {}
        for rank, item in enumerate(joined.data.get(section) or ()):
            place = joined.items.get((section, rank))
            if place is None or item.get("quantity") in (None, 0, 1):  # two sites may well have one each
                continue
            file, name = place[0].name, str(item.get("id", ""))
            other, called = first.setdefault(tuple(str(item.get(key)) for key in _SAME), (file, name))
            if other != file and called != name:  # one identifier twice is an error of its own
                message = f"« {name} » : mêmes type, libellé, lieu et quantité que « {called} » ({other}) : peut-être comptée deux fois"
                found.append(finding_at(joined, (section, rank), "SNR130", message, _HELP))
    return found
