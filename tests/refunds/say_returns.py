"""Returns in few words, about the orders of `placed`: order `o1`, parts `p1`, `p2`…, lines `p1.l1`, `p1.l2`…."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, TypeVar

from mpcore import refunds
from mpcore.kernel import (
    Actor,
    Buyer,
    BuyerId,
    Grant,
    LineId,
    MemberId,
    OrderId,
    PartId,
    Personal,
    RefundId,
    Scope,
    VendorId,
    VendorMember,
    utc,
)
from mpcore.money import money
from mpcore.orders import Address, Tracking
from mpcore.refunds import (
    AcceptReturn,
    AnswerCase,
    AskDocuments,
    CancelReturn,
    CaseStage,
    Context,
    DecideCase,
    DocumentId,
    Due,
    ErasePersonalData,
    EscalateReturn,
    ExchangeReturn,
    FireTimers,
    Grounds,
    KeptBack,
    ListingCategory,
    OpenReturn,
    Reason,
    ReceivedLine,
    ReceiveReturn,
    RecordReturnArrival,
    RefundCommand,
    RefundEvent,
    RefundMethod,
    RefundPolicy,
    RefundReturn,
    RejectReturn,
    Return,
    ReturnAddress,
    ReturnId,
    ReturnPolicy,
    ReturnReason,
    ReturnStage,
    ShipBack,
    SupplyDocuments,
)
from mpcore.testing import OPERATOR, PLACED_AT, SYSTEM, Scenario, placed
from tests.orders.say import deliver, pay, ship, units
from tests.refunds.say import ORDER, Desk, approve, went_back

ADA = Buyer(BuyerId("ada"))
WAREHOUSE = Personal(Address(name="Returns", lines=("1 Dock Road",), city="Lyon", country="FR"))
PARCEL = Tracking("RT001", "https://carrier.example/track?id=RT001")
DELIVERED_AT = PLACED_AT + timedelta(days=2)
SCOPES = frozenset(
    [
        Scope(f"returns.{action}")
        for action in ("view", "request_documents", "accept", "reject", "receive", "refund", "escalate", "answer_case")
    ]
)
E = TypeVar("E")


def vendor(name: str = "v1", *scopes: str) -> VendorMember:
    """Somebody of a vendor's staff who may do everything about returns, or only so much."""
    held = frozenset(map(Scope, scopes)) or SCOPES
    return VendorMember(VendorId(name), MemberId(f"staff of {name}"), (Grant(held),))


def delivered(lines: int = 1, quantity: int = 2, price: str = "10.00", shipping: str = "0") -> Scenario:
    """One part, paid, shipped and delivered two days after it was placed."""
    story = Scenario(placed("v1", lines=lines, quantity=quantity, price=price, shipping=shipping))
    named = [(f"p1.l{number}", quantity) for number in range(1, lines + 1)]
    return story.after(pay(str(story.state.due.amount)), ship("p1", *named)).after(deliver(), now=DELIVERED_AT)


def policy(**said: Any) -> RefundPolicy:  # noqa: ANN401 - whatever fields it has
    """The plain policy with other words on returns."""
    return RefundPolicy(returns=ReturnPolicy(**said))


def wants(
    *named: tuple[str, int],
    part: str = "p1",
    reason: ReturnReason = ReturnReason.DEFECTIVE,
    name: str = "b1",
    words: str | None = None,
    swap: bool = True,
    documents: tuple[str, ...] = (),
) -> OpenReturn:
    """The buyer wants to send units back, one of the first line where none are named; other goods would do as well."""
    return OpenReturn(
        order=ORDER,
        return_id=ReturnId(name),
        part=PartId(part),
        lines=units(*(named or (("p1.l1", 1),))),
        reason=reason,
        words=None if words is None else Personal(words),
        wants_exchange=swap,
        documents=tuple(map(DocumentId, documents)),
    )


def ask_photos(name: str = "b1", wanted: str | None = "a photo of the lid") -> AskDocuments:
    said = None if wanted is None else Personal(wanted)
    return AskDocuments(order=ORDER, return_id=ReturnId(name), wanted=said)


def supply(*documents: str, name: str = "b1") -> SupplyDocuments:
    return SupplyDocuments(order=ORDER, return_id=ReturnId(name), documents=tuple(map(DocumentId, documents)))


def accept(name: str = "b1", address: Personal[Address] | None = WAREHOUSE) -> AcceptReturn:
    return AcceptReturn(order=ORDER, return_id=ReturnId(name), address=address)


def refuse(name: str = "b1", note: str = "") -> RejectReturn:
    return RejectReturn(order=ORDER, return_id=ReturnId(name), note=note)


def send(
    postage: str | None = None, tracking: Tracking | None = PARCEL, name: str = "b1", at: datetime | None = None
) -> ShipBack:
    paid, happened = None if postage is None else money(postage, "EUR"), None if at is None else utc(at)
    return ShipBack(order=ORDER, return_id=ReturnId(name), tracking=tracking, postage=paid, happened_at=happened)


def arrive(at: datetime | None = None, name: str = "b1") -> RecordReturnArrival:
    happened = None if at is None else utc(at)
    return RecordReturnArrival(order=ORDER, return_id=ReturnId(name), happened_at=happened)


def came(line: str = "p1.l1", units: int = 1, resaleable: int = 0, damaged: int = 0) -> ReceivedLine:
    return ReceivedLine(LineId(line), units, resaleable, damaged)


