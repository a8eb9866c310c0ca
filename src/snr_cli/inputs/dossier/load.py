"""One call: what a command line names → a dossier whose syntax, schema and references are right; and what of it is doubtful."""

import os
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from math import fsum, isclose
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from snr_cli.french.numbers import did_you_mean, together
from snr_cli.inputs.dossier.files import DOSSIER_NAME, Opened, aside, inside, open_argument, relative, why
from snr_cli.inputs.dossier.includes import Joined, finding_at, join, leaves, validate
from snr_cli.inputs.dossier.named import Nearest, Report, Words, check_held, said_again
from snr_cli.inputs.dossier.references import check_references, check_types
from snr_cli.inputs.dossier.yaml_events import read_yaml
from snr_cli.model.dossier import Dossier
from snr_cli.model.finding import DossierError, Finding, Severity
from snr_cli.model.refusal import UsageError
from snr_cli.model.territory import GROUP, Member

# What was read of a dossier and of its members: findings, places, inventories, results kept.

if TYPE_CHECKING:
    from snr_cli.inputs.dossier.exports import Imported
    from snr_cli.inputs.dossier.memory import DossierMemory
    from snr_cli.inputs.dossier.results import Result


@dataclass(frozen=True, slots=True)
class MemberRead:
    """A member by its id, the name that the group gives it, and what was read of its dossier."""

    id: str
    name: str | None
    read: "Read"


@dataclass(frozen=True, slots=True)
class Read:
    """What was read: the dossier (None when an error keeps it from being used), its places, and the findings.

    `joined` holds no text when the first file cannot be read. An error of a member, said in its own files, keeps the dossier from being used too.
    """

    name: str
    dossier: Dossier | None
    joined: Joined
    findings: tuple[Finding, ...]
    imported: "tuple[Imported, ...]" = ()
    members: tuple[MemberRead, ...] = ()
    kept: "tuple[Result, ...]" = ()

    @property
    def files(self) -> tuple[str, ...]:
        """Return the names of the files read, those that could not be read further included."""
        places = (*(text.name for text in self.joined.texts), *(finding.position.file for finding in self.findings))
        return tuple(dict.fromkeys((self.name, *places)))

    @property
    def member_errors(self) -> tuple[Finding, ...]:
        """Return the errors of the members, at their own files."""
        findings = (finding for member in self.members for finding in member.read.findings)
        return tuple(finding for finding in findings if finding.severity is Severity.ERROR)


@dataclass(frozen=True, slots=True)
class Loaded:
    """A dossier that can be assessed, with its members; its places, none unless they are kept or what it pools has still to be shared."""

    name: str
    dossier: Dossier
    files: tuple[str, ...]
    imported: "tuple[Imported, ...]"
    members: tuple[MemberRead, ...]
    joined: Joined
    kept: "tuple[Result, ...]"


# What a dossier that is right says, and seldom means: keys without a value, three decimals, years far off, lines twice, ids unused.

COMMENT: Final = "« # » commence un commentaire : mettez entre guillemets un texte qui en contient"


def check_empty(joined: Joined) -> list[Finding]:
    """Return a finding for each key that nothing follows; `null` and `~`, typed on purpose, say nothing."""
    if not any(text.empty for text in joined.texts):
        return []
    tops = {id(joined.data): {id(text.data) for text in joined.texts}}
    empty = {place for text in joined.texts for place in text.empty}
    findings = []

    def walk(container: Any, path: tuple[Any, ...]) -> None:
        steps = container.items() if isinstance(container, dict) else enumerate(container)
        for step, value in steps:
            if isinstance(value, dict | list):
                walk(value, (*path, step))
            elif value is None and any((one, step) in empty for one in tops.get(id(container), {id(container)})):
                finding = finding_at(
                    joined,
                    (*path, step),
                    "SNR209",
                    f"clé « {step} » sans valeur",
                    "donnez une valeur, ou retirez la clé",
                    key=True,
                )
                after = finding.source_line[finding.position.end_column - 1 :]
                findings.append(finding.advised(COMMENT) if "#" in after else finding)

    walk(joined.data, ())
    return findings


