"""Sections between marks, so that a document written again does not lose what a person changed in the first one."""

import hashlib
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

_LINE: Final = r"(?!<!-- snr:section ).*"  # a section that has no end is not sought beyond the next one
_SECTION: Final = re.compile(
    r"^<!-- snr:section (?P<name>[a-z-]+) (?P<sum>[0-9a-f]{12}) -->[ \t]*\n"
    rf"(?:(?P<text>{_LINE}(?:\n{_LINE})*?)\n)?<!-- snr:fin (?P=name) -->[ \t]*$",
    re.M,
)
# the first line: what the file is, so that another document never takes its place as if it were the same
_DOCUMENT: Final = re.compile(r"^<!-- snr:document (?P<name>[a-z]+(?: [a-z]+)?) -->[ \t]*\n*", re.M)
_EVERYWHERE: Final = frozenset(("couverture", "projet", "reste"))
# what is left of a mark; a text of the dossier that holds one is escaped or in a code span
_MARK: Final = re.compile(r"(?<!\\<!-- )(?<!`<!-- )\bsnr:(?:section|fin)\b")


class EditError(Exception):
    """Edits that cannot be kept: the file they are in, and why, one line a section."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__("\n".join(reasons))
        self.reasons = reasons


@dataclass(frozen=True, slots=True)
class MergedText:
    """The document with the edits kept, the sections that hold them with their text, the names of those that were not there."""

    text: str
    kept: Mapping[str, str]
    added: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MergedFile:
    """The file of an office suite with the edits kept, the sections that hold them with their text, those that were not there.

    `told`: what a person has to look at, in the words of a message: changes that are tracked, and those that are left to them.
    """

    data: bytes
    kept: Mapping[str, str]
    added: tuple[str, ...] = ()
    told: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SectionState:
    """A section of a file that came back: the sum of what snr wrote, that of what it says now, and its text, headings aside."""

    was: str
    now: str
    text: str


def written_sections(text: str) -> tuple[str, dict[str, str]]:
    """Return which document a text is, empty when snr did not write it, and the sum of each section as snr wrote it."""
    document = _DOCUMENT.match(text)
    sums = {section["name"]: section["sum"] for section in _SECTION.finditer(text)}
    return (document["name"] if document else ""), sums


def sorted_edits(came: Mapping[str, SectionState], generated: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """Return the sections to keep, with their text, and why others cannot be.

    A section is kept when only the person changed it; one that was emptied stays empty.

    Args:
        came: the sections of the old document.
        generated: those of the new one, each with the sum of what it says.
    """
    kept: dict[str, str] = {}
    reasons: list[str] = []
    for name, state in came.items():
        if state.now == state.was:
            continue
        written = generated.get(name)
        if written is None:
            if state.text.strip():  # else the person took it away, and so does the document
                reasons.append(f"section « {name} » : retouchée, mais le document n’en a plus")
        elif written not in (state.was, state.now):
            reasons.append(f"section « {name} » : retouchée, et le dossier a changé ce qu’elle dit")
        else:
            kept[name] = state.text
    return kept, reasons


def other_document(was: str, now: str) -> str:
    """Say that a file is another document than the one that is written."""
    return f"ce fichier est un autre document ({was}, et non {now})"


def marked(name: str, text: str) -> str:
    """Put a section between its marks; the first one holds the checksum of what was written."""
    return f"<!-- snr:section {name} {_sum(text)} -->\n{text}\n<!-- snr:fin {name} -->"


def headed(document: str, text: str) -> str:
    """Put before a text the line that says which document it is."""
    return f"<!-- snr:document {document} -->\n\n{text}"


def kept_sections(old: str) -> tuple[str, dict[str, str]]:
    """Return which document a text is, empty when snr did not write it, and the sum that each of its sections was written with."""
    old = _lines(old)
    name = _DOCUMENT.search(old)
    sums = {match["name"]: match["sum"] for match in _SECTION.finditer(old)}
    return (name["name"], sums) if name is not None and sums else ("", {})


def edited(old: str) -> list[str]:
    """Return what a person changed in a document, in the words of a message; nothing for a file that snr did not write."""
    old = _lines(old)
    was = list(_SECTION.finditer(old))
    if not was:
        return []
    before, between = _outside(old, was)
    found = [f"section « {match['name']} »" for match in was if _sum(match["text"] or "") != match["sum"]]
    return [*found, *["texte hors des sections"] * any((before, *between))]


def merge(old: str, new: str) -> MergedText:
    """Write a document again and keep the sections that a person edited in the old one.

    A section is kept when only the person changed it; one that was emptied stays empty. What stands outside the marks is the
    person's, and follows the section that it came after.

    Raises:
        EditError: the old one is another document; a section was changed by the person and by the dossier, was removed from
            the document, is there twice, or a mark is gone: nothing that a person wrote is ever dropped.
    """
    old, new = _lines(old), _lines(new)
    if not old.strip():
        return MergedText(new, {})
    was, now = list(_SECTION.finditer(old)), list(_SECTION.finditer(new))
    generated = {match["name"]: match for match in now}
    other = _other(old, new, {match["name"] for match in was}, set(generated))
    if other:
        raise EditError([other])
    before, between = _outside(old, was)
    reasons = _broken(was, before, between)
    states = {
        match["name"]: SectionState(match["sum"], _sum(match["text"] or ""), match["text"] or "") for match in was
    }
    kept, refused = sorted_edits(states, {name: _sum(match["text"] or "") for name, match in generated.items()})
    reasons += refused
    reasons += [
        f"texte ajouté après la section « {match['name']} », que le document n’a plus"
        for match, added in zip(was, between, strict=True)
        if added and match["name"] not in generated
    ]
    if reasons:
        raise EditError(reasons)
    after = {match["name"]: added for match, added in zip(was, between, strict=True) if added}
    text = _SECTION.sub(lambda match: _again(match, kept, after), new)
    there = {match["name"] for match in was}
    return MergedText(
        f"{before}\n\n{text}" if before else text, kept, tuple(name for name in generated if name not in there)
    )


def _other(old: str, new: str, was: set[str], now: set[str]) -> str:
    """Say that the old text is another document than the new one; empty when it is the same."""
    first, second = _DOCUMENT.search(old), _DOCUMENT.search(new)
    if first and second and first["name"] != second["name"]:
        return other_document(first["name"], second["name"])
    own = was - _EVERYWHERE
    if not first and own and not own & now:
        return "ce fichier est un autre document : aucune de ses sections n’est dans celui-ci"
    return ""


def _broken(was: "list[re.Match[str]]", before: str, between: list[str]) -> list[str]:
    """Say what makes the marks of a file unusable."""
    if not was:
        return ["aucune marque de section : ce fichier ne vient pas de snr draft, ou ses marques ont été retirées"]
    names = [found["name"] for found in was]
    reasons = [f"section « {name} » : présente deux fois" for name, times in Counter(names).items() if times > 1]
    places = [("avant la première section", before)]
    for match, added in zip(was, between, strict=True):
        text = match["text"] or ""
        if _sum(text) != match["sum"]:
            places.append((f"dans la section « {match['name']} »", text))
        places.append((f"après la section « {match['name']} »", added))
    reasons += [
        f"{place}, une marque est abîmée ou seule : une section commence par snr:section et finit par snr:fin"
        for place, text in places
        if _MARK.search(text)
    ]
    return reasons


def _again(match: "re.Match[str]", kept: dict[str, str], after: dict[str, str]) -> str:
    name = match["name"]
    text = match[0]
    if name in kept:
        text = f"<!-- snr:section {name} {match['sum']} -->\n{kept[name]}\n<!-- snr:fin {name} -->"
    return f"{text}\n\n{after[name]}" if name in after else text


def _outside(text: str, sections: "list[re.Match[str]]") -> tuple[str, list[str]]:
    """Return what a person wrote before the first section, and after each, outside any mark."""
    if not sections:
        return text, []
    ends = [*(section.start() for section in sections[1:]), len(text)]
    parts = [
        text[: sections[0].start()],
        *(text[match.end() : end] for match, end in zip(sections, ends, strict=True)),
    ]
    parts[0] = _DOCUMENT.sub("", parts[0], count=1)
    before, *between = (part.strip("\n") if part.strip() else "" for part in parts)
    return before, between


def _lines(text: str) -> str:
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def _sum(text: str) -> str:
    return hashlib.sha256(text.strip().encode()).hexdigest()[:12]
