"""Options that several commands share, written once."""

from pathlib import Path
from typing import Annotated

import typer

# never from a settings file: that file belongs to the repository that is checked, and must not choose what is overwritten
Output = Annotated[
    Path | None,
    typer.Option("--output", "-o", allow_from_autoenv=False, help="Fichier à écrire, en entier ou pas du tout."),
]
