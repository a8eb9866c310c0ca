"""Resolve what is installed by hash: `python tools/locked.py` writes tools/locked/*.txt, for every system and Python, from the index.

`run.txt`: what snr needs (pyproject.toml); `build.txt`: what builds its archives; `uv.txt`: what resolves the bundle. The action, the
release and its list of requirements install from them with `--require-hashes`.
"""

import sys
from typing import Final

from build_bundle import PYTHONS, ROOT, index, run, uv

LOCKED: Final = ROOT / "tools" / "locked"
ASKED: Final = {"run": "", "build": "build\nhatchling>=1.28\n", "uv": "uv\n"}
_HOW: Final = (
    "--universal",
    "--only-binary",
    ":all:",
    "--emit-build-options",
    "--generate-hashes",
    "--no-header",
    "--no-annotate",
    "--quiet",
)


def main() -> None:
    """Resolve each list anew, its newest versions."""
    LOCKED.mkdir(exist_ok=True)
    for name, asked in ASKED.items():
        source = LOCKED / f"{name}.in"
        if asked:
            source.write_text(asked, encoding="utf-8")
        given = source if asked else ROOT / "pyproject.toml"
        target = LOCKED / f"{name}.txt"
        run(
            uv(),
            "pip",
            "compile",
            *_HOW,
            "--upgrade",
            "--python-version",
            PYTHONS[0],
            *index(),
            str(given),
            "-o",
            str(target),
        )
        source.unlink(missing_ok=True)


if __name__ == "__main__":
    sys.exit(main())
