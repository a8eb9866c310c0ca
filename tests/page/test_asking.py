"""« Répondre » and « Tableaux »: one question at a time, the document beside, lists edited in their cells."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from snr_cli import conversation_of

from .conftest import QUIET, ROOT, example, step, until

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.slow

CALM = f"{QUIET} && document.documentElement.dataset.follow === String(window.snr.dossier.version)"


def asked(page: "Page") -> str:
    return page.inner_text(".question h2")


def begin(page: "Page", name: str = "grand lac") -> None:
    """Make the dossier of an authority from its name."""
    until(page, "document.getElementById('authority')")
    page.fill("#authority", name)
    until(page, "[...document.querySelectorAll('.found button')].some((each) => each.checkVisibility())")
    page.click(".found button:visible")
    page.click("text=Créer le dossier")
    until(page, "location.hash === '#repondre' && document.querySelector('.question h2')")
    until(page, CALM)


def answer(page: "Page", **texts: str) -> None:
    """Type the parts of the question that is asked, and go on."""
    for key, text in texts.items():
        field = page.locator(f"#a-{key}")
        if field.evaluate("each => each.tagName") == "SELECT":
            field.select_option(text)
        else:
            field.fill(text)
    page.click(".asked button[type=submit]")
    page.wait_for_timeout(60)
    until(page, QUIET)


def text_of(page: "Page", name: str) -> str:
    return str(page.evaluate("name => window.snr.engine.text(window.snr.dossier.files.get(name))", name))


def test_an_answer_gives_its_figure_then_the_note_and_can_be_undone(fresh: "Page") -> None:
    begin(fresh)
    assert asked(fresh).startswith("Combien d’agents")
    assert fresh.inner_text(".box .value") == "non évalué"
    answer(fresh, agents="820", equipped="460")
    until(fresh, CALM)
    assert asked(fresh).startswith("Combien avez-vous payé")
    assert fresh.inner_text(".box .value").replace("\N{NARROW NO-BREAK SPACE}", " ") == "56,7 t CO₂e par an"
    assert fresh.locator(".box .badge", has_text="périmètre partiel").is_visible()
    note = "document.querySelector('.document iframe').contentDocument.body.textContent"
    assert "56,7" in fresh.evaluate(f"() => {note}")
    fresh.click("#work button:has-text('Annuler')")
    until(fresh, "document.querySelector('.box .value').textContent === 'non évalué'")
    assert "820" not in text_of(fresh, "territory.yaml")


def test_what_nobody_knows_is_put_aside_and_said(fresh: "Page") -> None:
    begin(fresh)
    answer(fresh, agents="820", equipped="460")
    fresh.click(".asked .second")  # what was paid
    told = fresh.inner_text(".asked")
    assert "estimé d’après vos agents" in told
    assert "239" in told
    before = text_of(fresh, "territory.yaml")
    fresh.click(".asked .second")
    until(fresh, QUIET)
    assert text_of(fresh, "territory.yaml") == before
    fresh.click(".question summary:has-text('Toutes les questions')")
    row = fresh.locator(".list li", has_text="Combien de copieurs")
    assert "mis de côté" in row.inner_text()


def test_what_cannot_be_taken_is_said_at_its_field_with_its_reading(fresh: "Page") -> None:
    begin(fresh)
    answer(fresh, agents="820", equipped="46o")
    assert "n’est pas un nombre entier" in fresh.inner_text("#a-equipped-told")
    assert fresh.evaluate("() => document.activeElement.id") == "a-equipped"
    answer(fresh, equipped="460")
    fresh.click(".chapter:has-text('Stratégie')")
    fresh.click(".question summary:has-text('Toutes les questions')")
    fresh.click(".list button:has-text('De combien baisser')")
    answer(fresh, cut="0,1", by="2030")
    assert "10 % ou 0,1 %" in fresh.inner_text("#a-cut-told").replace("\N{NO-BREAK SPACE}", " ")
    fresh.click("#a-cut-told button")
    assert fresh.input_value("#a-cut").replace("\N{NO-BREAK SPACE}", " ") == "10 %"
    answer(fresh)
    assert "reduction: 0.1" in text_of(fresh, "territory.yaml")


def test_half_an_answer_says_what_it_lacks(fresh: "Page") -> None:
    begin(fresh)
    answer(fresh, agents="820", equipped="460")
    fresh.click(".question summary:has-text('Toutes les questions')")
    fresh.click(".list button:has-text('Combien de portables')")
    answer(fresh, laptops="330")
    assert "0 s’il n’y en a pas" in fresh.inner_text("#a-desktops-told")
    assert "330" not in text_of(fresh, "territory.yaml")


def test_a_gap_of_the_document_leads_to_its_question_and_its_place_is_kept(fresh: "Page") -> None:
    begin(fresh)
    fresh.select_option("#beside", "programme")
    until(fresh, QUIET)
    frame = fresh.frame_locator(".document iframe")
    gap = frame.locator(".missing button").first
    gap.scroll_into_view_if_needed()
    before = asked(fresh)
    gap.click()
    assert asked(fresh) != before
    assert fresh.evaluate("() => document.activeElement.tagName") == "H2"
    fresh.click(".gaps summary")
    assert fresh.locator(".gaps li").count() > 0


def test_a_row_after_the_other_then_the_end_of_a_list(fresh: "Page") -> None:
    begin(fresh)
    fresh.click(".chapter:has-text('Programme')")
    fresh.click(".question summary:has-text('Toutes les questions')")
    fresh.click(".list button:has-text('Quels acteurs')")
    fresh.check("#a-themes-1")
    fresh.check("#a-themes-4")
    answer(
        fresh,
        name="Syndicat des énergies",
        sector="public",
        role="Réseaux",
        association="entretien",
        date="12/03/2026",
    )
    until(fresh, "document.querySelector('.asked').textContent.includes('1 réponse au dossier')")
    answer(fresh, name="L’Atelier", sector="privé")
    until(fresh, "document.querySelector('.asked').textContent.includes('2 réponses au dossier')")
    fresh.fill("#a-name", "La Métropole")
    fresh.select_option("#a-sector", "public")
    fresh.click("text=C’est tout : continuer")  # what is typed is written first
    until(fresh, QUIET)
    assert not asked(fresh).startswith("Quels acteurs")
    assert text_of(fresh, "territory.yaml").count("sector:") == 3
    assert 'concerned_by: ["2", "5"]' in text_of(fresh, "territory.yaml")


def test_an_action_of_the_library_is_taken_folded(fresh: "Page") -> None:
    begin(fresh)
    answer(fresh, agents="820", equipped="460")
    fresh.click(".chapter:has-text('Stratégie')")
    until(fresh, "document.querySelector('.suggestions .card button')")
    height = fresh.evaluate("() => document.documentElement.scrollHeight")
    for rank in range(3):
        fresh.locator(".suggestions .card button", has_text="Ajouter").first.click()
        until(fresh, f"document.querySelectorAll('.suggestions .badge.done').length === {rank + 1}")
    until(fresh, CALM)
    assert fresh.evaluate("() => document.documentElement.scrollHeight") < height + 600
    assert text_of(fresh, "territory.yaml").count("effects:") == 3
    fresh.locator(".suggestions .card button", has_text="Retirer").nth(1).click()
    until(fresh, f"document.querySelectorAll('.suggestions .badge.done').length === 2 && {CALM}")
    assert text_of(fresh, "territory.yaml").count("effects:") == 2
    # come back later, those that are taken are there
    fresh.click(".question summary:has-text('Toutes les questions')")
    fresh.click(".list button:has-text('Quelles actions')")
    until(fresh, "document.querySelectorAll('.suggestions [aria-label=\"Actions prises\"] li').length === 2")
    fresh.locator(".suggestions .card button", has_text="Retirer").first.click()
    until(fresh, "document.querySelectorAll('.suggestions [aria-label=\"Actions prises\"] li').length === 1")
    assert text_of(fresh, "territory.yaml").count("effects:") == 1


def test_actions_stand_under_the_objective_that_they_serve(fresh: "Page") -> None:
    example(fresh)
    step(fresh, "tableaux")
    until(fresh, "document.querySelector('.grid')")
    fresh.select_option("#table", "actions")
    titles = fresh.locator(".grid th[scope=rowgroup]").all_inner_texts()
    assert len(titles) > 1
    assert titles[-1] == "Sans objectif" or "Sans objectif" not in titles
    assert all(" " in title for title in titles)  # its title, not its key
    before = fresh.evaluate("() => document.querySelectorAll('.grid tbody').length")
    cell = fresh.locator(".grid tbody:first-of-type tr:last-child input").first
    cell.press("ArrowDown")
    assert before == len(titles)
    assert fresh.evaluate(
        "() => document.activeElement.closest('tbody') === document.querySelectorAll('.grid tbody')[1]"
    )


def test_a_list_keeps_what_an_empty_field_does_not_say_and_a_name_is_not_lost(fresh: "Page") -> None:
    begin(fresh)
    fresh.click(".chapter:has-text('Programme')")
    fresh.click(".question summary:has-text('Toutes les questions')")
    fresh.click(".list button:has-text('Quels acteurs')")
    answer(fresh, name="Syndicat", sector="public", role="Réseaux")
    until(fresh, "document.querySelector('.asked').textContent.includes('1 réponse au dossier')")
    answer(fresh, name="Syndicat", date="12/03/2026")
    until(fresh, CALM)
    assert "Réseaux" in text_of(fresh, "territory.yaml")
    answer(fresh, name="Association")
    assert "Secteur" in fresh.inner_text("#a-sector-told")
    assert fresh.evaluate("() => document.activeElement.id") == "a-sector"


def test_nothing_to_tell_leads_to_the_next_question(fresh: "Page") -> None:
    begin(fresh)
    fresh.click(".chapter:has-text('Programme')")
    fresh.click(".question summary:has-text('Toutes les questions')")
    fresh.click(".list button:has-text('Qu’avez-vous déjà fait')")
    answer(fresh, title="rien", summary="Le service vient d’être créé.")
    assert not asked(fresh).startswith("Qu’avez-vous déjà fait")
    fresh.click(".question summary:has-text('Toutes les questions')")
    fresh.click(".list button:has-text('Qu’avez-vous déjà fait')")
    assert "il n’y en a pas" in fresh.inner_text(".asked")


def test_the_answers_are_counted_and_a_gap_has_a_button_for_a_place(fresh: "Page") -> None:
    begin(fresh)
    counted = "document.querySelector('.box progress').value"
    before = fresh.evaluate(f"() => {counted}")
    answer(fresh, agents="820", equipped="460")
    assert fresh.evaluate(f"() => {counted}") == before + 1
    fresh.select_option("#beside", "strategie")
    until(fresh, QUIET)
    told = "[...document.querySelector('.document iframe').contentDocument.querySelectorAll('.missing')]"
    until(fresh, f"{told}.some((each) => each.querySelector('button'))")
    assert not fresh.evaluate(
        f"() => {told}.some((each) => each.querySelector('button') && each.textContent.includes('à écrire dans'))"
    )


def test_questions_say_what_the_command_line_says(page: "Page") -> None:
    example(page)
    step(page, "repondre")
    until(page, CALM)
    value = page.evaluate("() => window.snr.engine.call('conversation', []).then(({value}) => value)")
    assert value == conversation_of(ROOT / "examples" / "valmont")


def test_a_table_is_sorted_filtered_and_edited_in_its_cells(fresh: "Page") -> None:
    example(fresh)
    step(fresh, "tableaux")
    until(fresh, "document.querySelector('.grid')")
    first = ".grid tbody tr:first-child input"
    fresh.click(".grid thead button:has-text('Quantité')")
    fresh.click(".grid thead button:has-text('Quantité')")
    assert fresh.get_attribute(".grid th[aria-sort]", "aria-sort") == "descending"
    fresh.fill("#sought", "commutateur")
    assert 0 < fresh.locator(".grid tbody tr").count() < 5
    cell = fresh.locator(".grid tbody input.number").first
    cell.fill("169")
    cell.press("Enter")
    until(fresh, "window.snr.engine.text(window.snr.dossier.files.get('equipment.yaml')).includes('quantity: 169')")
    fresh.fill("#sought", "")
    assert fresh.locator(first).count() > 0
    fresh.click("summary:has-text('Coller des lignes')")
    fresh.fill("#pasted", "Type\tQuantité\nOrdinateur portable (moyen)\t12\n")
    fresh.click("text=Coller ces lignes")
    until(fresh, "window.snr.engine.text(window.snr.dossier.files.get('equipment.yaml')).includes('quantity: 12')")
    before = Path(ROOT / "examples/valmont/equipment.yaml").read_text(encoding="utf-8")
    fresh.click("#work button:has-text('Annuler')")
    fresh.click("#work button:has-text('Annuler')")
    until(fresh, QUIET)
    assert text_of(fresh, "equipment.yaml") == before
