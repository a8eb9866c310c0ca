"""What keeps a dossier that reads well from being assessed: the key of a line that is shared, and where a line stands."""

from collections.abc import Iterable

from snr_cli.catalog.tables import Tables
from snr_cli.engine.facts import resolve_facts
from snr_cli.engine.pooling import MissingShares, PoolingError, shares_of
from snr_cli.french.numbers import together
from snr_cli.inputs.dossier.includes import Joined
from snr_cli.inputs.dossier.records import MemberRead, Read
from snr_cli.inputs.dossier.validate import finding_at
from snr_cli.model.dossier import Dossier
from snr_cli.model.finding import Finding
from snr_cli.model.territory import GROUP
from snr_cli.rules.verdict import Path


def pooling_findings(group: Dossier, members: Iterable[MemberRead], joined: Joined, tables: Tables) -> list[Finding]:
    """Return an error for each pooled line whose key cannot be computed from the dossiers of the group."""
    if not group.shared or not group.members:
        return []

    dossiers = {GROUP: group} | {each.id: each.read.dossier for each in members if each.read.dossier is not None}
    try:
        shares_of(group, {part: resolve_facts(each.territory, tables)[0] for part, each in dossiers.items()})
    except PoolingError as error:
        return [_unshared(fault, group, joined) for fault in error.faults]
    return []


def _unshared(fault: MissingShares, group: Dossier, joined: Joined) -> Finding:
    key = group.shared[fault.entry].key
    path = ("shared", fault.entry, "key")
    if not fault.missing:
        return finding_at(
            joined,
            path,
            "SNR208",
            f"clé « {key} » : tous les chiffres sont à zéro",
            "choisissez une autre clé, ou donnez shares",
        )
    figure = {"agents": "agents.total", "population": "population.municipale"}.get(key, key)
    names = together(f"« {part} »" for part in fault.missing)
    text = f"clé « {key} » : chiffre absent {'du dossier' if len(fault.missing) == 1 else 'des dossiers'} {names}"
    return finding_at(
        joined,
        path,
        "SNR202",
        text,
        f"donnez-y territory.{figure} ; ou nommez dans between ceux qui emploient la ligne ; ou donnez shares",
    )


def path_of_line(read: Read, line: str) -> Path:
    """Return the path of a line of the inventory by its id."""
    if read.dossier is not None:
        for section in ("equipment", "services", "uses"):
            for index, item in enumerate(getattr(read.dossier, section)):
                if item.id == line:
                    return (section, index)
    return ()
