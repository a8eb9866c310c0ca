"""What a page must do in a browser: one function a requirement, faults out.

A check is handed a function that loads the page afresh, at a width and under a medium: what one check changes in the page
(`details` opened, styles removed) is never seen by another. The page loaded before is gone then.
"""

import os
import re
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Page, Request

Opened = Callable[..., "Page"]

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
WIDTHS = (320, 768, 1440)  # CSS px
MEDIA = ("light", "dark", "print")
PAPER = 642  # CSS px: A4 less 20 mm on each side, (210 − 40) mm × 96 ÷ 25.4
TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
SMALLEST = 9  # CSS px of a label in a picture on the narrowest screen: our own floor, no standard gives one
AXE = Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js"

OPEN_DETAILS = "() => document.querySelectorAll('details').forEach(each => { each.open = true })"
# faults are told with the start of the element: enough to find it
HELPERS = """
const name = each => each.outerHTML.slice(0, 90).replace(/\\s+/g, ' ');
const shown = each => each.checkVisibility({visibilityProperty: true}) && each.getClientRects().length > 0;
const hidden = each => { const box = each.getBoundingClientRect(); return box.width <= 1 && box.height <= 1 };
const all = selector => [...document.querySelectorAll(selector)].filter(shown);
"""


def chromium() -> str | None:
    """Return the path of the system's Chromium."""
    return os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")


def ask(page: "Page", body: str, argument: Any = None) -> Any:
    """Return what a piece of JavaScript says of the page."""
    return page.evaluate(f"(argument) => {{ {HELPERS} {body} }}", argument)


def medium(page: "Page", media: str, *, dark: bool = False) -> None:
    """Show the page in a medium: on a light or a dark screen, or on paper."""
    page.emulate_media(
        media="print" if media == "print" else "screen", color_scheme="dark" if dark or media == "dark" else "light"
    )


def axe(page: "Page", media: Iterable[str] = MEDIA) -> dict[str, list[str]]:
    """Return what axe-core finds in each medium against WCAG 2.0 to 2.2, A and AA.

    The source of axe-core is evaluated, not linked, so that no policy of the page stops it.
    """
    page.evaluate(OPEN_DETAILS)
    page.evaluate(AXE.read_text(encoding="utf-8"))
    options = {"runOnly": list(TAGS), "rules": {"target-size": {"enabled": True}}, "resultTypes": ["violations"]}
    faults = {}
    for each in media:
        medium(page, each)
        found = page.evaluate("options => axe.run(document, options)", options)
        assert found["passes"], "axe-core read nothing"
        faults[each] = [
            f"{said['id']}: {node['html'][:120]} {node['failureSummary']}"
            for said in found["violations"]
            for node in said["nodes"]
        ]
    return faults


def keyboard(opened: Opened) -> list[str]:
    """Ask that Tab start at the skip link, reach everything in order, be seen, be hidden by nothing, and come out (RGAA 10.7, 12.7 to 12.9; WCAG 2.4.11)."""
    page = opened(width=768)
    expected = ask(
        page,
        """
        const able = 'a[href], summary, button, input, select, textarea, [tabindex]:not([tabindex="-1"])';
        window.able = [...document.querySelectorAll(able)].filter(each => each.tabIndex >= 0 && shown(each));
        return window.able.map(name);
        """,
    )
    faults: list[str] = []
    for index, wanted in enumerate([*expected, None]):
        page.keyboard.press("Tab")
        at = ask(
            page,
            """
            const each = document.activeElement;
            if (!each || each === document.body || each === document.documentElement) return null;
            const box = each.getBoundingClientRect(), style = getComputedStyle(each);
            const seen = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth && box.width > 1 && box.height > 1;
            const line = [...each.getClientRects()][0] || box;
            const x = Math.min(innerWidth - 1, Math.max(0, line.left + Math.min(line.width, 20) / 2));
            const y = Math.min(innerHeight - 1, Math.max(0, line.top + line.height / 2));
            const over = document.elementFromPoint(x, y);
            return {
                index: window.able.indexOf(each), name: name(each), seen,
                free: !over || each.contains(over) || over.contains(each),
                outline: style.outlineStyle === 'none' ? 0 : parseFloat(style.outlineWidth),
            };
            """,
        )
        if wanted is None:
            # without a frame around the page, Tab may start again from its head: no trap either
            if at is not None and at["index"] != 0:
                faults.append(f"no way out after {at['name']}")
        elif at is None or at["index"] != index:
            faults.append(f"Tab {index + 1} reaches {at and at['name']}, not {wanted}")
            break
        else:
            if not at["seen"]:
                faults.append(f"focused out of sight: {wanted}")
            if at["outline"] < 2:
                faults.append(f"focus shown by {at['outline']} px: {wanted}")
            if not at["free"]:
                faults.append(f"focused under something: {wanted}")
    return faults + skip(opened)


