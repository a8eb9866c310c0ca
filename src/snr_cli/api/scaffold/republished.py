"""The dossier that a publication gives back: `snr init --from`."""

from typing import Final, NamedTuple

from snr_cli.catalog.tables import Tables
from snr_cli.inputs.dossier.yaml_edit import edited_yaml
from snr_cli.opendata.back import dossier_data
from snr_cli.opendata.package import NOT_BACK
from snr_cli.opendata.read import read_package

_HEAD: Final = """\
# yaml-language-server: $schema=territory.schema.json
# Repris d’une publication (snr init --from) : ce que la collectivité avait dit. L’inventaire n’y est pas : ajoutez equipment et services.
snr: 1
"""
_LONGEST: Final = 80  # of a line of a publication, which anybody may have written


class Republished(NamedTuple):
    """The text of a dossier, and what the publication says that it does not give back."""

    text: str
    missing: tuple[str, ...]


def dossier_from(package: str, tables: Tables) -> Republished:
    """Return the text of a dossier that holds what a publication says, and what is not there.

    Args:
        package: its folder, its datapackage.json, or a zip of the folder.
        tables: the factor tables.

    Raises:
        UsageError: it cannot be read, or is none; with the file, the line and the column.
    """
    found = read_package(package, tables)
    data = dossier_data(found, tables)
    text, _ = edited_yaml(_HEAD, {key: value for key, value in data.items() if key != "snr"})
    left = (row["quoi"].value for row in found["non-publie"].rows if row["motif"].value in NOT_BACK)
    return Republished(text, tuple(dict.fromkeys(" ".join(each.split())[:_LONGEST] for each in left)))
