"""Files parsed once: a dossier that is read again parses only those whose text changed."""

from typing import Any, NamedTuple

from snr_cli.inputs.dossier.yaml_events import Places, YamlText, read_yaml
from snr_cli.model.finding import Finding


class _Kept(NamedTuple):
    given: str
    text: str
    data: Any
    places: dict[int, Places]
    empty: list[tuple[int, Any]]
    findings: list[Finding]


class YamlMemory:
    """The last text of each file, and what it held. Its data are shared by all who ask: nobody changes them."""

    def __init__(self) -> None:
        """Begin without any file."""
        self._kept: dict[str, _Kept] = {}

    def read(self, name: str, text: str) -> tuple[YamlText, list[Finding]]:
        """Read one YAML text, as `read_yaml`, in no time when it is the one that was read last under its name.

        Raises:
            YamlRefusedError: as `read_yaml`.
        """
        kept = self._kept.get(name)
        if kept is None or kept.given != text:
            found, findings = read_yaml(name, text)
            # those who join files add places of their own: the lists that they make are theirs alone
            kept = _Kept(text, found.text, found.data, dict(found.places), list(found.empty), list(findings))
            self._kept[name] = kept
        return YamlText(name, kept.text, kept.data, dict(kept.places), list(kept.empty)), list(kept.findings)
