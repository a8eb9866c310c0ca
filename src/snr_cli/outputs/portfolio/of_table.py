"""Authorities of the table, which have no folder: what stands for their path, by SIREN, or by INSEE code without one."""

import re
from typing import Final

_PATH: Final = re.compile(r"(siren|insee):(\w+)")
_KEYS: Final = {"siren": "siren", "insee": "insee_code"}  # those of `territory` in a dossier


def table_path(siren: str, insee_code: str = "") -> str:
    """Return what stands for the path of an authority: `siren:243300316`, `insee:97801`."""
    return f"siren:{siren}" if siren else f"insee:{insee_code}"


def table_key(path: str) -> tuple[str, str] | None:
    """Return the key of `territory` and the code that a path stands for; None when it is one of a file.

    >>> table_key("siren:243300316"), table_key("dossiers/territory.yaml")
    (('siren', '243300316'), None)
    """
    found = _PATH.fullmatch(path)
    return (_KEYS[found[1]], found[2]) if found else None
