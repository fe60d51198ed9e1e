"""What importing costs, as a multiple of starting Python and nothing else: medians of interleaved runs."""

from __future__ import annotations

import importlib
import subprocess
import sys
from pathlib import Path
from statistics import median
from time import perf_counter

import pytest

import mpcore

ROUNDS = 15
PACKAGES = sorted(
    path.parent.name
    for path in Path(str(mpcore.__file__)).parent.glob("*/__init__.py")
    if path.parent.name not in {"adapters", "cli", "testing"}  # the shell and the extras are nobody's import time
)


def one_name_from_each() -> str:
    """A line for each package that imports its first public name."""
    names = ((package, importlib.import_module(f"mpcore.{package}").__all__) for package in PACKAGES)
    return "\n".join(f"from mpcore.{package} import {public[0]}" for package, public in names if public)


def seconds(code: str) -> float:
    """The time a fresh interpreter takes to run some code."""
    start = perf_counter()
    subprocess.run([sys.executable, "-I", "-c", code], check=True)  # noqa: S603 - it is ours
    return perf_counter() - start


@pytest.fixture(scope="module")
def ratios() -> dict[str, float]:
    """Median times, over that of an interpreter with nothing to do."""
    code = {
        "bare": "pass",
        "import mpcore": "import mpcore",
        "from mpcore import orders": "from mpcore import orders; orders.execute",
        "one name from every package": one_name_from_each(),
    }
    rounds = [{name: seconds(text) for name, text in code.items()} for _ in range(ROUNDS + 1)][1:]  # the first compiles
    middle = {name: median(times[name] for times in rounds) for name in code}
    return {name: middle[name] / middle["bare"] for name in code}


@pytest.mark.parametrize(
    ("what", "limit"),
    [
        ("import mpcore", 9),
        ("from mpcore import orders", 12),
        (
            "one name from every package",
            28,
        ),  # the wire knows the classes of each: 18 before sub-accounts and refunds
    ],
)
def test_an_import_is_cheap(what: str, limit: float, ratios: dict[str, float]) -> None:
    print(f"\n{what}: {ratios[what]:.1f} times a bare interpreter (at most {limit})")
    assert ratios[what] <= limit
