"""A packing slip says what is in the parcel and where it goes; nothing of others, and no amounts."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import cast

import attrs
import pytest
from attrs import evolve
from hypothesis import given
from moneyed import Money

from mpcore.kernel import DispatchId, MalformedError, PartId, Personal, VariantId
from mpcore.orders import Address, Discount, DispatchKind, Funder, Line, Order, Part, Properties, Tax
from mpcore.orders.views import PackedLine, PackingSlip, packing_slip
from mpcore.testing import Scenario, placed
from mpcore.testing import strategies as some
from tests.orders.say import TRACKING, cancel, cancel_lines, complete, pay, refund_opened, ship

P1, P2, D1, D2 = PartId("p1"), PartId("p2"), DispatchId("d1"), DispatchId("d2")
HOME = Personal(Address(name="Ada", lines=("1 rue A",), postal_code="75001", city="Paris", country="FR"))
AWAY = Personal(Address(name="Ada", lines=("2 rue B",), postal_code="69001", city="Lyon", country="FR"))
PAID = Scenario(placed("v1", "v2")).after(pay("80.00"))


def sent_to(order: Order, address: Personal[Address] | None) -> Order:
    return evolve(order, properties=Properties(shipping_address=address))


def packed(slip: PackingSlip) -> dict[str, int]:
    return {line.line: line.quantity for line in slip.lines}


def slips(order: Order) -> dict[tuple[PartId, DispatchId | None], PackingSlip]:
    """Every slip of an order there is."""
    return {
        (part.id, dispatch): packing_slip(order, part.id, dispatch)
        for part in order.parts
        for dispatch in (None, *[sent.id for sent in part.dispatches])
    }


def leaves(value: object) -> Iterator[object]:
    """Everything that a value is made of in the end."""
    kind = type(value)
    if attrs.has(kind):
        for field in attrs.fields(kind):
            yield from leaves(getattr(value, field.name))
    elif isinstance(value, tuple):
        for inside in cast("tuple[object, ...]", value):
            yield from leaves(inside)
    else:
        yield value


def at_another_price(part: Part) -> Part:
    """The same goods: other prices, taxes, discounts, shipping, payments and refunds."""
    lines = tuple(map(_dearer, part.lines))
    total = sum([line.total for line in lines])
    return evolve(part, lines=lines, total=total, paid=total + 1, refunded=total, released=7)


def _dearer(line: Line) -> Line:
    tax = Tax(rate_id="X-99", rate=Decimal(99), amount=98_765, inclusive=False)
    return evolve(
        line,
        unit_price=line.unit_price + 98_765,
        goods=line.goods + 98_766,
        taxes=(*line.taxes, tax),
        discounts=(*line.discounts, Discount(amount=98_767, funder=Funder.VENDOR)),
        shipping=line.shipping + 98_768,
        total=line.total + 98_769,
        refund_due=None,
        refunded=None,
    )


@pytest.mark.rule("U5")
def test_the_slip_of_a_part_holds_what_is_still_to_be_shipped() -> None:
    assert packed(packing_slip(PAID.state, P1)) == {"p1.l1": 2, "p1.l2": 2}
    story = PAID.after(ship("p1", ("p1.l1", 1)))
    assert packed(packing_slip(story.state, P1)) == {"p1.l1": 1, "p1.l2": 2}
    story = story.after(cancel_lines("p1", ("p1.l2", 1)))
    assert packed(packing_slip(story.state, P1)) == {"p1.l1": 1, "p1.l2": 1}
    story = story.after(ship("p1", ("p1.l1", 1), dispatch="d2"))
    assert packed(packing_slip(story.state, P1)) == {"p1.l2": 1}
    story = story.after(ship("p1", ("p1.l2", 1), dispatch="d3"))
    assert packing_slip(story.state, P1).lines == ()


@pytest.mark.rule("U5")
def test_the_slip_of_a_dispatch_holds_what_is_in_it() -> None:
    story = PAID.after(
        ship("p1", ("p1.l2", 2), ("p1.l1", 1), carrier="Colissimo"),
        ship("p1", ("p1.l1", 1), dispatch="d2", kind=DispatchKind.UNTRACKED, liability_accepted=True),
    )
    first, second = packing_slip(story.state, P1, D1), packing_slip(story.state, P1, D2)
    assert [(line.line, line.quantity) for line in first.lines] == [("p1.l1", 1), ("p1.l2", 2)]
    assert (first.dispatch, first.carrier, first.tracking) == (D1, "Colissimo", TRACKING)
    assert packed(second) == {"p1.l1": 1}
    assert (second.dispatch, second.carrier, second.tracking) == (D2, None, None)
    assert packing_slip(story.after(complete()).state, P1, D1) == first


@pytest.mark.rule("U5")
def test_a_slip_tells_what_the_goods_are() -> None:
    order = PAID.state
    part = order.parts[0]
    blue = evolve(part.lines[0], variant=VariantId("blue"), title="A chair")
    order = evolve(order, parts=(evolve(part, lines=(blue, *part.lines[1:])), *order.parts[1:]))
    slip = packing_slip(order, P1)
    chair = PackedLine(line=blue.id, listing=blue.listing, variant=VariantId("blue"), title="A chair", quantity=2)
    assert slip.lines[0] == chair
    assert (slip.order, slip.part, slip.dispatch, slip.carrier, slip.tracking) == (order.id, P1, None, None, None)
    assert slip.lines[1].variant is None


def test_a_part_goes_where_the_order_goes_and_a_dispatch_where_it_went() -> None:
    order = sent_to(PAID.state, HOME)
    assert packing_slip(order, P1).address is order.properties.shipping_address
    assert packing_slip(sent_to(order, None), P1).address is None
    part = PAID.after(ship()).state.parts[0]
    for snapshot, address in ((AWAY, AWAY), (AWAY.erased, AWAY.erased), (None, HOME)):
        sent = evolve(part, dispatches=(evolve(part.dispatches[0], address=snapshot),))
        after = evolve(order, parts=(sent, order.parts[1]))
        assert packing_slip(after, P1, D1).address == address
        assert packing_slip(after, P1).address == HOME
    assert "Ada" not in repr(packing_slip(order, P1))


@pytest.mark.parametrize(
    ("part", "dispatch", "at", "text"),
    [
        ("p9", None, "part", "order o1 has no part 'p9'; name one of its parts"),
        ("p9", "d1", "part", "order o1 has no part 'p9'; name one of its parts"),
        ("p1", "d9", "dispatch", "part p1 has no dispatch 'd9'; name one of its dispatches, or none"),
        ("p2", "d1", "dispatch", "part p2 has no dispatch 'd1'; name one of its dispatches, or none"),
    ],
)
def test_what_is_not_there_has_no_slip(part: str, dispatch: str | None, at: str, text: str) -> None:
    order = PAID.after(ship()).state
    with pytest.raises(MalformedError) as raised:
        packing_slip(order, PartId(part), None if dispatch is None else DispatchId(dispatch))
    assert [(fault.at, fault.text) for fault in raised.value.faults] == [(at, text)]


@pytest.mark.rule("U5")
def test_what_other_vendors_do_is_not_on_the_slip() -> None:
    whole = packing_slip(PAID.state, P1)
    for others in (
        [ship("p2", ("p2.l1", 1))],
        [ship("p2", ("p2.l1", 2), ("p2.l2", 2)), complete("p2")],
        [cancel("p2")],
    ):
        assert packing_slip(PAID.after(*others).state, P1) == whole
    assert packing_slip(PAID.told(refund_opened("p2")).state, P1) == whole


@pytest.mark.rule("U5")
@given(some.orders())
def test_a_slip_does_not_change_when_other_parts_do(order: Order) -> None:
    all_slips = slips(order)
    for part in order.parts:
        alone = evolve(order, parts=(part,))
        assert slips(alone) == {key: slip for key, slip in all_slips.items() if key[0] == part.id}
        others = [at_another_price(evolve(other, dispatches=())) for other in order.parts if other is not part]
        beside = slips(evolve(order, parts=(*others, part)))
        assert {key: slip for key, slip in beside.items() if key[0] == part.id} == slips(alone)


@pytest.mark.rule("U5")
@given(some.orders())
def test_no_slip_holds_an_amount(order: Order) -> None:
    """Its only numbers are quantities, and it is the same at any price, in any currency."""
    known = slips(order)
    for slip in known.values():
        numbers = [leaf for leaf in leaves(slip) if isinstance(leaf, int | float | Decimal | Money)]
        assert numbers == [line.quantity for line in slip.lines]
        assert all(isinstance(leaf, int | str | None) for leaf in leaves(slip))
    dearer = evolve(order, currency="GBP", parts=tuple(map(at_another_price, order.parts)))
    assert slips(dearer) == known


@pytest.mark.rule("U5")
@given(some.orders())
def test_the_slips_of_a_part_hold_each_unit_that_is_not_cancelled_once(order: Order) -> None:
    for part in order.parts:
        count = dict.fromkeys([line.id for line in part.lines], 0)
        for (name, _), slip in slips(order).items():
            for line in slip.lines:
                assert line.quantity > 0
                assert name != part.id or line.line in count
                if name == part.id:
                    count[line.line] += line.quantity
        assert count == {line.id: line.quantity - line.cancelled for line in part.lines}


def test_an_amount_on_a_slip_would_be_seen() -> None:
    slip = packing_slip(PAID.state, P1)
    assert [leaf for leaf in leaves((slip, PAID.state.total)) if isinstance(leaf, Money)] == [PAID.state.total]
    assert P2 not in list(leaves(slip))
