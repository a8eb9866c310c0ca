"""Exit codes, and the one place where an exception becomes one."""

from enum import IntEnum


class Exit(IntEnum):
    """What the process answers."""

    OK = 0
    WRONG = 1
    USAGE = 2
    FAULT = 3
    INTERRUPTED = 130
    TERMINATED = 143
