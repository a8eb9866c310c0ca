"""Bridges: a file of another tool as lines of a dossier, a dossier as a file of another tool."""

import re
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from os import PathLike, fspath
from pathlib import Path
from typing import Any, Final

from snr_cli.api.assessing import assess_dossier
from snr_cli.api.sheets import open_dossier
from snr_cli.bridges import beges, cloud_assess, eco_clic, pcr, tet
from snr_cli.bridges.bridge import Bridge, Brought, Sent, SourceRow, fit_into, unnamed_export, yaml_text
from snr_cli.bridges.opened import OpenedFile
from snr_cli.catalog.opened import shipped_tables
from snr_cli.catalog.tables import Tables
from snr_cli.french.numbers import and_others, closest, did_you_mean, first_of, plural
from snr_cli.french.plain import json_text
from snr_cli.model.grouped import in_groups
from snr_cli.model.refusal import UsageError

_BEFORE_A_SIGN: Final = re.compile(r" (?=[:;»!?])|(?<=«) ")
_SHOWN: Final = 20  # rows of a reason, or faults, that a screen names
_WIDEST: Final = 90
_HOW: Final = (
    "Pour les mettre dans un dossier :",
    "  1. snr import FICHIER DOSSIER --format yaml -o DOSSIER/import.yaml : les identifiants y sont libres, les axes ceux du dossier ;",
    "  2. dans territory.yaml, « include: [import.yaml] », ou import.yaml ajouté à cette liste : les listes (actions, equipment) s’ajoutent ;",
    "  3. une section que le dossier a déjà (strategy, factors, virtual, programme) ne se dit qu’une fois : ses lignes sont en commentaire, à y recopier.",
)


def brought_screen(brought: Brought, bridge: Bridge, width: int = 100) -> str:
    """Return what was read, row by row or by reason, and what the format loses."""
    taken = [row for row in brought.rows if row.became]
    named = _named(taken, lambda row: f"{row.place} {_short(row.name)} → {row.became}{row.why and f' ({row.why})'}")
    lines = (
        f"{brought.file} : {bridge.title}",
        "",
        *_counts(brought.rows, "reprise"),
        *_unread(brought),
        *_faults(brought),
        *(["", "Repris :", *named] if taken else []),
        *_left(brought.rows, "Non repris"),
        *_listed("À savoir", brought.notes),
        *_listed("Ce que cette passerelle ne reprend pas", bridge.lost_in),
        *(["", *_HOW] if brought.sections else []),
    )
    return _wrapped(lines, width)


def brought_told(brought: Brought) -> list[str]:
    """Return the counts and what a reader must know, in a few lines, beside what is written."""
    reasons = dict.fromkeys(row.why for row in brought.rows if not row.became)
    left = [f"non repris : {why}" for why in reasons]
    return [*_counts(brought.rows, "reprise"), *left, *_unread(brought), *_faults(brought), *brought.notes]


def brought_json(brought: Brought, bridge: Bridge) -> str:
    """Return what was read as JSON."""
    return json_text(
        {
            "bridge": brought.bridge,
            "file": brought.file,
            "rows": {
                "read": len(brought.rows),
                "taken": brought.taken,
                "left": brought.left,
                "unread_values": brought.unread,
            },
            "every_row": [
                {
                    "place": row.place,
                    "name": row.name,
                    "became": row.became or None,
                    "why": row.why or None,
                    "unread_values": row.unread,
                }
                for row in brought.rows
            ],
            "faults": [
                {"line": fault.line, "column": fault.column, "message": fault.message, "mended": fault.mended}
                for fault in brought.faults
            ],
            "notes": list(brought.notes),
            "losses": list(bridge.lost_in),
            "sections": brought.sections,
            "already_in": dict(brought.held),
        }
    )


def brought_yaml(brought: Brought, bridge: Bridge) -> str:
    """Return the lines for the dossier."""
    head = (
        f"Lu par snr import --as {brought.bridge} : {bridge.title}.",
        f"{plural(len(brought.rows), 'ligne lue', 'lignes lues')}, {plural(brought.taken, 'reprise')}.",
    )
    text = yaml_text(
        {key: value for key, value in brought.sections.items() if key not in brought.held}, head, brought.comments
    )
    for key, name in brought.held.items():
        lines = yaml_text({key: brought.sections[key]}, (), brought.comments).splitlines()
        text += f"# « {key} » est déjà dans {name} : ajoutez-y ce qui suit, sans « # ».\n"
        text += "".join(f"# {line}\n" for line in lines)
    return text


