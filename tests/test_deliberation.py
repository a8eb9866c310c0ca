"""The deliberation: the right name of each assembly, the order of real ones, reasons made of known facts, places for the lawyers."""

import re
from functools import cache
from pathlib import Path
from typing import get_args

import pytest

from conftest import EXAMPLES
from in_process import snr
from snr_cli.documents.views.authority import BODIES, assembly_in_full, body_of, of_authority, with_article
from snr_cli.model.territory import Assembly, AuthorityKind
from walks import mostly

VALMONT = EXAMPLES / "valmont"
SUBJECTS = ("programme", "strategie", "bilan")
BARE = 'snr: 1\nreference_year: 2025\nterritory: {name: X, department: "33"}\n'


@cache
def draft(path: Path, about: str) -> str:
    done = snr("draft", str(path), "--document", "deliberation", "--about", about)
    assert done.returncode == 0, done.stderr
    return done.stdout.replace("\u202f", " ").replace("\xa0", " ")


def dossier(folder: Path, more: str = "", head: str = BARE) -> Path:
    path = folder / "territory.yaml"
    path.write_text(head + more, encoding="utf-8")
    return path


# --- who votes -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "name", "said", "executive"),
    [
        ("commune", "Annecy", "le conseil municipal de la commune d’Annecy", "maire"),
        ("commune", "Le Mans", "le conseil municipal de la commune du Mans", "maire"),
        ("commune", "Ville de Metz", "le conseil municipal de la Ville de Metz", "maire"),
        ("commune", "Paris", "le Conseil de Paris", "maire"),
        ("autre", "Ville de Paris", "le Conseil de Paris", "maire"),
        (
            "communaute_de_communes",
            "Communauté de communes du Cap Corse",
            "le conseil communautaire de la Communauté de communes du Cap Corse",
            "président",
        ),
        (
            "communaute_agglomeration",
            "Communauté d’agglomération de Valmont",
            "le conseil communautaire de la Communauté d’agglomération de Valmont",
            "président",
        ),
        ("communaute_agglomeration", "Grand Chambéry", "le conseil communautaire de Grand Chambéry", "président"),
        (
            "communaute_urbaine",
            "Communauté urbaine d’Arras",
            "le conseil communautaire de la Communauté urbaine d’Arras",
            "président",
        ),
        ("metropole", "Bordeaux Métropole", "le conseil métropolitain de Bordeaux Métropole", "président"),
        (
            "metropole",
            "Métropole du Grand Paris",
            "le conseil métropolitain de la Métropole du Grand Paris",
            "président",
        ),
        (
            "metropole",
            "Eurométropole de Strasbourg",
            "le conseil métropolitain de l’Eurométropole de Strasbourg",
            "président",
        ),
        ("metropole_de_lyon", "Métropole de Lyon", "le conseil de la Métropole de Lyon", "président"),
        (
            "autre",
            "Établissement public territorial Plaine Commune",
            "le conseil de territoire de l’Établissement public territorial Plaine Commune",
            "président",
        ),
        (
            "autre",
            "Département de Loire-Atlantique",
            "le conseil départemental du Département de Loire-Atlantique",
            "président",
        ),
        ("autre", "Région Bretagne", "le conseil régional de la Région Bretagne", "président"),
        ("autre", "Collectivité de Corse", "l’assemblée délibérante de la Collectivité de Corse", "exécutif"),
    ],
)
def test_each_kind_of_authority_has_its_assembly(kind: str, name: str, said: str, executive: str) -> None:
    body = body_of(kind, name)
    assert assembly_in_full(body.assembly, of_authority(name, kind)) == said
    assert body.executive == executive


def test_every_kind_has_a_body() -> None:
    assert {*BODIES, "autre"} == set(get_args(AuthorityKind))


@pytest.mark.parametrize("assembly", get_args(Assembly))
def test_a_dossier_may_name_its_assembly_otherwise(assembly: str) -> None:
    said = assembly_in_full(body_of("communaute_agglomeration", "CA X", assembly).assembly, "de X")
    assert said.startswith(("le ", "l’")) and "'" not in said


