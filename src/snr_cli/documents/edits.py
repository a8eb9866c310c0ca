"""Sections between marks, so that a document written again does not lose what a person changed in the first one."""

import hashlib
import re
from dataclasses import dataclass
from typing import Final

_SECTION: Final = re.compile(
    r"^<!-- snr:section (?P<name>[a-z-]+) (?P<sum>[0-9a-f]{12}) -->\n(?P<text>.*?)\n<!-- snr:fin (?P=name) -->$",
    re.M | re.S,
)


class EditError(Exception):
    """Edits that cannot be kept: the file they are in, and why, one line a section."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__("\n".join(reasons))
        self.reasons = reasons


@dataclass(frozen=True, slots=True)
class Merged:
    """The document with the edits kept, and the names of the sections that hold them."""

    text: str
    kept: tuple[str, ...]


def marked(name: str, text: str) -> str:
    """Put a section between its marks; the first one holds the checksum of what was written."""
    return f"<!-- snr:section {name} {_sum(text)} -->\n{text}\n<!-- snr:fin {name} -->"


def merge(old: str, new: str) -> Merged:
    """Write a document again and keep the sections that a person edited in the old one.

    A section is kept when only the person changed it. What stands outside the marks is the person's, and follows the section
    that it came after.

    Raises:
        EditError: a section was changed by the person and by the dossier, was removed from the document, is there twice, or
            the marks are gone.
    """
    old, new = old.replace("\r\n", "\n"), new.replace("\r\n", "\n")
    was, now = _sections(old), _sections(new)
    reasons = (
        []
        if was
        else ["aucune marque de section : ce fichier ne vient pas de snr draft, ou ses marques ont été retirées"]
    )
    names = [found["name"] for found in was]
    reasons += [f"section « {name} » : présente deux fois" for name in dict.fromkeys(names) if names.count(name) > 1]
    if old.count("<!-- snr:section ") != len(was):
        reasons.append(
            "une marque de section est abîmée : chaque section commence par snr:section et finit par snr:fin"
        )
    generated = {found["name"]: found for found in now}
    kept: dict[str, str] = {}
    for found in was:
        name, text = found["name"], found["text"]
        if _sum(text) == found["sum"]:
            continue
        written = generated.get(name)
        if written is None:
            reasons.append(f"section « {name} » : retouchée, mais le document n’en a plus")
        elif written["sum"] != found["sum"] and written["text"] != text:
            reasons.append(f"section « {name} » : retouchée, et le dossier a changé ce qu’elle dit")
        else:
            kept[name] = text
    before = old[: was[0].start()].strip() if was else ""
    between = _between(old, was)
    reasons += [
        f"texte ajouté après la section « {name} », que le document n’a plus"
        for name in between
        if name not in generated
    ]
    if reasons:
        raise EditError(reasons)
    text = _SECTION.sub(lambda found: _kept(found, kept, between), new)
    return Merged(f"{before}\n\n{text}" if before else text, tuple(kept))


def _kept(found: "re.Match[str]", kept: dict[str, str], between: dict[str, str]) -> str:
    name = found["name"]
    text = found[0]
    if name in kept:
        text = f"<!-- snr:section {name} {found['sum']} -->\n{kept[name]}\n<!-- snr:fin {name} -->"
    return f"{text}\n\n{between[name]}" if name in between else text


def _sections(text: str) -> "list[re.Match[str]]":
    return list(_SECTION.finditer(text))


def _between(text: str, sections: "list[re.Match[str]]") -> dict[str, str]:
    """Return what a person wrote after each section, outside any mark."""
    ends = [*(found.start() for found in sections[1:]), len(text)]
    found = {each["name"]: text[each.end() : end].strip() for each, end in zip(sections, ends, strict=False)}
    return {name: added for name, added in found.items() if added}


def _sum(text: str) -> str:
    return hashlib.sha256(text.strip().encode()).hexdigest()[:12]
