"""The yearly account, the note and the deliberation: what they say, in what words, and what they do when the dossier is bare."""

import json
import re
import shutil
from functools import cache
from pathlib import Path

import pytest

from conftest import EXAMPLES, Run
from snr_cli.documents.views.law import TEXTS
from snr_cli.documents.wording import for_reader
from snr_cli.french.numbers import act, cardinal, counted, that, the, to_the
from snr_cli.french.typography import typography
from snr_cli.french.words.terms import REASONS
from snr_cli.model.codes import CODES
from walks import walk

DOCUMENTS = ("programme", "strategie", "bilan", "note", "deliberation")
VALMONT = EXAMPLES / "valmont"

BARE = """\
snr: 1
reference_year: 2025
territory: {name: Ville-Neuve, kind: commune, department: "38", population: {totale: 60000, municipale: 59000}, agents: {total: 40, equipped: 30}}
equipment: [{id: portables, type: laptop, quantity: 30}]
"""
ONE_AGENT = """\
snr: 1
reference_year: 2025
territory: {name: Annecy-le-Bourg, kind: commune, department: "74", population: {totale: 61000, municipale: 60500}, agents: {total: 1, equipped: 1}}
equipment: [{id: portable, type: laptop, quantity: 1}]
services: [{id: site, type: website, label: site, page_views: 1, page_weight_mb: 1, rgaa: {rate: 50 %, declaration_date: "2025-01-20"}}]
objectives: [{id: ges, title: Réduire, perimeter: organisation, category: climate_change, reduction: 10 %, from: 2025, by: 2030, indicators: [I-53]}]
actions: [{id: seule, title: Garder le portable, status: planned, objectives: [ges]}]
indicators: [{id: I-53}, {id: propre, title: Un indicateur, direction: up, target: 4}]
annual_reviews:
  - {year: 2025, comment: Une année., indicators: {propre: 4}, actions: {seule: under_way}, part: [internal], goals: [5]}
contracts: [{id: m, subject: Un marché}]
end_of_use: [{year: 2025, retired_stock_january_1: 1, to_reuse: 1}]
"""
NOTHING = """\
snr: 1
reference_year: 2025
territory: {name: Communauté de communes du Val, kind: communaute_de_communes, department: "38"}
"""
METROPOLE = """\
snr: 1
reference_year: 2025
territory: {name: Eurométropole de Valbourg, kind: metropole, department: "67", population: {totale: 300000, municipale: 298000}}
equipment: [{id: portables, type: laptop, quantity: 0}]
"""
LYON = BARE.replace("kind: commune,", "kind: metropole_de_lyon,")
OTHER = BARE.replace("kind: commune,", "kind: autre,").replace("60000", "6000").replace("59000", "5900")
LATER = """\
snr: 1
reference_year: 2025
territory: {name: Communauté d’agglomération du Val, kind: communaute_agglomeration, department: "38", population: {totale: 60000, municipale: 59000}}
equipment: [{id: portables, type: laptop, quantity: 300}]
strategy: {adopted_on: "2024-01-25", deliberation: Délibération n° 2024-3000}
objectives:
  - {id: reemploi, title: Réemployer, perimeter: organisation, target: 80, baseline: 40, from: 2025, by: 2029, indicators: [taux]}
  - {id: habitants, title: Accompagner, perimeter: territory, target: 10, baseline: 2, from: 2025, by: 2029, indicators: [gens]}
indicators:
  - {id: taux, title: Taux de réemploi, unit: "%", direction: up, target: 80}
  - {id: gens, title: Habitants accompagnés, unit: n/an, direction: up, target: 10}
  - {id: papier, title: Papier, unit: n/an, direction: down, target: 50}
  - {id: fixe, title: Stable, direction: down, target: 1}
  - {id: nouveau, title: Nouveau, direction: down, target: 1}
  - {id: vide, title: Jamais mesuré, direction: down, target: 1}
actions:
  - {id: a, title: Première, status: done, objectives: [reemploi]}
  - {id: b, title: Deuxième, status: under_way, objectives: [habitants]}
  - {id: c, title: Troisième, status: abandoned, objectives: [reemploi]}
  - {id: d, title: Quatrième, status: idea, objectives: [reemploi]}
  - {id: e, title: Cinquième, status: planned, objectives: [reemploi]}
annual_reviews:
  - {year: 2026, indicators: {taux: 44, gens: 2, papier: 70, fixe: 3}, actions: {a: planned, b: planned, c: planned, d: planned}, footprint: {climate_change: 40000}}
  - {year: 2027, indicators: {taux: 60, gens: 3, papier: 80, fixe: 3, nouveau: 5}, actions: {a: done, b: under_way, c: abandoned, d: idea, e: planned}, footprint: {climate_change: 38000}, part: [internal, territory], goals: [1]}
purchases:
  - {year: 2027, montant_total: 1000, montant_reemploi_et_reutilisation: 150, montant_produits_issus_don: 0}
end_of_use: [{year: 2027, retired_stock_january_1: 10, to_reuse: 4}]
waste: [{year: 2027, kg: 100, kg_to_approved: 80, register_kept: false}]
contracts: [{id: m, subject: Un marché}, {id: n, subject: Un autre}]
"""
BARE_DOSSIERS = {
    "bare": BARE,
    "one-agent": ONE_AGENT,
    "nothing": NOTHING,
    "metropole": METROPOLE,
    "lyon": LYON,
    "other": OTHER,
    "later": LATER,
}
SHIPPED = ("minimal", "bordeaux-metropole", "la-rochelle-2020", "valmont")


def written(snr: Run, folder: Path, document: str, text: str = "", *more: str) -> str:
    """Return a document in Markdown, of a dossier written in a folder."""
    if folder.parent == EXAMPLES:  # nothing of it changes: drawn once for all the tests of this file
        return _drafted(snr, folder, document, *more)
    if text:
        (folder / "territory.yaml").write_text(text, encoding="utf-8")
    return _drafted.__wrapped__(snr, folder, document, *more)


