"""Modules that are loaded at their first use: `with LATE:` at the head of a module, imports as usual, and names by their module.

A command, or a use case, then costs what it uses: one form of an answer costs nothing to the others, and `--help` loads none of what runs.
"""

import sys
from collections.abc import Sequence
from importlib.abc import Loader
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any, Final


class _Waiting(ModuleType):
    """A module that nobody has used yet; one that fails is tried again. `LazyLoader` of Python would hide why it failed."""

    def __getattr__(self, name: str) -> Any:
        """Load the module for one of its names, and return that."""
        if name.startswith("__"):  # what the import of any module looks for
            raise AttributeError(name)
        spec = self.__spec__
        assert spec is not None
        assert spec.loader is not None
        try:
            self.__class__ = ModuleType  # type: ignore[assignment] # its own names are there from now on
            spec.loader.exec_module(self)
        except BaseException:
            self.__class__ = _Waiting
            raise
        return getattr(self, name)


class _AtFirstUse(Loader):
    """Finds the modules of snr as the finders after it do, and lets them wait."""

    def __enter__(self) -> None:
        sys.meta_path.insert(0, self)

    def __exit__(self, *_: object) -> None:
        sys.meta_path.remove(self)

    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        """Return how a module is loaded; None for what is not of snr."""
        if not name.startswith("snr_cli."):
            return None
        found = (
            finder.find_spec(name, path, target)
            for finder in sys.meta_path
            if finder is not self and hasattr(finder, "find_spec")
        )
        spec = next((spec for spec in found if spec is not None), None)
        if spec is not None:
            spec.loader_state, spec.loader = spec.loader, self
        return spec

    def exec_module(self, module: ModuleType) -> None:
        """Let a module wait, with what will load it."""
        spec = module.__spec__
        assert spec is not None
        spec.loader = module.__loader__ = spec.loader_state
        module.__class__ = _Waiting


LATE: Final = _AtFirstUse()
