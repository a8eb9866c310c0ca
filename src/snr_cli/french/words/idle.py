"""Why a parameter of an effect does nothing."""

from typing import Final, Literal

# why; empty when the parameter acts
WhyIdle = Literal[
    "",
    "territory_parameter",
    "territory_only",
    "other_quantity",
    "share_zero",
    "share_of_units",
    "share_of_room",
    "more_than_held",
    "more_than_left",
    "more_devices_than_there_are",
    "more_than_smartphones_bought",
    "older",
    "option_by_age",
    "more_than_bought",
    "nothing_bought",
    "not_of_a_room",
    "room_has_no_quantity",
    "room_without_meter",
    "room_by_its_line",
    "no_pue_today",
    "empty_room",
    "pue_of_its_room",
    "no_room",
    "no_units",
    "no_page_views",
    "no_page_weight",
    "page_of_a_website",
    "hosting_apart",
    "not_of_a_website",
    "not_of_a_service",
    "no_electricity_in_factor",
    "no_pue_in_factor",
    "no_embodied_factor",
    "option_flux",
    "option_beges",
    "lifetime_said",
    "no_upstream",
    "no_refurbished_share",
    "not_in_use",
    "in_metered_room",
    "room_overheads",
    "no_kwh",
    "other_kind",
    "same_value",
]
# it does part of what it says
IN_PART: Final[tuple[WhyIdle, ...]] = ("more_than_held", "more_than_left", "more_than_bought")
# the reason, and what to write instead
IDLE: Final[dict[WhyIdle, tuple[str, str]]] = {
    "territory_parameter": (
        "cette grandeur du territoire n’en a pas",
        "lifetime_years pour les smartphones, quantity pour les appareils remis en usage",
    ),
    "territory_only": (
        "il ne sert qu’aux appareils remis en usage sur le territoire",
        "on: {territory: devices_reused}",
    ),
    "other_quantity": (
        "la quantité est dite deux fois, seule la première compte",
        "gardez quantity, quantity_change ou quantity_change_percent",
    ),
    "share_zero": ("la part concernée est nulle", "donnez une part, ou supprimez l’effet"),
    "share_of_units": (
        "un nombre d’unités est déjà celui qu’il faut atteindre",
        "supprimez share, ou écrivez quantity_change_percent",
    ),
    "share_of_room": ("une salle n’a qu’un PUE", "supprimez share"),
    "more_than_held": ("il retire plus d’unités qu’il n’y en a", "au plus ce que tiennent les lignes visées"),
    "more_than_left": (
        "avec les autres actions de la même année, il retire plus d’unités qu’il n’y en a ; la ligne s’arrête à zéro",
        "les variations s’ajoutent : au plus ce qui reste après les autres",
    ),
    "more_devices_than_there_are": (
        "plus d’appareils que n’en ont les ménages du territoire",
        "donnez le nombre d’appareils remis en usage en un an",
    ),
    "more_than_smartphones_bought": (
        "plus d’achats neufs évités qu’il ne se vend de smartphones aux ménages en un an",
        "baissez quantity ou substitution_rate : appareils × taux, au plus smartphones ÷ années de garde",
    ),
    "older": (
        "l’âge des appareils (purchase_year) dépasse déjà cette durée de vie, et c’est lui qui compte",
        "donnez une durée de vie plus longue que l’âge, ou visez les lignes plus récentes",
    ),
    "option_by_age": (
        "la méthode numecoeval_reel étale sur l’âge des appareils datés, pas sur la durée de vie",
        "changez la quantité, ou retirez l’option",
    ),
    "more_than_bought": (
        "il évite plus d’achats qu’il ne s’en fait ; la durée de vie s’arrête à 60 ans",
        "achats d’une année = quantité ÷ durée de vie",
    ),
    "nothing_bought": ("aucun achat dans l’année (option flux)", "donnez purchased_in_year"),
    "not_of_a_room": ("une salle serveurs n’en a pas", "visez ses équipements : on: {room: …}"),
    "room_has_no_quantity": (
        "une salle serveurs n’a pas de quantité",
        "visez ses équipements : on: {room: …}, ou kwh_per_year si elle a un compteur",
    ),
    "room_without_meter": ("l’électricité de la salle est celle de ses équipements", "visez-les : on: {room: …}"),
    "room_by_its_line": (
        "le lieu d’une salle sans compteur passe par ses équipements",
        "visez la salle par son identifiant : on: {line: …}",
    ),
    "no_pue_today": (
        "le PUE d’aujourd’hui n’est pas dit, le compteur ne peut pas suivre",
        "donnez pue à la salle dans services",
    ),
    "empty_room": ("aucun équipement en service n’y prend son électricité", "donnez room aux équipements de la salle"),
    "pue_of_its_room": ("c’est la salle qui a un PUE", "visez la salle : on: {line: …} ou on: {room: …}"),
    "no_room": ("un équipement hors d’une salle du dossier n’a pas de PUE", "donnez-lui room, et visez la salle"),
    "no_units": ("les lignes visées ne tiennent aucune unité", "corrigez leur quantité, ou donnez quantity à l’effet"),
    "no_page_views": ("le nombre de pages vues du site est inconnu", "donnez page_views au site"),
    "no_page_weight": ("le poids d’aujourd’hui est inconnu", "donnez page_weight_mb au site"),
    "page_of_a_website": ("seul un site a des pages", "visez on: {type: website}"),
    "hosting_apart": (
        "l’hébergement d’un site est compté dans ses propres lignes",
        "visez les lignes d’hébergement (cloud, salle)",
    ),
    "not_of_a_website": ("un site n’en a pas", "page_weight_mb, ou quantity pour les pages vues"),
    "not_of_a_service": (
        "un service n’en a pas",
        "changez son volume : quantity, quantity_change, quantity_change_percent",
    ),
    "no_electricity_in_factor": (
        "le facteur de ce service ne sépare pas l’électricité",
        "changez son volume, ou replaced_by un type détaillé",
    ),
    "no_pue_in_factor": (
        "le facteur de ce service contient déjà son PUE",
        "changez son volume, ou replaced_by un type détaillé",
    ),
    "no_embodied_factor": ("aucun facteur de fabrication pour ce type", "snr explain dit ce qui manque"),
    "option_flux": ("la méthode flux compte les achats, pas la durée de vie", "purchases_avoided, ou quantity"),
    "option_beges": (
        "la méthode beges étale sur l’amortissement, pas sur la durée de vie",
        "changez la quantité, ou retirez l’option",
    ),
    "lifetime_said": ("la durée de vie est déjà dite par lifetime_years", "gardez l’un des deux"),
    "no_upstream": (
        "sans durée de vie amont prouvée, le reconditionné compte comme du neuf",
        "donnez upstream_years, avec sa preuve",
    ),
    "no_refurbished_share": ("aucune part reconditionnée", "donnez refurbished_share"),
    "not_in_use": ("l’équipement n’est pas en service, il ne consomme rien", "changez sa quantité, ou corrigez state"),
    "in_metered_room": (
        "son électricité est lue sur le compteur de la salle",
        "visez la salle : on: {line: …}, kwh_per_year",
    ),
    "room_overheads": ("son énergie est celle de sa salle", "changez le PUE de la salle"),
    "no_kwh": ("aucune consommation n’est comptée", "donnez kwh_per_year"),
    "other_kind": (
        "un équipement ne devient pas un service, ni l’inverse",
        "visez les lignes de même nature que replaced_by",
    ),
    "same_value": ("c’est déjà la valeur d’aujourd’hui", "donnez une autre valeur, ou supprimez-le"),
}
