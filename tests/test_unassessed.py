"""Not assessed is never 0, and a partial sum is no total: every command, table and document over dossiers that lack factors.

In `tests/unassessed`, what nothing assesses is named « muet »: wherever that name is, no figure is 0.
"""

import csv
import io
import json
import re
from collections.abc import Iterator
from math import fsum
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from conftest import EXAMPLES
from in_process import snr
from snr_cli.catalog.opened import shipped_tables
from snr_cli.catalog.records import Category
from snr_cli.documents.outline import DOCUMENTS
from snr_cli.engine.assess import assess
from snr_cli.engine.coverage import Coverage, exceeded
from snr_cli.engine.records import CLIMATE, ELECTRICITY, Recipe, Term
from snr_cli.model.dossier import Dossier
from snr_cli.plan.plan import make_plan
from snr_cli.results.organisation import judged_parts
from snr_cli.results.records import extent_of
from snr_cli.results.sentences.coverage import partial_text, under

TABLES = shipped_tables()
FOLDER = Path(__file__).parent / "unassessed"
DOSSIERS = ("whole", "beside", "group")
VALMONT = EXAMPLES / "valmont"
# « 0 » alone, « 0 % », « 0,00 t »: neither 10, nor 2030, nor 1,0, nor x0
ZERO = re.compile(r"(?<![\w,.])0(?:[,.]0+)?(?![\w,.])")
# what may be 0 beside the name of something that is not assessed: it is no footprint
NO_FOOTPRINT = {"progress", "lines", "fte", "eur", "rows", "added", "share", "quantity"}


def shown(*arguments: str) -> str:
    done = snr(*arguments)
    assert done.returncode in (0, 1), done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout


def screens(name: str) -> Iterator[tuple[str, str]]:
    path = str(FOLDER / name)
    for by in ("group", "site", "entity", *(("member",) if name == "group" else ())):
        yield f"assess --by {by}", shown("assess", path, "--by", by)
    yield "plan", shown("plan", path)
    yield "plan --suggest", shown("plan", path, "--suggest")
    yield "plan --audit", shown("plan", path, "--audit")
    yield "check", shown("check", path, "--profile", "bilan")
    for line in ("video-muette", "sondes-muettes", "recherche-muette", "site-muet", "vm-muette", "application-muette"):
        yield f"explain {line}", snr("explain", path, line).stdout


def documents(name: str) -> Iterator[tuple[str, str]]:
    for document in DOCUMENTS:
        yield document, shown("draft", str(FOLDER / name), "--document", document)


def paragraphs(text: str) -> Iterator[str]:
    """Yield rows, items and sentences: a cell or a sentence that speaks of « muet » is not cut from its figure."""
    merged: list[str] = []
    for line in text.splitlines():
        if line.startswith("      ") and merged:
            merged[-1] += " " + line.strip()
        else:
            merged.append(line)
    yield from merged


@pytest.mark.parametrize("name", DOSSIERS)
def test_no_screen_and_no_document_shows_0_of_what_is_not_assessed(name: str) -> None:
    seen = 0
    for where, text in (*screens(name), *documents(name)):
        for paragraph in paragraphs(text):
            if "muet" in paragraph.lower() and not paragraph.lstrip().startswith(
                ("- {", "…")
            ):  # a line of the dossier, quoted
                seen += 1
                assert not ZERO.search(paragraph), f"{where}: {paragraph}"
    assert seen > 5


def numbers(data: Any, path: tuple[str, ...] = (), muted: bool = False) -> Iterator[tuple[tuple[str, ...], float]]:
    """Yield every number that is said of something named « muet »."""
    if isinstance(data, dict):
        named = any(
            "muet" in str(data.get(key, "")).lower() for key in ("id", "label", "title", "action", "line", "name")
        )
        for key, value in data.items():
            if key not in ("territory", "inputs", "means", "indicators", "themes"):
                yield from numbers(value, (*path, key), muted or named or "muet" in key.lower())
    elif isinstance(data, list):
        for rank, value in enumerate(data):
            yield from numbers(value, (*path, str(rank)), muted)
    elif isinstance(data, (int, float)) and not isinstance(data, bool) and muted:
        yield path, data


