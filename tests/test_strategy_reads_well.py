"""The strategy of Valmont is a text that a council adopts: order, length, voice; each requirement is counted here."""

import re
from collections.abc import Iterator
from functools import cache

import pytest

from conftest import run_snr
from drafting import MINIMAL, VALMONT, view, written
from snr_cli.catalog.opened import shipped_tables
from snr_cli.catalog.tables import SERVICES
from snr_cli.documents.outline import DOCUMENTS
from snr_cli.documents.views.annexes import ACRONYMS
from snr_cli.documents.views.footprint import CAR, car_text
from snr_cli.documents.wording import ended, said_in_full
from snr_cli.french.numbers import NARROW, WIDE

MOST_WORDS = 3_800  # of the body of the strategy
FIRST_WORDS = 250  # before the first commitment


@cache
def sections(document: str) -> dict[str, str]:
    """Return the sections of a final document of Valmont: what the public reads, without what is left to check."""
    done = run_snr("draft", VALMONT, "-d", document, "--final")
    assert done.returncode == 0, done.stderr.decode()
    found = re.findall(r"<!-- snr:section ([a-z-]+) \w+ -->\n(.*?)<!-- snr:fin", done.stdout.decode(), re.S)
    return dict(found)


def body(document: str = "strategie") -> str:
    """Return what stands before the annexes, the cover left out."""
    held = sections(document)
    return "\n".join(held[name] for name in DOCUMENTS[document].body if name in held)


def words(text: str) -> list[str]:
    """Return the words of a text; a number and its unit, which no line parts, are one."""
    return [each for each in re.split(r"[ \n]+", text) if re.search(r"\w", each)]


def items(text: str) -> Iterator[str]:
    """Yield the items of the lists of a text, each on its line."""
    yield from re.findall(r"^ *(?:-|\d+\.) (.*)$", text, re.M)


def test_the_strategy_is_short_and_says_its_objectives_at_once() -> None:
    assert len(words(body())) <= MOST_WORDS
    told = sections("strategie")
    commitments = told["engagements"].replace(WIDE, " ").replace(NARROW, " ")
    titles = [objective.title.replace("'", "’") for objective in view("strategie", VALMONT).plan.objectives]
    assert len(titles) == 10 and all(title in re.sub(r" \(référentiel [^()]*\)", "", commitments) for title in titles)
    before = min(commitments.index(f"- {rank}. ") for rank in range(1, 11))
    assert len(words(told["synthese"] + "\n" + commitments[:before])) <= FIRST_WORDS


def test_the_synthesis_comes_first_and_the_method_is_an_annex() -> None:
    names = list(sections("strategie"))
    assert names[:4] == ["couverture", "synthese", "engagements", "edito"]
    wanted = [
        "usages",
        "ambition",
        "axes",
        "trajectoire",
        "moyens",
        "gouvernance",
        "suivi",
        "contexte",
        "perimetre",
        "methode",
    ]
    assert sorted(wanted, key=names.index) == wanted
    assert next(iter(sections("bilan"))) == "couverture"
    assert list(sections("bilan"))[1] == "bilan-synthese"
    assert len(words(sections("strategie")["synthese"])) <= 800
    assert len(words(sections("bilan")["bilan-synthese"])) <= 800


def test_an_action_is_described_once_and_named_three_times_at_most() -> None:
    text = body().replace(NARROW, " ").replace(WIDE, " ")
    for action in view("strategie", VALMONT).plan.actions:
        title = action.title.replace("'", "’")
        assert 1 <= text.count(title) <= 3, title
        # the description stands in its sheet alone
        assert text.count(action.summary.split(" ; ")[0][:40].replace("'", "’")) <= 1, title


def test_no_paragraph_is_in_the_programme_and_in_the_strategy() -> None:
    def paragraphs(document: str) -> set[str]:
        found = (" ".join(each.split()) for each in re.split(r"\n\s*\n", body(document)))
        return {each for each in found if len(words(each)) >= 20 and not each.startswith(("|", "- "))}

    assert not paragraphs("strategie") & paragraphs("programme")


@pytest.mark.parametrize("document", ["strategie", "bilan", "note"])
def test_a_text_for_the_public_has_no_word_of_the_workshop(document: str) -> None:
    text = body(document)
    for wrong in (
        r"\bdossier",
        r"service juridique",
        r"\b(?:REEN|SNR|ADJ|RCP)-?\d",
        r"`",
        r"\btexts\.",
        r"À compléter",
    ):
        assert not re.search(wrong, text), wrong


@pytest.mark.parametrize("document", ["strategie", "bilan", "programme"])
def test_an_acronym_is_said_in_full_where_it_is_first_read(document: str) -> None:
    running = "\n".join(line for line in body(document).split("\n") if not re.match(r" *(?:#|\||>|\*[^*]+\*$)", line))
    left_out = sections(document).get("edito", "")
    for word, meaning in ACRONYMS.items():
        match = re.search(rf"(?<![\w-]){word}(?![\w-])", running)
        if match is None or match[0] in left_out:
            continue
        around = running[max(0, match.start() - 240) : match.end() + len(meaning) + 5].replace("\u00a0", " ").lower()
        assert meaning.lower() in around, (word, around)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_item_of_a_list_ends_with_a_sign(document: str) -> None:
    """A full stop, as a sentence; a colon before a list of its own. What the authority wrote keeps its own."""
    own = view(document, VALMONT).dossier.texts
    for name, text in sections(document).items():
        if name not in own:
            for each in items(text):
                assert re.search(r"[.!?…:;][*_)»\s]*$|[.!?…] \*[^*]+\*$", each), (name, each)