def receive(*lines: ReceivedLine, name: str = "b1", at: datetime | None = None) -> ReceiveReturn:
    happened = None if at is None else utc(at)
    return ReceiveReturn(order=ORDER, return_id=ReturnId(name), lines=lines, happened_at=happened)


def keep(name: str = "b1") -> CancelReturn:
    return CancelReturn(order=ORDER, return_id=ReturnId(name))


def refund(
    refund: str = "r1",
    name: str = "b1",
    method: RefundMethod = RefundMethod.ORIGINAL,
    reason: Reason | None = None,
    postage: str | None = None,
) -> RefundReturn:
    right = None if postage is None else money(postage, "EUR")
    return RefundReturn(
        order=ORDER, return_id=ReturnId(name), refund=RefundId(refund), method=method, reason=reason, postage=right
    )


def exchange(replacement: str = "o2", name: str = "b1") -> ExchangeReturn:
    return ExchangeReturn(order=ORDER, return_id=ReturnId(name), replacement=OrderId(replacement))


def escalate(*evidence: str, grounds: Grounds = Grounds.OTHER, name: str = "b1") -> EscalateReturn:
    return EscalateReturn(
        order=ORDER, return_id=ReturnId(name), grounds=grounds, evidence=tuple(map(DocumentId, evidence))
    )


def answer(*evidence: str, words: str | None = None, name: str = "b1") -> AnswerCase:
    """The other side answers a case, the buyer where nobody else is named."""
    said = None if words is None else Personal(words)
    return AnswerCase(order=ORDER, return_id=ReturnId(name), evidence=tuple(map(DocumentId, evidence)), words=said)


def uphold(name: str = "b1") -> DecideCase:
    return DecideCase(order=ORDER, return_id=ReturnId(name), decision=CaseStage.UPHELD)


def deny(name: str = "b1") -> DecideCase:
    return DecideCase(order=ORDER, return_id=ReturnId(name), decision=CaseStage.DENIED)


FIRE = FireTimers(order=ORDER)
ERASE = ErasePersonalData(order=ORDER)

_WHO: dict[type[RefundCommand], Actor] = {
    OpenReturn: ADA,
    SupplyDocuments: ADA,
    ShipBack: ADA,
    CancelReturn: ADA,
    AnswerCase: ADA,
    RecordReturnArrival: SYSTEM,
    FireTimers: SYSTEM,
    ErasePersonalData: SYSTEM,
    DecideCase: OPERATOR,
    AskDocuments: vendor(),
    AcceptReturn: vendor(),
    RejectReturn: vendor(),
    ReceiveReturn: vendor(),
    RefundReturn: vendor(),
    ExchangeReturn: vendor(),
    EscalateReturn: vendor(),
}
"""Who asks for what, where nobody else is named."""


class Counter(Desk):
    """A desk for returns too: whoever a command is meant for asks for it, at an instant that is moved by hand."""

    def __init__(self, order: Scenario | None = None, policy: RefundPolicy | None = None) -> None:
        super().__init__(order or delivered(), policy or RefundPolicy())
        self.now = DELIVERED_AT
        self.categories: tuple[ListingCategory, ...] = ()
        self.addresses: tuple[ReturnAddress, ...] = ()
        self.kept_back: tuple[KeptBack, ...] = ()

    def ctx(self, who: Actor | None = None, now: datetime | None = None) -> Context:
        return Context(
            now=self.now if now is None else utc(now),
            actor=who or OPERATOR,
            policy=self.policy,
            order=self.order,
            categories=self.categories,
            return_addresses=self.addresses,
            kept_back=self.kept_back,
        )

    def do(self, *commands: RefundCommand, who: Actor | None = None, now: datetime | None = None) -> Counter:
        for command in commands:
            super().do(command, who=who or _WHO.get(type(command)), now=now)
        return self

    def refused(self, command: RefundCommand, who: Actor | None = None, now: datetime | None = None) -> list[str]:
        return super().refused(command, who or _WHO.get(type(command)), now)

    def at(self, instant: datetime) -> Counter:
        self.now = utc(instant)
        return self

    def later(self, **span: float) -> Counter:
        self.now += timedelta(**span)
        return self

    def fired(self) -> Counter:
        """At the next timer's instant, it is fired; not an instant before."""
        self.now = self.timers()[0].at - timedelta(microseconds=1)
        before = self.after
        assert self.do(FIRE).after == before
        self.now = self.timers()[0].at
        return self.do(FIRE)

    def timers(self) -> tuple[Due, ...]:
        return refunds.due(self.after, self.ctx(SYSTEM))

    def one(self, name: str = "b1") -> Return:
        found = self.after.find_return(ReturnId(name))
        assert found is not None
        return found

    def where(self, name: str = "b1") -> ReturnStage:
        return self.one(name).stage

    def last(self, kind: type[E]) -> E:
        """The last event of a kind."""
        return [event for event in self.history if isinstance(event, kind)][-1]

    def happened(self) -> list[type[RefundEvent]]:
        """The kinds of events, in their order."""
        return [type(event) for event in self.history]

    def settle(self, refund: str = "r1") -> int:
        """A refund is approved and given back; what it came to."""
        found = self.after.refund(RefundId(refund))
        assert found is not None
        if not found.payments:
            self.do(approve(refund), who=OPERATOR)
        found = self.after.refund(RefundId(refund))
        assert found is not None
        for share in found.payments:
            self.do(went_back(str(self.order.money(share.amount).amount), share.payment, refund), who=SYSTEM)
        return found.amount
