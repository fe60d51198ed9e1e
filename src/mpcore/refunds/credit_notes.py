"""The credit note of what went back: which units, goods, discounts, taxes and shipping, exact to the minor unit.

It is a value, made of what was settled; who issues it numbers it.  Amounts are in minor units of the order's currency.
What is paid outside entitlement, such as the postage of a return, is in none (rules.md §00.4), nor is surplus.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from moneyed import Money
from pendulum import DateTime

from mpcore.kernel import Fault, LineId, ListingId, MalformedError, OrderId, PartId, RefundId, VendorId, changed, frozen
from mpcore.money import from_minor
from mpcore.orders import Line, Minor, Order, Part, Remitter, Shares, Tax
from mpcore.orders.views import DiscountSeen
from mpcore.refunds.events import RefundCompleted, RefundFailed, RefundPaidLate
from mpcore.refunds.model import Refund

__all__ = ["CreditNote", "CreditedLine", "CreditedTax", "credit_note"]


@frozen(kw_only=True)
class CreditedTax:
    """What went back of one tax."""

    rate_id: str
    rate: Decimal
    """In percent: 20 is 20 %."""
    inclusive: bool
    """Whether it is contained in the amounts of goods and shipping, or comes on top of them."""
    remitter: Remitter
    amount: Minor


@frozen(kw_only=True)
class CreditedLine:
    """What went back of one line of the order."""

    line: LineId
    listing: ListingId
    title: str
    units: int
    """How many of its units were paid back; 0 where its price was lowered, or only shipping went back."""
    goods: Minor
    """Before discounts."""
    discounts: tuple[DiscountSeen, ...]
    """What was not paid of it, and so does not go back; those of nothing are left out."""
    taxes: tuple[CreditedTax, ...]
    """On its goods, in the order of the line's."""
    shipping: Minor
    """Before discounts."""
    shipping_taxes: tuple[CreditedTax, ...]
    total: Minor
    """goods + shipping - discounts + the taxes that are not included."""


@frozen(kw_only=True)
class CreditNote:
    """What went back to the buyer of one vendor's part by one refund; its totals are sums of its lines."""

    order: OrderId
    part: PartId
    vendor: VendorId
    refund: RefundId
    currency: str
    """ISO 4217; every amount is in its minor units."""
    lines: tuple[CreditedLine, ...]
    """In the order of the part's lines."""
    at: DateTime | None
    """When it went back; None: what went back of a refund that has not ended."""

    @property
    def goods(self) -> Minor:
        """The goods, before discounts."""
        return sum([line.goods for line in self.lines])

    @property
    def discount(self) -> Minor:
        """What discounts took off goods and shipping."""
        return sum([off.amount for line in self.lines for off in line.discounts])

    @property
    def shipping(self) -> Minor:
        """The shipping, before discounts."""
        return sum([line.shipping for line in self.lines])

    @property
    def tax(self) -> Minor:
        """All taxes, included ones too."""
        return sum([tax.amount for tax in self.taxes])

    @property
    def total(self) -> Minor:
        """What went back."""
        return sum([line.total for line in self.lines])

    @property
    def taxes(self) -> tuple[CreditedTax, ...]:
        """The taxes of all lines and their shipping, per rate: one for each rate, way and remitter, as they come."""
        sums: dict[tuple[object, ...], CreditedTax] = {}
        for line in self.lines:
            for tax in (*line.taxes, *line.shipping_taxes):
                key = (tax.rate_id, tax.rate, tax.inclusive, tax.remitter)
                known = sums.get(key)
                sums[key] = tax if known is None else changed(tax, amount=known.amount + tax.amount)
        return tuple(sums.values())

    @property
    def for_buyer(self) -> CreditNote:
        """The same without who paid for which discount: those of one coupon are one, as in what buyers see."""
        return changed(self, lines=tuple([changed(line, discounts=_by_coupon(line.discounts)) for line in self.lines]))

    def money(self, amount: Minor) -> Money:
        """An amount of this note as Money."""
        return from_minor(amount, self.currency)


def credit_note(
    refund: Refund, order: Order, event: RefundCompleted | RefundFailed | RefundPaidLate | None = None
) -> CreditNote | None:
    """The note of all that has gone back by a refund, or by one event of it; None where nothing has, or it is surplus.

    A refund that goes back in several steps has a note for each event, and they add up to the note of all.  An order
    without the refund's part, and another refund's event, raise `MalformedError`.
    """
    if event is not None and (event.order, event.refund) != (order.id, refund.id):
        text = f"is of refund {event.refund[:60]!r} of order {event.order[:60]!r}"
        raise MalformedError(Fault("event", text))
    shares = refund.settled if event is None else event.shares
    if refund.part is None or not shares:
        return None
    part = order.part(refund.part)
    if part is None:
        raise MalformedError(Fault("order", f"has no part {refund.part[:60]!r}, which the refund is of"))
    return CreditNote(
        order=order.id,
        part=part.id,
        vendor=part.vendor,
        refund=refund.id,
        currency=order.currency,
        lines=_lines(part, shares),
        at=refund.ended_at if event is None else event.at,
    )


def _lines(part: Part, shares: Sequence[Shares]) -> tuple[CreditedLine, ...]:
    went_back = {share.line: share for share in shares}
    return tuple([_line(line, went_back[line.id]) for line in part.lines if line.id in went_back])


def _line(line: Line, share: Shares) -> CreditedLine:
    taxes = list(zip(line.taxes, share.taxes, strict=True))
    offs = zip(line.discounts, share.discounts, strict=True)
    return CreditedLine(
        line=line.id,
        listing=line.listing,
        title=line.title,
        units=share.units,
        goods=share.goods,
        discounts=tuple(
            [
                DiscountSeen(amount=amount, coupon=off.coupon, funder=off.funder, on_shipping=off.on_shipping)
                for off, amount in offs
                if amount
            ]
        ),
        taxes=tuple([_tax(tax, amount) for tax, amount in taxes if not tax.on_shipping and (amount or share.goods)]),
        shipping=share.shipping,
        shipping_taxes=tuple(
            [_tax(tax, amount) for tax, amount in taxes if tax.on_shipping and (amount or share.shipping)]
        ),
        total=share.total,
    )


def _tax(tax: Tax, amount: Minor) -> CreditedTax:
    return CreditedTax(
        rate_id=tax.rate_id, rate=tax.rate, inclusive=tax.inclusive, remitter=tax.remitter, amount=amount
    )


def _by_coupon(discounts: Sequence[DiscountSeen]) -> tuple[DiscountSeen, ...]:
    sums: dict[tuple[object, ...], DiscountSeen] = {}
    for off in discounts:
        key = (off.coupon, off.on_shipping)
        amount = off.amount + (sums[key].amount if key in sums else 0)
        sums[key] = changed(off, amount=amount, funder=None)
    return tuple(sums.values())
