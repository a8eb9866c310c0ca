"""A dossier read and assessed."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache
from os import PathLike, fspath
from typing import TYPE_CHECKING, Any, Final

from snr_cli.api.asked import among
from snr_cli.api.catalogue import held_messages, words_of
from snr_cli.catalog.opened import bundled, shipped_tables
from snr_cli.catalog.records import HeldError
from snr_cli.catalog.tables import SERVICES, Tables
from snr_cli.engine.assess import (
    MagnitudeError,
    MissingShares,
    OptionsError,
    PoolingError,
    assess,
    shares_of,
    with_method_of,
)
from snr_cli.engine.context import resolve_facts
from snr_cli.engine.lacking import LackingCategory, lacking_types
from snr_cli.engine.organisation import Carried, carried_rows
from snr_cli.engine.records import ELECTRICITY, Assessment, CarriedFigures, MemberDossier, notice
from snr_cli.french.numbers import closest, did_you_mean, together
from snr_cli.french.words.terms import FACTOR_LICENCES, term
from snr_cli.inputs.dossier.includes import Joined, finding_at
from snr_cli.inputs.dossier.load import GroupAbove, Loaded, MemberRead, Read, group_above, load_dossier, loaded_of
from snr_cli.inputs.dossier.messages import absurd
from snr_cli.inputs.dossier.named import in_words
from snr_cli.model.dossier import Dossier, Equipment, Service
from snr_cli.model.finding import DossierError, Finding, Position
from snr_cli.model.refusal import UsageError
from snr_cli.model.territory import GROUP
from snr_cli.plan.carried import CarriedSource, carried_from
from snr_cli.results.organisation import assessed_categories, judged_organisation

if TYPE_CHECKING:
    from snr_cli.api import sheets
    from snr_cli.inputs.dossier import exports as inventories


# What keeps a dossier that reads well from being assessed: the key of a line that is shared, and where a line stands.


def pooling_findings(group: Dossier, members: Iterable[MemberRead], joined: Joined, tables: Tables) -> list[Finding]:
    """Return an error for each pooled line whose key cannot be computed from the dossiers of the group."""
    if not group.shared or not group.members:
        return []

    dossiers = {GROUP: group} | {
        member.id: member.read.dossier for member in members if member.read.dossier is not None
    }
    try:
        shares_of(group, {part: resolve_facts(dossier.territory, tables)[0] for part, dossier in dossiers.items()})
    except PoolingError as error:
        return [_unshared(fault, group, joined) for fault in error.faults]
    return []


def _unshared(fault: MissingShares, group: Dossier, joined: Joined) -> Finding:
    key = group.shared[fault.entry].key
    path = ("shared", fault.entry, "key")
    if not fault.missing:
        return finding_at(
            joined,
            path,
            "SNR208",
            f"clé « {key} » : tous les chiffres sont à zéro",
            "choisissez une autre clé, ou donnez shares",
        )
    figure = {"agents": "agents.total", "population": "population.municipale"}.get(key, key)
    names = together(f"« {part} »" for part in fault.missing)
    text = f"clé « {key} » : chiffre absent {'du dossier' if len(fault.missing) == 1 else 'des dossiers'} {names}"
    return finding_at(
        joined,
        path,
        "SNR202",
        text,
        f"donnez-y territory.{figure} ; ou nommez dans between ceux qui emploient la ligne ; ou donnez shares",
    )


def path_of_line(read: Read, line: str) -> tuple[str | int, ...]:
    """Return the path of a line of the inventory by its id."""
    if read.dossier is not None:
        for section in ("equipment", "services", "uses"):
            for index, item in enumerate(getattr(read.dossier, section)):
                if item.id == line:
                    return (section, index)
    return ()


ALL_SETS: Final = "all"  # of factors


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Assessed:
    """A dossier once assessed; it is equal to itself alone, so that what is made of it is made once.

    Attributes:
        name: of the dossier, in messages.
        result: its assessment; impacts in the unit of each category, for the year of reference.
        imported: the inventories that it reads.
        dossier: the dossier, its inventories read.
        loaded: what was read, with the places of its values in the files.
        tables: the factor tables that it was assessed with.
        notes: what a reader of the result should know, in French.
        sets: with `ALL_SETS`, the result under each set of factors, in their order: never added, nor compared.
    """

    name: str
    result: Assessment
    imported: "tuple[inventories.Imported, ...]"
    dossier: Dossier
    loaded: Loaded
    tables: Tables
    notes: tuple[str, ...] = ()
    sets: tuple[Assessment, ...] = ()

    def __repr__(self) -> str:
        """Return a few words: the whole is megabytes."""
        return (
            f"<Assessed {self.name} : {len(self.result.organisation.lines)} lignes, année {self.result.reference_year}>"
        )

    def to_json(self) -> str:
        """Return the text of `snr assess --format json`, byte for byte: docs/schemas/assessment.schema.json is its contract.

        The command counts the members of a group with it: so does an assessment made with `whole`.

        Raises:
            UsageError: it was made with every set of factors, which no JSON holds.
        """
        from snr_cli.outputs import assessment_json

        if self.sets:
            raise UsageError(f"to_json : un résultat par {term('factor_set')} n’a pas de JSON", "choisissez factor_set")
        document = assessment_json.result_document(self.result, self.tables, self.name, self.imported, self.dossier)
        return "".join(
            assessment_json.json_pieces([assessment_json.result_text(document, several=False)], several=False)
        )

    def frame(self, row: str | None = None) -> list[dict[str, str | float | int | None]]:
        """Return the rows of `snr assess --format csv` as records, which pandas and polars take as they are.

        Args:
            row: `line` (line × category × stage), `total`, `key_figure`… (the column `row`); all of them without any.

        Raises:
            UsageError: no row is of that kind.
        """
        from snr_cli.outputs import assessment_grids

        grid = assessment_grids.detail_grid(
            self.name, self.result, judged_organisation(self.result, self.tables, None), self.tables
        )
        records = [dict(zip((column.key for column in grid.columns), cells, strict=True)) for cells in grid.rows]
        among("row", row, dict.fromkeys(str(record["row"]) for record in records))
        return [record for record in records if row is None or record["row"] == row]

    def with_(
        self, *, line: str | None = None, action: str | None = None, objective: str | None = None, **values: Any
    ) -> "Assessed":
        """Return the assessment of the same dossier in which one line, action or objective has other values; this one stays.

        Args:
            line: the id of a line of equipment, services or uses.
            action: the id of an action.
            objective: the id of an objective.
            values: keys of the dossier and what they hold, in the units of the dossier; None takes a key away.

        Raises:
            UsageError: the id or a key is unknown, a value is none that a dossier takes, or this is the result of a member.
        """
        from snr_cli.api import what_if

        asked = self.result.asked
        if not all(isinstance(name, str | None) for name in (line, action, objective)):
            raise UsageError("with_ : line, action et objective sont des identifiants, en texte")
        if asked is None or asked.part is not None:
            raise UsageError("with_ : la part d’un membre ne se change pas seule", "partez du dossier du groupement")
        named = {"line": line, "action": action, "objective": objective}
        loaded = replace(
            self.loaded, dossier=what_if.varied(self.dossier, named, values, self.tables, self.loaded.joined)
        )
        factor_set = ALL_SETS if self.sets else asked.factor_set
        return _assessed(
            loaded, self.tables, factor_set, licence=asked.licence, without=asked.without, whole=bool(asked.members)
        )


def assess_dossier(
    dossier: "str | PathLike[str] | sheets.OpenDossier",
    tables: Tables | None = None,
    *,
    factor_set: str | None = None,
    licence: str | None = None,
    without: tuple[str, ...] = (),
    whole: bool = False,
    part: str | None = None,
    places: bool = True,
) -> Assessed:
    """Read and assess a dossier; a commune, with its share of what its group pools, unless the group's dossier is wrong.

    Args:
        dossier: its folder, its file, what `open_dossier` gave, or `-` for standard input.
        tables: the factor tables; those of snr without any.
        factor_set: overrides the dossier's named set; `ALL_SETS`: the dossier's own, and `sets` beside it.
        licence: overrides the dossier's.
        without: sites or entities left out by name.
        whole: count the members of a group with it.
        part: a member, or `group`: only its own lines and its share of the pooled ones.
        places: keep the places of the lines in the files, for rules to point at: of many lines, they are a lot of memory.

    Raises:
        UsageError: it cannot be opened or decoded, or what is asked has no meaning for it.
        DossierError: every mistake of syntax, schema and references, in one go; a magnitude that is absurd.
    """
    among("licence", licence, FACTOR_LICENCES)
    if tables is None:
        tables = shipped_tables() if isinstance(dossier, str | PathLike) else dossier.tables
    if isinstance(dossier, str | PathLike):
        loaded = load_dossier(fspath(dossier), words_of(tables), places=places)
    else:
        loaded = loaded_of(dossier.read, places=places)
    group = None if part is not None or without else sharing_group(loaded.name, loaded.dossier, tables)
    if group is not None:
        with suppress(DossierError, UsageError):
            asked = {"factor_set": factor_set, "licence": licence, "part": group.member, "places": places}
            return _own(assess_dossier(group.folder, tables, **asked), group.member, tables)  # type: ignore[arg-type]
    return _assessed(loaded, tables, factor_set, licence=licence, without=without, whole=whole, part=part)


def _assessed(loaded: Loaded, tables: Tables, factor_set: str | None, **asked: Any) -> Assessed:
    """Assess what is read with a set of factors, or with the dossier's own and each of them beside."""
    if factor_set != ALL_SETS:
        return assess_loaded(loaded, tables, factor_set=factor_set, **asked)
    assessed, *sets = (assess_loaded(loaded, tables, factor_set=name, **asked) for name in (None, *tables.sets))
    return replace(assessed, sets=tuple(each.result for each in sets))