@cache
def _drafted(snr: Run, folder: Path, document: str, *more: str) -> str:
    done = snr("draft", folder, "--document", document, *more)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode().replace("\u202f", " ").replace("\u00a0", " ")


def section(text: str, name: str) -> str:
    """Return a section of a document, between its marks."""
    match = re.search(rf"<!-- snr:section {name} \w+ -->\n(.*?)<!-- snr:fin {name} -->", text, re.S)
    assert match is not None, name
    return match[1]


WRONG = ("None", "  ", ". .", "..", "()", " ,", ", ,", " .", "« »", "conforme au décret", "{{", ";;", "; ;")


def faults(text: str) -> list[str]:
    """Return what reads badly in a document, whatever its dossier."""
    lines = re.sub(r"<!--.*?-->", "", text).splitlines()
    found = [
        f"{word!r}: {line}"
        for line in lines
        for word in WRONG
        # an indentation, and the name of a key, are no words
        if word in re.sub(r"\| +(?=\|)|\| ", "|", line) and not ("`" in line and word in ("..", " .", ", ,"))
    ]
    found += [f"nothing: {line}" for line in lines if re.search(r"(?<!\d)0,0+ %|\b(?:nan|inf)\b", line)]
    found += [f"empty item: {line!r}" for line in lines if re.fullmatch(r"\s*(?:[-*]|\d+\.)\s*", line)]
    found += [f"elision: {line}" for line in lines if BAD_ELISION.search(line)]
    content = [line for line in lines if line.strip()]
    for line, after in zip(content, [*content[1:], ""], strict=True):
        if line.startswith("#"):
            depth = len(line) - len(line.lstrip("#"))
            next_depth = len(after) - len(after.lstrip("#"))
            if not after or (after.startswith("#") and next_depth <= depth):
                found.append(f"heading without content: {line}")
    return found


BAD_ELISION = re.compile(
    r"\b(?:de agglom|de équip|de inform|de entre|de organis|que il|que elle|que un|le exécutif|le assemblée|de assemblée)",
    re.I,
)


@pytest.mark.parametrize("document", DOCUMENTS)
@pytest.mark.parametrize("name", walk(SHIPPED, 2))
def test_a_document_of_an_example_reads_well(snr: Run, name: str, document: str) -> None:
    text = written(snr, EXAMPLES / name, document)
    # titles and texts of the cover are the dossier's own
    assert not faults(text)


@pytest.mark.parametrize("document", DOCUMENTS)
@pytest.mark.parametrize("name", walk(sorted(BARE_DOSSIERS), 3))
def test_a_document_of_a_bare_dossier_reads_well(snr: Run, tmp_path: Path, name: str, document: str) -> None:
    assert not faults(written(snr, tmp_path, document, BARE_DOSSIERS[name]))


@pytest.mark.parametrize("about", ["programme", "strategie", "bilan"])
@pytest.mark.parametrize("name", sorted(BARE_DOSSIERS))
def test_a_deliberation_is_written_on_each_document(snr: Run, tmp_path: Path, name: str, about: str) -> None:
    text = written(snr, tmp_path, "deliberation", BARE_DOSSIERS[name], "--about", about)
    assert not faults(text)
    assert "à faire relire par le service juridique" in text
    for place in (
        *("séance", "convocation", "votants", "rapporteur", "avis de la commission", "pour", "abstentions"),
        *("signature", "transmission au contrôle de légalité"),
    ):
        assert place in text.casefold()
    # what no field of the dossier fills is not asked for
    assert not [
        line for line in text.splitlines() if line.startswith("> **À compléter") and "à écrire dans" not in line
    ]


def test_counts_agree() -> None:
    assert [cardinal(each) for each in (0, 1, 2, 16, 17, 1200)] == ["aucun", "un", "deux", "seize", "17", "1\u202f200"]
    assert counted(0, "action", feminine=True) == "aucune action"
    assert counted(1, "action", feminine=True) == "une action"
    assert counted(2, "acteur public", "acteurs publics") == "deux acteurs publics"


def test_a_deliberation_is_named_once() -> None:
    assert act("Délibération n° 2024-003 du conseil") == "délibération n° 2024-003 du conseil"
    assert act("2024-003") == "délibération 2024-003"


def test_articles_elide() -> None:
    assert (the("conseil municipal"), the("exécutif")) == ("le conseil municipal", "l’exécutif")
    assert (to_the("maire"), to_the("exécutif")) == ("au maire", "à l’exécutif")
    assert (that("la commune d’Annecy"), that("Annecy")) == ("que la commune d’Annecy", "qu’Annecy")


def test_the_number_of_a_text_is_no_period() -> None:
    assert "2021-1485" in typography("loi n° 2021-1485 du 15 novembre 2021")
    assert "2024–2030" in typography("période 2024-2030")


def test_what_to_type_is_not_told_to_the_reader() -> None:
    assert for_reader(REASONS["no_households"]) == "nombre de ménages inconnu"
    assert for_reader("aucun centre de données décrit (territory.data_centres)") == "aucun centre de données décrit"
    assert (
        for_reader("Aucun facteur ; non évalué. Donnez-en un dans factors.overrides.") == "Aucun facteur ; non évalué."
    )
    assert for_reader("rien à dire (au sens large).") == "rien à dire (au sens large)."


