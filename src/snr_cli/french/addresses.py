"""Electronic addresses and telephone numbers in a text: found to be told, hidden wherever a line of a file is shown."""

import re

_ADDRESS = re.compile(r"(?<![\w.+-])([\w.+-]{1,64})@[\w-]{1,63}\.[\w.-]{2,63}")
_PHONE = re.compile(
    r"(?<![\w.,/+-])(?:(?:\+|00)[1-9]\d{1,2}[ .]?(?:\(0\)[ .]?)?[1-9]|0[1-79])(?:[ .-]?\d{2}){4}(?![\w:/-])"
)


def boxes(text: str) -> list[str]:
    """Return what stands before the « @ » of each electronic address."""
    return [match[1] for match in _ADDRESS.finditer(text)] if "@" in text else []


def has_phone(text: str) -> bool:
    """Say whether a text holds the telephone number of a line: in France, one in 08 is that of a service."""
    return _PHONE.search(text) is not None


def unreached(line: str) -> str:
    """Return a line of the same length without them."""
    for pattern in (_ADDRESS, _PHONE):
        line = pattern.sub(lambda match: "·" * len(match[0]), line)
    return line
