"""Finds `factors/` and `examples/`: inside the wheel, else beside the sources in a checkout."""

from pathlib import Path

from snr_cli.catalog.records import CatalogError


def bundled(name: str) -> Path:
    """Return the folder of shipped data.

    An editable install does not see the files that the wheel carries: the checkout is the fallback.

    Raises:
        CatalogError: it is in neither place.
    """
    package = Path(__file__).resolve().parents[1]
    checkout = package.parents[1]
    for folder in (package / "_bundled" / name, checkout / name):
        if folder.is_dir():
            return folder
    raise CatalogError(f"données livrées avec snr introuvables : {name}/ ; réinstallez snr")
