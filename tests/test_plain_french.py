"""What a French reader would stumble on: articles, units that are no word, English provenance (issue 11, C3 and C4)."""

import csv
import re
from pathlib import Path

import pytest

from conftest import EXAMPLES, ROOT
from in_process import snr
from snr_cli.catalog.opened import shipped_tables
from snr_cli.documents.figures import calendar
from snr_cli.documents.figures.svg import svg
from snr_cli.documents.views.authority import in_full, with_article
from snr_cli.french.numbers import inside, things
from snr_cli.french.words.terms import apart, measure_text, measured
from test_draft_plan import sections
from walks import walk

VALMONT = EXAMPLES / "valmont"
ENGLISH = r"\b(?:copy|with|the|rule|from|only|and|of|there|license|tree|says|yes|unclear)\b"


@pytest.mark.parametrize(
    ("name", "kind", "said"),
    [
        ("CA de La Rochelle", "communaute_agglomeration", "la Communauté d’agglomération de La Rochelle"),
        ("CC Faucigny - Glières", "communaute_de_communes", "la Communauté de communes Faucigny - Glières"),
        ("CU Perpignan Méditerranée Métropole", "communaute_urbaine", "la Communauté urbaine Perpignan Méditerranée Métropole"),
        ("Métropole de Lyon", "metropole_de_lyon", "la Métropole de Lyon"),
        ("Bordeaux Métropole", "metropole", "Bordeaux Métropole"),
        ("Annecy", "commune", "la commune d’Annecy"),
        ("Le Mans", "commune", "la commune du Mans"),
    ],
)  # fmt: skip
def test_an_authority_has_its_article(name: str, kind: str, said: str) -> None:
    assert with_article(in_full(name), kind) == said


def test_every_body_of_the_table_is_named_in_full() -> None:
    rows = shipped_tables().text("territory/authorities.csv").splitlines()
    assert len(rows) > 2000
    for line in rows[1:]:
        name = line.split(",", 3)[3].lstrip('"').split(",")[0]
        assert not re.match(r"C[ACU] ", in_full(name)), name


@pytest.mark.parametrize("line", ["portables-services", "fixes-services", "territory", "imprimantes"])
def test_provenance_is_told_to_a_french_reader(line: str) -> None:
    done = snr("explain", VALMONT, line)
    assert done.returncode == 0, done.stderr
    told = re.sub(r"https?://\S+|factors/\S+|[A-Z0-9_]{6,}|«.*?»|\(donné, .*?\)", " ", done.stdout)
    assert not re.findall(ENGLISH, told), [each for each in told.splitlines() if re.search(ENGLISH, each)]
    assert "place exacte, pour un contrôle : factors/" in done.stdout or line == "territory"
    assert not re.search(r"\b(?:19|20)\d\d ans\b", done.stdout)


def test_the_place_for_a_check_is_the_row_of_the_table() -> None:
    done = snr("explain", VALMONT, "portables-services")
    table, row = re.search(r"pour un contrôle : factors/(\S+), ligne (\d+), colonne locator", done.stdout).groups()  # type: ignore[union-attr]
    assert shipped_tables().text(table).splitlines()[int(row) - 1].startswith("laptop,climate_change,manufacturing,170")


def test_no_unit_is_a_letter() -> None:
    units = {row["unit"] for row in csv.DictReader(shipped_tables().text("plan/indicators.csv").splitlines())}
    assert len(units) > 10
    assert not {measure_text(unit) for unit in units} & {"n", "n/an", "n/mois", "ratio", "unit"}
    for document in ("strategie", "bilan"):
        for text in sections(document).values():
            assert not re.search(r"\| (?:n|n/an|n/mois|ratio|unit) \|", text)


def test_licences_are_not_said_twice() -> None:
    text = sections("strategie")["annexe-facteurs"]
    assert "licence : licence" not in text
    assert not re.search(r"réunies par Boavizta, Boavizta", text)


