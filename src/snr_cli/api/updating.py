"""What an update of the factor tables moves in a dossier."""

from os import PathLike, fspath
from pathlib import Path
from typing import TYPE_CHECKING, Final

from snr_cli.api.assessing import assess_loaded
from snr_cli.findings.finding import UsageError

if TYPE_CHECKING:
    from snr_cli.catalog.tables import Tables
    from snr_cli.plan.factor_update import ComparedFactors

THIS_VERSION: Final = "snr"  # the tables of this version, by this word
_LIST: Final = "sources.yaml"
_WHERE: Final = ("", "factors", "snr_cli/_bundled/factors")  # in a folder of tables, a checkout, an unpacked wheel


def compare_factors(
    dossier: str | PathLike[str], old: str | PathLike[str], new: str | PathLike[str]
) -> "ComparedFactors":
    """Assess a dossier under two editions of the factor tables, and say what moves, factor by factor.

    Args:
        dossier: its folder, its file, or `-` for standard input.
        old: a folder of tables, a checkout of snr or a wheel once unpacked; `snr`: those of this version.
        new: the same.

    Raises:
        UsageError: no tables are there, or they cannot be read; the dossier cannot be assessed with them.
        DossierError: the dossier is wrong, whatever the tables.
    """
    from snr_cli.api.catalogue import words_of
    from snr_cli.catalog.records import CatalogError
    from snr_cli.findings.finding import DossierError
    from snr_cli.plan.factor_update import ComparedFactors, factor_update
    from snr_cli.reading.files import open_argument
    from snr_cli.reading.load import load_dossier

    names = fspath(old), fspath(new)
    tables = _tables(names[0]), _tables(names[1])
    opened = open_argument(fspath(dossier), pipe=True)
    read = []
    for name, each in zip(names, tables, strict=True):
        try:
            loaded = load_dossier(fspath(dossier), words_of(each), opened=opened)
            read.append((loaded, assess_loaded(loaded, each)))
        except CatalogError as error:
            raise UsageError(f"--factors {name} : facteurs illisibles : {error}") from None
        except DossierError as error:
            if len(error.findings) and name != THIS_VERSION:
                first = error.findings[0].message
                raise UsageError(
                    f"--factors {name} : le dossier ne se calcule pas avec ces facteurs : {first}"
                ) from None
            raise
    (loaded, before), (_, after) = read
    found = factor_update((before.result, after.result), tables, lambda each: assess_loaded(loaded, each).result)
    return ComparedFactors(before.name, names, tables, found)


def _tables(named: str) -> "Tables":
    """Return the tables that a name leads to.

    Raises:
        UsageError: there is none.
    """
    from snr_cli.catalog.tables import Tables, shipped_tables

    if named == THIS_VERSION:
        return shipped_tables()
    for place in _WHERE:
        try:
            if (Path(named) / place / _LIST).is_file():
                return Tables(Path(named) / place)
        except (OSError, ValueError):  # no file can have that name
            break
    raise UsageError(
        f"--factors : « {named} » n’est pas un dossier de facteurs ({_LIST} n’y est pas)",
        f"donnez un dossier factors/, une copie du dépôt de snr, ou {THIS_VERSION} pour ceux de cette version",
    )