def skip(opened: Opened) -> list[str]:
    """Ask that the skip link, once followed, leave the keyboard within main."""
    page = opened(width=768)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    ok = ask(
        page,
        """
        const main = document.querySelector('main'), first = [...main.querySelectorAll('a[href], summary, [tabindex="0"]')].find(shown);
        return !first || document.activeElement === first;
        """,
    )
    return [] if ok else ["after the skip link, Tab does not reach the first link of main"]


def width_of_page(opened: Opened) -> list[str]:
    """Ask that nothing scroll sideways but what scrolls within itself, at 320 px and at twice the size (RGAA 10.4, 10.11)."""
    faults = []
    for width in (*WIDTHS, 640):
        page = opened(width=width)
        page.evaluate(OPEN_DETAILS)
        faults += [f"{width} px: {each}" for each in sideways(page)]
    return faults


def sideways(page: "Page") -> list[str]:
    """Return what is wider than the window; a page that hides what is too wide has lost it."""
    found: list[str] = ask(
        page,
        """
        const faults = [], root = document.documentElement;
        if (Math.max(root.scrollWidth, document.body.scrollWidth) > innerWidth) {
            faults.push(`scrollWidth ${root.scrollWidth} > innerWidth ${innerWidth}`);
        }
        const kept = each => { for (let up = each.parentElement; up && up !== document.body; up = up.parentElement) {
            if (/auto|scroll/.test(getComputedStyle(up).overflowX)) return true } return false };
        for (const each of all('body *')) {
            if (each.closest('svg') && each.localName !== 'svg') continue;
            if (each.getBoundingClientRect().right > innerWidth + 1 && !kept(each)) { faults.push('too wide: ' + name(each)); break }
        }
        return faults;
        """,
    )
    return found


def text_spacing(opened: Opened) -> list[str]:
    """Ask that nothing be lost with the spacings of WCAG 1.4.12 (RGAA 10.12)."""
    faults = []
    for width in (320, 1440):
        page = opened(width=width)
        page.evaluate(OPEN_DETAILS)
        before = set(cut(page, spaced=True))
        ask(
            page,
            """
            const sheet = new CSSStyleSheet();
            sheet.replaceSync('* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-bottom: 2em !important }');
            document.adoptedStyleSheets.push(sheet);
            """,
        )
        faults += [f"{width} px: {each}" for each in cut(page, spaced=True) if each not in before]
        faults += [f"{width} px: {each}" for each in sideways(page)]
    return faults


def cut(page: "Page", *, spaced: bool = False) -> list[str]:
    """Return what does not hold its text: cut, or spilling over what follows."""
    found: list[str] = ask(
        page,
        """
        const faults = [];
        for (const each of all('body *')) {
            if (each.closest('svg')) continue;
            const style = getComputedStyle(each);
            if (hidden(each) || style.display.startsWith('inline') || !each.textContent.trim()) continue;
            const scrolls = way => /auto|scroll/.test(style['overflow' + way]);
            if (each.scrollHeight > each.clientHeight + 2 && each.clientHeight && !scrolls('Y') && !/table|contents/.test(style.display)) faults.push('too low: ' + name(each));
            if (each.scrollWidth > each.clientWidth + 2 && each.clientWidth && /hidden|clip/.test(style.overflowX)) faults.push('cut: ' + name(each));
        }
        for (const each of all('svg text')) {
            const svg = each.ownerSVGElement, box = each.getBoundingClientRect(), frame = svg.getBoundingClientRect();
            // a picture that lets its labels out loses none, as long as they are in the window
            const free = argument && getComputedStyle(svg).overflow === 'visible';
            const left = free ? 0 : frame.left - 2, right = free ? innerWidth : frame.right + 2;
            // a picture made of windows on the first one shows a label in one of them, whole
            const scale = svg.getScreenCTM().d, top = svg.viewBox.baseVal.y + (box.top - frame.top) / scale, bottom = top + box.height / scale;
            const windows = svg.closest('div[role="img"]') ? [...svg.closest('div[role="img"]').querySelectorAll('svg')] : [svg];
            const whole = windows.some(one => top >= one.viewBox.baseVal.y - 2 / scale && bottom <= one.viewBox.baseVal.y + one.viewBox.baseVal.height + 2 / scale);
            if (box.left < left || box.right > right || !whole) faults.push('out of its picture: ' + each.textContent);
        }
        return faults;
        """,
        spaced,
    )
    return found


