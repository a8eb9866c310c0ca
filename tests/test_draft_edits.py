"""`--keep-edits`: what a person wrote in a document is in the next one, or nothing is written."""

import os
import re
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from conftest import run_snr
from drafting import MINIMAL, VALMONT
from snr_cli.documents.edits import EditError, headed, marked, merge

# lines that a person or snr may write: no mark of a section
LINES = st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")), max_size=12).filter(
    lambda text: "snr:" not in text
)
# blank lines around a text are no edit
TEXTS = st.lists(LINES, min_size=1, max_size=4).map(lambda lines: "\n".join(lines).strip()).filter(bool)
NAMES = ("couverture", "contexte", "axes", "annexe-themes")
DOCUMENTS = st.lists(TEXTS, min_size=4, max_size=4).map(lambda texts: dict(zip(NAMES, texts, strict=True)))


def document(texts: dict[str, str]) -> str:
    """Return a document of those sections, as snr writes it."""
    return "\n\n".join(marked(name, text) for name, text in texts.items()) + "\n"


def edited(text: str, name: str, other: str) -> str:
    """Return a document in which a person put another text in a section, the marks left alone."""
    pattern = rf"(<!-- snr:section {name} \w+ -->\n).*?(\n<!-- snr:fin {name} -->)"
    return re.sub(pattern, lambda match: match[1] + other + match[2], text, flags=re.S)


@given(DOCUMENTS, st.sampled_from(NAMES), TEXTS)
def test_an_edit_survives_when_the_dossier_does_not_change(texts: dict[str, str], name: str, other: str) -> None:
    new = document(texts)
    old = edited(new, name, other)
    merged = merge(old, new)
    assert merged.text == old
    assert merge(merged.text, new).text == merged.text


@given(DOCUMENTS, DOCUMENTS, st.sampled_from(NAMES), TEXTS)
def test_an_edit_survives_what_changes_elsewhere_or_the_command_refuses(
    before: dict[str, str], after: dict[str, str], name: str, other: str
) -> None:
    old, new = edited(document(before), name, other), document(after)
    try:
        merged = merge(old, new)
    except EditError:
        assert before[name].strip() != after[name].strip()
        return
    if other.strip() == before[name].strip():  # no edit at all
        assert merged.text == new
    else:
        assert merged.text == edited(new, name, other)


@given(DOCUMENTS, DOCUMENTS, st.lists(st.tuples(st.integers(0, 60), st.text("ab #-<>!\n", max_size=9)), max_size=5))
def test_no_line_of_a_person_is_ever_lost(
    before: dict[str, str], after: dict[str, str], inserted: list[tuple[int, str]]
) -> None:
    """Wherever a person adds lines, inside a section, between two, in the middle of a mark."""
    lines = document(before).split("\n")
    for rank, text in inserted:
        lines.insert(min(rank, len(lines)), f"⟦{rank}⟧{text}⟦{rank}⟧")
    try:
        merged = merge("\n".join(lines), document(after))
    except EditError:
        return
    for rank, text in inserted:
        for line in f"⟦{rank}⟧{text}⟦{rank}⟧".split("\n"):
            assert line in merged.text.split("\n")


@given(DOCUMENTS, st.data())
def test_lines_taken_away_lose_nothing_else(texts: dict[str, str], data: st.DataObject) -> None:
    """Any line may be gone, marks too: what a person added is still there, or the command refuses."""
    lines = document({**texts, "contexte": texts["contexte"] + "\n\nun ajout"}).split("\n")
    old = edited(document(texts), "contexte", texts["contexte"] + "\n\nun ajout").split("\n")
    del lines
    gone = data.draw(st.sets(st.integers(0, len(old) - 1), max_size=3))
    left = [line for rank, line in enumerate(old) if rank not in gone]
    try:
        merged = merge("\n".join(left), document(texts))
    except EditError:
        return
    assert ("un ajout" in left) <= ("un ajout" in merged.text.split("\n"))


@given(DOCUMENTS, st.sampled_from(NAMES), TEXTS, st.sampled_from(["\r\n", "\r"]), st.booleans())
def test_ends_of_lines_and_byte_order_mark_are_no_edit(
    texts: dict[str, str], name: str, other: str, end: str, bom: bool
) -> None:
    new = document(texts)
    old = edited(new, name, other)
    assert merge("\ufeff" * bom + old.replace("\n", end), new).text == old


def reasons(old: str, new: str) -> str:
    """Return why a merge is refused."""
    with pytest.raises(EditError) as caught:
        merge(old, new)
    return "\n".join(caught.value.reasons)


TEXT = document({"couverture": "# T", "contexte": "## C\n\nun", "axes": "## A\n\ndeux"})


