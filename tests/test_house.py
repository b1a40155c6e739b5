"""The house is wired as it says: what is written in one file is there in the other."""

from __future__ import annotations

import ast
import re
import tomllib
from importlib import import_module
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from intake.cli import COMMANDS
from intake.settings import Settings
from workers import bell

ROOT = Path(__file__).parent.parent
ROOMS = ("flows", "workers", "intake", "practice")
LONGEST_FILE = 300
GRAB_BAGS = {"utils", "util", "helpers", "helper", "manager", "common", "misc"}


def sources(*folders: str) -> list[Path]:
    """Every Python file below these folders."""
    return [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]


def text(name: str) -> str:
    """A file of the repository."""
    return (ROOT / name).read_text(encoding="utf-8")


def pinned(lock: str) -> dict[str, str]:
    """What a lock file pins, each with hashes."""
    entries = re.findall(r"^([A-Za-z0-9_.-]+)==(\S+).*\\\n +--hash", text(lock), re.MULTILINE)
    return {name.lower().replace("_", "-"): version for name, version in entries}


def test_the_two_commands_of_the_readme_exist() -> None:
    """What a stranger is told to type is there."""
    (shown,) = re.findall(r"```\n((?:make .*\n)+)```", text("README.md"))
    commands = re.findall(r"make (\w+)", shown)

    assert len(commands) == 2
    assert all(re.search(rf"^{command}:", text("Makefile"), re.MULTILINE) for command in commands)


def test_the_makefile_explains_every_target() -> None:
    """`make help` says what each target is for."""
    makefile = text("Makefile")
    (phony,) = re.findall(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)

    for target in phony.split():
        assert re.search(rf"^{target}:.*## \S", makefile, re.MULTILINE), target


def test_ci_runs_what_a_developer_runs() -> None:
    """CI is `make check` and nothing else, and its last words are those of pytest."""
    assert (ROOT / ".ci/run").stat().st_mode & 0o100
    assert text(".ci/run").strip().endswith("make --no-print-directory check")
    check = re.search(r"^check: (.*?) ##.*\n((?:\t.*\n)+)", text("Makefile"), re.MULTILINE)
    assert check is not None
    assert check[1].split() == ["browser", "lint", "types", "imports", "content"]
    assert "pytest" in check[2].splitlines()[-1]


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_every_package_is_pinned_with_hashes(lock: str) -> None:
    """The lock holds exactly the versions that pyproject.toml names."""
    project = tomllib.loads(text("pyproject.toml"))["project"]
    wanted = [*project["dependencies"]]
    wanted += project["optional-dependencies"]["dev"] if "dev" in lock else []
    found = pinned(lock)

    for requirement in map(Requirement, wanted):
        assert str(requirement.specifier) == f"=={found[requirement.name.lower()]}"


def test_every_setting_is_documented() -> None:
    """The table of settings and the settings are the same."""
    documented = set(re.findall(r"^\| `([A-Z_]+)` \|", text("docs/operations.md"), re.MULTILINE))

    assert documented == {name.upper() for name in Settings.model_fields}


def test_the_example_names_settings_that_exist() -> None:
    """`.env.example` holds nothing that nobody reads."""
    named = set(re.findall(r"^([A-Z_]+)=", text(".env.example"), re.MULTILINE))

    assert named <= {name.upper() for name in Settings.model_fields}


def test_one_module_reads_the_environment() -> None:
    """Settings read it; starting another process may pass it on."""
    allowed = {"intake/commands/run.py", "intake/commands/roles.py"}
    readers = {
        path.relative_to(ROOT).as_posix()
        for path in sources("flows", "workers", "intake")
        if re.search(r"os\.environ|getenv", path.read_text(encoding="utf-8"))
    }

    assert readers <= allowed


def test_what_the_bell_rings_for_exists() -> None:
    """RQ finds the job by its name."""
    module, _, name = bell._JOB.rpartition(".")  # noqa: SLF001 - the name that RQ is given

    assert callable(getattr(import_module(module), name))


@pytest.mark.parametrize(
    "path", sources(*ROOMS), ids=lambda path: path.relative_to(ROOT).as_posix()
)
def test_files_stay_small_and_say_what_they_are(path: Path) -> None:
    """Every module opens with what it is for, and none grows past what one can hold in mind."""
    source = path.read_text(encoding="utf-8")

    assert ast.get_docstring(ast.parse(source))
    assert len(source.splitlines()) <= LONGEST_FILE


def test_no_grab_bags() -> None:
    """A module is named for what it holds."""
    assert not [path for path in sources(*ROOMS) if path.stem in GRAB_BAGS]


def test_every_test_states_its_rule() -> None:
    """A test without a docstring is a test nobody knows the reason of."""
    silent = [
        f"{path.relative_to(ROOT)}::{node.name}"
        for path in sources("tests")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
        if not ast.get_docstring(node)
    ]

    assert silent == []


def test_commands_of_the_design_that_are_listed_are_real() -> None:
    """A command that is not there yet is not listed."""
    for module, attribute, _ in COMMANDS.values():
        assert hasattr(import_module(f"intake.commands.{module}"), attribute)


def test_links_in_the_documents_lead_somewhere() -> None:
    """A page that is named is there."""
    pages = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    broken = [
        f"{page.relative_to(ROOT)}: {target}"
        for page in pages
        for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
        if "://" not in target and not (page.parent / target).exists()
    ]

    assert broken == []
