"""`--keep-edits` on a .docx that came back: three texts are merged where hers stands, and what both changed is tracked."""

import base64
import hashlib
import json
import random
import re
import tempfile
import time
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Final, cast
from xml.etree.ElementTree import fromstring

import docx_integrity
import pytest

from in_process import snr
from snr_cli.documents.blocks import Block, Logo
from snr_cli.documents.edits import EditError, MergedFile
from snr_cli.documents.formats.docx.merge import merge_docx
from snr_cli.documents.formats.docx.returned import edited_docx, returned_docx
from snr_cli.documents.formats.docx.write import write_docx
from snr_cli.documents.formats.returned import Base, base_of, base_properties, kept_base
from snr_cli.documents.formats.tree import archive
from snr_cli.results.records import Table
from test_adopt import SMALL, changed as rewritten
from test_docx import PNG, READS as POPPLER, SOFFICE, changed, converted, parts
from test_docx_edits import POINT, SECTIONS
from test_flow import flow
from test_tracked import docx_read
from walks import LONG, mostly, walk

DATE: Final = "2026-06-30"
TABLE: Final = Table(
    "Le parc", ("Type", "Nombre", "Part"), (("Écrans", "10", "a"), ("Portables", "20", "b"), ("Serveurs", "30", "c"))
)
TEXT: Final = "word/document.xml"
KEPT: Final = "docProps/custom.xml"
W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
WIDE, FIXED = "\u202f", "\u00a0"


def written(block: Block = TABLE, **texts: str) -> bytes:
    """Return a document, with other texts in some of its sections; an empty one takes a section away."""
    sections = {name: text for name, text in {**SECTIONS, **texts}.items() if text}
    return write_docx(flow(sections, block), b"")


def edited(data: bytes, *changes: tuple[str, str]) -> bytes:
    """Return a document that a person changed: texts of its XML."""
    for old, new in changes:
        data = changed(data, TEXT, old, new)
    return data


def merged(old: bytes, new: bytes) -> MergedFile:
    """Merge; the file that is made can be read, and merged again it does not change."""
    made = merge_docx(old, new, DATE)
    assert lines(merge_docx(made.data, new, DATE).data) == lines(made.data)
    return made


def lines(data: bytes) -> list[object]:
    """Return the lines of a document, those of tables as rows; what snr tracked in them is rejected."""
    file = returned_docx(data)
    return [line for found in base_of(file.blocks(), ()).values() for line in found if not str(line).endswith("\t")]


def accepted(data: bytes) -> str:
    """Return the text of a document once every tracked change is accepted."""
    root = fromstring(parts(data)[TEXT])
    return "\n".join(docx_read(paragraph, accepted=True) for paragraph in root.iter(f"{W}p"))


def marks(data: bytes) -> list[tuple[str, str]]:
    """Return who made each tracked change, and when."""
    text = parts(data)[TEXT].decode()
    return re.findall(r'<w:(?:ins|del) [^>]*w:author="([^"]*)" w:date="([^"]*)"', text)


def new_ones() -> bytes:
    return written(contexte="## Contexte\n\nNous sommes 61 000.")


def test_a_figure_is_refreshed_inside_her_sentence() -> None:
    old = edited(written(), ("Nous sommes 52 600.", "Chez nous, nous sommes 52 600, et fiers."))
    made = merged(old, new_ones())
    assert "Chez nous, nous sommes 61 000, et fiers." in lines(made.data)
    assert (list(made.kept), made.told, marks(made.data)) == (["contexte"], (), [])
    assert edited_docx(made.data) == ["section « contexte »"]


def test_words_that_both_changed_are_tracked_dated_and_told() -> None:
    old = edited(written(), ("Nous sommes 52 600.", "Nous sommes 53 000."))
    made = merged(old, new_ones())
    assert "Nous sommes 53 000." in lines(made.data)
    assert "Nous sommes 61 000." in accepted(made.data)
    assert {author for author, _ in marks(made.data)} == {"snr"}
    assert {date[:10] for _, date in marks(made.data)} == {DATE}
    assert made.told == (
        "section « contexte » : « 53 000 » devient « 61 000 », en modification suivie à accepter ou refuser",
    )


