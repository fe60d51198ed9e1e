"""Commands for an order there is, and who asks: a good share that is accepted, a good share that is not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import TypeVar

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy
from pendulum import DateTime

from mpcore import orders
from mpcore.kernel import (
    Actor,
    Buyer,
    BuyerId,
    DispatchId,
    FactId,
    Grant,
    LineId,
    MemberId,
    Operator,
    Option,
    PartId,
    PaymentId,
    PayoutId,
    RefundId,
    Scope,
    VendorId,
    VendorMember,
    utc,
)
from mpcore.money import from_minor
from mpcore.orders import (
    CancelLines,
    CancelPart,
    CompletePart,
    Dispatch,
    DispatchKind,
    Line,
    Order,
    OrderCommand,
    OrderFact,
    OrderPolicy,
    OrderRule,
    Part,
    PayoutCancelled,
    PayoutPaid,
    PayoutRequested,
    PayoutReversed,
    Quantity,
    RecordDelivery,
    RecordPayment,
    RefundClosed,
    RefundOpened,
    RefundSettled,
    Shares,
    ShipLines,
    Tracking,
)
from mpcore.testing.entitled import OPERATOR, SCOPES, SYSTEM, vendor_member

__all__ = ["actors", "asked", "facts", "strangers", "tracking"]

T = TypeVar("T")

_GOOD = (Tracking("JD014600003", "https://carrier.example/track?id=JD014600003"),)
_BAD = (Tracking(" "), Tracking("JD1", "ftp://carrier.example"), Tracking("JD1", "https://"), Tracking(""))
_CARRIERS = (None, "Colissimo")
_REASONS = (None, "changed their mind")


def tracking(*, valid: bool = True) -> SearchStrategy[Tracking]:
    """Codes with and without the address where they can be looked up; or what only looks like that."""
    good = st.sampled_from((*_GOOD, Tracking("JD014600004", "http://carrier.example:8080/t/JD014600004")))
    return good if valid else st.sampled_from((*_BAD, Tracking("JD014600003")))


def strangers(order: Order) -> tuple[Actor, ...]:
    """Actors whose business the order is not: another vendor's staff, another buyer, staff that was granted nothing."""
    outside = VendorId("+".join(sorted({part.vendor for part in order.parts})) + "+")
    return (
        vendor_member(outside),
        VendorMember(order.parts[0].vendor, MemberId("new"), ()),
        Buyer(BuyerId(order.buyer.id + "+"), order.buyer.guest),
        Buyer(order.buyer.id, not order.buyer.guest),
    )


def actors(order: Order) -> SearchStrategy[Actor]:
    """Everybody: operators and staff with all scopes, with some and with none, the buyer, the system, strangers."""
    some = [Scope("orders.ship")]
    vendors = [part.vendor for part in order.parts]
    known: list[Actor] = [OPERATOR, SYSTEM, order.buyer, Operator(MemberId("otto"), frozenset())]
    known += [vendor_member(vendor) for vendor in vendors]
    known += [vendor_member(vendor, *some) for vendor in vendors]
    known += [vendor_member(vendor, shop="another") for vendor in vendors]
    known += [VendorMember(vendor, MemberId("two"), (Grant(SCOPES), Grant(frozenset()))) for vendor in vendors]
    return st.sampled_from([*known, *strangers(order)])


def asked(
    draw: DrawFn, order: Order, policy: OrderPolicy, now: DateTime, also: tuple[OrderRule, ...], *, wild: bool
) -> tuple[OrderCommand, orders.Context]:
    """A command and its context, drawn to fit or, where it is `wild`, drawn without looking."""

    def by(actor: Actor, at: DateTime = now) -> orders.Context:
        return orders.Context(now=at, actor=actor, policy=policy, also=also)

    if not wild:
        known: list[Actor] = [SYSTEM, OPERATOR, *[vendor_member(part.vendor) for part in order.parts]]
        allowed = [
            (option, ctx)
            for ctx in map(by, known)
            for option in orders.options(order, ctx)
            if option.allowed and _likely(option, order)
        ]
        if allowed:
            option, ctx = draw(st.sampled_from(allowed))
            return _filled(draw, order, option, ctx), ctx
    moved = draw(st.sampled_from((timedelta(), timedelta(), timedelta(days=-30), timedelta(minutes=-1))))
    ctx = by(draw(actors(order)), utc(now + moved))
    return draw(_wild(order, ctx.now)), ctx


