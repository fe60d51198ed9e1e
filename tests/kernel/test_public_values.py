"""What the kernel hands out can be kept: it pickles, copies, compares, hashes and stays as it is, everywhere."""

from __future__ import annotations

import copy
import os
import pickle
import subprocess
import sys
from collections.abc import Hashable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from attrs import fields_dict, has
from attrs.exceptions import FrozenInstanceError

from mpcore import kernel
from mpcore.kernel import (
    NO_METADATA,
    Accepted,
    Buyer,
    BuyerId,
    CommandId,
    Context,
    Done,
    Fault,
    Grant,
    Kind,
    MalformedError,
    MemberId,
    Metadata,
    NotFound,
    Operator,
    Option,
    PartId,
    Personal,
    Recorded,
    Refused,
    RefusedError,
    RuleBookId,
    RuleBooks,
    SalesChannel,
    Scope,
    ShopId,
    ShowId,
    System,
    VendorId,
    VendorMember,
    id_of_change,
    refusals,
    utc,
)
from mpcore.presets import PLAIN, SIPOKO
from tests.kernel.test_refusals import EVERY_ONE

NINE = datetime(2026, 3, 26, 9, tzinfo=UTC)
MEMBER = VendorMember(VendorId("v1"), MemberId("m1"), (Grant({Scope("orders.ship")}, ShopId("s1")), Grant(())))

VALUES: tuple[Hashable, ...] = (
    Accepted(()),
    Accepted((NotFound(thing="a", id="b"),)),
    Buyer(BuyerId("b1"), guest=True),
    Context(now=NINE, actor=MEMBER, policy=PLAIN.orders),
    Done("state", ("event",)),
    Fault("lines[1]", "no"),
    Grant({Scope("orders.ship")}),
    Kind.TOO_LATE,
    MEMBER,
    Metadata({"po": "4711"}),
    SalesChannel(ShowId("s1")),
    NO_METADATA,
    Operator(MemberId("o1"), frozenset({Scope("orders.cancel")})),
    Personal("ada@example.org"),
    Recorded(
        stream="o1", version=1, event="e", recorded_at=NINE, actor_kind="operator", command=CommandId("c1")
    ),
    Refused((NotFound(thing="a", id="b"),)),
    RuleBooks((PLAIN, SIPOKO)),
    System(),
    utc(NINE),
    *[reason for reason, *_ in EVERY_ONE],
)  # fmt: skip


def name_of(value: object) -> str:
    return type(value).__name__


@pytest.mark.parametrize("value", VALUES, ids=name_of)
def test_a_value_is_the_same_after_a_pickle_and_a_copy(value: Hashable) -> None:
    pickles = [pickle.loads(pickle.dumps(value, protocol)) for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1)]  # noqa: S301  (it is our own)
    for there in (*pickles, copy.copy(value), copy.deepcopy(value)):
        assert type(there) is type(value)
        assert there == value
        assert hash(there) == hash(value)
        assert repr(there) == repr(value)


@pytest.mark.parametrize("value", [value for value in VALUES if has(type(value))], ids=name_of)
def test_a_value_stays_as_it_is(value: Hashable) -> None:
    for name in fields_dict(type(value)):  # type: ignore[arg-type]  # they have them
        with pytest.raises(FrozenInstanceError):
            setattr(value, name, None)
        with pytest.raises(FrozenInstanceError):
            delattr(value, name)
    with pytest.raises(FrozenInstanceError):
        setattr(value, "anything", None)  # noqa: B010  (a type checker knows it, too)


def test_no_value_of_the_kernel_is_forgotten_above() -> None:
    told = {type(value).__name__ for value in VALUES}
    public = {name for name in kernel.__all__ if isinstance(kind := getattr(kernel, name), type) and has(kind)}
    assert public - told == {"Lifecycle", "Option", "Refusal"}, "which have tests of their own, or are only bases"
    assert set(refusals.__all__) <= told


def test_an_option_is_the_same_after_a_pickle_and_a_copy() -> None:
    option = Option(Fault, {"at": "x"}, (NotFound(thing="a", id="b"),), PartId("p1"))
    for there in (pickle.loads(pickle.dumps(option)), copy.deepcopy(option)):  # noqa: S301  (it is our own)
        assert there == option
        assert repr(there) == repr(option)


def told() -> str:
    """All that the kernel says in words, and the names it makes."""
    said = [
        str(value) for value in (Metadata({"b": "1", "a": "2"}), Refused(tuple(reason for reason, *_ in EVERY_ONE)))
    ]
    said += [repr(value) for value in VALUES if not isinstance(value, VendorMember | Operator | Grant | Context)]
    said += [str(RefusedError(Refused((NotFound(thing="a", id="b"),)))), str(MalformedError(Fault("a", "b")))]
    said += [id_of_change(RuleBookId("acme"), {"b": 1, "a": "x" * length}) for length in (1, 300)]
    return "\n".join(said)


def test_the_same_is_said_whatever_the_hash_seed_and_the_optimisation() -> None:
    script = "from tests.kernel.test_public_values import told; import sys; sys.stdout.write(told())"
    said = {
        subprocess.run(  # noqa: S603  (it is ourselves)
            [sys.executable, *options, "-c", script],
            cwd=Path(__file__).parents[2],
            env=os.environ | {"PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8", "TZ": zone},
            capture_output=True,
            check=True,
            encoding="utf-8",
        ).stdout
        for seed, zone, options in (("1", "UTC", []), ("2", "Pacific/Apia", ["-OO"]))
    }
    assert said == {told()}
