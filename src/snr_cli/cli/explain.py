"""`snr explain`: where a number comes from, what a group holds, what a code says."""

import re
from collections.abc import Collection, Sequence
from difflib import SequenceMatcher
from typing import Annotated, Final

import typer

from snr_cli.catalog import opened, tables as catalog_tables
from snr_cli.cli.console import FactorsLicence, assessed, deliver, named_of_dossier, on_screen, wants_color, width
from snr_cli.engine import records
from snr_cli.french.numbers import closest, did_you_mean
from snr_cli.french.words.terms import term
from snr_cli.inputs.dossier import load, named
from snr_cli.model import codes, codes as declared_codes, territory
from snr_cli.model.refusal import UsageError
from snr_cli.outputs import explanation
from snr_cli.plan import plan as plans
from snr_cli.results import organisation
from snr_cli.results.sentences import coverage

_NEAR: Final = 0.5  # likeness from which on a name is surely meant
_NAMED: Final = 20  # names told when none is meant
CODE: Final = r"(SNR|REEN|ADJ|RCP)-?[0-9]{0,3}"
CODES: Final = "codes"  # what lists them all


def command(
    paths: Annotated[
        list[str],
        typer.Argument(
            metavar="[DOSSIER] NOM",
            help="Une ligne, un objectif, un groupe (Impression) ; total ; territory, territory.terminals, "
            "territory.france_only… Sans dossier, celui où l’on est. Ou un code (REEN-05) ; codes les liste.",
        ),
    ],
    category: Annotated[
        str,
        typer.Option("--category", "-c", help="Catégorie d’impact."),
    ] = "climate_change",
    factor_set: Annotated[
        str | None,
        typer.Option("--factor-set", help="ademe, declarations ou ecodiag."),
    ] = None,
    licence: FactorsLicence = None,
    member: Annotated[
        str | None,
        typer.Option(
            "--member",
            help="Membre du groupement (ou group) dont la ligne est expliquée, avec sa part des services mutualisés.",
        ),
    ] = None,
) -> None:
    """Explain a figure of a dossier, or a code."""
    from snr_cli.api import planning

    path, line = named_of_dossier(paths, "un nom de plusieurs mots s’écrit entre guillemets")
    if re.fullmatch(CODE, line, re.IGNORECASE) or (len(paths) == 1 and line == CODES):
        rule_command("" if line == CODES else line)
        return
    tables = opened.shipped_tables()
    if category not in tables.categories:
        hint = did_you_mean(closest(category, tables.categories, 0.4), after=" ; ")
        raise UsageError(f"catégorie inconnue « {category} »{hint}")
    read = assessed(path, tables, factor_set=factor_set, licence=licence, whole=member is None, part=member)
    result, imported = read.result, read.imported
    in_rooms = rooms(read.loaded, member, result.organisation.lines)
    lines, estimates, virtual = (
        explanation.targets(result),
        explanation.territory_targets(result, category),
        explanation.virtual_targets(result),
    )
    if line in lines:
        found = lines[line]
        deliver(
            explanation.explain_line(found, category, tables) + explanation.rows_behind(found.id, imported)
            if isinstance(found, records.Line)
            else explanation.explain_total(result, category, tables),
            None,
        )
    elif line in estimates:
        deliver(
            explanation.explain_estimate(
                line.removeprefix("territory.") if "." in line else "total", estimates[line], tables
            ),
            None,
        )
    elif line in virtual and result.virtual is not None:
        text = explanation.explain_virtual(virtual[line], result.virtual, category, tables)
        deliver(text + explanation.rows_behind(line, imported), None)
    elif in_rooms.get(line):
        deliver(explanation.explain_room(line, in_rooms[line], category, tables), None)
    elif line in (objectives := [objective.id for objective in read.dossier.objectives]):
        if member is not None:
            raise UsageError("--member : un objectif est celui du dossier, comme dans snr plan")
        alone = assessed(path, tables, factor_set=factor_set, licence=licence)
        plan = planning.plan_of(alone, tables, plans.possible_horizon(alone.dossier), (records.CLIMATE,))
        deliver(explanation.explain_objective(plan.outcomes[objectives.index(line)], plan.reference_year), None)
    elif line == "territory":
        why = next(
            (coverage.gap_text(gap) for gap in result.gaps if gap.subject == "territory"),
            "pas de valeur dans cette catégorie",
        )
        raise UsageError(f"« {line} » est {term('not_assessed')} : {why}")
    else:
        own = result.organisation.lines
        groups = _groups({each.group for each in own}, tables)
        if (group := groups.get(named.unaccented(line))) is not None:
            inside, total = [each for each in own if each.group == group], organisation.assessed_sum(result, category)
            label = tables.vocabulary["groups"][group]["label_fr"]
            deliver(explanation.explain_group(label, inside, total, category, tables), None)
            return
        known = (*lines, *estimates, *virtual, *in_rooms, *objectives, *groups)
        raise UsageError(f"« {line} » ne désigne rien dans ce dossier ; {_hint(line, dict.fromkeys(known))}")