@pytest.mark.parametrize(
    ("name", "assembly", "executive"),
    [
        ("bare", "Le conseil municipal de la commune de Ville-Neuve", "le maire"),
        ("nothing", "Le conseil communautaire de la Communauté de communes du Val", "le président"),
        ("metropole", "Le conseil métropolitain de l’Eurométropole de Valbourg", "le président"),
        ("one-agent", "Le conseil municipal de la commune d’Annecy-le-Bourg", "le maire"),
        ("other", "L’assemblée délibérante de Ville-Neuve", "l’exécutif"),
    ],
)
def test_the_assembly_and_the_executive_are_those_of_the_kind(
    snr: Run, tmp_path: Path, name: str, assembly: str, executive: str
) -> None:
    text = written(snr, tmp_path, "deliberation", BARE_DOSSIERS[name])
    assert assembly in text
    assert f"Charge {executive} de l’exécution" in text


@pytest.mark.parametrize(
    ("kind", "articles"),
    [
        ("commune", "article L2311-1-1"),
        ("metropole", "article L5217-10-2"),
        ("metropole_de_lyon", "articles L3661-2 et D3661-7"),
    ],
)
def test_the_articles_of_the_report_are_those_of_the_kind(snr: Run, tmp_path: Path, kind: str, articles: str) -> None:
    dossier = f"snr: 1\nreference_year: 2025\nterritory: {{name: Ville, kind: {kind}}}\n"
    for document, more in (("bilan", ""), ("strategie", "actions: [{id: a, title: Réparer}]\n")):
        text = written(snr, tmp_path, document, dossier + more)
        assert f"{articles} du code général des collectivités territoriales)" in text
        assert "article 35" in text and "loi REEN" in text
        # an article that was not read is told to who prepares the vote, and to nobody else
        assert "> **À vérifier avant le vote** : les articles cités ici" in text
    place = re.compile(rf"^\*Visa à vérifier par le service juridique : .*{articles} ;\*$", re.M)
    for about in ("strategie", "bilan"):
        assert place.search(written(snr, tmp_path, "deliberation", dossier, "--about", about)), about


def test_a_text_that_was_not_read_is_marked(snr: Run) -> None:
    text = written(snr, VALMONT, "deliberation", "", "--about", "bilan")
    found = re.findall(r"^(Vu|\*Visa à vérifier par le service juridique :) (.*?) ;\*?$", text, re.M)
    assert len(found) > 3
    for head, visa in found:
        known = [
            cited_text
            for cited_text in TEXTS.values()
            if typography(cited_text.text).replace("\u00a0", " ") in visa.replace("\u202f", " ")
        ]
        if known:
            assert (head == "Vu") is max(known, key=lambda each: len(each.text)).checked, visa
    assert "L2311-1-1 ;*" in text
    assert "D2311-15 ;" in text
    # the account is ruled by the law: the decree, on the programme and the strategy, says nothing of it
    assert "2022-1084" not in text
    assert "D2311-15-1" not in text
    assert "Vu la délibération n° 2024-003 du conseil communautaire du 25 janvier 2024" in text


def test_the_deliberation_says_what_it_is_on(snr: Run) -> None:
    titles = {
        "programme": "# Projet de délibération : programme de travail de la stratégie numérique responsable",
        "strategie": "# Projet de délibération : stratégie numérique responsable",
        "bilan": "# Projet de délibération : bilan annuel de la stratégie numérique responsable",
    }
    for about, title in titles.items():
        assert title in written(snr, VALMONT, "deliberation", "", "--about", about).splitlines()


def test_indicators_are_told_against_their_target_and_their_pace(snr: Run, tmp_path: Path) -> None:
    whole = written(snr, tmp_path, "bilan", LATER)
    text = section(whole, "bilan-indicateurs") + section(whole, "annexe-suivi")
    states = {
        row.split(" | ")[0].strip("| "): row.rsplit(" | ", 1)[1].strip(" |")
        for row in text.splitlines()
        if row.startswith("| ")
    }
    # in 2027, two years of four: 40 + (80 − 40) × 2 ÷ 4 = 60 asked of the rate, 2 + (10 − 2) × 2 ÷ 4 = 6 of the inhabitants
    assert states["Taux de réemploi"] == "en progrès, au rythme de l’objectif"
    assert states["Habitants accompagnés"] == "en progrès, en retard sur l’objectif"
    assert states["Papier"] == "en recul"
    assert states["Stable"] == "stable"
    assert states["Nouveau"] == "première valeur"
    assert states["Jamais mesuré"] == "non renseigné"
    assert (
        "Sur les quatre indicateurs qui se comparent au bilan 2026, deux progressent, un ne bouge pas et un recule ; un est en retard "
        "sur le rythme de son objectif."
    ) in section(whole, "bilan-synthese")
    assert "En retard sur le rythme de leur objectif : habitants accompagnés." in text
    assert "Recul : papier." in text


def test_what_became_of_each_action_is_told(snr: Run, tmp_path: Path) -> None:
    text = section(written(snr, tmp_path, "bilan", LATER), "bilan-actions")
    assert (
        "Sur cinq actions, une est terminée, une est engagée, une est prévue, une reste à l’état d’idée et une est abandonnée."
        in text
    )
    assert "La stratégie en compte trois : les deux autres, à l’état d’idée ou abandonnées, n’y figurent pas." in text
    for sentence in (
        *("Terminée depuis le bilan 2026 : Première.", "Engagée depuis le bilan 2026 : Deuxième."),
        *("Abandonnée depuis le bilan 2026 : Troisième.", "Remise en question depuis le bilan 2026 : Quatrième."),
        "Une action figure au bilan pour la première fois.",
    ):
        assert sentence in text


def test_duties_beside_the_law_have_their_figures(snr: Run, tmp_path: Path) -> None:
    text = section(written(snr, tmp_path, "bilan", LATER), "bilan-obligations")
    # 150 ÷ 1 000 = 15 %, and 25 % from 2027; 4 ÷ 10 = 40 %, and 50 % from 2025
    assert (
        "En 2027, 15 % de la dépense est issue du réemploi ou de la réutilisation : c’est moins que les 25 % attendus."
        in text
    )
    assert "Seuil, d’après une source secondaire" in text
    assert "soit 40 %, sous les 50 % demandés." in text
    assert "100 kg de déchets d’équipements ont été produits, dont 80 kg remis à un éco-organisme agréé." in text
    assert "aucun n’a de critère d’attribution environnemental et aucun n’a de condition d’exécution" in text