def test_the_assembly_of_the_dossier_is_said_everywhere(tmp_path: Path) -> None:
    head = BARE.replace(
        "name: X", "name: Grand Vernelle, kind: communaute_agglomeration, assembly: conseil d'agglomération"
    )
    for about in SUBJECTS:
        text = draft(dossier(tmp_path, head=head), about)
        assert "Le conseil d’agglomération de Grand Vernelle," in text
        assert "Après en avoir délibéré, le conseil d’agglomération décide :" in text
        assert "conseil communautaire" not in text


def test_articles_of_names() -> None:
    assert with_article("Département de l’Ain", "autre") == "le Département de l’Ain"
    assert with_article("Établissement public territorial Plaine Commune", "autre").startswith("l’Établissement")


# --- the order, and the places -------------------------------------------------------------------------------------------

ORDER = (
    "### Exposé des motifs",
    "Mesdames, Messieurs,",
    "### Visas et motifs",
    "Vu le code général",
    "Considérant ",
    "Ayant entendu l’exposé",
    "Après en avoir délibéré, le conseil communautaire décide :",
    "**Article 1.**",
    "### Voies et délais de recours",
    "### Annexes",
    "### Ce que le secrétariat des assemblées inscrit",
)


@pytest.mark.parametrize("about", SUBJECTS)
def test_the_order_is_that_of_real_deliberations(about: str) -> None:
    text = draft(VALMONT, about)
    places = [text.index(each) for each in ORDER]
    assert places == sorted(places)
    title = {
        "programme": "## Adoption du programme de travail",
        "strategie": "## Actualisation de la stratégie",
        "bilan": "## Présentation du bilan 2025",
    }[about]
    assert text.index(title) < places[0]
    # what changes is told in the reasons, in no chain of « Considérant »
    chain = text[text.index("### Visas et motifs") : text.index("### Décision")]
    assert "version précédente" not in chain and "###" not in chain[4:]
    assert all(re.match(r"(Vu|Considérant|Le conseil|Ayant|\*Visa|###|$)", line) for line in chain.splitlines())


@pytest.mark.parametrize("about", SUBJECTS)
def test_what_a_lawyer_has_to_check_is_a_place_and_no_text(about: str) -> None:
    text = draft(VALMONT, about)
    appeals = text[text.index("### Voies et délais de recours") : text.index("### Annexes")].splitlines()[2]
    assert re.fullmatch(r"\*À vérifier par le service juridique : .*Télérecours citoyens\.\*", appeals)
    assert (
        "deux mois" in appeals
        and "tribunal administratif" in appeals
        and "recours gracieux devant le président" in appeals
    )
    for line in text.splitlines():
        if "à vérifier" in line.casefold() and "ne font pas partie" not in line:
            assert line.startswith("*") and line.endswith("*"), line


def test_whether_the_law_binds_is_a_place_where_it_is_not_known(tmp_path: Path) -> None:
    paris = BARE.replace('{name: X, department: "33"}', '{siren: "217500016"}')
    text = draft(dossier(tmp_path, head=paris), "strategie")
    assert (
        "Considérant que la Ville de Paris compte 2 129 257 habitants (population totale, millésime 2022 ; source : « Etalab, d’après l’INSEE et la DGCL ») ;"
        in text
    )
    place = "*À vérifier par le service juridique : l’application de l’article 35 de la loi du 15 novembre 2021 à la Ville de Paris ;*"
    assert place in text
    assert place.split(" à la ")[0] not in draft(VALMONT, "strategie")


@pytest.mark.parametrize("about", SUBJECTS)
def test_a_public_text_names_no_key_and_no_dossier(tmp_path: Path, about: str) -> None:
    for path in (VALMONT, dossier(tmp_path)):
        # a place to fill names the field that fills it
        text = re.sub(r"<!--.*?-->|^> \*\*À compléter.*$", "", draft(path, about), flags=re.M)
        assert "dossier" not in text.casefold() and "`" not in text


def test_articles_rest_on_the_visas() -> None:
    text = draft(VALMONT, "strategie")
    assert "dans le rapport sur la situation en matière de développement durable" in text
    assert (
        "*Visa à vérifier par le service juridique : le code général des collectivités territoriales, notamment son article L2311-1-1 ;*"
        in text
    )
    assert "L2311-1-1" not in draft(VALMONT, "programme")


# --- the reasons ---------------------------------------------------------------------------------------------------------


def reasons(text: str) -> str:
    return text[text.index("### Exposé des motifs") : text.index("### Visas et motifs")]


