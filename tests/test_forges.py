"""Where the check runs: the pre-commit hook, the GitHub Action and the GitLab job, by their own tools and shells."""

import json
import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest
import yaml

from snr_cli import __version__
from walks import walk

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


def test_the_hook_runs_under_pre_commit(repository, tmp_path):
    revision = hook_repository(tmp_path / "hooks")
    # language: system keeps this test off the network; all the rest is read from our hook file
    config = {
        "repos": [
            {
                "repo": str(tmp_path / "hooks"),
                "rev": revision,
                "hooks": [{"id": "snr-check", "language": "system"}],
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
    config["repos"][0]["hooks"][0]["args"] = ["--profile", "saisie", "dossier"]
    (repository / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config), encoding="utf-8")
    git(repository, "add", ".")
    passed = run(command, repository, **home)
    assert passed.returncode == 0, passed.stdout


def validate(schema, file):
    done = run([str(BIN / "check-jsonschema"), "--builtin-schema", schema, str(file)], ROOT)
    assert done.returncode == 0, done.stdout


def test_the_action_and_the_job_are_well_formed():
    validate("vendor.github-actions", ROOT / "action.yml")
    validate("vendor.gitlab-ci", ROOT / "docs" / "ci" / "gitlab.yml")


def test_the_job_installs_this_version():
    job = yaml.safe_load((ROOT / "docs" / "ci" / "gitlab.yml").read_text(encoding="utf-8"))["snr-check"]
    assert job["variables"]["SNR_SOURCE"] == f"snr-cli=={__version__}"
    assert job["before_script"] == ['pip install --quiet "$SNR_SOURCE"']


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
        "FILES": ".",
        "FORMAT": "github",
        "OUTPUT": "",
        "FAIL_ON": "error",
        **inputs,
    }


@pytest.mark.slow
def test_the_action_installs_itself(tmp_path):
    # no index: the build backend and the dependencies come from the environment of the tests
    env = action_environment(
        tmp_path,
        PIP_NO_INDEX="1",
        PIP_NO_DEPS="1",
        PIP_NO_BUILD_ISOLATION="0",
        PYTHONPATH=sysconfig.get_paths()["purelib"],
    )
    done = run(["bash", "-e", "-o", "pipefail", "-c", steps()[0]["run"]], tmp_path, **env)
    assert done.returncode == 0, done.stderr
    assert run([str(tmp_path / "temp" / "snr" / "bin" / "snr"), "--version"], tmp_path, **env).stdout.startswith("snr ")


def installed(tmp_path):
    folder = tmp_path / "temp" / "snr" / "bin"
    folder.mkdir(parents=True)
    (folder / "snr").symlink_to(BIN / "snr")


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


def test_the_action_writes_a_report_for_another_tool(repository, tmp_path):
    installed(tmp_path)
    env = action_environment(tmp_path, FORMAT="sarif", OUTPUT="rapport.sarif")
    done = run(["bash", "-e", "-o", "pipefail", "-c", steps()[1]["run"]], repository, **env)
    assert done.returncode == 1, done.stderr
    assert json.loads((repository / "rapport.sarif").read_text(encoding="utf-8"))["version"] == "2.1.0"
    assert done.stdout.startswith("::stop-commands::")


def test_the_gitlab_job_writes_its_report_and_fails(repository):
    job = yaml.safe_load((ROOT / "docs" / "ci" / "gitlab.yml").read_text(encoding="utf-8"))["snr-check"]
    done = run(["sh", "-e", "-c", "\n".join(job["script"])], repository, **job["variables"])
    assert done.returncode == 1
    report = json.loads((repository / job["artifacts"]["reports"]["codequality"]).read_text(encoding="utf-8"))
    assert {"REEN-03", "REEN-12"} <= {found["check_name"] for found in report}
    assert {found["location"]["path"] for found in report} == {"dossier/territory.yaml"}