def sent_told(sent: Sent, bridge: Bridge) -> list[str]:
    """Return what the file does not hold: of this dossier, and of any."""
    reasons = in_groups((why, row.place) for row in sent.rows for why in filter(None, row.why.split(" ; ")))
    told = [*_counts(sent.rows, "écrite")]
    told += [f"{first_of(names, _SHOWN)} : {why}" for why, names in reasons.items()]
    return [*told, *sent.notes, f"ce que {bridge.id} ne tient pas :", *(f"  - {loss}" for loss in bridge.lost_out)]


def bridges_screen(bridges: Iterable[Bridge], width: int = 100) -> str:
    """Return the list of the bridges, their formats, and what each one loses."""
    lines: list[str] = []
    for bridge in bridges:
        said = {
            "lit": bridge.reads,
            "écrit": bridge.writes,
            "format lu dans": bridge.source and f"{bridge.source}, licence {bridge.licence}",
            "essayé sur": ", ".join(bridge.samples)
            + (
                " (écrits ici d’après la description du format : aucun fichier réel n’a pu être essayé)"
                if bridge.made_here
                else ""
            ),
        }
        lines += [
            f"{bridge.id} : {bridge.title}",
            *(f"  {what} : {text}" for what, text in said.items() if text),
            *_listed("  Perdu en lisant", bridge.lost_in, "  ")[1:],
            *_listed("  Perdu en écrivant", bridge.lost_out, "  ")[1:],
            "",
        ]
    return _wrapped(lines[:-1], width)


def _wrapped(lines: Iterable[str], width: int) -> str:
    """Return lines no wider than a screen, what goes on being set in; a French space before a sign is kept with it."""
    text = ""
    for line in lines:
        indent = " " * (len(line) - len(line.lstrip()) + 2)
        kept = _BEFORE_A_SIGN.sub("\u00a0", line)
        pieces = textwrap.wrap(
            kept, max(width, 40), subsequent_indent=indent, break_on_hyphens=False, break_long_words=False
        )
        text += "\n".join(pieces or [""]) + "\n"
    return text


def _counts(rows: Sequence[SourceRow], word: str) -> list[str]:
    taken = sum(bool(row.became) for row in rows)
    return [
        f"{plural(len(rows), 'ligne')} : {plural(taken, word)}, {plural(len(rows) - taken, f'non {word}', f'non {word}s')}"
    ]


def _unread(brought: Brought) -> list[str]:
    """Say which rows taken over have values that could not be read."""
    rows = [row for row in brought.rows if row.became and row.unread]
    if not rows:
        return []
    head = f"{plural(brought.unread, 'valeur illisible', 'valeurs illisibles')} dans les lignes reprises :"
    return [head, *_named(rows, lambda row: f"{row.place} → {row.became} : {row.why}")]


def _faults(brought: Brought) -> list[str]:
    if not brought.faults:
        return []
    mended = sum(fault.mended for fault in brought.faults)
    left = plural(len(brought.faults) - mended, "non réparée", "non réparées")
    head = f"{plural(len(brought.faults), 'faute')} de syntaxe : {plural(mended, 'réparée')}, {left}"
    lines = (
        f"  {brought.file}:{fault.line}:{fault.column} : {fault.message}{'' if fault.mended else ' (non réparé)'}"
        for fault in brought.faults
    )
    return ["", head, *lines]


def _left(rows: Sequence[SourceRow], title: str) -> Iterator[str]:
    reasons = in_groups((row.why, row) for row in rows if not row.became)
    if reasons:
        yield ""
        yield f"{title} :"
    for why, source_rows in reasons.items():
        yield f"  {why} : {plural(len(source_rows), 'ligne')}"
        yield from (f"  {line}" for line in _named(source_rows, lambda row: f"{row.place} {_short(row.name)}".rstrip()))


def _named(rows: Sequence[SourceRow], said: Any) -> list[str]:
    more = and_others(len(rows) - _SHOWN)
    return [*(f"  {said(row)}" for row in rows[:_SHOWN]), *([f"  …{more} (--format json)"] if more else [])]


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _WIDEST else flat[: _WIDEST - 1] + "…"


def _listed(title: str, items: Sequence[str], indent: str = "") -> list[str]:
    return ["", f"{title} :", *(f"{indent}  - {item}" for item in items)] if items else []


# Every bridge, and which of them a file is certainly for.

BRIDGES: Final = (
    pcr.REQUEST,
    pcr.RESPONSE,
    cloud_assess.BRIDGE,
    tet.BRIDGE,
    eco_clic.BRIDGE,
    beges.BRIDGE,
)


