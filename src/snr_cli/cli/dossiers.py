"""What assess and explain share: the words of the catalogue, a loaded dossier, its assessment."""

from typing import TYPE_CHECKING, NamedTuple

from snr_cli.cli.console import State, tell

if TYPE_CHECKING:
    from snr_cli.catalog.tables import Tables
    from snr_cli.engine.records import Assessment
    from snr_cli.model.dossier import Dossier
    from snr_cli.reading.imports import Imported
    from snr_cli.reading.references import Words


class Assessed(NamedTuple):
    """A dossier once assessed: its name in messages, the result, the inventories it reads."""

    name: str
    result: "Assessment"
    imported: "tuple[Imported, ...]"
    dossier: "Dossier"


def words_of(tables: "Tables") -> "Words":
    """Return the names that the reader checks references against."""
    from snr_cli.cli.words import inventory_words
    from snr_cli.reading.references import Words

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
    )


def assessed(
    argument: str,
    tables: "Tables",
    *,
    factor_set: str | None = None,
    licence: str | None = None,
    without: tuple[str, ...] = (),
) -> Assessed:
    """Load and assess what a command line names.

    Raises:
        UsageError, DossierError: see `load_dossier`; options without meaning together and absurd magnitudes too.
    """
    from snr_cli.checking import absurd
    from snr_cli.engine.assess import MagnitudeError, OptionsError, assess
    from snr_cli.findings.finding import DossierError, Finding, Position, UsageError
    from snr_cli.model.inventory import Equipment, Service
    from snr_cli.reading.load import load_dossier

    loaded = load_dossier(argument, words_of(tables))
    dossier = loaded.dossier
    if State.verbose:
        tell("lu : " + ", ".join(loaded.files) + f" ; facteurs {tables.root.as_posix()}, version {tables.sha256[:12]}")
    if factor_set is not None and factor_set not in tables.sets:
        raise UsageError(f"jeu de facteurs inconnu « {factor_set} » ; jeux : {', '.join(tables.sets)}")
    lines: list[Equipment | Service] = [*dossier.equipment, *dossier.services]
    known = {name for line in lines for name in (line.site, line.entity) if name}
    for name in without:
        if name not in known:
            raise UsageError(
                f"--without : ni site ni entité « {name} » dans {loaded.name} ; connus : {', '.join(sorted(known)) or 'aucun'}"
            )
    try:
        result = assess(dossier, tables, factor_set=factor_set, licence=licence, without=without)
        return Assessed(loaded.name, result, loaded.imported, dossier)
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
    except MagnitudeError as error:
        raise DossierError([Finding("SNR204", Position(loaded.name), *absurd(error.args[0]))]) from None
