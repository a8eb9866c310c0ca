"""The rules of the decree: Valmont, which meets them all, less one fact raises the codes written here beforehand.

What each fact proves was thought out from the texts (loi REEN art. 35, CGCT D2311-15-1, L2311-1-1), not from a run.
"""

import copy
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings, strategies as st
from pydantic import ValidationError

from conftest import EXAMPLES
from snr_cli.api.catalogue import words_of
from snr_cli.api.checking import Checked, Wanted, check
from snr_cli.catalog.tables import Tables
from snr_cli.engine.assess import assess
from snr_cli.inputs.dossier.load import load_dossier
from snr_cli.inputs.dossier.references import check_references
from snr_cli.model.codes import CODES, Basis
from snr_cli.model.dossier import Dossier
from snr_cli.model.finding import Finding, Position, Severity
from snr_cli.outputs.duties_table import duties_table
from snr_cli.rules.case import Case, Duty, Profile, RuleStatus, judged_on, severity_of
from snr_cli.rules.run import RULES
from test_properties import TABLES as REMEMBERED
from walks import LONG, walk

Data = dict[str, Any]
ERROR, WARNING, INFO = Severity.ERROR, Severity.WARNING, Severity.INFO

# how much each weighs, thought out from the texts
IMPERATIVE = "01 03 05 06 08 09 12 14 15 16 17 20 21"
IMPLIED = "04 07 10 11 13 18 23 24"
OPTIONAL = "02 19 22 25"
# practices written since: no text demands them, and the examples of their page hold them (tests/test_codes.py)
LATER = {code for code, found in CODES.items() if code.startswith("REEN") and found.basis is Basis.PRACTICE} - {
    f"REEN-{number}" for number in f"{IMPERATIVE} {IMPLIED} {OPTIONAL}".split()
}


class _Gone:
    """Stands for a fact taken away; its name is the same in every worker."""

    def __repr__(self) -> str:
        return "gone"


GONE = _Gone()  # the fact is not written at all


def read(example: str) -> Data:
    """Return an example as one file: the sections of its files, joined; its quantities, taken from its inventory."""
    dossier = load_dossier(str(EXAMPLES / example), words_of(REMEMBERED)).dossier
    data: Data = yaml.safe_load(yaml.safe_dump(dossier.model_dump(by_alias=True, exclude_unset=True)))
    data.pop("imports", None)
    for line in data["equipment"]:
        line.pop("inventory", None)
    return data


VALMONT = read("valmont")
DUMPER = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
STEP = re.compile(r"([a-z0-9_]+)(?:\[([^\]]*)\])?")


@pytest.fixture(scope="module")
def tables() -> Tables:
    """Return the shipped tables, whose rows are parsed once: hundreds of checks."""
    return REMEMBERED


def holders(data: Data, path: str) -> list[tuple[Any, Any]]:
    """Return each (container, key) that a path names: `actions[salle-principale].means`, `actions[].themes`."""
    found: list[tuple[Any, Any]] = [({"": data}, "")]
    for name, chosen in STEP.findall(path):
        found = [(container[key], name) for container, key in found if name in container[key]]
        if re.search(rf"{name}\[", path):
            found = [
                (container[key], index)
                for container, key in found
                for index, item in enumerate(container[key])
                if chosen in ("", str(item.get("id", item.get("year"))))
            ]
    return found


def changed(edits: dict[str, Any], data: Data = VALMONT) -> Data:
    """Return the dossier less what is GONE, and with the other values given; a path that names nothing is a mistake."""
    data = copy.deepcopy(data)
    for path, value in edits.items():
        parent, _, last = path.rpartition(".")
        found = holders(data, path)
        if value is not GONE and not path.endswith("]"):  # a key may be new
            found = [(container[key], last) for container, key in holders(data, parent)] if parent else [(data, last)]
        assert found, f"{path} names nothing"
        for container, key in reversed(found):
            if value is GONE:
                del container[key]
            else:
                container[key] = value(container.get(key)) if callable(value) else value
    return data


def checked(
    data: Data,
    folder: Path,
    tables: Tables,
    *,
    profile: Profile | None = "bilan",
    select: tuple[str, ...] = ("REEN",),
    as_of: str | None = None,
) -> list[Finding]:
    text = yaml.dump(data, Dumper=DUMPER, allow_unicode=True, sort_keys=False)
    (folder / "territory.yaml").write_text(text, encoding="utf-8")
    found: Checked = check([str(folder)], words_of(tables), tables, Wanted(profile, select, tuple(LATER), as_of))
    return list(found.report.findings)


def codes(findings: list[Finding]) -> set[str]:
    return {finding.code for finding in findings}


def less(*names: str) -> Any:
    return lambda items: [item for item in items or () if item not in names]


def only(kind: str) -> list[str]:
    return [actor["id"] for actor in VALMONT["stakeholders"] if actor["sector"] == kind]


def gone(*paths: str) -> dict[str, Any]:
    return dict.fromkeys(paths, GONE)