def test_two_published_totals_do_not_compare(snr: Run, tmp_path: Path) -> None:
    text = section(written(snr, tmp_path, "bilan", LATER), "bilan-evolution")
    assert "Le bilan 2026 a publié 40,0 t CO₂e, le bilan 2027 38,0 t CO₂e." in text
    assert "rien ne dit si leur différence vient de l’activité" in text


def test_a_published_total_is_not_compared_with_a_computed_one(snr: Run) -> None:
    text = section(written(snr, VALMONT, "bilan"), "bilan-evolution")
    assert "375 t CO₂e" in text
    assert "ne mesure pas une évolution" in text
    assert "Du bilan 2024, seul le total est connu" in text


KEPT = """\
annual_reviews:
  - {year: 2024, comment: Avant., result: bilan-2024.json}
  - {year: 2025, comment: Après., indicators: {}, actions: {}}
"""


@pytest.mark.parametrize(("before", "certain"), [(90, True), (30, False)])
def test_the_result_of_the_previous_review_splits_the_change(
    snr: Run, tmp_path: Path, before: int, certain: bool
) -> None:
    """Three times the laptops is a change; the same count, counted again with another age of the grid, may be nothing."""
    old = tmp_path / "old"
    old.mkdir()
    (old / "territory.yaml").write_text(
        BARE.replace("reference_year: 2025", "reference_year: 2024").replace("quantity: 30", f"quantity: {before}"),
        encoding="utf-8",
    )
    done = snr("assess", old, "--format", "json")
    (tmp_path / "bilan-2024.json").write_bytes(done.stdout)
    text = section(written(snr, tmp_path, "bilan", BARE + KEPT), "bilan-evolution")
    compared = snr("compare", tmp_path / "bilan-2024.json", tmp_path, "--format", "json")
    split = json.loads(compared.stdout)["organisation"]["totals"]["climate_change"]
    assert split["activity"] + split["method"] + split["factors"] == pytest.approx(split["change"])
    assert "De 2024 à 2025, l’empreinte de l’organisation passe de" in text
    for part in ("Activité", "Méthode et périmètre", "Facteurs et électricité", "Écart total"):
        assert f"| {part}" in text
    interval = split["intervals"]["change"]
    assert (interval["low"] <= 0 <= interval["high"]) is ("écart non significatif" in text)
    # what the account says of the indicator is what it says of the change
    indicator = section(written(snr, tmp_path, "bilan", BARE + KEPT + "indicators: [{id: I-53}]\n"), "annexe-suivi")
    row = next(line for line in indicator.splitlines() if line.startswith("| Empreinte carbone"))
    cells = [each.strip() for each in row.strip("|").split("|")]
    assert cells[1].endswith("(calculé)"), row
    assert float(cells[1].split()[0].replace(",", ".")) == pytest.approx(split["old"] / 1000, rel=5e-3)
    assert cells[-1] != "première valeur"
    assert (cells[-1] == "écart non significatif") is (interval["low"] <= 0 <= interval["high"])
    assert ("écart non significatif" not in text) is certain or interval["low"] == interval["high"] or not certain


def test_a_result_that_is_not_there_stops_the_account(snr: Run, tmp_path: Path) -> None:
    (tmp_path / "territory.yaml").write_text(BARE + KEPT, encoding="utf-8")
    done = snr("draft", tmp_path, "--document", "bilan")
    assert done.returncode == 1
    assert b"SNR111" in done.stderr
    assert snr("draft", tmp_path, "--document", "note").returncode == 0


def test_a_year_without_review_is_places_to_fill(snr: Run) -> None:
    text = written(snr, EXAMPLES / "minimal", "bilan")
    assert not re.search(r"\((?:REEN|ADJ)-\d+\)", text)
    places = text.split("## À compléter et à vérifier avant le vote")[1]
    for words in (
        "indicateurs de suivi : unité, formule, source, fréquence, valeurs par année",
        "mesures de la stratégie et leur état dans l’année",
        "bilan annuel : commentaire, valeurs des indicateurs, état des actions",
        "finalités auxquelles la stratégie contribue",
        "dates de présentation du rapport et du débat sur le projet de budget",
        "achats d’informatique et de téléphonie de 2025",
        "matériels réformés de 2025",
        "déchets d’équipements de 2025",
        "taux de conformité au RGAA et évaluation RGESN",
        "marchés numériques : objet, date, critère",
    ):
        assert f"**À compléter** : {words}" in places


@pytest.mark.parametrize("document", DOCUMENTS)
def test_an_inventory_of_nothing_is_not_an_organisation_without_footprint(
    snr: Run, tmp_path: Path, document: str
) -> None:
    text = written(snr, tmp_path, document, METROPOLE)
    assert not re.search(r"(?<![\d,])0 (?:kg|t|%|MWh|kWh)", text)
    if document != "deliberation":
        place = "équipements et services de la collectivité : l’empreinte de l’organisation n’est pas évaluée"
        assert f"**À compléter** : {place}" in text


def test_the_five_goals_are_named(snr: Run) -> None:
    text = section(written(snr, VALMONT, "bilan"), "bilan-finalites")
    assert text.count("\n- **") == 5
    assert "La transition vers une économie circulaire** : achats reconditionnés" in text
    assert "biodiversité, des milieux et des ressources** : sans contribution déclarée" in text


def test_the_note_is_one_page(snr: Run) -> None:
    """A page of A4 holds about six hundred words in small print: what is told in euros takes eighty of them."""
    text = re.sub(r"<!--.*?-->", "", written(snr, VALMONT, "note"))
    assert len(text.split()) <= 600
    for words in (
        "Les trois premières causes",
        "Ce qui est demandé",
        "La loi du 15 novembre 2021 (article 35)",
        "36 000",
        "15 770",
    ):
        assert words in text


