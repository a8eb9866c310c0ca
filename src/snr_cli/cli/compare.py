"""`snr compare`: how much of the change between two years is real."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from snr_cli.cli.console import deliver, tell, wants_color, width
from snr_cli.cli.exits import Exit
from snr_cli.cli.options import Output

if TYPE_CHECKING:
    from snr_cli.catalog.tables import Tables
    from snr_cli.cli.dossiers import Assessed
    from snr_cli.plan.comparison import Comparison, Published
    from snr_cli.plan.mixture import Side
    from snr_cli.plan.trend import Trend
    from snr_cli.reading.results import Result


def command(
    old: Annotated[
        str,
        typer.Argument(
            metavar="OLD",
            help="Première année : dossier, ou résultat de snr assess --format json ; - pour l’entrée standard.",
        ),
    ],
    new: Annotated[
        str | None, typer.Argument(metavar="NEW", help="Seconde année, de même ; absente avec --review.")
    ] = None,
    review: Annotated[
        int | None,
        typer.Option("--review", help="Compare le dossier à son bilan annuel de cette année (annual_reviews)."),
    ] = None,
    output_format: Annotated[
        Literal["table", "json"], typer.Option("--format", "-f", help="Forme de la réponse.")
    ] = "table",
    output: Output = None,
    perimeter: Annotated[
        list[str] | None,
        typer.Option(
            "--perimeter", help="Site ou entité dont l’arrivée ou le départ est un changement de périmètre (répétable)."
        ),
    ] = None,
    limit: Annotated[
        str | None,
        typer.Option(
            "--fail-on-increase",
            help="Hausse admise de l’organisation (2%), à méthode et périmètre constants : code 1 au-delà.",
        ),
    ] = None,
) -> None:
    """Compare deux années : activité, année seule, méthode et périmètre, facteurs ; leur somme est l’écart."""
    from snr_cli.catalog.tables import shipped_tables
    from snr_cli.engine.records import CLIMATE

    threshold = _share(limit) if limit is not None else None
    tables = shipped_tables()
    categories = tuple(tables.categories) if output_format == "json" else (CLIMATE,)  # those shown
    found = _compared(old, new, review, tuple(perimeter or ()), tables, categories)
    if output_format == "json":
        from snr_cli.writers.comparison_json import comparison_document, to_json

        text = to_json(comparison_document(found, tables))
    else:
        from snr_cli.writers.comparison_table import to_table

        text = to_table(found, tables, width=width(), color=output is None and wants_color())
    deliver(text, output)
    if threshold is not None and _passed(found, threshold, str(limit)):
        raise typer.Exit(Exit.WRONG)


def _compared(
    old: str,
    new: str | None,
    review: int | None,
    perimeter: tuple[str, ...],
    tables: "Tables",
    categories: tuple[str, ...],
) -> "Comparison":
    """Read the two years and compare them.

    Raises:
        UsageError: what was asked cannot be compared, and why.
    """
    from snr_cli.catalog.records import CatalogError
    from snr_cli.catalog.replaced import HeldError
    from snr_cli.cli.words import told
    from snr_cli.engine.assess import MagnitudeError, OptionsError
    from snr_cli.findings.finding import UsageError
    from snr_cli.plan.compare import compare, compare_published
    from snr_cli.plan.comparison import Published
    from snr_cli.plan.mixture import UnknownNamesError
    from snr_cli.reading.held import in_words

    if new is not None and review is not None:
        raise UsageError("une seconde année et --review : gardez l’une des deux, --review remplace NEW")
    if new is None and review is None:
        raise UsageError("donnez une seconde année, ou --review avec l’année d’un bilan du dossier")
    if old == new == "-":
        raise UsageError("l’entrée standard ne donne qu’une année")
    try:
        if new is not None:
            return compare(_side(old, tables), _side(new, tables), tables, perimeter, categories)
        mine, other = _reviewed(old, int(review or 0), tables)
        if isinstance(other, Published):
            if perimeter:
                raise UsageError(f"--perimeter : le {other.name} ne donne que des totaux, sans site ni entité")
            return compare_published(other, mine, tables)
        pair = (other, mine) if other.year <= mine.year else (mine, other)
        return compare(*pair, tables, perimeter, categories)
    except UnknownNamesError as error:
        names = ", ".join(error.names)
        if error.kind == "perimeter":
            raise UsageError(
                f"--perimeter : « {names} » n’est pas le nom d’un site ou d’une entité d’une seule année"
            ) from None
        words = {"types": "types inconnus", "factor_set": "jeu de facteurs inconnu"}
        raise UsageError(f"{error.side} : {words[error.kind]} de cette version de snr : {names}") from None
    except OptionsError as error:
        raise UsageError(f"options sans signification ensemble : {' et '.join(error.names)}") from None
    except HeldError as error:
        raise UsageError(" ; ".join(in_words(told(error.held)[0]))) from None
    except MagnitudeError as error:
        raise UsageError(f"ligne « {error.args[0]} » : résultat démesuré dans l’une des années") from None
    except CatalogError as error:
        shipped = not any(isinstance(each, str) and each.endswith(".json") for each in (old, new))
        if shipped:
            raise
        raise UsageError(f"facteurs gardés dans un résultat illisibles : {error}") from None


def _side(argument: str, tables: "Tables") -> "Side":
    """Read a year: a result file, else a dossier."""
    import io
    import sys

    from snr_cli.cli.dossiers import assessed
    from snr_cli.plan.base_year import side_of
    from snr_cli.reading.files import open_argument
    from snr_cli.reading.results import is_result, read_result

    path = Path(argument)
    if path.is_dir():
        return _of_dossier(assessed(argument, tables), tables)
    name, text, _ = open_argument(argument, pipe=True)
    if is_result(name, text):
        return side_of(read_result(name, text))
    if not path.is_file():  # standard input, or a pipe: read once, it is handed back to who reads dossiers
        sys.stdin = io.TextIOWrapper(io.BytesIO(text.encode()), encoding="utf-8")
        argument = "-"
    return _of_dossier(assessed(argument, tables), tables)


def _of_dossier(found: "Assessed", tables: "Tables") -> "Side":
    from snr_cli.plan.exports import export_of
    from snr_cli.plan.mixture import Side

    result = found.result
    exports = tuple(export_of(each.id, each.digests(), each.lines) for each in found.imported)
    return Side(
        found.name,
        found.dossier,
        result.factor_set,
        result.licence,
        (),
        tables.sha256,
        assessment=result,
        exports=exports,
    )


def _reviewed(argument: str, year: int, tables: "Tables") -> "tuple[Side, Side | Published]":
    """Return the year of a dossier, and the review of a year: what its result file says, else its published totals.

    Raises:
        UsageError: no such review, or one without any figure.
        DossierError: its result file cannot be read.
    """
    from snr_cli.cli.dossiers import assessed
    from snr_cli.findings.finding import UsageError

    found = assessed(argument, tables)
    if not any(each.year == year for each in found.dossier.annual_reviews):
        known = ", ".join(str(each.year) for each in found.dossier.annual_reviews) or "aucun"
        raise UsageError(f"--review : pas de bilan de {year} dans {found.name} ; bilans : {known}")
    other = _review_of(argument, found, year, tables)
    if other is None:
        raise UsageError(f"--review : le bilan de {year} ne donne ni footprint ni result : rien à comparer")
    return _of_dossier(found, tables), other


def _review_of(argument: str, found: "Assessed", year: int, tables: "Tables") -> "Side | Published | None":
    """Return what the review of a year says of the footprint: its result file, else its published totals, else nothing.

    Raises:
        UsageError: its result file is beside a dossier read from standard input.
        DossierError: its result file cannot be read.
    """
    from snr_cli.plan.base_year import side_of
    from snr_cli.plan.comparison import Published

    index, review = next((index, each) for index, each in enumerate(found.dossier.annual_reviews) if each.year == year)
    if review.result is not None:
        return side_of(_named(argument, found.name, index, review.result, tables))
    return Published(f"bilan de {year}", year, review.footprint, review.footprint_from) if review.footprint else None


def against_review(argument: str, found: "Assessed", year: int, tables: "Tables") -> "Comparison | None":
    """Compare an assessed dossier with its review of an earlier year; None when that review says nothing of the footprint.

    Raises:
        UsageError: the result file of the review cannot be used.
        DossierError: it cannot be read.
    """
    from snr_cli.catalog.records import CatalogError
    from snr_cli.engine.records import CLIMATE
    from snr_cli.findings.finding import UsageError
    from snr_cli.plan.compare import compare, compare_published
    from snr_cli.plan.comparison import Published
    from snr_cli.plan.mixture import UnknownNamesError

    other, mine = _review_of(argument, found, year, tables), _of_dossier(found, tables)
    if other is None:
        return None
    if isinstance(other, Published):
        return compare_published(other, mine, tables)
    try:
        return compare(other, mine, tables, (), (CLIMATE,))
    except (UnknownNamesError, CatalogError) as error:
        raise UsageError(f"résultat du bilan de {year} : inutilisable par cette version de snr ({error})") from None


def trend_against(argument: str, found: "Assessed", tables: "Tables") -> "Trend | None":
    """Return the trend from the last past year that a review keeps: a result before a published total; None without any."""
    from snr_cli.findings.finding import DossierError, UsageError
    from snr_cli.plan.trend import Trend, trend_of

    year = found.dossier.reference_year
    past = [each for each in found.dossier.annual_reviews if each.year < year and (each.result or each.footprint)]
    if not past:
        return None
    last = max(past, key=lambda each: (each.result is not None, each.year)).year
    try:
        other = _review_of(argument, found, last, tables)
    except (DossierError, UsageError):
        return Trend(last, year, why="result_unusable")
    return None if other is None else trend_of(other, _of_dossier(found, tables), tables)


def _named(argument: str, name: str, index: int, file: str, tables: "Tables") -> "Result":
    """Read the result file that a review names.

    Raises:
        DossierError: it leaves the folder of the dossier, or cannot be read.
    """
    from snr_cli.cli.dossiers import words_of
    from snr_cli.findings.finding import DossierError, UsageError
    from snr_cli.reading.files import inside, open_named, why
    from snr_cli.reading.load import read_dossier
    from snr_cli.reading.results import read_result
    from snr_cli.reading.validate import finding_at

    def wrong(code: str, text: str) -> DossierError:
        joined = read_dossier(argument, words_of(tables)).joined
        assert joined is not None  # it was read once
        path = ("annual_reviews", index, "result")
        return DossierError([finding_at(joined, path, code, text, "le résultat d’un bilan est dans le dossier")])

    if argument == "-":
        raise UsageError(
            "un bilan nomme un résultat (result) : donnez le dossier, ou son fichier, et non l’entrée standard"
        )
    folder = Path(name).parent
    try:
        if inside(folder, file) is None:
            raise wrong("SNR112", f"« {file} » sort du dossier")
        shown, text = open_named(folder / file)
    except OSError as error:
        raise wrong("SNR111", f"« {file} » : {why(error)}") from None
    except UsageError as error:
        raise wrong("SNR111", str(error)) from None
    return read_result(shown, text)


def _share(text: str) -> float:
    """Read a share: 2%, 2,5 %.

    Raises:
        UsageError: not a share.
    """
    import re

    from snr_cli.findings.finding import UsageError

    found = re.fullmatch(r"\s*(\d{1,4}(?:[.,]\d{1,9})?)\s*%\s*", text)
    if found is None:
        raise UsageError(f"--fail-on-increase : « {text} » n’est pas un pourcentage ; écrivez 2%")
    return float(found[1].replace(",", ".")) / 100


def _passed(found: "Comparison", threshold: float, limit: str) -> bool:
    """Say whether the organisation grew by more than a share, or whether nobody can know."""
    split = found.organisation.get("climate_change")
    growth = None if split is None else split.at_constant_method
    if growth is None or not found.is_total("climate_change"):
        why = "non comparable" if growth is None else "évaluée en partie"
        tell(f"--fail-on-increase {limit} : organisation {why}, la hausse ne peut pas être vérifiée", always=True)
        return True
    if growth > threshold + 1e-9:  # 1 100 is not more than 10 % above 1 000
        shown = f"{growth * 100:.1f}".replace(".", ",")
        tell(f"+{shown} % à méthode et périmètre constants : c’est plus que {limit}", always=True)
        return True
    return False
