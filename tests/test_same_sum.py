"""A sum is judged once: its state, its value and its bounds are the same in JSON, CSV, workbook, page and open data."""

import csv
import io
import json
import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from conftest import EXAMPLES
from in_process import snr
from snr_cli.api.assessing import assess_dossier
from snr_cli.catalog.opened import shipped_tables
from snr_cli.engine.records import CLIMATE, ELECTRICITY
from snr_cli.french.words.terms import FIGURE_STATES
from snr_cli.opendata.publishing import publish_strategy
from snr_cli.results.key_figures import Place, figures_at
from snr_cli.results.organisation import SetState, judged_organisation, totals_by_set
from snr_cli.results.records import FigureState, Reserve
from snr_cli.results.sentences.coverage import interval_text
from test_results_book import read
from walks import mostly

TABLES = shipped_tables()
HEAD = "snr: 1\nreference_year: 2025\nterritory: {name: Ville d’Essai, kind: commune, department: '33', agents: {total: 40}}\n"
LAPTOPS = "equipment: [{id: portables, type: laptop, quantity: 300, lifetime_years: 5}%s]\n"
EUROS = "services: [{id: conseil, type: spend_it_services_keur, quantity: %d}]\n"
BARE = "factors: {types: [{id: x-borne, label: Borne, embodied: {}, lifetime_years: 5, source: Fabricant}]}\n"
# where the formats disagreed: whole, at least half, a fragment, nothing, all in euros, mostly in euros, head counts
SMALL = {
    "whole": HEAD + LAPTOPS % "",
    "mostly": HEAD + LAPTOPS % ", {id: borne, type: x-borne, quantity: 2}" + BARE,
    "partial": HEAD + LAPTOPS % "".join(f", {{id: b{rank}, type: x-borne, quantity: 2}}" for rank in range(3)) + BARE,
    "nothing": HEAD + "equipment: [{id: borne, type: x-borne, quantity: 2}]\n" + BARE,
    "euros": HEAD + EUROS % 200,
    "mixed": HEAD + LAPTOPS % "" + EUROS % 300,
    "estimated": HEAD + "method: {estimate: [computers]}\n",
}
Seen = dict[str, tuple[str, float | None, float | None, float | None]]  # category → state, value, bounds


def small(name: str, folder: Path) -> Path:
    (folder / "territory.yaml").write_text(SMALL[name], encoding="utf-8")
    return folder


def number(text: Any) -> float | None:
    return None if text in (None, "") else float(text)


def in_json(path: Path) -> Seen:
    organisation = json.loads(snr("assess", path, "-f", "json").stdout)["organisation"]
    nothing = {"value": None, "low": None, "high": None}
    return {
        name: (each["state"], *((organisation["totals"].get(name) or nothing)[key] for key in ("value", "low", "high")))
        for name, each in organisation["coverage"].items()
    }


def in_csv(path: Path) -> Seen:
    rows = csv.DictReader(io.StringIO(snr("assess", path, "-f", "csv").stdout))
    return {
        row["category"]: (row["status"], *(number(row[key]) for key in ("value", "low", "high")))
        for row in rows
        if row["row"] == "total"
    }


def in_workbook(path: Path, folder: Path) -> Seen:
    assert snr("assess", path, "-f", "xlsx", "-o", folder / "r.xlsx").returncode == 0
    names = {category.label: name for name, category in TABLES.categories.items()}
    words = {text: code for code, text in FIGURE_STATES.items()}
    rows = [row for row in read(folder / "r.xlsx")["Synthèse"][2:] if row[0] in names]
    return {
        names[row[0]]: (words[row[5]], *(None if isinstance(cell, str) else cell for cell in (row[1], row[3], row[4])))
        for row in rows
    }


def in_open_data(path: Path) -> Seen:
    rows = csv.DictReader(io.StringIO(publish_strategy(path, ()).files["empreinte.csv"].decode()))
    return {
        row["categorie"]: (
            row["etat"],
            number(row["valeur"] or row["valeur_partielle"]),
            number(row["borne_basse"]),
            number(row["borne_haute"]),
        )
        for row in rows
        if (row["perimetre"], row["groupe"], row["etape"]) == ("organisation", "all", "all")
        and row["motif"] not in ("redistribution", "own")  # the figure is not given again there
    }


