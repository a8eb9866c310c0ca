"""Options of the method and the dossier's own factors."""

from typing import Annotated, Final, Literal

from pydantic import Field

from snr_cli.french.words.licences import Licence
from snr_cli.model.base import IsoDate, OwnType, Section, Text
from snr_cli.model.refers import Refers

Option = Literal["flux", "beges", "post_amortisation_zero", "numecoeval_reel"]
Estimated = Literal["computers", "monitors", "phones", "printers", "tablets", "desk_phones", "paper", "telework_boxes"]
# the lines that an estimate makes, by what is asked for: what an action names to act on one
ESTIMATED_LINES: Final[dict[Estimated, tuple[str, ...]]] = {
    "computers": ("estimated-computers-laptop", "estimated-computers-desktop"),
    "monitors": ("estimated-monitors",),
    "phones": ("estimated-phones",),
    "printers": ("estimated-printers",),
    "tablets": ("estimated-tablets",),
    "desk_phones": ("estimated-desk_phones",),
    "paper": ("estimated-paper",),
    "telework_boxes": ("estimated-telework_boxes",),
}
# options of the method that may be asked for together
OPTIONS_TOGETHER = frozenset({"beges", "post_amortisation_zero"})
Years = Annotated[float, Field(ge=0.25, le=60)]
Amount = Annotated[float, Field(ge=0, le=1e12)]
Stage = Literal["manufacturing", "distribution", "end_of_life", "embodied_total"]


class OrganisationLifetime(Section):
    """The organisation's own default lifetime for a type."""

    years: float = Field(ge=0.25, le=60, title="Années", description="Durée de vie.")
    source: Text = Field(title="Source", description="D’où vient la durée.")


class Method(Section):
    """How the footprint is computed: the method, its options, the factor set."""

    name: Literal["rcp-si"] = Field(
        "rcp-si", title="Méthode", description="RCP Système d’information (ADEME, novembre 2024)."
    )
    options: tuple[Option, ...] = Field(
        (),
        strict=False,
        title="Options",
        description="Comment compter la fabrication, si ce n’est pas sur la durée de vie.",
    )
    factor_set: Annotated[Text, Refers("factor_set")] = Field(
        "ademe", title="Jeu de facteurs", description="ademe, declarations ou ecodiag."
    )
    factors_licence: Licence = Field(
        "all",
        title="Licence des facteurs",
        description="Tous les facteurs ; ou sans ceux dont la redistribution est incertaine ; ou, de plus, sans ceux d’une licence ouverte tirés d’une base qui ne l’est pas.",
    )
    lifetimes: Annotated[dict[str, OrganisationLifetime], Refers("equipment_type", "own_type")] = Field(
        default_factory=dict, title="Durées de vie par type", description="Durées de vie de l’organisation, par type."
    )
    depreciation_years: Annotated[dict[str, Years], Refers("equipment_type", "own_type")] = Field(
        default_factory=dict, title="Amortissements par type", description="Durées d’amortissement comptable, par type."
    )
    estimate: tuple[Estimated, ...] = Field(
        (),
        strict=False,
        title="Estimer",
        description="Équipements et papier à estimer depuis les effectifs, faute d’inventaire.",
    )
    impute: bool = Field(
        False,
        title="Déduire du climat",
        description="Sans facteur d’une autre catégorie, déduire la fabrication d’un équipement de son empreinte climat, avec l’erreur "
        "mesurée. Sans effet avec les seuls facteurs de licence ouverte.",
    )
    as_of: IsoDate | None = Field(
        None, title="Au", description="Date à laquelle juger les règles qui en demandent une."
    )


class Override(Section):
    """Another value for a factor, a lifetime or a consumption of the catalogue, with its source."""

    type: Annotated[Text | None, Refers("equipment_type", "own_type")] = Field(
        None, title="Type", description="Type d’équipement."
    )
    service: Annotated[Text | None, Refers("service_type")] = Field(
        None, title="Service", description="Type de service."
    )
    component: Annotated[Text | None, Refers("component")] = Field(
        None, title="Composante", description="Composante du service : total, centre de données, terminal…"
    )
    electricity: Annotated[Text | None, Refers("place")] = Field(
        None, title="Électricité", description="Code du lieu (FR, FR-RE…)."
    )
    category: Annotated[Text | None, Refers("category_or_electricity")] = Field(
        None, title="Catégorie", description="Catégorie d’impact, ou l’électricité pour les kWh d’un service."
    )
    stage: Stage | None = Field(None, title="Étape", description="Étape du cycle de vie.")
    value: float | None = Field(
        None, ge=0, le=1e12, title="Valeur", description="Valeur du facteur, dans l’unité de la catégorie."
    )
    lifetime_years: float | None = Field(
        None, ge=0.25, le=60, title="Durée de vie (ans)", description="Durée de vie par défaut."
    )
    kwh_per_year: float | None = Field(
        None, ge=0, le=1e6, title="kWh/an", description="Consommation annuelle d’une unité."
    )
    year: int | None = Field(None, ge=1990, le=2100, title="Année", description="Année de la donnée.")
    source: Text = Field(title="Source", description="D’où vient la valeur : obligatoire.")


class NewType(Section):
    """A type of equipment that the catalogue does not have."""

    id: OwnType = Field(title="Identifiant", description="Nom court qui commence par x- : x-borne.")
    label: Text = Field(title="Libellé", description="Nom en français.")
    inventory_group: (
        Literal["workplace", "printing", "telephony", "telework", "lan", "wan", "datacentre", "cloud", "buildings"]
        | None
    ) = Field(None, title="Groupe", description="Groupe de l’annexe A.")
    embodied: Annotated[dict[str, dict[Stage, Amount]], Refers("category")] = Field(
        title="Facteurs", description="Par catégorie puis par étape, pour une unité entière."
    )
    lifetime_years: float = Field(ge=0.25, le=60, title="Durée de vie (ans)", description="Durée de vie.")
    kwh_per_year: float | None = Field(
        None,
        ge=0,
        le=1e6,
        title="kWh/an",
        description="Consommation annuelle d’une unité ; absente, l’utilisation est non évaluée.",
    )
    year: int | None = Field(None, ge=1990, le=2100, title="Année", description="Année de la donnée.")
    source: Text = Field(title="Source", description="D’où viennent les valeurs : obligatoire.")


class Factors(Section):
    """Overrides and types of the dossier."""

    overrides: tuple[Override, ...] = Field(
        (), strict=False, title="Valeurs remplacées", description="Chacune avec sa source."
    )
    types: tuple[NewType, ...] = Field((), strict=False, title="Types propres", description="Types x-… du dossier.")