BEFORE_THE_VOTE = """\
snr: 1
reference_year: 2025
territory: {siren: "243300316"}
"""


def cover(text: str) -> str:
    """Return the cover of a document, with the mention « Projet »."""
    draft = section(text, "projet") if "snr:section projet" in text else ""
    return section(text, "couverture") + draft


def adopted(text: str, *, date: str) -> str:
    """Return a dossier whose strategy has, or has not, its date."""
    return re.sub(r"strategy: \{[^}]*\}", f"strategy: {{{date}}}", text)


def test_the_vote_to_come_is_no_missing_piece(snr: Run, tmp_path: Path) -> None:
    """Everything is there but the date that the vote gives: the cover says that it is put to the vote, and accuses nobody."""
    for name in ("actions", "equipment", "services", "uses", "stakeholders", "objectives", "reviews"):
        (tmp_path / f"{name}.yaml").write_bytes((VALMONT / f"{name}.yaml").read_bytes())
    shutil.copytree(VALMONT / "inventaire", tmp_path / "inventaire")
    text = (VALMONT / "territory.yaml").read_text(encoding="utf-8").replace("  logo: logo.svg", "  # logo: logo.svg")
    waiting = text.replace('  adopted_on: "2024-01-25"\n', "")
    assert waiting != text
    strategy = written(snr, tmp_path, "strategie", waiting)
    assert "**Projet soumis au vote**" in cover(strategy)
    assert "compléter" not in cover(strategy)
    assert "en attente du vote" in section(strategy, "annexe-obligations")
    # an objective is named by its title, not by its id
    assert "Objectif « Réduire de 1 % d’ici 2030 l’empreinte carbone du numérique du territoire »" in strategy
    assert "manquant" not in section(strategy, "annexe-obligations")


def test_a_date_is_not_that_of_figures_of_later_years(snr: Run) -> None:
    assert "Programme établi le 24 novembre 2022, avec les chiffres de 2022" in written(snr, VALMONT, "programme")
    text = written(snr, VALMONT, "strategie")
    assert (
        "Période 2024–2030 — adoptée le 25 janvier 2024, mise à jour avec les données de 2025, soumise au vote"
        in cover(text)
    )
    assert "**Projet" in cover(text)
    assert "adoptée le 25 janvier 2024" in section(text, "contexte")
    assert "Projet" not in cover(written(snr, VALMONT, "strategie", "", "--final"))


def test_what_is_decided_already_is_not_asked_again(snr: Run, tmp_path: Path) -> None:
    """Valmont adopted its strategy in 2024 and noted its account of 2025 in January 2026 (reviews.yaml, territory.yaml)."""
    text = written(snr, VALMONT, "deliberation", "", "--about", "strategie")
    assert "actualisation de la stratégie" in text
    assert "Adopte la" not in text
    assert "Vu la délibération n° 2024-003 du conseil communautaire du 25 janvier 2024" in text
    account = written(snr, VALMONT, "deliberation", "", "--about", "bilan")
    assert "Il a déjà été pris acte de ce bilan (délibération n° 2026-004" in account
    assert "22 janvier 2026" not in account
    # five actions of Valmont had begun by November 2022, seven began later
    programme = written(snr, VALMONT, "deliberation", "", "--about", "programme")
    assert "Cinq actions étaient engagées à la date du programme, le 24 novembre 2022" in programme
    assert "sera établie sur la base" in programme
    note = section(written(snr, VALMONT, "note"), "note")
    assert "d’approuver l’actualisation de la stratégie" in note
    assert "prendre acte" not in note
    # a strategy without its date is adopted
    first = written(snr, tmp_path, "deliberation", adopted(LATER, date="axes: []"), "--about", "strategie")
    assert "Adopte la stratégie numérique responsable" in first
    assert "Déjà décidé" not in first


def test_a_deliberation_has_its_texts_in_full(snr: Run) -> None:
    text = written(snr, VALMONT, "deliberation", "", "--about", "strategie")
    assert (
        "décret n° 2022-1084 du 29 juillet 2022 relatif à l’élaboration d’une stratégie numérique responsable" in text
    )


@pytest.mark.parametrize("document", ["programme", "strategie"])
def test_a_real_authority_is_not_accused_of_what_a_dossier_does_not_say(
    snr: Run, tmp_path: Path, document: str
) -> None:
    """A dossier of one line, the SIREN of a real authority, says nothing of what it did."""
    text = written(snr, tmp_path, document, BEFORE_THE_VOTE)
    assert "manquent" not in text
    duties = section(text, "annexe-obligations")
    assert ": manquant." not in duties
    assert " : non renseigné. *" in duties and "dossier" not in duties.lower()
    assert "**À compléter** : usages propres au territoire" in section(text, "reste")
    assert ": en attente. Attend la date du programme." in duties


def test_sources_and_licences_are_told_in_french_without_the_trail_of_an_auditor(snr: Run, tmp_path: Path) -> None:
    for text in (written(snr, VALMONT, "strategie"), written(snr, tmp_path, "programme", BEFORE_THE_VOTE)):
        told = section(text, "annexe-facteurs") + section(text, "empreinte-territoire")
        for word in (
            "commit",
            "licence file",
            "simbios",
            "dépôt",
            " and ",
            " of ",
            " runs",
            "fichier de licence",
            "INSEE_",
            "ETALAB",
        ):
            assert word not in told.replace("\\", ""), word
    # nothing is inventoried: no table of no factor
    assert "0 facteur" not in section(text, "annexe-facteurs")
    assert "Recensement de 2021, ménages" in section(text, "empreinte-territoire")


