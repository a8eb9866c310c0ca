"""The words of the field that may be said otherwise one day, and those of codes and units, each written here and nowhere else.

A title, a template, a table or a message asks for one by its key: `term("equipped_agent")`, `{{ term("equipped_agent") }}`. To change
a word, change its line, then run `python tools/regenerate.py`, which writes it in what is written by hand too (docs/mots.md keeps the
words that were last written).
"""

import re
from collections.abc import Mapping
from typing import Final, Literal, NamedTuple, get_args

from snr_cli.french.numbers import WIDE, between, number, of, of_the, percent, plural, significant


class Term(NamedTuple):
    """A word of the field: one of them, several, what it means; `feminine`: its gender; `her`: what an adjective is beside « une », « des »."""

    one: str
    many: str
    meaning: str
    feminine: bool = False
    her: tuple[str, str] | None = None


TERMS: Final[dict[str, Term]] = {
    "equipped_agent": Term("agent équipé", "agents équipés", "Agent qui dispose d’un poste de travail informatique."),
    "elected_lead": Term("élu référent", "élus référents", "Qui porte la démarche devant l’assemblée."),
    "project_lead": Term("chef de projet", "chefs de projet", "Qui mène la démarche."),
    "factor_set": Term("jeu de facteurs", "jeux de facteurs", "Choix nommé entre les sources de facteurs d’émission."),
    "not_assessed": Term(
        "non évalué",
        "non évalués",
        "Ce dont la valeur manque : ce n’est pas zéro.",
        her=("non évaluée", "non évaluées"),
    ),
    "fte": Term("équivalent temps plein", "équivalents temps plein", "Temps de travail d’un agent à plein temps, ETP."),
}


def term(key: str, count: float = 1, *, feminine: bool = False) -> str:
    """Return a word, in the plural from two on; an adjective beside a feminine noun is feminine."""
    found = TERMS[key]
    one, many = found.her if feminine and found.her else (found.one, found.many)
    return one if count < 2 else many


def titled_term(key: str, count: float = 1, *, feminine: bool = False) -> str:
    """Return a word as a title begins, with a capital."""
    word = term(key, count, feminine=feminine)
    return word[:1].upper() + word[1:]


def a_term(key: str) -> str:
    """Write « un » or « une » before a word."""
    found = TERMS[key]
    return f"{'une' if found.feminine else 'un'} {found.one}"


def of_terms(key: str) -> str:
    """Write « de », or « d’ », before several."""
    return of(TERMS[key].many)


def of_the_term(key: str) -> str:
    """Write « du », « de la » or « de l’ » before a word."""
    found = TERMS[key]
    return of_the(found.one, feminine=found.feminine)


# The licences that may be asked for, and the words of what a source allows.


Licence = Literal["all", "open", "strict"]
FACTOR_LICENCES: Final[tuple[str, ...]] = get_args(Licence)
# what is said of the licence asked for, after the set of factors
LICENCE_ASKED: Final = {
    "all": "",
    "open": ", licences ouvertes seulement",
    "strict": ", licences ouvertes seulement, rien d’une base fermée",
}
# whether the rows of a source may be given again, after « redistribution »
REDISTRIBUTIONS: Final = {
    "yes": "permise",
    "contested": "permise par sa licence, contestable : tirée d’une base fermée",
    "unclear": "incertaine",
    "no": "interdite",
}


# French of codes and of units: what a status, a unit, a reason is called.

# What is said of a figure that is drawn from head counts, or rests on lines to confirm.

# what `method.estimate` may ask for
ESTIMATES: Final = {
    "computers": "ordinateurs",
    "monitors": "écrans",
    "phones": "smartphones",
    "printers": "imprimantes",
    "tablets": "tablettes",
    "desk_phones": "téléphones fixes",
    "paper": "papier",
    "telework_boxes": "box des agents en télétravail",
}
# those of the decree, D2311-15-1
THEMES: Final = {
    1: "commande publique locale et durable",
    2: "cycle de vie du matériel",
    3: "écoconception des sites et services",
    4: "sensibilisation des élus et agents, sécurité",
    5: "sensibilisation des citoyens, inclusion",
    6: "territoire connecté et durable, données ouvertes",
}
CERTAINTIES: Final = {"sure": "sûr", "to_confirm": "à confirmer"}  # of a row that somebody filled in
WHOLE: Final = 0.995  # of a part, what is written 100 %


