"""Sections between marks, so that a document written again does not lose what a person changed in the first one."""

import hashlib
import re
from dataclasses import dataclass
from typing import Final

_SECTION: Final = re.compile(
    r"^<!-- snr:section (?P<name>[a-z-]+) (?P<sum>[0-9a-f]{12}) -->[ \t]*\n"
    r"(?:(?P<text>.*?)\n)?<!-- snr:fin (?P=name) -->[ \t]*$",
    re.M | re.S,
)
# what is left of a mark; a text of the dossier that holds one is escaped or in a code span
_MARK: Final = re.compile(r"(?<!\\<!-- )(?<!`<!-- )\bsnr:(?:section|fin)\b")


class EditError(Exception):
    """Edits that cannot be kept: the file they are in, and why, one line a section."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__("\n".join(reasons))
        self.reasons = reasons


@dataclass(frozen=True, slots=True)
class Merged:
    """The document with the edits kept, the names of the sections that hold them, and of those that were not there."""

    text: str
    kept: tuple[str, ...]
    added: tuple[str, ...] = ()


def marked(name: str, text: str) -> str:
    """Put a section between its marks; the first one holds the checksum of what was written."""
    return f"<!-- snr:section {name} {_sum(text)} -->\n{text}\n<!-- snr:fin {name} -->"


def merge(old: str, new: str) -> Merged:
    """Write a document again and keep the sections that a person edited in the old one.

    A section is kept when only the person changed it; one that was emptied stays empty. What stands outside the marks is the
    person's, and follows the section that it came after.

    Raises:
        EditError: a section was changed by the person and by the dossier, was removed from the document, is there twice, or
            a mark is gone: nothing that a person wrote is ever dropped.
    """
    old, new = _lines(old), _lines(new)
    if not old.strip():
        return Merged(new, ())
    was, now = list(_SECTION.finditer(old)), list(_SECTION.finditer(new))
    generated = {found["name"]: found for found in now}
    before, between = _outside(old, was)
    reasons = _broken(was, before, between)
    kept: dict[str, str] = {}
    for found in was:
        name, text = found["name"], found["text"] or ""
        if _sum(text) == found["sum"]:
            continue
        written = generated.get(name)
        if written is None:
            reasons.append(f"section « {name} » : retouchée, mais le document n’en a plus")
        elif written["sum"] != found["sum"] and written["text"] != text:
            reasons.append(f"section « {name} » : retouchée, et le dossier a changé ce qu’elle dit")
        else:
            kept[name] = text
    reasons += [
        f"texte ajouté après la section « {found['name']} », que le document n’a plus"
        for found, added in zip(was, between, strict=True)
        if added and found["name"] not in generated
    ]
    if reasons:
        raise EditError(reasons)
    after = {found["name"]: added for found, added in zip(was, between, strict=True) if added}
    text = _SECTION.sub(lambda found: _again(found, kept, after), new)
    there = {found["name"] for found in was}
    return Merged(
        f"{before}\n\n{text}" if before else text, tuple(kept), tuple(name for name in generated if name not in there)
    )


def _broken(was: "list[re.Match[str]]", before: str, between: list[str]) -> list[str]:
    """Say what makes the marks of a file unusable."""
    if not was:
        return ["aucune marque de section : ce fichier ne vient pas de snr draft, ou ses marques ont été retirées"]
    names = [found["name"] for found in was]
    reasons = [f"section « {name} » : présente deux fois" for name in dict.fromkeys(names) if names.count(name) > 1]
    places = [("avant la première section", before)]
    for found, added in zip(was, between, strict=True):
        text = found["text"] or ""
        if _sum(text) != found["sum"]:
            places.append((f"dans la section « {found['name']} »", text))
        places.append((f"après la section « {found['name']} »", added))
    reasons += [
        f"{place}, une marque est abîmée ou seule : une section commence par snr:section et finit par snr:fin"
        for place, text in places
        if _MARK.search(text)
    ]
    return reasons


def _again(found: "re.Match[str]", kept: dict[str, str], after: dict[str, str]) -> str:
    name = found["name"]
    text = found[0]
    if name in kept:
        text = f"<!-- snr:section {name} {found['sum']} -->\n{kept[name]}\n<!-- snr:fin {name} -->"
    return f"{text}\n\n{after[name]}" if name in after else text


def _outside(text: str, sections: "list[re.Match[str]]") -> tuple[str, list[str]]:
    """Return what a person wrote before the first section, and after each, outside any mark."""
    if not sections:
        return text, []
    ends = [*(found.start() for found in sections[1:]), len(text)]
    parts = [
        text[: sections[0].start()],
        *(text[found.end() : end] for found, end in zip(sections, ends, strict=True)),
    ]
    before, *between = (part.strip("\n") if part.strip() else "" for part in parts)
    return before, between


def _lines(text: str) -> str:
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def _sum(text: str) -> str:
    return hashlib.sha256(text.strip().encode()).hexdigest()[:12]