@pytest.mark.parametrize("name", DOSSIERS)
def test_no_json_says_0_of_what_is_not_assessed(name: str) -> None:
    path = str(FOLDER / name)
    every = [json.loads(shown(command, path, "--format", "json")) for command in ("assess", "plan")]
    for document in every:
        for where, value in numbers(document):
            assert value != 0 or NO_FOOTPRINT.intersection(where), where


def test_a_dossier_without_any_assessed_line_has_no_total() -> None:
    found = json.loads(shown("assess", str(FOLDER / "whole"), "--format", "json"))
    organisation = found["organisation"]
    assert organisation["totals"] == {} == organisation["ratios"] == organisation["by_stage"]
    assert organisation["by_group"] == {"web": {}}
    assert organisation["by_site"] == {"Site muet": {}, "": {}}
    assert found["electricity_kwh"] is None
    assert {each["climate_share"] for each in organisation["quality"].values()} == {None}
    assert {each["state"] for each in organisation["coverage"].values()} == {"not_assessed"}
    assert {each["climate"] for each in organisation["coverage"].values()} == {None}
    assert organisation["spending"]["value"] == 0  # a true zero: nothing is counted in euros


def test_the_csv_leaves_empty_what_is_not_assessed() -> None:
    for name in ("whole", "beside"):
        rows = list(csv.DictReader(io.StringIO(shown("assess", str(FOLDER / name), "--format", "csv"))))
        muted = [row for row in rows if "muet" in row["line"]]
        assert {(row["value"], row["status"]) for row in muted} == {("", "not_assessed")}
        assert {row["line"] for row in muted} >= {"video-muette"}


def test_a_group_without_a_factor_says_so() -> None:
    """The issue's own case: without closed factors, nothing assesses Valmont's lines and docks."""
    text = shown("assess", "-v", str(VALMONT), "--factors-licence", "open")
    for label in ("Lignes et trafic", "Périphériques"):
        assert re.search(rf"{label} +non évalué$", text, re.MULTILINE), text
    assert not re.search(r" 0 +0 %", text)


def test_what_is_not_assessed_has_no_rank_and_no_share() -> None:
    text = shown("assess", "-v", str(FOLDER / "beside"), "--by", "site")
    ranks = text.split("Ce qui pèse le plus")[1].split("Qualité")[0]
    assert "muet" not in ranks.lower() and "1. Portables" in ranks and "2." not in ranks
    assert re.search(r"Site muet +non évalué$", text, re.MULTILINE)
    assert "basse non évalué (2 lignes)" in " ".join(text.split())
    members = shown("assess", str(FOLDER / "group"), "--by", "member")
    assert re.search(r"Commune muette +non évalué +non évalué$", members, re.MULTILINE)


def test_page_views_that_nobody_gave_are_null() -> None:
    found = json.loads(shown("assess", str(FOLDER / "beside"), "--format", "json"))
    (site,) = found["public_services"]
    assert (site["id"], site["quantity"], site["impacts"]) == ("site-muet", None, {})


def test_a_true_zero_stays_0() -> None:
    data = {
        "snr": 1,
        "reference_year": 2025,
        "territory": {"name": "X", "department": "33"},
        "equipment": [{"id": "aucun", "type": "laptop", "quantity": 0}],
    }
    organisation = assess(Dossier.model_validate(data), TABLES).organisation
    assert organisation.totals[CLIMATE] == 0 == organisation.electricity_kwh
    assert organisation.by_group["workplace"][CLIMATE] == 0
    assert organisation.quality["low"] == (1, 0.0)


# --- plans and comparisons ---------------------------------------------------------------------------------------------