def pictures(opened: Opened) -> list[str]:
    """Ask that the labels of a picture be in it, legible and apart, at every width."""
    faults = []
    for width in WIDTHS:
        page = opened(width=width)
        page.evaluate(OPEN_DETAILS)
        faults += [f"{width} px: {each}" for each in cut(page) if each.startswith("out of its picture")]
        faults += ask(
            page,
            """
            const faults = [], size = each => parseFloat(getComputedStyle(each).fontSize) * each.getScreenCTM().d;
            for (const svg of all('svg')) {
                const texts = [...svg.querySelectorAll('text')].filter(each => each.textContent.trim());
                const boxes = texts.map(each => each.getBoundingClientRect());
                const upright = texts.filter(each => Math.abs(each.getScreenCTM().b) < 1e-6);
                const small = upright.filter(each => size(each) < argument.smallest);
                if (small.length) faults.push(`${argument.width} px: ${small.length} labels under ${argument.smallest} px, as ${size(small[0]).toFixed(1)} px: ${small[0].textContent}`);
                texts.forEach((each, i) => {
                    for (let j = 0; j < i; j++) {
                        const over = Math.min(boxes[i].right, boxes[j].right) - Math.max(boxes[i].left, boxes[j].left);
                        const down = Math.min(boxes[i].bottom, boxes[j].bottom) - Math.max(boxes[i].top, boxes[j].top);
                        if (over > 2 && down > Math.min(boxes[i].height, boxes[j].height) / 2) faults.push(`${argument.width} px: ${each.textContent} over ${texts[j].textContent}`);
                    }
                });
            }
            return faults;
            """,
            {"width": width, "smallest": SMALLEST},
        )
    return faults


def without_styles(opened: Opened) -> list[str]:
    """Ask that the words and their order stand without the style sheet, and that the sheet adds none (RGAA 10.2, 10.3)."""
    page = opened(width=320)
    page.evaluate(OPEN_DETAILS)
    faults: list[str] = ask(
        page,
        """
        const faults = [];
        for (const each of all('body, body *')) for (const where of ['::before', '::after']) {
            const content = getComputedStyle(each, where).content;
            if (/["'][^"']*[\\p{L}\\p{N}]/u.test(content)) faults.push(`words of the sheet ${content}: ${name(each)}`);
        }
        let last = -Infinity, line = null;
        for (const each of all('main h1, main h2, main h3, main h4, main p, main li, main caption, main tr, main figcaption, main summary, main svg')) {
            if (each.parentElement.closest('svg')) continue;
            const top = each.getBoundingClientRect().top;
            if (top < last - 1) faults.push(`shown before what precedes it: ${name(each)}`);
            last = top;
        }
        return faults;
        """,
    )
    words = "() => document.body.innerText"
    styled = page.evaluate(words)
    page.evaluate(
        """() => {
            document.querySelectorAll('style, link[rel=stylesheet]').forEach(each => each.remove());
            document.querySelectorAll('[style]').forEach(each => each.removeAttribute('style'));
        }"""
    )
    bare = page.evaluate(words)
    a, b = ("".join(each.split()).casefold() for each in (styled, bare))
    if a != b:
        start = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
        faults.append(f"with styles …{a[start : start + 60]!r}, without …{b[start : start + 60]!r}")
    return faults


def colours(opened: Opened) -> list[str]:
    """Ask that both schemes be declared, ink and paper, that links be underlined (RGAA 10.5, 10.6)."""
    faults, papers = [], {}
    for media in ("light", "dark"):
        page = opened(width=768, media=media)
        ink, paper, bare = ask(
            page,
            """
            const style = getComputedStyle(document.body);
            const bare = all('a[href]').filter(each => !each.closest('svg') && !getComputedStyle(each).textDecorationLine.includes('underline'));
            return [style.color, style.backgroundColor, bare.map(name)];
            """,
        )
        papers[media] = paper
        faults += [f"{media}: not underlined: {each}" for each in bare]
        if re.search(r"rgba\(.*, 0\)", paper):
            faults.append(f"{media}: ink {ink} on no paper")
    return faults + ([f"dark is light: {papers}"] if papers["light"] == papers["dark"] else [])