def assess_as(
    dossier: "str | PathLike[str] | sheets.OpenDossier | Assessed", tables: Tables, member: str | None
) -> Assessed:
    """Read and assess a dossier, or one of its members as a dossier of its own, to plan it and to write of it; its places are kept.

    Args:
        dossier: its folder, its file, what `open_dossier` or `assess_dossier` gave, or `-` for standard input.
        tables: the factor tables.
        member: a member, with its share of the pooled lines, which no action of its own moves; its files are its own. What it
            kept of past years, without that share, is not compared.

    Raises:
        UsageError, DossierError: as `assess_dossier`; the group itself is no member.
    """
    if isinstance(dossier, Assessed):
        asked = dossier.result.asked
        if member is not None:
            raise UsageError("member : nommez le dossier du groupement, et non ce qui en est évalué")
        if tables is not dossier.tables:
            raise UsageError("tables : ce dossier est évalué avec d’autres", "évaluez-le avec elles, puis planifiez-le")
        if asked is None or asked.without or asked.members or asked.part is not None:
            raise UsageError(
                "une évaluation partielle, ou de tout un groupement, n’a pas de plan : une action y toucherait des lignes qu’elle ne compte pas",
                "planifiez le dossier entier, ou nommez-le avec member",
            )
        return dossier
    if not isinstance(dossier, str | PathLike):
        if member is None and tables is dossier.tables:
            assessed = assess_opened(dossier)
            if sharing_group(assessed.name, assessed.dossier, tables) is None:
                return assessed
        dossier = dossier.argument
    assessed = assess_dossier(dossier, tables, part=member, places=True)
    if member is None:
        return assessed
    read = next((each.read for each in assessed.loaded.members if each.id == member), None)
    if read is None:
        raise UsageError(
            "--member group : le groupement décide de tout ce qu’il mutualise, et non de sa seule part",
            "nommez son dossier, sans --member ; sa part : snr assess --by member",
        )
    return _own(assessed, member, tables)