def in_page(path: Path) -> dict[str, str]:
    """Return the state that the table of categories gives, by the words that it has for it."""
    page = unescape(snr("assess", path, "-f", "html").stdout)
    rows = re.findall(r"<th scope=\"row\">([^<]*)</th>\s*<td[^>]*>([^<]*)</td>", page)
    names = {category.label: name for name, category in TABLES.categories.items()}
    told = {}
    for label, value in rows:
        if label in names:
            text = re.sub(r"\s+", " ", value)
            shown = next((code for code in ("hidden", "not_assessed") if FIGURE_STATES[code] == text), "")
            told[names[label]] = shown or ("partial" if text.startswith("partiel") else "total")
    return told


def same(seen: Seen, wanted: Seen) -> None:
    """Each format shows some of the categories, and of each what the JSON does."""
    for name, (state, *values) in seen.items():
        said, *wanted_values = wanted[name]
        assert state == said, name
        assert values == [value if value is None else pytest.approx(value, rel=1e-6) for value in wanted_values], name


def check(path: Path, folder: Path, *, published: bool = True) -> Seen:
    wanted = in_json(path)
    for found in (in_csv(path), in_workbook(path, folder)):
        assert found.keys() >= {CLIMATE, "primary_energy"}
        same(found, wanted)
    if published:
        same(in_open_data(path), wanted)  # without the rows that rest on closed sources alone
    page = in_page(path)
    assert (CLIMATE in page) is (wanted[CLIMATE][1] is not None)
    for name, state in page.items():
        assert state == (wanted[name][0] if wanted[name][0] not in ("whole", "mostly") else "total"), name
    for state, value, low, _ in wanted.values():
        assert (value is None) is (state in ("hidden", "not_assessed"))
        assert low is None or state in ("whole", "mostly")  # no total, no interval
    return wanted


@pytest.mark.parametrize("name", mostly(SMALL, "mostly", "partial", "mixed"))
def test_a_sum_of_a_small_dossier_is_the_same_in_every_format(name: str, tmp_path: Path) -> None:
    state, _, low, _ = check(small(name, tmp_path), tmp_path)[CLIMATE]
    known = {"nothing": "not_assessed", "partial": "partial", "mostly": "mostly"}
    assert (state, low is not None) == (known.get(name, "whole"), name not in ("nothing", "partial"))


@pytest.mark.parametrize(
    "name",
    mostly(
        ("valmont", "minimal", "pooling", "applications", "la-rochelle-2020", "bordeaux-metropole"), "la-rochelle-2020"
    ),
)
def test_a_sum_of_an_example_is_the_same_in_every_format(name: str, tmp_path: Path) -> None:
    found = check(EXAMPLES / name, tmp_path, published=name != "pooling")  # a publication counts no member
    if name in ("valmont", "minimal"):
        assert (found[CLIMATE][0], found["primary_energy"][:2]) == ("mostly", ("hidden", None))


def test_what_a_sum_rests_on(tmp_path: Path) -> None:
    path = small("mixed", tmp_path)
    judged = judged_organisation(assess_dossier(path).result, TABLES)
    basis = judged.climate.basis
    assert basis is not None and judged.spending is not None and judged.without_euros is not None
    assert basis.inventoried + basis.spending == pytest.approx(1.0) and 0.0 < basis.spending < 1.0
    assert judged.spending.value == pytest.approx(basis.spending * (judged.climate.value or 0.0))
    assert judged.climate.reserves == (Reserve.SPENDING, Reserve.PERIMETER)
    assert judged.electricity.basis is not None and judged.electricity.basis.spending == 0.0
    assert "mesurée" not in (notice := publish_strategy(path, ()).files["README.md"].decode())
    assert re.search(r"évaluée pour \d+\s% d’après l’inventaire et pour \d+\s% d’après des dépenses en euros", notice)


def test_a_publication_all_in_euros_says_so(tmp_path: Path) -> None:
    notice = publish_strategy(small("euros", tmp_path), ()).files["README.md"].decode()
    assert "est estimée d’après des dépenses en euros, sans inventaire" in notice


@pytest.mark.parametrize("name", ["partial", "mostly"])
def test_what_is_no_total_is_divided_by_nobody(name: str, tmp_path: Path) -> None:
    """By agent: one gate for the screen, the workbook, the JSON."""
    path = small(name, tmp_path)
    given = name == "mostly"
    footprints = {key for key, figure in figures_at(Place.ASSESSMENT).items() if figure.is_footprint}
    assert ("CO2e par agent" in snr("assess", "-v", path).stdout) is given
    assert (
        bool(json.loads(snr("assess", path, "-f", "json").stdout)["organisation"]["ratios"].keys() & footprints)
        is given
    )
    assert snr("assess", path, "-f", "xlsx", "-o", tmp_path / "r.xlsx").returncode == 0
    labels = [str(row[0]) for row in read(tmp_path / "r.xlsx")["Synthèse"] if row]
    assert any("Empreinte par agent" in label for label in labels) is given


