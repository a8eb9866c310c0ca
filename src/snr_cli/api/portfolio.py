"""Many dossiers side by side: which they are, and the row of each."""

import os
from collections.abc import Iterable
from os import PathLike, fspath
from typing import TYPE_CHECKING, Final

from snr_cli.api.surveying import OF_TABLE, survey_dossier
from snr_cli.findings.finding import UsageError
from snr_cli.portfolio.summary import Portfolio, gathered
from snr_cli.reading.discover import dossiers

if TYPE_CHECKING:
    from snr_cli.catalog.tables import Tables

EVERY_AUTHORITY: Final = "all"  # of the authorities of the table


def survey_portfolio(
    *paths: str | PathLike[str],
    sirens: Iterable[str] = (),
    as_of: str | None = None,
    year: int | None = None,
    tables: "Tables | None" = None,
) -> Portfolio:
    """Read, assess, plan and judge many dossiers.

    Args:
        paths: folders (each dossier below them), or files.
        sirens: authorities of the table of snr, of which only the SIREN is known; `all`: every one.
        as_of: the date of judgement, YYYY-MM-DD; that of each dossier without any.
        year: the reference year of the authorities of the table; needed with `sirens`.
        tables: the factor tables; those of snr without any.

    Raises:
        UsageError: a folder holds no dossier, a SIREN is not in the table, no year is given for it.

    Returns:
        the rows in the order of their paths; a dossier that is wrong or unreadable is a row, and nothing is raised for it.
    """
    from snr_cli.catalog.tables import shipped_tables

    tables = shipped_tables() if tables is None else tables
    wanted = named((fspath(each) for each in paths), sirens, tables)
    if year is None and any(each.startswith(OF_TABLE) for each in wanted):
        raise UsageError("une collectivité de la table n’a pas d’année étudiée : donnez year")
    return gathered(survey_dossier(each, tables, as_of=as_of, year=year or 0) for each in wanted)


def named(paths: Iterable[str], sirens: Iterable[str], tables: "Tables") -> list[str]:
    """Return the dossiers to survey, each once, in the order of their names.

    Raises:
        UsageError: a folder holds no dossier, a SIREN is not in the table.
    """
    found: dict[str, str] = {}
    for path in paths:
        for each in dossiers(path):
            found.setdefault(os.path.realpath(each), each)
    return [*sorted(found.values()), *sorted(_of_table(sirens, tables))]


def _of_table(sirens: Iterable[str], tables: "Tables") -> set[str]:
    from snr_cli.catalog.authorities import every_authority

    wanted = {*sirens}
    if not wanted:
        return set()
    known = {each.siren for each in every_authority(tables.text("territory/authorities.csv"))}
    if EVERY_AUTHORITY in wanted:
        wanted = wanted - {EVERY_AUTHORITY} | known
    unknown = sorted(wanted - known)
    if unknown:
        raise UsageError(
            f"--siren {unknown[0]} : absent de la table de snr (communes de 10 000 habitants et plus, groupements)",
            "donnez son dossier",
        )
    return {OF_TABLE + each for each in wanted}