def test_the_glossary_has_the_words_of_the_document(snr: Run, tmp_path: Path) -> None:
    glossary = section(written(snr, VALMONT, "strategie"), "annexe-glossaire")
    for word in ("DSI", "PCAET", "EPCI", "BYOD", "REEN"):
        assert f"- **{word}** :" in glossary
    assert "**ACV**" not in glossary
    words = re.findall(r"^- \*\*(.+?)\*\* :", glossary, re.M)
    assert words == sorted(words, key=str.lower)
    assert "**RGAA**" not in section(written(snr, tmp_path, "programme", BEFORE_THE_VOTE), "annexe-glossaire")


def test_the_clauses_have_each_their_day(snr: Run) -> None:
    """CCP: R2152-7 (criterion) from 21 August 2026, L2112-2 (condition) from the 22nd."""
    text = section(written(snr, VALMONT, "bilan"), "bilan-obligations")
    assert "le critère s’impose à partir du 21 août 2026, la condition d’exécution à partir du 22 août 2026." in text
    assert "Les deux services en ligne publient une déclaration d’accessibilité datée." in text


def test_what_two_parts_tell_twice_is_said(snr: Run) -> None:
    """Valmont: 22 + 6 actions in the parts for 26, of which 25 are in the strategy (one is an idea)."""
    text = written(snr, VALMONT, "bilan")
    assert "Deux actions servent des objectifs des deux volets, et figurent donc dans l’un et dans l’autre." in text
    idea = "Étudier avec l’exploitant du Pré-Rond le raccordement à la chaufferie"
    assert f"La stratégie en compte 25 : celle qui est à l’état d’idée, « {idea} », n’y figure pas." in text
    assert "Quinze actions sur 25 sont engagées ou terminées." in section(text, "bilan-synthese")
    sentences = [
        line for line in text.splitlines() if len(line) > 40 and not line.startswith(("|", "#", "-", "<", ">"))
    ]
    assert len(sentences) == len(set(sentences))


def test_an_assumption_names_its_line_as_the_dossier_does(snr: Run) -> None:
    text = section(written(snr, VALMONT, "strategie"), "annexe-hypotheses")
    assert not re.search(r"^- [a-z]", text, re.M)
    assert "part réseau non comptée" in text


def test_an_account_before_its_session_is_not_told_as_past(snr: Run, tmp_path: Path) -> None:
    """Without the deliberation that notes it, the date of the report is that of a session to come, perhaps."""
    report = 'report: {presented_on: "2028-01-20", budget_debate_on: "2028-02-10"}'
    text = LATER.replace(
        "part: [internal, territory], goals: [1]}", f"part: [internal, territory], goals: [1], {report}}}"
    )
    before = section(written(snr, tmp_path, "bilan", text), "bilan-deliberation")
    assert (
        "Le bilan 2027 est présenté le 20 janvier 2028, le débat sur le projet de budget se tient le 10 février 2028."
        in before
    )
    assert "Texte de la prise d’acte" in before
    after = text.replace('"2028-02-10"}', '"2028-02-10", deliberation: Délibération n° 2028-1}')
    told = section(written(snr, tmp_path, "bilan", after), "bilan-deliberation")
    assert "Le bilan 2027 a été présenté le 20 janvier 2028" in told
    assert "Texte de la prise d’acte" not in told
    # what the council has next to decide on: the account, then once it is noted the strategy again
    assert "actualisation de la stratégie" in written(snr, tmp_path, "deliberation")
    assert "présentation du bilan 2027" in written(snr, tmp_path, "deliberation", text)


def test_a_partial_perimeter_is_told_where_its_total_is(snr: Run) -> None:
    minimal = EXAMPLES / "minimal"
    for document in ("programme", "strategie", "bilan"):
        assert "Périmètre partiel" in cover(written(snr, minimal, document))
    assert "Périmètre partiel, sans équipement ni abonnement inventorié pour :" in section(
        written(snr, minimal, "bilan"), "bilan-synthese"
    )
    assert "Périmètre partiel" not in cover(written(snr, VALMONT, "strategie"))


def test_a_programme_without_findings_has_a_place_for_them(snr: Run, tmp_path: Path) -> None:
    """REEN-13 says that each objective starts from a finding of the programme: it has to be there."""
    text = section(written(snr, tmp_path, "programme", BARE), "reste")
    assert "**À compléter** : constats de l’état des lieux, dont partiront les objectifs de la stratégie" in text


def test_an_account_noted_in_january_says_that_its_facts_of_june_came_after(snr: Run, tmp_path: Path) -> None:
    """Valmont: presented and noted on 22 January 2026, judged on 30 June 2026 (as_of), purchases declared on 28 May."""
    text = cover(written(snr, VALMONT, "bilan"))
    assert (
        "Bilan présenté le 22 janvier 2026 (délibération n° 2026-004 du conseil communautaire), suivi de ce qui" in text
    )
    assert "jusqu’au 30 juin 2026" in text
    assert "**Projet de complément**" in text
    assert "Ce qui a été décidé" in section(written(snr, VALMONT, "bilan"), "bilan-synthese")
    assert "**Projet d’actualisation**" in cover(written(snr, VALMONT, "strategie"))
    first = cover(written(snr, tmp_path, "bilan", LATER))
    assert "Bilan présenté" not in first
    assert "complément" not in first
    assert "Ce qui est demandé" in section(written(snr, tmp_path, "bilan", LATER), "bilan-synthese")


def test_the_council_is_not_said_to_have_seen_figures_computed_later(snr: Run, tmp_path: Path) -> None:
    """Valmont: presented on 22 January 2026, with the electricity factor that was published on 18 May."""
    text = written(snr, VALMONT, "bilan")
    assert "Ce qui précède est le bilan présenté" not in text
    assert "; empreintes recalculées au 30 juin 2026" in cover(text)
    told = "ont été recalculées au 30 juin 2026, avec les facteurs de cette date : ce ne sont pas forcément les valeurs présentées le 22 janvier 2026."
    assert told in section(text, "bilan-synthese")
    earlier = (
        (VALMONT / "territory.yaml").read_text(encoding="utf-8").replace('as_of: "2026-06-30"', 'as_of: "2026-01-10"')
    )
    copied = tmp_path / "valmont"
    shutil.copytree(VALMONT, copied)
    (copied / "territory.yaml").write_text(earlier, encoding="utf-8")
    assert "recalculées" not in written(snr, copied, "bilan")