def test_an_action_on_lines_without_factor_has_no_effect_in_figures() -> None:
    """Replacing sensors that nothing assesses by laptops adds nothing: what the sensors weigh today is not known."""
    plan = json.loads(shown("plan", str(FOLDER / "beside"), "--format", "json"))
    last = plan["organisation"][-1]
    assert last["actions"]["action-muette"]["share"] == {} == last["actions"]["echange-muet"]["share"]
    saved = last["baseline"][CLIMATE] - last["with_actions"][CLIMATE]
    assert saved == pytest.approx(-last["actions"]["durer"]["share"][CLIMATE])
    # 150 laptops from 5 to 6 years: 150 × (170 + 12.3 + 2.79) × (1/5 − 1/6) (ADEME, shipped table)
    assert saved == pytest.approx(150 * (170 + 12.3 + 2.79) * (1 / 5 - 1 / 6))
    text = shown("plan", str(FOLDER / "beside"))
    assert "L’effet de « Échange muet » n’est pas connu : leur consommation manque." in " ".join(text.split())
    sheet = shown("draft", str(FOLDER / "beside"), "--document", "strategie")
    assert sheet.count("leur consommation manque") == 4  # on the cards of both, and under the curve


def test_what_gains_a_factor_does_not_grow_from_0(tmp_path: Path) -> None:
    """A line without factor in one year has no change, in its group, its type and its actions."""
    old = FOLDER / "beside" / "territory.yaml"
    text = old.read_text(encoding="utf-8").replace("reference_year: 2025", "reference_year: 2026")
    new = tmp_path / "territory.yaml"
    new.write_text(text.replace("embodied: {}", f"embodied: {{{CLIMATE}: {{manufacturing: 10}}}}"), encoding="utf-8")
    found = json.loads(shown("compare", str(old), str(new), "--format", "json"))
    assert "x-sonde-muette" not in found["organisation"]["by_type"]
    assert "laptop" in found["organisation"]["by_type"]
    told = {(note["code"], note["subject"]) for note in found["not_compared"]}
    assert ("not_assessed", "x-sonde-muette") in told and ("not_assessed", "action-muette") in told
    assert ("not_assessed", "streaming_1080p_fixed") in told and ("not_assessed", "laptop") not in told
    for where, value in numbers(found):
        assert value != 0 or where[:2] == ("estimated", "new"), where  # none of it is, the year when it has a factor
    screen = shown("compare", str(old), str(new))
    assert "son écart n’est pas connu" in " ".join(screen.split())


# --- a partial sum is no total -----------------------------------------------------------------------------------------


def coverage(complete: int, partial: int, lines: int, share: float | None, unweighed: int = 0, *parts: str) -> Coverage:
    return Coverage(complete, partial, lines, share, None if share is None else 0.0, unweighed, parts)


def test_a_sum_is_a_total_from_half_of_the_footprint_on() -> None:
    assert [coverage(3, 2, 10, share).is_total for share in (0.49, 0.5, 0.51)] == [False, True, True]
    assert coverage(10, 0, 10, 1.0).state == "whole" and coverage(9, 1, 10, 0.9).state == "mostly"
    assert coverage(1, 9, 10, 0.1).state == "partial" and coverage(0, 0, 10, 0.0).state == "not_assessed"
    # a footprint that is not known, of the whole or of some lines: lines count
    assert (coverage(4, 0, 10, None).whole, coverage(4, 0, 10, 1.0, 6).whole) == (0.4, 0.4)
    assert (coverage(9, 0, 10, 0.2, 1).whole, coverage(9, 0, 10, 0.2, 1).by_lines) == (0.2, False)
    hidden = coverage(9, 1, 10, 0.9, 0, "resource_use_fossils")
    assert (hidden.state, hidden.is_total) == ("hidden", False)


def test_a_part_is_never_larger_than_what_contains_it() -> None:
    """Fossil fuels and electricity (3.6 MJ a kWh) are in primary energy: a rule over the categories, not over a dossier."""
    parts = {category.id: category.within for category in TABLES.categories.values() if category.within}
    assert parts == {"resource_use_fossils": "primary_energy", "final_energy": "primary_energy"}
    every = TABLES.categories.values()
    assert exceeded({"primary_energy": 100.0, "resource_use_fossils": 100.0, "final_energy": 27.7}, every) == {}
    assert exceeded({"primary_energy": 100.0, "final_energy": 27.8}, every) == {"primary_energy": ("final_energy",)}
    assert exceeded({"primary_energy": 99.0, "resource_use_fossils": 100.0}, every) == {
        "primary_energy": ("resource_use_fossils",)
    }
    assert exceeded({"resource_use_fossils": 100.0}, every) == {}
    whole, part = Category("a", "kg", "flow", False, "A", ()), Category("b", "kg", "flow", False, "B", (), "a")
    assert exceeded({"a": 1.0, "b": 2.0}, (whole, part)) == {"a": ("b",)}


