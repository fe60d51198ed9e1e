"""Refunds in few words, about the orders of `placed`: order `o1`, parts `p1`, `p2`…, lines `p1.l1`, `p1.l2`…."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from mpcore import orders, presets, refunds
from mpcore.kernel import (
    Actor,
    Buyer,
    BuyerId,
    CouponId,
    FactId,
    Grant,
    LineId,
    ListingId,
    MemberId,
    Operator,
    OrderId,
    PartId,
    PaymentId,
    PayoutId,
    Personal,
    RefundId,
    Refusal,
    Refused,
    Scope,
    VendorId,
    VendorMember,
    utc,
)
from mpcore.money import money
from mpcore.orders import (
    DispatchKind,
    Funder,
    NewDiscount,
    NewLine,
    NewPart,
    NewTax,
    Order,
    OrderCommand,
    OrderFact,
    Part,
    PayoutFact,
    PayoutPaid,
    PayoutRequested,
    PayoutReversed,
    PayoutStage,
    PlaceOrder,
)
from mpcore.refunds import (
    AbandonRefund,
    ApproveRefund,
    Context,
    ForceRefund,
    Mode,
    Reason,
    RecordRefundFailure,
    RecordRefundPayment,
    Refund,
    RefundCancellation,
    RefundCause,
    RefundCommand,
    RefundEvent,
    RefundIntent,
    RefundLine,
    RefundPolicy,
    RefundStage,
    RefundSurplus,
    RejectRefund,
    RequestRefund,
    RetryRefund,
    SettleRefundByHand,
    WithdrawRefund,
    after_sales_of,
)
from mpcore.testing import OPERATOR, PLACED_AT, SYSTEM, RefundAttempt, RefundLife, Scenario, entitled, placed
from mpcore.testing.laws import refunds as laws
from tests.orders.say import pay, ship

ORDER = OrderId("o1")
PLAIN = RefundPolicy()
WHY = Reason(text=Personal("the lid is broken"))
SCOPES = frozenset(map(Scope, ("refunds.view", "refunds.request", "refunds.withdraw")))


def vendor(name: str = "v1") -> VendorMember:
    """Somebody of a vendor's staff who may ask for refunds."""
    return VendorMember(VendorId(name), MemberId(f"staff of {name}"), (Grant(SCOPES),))


def line(
    name: str = "p1.l1", units: int = 0, amount: str | None = None, restock: int = 0, currency: str = "EUR"
) -> RefundLine:
    back = None if amount is None else money(amount, currency)
    return RefundLine(line=LineId(name), units=units, amount=back, restock=restock)


def ask(
    *lines: RefundLine,
    part: str = "p1",
    cause: RefundCause = RefundCause.GOODWILL,
    refund: str = "r1",
    shipping: str | None = None,
    amount: str | None = None,
    mode: Mode = Mode.PARTIAL,
    reason: Reason = WHY,
    currency: str = "EUR",
) -> RequestRefund:
    return RequestRefund(
        order=ORDER,
        refund=RefundId(refund),
        part=PartId(part),
        mode=mode,
        cause=cause,
        reason=reason,
        lines=lines,
        shipping=None if shipping is None else money(shipping, currency),
        amount=None if amount is None else money(amount, currency),
    )


def ask_all(
    *lines: RefundLine, part: str = "p1", cause: RefundCause = RefundCause.GOODWILL, refund: str = "r1"
) -> RequestRefund:
    return ask(*lines, part=part, cause=cause, refund=refund, mode=Mode.FULL)


def force(command: RequestRefund) -> ForceRefund:
    return ForceRefund(
        order=command.order,
        refund=command.refund,
        part=command.part,
        mode=command.mode,
        cause=command.cause,
        reason=command.reason,
        lines=command.lines,
        shipping=command.shipping,
        amount=command.amount,
        bearer=command.bearer,
    )


def approve(refund: str = "r1") -> ApproveRefund:
    return ApproveRefund(order=ORDER, refund=RefundId(refund))


def reject(refund: str = "r1", note: str = "") -> RejectRefund:
    return RejectRefund(order=ORDER, refund=RefundId(refund), note=note)


def withdraw(refund: str = "r1") -> WithdrawRefund:
    return WithdrawRefund(order=ORDER, refund=RefundId(refund))


def went_back(
    amount: str, payment: str = "m1", refund: str = "r1", attempt: int = 1, currency: str = "EUR"
) -> RecordRefundPayment:
    return RecordRefundPayment(
        order=ORDER,
        refund=RefundId(refund),
        payment=PaymentId(payment),
        attempt=attempt,
        amount=money(amount, currency),
    )


