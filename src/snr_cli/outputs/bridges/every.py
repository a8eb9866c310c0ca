"""Every bridge, and which of them a file is certainly for."""

from typing import Final

from snr_cli.french.numbers import closest, did_you_mean
from snr_cli.model.refusal import UsageError
from snr_cli.outputs.bridges import beges, ccf, cloud_assess, eco_clic, pcr, tet
from snr_cli.outputs.bridges.bridge import Bridge
from snr_cli.outputs.bridges.opened import OpenedFile

BRIDGES: Final = (
    pcr.REQUEST,
    pcr.RESPONSE,
    cloud_assess.BRIDGE,
    ccf.BRIDGE,
    tet.BRIDGE,
    eco_clic.BRIDGE,
    beges.BRIDGE,
)


def bridge_named(name: str, option: str) -> Bridge:
    """Return a bridge by its id.

    Raises:
        UsageError: there is none, or it does not go that way.
    """
    reading = option == "--as"
    known = {bridge.id: bridge for bridge in BRIDGES if (bridge.read is not None if reading else bool(bridge.write))}
    if name not in known:
        other = next((bridge for bridge in BRIDGES if bridge.id == name), None)
        if other is not None:
            only = f"écrit seulement (snr export {name})" if reading else f"lit seulement (snr import --as {name})"
            raise UsageError(f"{option} {name} : cette passerelle {only}", f"passerelles : {', '.join(known)}")
        advice = did_you_mean(closest(name, known), f"passerelles : {', '.join(known)}")
        raise UsageError(f"{option} {name} : passerelle inconnue ; {advice}", "la liste : snr import")
    return known[name]


def bridge_of(file: OpenedFile) -> Bridge:
    """Return the bridge that a file is certainly for.

    Raises:
        UsageError: none, or more than one: `--as` says which.
    """
    bridges = [bridge for bridge in BRIDGES if bridge.looks is not None and bridge.looks(file)]
    if not bridges and not file.is_book and file.text().lstrip()[:1] in ("{", "["):
        file.json()  # where it is a JSON that cannot be read, that is what is wrong
    if len(bridges) != 1:
        ids = ", ".join(bridge.id for bridge in (bridges or BRIDGES) if bridge.read is not None)
        inventory = "un inventaire (GLPI, OCS, tableur) se lit avec snr inventory"
        file.refuse("on ne peut pas dire de quel outil vient ce fichier", f"dites-le avec --as : {ids}", inventory)
    return bridges[0]