def check_counts(joined: Joined) -> Iterator[Finding]:
    """Yield a finding for each number of devices, machines or purchases that has three decimals, of a dossier whose schema is right."""
    for path, value in _counts(joined.data):
        if not isinstance(value, float):
            continue
        from snr_cli.inputs.workbook.values import two_readings  # most dossiers count in whole numbers

        finding = finding_at(joined, path, "SNR128", "")
        start, end = finding.position.column - 1, finding.position.end_column - 1
        written = repr(value) if finding.position.sheet else finding.source_line[start:end]
        if readings := two_readings(written.strip()):
            yield finding_at(
                joined,
                path,
                "SNR128",
                f"« {written.strip().replace('.', ',')} » unités : {readings} ? c’est le second qui est compté",
                "écrivez le nombre entier, sans point ni virgule ; si c’est bien une fraction, écrivez-la avec moins de trois décimales",
            )


def _counts(data: dict[Any, Any]) -> Iterator[tuple[tuple[Any, ...], Any]]:
    yield from (
        (("equipment", index, "quantity"), item.get("quantity"))
        for index, item in enumerate(data.get("equipment") or ())
    )
    yield from (
        (("virtual", "machines", index, "quantity"), item.get("quantity"))
        for index, item in enumerate((data.get("virtual") or {}).get("machines") or ())
    )
    for index, item in enumerate(data.get("purchases") or ()):
        for key in ("units", "refurbished_units"):
            for name, value in (item.get(key) or {}).items():
                yield ("purchases", index, key, name), value


_DONE: Final = (
    "purchases",
    "end_of_use",
    "waste",
    "contracts",
    "stakeholders",
)  # what was done, never what is planned
_FAR: Final = 10  # after the year that is studied


def check_late(joined: Joined) -> Iterator[Finding]:
    """Yield a finding for each date of what was done that is over ten years after the year studied, of a dossier whose schema is right."""
    studied = joined.data.get("reference_year")
    if not isinstance(studied, int):
        return
    for section in _DONE:
        yield from (
            finding_at(
                joined,
                path,
                "SNR131",
                f"{year} : {year - studied} ans après l’année étudiée ({studied})",
                "corrigez l’année",
            )
            for path, year in _years(joined.data.get(section), section)
            if year > studied + _FAR
        )


def _years(data: Any, section: str) -> Iterator[tuple[tuple[Any, ...], int]]:
    """Give each year of a section, and where it is: under `year`, or in a date."""
    for path, value in leaves(data, (section,)):
        if path[-1] == "year" and isinstance(value, int):
            yield path, value
        elif str(path[-1]).endswith(("_on", "date")) and str(value)[:4].isdecimal():
            yield path, int(str(value)[:4])


_SAME: Final = ("type", "label", "entity", "site", "room", "quantity")  # what two lines that are the same one share


def check_repeated(joined: Joined) -> Iterator[Finding]:
    """Yield a finding for each line that another file of the dossier has too, of a dossier whose schema is right."""
    for section in ("equipment", "services"):
        first: dict[tuple[Any, ...], tuple[str, str]] = {}
        for rank, item in enumerate(joined.data.get(section) or ()):
            place = joined.items.get((section, rank))
            if place is None or item.get("quantity") in (None, 0, 1):  # two sites may well have one each
                continue
            file, name = place[0].name, str(item.get("id", ""))
            other, called = first.setdefault(tuple(str(item.get(key)) for key in _SAME), (file, name))
            if other != file and called != name:  # one identifier twice is an error of its own
                yield finding_at(
                    joined,
                    (section, rank),
                    "SNR130",
                    f"« {name} » : mêmes type, libellé, lieu et quantité que « {called} » ({other}) : peut-être comptée deux fois",
                    "gardez-en une ; si ce sont deux choses, dites par leur libellé, leur site ou leur entité ce qui les distingue",
                )


