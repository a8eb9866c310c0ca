"""What the codes of a result are called: groups, stages, qualities, verdicts, why a stage is not assessed, notices."""

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    pass


SPENDING_RANGE: Final = "de la moitié au double"  # of a ratio by euro, nine times out of ten
NOT_ASSESSED: Final = "non évalué"  # never a zero
# how much of what it speaks of a sum holds: the states of `results.records.FigureState`
FIGURE_STATES: Final = {
    "whole": "entier",
    "mostly": "presque entier",
    "partial": "partiel, pas un total",
    "not_assessed": NOT_ASSESSED,
    "hidden": "non affiché",
}


QUALITIES: Final = {"high": "haute", "medium": "moyenne", "low": "basse", "estimated": "estimée"}


GROUP_WORDS: Final = {
    "workplace": "postes de travail",
    "printing": "impression",
    "telephony": "téléphonie",
    "telework": "télétravail",
    "lan": "réseau local",
    "wan": "réseau étendu (lignes, routeurs, pare-feu)",
    "datacentre": "salles serveurs",
    "cloud": "hébergement externe (cloud)",
    "buildings": "locaux techniques (m²)",
}


REASONS: Final = {
    "no_factor": "aucun facteur dans le catalogue",
    "no_kwh": "pas de consommation annuelle connue : donnez kwh_per_year à la ligne",
    "no_pue": "PUE inconnu : donnez pue à la salle",
    "no_lifetime": "durée de vie inconnue : donnez lifetime_years à la ligne",
    "no_purchases": "achats de l’année inconnus : donnez purchased_in_year ou purchase_year (méthode flux)",
    "no_depreciation": "durée d’amortissement inconnue : donnez depreciation_years (méthode beges)",
    "no_electricity_factor": "aucun facteur d’électricité pour ce lieu et cette catégorie",
    "closed_licence": "facteur écarté par la licence demandée",
    "total_includes_terminals": "ce facteur contient les terminaux, déjà dans l’inventaire : choisissez un service par composantes (videoconference, email)",
    "counted_in_lines": "trafic déjà compté dans les abonnements inventoriés",
    "public_terminals": "terminaux du public : hors du périmètre du RCP SI",
    "no_page_views": "nombre de pages vues inconnu : donnez page_views",
    "no_page_weight": "poids d’une page inconnu : donnez page_weight_mb",
    "no_population": "population municipale inconnue : donnez territory.siren ou territory.population.municipale",
    "no_national_mean": "la moyenne nationale ne représente pas ce territoire",
    "no_households": "nombre de ménages inconnu : donnez territory.households",
    "room_left_out": "électricité mesurée dans une salle laissée de côté (--without)",
    "excluded_by_source": "étape que la source laisse de côté",
    "no_kwh_in_factor": "le facteur ne donne pas l’électricité à part",
    "no_national_use": "aucune moyenne nationale dans le catalogue : décrivez-les dans uses",
    "all_left_out": "tout est laissé de côté (--without)",
    "no_inventory": "le dossier ne contient ni équipement ni service",
    "no_lines": "nombre d’abonnements du territoire inconnu : donnez territory.fixed_lines ou mobile_lines",
    "no_data_centre": "aucun n’est décrit (territory.data_centres)",
    "no_jobs_ratio": "aucun nombre d’appareils par emploi n’est publié",
    "servers_unknown": "fabrication des serveurs inconnue",
}


# where an objective stands, and how a value that is not at its target stands to the one it starts from (results/verdicts.py)
OBJECTIVE_VERDICTS: Final = {
    "forecast_reached": "prévu atteint",
    "forecast_missed": "prévu non atteint",
    "reached": "atteint",
    "missed": "non atteint",
    "depends": "dépend",
    "followed": "à suivre par son indicateur",
    "not_measurable": "non mesurable",
    "not_comparable": "non comparable",
}


PROGRESS: Final = {"on_the_way": "en chemin", "none": "sans progrès"}