def test_no_document_names_a_publisher_twice(tmp_path: Path) -> None:
    """The annexes list the defaults by source too: « réunies par Boavizta, Boavizta, 2023 » was there."""
    apart = tmp_path / "s.md"
    assert snr("draft", str(VALMONT), "--document", "strategie", "--annexes", "apart", "-o", str(apart)).returncode == 0
    texts = [path.read_text(encoding="utf-8") for path in tmp_path.iterdir()]
    assert len(texts) == 2
    assert any("réunies par Boavizta, 2023" in text for text in texts)
    for text in texts:
        assert not re.search(r"\b(\w+), \1, \d{4}\b", text)


def test_no_unit_of_an_objective_is_a_letter_on_the_screen() -> None:
    """Valmont: « départ 1 240 n/an » is « 1 240 par an »."""
    screen = re.sub(r"\s+", " ", snr("plan", str(VALMONT)).stdout)
    assert "départ 1 240 par an ; cible 3 000 par an" in screen
    assert not re.search(r"\d (?:n|n/an|n/mois|ratio|unit)\b", screen)


def test_lines_of_the_total_are_those_counted() -> None:
    """REEN-10 counts the lines of the total, as the coverage does: 56, not the 59 of the dossier."""
    text = "".join(sections("strategie").values())
    assert "56 lignes, deux totaux jamais additionnés" in text


def test_bars_start_where_the_table_says() -> None:
    begun = calendar.CalendarAction(
        label="Virtualiser",
        start=2026,
        end=None,
        status="terminée",
        begun=2020,
        parts=dict.fromkeys(range(2020, 2026), 0.0),
    )
    assert begun.first == 2020
    figure = calendar.draw(calendar.Calendar(name="c", title="C", first=2020, last=2030, actions=(begun,)))
    assert figure.table.rows[0][1] == "2020"
    # the low part of the bar is at the left edge: it rises where the effect begins to count
    assert figure.drawing is not None
    assert re.search(r"M0 [\d.]+v-2h[\d.]+v-9", svg(figure.drawing))
    assert figure.drawing.sentence == "1 action commence en 2020."


COUNTED = (
    r"(?:unités?|ordinateurs?|écrans?|postes|téléphones?|smartphones?|appareils?|équipements?|serveurs?|portables?|imprimantes?"
    r"|copieurs?|lignes?|agents?|abonnements?|biens?|machines virtuelles|produits|en service|achetés|sortis|reconditionnés)\b"
)
HALF_A_THING = re.compile(rf"\d,\d+[ \u00a0\u202f]*{COUNTED}")
PARTS = """snr: 1
territory: {name: Sainte-Orge, kind: commune, department: "38", population: {totale: 52000}, agents: {total: 1121, equipped: 1121}}
reference_year: 2025
method: {estimate: [monitors, phones, printers]}
equipment:
  - {id: portables, type: laptop, quantity: 2745.1}
  - {id: serveurs, type: server_rack, quantity: 0.3}
"""


def halves(text: str) -> list[str]:
    """Return the lines that count a thing in decimals; a mean, or a number by agent, may have some."""
    return [
        line
        for line in text.splitlines()
        if HALF_A_THING.search(line) and "en moyenne" not in line and "Chiffres clés" not in line
    ]


@pytest.mark.parametrize(
    ("count", "rough", "said"),
    [
        (2745.1, False, "2\u202f745 unités"),
        (2745.1, True, "environ 2\u202f750 unités"),
        (1.6, False, "2 unités"),
        (1.4, False, "1 unité"),
        (0.3, False, "moins de 1 unité"),
        (0, False, "0 unité"),
        (0, True, "environ 0 unité"),
        (12.5, True, "environ 13 unités"),
    ],
)
def test_a_count_of_things_is_whole(count: float, rough: bool, said: str) -> None:
    assert things(count, "unité", rough=rough) == said