def check_unused(dossier: Dossier, at: Report) -> Iterator[Finding]:
    """Yield a finding for each indicator, actor, axis, own type or server room that nothing names.

    Args:
        dossier: a dossier whose references are right.
        at: makes a finding at a path of the dossier.
    """
    followed = {name for objective in dossier.objectives for name in objective.indicators}
    followed |= {name for action in dossier.actions for name in action.indicators}
    followed |= {name for review in dossier.annual_reviews for name in review.indicators}
    programme, strategy = dossier.programme, dossier.strategy
    rooms = {line.room for line in dossier.equipment}
    # a room that has a meter stands for what is in it
    rooms |= {
        room.id for room in dossier.services if room.type != "server_room" or room.metered_kwh_per_year is not None
    }
    lists: tuple[tuple[tuple[str, ...], Sequence[Any], Collection[str | None], str, str], ...] = (
        (
            ("indicators",),
            dossier.indicators,
            followed,
            "indicateur « {} » : aucun objectif, aucune action, aucun bilan ne le suit",
            "nommez-le dans l’un d’eux, ou retirez-le",
        ),
        # without an id an actor is only listed: the law tells the actors concerned from those who take part
        (
            ("stakeholders",),
            dossier.stakeholders if programme is not None else (),
            () if programme is None else programme.stakeholders,
            "acteur « {} » absent du programme de travail",
            "nommez-le dans programme.stakeholders, ou retirez son id s’il n’y a pas pris part",
        ),
        (
            ("strategy", "axes"),
            () if strategy is None else strategy.axes,
            {action.axis for action in dossier.actions},
            "axe « {} » sans action",
            "écrivez axis: {} dans une action, ou retirez l’axe",
        ),
        (
            ("factors", "types"),
            dossier.factors.types,
            _types_in_use(dossier),
            "type « {} » : aucune ligne ne l’emploie",
            "employez-le dans equipment, ou retirez-le",
        ),
        (
            ("services",),
            dossier.services,
            rooms,
            "salle « {} » : aucun équipement ne la nomme, et elle n’a pas de compteur",
            "écrivez room: {} sur ses équipements, ou donnez metered_kwh_per_year",
        ),
    )
    for path, items, used, message, advice in lists:
        yield from (
            at((*path, index, "id"), "SNR304", message.format(item.id), advice.format(item.id))
            for index, item in enumerate(items)
            if item.id is not None and item.id not in used
        )


def _types_in_use(dossier: Dossier) -> set[str | None]:
    effects = [effect for action in dossier.actions for effect in action.effects]
    return {
        *(line.type for line in dossier.equipment),
        *(use.type for use in dossier.uses),
        *(effect.on.type for effect in effects),
        *(effect.added_component for effect in effects),
        *(name for purchases in dossier.purchases for name in purchases.units),
    }


