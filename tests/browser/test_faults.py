"""The proof of the proof: the sample page is sound, and one planted fault makes the requirement it breaks fail."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from . import screen, structure
from .pages import SAMPLE
from .screen import Opened
from .test_pages import faults_of

Opener = Callable[[Path], Opened]

HEAD, MAIN, STYLE = "</title>", '<h2 id="actions">', "</style>"
LONG = "motdunseulmorceau" * 12


def planted(old: str, new: str) -> str:
    """Return the sample page with one thing changed, which was there once or more."""
    source = SAMPLE.read_text(encoding="utf-8")
    assert old in source
    return source.replace(old, new, 1)


# requirement, what is replaced, by what
IN_SOURCE = [
    ("doctype", "<!doctype html>", ""),
    ("doctype", "</footer>", ""),
    ("doctype", '<main id="contenu"', '<main id="contenu" id="autre"'),
    ("language", 'lang="fr"', 'lang="en"'),
    ("title", "Page d’essai — Valmont — 2025", "Page d’essai"),
    ("title", HEAD, "</title><title>A — B — 2025</title>"),
    ("headings", "<h3>Calendrier</h3>", "<h4>Calendrier</h4>"),
    ("headings", MAIN, f"<h1>Encore</h1>{MAIN}"),
    ("headings", "<h3>Calendrier</h3>", "<h3> </h3>"),
    ("landmarks", "<footer>", "<footer></footer><footer>"),
    ("landmarks", ' aria-label="Sommaire"', ""),
    ("landmarks", "<header>", "<nav aria-label='a'></nav><header>"),
    ("landmarks", "<main ", "<main></main><main "),
    ("skip_link", '<a class="skip"', '<a href="#actions">Actions</a><a class="skip"'),
    ("skip_link", 'href="#contenu"', 'href="#actions"'),
    ("tables", "<caption>Empreinte par famille, en pourcentage</caption>", ""),
    ("tables", "<caption>Empreinte par famille, en pourcentage</caption>", "<caption> </caption>"),
    ("tables", '<th scope="row">Reste</th>', "<th>Reste</th>"),
    ("tables", '<th scope="col">Famille</th>', '<th scope="col"></th>'),
    ("tables", "<td>non évalué</td>", "<td></td>"),
    ("tables", "<td>non évalué</td><td>non évalué</td>", '<td colspan="2">non évalué</td>'),
    ("tables", "<td>non évalué</td>", ""),
    ("ids", 'id="f1-desc"', 'id="f1-titre"'),
    ("ids", 'href="#actions"', 'href="#nulle-part"'),
    ("ids", 'aria-describedby="f1-desc"', 'aria-describedby="f2-desc"'),
    ("ids", "url(#f1-trame)", "url(#f2-trame)"),
    ("pictures", '<svg role="img"', "<svg"),
    ("pictures", '<desc id="f1-desc">Les terminaux pèsent 62 %, le reste 38 %.</desc>', ""),
    ("pictures", 'aria-labelledby="f1-titre" ', ""),
    ("pictures", "<figcaption>Figure 1. Empreinte par famille.</figcaption>", ""),
    ("pictures", MAIN, f'<svg role="img" aria-labelledby="s"><title id="s">a</title><desc>b</desc><text>c</text></svg>{MAIN}'),
    ("pictures", MAIN, f'<figure><svg role="img" aria-labelledby="f1-titre"><use href="#f1-trame"/></svg><table></table><figcaption>a</figcaption></figure>{MAIN}'),
    ("pictures", MAIN, f'<img src="data:image/png;base64,AA==">{MAIN}'),
    ("active", MAIN, f"<script>1</script>{MAIN}"),
    ("active", "<main ", '<main onclick="1" '),
    ("active", 'href="#actions"', 'href="java&#10;script:1"'),
    ("active", MAIN, f'<iframe src="about:blank"></iframe>{MAIN}'),
    ("active", HEAD, f'{HEAD}<meta http-equiv="refresh" content="9">'),
    ("active", STYLE, f"a {{ transition: color 1s }}{STYLE}"),
    ("active", "<rect ", '<animate attributeName="x"/><rect '),
    ("requests", HEAD, f'{HEAD}<link rel="stylesheet" href="https://example.org/a.css">'),
    ("requests", MAIN, f'<img alt="" src="https://example.org/a.png">{MAIN}'),
    ("requests", STYLE, f"@font-face {{ font-family: x; src: url(data:font/woff2;base64,AA==) }}{STYLE}"),
    ("requests", STYLE, f"body {{ background: url(a.png) }}{STYLE}"),
    ("requests", "<main ", '<main style="background: url(//example.org/a)" '),
    ("requests", "<defs>", '<defs><use href="a.svg#b"/>'),
    ("presentation", "<p>Projet.", '<p align="center">Projet.'),
    ("presentation", "<p>Projet.", "<p><center>Projet.</center>"),
    ("links", "le code sur Légifrance", "ici"),
    ("links", "le code sur Légifrance", "https://www.legifrance.gouv.fr/"),
    ("links", "le code sur Légifrance", ""),
    ("links", MAIN, f'<p><a href="https://example.org/">le code sur Légifrance</a></p>{MAIN}'),
    ("lists", MAIN, f"<ul><p>a</p></ul>{MAIN}"),
    ("lists", MAIN, f"<div><li>a</li></div>{MAIN}"),
    ("focus_order", 'tabindex="0"', 'tabindex="3"'),
    ("focus_order", 'role="region" ', ""),
]  # fmt: skip


@pytest.mark.parametrize(("check", "old", "new"), IN_SOURCE)
def test_source_fault(check: str, old: str, new: str) -> None:
    assert structure.CHECKS[check](structure.Tree(planted(old, new)))


ON_SCREEN = [
    # Tab is kept by a field of our own; a focus that cannot be seen; an order of its own; under a fixed band
    ("keyboard", MAIN, f"<script>addEventListener('keydown', e => e.target.localName === 'summary' && e.preventDefault())</script>{MAIN}"),
    ("keyboard", "outline: 3px solid var(--link)", "outline: none"),
    ("keyboard", 'tabindex="0"', 'tabindex="1"'),
    ("keyboard", 'role="region" aria-labelledby="t1" tabindex="0"', 'style="width: 9rem"'),
    ("keyboard", STYLE, f"header {{ position: fixed; inset: 0; background: #fff }}{STYLE}"),
    ("keyboard", ".skip:not(:focus)", ".skip"),
    ("keyboard", '<main id="contenu" tabindex="-1">', '<main tabindex="-1">'),
    ("width_of_page", ".wide { overflow-x: auto }", ""),
    ("width_of_page", ".wide { overflow-x: auto }", "html { overflow-x: hidden }"),
    ("width_of_page", "Les terminaux pèsent", LONG),
    ("text_spacing", STYLE, f"header p {{ line-height: 1; height: 1em; margin: 1rem 0 }}{STYLE}"),
    ("text_spacing", STYLE, f"figcaption {{ white-space: nowrap; max-width: 17rem; overflow: hidden }}{STYLE}"),
    ("pictures", "Terminaux : 62 %", "Terminaux : 62 % de toute l’empreinte du numérique"),
    ("pictures", "font-size: 16px", "font-size: 8px"),
    ("pictures", 'y="60"', 'y="20"'),
    ("without_styles", STYLE, f"main {{ display: flex; flex-direction: column }} h1 {{ order: 9 }}{STYLE}"),
    ("without_styles", STYLE, f"figcaption::before {{ content: 'Figure' }}{STYLE}"),
    ("without_styles", STYLE, f"footer {{ display: none }}{STYLE}"),
    ("colours", "background: var(--paper)", ""),
    ("colours", "text-decoration: underline", "text-decoration: none"),
    ("colours", "@media (prefers-color-scheme: dark)", "@media (max-width: 1px)"),
    ("paper", "--ink: #000; --paper: #fff;", ""),
    ("paper", "details::details-content { content-visibility: visible; block-size: auto }", ""),
    ("paper", '" (" attr(href) ")"', '"*"'),
    ("paper", ".wide { overflow: visible }\n  th, td { white-space: normal;", "th, td { padding: 1rem;"),
    ("paper", STYLE, f"footer {{ position: fixed; bottom: 0 }}{STYLE}"),
    ("alone", MAIN, f'<img alt="" src="a.png">{MAIN}'),
    ("alone", STYLE, f"@media print {{ body {{ background: url(a.png) }} }}{STYLE}"),
    ("text_spacing", MAIN, f'<svg viewBox="0 0 1000 40"><text y="20" style="font: 16px monospace">{"x" * 100}</text></svg>{MAIN}'),
    ("scripts_off", MAIN, f"<script>document.write('a')</script>{MAIN}"),
]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(("check", "old", "new"), ON_SCREEN)
def test_screen_fault(check: str, old: str, new: str, tmp_path: Path, opener: Opener) -> None:
    path = tmp_path / "fault.html"
    path.write_text(planted(old, new), encoding="utf-8")
    assert screen.CHECKS[check](opener(path))


# rule of axe-core, width, medium, what is replaced, by what
WCAG = [
    ("color-contrast", 768, "light", "--ink: #1b1b1b", "--ink: #999"),
    ("color-contrast", 768, "dark", "--ink: #eee", "--ink: #444"),
    ("color-contrast", 768, "print", "--ink: #000", "--ink: #999"),
    ("target-size", 320, "light", "nav li { padding: .3rem 0 }", "nav li { line-height: 1; font-size: .7rem }"),
    ("scrollable-region-focusable", 320, "light", 'role="region" aria-labelledby="t1" tabindex="0"', ""),
    ("html-has-lang", 1440, "light", ' lang="fr"', ""),
    ("document-title", 1440, "light", "<title>Page d’essai — Valmont — 2025</title>", ""),
    ("list", 768, "light", "<ul>\n<li>", "<ul>\n<b>x</b><li>"),
    ("svg-img-alt", 768, "light", '<title id="f1-titre">Empreinte par famille</title>', ""),
    ("color-contrast", 768, "light", "<caption>Empreinte par famille", '<caption style="color: #999; background: #fff">Empreinte par famille'),
]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(("rule", "width", "media", "old", "new"), WCAG)
def test_wcag_fault(
    rule: str, width: int, media: str, old: str, new: str, tmp_path: Path, opener: Opener, axe_installed: None
) -> None:
    path = tmp_path / "fault.html"
    path.write_text(planted(old, new), encoding="utf-8")
    found = screen.axe(opener(path)(width=width), [media])[media]
    assert any(each.startswith(f"{rule}:") for each in found), found


@pytest.mark.slow
def test_rule_in_vain(tmp_path: Path, opener: Opener) -> None:
    path = tmp_path / "fault.html"
    path.write_text(
        planted(
            STYLE, f"table, .nowhere:hover::before {{ color: red }} @media print {{ .never {{ color: red }} }}{STYLE}"
        ),
        encoding="utf-8",
    )
    assert [selector for selector, used in screen.rules(opener(path)).items() if not used] == [
        ".nowhere:hover::before",
        ".never",
    ]


INVALID = {
    "no-dup-id": ('id="f1-desc"', 'id="f1-titre"'),
    "element-permitted-content": ("<ul>\n<li>", "<ul>\n<div>x</div><li>"),
    "close-order": ("</figure>", ""),
    "attribute-allowed-values": ('scope="row"', 'scope="ligne"'),
    "deprecated": ("<p>Projet.", "<p><font>Projet.</font>"),
}


@pytest.mark.slow
def test_invalid(tmp_path: Path, html_validate: list[str]) -> None:
    for rule, (old, new) in INVALID.items():
        (tmp_path / f"{rule}.html").write_text(planted(old, new), encoding="utf-8")
    faults = faults_of(html_validate, sorted(tmp_path.glob("*.html")))
    for rule in INVALID:
        assert any(re.match(rf"{rule}:\d+ {rule}: ", fault) for fault in faults), (rule, faults)