@pytest.mark.parametrize("command", walk(["programme", "strategie", "bilan", "assess", "plan", "check"], 3))
def test_no_half_device_is_told(command: str, tmp_path: Path) -> None:
    """On a part of a server and on what a ratio by agent estimates; then on every example."""
    (tmp_path / "territory.yaml").write_text(PARTS, encoding="utf-8")
    told = {}
    for dossier in (tmp_path, *(path.parent for path in sorted(EXAMPLES.glob("*/territory.yaml")))):
        if command in ("assess", "plan", "check"):
            told[dossier.name] = snr(command, dossier).stdout
        else:
            out = tmp_path / f"{dossier.name}.md"
            snr("draft", dossier, "--document", command, "--annexes", "apart", "-o", out)
            told[dossier.name] = "".join(
                path.read_text(encoding="utf-8") for path in tmp_path.glob(f"{dossier.name}*.md")
            )
        assert told[dossier.name], dossier
    own = told[tmp_path.name]
    if command in ("programme", "strategie"):
        assert "2\u202f745 unités" in own and "moins de 1 unité" in own
        assert re.search(r"environ [\d\u202f]+ unités", own)
    assert not {name: found for name, text in told.items() if (found := halves(text))}


def test_money_of_ones_own_is_autofinancement() -> None:
    for path in (*EXAMPLES.rglob("*.yaml"), *(ROOT / "src").rglob("*.yaml"), *(ROOT / "docs" / "guide").rglob("*.md")):
        assert "fonds propres" not in path.read_text(encoding="utf-8").lower(), path
    for path in (ROOT / "docs" / "schemas").glob("*.json"):
        text = path.read_text(encoding="utf-8")
        assert '"Taxe"' not in text and "par taxe" not in text and "fonds propres" not in text.lower(), path


def shipped(table: str, column: str) -> set[str]:
    return {row[column] for row in csv.DictReader(shipped_tables().text(table).splitlines()) if row[column]}


def test_the_first_words_of_shipped_titles_are_known() -> None:
    """Each loses its capital inside a sentence; what keeps it is an acronym."""
    tables = (
        ("plan/actions.csv", "title_fr"),
        ("plan/indicators.csv", "title_fr"),
        ("equipment/types.csv", "label_fr"),
        ("services/types.csv", "label_fr"),
    )
    titles = {title for table, column in tables for title in shipped(table, column)}
    titles |= {category.label for category in shipped_tables().categories.values()}
    assert len(titles) > 200
    kept = {title.split()[0] for title in titles if inside(title)[:1].isupper()}
    assert kept == {"DEEE", "PUE", "SSD"}


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("Fonds propres", "fonds propres"),
        ("Éco-organisme 50 %", "éco-organisme 50 %"),
        ("État (conseillers numériques) 30 %", "État (conseillers numériques) 30 %"),
        ("Région Bretagne", "Région Bretagne"),
        ("PUE de la salle principale", "PUE de la salle principale"),
        ("Écotoxicité, eau douce", "écotoxicité, eau douce"),
        ("Valmont propre", "Valmont propre"),
        ("", ""),
    ],
)
def test_a_title_inside_a_sentence(title: str, said: str) -> None:
    assert inside(title) == said


def test_lists_in_sentences_have_no_capital_but_names() -> None:
    """After a semicolon, a title is in small letters; a glossary and what was typed as a name keep theirs."""
    named = ("État", "PUE", "La Ressourcerie", "Valmont", "Coopérative", "Chambre", "Conseil", "Direction", "DEEE")
    found = []
    for document in ("programme", "strategie", "bilan", "note"):
        for section, text in sections(document).items():
            if section.startswith("annexe") or section == "partenaires":  # names, as they were typed
                continue
            for line in text.splitlines():
                parts = re.findall(r"[\s\u00a0\u202f];[\s\u00a0\u202f]+([A-ZÉÈÀ][^\s]*)", line)
                found += [(document, line[:60], part) for part in parts if inside(part) != part]
    assert not found
    assert re.search(
        r"utilisateurs par imprimante[\s\u00a0\u202f];\s+papier par agent", sections("strategie")["annexe-fiches"]
    )
    budget = snr("plan", VALMONT).stdout
    assert not re.search(r"[\s\u00a0\u202f];\s+(?:Fonds|Éco-organisme|Autofinancement)\b", budget)
    assert all(inside(name) == name for name in named)


