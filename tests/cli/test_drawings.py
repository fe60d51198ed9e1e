from __future__ import annotations

import importlib

import pytest

import mpcore
from mpcore import orders
from mpcore.cli import main
from mpcore.cli.drawings import LIFECYCLES
from mpcore.kernel import Lifecycle, drawing


def test_every_lifecycle_of_every_package_is_drawn() -> None:
    names = [name for name in mpcore.__all__ if name.islower() and not name.startswith("_")]
    packages = [importlib.import_module(f"mpcore.{name}") for name in names]
    values = [getattr(package, name) for package in packages for name in getattr(package, "__all__", ())]
    found = {value.name for value in values if isinstance(value, Lifecycle)}
    assert found == set(LIFECYCLES)


DRAWN = {
    "mermaid": (drawing.mermaid(orders.PART), drawing.mermaid(orders.DISPATCH)),
    "dot": (drawing.dot(orders.PART), drawing.dot(orders.DISPATCH)),
    "table": (drawing.table(orders.PART), drawing.table(orders.DISPATCH)),
}


@pytest.mark.parametrize("form", DRAWN)
def test_a_drawing_is_that_of_the_table_that_decides(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    part, dispatch = DRAWN[form]
    assert main(["lifecycles", "--format", form]) == 0
    out = capsys.readouterr().out
    assert part in out
    assert dispatch in out
    assert main(["lifecycles", "dispatch", "--format", form]) == 0
    out = capsys.readouterr().out
    assert part not in out
    assert dispatch in out


def test_mermaid_is_what_comes_unasked(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lifecycles"]) == 0
    assert capsys.readouterr().out.startswith("%% part\nstateDiagram-v2\n")


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        ([], "the following arguments are required: COMMAND; see `mpcore --help`"),
        (["fly"], "argument COMMAND: invalid choice: 'fly'"),
        (["lifecycles", "--format", "png"], "argument --format: invalid choice: 'png'"),
        (["lifecycles", "basket"], "argument NAME: invalid choice: 'basket'"),
    ],
)
def test_what_is_not_understood_is_told_in_one_line(
    arguments: list[str], why: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    error = capsys.readouterr().err
    assert error.startswith(f"mpcore: {why}")
    assert error.count("\n") == 1


@pytest.mark.parametrize("arguments", [["--help"], ["replay", "--help"], ["lifecycles", "-h"]])
def test_help_is_given(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 0
    assert "usage: mpcore" in capsys.readouterr().out


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"mpcore {mpcore.__version__}\n"