def test_an_account_that_was_noted_tells_apart_what_came_after(snr: Run) -> None:
    """Purchases of Valmont are declared on 28 May 2026; what the dossier says came since is told beside."""
    text = written(snr, VALMONT, "bilan")
    since = section(text, "bilan-depuis")
    assert "- Les achats de 2025 ont été déclarés en données ouvertes le 28 mai 2026." in since
    assert "15 juin 2026" in since
    before = text.split("snr:section bilan-depuis")[0]
    for later in ("28 mai 2026", "15 juin 2026"):
        assert later not in before


@pytest.mark.parametrize("noted", [True, False])
def test_what_the_dossier_dates_after_the_vote_is_told_apart_once_it_is_noted(
    snr: Run, tmp_path: Path, noted: bool
) -> None:
    act = "deliberation: Délibération n° 2026-004, " if noted else ""
    text = written(
        snr,
        tmp_path,
        "bilan",
        BARE
        + 'purchases: [{year: 2025, montant_total: 100, montant_reemploi_et_reutilisation: 30, declared_on: "2026-05-28"}]\n'
        'contracts: [{id: a, subject: Écrans, notified_on: "2025-03-27"}, {id: b, subject: Copieurs, notified_on: "2026-03-02"}]\n'
        'actions: [{id: fixes, title: Éteindre les postes, status: under_way, started_on: "2026-04-07"}]\n'
        f'annual_reviews: [{{year: 2025, comment: Une année., report: {{{act}presented_on: "2026-01-22"}}}}]\n',
    )
    assert ("Éteindre les postes | engagée" in text) == (not noted)
    assert ("- Action « Éteindre les postes » : engagée le 7 avril 2026." in text) == noted
    duties = section(text, "bilan-obligations")
    assert ("28 mai 2026" in duties, "Copieurs" in duties, "Écrans" in duties) == (not noted, not noted, True)
    assert ("snr:section bilan-depuis" in text) == noted
    assert ("- Marché « Copieurs » : notifié le 2 mars 2026." in text) == noted


def test_an_objective_is_told_once_in_the_account(snr: Run) -> None:
    text = written(snr, VALMONT, "bilan")
    body = text.split("snr:section annexe-suivi")[0]
    for title in (
        "Réduire de 15 % d’ici 2030 l’empreinte carbone du numérique de l’agglomération",
        "Sensibiliser 80 % des agents",
        "Remettre en usage 3 000 appareils par an sur le territoire",
    ):
        assert body.count(title) == 1, title
    assert "trois ne sont pas sûrs" in section(text, "bilan-synthese")


def test_an_account_that_the_law_does_not_ask_for_says_so(snr: Run) -> None:
    """Haut-Vernelle has 13,950 inhabitants: the report is a duty over 50,000."""
    pooling = EXAMPLES / "pooling"
    assert "Ici la démarche est volontaire" in section(written(snr, pooling, "bilan"), "bilan-deliberation")
    assert "Au-delà de 50 000 habitants" in section(written(snr, pooling, "bilan"), "bilan-modalites")
    assert "volontaire" not in section(written(snr, VALMONT, "bilan"), "bilan-deliberation")


def test_the_progress_of_valmont_is_that_of_its_actions(snr: Run) -> None:
    """One action done of the twelve of 2024: 8.3 %; one of the 25 of the plan of 2025: 4 %. A plan that grows longer goes back."""
    text = section(written(snr, VALMONT, "bilan"), "annexe-suivi")
    assert "| Avancement du plan d’actions | 8,3 | 4 | 100 | % | à la hausse | en recul |" in text


def test_a_new_version_says_what_it_changes(snr: Run, tmp_path: Path) -> None:
    """Valmont: 26 actions in the account of 2025, twelve in that of 2024; of the 14 new ones, one is an idea."""
    text = written(snr, VALMONT, "deliberation", "", "--about", "strategie")
    change = text.split("Depuis la version précédente :")[1].split("### Visas")[0]
    assert (
        "- Ses chiffres sont ceux de 2025.\n- Treize mesures sur 25 sont nouvelles depuis la version votée le 25 janvier 2024 : "
        "1.5 à 1.14, 2.5, 3.2 et 3.5, dont déjà engagées 1.11, 3.2 et 3.5 (" in change
    )
    assert change.count("Treize") == 1
    assert "treize mesures ajoutées" in section(written(snr, VALMONT, "note"), "note")
    # without a version, the last account tells which ones are new
    versionless = tmp_path / "valmont"
    shutil.copytree(VALMONT, versionless, ignore=shutil.ignore_patterns("documents", "versions"))
    text = written(snr, versionless, "deliberation", "", "--about", "strategie")
    assert (
        "- Treize mesures sur 25 sont nouvelles depuis le bilan 2024 : 1.5 à 1.14, 2.5, 3.2 et 3.5, dont déjà engagées"
        in text
    )
    assert "Treize mesures sur 25" in section(written(snr, versionless, "note"), "note")
    # a first version changes nothing, an account neither
    for about, dossier in (("strategie", adopted(LATER, date="axes: []")), ("bilan", "")):
        assert "version précédente" not in written(snr, tmp_path, "deliberation", dossier, "--about", about)


