"""Commands for an order there is, and who asks: a good share that is accepted, a good share that is not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta

from attrs import evolve
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
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
    PartStage,
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
    SurplusRefunded,
    Tracking,
)
from mpcore.testing.entitled import OPERATOR, SCOPES, SYSTEM, entitled, vendor_member
from mpcore.testing.strategies.values import Draw

__all__ = ["actors", "asked", "facts", "strangers", "tracking"]

_GOOD = Tracking("JD014600003", "https://carrier.example/track?id=JD014600003")
_BAD = (Tracking(" "), Tracking("JD1", "ftp://carrier.example"), Tracking("JD1", "https://"), Tracking(""))


def tracking(*, valid: bool = True) -> SearchStrategy[Tracking]:
    """Codes with and without the address where they can be looked up; or what only looks like that."""
    good = st.sampled_from((_GOOD, Tracking("JD014600004", "http://carrier.example:8080/t/JD014600004")))
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
    draw: Draw, order: Order, policy: OrderPolicy, now: DateTime, also: tuple[OrderRule, ...], *, wild: bool
) -> tuple[OrderCommand, orders.Context]:
    """A command and its context, drawn to fit or, where it is `wild`, drawn without looking."""
    ctx = orders.Context(now=now, actor=OPERATOR, policy=policy, also=also)
    if not wild:
        wanted = draw(_KINDS_OF_LIFE)
        allowed = [option for option in orders.options(order, ctx) if option.allowed and _likely(option, order)]
        options = [option for option in allowed if option.command is wanted]
        if not options:  # rather go on living than end it
            options = [option for option in allowed if option.command not in (CancelPart, CancelLines)] or allowed
        if options:
            command = _filled(draw, order, options[draw(_PLACE) % len(options)], ctx)
            return command, ctx if draw(_YES_OR_NO) else evolve(ctx, actor=entitled(order, command))
    command = _wild(draw, order, now)
    style = draw(_STYLE)
    if style == "anybody":
        ctx = evolve(ctx, actor=draw(actors(order)), now=utc(now - draw(_EARLIER)))
    elif style == "entitled":
        ctx = evolve(ctx, actor=entitled(order, command))
    return command, ctx


_KINDS_OF_LIFE: SearchStrategy[type[OrderCommand]] = st.sampled_from(
    (
        RecordPayment,
        RecordPayment,
        ShipLines,
        ShipLines,
        ShipLines,
        RecordDelivery,
        RecordDelivery,
        CompletePart,
        CompletePart,
        CancelLines,
        CancelPart,
    )
)
_PLACE = st.integers(0, 63)
_YES_OR_NO = st.booleans()
_STYLE = st.sampled_from(("operator", "entitled", "operator", "entitled", "anybody"))
_EARLIER = st.sampled_from((timedelta(), timedelta(minutes=1), timedelta(days=30)))
_HAPPENED = st.sampled_from((None, None, "now"))
_SHARE_OWED = st.sampled_from(((1, 1, 0), (1, 1, 0), (1, 1, 0), (1, 2, 0), (1, 1, 1), (1, 1, -1)))


def _likely(option: Option[OrderCommand], order: Order) -> bool:
    """Whether a life goes on with it: not with one more payment of nothing."""
    if option.command is not RecordPayment:
        return True
    return order.confirmed_at is None and any(part.stage is PartStage.AWAITING_PAYMENT for part in order.parts)


def _filled(draw: Draw, order: Order, option: Option[OrderCommand], ctx: orders.Context) -> OrderCommand:
    """The option, with what only the actor can say."""
    happened = ctx.now if draw(_HAPPENED) else None
    if option.command is RecordPayment:
        times, parts, more = draw(_SHARE_OWED)
        amount = max(0, max(0, order.due_minor - order.received_minor) * times // parts + more)
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
        kinds = _kinds(part, ctx.policy)
        kind = kinds[draw(_PLACE) % len(kinds)]
        return ShipLines(
            order=order.id,
            part=part.id,
            dispatch=DispatchId(_fresh("d", part.dispatches)),
            lines=_some_of(draw, part),
            kind=kind,
            tracking=draw(_TRACKING) if kind is DispatchKind.TRACKED else None,
            carrier=draw(_CARRIER),
            liability_accepted=kind is DispatchKind.UNTRACKED,
            happened_at=happened if happened is None or happened >= order.placed_at else None,
        )
    if option.command is CancelLines:
        return CancelLines(order=order.id, part=part.id, lines=_some_of(draw, part), reason=draw(_REASON))
    return option.fill()


def _some_of(draw: Draw, part: Part) -> tuple[Quantity, ...]:
    """Some of the units that are left; all of them, as often as not."""
    left = [line for line in part.lines if line.to_ship]
    if draw(_YES_OR_NO):
        return tuple([Quantity(line.id, line.to_ship) for line in left])
    chosen = [draw(_PLACE) % (line.to_ship + 1) for line in left]
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


def _wild(draw: Draw, order: Order, now: DateTime) -> OrderCommand:
    """A command drawn without looking: unknown ids, too many units, wrong times, repeats; at times one that fits."""
    wanted = draw(_ANY_KIND)
    repeats = _repeats(order) if wanted is None else []
    if repeats:
        return repeats[draw(_PLACE) % len(repeats)]
    known = [part.id for part in order.parts]
    part = order.parts[draw(_PLACE) % len(known)]
    name = part.id if draw(_MOSTLY) else PartId("p0")
    if wanted is CompletePart:
        return CompletePart(order=order.id, part=name)
    if wanted is CancelPart:
        return CancelPart(order=order.id, part=name, reason=draw(_REASON))
    if wanted is CancelLines:
        return CancelLines(order=order.id, part=name, lines=_any_quantities(draw, order, part))
    away = draw(_AWAY)
    happened = None if away is None else utc(now + away)
    dispatches = [*[dispatch.id for dispatch in part.dispatches], DispatchId("d1"), DispatchId("d9")]
    dispatch = dispatches[draw(_PLACE) % len(dispatches)]
    if wanted is RecordDelivery:
        return RecordDelivery(order=order.id, part=name, dispatch=dispatch, happened_at=happened)
    if wanted is ShipLines:
        kind = draw(_KIND)
        fits = draw(_YES_OR_NO)
        return ShipLines(
            order=order.id,
            part=name,
            dispatch=dispatch,
            lines=_any_quantities(draw, order, part),
            kind=kind,
            tracking=(_GOOD if kind is DispatchKind.TRACKED else None) if fits else draw(_ANY_TRACKING),
            liability_accepted=draw(_YES_OR_NO),
            happened_at=happened,
        )
    return RecordPayment(
        order=order.id,
        payment=order.payments[0].id if draw(_YES_OR_NO) and order.payments else PaymentId("m9"),
        amount=from_minor(draw(_ANY_AMOUNT), order.currency if draw(_MOSTLY) else "GBP"),
        happened_at=happened,
    )


def _any_quantities(draw: Draw, order: Order, part: Part) -> tuple[Quantity, ...]:
    if draw(_YES_OR_NO):
        return tuple([Quantity(line.id, line.to_ship) for line in part.lines if line.to_ship])
    lines = [*[line.id for line in part.lines] * 2, order.parts[-1].lines[0].id, LineId("p0.l0")]
    return tuple([Quantity(lines[draw(_PLACE) % len(lines)], units) for units in draw(_UNITS)])


_ANY_KIND: SearchStrategy[type[OrderCommand] | None] = st.sampled_from(
    (
        RecordPayment,
        ShipLines,
        ShipLines,
        ShipLines,
        RecordDelivery,
        CompletePart,
        CompletePart,
        CancelPart,
        CancelPart,
        CancelLines,
        None,
    )
)
_MOSTLY = st.sampled_from((True,) * 9 + (False,))
_AWAY = st.sampled_from(
    (None, None, None, timedelta(), timedelta(minutes=5), timedelta(days=2), timedelta(days=-400), timedelta(hours=-1))
)
_UNITS = st.sampled_from(((1,), (1, 1), (), (0,), (-1, 2), (2, 1), (10**9,), (1, 2, 3)))
_ANY_AMOUNT = st.sampled_from((0, 1, 100, 10**6, -1))
_KIND = st.sampled_from(DispatchKind)
_REASON = st.sampled_from((None, "changed their mind"))
_CARRIER = st.sampled_from((None, "Colissimo"))
_TRACKING = tracking()
_ANY_TRACKING = st.sampled_from((None, Tracking("JD014600003"), _GOOD, *_BAD))


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
    """What other packages might tell of the order now: refunds within what was paid, payouts, some of it late."""
    name = FactId(f"f{len(order.facts) + 1}")
    told: list[OrderFact] = []
    payouts: list[OrderFact] = []
    if order.surplus_minor:
        told.append(SurplusRefunded(id=name, amount=order.surplus_minor, at=at))
    for part in order.parts:
        refund = RefundId(f"r{len(order.facts) + 1}")
        told.append(RefundOpened(id=name, part=part.id, refund=refund, at=at))
        told.append(RefundOpened(id=name, part=part.id, refund=refund, of_cancellation=True, at=at))
        told += [RefundClosed(id=name, part=part.id, refund=open_, at=at) for open_ in part.open_refunds[:1]]
        for portion in (_rest, _half):
            if shares := _refundable(part, portion):
                settled = part.open_refunds[0] if part.open_refunds else refund
                told.append(RefundSettled(id=name, part=part.id, refund=settled, shares=shares, at=at))
        if promised := _promised(part):
            told.append(
                RefundSettled(id=name, part=part.id, refund=refund, of_cancellation=True, shares=promised, at=at)
            )
        for payout in (PayoutId("w1"), PayoutId("w2")):
            payouts += [
                kind(id=name, part=part.id, payout=payout, at=at)
                for kind in (PayoutRequested, PayoutCancelled, PayoutPaid, PayoutReversed)
            ]
    return st.sampled_from(told) | st.sampled_from(told) | st.sampled_from(payouts)


def _rest(amount: int) -> int:
    return amount


def _half(amount: int) -> int:
    return amount // 2


def _promised(part: Part) -> tuple[Shares, ...]:
    """What cancellations left due, if none of it has gone back yet."""
    besides = sum([line.refunded.total for line in part.lines if line.refunded is not None])
    if part.refunded != besides:
        return ()
    return tuple([line.refund_due for line in part.lines if line.refund_due is not None])


def _refundable(part: Part, portion: Callable[[int], int]) -> tuple[Shares, ...]:
    """That much of what was paid for the part and can still go back; nothing where it cannot be told line by line."""
    shares = [_portion(line, portion) for line in part.lines]
    given = tuple([share for share in shares if share.total > 0 and min(_components(share)) >= 0])
    return given if sum([share.total for share in given]) <= part.refundable else ()


def _components(share: Shares) -> tuple[int, ...]:
    return (share.goods, share.shipping, *share.taxes, *share.discounts)


def _portion(line: Line, portion: Callable[[int], int]) -> Shares:
    gone = [back for back in (line.refunded, line.refund_due) if back is not None]
    goods = portion(line.goods - sum([back.goods for back in gone]))
    taxes = tuple(
        [portion(tax.amount - sum([back.taxes[place] for back in gone])) for place, tax in enumerate(line.taxes)]
    )
    discounts = tuple(
        [
            portion(discount.amount - sum([back.discounts[place] for back in gone]))
            for place, discount in enumerate(line.discounts)
        ]
    )
    shipping = portion(line.shipping - sum([back.shipping for back in gone]))
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