# --- the other sources of factors, beside the interval ------------------------------------------------------------------


def test_each_set_gives_what_it_gives_alone(tmp_path: Path) -> None:
    path = small("mixed", tmp_path)
    totals = totals_by_set(assess_dossier(path).result, TABLES)
    assert totals is not None
    for each in totals.every:
        alone = assess_dossier(path, factor_set=each.id).result.organisation.totals[CLIMATE]
        assert each.value == pytest.approx(alone, rel=1e-12)
    assert [each.state for each in totals.every] == [SetState.GIVEN, SetState.OTHER, SetState.OTHER]
    assert totals.ends == (min(each.value or 0 for each in totals.every), max(each.value or 0 for each in totals.every))


def test_a_set_that_changes_nothing_is_the_same_and_no_other_source(tmp_path: Path) -> None:
    judged = judged_organisation(assess_dossier(small("euros", tmp_path)).result, TABLES)
    assert judged.sets is not None
    assert {total.state for total in judged.sets.every} == {SetState.GIVEN, SetState.SAME}
    assert {total.own for total in judged.sets.every} == {0.0}
    text = interval_text(judged.climate, judged.sets)
    assert text.endswith("le même total avec une autre") and "trois" not in text


def test_a_set_that_refuses_a_value_is_not_assessable(tmp_path: Path) -> None:
    """A value of the dossier that the published total of another set already holds."""
    override = "factors: {overrides: [{type: laptop, category: climate_change, stage: distribution, value: 9, source: Fabricant}]}\n"
    (tmp_path / "territory.yaml").write_text(HEAD + LAPTOPS % "" + override, encoding="utf-8")
    judged = judged_organisation(assess_dossier(tmp_path).result, TABLES)
    assert judged.sets is not None
    states = {total.id: total.state for total in judged.sets.every}
    assert states["ademe"] is SetState.GIVEN and SetState.NOT_ASSESSABLE in states.values()
    assert json.loads(snr("assess", tmp_path, "-f", "json").stdout)["organisation"]["factor_sets"]["totals"]


def test_sets_of_a_group_and_of_a_part_left_out() -> None:
    """With members and without a site, a set gives what the command gives under it."""
    group = EXAMPLES / "pooling"
    for asked in ({"whole": True}, {"whole": True, "part": "vernelle"}):
        totals = totals_by_set(assess_dossier(group, **asked).result, TABLES)  # type: ignore[arg-type]
        assert totals is not None
        other = assess_dossier(group, factor_set="ecodiag", **asked).result  # type: ignore[arg-type]
        value = next(each.value for each in totals.every if each.id == "ecodiag")
        assert value == pytest.approx(other.organisation.totals[CLIMATE], rel=1e-12)


@pytest.mark.parametrize("name", ["mixed", "partial"])
def test_an_interval_is_nowhere_without_its_condition(name: str, tmp_path: Path) -> None:
    """On screen, on the page and in the five documents: the condition, and what the three sources give; none without interval."""
    path = small(name, tmp_path)
    every = [snr("assess", "-v", path).stdout, snr("assess", path, "-f", "html").stdout]
    documents = ("programme", "strategie", "bilan", "note", "deliberation")
    every += [snr("draft", path, "--document", document).stdout for document in documents]
    for said in every:
        text = re.sub(r"\s+", " ", unescape(said))
        wanted = "neuf chances sur dix à source de données égale ; " in text
        assert wanted is (name == "mixed"), text[:300]
        assert not re.search(r"neuf chances sur dix(?! à source de données égale)", text)
    told = json.loads(snr("assess", path, "-f", "json").stdout)["organisation"]
    assert (
        (told["totals"][CLIMATE]["bounds_if"] == "factor_source")
        is (told["factor_sets"] is not None)
        is (name == "mixed")
    )


def test_states_are_declared_once() -> None:
    assert list(FIGURE_STATES) == list(FigureState)
    assert judged_organisation(assess_dossier(EXAMPLES / "minimal").result, TABLES, ()).sums[ELECTRICITY].bounds is None
