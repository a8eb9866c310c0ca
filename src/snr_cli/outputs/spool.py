"""Keeps a long text until all of it is known to be right: nothing is written of a run that fails, and many dossiers take the memory of one."""

import tempfile
from collections.abc import Iterable, Iterator
from typing import IO, Final

from snr_cli.inputs.dossier.files import why
from snr_cli.model.refusal import UsageError

IN_MEMORY: Final = 32 * 2**20  # signs kept before a file is opened
PIECE: Final = 2**20  # signs handed over at once


def spooled(texts: Iterable[str]) -> Iterator[str]:
    """Read texts to the end, at once, and return the iterator that yields them again by pieces.

    Whoever writes them then knows all that the run has read, and takes the place of none of it.

    Raises:
        UsageError: the disk of temporary files is full; whatever the texts raise.
    """
    # a lone surrogate is no text for a file: it is kept here, and replaced where the text is written
    kept = tempfile.SpooledTemporaryFile(  # noqa: SIM115 - closed once it is read again
        IN_MEMORY, "w+", encoding="utf-8", errors="surrogatepass", newline="", prefix="snr."
    )
    try:
        for text in texts:
            try:
                kept.write(text)
            except OSError as error:
                raise UsageError(f"fichier temporaire : écriture impossible ({why(error)})") from None
    except BaseException:
        kept.close()
        raise
    return _again(kept)


def _again(kept: IO[str]) -> Iterator[str]:
    with kept:
        kept.seek(0)
        while piece := kept.read(PIECE):
            yield piece
