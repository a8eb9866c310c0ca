"""Where the check runs: the pre-commit hook, the GitHub Action and the GitLab job, by their own tools and shells."""

import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tomllib
import zipfile
from pathlib import Path

import check_jsonschema
import jsonschema
import pytest
import yaml

from in_process import snr
from snr_cli.model.version import __version__
from walks import mostly, walk

ROOT = Path(__file__).parents[1]
BIN = Path(sys.executable).parent
ENV = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}", "GIT_CONFIG_GLOBAL": os.devnull}


def run(command, folder, **env):
    return subprocess.run(
        command, cwd=folder, env={**ENV, **env}, capture_output=True, text=True, encoding="utf-8", check=False
    )


def git(folder, *words):
    done = run(["git", "-c", "user.name=t", "-c", "user.email=t@t.example", *words], folder)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.fixture
def repository(tmp_path):
    """A repository that holds the minimal example, which the decree finds wanting."""
    folder = tmp_path / "depot"
    shutil.copytree(ROOT / "examples" / "minimal", folder / "dossier")
    git(folder.parent, "init", "-q", str(folder))
    git(folder, "add", ".")
    return folder


def hook_repository(folder):
    """A repository with our hook file, as pre-commit would clone it."""
    folder.mkdir()
    shutil.copy(ROOT / ".pre-commit-hooks.yaml", folder)
    git(folder, "init", "-q")
    git(folder, "add", ".")
    git(folder, "commit", "-q", "-m", "hooks")
    return git(folder, "rev-parse", "HEAD")


@pytest.mark.slow
def test_the_hook_runs_under_pre_commit(repository, tmp_path):
    revision = hook_repository(tmp_path / "hooks")
    # language: system keeps this test off the network; all the rest is read from our hook file
    config = {
        "repos": [
            {
                "repo": str(tmp_path / "hooks"),
                "rev": revision,
                "hooks": [{"id": "snr-check", "language": "system", "args": ["--profile", "bilan", "."]}],
            }
        ]
    }
    (repository / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config), encoding="utf-8")
    git(repository, "add", ".")
    command = [sys.executable, "-m", "pre_commit", "run", "--all-files"]
    home = {"PRE_COMMIT_HOME": str(tmp_path / "home")}
    failed = run(command, repository, **home)
    assert failed.returncode == 1
    assert "dossier/territory.yaml:" in failed.stdout and "REEN-12" in failed.stdout
    config["repos"][0]["hooks"][0]["args"] = ["--profile", "contenu", "dossier"]
    (repository / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config), encoding="utf-8")
    git(repository, "add", ".")
    passed = run(command, repository, **home)
    assert passed.returncode == 0, passed.stdout


def test_our_own_hooks_are_the_lint_of_the_gate():
    """Tools of the development extra alone, no network; what a commit runs, `.ci/run` runs too."""
    file = ROOT / ".pre-commit-config.yaml"
    done = run([sys.executable, "-m", "pre_commit", "validate-config", str(file)], ROOT)
    assert done.returncode == 0, done.stdout
    (repo,) = yaml.safe_load(file.read_text(encoding="utf-8"))["repos"]
    assert repo["repo"] == "local"
    gate = (ROOT / ".ci" / "run").read_text(encoding="utf-8").split("\n")
    played = {line.removeprefix(".venv/bin/").removesuffix(" > /dev/null") for line in gate}
    entries = {hook["entry"] for hook in repo["hooks"]}
    assert entries <= played, "a hook that .ci/run does not run: write its command there too"
    assert {"ruff", "mypy", "lint-imports", "python", "snr"} == {entry.split()[0] for entry in entries}
    for hook in repo["hooks"]:
        assert (hook["language"], hook["pass_filenames"]) == ("system", False), hook["id"]
        assert shutil.which(hook["entry"].split()[0], path=str(BIN)), hook["entry"]
        assert any(re.search(hook["files"], name) for name in ("src/snr_cli/french/cells.py", "pyproject.toml")), hook[
            "id"
        ]


def validate(schema, *files):
    done = run([str(BIN / "check-jsonschema"), "--builtin-schema", schema, *map(str, files)], ROOT)
    assert done.returncode == 0, done.stdout


def test_the_action_and_the_job_are_well_formed():
    validate("vendor.github-actions", ROOT / "action.yml")
    validate("vendor.gitlab-ci", ROOT / "docs" / "ci" / "gitlab.yml", ROOT / "docs" / "ci" / "portfolio-gitlab.yml")


