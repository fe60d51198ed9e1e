"""The parts of an order being placed: every amount is checked and split once, here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from moneyed import Money

from mpcore.kernel import Duplicate, NothingNamed, OutOfRange, PartId, Refusal, ShopId, VendorId, made, weigh
from mpcore.money import allocate
from mpcore.orders import rules
from mpcore.orders.commands import NewDiscount, NewLine, NewPart, NewTax, PlaceOrder
from mpcore.orders.lifecycle import CHARGEBACK, PART, PAYOUT
from mpcore.orders.model import Line, Part
from mpcore.orders.policy import OrderPolicy
from mpcore.orders.shares import Minor
from mpcore.orders.values import NO_PAUSES, Discount, Tax

__all__ = ["must_be_placeable", "parts_of"]

_INITIAL = PART.initial
_NOT_PAID_OUT, _NOT_CHARGED_BACK = PAYOUT.initial, CHARGEBACK.initial


def must_be_placeable(command: PlaceOrder, policy: OrderPolicy) -> tuple[Refusal, ...]:
    """Everything against the parts and lines as they are asked for, each with its place."""
    currency = command.currency
    reasons: list[Refusal] = []
    if not command.parts:
        reasons.append(NothingNamed(thing="part", at="parts"))
    named: list[str] = []
    for i, part in enumerate(command.parts):
        if not part.lines:
            reasons.append(NothingNamed(thing="line", at=f"parts[{i}].lines"))
        if part.shipping is not None and not _fits(part.shipping, part.shipping_minor, currency):
            reasons += _misfits(part.shipping, part.shipping_minor, currency, f"parts[{i}].shipping")
        if reason := rules.must_include_shipping(part, policy, i):
            reasons.append(reason)
        if part.shipping_taxes or part.shipping_discounts:
            reasons += _against_shipping(part, currency, f"parts[{i}]")
        for j, line in enumerate(part.lines):
            named.append(line.id)
            most = rules.MOST_AMOUNT // line.unit_price_minor if line.unit_price_minor > 0 else rules.MOST_UNITS
            if not 1 <= line.quantity <= most or line.quantity > rules.MOST_UNITS:
                at = f"parts[{i}].lines[{j}].quantity"
                most = max(1, min(most, rules.MOST_UNITS))
                reasons.append(OutOfRange(given=line.quantity, least=1, most=most, at=at))
            if not _fits(line.unit_price, line.unit_price_minor, currency):
                at = f"parts[{i}].lines[{j}].unit_price"
                reasons += _misfits(line.unit_price, line.unit_price_minor, currency, at)
            if line.discounts or line.taxes:
                reasons += _against_components(line, currency, f"parts[{i}].lines[{j}]")
    if len(set(named)) < len(named):
        twice = [name for name, times in Counter(named).items() if times > 1]
        reasons += [Duplicate(thing="line", id=name, at="parts") for name in twice]
    if len(command.parts) > 1:
        reasons += _against_twins(command.parts)
    return tuple(reasons)


def _fits(amount: Money, minor: Minor, currency: str) -> bool:
    return amount.currency.code == currency and 0 <= minor <= rules.MOST_AMOUNT


def _misfits(amount: Money, minor: Minor, currency: str, at: str) -> tuple[Refusal, ...]:
    """An amount is in the order's currency, not negative, and not absurd."""
    return weigh(rules.must_be_in_currency(currency, amount, at), rules.must_be_an_amount(minor, at))


def _against_components(line: NewLine, currency: str, at: str) -> list[Refusal]:
    """Discounts take no more than the goods, and taxes that are included no more than what is left."""
    reasons: list[Refusal] = []
    for k, discount in enumerate(line.discounts):
        reasons += _misfits(discount.amount, discount.amount_minor, currency, f"{at}.discounts[{k}].amount")
    for k, tax in enumerate(line.taxes):
        reasons += _misfits(tax.amount, tax.amount_minor, currency, f"{at}.taxes[{k}].amount")
    goods = line.unit_price_minor * line.quantity
    off = sum([discount.amount_minor for discount in line.discounts])
    if off > goods:
        reasons.append(OutOfRange(given=off, least=0, most=goods, at=f"{at}.discounts"))
    contained = sum([tax.amount_minor for tax in line.taxes if tax.inclusive])
    if contained > max(goods - off, 0):
        reasons.append(OutOfRange(given=contained, least=0, most=max(goods - off, 0), at=f"{at}.taxes"))
    return reasons


def _against_shipping(part: NewPart, currency: str, at: str) -> list[Refusal]:
    """Discounts take no more than the shipping, and taxes that are included in it no more than what is left."""
    reasons: list[Refusal] = []
    for k, discount in enumerate(part.shipping_discounts):
        reasons += _misfits(discount.amount, discount.amount_minor, currency, f"{at}.shipping_discounts[{k}].amount")
    for k, tax in enumerate(part.shipping_taxes):
        reasons += _misfits(tax.amount, tax.amount_minor, currency, f"{at}.shipping_taxes[{k}].amount")
    most = max(part.shipping_minor, 0)
    off = sum([discount.amount_minor for discount in part.shipping_discounts])
    if off > most:
        reasons.append(OutOfRange(given=off, least=0, most=most, at=f"{at}.shipping_discounts"))
    left = max(most - off, 0)
    contained = sum([tax.amount_minor for tax in part.shipping_taxes if tax.inclusive])
    if contained > left:
        reasons.append(OutOfRange(given=contained, least=0, most=left, at=f"{at}.shipping_taxes"))
    return reasons