def test_what_she_answered_is_not_proposed_again_and_what_waits_is_proposed_anew() -> None:
    """The base is what snr wrote: rejected, it is an edit of hers; accepted, it is none."""
    old = edited(written(), ("Nous sommes 52 600.", "Nous sommes 53 000."))
    waiting = merged(old, new_ones()).data
    rejected = edited(new_ones(), ("61 000", "53 000"))
    again = written(contexte="## Contexte\n\nNous sommes 61 000.", suivi="## Suivi\n\nChaque mois.")
    for data in (waiting, rejected):
        made = merged(data, again)
        assert made.told == ()
        assert {"Nous sommes 53 000.", "Chaque mois."} <= {*map(str, lines(made.data))}
    assert len(marks(merged(waiting, again).data)) == 2
    more = merged(waiting, written(contexte="## Contexte\n\nNous sommes 62 000."))
    assert "Nous sommes 53 000." in lines(more.data)
    assert "Nous sommes 62 000." in accepted(more.data) and "61 000" not in parts(more.data)[TEXT].decode()
    assert len(marks(more.data)) == 2


def without(data: bytes, text: str) -> bytes:
    """Return a document without the paragraph that says something."""
    body = parts(data)[TEXT].decode()
    name = "w:p"
    *_, gone = re.finditer(rf"<{name}(?: [^>]*)?>(?:(?:(?!</{name}>).)*>)?{text}(?:(?!</{name}>).)*</{name}>", body)
    return archive({**parts(data), TEXT: body[: gone.start()] + body[gone.end() :]})


def test_a_paragraph_or_a_heading_that_she_took_away_stays_away() -> None:
    old = without(without(written(), "Axes"), "Nous sommes 52 600.")
    made = merged(
        old,
        written(contexte="## Contexte\n\nNous sommes 61 000.", axes=SECTIONS["axes"].replace("Après", "Puis")),
    )
    said = [*map(str, lines(made.data))]
    assert "Axes" not in said and "Puis." in said and "Après." not in said
    assert not any("Nous sommes" in line for line in said)
    assert made.told == (
        "section « contexte » : « Nous sommes 61 000. » ôté de votre fichier, et changé par snr ; laissé ainsi",
    )


def test_a_section_without_its_heading_says_what_is_left_of_it() -> None:
    """What `--final` asks: a section that answers a duty is not emptied."""
    new = written(axes=SECTIONS["axes"].replace("Après", "Puis"))
    headless = without(written(), "Suivi")
    assert merged(headless, new).kept["suivi"] == "Chaque année."
    assert merged(without(headless, "Chaque année."), new).kept["suivi"] == ""


COMMENT: Final = (
    '<w:commentRangeStart w:id="0"/>{}<w:commentRangeEnd w:id="0"/><w:r><w:commentReference w:id="0"/></w:r>'
)
FOLLOWED: Final = '<w:ins w:id="90" w:author="Anne" w:date="2026-01-02T00:00:00Z">{}</w:ins>'
RUN: Final = '<w:r><w:t xml:space="preserve">Nous sommes 52 600.</w:t></w:r>'


def test_a_comment_stays_where_it_lies_and_words_change_beside() -> None:
    old = edited(written(), (RUN, COMMENT.format(RUN)))
    old = archive({**parts(old), "word/comments.xml": "<a/>"})
    made = merged(old, new_ones())
    text = parts(made.data)[TEXT].decode()
    assert "Nous sommes 61 000." in lines(made.data)
    first, last = COMMENT.format("|").split("|")
    assert text.index(first) < text.index("61 000") < text.index(last)
    gone = merged(old, written(contexte="## Contexte\n\nAutre."))
    assert first in parts(gone.data)[TEXT].decode()


