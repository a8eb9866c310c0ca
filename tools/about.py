"""Writes what snr says of itself to machines: CITATION.cff, codemeta.json, sbom.cdx.json (`tools/regenerate.py` runs it).

Nothing is declared here: names and licences and the version come from `snr_cli/model/version.py`, what snr
depends on from pyproject.toml, the date of a release from CHANGELOG.md. The SBOM is a followed file, not made by a hook of the
build: no code runs when a wheel is built, and a wheel of any builder holds it (`sbom-files`, PEP 770).
"""

import json
import re
import sys
import tomllib
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))

from snr_cli.model.version import (  # noqa: E402 (from the folder named just above)
    AUTHORS,
    LICENCE,
    SOFTWARE_TITLE,
    __version__,
)

_REQUIREMENT: Final = re.compile(r"([A-Za-z0-9._-]+)>=([0-9.]+)")
_PROJECT: Final = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
# what is not a release yet has no date
_RELEASED: Final = re.search(
    rf"^## \[{re.escape(__version__)}\] - ([0-9-]{{10}})$",
    (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"),
    re.MULTILINE,
)


def citation() -> str:
    """Return CITATION.cff (1.2.0), whose strings JSON quotes as YAML does."""
    lines = [
        "cff-version: 1.2.0",
        "type: software",
        f"message: {_text('Pour citer un chiffre : cette version, et ce que dit « snr --version -v ».')}",
        f"title: {_text(SOFTWARE_TITLE)}",
        f"abstract: {_text(_PROJECT['description'])}",
        "authors:",
        f"  - name: {_text(AUTHORS)}",
        f"version: {_text(__version__)}",
        *([f"date-released: {_text(_RELEASED[1])}"] if _RELEASED else []),
        "license:",
        *(f"  - {name}" for name in LICENCE.split(" AND ")),
        "keywords:",
        *(f"  - {_text(word)}" for word in _PROJECT["keywords"]),
    ]
    return "\n".join(lines) + "\n"


def codemeta() -> str:
    """Return codemeta.json (3.0)."""
    return _json(
        {
            "@context": "https://w3id.org/codemeta/3.0",
            "@type": "SoftwareSourceCode",
            "name": SOFTWARE_TITLE,
            "identifier": _PROJECT["name"],
            "description": _PROJECT["description"],
            "version": __version__,
            **({"datePublished": _RELEASED[1]} if _RELEASED else {}),
            "author": [{"@type": "Organization", "name": AUTHORS}],
            "license": [f"https://spdx.org/licenses/{name}" for name in LICENCE.split(" AND ")],
            "programmingLanguage": "Python",
            "runtimePlatform": f"Python {_PROJECT['requires-python']}",
            "operatingSystem": ["Linux", "macOS", "Windows"],
            "inLanguage": "fr",
            "keywords": _PROJECT["keywords"],
            "softwareRequirements": [
                {"@type": "SoftwareApplication", "name": name, "version": f">={lowest}"} for name, lowest in _required()
            ],
        }
    )


def sbom() -> str:
    """Return the SBOM (CycloneDX 1.7): the program, the tables that it carries, the libraries that it asks for and does not."""
    code, tables = LICENCE.split(" AND ")
    this = f"pkg:pypi/{_PROJECT['name']}@{__version__}"
    libraries = [
        {
            "type": "library",
            "bom-ref": f"pkg:pypi/{name.lower()}",
            "name": name,
            "purl": f"pkg:pypi/{name.lower()}",
            "isExternal": True,
            "versionRange": f"vers:pypi/>={lowest}",
            "scope": "required",
        }
        for name, lowest in _required()
    ]
    carried = {
        "type": "data",
        "bom-ref": "factors",
        "name": "factors",
        "version": __version__,
        "description": "Factor tables; factors/sources.yaml has the licence of each source.",
        "scope": "required",
        "licenses": [{"license": {"id": tables}}],
    }
    described = {
        "type": "application",
        "bom-ref": this,
        "supplier": {"name": AUTHORS},
        "name": _PROJECT["name"],
        "version": __version__,
        "description": _PROJECT["description"],
        "licenses": [{"license": {"id": code}}],
        "purl": this,
    }
    refs = [library["bom-ref"] for library in libraries]
    return _json(
        {
            "$schema": "http://cyclonedx.org/schema/bom-1.7.schema.json",
            "bomFormat": "CycloneDX",
            "specVersion": "1.7",
            "version": 1,
            "metadata": {"component": described},
            "components": [carried, *libraries],
            "dependencies": [{"ref": this, "dependsOn": ["factors", *refs]}, *({"ref": ref} for ref in refs)],
        }
    )


FILES: Final = {"CITATION.cff": citation, "codemeta.json": codemeta, "sbom.cdx.json": sbom}


def _required() -> list[tuple[str, str]]:
    """Return the libraries that snr asks for, each with its lowest version."""
    found = [_REQUIREMENT.fullmatch(dependency) for dependency in _PROJECT["dependencies"]]
    return sorted((each[1], each[2]) for each in found if each)


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _json(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"
