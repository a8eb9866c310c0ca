"""The assessment on a screen: words first, bars beside their figures, readable at 80 columns and without colour."""

from collections.abc import Iterable, Sequence
from math import fsum
from typing import TYPE_CHECKING

from snr_cli.catalog.tables import Tables
from snr_cli.engine.records import CLIMATE, Assessment, Carrier, Gap
from snr_cli.french.escape import printable
from snr_cli.french.numbers import number, percent, plural, significant, things
from snr_cli.french.words.licences import LICENCE_ASKED
from snr_cli.french.words.results import ALLOCATIONS, NOT_ASSESSED, REMAINDERS, STAGES
from snr_cli.french.words.units import mass
from snr_cli.outputs.assessment_organisation import say_organisation
from snr_cli.outputs.assessment_parts import weight_rank
from snr_cli.outputs.assessment_territory import say_territory
from snr_cli.outputs.screen import Screen
from snr_cli.results.sentences.labels import subject_label
from snr_cli.results.sentences.notices import gap_text, notice_text

if TYPE_CHECKING:
    from snr_cli.inputs.dossier.imported import Imported


_SHOWN = 12
GAPS_SHOWN = 14


def assessment_screen(
    result: Assessment,
    tables: Tables,
    *,
    width: int,
    color: bool,
    by: str = "group",
    imported: "Iterable[Imported]" = (),
    sets: Sequence[Assessment] = (),
) -> Screen:
    """Return what is said of the assessment: records, which a terminal draws and another form may write.

    Args:
        result: the assessment.
        tables: the factor tables, for labels.
        width: columns of the terminal.
        color: whether bold headings are wanted.
        by: `group`, `site`, `entity` or `member`: how the organisation is broken down.
        imported: the inventories read: each says how many of its rows count.
        sets: the same dossier under each set of factors, when they are asked for.
    """
    screen = Screen(width, color)
    name = printable(str(result.facts["name"].value))
    screen.say(f"{name} — empreinte du numérique, année {result.reference_year}")
    imported = tuple(imported)
    for sentence in method_sentences(result):
        screen.say(sentence)
    _inventories(screen, imported)
    say_organisation(screen, result, tables, by, imported)
    if sets:
        _sets(screen, sets, tables)
    _virtual(screen, result)
    say_territory(screen, result, tables)
    _gaps(screen, result, tables)
    _notices(screen, result)
    return screen


def method_sentences(result: Assessment) -> list[str]:
    """Return what the figures rest on: the method, the factors, the values of the dossier's own."""
    options = f", options {', '.join(result.options)}" if result.options else ""
    departs = "d’après le " if result.options else ""  # an option departs from the method: RCP-03 denies it
    own = result.electricity.get(result.place)
    power = (
        f"{result.place} {own.year or 'dossier'} : {significant(own.value)} kgCO2e/kWh"
        if own
        else f"{result.place} : non évaluée"
    )
    found = [
        f"Méthode : {departs}RCP SI (ADEME, novembre 2024){options}. Facteurs : {result.factor_set}, version {result.factors_sha256[:12]}"
        f"{LICENCE_ASKED[result.licence]}. Électricité {power}."
    ]
    if result.overrides:
        found.append("Valeurs propres au dossier : " + ", ".join(printable(name) for name in result.overrides) + ".")
    return found


def _inventories(screen: Screen, imported: "Iterable[Imported]") -> None:
    """Say how many rows of each inventory count: what does not is never silent."""
    for each in imported:
        # most dossiers read none: they do not pay for this
        from snr_cli.inputs.inventory.reasons import verdict_word
        from snr_cli.inputs.inventory.records import VERDICTS

        parts = [
            f"{number(count)} {verdict_word(verdict, count)}"
            for verdict in VERDICTS
            if (count := each.inventory.count(verdict))
        ]
        rows = plural(each.inventory.read, "ligne lue", "lignes lues")
        screen.say(f"Inventaire « {printable(each.id)} » : {rows}, {', '.join(parts) or 'aucune comptée'}.")


