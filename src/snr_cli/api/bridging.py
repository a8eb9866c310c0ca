"""Bridges: a file of another tool as lines of a dossier, a dossier as a file of another tool."""

from dataclasses import replace
from os import PathLike, fspath
from pathlib import Path
from typing import Final

from snr_cli.api.assessing import assess_dossier
from snr_cli.api.sheets import open_dossier
from snr_cli.catalog.opened import shipped_tables
from snr_cli.catalog.tables import Tables
from snr_cli.french.numbers import closest, did_you_mean, plural
from snr_cli.model.refusal import UsageError
from snr_cli.outputs.bridges import beges, ccf, cloud_assess, eco_clic, pcr, tet
from snr_cli.outputs.bridges.bridge import Bridge, Brought, Sent, fit_into, unnamed_export
from snr_cli.outputs.bridges.opened import OpenedFile

# Every bridge, and which of them a file is certainly for.

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


def known_bridges() -> tuple[Bridge, ...]:
    """Return every bridge: what it reads and writes, the source of its format, what is lost each way."""
    return BRIDGES


def import_file(
    path: str | PathLike[str],
    *,
    bridge: str | None = None,
    year: int | None = None,
    into: str | PathLike[str] | None = None,
    tables: Tables | None = None,
) -> Brought:
    """Read a file of another tool.

    Args:
        path: the file.
        bridge: the id of the bridge; guessed without any, when it is certain.
        year: of a file that covers several years, the one that is taken.
        into: a dossier that the lines are for: their ids are free there.
        tables: the factor tables; those of snr without any.

    Raises:
        UsageError: it cannot be opened or read, nobody can tell which tool wrote it, or a year says nothing to its bridge.
    """
    file = OpenedFile(Path(fspath(path)))
    found = bridge_of(file) if bridge is None else bridge_named(bridge, "--as")
    assert found.read is not None
    if year is not None and not found.takes_year:
        takers = ", ".join(each.id for each in BRIDGES if each.takes_year)
        raise UsageError(f"{file.name} : --year ne sert pas à {found.id}", f"passerelles qui la prennent : {takers}")
    tables = shipped_tables() if tables is None else tables
    brought = found.read(file, tables, year)
    if into is None:
        return brought
    joined = open_dossier(into, tables=tables).read.joined
    if not joined.texts:
        raise UsageError(f"{fspath(into)} : ce dossier ne peut pas être lu", "la cause : snr check")
    return fit_into(brought, joined.data, {key: text.name for key, (text, _, _) in joined.top.items()})


def export_dossier(
    dossier: str | PathLike[str],
    bridge: str,
    *,
    suffix: str | None = None,
    tables: Tables | None = None,
) -> Sent:
    """Make the file of another tool from a dossier, which is assessed.

    Args:
        dossier: its folder, its file, or `-` for standard input.
        bridge: the id of the bridge.
        suffix: how the file ends (`.json`, `.xlsx`, `.csv`); the first that the bridge writes without any.
        tables: the factor tables; those of snr without any.

    Raises:
        UsageError: it cannot be opened, the bridge does not write such a file, or the dossier has nothing that it holds.
        DossierError: the dossier is wrong.
    """
    found = bridge_named(bridge, "passerelle")
    wanted = found.suffixes[0] if suffix is None else suffix.lower()
    if wanted not in found.write:
        raise UsageError(f"{bridge} écrit un fichier {' ou '.join(found.suffixes)}, pas « {wanted} »")
    tables = shipped_tables() if tables is None else tables
    assessed = assess_dossier(dossier, tables, places=False)
    own, result, hidden = unnamed_export(assessed.dossier, assessed.result, tables)
    sent = found.write[wanted](own, result, tables)
    if not any(row.became for row in sent.rows):
        reasons = dict.fromkeys(row.why for row in sent.rows if row.why)
        raise UsageError(f"{bridge} : ce dossier n’a rien à y écrire", *(reasons or (found.writes,)))
    named = f"{plural(hidden, 'texte')} : nom, adresse ou téléphone d’une personne, ôté du fichier écrit (« … »)"
    return replace(sent, notes=(*assessed.notes, *sent.notes, *([named] if hidden else [])))
