"""Host → virtual machine → application: how the lines of the organisation are shared, never what they total."""

from typing import Literal

from pydantic import Field

from snr_cli.model.base import Certainty, Count, Identifier, Ratio, Section, Text

Allocation = Literal["rcp_standard", "rcp_full", "rcp_idle", "vcpu", "storage", "key"]


class Pool(Section):
    """Lines whose machines share them together: servers with their array and switches, or a host with its own rule."""

    id: Identifier = Field(title="Identifiant", description="Nom court : l’hôte que nomment les machines.")
    lines: tuple[Identifier, ...] = Field(
        strict=False,
        min_length=1,
        title="Lignes",
        description="Lignes d’équipement (serveurs, baie, commutateurs) et salle à compteur que le groupe réunit.",
    )
    allocation: Allocation | None = Field(
        None, title="Répartition", description="Clé de ce groupe, si elle diffère de celle de la virtualisation."
    )
    label: Text | None = Field(None, title="Libellé", description="Ce que le groupe désigne.")
    certainty: Certainty = "sure"


class Machine(Section):
    """A virtual machine, or several alike: what it reserves of its host."""

    asked_yearly = frozenset({"quantity", "key"})

    id: Identifier = Field(title="Identifiant", description="Nom court, unique.")
    host: Identifier = Field(title="Hôte", description="Ligne d’équipement, ou groupe d’hôtes, qui porte la machine.")
    label: Text | None = Field(None, title="Libellé", description="Ce que la machine désigne.")
    quantity: Count = Field(1.0, ge=0, le=1e6, title="Quantité", description="Nombre de machines semblables.")
    vcpu: float | None = Field(
        None, ge=0, le=1e5, title="vCPU", description="Processeurs virtuels réservés par une machine."
    )
    ram_gb: float | None = Field(
        None, ge=0, le=1e6, title="Mémoire (Go)", description="Mémoire réservée par une machine."
    )
    storage_gb: float | None = Field(
        None, ge=0, le=1e9, title="Stockage (Go)", description="Stockage réservé par une machine."
    )
    hours_per_year: float = Field(
        8760.0, ge=0, le=8784, title="Heures par an", description="Heures de réservation dans l’année."
    )
    key: Ratio | None = Field(
        None,
        title="Clé",
        description="Part de l’hôte que portent ces machines ensemble, quand la répartition se fait par une clé.",
    )
    certainty: Certainty = "sure"


class Application(Section):
    """An application and the machines and cloud services that it runs on."""

    id: Identifier = Field(title="Identifiant", description="Nom court, unique.")
    label: Text | None = Field(None, title="Libellé", description="Nom de l’application.")
    machines: tuple[Identifier, ...] = Field(
        strict=False,
        min_length=1,
        title="Machines",
        description="Machines virtuelles, ou lignes de services (cloud).",
    )
    shares: dict[str, Ratio] = Field(
        default_factory=dict,
        title="Parts",
        description="Machine : part qu’en prend l’application ; sans part, les applications d’une machine la partagent également.",
    )
    certainty: Certainty = "sure"


class Virtual(Section):
    """The virtual layer: a second reading of lines already counted."""

    allocation: Allocation = Field(
        "rcp_standard",
        title="Répartition",
        description="Comment un hôte se répartit entre ses machines (RCP Cloud, p. 57-58, ou une clé).",
    )
    pools: tuple[Pool, ...] = Field(
        (), strict=False, title="Groupes d’hôtes", description="Lignes partagées ensemble, ou hôtes sans machine."
    )
    machines: tuple[Machine, ...] = Field(
        (), strict=False, title="Machines virtuelles", description="Machines, chacune sur un hôte."
    )
    applications: tuple[Application, ...] = Field(
        (), strict=False, title="Applications", description="Applications, et ce qui les porte."
    )
