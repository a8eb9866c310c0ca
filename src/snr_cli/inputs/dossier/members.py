"""Members that a group names → their dossiers, and findings on what keeps them from being counted with it."""

from collections.abc import Callable, Collection, Iterator
from math import fsum, isclose
from pathlib import Path

from snr_cli.french.numbers import did_you_mean
from snr_cli.inputs.dossier.files import DOSSIER_NAME, inside, relative, why
from snr_cli.inputs.dossier.named import Nearest, Report, said_again
from snr_cli.inputs.dossier.records import MemberRead, Read
from snr_cli.model.dossier import Dossier
from snr_cli.model.finding import Finding
from snr_cli.model.refusal import UsageError
from snr_cli.model.territory import GROUP, Member


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
