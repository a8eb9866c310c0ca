"""A commune whose services are pooled writes its strategy: its share is in it, or what is not in it is said."""

import csv
import json
import shutil
from math import fsum
from pathlib import Path

import pytest
from hypothesis import given

from conftest import EXAMPLES
from in_process import snr
from snr_cli import draft_document, plan_actions
from snr_cli.api.assessing import assess_loaded
from snr_cli.api.catalogue import words_of
from snr_cli.engine.assess import PoolingError, with_method_of
from snr_cli.french.numbers import significant
from snr_cli.inputs.dossier.load import load_dossier
from snr_cli.model.dossier import Dossier
from snr_cli.plan.plan import make_plan
from test_pooling import CLIMATE, groups, near, totals, whole
from test_properties import FAST, TABLES
from walks import walk

EXAMPLE = EXAMPLES / "pooling"
MEMBERS = {"vernelle": "vernelle", "orsemont": "orsemont", "prefouchard": "pre-fouchard"}
DECIDED = """
strategy: {period: {start: 2026, end: 2030}}
actions:
  - {id: duree, title: Garder les portables, themes: [2], status: planned, schedule: {start: 2026}, effects: [{on: {type: laptop}, lifetime_years: 8}]}
"""


@FAST
@given(groups())
def test_the_plans_of_the_parts_sum_to_the_group_and_an_action_moves_own_lines_alone(
    case: tuple[Dossier, dict[str, Dossier]],
) -> None:
    group, members = case
    longer = {"id": "longer", "title": "Garder", "status": "planned", "schedule": {"start": 2026}}
    action = Dossier.model_validate(
        {
            "snr": 1,
            "reference_year": 2025,
            "territory": {"name": "Exemple"},
            "actions": [{**longer, "effects": [{"on": {"type": "laptop"}, "lifetime_years": 8}]}],
        }
    ).actions
    try:
        result = whole(group, members)
    except PoolingError:
        return
    starts = [totals(whole(group, members, part="group"))]
    for name, dossier in members.items():
        own = with_method_of(dossier, group).model_copy(update={"actions": action})
        part = whole(group, {**members, name: own}, part=name)
        plan = make_plan(own, part, TABLES, 2027, (CLIMATE,), ())
        years = plan.trajectory.years
        assert years[0].with_actions.get(CLIMATE, 0.0) == near(totals(part).get(CLIMATE, 0.0))
        starts.append(years[0].with_actions)
        pooled = fsum(line.total(CLIMATE) or 0.0 for line in part.organisation.lines if line.id.startswith("group/"))
        assert years[-1].with_actions.get(CLIMATE, 0.0) >= pooled * (1 - 1e-9)
    assert fsum(start.get(CLIMATE, 0.0) for start in starts) == near(totals(result).get(CLIMATE, 0.0))


@pytest.fixture
def group(tmp_path: Path) -> Path:
    """The example, whose communes have decided of an action."""
    folder = Path(shutil.copytree(EXAMPLE, tmp_path / "pooling"))
    for place in MEMBERS.values():
        with (folder / "communes" / place / "territory.yaml").open("a", encoding="utf-8") as file:
            file.write(DECIDED)
    return folder


def assessed(*arguments: object) -> float:
    done = snr("assess", *map(str, arguments), "--format", "json")
    return float(json.loads(done.stdout)["organisation"]["totals"][CLIMATE]["value"])


def test_assess_plan_and_draft_say_one_figure_of_a_member_and_they_sum_to_the_group(group: Path) -> None:
    figures = [assessed(group, "--member", "group")]
    for member in MEMBERS:
        figure = assessed(group, "--member", member)
        years = plan_actions(group, member=member).plan.trajectory.years
        assert years[0].with_actions[CLIMATE] == near(figure)
        assert years[-1].with_actions[CLIMATE] < figure  # its own action acts
        text = draft_document(group, member=member).text
        shown = f"{significant(figure / 1000)} t" if figure >= 1000 else f"{significant(figure)} kg"
        assert f"{shown} CO₂e" in text.replace("\u202f", " ").replace("\xa0", " ")
        assert "La part de la collectivité dans ce que son groupement mutualise est comptée." in text
        assert "group/" not in text
        figures.append(figure)
    assert fsum(figures) == near(assessed(group))


@pytest.mark.parametrize("document", ["programme", "strategie", "bilan", "note", "deliberation"])
@pytest.mark.parametrize("member", walk(MEMBERS, 3))
def test_every_document_of_a_member_is_written(group: Path, document: str, member: str) -> None:
    name = {"vernelle": "Vernelle", "orsemont": "Orsemont", "prefouchard": "Pré-Fouchard"}[member]
    done = snr("draft", group, "--member", member, "--document", document)
    assert done.returncode == 0, done.stderr
    assert name in done.stdout