def test_changes_that_a_person_tracks_are_theirs() -> None:
    old = edited(written(), (RUN, FOLLOWED.format(RUN)))
    new = written(contexte="## Contexte\n\nNous sommes 61 000.", suivi="## Suivi\n\nChaque mois.")
    made = merged(old, new)
    assert {"Nous sommes 52 600.", "Chaque mois."} <= {*map(str, lines(made.data))}
    [told] = made.told
    assert told.startswith(
        "section « contexte » : « Nous sommes 52 600. » changé par snr, et dont des modifications suivies"
    )
    assert "Anne" in parts(made.data)[TEXT].decode()


def cells(data: bytes) -> list[list[str]]:
    [table] = [line for line in lines(data) if isinstance(line, list)]
    return table


def test_a_table_is_refreshed_by_cells_and_by_rows() -> None:
    """She renamed a row and struck one; snr changed numbers, took a row away, added one, and put the others in another order."""
    old = edited(written(), (">Écrans<", ">Nos écrans<"))
    rows = (("Tablettes", "7", "d"), ("Portables", "21", "b"), ("Écrans", "11", "a"))
    made = merged(old, written(Table("Le parc", ("Type", "Nombre", "Part"), rows)))
    assert sorted(cells(made.data)[1:]) == [
        ["Nos écrans", "11", "a"],
        ["Portables", "21", "b"],
        ["Tablettes", "7", "d"],
    ]
    both = edited(written(), (">10<", ">12<"), (">30<", ">4<"))
    made = merged(both, written(Table("Le parc", ("Type", "Nombre", "Part"), rows)))
    assert ["Écrans", "12", "a"] in cells(made.data) and ["Serveurs", "4", "c"] in cells(made.data)
    assert any("« 12 » devient « 11 »" in told for told in made.told)
    assert any("Serveurs" in told and "n’écrit plus" in told for told in made.told)


def test_rows_are_put_under_a_heading_that_snr_names_anew() -> None:
    """All its rows are others: none is put among those that a page begins with."""
    new = Table("Le parc", ("Ce que c’est", "Combien", "Quoi"), (("Tablettes", "7", "d"), ("Baies", "8", "e")))
    made = merged(edited(written(), ("Après.", "À nous.")), written(new))
    assert cells(made.data) == [[*row] for row in (new.columns, *new.rows)]


def test_a_table_of_another_shape_takes_the_place_of_one_that_she_left() -> None:
    wide = Table("Le parc", ("Type", "Nombre"), (("Écrans", "11"),))
    new = written(wide)
    assert cells(merged(edited(written(), ("Après.", "À nous.")), new).data) == [
        ["Type", "Nombre"],
        ["Écrans", "11"],
    ]
    made = merged(edited(written(), (">10<", ">12<")), new)
    assert ["Écrans", "12", "a"] in cells(made.data)
    assert any("tableau" in told and "laissé ainsi" in told for told in made.told)


def test_a_picture_that_she_left_is_drawn_again_and_hers_stays() -> None:
    other = Logo(f"data:image/png;base64,{base64.b64encode(POINT).decode()}", "Valmont")
    old, new = written(Logo(PNG, "Valmont")), written(other)
    made = merged(edited(old, ("Après.", "À nous.")), new)
    assert POINT in parts(made.data).values()
    assert edited_docx(made.data) == ["section « axes »"] and "À nous." in lines(made.data)
    hers = edited(old, (": Valmont", ": nous"))
    assert [told for told in merged(hers, new).told if "figure" in told]
    assert lines(merged(hers, new).data) == lines(hers)


def test_sections_that_come_and_go() -> None:
    old = edited(written(), ("Après.", "À nous."))
    made = merged(old, written(contexte="", limites="## Limites\n\nDes [limites](https://a.fr/).\n\n- une\n- deux"))
    said = lines(made.data)
    assert (
        said[-4:] == ["Limites", "Des limites.", "une", "deux"]
        and "Contexte" not in said
        and made.added == ("limites",)
    )
    assert edited_docx(made.data) == ["section « axes »"]
    assert "https://a.fr/" in "".join(part.decode(errors="replace") for part in parts(made.data).values())
    kept = merged(edited(written(), ("52 600", "53 000")), written(contexte=""))
    assert "Nous sommes 53 000." in lines(kept.data)
    assert any("n’écrit plus" in told for told in kept.told)