def test_the_recipes_of_a_portfolio_are_well_formed():
    validate("vendor.github-workflows", ROOT / "docs" / "ci" / "portfolio-github.yml")
    text = (ROOT / "docs" / "ci" / "portfolio-github.yml").read_text(encoding="utf-8")
    used = re.findall(r"uses: (\S+)", text)
    assert used and all(re.fullmatch(r"[\w/-]+@[0-9a-f]{40}", each) for each in used)
    done = run(["sh", "-n", str(ROOT / "docs" / "ci" / "portfolio.slurm")], ROOT)
    assert done.returncode == 0, done.stdout


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="a shell of POSIX")
def test_the_recipe_of_a_portfolio_lets_no_name_command_the_log(tmp_path):
    written = yaml.safe_load((ROOT / "docs" / "ci" / "portfolio-github.yml").read_text(encoding="utf-8"))
    commands = [
        step for job in written["jobs"].values() for step in job["steps"] if "snr portfolio" in step.get("run", "")
    ]
    assert len(commands) == 2
    (tmp_path / "::error::x").mkdir()
    (tmp_path / "::error::x" / "territory.yaml").write_text("snr: [", encoding="utf-8")
    for step, code in zip(
        commands, (0, 1), strict=True
    ):  # a part is written whatever it holds; the table says what is wrong
        done = run(["bash", "-e", "-o", "pipefail", "-c", step["run"]], tmp_path, PART="1/1", GITHUB_ACTIONS="true")
        first, *shown, last = done.stdout.splitlines()
        assert first.startswith("::stop-commands::") and last == f"::{first.rpartition(':')[2]}::"
        assert len(last) == 36 and not any(line.startswith("::") for line in shown)
        assert done.returncode == code, done.stderr


def workflow(name):
    file = ROOT / ".github" / "workflows" / name
    text = file.read_text(encoding="utf-8")
    assert "secrets" not in text
    written = yaml.safe_load(text)
    vendor = Path(check_jsonschema.__file__).parent / "builtin_schemas" / "vendor" / "github-workflows.json"
    found = {"on" if key is True else key: value for key, value in written.items()}  # YAML 1.1
    jsonschema.validate(found, json.loads(vendor.read_text(encoding="utf-8")))
    for job in written["jobs"].values():
        assert job["timeout-minutes"] <= 40
        assert all(re.fullmatch(r"[\w/-]+@[0-9a-f]{40}", step["uses"]) for step in job["steps"] if "uses" in step)
    return written


def pythons():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    found = [classifier.rpartition(" ")[2] for classifier in project["classifiers"] if ":: Python :: 3." in classifier]
    assert project["requires-python"] == f">={found[0]}"
    return found


def test_the_tests_are_the_command_of_the_readme_on_three_systems_and_each_python():
    written = workflow("tests.yml")
    assert written["permissions"] == {"contents": "read"}
    job = written["jobs"]["tests"]
    matrix = job["strategy"]["matrix"]
    assert {name.partition("-")[0] for name in matrix["os"]} == {"ubuntu", "windows", "macos"}
    assert matrix["python"] == pythons()
    for step in job["steps"]:  # `python -m pip install -q -e '.[dev]'`, `python -m pytest -n 2`
        command = step.get("run", "").removeprefix("python -m ").replace('"', "'")
        assert command in (ROOT / "README.md").read_text(encoding="utf-8"), command
    (versions,) = (
        step["with"]["python-version"]
        for step in written["jobs"]["lowest"]["steps"]
        if "with" in step and "python-version" in step["with"]
    )
    assert sorted(versions.split()) == pythons()


def test_the_bundle_is_installed_on_each_system_that_it_is_for():
    spec = importlib.util.spec_from_file_location("build_bundle", ROOT / "tools" / "build_bundle.py")
    bundle = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(bundle)
    places = [each["place"] for each in workflow("tests.yml")["jobs"]["offline"]["strategy"]["matrix"]["include"]]
    assert {place.rpartition("-")[0] for place in places} == {system.name for system in bundle.SYSTEMS}
    assert {place.rpartition("-")[2] for place in places} <= {*pythons()}


