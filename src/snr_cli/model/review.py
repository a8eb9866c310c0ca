"""The yearly account of the strategy: what was done of each action, what it took, what comes next."""

from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from snr_cli.model.base import IsoDate, Section, Text
from snr_cli.model.means import Tax
from snr_cli.model.refers import Refers
from snr_cli.model.strategy import ActionStatus, FigureOrigin


class ActionReview(Section):
    """What became of an action in a year; its state alone may stand for it: `under_way`."""

    status: ActionStatus = Field(title="Statut", description="Idée, prévue, engagée, terminée ou abandonnée.")
    done: Text | None = Field(None, title="Fait dans l’année", description="Ce qui a été fait, en une ou deux phrases.")
    difficulty: Text | None = Field(None, title="Difficulté", description="Ce qui a retardé ou empêché.")
    spent_eur: float | None = Field(
        None,
        ge=0,
        le=1e10,
        title="Dépensé (€)",
        description="Dépense de l’année, en euros ; 0 si rien n’a été dépensé.",
    )
    tax: Tax = Field("ttc", title="Dépensé HT ou TTC", description="Hors taxes, ou toutes taxes comprises.")
    next: Text | None = Field(None, title="Suite", description="La prochaine étape, avec son échéance.")
    proof: Text | None = Field(
        None, title="Preuve", description="Ce qui l’atteste : document, délibération ou adresse."
    )

    @model_validator(mode="before")
    @classmethod
    def _bare_status(cls, value: Any) -> Any:
        return {"status": value} if isinstance(value, str) else value


class GoalServed(Section):
    """A goal of sustainable development that the strategy serves; its number alone may stand for it."""

    goal: Literal[1, 2, 3, 4, 5] = Field(title="Finalité", description="Numéro de la finalité (1 à 5).")
    text: Text | None = Field(
        None, title="Contribution", description="Ce que les actions y apportent, en une ou deux phrases."
    )

    @model_validator(mode="before")
    @classmethod
    def _bare_number(cls, value: Any) -> Any:
        return {"goal": value} if isinstance(value, int) and not isinstance(value, bool) else value


class SustainabilityReport(Section):
    """The yearly report on sustainable development that holds the review."""

    presented_on: IsoDate | None = Field(None, title="Présenté le", description="Date de présentation.")
    budget_debate_on: IsoDate | None = Field(
        None, title="Débat budgétaire", description="Date du débat d’orientation budgétaire."
    )
    presented_first: bool | None = Field(
        None, title="Présenté avant", description="Vrai si le rapport précède le débat, le même jour."
    )
    deliberation: Text | None = Field(None, title="Délibération", description="Référence.")


class AnnualReview(Section):
    """The yearly account of the strategy."""

    year: int = Field(ge=1990, le=2100, title="Année", description="Année du bilan.")
    comment: Text | None = Field(None, title="Commentaire", description="L’année en quelques phrases (Markdown).")
    indicators: Annotated[dict[str, float], Refers("indicator")] = Field(
        default_factory=dict, title="Indicateurs", description="Valeur de chaque indicateur."
    )
    actions: Annotated[dict[str, ActionReview], Refers("action")] = Field(
        default_factory=dict, title="Actions", description="Statut de chaque action, seul ou avec ce qui a été fait."
    )
    footprint: Annotated[dict[str, Annotated[float, Field(ge=0, le=1e15)]], Refers("category")] = Field(
        default_factory=dict, title="Empreinte", description="Total de l’organisation par catégorie, tel que publié."
    )
    footprint_from: FigureOrigin | None = Field(
        None, title="Origine de l’empreinte", description="D’où vient l’empreinte : outil, méthode, périmètre, parts."
    )
    part: tuple[Literal["internal", "territory"], ...] = Field(
        (),
        strict=False,
        title="Volets",
        description="Volets du rapport : fonctionnement de la collectivité, politiques sur le territoire.",
    )
    goals: tuple[GoalServed, ...] = Field(
        (),
        strict=False,
        title="Finalités",
        description="Finalités du développement durable servies (1 à 5), chacune seule ou avec ce qui y contribue.",
    )
    design: Text | None = Field(
        None,
        title="Élaboration",
        description="Comment les actions de l’année ont été décidées, et avec qui (Markdown).",
    )
    conduct: Text | None = Field(
        None,
        title="Mise en œuvre",
        description="Comment elles ont été menées : pilotage, moyens, difficultés (Markdown).",
    )
    evaluation: Text | None = Field(
        None, title="Évaluation", description="Comment elles ont été évaluées : mesures, limites, leçons (Markdown)."
    )
    citizens: Text | None = Field(
        None, title="Pour les habitants", description="Ce que les habitants en ont eu cette année (Markdown)."
    )
    report: SustainabilityReport | None = Field(
        None, title="Rapport développement durable", description="Le rapport qui contient le bilan."
    )
    since: tuple[Text, ...] = Field(
        (),
        strict=False,
        title="Depuis la présentation",
        description="Ce qui s’est passé depuis la présentation, un fait daté par phrase : dit à part, hors du vote.",
    )
    result: Text | None = Field(
        None, title="Résultat", description="Fichier du résultat de cette année, dans ce dossier."
    )
    carried: tuple[Text, ...] = Field(
        (),
        strict=False,
        title="Lignes reprises",
        description="Lignes et exports dont la valeur est encore celle de cette année ; retirez ceux que vous confirmez.",
    )

    @property
    def states(self) -> dict[str, ActionStatus]:
        """Return the state of each action that the account speaks of."""
        return {name: each.status for name, each in self.actions.items()}
