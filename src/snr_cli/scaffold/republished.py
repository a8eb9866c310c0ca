"""The dossier that a publication gives back: `snr init --from`."""

from typing import Final

from snr_cli.catalog.tables import Tables
from snr_cli.publication.back import dossier_data
from snr_cli.publication.read import read_package
from snr_cli.reading.yaml_edit import edited_yaml

_HEAD: Final = """\
# yaml-language-server: $schema=territory.schema.json
# Repris d’une publication (snr init --from) : ce que la collectivité avait dit. L’inventaire n’y est pas : ajoutez equipment et services.
snr: 1
"""


def dossier_from(package: str, tables: Tables) -> str:
    """Return the text of a dossier that holds what a publication says.

    Args:
        package: its folder, its datapackage.json, or a zip of the folder.
        tables: the factor tables.

    Raises:
        UsageError: it cannot be read, or is none; with the file, the line and the column.
    """
    data = dossier_data(read_package(package, tables), tables)
    text, _ = edited_yaml(_HEAD, {key: value for key, value in data.items() if key != "snr"})
    return text
