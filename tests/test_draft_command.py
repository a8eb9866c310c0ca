"""`snr draft` from the command line: what is asked wrongly, what cannot be written, what the dossier lacks."""

import base64
import re
import shutil
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from conftest import EXAMPLES, environment, full_device, modes, run_snr
from drafting import MINIMAL, NAMES, VALMONT
from walks import mostly, walk

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>'
HEAD = 'snr: 1\nreference_year: 2025\nterritory:\n  name: Commune de Sainte-Orge\n  kind: commune\n  department: "71"\n'


def dossier(folder: Path, *lines: str, head: str = HEAD) -> Path:
    """Write a dossier: the least that a territory may say, and more lines."""
    path = folder / "territory.yaml"
    path.write_text(head + "".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


def said(done: "subprocess.CompletedProcess[bytes]") -> str:
    """Return what a run told, with ordinary spaces."""
    return done.stderr.decode().replace("\u202f", " ").replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((), "ce dossier ne contient pas de territory.yaml"),
        ((MINIMAL, "-d", "rapport"), "--document : valeur invalide"),
        ((MINIMAL, "-f", "pdf"), "--format : valeur invalide"),
        ((MINIMAL, "--about", "bilan"), "--about"),
        ((MINIMAL, "-d", "deliberation", "--about", "note"), "--about : valeur invalide"),
        ((MINIMAL, "--keep-edits"), "--keep-edits"),
        ((MINIMAL, MINIMAL), "territory.yaml"),
        (("nowhere.yaml",), "nowhere.yaml"),
        (("nowhere",), "nowhere"),
        ((MINIMAL, "-o", "missing/x.md"), "le dossier missing n’existe pas"),
        ((MINIMAL, "-o", "."), "c’est un dossier"),
        pytest.param((MINIMAL, "-o", "/dev/full"), "/dev/full", marks=full_device),
        ((MINIMAL, "-f", "svg", "-o", "file"), "file"),
        ((MINIMAL, "-f", "svg", "-o", "file/inside"), "file/inside"),
    ],
)
def test_what_cannot_be_carried_out(tmp_path: Path, arguments: tuple[str, ...], told: str) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    done = run_snr("draft", *arguments, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, b"")
    assert told in said(done)
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


@full_device
def test_standard_output_that_is_full() -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "snr_cli", "draft", str(MINIMAL)],
            stdout=full,
            stderr=subprocess.PIPE,
            env=environment(),
            check=False,
        )
    assert done.returncode == 2
    assert b"Traceback" not in done.stderr


@modes
def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    for arguments in (("-o", tmp_path / "x.md"), ("-f", "svg", "-o", tmp_path / "f"), ("-f", "svg", "-o", tmp_path)):
        assert run_snr("draft", MINIMAL, *arguments).returncode == 2


def test_a_dossier_by_its_folder_its_file_or_standard_input() -> None:
    by_file = run_snr("draft", MINIMAL, "-d", "programme")
    assert by_file.returncode == 0
    assert run_snr("draft", MINIMAL.parent, "-d", "programme").stdout == by_file.stdout
    by_pipe = run_snr("draft", "-", "-d", "programme", stdin=MINIMAL.read_bytes())
    assert by_pipe.returncode == 0
    # the only difference is the checksum of the dossier, if the document gives one for a file
    assert len(by_pipe.stdout.splitlines()) == len(by_file.stdout.splitlines())


def test_the_same_dossier_gives_the_same_bytes(tmp_path: Path) -> None:
    copied = tmp_path / "copy" / "territory.yaml"
    copied.parent.mkdir()
    copied.write_bytes(MINIMAL.read_bytes())
    for form in ("md", "html"):
        first = run_snr("draft", MINIMAL, "-f", form)
        assert run_snr("draft", copied, "-f", form, SOURCE_DATE_EPOCH="0").stdout == first.stdout


