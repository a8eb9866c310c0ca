"""Sections of a YAML file become other data; what they do not change keeps its bytes, comments included."""

import copy
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from conftest import EXAMPLES, ROOT, limits
from snr_cli.inputs.dossier.yaml_edit import YamlEditError, edited_yaml
from snr_cli.inputs.dossier.yaml_events import YamlRefusedError, read_yaml
from snr_cli.inputs.dossier.yaml_nodes import YamlTree
from snr_cli.inputs.dossier.yaml_splices import same_data
from snr_cli.model.finding import DossierError
from walks import LONG, walk

VALMONT = sorted((EXAMPLES / "valmont").glob("*.yaml"))
FILES = [*sorted(EXAMPLES.rglob("*.yaml")), *sorted((ROOT / "tests").rglob("*.yaml"))]
Data = Any
QUICK = settings(
    max_examples=15, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)  # fmt: skip
# what a hand would quote, or forget to
VALUES: list[Data] = [
    *("x", "12", "01004", "1,5", "1 000", "0x1F", "1e3", "12:30", "2025-01-01", "oui", "yes", "No", "~", "null", "", "=", "<<"),
    *("a : b", "a: b", "Écrans\u202f: 12", "c # d", "# c", "#c", "fin:", "a:b", "http://x/y?z=1#t", "- a", "-", "-5 %", "? ", "? x"),
    *("[x", "x]", "x, y", "{", "}", "%a", "@a", "`", "!", "&a", "*a", "|", ">", "'", '"', "l’été", "l'été", "\\n", "---", "--- a"),
    *(" x", "x ", "a  b", "\u00a0x", "\ta", "a\tb", "\ufeff", "\x7f", "\u2028", "\x85", "\x01", "🖥", "é" * 200, "mot " * 60 + "fin"),
    *("deux\nlignes", "deux\nlignes\n", "deux\n\nlignes", "a\n  b\nc", " a\nb", "\n", "\na", "a\n\n", "a\r\nb", "a \nb", "a\n \nb"),
    *(0, 12, -3, 2.5, 1e-7, 1e22, float("inf"), True, False, None, [], {}, [1, "a, b"], {"k": "v"}, [{"id": "n", "q": [1]}]),
    *({"k": {"l": {"m": ["x" * 120]}}}, [[1, [2]], []], {"texte": "deux\nlignes"}),
]  # fmt: skip


def data(text: str) -> Data:
    yaml_text, findings = read_yaml("t.yaml", text.removeprefix("\ufeff"))
    assert findings == []
    return yaml_text.data


def comments(text: str) -> list[str]:
    tree = YamlTree(text.removeprefix("\ufeff"))
    return sorted(text.removeprefix("\ufeff")[start:end].rstrip() for start, end in tree.comments)


def edit(text: str, sections: dict[Any, Data], **options: Any) -> str:
    """Edit, and hold what any edit owes: the data asked, no comment lost in silence, the same again gives the same."""
    result, changes = edited_yaml(text, sections, **options)
    told = " ".join(change.comment for change in changes)
    left = comments(result)
    for comment in set(comments(text)):
        assert left.count(comment) == comments(text).count(comment) or comment in told, comment
    again, others = edited_yaml(result, sections, **options)
    assert again == result
    assert {change.kind for change in others} <= {"kept"}
    return result


# --- nothing changes --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", walk(FILES, 7), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_file_that_says_what_is_asked_keeps_its_bytes(path: Path) -> None:
    try:
        text = path.read_bytes().decode("utf-8")
        root = data(text)
    except (UnicodeDecodeError, YamlRefusedError, AssertionError):
        pytest.skip("a file that snr refuses")
    if isinstance(root, list):  # the cases: a list, under a key
        text, root = "cases:\n" + text, {"cases": root}
    elif not isinstance(root, dict):
        return
    unix = text.replace("\r\n", "\n")
    for bom in ("", "\ufeff"):
        for each in (unix, unix.replace("\n", "\r\n"), unix.rstrip()):
            if data(each) == root:  # the end of a block of text may be one of them
                assert edited_yaml(bom + each, root) == (bom + each, [])


# --- one value changes ------------------------------------------------------------------------------------------------


