"""The programme de travail is an act of its date: whose year its figures are, and what it leaves to the strategy."""

import re
from pathlib import Path

import pytest
import yaml

from conftest import EXAMPLES
from drafting import VALMONT, view
from in_process import snr
from snr_cli.documents.outline import DOCUMENTS
from snr_cli.documents.render import Document
from snr_cli.documents.views.records import View

MOST_WORDS = 3_500  # of the programme of Valmont, annexes and tables included
OLD = 'snr: 1\nreference_year: 2025\nterritory: {siren: "243300316"}\nprogramme: {date: "2022-11-24", summary: Deux actions.}\n'
KEPT = "  figures: {year: 2022, footprint: {climate_change: 390000}, findings: [aucun inventaire]}\n"


def draft(dossier: Path | str, document: str = "programme") -> str:
    done = snr("draft", dossier, "--document", document)
    assert done.returncode == 0, done.stderr
    return done.stdout.replace("\u00a0", " ").replace("\u202f", " ")


def dossier(folder: Path, text: str) -> Path:
    (folder / "territory.yaml").write_text(text, encoding="utf-8")
    return folder


def test_the_programme_of_valmont_has_its_own_figures_and_says_so() -> None:
    text = draft(VALMONT)
    assert "Programme établi le 24 novembre 2022, avec les chiffres de 2022" in text
    assert "ses chiffres sont ceux de 2022, conservés tels qu’ils ont été donnés" in text
    assert "Le numérique de la collectivité pesait 390 t CO₂e par an." in text
    assert "Le numérique du territoire pesait 21 000 t CO₂e par an." in text
    assert "- La consommation des deux salles serveurs n’est pas mesurée." in text
    assert "comptait 83 800 habitants (population totale, 2019)" in text  # in force in 2022
    # nothing of the year of the dossier, nor of what came after the act
    told = re.sub(r"1er janvier 2023|RCP SI 2024", "", text)  # names of duties
    assert not re.findall(r"^.*\b202[3-6]\b.*$", told, re.M)
    assert "328 t" not in text


def test_a_programme_whose_figures_are_not_kept_says_so(tmp_path: Path) -> None:
    text = draft(dossier(tmp_path, OLD))
    assert "es chiffres de l’année du programme ne sont pas conservés ici" in text
    assert not re.search(r"t CO₂e", text.split("annexe-glossaire")[0])
    assert len(re.findall(r"^- .* : chiffres non conservés", text, re.M)) == 5  # REEN-02, 08, 09, 10 and 24
    assert "[Un programme de travail précède la stratégie](#méthode-et-périmètre). *" in text
    assert "Empreinte de l’organisation" not in text  # said with that of the territory
    # what a document that is final has to say is said
    assert "[Bilan de l’impact du numérique sur le territoire](#empreinte-du-territoire)" in text


@pytest.mark.parametrize(
    "programme", ["", 'programme: {date: "2025-03-01"}\n', 'programme: {summary: "Deux actions."}\n']
)
def test_a_programme_that_is_not_older_takes_the_figures_of_the_dossier(tmp_path: Path, programme: str) -> None:
    text = draft(dossier(tmp_path, OLD.split("programme:")[0] + programme))
    assert re.search(r"par habitant, \*\*environ [\d ]+ t CO₂e par an\*\*", text)
    assert "conservés" not in text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (OLD, "SNR619 : programme du 2022-11-24 : les chiffres de son année ne sont pas conservés"),
        (OLD.replace("summary: Deux actions.}\n", "summary: Deux actions., figures: {year: 2022}}\n"), "sans total de l’organisation ni total du territoire ni usages ni constats"),
        (OLD.replace("summary: Deux actions.}\n", "figures: {year: 2024, footprint: {climate_change: 3}}}\n"), "et chiffres de 2024 qui lui sont postérieurs"),
        (OLD.replace("2022-11-24", "2025-11-24"), ""),
    ],
)  # fmt: skip
def test_figures_that_are_not_kept_are_told(tmp_path: Path, text: str, said: str) -> None:
    done = snr("check", "--profile", "programme", dossier(tmp_path, text))
    assert said in done.stderr + done.stdout
    assert ("SNR619" in done.stderr + done.stdout) == bool(said)


