"""The files that an earlier publication wrote in a folder, and nobody changed since: what a new one may replace."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from snr_cli.inputs.dossier.files import decode, inside
from snr_cli.inputs.regular import plain_bytes, read_json
from snr_cli.opendata.package import DESCRIPTOR, OURS, hash_of, sealed

_MOST_BYTES: Final = 16 * 1024 * 1024  # of a file of a publication
_PLAIN: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,100}(?:/[A-Za-z0-9][A-Za-z0-9._-]{0,100}){0,5}")


def files_of_publication(folder: Path) -> Iterator[str]:
    """Yield the files of a folder that are byte for byte those of the publication in it; none when it is no publication of snr."""
    try:
        described = read_json(decode(plain_bytes(folder / DESCRIPTOR, _MOST_BYTES)))
    except (OSError, ValueError):
        return
    ours = described.get(OURS) if isinstance(described, dict) else None
    listed = described.get("resources") if isinstance(ours, dict) else None
    if not isinstance(ours, dict) or not isinstance(listed, list):
        return
    if sealed(described) == described:
        yield DESCRIPTOR
    others = ours.get("hashes")
    for name, told in [*_listed(listed), *(others.items() if isinstance(others, dict) else ())]:
        try:
            # a link that stays inside is a file as another; what leaves is none of ours
            if (
                _PLAIN.fullmatch(name)
                and inside(folder, name)
                and hash_of(plain_bytes(folder / name, _MOST_BYTES)) == told
            ):
                yield name
        except OSError:
            continue


def _listed(resources: list[Any]) -> Iterator[tuple[str, Any]]:
    for resource in resources:
        if isinstance(resource, Mapping) and isinstance(resource.get("path"), str):
            yield resource["path"], resource.get("hash")