def did_not(payment: str = "m1", refund: str = "r1", attempt: int = 1, failure: str = "expired") -> RecordRefundFailure:
    return RecordRefundFailure(
        order=ORDER, refund=RefundId(refund), payment=PaymentId(payment), attempt=attempt, failure=failure
    )


def retry(refund: str = "r1", payment: str | None = None) -> RetryRefund:
    return RetryRefund(order=ORDER, refund=RefundId(refund), payment=None if payment is None else PaymentId(payment))


def by_hand(refund: str = "r1", amount: str | None = None, currency: str = "EUR") -> SettleRefundByHand:
    given = None if amount is None else money(amount, currency)
    return SettleRefundByHand(order=ORDER, refund=RefundId(refund), amount=given)


def abandon(refund: str = "r1") -> AbandonRefund:
    return AbandonRefund(order=ORDER, refund=RefundId(refund))


def of_cancellation(refund: str = "r1", part: str = "p1") -> RefundCancellation:
    return RefundCancellation(order=ORDER, refund=RefundId(refund), part=PartId(part))


def surplus(amount: str | None = None, refund: str = "r1", currency: str = "EUR") -> RefundSurplus:
    back = None if amount is None else money(amount, currency)
    return RefundSurplus(order=ORDER, refund=RefundId(refund), amount=back)


OLGA, OTTO, OMAR = [Operator(MemberId(name)) for name in ("olga", "otto", "omar")]
ADA = Buyer(BuyerId("ada"))


def sold(
    *vendors: str,
    lines: int = 1,
    quantity: int = 3,
    price: str = "10.00",
    shipping: str | None = None,
    sent: int | None = None,
    kind: DispatchKind = DispatchKind.TRACKED,
    payment: str = "m1",
) -> Scenario:
    """An order that is paid whole, of whose first part so many units of each line were sent off; by default all."""
    story = Scenario(placed(*(vendors or ("v1",)), lines=lines, quantity=quantity, price=price, shipping=shipping))
    story = story.after(pay(str(story.state.due.amount), payment))
    units = quantity if sent is None else sent
    if not units:
        return story
    packed = [(f"p1.l{number}", units) for number in range(1, lines + 1)]
    return story.after(ship("p1", *packed, kind=kind, liability_accepted=kind is DispatchKind.UNTRACKED))


def taxed(
    quantity: int = 1, price: str = "10.00", tax: str = "0.00", off: str = "0.00", sent: int | None = None
) -> Order:
    """Two lines, paid whole, of whose units so many were sent off; the second is a unit that costs nothing.

    The tax is of all units of the first line, on top of their price, and so is what the operator takes off.
    """
    given = [NewDiscount(coupon=CouponId("gift"), funder=Funder.OPERATOR, amount=money("1.00", "EUR"))]
    taken = [NewDiscount(coupon=CouponId("off"), funder=Funder.OPERATOR, amount=money(off, "EUR"))]
    rate = NewTax(rate_id="vat", rate=Decimal(23), amount=money(tax, "EUR"), inclusive=False)
    things: list[tuple[str, int, str, list[NewTax], list[NewDiscount]]] = [
        ("p1.l1", quantity, price, [rate], taken if off != "0.00" else []),
        ("p1.l2", 1, "1.00", [], given),
    ]
    lines = [
        NewLine(
            id=LineId(name),
            listing=ListingId("listing"),
            title="thing",
            quantity=count,
            unit_price=money(unit, "EUR"),
            taxes=taxes,
            discounts=discounts,
        )
        for name, count, unit, taxes, discounts in things
    ]
    part = NewPart(id=PartId("p1"), vendor=VendorId("v1"), lines=lines)
    command = PlaceOrder(order=ORDER, buyer=ADA, currency="EUR", parts=[part])
    ctx = orders.Context(now=PLACED_AT, actor=SYSTEM, policy=presets.PLAIN.orders)
    order = orders.place(command, ctx).unwrap().state
    desk = Desk(order).meanwhile(pay(str(order.due.amount)))
    units = quantity if sent is None else sent
    return desk.meanwhile(ship("p1", ("p1.l1", units), ("p1.l2", 1))).order if units else desk.order


def payout(stage: PayoutStage, part: str = "p1") -> tuple[OrderFact, ...]:
    """What settlement tells until a part's payout is there."""
    kinds: dict[PayoutStage, type[PayoutFact]] = {
        PayoutStage.REQUESTED: PayoutRequested,
        PayoutStage.PAID: PayoutPaid,
        PayoutStage.REVERSED: PayoutReversed,
    }
    told: list[OrderFact] = []
    for each, kind in kinds.items() if stage is not PayoutStage.NONE else ():
        told.append(kind(id=FactId(f"payout {each.value}"), part=PartId(part), payout=PayoutId("out1"), at=PLACED_AT))
        if each is stage:
            break
    return tuple(told)


