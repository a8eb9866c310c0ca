"""`snr year`: the year that closes is kept, its lines are carried forward, and what is asked again is said."""

import json
import shutil

import pytest

from conftest import EXAMPLES
from in_process import snr
from snr_cli import open_year
from walks import mostly

REST = """# un commentaire
snr: 1
reference_year: 2025 # l’année étudiée
territory: {name: Exemple, department: "33", fictitious: true}
equipment:
  - {id: portables, type: laptop, quantity: 330} # comptés
  - {id: ecrans, type: monitor, quantity: 690}
services:
  - {id: lignes, type: line_fixed_year, quantity: 48}
"""
TOLD = " # valeurs de 2025 : supprimez chaque nom dont vous confirmez la valeur\n"
OPENED = (
    REST.replace("2025 #", "2026 #")
    + f"""annual_reviews:
  - year: 2025
    result: resultats/2025.json
    carried: [portables, ecrans, lignes]{TOLD}"""
)


@pytest.fixture
def dossier(tmp_path):
    """A dossier of three lines, in 2025."""
    folder = tmp_path / "dossier"
    folder.mkdir()
    (folder / "territory.yaml").write_text(REST, encoding="utf-8")
    return folder


@pytest.fixture
def opened(dossier):
    """The same, once 2026 is opened."""
    assert snr("year", dossier, "2026").returncode == 0
    return dossier


def text_of(folder, name="territory.yaml"):
    return (folder / name).read_bytes().decode()


def change(folder, old, new, name="territory.yaml"):
    text = text_of(folder, name)
    assert old in text
    (folder / name).write_bytes(text.replace(old, new).encode())


def carried_finding(folder):
    done = snr("check", folder, "--format", "json", "--select", "SNR622")
    return [finding["message"] for finding in json.loads(done.stdout)["findings"]]


