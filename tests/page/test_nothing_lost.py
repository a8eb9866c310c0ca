"""Nothing lost: what is dropped beside, what is typed and kept, two tabs, undo, erase."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from .conftest import example, step, until

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.slow


def dropped(page: "Page", path: Path, x: float, y: float) -> None:
    """Drop a file of the machine at a point, as the browser itself hears it."""
    spoken = page.context.new_cdp_session(page)
    data = {"items": [], "files": [str(path)], "dragOperationsMask": 1}
    for kind in ("dragEnter", "dragOver", "drop"):
        spoken.send("Input.dispatchDragEvent", {"type": kind, "x": x, "y": y, "data": data})


@pytest.mark.parametrize("place", ["header", "#rediger iframe", "#rediger h1"])
def test_a_file_dropped_beside_neither_leaves_nor_opens(fresh: "Page", tmp_path: Path, place: str) -> None:
    path = tmp_path / "parc.html"
    path.write_text("<title>gone</title>", encoding="utf-8")
    example(fresh)
    step(fresh, "rediger")
    fresh.locator(place).scroll_into_view_if_needed()
    box = fresh.locator(place).bounding_box()
    assert box is not None
    dropped(fresh, path, box["x"] + min(60, box["width"] / 2), box["y"] + min(20, box["height"] / 2))
    until(fresh, "document.getElementById('doing').textContent.startsWith('Rien n’est lu ici')")
    assert len(fresh.context.pages) == 1
    assert fresh.evaluate("() => window.snr.dossier.name") == "valmont"


def test_a_file_dropped_in_its_zone_is_read(fresh: "Page", tmp_path: Path) -> None:
    path = tmp_path / "territory.yaml"
    path.write_text("snr: 1\nreference_year: 2025\nterritory: {siren: '243300316'}\n", encoding="utf-8")
    fresh.locator(".drop").first.scroll_into_view_if_needed()
    box = fresh.locator(".drop").first.bounding_box()
    assert box is not None
    dropped(fresh, path, box["x"] + 20, box["y"] + 20)
    until(fresh, "window.snr.dossier.files.size === 1")