@pytest.mark.parametrize("document", ["programme", "strategie", "bilan"])
def test_the_answers_to_the_decree_are_in_order_and_their_title_is_an_answer(
    snr: Run, tmp_path: Path, document: str
) -> None:
    for text in (written(snr, VALMONT, document), written(snr, tmp_path, document, OTHER)):
        duties = section(text, "annexe-obligations")
        assert not re.search(r"REEN-\d|ADJ-\d", duties)  # a code of snr is no word of a public text
        order = {code.title: code.id for code in CODES.values()}
        families = [
            re.findall(r"^- \[?([^\]:(]+?)(?:\]| \(dans| :)", family, re.M) for family in duties.split("\n### ")[1:]
        ]
        codes = [[order[title] for title in family if title in order] for family in families]
        assert all(each == sorted(each) for each in codes) and sum(map(len, codes)) >= 3
        if document != "bilan":
            assert len(families) == 3  # law, decrees, practice
            assert "Population au regard du seuil de 50 000 habitants" in duties
        # what has no link is elsewhere, and said to be; or is answered nowhere yet
        without = re.findall(r"^- ([^\[].*)", duties, re.M)
        elsewhere = [
            each
            for each in without
            if re.search(r"\(dans l[ae] (?:stratégie|programme de travail|bilan annuel)\)", each)
        ]
        assert ("les autres disent où ils le sont" in duties) == bool(elsewhere)
        unanswered = r" : (?:volontaire|non renseigné|à compléter|en attente|à vérifier|manquant)\b"
        assert all(re.search(unanswered, each) for each in without if each not in elsewhere)
    assert "(#gouvernance) : Portage par : Vice-présidente" in section(
        written(snr, VALMONT, "strategie"), "annexe-obligations"
    )


def test_the_account_does_not_tell_again_what_the_strategy_answers(snr: Run, tmp_path: Path) -> None:
    """Of 25 duties, five are those of an account; a bare dossier still says what is missing elsewhere."""
    duties = section(written(snr, VALMONT, "bilan"), "annexe-obligations")
    assert len(re.findall(r"^- \[", duties, re.M)) == 5
    assert not re.findall(r"^- [^\[]", duties, re.M)
    assert "20 autres points ne sont pas redits : la stratégie y répond." in duties
    bare = section(written(snr, tmp_path, "bilan", BARE), "annexe-obligations")
    assert "- Un programme de travail précède la stratégie (dans la stratégie) : non renseigné. *" in bare


def test_the_cover_tells_what_the_decree_imposes_from_the_rest(snr: Run, tmp_path: Path) -> None:
    text = written(snr, tmp_path, "programme", BEFORE_THE_VOTE)
    boxes = text.count("**À compléter**")
    imposed = re.search(
        r"— (\d+) pièces imposées par la loi et par le décret et d’autres points restent à compléter", cover(text)
    )
    assert imposed is not None
    assert int(imposed[1]) < boxes
    # no key of the dossier in the words of a box, but where to write
    for line in text.splitlines():
        if "**À compléter**" in line:
            assert not re.search(r"[a-z]_[a-z]|\btrue\b|status:", line.split("— à écrire dans")[0]), line


def test_a_share_of_reuse_is_told_of_a_stock_against_a_minimum(snr: Run) -> None:
    """232 of 412 goods: 56.3 %, at least 50 % from 2025 (decree 2023-266)."""
    whole = written(snr, VALMONT, "bilan")
    text = section(whole, "bilan-obligations")
    assert "vers le réemploi, sur 412 biens réformés en stock au 1er janvier, soit 56,3 % (minimum : 50 %)." in text
    assert "**À vérifier avant le vote** : le seuil du réemploi dans les achats" in section(whole, "reste")


def test_the_account_explains_its_words(snr: Run) -> None:
    glossary = section(written(snr, VALMONT, "bilan"), "annexe-glossaire")
    for word in ("AGEC", "PUE", "REEN", "RGAA", "RGESN"):
        assert f"- **{word}** :" in glossary


def test_a_programme_names_who_prepared_it(snr: Run, tmp_path: Path) -> None:
    assert "Le programme de travail associe les acteurs publics et privés" in section(
        written(snr, VALMONT, "programme"), "partenaires"
    )
    context = section(written(snr, VALMONT, "strategie"), "contexte")
    assert "le potentiel de chaleur fatale des centres de données a été étudié" in context


def test_a_target_has_its_deadline_and_that_of_an_objective_is_in_the_unit_of_its_indicator(snr: Run) -> None:
    """15 % less than 273 t by 2030, 12 % less than 473 MWh by 2028, and what objectives.yaml aims at."""
    text = section(written(snr, VALMONT, "bilan"), "annexe-suivi")
    cell = {
        line.split(" | ")[0].removeprefix("| "): line.split(" | ")[3] for line in text.splitlines() if " | " in line
    }
    assert cell["Indicateur"] == "Cible (échéance)"
    assert cell["Empreinte carbone du numérique de la collectivité"] == "232 (2030)"  # 0.85 × 272.6
    assert cell["Consommation électrique du numérique"] == "416 (2028)"  # 0.88 × 473
    assert cell["Part des achats d’informatique et de téléphonie issus du réemploi"] == "30 (2030)"
    assert cell["Écrans par poste"] == "1,03"
    assert cell["Empreinte numérique estimée du territoire"] == "—"


def test_what_is_counted_in_euros_is_said_with_the_bounds_that_are_computed(snr: Run) -> None:
    text = section(written(snr, VALMONT, "bilan"), "limites")
    assert "information ». Neuf fois sur dix, la vraie valeur est entre la moitié et le double" in text


def test_the_sources_are_those_of_what_is_written(snr: Run) -> None:
    """Of a territory alone documents write the climate: the water of the electricity (EcoLogits) is written nowhere."""
    text = section(written(snr, EXAMPLES / "bordeaux-metropole", "programme"), "annexe-facteurs")
    assert "ADEME-Arcep" in text
    assert "EcoLogits" not in text
    assert "EcoLogits" in section(written(snr, VALMONT, "strategie"), "annexe-facteurs")  # table of the categories
