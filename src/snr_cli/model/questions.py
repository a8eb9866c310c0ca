"""What snr asks people, in the words of those who answer: one list, behind the wizard, the sheets of colleagues and what to do next.

A question is asked of one kind of person and has parts: each is a number, a word or a choice, and goes to one place of the dossier.
"""

from typing import Final, Literal, NamedTuple

from snr_cli.french.words.terms import THEMES, term, titled_term

PartSort = Literal[
    "count",
    "number",
    "share",
    "euros",
    "years",
    "year",
    "text",
    "date",
    "yes",
    "choice",
    "siren",
    "kind",
    "department",
    "themes",
]
Role = Literal["lead", "it", "purchases", "finance", "staff", "management", "elected", "climate", "communication"]
Chapter = Literal["first", "measure", "programme", "strategy", "follow"]

# who knows, as a cover, a screen and `--for` say it; and what else they may be called
ROLES: Final[dict[Role, str]] = {
    "lead": term("project_lead"),
    "it": "DSI",
    "purchases": "achats",
    "finance": "finances",
    "staff": "RH",
    "management": "DG",
    "elected": "élu",
    "climate": "plan climat",
    "communication": "communication",
}
CHAPTERS: Final[dict[Chapter, str]] = {
    "first": "Premier chiffre",
    "measure": "Mesurer",
    "programme": "Programme de travail",
    "strategy": "Stratégie",
    "follow": "Suivre",
}


class Part(NamedTuple):
    """One thing that a question asks.

    Attributes:
        key: its name: `--answer laptops=330`, the cell of a sheet.
        ask: what is asked, in a few words.
        to: the place of the dossier: the steps to a value (`territory.siren`), or a line and its key
            (`equipment/portables.quantity`); in a question of rows, a key of the row.
        sort: what an answer is.
        where: where to find it; empty when the question says it.
        example: an answer.
        unit: of the answer; empty when it is a word.
        type: that of the line.
        times: how many units of the dossier one unit of the answer is.
        part_of: the part whose answer it cannot exceed, nor come after.
        estimate: what `method.estimate` puts in its place while it is unknown.
        choices: the values to choose from, in the words of the screen.
        if_unknown: asked only of an authority that the table does not have.
    """

    key: str
    ask: str
    to: str
    sort: PartSort = "count"
    where: str = ""
    example: str = ""
    unit: str = ""
    type: str = ""
    times: float = 1.0
    part_of: str = ""
    estimate: str = ""
    choices: tuple[tuple[str, str | bool], ...] = ()
    if_unknown: bool = False

    @property
    def line(self) -> tuple[str, str]:
        """Return the section and the id of the line that it fills; empty texts when it fills none."""
        section, slash, rest = self.to.partition("/")
        return (section, rest.partition(".")[0]) if slash else ("", "")

    @property
    def field(self) -> tuple[str, ...]:
        """Return the steps to its value, in the dossier or in its line."""
        return tuple(self.to.partition("/")[2].split(".")[1:] if "/" in self.to else self.to.split("."))


class Question(NamedTuple):
    """A question, and all that is asked with it.

    Attributes:
        id: its name: `snr next --do impression`.
        chapter: when it is asked.
        ask: the question.
        who: who usually knows.
        minutes: how long it takes.
        where: where to find the answer.
        parts: what is asked; a question of `rows` asks them again for each row.
        rows: the section whose rows it adds; empty when its parts have their own places.
        each: the section of whose rows it asks its parts, one row after the other; empty for none.
        opens: the codes of the duties that it answers, and the groups of annex A that it fills.
        after: the questions that come before it.
        command: what answers it when it is no question of a few words: a command, the dossier being `.`.
        at_start: the wizard asks it.
        of: the kinds of authority that it is asked of; all of them when empty.
        none: the place that says that there is nothing to tell; empty when nothing does.
    """

    id: str
    chapter: Chapter
    ask: str
    who: Role
    minutes: int
    where: str
    parts: tuple[Part, ...] = ()
    rows: str = ""
    each: str = ""
    opens: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    command: str = ""
    at_start: bool = False
    of: tuple[str, ...] = ()
    none: str = ""

    @property
    def sections(self) -> frozenset[str]:
        """Return the sections of the dossier that it answers."""
        own = self.rows or self.each
        return frozenset([own] if own else (part.line[0] or part.field[0] for part in self.parts))