def bridge_named(name: str, option: str) -> Bridge:
    """Return a bridge by its id.

    Raises:
        UsageError: there is none, or it does not go that way.
    """
    reading = option == "--as"
    known = {bridge.id: bridge for bridge in BRIDGES if (bridge.read is not None if reading else bool(bridge.write))}
    if name not in known:
        other = next((bridge for bridge in BRIDGES if bridge.id == name), None)
        if other is not None:
            only = f"écrit seulement (snr export {name})" if reading else f"lit seulement (snr import --as {name})"
            raise UsageError(f"{option} {name} : cette passerelle {only}", f"passerelles : {', '.join(known)}")
        advice = did_you_mean(closest(name, known), f"passerelles : {', '.join(known)}")
        raise UsageError(f"{option} {name} : passerelle inconnue ; {advice}", "la liste : snr import")
    return known[name]


def bridge_of(file: OpenedFile) -> Bridge:
    """Return the bridge that a file is certainly for.

    Raises:
        UsageError: none, or more than one: `--as` says which.
    """
    bridges = [bridge for bridge in BRIDGES if bridge.looks is not None and bridge.looks(file)]
    if not bridges and not file.is_book and file.text().lstrip()[:1] in ("{", "["):
        file.json()  # where it is a JSON that cannot be read, that is what is wrong
    if len(bridges) != 1:
        ids = ", ".join(bridge.id for bridge in (bridges or BRIDGES) if bridge.read is not None)
        inventory = "un inventaire (GLPI, OCS, tableur) se lit avec snr inventory"
        file.refuse("on ne peut pas dire de quel outil vient ce fichier", f"dites-le avec --as : {ids}", inventory)
    return bridges[0]


def known_bridges() -> tuple[Bridge, ...]:
    """Return every bridge: what it reads and writes, the source of its format, what is lost each way."""
    return BRIDGES


def import_file(
    path: str | PathLike[str],
    *,
    bridge: str | None = None,
    year: int | None = None,
    into: str | PathLike[str] | None = None,
    tables: Tables | None = None,
) -> Brought:
    """Read a file of another tool.

    Args:
        path: the file.
        bridge: the id of the bridge; guessed without any, when it is certain.
        year: of a file that covers several years, the one that is taken.
        into: a dossier that the lines are for: their ids are free there.
        tables: the factor tables; those of snr without any.

    Raises:
        UsageError: it cannot be opened or read, nobody can tell which tool wrote it, or a year says nothing to its bridge.
    """
    file = OpenedFile(Path(fspath(path)))
    found = bridge_of(file) if bridge is None else bridge_named(bridge, "--as")
    assert found.read is not None
    if year is not None and not found.takes_year:
        takers = ", ".join(each.id for each in BRIDGES if each.takes_year)
        raise UsageError(f"{file.name} : --year ne sert pas à {found.id}", f"passerelles qui la prennent : {takers}")
    tables = shipped_tables() if tables is None else tables
    brought = found.read(file, tables, year)
    if into is None:
        return brought
    joined = open_dossier(into, tables=tables).read.joined
    if not joined.texts:
        raise UsageError(f"{fspath(into)} : ce dossier ne peut pas être lu", "la cause : snr check")
    return fit_into(brought, joined.data, {key: text.name for key, (text, _, _) in joined.top.items()})


def export_dossier(
    dossier: str | PathLike[str],
    bridge: str,
    *,
    suffix: str | None = None,
    tables: Tables | None = None,
) -> Sent:
    """Make the file of another tool from a dossier, which is assessed.

    Args:
        dossier: its folder, its file, or `-` for standard input.
        bridge: the id of the bridge.
        suffix: how the file ends (`.json`, `.xlsx`, `.csv`); the first that the bridge writes without any.
        tables: the factor tables; those of snr without any.

    Raises:
        UsageError: it cannot be opened, the bridge does not write such a file, or the dossier has nothing that it holds.
        DossierError: the dossier is wrong.
    """
    found = bridge_named(bridge, "passerelle")
    wanted = found.suffixes[0] if suffix is None else suffix.lower()
    if wanted not in found.write:
        raise UsageError(f"{bridge} écrit un fichier {' ou '.join(found.suffixes)}, pas « {wanted} »")
    tables = shipped_tables() if tables is None else tables
    assessed = assess_dossier(dossier, tables, places=False)
    own, result, hidden = unnamed_export(assessed.dossier, assessed.result, tables)
    sent = found.write[wanted](own, result, tables)
    if not any(row.became for row in sent.rows):
        reasons = dict.fromkeys(row.why for row in sent.rows if row.why)
        raise UsageError(f"{bridge} : ce dossier n’a rien à y écrire", *(reasons or (found.writes,)))
    named = f"{plural(hidden, 'texte')} : nom, adresse ou téléphone d’une personne, ôté du fichier écrit (« … »)"
    return replace(sent, notes=(*assessed.notes, *sent.notes, *([named] if hidden else [])))
