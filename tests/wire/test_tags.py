"""Every member of every union has one tag; tags are never reused; hosts add theirs."""

from __future__ import annotations

import json
import pickle
from pathlib import Path
from typing import Any, get_args

import pytest
from attrs import field, frozen

from mpcore import discounts, orders, refunds, subaccounts, wire
from mpcore.kernel import Actor, MalformedError, OrderId, PartId, Personal, Recorded
from mpcore.orders import OrderEvent
from mpcore.wire import discounts as discounts_tags
from mpcore.wire import kernel as kernel_tags
from mpcore.wire import orders as orders_tags
from mpcore.wire import refunds as refunds_tags
from mpcore.wire import subaccounts as subaccounts_tags
from mpcore.wire.converter import TABLES, UPCASTS
from mpcore.wire.tags import TAG, Tags
from tests.wire import lives
from tests.wire.samples import SAMPLES

GOLDENS = Path(__file__).parent / "goldens"
ALL = {tag: kind for table in TABLES for tag, kind in table.items()}


@pytest.mark.parametrize(
    ("members", "table"),
    [
        (get_args(orders.OrderCommand), {**orders_tags.COMMANDS}),
        (get_args(orders.OrderFact), {**orders_tags.FACTS}),
        (get_args(OrderEvent), {**orders_tags.EVENTS, **orders_tags.FACTS}),
        (get_args(Actor), {**kernel_tags.ACTORS}),
        ((*get_args(discounts.CouponCommand), discounts.CreateCoupon), {**discounts_tags.COMMANDS}),
        (get_args(discounts.CouponEvent), {**discounts_tags.EVENTS}),
        ((*get_args(subaccounts.CompanyCommand), subaccounts.CreateCompany), {**subaccounts_tags.COMMANDS}),
        (get_args(subaccounts.CompanyEvent), {**subaccounts_tags.EVENTS}),
        (get_args(refunds.RefundCommand), {**refunds_tags.COMMANDS}),
        (get_args(refunds.RefundEvent), {**refunds_tags.EVENTS}),
    ],
    ids=[
        *("commands", "facts", "events", "actors", "commands of coupons", "events of coupons"),
        *("commands of companies", "events of companies"),
        *("commands of refunds", "events of refunds"),
    ],
)
def test_every_member_of_a_union_has_one_tag(members: tuple[type, ...], table: dict[str, type]) -> None:
    kinds = [kind for kind in table.values() if kind is not orders.PlaceOrder]
    assert sorted(kind.__name__ for kind in kinds) == sorted(kind.__name__ for kind in members)


def test_tags_say_package_name_and_version() -> None:
    assert sum(map(len, TABLES)) == len(ALL) == len(set(ALL.values()))
    for tag, kind in ALL.items():
        found = TAG.fullmatch(tag)
        assert found is not None
        package = kind.__module__.split(".")[1]
        assert found[1].startswith(f"{package}.")


MADE_BY_RULES = {"orders.order/1", "orders.order_placed/1"}
"""Their samples come out of decisions, which may one day decide otherwise; their goldens stay."""


def golden(tag: str) -> Path:
    return GOLDENS / f"{tag.replace('/', '-')}.json"


@pytest.mark.parametrize("tag", ALL)
def test_a_tag_has_its_golden(tag: str) -> None:
    """One per tag and version: added, never edited.  A missing one is written, and fails once."""
    path = golden(tag)
    sample = SAMPLES[tag]
    if not path.exists():
        path.write_text(json.dumps(wire.dump(sample), ensure_ascii=False, indent=1) + "\n", "utf-8")
        pytest.fail(f"{path.name} was missing, and is there now")
    data = json.loads(path.read_text("utf-8"))
    assert data["type"] == tag
    read: object = wire.load(wire_type(tag), data)
    assert wire.dump(read) == data
    if tag not in MADE_BY_RULES:
        assert read == sample


def wire_type(tag: str) -> lives.Form:
    return Recorded[OrderEvent] if tag.startswith("kernel.recorded/") else ALL[tag]


def test_old_goldens_are_still_read() -> None:
    for path in GOLDENS.glob("*.json"):
        name, _, version = path.stem.rpartition("-")
        latest = next(tag for tag in ALL if tag.startswith(f"{name}/"))
        assert int(version) <= int(latest.rpartition("/")[2])
        assert wire.load(wire_type(latest), json.loads(path.read_text("utf-8")))
    assert {name for name, _ in UPCASTS} <= {tag.partition("/")[0] for tag in ALL}


def faults(kind: lives.Form, data: object, own: wire.Wire | None = None) -> list[str]:
    with pytest.raises(MalformedError) as caught:
        (own or wire.Wire()).load(kind, data)
    return [str(fault) for fault in caught.value.faults]


