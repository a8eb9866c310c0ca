"""The virtual layer: nothing is created nor lost between hosts, machines and applications; what is shown of it."""

import json
from math import fsum
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings, strategies as st

from in_process import snr
from snr_cli.api.catalogue import words_of
from snr_cli.catalog.opened import shipped_tables
from snr_cli.engine.assess import assess
from snr_cli.engine.records import VirtualView
from snr_cli.french.words.terms import ALLOCATIONS, REMAINDERS
from snr_cli.inputs.dossier.load import read_dossier
from snr_cli.model.dossier import Dossier
from snr_cli.outputs.assessment_json import assessment_document
from test_schema import validator

FAST = settings(max_examples=60, deadline=None, derandomize=True)
ALLOCATION = st.sampled_from(("rcp_standard", "rcp_full", "rcp_idle", "vcpu", "storage"))
HOSTS = ("server_rack", "laptop", "storage_array", "switch")
resources = st.floats(min_value=0.01, max_value=1e4)


@st.composite
def layers(draw: st.DrawFn) -> dict[str, Any]:
    """Return equipment, services and a virtual layer whose references are right."""
    count = draw(st.integers(1, 3))
    equipment = [
        {"id": f"h{n}", "type": draw(st.sampled_from(HOSTS)), "quantity": draw(st.floats(min_value=0.1, max_value=500))}
        for n in range(count)
    ]
    services = [{"id": "cloud", "type": "cloud_vm_hour", "quantity": draw(st.floats(min_value=0, max_value=1e5))}]
    keyed = draw(st.booleans())
    pooled = draw(st.booleans())
    pools = [{"id": "pool", "lines": [line["id"] for line in equipment]}] if pooled else []
    hosts = ["pool"] if pooled else [line["id"] for line in equipment]
    machines: list[dict[str, Any]] = []
    for host in hosts:
        group = draw(st.lists(st.tuples(resources, resources, resources, st.floats(1, 8760)), max_size=4))
        for rank, (vcpu, ram, storage, hours) in enumerate(group):
            machine = {"id": f"vm-{host}-{rank}", "host": host}
            if keyed:
                machine["key"] = draw(st.floats(0, 1)) / len(group)
            else:
                machine |= {"vcpu": vcpu, "ram_gb": ram, "storage_gb": storage, "hours_per_year": hours}
                machine["quantity"] = draw(st.floats(min_value=0.5, max_value=20))
            machines.append(machine)
    if not pooled and not machines:
        pools = [{"id": "vide", "lines": ["h0"]}]
    names = [machine["id"] for machine in machines] + ["cloud"]
    applications: list[dict[str, Any]] = [
        {"id": f"app{n}", "machines": draw(st.lists(st.sampled_from(names), min_size=1, unique=True))}
        for n in range(draw(st.integers(0, 4)))
    ]
    for application in applications:
        if draw(st.booleans()):
            application["shares"] = {name: draw(st.floats(0, 0.25)) for name in application["machines"]}
    allocation = "key" if keyed else draw(ALLOCATION)
    virtual = {"allocation": allocation, "pools": pools, "machines": machines, "applications": applications}
    return {"equipment": equipment, "services": services, "virtual": virtual}


def dossier(sections: dict[str, Any]) -> Dossier:
    return Dossier.model_validate(
        {"snr": 1, "reference_year": 2025, "territory": {"name": "Exemple", "department": "33"}, **sections}
    )


def view_of(sections: dict[str, Any]) -> VirtualView:
    view = assess(dossier(sections), shipped_tables()).virtual
    assert view is not None
    return view


@FAST
@given(layers())
def test_applications_and_remainders_are_hosts_and_services(sections: dict[str, Any]) -> None:
    view = view_of(sections)
    for category in view.whole.categories:
        wanted = view.whole.stages(category)
        for stage, value in wanted.items():
            found = fsum(carrier.stages(category).get(stage, 0.0) for carrier in (*view.applications, *view.remainders))
            assert found == pytest.approx(value, rel=1e-9), (category, stage)
        assert fsum(wanted.values()) == pytest.approx(view.whole.total(category), rel=1e-12)


@FAST
@given(layers())
def test_the_organisation_does_not_change(sections: dict[str, Any]) -> None:
    tables = shipped_tables()
    with_view = assess(dossier(sections), tables).organisation
    alone = assess(dossier({**sections, "virtual": None}), tables).organisation
    assert with_view.totals == alone.totals
    assert with_view.by_group == alone.by_group


@FAST
@given(layers(), st.sampled_from((2.0, 0.1, 1000.0)))
def test_linear_in_the_hosts(sections: dict[str, Any], times: float) -> None:
    more = {
        **sections,
        **{
            section: [{**line, "quantity": line["quantity"] * times} for line in sections[section]]
            for section in ("equipment", "services")
        },
    }
    for once, several in zip(view_of(sections).applications, view_of(more).applications, strict=True):
        for category in once.categories:
            assert several.total(category) == pytest.approx((once.total(category) or 0.0) * times, rel=1e-9)


@FAST
@given(layers(), st.sampled_from((2.0, 0.5, 9.0)))
def test_only_the_proportions_of_what_is_reserved_count(sections: dict[str, Any], times: float) -> None:
    machines = [
        {**machine, **{key: machine[key] * times for key in ("vcpu", "ram_gb", "storage_gb") if key in machine}}
        for machine in sections["virtual"]["machines"]
    ]
    scaled = {**sections, "virtual": {**sections["virtual"], "machines": machines}}
    for once, again in zip(view_of(sections).machines, view_of(scaled).machines, strict=True):
        for moment, share in once.basis.items():
            assert again.basis[moment].value == pytest.approx(share.value, rel=1e-9)