def test_a_release_is_signed_by_whom_the_index_trusts_and_by_nobody_else():
    written = workflow("release.yml")
    assert written["permissions"] == {}
    rights = {name: job["permissions"] for name, job in written["jobs"].items()}
    assert rights == {
        "build": {"contents": "read"},
        "try": {"contents": "read"},
        "index": {"id-token": "write"},
        "release": {"contents": "write", "id-token": "write", "attestations": "write"},
    }
    assert written["jobs"]["index"]["environment"] == "pypi"
    installs = [
        step["run"] for job in written["jobs"].values() for step in job["steps"] if "pip install" in step.get("run", "")
    ]
    assert installs == [f"python -m pip install -q {BY_HASH} -r tools/locked/build.txt -r tools/locked/uv.txt"]
    assert {*written["jobs"]["index"]["needs"]} == {"build", "try"}


BY_HASH = "--require-hashes"


def locked(name):
    """Return the lines of a list, each with its hashes: name → version."""
    text = (ROOT / "tools" / "locked" / f"{name}.txt").read_text(encoding="utf-8").replace(" \\\n", " ")
    how, *lines = [line for line in text.splitlines() if line]
    assert how == "--only-binary :all:"  # what is built runs what no hash holds
    assert all(
        re.fullmatch(r"[a-z0-9-]+==[0-9.a-z]+( ; [^;]+?)?(\s+--hash=sha256:[0-9a-f]{64})+", line) for line in lines
    )
    return dict(re.match(r"([a-z0-9-]+)==([0-9.]+)", line).groups() for line in lines)