def _against_twins(parts: tuple[NewPart, ...]) -> list[Refusal]:
    """A part has an id of its own, and a vendor's shop one part."""
    reasons: list[Refusal] = []
    ids: set[PartId] = set()
    shops: set[tuple[VendorId, ShopId | None]] = set()
    for i, part in enumerate(parts):
        if part.id in ids:
            reasons.append(Duplicate(thing="part", id=part.id, at=f"parts[{i}].id"))
        if (part.vendor, part.shop) in shops:
            reasons.append(rules.VendorTwice(vendor=part.vendor, at=f"parts[{i}].vendor"))
        ids.add(part.id)
        shops.add((part.vendor, part.shop))
    return reasons


def parts_of(command: PlaceOrder) -> tuple[Part, ...]:
    """The parts that a placeable command makes."""
    return tuple([_part(new) for new in command.parts])


def _part(new: NewPart) -> Part:
    goods = [line.unit_price_minor * line.quantity for line in new.lines]
    shipping = _split(new.shipping_minor, goods)
    on_shipping = _on_shipping(new, shipping, goods) if new.shipping_taxes or new.shipping_discounts else None
    lines: list[Line] = []
    total = 0
    for j, line in enumerate(new.lines):
        taxes, discounts = ((), ()) if on_shipping is None else on_shipping[j]
        lines.append(_line(line, goods[j], shipping[j], taxes, discounts))
        total += lines[j].total
    return made(
        Part,
        id=new.id,
        vendor=new.vendor,
        shop=new.shop,
        lines=tuple(lines),
        total=total,
        pickup_offered=new.pickup_offered,
        ship_by=new.ship_by,
        stage=_INITIAL,
        pauses=NO_PAUSES,
        request=None,
        dispatches=(),
        released=0,
        opened_at=None,
        paid=0,
        refunded=0,
        refunded_at=None,
        due_end=None,
        completed_at=None,
        cancelled_at=None,
        reduced_at=None,
        open_refunds=(),
        chargeback=_NOT_CHARGED_BACK,
        chargeback_id=None,
        missed_at=None,
        payout=_NOT_PAID_OUT,
        payout_id=None,
        metadata=new.metadata,
    )


def _on_shipping(
    new: NewPart, shipping: tuple[Minor, ...], goods: list[Minor]
) -> list[tuple[tuple[Tax, ...], tuple[Discount, ...]]]:
    """The taxes and discounts on each line's share of the shipping.

    Each is split by what those before it left of the shares, so that no line has more taken off its shipping, nor more
    tax in it, than there is.
    """
    left = list(shipping)
    discounts: list[tuple[NewDiscount, tuple[Minor, ...]]] = []
    for discount in new.shipping_discounts:
        split = _split(discount.amount_minor, left)
        discounts.append((discount, split))
        left = [share - off for share, off in zip(left, split, strict=True)]
    taxes: list[tuple[NewTax, tuple[Minor, ...]]] = []
    bases = left if any(left) else goods
    for tax in new.shipping_taxes:
        split = _split(tax.amount_minor, left if tax.inclusive else bases)
        taxes.append((tax, split))
        if tax.inclusive:
            left = [share - inside for share, inside in zip(left, split, strict=True)]
    return [
        (
            tuple([_tax(tax, split[j], on_shipping=True) for tax, split in taxes]),
            tuple([_discount(discount, split[j], on_shipping=True) for discount, split in discounts]),
        )
        for j in range(len(goods))
    ]


def _line(new: NewLine, goods: Minor, shipping: Minor, taxes: tuple[Tax, ...], discounts: tuple[Discount, ...]) -> Line:
    total = goods + shipping
    if new.discounts:
        on_goods = [_discount(given, given.amount_minor, on_shipping=False) for given in new.discounts]
        discounts = (*on_goods, *discounts)
    if discounts:
        total -= sum([discount.amount for discount in discounts])
    if new.taxes:
        taxes = (*[_tax(tax, tax.amount_minor, on_shipping=False) for tax in new.taxes], *taxes)
    if taxes:
        total += sum([tax.amount for tax in taxes if not tax.inclusive])
    return made(
        Line,
        id=new.id,
        listing=new.listing,
        variant=new.variant,
        title=new.title,
        quantity=new.quantity,
        unit_price=new.unit_price_minor,
        goods=goods,
        taxes=taxes,
        discounts=discounts,
        shipping=shipping,
        total=total,
        shipped=0,
        cancelled=0,
        refund_due=None,
        refunded=None,
        pending=None,
        reductions=(),
        unpaid=None,
        metadata=new.metadata,
    )


def _tax(new: NewTax, amount: Minor, *, on_shipping: bool) -> Tax:
    return Tax(
        rate_id=new.rate_id,
        rate=new.rate,
        amount=amount,
        inclusive=new.inclusive,
        remitter=new.remitter,
        on_shipping=on_shipping,
    )


def _discount(new: NewDiscount, amount: Minor, *, on_shipping: bool) -> Discount:
    return Discount(amount=amount, funder=new.funder, coupon=new.coupon, on_shipping=on_shipping)


def _split(amount: Minor, goods: Sequence[Minor]) -> tuple[Minor, ...]:
    """An amount over lines by the value of their goods; the earliest line first on a tie."""
    if amount == 0:
        return (0,) * len(goods)
    return (amount,) if len(goods) == 1 else allocate(amount, goods)
