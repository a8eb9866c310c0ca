"""The annexes in full: every line, every default, every factor, in a file beside the document; the checklist rests on them."""

import re
import zipfile
from itertools import product
from pathlib import Path

import pytest

from conftest import EXAMPLES
from in_process import snr
from snr_cli.api.assessing import Assessed, assess_dossier
from snr_cli.api.drafting import kept_of
from snr_cli.catalog.opened import shipped_tables
from snr_cli.documents.outline import APART, DOCUMENTS
from snr_cli.documents.views.annexes import complete_view
from snr_cli.engine.assess import assess
from snr_cli.engine.records import CLIMATE
from snr_cli.model.dossier import Dossier
from snr_cli.rules import checklist
from snr_cli.rules.case import Case, judged_on
from snr_cli.rules.checklist import defaults, factors, flows
from walks import mostly

VALMONT = EXAMPLES / "valmont" / "territory.yaml"
TABLES = shipped_tables()


@pytest.fixture(scope="module")
def valmont() -> Assessed:
    return assess_dossier(str(VALMONT), TABLES, places=True)


def plain(text: str) -> str:
    return re.sub(r"[\u00a0\u202f]", " ", text)


def dossier(**sections: object) -> Dossier:
    territory = {"name": "X", "kind": "commune", "department": "33"}
    return Dossier.model_validate({"snr": 1, "reference_year": 2025, "territory": territory, **sections})


def test_the_share_of_each_default_is_what_rests_on_it() -> None:
    """A laptop (ADEME): 170 + 12.3 + 2.79 kg over 5 years, and 31 kWh at 0.0461 kg: 37.0 and 1.43 kg of 38.4."""
    said = dossier(equipment=[{"id": "a", "type": "laptop", "quantity": 10}])
    rows = complete_view(assess(said, TABLES), said, TABLES).defaults.rows
    found = {row[1]: (plain(row[2]), plain(row[4])) for row in rows}
    embodied, use = (170 + 12.3 + 2.79) / 5, 31 * 0.0461
    shares = [f"{100 * part / (embodied + use):.1f} %".replace(".", ",") for part in (embodied, use)]
    assert shares == ["96,3 %", "3,7 %"]
    assert found == {"durée de vie": ("5 ans", shares[0]), "consommation": ("31,0 kWh par an", shares[1])}
    assert all("ADEME" in row[3] or "Digital4Better" in row[3] for row in rows)


def test_what_is_given_is_no_default() -> None:
    line = {"id": "a", "type": "laptop", "quantity": 10, "lifetime_years": 6, "kwh_per_year": 40}
    said = dossier(equipment=[line])
    complete = complete_view(assess(said, TABLES), said, TABLES)
    assert complete.defaults.rows == ()
    assert [plain(cell) for cell in complete.quantities.rows[0][1:4]] == ["10 unités", "6 ans", "40,0 kWh"]


def test_nothing_assessed_is_no_share_of_nothing() -> None:
    said = dossier(equipment=[{"id": "a", "type": "smartwatch", "quantity": 3}])
    rows = complete_view(assess(said, TABLES), said, TABLES).defaults.rows
    assert all(row[4] != "0 %" for row in rows if not assess(said, TABLES).organisation.totals)


