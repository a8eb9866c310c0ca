"""What a dossier’s choices are called in French, and what its schema adds to its keys."""

from typing import Final

from snr_cli.french.words.terms import CERTAINTIES, ESTIMATES

Choice = str | int

_CHOICES: Final[tuple[dict[Choice, str], ...]] = (
    {
        "commune": "commune",
        "communaute_de_communes": "communauté de communes",
        "communaute_agglomeration": "communauté d’agglomération",
        "communaute_urbaine": "communauté urbaine",
        "metropole": "métropole",
        "metropole_de_lyon": "Métropole de Lyon",
        "departement": "département",
        "region": "région",
        "autre": "autre collectivité, hors de l’obligation",
    },
    {
        1: "commande publique locale et durable",
        2: "gestion durable et de proximité du cycle de vie du matériel informatique",
        3: "écoconception des sites et services numériques",
        4: "sensibilisation des élus et des agents, sécurité informatique comprise",
        5: "numérique responsable auprès de tous : sensibilisation des citoyens et inclusion",
        6: "territoire connecté et durable, ouverture et valorisation des données",
    },
    {
        1: "lutte contre le changement climatique",
        2: "préservation de la biodiversité, des milieux et des ressources",
        3: "cohésion sociale et solidarité entre les territoires et les générations",
        4: "épanouissement de tous les êtres humains",
        5: "transition vers une économie circulaire",
    },
    {
        "public_local": "salle d’une collectivité",
        "public_national": "centre d’une administration nationale",
        "entreprise": "salle d’une entreprise",
        "colocation": "centre partagé entre plusieurs clients",
        "hyperscale_hpc": "très grand centre ou calcul intensif",
        "france_average": "moyenne française",
    },
    {
        "bottom_up": "lecture par ménage, qui suit les actions",
        "smartphone_lifetime_years": "durée de vie des smartphones des habitants (ans)",
        "devices_reused": "appareils remis en usage par an",
    },
    {"in_use": "en service", "spare": "de secours, sans électricité", "stored": "en stock, sans électricité"},
    {
        "professional": "professionnel, compté à 100 %",
        "byod": "appareil personnel, compté à 57 %",
        "cope": "fourni, à usage mixte, compté à 85 %",
    },
    dict(CERTAINTIES.items()),
    {"high": "inventaire, facture ou compteur", "medium": "enquête ou relevé partiel", "low": "estimation"},
    {"2024": "version de mai 2024", "2022": "version de 2022"},
    {
        "equipment_rate": "taux d’équipement",
        "traffic": "trafic",
        "streaming": "vidéo en ligne",
        "service": "autre service",
    },
    {
        "rcp_standard": "parts du RCP Cloud, charge standard de 30 %",
        "rcp_full": "parts du RCP Cloud, pleine charge",
        "rcp_idle": "parts du RCP Cloud, au repos",
        "vcpu": "vCPU réservés",
        "storage": "stockage réservé",
        "key": "clé donnée à chaque machine",
    },
    {"public": "acteur public", "private": "acteur privé"},
    {
        "agents": "nombre d’agents",
        "mailboxes": "boîtes aux lettres électroniques",
        "vms": "machines virtuelles",
        "population": "population",
        "fixed": "parts fixées",
    },
    {
        "idea": "idée",
        "planned": "prévue",
        "under_way": "engagée",
        "done": "terminée",
        "abandoned": "abandonnée",
    },
    {"investissement": "section d’investissement", "fonctionnement": "section de fonctionnement"},
    {"ht": "hors taxes", "ttc": "toutes taxes comprises"},
    {
        "smartphone_lifetime_years": "durée de vie des téléphones des habitants",
        "unused_devices": "appareils inutilisés chez les habitants",
        "devices_reused": "appareils remis en usage",
    },
    {
        "organisation": "ce que la collectivité possède, achète et exploite",
        "territory": "le territoire et ses habitants",
    },
    {"annual": "annuel", "multi_year": "pluriannuel"},
    {"down": "doit baisser", "up": "doit monter", "info": "information, sans sens attendu"},
    {"internal": "fonctionnement de la collectivité", "territory": "politiques menées sur le territoire"},
    {"informatique_telephonie": "matériel informatique et téléphonie", "autre": "autre catégorie de produits"},
    {"gift": "don", "sale": "vente"},
    {
        "association": "association que la loi nomme (CG3P, L3212-2)",
        "social_enterprise": "entreprise solidaire d’utilité sociale (réemploi)",
        "public_body": "autre personne publique",
        "staff": "personnel de la collectivité",
        "other": "autre : entreprise, habitant…",
    },
    {
        "programme": "programme de travail",
        "strategie": "stratégie numérique responsable",
        "bilan": "bilan annuel",
    },
    {
        "equipment": "équipements",
        "software": "logiciel ou site",
        "hosting": "hébergement",
        "printing": "impression",
        "telecoms": "télécommunications",
        "services": "prestations",
    },
    {
        "territory": "collectivité",
        "governance": "gouvernance",
        "stakeholders": "acteurs",
        "equipment": "équipements",
        "services": "services",
        "virtual": "virtualisation",
        "uses": "usages",
        "programme": "programme de travail",
        "strategy": "stratégie",
        "actions": "actions",
        "objectives": "objectifs",
        "indicators": "indicateurs",
        "annual_reviews": "bilans annuels",
        "purchases": "achats",
        "end_of_use": "fin d’usage",
        "waste": "DEEE",
        "contracts": "marchés",
        "plans": "plans",
        "exclusions": "exclusions",
    },
    {"studied": "étudié", "not_applicable": "sans objet", "not_studied": "pas étudié"},
    {
        "flux": "fabrication des seuls achats de l’année",
        "beges": "fabrication répartie sur l’amortissement comptable",
        "post_amortisation_zero": "plus de fabrication après l’amortissement (avec l’option précédente)",
        "numecoeval_reel": "durée d’usage réelle, comme NumEcoEval",
    },
    {
        "workplace": "postes de travail",
        "printing": "impression",
        "telephony": "téléphonie",
        "telework": "télétravail (box, écran, imprimante à domicile)",
        "lan": "réseau local (commutateurs, bornes wifi)",
        "wan": "réseau étendu (lignes, routeurs, pare-feu)",
        "datacentre": "salles serveurs",
        "cloud": "hébergement externe (cloud)",
        "buildings": "locaux techniques (m²)",
    },
    {
        "manufacturing": "fabrication",
        "distribution": "transport",
        "end_of_life": "fin de vie",
        "embodied_total": "fabrication à fin de vie, non séparées",
    },
    {
        "all": "tous les facteurs",
        "open": "sans les facteurs dont la redistribution est incertaine",
        "strict": "de plus, sans ceux d’une licence ouverte tirés d’une base qui ne l’est pas",
    },
    dict(ESTIMATES.items()),
    {
        "conseil municipal": "commune",
        "conseil communautaire": "communauté de communes, d’agglomération ou urbaine",
        "conseil d’agglomération": "communauté d’agglomération qui le nomme ainsi",
        "conseil de communauté": "communauté qui le nomme ainsi",
        "conseil métropolitain": "métropole",
        "conseil de la métropole": "métropole de Lyon, ou métropole qui le nomme ainsi",
        "conseil de territoire": "établissement public territorial du Grand Paris",
        "conseil territorial": "collectivité ou établissement qui le nomme ainsi",
        "Conseil de Paris": "Ville de Paris",
        "conseil départemental": "département",
        "conseil régional": "région",
        "comité syndical": "syndicat",
        "assemblée délibérante": "autre",
    },
)
LABELS: Final[dict[frozenset[Choice], dict[Choice, str]]] = {frozenset(labels): labels for labels in _CHOICES}
# services that the dossier describes with their own keys instead of a volume
BUILT_IN: Final = {
    "website": "Site ou service en ligne (pages vues et poids d’une page)",
    "server_room": "Salle serveurs (PUE ou compteur)",
}
# where what is counted of them stands, for who looks for a volume
BUILT_IN_UNITS: Final = {
    "website": "pages vues par an, dans leur colonne",
    "server_room": "kWh par an, dans la colonne du compteur",
}
EXAMPLES: Final = {
    ("Territory", "siren"): ["243300316"],
    ("Territory", "insee_code"): ["01004", "2A004"],
    ("Territory", "department"): ["01", "2A", "974"],
    ("Territory", "fibre_share"): ["93 %"],
    ("Equipment", "refurbished_share"): ["12 %"],
    ("Import", "from"): ["inventaire/glpi.csv"],
    ("Import", "keep"): [{"Statut": ["En service", "En stock"]}],
    ("NewType", "embodied"): [{"climate_change": {"embodied_total": 201.4}}],
    ("Dossier", "include"): [["equipment.yaml", "services.yaml"]],
}
# list of the dossier -> elements that an editor offers to write there; ^ before what is no text
SNIPPETS: Final[dict[str, list[dict[str, object]]]] = {
    "equipment": [
        {
            "label": "équipement",
            "description": "Une ligne du parc, avec sa durée de vie et sa source",
            "body": {
                "id": "${1:portables}",
                "type": "${2:laptop}",
                "quantity": "^${3:100}",
                "lifetime_years": "^${4:5}",
                "source": "${5:Gestion de parc}",
            },
        },
        {
            "label": "inventaire",
            "description": "Un export à lire : GLPI, OCS, tableur",
            "body": {"id": "${1:parc}", "from": "${2:inventaire/glpi.csv}"},
        },
    ],
    "services": [
        {
            "label": "site en ligne",
            "description": "Un site : pages vues par an et poids d’une page",
            "body": {
                "id": "${1:site-web}",
                "type": "website",
                "page_views": "^${2:1000000}",
                "page_weight_mb": "^${3:2}",
            },
        },
        {
            "label": "salle serveurs",
            "description": "Une salle, avec son PUE",
            "body": {"id": "${1:salle}", "type": "server_room", "pue": "^${2:1.8}", "room_kind": "public_local"},
        },
    ],
    "actions": [
        {
            "label": "action",
            "description": "Une mesure, son calendrier et son effet",
            "body": {
                "id": "${1:duree-portables}",
                "title": "${2:Porter la durée de vie des portables à 7 ans}",
                "themes": ["^${3:2}"],
                "owner": "${4:DSI}",
                "schedule": {"start": "^${5:2026}", "full": "^${6:2028}"},
                "effects": [{"on": {"type": "${7:laptop}"}, "lifetime_years": "^${8:7}"}],
            },
        }
    ],
}
