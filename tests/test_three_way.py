"""What the director wrote stays, what snr alone changed is refreshed inside her sentence, what both changed is put beside."""

import random
from collections.abc import Sequence

import pytest
from hypothesis import given, settings, strategies as st

from snr_cli.documents.three_way import TextMerge, merge_texts, words

BASE = [
    "Synthèse",
    "Le numérique de la collectivité pèse 328\u00a0t CO₂e par an, dont 32\u00a0% de prestations.",
    "Les économies attendues sont de 352 500 € par an à plein effet.",
    "Garder les portables sept ans.",
    "Réduire le papier.",
    "Le bilan est présenté chaque année au conseil.",
]


def applied(theirs: Sequence[str], ours: Sequence[str], merged: TextMerge, *, ours_win: bool = True) -> list[str]:
    """Her text once changed: disputed words are those of snr, or hers."""
    cut = [words(text) for text in theirs]
    for change in reversed(merged.changes):
        if not change.disputed or ours_win:
            cut[change.paragraph][change.start : change.end] = [change.text]
    texts = [[] if rank in merged.dropped else ["".join(parts)] for rank, parts in enumerate(cut)]
    before: list[str] = []
    for new in merged.added:
        (texts[new.after] if new.after >= 0 else before).append(ours[new.ours])
    return [*before, *(text for group in texts for text in group)]


def with_(texts: Sequence[str], **changes: str) -> list[str]:
    return [changes.get(f"_{rank}", text) for rank, text in enumerate(texts)]


NEW = with_(
    BASE,
    _1="Le numérique de la collectivité pèse 315\u00a0t CO₂e par an, dont 30\u00a0% de prestations.",
    _2="Les économies attendues sont de 360 000 € par an à plein effet.",
)


@pytest.mark.parametrize("text", [*BASE, "a  b", " x", "«\u00a0été\u00a0» : 1\u202f234,5\u00a0t", "l’eau-vive", ""])
def test_words_are_all_of_the_text(text: str) -> None:
    assert "".join(words(text)) == text


def test_a_number_and_its_unit_are_one_word() -> None:
    assert words("pèse 1\u202f328\u00a0t CO₂e")[1] == " 1\u202f328\u00a0t"
    assert words("32\u00a0% de")[0] == "32\u00a0%"


def test_what_nobody_edited_is_what_snr_writes() -> None:
    merged = merge_texts(BASE, NEW, BASE)
    assert applied(BASE, NEW, merged) == NEW
    assert not any(change.disputed for change in merged.changes)


def test_what_snr_did_not_change_is_hers() -> None:
    theirs = with_(BASE, _3="Garder les portables huit ans, et les écrans dix.", _5="Le bilan est public.")
    assert merge_texts(BASE, BASE, theirs) == TextMerge((), (), (), (), ())


HERS = {
    "rewritten around": (
        "Notre numérique, c’est 328\u00a0t CO₂e chaque année ; 32\u00a0% en sont des prestations.",
        ["315\u00a0t", "Notre numérique"],
    ),
    "words beside": (
        "Le numérique de la collectivité pèse encore 328\u00a0t CO₂e par an, dont 32\u00a0% de prestations.",
        ["encore 315\u00a0t", "30\u00a0%"],
    ),
    "added at the end": (BASE[1] + " C’est trop.", ["315\u00a0t", "C’est trop."]),
    "added at the beginning": ("Constat : " + BASE[1], ["Constat", "315\u00a0t"]),
}


@pytest.mark.parametrize("kind", HERS)
def test_a_figure_is_refreshed_inside_her_sentence(kind: str) -> None:
    text, expected = HERS[kind]
    theirs = with_(BASE, _1=text)
    merged = merge_texts(BASE, NEW, theirs)
    after = applied(theirs, NEW, merged)
    assert all(part in after[1] for part in expected), after[1]
    assert "328\u00a0t" not in after[1]
    assert after[2] == NEW[2] and after[3:] == BASE[3:]


def test_a_figure_that_both_changed_is_disputed() -> None:
    theirs = with_(BASE, _1=BASE[1].replace("328\u00a0t", "330\u00a0t"))
    merged = merge_texts(BASE, NEW, theirs)
    (disputed,) = [change for change in merged.changes if change.disputed]
    assert disputed.text.strip() == "315\u00a0t"
    assert "330\u00a0t" in applied(theirs, NEW, merged, ours_win=False)[1]
    assert "30\u00a0%" in applied(theirs, NEW, merged, ours_win=False)[1], "the rest is refreshed"