def test_every_line_every_default_and_every_factor_of_valmont_is_listed(valmont: Assessed) -> None:
    result = valmont.result
    used = len(factors(result))
    assert used == 72, (
        "factors used by examples/valmont. A line or an action of another type was added there: write the new number. "
        "Neither Valmont nor the rule of the choice of a row was changed: the annex loses or repeats a factor"
    )
    assert len({id(flow.line) for flow in flows(result)}) == len(result.organisation.lines)

    def leaves(quantity):  # type: ignore[no-untyped-def]  # redone here: the walk is what is under test
        yield from [quantity] if not quantity.parts else [leaf for part in quantity.parts for leaf in leaves(part)]

    expected = set()
    for line in result.organisation.lines:
        amounts = [term.amount for term in line.recipe.terms if term.category == CLIMATE]
        for quantity in filter(None, [line.scale, line.recipe.lifetime, line.recipe.electricity, *amounts]):
            expected |= {
                (line.type, leaf.name, leaf.value)
                for leaf in leaves(quantity)
                if leaf.status == "default" and leaf.name in ("lifetime", "kwh", "pue", "kwh_per_functional_unit")
            }
    listed = {(default.type, default.quantity.name, default.quantity.value) for default in defaults(result)}
    assert expected <= listed
    assert any(name == "lifetime" for _, name, _ in listed)
    assert all(
        default.quantity.source in TABLES.sources
        for default in defaults(result)
        if default.quantity.status == "default"
    )
    assert sum(factor.share or 0 for factor in factors(result)) == pytest.approx(1)


@pytest.mark.parametrize("form", ["md", "html"])
def test_the_annexes_are_written_beside_the_document(form: str, tmp_path: Path) -> None:
    target, beside = tmp_path / f"strategie.{form}", tmp_path / f"strategie-annexes.{form}"
    done = snr("draft", VALMONT, "--annexes", "apart", "--format", form, "-o", target)
    assert done.returncode == 0, done.stderr
    document, annexes = plain(target.read_text("utf-8")), plain(beside.read_text("utf-8"))
    assert "sont dans les annexes chiffrées, un fichier à part" in re.sub(r"<[^>]*>", "", document)
    assert "facteurs sur 72" not in document
    assert "Principales sources des facteurs" in document  # these stay
    assert "72 facteurs sur 72" in annexes
    assert "electricity/factors.csv" in annexes
    assert "Quantités, durées de vie et consommations : 56 lignes" in annexes
    assert "Portables des services communs" in annexes
    assert len(beside.read_bytes()) < 150_000


def held(path: Path) -> tuple[str, list[str]]:
    """Return which document a file says to be, and the sections that it keeps."""
    document, sums = kept_of(path, 2**25)
    return document, [name for name in sums if name not in ("couverture", "projet", "sommaire", "reste")]


@pytest.mark.parametrize(
    ("form", "where"),
    mostly(
        product(("md", "html", "docx", "odt"), (None, "apart", "dedans")),
        ("md", None),
        ("docx", None),
        ("docx", "dedans"),
    ),
)
def test_annexes_go_apart_by_default_in_a_file_that_is_voted(form: str, where: str | None, tmp_path: Path) -> None:
    target, beside = tmp_path / f"s.{form}", tmp_path / f"s-annexes.{form}"
    done = snr("draft", VALMONT, "-f", form, "-o", target, *(("--annexes", where) if where else ()))
    assert done.returncode == 0, done.stderr
    apart = (where or {"docx": "apart", "odt": "apart"}.get(form, "dedans")) == "apart"
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([target.name, *[beside.name] * apart])
    if form == "html":
        return
    document, sections = held(target)
    annexes = set(DOCUMENTS["strategie"].annexes)
    assert document == "strategie" and set(DOCUMENTS["strategie"].body) - set(sections) <= {
        "contact",
        "exemples",
        "suite",
    }
    assert not annexes & set(sections) if apart else annexes - set(sections) == set()