@given(
    st.lists(
        st.tuples(
            st.floats(0, 1e6),
            st.sampled_from(("laptop", "monitor", "server_rack", "photocopier_mfp", "x-sonde")),
        ),
        min_size=1,
        max_size=6,
    )
)
@settings(max_examples=25, deadline=None)
def test_the_share_assessed_whole_is_that_of_the_footprint(lines: list[tuple[float, str]]) -> None:
    """Recounted from the lines themselves; and no part without an assessed term has a number."""
    data = {
        "snr": 1,
        "reference_year": 2025,
        "territory": {"name": "X", "department": "33"},
        "equipment": [
            {"id": f"l{rank}", "type": kind, "quantity": quantity, "site": kind, "lifetime_years": 5}
            for rank, (quantity, kind) in enumerate(lines)
        ],
        "factors": {"types": [{"id": "x-sonde", "label": "S", "embodied": {}, "lifetime_years": 5, "source": "S"}]},
    }
    organisation = assess(Dossier.model_validate(data), TABLES).organisation
    for category, found in organisation.coverage.items():
        states = [line.recipe.covers(category) for line in organisation.lines]
        assert (found.complete, found.partial) == (states.count("complete"), states.count("partial"))
        total = organisation.totals.get(CLIMATE)
        if total:
            whole = fsum(
                line.total(CLIMATE) or 0.0
                for line, state in zip(organisation.lines, states, strict=True)
                if state == "complete"
            )
            assert found.complete_climate == pytest.approx(whole / total, abs=1e-9)
        else:
            assert found.complete_climate is None
        assert (category in organisation.totals) is (found.state != "not_assessed")
    assert organisation.by_site.get("x-sonde", {}) == {}
    assert all((CLIMATE in values) is (site != "x-sonde") for site, values in organisation.by_site.items())


def valmont() -> Any:
    return json.loads(shown("assess", str(VALMONT), "--format", "json"))


def test_valmont_is_partial_where_half_of_its_footprint_is_not_assessed_whole() -> None:
    """Recounted from the lines of the JSON: minerals 31 % whole and 21 % in part, primary energy 3 and 48 %."""
    found = valmont()
    organisation = found["organisation"]
    lines, total = organisation["lines"], organisation["totals"][CLIMATE]["value"]

    def share(category: str, state: str) -> float:
        held = [line for line in lines if line["impacts"].get(category, {}).get("status") == state]
        return fsum(line["impacts"][CLIMATE]["value"] for line in held) / total

    for category, whole, part in (("resource_use_minerals_metals", 36, 21), ("primary_energy", 3, 48)):
        said = organisation["coverage"][category]
        assert said["climate"] == pytest.approx(share(category, "complete"))
        assert said["climate_partial"] == pytest.approx(share(category, "partial"))
        assert (round(100 * said["climate"]), round(100 * said["climate_partial"])) == (whole, part)
    states = {category: each["state"] for category, each in organisation["totals"].items()}
    assert states.pop(CLIMATE) == "mostly"
    assert states.pop("primary_energy") == "hidden"
    assert states.pop("final_energy") == "mostly"
    assert set(states.values()) == {"partial"}
    hidden = organisation["totals"]["primary_energy"]
    assert (hidden["value"], hidden["low"], hidden["why"]) == (None, None, "exceeded")
    assert hidden["exceeded_by"] == ["resource_use_fossils"]
    assert organisation["totals"]["net_freshwater_use"]["value"] == pytest.approx(18.28)  # the JSON keeps the value
    assert organisation["coverage_threshold"] == 0.5


