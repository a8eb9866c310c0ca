"""Codes of the conformity checklist of the method."""

from typing import Final

from snr_cli.model.codes.code import INFO, RCP, Code

METHOD: Final = (
    Code("RCP-01", INFO, "Une version à jour du RCP SI est citée", (RCP,), document="programme"),
    Code("RCP-02", INFO, "L’unité fonctionnelle est décrite", (RCP,), document="programme"),
    Code("RCP-03", INFO, "La méthode d’évaluation est celle du RCP SI", (RCP,), document="programme"),
    Code(
        "RCP-04",
        INFO,
        "Schéma fonctionnel du système d’information",
        (RCP,),
        document="programme",
        reads=("Dossier.diagram",),
    ),
    Code("RCP-05", INFO, "Toutes les étapes demandées sont couvertes", (RCP,), document="programme"),
    Code("RCP-06", INFO, "Toutes les catégories d’impact obligatoires sont couvertes", (RCP,), document="programme"),
    Code("RCP-07", INFO, "Le périmètre et l’organisation sont décrits", (RCP,), document="programme"),
    Code(
        "RCP-08",
        INFO,
        "Les exclusions sont listées et justifiées",
        (RCP,),
        document="programme",
        reads=("Dossier.exclusions",),
    ),
    Code("RCP-09", INFO, "Les hypothèses de modélisation sont détaillées", (RCP,), document="programme"),
    Code("RCP-10", INFO, "Les flux et les durées de vie sont quantifiés", (RCP,), document="programme"),
    Code(
        "RCP-11",
        INFO,
        "Les durées de vie sont justifiées",
        (RCP,),
        document="programme",
        reads=("Equipment.lifetime_source",),
    ),
    Code("RCP-12", INFO, "Les sources ont une version et une date", (RCP,), document="programme"),
    Code(
        "RCP-13",
        INFO,
        "Chaque donnée d’inventaire a une qualité",
        (RCP,),
        document="programme",
        reads=("Equipment.quality",),
    ),
    Code("RCP-14", INFO, "La part de chaque classe de qualité est donnée", (RCP,), document="programme"),
    Code("RCP-15", INFO, "Les données peu fiables sont signalées", (RCP,), document="programme"),
    Code(
        "RCP-16", INFO, "Les limites de l’étude sont listées", (RCP,), document="programme", reads=("Dossier.limits",)
    ),
)