def read_dossier(
    argument: str,
    words: Words,
    *,
    as_member: bool = False,
    opened: Opened | None = None,
    given: Mapping[str, str] | None = None,
    memory: "DossierMemory | None" = None,
) -> Read:
    """Read a file, a folder or `-`, with every finding of syntax, schema and references.

    Args:
        argument: what the command line names.
        words: the names of the catalogue.
        as_member: leave its own members unread.
        opened: what was read of it already: a pipe is read once, standard input may have a name (`open_argument`).
        given: name of a YAML file of the dossier, in messages → the text to read in its place.
        memory: of what was read before, for a dossier that is read again and again.

    Raises:
        UnreadError: it cannot be opened or decoded.
    """
    given = given or {}
    name, text, folder = open_argument(argument) if opened is None else opened
    parse = read_yaml if memory is None else memory.yaml
    try:
        joined = join(name, given.get(name, text), folder, given, parse)
    except DossierError as error:
        return Read(name, None, Joined(name), tuple(error.findings))
    if joined.unread:
        return Read(name, None, joined, tuple(_alone(joined)))
    dossier, findings = validate(joined)
    findings = joined.findings + findings
    if dossier is not None:
        findings += [*check_empty(joined), *check_counts(joined), *check_repeated(joined), *check_late(joined)]
    at: Report = lambda *args, **more: finding_at(joined, *args, **more)  # noqa: E731
    imported: tuple[Imported, ...] = ()
    reads = dossier is not None and (dossier.imports or any(line.inventory for line in dossier.equipment))
    if dossier is not None and reads and words.inventory is not None:
        from snr_cli.inputs.dossier.imports import read_imports

        dossier, imported, more = read_imports(dossier, folder, words.inventory(), at, memory)
        findings += more
    kept: tuple[Result, ...] = ()
    if dossier is not None and any(review.result for review in dossier.annual_reviews):
        from snr_cli.inputs.dossier.results import kept_results

        kept = kept_results(dossier, folder)
    findings += check_types(joined.data, words, at) if dossier is None else check_references(dossier, words, at)
    if dossier is not None and not any(finding.severity is Severity.ERROR for finding in findings):
        findings += check_held(dossier, words.held, at)
    members: tuple[MemberRead, ...] = ()
    if dossier is not None and (dossier.members or dossier.shared):
        from snr_cli.inputs.dossier.load import check_shared, read_members  # most dossiers are no group

        findings += check_shared(dossier, at)
        if not as_member:
            root = None if folder is None else folder / Path(name).name
            read: Callable[[str], Read] = lambda path: read_dossier(path, words, as_member=True)  # noqa: E731
            members, more = read_members(dossier, root, at, read)
            findings += more
    if any(finding.severity is Severity.ERROR for finding in findings):
        dossier = None
    if dossier is not None:
        findings += check_unused(dossier, at)
    found = Read(name, dossier, joined, tuple(findings), imported, members, kept)
    return replace(found, dossier=None) if found.member_errors else found


def _alone(joined: Joined) -> list[Finding]:
    """Return the mistakes of reading alone: what names a section that could not be read would look wrong."""
    *others, last = joined.findings
    verb = "ne se lit pas" if len(joined.unread) == 1 else "ne se lisent pas"
    return [*others, last.advised(f"autres contrôles non faits tant que {together(joined.unread)} {verb}")]


def load_dossier(argument: str, words: Words, *, places: bool = False, opened: Opened | None = None) -> Loaded:
    """Read a file, a folder or `-`.

    Args:
        argument: what the command line names.
        words: the names of the catalogue.
        places: keep the places of the lines in the files.
        opened: what was read of it already.

    Raises:
        UsageError: it cannot be opened or decoded.
        DossierError: every mistake of syntax, schema and references, in one go.
    """
    found = open_argument(argument, pipe=True) if opened is None else opened
    return loaded_of(read_dossier(argument, words, opened=found), places=places)


def loaded_of(read: Read, *, places: bool = False) -> Loaded:
    """Return a dossier that was read, to assess it; see `load_dossier`.

    Raises:
        DossierError: every mistake of syntax, schema and references, in one go.
    """
    if read.dossier is None:
        raise DossierError([*read.findings, *read.member_errors])
    files = tuple(dict.fromkeys((*read.files, *(name for member in read.members for name in member.read.files))))
    # the places of so many lines are a lot of memory
    members = tuple(
        replace(member, read=replace(member.read, joined=Joined(member.read.name))) for member in read.members
    )
    joined = read.joined if places or read.dossier.shared else Joined(read.name)
    return Loaded(read.name, read.dossier, files, read.imported, members, joined, read.kept)


# Members that a group names → their dossiers, and findings on what keeps them from being counted with it.