def _own(assessed: Assessed, member: str, tables: Tables) -> Assessed:
    """Return a member as a dossier of its own; what it kept of past years, without its share, is not compared."""
    read = next(each.read for each in assessed.loaded.members if each.id == member)
    loaded = replace(load_dossier(read.name, words_of(tables), places=True), kept=())
    reviews = tuple(review.model_copy(update={"result": None}) for review in loaded.dossier.annual_reviews)
    own = with_method_of(assessed.dossier, assessed.loaded.dossier).model_copy(update={"annual_reviews": reviews})
    return replace(assessed, name=loaded.name, loaded=loaded, dossier=own)


@lru_cache(maxsize=1)
def assess_opened(dossier: "sheets.OpenDossier") -> Assessed:
    """Assess a dossier that is open, as it was read, once; its places are kept.

    Raises:
        UsageError, DossierError: as `assess_dossier`.
    """
    return assess_loaded(loaded_of(dossier.read, places=True), dossier.tables)


def _places(dossiers: Mapping[str, Dossier]) -> set[str]:
    """Return the names of sites and entities that may be left out; those of a member are written `member/site`."""
    known: set[str] = set()
    for member, dossier in dossiers.items():
        lines: list[Equipment | Service] = [*dossier.equipment, *dossier.services]
        names = {name for line in lines for name in (line.site, line.entity) if name}
        known |= names if member == GROUP else {f"{member}/{name}" for name in names}
    return known