def test_heads_and_feet_are_hers_and_follow_snr() -> None:
    part = "word/header.xml"
    made = merged(changed(written(), part, ">Projet<", ">Version du maire<"), new_ones())
    assert "Version du maire" in parts(made.data)[part].decode()
    final = write_docx(replace(flow(SECTIONS, TABLE), draft=""), b"")
    again = merged(edited(written(), ("Après.", "À nous.")), final)
    assert ">Projet<" not in parts(again.data)[part].decode()


def with_base(data: bytes, properties: dict[str, str]) -> bytes:
    """Return a document whose properties hold another base."""
    text = parts(data)[KEPT].decode()
    text = re.sub(r'(<(?:property|meta:user-defined) [^>]*name=")snr_base_\d+', r"\1autre", text)
    for name, value in properties.items():
        text = re.sub(r'name="autre(".*?>)[\w+/= ]*(</)', rf'name="{name}\g<1>{value}\g<2>', text, count=1)
    return archive({**parts(data), KEPT: text})


def forged() -> dict[str, dict[str, str]]:
    good = base_properties(kept_base(returned_docx(written()).kept) or {})
    bomb = base64.b64encode(zlib.compress(b"[" * (1 << 26), 9)).decode()
    parted = [bomb[start : start + 250] for start in range(0, len(bomb), 250)]
    head = f"{len(parted)} {hashlib.sha256(bomb.encode()).hexdigest()[:32]}"
    return {
        "none": {},
        "cut": {name: value for name, value in good.items() if name != "snr_base_1"},
        "changed": {**good, "snr_base_1": f"A{good['snr_base_1'][1:]}"},
        "bomb": {f"snr_base_{rank}": piece for rank, piece in enumerate((head, *parted))},
    }


@pytest.mark.parametrize("kind", walk(["none", "cut", "changed", "bomb"], 2))
def test_without_what_snr_wrote_a_section_that_both_changed_is_refused(kind: str) -> None:
    properties = forged()[kind]
    if kind == "bomb":
        assert kept_base(properties) is None
        properties = {name: properties[name] for name in ("snr_base_0", "snr_base_1")}
    old = with_base(edited(written(), ("Nous sommes 52 600.", "Nous sommes 53 000.")), properties)
    assert kept_base(returned_docx(old).kept) is None
    with pytest.raises(EditError, match="section « contexte » : retouchée, et le dossier a changé ce qu’elle dit"):
        merge_docx(old, new_ones(), DATE)
    made = merged(old, written(suivi="## Suivi\n\nChaque mois."))
    assert {"Nous sommes 53 000.", "Chaque mois."} <= {*map(str, lines(made.data))}
    assert kept_base(returned_docx(made.data).kept) is not None


@pytest.mark.parametrize("base", ['{"a": 1}', "[]", '{"a": [[]]}', '{"a": [[[]]]}', '{"a": [{}]}', "[" * 99_999, "nul"])
def test_a_base_that_is_none_is_not_believed(base: str) -> None:
    text = base64.b64encode(zlib.compress(base.encode())).decode()
    assert len(text) <= 250
    assert kept_base({"snr_base_0": f"1 {hashlib.sha256(text.encode()).hexdigest()[:32]}", "snr_base_1": text}) is None


def test_a_base_comes_back_as_it_was() -> None:
    base: Base = {"": ["a"], "é": ["x\n", [["a", ""], ["b", "c"]]]}
    assert kept_base(base_properties(base)) == base
    assert all(len(value) <= 250 for value in base_properties({"a": ["é" * 9999, json.dumps([*range(9999)])]}).values())
    assert base_properties({"a": ["é" * (1 << 22)]}) == {}


MANY: Final[dict[str, Callable[[int], str]]] = {
    "same": lambda _: "Nous sommes beaucoup trop.",
    "all different": lambda rank: f"Nous sommes {rank} et {rank * 7919 % 10_007} de plus.",
    "one word": lambda _: "a",
}