def _groups(present: set[str], tables: "catalog_tables.Tables") -> dict[str, str]:
    """Return the groups that a dossier has by what one may call them: their French name on the screen, with what it says in brackets or not, their key."""
    labels = {key: named.unaccented(tables.vocabulary["groups"][key]["label_fr"]) for key in present}
    return {name: key for key, label in labels.items() for name in (label, label.partition(" (")[0], key)}


def _hint(word: str, names: "Collection[str]") -> str:
    """Return what a word may stand for: the name it is nearly, else the names there are, the nearest first."""
    if near := closest(word, names, _NEAR):
        return did_you_mean(near)
    matcher = SequenceMatcher(b=word)

    def likeness(name: str) -> float:
        matcher.set_seq1(name)
        return matcher.quick_ratio()

    nearest = sorted(names, key=likeness, reverse=True)  # at the same likeness, the lines of the dossier first
    return (
        f"possibles, les plus proches d’abord : {', '.join(nearest[:_NAMED])}{', …' if len(nearest) > _NAMED else ''}"
    )


def rooms(loaded: "load.Loaded", part: str | None, lines: "Sequence[records.Line]") -> "dict[str, list[records.Line]]":
    """Return the server rooms of a dossier, or of a part of a group, and the lines that stand in each."""
    dossiers = {"": loaded.dossier} | {
        f"{member.id}/": member.read.dossier for member in loaded.members if member.read.dossier is not None
    }
    if part is not None:  # its own lines have their own names, those of the group are `group/…`
        own = dossiers.get(f"{part}/", loaded.dossier)
        dossiers = {"": own} if part == territory.GROUP else {"": own, f"{territory.GROUP}/": loaded.dossier}
    by_id = {line.id: line for line in lines}
    found: dict[str, list[records.Line]] = {}
    for prefix, dossier in dossiers.items():
        for each in dossier.equipment:
            if each.room is not None and (line := by_id.get(f"{prefix}{each.id}")) is not None:
                found.setdefault(f"{prefix}{each.room}", []).append(line)
    return found


# The page of a code: `snr explain CODE`, and `snr rule`, its older name.

_FAMILIES: Final = {
    "SNR1": "SYNTAXE",
    "SNR2": "SCHÉMA",
    "SNR3": "RÉFÉRENCES",
    "SNR4": "QUALITÉ ET VRAISEMBLANCE",
    "SNR5": "INVENTAIRES",
    "SNR6": "ACTIONS ET OBJECTIFS DANS LE TEMPS",
}
_SEVERITIES: Final = {"error": "erreur", "warning": "avertissement", "info": "information"}


def rule_command(
    code: Annotated[
        str | None,
        typer.Argument(metavar="CODE", help="Un code, ou le début de plusieurs ; sans lui, la liste de tous."),
    ] = None,
) -> None:
    """Show the page of a code, or list codes."""
    name = codes.normal(code or "")
    if name in codes.CODES:
        # opens: shipped with snr
        page = (opened.bundled("docs/codes") / f"{name}.md").read_text(encoding="utf-8")
        if on_screen():
            page = explanation.page_screen(page, width(), color=wants_color())
        deliver(page, None)
        return
    listed = [found for found in codes.CODES.values() if found.id.startswith(name)]
    if not listed:
        hint = did_you_mean(closest(name, codes.CODES, 0.5), "la liste : snr explain codes")
        raise UsageError(f"code inconnu « {code} » ; {hint}")
    families: dict[str, list[str]] = {title: [] for title in (*_FAMILIES.values(), *declared_codes.HEADINGS.values())}
    for found in listed:
        title = declared_codes.HEADINGS[found.basis] if found.basis else _FAMILIES[found.id[:4]]
        families[title].append(f"  {found.id:<8} {_SEVERITIES[found.severity]:<13} {found.title}")
    blocks = ["\n".join([title.upper(), *lines]) + "\n" for title, lines in families.items() if lines]
    deliver("\n".join(blocks), None)
