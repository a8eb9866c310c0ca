"""What a stranger may hand to the page: bombs, paths outside, markup, too much of it; and the button that stops all."""

import io
import time
import zipfile
from typing import TYPE_CHECKING

import pytest

from .conftest import QUIET, example, step, until

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.slow

SMALL = "snr: 1\nreference_year: 2025\nterritory: {siren: '243300316'}\n"
MARKUP = "<img src=x onerror=alert(1)><script>document.title='owned'</script>"


def zipped(files: dict[str, bytes | str], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", how) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return made.getvalue()


def link() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        entry = zipfile.ZipInfo("d/territory.yaml")
        entry.external_attr = 0o120777 << 16
        archive.writestr(entry, "/etc/passwd")
    return made.getvalue()


def lying() -> bytes:
    """A zip that says that a file is small."""
    whole = zipped({"territory.yaml": b"a" * 50_000_000})
    return whole.replace((50_000_000).to_bytes(4, "little"), (10).to_bytes(4, "little"))


REFUSED = {
    "a bomb": (zipped({"territory.yaml": b"\0" * 300_000_000}), "200 Mo"),
    "a path outside": (zipped({"../../lib/territory.yaml": SMALL}), "sort de son dossier"),
    "an absolute path": (zipped({"/lib/territory.yaml": SMALL}), "sort de son dossier"),
    "a drive": (zipped({"C:\\territory.yaml": SMALL}), "sort de son dossier"),
    "a link": (link(), "un lien"),
    "too many files": (zipped({f"d/{n}.yaml": "" for n in range(10_000)}, zipfile.ZIP_STORED), "5000 fichiers"),
    "a lie": (lying(), "archive"),
    "no zip": (b"PK\3\4" + b"\0" * 40, "zip lisible"),
    "nothing": (b"", "zip lisible"),
    "no dossier": (zipped({"notes.txt": "x"}), "territory.yaml"),
}


def choose(page: "Page", files: dict[str, bytes]) -> None:
    """Choose files, as a person would."""
    step(page, "commencer")
    given = [
        {"name": name, "mimeType": "application/octet-stream", "buffer": content} for name, content in files.items()
    ]
    page.set_input_files("#some", given)  # type: ignore[arg-type]
    page.wait_for_timeout(100)
    until(page, QUIET)


@pytest.mark.parametrize("name", REFUSED)
def test_zips_that_are_refused(name: str, page: "Page") -> None:
    content, why = REFUSED[name]
    choose(page, {"dossier.zip": content})
    until(page, "document.querySelector('#commencer [role=alert]')")
    assert why in page.inner_text("#commencer [role=alert]").replace("\N{NARROW NO-BREAK SPACE}", "")
    assert page.title() == "Commencer — snr"


def test_a_zip_that_holds_a_dossier(page: "Page") -> None:
    choose(
        page,
        {"bordeaux.zip": zipped({"un/dossier/territory.yaml": SMALL, "un/dossier/.git/config": "x", "autre.txt": "x"})},
    )
    until(page, "window.snr.dossier.files.size === 1")
    assert page.evaluate("() => window.snr.dossier.name") == "dossier"
    step(page, "verifier")
    assert page.locator("#verifier .findings li").count() > 3


def test_too_many_bytes(page: "Page") -> None:
    page.evaluate(
        """() => {
            const list = new DataTransfer();
            for (let n = 0; n < 5; n++) list.items.add(new File([new Uint8Array(45_000_000)], `f${n}.csv`));
            const input = document.getElementById("some");
            input.files = list.files;
            input.dispatchEvent(new Event("change"));
        }"""
    )
    until(page, "document.querySelector('#commencer [role=alert]')?.textContent.includes('200')")


def test_markup_stays_text(page: "Page") -> None:
    text = (
        "snr: 1\nreference_year: 2025\n"
        f'territory: {{name: "{MARKUP}", kind: commune, department: "33", population: {{totale: 60000, municipale: 59000}}}}\n'
        f'equipment:\n  - {{id: a, label: "{MARKUP}", type: laptop, quantity: 10}}\n'
        f'actions:\n  - {{id: b, title: "{MARKUP}", status: planned}}\n'
    )
    choose(page, {"territory.yaml": text.encode(), f"x{MARKUP.replace('/', '')}.csv": b"a"})
    for name in ("completer", "inventaires", "verifier", "mesurer", "planifier", "rediger", "emporter", "commencer"):
        step(page, name)
        assert page.evaluate("() => document.querySelectorAll('main script, main img').length") == 0
        assert "owned" not in page.title()
    for frame in page.frames[1:]:
        assert frame.evaluate("() => document.querySelectorAll('script, img[onerror]').length") == 0


def test_a_hostile_document_in_the_frame(page: "Page") -> None:
    """Straight into the frame, as if the program had let it through."""
    hostile = (
        "<!doctype html><html lang=fr><head><meta http-equiv=refresh content='0;url=/gone'><base href=/gone/><style>p{color:red}</style></head>"
        "<body><p id=p onclick='top.owned=1'>a</p><script>top.owned=1</script><img src=x onerror='top.owned=1'>"
        "<iframe src='/gone'></iframe><form action='/gone'><button id=b>b</button></form>"
        "<a id=out href='https://example.org/'>out</a><a id=js href='javascript:top.owned=1'>js</a><svg onload='top.owned=1'></svg></body></html>"
    )
    example(page)
    step(page, "rediger")
    page.evaluate(
        """async text => {
            const frame = document.querySelector("#rediger iframe");
            const parsed = new frame.contentWindow.DOMParser().parseFromString(text, "text/html");
            frame.contentDocument.body.replaceChildren(...parsed.body.childNodes);
        }""",
        hostile,
    )
    frame = page.query_selector("#rediger iframe").content_frame()  # type: ignore[union-attr]
    assert frame is not None
    for name in ("#p", "#out", "#js", "#b"):
        frame.click(name, force=True)
    page.wait_for_timeout(300)
    assert page.evaluate("() => window.owned === undefined")
    assert page.url.endswith("#rediger")
    assert frame.url.endswith("document.html")


def test_stop(page: "Page") -> None:
    """A dossier that takes minutes: the page still answers, « Arrêter » ends it, the dossier is kept, the next one runs."""
    lines = "".join(f"  - {{id: l{n}, type: laptop, quantity: 1, site: s{n}}}\n" for n in range(120_000))
    choose(page, {"territory.yaml": (SMALL + "equipment:\n" + lines).encode()})
    page.click("#steps a[href='#verifier']")
    until(page, "!document.getElementById('stop').hidden")
    start = time.monotonic()
    page.click("#stop")
    assert page.inner_text("#doing") == "Arrêté. Votre dossier est toujours là."
    assert time.monotonic() - start < 5
    assert page.evaluate("() => window.snr.dossier.files.get('territory.yaml').length") > 1_000_000
    example(page)
    step(page, "verifier")
    assert page.locator("#verifier .findings li").count() > 3


def test_a_file_of_each_bad_kind(page: "Page") -> None:
    bad = {
        "empty": b"",
        "binary": bytes(range(256)) * 10,
        "latin": "snr: 1\nterritory: {name: Créteil}\n".encode("latin-1"),
        "bom": b"\xef\xbb\xbf" + SMALL.encode(),
        "deep": b"[" * 20_000,
        "aliases": b"a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a]\nc: [*b,*b,*b,*b]\n",
    }
    for name, content in bad.items():
        choose(page, {"territory.yaml": content})
        step(page, "verifier")
        told = page.inner_text("#verifier")
        assert "Traceback" not in told, name
        assert "défaut de snr" not in told, name
        step(page, "mesurer")
        assert "Traceback" not in page.inner_text("#mesurer"), name
