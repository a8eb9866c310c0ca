"""Each sentence that claims has what it claims in the JSON: small hostile dossiers, drawn from axes, read by machine."""

from collections.abc import Iterable
from pathlib import Path

import pytest

from conftest import EXAMPLES
from hostile_cases import CASES, OPENED, STILL_SAID
from premises import CLAIMS, broken, claimed
from small_dossiers import AXES, covering, groups, held
from tried import Tried, read_all, try_all, try_dossier
from walks import LONG

PAIRS, TRIPLES = 32, 200
DRAWN = TRIPLES if LONG else 100  # the first hundred hold every pair, and 97 % of the triples
FIRST = 12  # of those that hold every pair: they make every claim; the slow part tries `DRAWN`
PARTS = 8  # of what the slow part tries, for its workers to share
ASKED = "asked"  # no small dossier is whole enough for a vote
UNSAID = {ASKED, "measured"}  # a quantity times a mean factor measures nothing: the word has left the texts


def false_sentences(tried: Iterable[Tried]) -> str:
    return "\n".join(str(each) for one in tried for each in broken(one))


def test_few_dossiers_hold_every_pair_and_every_triple_of_axes() -> None:
    for strength, most in ((2, PAIRS), (3, TRIPLES)):
        choices = covering(strength, most)
        assert held(choices, strength) == len(list(groups(strength)))
        assert len({tuple(choice.values()) for choice in choices}) == most
        assert all(list(choice) == list(AXES) for choice in choices)


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Tried]:
    """Return the dossiers of which something false was once said."""
    return {
        name: try_dossier(data, tmp_path_factory.mktemp("case"), {"case": name}, opened=name in OPENED)
        for name, data in CASES.items()
    }


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> list[Tried]:
    """Return the first dossiers of those that hold every pair."""
    tried, refused = try_all(covering(2, PAIRS)[:FIRST], tmp_path_factory.mktemp("first"))
    assert not refused
    return tried


@pytest.mark.parametrize("name", CASES)
def test_what_was_once_said_falsely_is_not_any_more(cases: dict[str, Tried], name: str) -> None:
    assert not (sentences := false_sentences([cases[name]])), sentences


@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=pytest.mark.xfail(reason=why, strict=True)) for name, (why, _) in STILL_SAID.items()],
)
def test_what_is_still_said_falsely(tmp_path: Path, name: str) -> None:
    tried = try_dossier(STILL_SAID[name][1], tmp_path, {"case": name})
    assert not (sentences := false_sentences([tried])), sentences


def test_no_sentence_claims_what_the_json_does_not_hold(first: list[Tried]) -> None:
    assert not (sentences := false_sentences(first)), sentences


def test_each_claim_is_made(first: list[Tried], cases: dict[str, Tried]) -> None:
    """One that nobody makes any more proves nothing: its expression follows the words of the documents."""
    made = {name for tried in (*first, *cases.values()) for name in claimed(tried)}
    assert {claim.name for claim in CLAIMS} - made == UNSAID


def test_what_is_put_to_the_vote_is_whole() -> None:
    path = EXAMPLES / "valmont" / "territory.yaml"
    tried = read_all(path, {"territory": {"kind": "communaute_agglomeration"}}, {"case": "valmont"})
    assert ASKED in set(claimed(tried, only=ASKED))
    assert not list(broken(tried, only=ASKED))


@pytest.mark.slow
@pytest.mark.parametrize("part", range(PARTS))
def test_no_sentence_of_many_dossiers_claims_what_the_json_does_not_hold(tmp_path: Path, part: int) -> None:
    tried, refused = try_all(covering(3, TRIPLES)[:DRAWN][part::PARTS], tmp_path)
    assert len(refused) <= 1, refused  # a dossier that snr refuses proves nothing
    assert not (sentences := false_sentences(tried)), sentences