def estimate_label(asked: str) -> str:
    """Return what an estimate is called where it stands alone: Téléphones fixes (estimation)."""
    return f"{ESTIMATES[asked].capitalize()} (estimation)"


def estimated_note(share: float) -> str:
    """Say how much of a part is estimated: nothing, a share, all of it."""
    if share <= 0:
        return ""
    return (
        "estimé à partir des effectifs" if share >= WHOLE else f"dont {percent(share)} estimés à partir des effectifs"
    )


def confirm_note(lines: int, share: float | None) -> str:
    """Say how many lines are « à confirmer », and the share of the footprint that they carry; nothing without any."""
    if not lines:
        return ""
    carried = "" if share is None else f", {percent(share)} de l’empreinte"
    return f"Reste{'nt' if lines > 1 else ''} à confirmer : {plural(lines, 'ligne')}{carried}."


# Units of indicators in words. Knows nothing of snr but how French writes.

# units of indicators that are no word
MEASURES: Final = {
    "n": "nombre",
    "n/an": "nombre par an",
    "n/mois": "nombre par mois",
    "ratio": "rapport",
    "unit": "unité",
}
# the same after a value
_AFTER: Final = {"n": "", "n/an": "par an", "n/mois": "par mois", "ratio": "", "unit": ""}


def measure_text(unit: str) -> str:
    """Write the unit of an indicator for a column of its own: n/an is « nombre par an »."""
    return MEASURES.get(unit) or _share(unit)


def measured(value: str, unit: str) -> str:
    """Write a value and the unit of an indicator: 1 240 par an, 20,2 % (€ HT), 3,5 Mo."""
    return f"{value}{WIDE}{after(unit)}".rstrip()


def after(unit: str) -> str:
    """Write the unit of an indicator as it follows a value."""
    return _AFTER[unit] if unit in _AFTER else _share(unit)


def apart(value: str, unit: str, size: float) -> str:
    """Write what is between two values: two percentages are some points apart, never some per cent.

    Args:
        value: the difference, or its bounds, as they are written.
        unit: the unit of the two values.
        size: the largest size of the difference, which makes the plural.
    """
    if unit.startswith("%"):
        return f"{value}{WIDE}{'points' if abs(size) >= 2 else 'point'}"
    return measured(value, unit)


def _share(unit: str) -> str:
    """Write a unit of share with what it is a share of in brackets, and « /an » in words."""
    if not unit.startswith("%") or unit == "%":
        return unit
    of = unit[1:].strip()
    return "% par an" if of == "/an" else f"% ({of})"


# What the codes of a plan are called: states of actions, why an objective is not judged, what an action lacks.

OBJECTIVE_WHYS: Final = {
    "nothing_there": "il n’y a rien à réduire : le départ est nul",
    "no_year": "année cible absente (by)",
    "years_reversed": "l’année cible n’est pas après l’année de référence",
    "beyond_horizon": "l’année cible est après la dernière année du plan : allongez --horizon",
    "past": "l’année cible est passée : comparez les bilans annuels",
    "no_value_at_target_year": "l’année cible est passée : son indicateur n’a pas de valeur cette année-là",
    "territory_per_inhabitant": "le chiffre par habitant est une moyenne nationale : il ne suit pas les actions ; ajoutez measured_on: bottom_up",
    "no_bottom_up": "pas de lecture par ménage de cette catégorie : donnez territory.households et territory.population",
    "no_value": f"catégorie {term('not_assessed', feminine=True)} dans ce dossier",
    "no_reference": "valeur de l’année de référence inconnue : donnez baseline, ou le bilan annuel de cette année",
    "no_target": "pas de cible chiffrée : donnez reduction ou target",
    "no_indicator_value": "aucune valeur connue de son indicateur",
    "no_action": "aucune action ne le fait bouger",
    "effect_unknown": "l’effet des actions qui le concernent n’est pas connu",
    "not_started": "son indicateur est encore à sa valeur de départ",
    "no_households": "ménages ou population municipale inconnus : donnez territory.households et territory.population",
    "no_factor": "aucun facteur",
    "no_start": f"{term('not_assessed')} : dites combien d’appareils l’étaient déjà l’année de référence (indicateur I-41 ; 0 si aucun)",
    "more_devices_than_there_are": f"{term('not_assessed')} : plus d’appareils que n’en ont les ménages du territoire",
    "more_than_smartphones_bought": f"{term('not_assessed')} : plus d’achats évités qu’il ne se vend de smartphones aux ménages en un an",
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


# What the codes of a result are called: groups, stages, qualities, verdicts, why a stage is not assessed, notices.

SPENDING_RANGE: Final = "de la moitié au double"  # of a ratio by euro, nine times out of ten
NOT_ASSESSED: Final = term("not_assessed")  # never a zero
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
    "no_inventory": "ni équipement ni service inventorié",
    "no_lines": "nombre d’abonnements du territoire inconnu : donnez territory.fixed_lines ou mobile_lines",
    "no_data_centre": "aucun n’est décrit (territory.data_centres)",
    "no_jobs_ratio": "aucun nombre d’appareils par emploi n’est publié",
    "servers_unknown": "fabrication des serveurs inconnue",
}


