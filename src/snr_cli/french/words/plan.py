"""What the codes of a plan are called: states of actions, why an objective is not judged, what an action lacks."""

from typing import Final

OBJECTIVE_WHYS: Final = {
    "nothing_there": "il n’y a rien à réduire : le départ est nul",
    "no_year": "année cible absente (by)",
    "years_reversed": "l’année cible n’est pas après l’année de référence",
    "beyond_horizon": "l’année cible est après la dernière année du plan : allongez --horizon",
    "past": "l’année cible est passée : comparez les bilans annuels",
    "no_value_at_target_year": "l’année cible est passée : son indicateur n’a pas de valeur cette année-là",
    "territory_per_inhabitant": "le chiffre par habitant est une moyenne nationale : il ne suit pas les actions ; ajoutez measured_on: bottom_up",
    "no_bottom_up": "pas de lecture par ménage de cette catégorie : donnez territory.households et territory.population",
    "no_value": "catégorie non évaluée dans ce dossier",
    "no_reference": "valeur de l’année de référence inconnue : donnez baseline, ou le bilan annuel de cette année",
    "no_target": "pas de cible chiffrée : donnez reduction ou target",
    "no_indicator_value": "aucune valeur connue de son indicateur",
    "no_action": "aucune action ne le fait bouger",
    "effect_unknown": "l’effet des actions qui le concernent n’est pas connu",
    "not_started": "son indicateur est encore à sa valeur de départ",
    "no_households": "ménages ou population municipale inconnus : donnez territory.households et territory.population",
    "no_factor": "aucun facteur",
    "no_start": "non évalué : dites combien d’appareils l’étaient déjà l’année de référence (indicateur I-41 ; 0 si aucun)",
    "more_devices_than_there_are": "non évalué : plus d’appareils que n’en ont les ménages du territoire",
    "more_than_smartphones_bought": "non évalué : plus d’achats évités qu’il ne se vend de smartphones aux ménages en un an",
    "no_substitution_rate": "effet nul : dites la part des appareils qui évitent un achat neuf (substitution_rate)",
    "published_base": "son départ est un total publié : rien ne dit s’il suit la méthode, le périmètre et les facteurs de ce calcul",
    "given_base": "son départ est donné à la main : rien ne dit s’il suit la méthode, le périmètre et les facteurs de ce calcul",
    "other_figure": "le départ qu’il donne n’est pas celui que ce calcul trouve de la même année",
    "other_authority": "le résultat gardé de son année de départ est celui d’une autre collectivité",
    "other_perimeter": "les inventaires des deux années ne comptent pas les mêmes groupes d’équipements et de services",
    "result_unusable": "le résultat gardé de son année de départ ne se recalcule pas ; voyez snr compare --review",
    "given_and_computed": "l’une de ses valeurs est donnée, l’autre calculée : ce sont deux mesures",
    "not_a_footprint": "sans effet sur l’empreinte : c’est un indicateur",
}


STARTS: Final = {
    "indicator": "indicateur I-41",
    "review": "indicateur I-41 du bilan annuel",
    "objective": "baseline de l’objectif",
}


ACTION_STATUSES: Final = {
    "planned": "prévue",
    "under_way": "engagée",
    "done": "terminée",
    "idea": "idée",
    "abandoned": "abandonnée",
}


LACKS: Final = {"owner": "pilote", "means": "moyens", "indicators": "indicateur", "schedule": "calendrier"}