def assess_loaded(
    loaded: Loaded,
    tables: Tables,
    *,
    factor_set: str | None = None,
    licence: str | None = None,
    without: tuple[str, ...] = (),
    whole: bool = False,
    part: str | None = None,
) -> Assessed:
    """Assess a dossier that is read; see `assess_dossier`."""
    group = loaded.dossier
    notes: tuple[str, ...] = ()
    if factor_set is not None and factor_set not in tables.sets:
        raise UsageError(
            f"{term('factor_set')} inconnu « {factor_set} » ; jeux : {', '.join(tables.sets)}, ou {ALL_SETS}"
        )
    members = loaded.members if whole or part is not None else ()
    dossiers = {GROUP: group} | {
        member.id: member.read.dossier for member in members if member.read.dossier is not None
    }
    if part is not None and not group.members:
        raise UsageError(f"--member : {loaded.name} n’a pas de membres (members)")
    if group.members and not members:
        apart = f"{loaded.name} : ses membres ne sont pas comptés ici, chaque dossier l’est pour lui-même"
        notes = (apart + (" ; ce qu’il mutualise y compte en entier" if group.shared else ""),)
    if part is not None and part not in dossiers:
        hint = did_you_mean(closest(part, dossiers), f"connus : {', '.join(dossiers)}")
        raise UsageError(f"--member : pas de membre « {part} » dans {loaded.name} ; {hint}")
    wrong = pooling_findings(group, members, loaded.joined, tables) if members else []
    if wrong:
        raise DossierError(wrong)
    known = _places(dossiers)
    for name in without:
        if name not in known:
            raise UsageError(
                f"--without : ni site ni entité « {name} » dans {loaded.name} ; connus : {', '.join(sorted(known)) or 'aucun'}"
            )
    try:
        result = assess(
            group,
            tables,
            factor_set=factor_set,
            licence=licence,
            without=without,
            members=[MemberDossier(member.id, member.name, dossiers[member.id]) for member in members],
            part=part,
        )
        result = replace(result, carried=_carried(result, loaded, members))
        if above := sharing_group(loaded.name, group, tables):
            told = (
                f"{loaded.name} : sa part de ce que {above.folder} mutualise n’est pas comptée ici ; "
                f"elle l’est avec --member : snr assess (plan, draft, adopt) {above.folder} --member {above.member}"
            )
            result, notes = replace(result, notices=(*result.notices, notice("pooled_elsewhere"))), (*notes, told)
        return Assessed(
            loaded.name, result, _imported(loaded, members, part), dossiers[part or GROUP], loaded, tables, notes
        )
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
                Finding("SNR210", Position(loaded.name), *in_words(message), "/factors/overrides")
                for message in held_messages(error.held)
            ]
        ) from None
    except MagnitudeError as error:
        raise DossierError([Finding("SNR204", Position(loaded.name), *absurd(error.args[0]))]) from None