PUBLIC, PRIVATE = only("public"), only("private")
NO_PRIVATE = {f"stakeholders[{name}]": GONE for name in PRIVATE}
OWN_INDICATOR: dict[str, Any] = {"objectives[culture].indicators": ["km-assistance"]}
BEFORE_PROGRAMME = ("virtualisation", "impressions", "dons-reformes", "conseillers-numeriques", "donnees-ouvertes")
# name of the fact -> what is removed or changed, and every code that must then be raised
TABLE: dict[str, tuple[dict[str, Any], str]] = {
    "nothing": ({}, ""),
    # who the authority is
    "kind": (gone("territory.kind"), "REEN-01"),
    "kind: neither commune nor EPCI": ({"territory.kind": "autre"}, "REEN-01"),
    "kind: métropole de Lyon": ({"territory.kind": "metropole_de_lyon"}, "REEN-01"),
    "kind: a collectivity overseas": ({"territory.department": "988"}, "REEN-01"),  # estimated by its households
    "SIREN": (gone("territory.siren"), ""),
    "population": (gone("territory.population"), "REEN-02 REEN-08"),
    "population totale": (gone("territory.population.totale"), ""),  # the municipale, which it exceeds, is over 50,000
    "population municipale": (gone("territory.population.municipale"), "REEN-08"),
    "year of the population": (gone("territory.population.year"), "REEN-02"),
    "source of the population": (gone("territory.population.source"), "REEN-02"),
    # the programme de travail
    "programme": (gone("programme"), "REEN-03 REEN-05"),
    "programme: empty": ({"programme": {}}, "REEN-03 REEN-05"),
    "programme.date": (gone("programme.date"), "REEN-03"),
    "programme.date: after 1 January 2023": ({"programme.date": "2023-01-02"}, "REEN-04"),
    "programme.date: 1 January 2023": ({"programme.date": "2023-01-01"}, ""),
    "programme.date: after the strategy": ({"programme.date": "2024-01-26"}, "REEN-03 REEN-04"),
    "programme.date: before the private actors": ({"programme.date": "2022-05-10"}, "REEN-05"),
    "programme.date: before every actor and action": ({"programme.date": "2018-12-31"}, "REEN-05 REEN-07"),
    "programme.stakeholders": (gone("programme.stakeholders"), "REEN-05"),
    "programme.stakeholders: public only": ({"programme.stakeholders": PUBLIC}, "REEN-05"),
    "programme.stakeholders: private only": ({"programme.stakeholders": PRIVATE}, "REEN-05"),
    "programme.stakeholders: one of each": ({"programme.stakeholders": [PUBLIC[0], PRIVATE[0]]}, ""),
    "programme.stakeholders: unknown": ({"programme.stakeholders": ["sdis"]}, "SNR303"),
    "programme.method": (gone("programme.method"), ""),
    "programme.summary": (gone("programme.summary"), ""),  # each action has its own
    "programme.summary, and that of an action before": (
        gone("programme.summary", "actions[virtualisation].summary"),
        "REEN-11",
    ),
    "programme.summary, and that of an action after": (gone("programme.summary", "actions[clauses].summary"), ""),
    "summary of an action": (gone("actions[virtualisation].summary"), ""),  # the programme has one for all
    "programme says nothing was under way": ({"programme.no_action_under_way": True}, "REEN-07"),
    "started_on of the actions before the programme": (
        gone(*(f"actions[{name}].started_on" for name in BEFORE_PROGRAMME)),
        "REEN-07",  # planned years do not count
    ),
    "actions before the programme: abandoned": (
        {f"actions[{name}].status": "abandoned" for name in BEFORE_PROGRAMME},
        "REEN-07 REEN-16",  # one of them alone served the reuse of retired goods
    ),
    # the actors
    "stakeholders": (gone("stakeholders", "programme.stakeholders"), "REEN-05 REEN-06"),
    "stakeholders, still named": (gone("stakeholders"), "SNR303"),
    "private actors": (NO_PRIVATE | {"programme.stakeholders": PUBLIC}, "REEN-05"),
    "private actors, still named": (NO_PRIVATE, "SNR303"),
    "actor.id": (gone("stakeholders[communes].id"), "SNR303"),
    "actor.name": (gone("stakeholders[communes].name"), "SNR202"),
    "actor.sector": (gone("stakeholders[communes].sector"), "SNR202"),
    "actor.role": (gone("stakeholders[communes].role"), "REEN-05"),
    "actor.association": (gone("stakeholders[communes].association"), "REEN-05"),
    "actor.date": (gone("stakeholders[communes].date"), "REEN-05"),
    "actor.date: after the programme": ({"stakeholders[communes].date": "2022-12-01"}, "REEN-05"),
    "actor.concerned_by": (gone("stakeholders[communes].concerned_by"), "REEN-06"),
    "actor.concerned_by: empty": ({"stakeholders[communes].concerned_by": []}, "REEN-06"),
    "actor.concerned_by: no theme 7": ({"stakeholders[communes].concerned_by": ["7"]}, "REEN-06"),
    "actor.concerned_by: a group": ({"stakeholders[communes].concerned_by": ["workplace"]}, ""),
    "actor.concerned_by: a data centre": ({"stakeholders[colocation].concerned_by": ["dc-pre-rond"]}, ""),
    # the bilan
    "uses": (gone("uses"), "REEN-09"),
    "uses: empty": ({"uses": []}, "REEN-09"),
    "uses: nothing used": (
        {"uses": [{"id": "visio", "kind": "service", "type": "videoconference", "quantity": 0, "source": "Essai"}]},
        "REEN-09",
    ),
    # uses by inhabitant and in all remain, but no action of the territory can be computed any more
    "households": (gone("territory.households"), "REEN-16"),
    "data centres": (gone("territory.data_centres"), ""),
    "equipment, still named": (gone("equipment"), "SNR303"),
    # services remain, and the figure that each objective starts from; nothing moves it; the account says otherwise
    "equipment": (gone("equipment", "actions[].effects"), "REEN-16 REEN-20"),
    # no figure any more: a sentence is no finding of a footprint
    "equipment and services": (gone("equipment", "services", "actions[].effects"), "REEN-10 REEN-13 REEN-16"),
    "effects": (gone("actions[].effects"), "REEN-16"),
    "source of a line of equipment": (gone("equipment[portables-services].source"), "REEN-24"),
    "source of a service": (gone("services[courriels].source"), "REEN-24"),
    "source of a use": (gone("uses[video-habitants].source"), "REEN-24"),
    "agents": (gone("territory.agents"), "REEN-24"),
    "agents.total": (gone("territory.agents.total"), "REEN-24"),
    "exclusions": (gone("exclusions"), "REEN-24"),
    "limits": (gone("limits"), "REEN-24"),
    "governance": (gone("governance"), "REEN-25"),
    "governance.elected_lead": (gone("governance.elected_lead"), "REEN-25"),
    "governance.project_lead": (gone("governance.project_lead"), "REEN-25"),
    "governance.steering": (gone("governance.steering"), "REEN-25"),
    "governance.referents_fte": (gone("governance.referents_fte"), ""),
    # the strategy
    "strategy, axes still named": (gone("strategy"), "SNR303"),
    "strategy": (gone("strategy", "actions[].axis"), "REEN-12"),  # no adoption, so no account is due
    "strategy.adopted_on": (gone("strategy.adopted_on"), "REEN-12"),
    "strategy.adopted_on: after 1 January 2025": ({"strategy.adopted_on": "2025-01-02"}, "REEN-12"),
    "strategy.adopted_on: 1 January 2025": ({"strategy.adopted_on": "2025-01-01"}, ""),
    "strategy.adopted_on: before the programme": ({"strategy.adopted_on": "2022-11-23"}, "REEN-03"),
    "strategy.period": (gone("strategy.period"), "REEN-12"),
    "strategy.period: reversed": ({"strategy.period": {"start": 2030, "end": 2024}}, "REEN-12"),
    "strategy.period.end": (gone("strategy.period.end"), "SNR202"),
    "strategy.deliberation": (gone("strategy.deliberation"), ""),  # no text asks for a vote
    # the objectives
    "objectives, still named": (gone("objectives"), "SNR303"),
    "objectives": (gone("objectives", "actions[].objectives"), "REEN-14 REEN-15 REEN-16"),
    "objective of reduction": (
        {
            "objectives[ges-territoire]": GONE,
            "actions[].objectives": less("ges-territoire"),
        },
        "REEN-14 REEN-16",  # and a measure that serves nothing any more
    ),
    "objective.finding": (gone("objectives[ges-territoire].finding"), "REEN-13"),
    "objective.finding, of the organisation": (gone("objectives[culture].finding"), "REEN-13"),
    "objective.perimeter": (gone("objectives[ges-territoire].perimeter"), "SNR202"),
    "objective.perimeter: organisation": ({"objectives[ges-territoire].perimeter": "organisation"}, "REEN-14"),
    "objective.category": (gone("objectives[ges-territoire].category"), "REEN-14"),
    "objective.reduction": (gone("objectives[ges-territoire].reduction"), "REEN-14"),
    "objective.reduction: 0 %": ({"objectives[ges-territoire].reduction": "0 %"}, "REEN-14"),
    "objective: a rise": (
        {
            "objectives[ges-territoire].reduction": GONE,
            "objectives[ges-territoire].baseline": 300,
            "objectives[ges-territoire].target": 310,
        },
        "REEN-14",
    ),
    "objective: a fall in figures": (
        {
            "objectives[ges-territoire].reduction": GONE,
            "objectives[ges-territoire].baseline": 300,
            "objectives[ges-territoire].target": 290,
        },
        "",
    ),
    "objective.from": (gone("objectives[ges-territoire].from"), "REEN-14"),
    "objective.by": (gone("objectives[ges-territoire].by"), "REEN-14"),
    "objective.by: the year of reference": ({"objectives[ges-territoire].by": 2025}, "REEN-14"),
    "objective.from: a year that nobody published": ({"objectives[ges-organisation].from": 2020}, "REEN-13"),
    "objective.from: given": (
        {"objectives[ges-organisation].from": 2020, "objectives[ges-organisation].baseline": 400_000},
        "",
    ),
    "objective.from: published": (
        {
            "objectives[ges-organisation].from": 2024,
            "annual_reviews[2024].footprint": {"climate_change": 375_000},
        },
        "",
    ),
    "action.schedule.start: after the target year": (
        {"actions[salle-principale].schedule": {"start": 2029}},
        "REEN-18",
    ),
    "objective.by, of the organisation": (gone("objectives[culture].by"), ""),
    "objective.indicators": (gone("objectives[culture].indicators"), "REEN-15"),
    "objective.indicators: empty": ({"objectives[culture].indicators": []}, "REEN-15"),
    "objective.frequency": (gone("objectives[culture].frequency"), "REEN-18"),
    "indicator, still named": (gone("indicators[I-57]"), "SNR303"),
    "indicator.unit, of the catalogue": (gone("indicators[I-57].unit"), ""),
    "indicator.unit, of their own": (OWN_INDICATOR | gone("indicators[km-assistance].unit"), "REEN-15"),
    "indicator.formula, of the catalogue": (gone("indicators[I-57].formula"), ""),
    "indicator.formula, of their own": (OWN_INDICATOR | gone("indicators[km-assistance].formula"), "REEN-15"),
    "indicator.source, of the catalogue": (gone("indicators[I-57].source"), ""),
    "indicator.source, of their own": (OWN_INDICATOR | gone("indicators[km-assistance].source"), "REEN-15"),
    "indicator.frequency, of the catalogue": (gone("indicators[I-57].frequency"), ""),
    "indicator.frequency, of their own": (OWN_INDICATOR | gone("indicators[km-assistance].frequency"), "REEN-15"),
    "indicator, of their own": (OWN_INDICATOR, ""),
    "indicator, by its id alone": ({"indicators[I-57]": {"id": "I-57"}}, ""),
    "indicator: no value since 2022": ({"indicators[I-45].values": {2022: 20}}, "REEN-15"),  # every two years
    "indicator: last value of 2023": ({"indicators[I-45].values": {2023: 20}}, ""),
    "indicator.owner": (gone("indicators[I-57].owner"), ""),
    "indicator.formula, of no objective": (gone("indicators[I-62].formula"), ""),
    # the measures
    "actions, still named": (gone("actions"), "SNR303"),
    "actions": (
        gone("actions", "annual_reviews[].actions", "plans.pcaet.actions"),
        "REEN-07 REEN-16 REEN-17 REEN-20 REEN-23",
    ),
    "action.means": (gone("actions[serveurs-inutiles].means"), "REEN-17"),
    "action.means: empty": ({"actions[serveurs-inutiles].means": {}}, "REEN-17"),
    "action.means: savings": ({"actions[serveurs-inutiles].means": {"savings_eur_per_year": 9000}}, "REEN-17"),
    "action.means: nothing": (
        {
            "actions[serveurs-inutiles].means": {
                "fte": 0,
                "budget": [{"year": 2026, "section": "fonctionnement", "eur": 0}],
            }
        },
        "REEN-17",
    ),
    "action.means: a partner": ({"actions[serveurs-inutiles].means": {"partner": "Syndicat des énergies"}}, ""),
    "action.means, done before the programme": (gone("actions[virtualisation].means"), ""),
    "action.means, an idea": (gone("actions[chaleur-fatale].means"), ""),
    "action.owner": (gone("actions[serveurs-inutiles].owner"), "REEN-17"),
    "action.schedule": (gone("actions[serveurs-inutiles].schedule"), "REEN-18"),
    "action.schedule.start": (gone("actions[serveurs-inutiles].schedule.start"), "REEN-18"),
    "action.schedule, an idea": (gone("actions[chaleur-fatale].schedule"), ""),
    "action.objectives": (gone("actions[serveurs-inutiles].objectives"), "REEN-16"),
    "action.objectives: unknown": ({"actions[serveurs-inutiles].objectives": ["sobriete"]}, "SNR303"),
    "action.themes, covered by others": (gone("actions[serveurs-inutiles].themes"), ""),
    "actions of a theme": ({"actions[].themes": less(1)}, "REEN-19"),
    "actions of a theme, and why": (
        {
            "actions[].themes": less(1),
            "strategy.themes_left_out": [{"theme": 1, "why": "Porté par le schéma des achats."}],
        },
        "",
    ),
    "measures of an objective: abandoned": (
        {"actions[sensibilisation].status": "abandoned", "actions[hameconnage].status": "abandoned"},
        "REEN-16",
    ),
    "measures of an objective: ideas": (
        {"actions[sensibilisation].status": "idea", "actions[hameconnage].status": "idea"},
        "REEN-16",
    ),
    "measures: ideas, all of them": ({"actions[].status": "idea"}, "REEN-07 REEN-16 REEN-17 REEN-19"),
    # the yearly account; as_of is 30 June 2026, so that of 2024 alone is due
    "reviews": (gone("annual_reviews"), "REEN-20"),
    "review of 2024": (gone("annual_reviews[2024]"), "REEN-20"),
    "review of 2025": (gone("annual_reviews[2025]"), ""),
    "review: empty": ({"annual_reviews[2024]": {"year": 2024}}, "REEN-20 REEN-21 REEN-22"),
    "review.indicators: far from what the dossier gives": (
        {"annual_reviews[2025].indicators.I-07": 1.5, "indicators[I-07].values": {}},
        "REEN-20",
    ),
    "review.indicators": (gone("annual_reviews[2024].indicators"), "REEN-20"),
    "review.actions": (gone("annual_reviews[2024].actions"), "REEN-20"),
    "review.comment": (gone("annual_reviews[2024].comment"), "REEN-20"),
    "review.footprint": (gone("annual_reviews[2024].footprint"), ""),
    "review.report": (gone("annual_reviews[2024].report"), "REEN-21"),
    "review.report, not due": (gone("annual_reviews[2025].report"), ""),
    "review.report.presented_on": (gone("annual_reviews[2024].report.presented_on"), "REEN-21"),
    "review.report.budget_debate_on": (gone("annual_reviews[2024].report.budget_debate_on"), "REEN-21"),
    "review.report.deliberation": (gone("annual_reviews[2024].report.deliberation"), "REEN-21"),
    "review.report.presented_first, another day": (gone("annual_reviews[2024].report.presented_first"), ""),
    "review.report.presented_first, the same day": (gone("annual_reviews[2025].report.presented_first"), "REEN-21"),
    "review.report: after the debate, the same day": (
        {"annual_reviews[2025].report.presented_first": False},
        "REEN-21",
    ),
    "review.report: dates swapped": (
        {
            "annual_reviews[2024].report.presented_on": "2025-02-27",
            "annual_reviews[2024].report.budget_debate_on": "2025-01-30",
        },
        "REEN-21",
    ),
    "review.report: before the year itself": ({"annual_reviews[2024].report.presented_on": "2023-12-14"}, "REEN-21"),
    "review.part": (gone("annual_reviews[2024].part"), "REEN-22"),
    "review.part: internal only": ({"annual_reviews[2024].part": ["internal"]}, "REEN-22"),
    "review.goals": (gone("annual_reviews[2024].goals"), "REEN-22"),
    # the PCAET
    "plans": (gone("plans"), "REEN-23"),
    "plans.pcaet": (gone("plans.pcaet"), "REEN-23"),
    "plans.pcaet: none": ({"plans.pcaet": {"exists": False}}, ""),
    "plans.pcaet: none, a commune": ({"territory.kind": "commune", "plans": GONE}, ""),
    "plans.pcaet.date": (gone("plans.pcaet.date"), ""),
    "plans.pcaet.includes_digital": (gone("plans.pcaet.includes_digital"), "REEN-23"),
    "plans.pcaet.includes_digital: false": ({"plans.pcaet.includes_digital": False}, "REEN-23"),
    "plans.pcaet.waste_heat": (gone("plans.pcaet.waste_heat"), "REEN-23"),
    "plans.pcaet.waste_heat: not studied": ({"plans.pcaet.waste_heat": "not_studied"}, "REEN-23"),
    "plans.pcaet.waste_heat: not applicable": ({"plans.pcaet.waste_heat": "not_applicable"}, ""),
    "plans.pcaet.actions": (gone("plans.pcaet.actions"), "REEN-23"),
    "plans.pcaet.actions: unknown": ({"plans.pcaet.actions": ["chaleur"]}, "SNR303"),
}