BAD = {
    "one agent": ("  agents: {total: 1, equipped: 1}", "equipment:", "  - {id: a, type: laptop, quantity: 1}"),
    "nothing": (),
    "zero": ("equipment:", "  - {id: a, type: laptop, quantity: 0}"),
    "an action without anything": ("actions:", "  - {id: a, title: Une action}"),
    "a single year": (
        "equipment:",
        "  - {id: a, type: laptop, quantity: 9}",
        "strategy: {period: {start: 2025, end: 2025}}",
        "actions:",
        "  - {id: a, title: A, schedule: {start: 2025, full: 2025}, status: planned,"
        " effects: [{on: {type: laptop}, lifetime_years: 7}]}",
        "objectives:",
        "  - {id: o, title: O, perimeter: organisation, category: climate_change, reduction: 30 %, from: 2025, by: 2025}",
    ),
    "long titles": (
        "stakeholders:",
        f"  - {{name: {'n' * 500}, sector: public}}",
        "actions:",
        f"  - {{id: a, title: {'mot ' * 125}}}",
        f"  - {{id: b, title: {'x' * 500}}}",
        "objectives:",
        f"  - {{id: o, title: {'y' * 500}, perimeter: organisation, category: climate_change, reduction: 30 %, from: 2025, by: 2030}}",
    ),
}


@pytest.mark.parametrize("name", walk(BAD, 4))
@pytest.mark.parametrize("document", NAMES)
def test_a_poor_dossier_gives_a_document_that_says_what_is_missing(tmp_path: Path, document: str, name: str) -> None:
    path = dossier(tmp_path, *BAD[name])
    for form in ("md", "html"):
        done = run_snr("draft", path, "-d", document, "-f", form)
        assert done.returncode == 0, said(done)
        text = done.stdout.decode()
        assert not re.search(r"\b(None|nan|inf|Undefined)\b", re.sub("<style>.*?</style>", "", text, flags=re.S))
        for title in ("n" * 500, "y" * 500):
            assert (title in text) <= (name == "long titles")


def test_no_territory(tmp_path: Path) -> None:
    done = run_snr("draft", dossier(tmp_path, head="snr: 1\nreference_year: 2025\n"))
    assert (done.returncode, done.stdout) == (1, b"")
    assert "territory" in said(done)


def test_an_unknown_section_in_texts_is_told_with_the_nearest(tmp_path: Path) -> None:
    path = dossier(tmp_path, "texts:", "  edto: Bonjour")
    done = run_snr("draft", path)
    assert (done.returncode, done.stdout) == (1, b"")
    # `edto` stands on line 8, column 3
    assert f"{path}:8:3: erreur SNR206" in said(done)
    assert "vouliez-vous dire « edito » ?" in said(done)


def test_texts_take_the_place_of_a_section(tmp_path: Path) -> None:
    path = dossier(
        tmp_path, "texts:", "  edito: |", "    Un *mot* de la **maire** : 2 < 3.", "", "    - un", "    - deux"
    )
    text = run_snr("draft", path).stdout.decode()
    edito = text.split("<!-- snr:section edito")[1].split("<!-- snr:fin edito")[0]
    assert "## Édito\n\nUn *mot* de la **maire**" in edito
    assert "2 \\< 3." in edito
    assert edito.rstrip().endswith("- un\n- deux")
    assert "À compléter" not in edito


