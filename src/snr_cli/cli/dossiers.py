"""What assess and explain share: the words of the catalogue, a loaded dossier, its assessment."""

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from snr_cli.cli.console import State, tell

if TYPE_CHECKING:
    from snr_cli.catalog.tables import Tables
    from snr_cli.engine.records import Assessment
    from snr_cli.model.dossier import Dossier
    from snr_cli.reading.imports import Imported
    from snr_cli.reading.load import Loaded
    from snr_cli.reading.members import MemberRead
    from snr_cli.reading.named import Words


class Assessed(NamedTuple):
    """A dossier once assessed: its name in messages, the result, the inventories it reads."""

    name: str
    result: "Assessment"
    imported: "tuple[Imported, ...]"
    dossier: "Dossier"
    loaded: "Loaded"


def words_of(tables: "Tables") -> "Words":
    """Return the names that the reader checks references against."""
    from snr_cli.cli.words import held_values, inventory_words
    from snr_cli.reading.named import Words

    return Words(
        frozenset(tables.equipment_types),
        frozenset(tables.service_types),
        frozenset(tables.places),
        frozenset(tables.categories),
        tuple(tables.sets),
        frozenset(tables.vocabulary["components"]),
        tables.components_of,
        tables.synonyms,
        lambda: inventory_words(tables),
        frozenset(name for name, spans in tables.spans.items() if not all(span.is_stock for span in spans.values())),
        lambda dossier: held_values(tables, dossier),
    )


def assessed(
    argument: str,
    tables: "Tables",
    *,
    factor_set: str | None = None,
    licence: str | None = None,
    without: tuple[str, ...] = (),
    whole: bool = False,
    part: str | None = None,
    places: bool = False,
) -> Assessed:
    """Load and assess what a command line names.

    Args:
        argument: what the command line names.
        tables: the factor tables.
        factor_set: overrides the dossier's named set.
        licence: overrides the dossier's.
        without: sites or entities left out by name.
        whole: count the members of a group with it.
        part: a member, or `group`: only its own lines and its share of the pooled ones.
        places: keep the places of the lines in the files, for rules to point at.

    Raises:
        UsageError, DossierError: see `load_dossier`; options without meaning together and absurd magnitudes too.
    """
    from snr_cli.catalog.replaced import HeldError
    from snr_cli.checking import absurd, pooling_findings
    from snr_cli.cli.words import told
    from snr_cli.engine.assess import MagnitudeError, OptionsError, assess
    from snr_cli.engine.pooling import Member
    from snr_cli.findings.finding import DossierError, Finding, Position, UsageError
    from snr_cli.model.inventory import Equipment, Service
    from snr_cli.model.territory import GROUP
    from snr_cli.reading.held import in_words
    from snr_cli.reading.load import load_dossier

    loaded = load_dossier(argument, words_of(tables), places=places)
    dossier = loaded.dossier
    if State.verbose:
        tell("lu : " + ", ".join(loaded.files) + f" ; facteurs {tables.root.as_posix()}, version {tables.sha256[:12]}")
    if factor_set is not None and factor_set not in tables.sets:
        raise UsageError(f"jeu de facteurs inconnu « {factor_set} » ; jeux : {', '.join(tables.sets)}")
    members = loaded.members if whole or part is not None else ()
    dossiers = {GROUP: dossier} | {each.id: each.read.dossier for each in members if each.read.dossier is not None}
    if part is not None and not dossier.members:
        raise UsageError(f"--member : {loaded.name} n’a pas de membres (members)")
    if dossier.members and not members:
        tell(
            f"{loaded.name} : ses membres ne sont pas comptés ici, chaque dossier l’est pour lui-même"
            + (" ; ce qu’il mutualise y compte en entier" if dossier.shared else "")
        )
    if part is not None and part not in dossiers:
        from difflib import get_close_matches

        near = get_close_matches(part, dossiers, 1)
        hint = f"vouliez-vous dire « {near[0]} » ?" if near else "connus : " + ", ".join(dossiers)
        raise UsageError(f"--member : pas de membre « {part} » dans {loaded.name} ; {hint}")
    wrong = pooling_findings(dossier, members, loaded.joined, tables) if members and loaded.joined is not None else []
    if wrong:
        raise DossierError(wrong)
    known: set[str] = set()
    for each, theirs in dossiers.items():
        lines: list[Equipment | Service] = [*theirs.equipment, *theirs.services]
        names = {name for line in lines for name in (line.site, line.entity) if name}
        known |= names if each == GROUP else {f"{each}/{name}" for name in names}
    for name in without:
        if name not in known:
            raise UsageError(
                f"--without : ni site ni entité « {name} » dans {loaded.name} ; connus : {', '.join(sorted(known)) or 'aucun'}"
            )
    try:
        result = assess(
            dossier,
            tables,
            factor_set=factor_set,
            licence=licence,
            without=without,
            members=[Member(each.id, each.name, dossiers[each.id]) for each in members],
            part=part,
        )
        return Assessed(loaded.name, result, _imported(loaded, members, part), dossiers[part or GROUP], loaded)
    except OptionsError as error:
        raise DossierError(
            [
                Finding(
                    "SNR208",
                    Position(loaded.name),
                    f"options sans signification ensemble : {' et '.join(error.names)}",
                    "gardez une seule option (beges et post_amortisation_zero vont ensemble)",
                    "/method/options",
                )
            ]
        ) from None
    except HeldError as error:  # of another set of factors than the dossier's: that of the command, or of the group
        raise DossierError(
            [
                Finding("SNR210", Position(loaded.name), *in_words(each), "/factors/overrides")
                for each in told(error.held)
            ]
        ) from None
    except MagnitudeError as error:
        raise DossierError([Finding("SNR204", Position(loaded.name), *absurd(error.args[0]))]) from None


def _imported(loaded: "Loaded", members: "Iterable[MemberRead]", part: str | None) -> "tuple[Imported, ...]":
    """Return the inventories behind a result: those of a part, or those of the group and of its members by name."""
    if part is not None:
        theirs = next((each.read for each in members if each.id == part), None)
        return loaded.imported if theirs is None else theirs.imported
    return (
        *loaded.imported,
        *(
            replace(
                found,
                id=f"{each.id}/{found.id}",
                traces={f"{each.id}/{line}": rows for line, rows in found.traces.items()},
                lines=tuple(f"{each.id}/{line}" for line in found.lines),
            )
            for each in members
            for found in each.read.imported
        ),
    )
