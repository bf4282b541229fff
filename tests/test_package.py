"""The package: what it declares, and a wheel of it that works in an environment of its own."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
import sysconfig
import tomllib
import venv
import zipfile
from collections.abc import Iterable, Iterator
from importlib import metadata
from pathlib import Path

import pytest
import requests

from tests.core.situations import ADVANCED_TEXT

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
BUILT_FROM = ("LICENSE", "MANIFEST.in", "README.md", "manifest.yaml", "programme.toml", "pyproject.toml", "setup.py")
WITHIN_S = 60
# Never imported, and needed all the same.
PLUGINS = {
    "httptools": "uvicorn's parser of HTTP",
    "pysqlite3": "sqlite-utils takes it where it is installed",
    "tzdata": "time zones, where the system has none",
    "uvloop": "uvicorn's event loop",
}
TOOLS = {"mypy", "pytest-xdist", "ruff", "setuptools", "types-pyyaml", "types-requests"}


def declared(requirements: Iterable[str]) -> set[str]:
    """Return the normalised names of requirements such as `slack-bolt>=1.30`."""
    names = (requirement.split(";")[0].split(">")[0].split("<")[0].strip() for requirement in requirements)
    return {normalised(name) for name in names}


def normalised(name: str) -> str:
    """Return a distribution's name as registries compare it."""
    return name.lower().replace("_", "-").replace(".", "-")


def imported(*folders: str) -> set[str]:
    """Return the top names of other people's packages that Python files below the folders import."""
    names: set[str] = set()
    for path in (path for folder in folders for path in (ROOT / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                names.update(alias.name.split(".")[0] for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names.add(node.module.split(".")[0])
    return names - set(sys.stdlib_module_names) - {"bot", "storage", "tests"}


def distributions(names: Iterable[str]) -> dict[str, set[str]]:
    """Return for each imported name the normalised names of the distributions that bring it."""
    brought = metadata.packages_distributions()
    return {name: {normalised(one) for one in brought.get(name, [name])} for name in names}


RUNS = declared(PROJECT["dependencies"])
CHECKS = declared(PROJECT["optional-dependencies"]["test"])


def test_what_the_program_imports_is_declared_and_nothing_else() -> None:
    """Each import of bot and storage is a dependency, and each dependency is imported or a plug-in."""
    brought = distributions(imported("bot", "storage"))

    assert [] == sorted(name for name, by in brought.items() if not by & RUNS)
    assert set() == RUNS - set(PLUGINS) - set().union(*brought.values())


def test_what_the_tests_import_is_declared_and_nothing_else() -> None:
    """Each import of the tests is a dependency or in the extra `test`, and each of the extra is imported or a tool."""
    brought = distributions(imported("tests"))

    assert [] == sorted(name for name, by in brought.items() if not by & (RUNS | CHECKS))
    assert set() == CHECKS - TOOLS - set().union(*brought.values())


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel, built without a download from a copy of what it is built from."""
    source, target = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("wheel")
    for folder in ("bot", "storage"):
        shutil.copytree(ROOT / folder, source / folder, ignore=shutil.ignore_patterns("__pycache__"))
    for name in BUILT_FROM:
        shutil.copy(ROOT / name, source)
    pip("wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", str(target), str(source))
    (built,) = target.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def scripts(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of scripts of a fresh environment with the wheel in it, which sees the packages of this one."""
    home = tmp_path_factory.mktemp("installed") / "venv"
    venv.create(home, with_pip=False)
    places = {"base": str(home), "platbase": str(home)}
    site = Path(sysconfig.get_path("purelib", "venv", places))
    (site / "packages_of_the_tests.pth").write_text(sysconfig.get_path("purelib") + "\n", "utf-8")
    found = Path(sysconfig.get_path("scripts", "venv", places))
    pip("--python", str(found / "python"), "install", "--no-deps", str(wheel))
    return found


def pip(*arguments: str) -> None:
    """Run pip of this environment without a network; the test fails with its output."""
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input", *arguments]
    options = {"PIP_NO_INDEX": "1", "PIP_CONFIG_FILE": os.devnull}
    done = subprocess.run(command, env={**os.environ, **options}, capture_output=True, text=True, timeout=WITHIN_S)
    assert 0 == done.returncode, done.stdout + done.stderr


def run(scripts: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run `leak-diary` in a folder, with nothing of this machine's settings."""
    return subprocess.run(
        [scripts / "leak-diary", *arguments], cwd=folder, env=surroundings(folder), capture_output=True, text=True,
        timeout=WITHIN_S,
    )  # fmt: skip


def surroundings(folder: Path) -> dict[str, str]:
    """Return the environment of a user who has set nothing."""
    return {"PATH": os.environ["PATH"], "HOME": str(folder)}


def test_the_wheel_holds_every_file_of_the_program(wheel: Path) -> None:
    """Code and data, the two files of the top level that it reads, and no tests."""
    kept = {
        str(path.relative_to(ROOT))
        for folder in ("bot", "storage")
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }

    with zipfile.ZipFile(wheel) as archive:
        held = {name for name in archive.namelist() if ".dist-info/" not in name}

    assert kept | {"bot/manifest.yaml", "bot/programme.toml"} == held


def test_the_installed_program_says_its_version(scripts: Path, tmp_path: Path) -> None:
    """The version of pyproject.toml."""
    assert f"leak-diary {PROJECT['version']}\n" == run(scripts, tmp_path, "--version").stdout


def test_the_installed_program_prints_the_manifest(scripts: Path, tmp_path: Path) -> None:
    """The file of the top level, with the address filled in."""
    manifest = (ROOT / "manifest.yaml").read_text("utf-8")

    printed = run(scripts, tmp_path, "manifest", "--url", "https://bot.acme.com").stdout

    assert manifest.replace("https://leak-diary.example.com", "https://bot.acme.com") == printed


def test_the_installed_program_scans_a_log(scripts: Path, tmp_path: Path) -> None:
    """It reads families, owners and texts from the data in the package."""
    (tmp_path / "app.log").write_text(f"12:00:00 ERROR {ADVANCED_TEXT}\n", "utf-8")

    done = run(scripts, tmp_path, "scan", "app.log")

    assert 1 == done.returncode, done.stderr
    assert "ByteBuf" in done.stdout


@pytest.fixture
def served(scripts: Path, tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """`leak-diary serve` in an empty folder; ended by its own number."""
    command = [str(scripts / "leak-diary"), "serve", "--port", "0"]
    with (
        (tmp_path / "log").open("w") as log,
        subprocess.Popen(
            command, cwd=tmp_path, env=surroundings(tmp_path), stdout=subprocess.PIPE, stderr=log, text=True
        ) as child,
    ):
        yield child
        child.terminate()


def test_the_installed_program_serves_from_an_empty_folder(served: subprocess.Popen[str], tmp_path: Path) -> None:
    """It gets ready, shows its page, and has the example's programme for its story."""
    assert served.stdout is not None
    ready = next((line for line in served.stdout if line.startswith("ready ")), "")

    page = requests.get(f"{ready.split()[1]}/workspace/", timeout=WITHIN_S)

    assert "<title>Local workspace</title>" in page.text
    assert "the programme 'Growth season' was made" in (tmp_path / "log").read_text("utf-8")
