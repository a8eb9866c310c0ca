"""The page for everyone: axe at each step, everything by keyboard, focus never lost, narrow screens, old browsers."""

from typing import TYPE_CHECKING

import pytest

from browser.screen import AXE, TAGS
from walks import LONG

from .conftest import BUILT, Served, example, missing, step, until

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.slow

STEPS = (
    *("commencer", "repondre", "rediger", "emporter"),
    *("tableaux", "inventaires", "verifier", "mesurer", "planifier", "completer"),
)
SEEN = "each => each.checkVisibility({visibilityProperty: true}) && each.getClientRects().length > 0"


@pytest.fixture
def valmont(page: "Page") -> "Page":
    if not AXE.exists():
        missing("axe-core", "npm ci in tests/browser")
    if page.evaluate("() => window.snr.dossier.name") != "valmont":
        example(page)
    return page


# the width and the scheme change nothing together: each is looked at with one of the other
SCREENS = [(320, "light"), (390, "dark"), (768, "light"), (1280, "dark")]
if LONG:
    SCREENS = [(width, scheme) for width, _ in SCREENS for scheme in ("light", "dark")]


def axe_faults(page: "Page") -> list[str]:
    """Return what axe finds in what is shown, at four widths, two in light and two in dark; each in both with `SNR_LONG=1`."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    faults = []
    for width, scheme in SCREENS:
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        # what the frame holds is proved by the tests of the documents
        found = page.evaluate(
            "options => axe.run({exclude: ['iframe']}, options)",
            {"runOnly": list(TAGS), "rules": {"target-size": {"enabled": True}}, "resultTypes": ["violations"]},
        )
        assert found["passes"]
        faults += [
            f"{width} {scheme} {said['id']}: {node['html'][:140]} {node['failureSummary'][:200]}"
            for said in found["violations"]
            for node in said["nodes"]
        ]
    return faults


@pytest.mark.parametrize("name", STEPS)
def test_axe(name: str, valmont: "Page") -> None:
    step(valmont, name)
    assert axe_faults(valmont) == []


def test_axe_of_what_is_unfolded(valmont: "Page") -> None:
    """Doubts of an export, one that nobody can tell, the fields of an action, the actions of the library."""
    from .test_inventories import EXPORT, choose

    step(valmont, "inventaires")
    choose(valmont, {"Parc.csv": EXPORT, "autre.csv": "A;B\n1;2\n3;4\n"})
    for each in valmont.locator("#inventaires summary").all():
        each.click()
    valmont.locator("#inventaires form button").first.click()
    assert axe_faults(valmont) == []
    assert valmont.evaluate("() => document.documentElement.scrollWidth - innerWidth") <= 0
    step(valmont, "planifier")
    valmont.locator("#planifier details.row summary").nth(1).click()
    valmont.click("#planifier summary:has-text('bibliothèque')")
    until(valmont, "document.querySelector('#planifier li button.second')")
    assert axe_faults(valmont) == []
    valmont.set_viewport_size({"width": 320, "height": 800})
    assert valmont.evaluate("() => document.documentElement.scrollWidth - innerWidth") <= 0


@pytest.mark.parametrize("name", STEPS)
@pytest.mark.parametrize("width", [320, 390, 768, 1280])
def test_nothing_overflows(name: str, width: int, valmont: "Page") -> None:
    """At 320 px, which is also 1280 px at 400 %: no scroll sideways, no text cut (WCAG 1.4.10)."""
    valmont.set_viewport_size({"width": width, "height": 800})
    step(valmont, name)
    assert valmont.evaluate("() => document.documentElement.scrollWidth - innerWidth") <= 0
    cut = valmont.evaluate(
        f"""() => [...document.querySelectorAll('main *, header *, nav *')].filter({SEEN})
            .filter(each => getComputedStyle(each).overflowX === 'hidden' && each.scrollWidth > each.clientWidth + 1)
            .map(each => each.outerHTML.slice(0, 90))"""
    )
    assert cut == []


@pytest.mark.parametrize("name", STEPS)
def test_keyboard(name: str, valmont: "Page") -> None:
    """Tab reaches all that can be used, in order, seen; the first is the way past the header."""
    valmont.set_viewport_size({"width": 768, "height": 800})
    step(valmont, name)
    expected = valmont.evaluate(
        f"""() => {{
            const able = 'a[href], summary, button, input, select, textarea, iframe, [tabindex]:not([tabindex="-1"])';
            window.able = [...document.querySelectorAll(able)].filter(each => each.tabIndex >= 0 && !each.disabled).filter({SEEN});
            document.activeElement.blur();
            window.getSelection().removeAllRanges();
            return window.able.length;
        }}"""
    )
    valmont.evaluate(
        "() => { document.body.tabIndex = -1; document.body.focus(); document.body.removeAttribute('tabindex') }"
    )
    reached = []
    for _ in range(min(expected, 40)):
        valmont.keyboard.press("Tab")
        at = valmont.evaluate(
            """() => { const each = document.activeElement, style = getComputedStyle(each), box = each.getBoundingClientRect();
                const label = each.type === 'file' ? each.previousElementSibling ?? each : each;
                return {index: window.able.indexOf(each), what: each.outerHTML.slice(0, 90), frame: each.tagName === 'IFRAME',
                    outline: Math.max(parseFloat(style.outlineWidth), parseFloat(getComputedStyle(label).outlineWidth)),
                    seen: box.bottom > 0 && box.top < innerHeight} }"""
        )
        if at["frame"]:
            break  # its own links follow; what is after it is reached from the end
        reached.append(at)
    assert [at["index"] for at in reached] == list(range(len(reached)))
    assert [at["what"] for at in reached if not at["outline"] or not at["seen"]] == []
    assert "skip" in reached[0]["what"]


def test_a_step_moves_the_focus_to_its_title(valmont: "Page") -> None:
    for name in STEPS:
        step(valmont, name)
        assert valmont.evaluate("() => document.activeElement.tagName + document.activeElement.textContent").startswith(
            "H1"
        )
        assert valmont.evaluate("() => document.querySelector('#steps [aria-current=step]').hash") == f"#{name}"
    assert valmont.locator("#doing").get_attribute("role") == "status"


@pytest.mark.parametrize("name", STEPS)
def test_the_way_past_the_header_stays_in_its_step(name: str, valmont: "Page") -> None:
    step(valmont, name)
    valmont.locator(".skip").focus()
    valmont.keyboard.press("Enter")
    valmont.wait_for_timeout(50)
    assert valmont.evaluate("() => document.activeElement.id") == "contenu"
    assert valmont.evaluate("() => location.hash") == f"#{name}"
    assert valmont.locator(f"#{name}").is_visible()


def test_a_person_with_a_keyboard_goes_to_the_end(fresh: "Page") -> None:
    """From the first step to a strategy in .odt, with no mouse."""
    page = fresh
    until(page, "document.getElementById('q-siren')")

    def press_at(selector: str, key: str = "Enter") -> None:
        page.locator(selector).first.focus()
        page.keyboard.press(key)

    page.locator("#q-siren").focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("243300316")
    page.keyboard.press("Enter")
    until(page, "window.snr.dossier.files.size > 0")
    press_at("#steps a[href='#rediger']")
    until(page, "!document.getElementById('rediger').hidden && !window.snr.engine.busy()")
    with page.expect_download() as coming:
        press_at("#rediger button:has-text('.odt')")
    assert coming.value.suggested_filename == "bordeaux-metropole-strategie.odt"
    assert page.evaluate("() => document.activeElement.textContent").startswith("LibreOffice")


def test_without_javascript_or_webassembly(browser: "Browser", served: Served) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(served.address)
    assert "JavaScript est désactivé" in page.inner_text("body")
    context.close()
    context = browser.new_context()
    page = context.new_page()
    page.add_init_script("delete window.WebAssembly")
    page.goto(served.address)
    assert page.locator("#old").is_visible()
    context.close()


def test_weight(built: None) -> None:
    sizes = {path.relative_to(BUILT).as_posix(): path.stat().st_size for path in BUILT.rglob("*") if path.is_file()}
    own = sum(size for name, size in sizes.items() if not name.startswith("parts/"))
    assert sum(sizes.values()) <= 13_000_000
    assert own <= 300_000