@pytest.mark.slow
@pytest.mark.parametrize("kind", mostly(MANY, "all different"))
def test_a_file_of_ten_thousand_paragraphs_is_merged_in_time(kind: str) -> None:
    paragraph = "<w:p><w:r><w:t>{}</w:t></w:r></w:p>"
    anchor = f"<w:p>{RUN}</w:p>"
    base = "## Contexte\n\n" + "\n\n".join(MANY[kind](rank) for rank in range(300)) + "\n\nNous sommes 52 600."
    old = edited(
        written(contexte=base),
        (anchor, anchor + "".join(paragraph.format(MANY[kind](10_000 + rank)) for rank in range(10_000))),
    )
    start = time.process_time()
    made = merge_docx(old, written(contexte=base.replace("52 600", "61 000")), DATE)
    assert time.process_time() - start < 20
    assert "Nous sommes 61 000." in lines(made.data)


def loop(folder: Path, saved: Callable[[Path], None]) -> tuple[bytes, str]:
    """Adopt, change, draft, edit, change, draft; return the file, and what the screen said.

    Args:
        folder: where the dossier is written.
        saved: saves a file as a program does.
    """
    (folder / "territory.yaml").write_text(SMALL, encoding="utf-8")
    target = folder.parent / "strategie.docx"
    command = ("draft", folder, "-d", "strategie", "-f", "docx", "-o", target, "--keep-edits")
    assert snr(*command).returncode == 0
    assert snr("adopt", folder, target, "--act", "2026-041", "--on", "2026-09-24").returncode == 0
    rewritten(folder, ("title: Garder", "title: Garder les portables"))
    assert snr(*command).returncode == 0
    saved(target)
    part = TEXT
    for old, new in ((f"1{WIDE}000{FIXED}€ en 2026", f"1{WIDE}100{FIXED}€ en 2026"), ("Moins", "Un peu moins")):
        target.write_bytes(changed(target.read_bytes(), part, old, new))
    saved(target)
    rewritten(folder, ("eur: 1000", "eur: 1200"), ("quantity: 100", "quantity: 150"))
    assert snr(*command[:-1]).returncode == 2
    done = snr(*command)
    assert done.returncode == 0, done.stderr
    saved(target)
    return target.read_bytes(), done.stderr


def holds(data: bytes, told: str) -> None:
    """Check that nothing is lost of what `loop` makes."""
    said = "\n".join(
        line if isinstance(line, str) else "\n".join(" | ".join(row) for row in cast("list[list[str]]", line))
        for line in lines(data)
    )
    assert "Un peu moins" in said and f"1{WIDE}100{FIXED}€ en 2026" in said
    assert f"1{WIDE}200{FIXED}€ en 2026" in accepted(data)
    assert f"« 1{WIDE}100{FIXED}€ » devient « 1{WIDE}200{FIXED}€ », en modification suivie" in told
    assert {(author, date[:10]) for author, date in marks(data)} == {("snr", "2026-09-24")}
    assert "Voté le 24 septembre 2026" in said and "Garder les portables" in said


def test_adopted_changed_edited_changed_again_nothing_is_lost(tmp_path: Path) -> None:
    folder = tmp_path / "essai"
    folder.mkdir()
    data, told = loop(folder, lambda _: None)
    holds(data, told)
    with tempfile.NamedTemporaryFile(suffix=".docx") as file:
        file.write(data)
        file.flush()
        assert list(docx_integrity.check(file.name)) == []


@pytest.mark.slow
@pytest.mark.skipif(not (SOFFICE and POPPLER), reason="needs LibreOffice and Poppler")
def test_nothing_is_lost_of_what_libreoffice_saves_each_time(tmp_path: Path) -> None:
    folder = tmp_path / "essai"
    folder.mkdir()
    data, told = loop(folder, lambda path: path.write_bytes(converted(path, "docx:MS Word 2007 XML")) and None)
    holds(data, told)
    target = tmp_path / "strategie.docx"
    target.write_bytes(data)
    assert "Un peu moins" in converted(target, "pdf").decode()