# where an objective stands, and how a value that is not at its target stands to the one it starts from (results/records.py)
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


POOLED: Final = ("pooled_in_full", "pooled_share", "pooled_elsewhere")  # notices said beside the total
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
    "electricity_missing": "Électricité ({subject}) : aucun facteur dans le catalogue ; l’utilisation est "
    + term("not_assessed", feminine=True)
    + ". Donnez-en un dans factors.overrides.",
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
    "estimated_from_all_agents": "Nombre estimé depuis l’effectif total ({agents} agents), celui des "
    + term("equipped_agent", 2)
    + " n’étant pas donné : {estimates} ; donnez territory.agents.equipped, ce nombre est sans doute trop haut.",
    "head_count_alone": "Un effectif de {agents} agents, et aucun équipement : le nombre d’appareils peut être estimé en attendant l’inventaire, et tout ce qui en vient sera dit « estimé » ; ajoutez method: {{estimate: [{asked}]}}.",
    "option_flux": "Option flux : fabrication des seuls achats de l’année (GHG Protocol) ; un achat groupé fait bondir le total.",
    "option_beges": "Option beges : fabrication répartie sur la durée d’amortissement comptable, pour rester cohérent avec un BEGES.",
    "option_post_amortisation_zero": "Option post_amortisation_zero : plus de fabrication une fois la durée écoulée ; le total baisse sans action.",
    "option_numecoeval_reel": "Option numecoeval_reel : division par l’âge réel, comme G4IT ; elle surévalue les équipements récents.",
    "imputed": "Faute de facteur, la fabrication d’équipements est déduite de leur empreinte climat (method.impute), d’après {devices} appareils{unlike} ; part de chaque somme, et largeur retenue pour cette part d’après l’erreur mesurée : {deduced}. L’utilisation et les services ne sont jamais déduits.",
    "impute_closed": "Rien n’est déduit du climat (method.impute) : les appareils de référence n’ont pas une licence ouverte.",
    "members_not_counted": "{count} communes membres citées : leurs chiffres ne sont pas consolidés ici.",
    "pooled_in_full": "Ce qui est mutualisé avec les communes membres est compté en entier, leur part comprise ; ce qu’elles ont en propre ne l’est pas.",
    "pooled_share": "La part de la collectivité dans ce que son groupement mutualise est comptée.",
    "pooled_elsewhere": "La part de la collectivité dans ce que son groupement mutualise n’est pas comptée.",
    "members_counted": "{count} membres comptés avec leurs propres lignes : ce que snr remarque dans chacun se lit avec son dossier (snr check, snr assess).",
    "open_licence": "Licence demandée : les facteurs par défaut de {count} types ou chiffres sont écartés, la moyenne du territoire par habitant comprise ; ce qui n’a plus de facteur n’est pas évalué, et n’est pas zéro.",
    "open_fallback": "Électricité ({subject}), {categories} : {source} ({year}), à la place de la valeur par défaut que la licence demandée écarte.",
    "partial_perimeter": "Périmètre partiel, sans équipement ni abonnement inventorié pour : {missing}. Le total n’est pas comparable à celui d’une autre collectivité ; complétez, ou dites l’absence dans exclusions (what, why, group, et absent: true s’il n’y en a pas).",
    "agent_out_of_range": "{value} kgCO2e par "
    + term("equipped_agent")
    + "{rests} : hors de la plage usuelle ({low} à {high}) ; vérifiez quantités et unités.",
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


# Units in French, and masses in the one that reads best.

