"""What an update of the factor tables moves in a dossier."""

from os import PathLike, fspath
from pathlib import Path
from typing import Final

from snr_cli.api.assessing import assess_loaded
from snr_cli.api.catalogue import words_of
from snr_cli.catalog.edition import with_numbers
from snr_cli.catalog.opened import open_tables, shipped_tables
from snr_cli.catalog.records import CatalogError
from snr_cli.catalog.tables import Tables
from snr_cli.inputs.dossier.load import load_dossier
from snr_cli.model.refusal import UsageError
from snr_cli.plan.factor_update import FACTOR_NUMBERS, ComparedFactors, factor_update

THIS_VERSION: Final = "snr"  # the tables of this version, by this word
_LIST: Final = "sources.yaml"
_WHERE: Final = ("", "factors", "snr_cli/_bundled/factors")  # in a folder of tables, a checkout, an unpacked wheel


def compare_factors(
    dossier: str | PathLike[str], old: str | PathLike[str], new: str | PathLike[str]
) -> ComparedFactors:
    """Assess a dossier under two editions of the factor tables, and say what moves, factor by factor.

    Args:
        dossier: its folder, its file, or `-` for standard input; the members of a group are counted with it.
        old: a folder of tables, a checkout of snr or a wheel once unpacked; `snr`: those of this version. Its numbers are
            taken; the lists (types, categories, recognition of inventories) are those of this version.
        new: the same.

    Raises:
        UsageError: no tables are there, or they cannot be read.
        DossierError: the dossier is wrong.
    """
    names, lists = (fspath(old), fspath(new)), shipped_tables()
    roots = [_tables(name) for name in names]
    loaded = load_dossier(fspath(dossier), words_of(lists))
    tables, ends = [], []
    for name, root in zip(names, roots, strict=True):
        try:
            tables.append(lists if root is lists else with_numbers(lists, root, FACTOR_NUMBERS))
            ends.append(assess_loaded(loaded, tables[-1], whole=True))
        except CatalogError as error:
            raise UsageError(f"--factors {name} : facteurs illisibles : {error}") from None
        except KeyError as error:  # a column, or a key of the sources, that another version of snr did not write
            if root is lists:
                raise
            raise UsageError(
                f"--factors {name} : facteurs d’un format que cette version de snr ne lit pas ({error} manque)"
            ) from None
    pair = tables[0], tables[1]
    results = ends[0].result, ends[1].result
    update = factor_update(results, pair, lambda each: assess_loaded(loaded, each, whole=True).result)
    return ComparedFactors(ends[0].name, names, pair, update)


def _tables(named: str) -> Tables:
    """Return the tables that a name leads to.

    Raises:
        UsageError: there is none.
    """
    if named == THIS_VERSION:
        return shipped_tables()
    for place in _WHERE:
        try:
            if (Path(named) / place / _LIST).is_file():
                return open_tables(Path(named) / place)
        except (OSError, ValueError):  # no file can have that name
            break
    raise UsageError(
        f"--factors : « {named} » n’est pas un dossier de facteurs ({_LIST} n’y est pas)",
        f"donnez un dossier factors/, une copie du dépôt de snr, ou {THIS_VERSION} pour ceux de cette version",
    )