def files_of(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_only_the_year_changes_and_the_account_is_added(opened):
    assert text_of(opened) == OPENED


def test_the_result_kept_is_that_of_assess_and_compare_reads_it(dossier):
    expected = snr("assess", dossier, "--format", "json").stdout
    snr("year", dossier, "2026")
    assert text_of(dossier, "resultats/2025.json") == expected
    assert snr("compare", dossier, "--review", "2025").returncode == 0


def test_a_dry_run_shows_and_writes_nothing(dossier):
    before = files_of(dossier)
    shown = snr("year", dossier, "2026", "--dry-run")
    assert shown.returncode == 0
    assert "+reference_year: 2026 # l’année étudiée" in shown.stdout
    assert files_of(dossier) == before


def test_what_is_asked_again_and_of_whom_is_said(dossier):
    change(
        dossier,
        "services:",
        """contributors: [{id: dsi, function: Direction des systèmes d’information, sections: [equipment]}]
actions:
  - {id: menage, title: Faire le ménage, schedule: {start: 2024, end: 2025}, status: under_way}
  - {id: marche, title: Passer un marché, schedule: {start: 2025}}
  - {id: suite, title: Continuer, schedule: {start: 2026}}
objectives:
  - {id: baisse, perimeter: organisation, category: climate_change, reduction: 10 %, from: 2025, by: 2026}
  - {id: plus-tard, perimeter: organisation, category: climate_change, reduction: 30 %, from: 2025, by: 2030}
purchases: [{year: 2025}]
services:""",
    )
    done = snr("year", dossier, "2026")
    assert done.returncode == 0, done.stderr
    shown = " ".join(done.stdout.split())
    assert "3 LIGNES REPRISES, À CONFIRMER" in shown
    assert "Direction des systèmes d’information : équipements (2 lignes à confirmer)" in shown
    assert "Personne n’est nommé (contributors) : services (1 ligne à confirmer), achats (rien de 2026)" in shown
    assert "menage : engagée, et son calendrier finit en 2025" in shown
    assert "marche : prévue, et son calendrier commence en 2025" in shown
    assert "suite" not in shown
    assert "baisse : 2026" in shown
    assert "plus-tard" not in shown


@pytest.mark.parametrize(
    ("year", "said"),
    [
        ("2025", "déjà l’année de référence"),
        ("2024", "la suivante est 2026, et non 2024"),
        ("2027", "la suivante est 2026, et non 2027"),
    ],
)
def test_a_year_that_is_not_the_next_one_is_refused(dossier, year, said):
    done = snr("year", dossier, year)
    assert (done.returncode, text_of(dossier)) == (2, REST)
    assert said in done.stderr


def test_a_year_is_not_opened_twice(opened):
    before = files_of(opened)
    assert snr("year", opened, "2026").returncode == 2
    assert files_of(opened) == before


def test_a_result_that_is_there_and_is_the_same_is_kept(dossier, monkeypatch):
    (dossier / "resultats").mkdir()
    monkeypatch.chdir(dossier)  # the name of the dossier differs
    snr("assess", ".", "--format", "json", "-o", "resultats/2025.json")
    before = text_of(dossier, "resultats/2025.json")
    monkeypatch.chdir(dossier.parent)
    done = snr("year", dossier, "2026")
    assert done.returncode == 0, done.stderr
    assert "déjà là et inchangé" in done.stdout
    assert (text_of(dossier), text_of(dossier, "resultats/2025.json")) == (OPENED, before)


@pytest.mark.parametrize("other", ["autre chose", "{}", "[]", None])
def test_a_result_that_is_there_and_differs_is_refused(dossier, other):
    (dossier / "resultats").mkdir()
    if other is None:
        snr("assess", dossier, "--format", "json", "-o", dossier / "resultats/2025.json")
        change(dossier, "330", "331")
    else:
        (dossier / "resultats/2025.json").write_text(other, encoding="utf-8")
    before = files_of(dossier)
    done = snr("year", dossier, "2026")
    assert done.returncode == 2
    assert "rien n’est écrit" in done.stderr
    assert files_of(dossier) == before


def test_a_dossier_that_is_wrong_is_left_as_it_is(dossier):
    change(dossier, "quantity: 330", "quantity: beaucoup")
    before = files_of(dossier)
    done = snr("year", dossier, "2026")
    assert done.returncode == 1
    assert "territory.yaml:6" in done.stderr
    assert files_of(dossier) == before


def test_nothing_is_left_when_a_file_cannot_be_written(dossier, monkeypatch):
    from snr_cli.outputs import journal

    before, put = files_of(dossier), journal.exchanged

    def fail(new, target):
        if target.name == "territory.yaml" and b"2026" in new.read_bytes():
            raise OSError(28, "disque plein")
        return put(new, target)

    monkeypatch.setattr(journal, "exchanged", fail)
    assert snr("year", dossier, "2026").returncode == 2
    assert files_of(dossier) == before
    assert not (dossier / "resultats").exists()


REVIEWS = {
    "block": (
        "\nannual_reviews:\n  - year: 2024\n    comment: |\n      # dit\n\n      fini\n  # après\n",
        "      fini\n  # après\n  - year: 2025\n    result",
    ),
    "flush": (
        "\nannual_reviews:\n- year: 2024\n  comment: dit\nlimits: [une]\n",
        "  comment: dit\n- year: 2025\n  result",
    ),
    "flow": (
        "\nannual_reviews: [{year: 2024, comment: dit}]\n",
        "dit}, {year: 2025, result: resultats/2025.json, carried: [portables, ecrans, lignes]}]" + TOLD,
    ),
    "empty": (
        "\nannual_reviews: []\n",
        "\nannual_reviews:\n  - year: 2025\n    result: resultats/2025.json\n    carried: [portables, ecrans, lignes]"
        + TOLD,
    ),
    "there": (
        "\nannual_reviews:\n  - comment: dit\n    year: 2025 # clos\n    part: [internal]\n",
        "    year: 2025 # clos\n    part: [internal]\n    result: resultats/2025.json\n    carried:",
    ),
    "there, flow": (
        "\nannual_reviews:\n  - {year: 2025, comment: dit}\n",
        "{year: 2025, comment: dit, result: resultats/2025.json, carried: [portables, ecrans, lignes]}" + TOLD,
    ),
    "named": (
        "\nannual_reviews:\n  - {year: 2025, result: r.json}\n",
        "{year: 2025, result: r.json, carried: [portables, ecrans, lignes]}" + TOLD,
    ),
    "no line end": ("\nlimits: [une]", "limits: [une]\n\nannual_reviews:\n  - year: 2025"),
}


@pytest.mark.parametrize("form", REVIEWS)
@pytest.mark.parametrize("ends", mostly(["\n", "\r\n"], "\n"))
def test_the_account_goes_in_whatever_form_the_others_have(dossier, form, ends):
    added, expected = REVIEWS[form]
    before = "\ufeff" + (REST + added).replace("\n", ends)
    (dossier / "territory.yaml").write_bytes(before.encode())
    done = snr("year", dossier, "2026")
    assert done.returncode == 0, done.stderr
    after = text_of(dossier)
    assert expected.replace("\n", ends) in after
    kept = iter(after.splitlines())
    if "flow" not in form and form not in ("empty", "named"):  # every line is still there, in its order
        assert all(line in kept for line in before.replace("2025 #", "2026 #", 1).splitlines())
    assert len(carried_finding(dossier)) == 1
    assert (dossier / ("r.json" if form == "named" else "resultats/2025.json")).exists()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (REST, REST.replace("2025 #", "&an 2025 #").replace("48", "*an")),
    ],
)
def test_a_form_that_cannot_be_changed_is_told_with_what_to_write(dossier, old, new):
    change(dossier, old, new)
    before = files_of(dossier)
    done = snr("year", dossier, "2026")
    assert done.returncode == 2, done.stdout
    assert "écrivez-y vous-même reference_year: 2026" in done.stderr
    assert files_of(dossier) == before


