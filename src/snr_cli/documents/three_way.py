"""A text that two sides changed, merged by words: what the person wrote stays, what snr alone changed is refreshed inside her sentences.

Three texts, each a list of paragraphs: `base`, what snr wrote; `ours`, what it writes now; `theirs`, what the person made of the base.
The answer is a list of changes to make in *her* text, by word, so that whatever holds it (runs, notes, comments, pictures) stays where it
is. Where both changed the same words the change is `disputed`: snr's words are put beside hers, for her to choose.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import Final, NamedTuple

PARAGRAPH: Final = "\u2029"  # a word that ends a paragraph: split and join are changes of words
_BLANK: Final = " \t\n\u00a0\u202f\u2009"
# a number with its no-break spaces and its unit is one word; punctuation is a word; the blank before a word goes with it
_WORD: Final = re.compile(
    r"(?<![ \t\n])[ \t\n]*(?:[+−-]?\d+(?:[\u00a0\u202f]?\d{3})*(?:[.,]\d+)?(?:[\u00a0\u202f][^\W\d_][^\s\u00a0\u202f.,;:!?()]*|[\u00a0\u202f][%€])*"
    r"|\w+(?:[’'-]\w+)*[’']?|[^\w\s]|[\u00a0\u202f\u2009])"
)
_ALIKE: Final = 0.5  # likeness of words from which two paragraphs are one that was changed
_FOUND: Final = 0.6  # part of the words of a paragraph that has to be in a text for it to be there
_COMMON: Final = 50  # paragraphs from which a word that is in all of them tells none apart
_NEAREST: Final = 5  # paragraphs that one is compared with: those that share most words with it
_LONG: Final = 1 << 18  # words of one text times those of another
_LONGEST: Final = 20_000  # characters of a paragraph that is cut into words: the longest of the examples has 1,548


class WordChange(NamedTuple):
    """A change of her text: words `start` to `end` of a paragraph become others, `text` as snr writes it; `disputed`: she changed them too."""

    paragraph: int
    start: int
    end: int
    text: str
    disputed: bool


class NewParagraph(NamedTuple):
    """A paragraph that snr adds, after one of hers (-1: before the first); `ours`: which one of its own it is."""

    after: int
    ours: int


class TextMerge(NamedTuple):
    """How to change her text, and what could not be.

    Attributes:
        changes: of words, in the order of her paragraphs.
        added: paragraphs of snr to put in.
        dropped: paragraphs of hers that snr no longer writes, untouched by her.
        left: those that snr no longer writes and that she changed: told, not taken away.
        lost: paragraphs of snr that changed, and that she had taken away: told, not put back.
    """

    changes: tuple[WordChange, ...]
    added: tuple[NewParagraph, ...]
    dropped: tuple[int, ...]
    left: tuple[int, ...]
    lost: tuple[int, ...]


def words(text: str) -> list[str]:
    """Cut a text into words, each with the blank before it: their joining is the text, the blanks at its end aside."""
    return _WORD.findall(text) if len(text) <= _LONGEST else [text]


def _plain(word: str) -> str:
    """Return a word as it is compared: blanks drift when programs save."""
    return word.strip(_BLANK) or " "


def paired(base: Sequence[str], other: Sequence[str], *, moves: bool = True) -> dict[int, int]:
    """Return the paragraph of another text that each one of the base has become: the same, else the likest, best first; absent when there is none.

    Args:
        base: paragraphs.
        other: those of the other text.
        moves: whether a person may have moved some; else a paragraph only becomes one between those that the same ones are around.
    """
    first, second = ([[_plain(word) for word in words(text)] for text in texts] for texts in (base, other))
    pairs = matched([*map(tuple, first)], [*map(tuple, second)])
    ones, others = sorted(pairs), sorted(pairs.values())
    taken = {*others}
    same = {tuple(second[rank]): rank for rank in reversed(range(len(second))) if rank not in taken and second[rank]}
    for rank, cut in enumerate(first if moves else ()):  # moved as it is
        if rank not in pairs and (there := same.pop(tuple(cut), None)) is not None:
            pairs[rank] = there
    taken = {*pairs.values()}
    holders: dict[
        tuple[str, int], list[int]
    ] = {}  # a word, and how many pairs are before it → the paragraphs that it is in
    for rank, cut in enumerate(second):
        for word in {*cut} if rank not in taken else ():
            holders.setdefault((word, 0 if moves else bisect_left(others, rank)), []).append(rank)
    likeness = sorted(
        (
            (ratio, -abs(rank - there), rank, there)
            for rank, cut in enumerate(first)
            if rank not in pairs
            for there in _nearest(cut, holders, 0 if moves else bisect_left(ones, rank))
            if (ratio := _ratio(cut, second[there])) >= _ALIKE
        ),
        reverse=True,
    )
    for _, _, rank, there in likeness:
        if rank not in pairs and there not in taken:
            pairs[rank] = there
            taken.add(there)
    return pairs


def aligned(one: Sequence[Hashable], other: Sequence[Hashable]) -> SequenceMatcher[Hashable]:
    """Return what aligns two texts; of long ones, what is said again and again is no anchor, so that none takes minutes."""
    return SequenceMatcher(None, one, other, autojunk=len(one) * len(other) > _LONG)


def matched(one: Sequence[Hashable], other: Sequence[Hashable]) -> dict[int, int]:
    """Return the rank, in another text, of each piece of one that stands there as it is."""
    blocks = aligned(one, other).get_matching_blocks()
    return {block.a + step: block.b + step for block in blocks for step in range(block.size)}


def _nearest(cut: list[str], holders: dict[tuple[str, int], list[int]], place: int) -> list[int]:
    """Return the paragraphs that share most words with one; `holders`: word and place → the paragraphs that it is in."""
    found = [holders.get((word, place), []) for word in {*cut}]
    told = Counter(rank for ranks in found if len(ranks) <= _COMMON for rank in ranks)
    return sorted(told, key=lambda rank: (-told[rank], rank))[:_NEAREST]


def _ratio(one: list[str], other: list[str]) -> float:
    """Return the likeness of two lists of words, from 0 to 1; 0 when it cannot reach what is asked."""
    matcher = aligned(one, other)
    return matcher.ratio() if min(matcher.real_quick_ratio(), matcher.quick_ratio()) >= _ALIKE else 0.0


def in_order(pairs: dict[int, int]) -> dict[int, int]:
    """Return the most pairs that are in one order in both texts: the others were moved."""
    ends: list[int] = []  # of the runs of each length, the one that ends first
    last: list[int] = []
    before: dict[int, int | None] = {}
    for one in sorted(pairs):
        length = bisect_left(ends, pairs[one])
        ends[length:] = [pairs[one], *ends[length + 1 :]]
        before[one] = last[length - 1] if length else None
        last[length:] = [one, *last[length + 1 :]]
    kept: dict[int, int] = {}
    rank = last[-1] if last else None
    while rank is not None:
        kept[rank] = pairs[rank]
        rank = before[rank]
    return dict(sorted(kept.items()))


class _Hunk(NamedTuple):
    """A stretch of the base that a side changed: from `start` to `end`, and what it became there."""

    start: int
    end: int
    first: int
    last: int


def _hunks(base: Sequence[str], other: Sequence[str]) -> list[_Hunk]:
    matcher = aligned(base, other)
    return [_Hunk(*place) for tag, *place in matcher.get_opcodes() if tag != "equal"]


class _Group(NamedTuple):
    """Paragraphs of the base and those of hers that they have become: one of each, or several where she split, joined or rewrote."""

    base: list[int]
    theirs: list[int]


def merge_texts(base: Sequence[str], ours: Sequence[str], theirs: Sequence[str]) -> TextMerge:
    """Return how to change her text so that it says what snr writes now, and keeps all that she wrote.

    Args:
        base: the paragraphs that snr wrote.
        ours: those that it writes now.
        theirs: those of her file.
    """
    to_ours = in_order(paired(base, ours, moves=False))  # what snr writes elsewhere now is taken away, and added there
    groups, gone = _groups(base, theirs)
    changes: list[WordChange] = []
    dropped: list[int] = []
    left: list[int] = []
    for group in groups:
        mine = [to_ours[rank] for rank in group.base if rank in to_ours]
        was, now, hers = (
            [texts[rank] for rank in ranks]
            for texts, ranks in ((base, group.base), (ours, mine), (theirs, group.theirs))
        )
        if mine:
            changes += merged_words(was, now, hers, group.theirs)
        elif len(hers) == 1 and same_words(was[0], hers[0]):
            dropped += group.theirs
        else:
            left += group.theirs
    lost = tuple(to_ours[rank] for rank in gone if rank in to_ours and not same_words(base[rank], ours[to_ours[rank]]))
    place_of = {rank: group.theirs[-1] for group in groups for rank in group.base}
    added = tuple(_added(ours, to_ours, place_of))
    return TextMerge(tuple(sorted(changes)), added, tuple(sorted(dropped)), tuple(sorted(left)), lost)


def _groups(base: Sequence[str], theirs: Sequence[str]) -> tuple[list[_Group], list[int]]:
    """Return what has become of the paragraphs of the base, and those that she took away."""
    pairs = paired(base, theirs)
    group_of = {there: _Group([rank], [there]) for rank, there in pairs.items()}
    groups = [*group_of.values()]
    said_base, said_theirs = ([{*map(_plain, words(text))} for text in texts] for texts in (base, theirs))
    # what she split: the words of a paragraph that is new are those of one beside it
    for there in range(len(theirs)):
        near = [group_of[place] for place in (there - 1, there + 1) if place in group_of]
        held = [
            group for group in near if _held(said_theirs[there], set().union(*(said_base[rank] for rank in group.base)))
        ]
        if there not in group_of and held:
            held[0].theirs.append(there)
            held[0].theirs.sort()
            group_of[there] = held[0]
    gone = []
    known = sorted(pairs)
    new = [there for there in range(len(theirs)) if there not in group_of]
    for rank in range(len(base)):
        if rank in pairs:
            continue
        place = bisect_left(known, rank)
        before = known[place - 1] if place else None
        after = known[place] if place < len(known) else None
        near = [group_of[pairs[other]] for other in (before, after) if other is not None]
        # joined to the one beside it, or written anew in its place
        held = [
            group
            for group in near
            if _held(said_base[rank], set().union(*(said_theirs[there] for there in group.theirs)))
        ]
        start, end = (-1 if before is None else pairs[before]), (len(theirs) if after is None else pairs[after])
        anew = [there for there in new if start < there < end and said_theirs[there] & said_base[rank]]
        if held:
            held[0].base.append(rank)
            held[0].base.sort()
        elif anew:
            groups.append(_Group([rank], anew))
            new = [there for there in new if there not in anew]
        else:
            gone.append(rank)
    return groups, gone


def _held(own: set[str], other: set[str]) -> bool:
    """Say whether most words of a paragraph are in others."""
    return bool(own) and len(own & other) >= _FOUND * len(own)


def same_words(one: str, other: str) -> bool:
    """Say whether two texts are the same words: programs change blanks when they save."""
    return [*map(_plain, words(one))] == [*map(_plain, words(other))]


def merged_words(
    base: Sequence[str], ours: Sequence[str], theirs: Sequence[str], ranks: Sequence[int]
) -> Iterator[WordChange]:
    """Yield the changes of paragraphs that all three have; `ranks`: those of hers."""
    cut_ours, at = (
        _flat(ours),
        [(rank, place) for rank, text in zip(ranks, theirs, strict=True) for place in range(len(words(text)) + 1)],
    )
    plain_base, plain_ours, plain_theirs = ([*map(_plain, cut)] for cut in (_flat(base), cut_ours, _flat(theirs)))
    mine, hers = _hunks(plain_base, plain_ours), _hunks(plain_base, plain_theirs)
    for start, end in _regions(mine, hers):
        old = plain_base[start:end]
        first, last = _span(start, end, mine)
        low, high = _span(start, end, hers)
        new, said = plain_ours[first:last], plain_theirs[low:high]
        if new in (old, said):
            continue
        disputed = said != old
        if disputed and said[: len(old)] == old:  # she added words after
            high, disputed = low + len(old), False
        elif disputed and said[len(said) - len(old) :] == old:  # before
            low, disputed = high - len(old), False
        elif disputed and len(old) == len(new) == 1:  # a number that she changed, in words of hers
            places = [place for place in range(low, high) if re.search(r"\d", plain_theirs[place])]
            low, high = (places[0], places[0] + 1) if len(places) == 1 and re.search(r"\d", old[0]) else (low, high)
        text = "".join(cut_ours[first:last]).replace(PARAGRAPH, " ")
        paragraph, place = at[min(low, len(at) - 1)]  # what comes after the last end is put before it
        within = min(place + high - low, max(there for rank, there in at if rank == paragraph))
        yield WordChange(paragraph, place, within, text, disputed)


def _flat(texts: Sequence[str]) -> list[str]:
    """Return the words of paragraphs, each paragraph with its end."""
    return [word for text in texts for word in (*words(text), PARAGRAPH)]


def _regions(mine: Sequence[_Hunk], hers: Sequence[_Hunk]) -> Iterator[tuple[int, int]]:
    """Yield the stretches of the base that snr changed, each widened by what she changed across it."""
    every = sorted({(hunk.start, hunk.end) for hunk in (*mine, *hers)})
    own = {(hunk.start, hunk.end) for hunk in mine}
    region: list[int] | None = None
    counts = False
    for start, end in every:
        across = region is not None and (start < region[1] or (start == end == region[0] == region[1]))
        if region is None or not across:
            if region is not None and counts:
                yield region[0], region[1]
            region, counts = [start, end], (start, end) in own
        else:
            region[1] = max(region[1], end)
            counts = counts or (start, end) in own
    if region is not None and counts:
        yield region[0], region[1]


def _span(start: int, end: int, hunks: Sequence[_Hunk]) -> tuple[int, int]:
    """Return where a stretch of the base is in another text: what was put in at one of its ends is of it only when it is a stretch of none."""
    before = sum(_grown(hunk) for hunk in hunks if hunk.end <= start and (hunk.start < start or start < end))
    inside = sum(
        _grown(hunk)
        for hunk in hunks
        if start <= hunk.start
        and hunk.end <= end
        and (start < hunk.start or start == end or hunk.start < hunk.end)
        and (hunk.start < end or start == end)
    )
    return start + before, end + before + inside


def _grown(hunk: _Hunk) -> int:
    return (hunk.last - hunk.first) - (hunk.end - hunk.start)


def _added(ours: Sequence[str], to_ours: dict[int, int], place_of: dict[int, int]) -> Iterator[NewParagraph]:
    """Yield the paragraphs that snr writes now and did not, each after the one that it follows in its own text."""
    of_base = {mine: rank for rank, mine in to_ours.items()}
    after = -1
    for mine in range(len(ours)):
        if mine in of_base:
            after = place_of.get(of_base[mine], after)
        else:
            yield NewParagraph(after, mine)
