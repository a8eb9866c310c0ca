"""The money and the staff of a strategy: of each action, of an axis, of the whole."""

from typing import Annotated, Any, Literal

from pydantic import Field, field_validator

from snr_cli.french.words.terms import a_term, titled_term
from snr_cli.model.base import Identifier, Ratio, Section, Text
from snr_cli.model.refers import Refers

BudgetSection = Literal["investissement", "fonctionnement"]
Tax = Literal["ht", "ttc"]


class SectionBasis(Section):
    """Whether the amounts of each section are shown before tax or with tax."""

    investissement: Tax | None = Field(
        None, title="Investissement", description="Hors taxes, ou toutes taxes comprises."
    )
    fonctionnement: Tax | None = Field(
        None, title="Fonctionnement", description="Hors taxes, ou toutes taxes comprises."
    )


class MoneyRules(Section):
    """How amounts are shown and converted: nothing is converted without a rate that the dossier states."""

    basis: SectionBasis | None = Field(
        None,
        title="Base des montants",
        description="Hors taxes ou toutes taxes pour chaque section ; à défaut, celle de ses montants s’ils n’en ont qu’une, sinon toutes taxes.",
    )
    vat: Ratio | None = Field(
        None,
        title="Taux de TVA",
        description="Taux qui convertit hors taxes et toutes taxes : 20 %. Sans lui, rien n’est converti ni additionné.",
    )
    eur_per_fte: float | None = Field(
        None,
        ge=0,
        le=1e6,
        title="Coût d’un ETP (€/an)",
        description=f"Coût moyen d’{a_term('fte')} par an, charges comprises : il estime le coût des postes.",
    )
    eur_per_fte_source: Text | None = Field(
        None, title="Source du coût d’un ETP", description="D’où vient ce coût : compte administratif 2025…"
    )


class Funding(Section):
    """Who pays a part of an amount: a share of it, or euros; without either, a name alone."""

    by: Text = Field(title="Financeur", description="Qui finance : État, région, autofinancement…")
    share: Ratio | None = Field(None, title="Part", description="Part du montant tel qu’il est écrit.")
    eur: float | None = Field(None, ge=0, le=1e10, title="Montant (€)", description="Euros reçus pour chaque année.")


class Budget(Section):
    """An amount of one year, or of each year of several."""

    year: int | None = Field(
        None, ge=1990, le=2100, title="Année", description="Exercice ; le premier, si une dernière année est donnée."
    )
    start: int | None = Field(
        None,
        ge=1990,
        le=2100,
        alias="from",
        title="De",
        description="Premier exercice d’une dépense qui revient chaque année.",
    )
    until: int | None = Field(
        None, ge=1990, le=2100, title="Jusqu’en", description="Dernier exercice d’une dépense qui revient."
    )
    section: BudgetSection = Field(title="Section", description="Section d’investissement ou de fonctionnement.")
    eur: float = Field(ge=0, le=1e10, title="Montant (€)", description="Montant en euros, de chaque année.")
    tax: Tax | None = Field(
        None,
        title="Montant HT ou TTC",
        description="Hors taxes, ou toutes taxes comprises ; à défaut, la base des montants de sa section, sinon toutes taxes.",
    )
    funding: tuple[Funding, ...] = Field(
        (),
        strict=False,
        title="Financement",
        description="Qui finance, pour quelle part ou quel montant : [{by: État, share: 30 %}] ; ou un texte, sans montant.",
    )
    staff: bool | None = Field(
        None,
        title="Paie les ETP",
        description="Vrai si ce montant paie les ETP du même bloc : ils ne sont pas comptés une seconde fois, ni soumis à la TVA.",
    )

    @field_validator("funding", mode="before")
    @classmethod
    def _named_alone(cls, value: Any) -> Any:
        return [{"by": value}] if isinstance(value, str) else value


_FTE = f"{titled_term('fte', 2)} par an, postes existants."
_NEW_FTE = f"{titled_term('fte', 2)} des postes à créer, en plus des postes existants."


class Means(Section):
    """Human and financial means of an action."""

    fte: float | None = Field(None, ge=0, le=10_000, title="ETP", description=_FTE)
    new_fte: float | None = Field(None, ge=0, le=10_000, title="ETP à créer", description=_NEW_FTE)
    budget: tuple[Budget, ...] = Field((), strict=False, title="Budget", description="Montants par année.")
    contract: Text | None = Field(None, title="Marché", description="Marché ou contrat utilisé.")
    partner: Text | None = Field(None, title="Partenaire", description="Partenaire.")
    savings_eur_per_year: float | None = Field(
        None,
        ge=0,
        le=1e10,
        title="Économies (€/an)",
        description="Économies attendues par an à plein effet, hors taxes ou toutes taxes comme le total des dépenses.",
    )


class SharedMeans(Section):
    """Means of an axis, or of the whole strategy, that no action has alone."""

    axis: Annotated[Identifier | None, Refers("axis")] = Field(
        None, title="Axe", description="Axe servi ; toute la stratégie à défaut."
    )
    title: Text | None = Field(None, title="Intitulé", description="À quoi servent ces moyens.")
    fte: float | None = Field(None, ge=0, le=10_000, title="ETP", description=_FTE)
    new_fte: float | None = Field(None, ge=0, le=10_000, title="ETP à créer", description=_NEW_FTE)
    budget: tuple[Budget, ...] = Field((), strict=False, title="Budget", description="Montants par année.")
    contract: Text | None = Field(None, title="Marché", description="Marché ou contrat utilisé.")
    partner: Text | None = Field(None, title="Partenaire", description="Partenaire.")