def test_a_line_is_confirmed_by_another_value_or_when_its_name_leaves_the_list(opened):
    assert "3 lignes reprises de 2025, à confirmer" in carried_finding(opened)[0]
    change(opened, "quantity: 330", "quantity: 300")
    change(opened, "quantity: 690}", "quantity: 690, source: Vu}")  # words change no value
    assert carried_finding(opened)[0].startswith(
        "2 lignes reprises de 2025, à confirmer (Postes de travail et écrans : ecrans ; "
    )
    change(opened, ", ecrans", "")
    assert carried_finding(opened)[0].startswith("1 ligne reprise de 2025")
    change(opened, ", lignes", "")
    assert carried_finding(opened) == []


def test_without_its_result_the_list_alone_is_followed(opened):
    (opened / "resultats/2025.json").unlink()
    change(opened, "quantity: 330", "quantity: 300")
    assert "3 lignes" in carried_finding(opened)[0]
    assert "la liste seule est suivie" in carried_finding(opened)[0]


def test_a_line_stays_of_the_year_of_its_value(opened):
    change(opened, "quantity: 330", "quantity: 300")
    change(opened, ", lignes", "")
    done = snr("year", opened, "2027")
    assert done.returncode == 0, done.stderr
    assert "3 LIGNES REPRISES" in done.stdout
    first, second = carried_finding(opened)
    assert first.startswith("1 ligne reprise de 2025, à confirmer (Postes de travail et écrans : ecrans)")
    assert second.startswith("2 lignes reprises de 2026, à confirmer")


def test_lines_that_nothing_confirmed_are_said_when_their_year_closes(opened):
    change(opened, "quantity: 330", "quantity: 300")
    change(opened, ", lignes", "")
    done = snr("year", opened, "2027")
    assert "2026 EST CLOSE AVEC 1 LIGNE NON CONFIRMÉE" in done.stdout
    said = done.stdout.split("NON CONFIRMÉE")[1].split("LIGNES REPRISES")[0]
    assert "ecrans" in said
    assert "portables" not in said
    assert "lignes." not in said.split("Son résultat")[0]


def test_a_line_confirmed_leaves_nothing_to_say_of_its_year(opened):
    change(opened, "    carried: [portables, ecrans, lignes]", "    carried: []")
    assert "NON CONFIRMÉE" not in snr("year", opened, "2027").stdout