def test_a_poste_is_a_workstation() -> None:
    """What weighs most in a footprint is a group or a line, never « le premier poste »."""
    wrong = re.compile(
        r"premiers? postes?|postes? de l’empreinte|par poste et|poste par poste|grands postes|\| Poste \|", re.I
    )
    paths = [
        *(ROOT / "docs").rglob("*.md"),
        *(ROOT / "src").rglob("*.py"),
        *(ROOT / "src").rglob("*.md"),
        *(ROOT / "src").rglob("*.yaml"),
        *EXAMPLES.rglob("*.yaml"),
    ]
    paths += [*EXAMPLES.rglob("*.md"), *(ROOT / "factors").rglob("*.csv")]
    found = [
        (path.name, match[0])
        for path in paths
        for match in wrong.finditer(path.read_text(encoding="utf-8", errors="replace"))
    ]
    assert not found


@pytest.mark.parametrize(
    ("unit", "said", "between"),
    [
        ("n", "3", "3"),
        ("n/an", "3 par an", "3 par an"),
        ("n/mois", "3 par mois", "3 par mois"),
        ("ratio", "3", "3"),
        ("%", "3 %", "3 points"),
        ("% € HT", "3 % (€ HT)", "3 points"),
        ("%/an", "3 % par an", "3 points"),
        ("Mo", "3 Mo", "3 Mo"),
    ],
)
def test_a_value_and_its_unit(unit: str, said: str, between: str) -> None:
    assert measured("3", unit).replace("\u00a0", " ") == said
    assert apart("3", unit, 3).replace("\u00a0", " ") == between


def test_less_than_two_points_is_singular() -> None:
    assert apart("1,5", "%", -1.5) == "1,5\u00a0point"


def test_units_of_the_plan_are_words() -> None:
    """75 % − 46,3 % = 28,7 points, 30 % − 20,2 % = 9,8; 3 000 − 1 240 = 1 760 a year."""
    screen = " ".join(snr("plan", VALMONT).stdout.replace("\u00a0", " ").replace("\u202f", " ").split())
    assert "départ 46,3 % ; cible 75,0 % ; valeur de 2025 46,3 % ; il reste 28,7 points à trouver" in screen
    assert "cible 30,0 % (€ HT) ; valeur de 2025 20,2 % (€ HT) ; il reste 9,80 points à trouver" in screen
    assert (
        "départ 1 240 par an ; cible 3 000 par an ; valeur de 2025 1 240 par an ; il reste 1 760 par an à trouver"
        in screen
    )
    for text in (screen, *("".join(sections(each).values()) for each in ("programme", "strategie", "bilan"))):
        assert not re.search(r"\d[\s\u00a0\u202f]*(?:n/an|n/mois|n|ratio)(?![\w’'/])|% € HT|il reste [\d,\s]+%", text)


@pytest.mark.parametrize("siren", ["219711017", "200000438", "200054807"])
def test_an_authority_by_its_siren_reads_well(siren: str, tmp_path: Path) -> None:
    """Les Abymes, the CC du Pays de Pontchâteau St-Gildas-des-Bois, the Métropole d’Aix-Marseille-Provence, end to end."""
    path = tmp_path / "territory.yaml"
    path.write_text(f'snr: 1\nreference_year: 2025\nterritory: {{siren: "{siren}"}}\n', encoding="utf-8")
    for document in ("programme", "strategie"):
        text = snr("draft", path, "--document", document).stdout
        assert len(text) > 10_000
        assert not re.search(r"\b(\w{4,}(?: \w+)?), \1\b", text)  # said twice
        assert not re.search(r"\b(de|le|la|les|du|des|à|en|par) \1\b", text)
        assert not re.search(
            r"\b(?:de|le|la|que|à) (?:Le|Les) |\b(?:de|la|le|que) [AEIOUÉÈ][a-zé]+(?= )|\bde le\b|\bà le\b", text
        )
        assert "FR-" not in text and "l’outil fonctionne" not in text and "propre au dossier" not in text
        plain = text.replace("\u00a0", " ").replace("\u202f", " ")
        (total,) = re.findall(r"par habitant, \*\*environ ([\d ]+ t CO₂e) par an", plain)
        assert re.search(
            rf"- \[?[^\n]*territoire[^\n]*{total} par an", plain.split("Réponses à la loi et au décret")[1]
        )
