"""The same everywhere: under any decimal context and hash seed, and at little cost to import."""

from __future__ import annotations

import decimal
import os
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mpcore import orders, wire
from mpcore.kernel import MemberId, Operator, Scope
from tests.wire import lives

ROUGH = decimal.Context(prec=1, rounding=decimal.ROUND_UP, traps=[], capitals=0)
HARSH = decimal.Context(prec=1, traps=[decimal.Inexact, decimal.Rounded, decimal.FloatOperation, decimal.Subnormal])

SCRIPT = """
from mpcore import orders, wire
from tests.wire import lives
from tests.wire.samples import SAMPLES
import hashlib
text = "".join(wire.dumps(sample) for sample in SAMPLES.values())
text += str(wire.json_schema(orders.OrderEvent)) + str(wire.json_schema(lives.Actor))
try:
    wire.load(orders.PlaceOrder, {"parts": [{}], "x": 1, "buyer": 1})
except lives.kernel.MalformedError as error:
    text += str(error)
print(hashlib.sha256(text.encode()).hexdigest())
"""


@pytest.mark.parametrize("context", [ROUGH, HARSH], ids=["rough", "harsh"])
def test_no_decimal_context_changes_anything(context: decimal.Context) -> None:
    placing = lives.placing()
    text = wire.dumps(placing)
    with decimal.localcontext(context):
        assert wire.dumps(placing) == text
        again = wire.loads(orders.PlaceOrder, text)
    assert again == placing
    assert wire.dumps(again) == text


@given(lives.monies, lives.decimals)
def test_amounts_are_exact_under_any_context(amount: object, rate: decimal.Decimal) -> None:
    before = wire.dumps(amount), wire.dumps(rate)
    with decimal.localcontext(ROUGH):
        assert (wire.dumps(amount), wire.dumps(rate)) == before
        again = wire.loads(decimal.Decimal, before[1])
    assert str(again) == str(rate)


def test_no_hash_seed_changes_anything() -> None:
    said = {
        subprocess.run(  # noqa: S603 - our own
            [sys.executable, "-c", SCRIPT],
            check=True,
            capture_output=True,
            text=True,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join([".", *sys.path])},
        ).stdout
        for seed in ("1", "77")
    }
    assert len(said) == 1


@given(st.sets(st.sampled_from("abcdefgh"), max_size=8))
def test_sets_are_written_in_order(names: set[str]) -> None:
    scopes = frozenset(map(Scope, names))
    data = wire.dump(Operator(MemberId("m1"), scopes))
    assert data == {"type": "kernel.operator/1", "member": "m1", "scopes": sorted(names)}


def test_importing_makes_no_code() -> None:
    """Readers and writers are made when the first value comes."""
    script = "import sys; from mpcore import wire; print(len([n for n in vars(wire.Wire()._shapes)['_shapes']]))"
    made = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True).stdout  # noqa: S603 - our own
    assert int(made) < 15, "the single values, and nothing else"
