"""A result file (`snr assess --format json`) → its document, once its checksum, its version and its shape are right; those that a dossier keeps of past years."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from math import fsum
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from snr_cli.inputs.regular import RefusedJsonError, read_json
from snr_cli.model.dossier import Dossier
from snr_cli.model.refusal import UnreadError, UsageError

SCHEMA_VERSION: Final = "2"
METHOD_USED: Final = {"name": "rcp-si", "version": "ADEME 2024-11"}
WHERE: Final = "snr assess --format json"
_KEYS: Final = ("schema_version", "reference_year", "method", "organisation", "territory_estimate")


@dataclass(frozen=True, slots=True)
class Result:
    """A result read back: what computes its year again, and the totals that it wrote."""

    name: str
    dossier: Dossier
    factor_set: str
    licence: str
    without: tuple[str, ...]
    sha256: str
    rows: dict[str, list[str]]
    organisation: dict[str, float]
    groups: dict[str, dict[str, float]]
    territory: dict[str, float]
    households: dict[str, float]
    exports: tuple[tuple[str, dict[str, str], tuple[str, ...]], ...] = ()  # id, digests by file, lines


def checksum(document: dict[str, Any]) -> str:
    """Return the checksum of a document, its own key apart: the same whatever the spaces and the order of the keys."""
    rest = {key: value for key, value in document.items() if key != "checksum"}
    # no result: what a digest is made of
    text = json.dumps(rest, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def is_result(name: str, text: str) -> bool:
    """Say whether a file is meant as a result rather than as a dossier (a dossier is YAML, which JSON also is)."""
    if text.lstrip()[:1] not in ("{", "["):
        return name.endswith(".json")
    return '"schema_version"' in text or (name.endswith(".json") and '"snr"' not in text)


def read_result(name: str, text: str) -> Result:
    """Read a result file.

    Raises:
        UsageError: not JSON, something else, several results, another version, edited by hand, or of another method.
    """
    document = _document(name, text)
    method = document["method"]
    if not isinstance(method, dict) or any(method.get(key) != value for key, value in METHOD_USED.items()):
        said = f"{method.get('name')} ({method.get('version')})" if isinstance(method, dict) else "sans nom"
        raise UsageError(
            f"{name} : méthode {said[:80]}, que cette version de snr ne sait pas recalculer ; elle calcule {METHOD_USED['name']} ({METHOD_USED['version']})"
        )
    if document.get("members"):
        raise UsageError(
            f"{name} : résultat d’un groupement et de ses membres : snr compare lit un dossier à la fois ; comparez ceux des membres"
        )
    try:
        return _result(name, document)
    except (ValidationError, KeyError, TypeError, AttributeError, ValueError):  # a checksum can be written by hand too
        raise UsageError(f"{name} : résultat incomplet ; refaites-le : {WHERE}") from None


def _result(name: str, document: Mapping[str, Any]) -> Result:
    factors, organisation, territory = document["factors"], document["organisation"], document["territory_estimate"]
    groups = {
        str(group): {str(category): float(value) for category, value in values.items()}
        for group, values in organisation["by_group"].items()
    }
    return Result(
        name,
        Dossier.model_validate(document["inputs"]),
        str(factors["set"]),
        str(factors["licence"]),
        tuple(map(str, organisation["perimeter"]["without"])),
        str(factors["sha256"]),
        {str(table): [str(row) for row in rows] for table, rows in factors["rows"].items()},
        _sums(organisation["totals"], groups),
        groups,
        _values(territory["totals"]),
        _values(territory["by_household"]["totals"] or {}),
        tuple(
            (
                str(inventory["id"]),
                {str(k): str(v) for k, v in inventory["sha256"].items()},
                tuple(map(str, inventory["lines"])),
            )
            for inventory in document.get("inventories", ())
            if inventory.get("sha256") and "lines" in inventory
        ),
    )


def _values(amounts: Mapping[str, Any]) -> dict[str, float]:
    return {str(category): float(amount["value"]) for category, amount in amounts.items()}


def _sums(amounts: Mapping[str, Any], groups: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
    """Return the sum of each category: one that was not shown is that of its groups."""
    hidden = [category for category, amount in amounts.items() if amount["value"] is None]
    summed = {name: fsum(values[name] for values in groups.values() if name in values) for name in hidden}
    return _values({name: amount for name, amount in amounts.items() if name not in summed}) | summed


def _document(name: str, text: str) -> dict[str, Any]:
    """Return the document of a result file, whose checksum is right."""
    try:
        found = read_json(text)
    except RefusedJsonError as error:
        raise UsageError(f"{name} : {error} ; refaites-le : {WHERE}") from None
    except ValueError as error:
        raise UsageError(f"{name} : ce n’est pas du JSON complet{_place(error)} ; refaites-le : {WHERE}") from None
    if isinstance(found, list):
        if len(found) != 1:
            raise UsageError(f"{name} : {len(found)} résultats dans ce fichier ; donnez-en un seul")
        found = found[0]
    if not isinstance(found, dict) or not set(_KEYS) <= set(found):
        raise UsageError(f"{name} : ce n’est pas un résultat de « {WHERE} »")
    if found["schema_version"] != SCHEMA_VERSION:
        raise UsageError(
            f"{name} : résultat au format {str(found['schema_version'])[:20]}, cette version de snr lit le format {SCHEMA_VERSION} ; "
            f"refaites-le : {WHERE}"
        )
    if "checksum" not in found or "inputs" not in found:
        raise UsageError(
            f"{name} : résultat sans ses données d’entrée ni sa somme de contrôle : une version antérieure de snr l’a écrit ; "
            f"refaites-le : {WHERE}"
        )
    try:
        right = checksum(found) == found["checksum"]
    except (ValueError, RecursionError):  # a number that no result holds
        right = False
    if not right:
        raise UsageError(
            f"{name} : modifié depuis que snr l’a écrit (somme de contrôle différente) ; corrigez le dossier, puis refaites-le : {WHERE}"
        )
    return found


def _place(error: Exception) -> str:
    return f" (ligne {error.lineno}, colonne {error.colno})" if isinstance(error, json.JSONDecodeError) else ""


def kept_results(dossier: Dossier, folder: Path | None) -> "tuple[Result, ...]":
    """Return the results that reviews name, of the past years that an objective on a footprint starts from or lines come from.

    A file that is absent, outside the folder, altered or of another year gives nothing: the objective then has no start, and
    `snr compare --review` says what is wrong with the file.
    """
    starts = {objective.start for objective in dossier.objectives if objective.category is not None} - {
        dossier.reference_year
    }
    starts |= {review.year for review in dossier.annual_reviews if review.carried}
    if folder is None:
        return ()
    results = (
        _kept_result(folder, review.result, review.year)
        for review in dossier.annual_reviews
        if review.result is not None and review.year in starts
    )
    return tuple(result for result in results if result is not None)


def _kept_result(folder: Path, file: str, year: int) -> "Result | None":
    """Return the result of a year in a file; nothing when it cannot be used."""
    from snr_cli.inputs.dossier.files import inside, open_named

    try:
        if inside(folder, file) is None:
            return None
        name, text = open_named(folder / file)
        result = read_result(name, text)
    except (UnreadError, UsageError, OSError, ValueError, RuntimeError):
        return None
    return result if result.dossier.reference_year == year else None
