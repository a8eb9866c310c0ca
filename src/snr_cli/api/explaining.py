"""Where any figure of a dossier comes from, as records: formula, numbers, sources."""

from os import PathLike
from typing import Any

from snr_cli.api.assessing import assess_loaded
from snr_cli.api.sheets import OpenDossier, opened
from snr_cli.inputs.dossier.load import loaded_of
from snr_cli.model.refusal import UsageError
from snr_cli.outputs.explanation import figure_record


def explain_figure(
    dossier: str | PathLike[str] | OpenDossier, name: str, factor_set: str | None = None
) -> dict[str, Any]:
    """Return where a figure of the climate comes from: what `snr explain` says of it, as records, each there when it is said.

    `title` is what it is, `result` the figure with its unit and its bounds, `formula` how it is made. `numbers` are what it is made
    of: `name`, `text` (value and unit), and `origin`; or, of one that is computed, `formula` in words, the same in `numbers`, and
    `parts`, which are such numbers. `steps` are its stages: `title`, `amount`, such a number, `source`, and their product in
    `numbers`. `sums` are the lines of a total, in words. `sources`: the `value` of each, `title`, `licence`, `address`, `notes`. `missing`:
    what is not assessed, and why.

    Args:
        dossier: its folder, its file, or what `open_dossier` gave.
        name: a line of the dossier, `total`, `territory` or one of its parts.
        factor_set: a set of factors in place of the dossier's.

    Raises:
        UsageError: no such figure, or it is not assessed.
        DossierError: as `assess_dossier`.
    """
    opened_dossier = opened(dossier)
    loaded = loaded_of(opened_dossier.read, places=True)
    result = assess_loaded(loaded, opened_dossier.tables, factor_set=factor_set).result
    told = figure_record(name, result, opened_dossier.tables)
    if not told:
        raise UsageError(f"« {name} » n’est pas évalué, ou ne désigne rien dans ce dossier")
    return told
