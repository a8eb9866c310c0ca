"""A key figure is one record: every place that its record names shows it, and says one value; no other place does."""

import csv
import io
import json
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from conftest import EXAMPLES
from in_process import snr
from snr_cli.api.assessing import assess_dossier
from snr_cli.catalog.opened import shipped_tables
from snr_cli.engine.records import CLIMATE, ELECTRICITY
from snr_cli.french.numbers import WIDE
from snr_cli.french.words.terms import term
from snr_cli.opendata.publishing import publish_strategy
from snr_cli.plan.indicators import COMPUTERS
from snr_cli.results.key_figures import COMPARED_FIGURES, KEY_FIGURES, KeyFigure, Place, figures_at, key_figures
from snr_cli.results.organisation import judged_organisation
from snr_cli.results.records import Judged
from snr_cli.results.sentences.coverage import category_rows, is_known, other_figures
from test_draft_plan import sections
from test_results_book import read

VALMONT = EXAMPLES / "valmont"
TABLES = shipped_tables()


def plain(text: str) -> str:
    """Return a text on one line, its spaces plain, its gas as data write it."""
    return " ".join(re.sub(r"<[^>]+>", " ", text).replace("₂", "2").split())


def judged_figures(place: Place) -> dict[KeyFigure, Judged]:
    result = assess_dossier(VALMONT).result
    return dict(key_figures(result, TABLES, judged_organisation(result, TABLES), place))


def said(place: Place) -> dict[KeyFigure, float]:
    return {figure: judged.value for figure, judged in judged_figures(place).items() if judged.value is not None}


def after_value(figure: KeyFigure, value: float) -> str:
    return figure.by or (figure.one if figure.one and value < 2 else figure.unit)


def test_a_key_says_one_figure() -> None:
    keys = [figure.key for figure in KEY_FIGURES]
    assert len(keys) == len(set(keys))
    assert {figure.indicator for figure in KEY_FIGURES} - {""} <= COMPUTERS.keys()
    assert all(figure.text.endswith(".") and figure.label[0].isupper() and figure.shown for figure in KEY_FIGURES)


def test_every_form_of_an_assessment_shows_them() -> None:
    known = {figure.key: value for figure, value in said(Place.ASSESSMENT).items()}
    assert known
    ratios = json.loads(snr("assess", VALMONT, "-f", "json").stdout)["organisation"]["ratios"]
    assert ratios == pytest.approx(known)
    schema = json.loads(snr("schema", "assessment").stdout)
    told = schema["properties"]["organisation"]["properties"]["ratios"]["properties"]
    assert {key: each["description"] for key, each in told.items()} == {
        key: figure.text for key, figure in figures_at(Place.ASSESSMENT).items()
    }
    rows = csv.DictReader(io.StringIO(snr("assess", VALMONT, "-f", "csv").stdout))
    assert {row["line"]: float(row["value"]) for row in rows if row["row"] == "key_figure"} == pytest.approx(known)
    texts = {form: plain(snr("assess", VALMONT, "-f", form).stdout) for form in ("text", "html")}
    for figure, value in said(Place.ASSESSMENT).items():
        assert all(after_value(figure, value) in text for text in texts.values()), figure.key


def test_one_figure_is_told_as_one() -> None:
    judged = next(iter(judged_figures(Place.ASSESSMENT).values()))
    figures = {figure: judged for figure in KEY_FIGURES if not figure.is_footprint}
    assert other_figures(dict([*figures.items()][:1])).startswith("Chiffre clé : ")
    assert other_figures(figures).startswith("Chiffres clés : ")
    assert not other_figures({})
    named = next(figure for figure in figures if figure.one)
    nameless = next(figure for figure in figures if not figure.one)
    for value, word in ((1.0, named.one), (1.99, named.one), (2.0, named.unit), (12.0, named.unit)):
        assert other_figures({named: replace(judged, value=value)}).endswith(f"{WIDE}{word}.")
    assert other_figures({nameless: replace(judged, value=1.0)}).endswith(f"{WIDE}{nameless.unit}.")


def test_categories_are_those_of_the_method_and_those_that_are_known() -> None:
    tables = shipped_tables()
    judged = judged_organisation(assess_dossier(str(EXAMPLES / "minimal"), tables).result, tables)
    rows = [row.id for row in category_rows(judged, tables)]
    expected = [
        name
        for name, found in judged.sums.items()
        if name != ELECTRICITY and (tables.categories[name].mandatory or is_known(found))
    ]
    assert rows == expected and CLIMATE in rows
    assert any(not tables.categories[name].mandatory and not is_known(found) for name, found in judged.sums.items())
    assert [row.id for row in category_rows(judged, tables, [CLIMATE])] == [row for row in rows if row != CLIMATE]