@pytest.mark.parametrize(
    ("name", "content", "code", "told"),
    [
        ("absent.png", None, "SNR111", "introuvable ou illisible"),
        ("../logo.png", PNG, "SNR112", "hors du dossier"),
        ("/etc/hostname", None, "SNR112", "hors du dossier"),
        ("logo.gif", b"GIF89a", "SNR206", "n’est pas une image acceptée"),
        ("logo", PNG, "SNR206", "n’est pas une image acceptée"),
        ("logo.png", b"<html>", "SNR206", "n’est pas une image PNG"),
        ("logo.jpg", PNG, "SNR206", "n’est pas une image JPG"),
        ("logo.svg", b"<svg", "SNR206", "n’est pas une image SVG"),
        ("logo.svg", b'<!DOCTYPE svg [<!ENTITY a "b">]>' + SVG, "SNR206", "n’est pas une image SVG"),
        (
            "logo.svg",
            ('<!DOCTYPE svg [<!ENTITY a "b">]>' + SVG.decode()).encode("utf-16"),
            "SNR206",
            "n’est pas une image SVG",
        ),
        ("logo.svg", b'<?xml version="1.0" encoding="shift_jis"?>' + SVG, "SNR206", "n’est pas une image SVG"),
        ("logo.svg", b'<?xml version="1.0" encoding="nowhere"?>' + SVG, "SNR206", "n’est pas une image SVG"),
        ("logo.png", PNG + b"\0" * 40_000, "SNR204", "pèse 41 ko"),
        ("folder.png", "folder", "SNR111", "introuvable ou illisible"),
    ],
)
def test_a_logo_that_cannot_be_shown(
    tmp_path: Path, name: str, content: bytes | str | None, code: str, told: str
) -> None:
    folder = tmp_path / "dossier"
    folder.mkdir()
    if isinstance(content, bytes):
        (folder / name).write_bytes(content)
    elif content:
        (folder / name).mkdir()
    path = dossier(folder, f"  logo: {name}")
    done = run_snr("draft", path, "-f", "html")
    assert (done.returncode, done.stdout) == (1, b"")
    # the name stands on line 7, after `  logo: `
    assert f"{path}:7:9: erreur {code} : le logo « {name} »" in said(done)
    assert told in said(done)


def test_a_logo_whose_links_go_round(tmp_path: Path) -> None:
    (tmp_path / "logo.png").symlink_to("logo.png")
    done = run_snr("draft", dossier(tmp_path, "  logo: logo.png"), "-f", "html")
    assert done.returncode == 1
    assert "SNR111 : le logo « logo.png » est introuvable ou illisible" in said(done)


def test_a_logo_whose_name_holds_a_nul(tmp_path: Path) -> None:
    done = run_snr("draft", dossier(tmp_path, '  logo: "a\\0b.png"'), "-f", "html")
    assert done.returncode == 1
    assert "SNR111" in said(done)


