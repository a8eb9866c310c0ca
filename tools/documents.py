"""Writes the documents of Valmont in examples/valmont/documents/: `python tools/documents.py`.

They are what a test compares the documents of today with, and what a reader can look at without installing anything.
"""

import subprocess
import sys
from pathlib import Path
from typing import get_args

from snr_cli.documents.kinds import DocumentName, Form

ROOT = Path(__file__).parent.parent
DOSSIER = ROOT / "examples" / "valmont"
DOCUMENTS = get_args(DocumentName)


def write(folder: Path) -> None:
    """Write the five documents in each format, and the annexes of the strategy beside it."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in DOCUMENTS:
        for suffix in get_args(Form):
            subprocess.run(
                [
                    *(sys.executable, "-m", "snr_cli", "draft", str(DOSSIER)),
                    *("--document", name, "--format", suffix, "-o", str(folder / f"{name}.{suffix}")),
                    *(("--annexes", "apart") if name == "strategie" else ()),
                ],
                check=True,
            )


if __name__ == "__main__":
    write(DOSSIER / "documents")