def test_text_outside_the_marks_follows_the_section_it_came_after() -> None:
    first, rest = TEXT.split("<!-- snr:section contexte", 1)
    old = f"avant\n\n{first}entre\n\n    code\n\n<!-- snr:section contexte{rest}\nà la fin\n"
    merged = merge(old, TEXT.replace("# T", "# T"))
    assert merged.text.startswith("avant\n\n<!-- snr:section couverture")
    assert "<!-- snr:fin couverture -->\n\nentre\n\n    code\n\n<!-- snr:section contexte" in merged.text
    assert merged.text.endswith("<!-- snr:fin axes -->\n\nà la fin\n")
    assert merge(merged.text, TEXT).text == merged.text


def test_the_cover_is_a_section_like_another() -> None:
    assert merge(TEXT.replace("# T", "# Titre"), TEXT).kept == {"couverture": "# Titre"}


def test_a_section_emptied_stays_empty() -> None:
    old = edited(TEXT, "contexte", "")
    assert "un" not in merge(old, TEXT).text
    adjacent = old.replace(" -->\n\n<!-- snr:fin contexte", " -->\n<!-- snr:fin contexte")
    assert adjacent != old
    merged = merge(adjacent, TEXT)
    assert (merged.kept, "un" in merged.text) == ({"contexte": ""}, False)
    assert merge(merged.text, TEXT).text == merged.text


def test_a_section_whose_marks_are_gone_too_comes_back() -> None:
    old = re.sub(r"<!-- snr:section contexte.*?snr:fin contexte -->\n\n", "", TEXT, flags=re.S)
    merged = merge(old, TEXT)
    assert (merged.text, merged.added) == (TEXT, ("contexte",))


def test_what_the_dossier_changed_elsewhere_is_taken() -> None:
    new = document({"couverture": "# T", "contexte": "## C\n\nun", "axes": "## A\n\ntrois"})
    merged = merge(edited(TEXT, "contexte", "à moi"), new)
    assert "à moi" in merged.text
    assert "trois" in merged.text
    assert "deux" not in merged.text


@pytest.mark.parametrize(
    ("old", "reason"),
    [
        ("# un autre document\n", "aucune marque de section"),
        (TEXT + TEXT, "section « couverture » : présente deux fois"),
        (TEXT.replace("<!-- snr:fin contexte -->", ""), "une marque est abîmée"),
        (TEXT.replace("<!-- snr:fin contexte -->", "<!-- snr:fin context -->"), "une marque est abîmée"),
        (TEXT.replace("snr:section contexte", "snr:sectio contexte"), "une marque est abîmée"),
        (re.sub("(section contexte) [0-9a-f]{12}", r"\1", TEXT), "une marque est abîmée"),
        (TEXT.replace("<!-- snr:section contexte", "<-- snr:section contexte"), "une marque est abîmée"),
        (edited(TEXT, "contexte", "a\n<!-- snr:section axes 0123456789ab -->\nb"), "une marque est abîmée"),
    ],
)
def test_marks_that_cannot_be_trusted_are_refused(old: str, reason: str) -> None:
    assert reason in reasons(old, TEXT)


def test_an_edit_of_what_the_dossier_changed_is_refused() -> None:
    new = document({"couverture": "# T", "contexte": "## C\n\nun et demi", "axes": "## A\n\ndeux"})
    assert "section « contexte » : retouchée, et le dossier a changé" in reasons(edited(TEXT, "contexte", "x"), new)
    shorter = document({"couverture": "# T", "axes": "## A\n\ndeux"})
    assert "retouchée, mais le document n’en a plus" in reasons(edited(TEXT, "contexte", "x"), shorter)
    added = TEXT.replace("<!-- snr:section axes", "ajout\n\n<!-- snr:section axes")
    assert "texte ajouté après la section « contexte »" in reasons(added, shorter)
    assert merge(TEXT, shorter).text == shorter


def test_keep_edits_from_the_command_line(tmp_path: Path) -> None:
    target = tmp_path / "programme.md"
    command = ("draft", MINIMAL, "-d", "programme", "-o", target, "--keep-edits")
    assert run_snr(*command).returncode == 0  # the first time, there is nothing to keep
    first = target.read_text(encoding="utf-8")
    mine = first.replace("## Contexte\n", "## Contexte\n\nMon paragraphe à moi.\n")
    target.write_bytes(mine.replace("\n", "\r\n").encode())
    done = run_snr(*command)
    assert done.returncode == 0
    assert "retouches gardées : contexte" in done.stderr.decode().replace("\u202f", " ").replace("\u00a0", " ")
    assert target.read_text(encoding="utf-8") == mine
    # the dossier changes what the section says: nothing is written
    other = tmp_path / "territory.yaml"
    other.write_text(MINIMAL.read_text(encoding="utf-8").replace("totale: 52600", "totale: 61000"), encoding="utf-8")
    done = run_snr("draft", other, *command[2:])
    assert done.returncode == 2
    assert "section « contexte » : retouchée, et le dossier a changé" in done.stderr.decode()
    assert target.read_text(encoding="utf-8") == mine
    assert [path.name for path in tmp_path.iterdir() if path.name not in ("programme.md", "territory.yaml")] == []


