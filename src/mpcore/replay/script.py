"""What would have been asked of the library, had it been there: an order's rows as commands, each with who and when.

A buyer places at the purchase; the system records the payment, the sum of all of them, at the approval; each part's
vendor ships all of it untracked, accepting the liability, when the carrier got it; at the delivery the system records
it for every part, then each vendor completes its part; an operator cancels every part of an order that was called
off, at the newest of the four instants.  An instant that is not there is no command, and no payments are none either.
"""

from __future__ import annotations

from functools import lru_cache, partial
from operator import itemgetter
from typing import TypeAlias

from pendulum import DateTime

from mpcore.kernel import (
    Actor,
    Buyer,
    DispatchId,
    Grant,
    LineId,
    MemberId,
    NotFound,
    Operator,
    PartId,
    PaymentId,
    Refused,
    System,
    VendorId,
    VendorMember,
)
from mpcore.money import from_minor
from mpcore.orders import (
    CancelPart,
    CompletePart,
    Context,
    DispatchKind,
    Minor,
    NewLine,
    NewPart,
    Order,
    OrderCommand,
    OrderEvent,
    OrderPolicy,
    PlaceOrder,
    Quantity,
    RecordDelivery,
    RecordPayment,
    ShipLines,
    ShippingCharge,
    execute,
    place,
)
from mpcore.replay.reading import Item, OrderRow

__all__ = ["Script", "Step", "Tally", "play"]

Step: TypeAlias = tuple[DateTime, Actor, PlaceOrder | OrderCommand]
"""When, who, what."""

_OPERATOR = Operator(MemberId("replay"))
_SYSTEM = System("replay")
_PAYMENT = PaymentId("payment")
_GRANTS = (Grant(frozenset({ShipLines.scope, CompletePart.scope})),)
_when = itemgetter(0)


class Tally:
    """Commands, counted while they are decided."""

    def __init__(self) -> None:
        self.issued = 0
        self.accepted = 0
        self.refused: dict[str, int] = {}
        """Reasons by code; a command may be refused for several."""

    def count(self, refused: Refused) -> None:
        """Each reason of a refused command."""
        for reason in refused.reasons:
            self.refused[reason.code] = self.refused.get(reason.code, 0) + 1


class Script:
    """How rows become commands, under one policy and in one currency."""

    def __init__(self, policy: OrderPolicy, currency: str) -> None:
        self.policy = policy
        self._currency = currency
        self._included = policy.shipping_charge is ShippingCharge.INCLUDED
        self._money = lru_cache(maxsize=65_536)(partial(from_minor, currency=currency))
        self._members: dict[VendorId, VendorMember] = {}

    def steps(self, row: OrderRow, items: dict[int, Item], paid: Minor | None) -> list[Step]:
        """The commands of one order in the order of time; at one instant place, pay, ship, deliver, complete, cancel.

        Parts are numbered by their first items, lines have the items' numbers, so the rows' order is of no account.
        """
        by_vendor: dict[VendorId, list[int]] = {}
        for number in items if len(items) == 1 else sorted(items):
            by_vendor.setdefault(items[number].vendor, []).append(number)
        parts = [(PartId(str(place)), *part) for place, part in enumerate(by_vendor.items(), 1)]
        order = row.id
        steps: list[Step] = []
        if row.purchased_at is not None:
            buyer = Buyer(row.buyer)
            new = tuple([self._part(part, vendor, numbers, items) for part, vendor, numbers in parts])
            command = PlaceOrder(order=order, buyer=buyer, currency=self._currency, parts=new)
            steps.append((row.purchased_at, buyer, command))
        if row.approved_at is not None and paid is not None:
            payment = RecordPayment(order=order, payment=_PAYMENT, amount=self._money(paid))
            steps.append((row.approved_at, _SYSTEM, payment))
        if (at := row.handed_over_at) is not None:
            steps += [(at, self._member(vendor), _all_of(row, part, numbers)) for part, vendor, numbers in parts]
        if (at := row.delivered_at) is not None:
            for part, _, _ in parts:
                steps.append((at, _SYSTEM, RecordDelivery(order=order, part=part, dispatch=DispatchId(part))))
            for part, vendor, _ in parts:
                steps.append((at, self._member(vendor), CompletePart(order=order, part=part)))
        if row.called_off and (newest := row.newest) is not None:
            steps += [(newest, _OPERATOR, CancelPart(order=order, part=part)) for part, _, _ in parts]
        steps.sort(key=_when)  # stable: at one instant they stay in the order of their causes
        return steps

    def _part(self, part: PartId, vendor: VendorId, numbers: list[int], items: dict[int, Item]) -> NewPart:
        included = self._included
        lines: list[NewLine] = []
        freight = 0
        for number in numbers:
            item = items[number]
            price = item.price + item.freight if included else item.price
            freight += item.freight
            lines.append(
                NewLine(
                    id=LineId(str(number)),
                    listing=item.listing,
                    title=item.listing,
                    quantity=1,
                    unit_price=self._money(price),
                )
            )
        shipping = None if included else self._money(freight)
        return NewPart(id=part, vendor=vendor, lines=tuple(lines), shipping=shipping)

    def _member(self, vendor: VendorId) -> VendorMember:
        member = self._members.get(vendor)
        if member is None:
            member = self._members[vendor] = VendorMember(vendor, MemberId(vendor), _GRANTS)
        return member


def _all_of(row: OrderRow, part: PartId, numbers: list[int]) -> ShipLines:
    return ShipLines(
        order=row.id,
        part=part,
        dispatch=DispatchId(part),
        lines=tuple([Quantity(LineId(str(number)), 1) for number in numbers]),
        kind=DispatchKind.UNTRACKED,
        liability_accepted=True,
    )


def play(
    steps: list[Step], policy: OrderPolicy, as_of: DateTime, tally: Tally
) -> tuple[Order | None, list[OrderEvent]]:
    """One order's commands decided one after the other: the order, if it was placed, and all that happened to it.

    What comes later than `as_of` is not asked.  Before an order is placed there is none: such commands are refused.
    """
    order: Order | None = None
    events: list[OrderEvent] = []
    for at, actor, command in steps:
        if at > as_of:
            break
        tally.issued += 1
        ctx = Context(now=at, actor=actor, policy=policy)
        if isinstance(command, PlaceOrder):
            outcome = place(command, ctx)
        elif order is not None:
            outcome = execute(order, command, ctx)
        else:
            outcome = Refused((NotFound(thing="order", id=command.order),))
        if isinstance(outcome, Refused):
            tally.count(outcome)
        else:
            tally.accepted += 1
            order = outcome.state
            events += outcome.events
    return order, events