def test_reasons_say_law_diagnosis_consultation_choices_and_money() -> None:
    said = reasons(draft(VALMONT, "strategie"))
    parts = (
        "La loi n° 2021-1485 du 15 novembre 2021",
        "Le numérique de la Communauté d’agglomération de Valmont, ce que la collectivité possède, achète et exploite, pèse environ 273 t",
        "Les premières causes en sont : prestations et logiciels achetés (32 %)",
        "Le programme de travail associe six acteurs publics et six acteurs privés.",
        "La stratégie suit trois axes : un numérique plus sobre, un numérique pour tous et un numérique maîtrisé et ouvert.",
        "Elle fixe dix objectifs, dont trois pour le territoire.",
        "Les dépenses sont chiffrées : 1 892 300 € prévus de 2026 à 2030, dont 840 000 € de postes qui existent déjà (sans TVA) ; "
        "244 300 € de financements attendus.",
        "Les économies attendues sont de 352 500 € par an à plein effet, en 2030, dont 61 % de la seule mesure 1.5.",
        "Il est demandé au conseil communautaire d’approuver l’actualisation de la stratégie numérique responsable 2024–2030.",
    )
    places = [said.index(part) for part in parts]
    assert places == sorted(places)


@pytest.mark.parametrize("about", SUBJECTS)
def test_a_sentence_without_its_facts_is_not_written(tmp_path: Path, about: str) -> None:
    said = reasons(draft(dossier(tmp_path), about))
    assert "La loi n° 2021-1485" in said
    for absent in ("pèse", "acteur", "objectif,", "axes", "mesure ", "dépenses", "économies", "None", "actions"):
        assert absent not in said, absent
    assert not re.search(r"\b(aucun|zéro|0)\b", said.replace("50 000", ""))


def test_credits_are_those_of_the_table(tmp_path: Path) -> None:
    text = draft(VALMONT, "strategie")
    assert (
        "Dit que les crédits nécessaires sont à inscrire au budget de l’exercice 2026, soit 105 000 € TTC en investissement et "
        "288 700 € TTC en fonctionnement, salaires sans TVA"
    ) in text
    assert "| Dépenses (TTC) | 393 700 |" in text
    bare = draft(dossier(tmp_path), "strategie")
    assert (
        "crédits nécessaires" not in bare
        and "> **À compléter** : crédits, section et exercices — à écrire dans" in bare
    )


def test_a_programme_that_keeps_its_own_figures_is_no_new_version() -> None:
    """That of Valmont, of 2022, has figures of 2022: 390 t and 21,000 t, and none of 2025."""
    text = draft(VALMONT, "programme")
    said = reasons(text)
    assert (
        "en 2022, le numérique de la collectivité pesait 390 t CO₂e par an et le numérique du territoire pesait 21 000 t CO₂e"
        in said
    )
    assert "2025" not in said and "328" not in said and "version précédente" not in said
    assert "ctualisation" not in text and "actualisée" not in text
    assert "daté du 24 novembre 2022. Ce projet le redit, sans chiffre d’une autre année." in text


def test_what_is_voted_is_annexed() -> None:
    text = draft(VALMONT, "strategie")
    assert "1. Stratégie numérique responsable 2024–2030, avec ses mesures et ses indicateurs.\n" in text
    # nothing is listed that nobody wrote
    assert "Annexes chiffrées" not in text


@pytest.mark.parametrize("form", mostly(["docx", "odt", "md"], "md"))
def test_the_annexes_of_the_strategy_are_listed_when_snr_wrote_them_beside(form: str, tmp_path: Path) -> None:
    def act(folder: Path) -> str:
        done = snr("draft", VALMONT, "-d", "deliberation", "--about", "strategie", "-o", folder / "acte.md")
        assert done.returncode == 0, done.stderr
        return (folder / "acte.md").read_text(encoding="utf-8").split("### Annexes")[1]

    beside, elsewhere = tmp_path / "beside", tmp_path / "elsewhere"
    for folder in (beside, elsewhere):
        folder.mkdir()
    asked = ("--annexes", "apart") if form == "md" else ()
    assert snr("draft", VALMONT, "-o", beside / f"s.{form}", "-f", form, *asked).returncode == 0
    listed = f"\n2. Annexes chiffrées de la stratégie (s-annexes.{form})"
    assert listed in act(beside).replace("\u00a0", " ")
    # those of a programme, a file that only bears the name, and a text of somebody are not those of the strategy
    assert snr("draft", VALMONT, "-d", "programme", "-o", elsewhere / f"p.{form}", "-f", form, *asked).returncode == 0
    assert (elsewhere / f"p-annexes.{form}").exists()
    (elsewhere / "a-annexes.docx").write_bytes(b"PK\x03\x04 nothing")
    (elsewhere / "b-annexes.md").write_bytes(b"# Annexes chiffr\xe9es\n")
    (elsewhere / "c-annexes.md").mkdir()
    assert "Annexes chiffrées" not in act(elsewhere)
    (beside / f"s-annexes.{form}").unlink()
    assert "Annexes chiffrées" not in act(beside)


