"""An export that is not of the year studied: SNR507 (issue 11, B4)."""

import hashlib
import json
from pathlib import Path

import pytest

from in_process import snr

CSV = "Nom;Type;Modèle;Date d'achat\n" + "".join(f"PC-{n:02};Portable;Latitude 5440;2019-03-01\n" for n in range(30))
DOSSIER = """snr: 1
reference_year: {year}
territory: {{name: Essai, department: "33"}}
equipment:
  - {{id: parc, from: {file}{more}}}
{reviews}"""


def write(folder: Path, year: int, file: str = "parc.csv", more: str = "", reviews: str = "", text: str = CSV) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / file).write_text(text, encoding="utf-8")
    (folder / "territory.yaml").write_text(
        DOSSIER.format(year=year, file=file, more=more, reviews=reviews), encoding="utf-8"
    )
    return folder


def stale(folder: Path) -> list[tuple[str, int, str]]:
    findings = json.loads(snr("check", folder, "--format", "json").stdout)["findings"]
    return [
        (finding["severity"], finding["line"], finding["message"])
        for finding in findings
        if finding["code"] == "SNR507"
    ]


def test_a_result_keeps_the_bytes_of_its_exports(tmp_path: Path) -> None:
    done = snr("assess", write(tmp_path, 2024), "--format", "json")
    assert json.loads(done.stdout)["inventories"][0]["sha256"] == {"parc.csv": hashlib.sha256(CSV.encode()).hexdigest()}


def test_the_bytes_of_the_last_review_are_a_finding(tmp_path: Path) -> None:
    text = CSV.replace("2019-03-01", "2024-03-01")
    result = snr("assess", write(tmp_path, 2024, text=text), "--format", "json").stdout
    (tmp_path / "2024.json").write_text(result, encoding="utf-8")
    reviews = "annual_reviews:\n  - {year: 2024, result: 2024.json}\n"
    folder = write(tmp_path, 2025, more=", source: Export du 31 décembre 2025", reviews=reviews, text=text)
    ((severity, line, message),) = stale(folder)
    assert (severity, line) == ("warning", 5)
    assert message == "« parc.csv » est, octet pour octet, l’export qui a servi au bilan de 2024"
    write(
        tmp_path,
        2025,
        more=", source: Export du 31 décembre 2025",
        reviews=reviews,
        text=text + "PC-99;Portable;X;2025-01-01\n",
    )
    assert stale(folder) == []


def test_the_bytes_of_the_same_year_are_its_own(tmp_path: Path) -> None:
    """The review of the year studied was computed with the export of that year: nothing is stale."""
    text = CSV.replace("2019-03-01", "2024-03-01")
    result = snr("assess", write(tmp_path, 2025, text=text), "--format", "json").stdout
    (tmp_path / "2025.json").write_text(result, encoding="utf-8")
    reviews = "annual_reviews:\n  - {year: 2025, result: 2025.json}\n"
    assert stale(write(tmp_path, 2025, reviews=reviews, text=text)) == []


@pytest.mark.parametrize(
    ("year", "file", "more", "message"),
    [
        (2025, "parc-2024.csv", "", "l’inventaire « parc » est dit de 2024 et l’année étudiée est 2025"),
        (2025, "parc.csv", ", source: Export du 31 décembre 2024", "l’inventaire « parc » est dit de 2024 et l’année étudiée est 2025"),
        (2025, "parc-2024.csv", ", source: Export du 31 décembre 2025", None),
        (2025, "parc-2025.csv", "", None),
        (2025, "parc.csv", "", "l’inventaire « parc » ne contient aucun achat après 2019, et l’année étudiée est 2025"),
        (2020, "parc.csv", "", None),
    ],
)  # fmt: skip
def test_what_is_said_of_an_export_and_what_it_holds(
    tmp_path: Path, year: int, file: str, more: str, message: str | None
) -> None:
    assert [each[2] for each in stale(write(tmp_path, year, file, more))] == ([message] if message else [])


def test_a_stale_export_is_no_activity(tmp_path: Path) -> None:
    """Thirty laptops of 2019 read as 2024, then as 2025: nothing was done, all the change is ageing and factors."""
    old, new = write(tmp_path / "a", 2024), write(tmp_path / "b", 2025)
    done = snr("compare", old, new, "--format", "json")
    split = json.loads(done.stdout)["organisation"]["totals"]["climate_change"]
    assert split["activity"] == 0.0
    # 170 + 12.3 + 2.79 kg of manufacturing, ages 5 then 6: the default life of a laptop is shorter
    assert split["ageing"] == pytest.approx(30 * 185.09 * (1 / 6 - 1 / 5), rel=1e-9)
    assert split["activity"] + split["ageing"] + split["method"] + split["factors"] == pytest.approx(split["change"])
