"""Factors published for several years: no stock pays ten years in one, and mail kept elsewhere is not counted twice."""

import csv
import re

import pytest

from snr_cli.api.catalogue import words_of
from snr_cli.api.checking import Wanted, check
from snr_cli.catalog.opened import shipped_tables
from snr_cli.engine.assess import assess
from snr_cli.model.dossier import Dossier
from snr_cli.outputs.explanation import explain_line

TABLES = shipped_tables()
YEARS = re.compile(r"\b(\d+|dix) ?(?:ans?|years?|y)\b|_(\d+)y_", re.IGNORECASE)


def dossier(*services):
    return Dossier.model_validate(
        {"snr": 1, "reference_year": 2025, "territory": {"name": "X", "department": "33"}, "services": list(services)}
    )


def test_every_factor_that_names_years_says_what_a_year_takes():
    """A walk over the table: a service whose name or unit holds years is a stock or a flow, or is never counted in a total."""
    with (TABLES.files.root / "services/factors.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    seen = set()
    for kind, known in TABLES.service_types.items():
        own = [row for row in rows if row["service"] == kind and row["is_default"] == "1"]
        said = " ".join([kind, known.label, *(row["functional_unit"] + " " + row["includes"] for row in own)])
        if not own or not YEARS.search(said.replace("line-year", "")) or known.network_role.startswith("line"):
            continue
        seen.add(kind)
        # their totals hold terminals that are in the inventory: not assessed, in the organisation
        assert kind in TABLES.spans or known.total_includes_terminals, kind
    assert {"email", "cloud_storage_gb_10y_fixed", "cloud_storage_gb_10y_mobile"} <= seen


@pytest.mark.parametrize(
    "kind", [name for name, spans in TABLES.spans.items() if all(span.is_stock for span in spans.values())]
)
def test_a_stock_takes_one_year_in_every_category(kind):
    (line,) = assess(dossier({"id": "s", "type": kind, "quantity": 70}), TABLES).organisation.lines
    years = TABLES.spans[kind]["total"].years
    with (TABLES.files.root / "services/factors.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["service"] == kind and row["is_default"] == "1"]
    assert rows
    for row in rows:
        assert line.total(row["category"]) == pytest.approx(70 * float(row["value"]) / years, rel=1e-12)


def test_the_arithmetic_is_explained():
    result = assess(
        dossier(
            {"id": "s", "type": "cloud_storage_gb_10y_fixed", "quantity": 1000},
            {"id": "m", "type": "email", "quantity": 1000},
            {"id": "n", "type": "email", "quantity": 1000, "retention_years": 5},
        ),
        TABLES,
    )
    stock, flow, kept = (explain_line(line, "climate_change", TABLES) for line in result.organisation.lines)
    assert "part d’une année = un an ÷ années que le facteur publié compte\n      = 1 ÷ 10 = 0,1" in stock.replace(
        "\u202f", " "
    )
    assert "= 10 ÷ 10 = 1" in flow
    assert "années de conservation = 5 ans (donné)" in kept
    assert "0,5" in kept
    assert "dix ans par défaut" in TABLES.service_types["email"].label
    assert "trois copies" in TABLES.service_types["email"].label
    assert "dixième" in TABLES.service_types["cloud_storage_gb_10y_fixed"].label


MAIL = "snr: 1\nreference_year: 2025\nterritory: {name: X, department: '33'}\nservices:\n"


def findings(text, folder):
    path = folder / "territory.yaml"
    path.write_text(MAIL + text, encoding="utf-8")
    report = check([str(path)], words_of(TABLES), TABLES, Wanted(select=("SNR416",))).report
    return [(finding.position.line, finding.message) for finding in report.findings]


def test_mail_beside_a_storage_is_told_with_its_kilograms(tmp_path):
    mail = "- {id: m, type: email, quantity: 1000000%s}\n"
    stock = "- {id: s, type: storage_tb_year, quantity: 6}\n"
    ((line, message),) = findings(mail % "" + stock, tmp_path)
    assert line == 5
    # 1 000 000 × (0,000927795 + 0,00196414 × 0,0461) = 1 018 kg
    assert "1,02 t CO2e" in message.replace("\u202f", " ").replace("\u00a0", " ")
    assert findings(mail % ", retention_years: 0" + stock, tmp_path) == []
    assert findings(mail % "", tmp_path) == []
    assert findings(stock, tmp_path) == []
    ((_, half),) = findings(mail % ", retention_years: 5" + stock, tmp_path)
    assert "509 kg CO2e" in half.replace("\u202f", " ").replace("\u00a0", " ")