def test_an_objective_without_a_start_starts_from_the_year_of_the_dossier(tmp_path: Path, tables: Tables) -> None:
    """Its figure is the one that is computed."""
    edits = gone("objectives[ges-territoire].from")
    assert "REEN-13" not in codes(checked(changed(edits), tmp_path, tables))


@pytest.mark.parametrize(("edits", "expected"), walk(TABLE.values(), 40), ids=TABLE)
def test_valmont_less_one_fact(edits: dict[str, Any], expected: str, tmp_path: Path, tables: Tables) -> None:
    findings = checked(changed(edits), tmp_path, tables)
    assert codes(findings) == set(expected.split()), [(finding.code, finding.message) for finding in findings]
    for finding in findings:
        assert finding.help, finding.message


def test_every_rule_of_the_decree_is_in_the_table() -> None:
    raised = {code for _, expected in TABLE.values() for code in expected.split()}
    untried = {code for code in CODES if code.startswith("REEN")} - LATER - raised
    assert not untried, f"{untried}: a line of TABLE, what of Valmont takes the duty away"


# --- how much each one weighs


def test_gravest_severity_of_each_rule() -> None:
    expected = {
        f"REEN-{number}": severity
        for numbers, severity in ((IMPERATIVE, ERROR), (IMPLIED, WARNING), (OPTIONAL, INFO))
        for number in numbers.split()
    }
    found = {code: CODES[code].severity for code in CODES if code.startswith("REEN") and code not in LATER}
    assert found == expected, "a duty is in IMPERATIVE, IMPLIED or OPTIONAL"


