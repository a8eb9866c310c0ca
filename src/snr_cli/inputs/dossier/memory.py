"""Files parsed and inventories read once: a dossier that is read again reads only what changed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from snr_cli.inputs.dossier.yaml_events import YamlText, read_yaml
from snr_cli.inputs.inventory.read import Inventory
from snr_cli.inputs.regular import digest
from snr_cli.model.finding import Finding


@dataclass(frozen=True, slots=True)
class DossierMemory:
    """What was read of a dossier that is read again and again. It is shared by all who ask: nobody changes it.

    `texts`: by file, its last text and what it held. `inventories`: by import, what the last one was read from, and itself.
    """

    texts: dict[str, tuple[str, YamlText, list[Finding]]] = field(default_factory=dict)
    inventories: dict[str, tuple[tuple[Any, ...], Inventory]] = field(default_factory=dict)

    def yaml(self, name: str, text: str) -> tuple[YamlText, list[Finding]]:
        """Read one YAML text, as `read_yaml`, in no time when it is the one that was read last under its name.

        Raises:
            YamlRefusedError: as `read_yaml`.
        """
        kept = self.texts.get(name)
        if kept is None or kept[0] != text:
            kept = self.texts[name] = (text, *read_yaml(name, text))
        _, read, findings = kept
        # those who join files add places of their own: the lists that they make are theirs alone
        return YamlText(name, read.text, read.data, dict(read.places), list(read.empty)), list(findings)

    def inventory(
        self, name: str, files: Sequence[tuple[Path, str]], given: tuple[Any, ...], read: Callable[[], Inventory]
    ) -> Inventory:
        """Return the inventory of an import; that of the last time when its files hold the same bytes.

        Args:
            name: of the import.
            files: each path with the name it has in messages.
            given: all else that the reading depends on.
            read: reads them.

        Raises:
            OSError: a file cannot be opened.
            InventoryError: a file cannot be read as an inventory.
        """
        state = (tuple((shown, digest(path)) for path, shown in files), *given)
        kept = self.inventories.get(name)
        if kept is None or kept[0] != state:
            kept = self.inventories[name] = state, read()
        return kept[1]