def test_what_is_installed_by_hash_is_what_is_asked_for():
    """`python tools/locked.py` writes the lists anew."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    found = locked("run")
    for name, lowest in (each.split(">=") for each in project["dependencies"]):
        assert [*map(int, found[name].split("."))] >= [*map(int, lowest.split("."))], name
    assert {"build", "hatchling"} <= {*locked("build")} and [*locked("uv")] == ["uv"]
    page = (ROOT / "page" / "requirements.txt").read_text(encoding="utf-8")
    pinned = dict(re.findall(r"^([a-z0-9-]+)==(\S+)", page, re.MULTILINE))
    assert {*pinned} <= {*found}, "and the page has them too"


@pytest.mark.slow
def test_what_is_installed_by_hash_is_there_for_this_python(tmp_path):
    command = [sys.executable, "-m", "pip", "install", "--dry-run", "-q", "--ignore-installed", *BY_HASH.split()]
    lists = [word for name in ("run", "build", "uv") for word in ("-r", str(ROOT / "tools" / "locked" / f"{name}.txt"))]
    done = run([*command, *lists], tmp_path)
    if "connect" in done.stderr.lower() or "retrying" in done.stderr.lower():
        pytest.skip("no network: the wheels cannot be had")
    assert done.returncode == 0, done.stderr


def test_every_recipe_installs_by_hash():
    for file in (*(ROOT / "docs" / "ci").glob("*.yml"), *(ROOT / "src/snr_cli/api/scaffold/ci").glob("*.yml")):
        lines = [
            line.strip(" -")
            for line in file.read_text(encoding="utf-8").splitlines()
            if "pip install" in line and "#" not in line
        ]
        assert lines, file
        for line in lines:
            assert line.removeprefix("run: ") == f'pip install --quiet {BY_HASH} -r "$SNR_EXIGENCES"', file
    (step, _) = steps()
    installs = [line.strip() for line in step["run"].splitlines() if "install_" in line and "()" not in line]
    assert installs[0] == f'install_ {BY_HASH} -r "$LOCKED/run.txt" -r "$LOCKED/build.txt"'
    assert all("--no-deps" in line for line in installs[1:])


def test_what_a_release_publishes(tmp_path, monkeypatch):
    spec = importlib.util.spec_from_file_location("release", ROOT / "tools" / "release.py")
    release = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(release)
    monkeypatch.setattr(release, "ROOT", tmp_path)
    (tmp_path / "sbom.cdx.json").write_text("{}", encoding="utf-8")
    (tmp_path / "tools" / "locked").mkdir(parents=True)
    (tmp_path / "tools" / "locked" / "run.txt").write_text("a==1 --hash=sha256:b\n", encoding="utf-8")
    changelog = tmp_path / "CHANGELOG.md"
    changelog.write_text(f"# C\n\n## [{__version__}] - Unreleased\n\n- a\n", encoding="utf-8")
    with pytest.raises(SystemExit, match="give the version its date"):
        release.check(f"v{__version__}")
    with pytest.raises(SystemExit, match="is not the version"):
        release.check("v9.9.9")
    changelog.write_text(
        f"# C\n\n## [{__version__}] - 2026-12-01\n\n- a\n\n## [0.0.1] - 2025-01-01\n\n- b\n", encoding="utf-8"
    )
    release.check(f"v{__version__}")
    dist = tmp_path / "dist"
    dist.mkdir()
    with pytest.raises(SystemExit, match="not built: snr_cli"):
        release.gather(dist)
    for name in release.PUBLISHED:
        (dist / name).write_text(name, encoding="utf-8")
    wheel, _, bundle, *_ = release.PUBLISHED
    for inside in ("other", wheel):
        with zipfile.ZipFile(dist / bundle, "w") as made:
            made.writestr(f"archive/roues/{wheel}", inside)
        if inside == "other":
            with pytest.raises(SystemExit, match="another wheel"):
                release.gather(dist)
    folder = release.gather(dist)
    sums = (folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    expected = [*release.PUBLISHED, f"snr-{__version__}.cdx.json", release.REQUIREMENTS]
    assert [line.split("  ")[1] for line in sums] == sorted(expected)
    own = hashlib.sha256(wheel.encode()).hexdigest()
    assert (folder / release.REQUIREMENTS).read_text(encoding="utf-8").splitlines() == [
        f"snr-cli=={__version__} --hash=sha256:{own}",
        "a==1 --hash=sha256:b",
    ]
    assert (folder / "NOTES.md").read_text(encoding="utf-8") == "- a\n"


def test_the_job_installs_this_version():
    job = yaml.safe_load((ROOT / "docs" / "ci" / "gitlab.yml").read_text(encoding="utf-8"))["snr-check"]
    assert job["variables"]["SNR_EXIGENCES"] == f"snr-{__version__}-exigences.txt"


def steps():
    return yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))["runs"]["steps"]


def action_environment(tmp_path, **inputs):
    """The variables that GitHub would give to the two steps."""
    (tmp_path / "temp").mkdir(exist_ok=True)
    return {
        "RUNNER_TEMP": str(tmp_path / "temp"),
        "GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md"),
        "GITHUB_ACTIONS": "true",
        "VERSION": "",
        "SOURCE": str(ROOT),
        "LOCKED": str(ROOT / "tools" / "locked"),
        "FILES": ".",
        "FORMAT": "github",
        "PROFILE": "bilan",
        "OUTPUT": "",
        "FAIL_ON": "error",
        **inputs,
    }


# what a repository may hold for a job to run in our place: each leaves a trace, then is of no use
PLANTED = (
    "venv",
    "pip",
    "sys",
    "os",
    "site",
    "snr_cli",
    "typer",
    "yaml",
    "encodings",
    "sitecustomize",
    "usercustomize",
)


def plant(folder):
    """Put in a repository a module for each name that the steps make Python look for."""
    for name in PLANTED:
        text = f"open({str(folder.parent / 'ran')!r}, 'a').write('{name} ')\nraise SystemExit(0)\n"
        (folder / f"{name}.py").write_text(text, encoding="utf-8")


def not_run(folder):
    assert not (folder.parent / "ran").exists(), (folder.parent / "ran").read_text(encoding="utf-8")


def test_what_is_planted_would_run(repository):
    """The proof of the two tests below: asked for as the steps did, a module of the repository is run."""
    plant(repository)
    for name in ("venv", "pip"):
        run([sys.executable, "-m", name, "--help"], repository)
    assert (repository.parent / "ran").read_text(encoding="utf-8") == "venv pip "


@pytest.mark.slow
def test_the_action_installs_itself_and_runs_nothing_of_the_repository(repository, tmp_path):
    plant(repository)
    build = ["-m", "build", "--wheel", "--no-isolation", "--outdir", str(tmp_path / "wheel"), str(ROOT)]
    assert run([sys.executable, *build], tmp_path).returncode == 0
    (wheel,) = (tmp_path / "wheel").glob("*.whl")
    # no index: the wheel alone; its dependencies come from the environment of the tests
    for name in ("run", "build"):
        (tmp_path / f"{name}.txt").write_text("", encoding="utf-8")
    offline = {"PIP_NO_INDEX": "1", "LOCKED": str(tmp_path)}
    env = action_environment(tmp_path, SOURCE=str(wheel), PYTHONPATH=str(repository), **offline)
    done = run(["bash", "-e", "-o", "pipefail", "-c", steps()[0]["run"]], repository, **env)
    assert done.returncode == 0, done.stderr
    not_run(repository)
    env["PYTHONPATH"] = sysconfig.get_paths()["purelib"]
    version = run([str(tmp_path / "temp" / "snr" / "bin" / "snr"), "--version"], tmp_path, **env)
    assert version.stdout.startswith("snr ")


def installed(tmp_path):
    """Put the Python of the tests where the first step puts its own."""
    folder = tmp_path / "temp" / "snr" / "bin"
    folder.mkdir(parents=True)
    (folder / "python").write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n', encoding="utf-8")
    (folder / "python").chmod(0o755)


def test_the_action_checks_and_runs_nothing_of_the_repository(repository, tmp_path):
    plant(repository)
    installed(tmp_path)
    env = action_environment(tmp_path, PYTHONPATH=str(repository))
    done = run(["bash", "-e", "-o", "pipefail", "-c", steps()[1]["run"]], repository, **env)
    assert done.returncode == 1, done.stderr
    not_run(repository)


@pytest.mark.parametrize(
    ("files", "fail_on", "code"),
    walk([("dossier\n\n", "error", 1), (".", "error", 1), ("absent", "error", 2)], 3),
)
def test_the_action_checks_annotates_and_summarises(repository, tmp_path, files, fail_on, code):
    installed(tmp_path)
    env = action_environment(tmp_path, FILES=files, FAIL_ON=fail_on)
    done = run(["bash", "-e", "-o", "pipefail", "-c", steps()[1]["run"]], repository, **env)
    assert done.returncode == code, done.stderr
    summary = tmp_path / "summary.md"
    if code == 1:
        assert "::error title=REEN-12,file=dossier/territory.yaml,line=" in done.stdout
        assert "manquant" in summary.read_text(encoding="utf-8")
    else:
        assert "absent" in done.stderr and not summary.exists()


@pytest.mark.slow
def test_the_action_writes_a_report_for_another_tool(repository, tmp_path):
    installed(tmp_path)
    env = action_environment(tmp_path, FORMAT="sarif", OUTPUT="rapport.sarif")
    done = run(["bash", "-e", "-o", "pipefail", "-c", steps()[1]["run"]], repository, **env)
    assert done.returncode == 1, done.stderr
    assert json.loads((repository / "rapport.sarif").read_text(encoding="utf-8"))["version"] == "2.1.0"
    assert done.stdout.startswith("::stop-commands::")


@pytest.mark.parametrize("shell", walk(["sh", "bash"], 2))
def test_the_gitlab_job_takes_names_as_they_are(repository, shell):
    """One dossier a line: with spaces, with what a shell would replace by other names, with a dash ahead."""
    job = yaml.safe_load((ROOT / "docs" / "ci" / "gitlab.yml").read_text(encoding="utf-8"))["snr-check"]
    names = ["Pays de l’Ouest", "d*", "-q", "$(touch RUN) `touch RUN`", "a'b\"c"]
    for name in names:
        shutil.copytree(repository / "dossier", repository / name)
    shutil.copytree(repository / "dossier", repository / "Pays")
    env = {**job["variables"], "PROFILE": "bilan", "DOSSIERS": "\n".join(names) + "\n"}
    done = run([shell, "-e", "-c", "\n".join(job["script"])], repository, **env)
    assert done.returncode == 1, done.stderr
    report = json.loads((repository / job["artifacts"]["reports"]["codequality"]).read_text(encoding="utf-8"))
    assert {found["location"]["path"] for found in report} == {f"{name}/territory.yaml" for name in names}
    assert not (repository / "RUN").exists()


def test_the_gitlab_job_writes_its_report_and_fails(repository):
    job = yaml.safe_load((ROOT / "docs" / "ci" / "gitlab.yml").read_text(encoding="utf-8"))["snr-check"]
    done = run(["sh", "-e", "-c", "\n".join(job["script"])], repository, **{**job["variables"], "PROFILE": "bilan"})
    assert done.returncode == 1
    report = json.loads((repository / job["artifacts"]["reports"]["codequality"]).read_text(encoding="utf-8"))
    assert {"REEN-03", "REEN-12"} <= {found["check_name"] for found in report}
    assert {found["location"]["path"] for found in report} == {"dossier/territory.yaml"}


# what a person has on the first day: each way of beginning, and each place where its check runs
BEGUN = {
    "nothing": ["--defaults"],
    "siren": ["--siren", "243300316"],
    "estimated": [
        "--siren",
        "243300316",
        "--answer",
        "agents=1500",
        "--answer",
        "equipped=1000",
        "--answer",
        "estimate=oui",
    ],
    "inventory": [
        "--siren",
        "243300316",
        "--answer",
        "laptops=800",
        "--answer",
        "servers=12",
        "--answer",
        "spending_eur=900000",
    ],
    "full": ["--siren", "243300316", "--full"],
}
FORGES = ("github", "gitlab", "pre-commit")


def begun(folder, how):
    done = snr("init", folder, *BEGUN[how], *(word for forge in FORGES for word in ("--ci", forge)))
    assert done.returncode == 0, done.stderr


def written_commands(folder):
    """Return the commands that the files of `snr init` run, by forge."""
    github = yaml.safe_load((folder / ".github/workflows/snr.yml").read_text(encoding="utf-8"))["jobs"]["check"][
        "steps"
    ]
    gitlab = yaml.safe_load((folder / ".gitlab-ci.yml").read_text(encoding="utf-8"))["snr-check"]["script"]
    (hook,) = yaml.safe_load((folder / ".pre-commit-config.yaml").read_text(encoding="utf-8"))["repos"][0]["hooks"]
    return {
        "github": github[-1]["run"],
        "gitlab": "\n".join(gitlab),
        "pre-commit": " ".join([hook["entry"], *hook["args"]]),
    }


@pytest.mark.parametrize("how", mostly(BEGUN, "inventory"))
def test_a_fresh_dossier_passes_its_own_checks_and_ours(tmp_path, how):
    begun(tmp_path / "dossier", how)
    for forge, command in written_commands(tmp_path / "dossier").items():
        done = run(["sh", "-e", "-c", command], tmp_path / "dossier")
        assert done.returncode == 0, (forge, done.stdout, done.stderr)
    job = yaml.safe_load((ROOT / "docs" / "ci" / "gitlab.yml").read_text(encoding="utf-8"))["snr-check"]
    done = run(["sh", "-e", "-c", "\n".join(job["script"])], tmp_path, **job["variables"])
    assert done.returncode == 0, done.stdout
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert run([*hook["entry"].split(), *hook["args"]], tmp_path).returncode == 0


@pytest.mark.slow
def test_the_action_passes_a_fresh_dossier_by_its_default(tmp_path):
    begun(tmp_path / "dossier", "siren")
    installed(tmp_path)
    inputs = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))["inputs"]
    env = action_environment(tmp_path, PROFILE=inputs["profile"]["default"])
    done = run(["bash", "-e", "-o", "pipefail", "-c", steps()[1]["run"]], tmp_path / "dossier", **env)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("where", ["ours", "written"])
def test_no_file_that_a_dossier_reads_is_skipped_by_a_hook(tmp_path, where):
    """An export, a section: whatever is committed alone, the dossier is checked."""
    begun(tmp_path / "dossier", "siren")
    written = yaml.safe_load((tmp_path / "dossier/.pre-commit-config.yaml").read_text(encoding="utf-8"))
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    (hook,) = hooks if where == "ours" else written["repos"][0]["hooks"]
    assert not hook["pass_filenames"]
    assert {"files", "types", "types_or", "exclude"}.isdisjoint(hook)


def test_the_profile_of_what_a_dossier_holds_follows_it(tmp_path):
    begun(tmp_path / "dossier", "siren")
    file = tmp_path / "dossier/territory.yaml"
    text = file.read_text(encoding="utf-8")
    found = {}
    for held, more in {
        "saisie": "",
        "programme": "programme: {date: '2022-11-24', summary: Deux actions.}\n",
        "strategie": "strategy: {period: {start: 2026, end: 2030}}\n",
        "bilan": "annual_reviews: [{year: 2024}]\n",
    }.items():
        file.write_text(text + more, encoding="utf-8")
        for profile in ("contenu", held):
            found[profile] = snr("check", tmp_path / "dossier", "--profile", profile).stdout
        assert found["contenu"] == found[held]
