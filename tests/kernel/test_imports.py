"""`import mpcore` loads the kernel and nothing else; packages load when they are first used."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib import import_module
from types import ModuleType

import pytest

import mpcore
from mpcore import kernel

PACKAGES = [
    "adapters",
    "discounts",
    "i18n",
    "kernel",
    "money",
    "orders",
    "presets",
    "refunds",
    "replay",
    "subaccounts",
    "testing",
    "timing",
    "wire",
]

LOADED = """
import json, sys
ours = lambda: sorted(name for name in sys.modules if name.startswith("mpcore"))
import mpcore
before = set(sys.modules)
dir(mpcore), mpcore.__all__, mpcore.__version__, hasattr(mpcore, "ordres")
looked = sorted(set(sys.modules) - before)
first = ours()
mpcore.orders.Order
print(json.dumps([sorted(before), looked, first, ours(), vars(mpcore)["orders"].__name__]))
"""


def test_importing_mpcore_loads_the_kernel_and_using_a_package_loads_it() -> None:
    done = subprocess.run([sys.executable, "-c", LOADED], capture_output=True, check=True, text=True)  # noqa: S603  (it is ourselves)
    before, looked, first, then, orders = json.loads(done.stdout)
    loaded = {name.partition(".")[0] for name in before}
    assert loaded & {"pendulum", "attrs"}, "it is not a list of something else"
    assert loaded.isdisjoint({"babel", "moneyed", "cattrs", "hypothesis", "holidays", "rich", "pytest"})
    assert loaded.isdisjoint(
        {"logging", "random", "secrets", "uuid", "socket", "asyncio", "gettext", "_hashlib", "ssl"}
    )
    assert {name.split(".")[1] for name in first if "." in name} == {"kernel"}
    assert "mpcore.kernel.drawing" not in first, "only who looks at a lifecycle needs it"
    assert looked == [], "looking around loads nothing"
    assert "mpcore.orders" in then
    assert orders == "mpcore.orders"
    assert not {name.split(".")[1] for name in then if "." in name} & {"wire", "testing", "replay", "presets"}


@pytest.mark.parametrize("name", PACKAGES)
def test_a_package_is_an_attribute(name: str) -> None:
    package = getattr(mpcore, name)
    assert isinstance(package, ModuleType)
    assert package is sys.modules[f"mpcore.{name}"]
    assert getattr(mpcore, name) is package


def test_looking_around_shows_what_is_public() -> None:
    assert dir(mpcore) == sorted(mpcore.__all__)
    assert set(PACKAGES) <= set(mpcore.__all__)
    assert all(getattr(mpcore, name) is not None for name in mpcore.__all__)


@pytest.mark.parametrize("name", ["ordres", "Order", "", "_PACKAGES_", "kernel.ids", "__path"])
def test_what_is_not_there_is_an_attribute_error(name: str) -> None:
    with pytest.raises(AttributeError) as caught:
        getattr(mpcore, name)
    assert str(caught.value) == f"module 'mpcore' has no attribute {name!r}"
    assert not hasattr(mpcore, name)


def test_a_misspelt_package_cannot_be_imported() -> None:
    with pytest.raises(ModuleNotFoundError, match="ordres"):
        import_module("mpcore.ordres")


def test_the_names_at_the_top_are_those_of_the_kernel() -> None:
    names = [name for name in mpcore.__all__ if name not in PACKAGES and name != "__version__"]
    assert len(names) > 10
    assert all(getattr(mpcore, name) is getattr(kernel, name) for name in names)
    assert set(names) <= set(kernel.__all__)


def test_every_public_name_of_the_kernel_is_public_in_its_own_file() -> None:
    for name in kernel.__all__:
        home = getattr(getattr(kernel, name), "__module__", "")
        if isinstance(getattr(kernel, name), type) and home.startswith("mpcore.kernel."):
            assert name in sys.modules[home].__all__