@FAST
@given(layers())
def test_the_document_keeps_to_its_schema(sections: dict[str, Any]) -> None:
    tables = shipped_tables()
    document = assessment_document(assess(dossier(sections), tables), tables, "essai")
    schema = validator("assessment").schema
    jsonschema.validate(document["virtual"], {"definitions": schema["definitions"], **schema["properties"]["virtual"]})
    for host in document["virtual"]["hosts"]:
        inside = {machine["id"] for machine in document["virtual"]["machines"] if machine["host"] == host["id"]}
        assert inside == set(host["machines"])


def test_every_allocation_and_every_remainder_has_its_words() -> None:
    schema = validator("assessment").schema["definitions"]["allocation"]
    assert set(schema["enum"]) == set(ALLOCATIONS)
    layer = validator("assessment").schema["properties"]["virtual"]["properties"]["remainders"]
    assert set(layer["items"]["properties"]["reason"]["enum"]) == set(REMAINDERS)


EXAMPLE = """\
snr: 1
reference_year: 2025
territory: {name: Essai, department: "33"}
equipment:
  - {id: esx, type: server_rack, quantity: 3}
  - {id: isole, type: server_rack, quantity: 1}
services:
  - {id: agenda, type: cloud_vm_hour_aws_m5_large, quantity: 8760}
virtual:
  pools: [{id: reserve, lines: [isole]}]
  machines:
    - {id: web, host: esx, quantity: 2, vcpu: 2, ram_gb: 8, storage_gb: 50}
    - {id: base, host: esx, vcpu: 8, ram_gb: 64, storage_gb: 800}
    - {id: oubliee, host: esx, vcpu: 4, ram_gb: 16, storage_gb: 100}
  applications:
    - {id: demarches, label: Démarches en ligne, machines: [web, base]}
    - {id: finances, machines: [base]}
    - {id: bureautique, machines: [agenda]}
"""


@pytest.fixture
def example(tmp_path: Path) -> Path:
    (tmp_path / "territory.yaml").write_text(EXAMPLE, encoding="utf-8")
    return tmp_path


def test_screen_shows_each_application_and_what_none_carries(example: Path) -> None:
    done = snr("assess", "-v", example)
    assert done.returncode == 0, done.stderr
    part = done.stdout[done.stdout.index("APPLICATIONS") : done.stdout.index("TERRITOIRE")]
    for words in (
        "Démarches en ligne",
        "finances",
        "bureautique",
        "reste : hôte sans machine déclarée",
        "reste : machine ou service sans application",
        "Total réparti",
        "100\u00a0%",
    ):
        assert words in part, part
    assert "déjà comptés dans l’organisation" in part
    assert max(map(len, part.splitlines())) <= 80


def test_a_dossier_without_it_shows_nothing(tmp_path: Path) -> None:
    (tmp_path / "territory.yaml").write_text(EXAMPLE[: EXAMPLE.index("virtual:")], encoding="utf-8")
    assert "APPLICATIONS" not in snr("assess", "-v", tmp_path).stdout


@pytest.mark.parametrize("category", ["climate_change", "final_energy", "acidification"])
@pytest.mark.parametrize("name", ["demarches", "web", "agenda", "bureautique"])
def test_explanation_ends_on_the_figure_of_the_document(example: Path, name: str, category: str) -> None:
    document = json.loads(snr("assess", example, "--format", "json").stdout)
    every = [*document["virtual"]["machines"], *document["virtual"]["applications"], *document["organisation"]["lines"]]
    impacts = next(each["impacts"] for each in every if each["id"] == name)
    done = snr("explain", example, name, "--category", category)
    assert done.returncode == 0, done.stderr
    shown = next(line for line in done.stdout.splitlines() if line.startswith("Résultat"))
    figure = shown.rpartition("=")[2].split()[0] if "=" in shown else ""
    number = float(figure.replace("\u202f", "").replace("\u00a0", "").replace(",", "."))
    assert number == pytest.approx(impacts[category]["value"], rel=1e-9)


def test_explanation_of_a_machine_names_the_source_of_the_shares(example: Path) -> None:
    text = snr("explain", example, "web").stdout
    assert "RCP_CLOUD_2025" in text
    assert "part de la mémoire" in text
    assert "ramenée à 100" in text


def test_a_name_that_is_nearly_an_application_is_suggested(example: Path) -> None:
    done = snr("explain", example, "demarche")
    assert done.returncode == 2
    assert "demarches" in done.stderr


def test_the_source_of_the_shares_is_among_the_sources(example: Path) -> None:
    assert "RCP_CLOUD_2025" in json.loads(snr("assess", example, "--format", "json").stdout)["factors"]["sources"]


def test_a_right_layer_has_no_finding(example: Path) -> None:
    read = read_dossier(str(example), words_of(shipped_tables()))
    assert read.dossier is not None
    assert not [finding for finding in read.findings if "virtual" in finding.pointer]


def test_a_meter_that_the_pool_leaves_out_is_said() -> None:
    server = {"id": "h", "type": "server_rack", "quantity": 1, "room": "salle"}
    room = {"id": "salle", "type": "server_room", "metered_kwh_per_year": 100}
    machine = {"id": "a", "host": "h", "vcpu": 1}

    def said(**virtual: Any) -> list[str]:
        layer = {"allocation": "vcpu", "machines": [machine], **virtual}
        result = assess(dossier({"equipment": [server], "services": [room], "virtual": layer}), shipped_tables())
        return [notice.code for notice in result.notices]

    assert "virtual_metered" in said()
    pool = [{"id": "p", "lines": ["h", "salle"]}]
    assert "virtual_metered" not in said(pools=pool, machines=[{**machine, "host": "p"}])
