"""Words changed where they stand in a .docx: as typed, or as changes that a person accepts or rejects."""

from itertools import count
from xml.etree.ElementTree import Element, fromstring, tostring

import pytest
from hypothesis import given, strategies as st

from snr_cli.documents.formats.docx import tracked as docx
from snr_cli.documents.formats.docx.elements import W_NS, WORD

W = f'xmlns:w="{WORD}"'
DOCX = (
    f"<w:p {W}><w:pPr/><w:r><w:t>Le total </w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>pèse 328 t</w:t></w:r>"
    "<w:hyperlink><w:r><w:t> par an</w:t></w:r></w:hyperlink><w:r><w:tab/><w:t>fin.</w:t></w:r></w:p>"
)


def docx_read(paragraph: Element, *, accepted: bool) -> str:
    """The text once every change is accepted, or rejected."""
    out = []
    left_out = f"{W_NS}del" if accepted else f"{W_NS}ins"

    def walk(element: Element) -> None:
        for child in element:
            if child.tag == left_out:
                continue
            if child.tag in (f"{W_NS}t", f"{W_NS}delText"):
                out.append(child.text or "")
            elif child.tag == f"{W_NS}tab":
                out.append("\t")
            walk(child)

    walk(paragraph)
    return "".join(out)


TEXT_DOCX = docx.text_of(fromstring(DOCX))
PLACES = [
    (0, 2, "Ce"),
    (9, 9, "net "),
    (14, 19, "315 t"),
    (5, 25, "autre"),
    (0, 0, "Constat : "),
    (25, 25, ""),
    (14, 19, ""),
]


def test_texts() -> None:
    assert TEXT_DOCX == "Le total pèse 328 t par an\tfin."


@pytest.mark.parametrize(("start", "end", "text"), PLACES)
def test_words_of_a_docx(start: int, end: int, text: str) -> None:
    wanted = TEXT_DOCX[:start] + text + TEXT_DOCX[end:]
    plain = fromstring(DOCX)
    docx.change_words(plain, start, end, text)
    assert docx.text_of(plain) == wanted
    marked = fromstring(DOCX)
    docx.change_words(marked, start, end, text, docx.Tracking("2026-06-30T00:00:00Z", count(1).__next__))
    assert docx_read(marked, accepted=True) == wanted
    assert docx_read(marked, accepted=False) == TEXT_DOCX
    marks = [*marked.iter(f"{W_NS}ins"), *marked.iter(f"{W_NS}del")]
    assert all(mark.get(f"{W_NS}author") == "snr" and mark.get(f"{W_NS}date") for mark in marks)


def test_the_look_of_what_is_replaced_is_kept() -> None:
    plain = fromstring(DOCX)
    docx.change_words(plain, 14, 19, "315 t")
    assert b"<ns0:b" in tostring(plain) or b"<w:b" in tostring(plain)
    (run,) = [
        run
        for run in plain.iter(f"{W_NS}r")
        if run.find(f"{W_NS}t") is not None and run.find(f"{W_NS}t").text == "315 t"
    ]  # type: ignore[union-attr]
    assert run.find(f"{W_NS}rPr/{W_NS}b") is not None


@given(st.data())
def test_any_stretch(data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(TEXT_DOCX)))
    end = data.draw(st.integers(start, len(TEXT_DOCX)))
    text = data.draw(st.text("abé ", max_size=5))
    plain, marked = fromstring(DOCX), fromstring(DOCX)
    wanted = TEXT_DOCX[:start] + text + TEXT_DOCX[end:]
    docx.change_words(plain, start, end, text)
    docx.change_words(marked, start, end, text, docx.Tracking("2026-06-30T00:00:00Z", count(1).__next__))
    assert docx.text_of(plain) == wanted == docx_read(marked, accepted=True)
    assert docx_read(marked, accepted=False) == TEXT_DOCX


def test_several_changes_from_the_end() -> None:
    marked = fromstring(DOCX)
    tracking = docx.Tracking("2026-06-30T00:00:00Z", count(1).__next__)
    docx.change_words(marked, 14, 19, "315 t", tracking)
    docx.change_words(marked, 0, 2, "Ce", tracking)
    assert docx_read(marked, accepted=True) == "Ce total pèse 315 t par an\tfin."
    assert docx_read(marked, accepted=False) == TEXT_DOCX
