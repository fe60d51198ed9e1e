"""Random lives of refunds and returns in which everybody takes what they are offered, and the order goes on besides."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Protocol, TypeVar

from attrs import NOTHING, evolve, fields
from hypothesis import strategies as st

from mpcore import orders, refunds
from mpcore.kernel import (
    Actor,
    DispatchId,
    FactId,
    Grant,
    MemberId,
    Operator,
    Option,
    OrderId,
    PaymentId,
    PayoutId,
    Personal,
    RefundId,
    Refused,
    Scope,
    VendorId,
    VendorMember,
)
from mpcore.money import from_minor, to_minor
from mpcore.orders import (
    Address,
    CancelLines,
    ChargebackStage,
    CompletePart,
    DispatchKind,
    DispatchStage,
    HoldPart,
    OrderCommand,
    Part,
    PartStage,
    PayoutPaid,
    PayoutRequested,
    PayoutStage,
    Quantity,
    RecordDelivery,
    RecordPayment,
    ReleasePart,
    ShipLines,
)
from mpcore.presets import PLAIN
from mpcore.refunds import (
    AcceptReturn,
    AnswerCase,
    CaseStage,
    CutOff,
    DocumentId,
    Grounds,
    LatePolicy,
    Mode,
    OpenReturn,
    Payer,
    Reason,
    RecordRefundPayment,
    RefundCause,
    RefundCommand,
    RefundPolicy,
    RequestSilence,
    ReturnAddress,
    ReturnId,
    ReturnPolicy,
    ReturnReason,
    ReturnShippingPolicy,
    ReturnStage,
)
from mpcore.testing import OPERATOR, PLACED_AT, SYSTEM, entitled
from tests.orders.say import TRACKING, chargeback_won, charged_back
from tests.refunds.lives import paid_orders
from tests.refunds.say import ORDER
from tests.refunds.say_returns import ADA, WAREHOUSE, Counter

T = TypeVar("T")

ALL_SCOPES = frozenset({gate.scope for gate in refunds.GATES.values()}) | {
    Scope(name) for name in ("refunds.view", "returns.view", "finance.view")
}


def staff(vendor: str, *scopes: str) -> VendorMember:
    """Somebody of a vendor who holds everything, or only so much."""
    held = frozenset(map(Scope, scopes)) or ALL_SCOPES
    return VendorMember(VendorId(vendor), MemberId(f"{vendor} {len(held)}"), (Grant(held),))


OTTO = Operator(MemberId("otto"))
ACTORS: dict[str, Actor] = {
    "buyer": ADA,
    "vendor": staff("v1"),
    "other vendor": staff("v2"),
    "viewer": staff("v1", "refunds.view"),
    "operator": OPERATOR,
    "otto": OTTO,
    "clerk": Operator(MemberId("clerk"), frozenset({Scope("refunds.reject"), Scope("returns.open")})),
    "system": SYSTEM,
}

STRICT = RefundPolicy(
    max_open_requests=1,
    threshold_days=3,
    cut_off=CutOff.PAYOUT_REQUESTED,
    reason_languages=frozenset({"fr"}),
    returns=ReturnPolicy(days=2, documents_rounds=1),
)
LENIENT = RefundPolicy(
    cut_off=CutOff.NONE,
    buyers_may_request=True,
    auto_approve=True,
    four_eyes_above=from_minor(1500, "EUR"),
    returns=ReturnPolicy(
        late=LatePolicy.VENDOR_DISCRETION,
        silence=RequestSilence.ACCEPTS,
        requires_receipt=False,
        buyers_may_escalate=True,
        shipping=ReturnShippingPolicy(Payer.VENDOR),
    ),
)
POLICIES = {"plain": RefundPolicy(), "strict": STRICT, "lenient": LENIENT}


class Draw(Protocol):
    """What draws an example."""

    def __call__(self, strategy: st.SearchStrategy[T], label: object = None) -> T: ...


def filled(option: Option[RefundCommand], counter: Counter, number: int = 999) -> RefundCommand:
    """An option with what only the actor can say said rightly, and not as it was said before."""
    language = min(counter.policy.reason_languages, default="en")
    said: dict[str, object] = {
        "refund": RefundId(f"r{number:03}"),
        "return_id": ReturnId(f"b{number:03}"),
        "mode": Mode.FULL,
        "cause": RefundCause.GOODWILL,
        "reason": Reason(text=Personal("the lid is broken"), language=language),
        "failure": "expired",
        "payment": PaymentId("m1"),
        "attempt": 1,
        "amount": from_minor(1, counter.order.currency),
        "address": Personal(Address(name=f"Returns {number}", lines=("1 Dock Road",), city="Lyon", country="FR")),
        "documents": (DocumentId(f"photo {number}"),),
        "evidence": (DocumentId(f"letter {number}"),),
        "grounds": Grounds.OTHER,
        "decision": CaseStage.DENIED,
        "replacement": OrderId(f"o{number}"),
        "lines": (),
    }
    if option.command is OpenReturn:
        rejected = {one.reason for one in counter.after.returns if one.stage is ReturnStage.REJECTED}
        said["reason"] = next(reason for reason in ReturnReason if reason not in rejected)
    missing = {field.name for field in fields(option.command) if field.default is NOTHING} - option.given.keys()
    if option.command is AnswerCase:
        missing.add("evidence")
    if option.command is AcceptReturn and "address" not in option.given:
        missing.add("address")
    return option.fill(**{name: said[name] for name in said if name in missing})


def counter_of(draw: Draw) -> Counter:
    """A paid order with nothing, something or everything of it sent off and delivered."""
    counter = Counter(policy=draw(st.sampled_from(list(POLICIES.values()))))
    counter.order = draw(paid_orders())
    counter.after = refunds.after_sales_of(counter.order)
    counter.addresses = draw(st.sampled_from([(), (ReturnAddress(VendorId("v1"), WAREHOUSE),)]))
    counter.at(PLACED_AT)
    for part in counter.order.parts:
        far = draw(st.sampled_from(("not", "some", "all", "arrived", "arrived", "arrived")))
        if far != "not":
            packed = [
                (line, draw(st.integers(1, line.quantity)) if far == "some" else line.quantity) for line in part.lines
            ]
            asked(counter, sending(part, tuple([Quantity(line.id, units) for line, units in packed]), f"d1 {part.id}"))
        if far == "arrived":
            asked(counter, RecordDelivery(order=ORDER, part=part.id, dispatch=DispatchId(f"d1 {part.id}")))
    return counter


def sending(part: Part, packed: tuple[Quantity, ...], name: str) -> ShipLines:
    return ShipLines(
        order=ORDER,
        part=part.id,
        dispatch=DispatchId(name),
        lines=packed,
        kind=DispatchKind.TRACKED,
        tracking=TRACKING,
    )


def asked(counter: Counter, command: OrderCommand) -> None:
    """Something is asked of the order itself, and happens or not."""
    ctx = orders.Context(now=counter.now, actor=entitled(counter.order, command), policy=PLAIN.orders)
    outcome = orders.execute(counter.order, command, ctx)
    if not isinstance(outcome, Refused):
        counter.order = outcome.state


def goes_on(draw: Draw, counter: Counter, number: int) -> None:
    """Something happens to a part."""
    part = draw(st.sampled_from(counter.order.parts))
    line = draw(st.sampled_from(part.lines))
    under_way = [one.id for one in part.dispatches if one.stage is DispatchStage.IN_TRANSIT]
    kind = draw(st.sampled_from(("deliver", "deliver", "send", "cancel", "hold", "complete", "payout", "bank", "pay")))
    if kind == "deliver" and under_way:
        asked(counter, RecordDelivery(order=ORDER, part=part.id, dispatch=under_way[0]))
    elif kind in ("send", "cancel") and line.to_ship:
        packed = (Quantity(line.id, draw(st.integers(1, line.to_ship))),)
        cancel = CancelLines(order=ORDER, part=part.id, lines=packed)
        asked(counter, cancel if kind == "cancel" else sending(part, packed, f"d{number} {part.id}"))
    elif kind == "hold":
        asked(counter, (ReleasePart if part.held else HoldPart)(order=ORDER, part=part.id))
    elif kind == "complete":
        asked(counter, CompletePart(order=ORDER, part=part.id))
    elif kind == "pay":
        some = from_minor(draw(st.integers(1, 300)), counter.order.currency)
        asked(counter, RecordPayment(order=ORDER, payment=PaymentId(f"x{number:03}"), amount=some))
    elif kind == "payout" and part.stage is PartStage.COMPLETED:
        paid = part.payout is not PayoutStage.NONE
        fact = PayoutPaid if paid else PayoutRequested
        name = FactId(f"{fact.__name__} {part.id}")
        counter.told(fact(id=name, part=part.id, payout=PayoutId(f"out {part.id}"), at=counter.now))
    elif kind == "bank" and part.id == "p1" and part.chargeback is ChargebackStage.NONE:
        counter.told(charged_back())
    elif part.chargeback is ChargebackStage.OPEN:
        counter.told(chargeback_won())


def less(draw: Draw, command: RefundCommand, counter: Counter) -> RefundCommand:
    """Sometimes less than what is offered, where that is of money that a provider gave back."""
    if not isinstance(command, RecordRefundPayment) or draw(st.booleans()):
        return command
    most = to_minor(command.amount)
    return evolve(command, amount=from_minor(draw(st.integers(1, most)), counter.order.currency))


def wander(draw: Draw, look: Callable[[Counter], None], steps: int = 20) -> Counter:
    """A life, looked at after each step."""
    counter = counter_of(draw)
    look(counter)
    for number in range(draw(st.integers(1, steps))):
        kind = draw(st.sampled_from((*["take"] * 7, "order", "order", "time")))
        if kind == "order":
            goes_on(draw, counter, number)
        elif kind == "time":
            counter.now += timedelta(days=draw(st.integers(1, 4)))
        else:
            take(draw, counter, number)
        look(counter)
    return counter


def take(draw: Draw, counter: Counter, number: int) -> None:
    """Somebody takes what they are offered."""
    actor = ACTORS[draw(st.sampled_from(("buyer", "vendor", "vendor", "operator", "operator", "otto", "system")))]
    offered = [one for one in refunds.options(counter.after, counter.ctx(actor)) if one.allowed]
    kinds = sorted({one.command.__name__ for one in offered})
    rare = draw(st.integers(0, 5)) == 0
    common = [kind for kind in kinds if rare or kind not in RARE]
    if common:
        kind = draw(st.sampled_from(common))
        option = draw(st.sampled_from([one for one in offered if one.command.__name__ == kind]))
        counter.do(less(draw, filled(option, counter, number), counter), who=actor)


RARE = {"ErasePersonalData", "FireTimers", "ForceRefund", "RejectRefund", "WithdrawRefund", "CancelReturn"}
"""What ends things, or does so little that a life would be full of it."""
