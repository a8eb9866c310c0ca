"""Ids and amounts of the virtual layer: hosts, machines, applications; what an allocation needs of each machine."""

from collections.abc import Iterable, Sequence
from math import fsum
from typing import Any, Final

from snr_cli.french.numbers import closest, did_you_mean, exact
from snr_cli.inputs.dossier.named import Report, is_reserved
from snr_cli.model.dossier import Dossier, Machine, Virtual
from snr_cli.model.finding import Finding
from snr_cli.model.grouped import in_groups

# allocation → what each machine of the host must say
NEEDED: Final = {
    **dict.fromkeys(("rcp_standard", "rcp_full", "rcp_idle"), ("vcpu", "ram_gb", "storage_gb")),
    "vcpu": ("vcpu",),
    "storage": ("storage_gb",),
    "key": ("key",),
}
_WORDS: Final = {"vcpu": "vCPU", "ram_gb": "mémoire", "storage_gb": "stockage"}
_TOLERANCE: Final = 1e-9


def check_virtual(dossier: Dossier, virtual: Virtual, at: Report) -> list[Finding]:
    """Return a finding for each unknown or double id, each amount that is missing, and each sum that is not possible.

    Args:
        dossier: the validated dossier.
        virtual: its virtual layer.
        at: makes a finding at a path of the dossier.
    """
    check = _Check(dossier, virtual, at)
    check.ids()
    check.pools()
    check.hosts()
    check.amounts()
    check.applications()
    return check.found