WEIGHTS = {
    "programme late": ({"programme.date": "2023-06-30"}, WARNING),
    "strategy late": ({"strategy.adopted_on": "2025-06-30"}, WARNING),
    "strategy without a period": (gone("strategy.period"), WARNING),
    "kind to check": ({"territory.kind": "autre"}, INFO),
    "population without a source": (gone("territory.population.source"), INFO),
    "no actor": (gone("stakeholders", "programme.stakeholders"), ERROR),
    "only public actors": ({"programme.stakeholders": PUBLIC}, ERROR),
    "private actors came late": (
        {f"stakeholders[{name}].date": "2022-12-01" for name in PRIVATE},
        ERROR,
    ),
    "one actor came late": ({"stakeholders[ressourcerie].date": "2022-12-01"}, WARNING),
    "actor without a role": (gone("stakeholders[communes].role"), WARNING),
    "actor concerned by nothing": (gone("stakeholders[communes].concerned_by"), ERROR),
    "actor concerned by something unknown": ({"stakeholders[communes].concerned_by": ["7"]}, ERROR),
    "actor concerned by a theme and something unknown": ({"stakeholders[communes].concerned_by": ["1", "7"]}, WARNING),
    "no use": (gone("uses"), ERROR),
    "no indicator": (gone("objectives[culture].indicators"), ERROR),
    "indicator without a formula": (OWN_INDICATOR | gone("indicators[km-assistance].formula"), WARNING),
    "objective without a measure": (
        {"actions[sensibilisation].status": "abandoned", "actions[hameconnage].status": "abandoned"},
        ERROR,
    ),
    "measure without an objective": (gone("actions[serveurs-inutiles].objectives"), WARNING),
    "no means": (gone("actions[serveurs-inutiles].means"), ERROR),
    "no owner": (gone("actions[serveurs-inutiles].owner"), WARNING),
    "a theme left out": ({"actions[].themes": less(1)}, INFO),
    "no account": (gone("annual_reviews[2024]"), ERROR),
    "account without figures": (gone("annual_reviews[2024].indicators"), WARNING),
    "account not due, empty": (
        {"annual_reviews[2025]": {"year": 2025, "part": ["internal", "territory"], "goals": [1]}},
        WARNING,
    ),
    "no report": (gone("annual_reviews[2024].report"), ERROR),
    "report after the debate": ({"annual_reviews[2024].report.presented_on": "2025-03-01"}, ERROR),
    "report the same day, to check": (gone("annual_reviews[2025].report.presented_first"), INFO),
    "report the same day, after": ({"annual_reviews[2025].report.presented_first": False}, ERROR),
    "no date of debate": (gone("annual_reviews[2024].report.budget_debate_on"), WARNING),
    "no deliberation": (gone("annual_reviews[2024].report.deliberation"), WARNING),
    "no PCAET said": (gone("plans"), INFO),
    "PCAET without the digital": ({"plans.pcaet.includes_digital": False}, WARNING),
    "PCAET older than the law": (
        {"plans.pcaet.includes_digital": False, "plans.pcaet.date": "2019-12-16"},
        INFO,
    ),
    "PCAET without an action of the strategy": (gone("plans.pcaet.actions"), INFO),
}