@pytest.mark.parametrize(
    "command", [["plan"], ["plan", "--suggest"], ["plan", "--audit"], ["plan", "--format", "json"]]
)
def test_every_form_of_the_plan_of_a_member_is_written(group: Path, command: list[str]) -> None:
    done = snr(*command, group, "--member", "vernelle")
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("member", walk(MEMBERS, 3))
def test_the_dossier_of_a_commune_says_the_figure_of_its_member(group: Path, member: str) -> None:
    """From its own folder as from that of the group: assess, explain, plan, draft and what is published."""
    own = group / "communes" / MEMBERS[member]
    figure = assessed(group, "--member", member)
    assert assessed(own) == figure
    assert plan_actions(own).plan.trajectory.years[0].with_actions[CLIMATE] == near(figure)
    assert draft_document(own).text == draft_document(group, member=member).text
    assert f"{figure:.4f}".replace(".", ",")[:-3] in snr("explain", own, "total").stdout
    assert snr("publish", own, "-o", group / "out").returncode == 0
    rows = csv.DictReader((group / "out" / "empreinte.csv").read_text(encoding="utf-8").splitlines())
    whole = next(row for row in rows if (row["groupe"], row["categorie"]) == ("all", "climate_change"))
    assert float(whole["valeur"]) == near(figure)
    assert "mutualise est comptée" in (group / "out" / "README.md").read_text(encoding="utf-8")


def test_a_portfolio_says_that_the_share_of_a_commune_is_left_out(group: Path) -> None:
    """It is that of no dossier but the group's, and each row is of its own files."""
    rows = json.loads(snr("portfolio", group / "communes", "--format", "json").stdout)["dossiers"]
    assert len(rows) == 3
    assert all(any("mutualise n’est pas comptée" in remark for remark in row["remarks"]) for row in rows)


def test_what_a_commune_voted_is_compared_with_its_share(group: Path) -> None:
    """What was voted counted it; leaving it out told of an inventory that nobody had corrected."""
    own, written = group / "communes" / "vernelle", group / "strategie.odt"
    assert snr("draft", group, "--member", "vernelle", "-f", "odt", "-o", written).returncode == 0
    done = snr("adopt", group, written, "--member", "vernelle", "--act", "2026-041", "--on", "2026-09-24")
    assert done.returncode == 0, done.stderr
    shown = snr("compare", own)
    assert shown.returncode == 0 and "corrigé" not in shown.stdout, shown.stdout


def test_a_commune_that_takes_no_part_of_what_is_pooled_counts_its_own_lines(group: Path) -> None:
    text = (group / "territory.yaml").read_text(encoding="utf-8")
    head, _, _ = text.partition("shared:\n")
    entry = "shared:\n  - {line: commutateurs, key: agents, between: [vernelle, orsemont]}\n"
    (group / "territory.yaml").write_text(head + entry, encoding="utf-8")
    for commune, shares in (("pre-fouchard", False), ("orsemont", True)):
        alone = assess_loaded(
            load_dossier(str(group / "communes" / commune), words_of(TABLES)), TABLES
        ).result.organisation.totals[CLIMATE]
        assert (assessed(group / "communes" / commune) > alone * 1.001) is shares


def test_a_group_that_cannot_be_read_keeps_no_commune_from_its_own_figures(group: Path) -> None:
    (group / "territory.yaml").write_text("members: [", encoding="utf-8")
    done = snr("assess", group / "communes/vernelle")
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("command", ["plan", "draft"])
@pytest.mark.parametrize(("member", "said"), [("group", "non de sa seule part"), ("vernele", "vernelle")])
def test_what_is_no_member_is_refused(group: Path, command: str, member: str, said: str) -> None:
    done = snr(command, group, "--member", member)
    assert done.returncode == 2
    assert said in done.stderr


def test_what_a_member_voted_with_its_share_is_kept_with_it(group: Path, tmp_path: Path) -> None:
    file = tmp_path / "strategie.md"
    assert snr("draft", group, "--member", "vernelle", "-o", file).returncode == 0
    done = snr("adopt", group, file, "--member", "vernelle", "--act", "2026-1", "--on", "2026-03-01")
    assert done.returncode == 0, done.stderr
    kept = (group / "communes/vernelle/versions/2026-03-01-strategie.yaml").read_text(encoding="utf-8")
    assert f"kg: {round(assessed(group, '--member', 'vernelle'), 3)}" in kept


def test_a_past_year_without_its_share_is_not_compared_with_one_that_has_it(group: Path) -> None:
    assert snr("year", group, "2026").returncode == 0
    assert plan_actions(group / "communes/vernelle").plan.trend is None
    assert plan_actions(group, member="vernelle").plan.trend is None
    assert snr("draft", group, "--member", "vernelle", "--document", "bilan").returncode == 0
