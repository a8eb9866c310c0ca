"""The commands as `snr --help` lists them: what each does, what runs it, examples; its module is loaded when it is asked.

The first sentence of a help stands on a line of that list. What is in a room that was taken away is left out.
"""

from functools import cache
from importlib.util import find_spec
from typing import Final, NamedTuple


@cache
def has_room(name: str) -> bool:
    """Say whether a room of `snr_cli` is there: `observatory`, `opendata` and `bridges` can leave."""
    return find_spec(f"snr_cli.{name}") is not None


class Listed(NamedTuple):
    """A command: its name, the function that runs it (`room.module.function`), its help in French, examples of it."""

    name: str
    runs: str
    help: str
    examples: tuple[str, ...]
    hidden: bool = False  # in no list

    @property
    def is_there(self) -> bool:
        """Whether the room that runs it is."""
        return has_room(self.runs.partition(".")[0])

    @property
    def summary(self) -> str:
        """The first sentence of the help."""
        return self.help.partition(". ")[0].removesuffix(".") + "."


# in the order of the help; a command of none of them is not listed (`rule`, which `explain` does), one that is not there yet is left out
GROUPS: Final = {
    "Commencer": ("init", "next"),
    "Collecter": ("collect", "inventory", "import"),
    "Mesurer": ("check", "assess", "explain"),
    "Décider": ("plan", "compare"),
    "Écrire": ("draft", "adopt", "publish", "export"),
    "Suivre": ("year", "portfolio"),
    "Outils": ("factors", "schema"),
}
COMMANDS: Final = (
    Listed(
        "init",
        "cli.init.command",
        "Crée un dossier commenté, par des questions ou des options.",
        (
            "snr init",
            "snr init --siren 243300316 --answer agents=820 --answer estimate=oui",
            "snr init --defaults --full --dry-run",
            "snr init --ci github --ci pre-commit",
        ),
    ),
    Listed(
        "next",
        "cli.next.command",
        "Dit quoi faire ensuite. Trois choses au plus : qui, combien de temps, la commande ; --do pose une question et écrit la réponse.",
        ("snr next", "snr next dossier/ --do agents", "snr next --do agents --answer agents=820 --answer equipped=460"),
    ),
    Listed(
        "assess",
        "cli.assess.command",
        "Calcule l’empreinte de l’organisation, estime le territoire. L’écran dit l’essentiel ; avec -v, tout.",
        (
            "snr assess dossier/",
            "snr assess -v dossier/",
            "snr assess dossier/ --format json -o resultat.json",
            "snr assess - < territory.yaml",
        ),
    ),
    Listed(
        "explain",
        "cli.explain.command",
        "Explique un chiffre, un groupe, une ligne ou un code. D’un chiffre : la formule, les nombres qui y entrent, la source de chaque facteur ; d’un code : ce qu’il dit, pourquoi, un exemple fautif, un exemple juste, sa référence.",
        (
            "snr explain dossier/ portables",
            "snr explain dossier/ Impression",
            "snr explain dossier/ total",
            "snr explain REEN-05",
        ),
    ),
    Listed(
        "check",
        "cli.check.command",
        "Dit ce qui manque ou se contredit : saisie, décret, méthode. Syntaxe, références, décret, obligations voisines, méthode, vraisemblance.",
        (
            "snr check dossier/",
            "snr check --profile saisie territory.yaml",
            "snr check --format summary dossier/",
            "snr check --format gitlab -o rapport.json .",
        ),
    ),
    Listed(
        "plan",
        "cli.plan.command",
        "Trace la trajectoire : effet des actions, écart aux objectifs. Année par année : tendance, actions, objectifs, moyens.",
        (
            "snr plan territory.yaml",
            "snr plan dossier/ --horizon 2035",
            "snr plan dossier/ --format json -o plan.json",
        ),
    ),
    Listed(
        "draft",
        "cli.draft.command",
        "Écrit programme, stratégie, bilan, note ou délibération.",
        (
            "snr draft dossier/ --document strategie --format html -o strategie.html",
            "snr draft dossier/ --document programme -o programme.md",
            "snr draft dossier/ --document strategie -o strategie.md --keep-edits",
        ),
    ),
    Listed(
        "compare",
        "cli.compare.command",
        "Compare deux années : ce qui a changé, et pourquoi. Activité, année seule, méthode et périmètre, facteurs ; leur somme est l’écart.",
        (
            "snr compare 2024/ 2025/",
            "snr compare resultat-2024.json dossier/ --format json -o ecart.json",
            "snr compare dossier/ --review 2024",
            "snr compare 2024/ 2025/ --perimeter Écoles --fail-on-increase 2%",
            "snr compare --factors anciens-facteurs/ snr dossier/",
        ),
    ),
    Listed(
        "inventory",
        "cli.inventory.command",
        "Lit un inventaire : chaque ligne comptée ou non, et pourquoi. Une ligne est comptée, à confirmer, mise de côté, rejetée ou ignorée.",
        (
            "snr inventory glpi.csv",
            "snr inventory exports/ --year 2025 --format yaml -o equipment.yaml",
            "snr inventory parc.xlsx --sheet Ordinateurs --format mapping -o parc.mapping.yaml",
            "snr inventory glpi.csv --mapping glpi.mapping.yaml --strict",
        ),
    ),
    Listed(
        "import",
        "bridges.import_file.command",
        "Lit le fichier d’un autre outil, et en fait des lignes. Chaque ligne est reprise ou non, et c’est dit pourquoi. Sans fichier : les passerelles, et ce que chacune perd dans chaque sens.",
        (
            "snr import",
            "snr import plan.xlsx",
            "snr import machines.json --as cloud-assess --format yaml -o cloud.yaml",
        ),
    ),
    Listed(
        "export",
        "bridges.export.command",
        "Écrit le fichier d’un autre outil, et dit ce qu’il ne tient pas.",
        (
            "snr export territoires-en-transitions dossier/ -o plan.xlsx",
            "snr export beges -o postes.xlsx",
        ),
    ),
    Listed(
        "collect",
        "cli.collect.command",
        "Demande à chacun ce qu’il sait, par un classeur, et le reprend. Chaque classeur est rempli de ce que le dossier sait ; dit ensuite qui l’a rendu.",
        (
            "snr collect dossier/ -o collecte/",
            "snr collect dossier/ -o collecte/ --for achats=purchases,contracts --for dsi",
            "snr collect --status dossier/ collecte/",
            "snr collect --yaml dossier/ collecte/ --dry-run",
        ),
    ),
    Listed(
        "adopt",
        "cli.adopt.command",
        "Garde ce que le conseil a voté ; la suite s’y compare. Le document, ses objectifs, ses actions, ses moyens.",
        (
            "snr adopt dossier/ strategie.docx --act 2026-041 --on 2026-09-24",
            "snr adopt dossier/ acte.pdf --act 2024-003 --on 2024-01-25",
            "snr compare dossier/",
        ),
    ),
    Listed(
        "year",
        "cli.year.command",
        "Garde l’année close, et ouvre la suivante. Dit ce qu’il faut redemander, et à qui.",
        (
            "snr year 2026 --dry-run",
            "snr year dossier/ 2026",
        ),
    ),
    Listed(
        "portfolio",
        "observatory.command.command",
        "Réunit des dossiers dans un tableau, et les compare. État de chacun pour le décret, empreintes, objectifs ; ne compare que ceux qui se comparent.",
        (
            "snr portfolio dossiers/",
            "snr portfolio dossiers/ -o tableau/",
            "snr portfolio dossiers/ --fail-on error",
            "snr portfolio all --format csv -o toutes.csv",
            "snr portfolio dossiers/ --shard 1/3 -o parts/",
            "snr portfolio parts/portfolio-*-of-3.jsonl -o tableau/",
        ),
    ),
    Listed(
        "publish",
        "opendata.command.command",
        "Publie la stratégie en données ouvertes. Tables, schémas, documents et notice.",
        (
            "snr publish dossier/ -o publication/",
            "snr publish dossier/ -o publication/ --document strategie --document bilan --final",
            "snr publish dossier/ -o publication/ --siret 20099999300013 --licence ODbL-1.0",
        ),
    ),
    Listed(
        "rule",
        "cli.explain.rule_command",
        "Explique un code, comme snr explain CODE. Sans code : la liste de tous.",
        (
            "snr rule",
            "snr explain REEN-05",
            "snr explain SNR203",
        ),
        hidden=True,
    ),
    Listed(
        "schema",
        "cli.schema.command",
        "Écrit le JSON Schema du dossier ou d’un résultat. Draft-07 ; du dossier, d’un fichier inclus ou d’un résultat, pour les éditeurs et la CI.",
        (
            "snr schema > territory.schema.json",
            "snr schema equipment",
            "snr schema assessment > assessment.schema.json",
        ),
    ),
)
# those of `snr factors`
FACTORS_COMMANDS: Final = (
    Listed(
        "list",
        "cli.factors.list_command",
        "Liste les types d’équipements, services, lieux et chiffres du territoire.",
        (
            "snr factors list",
            "snr factors list services --format json",
        ),
    ),
    Listed(
        "show",
        "cli.factors.show_command",
        "Montre toutes les valeurs d’un type : chaque source, l’écart entre elles, la valeur par défaut.",
        (
            "snr factors show laptop",
            "snr factors show streaming",
        ),
    ),
    Listed(
        "search",
        "cli.factors.search_command",
        "Cherche un type d’équipement ou un service : synonyme, pluriel, partie de mot, faute de frappe. Code 1 si rien.",
        (
            "snr factors search onduleur",
            "snr factors search vidéo projecteur",
        ),
    ),
    Listed(
        "sources",
        "cli.factors.sources_command",
        "Liste les sources : licence, redistribution, notre édition, la dernière connue et quand nous avons regardé.",
        ("snr factors sources",),
    ),
    Listed(
        "check",
        "cli.factors.check_command",
        "Dit quels facteurs revoir d’abord : les périmés, puis les anciens qui pèsent.",
        (
            "snr factors check",
            "snr factors check dossier/ --year 2030",
        ),
    ),
)