def sharing_group(name: str, dossier: Dossier, tables: Tables) -> GroupAbove | None:
    """Return the group of which a dossier shares pooled lines; None when it shares none.

    Args:
        name: the file of the dossier.
        dossier: what was read of it.
        tables: the factor tables.
    """
    group = None if dossier.members else group_above(name, words_of(tables))
    if group is None:
        return None
    return group if _taken(group) else None


def pooled_types(name: str, dossier: Dossier, tables: Tables) -> frozenset[str]:
    """Return the types of the lines that a group pools with a dossier, a room's equipment with it: its share counts them.

    Args:
        name: the file of the dossier.
        dossier: what was read of it.
        tables: the factor tables.
    """
    group = sharing_group(name, dossier, tables)
    if group is None:
        return frozenset()
    taken = _taken(group)
    equipment = {line.type for line in group.dossier.equipment if taken & {line.id, line.room}}
    return frozenset(equipment | {line.type for line in group.dossier.services if line.id in taken})


def _taken(group: GroupAbove) -> frozenset[str | None]:
    """Return the pooled lines that a member takes a share of."""
    takers = {entry.line: (*entry.between, *entry.shares) for entry in group.dossier.shared}
    return frozenset(line for line, names in takers.items() if not names or group.member in names)


def _carried(result: Assessment, loaded: Loaded, members: Iterable[MemberRead]) -> CarriedFigures:
    """Return which figures of a result are those of an earlier year, of each dossier that it has lines of."""
    sources = {GROUP: CarriedSource(loaded.dossier, loaded.kept, loaded.imported)}
    for member in members:
        if member.read.dossier is not None and result.part in (None, member.id):
            sources[member.id] = CarriedSource(member.read.dossier, member.read.kept, member.read.imported)
    return carried_from(result, sources)


def _imported(loaded: Loaded, members: Iterable[MemberRead], part: str | None) -> "tuple[inventories.Imported, ...]":
    """Return the inventories behind a result: those of a part, or those of the group and of its members by name."""
    if part is not None:
        theirs = next((member.read for member in members if member.id == part), None)
        return loaded.imported if theirs is None else theirs.imported
    return (
        *loaded.imported,
        *(
            replace(
                imported,
                id=f"{member.id}/{imported.id}",
                traces={f"{member.id}/{line}": rows for line, rows in imported.traces.items()},
                lines=tuple(f"{member.id}/{line}" for line in imported.lines),
            )
            for member in members
            for imported in member.read.imported
        ),
    )


# What a factor table has to gain: the types that a dossier lacks to be assessed whole, and what the rows of the tables carry.


def rows_at_stake(
    tables: Tables, dossier: str | PathLike[str] | None = None, year: int | None = None
) -> tuple[Carried, ...]:
    """Return the rows behind the climate footprint of a dossier, else of all the examples together.

    Args:
        tables: the factor tables.
        dossier: its folder or file, its members counted with it; None for the examples.
        year: at which to judge their age; the reference year of the dossier, or the latest of the examples, without it.

    Raises:
        UsageError, DossierError: as `assess_dossier`.
    """
    paths = sorted(bundled("examples").glob("*/territory.yaml")) if dossier is None else [dossier]
    results = [assess_dossier(path, tables, whole=True, places=False).result for path in paths]
    lines = [line for result in results for line in result.organisation.lines]
    return tuple(carried_rows(lines, max(result.reference_year for result in results) if year is None else year))


def what_lacks(tables: Tables, dossier: str | PathLike[str]) -> list[LackingCategory]:
    """Return the categories that a dossier does not assess whole, mandatory or assessed in part, with what would raise each most.

    Raises:
        UsageError, DossierError: as `assess_dossier`.
    """
    result = assess_dossier(dossier, tables, whole=True, places=False).result
    known = {*assessed_categories(result)} - {ELECTRICITY}  # an amount, for which no factor is looked for
    wanted = [category.id for category in tables.categories.values() if category.mandatory or category.id in known]
    of_euros = {row.category for row in tables.factors(SERVICES, tables.spending)}
    return lacking_types(result.organisation, wanted, of_euros)