# one, then several (from two on)
UNITS: Final = {
    "unit": ("unité", "unités"),
    "year": ("an", "ans"),
    "ratio": ("", ""),
    "person": ("habitant", "habitants"),
    "household": ("ménage", "ménages"),
    "agent": ("agent", "agents"),
    "day": ("jour", "jours"),
    "line": ("ligne", "lignes"),
    "room": ("salle", "salles"),
    "site": ("site", "sites"),
    "GB": ("Go", "Go"),
    "MB": ("Mo", "Mo"),
    "view": ("page vue", "pages vues"),
    "persons": ("personne", "personnes"),
    "units": ("unité", "unités"),
    "h": ("heure", "heures"),
    "m2": ("m²", "m²"),
}


def unit_text(unit: str, value: float = 1.0, more: Mapping[str, tuple[str, str]] | None = None) -> str:
    """Write a unit of the engine in French, after its value: kWh/unit/year → kWh/unité/an, 5 years → ans.

    Args:
        unit: the unit.
        value: what it follows, which makes the plural.
        more: words of units that are the catalogue's own, one then several.
    """
    words = {**UNITS, **(more or {})}
    first, *others = [unit] if unit in words else unit.split("/")
    word = words.get(first, (first, first))[abs(value) >= 2]
    return "/".join([word, *(words.get(part, (part, part))[0] for part in others)])


def one_of(units: str) -> str:
    """Write a unit of the catalogue, there in the plural as it follows a quantity, in the singular."""
    return re.sub(r"(?<=[a-z]{3})s(?=$|,| )", "", units, count=1)


def mass_between(low: float, high: float, beside: float | None = None) -> str:
    """Write two bounds in kilograms of CO2 equivalent, in the unit of the value that they stand beside, of the larger one without any."""
    if (abs(beside) if beside else max(abs(low), abs(high))) >= 1000:
        return f"{between(low / 1000, high / 1000)}{WIDE}t CO2e"
    return f"{between(low, high)}{WIDE}kg CO2e"


def mass(kilograms: float) -> str:
    """Write kilograms of CO2 equivalent in the unit that reads best."""
    if abs(kilograms) >= 1_000_000:
        return f"{number(kilograms / 1000, 0)}{WIDE}t CO2e"
    if abs(kilograms) >= 1000:
        return f"{significant(kilograms / 1000)}{WIDE}t CO2e"
    return f"{significant(kilograms)}{WIDE}kg CO2e"


# What the quantities of a formula are called.