def test_what_ends_an_item() -> None:
    assert ended("- un\n- deux.\n- *trois*\n  suite\n\ntexte") == "- un.\n- deux.\n- *trois*\n  suite\n\ntexte"
    assert ended("1. un :\n   - deux") == "1. un :\n   - deux."
    assert ended("- dit. *Loi, art. 35*") == "- dit. *Loi, art. 35*"


def test_an_acronym_is_said_in_full_once_and_not_in_a_heading_or_a_table() -> None:
    texts = {"a": "# Le PUE\n\n| PUE |\n\n- **PUE** : 1,5 (DSI)", "b": "Le PUE de la DSI"}
    full = said_in_full(texts, {"PUE": "un rapport", "DSI": "les systèmes"})
    assert full["a"] == "# Le PUE\n\n| PUE |\n\n- **PUE (un rapport)** : 1,5 (DSI \\[les systèmes\\])"
    assert full["b"] == "Le PUE de la DSI"
    assert said_in_full({"a": "un rapport (PUE)"}, {"PUE": "un rapport"}) == {"a": "un rapport (PUE)"}


def test_the_equivalent_is_computed_from_the_factor_of_the_tables() -> None:
    """0.2311 kg a kilometre (Base Carbone): 35,979 t shared by 82,900 inhabitants is 434 kg, 1,880 km."""
    factor = next(
        each
        for each in shipped_tables().factors(SERVICES, [CAR])
        if each.category == "climate_change" and each.is_default
    )
    assert (factor.value, factor.source) == (0.2311, "BASE_CARBONE_V23")
    said = car_text(231_100.0, shipped_tables())
    assert said.startswith(f"C’est l’ordre de grandeur de 1{WIDE}million de kilomètres en voiture (0,231")
    assert "Base Carbone" in said
    assert car_text(None, shipped_tables()) == ""
    text = sections("strategie")["empreinte-territoire"].replace(NARROW, " ").replace(WIDE, " ")
    assert "Par habitant : environ 430 kg CO₂e, l’ordre de grandeur de 1 900 kilomètres en voiture" in text


def test_annexes_are_folded_under_headings_that_their_addresses_reach() -> None:
    page = written(view("strategie", VALMONT), "html")
    for name in DOCUMENTS["strategie"].annexes:
        section = page.split(f'<section id="{name}" class="annexe">\n')[1].split("</section>")[0]
        assert re.match(r"<h2>.*</h2>\n<details>\n<summary>Déplier", section), name
    for name in DOCUMENTS["strategie"].body:
        assert f'<section id="{name}" class' not in page


def test_what_is_to_check_before_the_vote_is_told_to_who_prepares_it_and_goes_when_the_document_is_final() -> None:
    draft = run_snr("draft", VALMONT, "-d", "strategie").stdout.decode()
    assert "> **À vérifier avant le vote**" in draft
    assert "À vérifier avant le vote" not in body()


@pytest.mark.parametrize("name", ["minimal", "la-rochelle-2020", "bordeaux-metropole", "pooling", "applications"])
def test_a_strategy_of_little_says_nothing_twice_and_nothing_empty(name: str) -> None:
    text = written(view("strategie", VALMONT.parent.parent / name / "territory.yaml"))
    head = text.split("snr:section synthese")[1].split("<!-- snr:fin synthese")[0]
    assert "À compléter" not in head  # each place to fill is in the section that it belongs to
    assert "Rien n’est encore demandé au conseil" in head  # it lacks what the law asks of a strategy
    assert not re.search(r"None|\( *\)|: *\.|^- *\.?$", text, re.M)


def test_what_changes_for_the_residents_is_ten_lines_without_any_acronym() -> None:
    text = sections("strategie")["habitants"]
    told = list(items(text))
    assert 3 <= len(told) <= 10
    assert not re.search(r"\b[A-ZÉ]{2,}", text)
    plain = text.replace(NARROW, " ").replace(WIDE, " ")
    assert plain.count("De 2 650 par an en 2025 à 4 000 par an en 2028.") == 1 and plain.count("3 000 par an") == 1
    assert "mettre les deux sites" not in text.lower()  # that title holds an acronym
    assert "www.valmont.example" in sections("strategie")["contact"]
    # nothing is for the residents in a plan that has nothing on the territory
    assert "snr:section habitants" not in written(view("strategie", MINIMAL))


@pytest.mark.parametrize(("document", "name"), [("strategie", "engagements"), ("note", "note")])
def test_the_first_pages_say_what_is_left_to_pay_and_the_balance(document: str, name: str) -> None:
    """The last columns of the table of the means: 1,892,300 less 244,300, then less 1,209,750."""
    text = sections(document)[name].replace(NARROW, " ").replace(WIDE, " ")
    assert (
        "Reste à la charge de la collectivité : 1 648 000 € ; économies cumulées de 2026 à 2030 : 1 209 750 € ; solde : 438 250 €."
        in text
    )