def test_a_sheet_shows_them(tmp_path: Path) -> None:
    snr("assess", VALMONT, "-f", "xlsx", "-o", tmp_path / "r.xlsx")
    rows = {str(row[0]): row[1:3] for row in read(tmp_path / "r.xlsx")["Synthèse"] if row}
    for figure, value in said(Place.ASSESSMENT).items():
        assert rows[figure.label] == [pytest.approx(value), figure.unit], figure.key


@pytest.mark.parametrize("document", ["note", "strategie"])
def test_documents_show_theirs_and_no_other(document: str) -> None:
    text = plain(" ".join(sections(document).values()))
    shown = figures_at(Place.DOCUMENTS)
    for figure, value in said(Place.DOCUMENTS).items():
        assert after_value(figure, value) in text, figure.key
    for figure in said(Place.ASSESSMENT):
        if figure.key not in shown and figure.is_footprint:
            equipped = term("equipped_agent").partition(" ")[2]  # « par agent » alone
            assert not re.search(rf"kg CO2e {figure.by}(?! {equipped})", text), figure.key


def test_what_is_compared_is_in_the_portfolio(tmp_path: Path) -> None:
    alone = shutil.copytree(VALMONT, tmp_path / "valmont", ignore=shutil.ignore_patterns("documents"))
    (row,) = json.loads(snr("portfolio", alone, "--format", "json").stdout)["dossiers"]
    assert row["figures"] == pytest.approx({figure.key: value for figure, value in said(Place.PORTFOLIO).items()})
    given = [name for name in ("screens_per_computer", "users_per_printer") if name in row["figures"]]
    assert given, "what a dossier gives of its own does not take it out of a comparison"
    schema = json.loads(snr("schema", "portfolio").stdout)
    text = json.dumps(schema, ensure_ascii=False)
    assert all(f"{figure.compared_label}, {figure.unit}." in text for figure in COMPARED_FIGURES.values())


def test_they_are_published() -> None:
    text = publish_strategy(VALMONT, ()).files["chiffres-cles.csv"].decode()
    rows = {row["chiffre"]: row for row in csv.DictReader(io.StringIO(text, newline=""))}
    assert {key: float(row["valeur"]) for key, row in rows.items()} == pytest.approx(
        {figure.key: value for figure, value in said(Place.PUBLICATION).items()}
    )
    assert all(rows[figure.key]["indicateur"] == figure.indicator for figure in said(Place.PUBLICATION))


@pytest.mark.parametrize(
    "more",
    [
        "territory: {name: A}\n",
        "territory: {name: A}\nequipment:\n  - {id: a, type: laptop, quantity: 3, label: A}\n",
        "territory: {name: A, agents: {total: 5, equipped: 4}}\nservices:\n  - {id: s, type: website, label: S}\n",
    ],
    ids=["nothing", "nobody", "no device"],
)
def test_what_is_not_known_is_no_figure(more: str, tmp_path: Path) -> None:
    """Neither a zero nor an error."""
    path = tmp_path / "d.yaml"
    path.write_text("snr: 1\nreference_year: 2025\n" + more, encoding="utf-8")
    result = assess_dossier(path).result
    judged = judged_organisation(result, TABLES)
    keys = {figure.key for place in Place for figure in key_figures(result, TABLES, judged, place)}
    assert keys <= {"kgCO2e_per_device"}, "which needs nobody"


HEADS = "snr: 1\nreference_year: 2025\nterritory: {name: A, agents: {total: 1000, equipped: 700}}\n"
ALL_ESTIMATED = HEADS + "method: {estimate: [computers, monitors, phones]}\n"
MOSTLY_COUNTED = (
    HEADS + "method: {estimate: [phones]}\nequipment:\n  - {id: a, type: laptop, quantity: 800, label: A}\n"
    "  - {id: b, type: monitor, quantity: 900, label: B}\n"
)


def test_head_counts_do_not_divide_what_is_drawn_from_them(tmp_path: Path) -> None:
    """A national ratio times 700 agents, over 700 agents, is the national ratio: it says nothing of this authority."""
    path = tmp_path / "territory.yaml"
    for text, expected in ((ALL_ESTIMATED, False), (MOSTLY_COUNTED, True)):
        path.write_text(text, encoding="utf-8")
        said_of = {form: plain(snr("assess", path, "-f", form).stdout) for form in ("text", "html", "csv", "json")} | {
            kind: plain(snr("draft", path, "--document", kind, "-f", "html").stdout) for kind in ("note", "strategie")
        }
        ratios = json.loads(snr("assess", path, "-f", "json").stdout)["organisation"]["ratios"]
        assert ("kgCO2e_per_equipped_agent" in ratios) is expected
        for form, words in said_of.items():
            assert words
            divided = "kg CO2e par agent" in words or "kgCO2e_per_equipped_agent" in words
            assert divided is expected, form
    path.write_text(f"{ALL_ESTIMATED}indicators: [{{id: I-54}}]\n", encoding="utf-8")
    assert "estimée à partir des effectifs, et la diviser par eux ne dirait rien" in plain(snr("plan", path).stdout)