def _sets(screen: Screen, sets: Sequence[Assessment], tables: Tables) -> None:
    """Say what each set of factors gives, side by side."""
    from snr_cli.outputs.factor_sets import EACH_ITS_OWN, set_sentences, sets_grid
    from snr_cli.outputs.grid_table import grid_table

    screen.title("JEUX DE FACTEURS, côte à côte (changement climatique, organisation)")
    screen.say(EACH_ITS_OWN, 2)
    for sentence in set_sentences(sets, tables):
        screen.say(printable(sentence), 2, "- ")
    screen.gap()
    table = grid_table(sets_grid(sets, tables))
    heads = ("Groupe", *(each.factor_set for each in sets))
    screen.table([heads, *table.rows], wide=30)


def _virtual(screen: Screen, result: Assessment) -> None:
    """Show what each application carries of its hosts, and what none of them carries."""
    view = result.virtual
    if view is None:
        return
    screen.title("APPLICATIONS : hôtes et cloud répartis (déjà comptés dans l’organisation)")
    counts = (
        plural(len(view.hosts), "hôte"),
        things(fsum(machine.quantity for machine in view.machines), "machine virtuelle", "machines virtuelles"),
        plural(len(view.services), "service"),
        plural(len(view.applications), "application"),
    )
    ways = [ALLOCATIONS[name] for name in dict.fromkeys(host.allocation for host in view.hosts)]
    screen.say(f"{', '.join(counts)}. Répartition : {' ; '.join(ways) or ALLOCATIONS[view.allocation]}.", 2)
    heaviest = sorted(view.applications, key=lambda each: (*weight_rank(each.total(CLIMATE)), each.id))
    rows = [(printable(each.label), *_carried(each, view.whole)) for each in heaviest[:_SHOWN]]
    if len(heaviest) > _SHOWN:
        rest = [part for each in heaviest[_SHOWN:] for part in each.parts]
        shown = plural(len(heaviest) - _SHOWN, "autre application", "autres applications")
        rows.append((shown, *_carried(Carrier("", "", tuple(rest)), view.whole)))
    for reason, text in REMAINDERS.items():
        parts = [part for each in view.remainders if each.reason == reason for part in each.parts]
        if parts:
            rows.append((f"reste : {text}", *_carried(Carrier("", "", tuple(parts)), view.whole)))
    rows.append(("Total réparti", *_carried(view.whole, view.whole)))
    screen.table(rows, wide=screen.width - 28, headed=False)


def _carried(each: Carrier, whole: Carrier) -> tuple[str, str, str]:
    """Return the mass and the share of the whole that something carries."""
    value, total = each.total(CLIMATE), whole.total(CLIMATE)
    if value is None:
        return NOT_ASSESSED, "", ""
    return mass(value), percent(value / total) if total else "", ""


def _gaps(screen: Screen, result: Assessment, tables: Tables) -> None:
    gaps = [gap for gap in result.gaps if gap.category == CLIMATE]
    screen.title("NON ÉVALUÉ (changement climatique) : absent des totaux, ni zéro ni oubli")
    if not gaps:
        screen.say("Rien.", 2)
    merged: dict[tuple[str, str], list[Gap]] = {}
    for gap in gaps:
        merged.setdefault((gap.subject, gap_text(gap)), []).append(gap)
    for (subject, reason), found in list(merged.items())[:GAPS_SHOWN]:
        stages = ", ".join(dict.fromkeys(STAGES.get(gap.stage, gap.stage) for gap in found))
        screen.say(f"{subject_label(subject, tables, result.organisation.lines)}, {stages} : {reason}", 2, "- ")
    if len(merged) > GAPS_SHOWN:
        screen.say(f"… et {len(merged) - GAPS_SHOWN} autres (--format json).", 2)
    others = len({(gap.subject, gap.category) for gap in result.gaps if gap.category != CLIMATE})
    if others:
        screen.say(
            f"Dans les autres catégories : {others} couples type × catégorie incomplets (--format json les liste).", 2
        )


def _notices(screen: Screen, result: Assessment) -> None:
    if not result.notices:
        return
    screen.title("AVERTISSEMENTS")
    for notice in result.notices[: _SHOWN * 2]:
        screen.say(printable(notice_text(notice)), 2, "- ")
    if len(result.notices) > _SHOWN * 2:
        screen.say(f"… et {len(result.notices) - _SHOWN * 2} autres (--format json).", 2)
