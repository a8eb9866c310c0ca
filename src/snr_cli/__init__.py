"""snr: the digital footprint of a French local authority, from a folder of YAML to the documents of its strategy."""

__version__ = "0.1.0"