@pytest.mark.parametrize("tag", [*orders_tags.EVENTS, *orders_tags.FACTS, *refunds_tags.EVENTS])
def test_what_has_happened_is_not_taken_for_what_is_asked(tag: str) -> None:
    """Facts of other packages least of all: they have no actor, and `record` asks nobody."""
    for kind in (orders.OrderCommand, orders.PlaceOrder | orders.OrderCommand, orders.ShipLines):
        (fault,) = faults(kind, wire.dump(SAMPLES[tag]))
        assert fault.startswith(f"type: {tag!r} is known, but not taken here; give ")
        assert "orders.ship_lines/1" in fault


@pytest.mark.parametrize("tag", [*refunds_tags.EVENTS, *orders_tags.FACTS])
def test_what_has_happened_is_not_asked_of_refunds(tag: str) -> None:
    (fault,) = faults(refunds.RefundCommand, wire.dump(SAMPLES[tag]))
    assert fault.startswith(f"type: {tag!r} is known, but not taken here; give ")
    assert "refunds.request_refund/1" in fault


def test_what_is_asked_is_not_taken_for_what_has_happened() -> None:
    for tag in orders_tags.COMMANDS:
        (fault,) = faults(OrderEvent, wire.dump(SAMPLES[tag]))
        assert fault.startswith(f"type: {tag!r} is known, but not taken here; give ")
    for tag in refunds_tags.COMMANDS:
        (fault,) = faults(refunds.RefundEvent, wire.dump(SAMPLES[tag]))
        assert fault.startswith(f"type: {tag!r} is known, but not taken here; give ")


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ("orders.cancel_part/2", "type: 'orders.cancel_part/2' is newer than version 1"),
        ("orders.cancel_part/0", "type: 'orders.cancel_part/0' is no tag"),
        ("orders.cancel_part", "type: 'orders.cancel_part' is no tag"),
        ("orders.burn_part/1", "type: 'orders.burn_part/1' is not known"),
        ("CancelPart", "type: 'CancelPart' is no tag"),
        (7, "type: 7 is no tag"),
        (None, "type: null is no tag"),
        (["orders.cancel_part/1"], "type: a list is no tag"),
        ("x" * 10_000, f"type: the text {'x' * 40!r}… is no tag"),
    ],
)
def test_a_wrong_tag_is_told_apart(given: object, why: str) -> None:
    data = {"type": given, "order": "o7", "part": "p1"}
    for kind in (orders.OrderCommand, orders.CancelPart):
        (fault,) = faults(kind, data)
        assert fault.startswith(why)


def test_a_missing_tag_is_said_to_be_missing() -> None:
    (fault,) = faults(orders.OrderCommand, {"order": "o7", "part": "p1"})
    assert fault.startswith("type: is missing; give one of orders.complete_part/1, orders.correct_tracking/1")


def test_a_single_class_needs_no_tag_and_takes_its_own_only() -> None:
    data = {"order": "o7", "part": "p1"}
    asked = orders.CompletePart(order=OrderId("o7"), part=PartId("p1"))
    assert wire.load(orders.CompletePart, data) == asked
    assert wire.load(orders.CompletePart, {"type": "orders.complete_part/1", **data}) == asked
    (fault,) = faults(orders.CompletePart, {"type": "orders.cancel_part/1", **data})
    assert fault == "type: 'orders.cancel_part/1' is known, but not taken here; give orders.complete_part/1"
    (fault,) = faults(orders.Quantity, {"type": "orders.quantity/1", "line": "l", "quantity": 1})
    assert fault == "there is no key 'type'; give line, quantity"


# --- a host's own


@frozen
class GiftWrapped:
    """The vendor wrapped it."""

    part: str
    paper: str = "plain"
    message: Personal[str] | None = None


@frozen
class Box:
    """Open to itself."""

    inside: Box | Pearl | None = None


@frozen
class Pearl:
    """What is inside."""

    weight: int = field(default=1)


def papered(old: dict[str, Any]) -> dict[str, Any]:
    return {"paper": old.pop("colour"), **old}


def renamed(old: dict[str, Any]) -> dict[str, Any]:
    old["part"] = old.pop("part_id")
    return old


OWN = wire.Wire(
    extra={"acme.gift_wrapped/3": GiftWrapped, "acme.box/1": Box, "acme.pearl/1": Pearl},
    upcasts={("acme.gift_wrapped", 1): renamed, ("acme.gift_wrapped", 2): papered},
    wider={OrderEvent: OrderEvent | GiftWrapped},
)
WRAPPED = GiftWrapped("p1", "gold", Personal("à toi"))


