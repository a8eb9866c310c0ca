"""What is asked of a command and cannot be done. A leaf: every command starts with it."""

from typing import NamedTuple


class UsageError(Exception):
    """The command cannot be carried out as asked (exit code 2); the message is French, `more` the lines under it."""

    def __init__(self, message: str, *more: str) -> None:
        super().__init__(message)
        self.more = more


class Unread(NamedTuple):
    """A file that could not be opened or decoded, as it was named, and why in French."""

    file: str
    message: str


class UnreadError(UsageError):
    """A file named on the command line cannot be opened or decoded."""

    def __init__(self, file: str, why: str) -> None:
        super().__init__(f"{file} : {why}")
        self.unread = Unread(file, why)