@pytest.fixture
def pooling(tmp_path):
    """The example of a group and its three communes."""
    return shutil.copytree(EXAMPLES / "pooling", tmp_path / "pooling")


def test_the_year_of_a_group_opens_with_that_of_its_members(pooling):
    before = snr("assess", pooling, "--format", "json", "--by", "member")
    done = snr("year", pooling, "2026")
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("2025 est close, 2026 est ouverte") == 4
    places = (pooling, *sorted((pooling / "communes").iterdir()))
    assert all((place / "resultats/2025.json").is_file() for place in places)
    assert all("reference_year: 2026" in text_of(place) for place in places)
    after = snr(
        "assess", pooling, "--format", "json", "--by", "member"
    )  # it reads, and nothing of the fleet has changed
    assert after.returncode == 0, after.stderr
    totals = [json.loads(each.stdout)["organisation"]["lines"] for each in (before, after)]
    assert [line["id"] for line in totals[0]] == [line["id"] for line in totals[1]]


def test_the_year_of_a_member_alone_is_refused(pooling):
    before = files_of(pooling)
    done = snr("year", pooling / "communes/orsemont", "2026")
    assert done.returncode == 2
    assert f"snr year {pooling.as_posix()} 2026" in done.stderr
    assert files_of(pooling) == before


def test_nothing_of_a_group_is_opened_when_a_member_cannot_be(pooling):
    (pooling / "communes/orsemont/resultats").mkdir()
    (pooling / "communes/orsemont/resultats/2025.json").write_text("{}", encoding="utf-8")
    before = files_of(pooling)
    assert snr("year", pooling, "2026").returncode == 2
    assert files_of(pooling) == before


def test_valmont_opens_its_next_year_in_its_own_files(tmp_path):
    folder = shutil.copytree(EXAMPLES / "valmont", tmp_path / "valmont")
    year = open_year(folder, 2026)
    assert [file.path.name for file in year.files] == ["2025.json", "territory.yaml", "reviews.yaml"]
    assert [export.id for export in year.exports] == ["parc"]
    assert files_of(folder).keys() == files_of(EXAMPLES / "valmont").keys()


def compared(folder):
    done = snr("compare", folder, "--review", "2025", "--format", "json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)["organisation"]


@pytest.mark.parametrize("old", [690, 1])
@pytest.mark.parametrize(
    ("portables", "lines"), [("quantity: 330", 3), ("quantity: 300", 2), ("quantity: 330, purchase_year: 2024", 2)]
)
def test_fresh_data_and_lines_carried_forward_sum_to_the_change(dossier, portables, lines, old):
    change(dossier, 'department: "33"', 'department: "20"')
    change(dossier, "690}", f"{old}, purchase_year: 2021}}")
    snr("year", dossier, "2026")
    change(dossier, "quantity: 330", portables)
    found = compared(dossier)
    total, carried = found["totals"]["climate_change"], found["carried"]
    assert carried["lines"] == lines
    assert carried["fresh"] + carried["carried"] == pytest.approx(total["change"], rel=1e-9, abs=1e-9)
    if lines == 3:
        assert carried["fresh"] == pytest.approx(0, abs=1e-6)
    elif portables == "quantity: 300":
        assert carried["fresh"] < 0


def test_the_screen_says_what_comes_of_fresh_data(opened):
    change(opened, "quantity: 330", "quantity: 300")
    shown = " ".join(
        snr("compare", opened, "--review", "2025").stdout.replace("\u202f", " ").replace("\xa0", " ").split()
    )
    assert (
        "viennent de lignes confirmées ou changées depuis 2025, et 0 kg CO2e de 2 lignes reprises de 2025, à confirmer."
        in shown
    )


def test_without_a_line_carried_forward_nothing_is_said(dossier):
    snr("assess", dossier, "--format", "json", "-o", dossier / "r.json")
    change(dossier, "2025 #", "2026 #")
    done = snr("compare", dossier / "r.json", dossier, "--format", "json")
    assert json.loads(done.stdout)["organisation"]["carried"] is None
