"""Python's side of the page: one command run, a zip opened within bounds, an open dossier asked and edited."""

import io
import json
import os
import shutil
import stat
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from snr_cli.api.sheets import OpenDossier

os.environ.update(PYDANTIC_DISABLE_PLUGINS="1", NO_COLOR="1", COLUMNS="100")

MOST_FILES, MOST_BYTES = 5_000, 200_000_000


HOME, OUT = Path("/dossier"), Path("/out")
_DAY = (1980, 1, 1, 0, 0, 0)  # same files, same bytes


class RefusalError(Exception):
    """What a person is told, in French."""


def run(arguments: list[str]) -> tuple[int, bytes, str, str]:
    """Run a command of snr; return its exit code, what it wrote on its output, what it told beside, and what refused it."""
    from snr_cli.__main__ import outcome

    before = sys.stdin, sys.stdout, sys.stderr
    written, told = io.BytesIO(), io.BytesIO()
    sys.stdin = io.StringIO()
    sys.stdout = io.TextIOWrapper(written, encoding="utf-8", errors="replace", newline="\n", write_through=True)
    sys.stderr = io.TextIOWrapper(told, encoding="utf-8", errors="replace", newline="\n", write_through=True)
    ended: list[Exception] = []
    try:
        code = outcome(["--config", "aucun", *arguments], ended)
        said = told.getvalue().decode()
        refused = (_refused(ended[0]) or {"text": said, "wrong": False}) if ended else None
        return code, written.getvalue(), said, json.dumps(refused)
    finally:
        sys.stdin, sys.stdout, sys.stderr = before


def unzip(given: str) -> None:
    """Put the files of a zip where what is made goes: sizes and names are looked at before anything is read, and read within them.

    Raises:
        RefusalError: what is wrong with it, in French.
    """
    try:
        opened = zipfile.ZipFile(given)
        entries = [entry for entry in opened.infolist() if not entry.is_dir()]
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
        raise RefusalError(
            "ce fichier n’est pas une archive zip lisible : refaites-la, ou déposez le dossier lui-même"
        ) from error
    if len(entries) > MOST_FILES:
        raise RefusalError(
            f"l’archive contient plus de {MOST_FILES} fichiers : déposez le seul dossier de la collectivité"
        )
    if sum(entry.file_size for entry in entries) > MOST_BYTES:
        raise RefusalError(
            f"l’archive dépasse {MOST_BYTES // 1_000_000} Mo une fois ouverte : retirez ce qui n’est pas du dossier"
        )
    left = MOST_BYTES
    for entry in entries:
        name = entry.filename.replace("\\", "/")
        if name.startswith(("/", "~")) or ":" in name or ".." in name.split("/") or "\0" in name:
            raise RefusalError(f"l’archive contient un chemin qui sort de son dossier : {name!r}")
        if stat.S_ISLNK(entry.external_attr >> 16):
            raise RefusalError(f"l’archive contient un lien, pas un fichier : {name!r}")
        if entry.flag_bits & 1:
            raise RefusalError(
                "l’archive est protégée par un mot de passe : enlevez-le, ou déposez le dossier lui-même"
            )
        if any(part.startswith(".") or part == "__MACOSX" for part in name.split("/")):
            continue  # what a system or git keeps beside the files
        try:
            with opened.open(entry) as source:
                content = source.read(min(left, entry.file_size) + 1)
        except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError) as error:
            raise RefusalError(f"l’archive est abîmée à {name!r} : refaites-la") from error
        except Exception as error:  # zlib.error, and those of the other compressions
            raise RefusalError(f"l’archive est abîmée à {name!r} : refaites-la") from error
        left -= len(content)
        if len(content) > entry.file_size or left < 0:
            raise RefusalError(f"l’archive ment sur la taille de {name!r} : refaites-la")
        path = OUT / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def call(name: str, given: str) -> str:
    """Call, by its name, a function of this module that takes and gives what JSON holds; answer its `value`, or its `refusal`."""
    try:
        answer = {"value": globals()[name](*json.loads(given))}
    except Exception as error:
        answer = {"refusal": _refused(error)}
        if answer["refusal"] is None:
            raise
    return json.dumps(answer, ensure_ascii=False)


def _refused(error: Exception) -> dict[str, object] | None:
    """Return what a person is told of a failure, and whether it is the dossier that is `wrong`; None for a fault of snr."""
    from snr_cli import DossierError, UsageError

    if isinstance(error, DossierError):
        told = [
            f"{finding.message} ({finding.help})" if finding.help else finding.message for finding in error.findings
        ]
        return {"text": "\n".join([*told, *error.more]), "wrong": True}
    if isinstance(error, UsageError):
        return {"text": " ".join([str(error), *error.more]).replace(f"{HOME.name}/", ""), "wrong": False}
    return {"text": str(error), "wrong": False} if isinstance(error, RefusalError) else None


def conversation() -> dict[str, object]:
    """Return the questions of the dossier, what is said of each, and the figure that it gives."""
    from snr_cli import conversation_of

    return dict(conversation_of(opened()))