class Desk:
    """An order and its refunds, kept together as a host keeps them: each event is told to the order at once."""

    def __init__(self, order: Order | Scenario, policy: RefundPolicy = PLAIN) -> None:
        self.order = order.state if isinstance(order, Scenario) else order
        self.after = after_sales_of(self.order)
        self.policy = policy
        self.history: list[RefundEvent] = []

    def ctx(self, who: Actor | None = None, now: datetime | None = None) -> Context:
        at = PLACED_AT if now is None else utc(now)
        return Context(now=at, actor=who or OPERATOR, policy=self.policy, order=self.order)

    def do(self, *commands: RefundCommand, who: Actor | None = None, now: datetime | None = None) -> Desk:
        for command in commands:
            actor = who or (SYSTEM if isinstance(command, RecordRefundPayment | RecordRefundFailure) else OPERATOR)
            done = refunds.execute(self.after, command, self.ctx(actor, now)).unwrap()
            self.after = done.state
            self.history += done.events
            for fact in refunds.facts_for(self.after, done.events):
                self.order = orders.record(self.order, fact).state
        return self

    def events(self, command: RefundCommand, who: Actor | None = None, now: datetime | None = None) -> list[str]:
        """The names of the events that would follow."""
        actor = who or (SYSTEM if isinstance(command, RecordRefundPayment | RecordRefundFailure) else OPERATOR)
        done = refunds.execute(self.after, command, self.ctx(actor, now)).unwrap()
        return [type(event).__name__ for event in done.events]

    def reasons(
        self, command: RefundCommand, who: Actor | None = None, now: datetime | None = None
    ) -> tuple[Refusal, ...]:
        """Why not; every refusal that a test tells of is one more that the law of reasons is asked of."""
        actor = who or (SYSTEM if isinstance(command, RecordRefundPayment | RecordRefundFailure) else OPERATOR)
        ctx = self.ctx(actor, now)
        match refunds.execute(self.after, command, ctx):
            case Refused(reasons):
                life = RefundLife(
                    rules=presets.PLAIN, order=self.order, order_history=(), state=self.after, now=ctx.now
                )
                laws.reasoned(RefundAttempt(life=life, command=command, context=ctx))
                return reasons
            case done:
                raise AssertionError(done)

    def outcome(self, command: RefundCommand, who: Actor | None = None) -> list[Refusal]:
        """Why not; nothing where it would be accepted."""
        match refunds.decide(self.after, command, self.ctx(who)):
            case Refused(reasons):
                return list(reasons)
            case _:
                return []

    def refused(self, command: RefundCommand, who: Actor | None = None, now: datetime | None = None) -> list[str]:
        """The codes of the reasons."""
        return [reason.code for reason in self.reasons(command, who, now)]

    def meanwhile(self, *commands: OrderCommand, who: Actor | None = None) -> Desk:
        """Something is done with the order itself."""
        for command in commands:
            ctx = orders.Context(now=PLACED_AT, actor=who or entitled(self.order, command), policy=presets.PLAIN.orders)
            self.order = orders.execute(self.order, command, ctx).unwrap().state
        return self

    def told(self, *facts: OrderFact) -> Desk:
        """Another package tells the order of something."""
        for fact in facts:
            self.order = orders.record(self.order, fact).state
        return self

    def intents(self) -> tuple[RefundIntent, ...]:
        """What a payment adapter is to carry out."""
        return refunds.intents(self.after, self.order)

    def refund(self, refund: str = "r1") -> Refund:
        found = self.after.refund(RefundId(refund))
        assert found is not None
        return found

    def part(self, part: str = "p1") -> Part:
        found = self.order.part(PartId(part))
        assert found is not None
        return found

    def amount(self, refund: str = "r1") -> int:
        return self.refund(refund).amount

    def stage(self, refund: str = "r1") -> RefundStage:
        return self.refund(refund).stage

    def give(self, command: RequestRefund, who: Actor | None = None) -> int:
        """Asked for, approved and given back; what it came to."""
        return self.do(command, who=who).do(approve(command.refund)).paid(command.refund)

    def paid(self, refund: str = "r1") -> int:
        """All that waits of it goes back; what it comes to."""
        for share in self.refund(refund).waiting:
            amount = str(self.order.money(share.attempts[-1]).amount)
            self.do(went_back(amount, share.payment, refund, share.attempt))
        return self.amount(refund)