STAGES: Final = {
    "manufacturing": "fabrication",
    "distribution": "transport",
    "end_of_life": "fin de vie",
    "embodied_total": "fabrication, transport et fin de vie",
    "embodied": "fabrication, transport et fin de vie",
    "embodied_deduced": "ce que le climat a de la fabrication à la fin de vie, déduit",
    "use": "utilisation",
    "consumables": "consommables d’une année",
    "all_stages": "cycle de vie",
    "all": "toutes étapes",
    "excl_use": "fabrication, transport et fin de vie",
}


STATUSES: Final = {
    "given": "donné",
    "organisation": "défaut de l’organisation",
    "default": "valeur publiée",
    "override": "remplacé par le dossier",
    "estimated": "estimé",
    "derived": "calculé",
}


ALLOCATIONS: Final = {
    "rcp_standard": "parts du RCP Cloud, charge standard (30 %)",
    "rcp_full": "parts du RCP Cloud, pleine charge",
    "rcp_idle": "parts du RCP Cloud, au repos",
    "vcpu": "vCPU réservés",
    "storage": "stockage réservé",
    "key": "clé donnée",
}


REMAINDERS: Final = {
    "no_machine": "hôte sans machine déclarée",
    "key_under_one": "clés de l’hôte dont la somme est sous 100 %",
    "nothing_reserved": "rien n’est réservé sur l’hôte",
    "closed_licence": "parts du RCP Cloud écartées par la licence demandée",
    "no_application": "machine ou service sans application",
    "shares_under_one": "parts des applications dont la somme est sous 100 %",
}


# the data centres of the reading by household: one, several. Those of the other reading, a share of what the nation uses, abroad
# included, are « utilisés » (tiers of stages.yaml)
CENTRES_HERE: Final = ("centre de données situé sur le territoire", "centres de données situés sur le territoire")
# what the reading by household sums, in a table
ORIGINS: Final = {
    "households": "terminaux des ménages",
    "lines": "lignes fixes et mobiles",
    "data_centres": CENTRES_HERE[1],
}


SUBJECTS: Final = {
    "organisation": "Organisation",
    "territory": "Territoire, par habitant",
    "households": "Territoire, par ménage",
    "professionals": "Territoire, terminaux des entreprises (lecture par ménage)",
    "data_centres": f"Territoire, {CENTRES_HERE[1]} (lecture par ménage)",
    "fixed_lines": "Territoire, lignes fixes (lecture par ménage)",
    "mobile_lines": "Territoire, lignes mobiles (lecture par ménage)",
    "use_fixed_lines": "Usages, trafic fixe",
    "use_mobile_lines": "Usages, trafic mobile",
    "use_services": "Usages, vidéo, visioconférence et services en ligne",
    "website": "Site web",
    "server_room": "Salle serveurs",
}


# after « à 60 % »
INPUTS: Final = {
    "factor": "du facteur de « {} »",
    "electricity": "du facteur d’électricité ({})",
    "lifetime": "de la durée de vie de « {} »",
    "kwh": "de la consommation annuelle de « {} »",
    "pue": "du PUE des salles",
    "quantity": "de la quantité de « {} »",
    "ratio": "du ratio « {} »",
}