def leaves(value: Data, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return (
        [path] if not isinstance(value, dict | list) else [each for key, v in items for each in leaves(v, (*path, key))]
    )


def put(root: Data, path: tuple[Any, ...], value: Data) -> None:
    for step in path[:-1]:
        root = root[step]
    root[path[-1]] = value


def follow(tree: YamlTree, path: tuple[Any, ...]) -> tuple[int, int]:
    node = tree.root
    for step in path:
        assert node is not None
        node = node.entries[step].value if isinstance(node.data, list) else next(
            entry.value for entry in node.entries if entry.key and entry.key.data == step
        )  # fmt: skip
    assert node is not None
    return node.start, node.end


def only(text: str, result: str, start: int, end: int) -> bool:
    """Say whether a text changed between two of its places alone."""
    return result.startswith(text[:start]) and result.endswith(text[end:]) and len(result) >= start + len(text) - end


@pytest.mark.parametrize(
    "path", [EXAMPLES / "minimal" / "territory.yaml", *walk(VALMONT, 5)], ids=lambda path: path.stem
)
def test_a_value_changes_its_own_bytes(path: Path) -> None:
    text = path.read_bytes().decode("utf-8")
    root = data(text)
    tree = YamlTree(text)
    found = [leaf for leaf in leaves(root) if leaf[-1] not in ("id", "year")]
    for leaf in found[:: max(1, len(found) // 12)]:
        wanted = copy.deepcopy(root)
        put(wanted, leaf, "nouveau texte")
        result, changes = edited_yaml(text, {leaf[0]: wanted[leaf[0]]})
        assert only(text, result, *follow(tree, leaf)), leaf
        assert [change.kind for change in changes] == ["changed"]
        assert data(result) == wanted


@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_a_value_is_read_again_as_it_is(value: Data) -> None:
    """Wherever it stands: alone, in a block, a list, braces, in the place of each kind of scalar; and as a key."""
    text = "a: x # 1\nb:\n  c: 'x' # 2\nd: {e: x, f: \"x\"} # 3\ng:\n  - x # 4\n  - >- # 5\n    x\nh: | # 6\n  x\ni: # 7\nj:\n  y\n"
    wanted = {
        "a": value,
        "b": {"c": value},
        "d": {"e": value, "f": value},
        "g": [value, value],
        "h": value,
        "i": value,
        "j": value,
    }
    result = edit(text, wanted)
    assert same_data(data(result), wanted)
    key = {"k": {value: 1}} if isinstance(value, str) else {"k": [{"v": value}]}
    assert same_data(data(edit(text, key)), {**data(text), **key})


@pytest.mark.parametrize(
    ("value", "line"),
    [
        ("oui", "a: oui"), ("Écrans", "a: Écrans"), ("20 %", "a: 20 %"), ("12", 'a: "12"'), ("01004", 'a: "01004"'),
        ("2025-01-01", 'a: "2025-01-01"'), ("12:30", 'a: "12:30"'), ("1 000", 'a: "1 000"'), ("1,5", 'a: "1,5"'), ("no", 'a: "no"'),
        ("Bilan : suite", 'a: "Bilan : suite"'), ("lot # 2", 'a: "lot # 2"'), ("C#", "a: C#"), (5.0, "a: 5"), (0.25, "a: 0.25"),
        (None, "a: null"), (True, "a: true"), ("l'été", "a: l'été"), ("deux\nlignes", "a: |-\n  deux\n  lignes"),
    ],
)  # fmt: skip
def test_what_another_reader_could_take_for_something_else_is_quoted(value: Data, line: str) -> None:
    assert edit("a: x\n", {"a": value}) == line + "\n"


def test_equal_numbers_keep_their_writing() -> None:
    text = "a: {x: 1.50, y: +7, z: 1e3, t: ~}\n"
    assert edited_yaml(text, {"a": {"x": 1.5, "y": 7.0, "z": 1000, "t": None}}) == (text, [])


# --- keys and items come and go ---------------------------------------------------------------------------------------

DOSSIER = """\
# tête
territory:
  name: Valmont # nom
  agents: {total: 12, equipped: 3} # agents
  # siren: à compléter

equipment:
  # Ordinateurs
  - id: a
    quantity: 3 # trois
    summary: >- # résumé
      un texte
      long
    note: fin # note

  # Écrans
  - {id: b, quantity: 4} # bé
"""


def test_a_key_is_added_in_the_style_of_its_neighbours() -> None:
    result = edit(
        DOSSIER, {"territory": {"name": "Valmont", "agents": {"total": 12, "equipped": 3, "x": "1"}, "siren": "012"}}
    )
    assert (
        '  agents: {total: 12, equipped: 3, x: "1"} # agents\n  # siren: à compléter\n  siren: "012"\n\nequipment'
        in result
    )


def test_a_key_that_is_gone_is_told_with_its_comment() -> None:
    result, changes = edited_yaml(DOSSIER, {"territory": {"name": "Valmont"}})
    assert result == DOSSIER.replace("  agents: {total: 12, equipped: 3} # agents\n", "")
    assert [(c.section, c.item, c.key, c.before, c.after, c.kind, c.comment) for c in changes] == [
        ("territory", "", "agents", {"total": 12, "equipped": 3}, None, "removed", "# agents")
    ]


def test_items_are_known_by_their_id() -> None:
    asked = [{"id": "c", "quantity": 1, "text": "deux\nlignes"}, {"id": "b", "quantity": 5}]
    result, changes = edited_yaml(DOSSIER, {"equipment": asked})
    line = '  - {id: c, quantity: 1, text: "deux\\nlignes"}\n'  # like its neighbour, in braces
    assert result == DOSSIER.replace("id: b, quantity: 4", "id: b, quantity: 5") + line
    assert [(c.item, c.key, c.kind) for c in changes] == [
        ("a", "", "kept"),
        ("b", "quantity", "changed"),
        ("c", "", "added"),
    ]
    assert edit(DOSSIER, {"equipment": asked}) == result


def test_an_item_that_is_gone_is_removed_when_asked() -> None:
    result, changes = edited_yaml(DOSSIER, {"equipment": [{"id": "b", "quantity": 4}]}, remove=True)
    start, end = DOSSIER.index("  - id: a"), DOSSIER.index("\n  # Écrans")
    assert result == DOSSIER[:start] + DOSSIER[end:]
    assert [(c.item, c.kind, c.comment) for c in changes] == [("a", "removed", "# trois # résumé # note")]
    assert "equipment: []\n" in edit(DOSSIER, {"equipment": []}, remove=True)
    assert edited_yaml(DOSSIER, {"equipment": []})[0] == DOSSIER


def test_items_without_id_are_known_by_their_year_or_their_rank() -> None:
    text = "reviews:\n  - year: 2024 # un\n  - year: 2025 # deux\nsteps:\n  - title: x # trois\n"
    asked = {"reviews": [{"year": 2025, "q": 1}], "steps": [{"title": "u"}, {"title": "z"}]}
    result, changes = edited_yaml(text, asked)
    assert result == (
        "reviews:\n  - year: 2024 # un\n  - year: 2025 # deux\n    q: 1\nsteps:\n  - title: u # trois\n  - title: z\n"
    )
    assert [(c.item, c.key, c.kind) for c in changes] == [
        ("2024", "", "kept"), ("2025", "q", "added"), ("1", "title", "changed"), ("2", "", "added"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "sections", "result"),
    [
        ("a: 1\n\n  # c\nb: 2\n", {"a": "x\ny"}, 'a: "x\\ny"\n\n  # c\nb: 2\n'),
        ("a:\n  # c\n  b: 1\n", {"a": "x\ny"}, 'a: "x\\ny"\n  # c\n'),
        ("a:\n  b: 1\n\n   # c\n", {"a": {"b": 1, "d": "x\ny"}}, 'a:\n  b: 1\n  d: "x\\ny"\n\n   # c\n'),
        ("a:\n- b\n\n # c\n", {"a": ["b", "x\ny"]}, 'a:\n- b\n- "x\\ny"\n\n # c\n'),
        ("a: 1\n# c\nb: 2\n", {"a": "x\ny"}, "a: |-\n  x\n  y\n# c\nb: 2\n"),
    ],
)
def test_a_comment_does_not_become_a_part_of_a_text(text: str, sections: dict[str, Data], result: str) -> None:
    assert edit(text, sections) == result


def test_a_comment_that_leaves_a_finding_aside_stays_with_its_line() -> None:
    """Above a line that goes, it would speak of the next one; no line comes between it and its own."""
    ignore = "  # snr: ignore[REEN-25] la raison\n"
    text = f"l:\n  - id: a\n{ignore}  # deux\n  - id: b\n    q: 1\n  - id: c\n{ignore}m: 1\n"
    result, changes = edited_yaml(text, {"l": [{"id": "a"}, {"id": "c"}, {"id": "d"}]}, remove=True)
    assert result == f"l:\n  - id: a\n  # deux\n  - id: c\n  - id: d\n{ignore}m: 1\n"
    assert [(c.item, c.kind, c.comment) for c in changes] == [("d", "added", ""), ("b", "removed", ignore.strip())]
    text = f"a:\n  l:\n  # un\n{ignore}  - id: b\n"
    assert edit(text, {"a": {"l": [{"id": "x"}, {"id": "b"}]}}) == f"a:\n  l:\n  # un\n  - id: x\n{ignore}  - id: b\n"


def test_a_comment_of_the_column_of_an_item_goes_with_it() -> None:
    text = "l:\n  - id: a\n    q: 1\n    # de a\n  # de b\n  - id: b\n"
    result, changes = edited_yaml(text, {"l": [{"id": "b"}]}, remove=True)
    assert result == "l:\n  # de b\n  - id: b\n"
    assert [(c.item, c.kind, c.comment) for c in changes] == [("a", "removed", "# de a")]
    assert edit(text, {"l": [{"id": "a", "q": 1, "r": 2}, {"id": "b"}]}) == text.replace(
        "# de a\n", "# de a\n    r: 2\n"
    )


def test_a_list_inside_an_item_becomes_what_is_asked() -> None:
    text = "a:\n  l:\n  - id: x # un\n  - id: y # deux\n  - id: z # trois\n  m: [1, 2, 3] # quatre\n"
    wanted = {"a": {"l": [{"id": "x"}, {"id": "w"}, {"id": "z", "q": 2}], "m": [1, 3, 4]}}
    result, changes = edited_yaml(text, wanted)
    assert result == "a:\n  l:\n  - id: x # un\n  - id: w\n  - id: z # trois\n    q: 2\n  m: [1, 3, 4] # quatre\n"
    assert [(c.key, c.kind, c.comment) for c in changes] == [
        ("l.2", "added", ""), ("l.3.q", "added", ""), ("l.2", "removed", "# deux"), ("m", "changed", ""),
    ]  # fmt: skip


def test_a_section_that_is_not_there_comes_at_the_end() -> None:
    new = {"uses": [{"id": "x", "label": "Vidéo : 1 h"}], "governance": {"referents_fte": 1.5}}
    added = '\nuses:\n  - id: x\n    label: "Vidéo : 1 h"\n\ngovernance:\n  referents_fte: 1.5\n'
    assert edit(DOSSIER, new) == DOSSIER + added
    assert edit("a: |\n  x", {"b": 1}) == "a: |-\n  x\nb: 1"
    assert edit("# rien", {"a": 1}) == "# rien\n\na: 1"
    assert edit("", {"a": 1}) == "a: 1\n"
    assert edit("a: 1\n...\n", {"b": 2}) == "a: 1\nb: 2\n...\n"
    assert edit("a:\n- x: 1", {"b": [{"c": "d" * 120}]}) == f"a:\n- x: 1\nb:\n- c: {'d' * 120}"
    assert edit("{a: 1}", {"b": [1]}) == "{a: 1, b: [1]}"


def test_line_ends_and_byte_order_mark_are_those_of_the_file() -> None:
    windows = "\ufeff" + DOSSIER.replace("\n", "\r\n").rstrip()
    asked = {"territory": {"name": "deux\nlignes", "x": 1}, "equipment": [{"id": "c", "q": 1}], "uses": [{"id": "u"}]}
    result = edit(windows, asked)
    assert result.count("\n") == result.count("\r\n") > 20
    assert result.startswith("\ufeff# tête\r\n")
    assert not result.endswith("\n")
    assert result.removeprefix("\ufeff").replace("\r\n", "\n") == edit(DOSSIER.rstrip(), asked)


# --- what is refused --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "sections", "told"),
    [
        ("a: &x {b: 1}\nc: *x\n", {"c": {"b": 2}}, "f.yaml:2:4 : cette valeur est partagée par une ancre"),
        ("a: &x {b: 1}\nc: *x\n", {"a": {"b": 2}}, "f.yaml:1:4 : cette valeur est partagée"),
        ("a:\n  b: &x 1\nc: *x\n", {"a": {"d": 2}}, "f.yaml:2:6 : cette valeur est partagée"),
        ("a:\n  - &x {id: u}\n  - {id: v}\nc: *x\n", {"a": [{"id": "v"}]}, "f.yaml:2:5 : cette valeur est partagée"),
        ("? a\n: 1\n", {"a": 3}, "f.yaml:1:3 : clé écrite avec « ? »"),
        ("- a\n", {"a": 3}, "f.yaml:1:1 : le fichier doit être une suite de « clé: valeur »"),
        ("a: 1\n", {"b": "\ud800"}, "f.yaml:2:1 : texte dont un caractère est coupé en deux"),
        ("a: |+\n  x", {"b": 1}, "f.yaml:2:4 : modification abandonnée, le fichier reste tel qu’il est"),
    ],
)  # fmt: skip
def test_what_cannot_be_edited_is_refused_at_its_place(text: str, sections: dict[str, Data], told: str) -> None:
    with pytest.raises(YamlEditError) as caught:
        edited_yaml(text, sections, name="f.yaml", remove=True)
    assert str(caught.value).startswith(told)


@pytest.mark.parametrize(
    ("text", "code"), [("a: 1\na: 2\n", "SNR103"), ("a: 1\n---\nb: 1\n", "SNR110"), ("a: [1\n", "SNR102"), ("a: !x 1\n", "SNR107")]
)  # fmt: skip
def test_a_text_that_snr_does_not_read_is_not_edited(text: str, code: str) -> None:
    with pytest.raises(DossierError) as caught:
        edited_yaml(text, {"a": 3})
    assert [finding.code for finding in caught.value.findings] == [code]


def test_data_that_are_not_plain_are_a_mistake_of_the_caller() -> None:
    with pytest.raises(TypeError):
        edited_yaml("a: 1\n", {"a": object()})


def test_a_text_of_too_many_values_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("snr_cli.inputs.dossier.yaml_nodes.MOST_NODES", 5)
    with pytest.raises(YamlEditError, match="fichier trop long à modifier"):
        edited_yaml("a: [1, 2, 3, 4]\n", {"a": 1})


# --- drawn edits ------------------------------------------------------------------------------------------------------


@settings(QUICK)
@given(st.data())
def test_drawn_values_are_read_again_and_every_comment_is_there(drawn: st.DataObject) -> None:
    path = drawn.draw(st.sampled_from(VALMONT), label="file")
    text = path.read_bytes().decode("utf-8")
    root = data(text)
    for leaf in drawn.draw(st.lists(st.sampled_from(leaves(root)), min_size=1, max_size=8, unique=True)):
        if leaf[-1] not in ("id", "year"):
            put(root, leaf, drawn.draw(st.sampled_from(VALUES) | st.text(max_size=200)))
    before = comments(text)
    try:
        result, _ = edited_yaml(text, root)
    except YamlEditError as error:
        assert "coupé en deux" in str(error)
        return
    assert same_data(data(result), root)
    assert comments(result) == before


LAYOUTS = (
    "a:   1\nbb:  { x: 1 ,y: [ a,b , ] }\nl:\n-   x: 1\n    y:\n        z: 1\n-\n    x: 2\n- # c\n  x: 3\n-\n- ~\n",
    'j: {"a": [1, # un\n  2, {"b": 3, "c": [{"d": 1}]}], "e": f} # fin\nk: >+\n  texte\n\n\nm: |2\n   x\n  y\nn: "a\n  b"\no:\n  p q\n  r\n',
    "a:\n  - - 1\n    - 2\n  - - x: 1\n      y: 2\n    - 3\n",
    "l:\n- id: a\n  q: 1\n    # c1\n- id: b\n# c2\n  q: |-\n    x\n\n   # c3\nm:\n  # c4\n  a: 1\n\n  # c5\n",
)


def spoiled(draw: random.Random, value: Data) -> None:
    """Change, remove and add at random, within a list or a mapping."""
    keys = list(value) if isinstance(value, dict) else list(range(len(value)))
    for key in keys:
        if isinstance(value[key], dict | list) and draw.random() < 0.8:
            spoiled(draw, value[key])
        elif draw.random() < 0.15:
            value[key] = copy.deepcopy(draw.choice(VALUES))
    gone = draw.choice(keys) if keys and draw.random() < 0.2 else None
    if gone is not None:
        del value[gone]
    if draw.random() < 0.1 and isinstance(value, dict):
        value[draw.choice(["neuf", "clé : x", "12"])] = copy.deepcopy(draw.choice(VALUES))
    elif draw.random() < 0.1 and isinstance(value, list):
        value.insert(draw.randint(0, len(value)), copy.deepcopy(draw.choice(VALUES)))


@pytest.mark.parametrize("seeds", [range(15), pytest.param(range(15, 1_000 if LONG else 300), marks=pytest.mark.slow)])
def test_drawn_edits_of_any_layout_lose_nothing_in_silence(seeds: range) -> None:
    refused = 0
    texts = [path.read_bytes().decode("utf-8") for path in FILES[:17]]
    for seed in seeds:
        draw = random.Random(seed)
        text = draw.choice((*texts, *LAYOUTS * 4))
        text = draw.choice((text, text.replace("\n", "\r\n"), "\ufeff" + text, text.rstrip()))
        root = data(text)
        spoiled(draw, root)
        try:
            edit(text, root, remove=draw.random() < 0.5)
        except YamlEditError:
            refused += 1
    assert refused <= len(seeds) / 20


# --- bounds -----------------------------------------------------------------------------------------------------------

HOSTILE = """
import sys
from snr_cli.model.finding import DossierError
from snr_cli.model.refusal import UsageError
from snr_cli.inputs.dossier.yaml_edit import edited_yaml
many = [{"id": f"i{rank}", **{f"k{key}": f"v {rank}" for key in range(12)}} for rank in range(10_000)]
lines = "equipment:\\n" + "".join(
    f"  - id: i{rank}\\n" + "".join(f"    k{key}: v {rank}\\n" for key in range(12)) for rank in range(10_000))
inline = "a: {" + ", ".join(f"k{rank}: 1" for rank in range(12_000)) + "}\\n"
for text, sections in {
    lines: {"equipment": [{**item, "k3": "autre", "new": 1} for item in many]},
    "equipment: [" + "[]," * 600_000 + "]\\n": {"equipment": []},
    "# c\\n" * 2_000_000 + "a: 1\\n": {"a": 2},
    "a: 1\\nb: " + "#" * 5_000_000 + "\\n": {"a": 2},
    "a: &a {x: 1}\\nl:\\n" + "- *a\\n" * 200_000: {"l": [{"x": 2}]},
    "[" * 5_000: {},
    inline: {"a": {f"k{rank}": 2 for rank in range(0, 12_000, 2)}},
    "a:\\n" + "\\n" * 3_000_000 + "  b: 1\\n": {"a": {"b": 2, "c": 3}},
    "a: " + "x\\n  " * 1_000_000 + "\\nb: 1\\n": {"b": 2},
    "l:\\n" + "  - {id: a}\\n" * 40_000: {"l": [{"id": "a", "q": 1}] * 40_000},
    "l:\\n" + "-\\n" * 100_000: {"l": [{"a": 1}] * 3},
    "a: 1\\n": {"l": [{"id": str(rank)} for rank in range(50_000)]},
}.items():
    try:
        edited_yaml(text, sections, remove=True)
    except (DossierError, UsageError):
        pass
"""


@limits
@pytest.mark.slow
def test_texts_of_any_size_are_edited_or_refused_within_bounds() -> None:
    """All of them in under a minute and 800 MB; a mark sought by its text for each piece took one for a single list."""

    def within() -> None:
        import resource

        resource.setrlimit(resource.RLIMIT_CPU, (60, 60))
        resource.setrlimit(resource.RLIMIT_AS, (800 << 20, 800 << 20))

    done = subprocess.run(
        [sys.executable, "-c", HOSTILE], capture_output=True, encoding="utf-8", preexec_fn=within, check=False
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-500:]
