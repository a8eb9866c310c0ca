"""Two years compared: dossiers, results kept, reviews; and the trend from the last year that a review keeps."""

from dataclasses import dataclass
from os import PathLike, fspath
from pathlib import Path
from typing import Final

from snr_cli.api.asked import among
from snr_cli.api.assessing import Assessed, assess_dossier, assess_loaded
from snr_cli.api.catalogue import held_messages, words_of
from snr_cli.catalog.edition import with_numbers
from snr_cli.catalog.opened import open_tables, shipped_tables
from snr_cli.catalog.records import CatalogError, HeldError
from snr_cli.catalog.tables import Tables
from snr_cli.engine.assess import MagnitudeError, OptionsError
from snr_cli.engine.records import CLIMATE
from snr_cli.french.words.terms import term
from snr_cli.inputs.dossier.files import inside, open_argument, open_named, why
from snr_cli.inputs.dossier.includes import finding_at
from snr_cli.inputs.dossier.load import load_dossier, read_dossier
from snr_cli.inputs.dossier.named import in_words
from snr_cli.inputs.dossier.results import Result, is_result, read_result
from snr_cli.model.finding import DossierError
from snr_cli.model.refusal import UsageError
from snr_cli.plan.carried import export_of
from snr_cli.plan.compare import compare, compare_published
from snr_cli.plan.factor_update import FACTOR_NUMBERS, ComparedFactors, factor_update
from snr_cli.plan.past_years import Comparison, Published, Side, Trend, UnknownNamesError, side_of, trend_of

PathOrText = str | PathLike[str]


@dataclass(frozen=True, slots=True)
class Compared:
    """Two years compared.

    Attributes:
        comparison: what changed from one to the other, and why.
        dossiers: those that were read and assessed, the first year first.
    """

    comparison: Comparison
    dossiers: tuple[Assessed, ...]


def compare_years(
    old: PathOrText,
    new: PathOrText | None = None,
    *,
    review: int | None = None,
    perimeter: tuple[str, ...] = (),
    categories: tuple[str, ...] | None = None,
    tables: Tables | None = None,
) -> Compared:
    """Compare two years.

    Args:
        old: the first year: a dossier, or a result of `snr assess --format json`; `-` for standard input.
        new: the second one; None with `review`.
        review: the year of the review of `old` to compare it with.
        perimeter: sites or entities whose coming or going is a change of perimeter.
        categories: of impact; all of them without any.
        tables: the factor tables; those of snr without any.

    Raises:
        UsageError: what was asked cannot be compared, and why.
        DossierError: a dossier, or the result that a review names, is wrong.
    """
    tables = shipped_tables() if tables is None else tables
    old, new = fspath(old), None if new is None else fspath(new)
    categories = tuple(tables.categories) if categories is None else categories
    for category in categories:
        among("categories", category, tables.categories)
    if new is not None and review is not None:
        raise UsageError("une seconde année et --review : gardez l’une des deux, --review remplace NOUVEAU")
    if new is None and review is None:
        raise UsageError("donnez une seconde année, ou --review avec l’année d’un bilan du dossier")
    if old == new == "-":
        raise UsageError("l’entrée standard ne donne qu’une année")
    read: list[Assessed] = []
    try:
        comparison = _compared(old, new, review, perimeter, categories, tables, read)
    except UnknownNamesError as error:
        names = ", ".join(error.names)
        if error.kind == "perimeter":
            raise UsageError(
                f"--perimeter : « {names} » n’est pas le nom d’un site ou d’une entité d’une seule année"
            ) from None
        words = {"types": "types inconnus", "factor_set": f"{term('factor_set')} inconnu"}
        raise UsageError(f"{error.side} : {words[error.kind]} de cette version de snr : {names}") from None
    except OptionsError as error:
        raise UsageError(f"options sans signification ensemble : {' et '.join(error.names)}") from None
    except HeldError as error:
        raise UsageError(" ; ".join(in_words(held_messages(error.held)[0]))) from None
    except MagnitudeError as error:
        raise UsageError(f"ligne « {error.args[0]} » : résultat démesuré dans l’une des années") from None
    except CatalogError as error:
        shipped = not any(isinstance(each, str) and each.endswith(".json") for each in (old, new))
        if shipped:
            raise
        raise UsageError(f"facteurs gardés dans un résultat illisibles : {error}") from None
    return Compared(comparison, tuple(read))


def _compared(
    old: str,
    new: str | None,
    review: int | None,
    perimeter: tuple[str, ...],
    categories: tuple[str, ...],
    tables: Tables,
    read: list[Assessed],
) -> Comparison:
    if new is not None:
        return compare(_side(old, tables, read), _side(new, tables, read), tables, perimeter, categories)
    mine, other = _reviewed(old, int(review or 0), tables, read)
    if isinstance(other, Published):
        if perimeter:
            raise UsageError(f"--perimeter : le {other.name} ne donne que des totaux, sans site ni entité")
        return compare_published(other, mine, tables)
    pair = (other, mine) if other.year <= mine.year else (mine, other)
    return compare(*pair, tables, perimeter, categories)