@pytest.mark.parametrize(
    ("kept", "said"),
    [
        ("population: {totale: 84200, year: 2022}", "population de 2022, en vigueur au 1er janvier 2025 : le programme est de 2022"),
        ("population: {totale: 83800, year: 2019}", ""),
        ("uses: [deux appareils par ménage (baromètre du numérique 2025)]", "chiffres du programme de 2022, d’après ce qui est de 2025"),
        ("footprint_from: {source: Étude de 2024}", "chiffres du programme de 2022, d’après ce qui est de 2024"),
        ("uses: [deux appareils par ménage en 2021]", ""),
        ("findings: [la fibre sera partout en 2024]", ""),
    ],
)  # fmt: skip
def test_a_figure_that_the_act_could_not_know_is_told(tmp_path: Path, kept: str, said: str) -> None:
    figures = f"figures: {{year: 2022, footprint: {{climate_change: 3}}, {kept}}}}}\n"
    done = snr("check", "--profile", "programme", dossier(tmp_path, OLD.replace("summary: Deux actions.}\n", figures)))
    told = done.stdout + done.stderr
    assert said in told
    assert ("d’après ce qui est" in told or "en vigueur au" in told) == bool(said)


def test_a_population_of_later_years_is_not_that_of_the_act(tmp_path: Path) -> None:
    """The census of 2022 is in force from 2025."""
    text = draft(dossier(tmp_path, OLD))
    assert "La population en vigueur à la date du programme n’est pas conservée ici." in text
    assert "854 949" not in text


def test_uses_that_are_described_are_not_said_to_be_assessed() -> None:
    text = draft(VALMONT)
    assert "leur impact sur l’environnement n’est pas évalué ici" in text
    assert "(#usages-numériques-du-territoire) : usages décrits, impact non évalué ici." in text


def test_the_waste_heat_is_told_one_way() -> None:
    """Its potential is studied, whether the site can be connected is not: the programme, the strategy and the account agree."""
    assert "le potentiel de chaleur est étudié dans le plan climat, l’étude du raccordement reste à faire" in draft(
        VALMONT
    )
    assert "étude de chaleur est à faire" not in draft(VALMONT)
    strategy = draft(VALMONT, "strategie")
    assert "Empreinte du numérique traitée, potentiel de chaleur fatale étudié." in strategy
    assert "chaleur fatale traités" not in strategy


@pytest.mark.parametrize("founded", [True, False])
def test_an_objective_starts_from_the_programme_when_it_quotes_it(tmp_path: Path, founded: bool) -> None:
    finding = "Les terminaux pèsent lourd : 79 % du total." if founded else "Les ménages ont 2,8 smartphones en 2025."
    kept = OLD.replace("summary: Deux actions.}\n", "figures: {year: 2022, findings: [les terminaux pèsent lourd.]}}\n")
    more = f'objectives: [{{id: t, perimeter: territory, category: climate_change, reduction: 3 %, from: 2025, by: 2030, finding: "{finding}"}}]\n'
    path = dossier(tmp_path, kept + more)
    told = snr("check", "--profile", "strategie", path)
    assert ("dont 0 reprennent un constat du programme" in told.stdout + told.stderr) is not founded
    assert ("sur la base duquel" in draft_act(path)) is founded


def draft_act(path: Path) -> str:
    return snr("draft", path, "-d", "deliberation", "--about", "strategie").stdout


@pytest.mark.parametrize("key", ["programme", "annual_reviews"])
def test_an_unknown_category_of_published_figures_is_told(tmp_path: Path, key: str) -> None:
    base = OLD.split("programme:")[0]
    wrong = "footprint: {climate_chang: 390000}"
    more = (
        f"programme: {{figures: {{year: 2022, {wrong}}}}}\n"
        if key == "programme"
        else f"annual_reviews: [{{year: 2024, {wrong}}}]\n"
    )
    done = snr("check", dossier(tmp_path, base + more))
    assert done.returncode == 1
    assert "climate_change" in done.stderr + done.stdout