def answer(name: str, rows: list[dict[str, str]]) -> dict[str, object]:
    """Answer a question in the files; return the conversation as it then is, unless the answer is refused."""
    from snr_cli import answer_question

    answered = answer_question(opened(), name, rows)
    changed = _written(answered)
    told = {} if answered["refusals"] else {"conversation": conversation()}
    return {"refusals": answered["refusals"], "changed": changed, **told}


def advice() -> dict[str, object]:
    """Return what to do next, and what the answers make doubtful."""
    from snr_cli import advice_of

    return dict(advice_of(opened()))


def sheets() -> dict[str, object]:
    """Return every table and column that a dossier may have."""
    from snr_cli import known_sheets

    return dict(known_sheets())


def form() -> dict[str, object]:
    """Return the rows of the dossier, and what `snr check` finds at each."""
    from snr_cli import findings_of, tables_of

    dossier = opened()
    return {"filled": tables_of(dossier), "findings": findings_of(dossier)}


def edit(edits: list[dict[str, object]]) -> dict[str, object]:
    """Make edits in the files, all of them or none; return what `form` does, the rows made and what was refused."""
    from snr_cli import edit_dossier

    return _after(edit_dossier(opened(), edits))


def paste(sheet: str, first: str, text: str, parent: str) -> dict[str, object]:
    """Add the lines copied from a spreadsheet."""
    from snr_cli import paste_rows

    return _after(paste_rows(opened(), sheet, first, text, parent=parent))


def yaml_text(section: str) -> dict[str, str]:
    """Return the YAML file of a section."""
    from snr_cli import yaml_of

    return dict(yaml_of(opened(), section))


def write_yaml(path: str, text: str) -> dict[str, object]:
    """Write a YAML file of the dossier, right or wrong; return what `form` does."""
    return _after({"files": [{"path": path, "text": text}], "rows": [], "refusals": []})


def why(code: str) -> str:
    """Return why a code is looked for, in HTML: of its page, what is said without a key nor YAML."""
    from markdown_it import MarkdownIt

    section = run(["explain", code])[1].decode().partition("## Pourquoi\n")[2].partition("\n## ")[0]
    return str(
        MarkdownIt("commonmark", {"html": False}).render(
            "\n\n".join(text for text in section.split("\n\n") if "`" not in text)
        )
    )


def identity() -> dict[str, str]:
    """Return whose dossier it is, by its own words: a SIREN, and a name that a person knows; each may be empty."""
    from snr_cli import find_authorities

    texts = [text.data for text in opened().texts if isinstance(text.data, dict)]
    territory = next((data["territory"] for data in texts if isinstance(data.get("territory"), dict)), {})
    siren, name = (str(territory.get(key) or "") for key in ("siren", "name"))
    known = find_authorities(siren, 1) if siren and not name else []
    return {"siren": siren, "name": name or (str(known[0]["name"]) if known else "")}


def authorities(text: str) -> list[dict[str, object]]:
    """Return the authorities that a name, a SIREN or an INSEE code means."""
    from snr_cli import find_authorities

    return [dict(authority) for authority in find_authorities(text, 8)]


def opened() -> "OpenDossier":
    """Return the dossier, of which only what changed since the last time is parsed again; nothing when no file did."""
    from snr_cli import open_dossier

    files = sorted((path.as_posix(), path.stat()) for path in HOME.rglob("*"))
    state = [(name, stat.st_mtime_ns, stat.st_size) for name, stat in files]
    if _Last.dossier is None or _Last.state != state:
        _Last.dossier, _Last.state = open_dossier(_Last.dossier or HOME.name), state
    return _Last.dossier


class _Last:
    dossier: "OpenDossier | None" = None
    state: object = None


def _after(edited: "Mapping[str, Any]") -> dict[str, object]:
    """Write what was edited, and read the dossier again; a first file that is no YAML any more is not taken."""
    changed = [] if edited["refusals"] else edited["files"]
    before = {path: path.read_bytes() if path.exists() else None for path in (Path(file["path"]) for file in changed)}
    for file in changed:
        Path(file["path"]).write_bytes(file["text"].encode())
    try:
        told = form()
    except Exception:
        for path, content in before.items():
            if content is None:
                path.unlink()
            else:
                path.write_bytes(content)
        raise
    return {"rows": edited["rows"], "refusals": edited["refusals"], "changed": changed, **told}


def plan() -> dict[str, object]:
    """Return the plan drawn, and the rows of its actions."""
    dossier = opened()
    return {**_drawn(dossier), **_action_rows(dossier)}


def edit_plan(edits: list[dict[str, object]], whole: bool) -> dict[str, object]:
    """Make edits in the files, all of them or none; return the plan drawn again, and its rows when some came or went."""
    from snr_cli import edit_dossier

    return _planned_after(edit_dossier(opened(), edits), whole)


def suggestions() -> dict[str, object]:
    """Return the actions of the library that apply, and those of the dossier, in words."""
    from snr_cli import offered_actions

    return dict(offered_actions(opened()))


def add_suggestion(name: str) -> dict[str, object]:
    """Add an action of the library to the files; return the plan drawn again."""
    from snr_cli import add_suggestions

    return _planned_after(add_suggestions(opened(), [name]), True)