QUANTITIES: Final = {
    "quantity": "quantité",
    "volume": "volume annuel",
    "unit": "unité",
    "units": "unités en service, part retenue",
    "prolonged": "durée de vie rapportée à celle d’aujourd’hui",
    "line": "ligne",
    "share_professional": "part d’usage retenue",
    "share_cope": "part COPE",
    "share_byod": "part BYOD",
    "share": "part retenue",
    "telework_days": "jours de télétravail",
    "telework_share": "part du télétravail",
    "persons_per_household": "personnes par ménage",
    "days_per_year": "jours par an",
    "lifetime": "durée de vie",
    "lifetime_total": "durée de vie totale",
    "lifetime_or_age": "durée de vie ou âge",
    "upstream": "vie amont retenue",
    "upstream_years": "vie amont",
    "refurbished_share": "part reconditionnée",
    "reuse": "vie aval retenue",
    "reuse_rate": "taux de réemploi",
    "total_lifetime": "durée de vie totale moyenne",
    "beyond": "années au-delà",
    "internal_lifetime": "durée de vie interne, ou âge (retranché)",
    "age": "âge",
    "reference_year": "année de référence",
    "purchase_year": "année d’achat (retranchée)",
    "age_at_least_one": "âge, un an au moins",
    "one_year": "un an",
    "written_off": "amorti",
    "depreciation": "durée d’amortissement",
    "embodied_units": "unités par an portant la fabrication",
    "purchased": "achetés dans l’année",
    "in_room_meter": "comptée au compteur de la salle",
    "no_electricity": "hors service : pas d’électricité",
    "kwh": "kWh par an et par unité",
    "kwh_total": "électricité par an",
    "kwh_used": "électricité des appareils utilisés",
    "used_share": "part des appareils utilisés",
    "pue": "PUE",
    "kwh_per_functional_unit": "kWh par unité fonctionnelle",
    "kwh_with_pue": "kWh avec PUE",
    "kwh_retained": "kWh, pour les années de conservation",
    "stated_years": "années que le facteur publié compte",
    "year_of_stock": "part d’une année",
    "retention": "conservation, rapportée à celle du facteur",
    "retention_years": "années de conservation",
    "retained": "part du facteur publié",
    "retained_part": "part qui dépend de la conservation",
    "retained_share": "part du stockage dans le facteur",
    "not_retained": "reste du facteur",
    "per_unit": "unité fonctionnelle",
    "gigabytes": "Go par page",
    "gigabytes_by_network": "Go par page sur ce réseau",
    "page_weight": "poids d’une page",
    "mb_per_gb": "Mo par Go",
    "fixed_share": "part fixe",
    "mobile_share": "part mobile",
    "page_views": "pages vues",
    "metered_kwh": "électricité mesurée",
    "room": "salle",
    "agents_equipped": term("equipped_agent", 2),
    "agents_total": "effectif total",
    "teleworkers": "agents en télétravail",
    "estimated_quantity": "quantité estimée",
    "per_agent_computer": "ordinateurs par agent",
    "estimated_laptop_share": "part des portables",
    "estimated_desktop_share": "part des fixes",
    "per_agent_monitor": "écrans par agent",
    "per_agent_smartphone": "smartphones par agent",
    "per_agent_printer": "imprimantes par agent",
    "per_agent_tablet": "tablettes par agent",
    "per_agent_desk_phone": "téléphones fixes par agent",
    "paper_per_agent": "kg de papier par agent et par an",
    "population_municipale": "population municipale",
    "per_capita": "impact par habitant",
    "territory_total": "total du territoire",
    "published_share": "part publiée (arrondie)",
    "sum_of_shares": "somme des parts publiées",
    "tier_share": "part ramenée à 100 %",
    "tier": "brique",
    "sum_of_stage_shares": "somme des parts d’étapes publiées",
    "stage_share": "part de l’étape dans la brique",
    "tier_stage": "brique et étape",
    "france_only": "vue France seule",
    "per_capita_france_only": "impact par habitant, France seule (dérivé)",
    "traffic": "trafic",
    "gb_per_line": "Go par abonnement",
    "fixed_lines": "abonnements fixes",
    "mobile_lines": "abonnements mobiles",
    "households": "ménages",
    "rate": "taux",
    "rate_by_person": "taux par personne",
    "devices": "appareils",
    "climate_embodied": "empreinte climat d’une année, hors utilisation",
    "climate_factor": "facteur climat",
    "it_kwh": "électricité informatique",
    "it_power": "puissance informatique",
    "load": "charge",
    "hours": "heures par an",
    "surface": "surface",
    "site": "site",
    "vm_key": "clé donnée",
    "pooled_share": "part retenue",
    "pooled_total": "total de la clé",
    "pooled_fixed": "part donnée",
    "pooled_agents": "agents",
    "pooled_mailboxes": "boîtes aux lettres électroniques",
    "pooled_vms": "machines virtuelles",
    "pooled_population": "population municipale",
    "vm_share": "part de l’hôte",
    "vm_weighted": "part pondérée",
    "vm_quantity": "nombre de machines",
    "vm_hours_share": "heures réservées ÷ 8 760",
    "vm_vcpu": "vCPU d’une machine",
    "vm_ram": "mémoire d’une machine",
    "vm_storage": "stockage d’une machine",
    "vm_reserved_vcpu": "vCPU réservés",
    "vm_reserved_ram": "mémoire réservée",
    "vm_reserved_storage": "stockage réservé",
    "vm_pool_vcpu": "vCPU réservés sur l’hôte",
    "vm_pool_ram": "mémoire réservée sur l’hôte",
    "vm_pool_storage": "stockage réservé sur l’hôte",
    "vm_share_vcpu": "part des vCPU",
    "vm_share_ram": "part de la mémoire",
    "vm_share_storage": "part du stockage",
    "vm_largest_share": "plus grande des trois parts",
    "vm_sum_of_largest": "somme des plus grandes parts de l’hôte",
    "vm_distribution_share": "part du transport, ramenée à 100 %",
    **{
        f"vm_{moment}_{resource}": f"poids {word}, {label}"
        for moment, label in (
            ("manufacturing", "fabrication et fin de vie"),
            ("use_standard", "utilisation à charge standard"),
            ("use_full", "utilisation à pleine charge"),
            ("use_idle", "utilisation au repos"),
        )
        for resource, word in (("vcpu", "des vCPU"), ("ram", "de la mémoire"), ("storage", "du stockage"))
    },
}
