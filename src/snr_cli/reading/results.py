"""A result file (`snr assess --format json`) → its document, once its checksum, its version and its shape are right."""

import hashlib
import json
from typing import Any, Final

from snr_cli.findings.finding import UsageError

SCHEMA_VERSION: Final = "1"
WHERE: Final = "snr assess --format json"
_KEYS: Final = ("schema_version", "reference_year", "organisation", "territory_estimate")
_SNIFFED: Final = 2000


def checksum(document: dict[str, Any]) -> str:
    """Return the checksum of a document, its own key apart: the same whatever the spaces and the order of the keys."""
    rest = {key: value for key, value in document.items() if key != "checksum"}
    text = json.dumps(rest, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def is_result(name: str, text: str) -> bool:
    """Say whether a file is meant as a result rather than as a dossier (a dossier is YAML, which JSON also is)."""
    start = text.lstrip()[:_SNIFFED]
    if start[:1] not in ("{", "["):
        return name.endswith(".json")
    return '"schema_version"' in start or (name.endswith(".json") and '"snr"' not in start)


def read_result(name: str, text: str) -> dict[str, Any]:
    """Return the document of a result file.

    Raises:
        UsageError: not JSON, something else, several results, another version, or edited by hand.
    """
    try:
        found = json.loads(text, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
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


def _refuse(word: str) -> Any:
    raise ValueError(word)


def _place(error: Exception) -> str:
    return f" (ligne {error.lineno}, colonne {error.colno})" if isinstance(error, json.JSONDecodeError) else ""
