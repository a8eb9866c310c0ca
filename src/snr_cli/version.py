"""The version of snr, said once: the package, its results and its documents bear it."""

__version__ = "0.1.0"