@pytest.mark.parametrize(("edits", "severity"), walk(WEIGHTS.values(), 12), ids=WEIGHTS)
def test_weight(edits: dict[str, Any], severity: Severity, tmp_path: Path, tables: Tables) -> None:
    findings = checked(changed(edits), tmp_path, tables)
    assert findings
    assert {finding.severity for finding in findings} - {INFO} <= {severity}
    assert max(finding.severity is severity for finding in findings)


# --- the threshold, and statutes to check


def bare(**territory: Any) -> Data:
    return {"snr": 1, "reference_year": 2025, "territory": {"kind": "commune", "fictitious": True, **territory}}


def populations(totale: int | None, municipale: int | None) -> Data:
    known = {"totale": totale, "municipale": municipale}
    return bare(population={key: value for key, value in known.items() if value is not None})


@pytest.mark.parametrize(
    ("totale", "municipale", "applies", "said"),
    [
        (50_001, 50_001, True, None),
        (50_001, None, True, None),
        (50_001, 50_000, True, "à vérifier"),
        (50_000, 50_000, False, "ne s’applique pas"),
        (50_000, None, False, "ne s’applique pas"),
        (12_000, 11_700, False, "ne s’applique pas"),
        (None, 50_001, True, None),
        (None, 50_000, False, "à vérifier"),
        (None, 11_700, False, "à vérifier"),
        (None, None, True, "à vérifier"),
    ],
)
def test_threshold(
    totale: int | None, municipale: int | None, applies: bool, said: str | None, tmp_path: Path, tables: Tables
) -> None:
    findings = checked(populations(totale, municipale), tmp_path, tables)
    assert any(finding.severity is ERROR for finding in findings) == applies
    if not applies:
        assert {finding.severity for finding in findings} == {INFO}
    messages = [finding.message for finding in findings if finding.code == "REEN-02"]
    assert bool(messages) == (said is not None)
    if said is not None:
        assert said in messages[0]


def test_under_the_threshold_a_wrong_date_is_no_error_either(tmp_path: Path, tables: Tables) -> None:
    edits = {
        "territory.population.totale": 50_000,
        "territory.population.municipale": 49_100,
        "programme.date": "2024-06-01",
    }
    findings = checked(changed(edits), tmp_path, tables)
    assert {finding.severity for finding in findings} == {INFO}
    assert {"REEN-02", "REEN-03", "REEN-04"} <= codes(findings)


@pytest.mark.parametrize(
    "territory",
    [
        {"siren": "217500016"},  # Ville de Paris
        {"insee_code": "75056"},
        {"siren": "200046977"},  # Métropole de Lyon
        {"kind": "autre", "population": {"totale": 3_300_000, "municipale": 3_250_000}},  # a région
        {"kind": "commune", "insee_code": "98818"},  # Nouméa
    ],
    ids=["paris", "paris by its code", "lyon", "autre", "nouméa"],
)
def test_statute_to_check(territory: Data, tmp_path: Path, tables: Tables) -> None:
    data = {"snr": 1, "reference_year": 2025, "territory": territory}
    findings = checked(data, tmp_path, tables)
    (said,) = [finding for finding in findings if finding.code == "REEN-01"]
    assert "à vérifier" in said.message
    assert said.severity is INFO
    assert ERROR not in {finding.severity for finding in findings}
    assert WARNING in {finding.severity for finding in findings}


@pytest.mark.parametrize("siren", ["243300316", "200067437", "216901231"])  # Bordeaux Métropole, a CA, Lyon (commune)
def test_statute_of_the_law(siren: str, tmp_path: Path, tables: Tables) -> None:
    findings = checked({"snr": 1, "reference_year": 2025, "territory": {"siren": siren}}, tmp_path, tables)
    assert "REEN-01" not in codes(findings)
    assert ERROR in {finding.severity for finding in findings}