def _side(argument: str, tables: Tables, read: list[Assessed]) -> Side:
    """Read a year: a result file, else a dossier, which joins those read."""
    opened = None
    if not Path(argument).is_dir():
        opened = open_argument(argument, pipe=True)
        if is_result(opened[0], opened[1]):
            return side_of(read_result(opened[0], opened[1]))
    read.append(assess_loaded(load_dossier(argument, words_of(tables), opened=opened), tables))
    return _of_dossier(read[-1], tables)


def _of_dossier(assessed: Assessed, tables: Tables) -> Side:
    result = assessed.result
    exports = tuple(export_of(imported.id, imported.digests(), imported.lines) for imported in assessed.imported)
    return Side(
        assessed.name,
        assessed.dossier,
        result.factor_set,
        result.licence,
        (),
        tables.sha256,
        assessment=result,
        exports=exports,
    )


def _reviewed(argument: str, year: int, tables: Tables, read: list[Assessed]) -> tuple[Side, Side | Published]:
    """Return the year of a dossier, and the review of a year: what its result file says, else its published totals.

    Raises:
        UsageError: no such review, or one without any figure.
        DossierError: its result file cannot be read.
    """
    assessed = assess_dossier(argument, tables, places=False)
    read.append(assessed)
    if not any(review.year == year for review in assessed.dossier.annual_reviews):
        known = ", ".join(str(review.year) for review in assessed.dossier.annual_reviews) or "aucun"
        raise UsageError(f"--review : pas de bilan de {year} dans {assessed.name} ; bilans : {known}")
    other = _review_of(assessed, year, tables)
    if other is None:
        raise UsageError(f"--review : le bilan de {year} ne donne ni footprint ni result : rien à comparer")
    return _of_dossier(assessed, tables), other


def _review_of(assessed: Assessed, year: int, tables: Tables) -> Side | Published | None:
    """Return what the review of a year says of the footprint: its result file, else its published totals, else nothing.

    Raises:
        UsageError: its result file is beside a dossier read from standard input.
        DossierError: its result file cannot be read.
    """
    index, review = next(
        (index, annual_review)
        for index, annual_review in enumerate(assessed.dossier.annual_reviews)
        if annual_review.year == year
    )
    if review.result is not None:
        return side_of(_named(assessed, index, review.result, tables))
    return Published(f"bilan de {year}", year, review.footprint, review.footprint_from) if review.footprint else None


def against_review(assessed: Assessed, year: int, tables: Tables) -> Comparison | None:
    """Compare an assessed dossier with its review of an earlier year; None when that review says nothing of the footprint.

    Raises:
        UsageError: the result file of the review cannot be used.
        DossierError: it cannot be read.
    """
    other, mine = _review_of(assessed, year, tables), _of_dossier(assessed, tables)
    if other is None:
        return None
    if isinstance(other, Published):
        return compare_published(other, mine, tables)
    try:
        return compare(other, mine, tables, (), (CLIMATE,))
    except (UnknownNamesError, CatalogError) as error:
        raise UsageError(f"résultat du bilan de {year} : inutilisable par cette version de snr ({error})") from None


def trend_against(assessed: Assessed, tables: Tables) -> Trend | None:
    """Return the trend from the last past year that a review keeps: a result before a published total; None without any."""
    year = assessed.dossier.reference_year
    past = [
        review
        for review in assessed.dossier.annual_reviews
        if review.year < year and (review.result or review.footprint)
    ]
    if not past:
        return None
    last = max(past, key=lambda review: (review.result is not None, review.year)).year
    try:
        other = _review_of(assessed, last, tables)
    except (DossierError, UsageError):
        return Trend(last, year, why="result_unusable")
    return None if other is None else trend_of(other, _of_dossier(assessed, tables), tables)


def _named(assessed: Assessed, index: int, file: str, tables: Tables) -> Result:
    """Read the result file that a review names.

    Raises:
        DossierError: it leaves the folder of the dossier, or cannot be read.
    """

    def wrong(code: str, text: str) -> DossierError:
        known = assessed.loaded.joined
        joined = known if known.texts else read_dossier(assessed.name, words_of(tables)).joined
        path = ("annual_reviews", index, "result")
        return DossierError([finding_at(joined, path, code, text, "le résultat d’un bilan est dans le dossier")])

    if assessed.name == "<stdin>":
        raise UsageError(
            "un bilan nomme un résultat (result) : donnez le dossier, ou son fichier, et non l’entrée standard"
        )
    folder = Path(assessed.name).parent
    try:
        if inside(folder, file) is None:
            raise wrong("SNR112", f"« {file} » sort du dossier")
        shown, text = open_named(folder / file)
    except OSError as error:
        raise wrong("SNR111", f"« {file} » : {why(error)}") from None
    except UsageError as error:
        raise wrong("SNR111", str(error)) from None
    return read_result(shown, text)


# What an update of the factor tables moves in a dossier.


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