def _likely(option: Option[OrderCommand], order: Order) -> bool:
    """Whether something would come of it that a life can go on with: not one more payment of nothing."""
    return option.command is not RecordPayment or order.confirmed_at is None or not order.payments


def _filled(draw: DrawFn, order: Order, option: Option[OrderCommand], ctx: orders.Context) -> OrderCommand:
    """The option, with what only the actor can say."""
    happened = draw(st.sampled_from((None, None, ctx.now)))
    if option.command is RecordPayment:
        owed = max(0, order.due_minor - order.received_minor)
        amount = draw(st.sampled_from((owed, owed, owed, owed // 2, owed + 1, max(0, owed - 1))))
        return RecordPayment(
            order=order.id,
            payment=PaymentId(_fresh("m", order.payments)),
            amount=from_minor(amount, order.currency),
            happened_at=happened,
        )
    part = order.part(option.part) if option.part is not None else None
    if part is None:
        return option.fill()
    if option.command is ShipLines:
        kind = draw(st.sampled_from(_kinds(part, ctx.policy)))
        return ShipLines(
            order=order.id,
            part=part.id,
            dispatch=DispatchId(_fresh("d", part.dispatches)),
            lines=_some_of(draw, part),
            kind=kind,
            tracking=draw(tracking()) if kind is DispatchKind.TRACKED else None,
            carrier=draw(st.sampled_from(_CARRIERS)),
            liability_accepted=kind is DispatchKind.UNTRACKED,
            happened_at=happened if happened is None or happened >= order.placed_at else None,
        )
    if option.command is CancelLines:
        return CancelLines(
            order=order.id, part=part.id, lines=_some_of(draw, part), reason=draw(st.sampled_from(_REASONS))
        )
    return option.fill()


def _some_of(draw: DrawFn, part: Part) -> tuple[Quantity, ...]:
    """Some of the units that are left; all of them, as often as not."""
    left = [line for line in part.lines if line.to_ship]
    if draw(st.booleans()):
        return tuple([Quantity(line.id, line.to_ship) for line in left])
    chosen = [draw(st.integers(0, line.to_ship)) for line in left]
    if not any(chosen):
        chosen[0] = 1
    return tuple([Quantity(line.id, units) for line, units in zip(left, chosen, strict=True) if units])


def _kinds(part: Part, policy: OrderPolicy) -> list[DispatchKind]:
    kinds = [DispatchKind.TRACKED]
    if policy.allow_untracked:
        kinds.append(DispatchKind.UNTRACKED)
    if part.pickup_offered:
        kinds.append(DispatchKind.PICKUP)
    return kinds


def _fresh(letter: str, known: Sequence[object]) -> str:
    return f"{letter}{len(known) + 1}"


def _wild(order: Order, now: DateTime) -> SearchStrategy[OrderCommand]:
    """Commands drawn without looking: unknown ids, too many units, wrong times, repeats, and now and then one that fits."""
    parts = st.sampled_from([*[part.id for part in order.parts], PartId("p0")])
    lines = [line.id for part in order.parts for line in part.lines][:8]
    quantities = st.lists(
        st.builds(
            Quantity, st.sampled_from([*lines, LineId("p0.l0")]), st.sampled_from((1, 1, 1, 2, 3, 0, -1, 10**9))
        ),
        max_size=3,
    ).map(tuple)
    dispatches = [dispatch.id for part in order.parts for dispatch in part.dispatches]
    dispatch = st.sampled_from([*dispatches, DispatchId("d1"), DispatchId("d9")])
    payments = [payment.id for payment in order.payments]
    happened = st.sampled_from(
        (None, now, now + timedelta(minutes=5), now + timedelta(days=2), now - timedelta(days=400), order.placed_at)
    ).map(lambda at: None if at is None else utc(at))
    amounts = st.sampled_from((0, 1, 100, order.due_minor, order.due_minor + 1, -1))
    asked: list[SearchStrategy[OrderCommand]] = [
        st.builds(
            RecordPayment,
            order=st.just(order.id),
            payment=st.sampled_from([*payments, PaymentId("m9")]),
            amount=st.builds(from_minor, amounts, st.sampled_from((order.currency, order.currency, "GBP"))),
            happened_at=happened,
        ),
        st.builds(
            ShipLines,
            order=st.just(order.id),
            part=parts,
            dispatch=dispatch,
            lines=quantities,
            kind=st.sampled_from(DispatchKind),
            tracking=st.none() | tracking() | tracking(valid=False),
            liability_accepted=st.booleans(),
            happened_at=happened,
        ),
        st.builds(
            RecordDelivery, order=st.just(order.id), part=parts, dispatch=dispatch, happened_at=happened
        ),
        st.builds(CompletePart, order=st.just(order.id), part=parts),
        st.builds(CancelPart, order=st.just(order.id), part=parts, reason=st.sampled_from(_REASONS)),
        st.builds(CancelLines, order=st.just(order.id), part=parts, lines=quantities),
    ]
    repeats = _repeats(order)
    return st.one_of(*asked, *([st.sampled_from(repeats)] if repeats else []))


def _repeats(order: Order) -> list[OrderCommand]:
    """What was said before, said again: the same, and with other content."""
    found: list[OrderCommand] = []
    for payment in order.payments[:2]:
        for more in (0, 1):
            amount = from_minor(payment.amount + more, order.currency)
            found.append(RecordPayment(order=order.id, payment=payment.id, amount=amount))
    for part in order.parts:
        for dispatch in part.dispatches[:2]:
            found += [_again(order, part, dispatch, dispatch.carrier), _again(order, part, dispatch, "another")]
            found.append(RecordDelivery(order=order.id, part=part.id, dispatch=dispatch.id))
    return found


def _again(order: Order, part: Part, dispatch: Dispatch, carrier: str | None) -> ShipLines:
    return ShipLines(
        order=order.id,
        part=part.id,
        dispatch=dispatch.id,
        lines=dispatch.lines,
        kind=dispatch.kind,
        tracking=dispatch.tracking,
        carrier=carrier,
        liability_accepted=True,
        happened_at=dispatch.dispatched_at,
        metadata=dispatch.metadata,
    )


def facts(order: Order, at: DateTime) -> SearchStrategy[OrderFact]:
    """What other packages might tell of the order now: refunds within what was paid, payouts in their order."""
    name = FactId(f"f{len(order.facts) + 1}")
    told: list[OrderFact] = []
    for part in order.parts:
        refund = RefundId(f"r{len(order.facts) + 1}")
        told.append(RefundOpened(id=name, part=part.id, refund=refund, at=at))
        told += [RefundClosed(id=name, part=part.id, refund=open_, at=at) for open_ in part.open_refunds[:1]]
        for portion in (_rest, _half):
            if shares := _refundable(part, portion):
                settled = part.open_refunds[0] if part.open_refunds else refund
                told.append(RefundSettled(id=name, part=part.id, refund=settled, shares=shares, at=at))
        match part.payout.value:
            case "none" if part.completed_at is not None:
                told.append(PayoutRequested(id=name, part=part.id, payout=PayoutId("w1"), at=at))
            case "requested":
                told.append(PayoutCancelled(id=name, part=part.id, payout=PayoutId("w1"), at=at))
                told.append(PayoutPaid(id=name, part=part.id, payout=PayoutId("w1"), at=at))
            case "paid":
                told.append(PayoutReversed(id=name, part=part.id, payout=PayoutId("w1"), at=at))
            case _:
                pass
    return st.sampled_from(told)


def _rest(amount: int) -> int:
    return amount


def _half(amount: int) -> int:
    return amount // 2


def _refundable(part: Part, portion: Callable[[int], int]) -> tuple[Shares, ...]:
    """That much of what was paid for the part and has not gone back; nothing where it cannot be told line by line."""
    if not part.paid or part.paid != part.total:
        return ()
    shares = [share for line in part.lines if 0 < (share := _portion(line, portion)).total]
    within = sum([share.total for share in shares]) <= part.paid - part.refunded
    return tuple(shares) if within else ()


def _portion(line: Line, portion: Callable[[int], int]) -> Shares:
    back = line.refunded
    goods = portion(line.goods - (back.goods if back else 0))
    taxes = tuple(
        [portion(tax.amount - (back.taxes[place] if back else 0)) for place, tax in enumerate(line.taxes)]
    )
    discounts = tuple(
        [
            portion(discount.amount - (back.discounts[place] if back else 0))
            for place, discount in enumerate(line.discounts)
        ]
    )
    shipping = portion(line.shipping - (back.shipping if back else 0))
    on_top = sum([amount for amount, tax in zip(taxes, line.taxes, strict=True) if not tax.inclusive])
    return Shares(
        line=line.id,
        units=0,
        goods=goods,
        taxes=taxes,
        discounts=discounts,
        shipping=shipping,
        total=goods + on_top - sum(discounts) + shipping,
    )
