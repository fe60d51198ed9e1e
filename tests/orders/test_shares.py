"""What is left of a line, whatever a bank took of which component."""

from __future__ import annotations

from decimal import Decimal

from attrs import evolve
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from mpcore.kernel import LineId, ListingId
from mpcore.orders import Discount, Funder, Line, Shares, Tax
from mpcore.orders.shares import (
    fits,
    joined,
    left_of,
    less,
    lowered,
    of_shipping,
    of_units,
    overdrawn,
    to_refund,
    whole,
)

AMOUNTS = st.integers(0, 5) | st.sampled_from([99, 1000])


def up_to(most: int) -> st.SearchStrategy[int]:
    """Often nothing, or all of it."""
    return st.sampled_from([0, most]) | st.integers(0, most)


def a_line(
    goods: int, shipping: int, taxes: tuple[Tax, ...], discounts: tuple[Discount, ...], quantity: int = 1
) -> Line:
    off, on_top = sum(one.amount for one in discounts), sum(one.amount for one in taxes if not one.inclusive)
    return Line(
        id=LineId("l"),
        listing=ListingId("x"),
        title="x",
        quantity=quantity,
        unit_price=goods,
        goods=goods,
        shipping=shipping,
        taxes=taxes,
        discounts=discounts,
        total=goods + shipping - off + on_top,
    )


@st.composite
def lines(draw: st.DrawFn) -> Line:
    """Lines of a few units and cents, with taxes of every kind and discounts on goods and shipping, free ones too."""
    goods, shipping = draw(AMOUNTS), draw(AMOUNTS)
    left = {True: shipping, False: goods}
    discounts: list[Discount] = []
    for on_shipping in draw(st.lists(st.booleans(), max_size=3)):
        off = draw(up_to(left[on_shipping]))
        left[on_shipping] -= off
        discounts.append(Discount(amount=off, funder=Funder.VENDOR, on_shipping=on_shipping))
    taxes: list[Tax] = []
    for on_shipping, inclusive in draw(st.lists(st.tuples(st.booleans(), st.booleans()), max_size=2)):
        amount = draw(up_to(left[on_shipping]))
        taxes.append(Tax(rate_id="VAT", rate=Decimal(20), amount=amount, inclusive=inclusive, on_shipping=on_shipping))
    return a_line(goods, shipping, tuple(taxes), tuple(discounts), quantity=draw(st.integers(1, 3)))


@st.composite
def portions(draw: st.DrawFn, line: Line) -> Shares:
    """Any portion of a line that might be told of it."""
    some = whole(line)
    goods, shipping = draw(up_to(some.goods)), draw(up_to(some.shipping))
    taxes = tuple(draw(up_to(one)) for one in some.taxes)
    discounts = tuple(draw(up_to(one)) for one in some.discounts)
    on_top = sum(amount for amount, tax in zip(taxes, line.taxes, strict=True) if not tax.inclusive)
    total = goods + shipping + on_top - sum(discounts)
    assume(total >= 0)
    return Shares(line=line.id, units=0, goods=goods, taxes=taxes, discounts=discounts, shipping=shipping, total=total)


def components(share: Shares) -> tuple[int, ...]:
    return (share.goods, share.shipping, *share.taxes, *share.discounts)


@settings(max_examples=1000)
@given(st.data())
def test_what_is_left_is_a_portion_of_the_line_whatever_a_bank_took_of_what_is_under_way(data: st.DataObject) -> None:
    line = data.draw(lines())
    refunded, pending = data.draw(st.none() | portions(line)), data.draw(st.none() | portions(line))
    assume(not overdrawn(evolve(line, refunded=refunded)) and not overdrawn(evolve(line, pending=pending)))
    line = evolve(line, refunded=refunded, pending=pending)
    rest = line.total - sum(one.total for one in (refunded, pending) if one is not None)
    left = left_of(line)
    assert fits(line, left)
    assert 0 <= left.total <= max(0, rest)
    if not overdrawn(line):
        raw = less(line, whole(line), *[one for one in (refunded, pending) if one is not None])
        assert left.total == raw.total == rest
        assert all(0 <= kept <= most for kept, most in zip(components(left), components(raw), strict=True))
    most = data.draw(st.integers(0, left.total))
    portion = lowered(line, left, most)
    assert fits(line, portion)
    assert portion.total == most
    units = data.draw(st.integers(0, line.quantity))
    for share in (of_units(line, 0, units), joined(of_shipping(line), of_units(line, 0, units))):
        back = to_refund(line, share)
        assert fits(line, back)
        assert back.total <= left.total
        gone = evolve(line, pending=back if pending is None else joined(pending, back))
        assert fits(line, left_of(gone))
        assert left_of(gone).total <= left.total - back.total


def test_of_a_line_that_cost_nothing_no_tax_is_left_where_the_bank_took_its_goods() -> None:
    """Found by a long walk: nothing was left of what was paid, and of the tax within it some was still counted."""
    tax = Tax(rate_id="VAT", rate=Decimal(20), amount=1, inclusive=True)
    off = (Discount(amount=1, funder=Funder.VENDOR), Discount(amount=2, funder=Funder.VENDOR, on_shipping=True))
    taken = Shares(line=LineId("l"), units=0, goods=2, taxes=(0,), discounts=(0, 2), shipping=1, total=1)
    line = evolve(a_line(2, 2, (tax,), off), refunded=taken)
    left = left_of(line)
    assert (left.goods, left.taxes, left.discounts, left.shipping, left.total) == (0, (0,), (0, 0), 0, 0)


def test_of_free_goods_nothing_is_left_where_the_bank_took_as_much_as_their_shipping_cost() -> None:
    """Found by random lives of cheap orders: what was left cost less than nothing, and its shipping as much."""
    taken = Shares(line=LineId("l"), units=0, goods=1, discounts=(0,), shipping=0, total=1)
    line = evolve(a_line(2, 1, (), (Discount(amount=2, funder=Funder.VENDOR),)), refunded=taken)
    left = left_of(line)
    assert (left.units, left.goods, left.discounts, left.shipping, left.total) == (1, 0, (0,), 0, 0)