def paper(opened: Opened) -> list[str]:
    """Ask of print: white even for who reads in the dark, nothing folded, nothing cut at the right, links written out (RGESN 5.7)."""
    page = opened(width=PAPER, media="print", dark=True)
    faults: list[str] = ask(
        page,
        """
        const faults = [];
        for (const each of [document.documentElement, document.body]) {
            const ground = getComputedStyle(each).backgroundColor;
            if (!/^rgb\\(255, 255, 255\\)$|, 0\\)$/.test(ground)) faults.push(`paper is ${ground}`);
        }
        for (const each of document.querySelectorAll('details')) {
            const inside = [...each.children].filter(child => child.localName !== 'summary');
            // a page laid aside for print is not asked to show what it folds
            if (each.checkVisibility() && !inside.every(child => child.checkVisibility() && child.getBoundingClientRect().height > 0)) faults.push(`folded: ${name(each)}`);
        }
        for (const each of all('a[href^="http"]')) {
            const said = getComputedStyle(each, '::after').content + each.textContent;
            if (!said.includes(each.getAttribute('href'))) faults.push(`not written out: ${name(each)}`);
        }
        for (const each of all('body *')) {
            const style = getComputedStyle(each);
            if (!each.closest('svg') && !hidden(each) && each.scrollWidth > each.clientWidth + 1 && each.clientWidth && style.overflowX !== 'visible') faults.push(`cut at the right: ${name(each)}`);
            if (/fixed|sticky/.test(style.position)) faults.push(`${style.position}: ${name(each)}`);
        }
        return faults;
        """,
    )
    return faults + sideways(page)


def alone(opened: Opened) -> list[str]:
    """Ask that nothing be fetched besides the page, whatever the medium and the width (RGESN 2.3, 6.1)."""
    page = opened(width=768)
    fetched: list[str] = []

    def hear(request: "Request") -> None:
        fetched.append(request.url)

    page.on("request", hear)
    page.reload()
    page.evaluate(OPEN_DETAILS)
    for media in MEDIA:
        for width in WIDTHS:
            medium(page, media)
            page.set_viewport_size({"width": width, "height": 800})
            page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    page.remove_listener("request", hear)
    return [url for url in fetched if url != page.url and not url.startswith("data:")] + (
        [] if fetched else ["nothing heard"]
    )


def scripts_off(opened: Opened) -> list[str]:
    """Ask that the page say the same words with scripts off (RGESN 2.4)."""
    with_scripts, without = (opened(scripts=on).locator("body").inner_text() for on in (True, False))
    return [] if with_scripts == without and with_scripts.strip() else ["other words with scripts off"]


CHECKS: dict[str, Callable[[Opened], list[str]]] = {
    check.__name__: check
    for check in (keyboard, width_of_page, text_spacing, pictures, without_styles, colours, paper, alone, scripts_off)
}


def rules(opened: Opened) -> dict[str, bool]:
    """Return each selector of the style sheet, and whether it finds an element in the page; states are left out."""
    found: dict[str, bool] = ask(
        opened(width=768),
        """
        const found = {}, states = /::?(before|after|marker|details-content|hover|focus(-visible|-within)?|active|visited|target|not\\(:focus\\))/g;
        const walk = list => { for (const each of list) {
            if (each.selectorText && !(each instanceof CSSPageRule)) for (const one of each.selectorText.split(/,(?![^(]*\\))/)) {
                const bare = one.replace(states, '').trim();
                found[one.trim()] = !bare || /[>+~ ]$/.test(bare) || document.querySelector(bare) !== null;
            }
            if (each.cssRules) walk(each.cssRules);
        } };
        for (const sheet of document.styleSheets) walk(sheet.cssRules);
        return found;
        """,
    )
    return found


def size(opened: Opened) -> int:
    """Return the number of elements of the page."""
    count: int = opened(width=768).evaluate("() => document.querySelectorAll('*').length")
    return count


def pdf(opened: Opened) -> bytes:
    """Return the page as Chromium prints it, tagged and with bookmarks."""
    written: bytes = opened(width=768, media="print").pdf(
        tagged=True, outline=True, prefer_css_page_size=True, print_background=True
    )
    return written