KINDS: Final = {
    "commune": "commune",
    "communaute_de_communes": "communauté de communes",
    "communaute_agglomeration": "communauté d’agglomération",
    "communaute_urbaine": "communauté urbaine",
    "metropole": "métropole",
    "metropole_de_lyon": "métropole de Lyon",
    "departement": "département",
    "region": "région",
    "autre": "autre statut",
}
_EPCI: Final = ("communaute_de_communes", "communaute_agglomeration", "communaute_urbaine", "metropole", "metropole_de_lyon")  # fmt: skip
REAM_KG: Final = 2.5  # 500 sheets of A4 (ISO 216: 0.21 × 0.297 m) at 80 g/m², 2.495 kg, as they are sold
_YES: Final = (("oui", True), ("non", False))


def _life(key: str, what: str, name: str) -> Part:
    return Part(key, what, f"method.lifetimes.{name}.years", "years", "", "5", "ans")


QUESTIONS: Final[tuple[Question, ...]] = (
    # a first figure
    Question(
        "siren",
        "first",
        "Qui êtes-vous, et quelle année étudiez-vous ?",
        "lead",
        1,
        "annuaire-entreprises.data.gouv.fr, ou les neuf premiers chiffres du SIRET",
        (
            Part("siren", "Numéro SIREN, ou nom de la collectivité", "territory.siren", "siren", example="243300316"),
            Part(
                "name",
                "Nom complet",
                "territory.name",
                "text",
                "tel que sur vos délibérations",
                "Commune de Sainte-Orge",
                if_unknown=True,
            ),
            Part(
                "kind",
                "Nature",
                "territory.kind",
                "kind",
                ", ".join(f"{rank} {label}" for rank, label in enumerate(KINDS.values(), start=1)),
                "1",
                if_unknown=True,
            ),
            Part(
                "department",
                "Numéro du département",
                "territory.department",
                "department",
                "il choisit le facteur de l’électricité (Hexagone, Corse, outre-mer)",
                "33",
                if_unknown=True,
            ),
            Part(
                "population_totale",
                "Population totale",
                "territory.population.totale",
                where="insee.fr, populations de référence ; c’est celle du seuil légal de 50 000 habitants",
                example="52600",
                unit="habitants",
                if_unknown=True,
            ),
            Part(
                "population_municipale",
                "Population municipale",
                "territory.population.municipale",
                where="insee.fr, populations de référence ; c’est celle des chiffres par habitant",
                example="51800",
                unit="habitants",
                part_of="population_totale",
                if_unknown=True,
            ),
            Part(
                "households",
                "Ménages",
                "territory.households.value",
                where="insee.fr, dossier complet, ménages du recensement ; sans eux, le territoire n’est pas compté par ménage",
                example="23000",
                unit="ménages",
                part_of="population_totale",
                if_unknown=True,
            ),
            Part(
                "year",
                "Année étudiée",
                "reference_year",
                "year",
                "la dernière année complète dont vous avez l’inventaire et les factures",
                "2025",
            ),
        ),
        opens=("REEN-01", "REEN-02", "REEN-08"),
        at_start=True,
    ),
    Question(
        "agents",
        "first",
        "Combien d’agents, et combien ont un poste informatique ?",
        "staff",
        3,
        "rapport social unique ; comptes actifs de l’annuaire informatique",
        (
            Part(
                "agents",
                "Agents, tous statuts",
                "territory.agents.total",
                where="ressources humaines, rapport social unique",
                example="820",
                unit="personnes",
            ),
            Part(
                "equipped",
                "Agents qui ont un poste de travail informatique",
                "territory.agents.equipped",
                where="comptes actifs de l’annuaire informatique",
                example="460",
                unit="personnes",
                part_of="agents",
            ),
        ),
        opens=("REEN-10", "REEN-24"),
        after=("siren",),
        at_start=True,
    ),
    Question(
        "prestations",
        "first",
        "Combien avez-vous payé de logiciels et de prestations informatiques, hors taxe ?",
        "finance",
        5,
        "compte administratif, sans matériel, téléphone ni internet",
        (
            Part(
                "spending_eur",
                "Logiciels et prestations, dans l’année",
                "services/prestations.quantity",
                "euros",
                example="350000",
                unit="€ HT",
                type="spend_it_services_keur",
                times=0.001,
            ),
        ),
        after=("agents",),
        at_start=True,
    ),
    # to measure
    Question(
        "impression",
        "measure",
        "Combien de copieurs, d’imprimantes, de ramettes de papier ?",
        "purchases",
        5,
        "contrat de location, marché de papier",
        (
            Part(
                "copiers",
                "Copieurs et multifonctions de couloir",
                "equipment/copieurs.quantity",
                where="contrat de location",
                example="30",
                unit="appareils",
                type="photocopier_mfp",
                estimate="printers",
            ),
            Part(
                "printers",
                "Imprimantes de bureau",
                "equipment/imprimantes.quantity",
                where="GLPI : Parc > Imprimantes",
                example="95",
                unit="appareils",
                type="printer_laser",
                estimate="printers",
            ),
            Part(
                "reams",
                "Ramettes de 500 feuilles A4, dans l’année",
                "services/papier.quantity",
                where="marché de fournitures ; une ramette de 80 g/m² pèse 2,5 kg",
                example="3700",
                unit="ramettes",
                type="paper_kg",
                times=REAM_KG,
                estimate="paper",
            ),
        ),
        opens=("printing",),
        after=("agents",),
        at_start=True,
    ),
    Question(
        "ecrans",
        "measure",
        "Combien d’écrans d’ordinateur ?",
        "it",
        2,
        "GLPI : Parc > Moniteurs ; ou bons de commande",
        (
            Part(
                "monitors",
                "Écrans d’ordinateur",
                "equipment/ecrans.quantity",
                example="690",
                unit="appareils",
                type="monitor",
                estimate="monitors",
            ),
        ),
        opens=("workplace",),
        after=("agents",),
        at_start=True,
    ),
    Question(
        "ordinateurs",
        "measure",
        "Combien de portables et d’ordinateurs fixes ? Un export de GLPI ou d’OCS vaut mieux.",
        "it",
        5,
        "GLPI : Parc > Ordinateurs ; joignez l’export s’il existe",
        (
            Part(
                "laptops",
                "Ordinateurs portables",
                "equipment/portables.quantity",
                example="330",
                unit="appareils",
                type="laptop",
                estimate="computers",
            ),
            Part(
                "desktops",
                "Ordinateurs fixes, écran non compris",
                "equipment/fixes.quantity",
                example="260",
                unit="appareils",
                type="desktop_professional",
                estimate="computers",
            ),
        ),
        opens=("workplace",),
        after=("agents",),
        at_start=True,
    ),
    Question(
        "durees",
        "measure",
        "Combien d’années gardez-vous un portable, un fixe, un écran, un smartphone, une tablette, un copieur, un commutateur ?",
        "it",
        5,
        "sorties du parc : l’âge des appareils quand ils partent",
        (
            _life("laptop_years", "Un ordinateur portable", "laptop"),
            _life("desktop_years", "Un ordinateur fixe", "desktop_professional"),
            _life("monitor_years", "Un écran", "monitor"),
            _life("smartphone_years", "Un smartphone", "smartphone"),
            _life("tablet_years", "Une tablette", "tablet"),
            _life("copier_years", "Un copieur", "photocopier_mfp"),
            _life("switch_years", "Un commutateur", "switch"),
        ),
        opens=("workplace",),
        after=("ordinateurs",),
    ),
    Question(
        "telephones",
        "measure",
        "Combien de smartphones, de tablettes, de téléphones fixes ?",
        "it",
        3,
        "gestion des terminaux mobiles, standard téléphonique",
        (
            Part(
                "smartphones",
                "Smartphones",
                "equipment/smartphones.quantity",
                where="gestion des terminaux mobiles, ou facture de l’opérateur",
                example="210",
                unit="appareils",
                type="smartphone",
                estimate="phones",
            ),
            Part(
                "tablets",
                "Tablettes",
                "equipment/tablettes.quantity",
                where="gestion des terminaux mobiles ; élus, écoles et agents",
                example="40",
                unit="appareils",
                type="tablet",
                estimate="tablets",
            ),
            Part(
                "desk_phones",
                "Téléphones fixes",
                "equipment/telephones-fixes.quantity",
                where="standard téléphonique",
                example="300",
                unit="appareils",
                type="ip_phone",
                estimate="desk_phones",
            ),
        ),
        opens=("telephony",),
        after=("agents",),
        at_start=True,
    ),
    Question(
        "deplacements",
        "measure",
        "Combien de kilomètres en voiture pour dépanner et entretenir ?",
        "it",
        3,
        "carnets de bord des véhicules du service informatique",
        (
            Part(
                "travel_km",
                "Kilomètres du service informatique, dans l’année",
                "services/deplacements.quantity",
                "number",
                example="18000",
                unit="km",
                type="travel_car_km",
            ),
        ),
        after=("agents",),
    ),
    Question(
        "serveurs",
        "measure",
        "Combien de serveurs, de baies de stockage, de m² de salle ? Un compteur électrique ?",
        "it",
        5,
        "inventaire de la salle ; les machines virtuelles ne comptent pas",
        (
            Part(
                "servers",
                "Serveurs physiques",
                "equipment/serveurs.quantity",
                where="inventaire des salles ; les machines virtuelles ne comptent pas",
                example="9",
                unit="appareils",
                type="server_rack",
            ),
            Part(
                "storage",
                "Baies de stockage",
                "equipment/baies.quantity",
                where="inventaire des salles",
                example="2",
                unit="appareils",
                type="storage_array",
            ),
            Part(
                "room_m2",
                "Surface des salles serveurs",
                "services/salle.surface_m2",
                "number",
                where="plan du bâtiment",
                example="30",
                unit="m²",
                type="server_room",
            ),
            Part(
                "room_kwh",
                "Électricité des salles, au compteur, dans l’année",
                "services/salle.metered_kwh_per_year",
                "number",
                where="sous-compteur de la salle, ou onduleur",
                example="38000",
                unit="kWh",
                type="server_room",
            ),
        ),
        opens=("datacentre", "buildings"),
        after=("agents",),
        at_start=True,
    ),
    Question(
        "reseau",
        "measure",
        "Combien de commutateurs, de bornes wifi, de routeurs ?",
        "it",
        4,
        "supervision ; GLPI : Parc > Matériel réseau",
        (
            Part(
                "switches",
                "Commutateurs réseau",
                "equipment/commutateurs.quantity",
                where="GLPI : Parc > Matériel réseau",
                example="54",
                unit="appareils",
                type="switch",
            ),
            Part(
                "switch_kwh",
                "Électricité d’un commutateur, dans l’année",
                "equipment/commutateurs.kwh_per_year",
                "number",
                where="fiche technique : watts × 8,76",
                example="250",
                unit="kWh",
                type="switch",
            ),
            Part(
                "access_points",
                "Bornes wifi",
                "equipment/bornes.quantity",
                example="80",
                unit="appareils",
                type="wifi_access_point",
            ),
            Part("routers", "Routeurs", "equipment/routeurs.quantity", example="12", unit="appareils", type="router"),
        ),
        opens=("lan",),
        after=("agents",),
        at_start=True,
    ),
    Question(
        "lignes",
        "measure",
        "Combien d’accès internet fixes et de forfaits mobiles ?",
        "purchases",
        4,
        "factures de l’opérateur",
        (
            Part(
                "fixed_lines",
                "Accès internet fixes des sites",
                "services/lignes-fixes.quantity",
                example="48",
                unit="lignes",
                type="line_fixed_year",
            ),
            Part(
                "mobile_lines",
                "Abonnements mobiles",
                "services/lignes-mobiles.quantity",
                example="230",
                unit="lignes",
                type="line_mobile_year",
            ),
        ),
        opens=("wan",),
        after=("agents",),
        at_start=True,
    ),
    Question(
        "reconditionne",
        "measure",
        "Quelle part de vos portables et de vos smartphones est achetée reconditionnée, après combien d’années ?",
        "purchases",
        5,
        "bons de commande, certificats du vendeur",
        (
            Part(
                "refurbished_laptops",
                "Portables reconditionnés",
                "equipment/portables.refurbished_share",
                "share",
                example="20",
                unit="%",
                type="laptop",
            ),
            Part(
                "laptop_life_before",
                "Âge d’un portable reconditionné à l’achat",
                "equipment/portables.upstream_years",
                "years",
                example="3",
                unit="ans",
                type="laptop",
            ),
            Part(
                "laptop_proof",
                "Preuve du portable reconditionné",
                "equipment/portables.upstream_source",
                "text",
                "certificat ou facture du reconditionneur ; sans elle, la vie d’avant n’allonge rien",
                "facture 2025-118 de l’atelier",
                type="laptop",
            ),
            Part(
                "refurbished_smartphones",
                "Smartphones reconditionnés",
                "equipment/smartphones.refurbished_share",
                "share",
                example="30",
                unit="%",
                type="smartphone",
            ),
            Part(
                "smartphone_life_before",
                "Âge d’un smartphone reconditionné à l’achat",
                "equipment/smartphones.upstream_years",
                "years",
                example="2",
                unit="ans",
                type="smartphone",
            ),
            Part(
                "smartphone_proof",
                "Preuve du smartphone reconditionné",
                "equipment/smartphones.upstream_source",
                "text",
                "certificat ou facture du reconditionneur ; sans elle, la vie d’avant n’allonge rien",
                "facture 2025-118 de l’atelier",
                type="smartphone",
            ),
        ),
        opens=("workplace",),
        after=("ordinateurs", "telephones"),
    ),
    Question(
        "teletravail",
        "measure",
        "Combien d’agents télétravaillent, et combien de jours par an ?",
        "staff",
        2,
        "conventions de télétravail",
        (
            Part(
                "teleworkers",
                "Agents en télétravail",
                "territory.agents.teleworkers",
                where="ressources humaines, conventions de télétravail",
                example="120",
                unit="personnes",
                part_of="agents",
            ),
            Part(
                "telework_days",
                "Jours de télétravail par agent concerné et par an",
                "territory.agents.telework_days_per_year",
                "number",
                example="60",
                unit="jours",
            ),
        ),
        opens=("telework",),
        after=("agents",),
        at_start=True,
    ),
    Question(
        "heberge",
        "measure",
        "Combien de machines virtuelles et de To chez un hébergeur ?",
        "it",
        4,
        "factures, console de l’hébergeur",
        (
            Part(
                "hosted_machines",
                "Machines virtuelles allumées toute l’année",
                "services/machines-hebergees.quantity",
                example="12",
                unit="machines",
                type="cloud_vm_hour",
                times=8760,
            ),
            Part(
                "hosted_tb",
                "Données chez un hébergeur",
                "services/stockage-heberge.quantity",
                "number",
                example="8",
                unit="To",
                type="storage_tb_year",
            ),
        ),
        opens=("cloud",),
        after=("agents",),
    ),
    # the programme of work
    Question(
        "usages",
        "programme",
        "Faute d’enquête locale, comptez-vous les appareils des ménages par les moyennes nationales ?",
        "climate",
        2,
        "Baromètre du numérique ; une enquête du territoire vaut mieux",
        (Part("national_means", "Moyennes nationales", "uses", "yes", example="oui"),),
        opens=("REEN-09",),
        after=("siren",),
    ),
    Question(
        "pilotes",
        "programme",
        f"Qui pilote : quel élu, quel {term('project_lead')}, quel comité ?",
        "management",
        2,
        "arrêtés de délégation ; des fonctions, pas des noms",
        (
            Part(
                "elected_lead",
                titled_term("elected_lead"),
                "governance.elected_lead",
                "text",
                example="Vice-présidente au numérique",
            ),
            Part(
                "project_lead",
                titled_term("project_lead"),
                "governance.project_lead",
                "text",
                example="Directrice du numérique",
            ),
            Part(
                "steering",
                "Comité de pilotage",
                "governance.steering",
                "text",
                example="Comité numérique, chaque trimestre",
            ),
        ),
        opens=("REEN-25",),
        after=("siren",),
    ),
    Question(
        "engage",
        "programme",
        "Qu’avez-vous déjà fait, et depuis quand ?",
        "it",
        5,
        "rapports d’activité, marchés en cours ; s’il n’y a rien, écrivez « rien », et pourquoi en une phrase",
        (
            Part("title", "Ce qui est fait", "title", "text", example="Allonger la durée de vie des portables"),
            Part("started_on", "Depuis le", "started_on", "date", example="2024-03-01"),
            Part("summary", "En une phrase", "summary", "text", example="Garantie de cinq ans dans le marché."),
        ),
        rows="actions",
        opens=("REEN-07", "REEN-11"),
        none="programme.no_action_under_way",
    ),
    Question(
        "laisse",
        "programme",
        "Que laissez-vous de côté, et pourquoi ?",
        "lead",
        3,
        "conventions : écoles, satellites, équipements de tiers",
        (
            Part("what", "Ce qui est laissé de côté", "what", "text", example="Les écoles"),
            Part("why", "Pourquoi", "why", "text", example="leur parc est suivi ailleurs, sans inventaire"),
        ),
        rows="exclusions",
        opens=("REEN-24",),
    ),
    Question(
        "acteurs",
        "programme",
        "Quels acteurs, publics et privés, avez-vous rencontrés ?",
        "lead",
        10,
        "agenda ; un de chaque secteur au moins",
        (
            Part("name", "Nom", "name", "text", example="Syndicat des énergies"),
            Part(
                "sector",
                "Secteur",
                "sector",
                "choice",
                example="public",
                choices=(("public", "public"), ("privé", "private")),
            ),
            Part("role", "Rôle", "role", "text", example="Réseaux et achats d’énergie"),
            Part("association", "Comment", "association", "text", example="entretien"),
            Part("date", "Date", "date", "date", example="2026-03-12"),
            Part(
                "themes",
                "Thèmes du décret concernés, de 1 à 6",
                "concerned_by",
                "themes",
                " ; ".join(f"{rank}, {label}" for rank, label in THEMES.items()),
                "2 et 5",
            ),
        ),
        rows="stakeholders",
        opens=("REEN-05", "REEN-06"),
    ),
    Question(
        "programme",
        "programme",
        "Quel jour le programme de travail est-il arrêté, et comment a-t-il été préparé ?",
        "lead",
        2,
        "note de cadrage",
        (
            Part("programme_date", "Date du programme", "programme.date", "date", example="2026-05-20"),
            Part("programme_lead", "Qui l’a conduit", "programme.lead", "text", example="Direction du numérique"),
            Part("programme_method", "Comment", "programme.method", "text", example="Entretiens, puis un atelier."),
        ),
        opens=("REEN-03", "REEN-04"),
        after=("acteurs", "engage", "usages"),
    ),
    Question(
        "plans",
        "programme",
        "Le plan climat parle-t-il du numérique ? Avez-vous un bilan d’émissions ?",
        "climate",
        3,
        "PCAET ; BEGES",
        (
            Part("pcaet_date", "Plan climat adopté le", "plans.pcaet.date", "date", example="2021-12-16"),
            Part("pcaet_digital", "Il parle du numérique", "plans.pcaet.includes_digital", "yes", example="oui"),
            Part(
                "beges_year",
                "Bilan d’émissions : année",
                "plans.beges.year",
                "year",
                example="2023",
            ),
            Part("beges_plan", "Il a un plan de transition", "plans.beges.transition_plan", "yes", example="oui"),
        ),
        opens=("REEN-23", "ADJ-13"),
        of=_EPCI,
    ),
    # the strategy
    Question(
        "actions",
        "strategy",
        "Quelles actions retenez-vous ? snr en propose, classées par ce qu’elles évitent.",
        "management",
        15,
        "snr plan --suggest",
        opens=("REEN-16", "REEN-19"),
        after=("programme", "ordinateurs"),
        command="snr plan . --suggest",
    ),
    Question(
        "portage",
        "strategy",
        "Qui porte chaque action, quand, avec combien de temps de travail ?",
        "management",
        10,
        "budget, marchés, directions",
        (
            Part("owner", "Qui la porte", "owner", "text", example="Direction du numérique"),
            Part("start", "Commence en", "schedule.start", "year", example="2026", part_of="full"),
            Part("full", "Plein effet en", "schedule.full", "year", example="2028"),
            Part(
                "fte",
                "Temps de travail d’agents déjà en poste",
                "means.fte",
                "number",
                example="0.2",
                unit="ETP",
            ),
        ),
        each="actions",
        opens=("REEN-17", "REEN-18"),
        after=("actions",),
    ),
    Question(
        "objectifs",
        "strategy",
        "De combien baisser l’empreinte de la collectivité et celle du territoire, pour quand ?",
        "elected",
        5,
        f"ce que les actions retenues évitent : le {term('project_lead')} l’a",
        (
            Part("cut", "Baisse pour la collectivité", "objectives", "share", example="15", unit="%"),
            Part("local_cut", "Baisse pour le territoire", "objectives", "share", example="1", unit="%"),
            Part("by", "Pour l’année", "objectives", "year", example="2030"),
            Part(
                "finding",
                "Constat dont partent ces objectifs",
                "objectives",
                "text",
                example="Les équipements pèsent 60 %.",
            ),
        ),
        opens=("REEN-13", "REEN-14", "REEN-15"),
        after=("actions",),
    ),
    Question(
        "mots",
        "strategy",
        "Quelles années couvre la stratégie, quels sont les mots de l’élu, où s’adresser ?",
        "elected",
        5,
        "cabinet",
        (
            Part(
                "from_year",
                "Première année",
                "strategy.period.start",
                "year",
                example="2026",
                part_of="to_year",
            ),
            Part("to_year", "Dernière année", "strategy.period.end", "year", example="2030"),
            Part(
                "edito",
                "Quelques lignes de l’élu",
                "texts.edito",
                "text",
                example="Nous gardons mieux, et plus longtemps.",
            ),
            Part("contact", "Où s’adresser", "texts.contact", "text", example="numerique@exemple.fr"),
        ),
        after=("objectifs",),
    ),
    Question(
        "vote",
        "strategy",
        "Quand l’assemblée a-t-elle voté, sous quel numéro ?",
        "management",
        1,
        "délibération",
        opens=("REEN-12",),
        after=("objectifs", "portage", "programme"),
        command="snr adopt .",
    ),
    # to follow, beside
    Question(
        "annee",
        "follow",
        "Où en est chaque action ? L’année est-elle finie ?",
        "lead",
        10,
        "pilotes des actions",
        opens=("REEN-20", "REEN-21", "REEN-22"),
        after=("vote",),
        command="snr year .",
    ),
    Question(
        "agec",
        "follow",
        "Combien d’achats d’informatique et de téléphonie, dont issus du réemploi ?",
        "purchases",
        10,
        "comptabilité",
        (
            Part("year", "Année", "year", "year", example="2025"),
            Part("total", "Achats de l’année", "montant_total", "euros", example="250000", unit="€ HT"),
            Part(
                "reuse",
                "Dont réemploi",
                "montant_reemploi_et_reutilisation",
                "euros",
                example="50000",
                unit="€ HT",
                part_of="total",
            ),
        ),
        rows="purchases",
        opens=("ADJ-01", "ADJ-04"),
        after=("siren",),
    ),
    Question(
        "reforme",
        "follow",
        "Combien de biens réformés, et remis au réemploi ?",
        "it",
        10,
        "registre des sorties d’inventaire",
        (
            Part("year", "Année", "year", "year", example="2025"),
            Part("retired", "Biens réformés au 1er janvier", "retired_stock_january_1", example="300", unit="biens"),
            Part("to_reuse", "Dont remis au réemploi", "to_reuse", example="150", unit="biens", part_of="retired"),
        ),
        rows="end_of_use",
        opens=("ADJ-05", "ADJ-06"),
        after=("siren",),
    ),
    Question(
        "dechets",
        "follow",
        "Combien de déchets d’équipements, et sont-ils suivis ?",
        "it",
        5,
        "bordereaux de l’éco-organisme",
        (
            Part("year", "Année", "year", "year", example="2025"),
            Part("kg", "Masse", "kg", "number", example="1200", unit="kg"),
            Part(
                "approved",
                "Dont remis à une filière agréée",
                "kg_to_approved",
                "number",
                example="1200",
                unit="kg",
                part_of="kg",
            ),
            Part("register", "Un registre est tenu", "register_kept", "yes", example="oui"),
        ),
        rows="waste",
        opens=("ADJ-15",),
        after=("siren",),
    ),
    Question(
        "sites",
        "follow",
        "Combien de pages vues, et de quel poids ?",
        "communication",
        5,
        "mesure d’audience ; un outil de mesure du poids d’une page",
        (
            Part("id", "Nom du site", "label", "text", example="Site principal"),
            Part("views", "Pages vues, dans l’année", "page_views", "number", example="1200000", unit="pages"),
            Part("weight", "Poids moyen d’une page", "page_weight_mb", "number", example="2.5", unit="Mo"),
            Part("rgaa", "Conformité au RGAA", "rgaa.rate", "share", example="62", unit="%"),
        ),
        rows="services",
        opens=("ADJ-11",),
        after=("siren",),
    ),
    Question(
        "marches",
        "follow",
        "Quels marchés numériques, avec quelles clauses ?",
        "purchases",
        10,
        "registre des marchés",
        (
            Part("id", "Numéro", "id", "text", example="2025-012"),
            Part("subject", "Objet", "subject", "text", example="Ordinateurs"),
            Part("consultation_on", "Consultation lancée le", "consultation_on", "date", example="2025-02-01"),
            Part("criterion", "Un critère environnemental", "environmental_criterion", "yes", example="oui"),
            Part("condition", "Une clause environnementale", "environmental_condition", "yes", example="oui"),
        ),
        rows="contracts",
        opens=("ADJ-07", "ADJ-08", "ADJ-09"),
        after=("siren",),
    ),
    Question(
        "partage",
        "follow",
        "Que partagez-vous avec d’autres collectivités, selon quelle clé ?",
        "it",
        10,
        "convention de service commun",
        after=("ordinateurs",),
        command="snr assess . --member",
    ),
)
BY_ID: Final = {question.id: question for question in QUESTIONS}
# the fourteen pieces of the decree, from the programme to the vote
PIECES: Final = (
    "REEN-03", "REEN-05", "REEN-06", "REEN-07", "REEN-08", "REEN-09", "REEN-11",
    "REEN-12", "REEN-13", "REEN-14", "REEN-15", "REEN-16", "REEN-17", "REEN-18",
)  # fmt: skip