def read_members(
    group: Dossier, root: Path | None, at: Report, read: Callable[[str], Read]
) -> tuple[tuple[MemberRead, ...], list[Finding]]:
    """Read the dossiers of the members, one level down.

    Args:
        group: the dossier that names them.
        root: its file; None (standard input) forbids members.
        at: makes a finding at a path of the group's dossier.
        read: reads a dossier by its file, its own members left unread.

    Returns:
        what could be read of them, and the findings at the group's lines; those of a member are in what was read.
    """
    findings: list[Finding] = []
    every: list[MemberRead] = []
    seen: dict[Path, str] = {}
    ids: set[str] = {GROUP}
    for index, member in enumerate(group.members):
        path = ("members", index, "path")
        if root is None:
            findings.append(
                at(
                    path,
                    "SNR111",
                    "pas de membres depuis l’entrée standard",
                    "donnez le fichier ou le dossier en argument",
                )
            )
            continue
        try:
            place = _inside(root, member.path)
        except OSError as error:
            findings.append(at(path, "SNR111", f"« {member.path} » : {why(error)}", "vérifiez le chemin du dossier"))
            continue
        if place is None:
            findings.append(
                at(
                    path,
                    "SNR112",
                    f"« {member.path} » sort du dossier",
                    "le dossier d’un membre se trouve dans celui du groupement",
                )
            )
            continue
        if place == root.resolve():
            findings.append(
                at(path, "SNR113", f"« {member.path} » est ce dossier lui-même", "nommez celui d’une commune")
            )
            continue
        if place in seen:
            findings.append(
                at(
                    path,
                    "SNR113",
                    f"« {member.path} » est déjà un membre : « {seen[place]} »",
                    "chaque membre ne se nomme qu’une fois",
                )
            )
            continue
        seen[place] = member.path
        name = id_of(member)
        if name in ids:
            where = ("members", index, "id") if member.id else path
            taken = "désigne le groupement lui-même" if name == GROUP else "est déjà pris par un autre membre"
            findings.append(at(where, "SNR302", f"l’identifiant « {name} » {taken}", "donnez id à ce membre"))
            continue
        ids.add(name)
        try:
            mine = read(relative(root.parent / place.relative_to(root.parent.resolve())).as_posix())
        except UsageError as error:
            findings.append(at(path, "SNR111", str(error), "vérifiez le chemin du dossier"))
            continue
        every.append(MemberRead(name, member.name, mine))
        if mine.dossier is not None:
            findings += _judged(group, mine.dossier, member.path, path, every, at)
    return tuple(every), findings


class GroupAbove(NamedTuple):
    """The group that counts a dossier among its members: its folder, what was read of it, the id of the member."""

    folder: str
    dossier: Dossier
    member: str


def group_above(name: str, words: Words) -> GroupAbove | None:
    """Return the group that names a dossier among its members; None without one, in a folder above, that can be read.

    Args:
        name: the file of the dossier.
        words: the names of the catalogue.
    """
    here = Path(os.path.realpath(name))
    for folder in here.parent.parents:
        with (
            aside(),
            suppress(UsageError, DossierError, OSError, ValueError),
        ):  # it is not asked for: its mistakes are not told
            root, text, _ = open_argument(str(folder))
            group, _ = validate(join(root, text, folder))
            if group is None:
                continue
            for member in group.members:
                if _inside(folder / Path(root).name, member.path) == here:
                    up = Path(os.path.relpath(folder))  # `../..`, from within
                    shown = up if set(up.parts) == {".."} else relative(folder)
                    return GroupAbove(shown.as_posix(), group, id_of(member))
    return None


def id_of(member: Member) -> str:
    """Return the id of a member: its own, else the name of its folder, or of its file `name.territory.yaml`."""
    if member.id is not None:
        return member.id
    path = Path(member.path)
    if path.suffix not in (".yaml", ".yml"):
        return path.name
    return path.name.partition(".territory.")[0] if ".territory." in path.name else path.parent.name


def _inside(root: Path, name: str) -> Path | None:
    """Return the file of a member, links followed; None when it leaves the folder of the group.

    Raises:
        OSError: its links go round, or a folder on the way cannot be read.
    """
    target = inside(root.parent, name)
    return inside(target, DOSSIER_NAME) if target is not None and target.is_dir() else target