def drop_action(name: str) -> dict[str, object]:
    """Take an action out of the files; return the plan drawn again."""
    from snr_cli import remove_action

    return _planned_after(remove_action(opened(), name), True)


def exports() -> dict[str, object]:
    """Return the exports of the dossier, what each says, and the errors that keep the dossier from being computed."""
    from snr_cli import exports_of

    dossier = opened()
    return {"wrong": _wrong(dossier) if dossier.read.dossier is None else [], **exports_of(dossier)}


def edit_exports(name: str, given: list[object]) -> dict[str, object]:
    """Settle an export, write its mapping, have the dossier read it, or edit a line that counts its devices too."""
    import snr_cli

    does = {"settle": "settle_export", "map": "map_export", "add": "add_export", "edit": "edit_dossier"}
    edited = getattr(snr_cli, does[name])(opened(), *given)
    return {"refusals": edited["refusals"], "changed": _written(edited), **exports()}


def _planned_after(edited: "Mapping[str, Any]", whole: bool) -> dict[str, object]:
    changed = _written(edited)
    dossier = opened()
    rows = _action_rows(dossier) if whole else {}
    return {"rows": edited["rows"], "refusals": edited["refusals"], "changed": changed, **_drawn(dossier), **rows}


def _drawn(dossier: "OpenDossier") -> dict[str, object]:
    """Return the plan; or what is wrong in the dossier, each at its cell."""
    from snr_cli import DossierError, drawn_plan

    try:
        return {"plan": drawn_plan(dossier), "wrong": []}
    except DossierError:
        return {"plan": None, "wrong": _wrong(dossier)}


def _wrong(dossier: "OpenDossier") -> list[object]:
    """Return what keeps a dossier from being computed, each at its cell."""
    from snr_cli import findings_of

    return [finding for finding in findings_of(dossier)["findings"] if finding["level"] == "error"]


def _action_rows(dossier: "OpenDossier") -> dict[str, object]:
    from snr_cli import tables_of

    filled = tables_of(dossier)
    kept = {
        table["sheet"]: table["rows"] for table in filled["tables"] if table["sheet"].partition(".")[0] == "actions"
    }
    return {"tables": kept, "names": filled["names"]}


def _written(edited: "Mapping[str, Any]") -> list[dict[str, str]]:
    """Write what an edit gives, unless it is refused."""
    changed = [] if edited["refusals"] else list(edited["files"])
    for file in changed:
        Path(file["path"]).parent.mkdir(parents=True, exist_ok=True)
        Path(file["path"]).write_bytes(file["text"].encode())
    return changed


def returned() -> list[dict[str, object]]:
    """Return what came back of the workbooks of colleagues, and what is to mend in each, at its cell."""
    from snr_cli.api.collecting import collect_status
    from snr_cli.outputs.collect_status import STATES

    return [
        {
            "who": one.contributor.function,
            "state": STATES[one.state],
            "filled": one.filled,
            "changed": one.changed,
            "told": [
                f"feuille « {each.position.sheet} », case {each.position.cell} : {each.message} ; {each.help}"
                for each in (*(one.findings if one.state == "wrong" else ()), *one.to_check)
            ],
        }
        for one in collect_status(HOME.name, HOME / "collecte", {})
    ]


def footprint(factor_set: str) -> dict[str, object]:
    """Return the footprint drawn, and the figures that can be explained."""
    from snr_cli import footprint_drawn

    return dict(footprint_drawn(opened(), factor_set or None))


def explain(name: str, factor_set: str) -> dict[str, object]:
    """Return where a figure comes from."""
    from snr_cli import explain_figure

    return dict(explain_figure(opened(), name, None if factor_set in ("", "all") else factor_set))


def draft(document: str) -> dict[str, object]:
    """Return a document as a page of HTML, its places to fill, and what a reader of it should know."""
    from snr_cli import draft_document, places_to_fill

    dossier = opened()
    drafted = draft_document(dossier, document, form="html")  # type: ignore[arg-type]
    return {"page": drafted.text, "places": places_to_fill(dossier, drafted), "notes": list(drafted.assessed.notes)}


def example(name: str) -> None:
    """Put a shipped example where what is made goes."""
    from snr_cli.catalog.opened import bundled

    shutil.copytree(bundled("examples") / name, OUT, dirs_exist_ok=True)


def zipped(name: str) -> None:
    """Put in a zip, where what is made goes, what snr reads of the dossier; the files are below a folder of that name.

    The schemas and settings that `snr init` writes serve an editor of text, and weigh more than all the rest.
    """
    with zipfile.ZipFile(OUT / f"{name}.zip", "w") as made:
        for path in sorted(HOME.rglob("*")):
            inside = path.relative_to(HOME)
            beside = path.name.endswith(".schema.json") or any(part.startswith(".") for part in inside.parts)
            if path.is_file() and not beside:
                entry = zipfile.ZipInfo(f"{name}/{inside.as_posix()}", _DAY)
                entry.external_attr = 0o644 << 16
                made.writestr(entry, path.read_bytes(), zipfile.ZIP_DEFLATED)
