"""One fact, one place: packages, names, documentation, version and dependencies agree."""

from __future__ import annotations

import importlib
import inspect
import re
import tomllib
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import mpcore
from tools import snippets

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "mpcore"
PYPROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def dotted(path: Path) -> str:
    return ".".join(path.relative_to(SOURCE.parent).with_suffix("").parts).removesuffix(".__init__")


# Adapters are public module by module, since each needs an extra of its own.
PACKAGES = sorted(
    {
        dotted(path)
        for pattern in ("__init__.py", "*/__init__.py", "*/views/__init__.py", "adapters/*.py")
        for path in SOURCE.glob(pattern)
    }
    - {"mpcore.adapters"}
)
PAGES = {page: page.read_text("utf-8") for page in (ROOT / "docs" / "reference").glob("*.md")}


def undocumented(package: ModuleType) -> list[str]:
    """Public classes and functions of ours without a docstring of their own."""
    return [
        name
        for name in package.__all__
        if inspect.isclass(value := getattr(package, name)) or inspect.isfunction(value)
        if value.__module__.startswith("mpcore.") and not (value.__doc__ or "").strip()
    ]


@pytest.mark.parametrize("name", PACKAGES)
def test_a_package_says_what_is_public(name: str) -> None:
    package = importlib.import_module(name)
    assert (package.__doc__ or "").strip(), "its docstring says what it is for"
    assert len(package.__all__) == len(set(package.__all__)), "it is sorted, as ruff sees to, and says nothing twice"
    assert [public for public in package.__all__ if not hasattr(package, public)] == []
    assert set(package.__all__) <= set(dir(package)), "dir() is true"
    assert undocumented(package) == []


def test_a_missing_docstring_is_seen() -> None:
    package = ModuleType("mpcore.mutant")
    bare = type("Bare", (), {"__module__": "mpcore.mutant"})
    package.__dict__.update(__all__=["Bare"], Bare=bare)
    assert undocumented(package) == ["Bare"]


def test_the_reference_is_about_every_package_and_no_other() -> None:
    """With `public`, which takes every name from `__all__`; the command line is described by hand."""
    named = {name for text in PAGES.values() for name in re.findall(r"^\.\. public:: (\S+)$", text, re.MULTILINE)}
    assert sorted(named) == [name for name in PACKAGES if name not in {"mpcore", "mpcore.cli"}]


def test_the_package_is_typed() -> None:
    assert (SOURCE / "py.typed").is_file()


def test_the_version_has_one_place() -> None:
    assert PYPROJECT["project"]["dynamic"] == ["version"]
    assert PYPROJECT["tool"]["hatch"]["version"]["path"] == "src/mpcore/__init__.py"
    assert [path.name for path in SOURCE.rglob("*.py") if versions(path.read_text("utf-8"))] == ["__init__.py"]
    assert versions((SOURCE / "__init__.py").read_text("utf-8")) == [mpcore.__version__]


def versions(source: str) -> list[str]:
    """What looks like a version written down."""
    return re.findall(r'^_*version_*\b.*= *"(.+)"', source, re.MULTILINE | re.IGNORECASE)


@pytest.mark.parametrize("source", ['__version__ = "1.2"', 'x: int = 1\nVERSION: str = "1.2"'])
def test_a_second_version_is_seen(source: str) -> None:
    assert versions(source) == ["1.2"]


def test_the_extras_are_what_developers_have() -> None:
    extras = PYPROJECT["project"]["optional-dependencies"]
    assert sorted(need for needs in extras.values() for need in needs) == PYPROJECT["dependency-groups"]["extras"]


def test_every_group_is_in_dev() -> None:
    groups = set(PYPROJECT["dependency-groups"]) - {"dev", "extras"}
    assert {entry["include-group"] for entry in PYPROJECT["dependency-groups"]["dev"]} == groups


def test_the_core_stands_on_five_libraries() -> None:
    names = [re.split(r"[<>=]", need)[0] for need in PYPROJECT["project"]["dependencies"]]
    assert names == ["attrs", "babel", "cattrs", "pendulum", "py-moneyed"]


def test_there_is_news() -> None:
    fragments = [path.name for path in (ROOT / "changelog.d").glob("*.md")]
    released = f"## {mpcore.__version__} (" in (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert fragments or released
    kinds = {kind["directory"] for kind in PYPROJECT["tool"]["towncrier"]["type"]}
    assert [name for name in fragments if name.split(".")[1] not in kinds] == []


@pytest.mark.parametrize("page", [*snippets.pages(), ROOT / "CONTRIBUTING.md"], ids=lambda page: page.name)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text("utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_every_lint_exception_has_its_reason() -> None:
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    exceptions = re.findall(
        r'^ *"[A-Z]+[0-9]*",?.*$', text.partition("ignore = [")[2].partition("[tool.ruff.lint.pydoc")[0], re.MULTILINE
    )
    assert exceptions
    assert [line for line in exceptions if "#" not in line] == []
    bare = re.compile(r"#\s*(noqa|type: ignore|pyright: ignore)(?![:\[])")
    files = [path for folder in ("src", "tests", "tools", "benchmarks") for path in (ROOT / folder).rglob("*.py")]
    assert [path.name for path in files if path != Path(__file__) and bare.search(path.read_text("utf-8"))] == []