def test_a_logo_cannot_come_with_standard_input(tmp_path: Path) -> None:
    text = (HEAD + "  logo: logo.png\n").encode()
    done = run_snr("draft", "-", stdin=text, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (1, b"")
    assert "<stdin>:7:9: erreur SNR111" in said(done)


@pytest.mark.parametrize(("name", "content", "kind"), [("a.PNG", PNG, "png"), ("a.svg", SVG, "svg+xml")])
def test_a_logo_is_in_the_page(tmp_path: Path, name: str, content: bytes, kind: str) -> None:
    (tmp_path / name).write_bytes(content)
    page = run_snr("draft", dossier(tmp_path, f"  logo: {name}"), "-f", "html").stdout.decode()
    assert f'src="data:image/{kind};base64,{base64.b64encode(content).decode()}"' in page


def test_figures_alone(tmp_path: Path) -> None:
    done = run_snr("draft", VALMONT, "-f", "svg", "-o", tmp_path / "a" / "b")
    assert done.returncode == 0
    drawn = sorted((tmp_path / "a" / "b").iterdir())
    assert len(drawn) >= 6
    for path in drawn:
        assert path.suffix == ".svg"
        root = ElementTree.fromstring(path.read_text(encoding="utf-8"))
        assert root.tag == "{http://www.w3.org/2000/svg}svg"
        assert root.find(".//{http://www.w3.org/2000/svg}style") is not None


def test_figures_where_one_cannot_be_written(tmp_path: Path) -> None:
    target = tmp_path / "figures"
    run_snr("draft", MINIMAL, "-f", "svg", "-o", target)
    first = sorted(path.name for path in target.iterdir())
    (target / first[0]).unlink()
    (target / first[0]).mkdir()
    before = {path.name: path.read_bytes() for path in target.iterdir() if path.is_file()}
    done = run_snr("draft", MINIMAL, "-f", "svg", "-o", target)
    assert done.returncode == 2
    assert sorted(path.name for path in target.iterdir()) == first  # no half-written file beside them
    assert {name: (target / name).read_bytes() for name in before} == before


@full_device
def test_figures_on_a_full_disk(tmp_path: Path) -> None:
    target = tmp_path / "figures"
    run_snr("draft", MINIMAL, "-f", "svg", "-o", target)
    name = sorted(path.name for path in target.iterdir())[0]
    (target / name).unlink()
    (target / name).symlink_to("/dev/full")
    done = run_snr("draft", MINIMAL, "-f", "svg", "-o", target)
    assert (done.returncode, done.stdout) == (2, b"")
    assert "écriture impossible" in said(done)


def test_final_is_refused_while_a_mandatory_piece_is_missing(tmp_path: Path) -> None:
    target = tmp_path / "programme.md"
    done = run_snr("draft", MINIMAL, "-d", "programme", "--final", "-o", target)
    assert (done.returncode, done.stdout) == (1, b"")
    assert list(tmp_path.iterdir()) == []
    told = set(re.findall(r"erreur (REEN-\d\d)", said(done)))
    # what the decree asks for without condition: date, actors (twice), uses; the two footprints are there, and the actions
    # already taken are asked for « le cas échéant »
    assert told == {"REEN-03", "REEN-05", "REEN-06", "REEN-09"}


def test_a_programme_is_honest_about_what_is_missing() -> None:
    text = run_snr("draft", MINIMAL, "-d", "programme").stdout.decode()
    assert "**Projet**" in text
    for words in (  # REEN-03, 05, 07 and 09, whose codes no public text says
        "date du programme de travail",
        "au moins un acteur public et un acteur privé",
        "actions déjà engagées",
        "usages propres au territoire",
    ):
        assert re.search(rf"^> \*\*À compléter\*\*[\u00a0 ]: [^\n]*{words}", text, re.M), words
    assert "REEN-0" not in text.split("## À compléter avant le vote")[1]


@pytest.mark.parametrize("document", mostly(["programme", "strategie"], "strategie"))
def test_valmont_passes_and_is_no_draft(document: str) -> None:
    for form in ("md", "html"):
        final = run_snr("draft", VALMONT, "-d", document, "-f", form, "--final")
        assert final.returncode == 0, said(final)
        label = "Projet de réédition" if document == "programme" else "Projet d’actualisation"
        label = rf"<strong>{label}</strong>|\*\*{label}\*\*"
        assert not re.search(label, final.stdout.decode())
        draft = run_snr("draft", VALMONT, "-d", document, "-f", form).stdout.decode()
        assert re.search(label, draft)


def test_no_document_says_that_it_conforms() -> None:
    for document in NAMES:
        assert "conforme au décret" not in run_snr("draft", VALMONT, "-d", document).stdout.decode()


@pytest.mark.parametrize(
    "name",
    mostly(
        ["territory.yaml", "actions.yaml", "logo.svg", "inventaire/glpi.csv", "inventaire/glpi.mapping.yaml"],
        "logo.svg",
    ),
)
def test_the_checksum_is_that_of_every_file_that_the_document_comes_from(tmp_path: Path, name: str) -> None:
    def provenance(folder: Path) -> str:
        text = run_snr("draft", folder, "-d", "programme").stdout.decode()
        return re.findall(r"Somme de contrôle des données.*", text)[0]

    folder = tmp_path / "valmont"
    shutil.copytree(EXAMPLES / "valmont", folder, ignore=shutil.ignore_patterns("documents"))
    before = provenance(folder)
    shutil.copytree(folder, tmp_path / "moved")
    assert provenance(tmp_path / "moved") == before
    (folder / name).write_bytes((folder / name).read_bytes() + b"\n")
    assert provenance(folder) != before


def test_two_files_that_exchange_their_content_are_another_dossier() -> None:
    from snr_cli.documents.views.annexes import checksum

    assert checksum({"a": b"1", "b": b"2"}) != checksum({"a": b"2", "b": b"1"}) != checksum({"a": b"21", "b": b""})
    assert checksum({"a": b"1"}) != checksum({"b": b"1"})