def test_the_plans_and_actions_that_came_after_the_act_are_not_in_it() -> None:
    text = draft(VALMONT)
    assert "plan climat-air-énergie territorial, adopté le 16 décembre 2021" in text
    assert "schéma directeur" not in text
    assert "Porter à 60 %" not in text
    began = [
        action["started_on"]
        for action in yaml.safe_load((EXAMPLES / "valmont/actions.yaml").read_text(encoding="utf-8"))["actions"]
        if "started_on" in action
    ]
    section = text.split("## Actions déjà engagées")[1].split("<!--")[0]
    assert len(re.findall(r"^- \*\*", section, re.M)) == sum(each <= "2022-11-24" for each in began)


def test_the_programme_is_short() -> None:
    assert len(draft(VALMONT).split()) <= MOST_WORDS


def paragraphs(said: View, names: tuple[str, ...]) -> set[str]:
    """Return the paragraphs and the items of twelve words and more: what stands in both documents is told twice."""
    sections = Document(said).sections
    text = "\n\n".join(sections[name] for name in names if name in sections)
    found = (" ".join(each.split()) for each in re.split(r"\n\s*\n|\n(?=- )", text))
    return {each for each in found if len(each.split()) >= 12 and not each.startswith("~~~")}


@pytest.mark.parametrize("name", ["valmont", "bordeaux-metropole", "minimal"])
def test_no_paragraph_nor_item_is_in_the_programme_and_in_the_strategy(name: str) -> None:
    """Lists of the annexes, sources or answers to the law, are those of the same calculation where the year is the same."""
    path = EXAMPLES / name / "territory.yaml"
    said = [view("programme", path), view("strategie", path)]
    body, whole = (
        [DOCUMENTS[each.document].body for each in said],
        [DOCUMENTS[each.document].sections for each in said],
    )
    first, second = map(paragraphs, said, whole if name == "valmont" else body)
    # words of the glossary and answers to the law are told in both
    assert not {each for each in first & second if not each.startswith("- **")}


@pytest.mark.parametrize("document", ["programme", "strategie", "bilan", "note", "deliberation"])
def test_a_dossier_judged_before_the_law_is_not_told_what_it_asks(document: str) -> None:
    """La Rochelle, 2020: judged on 31 December 2020, the law is of 15 November 2021."""
    text = draft(EXAMPLES / "la-rochelle-2020", document)
    if document in ("programme", "strategie", "bilan"):
        annex = text.split("snr:section annexe-obligations")[1].split("snr:fin")[0]
        assert "Au 31 décembre 2020, la loi du 15 novembre 2021 n’existait pas encore" in annex
        assert "sans objet" not in annex
    assert "reste à vérifier" not in text
    assert "l’application de l’article 35" not in text
    if document == "deliberation":
        assert "la date retenue ici, antérieure à la loi du 15 novembre 2021" in text
    elif document != "bilan":
        assert re.search(r"Au 31 décembre 2020, la loi du 15 novembre 2021[^.]*n’existait pas encore\.", text)


def test_what_is_whole_is_no_extract_and_what_is_absent_is_told_once() -> None:
    """La Rochelle: ten factors, and a perimeter without servers nor printers."""
    account = draft(EXAMPLES / "la-rochelle-2020", "bilan")
    assert "Cette annexe donne tous les facteurs employés, sans les quantités" in account
    programme = draft(EXAMPLES / "la-rochelle-2020")
    assert (
        programme.count("Périmètre partiel, sans équipement ni abonnement inventorié pour : impression, téléphonie")
        == 1
    )
    assert "rien sur" not in programme


def test_a_programme_of_nothing_has_no_annex_of_sources(tmp_path: Path) -> None:
    text = draft(dossier(tmp_path, "snr: 1\nreference_year: 2025\nterritory: {name: X}\n"))
    assert not re.search(r"Sources des facteurs\s+<!--", text)
