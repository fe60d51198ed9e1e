"""Every job of the project, each defined here and nowhere else: `nox -l` lists them.

`dev.py` runs the same sessions in one environment of its own (`--no-venv --no-install`); nox by itself gives each its
own.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import time
from pathlib import Path

import nox

PROJECT = nox.project.load_toml("pyproject.toml")
PYTHONS = nox.project.python_versions(PROJECT)
CODE = [path for path in ("src", "tests", "tools", "benchmarks", "examples", "docs/conf.py") if Path(path).exists()]
FILES = [*CODE, "noxfile.py", "dev.py"]

nox.needs_version = ">=2025.5.1"
nox.options.default_venv_backend = "virtualenv"
nox.options.reuse_venv = "yes"
nox.options.download_python = "never"
nox.options.error_on_missing_interpreters = False  # `matrix` takes what is installed
nox.options.sessions = ["tests", "lint", "types", "docs"]

# pyenv puts one version at a time on the path, and `matrix` wants them all.
PYENV = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
os.environ["PATH"] = os.pathsep.join([os.environ.get("PATH", ""), *map(str, sorted(PYENV.glob("3.*/bin")))])


def install(session: nox.Session, *groups: str, project: tuple[str, ...] = ("-e", ".")) -> None:
    """Dependency groups, and mpcore itself."""
    session.install(*nox.project.dependency_groups(PROJECT, *groups), *project)


@nox.session
def tests(session: nox.Session) -> None:
    """Run the tests, the docs and the examples, on one Python; arguments go to pytest."""
    install(session, "test")
    session.run("python", "-m", "pytest", "-n", "2", *session.posargs)


@nox.session(python=PYTHONS)
def matrix(session: nox.Session) -> None:
    """Run the tests on every Python of the classifiers that is installed, against the wheel."""
    install(session, "test", project=(".",))
    session.run("python", "-m", "pytest", "-n", "2", *(session.posargs or ["tests", "examples"]))


@nox.session
def lint(session: nox.Session) -> None:
    """Check style, layers, purity, public names, and the API against the last release."""
    install(session, "lint", "test")
    session.run("ruff", "check")
    session.run("ruff", "format", "--check", "--diff")
    session.run("lint-imports")
    session.run("python", "-m", "tools.purity")
    session.run("python", "-m", "pytest", "-q", "tests/repo")
    if tag := _output("git", "describe", "--tags", "--abbrev=0"):
        session.run("griffe", "check", "mpcore", "--search", "src", "--against", tag)
    else:
        session.log("griffe check: there is no tag yet, so there is no API to compare with")


@nox.session
def types(session: nox.Session) -> None:
    """Check the types of everything, the Python in README.md and docs included, with mypy and pyright, both strict."""
    install(session, "types")
    session.run("python", "-m", "tools.snippets")
    session.run("mypy", *FILES, "build/snippets")
    session.run("pyright", *FILES, "build/snippets", env={"PYRIGHT_PYTHON_IGNORE_WARNINGS": "1"})


@nox.session
def docs(session: nox.Session) -> None:
    """Build the documentation into docs/_build/html; a warning is an error."""
    install(session, "docs", "extras")
    session.run("sphinx-build", "-W", "--keep-going", "-q", "-b", "html", "docs", "docs/_build/html", *session.posargs)


@nox.session
def walks(session: nox.Session) -> None:
    """Walk at random for a while: `-- --seconds 600 --seed 7`; else MPCORE_WALK_SEED is the seed, else a new one.

    Passes follow one another, each with the next seed, until the time is over; a failing pass names its seed.
    """
    parser = argparse.ArgumentParser(prog="walks")
    parser.add_argument("--seconds", type=float, default=600, help="begin no pass after this time")
    parser.add_argument("--seed", type=int, default=int(os.environ.get("MPCORE_WALK_SEED", time.time())))
    parser.add_argument("--profile", default="walks", help="the Hypothesis profile, from tests/conftest.py")
    options, rest = parser.parse_known_args(session.posargs)
    install(session, "test")
    end, seed = time.monotonic() + options.seconds, options.seed
    while True:
        chosen = (f"--hypothesis-seed={seed}", f"--hypothesis-profile={options.profile}")
        session.run("python", "-m", "pytest", "-n", "2", "-m", "walk", *chosen, "tests", *rest)
        seed += 1
        if time.monotonic() >= end:
            break


@nox.session(name="rule-mutants")
def rule_mutants(session: nox.Session) -> None:
    """Negate each rule in the code: every test marked with it must fail."""
    install(session, "test")
    session.run("python", "-m", "tools.rule_mutants", *session.posargs)


@nox.session
def bench(session: nox.Session) -> None:
    """Measure speed, as ratios within one run."""
    install(session, "bench")
    session.run("python", "-m", "pytest", "-q", "-s", *(session.posargs or ["benchmarks"]))


@nox.session
def demo(session: nox.Session) -> None:
    """Replay the bundled orders and price the bundled basket; arguments go to `python -m mpcore replay` alone."""
    session.install("-e", ".[cli]")
    session.run("python", "-m", "mpcore", "replay", *session.posargs)
    if not session.posargs:
        session.run("python", "-m", "mpcore", "quote")


def _output(*command: str) -> str:
    """What a command prints, nothing where it fails."""
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()
