"""The words of a workbook: who fills it in never meets a key, an English value, a code or a command."""

import html
import re
import shutil
import zipfile

import pytest

from conftest import EXAMPLES
from in_process import snr
from snr_cli.api.catalogue import words_of
from snr_cli.catalog.opened import shipped_tables
from snr_cli.french.words.dossier import LABELS
from snr_cli.inputs.dossier.load import read_dossier
from snr_cli.inputs.sheets import open_book
from snr_cli.inputs.workbook.shape import FICHE_KEYS, LEFT_ASIDE, by_key, dossier_sheets, read_sent_key

# keys and values that are French words, or words of both languages: a help may say them
FRENCH = frozenset(re.findall(r"\w+", """
action actions agents ambition association autre axes beges bilan byod cloud colocation commentaire
commune communes constats contact contexte cope date deliberation departement document direction distribution
entreprise exclusions exemples fin fonctionnement gouvernance group habitants investissement kg limites
logo machines minutes mode moyens municipale nature note on organisation part partenaires pcaet place
plans population programme provenance public pue rgaa rgesn section service services siren site source
spaser streaming suivi table total totale travaux type types unit usages vcpu version volume
"""))  # fmt: skip
# the cover of a dossier that is a workbook says its name and how to check it, to who wrote it with a command
COMMANDS = re.compile(
    r"« snr init --workbook »|snr (factors search onduleur|check --profile saisie \.|assess \.|le dit)|territory\.xlsx"
)


def dossier_words():
    """Return the keys of the dossier and the values of its lists that no French reader knows."""
    keys = {step for shape in dossier_sheets() for step in shape.path}
    keys |= {step for shape in dossier_sheets() for column in shape.columns for step in column.steps}
    values = {str(value) for labels in LABELS.values() for value, label in labels.items() if value != label}
    return {word for word in keys | values if word.isascii() and " " not in word and not word.isdigit()} - FRENCH


def shown(path):
    """Yield what a workbook says to those who fill it in, as (sheet, text): all but what they type and the keys."""
    book = open_book(path)
    try:
        for sheet in book.sheets:
            if sheet.name == LEFT_ASIDE[1]:  # choices: those of each column, checked with its rule
                for row in sheet.rows():
                    yield from ((sheet.name, cell.text) for cell in row.cells)
                continue
            if sheet.name == LEFT_ASIDE[2]:  # hidden: what the workbook was filled with
                for _ in sheet.rows():
                    pass
                continue
            header = True
            for row in sheet.rows():
                texts = [cell.text for cell in row.cells]
                if any(text in by_key() or text in FICHE_KEYS for text in texts):
                    header = False
                    continue
                if sheet.name == LEFT_ASIDE[0]:
                    texts = [text for text in texts if read_sent_key(text) is None]  # in grey, for the program
                if texts and texts[-1].startswith("/") and not header:  # a single value: its key is the last cell
                    yield from ((sheet.name, cell.text) for cell in row.cells if cell.column in (1, 2, 4))
                elif header or sheet.name == LEFT_ASIDE[0]:  # the line of keys that says for whom it is speaks to snr
                    yield from ((sheet.name, text) for text in texts if read_sent_key(text) is None)
    finally:
        book.close()


def said_wrong(text, words):
    """Return the words of a text that are those of files and programs."""
    told = re.findall(r"[\w-]+", text)
    found = [word for word in told if word in words or "_" in word or re.fullmatch(r"SNR\d+|REEN-\d\d", word)]
    return found + re.findall(r"YAML|Markdown|JSON|snr \w+|--\w+|[\[\]{}]|x-…", text)


def rules(path):
    """Yield the texts of the rules of the cells: choices, titles and messages."""
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if name.startswith("xl/worksheets/sheet"):
                for rule in re.findall(r"<dataValidation .*?</dataValidation>", archive.read(name).decode()):
                    texts = re.findall(r'<formula1>"(.*?)"</formula1>|(?:error|prompt)(?:Title)?="(.*?)"', rule)
                    yield from ((name, html.unescape("".join(text))) for text in texts)


@pytest.fixture(scope="module")
def books(tmp_path_factory):
    root = tmp_path_factory.mktemp("mots")
    dossier = shutil.copytree(EXAMPLES / "minimal", root / "minimal")
    assert snr("collect", dossier, "--all", "-o", root / "sent").returncode == 0
    assert snr("init", root / "new", "--workbook", "--siren", "243300316", "--answer", "agents=60").returncode == 0
    return [*sorted((root / "sent").glob("*.xlsx")), root / "new" / "territory.xlsx"]


def test_no_sheet_says_a_key_an_english_value_or_a_code(books):
    words = dossier_words()
    assert {"upstream_source", "under_way", "quantity", "medium", "lan"} <= words
    told = [
        (path.name, sheet, text, wrong)
        for path in books
        for sheet, text in (*shown(path), *rules(path))
        if (wrong := said_wrong(COMMANDS.sub("", text), words))
    ]
    assert not told, "\n".join(map(str, told))


def test_each_list_of_choices_is_that_of_its_column(books):
    """Types of equipment for equipment, of services for services; categories and assemblies by their French name."""
    labels = words_of(shipped_tables()).type_labels()
    shapes = {shape.path: shape for shape in dossier_sheets()}

    def choices(path, key):
        return labels.choices(next(column for column in shapes[path].columns if column.key == key))

    assert "Ordinateur portable (moyen)" in choices(("equipment",), "type")
    assert not set(choices(("equipment",), "type")) & set(choices(("services",), "type"))
    assert "Changement climatique" in choices(("objectives",), "category")
    assembly = next(column for column in shapes[()].columns if column.key == "territory.assembly")
    assert assembly.choices["conseil municipal"] == "conseil municipal"


def test_groups_and_stages_are_called_as_the_catalogue_calls_them():
    tables = shipped_tables()
    for name, literal in (("inventory_groups", "lan"), ("stages", "embodied_total")):
        labels = next(label for label in LABELS.values() if literal in label)
        known = {key: entry["label_fr"] for key, entry in tables.vocabulary[name].items() if key in labels}
        assert {key: label.casefold() for key, label in labels.items()} == {
            key: label.casefold() for key, label in known.items()
        }


def test_a_category_is_read_by_its_french_name(tmp_path):
    fields = next(shape for shape in dossier_sheets() if shape.path == ("objectives",))
    titles = {column.key: column.title for column in fields.columns}
    text = ";".join([titles["id"], titles["perimeter"], titles["category"], titles["reduction"]])
    row = "climat;ce que la collectivité possède, achète et exploite;Changement climatique;20 %"
    (tmp_path / "objectifs.csv").write_text(f"{text}\n{row}\n", encoding="utf-8")
    (tmp_path / "territory.yaml").write_text(
        "snr: 1\nreference_year: 2025\nterritory: {name: Essai}\nobjectives: {from: objectifs.csv}\n", encoding="utf-8"
    )
    done = read_dossier(str(tmp_path), words_of(shipped_tables()))
    assert done.joined.data["objectives"][0]["category"] == "climate_change", done.findings
