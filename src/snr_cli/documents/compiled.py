"""The code of templates: kept by the process, and beside them, where and when Python keeps that of modules."""

import sys
from contextlib import suppress
from importlib.machinery import SourceFileLoader
from importlib.util import cache_from_source
from pathlib import Path
from types import CodeType
from typing import Any, Final

import jinja2
from jinja2 import BytecodeCache, Environment
from jinja2.bccache import Bucket

from snr_cli.model.version import __version__

MADE: Final = 2  # to raise when what compiles a template, or an option of it, makes other code
_CODES: Final[
    dict[tuple[str, str], CodeType]
] = {}  # by file and by what it is made from: a test compiles what it changes


class Compiled(BytecodeCache):
    """What was compiled of the templates of a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def get_bucket(self, environment: Environment, name: str, filename: Any, source: str) -> Bucket:
        """Return what is kept of a template."""
        key = cache_from_source(str(self.folder / name), optimization="jinja")
        made_from = f"{source}\0{jinja2.__version__} {__version__} {MADE} {sorted(environment.filters)}"
        bucket = Bucket(environment, key, self.get_source_checksum(made_from))
        self.load_bytecode(bucket)
        return bucket

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take the code, unless it is not there, or is that of something else."""
        bucket.code = _CODES.get((bucket.key, bucket.checksum))
        if bucket.code is None:
            _read(bucket)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the code; a folder that may not be written is no failure."""
        if bucket.code is None:
            return
        _CODES[bucket.key, bucket.checksum] = bucket.code
        if not sys.dont_write_bytecode:
            SourceFileLoader("", "").set_data(bucket.key, bucket.bytecode_to_string())


def _read(bucket: Bucket) -> None:
    with suppress(Exception):
        # opens: shipped with snr
        bucket.bytecode_from_string(Path(bucket.key).read_bytes())
    if bucket.code is not None:
        _CODES[bucket.key, bucket.checksum] = bucket.code