def _judged(
    group: Dossier, mine: Dossier, shown: str, path: tuple[str, int, str], before: list[MemberRead], at: Report
) -> Iterator[Finding]:
    """Yield what keeps a dossier that can be read from being counted with the group."""
    if mine.members:
        yield at(
            path,
            "SNR113",
            f"« {shown} » a lui-même des membres",
            "un seul niveau : nommez-les ici, ou retirez members de ce dossier",
        )
    if mine.reference_year != group.reference_year:
        yield at(
            path,
            "SNR208",
            f"« {shown} » : année de référence {mine.reference_year}, celle du groupement est {group.reference_year}",
            "un parc se compte à la date des autres : mettez ce dossier à jour, ou retirez-le des membres",
        )
    siren = mine.territory.siren
    others = {
        member_read.read.dossier.territory.siren: f"« {member_read.id} »"
        for member_read in before[:-1]
        if member_read.read.dossier
    }
    others[group.territory.siren] = "le groupement"
    if siren is not None and siren in others:
        yield at(
            path,
            "SNR113",
            f"« {shown} » a le SIREN de {others[siren]} : ses lignes compteraient deux fois",
            "retirez le membre en double, ou corrigez le SIREN",
        )
    other = [
        name
        for name in ("options", "factor_set", "factors_licence", "impute")
        if getattr(mine.method, name) != getattr(group.method, name)
    ]
    if other:
        yield at(
            path,
            "SNR421",
            f"« {shown} » est recalculé avec la méthode du groupement ({', '.join(other)})",
            "seul, il donne un autre total : alignez method dans les deux dossiers",
        )


def check_shared(group: Dossier, at: Report) -> Iterator[Finding]:
    """Yield what is wrong with the pooled lines of a group: their shares, and who takes them."""
    parts = [GROUP, *dict.fromkeys(id_of(member) for member in group.members)]
    websites = {service.id for service in group.services if service.type == "website"}
    near = Nearest(lambda kind: {})

    def unknown(names: Collection[str], place: tuple[str, int, str]) -> Iterator[Finding]:
        for rank, name in enumerate(names):
            if name not in parts:
                help_text = did_you_mean(near.among(name, parts, "member"), f"connus : {', '.join(parts)}")
                where = (*place, name) if place[-1] == "shares" else (*place, rank)
                yield at(where, "SNR303", f"membre inconnu « {name} »", help_text, key=place[-1] == "shares")

    twice = dict(said_again(entry.line for entry in group.shared))
    for index, entry in enumerate(group.shared):
        if index in twice:
            yield at(("shared", index, "line"), "SNR302", f"« {entry.line} » est déjà partagée", "gardez une seule clé")
        if entry.line in websites:
            yield at(
                ("shared", index, "line"),
                "SNR208",
                f"« {entry.line} » est un site web, hors du total de l’organisation : rien à partager",
                "partagez son hébergement",
            )
        if entry.key == "fixed" and not entry.shares:
            yield at(("shared", index), "SNR202", "il manque « shares »", "shares: {group: 60 %, commune: 40 %}")
        if entry.shares and entry.between:
            yield at(("shared", index, "between"), "SNR208", "between et shares ensemble", "gardez shares")
        yield from unknown(entry.between, ("shared", index, "between"))
        yield from unknown(entry.shares, ("shared", index, "shares"))
        total = fsum(entry.shares.values())
        if entry.shares and not isclose(total, 1, rel_tol=1e-9):
            shown = f"{total * 100:.6f}".rstrip("0").rstrip(".").replace(".", ",")
            yield at(
                ("shared", index, "shares"),
                "SNR208",
                f"parts de « {entry.line} » : leur somme vaut {shown} %, et non 100 %",
                "ajoutez la part qui manque : group: … est celle du groupement",
            )