# --- dates: the account of a year is due from 31 December of the next one


@pytest.mark.parametrize(
    ("adopted_on", "as_of", "due"),
    [
        ("2024-01-25", "2024-12-31", []),
        ("2024-01-25", "2025-12-30", []),
        ("2024-01-25", "2025-12-31", [2024]),
        ("2024-01-25", "2026-12-30", [2024]),
        ("2024-01-25", "2026-12-31", [2024, 2025]),
        ("2024-12-19", "2025-12-31", [2024]),  # the year of the adoption counts
        ("2025-01-02", "2025-12-31", []),
        ("2025-01-02", "2026-12-31", [2025]),
        ("2022-03-31", "2026-06-30", [2024]),  # the duty starts with the reports of 2025
        ("2027-01-01", "2026-12-31", []),
    ],
)
def test_years_due(adopted_on: str, as_of: str, due: list[int], tmp_path: Path, tables: Tables) -> None:
    data = bare(population={"totale": 60_000, "municipale": 59_000})
    data["strategy"] = {"adopted_on": adopted_on, "period": {"start": 2024, "end": 2040}}  # planned years never count
    findings = checked(data, tmp_path, tables, as_of=as_of)
    said = [finding.message for finding in findings if finding.code == "REEN-20"]
    assert len(said) == bool(due)  # one finding, however many years are due
    assert [int(year) for message in said for year in re.findall(r"\d{4}", message)] == due


@pytest.mark.parametrize(
    ("edits", "as_of", "expected"),
    walk(
        [
            ({"method.as_of": "2025-06-30"}, None, ""),
            ({"method.as_of": "2026-06-30"}, None, "REEN-20"),
            ({"method.as_of": "2026-06-30"}, "2025-06-30", ""),  # the option first
            ({"method.as_of": "2025-06-30"}, "2026-06-30", "REEN-20"),
            ({"method.as_of": GONE}, None, "REEN-20"),
            (
                {"method.as_of": GONE, "reference_year": 2018},
                None,
                "REEN-20",
            ),  # the date of the texts, never the year of the data
            (
                {"method.as_of": GONE, "reference_year": 2024, "annual_reviews": [{**VALMONT["annual_reviews"][1]}]},
                None,
                "REEN-20",
            ),
        ],
        2,
    ),
)
def test_date_of_judgement(
    edits: dict[str, Any], as_of: str | None, expected: str, tmp_path: Path, tables: Tables
) -> None:
    data = changed({"annual_reviews": GONE} | edits)
    assert codes(checked(data, tmp_path, tables, as_of=as_of)) == set(expected.split())


@pytest.mark.parametrize(
    ("edits", "code"),
    [
        ({"strategy.adopted_on": "2026-11-05"}, "REEN-12"),
        ({"programme.date": "2026-11-05", "strategy.adopted_on": "2026-11-05"}, "REEN-03"),
    ],
)
def test_what_is_dated_after_the_judgement_is_not_said_done(
    edits: dict[str, Any], code: str, tmp_path: Path, tables: Tables
) -> None:
    data = changed({"annual_reviews": GONE} | edits)
    before, after = (Wanted(select=(code,), as_of=day) for day in ("2026-11-04", "2026-11-05"))
    duty = summary(data, tmp_path, tables, before)[code]
    assert duty.status is RuleStatus.MISSING
    assert "du 5 novembre 2026, après le 4 novembre 2026, date de ce jugement" in duty.text
    assert duty.weight is Severity.WARNING, "said, and no error: it may well be voted on that day"
    assert summary(data, tmp_path, tables, after)[code].status is not RuleStatus.MISSING


def test_an_act_that_a_dossier_dates_is_behind_it(tmp_path: Path, tables: Tables) -> None:
    data = changed({"annual_reviews": GONE, "method.as_of": GONE, "strategy.adopted_on": "2026-11-05"})
    duty = summary(data, tmp_path, tables, Wanted(select=("REEN-12",)))["REEN-12"]
    assert duty.status is RuleStatus.LATE, "adopted, after 1 January 2025"


def test_as_of_must_be_a_date(tmp_path: Path, tables: Tables) -> None:
    assert codes(checked(changed({"method.as_of": "demain"}), tmp_path, tables)) == {"SNR207"}


def test_many_years_are_told_in_one_breath(tmp_path: Path, tables: Tables) -> None:
    data = changed({"annual_reviews": GONE, "method.as_of": "2052-12-31"})
    (finding,) = checked(data, tmp_path, tables, select=("REEN-20",))
    assert finding.message == "bilans annuels de 2024 à 2051 absents"


@pytest.mark.parametrize(("as_of", "judged"), [("2021-11-15", False), ("2021-11-16", True)])
def test_nothing_of_the_law_before_it_was_published(as_of: str, judged: bool, tmp_path: Path, tables: Tables) -> None:
    data = bare(population={"totale": 60_000, "municipale": 59_000})
    assert bool(checked(data, tmp_path, tables, as_of=as_of)) == judged


@pytest.mark.parametrize(
    ("sections", "waits"),
    [
        ({}, "attend la stratégie (REEN-12)"),
        ({"strategy": {"period": {"start": 2024, "end": 2030}}}, "attend la date d’adoption de la stratégie (REEN-12)"),
        ({"strategy": {"adopted_on": "2025-02-06"}}, "aucun bilan n’est encore dû au 1er avril 2026"),
    ],
    ids=["no strategy", "not adopted", "adopted"],
)
def test_what_the_accounts_wait_for(sections: Data, waits: str, tmp_path: Path, tables: Tables) -> None:
    table = summary(bare() | sections, tmp_path, tables)
    assert [table[code].text for code in ("REEN-20", "REEN-21")] == [waits, waits]


# --- the table of duties

EVERYTHING = Wanted(ignore=tuple(LATER))


def summary(data: Data, folder: Path, tables: Tables, wanted: Wanted = EVERYTHING) -> dict[str, Duty]:
    """Return the lines of the table of duties of a dossier, by code."""
    (folder / "territory.yaml").write_text(yaml.dump(data, Dumper=DUMPER, allow_unicode=True), encoding="utf-8")
    (duties,) = check([str(folder)], words_of(tables), tables, wanted, with_duties=True).duties.values()
    return {duty.code: duty for duty in duties.lines}