NOTICES: Final = {
    "fictitious": "Territoire fictif : ces chiffres servent d’exemple.",
    "unknown_authority": "{subject} absent de la table des collectivités : seuls les chiffres du dossier comptent ; donnez name, kind, department et population.",
    "several_authorities": "{count} collectivités s’appellent « {subject} » : donnez le SIREN.",
    "threshold_to_check": "Seuil de 50 000 habitants à vérifier : population totale {totale}, municipale {municipale}.",
    "under_threshold": "Population totale {totale} : l’article 35 de la loi REEN ne s’impose pas (seuil de 50 000 habitants) ; la démarche est volontaire.",
    "statute_to_check": "Statut particulier ou non précisé : application de l’article 35 de la loi REEN à vérifier.",
    "department_unknown": "Département inconnu : électricité de France métropolitaine supposée ; donnez territory.department.",
    "electricity_later": "Électricité ({subject}) : la plus ancienne valeur de la source est de {year}, postérieure à l’année étudiée.",
    "electricity_later_others": "Électricité ({subject}), autres catégories que le climat : valeurs de {year}, postérieures à l’année étudiée.",
    "electricity_jump": "Électricité ({subject}) : le facteur passe de {before} ({before_year}) à {value} ({year}) kgCO2e/kWh dans la même source ; l’évolution d’une année sur l’autre vient d’abord de là.",
    "electricity_missing": "Électricité ({subject}) : aucun facteur dans le catalogue ; l’utilisation est non évaluée. Donnez-en un dans factors.overrides.",
    "lifetime_to_confirm": "{subject} : durée de vie par défaut de {years} ans peu crédible ; confirmez-la avec lifetime_years.",
    "upstream_without_source": "{subject} : vie amont sans upstream_source, elle n’allonge rien (le RCP SI demande une preuve) ; citez le certificat du vendeur, avec sa date.",
    "reuse_without_source": "{subject} : réemploi sans reuse_source, il n’allonge rien (le RCP SI demande des certificats) ; citez-les, avec leur date.",
    "refurbished_without_upstream": "{subject} : part reconditionnée sans upstream_years ; la durée de vie n’est pas allongée.",
    "purchase_after_year": "{subject} : année d’achat {year} postérieure à l’année de référence.",
    "post_amortisation_without_year": "{subject} : sans purchase_year, l’option post_amortisation_zero ne s’applique pas à cette ligne.",
    "set_fallback": "Jeu {subject} : pas de facteur pour {types} ; valeurs par défaut du catalogue.",
    "differs_from_table": "{subject} : le dossier donne {given}, la table des collectivités {table} ; le dossier l’emporte, vérifiez-le.",
    "electricity_earlier": "Électricité ({subject}) : la dernière valeur connue est de {year}, antérieure à l’année étudiée.",
    "hosting_assumed": "{subject} : hébergement supposé en France métropolitaine ; précisez place.",
    "traffic_in_lines": "{subject} : trafic non compté, les abonnements inventoriés le portent déjà.",
    "technical_replaces_pue": "dc_technical_kw_year porte l’énergie d’environnement : aucun PUE n’est appliqué aux équipements de salle sans room.",
    "estimates_left_out": "Estimations d’après les effectifs laissées de côté (--without).",
    "estimate_skipped": "Estimation demandée ({subject}) : des lignes données existent déjà, rien n’est estimé en plus.",
    "technical_beside_rooms": "dc_technical_kw_year sans room à côté d’une salle décrite : l’énergie de refroidissement risque d’être comptée deux fois ; donnez-lui room.",
    "metered_room_and_loose_servers": "Salle à compteur, et équipements de salle sans room ({ids}) : leur électricité risque d’être comptée deux fois ; donnez-leur room.",
    "network_in_lines": "{subject} : part réseau non comptée, les abonnements inventoriés la portent déjà.",
    "numecoeval_without_year": "{subject} : sans purchase_year, l’option numecoeval_reel prend la durée de vie.",
    "estimate_impossible": "Estimation demandée ({subject}) impossible, faute d’effectifs ou de ratio : rien n’est estimé.",
    "estimated_from_all_agents": "Nombre estimé depuis l’effectif total ({agents} agents), celui des agents équipés n’étant pas donné : {estimates} ; donnez territory.agents.equipped, ce nombre est sans doute trop haut.",
    "head_count_alone": "Un effectif de {agents} agents, et aucun équipement : le nombre d’appareils peut être estimé en attendant l’inventaire, et tout ce qui en vient sera dit « estimé » ; ajoutez method: {{estimate: [{asked}]}}.",
    "option_flux": "Option flux : fabrication des seuls achats de l’année (GHG Protocol) ; un achat groupé fait bondir le total.",
    "option_beges": "Option beges : fabrication répartie sur la durée d’amortissement comptable, pour rester cohérent avec un BEGES.",
    "option_post_amortisation_zero": "Option post_amortisation_zero : plus de fabrication une fois la durée écoulée ; le total baisse sans action.",
    "option_numecoeval_reel": "Option numecoeval_reel : division par l’âge réel, comme G4IT ; elle surévalue les équipements récents.",
    "imputed": "Faute de facteur, la fabrication d’équipements est déduite de leur empreinte climat (method.impute), d’après {devices} appareils{unlike} ; part de chaque somme, et largeur retenue pour cette part d’après l’erreur mesurée : {deduced}. L’utilisation et les services ne sont jamais déduits.",
    "impute_closed": "Rien n’est déduit du climat (method.impute) : les appareils de référence n’ont pas une licence ouverte.",
    "members_not_counted": "{count} communes membres citées : leurs dossiers ne sont pas consolidés ici.",
    "pooled_in_full": "Ce qui est mutualisé avec les communes membres est compté en entier, leur part comprise ; ce qu’elles ont en propre ne l’est pas.",
    "members_counted": "{count} membres comptés avec leurs propres lignes : ce que snr remarque dans chacun se lit avec son dossier (snr check, snr assess).",
    "open_licence": "Licence demandée : les facteurs par défaut de {count} types ou chiffres sont écartés, la moyenne du territoire par habitant comprise ; ce qui n’a plus de facteur n’est pas évalué, et n’est pas zéro.",
    "open_fallback": "Électricité ({subject}), {categories} : {source} ({year}), à la place de la valeur par défaut que la licence demandée écarte.",
    "partial_perimeter": "Périmètre partiel, sans équipement ni abonnement inventorié pour : {missing}. Le total n’est pas comparable à celui d’une autre collectivité ; complétez, ou dites l’absence dans exclusions (what, why, group).",
    "agent_out_of_range": "{value} kgCO2e par agent équipé{rests} : hors de la plage usuelle ({low} à {high}) ; vérifiez quantités et unités.",
    "many_monitors": "{value} écrans par ordinateur{rests} (plus de {limit}) : vérifiez l’inventaire.",
    "no_monitor": "Des ordinateurs mais aucun écran : l’inventaire en oublie sans doute (method.estimate: [monitors]).",
    "spending_beside": "{keur} k€ en « {label} » ({kg}) à côté de {beside_lines} ({beside_kg}) : double compte probable, {reason} ; vérifiez : gardez l’un des deux, ou retirez de ces k€ ce que ces lignes comptent.",
    "spending_may_hold": "{keur} k€ en « {label} » ({kg}) à côté de {beside_lines} ({beside_kg}) : double compte possible, {reason} ; vérifiez : retirez de ces k€ ce que ces lignes comptent, et dites-le dans note.",
    "storage_two_methods": "Stockage en propre ({own} par an) et stockage hébergé ({hosted} par an), comptés par deux méthodes : machines entières d’un côté, part publiée de centre de données de l’autre ; l’écart au To compare deux méthodes, pas deux solutions, et n’est pas une économie.",
    "box_in_lines": "Box internet et abonnements fixes : l’abonnement contient déjà la box.",
    "building_twice": "dc_technical_kw_year contient déjà le bâtiment : double compte avec les m².",
    "expired_factor": "Facteur dont la validité a pris fin le {until}, selon sa source : {subject} porte {kg}{rests}, soit {share} du total{instead}.",
    "stale_factor": "Facteur de plus de dix ans : {subject} ({year}) porte {kg}{rests}, soit {share} du total.",
    "virtual_metered": "{subject} : électricité au compteur de la salle « {room} » ; ajoutez cette salle à virtual.pools, sinon ses machines n’en portent rien.",
    "territory_national_mean": "Territoire : le chiffre par habitant est une moyenne nationale, avec l’électricité de métropole.",
}


STORAGE_METHODS: Final = (
    "Le stockage en propre compte des machines entières, le stockage hébergé une part publiée de centre de données au To : "
    "l’écart compare deux méthodes, pas deux solutions, et n’est pas une économie de l’un à l’autre."
)