def test_the_reading_that_an_objective_follows_is_given() -> None:
    """The objective of the territory starts from the reading by household: the act gives it beside the mean by inhabitant."""
    text = draft(VALMONT, "strategie")
    follows = "L’objectif fixé pour le territoire suit la lecture par ménage"
    assert text.index("36 000") < text.index("15 770") < text.index(follows) < text.index("21 000")
    assert follows not in draft(VALMONT, "programme")  # it fixes no objective


def _strategy_act() -> str:
    done = snr("draft", EXAMPLES / "valmont", "-d", "deliberation", "--about", "strategie")
    assert done.returncode == 0, done.stderr
    return done.stdout.replace("\u00a0", " ").replace("\u202f", " ")


def test_the_acts_before_are_referred_to_and_everything_voted_is_annexed() -> None:
    """The annexes in a file of their own are listed when they are written beside: see above."""
    text = _strategy_act()
    assert "Vu la délibération n° 2025-006 du conseil communautaire du 30 janvier 2025, relative au bilan 2024" in text
    assert "Vu la délibération n° 2026-004 du conseil communautaire du 22 janvier 2026, relative au bilan 2025" in text
    annexes = text.split("### Annexes")[1]
    assert annexes.strip().startswith("1. Stratégie numérique responsable 2024–2030")
    # what snr writes of an act of a past year is written again: the act itself is joined
    assert "2. Programme de travail du 24 novembre 2022 (*original à joindre*)" in annexes


def test_an_update_says_which_version_it_replaces(tmp_path: Path) -> None:
    replaced = "annexée à la présente délibération : cette version remplace celle adoptée le 25 janvier 2024"
    assert f"{replaced} (délibération n° 2024-003 du conseil communautaire)." in _strategy_act()
    folders = [tmp_path / "nameless", tmp_path / "first"]
    for folder in folders:
        folder.mkdir()
    nameless = draft(dossier(folders[0], 'strategy: {adopted_on: "2024-01-25"}\n'), "strategie")
    assert f"{replaced}." in nameless
    assert "**À compléter** : numéro de la délibération qui a adopté la stratégie" in nameless
    first = draft(dossier(folders[1], "strategy: {period: {start: 2024, end: 2030}}\n"), "strategie")
    assert "remplace" not in first


@pytest.mark.parametrize(
    ("day", "said", "to_check"),
    [
        ("2026-06-30", "sont à inscrire au budget de l’exercice 2026, soit", True),
        ("2025-11-30", "seront proposés au vote du budget de l’exercice 2026, soit", False),
    ],
)
def test_credits_are_there_or_are_to_be_voted_by_their_exercise(
    tmp_path: Path, day: str, said: str, to_check: bool
) -> None:
    means = "actions: [{id: a, title: A, status: planned, means: {budget: [{year: 2026, section: fonctionnement, eur: 1000, tax: ttc}]}}]\n"
    text = draft(dossier(tmp_path, means + f'method: {{as_of: "{day}"}}\n'), "strategie")
    assert f"Dit que les crédits nécessaires {said}" in text
    assert "ou le seront" not in text
    assert (
        "*À vérifier par le service des finances : l’inscription de ces crédits au budget de 2026" in text
    ) is to_check


def test_the_threshold_rests_on_a_census_and_its_source() -> None:
    said = "compte 84 200 habitants (population totale, millésime 2022 ; source : « Populations légales 2022 (exemple fictif) »)"
    assert said in _strategy_act()


