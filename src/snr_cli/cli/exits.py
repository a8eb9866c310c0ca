"""Exit codes (DESIGN 2); `__main__` turns every end of a run into one of them."""

from enum import IntEnum


class Exit(IntEnum):
    """What the process answers."""

    OK = 0
    WRONG = 1
    USAGE = 2
    FAULT = 3
    INTERRUPTED = 130
    TERMINATED = 143
