"""Pictures of pages, for eyes: `cd tests && python -m browser.shots FOLDER PAGE.html…` writes PNG screens and the PDF."""

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from .screen import FLAGS, OPEN_DETAILS, WIDTHS, chromium

HIGHEST = 1_800  # CSS px of one picture: a long page is several


def main(folder: Path, pages: list[Path]) -> None:
    """Write, for each page, its screens at each width in light and dark, and what it prints."""
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        tab = browser.new_context(locale="fr-FR").new_page()
        for path in pages:
            for width in WIDTHS:
                for scheme in ("light", "dark"):
                    tab.set_viewport_size({"width": width, "height": 900})
                    tab.emulate_media(media="screen", color_scheme=scheme)
                    tab.goto(path.resolve().as_uri())
                    tab.evaluate(OPEN_DETAILS)
                    height = tab.evaluate("() => document.documentElement.scrollHeight")
                    for number, top in enumerate(range(0, height, HIGHEST), 1):
                        clip = {"x": 0, "y": top, "width": width, "height": min(HIGHEST, height - top)}
                        tab.screenshot(
                            path=folder / f"{path.stem}-{width}-{scheme}-{number:02}.png", clip=clip, full_page=True
                        )
            tab.emulate_media(media="print", color_scheme="light")
            tab.goto(path.resolve().as_uri())
            tab.pdf(
                path=folder / f"{path.stem}.pdf",
                tagged=True,
                outline=True,
                prefer_css_page_size=True,
                print_background=True,
            )
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), [Path(name) for name in sys.argv[2:]])