def test_the_article_that_extends_that_of_the_communes_is_for_a_lawyer_to_find(tmp_path: Path) -> None:
    place = (
        "article L5211-36, qui rend les dispositions financières des communes applicables aux établissements publics de "
        "coopération intercommunale ;*"
    )
    assert place in _strategy_act() and place in draft(VALMONT, "bilan")
    for kind in ("commune", "metropole"):  # a métropole has an article of its own
        (tmp_path / kind).mkdir()
        head = BARE.replace("{name: X", f"{{name: X, kind: {kind}")
        assert place not in draft(dossier(tmp_path / kind, head=head), "strategie")


def test_the_note_says_what_comes_from_the_law_and_what_from_the_decree() -> None:
    done = snr("draft", VALMONT, "-d", "note")
    text = done.stdout.replace("\u00a0", " ").replace("\u202f", " ")
    said = next(line for line in text.splitlines() if "(article 35)" in line)
    law, decree = said.split(", et le décret (article D2311-15-1) ")
    assert "objectifs" in law and "indicateurs" not in law and "moyens" not in law
    assert decree.startswith("ses indicateurs et ses moyens")


def test_the_new_measures_are_named() -> None:
    """Thirteen: those that the account of 2025 tells and that of 2024 did not, in the order of their numbers."""
    said = re.search(r"- Les mesures nouvelles : (.*)\.\n", _strategy_act())
    assert said is not None
    named = said[1].split(" ; ")
    numbers = [each.split(" ")[0] for each in named]
    assert numbers == [*(f"1.{rank}" for rank in range(5, 15)), "2.5", "3.2", "3.5"]
    assert named[0] == "1.5 Supprimer les licences et les prestations inutilisées"


@pytest.mark.parametrize("document", SUBJECTS)
def test_the_list_of_the_law_says_where_each_point_is_answered_and_not_that_it_is_met(document: str) -> None:
    done = snr("draft", EXAMPLES / "valmont", "-d", document, "--final")
    text = done.stdout.replace("\u00a0", " ").replace("\u202f", " ")
    listed = text.split("snr:section annexe-obligations")[1].split("<!-- snr:fin")[0]
    assert "satisfait" not in listed
    points = re.findall(r"^- .*$", listed, re.M)
    assert len(points) >= 5 and "REEN-" not in listed  # a code of snr is no word of a public text
    assert all(re.match(r"- (?:\[[^\]]+\]\(#|.* \(dans )", point) for point in points)
    assert "chaque mesure un objectif" not in listed  # a practice, not the law


def test_each_theme_names_its_actions() -> None:
    done = snr("draft", EXAMPLES / "valmont", "-d", "strategie")
    listed = done.stdout.split("snr:section annexe-themes")[1].split("<!-- snr:fin")[0]
    first = next(line for line in listed.split("\n") if line.startswith("- **Commande publique locale et durable**"))
    assert re.findall(r"\b1\.\d+(?= [A-Z])", first) == ["1.3", "1.4", "1.5"]
    assert "1.4 Inscrire un critère environnemental dans tous les marchés numériques" in first


def test_a_final_account_gives_no_figure_to_confirm() -> None:
    done = snr("draft", EXAMPLES / "valmont", "-d", "bilan", "--final")
    assert "à confirmer" not in done.stdout
    assert "Seuil à vérifier" not in done.stdout


def test_the_act_says_which_objectives_are_not_sure_and_what_its_credits_pay() -> None:
    """It said 241 t and −11 %, never that this is not the target, nor that a part of its credits pays posts that exist."""
    text = " ".join(draft(VALMONT, "strategie").split())
    assert (
        "Objectif 1, si toutes les actions sont menées : sans compter les dépenses en moins, l’objectif n’est pas atteint : "
        "241 t CO₂e pour 232 t CO₂e visées" in text
    )
    assert "Objectif 2, si toutes" in text and "Objectif 8, si toutes" in text
    assert "salaires sans TVA, dont 168 000 € de postes qui existent déjà, et que ceux" in text
    assert "Les autres postes existants sont déjà au budget" in text
    assert "| Dépenses | 1 620 000 € (2024–2030) | 1 892 300 € | mesures ajoutées : 603 800 € |" in text
    assert "| ETP par an | 8,4 | 11,15 | mesures ajoutées : 2,6 |" in text