def test_a_screen_calls_a_partial_sum_partial_and_gives_it_no_interval() -> None:
    text = " ".join(shown("assess", "-v", str(VALMONT)).split())
    assert "Catégories partielles : ces sommes ne sont pas des totaux" in text
    heading, rows = text.split("Catégories partielles")[0], text.split("Catégories partielles")[1]
    assert "Utilisation nette d’eau douce" in rows and "Utilisation nette d’eau douce" not in heading
    assert re.search(r"Énergie primaire non affiché 3 % \(5\) 48 % \(40\)", rows)
    assert "« Énergie primaire » n’est pas affiché" in rows
    power = text.split("Électricité : ")[1].split(". ")[0]
    assert power.startswith("472,5 MWh par an, entre")  # electricity is assessed whole for more than half: a total


def test_climate_change_itself_is_partial_under_half() -> None:
    """One line of three is assessed: « partiel », no interval and no ratio, on screen and in every document."""
    text = " ".join(shown("assess", str(FOLDER / "beside")).split())
    assert "partiel : 33 % des lignes sont évaluées en entier (1 sur 3)" in text
    assert "Incertitude" not in text and "CO2e par agent" not in text
    plan = " ".join(shown("plan", str(FOLDER / "beside")).split())
    assert "Partiel : 33 % des lignes sont évaluées en entier (1 sur 3)" in plan
    assert "Neuf chances sur dix, en" not in plan and "prévu entre" not in plan
    for document in ("programme", "strategie", "note", "bilan"):
        said = shown("draft", str(FOLDER / "beside"), "--document", document)
        for line in said.splitlines():
            # rows of years and groups are under a heading that says it
            if re.search(r"5,77|5,8\s|environ 6\s", line) and not re.match(r"\| (20\d\d|Postes) ", line):
                assert "partiel" in line or "Ordinateur" in line, f"{document}: {line}"
            assert "de l’empreinte" not in line or "pèse" not in line, f"{document}: {line}"


@pytest.mark.parametrize("document", DOCUMENTS)
def test_a_document_calls_a_partial_sum_partial(document: str) -> None:
    """Wherever a document writes the sum of a partial category of Valmont, the same row or sentence says « partiel »."""
    text = shown("draft", str(VALMONT), "--document", document)
    sums = ("6,09", "18,3 m³", "5 820 000", "5\u202f820\u202f000", "5 530 000", "473 MWh", "472,5")
    for line in text.splitlines():
        if any(value in line for value in sums):
            assert "partiel" in line, line
        assert "5\u202f530\u202f000" not in line


def test_an_objective_on_a_partial_category_says_so(tmp_path: Path) -> None:
    data = {
        "snr": 1,
        "reference_year": 2025,
        "territory": {"name": "X", "department": "33", "fictitious": True},
        "equipment": [{"id": "portables", "type": "laptop", "quantity": 100, "lifetime_years": 5}],
        "services": [{"id": "conseil", "type": "spend_it_services_keur", "quantity": 1000}],
        "actions": [
            {
                "id": "durer",
                "title": "Garder",
                "schedule": {"start": 2026, "full": 2027},
                "effects": [{"on": {"line": "portables"}, "lifetime_years": 6}],
            }
        ],
        "objectives": [
            {
                "id": "air",
                "title": "Air",
                "perimeter": "organisation",
                "category": "acidification",
                "reduction": "5 %",
                "by": 2030,
            },
            {
                "id": "ges",
                "title": "Ges",
                "perimeter": "organisation",
                "category": CLIMATE,
                "reduction": "5 %",
                "by": 2030,
            },
        ],
    }
    path = tmp_path / "territory.yaml"
    path.write_text(json.dumps(data), encoding="utf-8")
    text = " ".join(shown("plan", str(path)).split())
    air, ges = text.split(": Air ")[1].split(": Ges ")[0], text.split(": Ges ")[1].split("CE QUE CHANGE")[0]
    # 110,000 kg of consulting are assessed for climate change only
    assert "Partiel : " in air and "de l’empreinte climat vient de lignes évaluées en entier (1 sur 2)" in air
    assert "prévu entre" not in air and "écart à la cible entre" not in air
    assert "Partiel" not in ges and "écart à la cible entre" in ges
    found = json.loads(shown("plan", str(path), "--format", "json"))
    assert found["coverage"]["acidification"]["state"] == "partial" and found["coverage"][CLIMATE]["state"] == "whole"


