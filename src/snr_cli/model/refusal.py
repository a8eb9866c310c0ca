"""What is asked of a command and cannot be done. A leaf: every command starts with it."""


class UsageError(Exception):
    """The command cannot be carried out as asked (exit code 2); the message is French, `more` the lines under it."""

    def __init__(self, message: str, *more: str) -> None:
        super().__init__(message)
        self.more = more
