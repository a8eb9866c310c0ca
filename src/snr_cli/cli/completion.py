"""`snr completion`: the script of a shell, and the values proposed: (value, help). No mistake is ever shown."""

import os
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from snr_cli.api.late import LATE
from snr_cli.cli.console import assessed, deliver

with LATE:
    from snr_cli.api import bridging, catalogue
    from snr_cli.catalog import opened
    from snr_cli.engine import records
    from snr_cli.inputs.dossier import load
    from snr_cli.model import codes as finding_codes, territory
    from snr_cli.outputs import explanation, factors_screen

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
    """Write the script of a shell."""
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


def _named(ctx: typer.Context) -> str:
    """Return the dossier that the line already names, empty without any; standard input is the terminal's."""
    given: Any = ctx.params.get("paths") or ctx.params.get("path") or ""
    path = given if isinstance(given, str) else given[0]
    return "" if path == "-" else path


def _of_a_dossier(incomplete: str, known: Mapping[str, str | None]) -> Proposals:
    """Propose names that a dossier gives, each with what is said of it; those that a shell would evaluate are left out."""
    return [
        (name, re.sub(_UNSAFE, " ", label or ""))
        for name, label in known.items()
        if name.startswith(incomplete) and not re.search(_UNSAFE, name)
    ]


def factor_ids(incomplete: str) -> Proposals:
    """Propose the ids of `snr factors show`."""
    rows = factors_screen.listing(opened.shipped_tables(), None)
    return [(row["id"], row["label"]) for row in rows if row["id"].startswith(incomplete)]


def factor_sets(incomplete: str) -> Proposals:
    """Propose the sets of factors."""
    return [(name, "") for name in (*opened.shipped_tables().sets, "all") if name.startswith(incomplete)]


def categories(incomplete: str) -> Proposals:
    """Propose the categories of impact."""
    known = opened.shipped_tables().categories.items()
    return [(name, category.label) for name, category in known if name.startswith(incomplete)]


def codes(incomplete: str) -> Proposals:
    """Propose codes of findings, also after a comma."""
    before, comma, last = incomplete.rpartition(",")
    return [(before + comma + code.id, code.title) for code in finding_codes.CODES.values() if code.id.startswith(last)]


def members(ctx: typer.Context, incomplete: str) -> Proposals:
    """Propose the members of the group that the line already names."""
    path = _named(ctx)
    if not path:
        return []
    read = load.load_dossier(path, catalogue.words_of(opened.shipped_tables()))
    return _of_a_dossier(incomplete, {territory.GROUP: "", **{member.id: member.name for member in read.members}})


MemberOf = Annotated[
    str | None,
    typer.Option(
        "--member",
        help="Un membre du groupement : son dossier, avec sa part des services mutualisés.",
        autocompletion=members,
    ),
]


def bridges_that_read(incomplete: str) -> Proposals:
    """Propose the bridges that read a file."""
    known = bridging.known_bridges()
    return [(bridge.id, bridge.title) for bridge in known if bridge.read and bridge.id.startswith(incomplete)]


def bridges_that_write(incomplete: str) -> Proposals:
    """Propose the bridges that write a file."""
    known = bridging.known_bridges()
    return [(bridge.id, bridge.title) for bridge in known if bridge.write and bridge.id.startswith(incomplete)]


def electricity_paths(ctx: typer.Context, incomplete: str) -> Proposals:
    """Propose the paths of electricity of the dossier that the line already names."""
    path = _named(ctx)
    if not path:
        return []
    strategy = load.load_dossier(path, catalogue.words_of(opened.shipped_tables())).dossier.strategy
    paths = strategy.electricity_paths if strategy is not None else ()
    return _of_a_dossier(incomplete, {electricity.name: electricity.title for electricity in paths})


def explained(ctx: typer.Context, incomplete: str) -> Proposals:
    """Propose what `snr explain` can explain in the dossier that the line already names; codes where it names none."""
    path = _named(ctx)
    if not path:
        return codes(incomplete)
    read = assessed(path, opened.shipped_tables(), whole=True)
    known: dict[str, Any] = {
        **{objective.id: objective for objective in read.dossier.objectives},
        **explanation.targets(read.result),
        **explanation.territory_targets(read.result, records.CLIMATE),
        **explanation.virtual_targets(read.result),
    }
    labelled = (records.Line, records.Carrier)
    return _of_a_dossier(
        incomplete, {name: what.label if isinstance(what, labelled) else "" for name, what in known.items()}
    )
