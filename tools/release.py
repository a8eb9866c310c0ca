"""What a release publishes: `python tools/release.py check TAG`, then `gather` once all is built (.github/workflows/release.yml).

`check` refuses a tag that is not the version, or a version that CHANGELOG.md does not date. `gather` puts in `dist/release` the
two archives, the offline bundle, the zip of the page, their SBOM, what `pip` installs by hash, the notes (this version's part of the changelog), and the sums
of all of them.
"""

import hashlib
import re
import shutil
import sys
import zipfile
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
DIST: Final = ROOT / "dist"
sys.path.insert(0, str(ROOT / "src"))

from snr_cli.model.version import __version__  # noqa: E402 (from the folder named just above)

# what must be there, by the name that it is published under
PUBLISHED: Final = (
    f"snr_cli-{__version__}-py3-none-any.whl",
    f"snr_cli-{__version__}.tar.gz",
    f"snr-hors-ligne-{__version__}.zip",
    "snr-page.zip",
    f"snr-hors-ligne-{__version__}.cdx.json",
    "snr-page.cdx.json",
)
REQUIREMENTS: Final = f"snr-{__version__}-exigences.txt"  # what `pip install --require-hashes -r` takes
SUMS: Final = "SHA256SUMS"


def notes() -> str:
    """Return this version's part of the changelog.

    Raises:
        SystemExit: it has no date.
    """
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    heading = re.compile(rf"^## \[{re.escape(__version__)}\] - \d{{4}}-\d\d-\d\d\n(.*?)(?=^## |\Z)", re.M | re.S)
    found = heading.search(text)
    if found is None:
        sys.exit(
            f"CHANGELOG.md: no « ## [{__version__}] - YYYY-MM-DD »: give the version its date, then tools/regenerate.py"
        )
    return found[1].strip() + "\n"


def check(tag: str) -> None:
    """Refuse what is no release.

    Raises:
        SystemExit: and why.
    """
    if tag != f"v{__version__}":
        sys.exit(f"{tag} is not the version of src/snr_cli/model/version.py: v{__version__}")
    notes()


def gather(dist: Path = DIST) -> Path:
    """Put together what is published, and return the folder.

    Raises:
        SystemExit: a file was not built, or the bundle holds another wheel.
    """
    missing = [name for name in PUBLISHED if not (dist / name).is_file()]
    if missing:
        sys.exit(f"not built: {', '.join(missing)}")
    wheel, _, bundle, *_ = PUBLISHED
    with zipfile.ZipFile(dist / bundle) as archive:
        (inside,) = (name for name in archive.namelist() if name.endswith(f"/{wheel}"))
        if archive.read(inside) != (dist / wheel).read_bytes():
            sys.exit(f"{bundle} holds another wheel than {wheel}: build both from one commit")
    folder = dist / "release"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name in PUBLISHED:
        shutil.copyfile(dist / name, folder / name)
    shutil.copyfile(ROOT / "sbom.cdx.json", folder / f"snr-{__version__}.cdx.json")
    own = hashlib.sha256((dist / wheel).read_bytes()).hexdigest()
    locked = (ROOT / "tools" / "locked" / "run.txt").read_text(encoding="utf-8")
    (folder / REQUIREMENTS).write_text(
        f"snr-cli=={__version__} --hash=sha256:{own}\n{locked}", encoding="utf-8", newline="\n"
    )
    sums = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in sorted(folder.iterdir())]
    (folder / SUMS).write_text("".join(sums), encoding="utf-8", newline="\n")
    (folder / "NOTES.md").write_text(notes(), encoding="utf-8", newline="\n")
    return folder


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["check", tag]:
            check(tag)
        case ["gather"]:
            for path in sorted(gather().iterdir()):
                print(f"{path.stat().st_size / 1e6:8.3f} MB  {path.name}")
        case _:
            sys.exit(__doc__)