def test_a_hosts_own_event_stands_among_ours() -> None:
    history = (*lives.life()[1], WRAPPED)
    text = OWN.dumps(history)
    assert OWN.loads(tuple[OrderEvent | GiftWrapped, ...], text) == history
    assert OWN.loads(list[OrderEvent], text) == list(history), "the union was made wider"
    assert '"type":"acme.gift_wrapped/3"' in text
    assert faults(tuple[OrderEvent, ...], [OWN.dump(WRAPPED)])[0].startswith("[0].type: 'acme.gift_wrapped/3' is not")


def test_a_wire_with_its_hosts_classes_can_be_pickled() -> None:
    again: wire.Wire = pickle.loads(pickle.dumps(OWN))  # noqa: S301 - our own
    read: object = again.load(OrderEvent, again.dump(WRAPPED))
    assert read == WRAPPED


@pytest.mark.parametrize(
    "old",
    [
        {"type": "acme.gift_wrapped/1", "part_id": "p1", "colour": "gold"},
        {"type": "acme.gift_wrapped/2", "part": "p1", "colour": "gold"},
        {"type": "acme.gift_wrapped/3", "part": "p1", "paper": "gold"},
    ],
)
def test_old_versions_are_brought_up_step_by_step(old: dict[str, Any]) -> None:
    before = dict(old)
    assert OWN.load(GiftWrapped, old) == OWN.load(OrderEvent | GiftWrapped, old) == GiftWrapped("p1", "gold")
    assert old == before, "what was given stays as it was"


def test_what_is_no_valid_old_version_is_refused() -> None:
    (fault,) = faults(GiftWrapped, {"type": "acme.gift_wrapped/1", "part": "p1"}, OWN)
    assert fault == "is no valid acme.gift_wrapped/1, so it cannot be read as acme.gift_wrapped/3"


def test_versions_that_nothing_leads_on_from_are_refused() -> None:
    own = wire.Wire(extra={"acme.gift_wrapped/3": GiftWrapped}, upcasts={("acme.gift_wrapped", 2): papered})
    for kind in (GiftWrapped, OrderEvent | GiftWrapped):
        (fault,) = faults(kind, {"type": "acme.gift_wrapped/1", "part_id": "p1"}, own)
        assert "is an old version that cannot be read any more" in fault
        (fault,) = faults(kind, {"type": "acme.gift_wrapped/4"}, own)
        assert "is newer than version 3" in fault


def test_a_class_may_hold_its_own_kind_to_some_depth() -> None:
    value: Box | Pearl = Pearl(3)
    for _ in range(40):
        value = Box(value)
    assert OWN.loads(Box | Pearl, OWN.dumps(value)) == value
    deep: dict[str, object] = {"type": "acme.pearl/1"}
    for _ in range(5_000):
        deep = {"type": "acme.box/1", "inside": deep}
    assert any("nested too deeply" in fault for fault in faults(Box | Pearl, deep, OWN))


WRONG: dict[str, Any] = {
    "no tag": {"extra": {"GiftWrapped": GiftWrapped}},
    "a name of ours": {"extra": {"orders.order/2": GiftWrapped}},
    "a class of ours": {"extra": {"acme.order/1": orders.Order}},
    "an upcast of nothing": {"upcasts": {("acme.x", 1): renamed}},
    "an upcast of the present": {"upcasts": {("orders.order", 1): renamed}},
    "a hole in the chain": {"extra": {"acme.x/3": GiftWrapped}, "upcasts": {("acme.x", 1): renamed}},
}


@pytest.mark.parametrize("arguments", WRONG.values(), ids=WRONG)
def test_tables_that_contradict_each_other_are_refused(arguments: dict[str, Any]) -> None:
    with pytest.raises(TypeError):
        wire.Wire(**arguments)


def test_types_without_a_form_are_programming_errors() -> None:
    @frozen
    class Loose:
        anything: dict[str, int]

    @frozen
    class Typed:
        type: str

    unreadable: list[Any] = [dict, dict[str, int], object, float, bytes, GiftWrapped | int, tuple[int, str], set[int]]
    for kind in unreadable:
        with pytest.raises(TypeError):
            wire.load(kind, {})
        with pytest.raises(TypeError):
            wire.json_schema(kind)
    with pytest.raises(TypeError):
        wire.json_schema(Loose)
    with pytest.raises(TypeError):
        wire.load(orders.Order | GiftWrapped, {})
    with pytest.raises(TypeError):
        wire.Wire(extra={"acme.typed/1": Typed}).load(Typed, {})


def test_tags_are_what_they_are_made_of() -> None:
    tags = Tags.made([{"a.b/2": Pearl}], {("a.b", 1): renamed})
    assert tags.all_of(Pearl) == ("a.b/2", "a.b/1")
    assert tags.all_of(Box) == ()