def shown(data: Data, folder: Path, tables: Tables, wanted: Wanted = EVERYTHING) -> tuple[list[str], dict[str, str]]:
    """Return the lines above the table, unwrapped, and the answer of each duty."""
    (folder / "territory.yaml").write_text(yaml.dump(data, Dumper=DUMPER, allow_unicode=True), encoding="utf-8")
    ((name, duties),) = check([str(folder)], words_of(tables), tables, wanted, with_duties=True).duties.items()
    text = duties_table(name, duties, 10_000)
    return text.split("\n\n")[0].splitlines(), dict(re.findall(r"^([A-Z]+-\d\d)  (.{13})  ", text, re.M))


LARGE = {"population": {"totale": 60_000, "municipale": 59_000, "year": 2022, "source": "INSEE"}}
ERRORS = "REEN-03, 05, 06, 09, 12, 14, 15, 16, 17"


def test_are_we_in_order(tmp_path: Path, tables: Tables) -> None:
    head, words = shown(bare(**LARGE), tmp_path, tables)
    assert head[0].endswith("territory.yaml, jugé au 1er avril 2026")
    # 13 rules are imperative, and no account is due before a strategy
    assert head[1] == f"Loi et décret : 9 obligations manquantes sur 11 ({ERRORS})"
    assert head[2] == "Avertissements et bonnes pratiques : 4 à compléter (REEN-10, 11, 24, 25)"
    assert head[3].startswith("Obligations voisines : 7 non renseignées (ADJ-01, 05, ")
    assert {words[f"REEN-{number}"].strip() for number in ERRORS[5:].split(", ")} == {"manquant"}
    head, words = shown(VALMONT, tmp_path, tables)
    assert head[1:3] == [
        "Loi et décret : aucune obligation manquante sur 13",
        "Avertissements et bonnes pratiques : rien à signaler",
    ]
    assert not {"manquant", "à compléter"} & {word.strip() for word in words.values()}


def test_an_authority_under_the_threshold_misses_nothing(tmp_path: Path, tables: Tables) -> None:
    head, words = shown(populations(48_000, 47_000), tmp_path, tables)
    assert "l’article 35 ne s’applique pas jusqu’à 50 000 habitants" in head[1]
    assert "manqua" not in " ".join(head)
    assert {words[code].strip() for code in words if code.startswith("REEN")} == {
        "satisfait",
        "sans objet",
        "volontaire",
    }


def test_a_statute_to_check_misses_nothing_yet(tmp_path: Path, tables: Tables) -> None:
    head, words = shown(bare(**LARGE) | {"territory": {"siren": "217500016"}}, tmp_path, tables)
    assert "à vérifier" in head[1]
    assert "manquant" not in {word.strip() for word in words.values()}


def test_a_population_without_its_source_is_over_the_threshold_all_the_same(tmp_path: Path, tables: Tables) -> None:
    line = summary(changed(gone("territory.population.source")), tmp_path, tables)["REEN-02"]
    assert line.status is RuleStatus.SATISFIED
    assert line.text.endswith("année ou source non dite")


@pytest.mark.parametrize(
    ("edits", "code", "word"),
    walk(
        [
            ({"programme.date": "2023-06-30"}, "REEN-04", "hors délai"),
            ({"strategy.adopted_on": "2025-06-30"}, "REEN-12", "hors délai"),
            (gone("strategy.period"), "REEN-12", "à compléter"),
            (gone("limits"), "REEN-24", "à compléter"),
            (gone("uses"), "REEN-09", "manquant"),
            (gone("purchases"), "ADJ-01", "non renseigné"),
            (gone("purchases[2025].montant_total"), "ADJ-01", "à revoir"),
        ],
        3,
    ),
    ids=str,
)
def test_words_weigh_what_is_missing(
    edits: dict[str, Any], code: str, word: str, tmp_path: Path, tables: Tables
) -> None:
    assert shown(changed(edits), tmp_path, tables)[1][code].strip() == word


def test_good_practice_is_told_from_the_law(tmp_path: Path, tables: Tables) -> None:
    (tmp_path / "territory.yaml").write_text(yaml.dump(VALMONT, Dumper=DUMPER, allow_unicode=True), encoding="utf-8")
    ((name, duties),) = check(
        [str(tmp_path)], words_of(tables), tables, Wanted(ignore=tuple(LATER)), with_duties=True
    ).duties.items()
    families = duties_table(name, duties, 10_000).split("\n\n")[1:]
    listed = [re.findall(r"^[A-Z]+-\d\d", family, re.M) for family in families]
    assert [of[0] for of in listed] == ["REEN-01", "REEN-05", "REEN-10", "ADJ-01"]
    # what no text demands is no point of the law or of the decree: REEN-10 is deduced, 24 and 25 are practice
    assert families[2].startswith("BONNES PRATIQUES")
    assert listed[2] == ["REEN-10", "REEN-24", "REEN-25"]


def test_the_table_follows_the_options(tmp_path: Path, tables: Tables) -> None:
    data = bare(**LARGE)
    assert set(summary(data, tmp_path, tables, Wanted(select=("REEN-05", "ADJ")))) == {
        "REEN-05",
        *(code for code in CODES if code.startswith("ADJ")),
    }
    assert not any(code.startswith("ADJ") for code in summary(data, tmp_path, tables, Wanted(ignore=("ADJ",))))
    programme = set(summary(data, tmp_path, tables, Wanted(profile="programme")))
    assert {"REEN-11", "REEN-25"} <= programme
    assert not {"REEN-12", "REEN-20", "ADJ-01"} & programme


# --- what a finding gives to type

MODEL = re.compile(r"(?<![\w.])([a-z_]+(?:\.[a-z_]+)*): ([\[{].*)")


def model_of(text: str) -> Any:
    """Return the value that starts a text: up to where its brackets are closed."""
    depth = 0
    for place, char in enumerate(text):
        depth += (char in "[{") - (char in "]}")
        if not depth:
            return yaml.safe_load(text[: place + 1])
    raise AssertionError(text)


def nothing_in(value: Any) -> bool:
    """Say whether a key has no value: `{date, stakeholders}` is no model."""
    if isinstance(value, dict):
        return any(nothing_in(each) for each in value.values())
    return any(map(nothing_in, value)) if isinstance(value, list) else value is None