def test_words_that_she_added_beside_a_figure_that_both_changed_are_kept() -> None:
    theirs = with_(BASE, _1=BASE[1].replace("328\u00a0t", "330\u00a0t, environ,"))
    merged = merge_texts(BASE, NEW, theirs)
    [disputed] = [change for change in merged.changes if change.disputed]
    assert "315\u00a0t, environ, CO₂e" in applied(theirs, NEW, merged)[1]
    assert disputed.text == " 315\u00a0t"


def test_what_she_took_away_stays_away_and_is_told() -> None:
    theirs = [text for text in BASE if text not in (BASE[0], BASE[1])]
    merged = merge_texts(BASE, NEW, theirs)
    assert [NEW[rank] for rank in merged.lost] == [NEW[1]]  # the heading did not change: nothing to tell
    assert applied(theirs, NEW, merged) == with_(theirs, _0=NEW[2])


def test_what_she_moved_is_refreshed_where_she_put_it() -> None:
    theirs = [BASE[0], *BASE[2:], BASE[1]]
    merged = merge_texts(BASE, NEW, theirs)
    assert applied(theirs, NEW, merged) == [NEW[0], *NEW[2:], NEW[1]]


def test_a_paragraph_that_she_split() -> None:
    theirs = [
        BASE[0],
        "Le numérique de la collectivité pèse 328\u00a0t CO₂e par an.",
        "Dont 32\u00a0% de prestations.",
        *BASE[2:],
    ]
    after = " ".join(applied(theirs, NEW, merge_texts(BASE, NEW, theirs)))
    assert "315\u00a0t" in after and "328\u00a0t" not in after
    assert after.count("prestations") == 1


def test_paragraphs_that_she_joined() -> None:
    theirs = [BASE[0], f"{BASE[1]} {BASE[2]}", *BASE[3:]]
    after = applied(theirs, NEW, merge_texts(BASE, NEW, theirs))
    assert "315\u00a0t" in after[1] and "360 000 €" in after[1]
    assert len(after) == len(theirs)


def test_what_snr_adds_and_drops() -> None:
    ours = [*BASE[:4], "Nouvelle mesure : réparer.", BASE[5]]
    theirs = with_(BASE, _3="Garder les portables huit ans.")
    after = applied(theirs, ours, merge_texts(BASE, ours, theirs))
    assert after == [*BASE[:3], "Garder les portables huit ans.", "Nouvelle mesure : réparer.", BASE[5]]


def test_what_she_changed_is_not_dropped() -> None:
    ours = [text for text in BASE if text != BASE[4]]
    theirs = with_(BASE, _4="Réduire le papier de moitié.")
    merged = merge_texts(BASE, ours, theirs)
    assert merged.dropped == () and "Réduire le papier de moitié." in applied(theirs, ours, merged)


def test_words_that_are_said_after_the_last_end_are_put_before_it() -> None:
    base = ["12 t le 12 t 12 t le", "le 12 t 12 t le"]
    ours = ["100 t le 12 t 12 t le", "100 t 12 t 12 t le"]
    theirs = ["12 t mot10 le 12 t mot11 12 t le", "mot22 le 12 t 12 t le"]
    after = " ".join(applied(theirs, ours, merge_texts(base, ours, theirs)))
    assert all(word in after for word in ("mot10", "mot11", "mot22")) and after.count("100") == 2


WORDS = st.lists(
    st.sampled_from(["le", "la", "numérique", "pèse", "12 t", "3\u00a0%", ",", "conseil", "an", "."]),
    min_size=4,
    max_size=14,
)


@settings(max_examples=200, deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=5), st.randoms(use_true_random=False))
def test_no_word_of_hers_is_lost(paragraphs: list[list[str]], chance: random.Random) -> None:
    """Words that only she has are all there after, whatever snr changed elsewhere."""
    base = [" ".join(parts) for parts in paragraphs]
    ours, theirs, hers = [], [], []
    for rank, parts in enumerate(paragraphs):
        new = list(parts)
        new[chance.randrange(len(new))] = f"{chance.randrange(100, 999)} t"
        ours.append(" ".join(new))
        own = list(parts)
        for _ in range(chance.randrange(3)):
            word = f"mot{rank}{len(hers)}"
            own.insert(chance.randrange(len(own) + 1), word)
            hers.append(word)
        theirs.append(" ".join(own))
    after = " ".join(applied(theirs, ours, merge_texts(base, ours, theirs), ours_win=False))
    assert all(word in after for word in hers)


@settings(max_examples=200, deadline=None)
@given(st.lists(WORDS, max_size=6), st.lists(WORDS, max_size=6))
def test_a_text_that_nobody_edited_becomes_the_one_of_snr(base: list[list[str]], ours: list[list[str]]) -> None:
    was, now = ([" ".join(parts) for parts in texts] for texts in (base, ours))
    after = applied(was, now, merge_texts(was, now, was))
    assert ["".join(text.split()) for text in after] == ["".join(text.split()) for text in now]