@pytest.mark.parametrize(
    "arguments",
    [("-f", "html", "-o", "x.html"), ("-f", "md"), ("-o", "-"), ("-o", os.devnull), ("-o", "."), ("-o", "latin.md")],
)
def test_keep_edits_where_there_is_nothing_to_keep(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    (tmp_path / "latin.md").write_bytes(b"\xe9t\xe9")
    done = run_snr("draft", MINIMAL, "-d", "programme", "--keep-edits", *arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert not done.stdout
    assert (tmp_path / "latin.md").read_bytes() == b"\xe9t\xe9"


def test_another_document_never_takes_the_place_of_edits(tmp_path: Path) -> None:
    """A note written over a strategy with --keep-edits would keep nothing of it."""
    target = tmp_path / "strategie.md"
    assert run_snr("draft", MINIMAL, "-d", "strategie", "-o", target).returncode == 0
    first = target.read_text(encoding="utf-8")
    assert first.startswith("<!-- snr:document strategie -->\n\n<!-- snr:section couverture ")
    for document in ("note", "programme", "bilan"):  # with and without sections in common
        done = run_snr("draft", MINIMAL, "-d", document, "-o", target, "--keep-edits")
        assert done.returncode == 2
        assert f"ce fichier est un autre document (strategie, et non {document})" in done.stderr.decode()
    assert target.read_text(encoding="utf-8") == first
    # the line is gone: the sections tell
    bare = first.split("\n\n", 1)[1]
    target.write_text(bare, encoding="utf-8")
    assert run_snr("draft", MINIMAL, "-d", "note", "-o", target, "--keep-edits").returncode == 2
    assert target.read_text(encoding="utf-8") == bare
    assert run_snr("draft", MINIMAL, "-d", "strategie", "-o", target, "--keep-edits").returncode == 0
    assert target.read_text(encoding="utf-8") == first


def test_the_object_of_a_deliberation_makes_another_document() -> None:
    old, new = (headed(f"deliberation {about}", document({"deliberation": about})) for about in ("programme", "bilan"))
    assert "un autre document (deliberation programme, et non deliberation bilan)" in reasons(old, new)


def test_edits_are_not_written_over_unless_one_says_so(tmp_path: Path) -> None:
    target = tmp_path / "note.md"
    command = ("draft", MINIMAL, "-d", "note", "-o", target)
    assert run_snr(*command).returncode == 0
    first = target.read_text(encoding="utf-8")
    assert run_snr(*command).returncode == 0  # nothing was edited
    for mine, what in (
        (first.replace("<!-- snr:fin note", "Un mot.\n<!-- snr:fin note"), "section « note »"),
        (f"{first}\nUn mot.\n", "texte hors des sections"),
    ):
        target.write_text(mine, encoding="utf-8")
        done = run_snr(*command)
        assert done.returncode == 2
        assert f"document retouché ({what}), rien n’est écrit" in done.stderr.decode()
        assert target.read_text(encoding="utf-8") == mine
    target.write_text("# À moi\n", encoding="utf-8")  # a file that snr did not write is replaced, as ever
    assert run_snr(*command).returncode == 0


def test_an_edited_cover_goes_with_the_mention_left_out_by_final(tmp_path: Path) -> None:
    target = tmp_path / "strategie.md"
    command = ("draft", VALMONT, "-d", "strategie", "-o", target, "--keep-edits")
    assert run_snr(*command).returncode == 0
    first = target.read_text(encoding="utf-8")
    assert "\n**Projet" in first
    mine = first.replace("\n# Stratégie numérique responsable\n", "\n# Numérique : notre cap\n")
    assert mine != first
    target.write_text(mine, encoding="utf-8")
    done = run_snr(*command, "--final")
    assert done.returncode == 0, done.stderr.decode()
    final = target.read_text(encoding="utf-8")
    assert "\n# Numérique : notre cap\n" in final
    assert "\n**Projet" not in final
    # a mention that a person wrote is not dropped without a word
    target.write_text(mine.replace("\n**Projet", "\n**Projet de la commission"), encoding="utf-8")
    done = run_snr(*command, "--final")
    assert done.returncode == 2
    assert "section « projet » : retouchée" in done.stderr.decode()


@pytest.mark.slow
def test_a_final_document_answers_the_decree_in_full(tmp_path: Path) -> None:
    """Emptied in the file, a section that answers the decree is asked for; another one is not."""
    target = tmp_path / "strategie.md"
    command = ("draft", VALMONT, "-d", "strategie", "-o", target)
    assert run_snr(*command).returncode == 0
    first = target.read_text(encoding="utf-8")
    target.write_text(edited(first, "usages", ""), encoding="utf-8")
    assert run_snr(*command, "--keep-edits").returncode == 0
    done = run_snr(*command, "--keep-edits", "--final")
    assert done.returncode == 2
    assert "section « usages » vidée, alors qu’elle répond à une obligation (REEN-09)" in done.stderr.decode()
    target.write_text(edited(first, "annexe-glossaire", ""), encoding="utf-8")
    assert run_snr(*command, "--keep-edits", "--final").returncode == 0
