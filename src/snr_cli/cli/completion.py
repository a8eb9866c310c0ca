"""`snr completion`: the script of a shell, and the values proposed: (value, help). No mistake is ever shown."""

import os
import re
import sys
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from snr_cli.cli.console import deliver

VARIABLE = "_SNR_COMPLETE"  # set by the script of the shell, with what it asks for
Proposals = list[tuple[str, str]]
# zsh evaluates what Typer's script hands it, and Typer lets \\$(…) through: a dossier's words go without such marks
_UNSAFE = r"[^\w .,;()/’–-]"


def command(
    shell: Annotated[
        Literal["bash", "zsh", "fish", "powershell"],
        typer.Argument(metavar="SHELL", help="bash, zsh, fish ou powershell."),
    ],
) -> None:
    """Écrit le script qui complète commandes, options et valeurs avec la touche Tab."""
    from typer._completion_shared import get_completion_script

    script = get_completion_script(prog_name="snr", complete_var=VARIABLE, shell=shell)
    if shell == "powershell":  # Typer's also changes what Tab does in the whole session: that is the user's choice
        script = script[script.index("$scriptblock") :]
    deliver(script + "\n", None)


def asked() -> bool:
    """Say whether a shell asks for proposals rather than a user for an answer; if so, make ready and be quiet."""
    if VARIABLE not in os.environ:
        return False
    sys.stderr = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 (until the process ends)
    from typer import _completion_classes

    _completion_classes.completion_init()
    # Typer loads the whole of Rich to take markup out of help; ours has none, and a Tab should not wait
    _completion_classes._sanitize_help_text = lambda text: text
    return True


def factor_ids(incomplete: str) -> Proposals:
    """Propose the ids of `snr factors show`."""
    from snr_cli.catalog.opened import shipped_tables
    from snr_cli.outputs.factors_screen import listing

    return [(row["id"], row["label"]) for row in listing(shipped_tables(), None) if row["id"].startswith(incomplete)]


def factor_sets(incomplete: str) -> Proposals:
    """Propose the sets of factors."""
    from snr_cli.catalog.opened import shipped_tables

    return [(name, "") for name in (*shipped_tables().sets, "all") if name.startswith(incomplete)]


def categories(incomplete: str) -> Proposals:
    """Propose the categories of impact."""
    from snr_cli.catalog.opened import shipped_tables

    return [(name, entry.label) for name, entry in shipped_tables().categories.items() if name.startswith(incomplete)]


def codes(incomplete: str) -> Proposals:
    """Propose codes of findings, also after a comma."""
    from snr_cli.model.codes import CODES

    before, comma, last = incomplete.rpartition(",")
    return [(before + comma + code.id, code.title) for code in CODES.values() if code.id.startswith(last)]


def members(ctx: typer.Context, incomplete: str) -> Proposals:
    """Propose the members of the group that the line already names."""
    from snr_cli.api.catalogue import words_of
    from snr_cli.catalog.opened import shipped_tables
    from snr_cli.inputs.dossier.load import load_dossier
    from snr_cli.model.territory import GROUP

    paths: Any = ctx.params.get("paths") or ctx.params.get("path")
    path = paths if isinstance(paths, str) else paths[0] if paths else "-"
    if path == "-":  # standard input is the terminal's
        return []
    loaded = load_dossier(path, words_of(shipped_tables()))
    found = {GROUP: "", **{member.id: member.name or "" for member in loaded.members}}
    return [
        (name, re.sub(_UNSAFE, " ", label))
        for name, label in found.items()
        if name.startswith(incomplete) and not re.search(_UNSAFE, name)
    ]


def bridges_that_read(incomplete: str) -> Proposals:
    """Propose the bridges that read a file."""
    from snr_cli.api.bridging import known_bridges

    return [(bridge.id, bridge.title) for bridge in known_bridges() if bridge.read and bridge.id.startswith(incomplete)]


def bridges_that_write(incomplete: str) -> Proposals:
    """Propose the bridges that write a file."""
    from snr_cli.api.bridging import known_bridges

    return [
        (bridge.id, bridge.title) for bridge in known_bridges() if bridge.write and bridge.id.startswith(incomplete)
    ]


def electricity_paths(ctx: typer.Context, incomplete: str) -> Proposals:
    """Propose the paths of electricity of the dossier that the line already names."""
    from snr_cli.api.catalogue import words_of
    from snr_cli.catalog.opened import shipped_tables
    from snr_cli.inputs.dossier.load import load_dossier

    path: Any = ctx.params.get("path")
    if not path or path == "-":  # standard input is the terminal's
        return []
    strategy = load_dossier(path, words_of(shipped_tables())).dossier.strategy
    paths = strategy.electricity_paths if strategy is not None else ()
    return [
        (electricity_path.name, re.sub(_UNSAFE, " ", electricity_path.title or ""))
        for electricity_path in paths
        if electricity_path.name.startswith(incomplete) and not re.search(_UNSAFE, electricity_path.name)
    ]


def explained(ctx: typer.Context, incomplete: str) -> Proposals:
    """Propose what `snr explain` can explain in the dossier that the line already names."""
    from snr_cli.catalog.opened import shipped_tables
    from snr_cli.cli.assessed import assessed
    from snr_cli.engine.records import CLIMATE, Carrier, Line
    from snr_cli.outputs.explanation import targets, territory_targets, virtual_targets

    path: Any = ctx.params.get("path")
    if not path or path == "-":  # standard input is the terminal's
        return []
    read = assessed(path, shipped_tables(), whole=True)
    result = read.result
    found: dict[str, Any] = {
        **{objective.id: objective for objective in read.dossier.objectives},
        **targets(result),
        **territory_targets(result, CLIMATE),
        **virtual_targets(result),
    }
    return [
        (name, re.sub(_UNSAFE, " ", what.label) if isinstance(what, Line | Carrier) else "")
        for name, what in found.items()
        if name.startswith(incomplete) and not re.search(_UNSAFE, name)
    ]
