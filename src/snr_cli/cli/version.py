"""`snr --version`, and what -v adds to it."""

import platform
from importlib.metadata import PackageNotFoundError, version
from typing import Final

from snr_cli.catalog.opened import shipped_tables
from snr_cli.catalog.records import CatalogError
from snr_cli.inputs.dossier.files import why
from snr_cli.inputs.dossier.results import SCHEMA_VERSION
from snr_cli.model.dossier import DOSSIER_FORMAT
from snr_cli.model.version import LICENCE, METHOD_TITLE, __version__, citation

LIBRARIES: Final = (
    *("typer", "pydantic", "PyYAML", "rich", "Jinja2", "markdown-it-py", "MarkupSafe", "XlsxWriter"),
    "python-calamine",
)


def version_text(detailed: bool) -> str:
    """Return the version; when detailed, all that citing a figure or reporting a fault needs."""
    if not detailed:
        return f"snr {__version__}"

    def installed(name: str) -> str:
        try:
            return f"{name} {version(name)}"
        except PackageNotFoundError:  # a copy without its metadata: the page has none
            return f"{name} (version inconnue)"

    try:
        tables = shipped_tables()
        edition, sources = tables.sha256[:12], tables.sources
        factors = f"version {edition}, {len(sources)} sources jusqu’à {tables.newest_year} (SHA-256 : {tables.sha256})"
    except (CatalogError, OSError) as error:
        said = why(error) if isinstance(error, OSError) else error
        edition, factors = "illisibles", f"illisibles ({said})"
    return "\n".join(
        (
            f"snr {__version__}",
            f"facteurs : {factors}",
            f"méthode : {METHOD_TITLE}",
            f"licence : {LICENCE} ; celle de chaque source : snr factors sources",
            f"formats : dossier {DOSSIER_FORMAT}, résultat JSON {SCHEMA_VERSION}",
            f"Python {platform.python_version()} ({platform.python_implementation()}) ; {', '.join(map(installed, LIBRARIES))}",
            f"système : {platform.platform()}",
            f"pour citer : {citation(__version__, edition)}",
        )
    )