def test_a_comparison_calls_a_partial_sum_partial(tmp_path: Path) -> None:
    before = tmp_path / "2025.json"
    before.write_text(shown("assess", str(VALMONT), "--format", "json"), encoding="utf-8")
    text = shown("compare", str(before), str(VALMONT), "--format", "json")
    totals = json.loads(text)["organisation"]["totals"]
    assert (totals[CLIMATE]["old_state"], totals[CLIMATE]["new_state"]) == ("mostly", "mostly")
    assert totals["acidification"]["new_state"] == "partial"
    screen = " ".join(shown("compare", str(before), str(VALMONT)).split())
    assert "Catégories partielles" in screen and re.search(r"Acidification.*? partiel 29 %", screen)


def test_a_partial_sum_is_under_no_threshold() -> None:
    """5.77 t are assessed of « beside », a third of its lines: nobody knows whether it is under 500 t."""
    path = str(FOLDER / "beside")
    done = snr("assess", path, "--max", "500t")
    assert done.returncode == 1 and "total partiel, le seuil ne peut pas être vérifié" in done.stderr
    done = snr("assess", path, "--max", "5t")
    assert done.returncode == 1 and "dépasse le seuil 5t" in done.stderr
    assert snr("assess", str(VALMONT), "--max", "500t").returncode == 0
    done = snr("compare", path, path, "--fail-on-increase", "2%")
    assert done.returncode == 1 and "évaluée en partie, la hausse ne peut pas être vérifiée" in done.stderr


def test_partial_words() -> None:
    assert [under(share).split()[0] for share in (0.494, 0.495, 0.4999, 0.5, 0.51)] == ["49", "49", "49", "50", "51"]
    assert partial_text(extent_of(coverage(10, 0, 10, 1.0))) == "" == partial_text(extent_of(coverage(0, 0, 10, 0.0)))
    said = partial_text(extent_of(coverage(24, 24, 56, 0.25))).split()
    assert " ".join(said) == "partiel : 25 % de l’empreinte climat vient de lignes évaluées en entier (24 sur 56)"


# --- records ------------------------------------------------------------------------------------------------------------


def test_a_recipe_without_term_has_no_total() -> None:
    assert Recipe((), ()).unit_totals == {} and Recipe((), ()).covers(ELECTRICITY) == "none"
    assert Term._fields[0] == "category"


def test_a_plan_saves_nothing_known_of_what_it_does_not_assess() -> None:
    data = {
        "snr": 1,
        "reference_year": 2025,
        "territory": {"name": "X", "department": "33"},
        "services": [{"id": "video", "type": "streaming_1080p_fixed", "quantity": 10}],
        "actions": [
            {
                "id": "moins",
                "title": "M",
                "schedule": {"start": 2026},
                "effects": [{"on": {"line": "video"}, "quantity_change": -5}],
            }
        ],
    }
    dossier = Dossier.model_validate(data)
    plan = make_plan(dossier, assess(dossier, TABLES), TABLES)
    assert plan.saved("moins") is None and plan.trajectory.silent == ("moins",)


def test_the_heaviest_part_comes_first_and_what_is_not_assessed_last() -> None:
    """30, 10, 30 and no laptop, by site; what the last site has is of a type without factor."""
    mute = {"id": "x-muet", "label": "Muet", "embodied": {}, "lifetime_years": 5, "source": "Fabricant"}
    lines = [
        {"id": name, "type": "laptop", "quantity": count, "lifetime_years": 5, "site": name}
        for name, count in (("peu", 10), ("z-beaucoup", 30), ("beaucoup", 30), ("rien", 0))
    ]
    data = {"snr": 1, "reference_year": 2025, "territory": {"name": "X", "department": "33", "fictitious": True}}
    data |= {
        "factors": {"types": [mute]},
        "equipment": [*lines, {"id": "m", "type": "x-muet", "quantity": 3, "site": "a-muet"}],
    }
    found = judged_parts(assess(Dossier.model_validate(data), TABLES), "site")
    assert [part.id for part in found] == ["beaucoup", "z-beaucoup", "peu", "rien", "a-muet"]
    assert [part.share for part in found] == pytest.approx([3 / 7, 3 / 7, 1 / 7, 0.0, None])
