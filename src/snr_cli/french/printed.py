"""A text as a terminal may print it, a path as it is written everywhere. A leaf: every command starts with it."""

import os


def printable(text: str) -> str:
    """Replace control characters (they could drive a terminal) by their escaped form; no-break spaces stay."""
    return "".join(char if char.isprintable() or char in "\t\u00a0\u202f" else repr(char)[1:-1] for char in text)


def posix(file: str) -> str:
    """Write a path with `/`, whatever the system."""
    return file.replace(os.sep, "/")
