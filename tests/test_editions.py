"""factors/EDITIONS.md: the newest edition is what the tables hold, and what the examples weigh."""

import re
from math import fsum

import pytest

from conftest import EXAMPLES, ROOT
from snr_cli.api.assessing import assess_dossier
from snr_cli.catalog.tables import Tables
from snr_cli.engine.records import CLIMATE

TEXT = (ROOT / "factors" / "EDITIONS.md").read_text(encoding="utf-8").split("\n## ")[1]
ROW = r"\| (\w+) \| `(\w+)` \| ([\d.]+) \((\w+)\) \| ([\d.]+) \((\w+)\) \|"
TOTAL = r"\| ([\w-]+)[^|]* \| ([\d.]+) \| ([\d.]+) \|"


@pytest.mark.parametrize(("table", "subject", "old", "old_source", "new", "source"), re.findall(ROW, TEXT))
def test_a_default_is_that_of_the_newest_edition_and_the_former_one_is_kept(
    table: str, subject: str, old: str, old_source: str, new: str, source: str, tables: Tables
) -> None:
    rows = [row for row in tables.factors(f"{table}/factors.csv", [subject]) if row.category == CLIMATE]
    rows = [row for row in rows if row.stage in ("total", "embodied_total")]
    assert [(row.value, row.source) for row in rows if row.is_default] == [(float(new), source)]
    (kept,) = [row for row in rows if row.value == float(old) and row.source == old_source]
    assert not kept.is_default and kept.replaced_by


@pytest.mark.parametrize(("example", "new"), [(name, new) for name, _, new in re.findall(TOTAL, TEXT)])
def test_an_example_weighs_what_its_newest_edition_says(example: str, new: str) -> None:
    lines = assess_dossier(str(EXAMPLES / example), whole=True).result.organisation.lines
    assert fsum(line.total(CLIMATE) or 0.0 for line in lines) == pytest.approx(1000 * float(new), abs=0.6)


def test_every_table_of_the_edition_is_read() -> None:
    assert len(re.findall(ROW, TEXT)) == 6 and len(re.findall(TOTAL, TEXT)) == 5