@pytest.mark.parametrize("kind", ["commune", "metropole"])
def test_what_is_to_add_can_be_pasted(kind: str, tmp_path: Path, tables: Tables) -> None:
    data = bare(**LARGE) | {"strategy": {"adopted_on": "2024-01-25"}}
    data["territory"]["kind"] = kind
    seen = set()
    for finding in checked(data, tmp_path, tables, as_of="2026-12-31", select=()):
        for key, text in MODEL.findall(finding.help):
            value = model_of(text)
            assert not nothing_in(value), finding.help
            top, _, inside = key.partition(".")
            if top in Dossier.model_fields:
                seen.add(top)
                given = {inside: value} if inside else value
                if top == "strategy":
                    given = {"adopted_on": "2024-01-25"} | given
                Dossier.model_validate(data | {top: data[top] | given if top == "territory" else given})
    assert {
        "programme",
        "stakeholders",
        "uses",
        "objectives",
        "actions",
        "annual_reviews",
        "purchases",
        "waste",
    } <= seen


# --- the examples

READING = ("SNR1", "SNR2", "SNR3")
FIRST = "03 05 06 09 12 14 15 16 17"
EXAMPLE_CODES = {
    ("minimal", None): FIRST,
    ("minimal", "programme"): "03 05 06 09 11 24 25",
    ("minimal", "strategie"): "03 05 06 09 11 12 14 15 16 17 24 25",
    ("minimal", "bilan"): "03 05 06 09 11 12 14 15 16 17 24 25",
    ("la-rochelle-2020", None): "",  # judged on 31 December 2020, before the law
    ("la-rochelle-2020", "bilan"): "",
    ("bordeaux-metropole", None): FIRST,
    ("bordeaux-metropole", "programme"): "03 05 06 09 10 11 24 25",
    ("bordeaux-metropole", "strategie"): "03 05 06 09 10 11 12 14 15 16 17 23 24 25",
    ("bordeaux-metropole", "bilan"): "03 05 06 09 10 11 12 14 15 16 17 23 24 25",
    ("valmont", None): "",
    ("valmont", "programme"): "",
    ("valmont", "strategie"): "",
    ("valmont", "bilan"): "",
}


def of_example(name: str, profile: Any, tables: Tables) -> list[Finding]:
    done = check([str(EXAMPLES / name)], words_of(tables), tables, Wanted(profile, ignore=tuple(LATER)))
    return list(done.report.findings)


@pytest.mark.parametrize(("name", "profile"), EXAMPLE_CODES)
def test_examples(name: str, profile: str | None, tables: Tables) -> None:
    # a code asked for by name is judged even where nothing claims it: filter afterwards
    findings = [finding for finding in of_example(name, profile, tables) if finding.code.startswith(("REEN", *READING))]
    assert codes(findings) == {f"REEN-{number}" for number in EXAMPLE_CODES[name, profile].split()}
    if profile is None:
        assert {finding.severity for finding in findings} <= {ERROR}


@pytest.mark.parametrize("name", ["minimal", "la-rochelle-2020", "bordeaux-metropole", "valmont"])
def test_examples_saisie(name: str, tables: Tables) -> None:
    # what Valmont's inventory rejects is said, and is no mistake of the dossier
    assert codes(of_example(name, "saisie", tables)) <= {
        "SNR501",
        "SNR508",
    }  # the seeded export holds a device twice, on purpose


@pytest.mark.parametrize("name", ["minimal", "bordeaux-metropole"])
def test_a_first_dossier_raises_errors_of_the_decree_and_for_the_rest_informations(name: str, tables: Tables) -> None:
    findings = of_example(name, None, tables)
    assert codes([finding for finding in findings if finding.severity is ERROR]) == {
        f"REEN-{number}" for number in FIRST.split()
    }
    # the checklist of the method binds nobody; plausibility finds nothing to doubt
    rest = [finding for finding in findings if finding.severity is not ERROR]
    assert {finding.severity for finding in rest} == {INFO}
    assert all(finding.code.startswith("RCP-") or finding.code == "SNR420" for finding in rest), codes(rest)


# --- whatever is missing, the rules judge without an exception


def places(data: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the path of every key and item of the dossier, four levels deep."""
    if len(path) == 4 or not isinstance(data, dict | list):
        return []
    steps = data if isinstance(data, dict) else range(len(data))
    found = [(*path, step) for step in steps]
    return found + [deeper for step in steps for deeper in places(data[step], (*path, step))]


PLACES = [place for place in places(VALMONT) if place[0] not in ("snr", "reference_year")]
KEYS = sorted({tuple("*" if isinstance(step, int) else step for step in place) for place in PLACES})


WORDS = words_of(REMEMBERED)


def remove(data: Any, path: tuple[Any, ...]) -> None:
    """Remove a key, or an item of a list; `*` stands for every item."""
    step, rest = path[0], path[1:]
    if step == "*" and isinstance(data, list):
        if rest:
            for item in data:
                remove(item, rest)
        else:
            data.clear()
    elif (isinstance(data, dict) and step in data) or (isinstance(data, list) and step in range(len(data))):
        if rest:
            remove(data[step], rest)
        else:
            del data[step]


@pytest.mark.slow
@settings(max_examples=150 if LONG else 60, deadline=None, derandomize=True)
@given(
    removed=st.lists(st.sampled_from(KEYS) | st.sampled_from(PLACES), max_size=12),
    as_of=st.sampled_from((None, "1990-01-01", "2025-12-31", "2100-12-31")),
)
def test_rules_never_raise(removed: list[tuple[Any, ...]], as_of: str | None) -> None:
    data = copy.deepcopy(VALMONT)
    for path in removed:
        remove(data, path)
    try:
        dossier = Dossier.model_validate(data)
    except ValidationError:
        return
    if check_references(dossier, WORDS, lambda path, code, *_, **__: Finding(code, Position(""), str(path))):
        return
    case = Case(dossier, assess(dossier, REMEMBERED), REMEMBERED, judged_on(dossier, as_of))
    for rule in RULES:
        verdict = rule.judge(case)
        if not rule.code.startswith("REEN"):
            continue
        assert verdict.status in RuleStatus
        assert verdict.text
        told = verdict.status in (RuleStatus.MISSING, RuleStatus.LATE, RuleStatus.TO_CHECK)
        assert bool(verdict.remarks) == told or rule.code == "REEN-02"
        for remark in verdict.remarks:
            assert remark.message
            assert "None" not in remark.message + remark.help
            assert severity_of(rule, remark, case) in Severity
