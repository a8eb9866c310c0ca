"""Makes the documents of Valmont, those of examples/valmont/documents/ (`tools/regenerate.py --only documents` writes them).

They are what a test compares the documents of today with, and what a reader can look at without installing anything.
"""

import io
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

from snr_cli.documents.kinds import DocumentName, Form

ROOT = Path(__file__).parent.parent
DOSSIER = ROOT / "examples" / "valmont"


def parts(data: bytes) -> dict[str, bytes]:
    """Return what a file holds: its parts when it is an archive, whose own bytes depend on the library that packs them."""
    if not data.startswith(b"PK"):
        return {"": data}
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def drafted(environment: dict[str, str]) -> Iterator[tuple[str, bytes]]:
    """Yield the five documents in each format, and the annexes of the strategy beside it, by their names in the repository."""
    with tempfile.TemporaryDirectory() as made:
        for name in get_args(DocumentName):
            for suffix in get_args(Form):
                subprocess.run(
                    [
                        *(sys.executable, "-m", "snr_cli", "-q", "draft", str(DOSSIER)),
                        *("--document", name, "--format", suffix, "-o", str(Path(made) / f"{name}.{suffix}")),
                        *(("--annexes", "apart") if name == "strategie" else ()),
                    ],
                    check=True,
                    env=environment,
                )
        for path in sorted(Path(made).iterdir()):
            yield f"examples/valmont/documents/{path.name}", path.read_bytes()
