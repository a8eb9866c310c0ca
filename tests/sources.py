"""The modules of the package as trees: each is parsed once a process, for the tests that walk over all of them."""

import ast
from functools import cache


@cache
def parsed(text: str) -> ast.Module:
    """Parse a module; nobody changes the tree."""
    return ast.parse(text)
