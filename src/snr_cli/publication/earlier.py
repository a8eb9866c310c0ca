"""The files that an earlier publication wrote in a folder: what a new one may replace."""

from collections.abc import Iterator
from pathlib import Path

from snr_cli.findings.finding import UsageError
from snr_cli.publication.opened import OpenedPackage
from snr_cli.publication.package import DESCRIPTOR, OURS, README


def files_of_publication(folder: Path) -> Iterator[str]:
    """Yield the files of a folder that the publication in it names; none when it is no publication of snr."""
    try:
        found = OpenedPackage(str(folder)).descriptor
    except UsageError:
        return
    listed = found.get("resources")
    if not isinstance(found.get(OURS), dict) or not isinstance(listed, list):
        return
    yield from (DESCRIPTOR, README)
    for each in listed:
        if isinstance(each, dict):
            yield from (str(each[key]) for key in ("path", "schema") if isinstance(each.get(key), str))
