"""The files that an earlier publication wrote in a folder, and nobody changed since: what a new one may replace."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from snr_cli.model.finding import UsageError
from snr_cli.outputs.publication.opened import OpenedPackage
from snr_cli.outputs.publication.package import DESCRIPTOR, OURS, hash_of, sealed


def files_of_publication(folder: Path) -> Iterator[str]:
    """Yield the files of a folder that are byte for byte those of the publication in it; none when it is no publication of snr."""
    try:
        found = OpenedPackage(str(folder))
    except UsageError:
        return
    ours, listed = found.descriptor.get(OURS), found.descriptor.get("resources")
    if not isinstance(ours, dict) or not isinstance(listed, list):
        return
    if sealed(found.descriptor) == found.descriptor:
        yield DESCRIPTOR
    others = ours.get("hashes")
    for name, told in [*_listed(listed), *(others.items() if isinstance(others, dict) else ())]:
        try:
            same = hash_of(found.raw(name)) == told
        except UsageError:  # not there, or not a name inside the folder
            continue
        if same:
            yield name


def _listed(resources: list[Any]) -> Iterator[tuple[str, Any]]:
    for each in resources:
        if isinstance(each, Mapping) and isinstance(each.get("path"), str):
            yield each["path"], each.get("hash")
