"""The fonts that the number of pages of a document depends on: a test of pages says which one it misses."""

import os
import shutil
import subprocess
from functools import cache
from typing import Final

import pytest

# family → the Debian package that holds it; what LibreOffice and Chromium take for the fonts that documents ask for
PACKAGES: Final = {
    "Liberation Sans": "fonts-liberation",
    "Liberation Serif": "fonts-liberation",
    "DejaVu Sans": "fonts-dejavu-core",
    "Carlito": "fonts-crosextra-carlito",
}


@cache
def installed() -> str:
    """Return the families that fontconfig knows, a line each; nothing where it is not installed."""
    program = shutil.which("fc-list")
    if program is None:
        return ""
    return subprocess.run([program, ":", "family"], capture_output=True, check=True, encoding="utf-8").stdout


def needs_fonts(*families: str) -> None:
    """Skip a test of pages where a font is missing, and say which; with CI=1 it fails: pages would be counted in another one."""
    missing = [family for family in families if family not in installed()]
    if missing:
        packages = " ".join(dict.fromkeys(PACKAGES[family] for family in missing))
        text = f"pages are counted in {' and '.join(missing)}, not installed: apt-get install {packages}"
        if os.environ.get("CI"):
            pytest.fail(text)
        pytest.skip(text)
