"""A mapping file → corrections, or findings at its own lines."""

from pathlib import Path

from snr_cli.inputs.dossier.files import read_text
from snr_cli.inputs.dossier.yaml_events import read_yaml
from snr_cli.inputs.inventory.mapping import MappingError, corrections
from snr_cli.inputs.inventory.records import Corrections
from snr_cli.model.finding import DossierError


def load_mapping(path: Path, name: str, types: frozenset[str]) -> Corrections:
    """Read the mapping of an inventory.

    Raises:
        UsageError: it cannot be opened or decoded.
        DossierError: it is no YAML, or says something wrong (SNR505).
    """
    text, findings = read_yaml(name, read_text(path, name))
    if findings:
        raise DossierError(findings)
    try:
        return corrections(text.data, types)
    except MappingError as error:
        container, mark = text.data, None
        for step in error.path:
            places = text.places.get(id(container))
            mark = (places.of_key(step) if places else None) or mark
            container = container.get(step) if isinstance(container, dict) else None
        if mark is None and id(text.data) in text.places:
            mark = text.places[id(text.data)].own
        pointer = "".join(f"/{step}" for step in error.path)
        found = (
            text.at_mark("SNR505", mark, error.message, error.help, pointer)
            if mark is not None
            else text.finding("SNR505", 0, 0, error.message, error.help)
        )
        raise DossierError([found]) from None
