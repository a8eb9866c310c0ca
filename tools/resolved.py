"""The resolved SBOM of what is built (CycloneDX 1.7): each wheel that it holds, with its version, its licence and its hash.

`tools/build_bundle.py` and `tools/build_page.py` write it beside what they build, from the wheels themselves: the same wheels give the
same bytes. What snr asks for without resolving it is in `sbom.cdx.json` (`tools/about.py`).
"""

import base64
import hashlib
import json
import re
import zipfile
from collections.abc import Iterable, Sequence
from email.message import Message
from email.parser import HeaderParser
from pathlib import Path
from typing import Any, Final

import about

_SPDX: Final = re.compile(r"[A-Za-z0-9.+-]+")
_CLASSIFIED: Final = "License :: OSI Approved :: "
# how older wheels say it → SPDX
_LICENCES: Final = {"MIT License": "MIT", "ISC License (ISCL)": "ISC"}
_NEEDED: Final = re.compile(r"([A-Za-z0-9._-]+)")


def resolved_sbom(wheels: Iterable[Path], more: Sequence[dict[str, Any]] = ()) -> str:
    """Return the SBOM of what is made of wheels, that of snr among them.

    Args:
        wheels: their files; several of one version, for several systems, are one component.
        more: components that no wheel holds.
    """
    said = json.loads(about.sbom())
    this = said["metadata"]["component"]
    components: dict[str, dict[str, Any]] = {}
    needs: dict[str, set[str]] = {this["bom-ref"]: {"factors", *(each["bom-ref"] for each in more)}}
    read = sorted(((path, metadata_of(path)) for path in wheels), key=lambda wheel: wheel[0].name)
    refs = {_plain(told["Name"]): f"pkg:pypi/{_plain(told['Name'])}@{told['Version']}" for _, told in read}
    for path, told in read:
        ref = refs[_plain(told["Name"])]
        file = {"type": "distribution", "url": path.name, "hashes": [_hash("SHA-256", digest(path))]}
        found = this if ref == this["bom-ref"] else components.setdefault(ref, _library(ref, told))
        found.setdefault("externalReferences", []).append(file)
        asked = (_NEEDED.match(need) for need in told.get_all("Requires-Dist", []) if "extra ==" not in need)
        needs.setdefault(ref, set()).update(refs[_plain(name[1])] for name in asked if name and _plain(name[1]) in refs)
    (carried,) = (each for each in said["components"] if each["bom-ref"] == "factors")
    for each in (carried, *more):
        needs.setdefault(each["bom-ref"], set())
    said["components"] = [carried, *components.values(), *more]
    said["dependencies"] = [{"ref": ref, "dependsOn": sorted(others)} for ref, others in sorted(needs.items())]
    return json.dumps(said, ensure_ascii=False, indent=1) + "\n"


def npm_component(name: str, locked: dict[str, Any]) -> dict[str, Any]:
    """Return the component of a package of npm, as its lock says it."""
    kind, _, sum_of = locked["integrity"].partition("-")
    found = base64.b64decode(sum_of).hex()
    return {
        "type": "library",
        "bom-ref": f"pkg:npm/{name}@{locked['version']}",
        "name": name,
        "version": locked["version"],
        "scope": "required",
        "licenses": [{"license": {"id": locked["license"]}}],
        "purl": f"pkg:npm/{name}@{locked['version']}",
        "hashes": [_hash(kind.upper().replace("SHA", "SHA-"), found)],
    }


def metadata_of(wheel: Path) -> Message:
    """Return what a wheel says of itself."""
    with zipfile.ZipFile(wheel) as opened:
        (name,) = (name for name in opened.namelist() if re.fullmatch(r"[^/]+\.dist-info/METADATA", name))
        return HeaderParser().parsestr(opened.read(name).decode("utf-8"))


def digest(path: Path) -> str:
    """Return the SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _library(ref: str, told: Message) -> dict[str, Any]:
    return {
        "type": "library",
        "bom-ref": ref,
        "name": _plain(told["Name"]),
        "version": told["Version"],
        "scope": "required",
        "licenses": [_licence(told)],
        "purl": ref,
    }


def _licence(told: Message) -> dict[str, Any]:
    """Return a licence as the wheel says it: an expression of SPDX, or a name."""
    said = [
        value.removeprefix(_CLASSIFIED) for value in told.get_all("Classifier", []) if value.startswith(_CLASSIFIED)
    ]
    found = told.get("License-Expression") or next(iter(said), "") or told.get("License") or "unknown"
    found = _LICENCES.get(found, found)
    if told.get("License-Expression") and not _SPDX.fullmatch(found):
        return {"expression": found}
    return {"license": {"id" if found in _LICENCES.values() or told.get("License-Expression") else "name": found}}


def _hash(kind: str, found: str) -> dict[str, str]:
    return {"alg": kind, "content": found}


def _plain(name: str) -> str:
    """Return the name of a package as the index writes it."""
    return re.sub(r"[-_.]+", "-", name).lower()