@pytest.mark.parametrize("document", mostly(["programme", "strategie", "bilan"], "strategie"))
def test_each_annex_is_once_in_the_file_of_annexes_and_none_in_the_body(document: str, tmp_path: Path) -> None:
    """What the document holds inside is in one of the two files, once; the file of annexes says whose they are."""
    inside, outside = tmp_path / "inside.md", tmp_path / "outside.docx"
    assert snr("draft", VALMONT, "-d", document, "-o", inside).returncode == 0
    assert snr("draft", VALMONT, "-d", document, "-f", "docx", "-o", outside).returncode == 0
    name, body = held(outside)
    annexes_of, annexes = held(tmp_path / "outside-annexes.docx")
    assert (name, annexes_of) == (document, f"annexes {document}")
    outline = DOCUMENTS[document]
    assert not set(body) & set(outline.annexes) and len(set(annexes)) == len(annexes)
    assert set(body) <= set(outline.body)
    every = set(held(inside)[1])
    assert every & set(outline.body) == set(body)
    assert every & set(outline.annexes) <= set(annexes) <= {*outline.annexes, *APART.body}
    # that of a past year is no file without a year of its own
    with zipfile.ZipFile(tmp_path / "outside-annexes.docx") as archive:
        cover = re.sub(r"<[^>]*>", "", archive.read("word/document.xml").decode())[:400]
    of = {"programme": "Du programme de travail", "strategie": "De la stratégie", "bilan": "Du bilan annuel"}[document]
    assert f"{of} numérique responsable, chiffres de 2025" in plain(cover)


def test_a_document_that_goes_to_no_file_keeps_its_annexes(tmp_path: Path) -> None:
    done = snr("draft", VALMONT, cwd=tmp_path)
    assert "snr:section annexe-facteurs" in done.stdout and not [*tmp_path.iterdir()]


def test_without_the_option_the_document_says_what_it_lists_in_part() -> None:
    text = plain(snr("draft", VALMONT).stdout)
    assert "Cette annexe est un extrait : douze facteurs sur 72, sans les quantités" in text
    assert "L’ensemble peut être demandé à la collectivité." in text
    assert "snr draft" not in text  # an act holds no command


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ((), "--annexes apart écrit un fichier à côté du document : donnez --output"),
        (("-o", "-"), "--annexes apart écrit un fichier à côté du document : donnez --output"),
        (("-o", "n.md", "-d", "note"), "le document note n’a pas d’annexes"),
        (("-o", "n.md", "-d", "deliberation"), "le document deliberation n’a pas d’annexes"),
    ],
)
def test_annexes_go_to_a_file_of_a_document_that_has_some(more: tuple[str, ...], why: str, tmp_path: Path) -> None:
    done = snr("draft", VALMONT, "--annexes", "apart", *more, cwd=tmp_path)
    assert done.returncode == 2
    assert why in plain(done.stderr)
    assert not [*tmp_path.iterdir()]


def test_edited_annexes_are_not_written_over(tmp_path: Path) -> None:
    target, beside = tmp_path / "s.md", tmp_path / "s-annexes.md"
    command = ("draft", VALMONT, "--annexes", "apart", "-o", target)
    assert snr(*command).returncode == 0
    edited = beside.read_text("utf-8").replace("Chaque ligne de l’inventaire", "Chaque ligne du parc")
    beside.write_text(edited, encoding="utf-8")
    before = target.read_bytes()
    done = snr(*command)
    assert done.returncode == 2
    assert (target.read_bytes(), beside.read_text("utf-8")) == (before, edited)
    assert snr(*command, "--keep-edits").returncode == 0
    assert "Chaque ligne du parc" in beside.read_text("utf-8")


def test_the_checklist_says_what_the_annexes_list(valmont: Assessed) -> None:
    """RCP-09 counts the rows of the defaults, RCP-10 those of the quantities, RCP-15 the lines of low quality over 1 %."""
    case = Case(valmont.dossier, valmont.result, TABLES, judged_on(valmont.dossier))
    said = {rule.code: rule.judge(case).text for rule in checklist.RULES}
    listed = complete_view(valmont.result, valmont.dossier, TABLES)
    assert said["RCP-10"].startswith(f"{len(listed.quantities.rows)} lignes")
    assert said["RCP-09"].startswith(f"{len(listed.defaults.rows)} valeurs")
    assert len(listed.unreliable) == 1
    assert "« courriels »" in said["RCP-15"]  # the one that has no note