WORDS: Final = [
    "le",
    "la",
    "numérique",
    "pèse",
    "conseil",
    "année",
    "mesure",
    "portable",
    "écran",
    "bilan",
    "objectif",
    "service",
    "commune",
    "agents",
]


def sentence(draw: random.Random) -> str:
    return f"{' '.join(draw.choices(WORDS, k=draw.randrange(3, 14)))} {draw.randrange(100, 999)} t."


def drawn(draw: random.Random) -> dict[str, list[str]]:
    """Return sections, each the blocks of its Markdown: paragraphs, lists, headings, and a table."""
    kinds: list[Callable[[], str]] = [
        lambda: "\n".join(f"- {sentence(draw)}" for _ in range(draw.randrange(1, 4))),
        lambda: "\n".join(f"{rank}. {sentence(draw)}" for rank in range(1, draw.randrange(2, 4))),
        lambda: f"### {sentence(draw)}",
        *[lambda: sentence(draw)] * 4,
    ]
    made = {name: [f"## {name.title()}"] for name in ("contexte", "axes", "suivi")}
    for blocks in made.values():
        blocks += [draw.choice(kinds)() for _ in range(draw.randrange(1, 6))]
    made["axes"].append("~~~snr 0\n~~~")
    return made


def redrawn(draw: random.Random, sections: dict[str, list[str]]) -> dict[str, list[str]]:
    """Return sections with other numbers, blocks added, taken away and moved."""
    made = {}
    for name, blocks in sections.items():
        head, *rest = (
            re.sub(r"\d+ t", lambda _: f"{draw.randrange(100, 999)} t", block) if draw.random() < 0.3 else block
            for block in blocks
        )
        if draw.random() < 0.3:
            rest.insert(draw.randrange(len(rest) + 1), sentence(draw))
        if draw.random() < 0.2:
            draw.shuffle(rest)
        if draw.random() < 0.3:
            rest = [block for block in rest if block.startswith("~~~") or draw.random() < 0.7]
        made[name] = [head, *rest]
    return made


def with_words(draw: random.Random, data: bytes) -> tuple[bytes, list[str]]:
    """Return a document where a person wrote words of hers, and changed numbers; and these words."""
    text = parts(data)[TEXT].decode()
    start = text.index('"snr_contexte"')
    said = r"<w:t [^>]*>([^<]+ [^<]+)</w:t>"
    places = [match for match in re.finditer(said, text) if match.start() > start]
    words = []
    for match in sorted(draw.sample(places, min(len(places), 5)), key=lambda match: -match.start()):
        own = [re.sub(r"^\d{3}$", "111", word) if draw.random() < 0.3 else word for word in match[1].split(" ")]
        words.append(f"sien{len(words)}")
        own.insert(draw.randrange(len(own) + 1), words[-1])
        text = text[: match.start(1)] + " ".join(own) + text[match.end(1) :]
    return archive({**parts(data), TEXT: text}), words


@pytest.mark.parametrize("rounds", [8, pytest.param(200 if LONG else 60, marks=pytest.mark.slow)])
def test_no_word_of_hers_is_lost_whatever_both_change(rounds: int) -> None:
    draw = random.Random(rounds)
    for _ in range(rounds):
        sections = drawn(draw)
        cells = [(f"L{rank}", str(draw.randrange(999)), draw.choice(WORDS)) for rank in range(draw.randrange(1, 6))]
        rows = [
            (name, str(draw.randrange(999)), word)
            for name, _, word in draw.sample(cells, draw.randrange(1, len(cells) + 1))
        ]
        before, after = (
            written(
                Table("Le parc", ("Type", "Nombre", "Mot"), tuple(each)),
                **{name: "\n\n".join(blocks) for name, blocks in said.items()},
            )
            for each, said in ((cells, sections), (rows, redrawn(draw, sections)))
        )
        old, words = with_words(draw, before)
        made = merged(old, after)
        text = parts(made.data)[TEXT].decode()
        assert [word for word in words if word not in text] == []
