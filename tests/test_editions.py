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
    default = [row for row in rows if row.is_default]
    former = [row for row in rows if row.source == old_source and not row.is_default]
    # a total, or the sum of its stages
    assert {row.source for row in default} == {source}
    assert fsum(row.value for row in default) == pytest.approx(float(new), rel=1e-6)
    assert fsum(row.value for row in former if row.replaced_by) == pytest.approx(float(old), rel=1e-6)


@pytest.mark.parametrize(("example", "new"), [(name, new) for name, _, new in re.findall(TOTAL, TEXT)])
def test_an_example_weighs_what_its_newest_edition_says(example: str, new: str) -> None:
    lines = assess_dossier(str(EXAMPLES / example), whole=True).result.organisation.lines
    assert fsum(line.total(CLIMATE) or 0.0 for line in lines) == pytest.approx(1000 * float(new), abs=0.6)


def test_every_line_of_the_newest_edition_is_read() -> None:
    """A default as « | services | `type` | 110 (SOURCE) | 75 (SOURCE) | why | », an example as « | valmont | 327.863 | 272.584 | »."""
    lines = [
        line for line in TEXT.splitlines() if re.match(r"\| \w", line) and not re.match(r"\| (Table|Example)", line)
    ]
    read = re.findall(ROW, TEXT), re.findall(TOTAL, TEXT)
    assert all(read) and len(lines) == sum(map(len, read)), "a line of the newest edition is not written as the others"
