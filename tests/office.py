"""LibreOffice in the tests: one profile a process, which takes it seconds to make."""

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path


@cache
def profile() -> str:
    """Return the option that names the profile of this process."""
    folder = tempfile.mkdtemp()
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return f"-env:UserInstallation={Path(folder).as_uri()}"
