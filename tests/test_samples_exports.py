"""Exports as departments have them: how many commands each takes, and no row that is wrong without a word."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent / "samples" / "exports"))
import table

NOT_YET = {"export-parc.xls"}


@pytest.mark.parametrize("name", [name for name in table.truths() if name not in NOT_YET])
def test_an_export_opens_on_the_first_try_and_no_row_of_it_is_wrong(name: str):
    found = table.score(name)
    assert found.usable, found.faults or found.refusal
