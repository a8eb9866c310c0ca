"""`snr --version`, and what -v adds to it."""


def version_text(detailed: bool) -> str:
    """Return the version; when detailed, also that of the factors and formats, and the machine, ready for a report."""
    from snr_cli.version import __version__

    if not detailed:
        return f"snr {__version__}"
    import platform
    from importlib.metadata import version

    from snr_cli.catalog.records import CatalogError
    from snr_cli.catalog.tables import shipped_tables
    from snr_cli.reading.results import SCHEMA_VERSION

    try:
        factors = f"version {shipped_tables().sha256[:12]}"
    except (CatalogError, OSError) as error:
        factors = f"illisibles ({error})"
    libraries = ", ".join(f"{name} {version(name)}" for name in ("typer", "pydantic", "PyYAML", "rich", "Babel"))
    return "\n".join(
        (
            f"snr {__version__}",
            f"facteurs : {factors}",
            f"formats : dossier 1, résultat JSON {SCHEMA_VERSION}",
            f"Python {platform.python_version()} ({platform.python_implementation()}) ; {libraries}",
            f"système : {platform.platform()}",
        )
    )
