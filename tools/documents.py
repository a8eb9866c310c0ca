"""Writes the documents of Valmont in examples/valmont/documents/: `python tools/documents.py`.

They are what a test compares the documents of today with, and what a reader can look at without installing anything.
"""

import io
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import get_args

from snr_cli.documents.kinds import DocumentName, Form

ROOT = Path(__file__).parent.parent
DOSSIER = ROOT / "examples" / "valmont"
DOCUMENTS = get_args(DocumentName)


def parts(data: bytes) -> dict[str, bytes]:
    """Return what a file holds: its parts when it is an archive, whose own bytes depend on the library that packs them."""
    if not data.startswith(b"PK"):
        return {"": data}
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def write(folder: Path) -> None:
    """Write the five documents in each format, and the annexes of the strategy beside it; what holds the same is left."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as made:
        for name in DOCUMENTS:
            for suffix in get_args(Form):
                subprocess.run(
                    [
                        *(sys.executable, "-m", "snr_cli", "-q", "draft", str(DOSSIER)),
                        *("--document", name, "--format", suffix, "-o", str(Path(made) / f"{name}.{suffix}")),
                        *(("--annexes", "apart") if name == "strategie" else ()),
                    ],
                    check=True,
                )
        for path in sorted(Path(made).iterdir()):
            target, data = folder / path.name, path.read_bytes()
            if not target.exists() or parts(target.read_bytes()) != parts(data):
                target.write_bytes(data)
                print(f"écrit : {target}")


if __name__ == "__main__":
    write(DOSSIER / "documents")