class _Check:
    def __init__(self, dossier: Dossier, virtual: Virtual, at: Report) -> None:
        self.virtual, self.at = virtual, at
        self.found: list[Finding] = []
        self.equipment = {line.id for line in dossier.equipment}
        self.services = {line.id: line for line in dossier.services}
        self.pooled = {pool.id: pool for pool in virtual.pools}
        self.machines = {machine.id for machine in virtual.machines}

    def say(self, path: tuple[Any, ...], code: str, text: str, help_text: str, *, key: bool = False) -> None:
        self.found.append(self.at(("virtual", *path), code, text, help_text, key=key))

    def unknown(
        self, path: tuple[Any, ...], what: str, name: str, names: Iterable[str], advice: str, **more: bool
    ) -> None:
        self.say(path, "SNR303", f"{what} « {name} »", did_you_mean(closest(name, names), advice), **more)

    def ids(self) -> None:
        """One namespace: `snr explain` and `machines:` name lines, pools, machines and applications alike."""
        taken = self.equipment | set(self.services)
        for section in ("pools", "machines", "applications"):
            for index, item in enumerate(getattr(self.virtual, section)):
                path = (section, index, "id")
                if is_reserved(item.id):
                    self.say(path, "SNR302", f"identifiant « {item.id} » réservé par snr", "choisissez un autre nom")
                elif item.id in taken:
                    self.say(
                        path,
                        "SNR302",
                        f"identifiant « {item.id} » déjà pris",
                        "lignes, groupes, machines et applications ont chacun le leur",
                    )
                taken.add(item.id)

    def pools(self) -> None:
        for index, pool in enumerate(self.virtual.pools):
            for rank, name in enumerate(pool.lines):
                path = ("pools", index, "lines", rank)
                room = self.services.get(name)
                if room is not None:
                    if room.type != "server_room":
                        self.say(
                            path,
                            "SNR208",
                            f"« {name} » est un service : il n’a pas de machine",
                            "nommez-le dans applications: machines",
                        )
                    elif room.metered_kwh_per_year is None:
                        self.say(
                            path,
                            "SNR208",
                            f"salle « {name} » sans compteur : ses équipements portent déjà son électricité",
                            "retirez-la du groupe, ou donnez metered_kwh_per_year",
                        )
                elif name not in self.equipment:
                    self.unknown(path, "ligne inconnue", name, self.equipment, "nommez une ligne d’equipment")

    def hosts(self) -> None:
        """Check the host of each machine, and that no line is shared twice."""
        for index, machine in enumerate(self.virtual.machines):
            path, name = ("machines", index, "host"), machine.host
            if name in self.machines:
                self.say(
                    path,
                    "SNR303",
                    f"« {name} » est une machine virtuelle",
                    "host nomme la ligne d’equipment ou le groupe qui porte les deux",
                )
            elif name in self.services:
                self.say(
                    path,
                    "SNR303",
                    f"« {name} » est un service : il n’a pas de machine",
                    "une instance de cloud se nomme dans applications: machines",
                )
            elif name not in self.equipment and name not in self.pooled:
                names = self.equipment | set(self.pooled)
                self.unknown(path, "hôte inconnu", name, names, "nommez une ligne d’equipment ou un groupe de pools")
        alone = {machine.host for machine in self.virtual.machines}
        holders: dict[str, str] = {}
        for index, pool in enumerate(self.virtual.pools):
            for rank, name in enumerate(pool.lines):
                twice = name in holders or name in alone
                if twice:
                    where = f"le groupe « {holders[name]} »" if name in holders else "des machines, sans groupe"
                    self.say(
                        ("pools", index, "lines", rank),
                        "SNR208",
                        f"« {name} » réparti deux fois : par le groupe « {pool.id} » et par {where}",
                        f"une ligne se répartit une fois : écrivez host: {pool.id}",
                    )
                holders.setdefault(name, pool.id)

    def amounts(self) -> None:
        """Check, host by host, what its allocation needs."""
        hosted = ((machine.host, (index, machine)) for index, machine in enumerate(self.virtual.machines))
        for host, group in in_groups(hosted).items():
            pool = self.pooled.get(host)
            allocation = (pool and pool.allocation) or self.virtual.allocation
            for index, machine in group:
                for name in NEEDED[allocation]:
                    if getattr(machine, name) is None:
                        self.say(
                            ("machines", index),
                            "SNR202",
                            f"il manque « {name} »",
                            f"l’hôte « {host} » se répartit par {allocation}",
                        )
                if machine.key is not None and allocation != "key":
                    self.say(
                        ("machines", index, "key"),
                        "SNR208",
                        f"« key » ne sert pas : l’hôte « {host} » se répartit par {allocation}",
                        "écrivez allocation: key, ou retirez la clé",
                    )
            self.sums(host, group, allocation)

    def sums(self, host: str, group: Sequence[tuple[int, Machine]], allocation: str) -> None:
        """Check that keys sum to one at most, and that something is reserved of each resource."""
        first = group[0][0]
        if allocation == "key":
            total = fsum(machine.key or 0.0 for _, machine in group)
            if total > 1 + _TOLERANCE:
                self.say(
                    ("machines", first, "key"),
                    "SNR208",
                    f"les clés de l’hôte « {host} » font {exact(total)}",
                    "leur somme va jusqu’à 1 (100 %)",
                )
            return
        for name in NEEDED[allocation]:
            values = [getattr(machine, name) for _, machine in group]
            reserved = fsum(
                machine.quantity * machine.hours_per_year * value
                for (_, machine), value in zip(group, values, strict=True)
                if value is not None
            )
            if None not in values and reserved == 0:
                self.say(
                    ("machines", first),
                    "SNR208",
                    f"hôte « {host} » : aucune machine n’y réserve de {_WORDS[name]}",
                    "vérifiez les quantités et les heures, ou choisissez une autre allocation",
                )

    def applications(self) -> None:
        """Check what applications name, and that the shares of a machine sum to one at most."""
        services = {name for name, line in self.services.items() if line.type not in ("website", "server_room")}
        known = self.machines | services
        users: dict[str, list[tuple[int, float | None]]] = {}
        for index, application in enumerate(self.virtual.applications):
            for rank, name in enumerate(application.machines):
                path = ("applications", index, "machines", rank)
                if name in application.machines[:rank]:
                    self.say(path, "SNR208", f"« {name} » nommée deux fois", "gardez-en une")
                elif name in self.equipment or name in self.pooled:
                    self.say(
                        path,
                        "SNR303",
                        f"« {name} » est un hôte",
                        f"déclarez une machine avec host: {name}, et nommez-la ici",
                    )
                elif name in self.services and name not in services:
                    self.say(
                        path,
                        "SNR208",
                        f"« {name} » est un site ou une salle : ni machine, ni service hébergé",
                        "nommez ce qui l’héberge",
                    )
                elif name not in known:
                    self.unknown(
                        path,
                        "machine inconnue",
                        name,
                        known,
                        "ajoutez-la à virtual.machines, ou nommez une ligne de services",
                    )
                else:
                    users.setdefault(name, []).append((index, application.shares.get(name)))
            for name in application.shares:
                if name not in application.machines:
                    self.unknown(
                        ("applications", index, "shares", name),
                        "part d’une machine que l’application ne nomme pas :",
                        name,
                        application.machines,
                        "une part porte sur une machine de l’application",
                        key=True,
                    )
        for name, takers in users.items():
            given = [share for _, share in takers if share is not None]
            if given and len(given) < len(takers):
                for index, share in takers:
                    if share is None:
                        self.say(
                            ("applications", index),
                            "SNR202",
                            f"il manque la part de « {name} » : une autre application donne la sienne",
                            f"shares: {{{name}: 50 %}}",
                        )
            elif fsum(given) > 1 + _TOLERANCE:
                self.say(
                    ("applications", takers[0][0], "shares", name),
                    "SNR208",
                    f"les parts de « {name} » font {exact(fsum(given))}",
                    "leur somme va jusqu’à 1 (100 %)",
                )
