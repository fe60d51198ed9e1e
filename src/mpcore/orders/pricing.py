"""An order placed as its basket was priced: parts made of an evaluation, and what stands against them.

A buyer saw an `Evaluation`.  `priced_parts` makes the parts of it, discounts and taxes included; when the order is
placed the host prices the basket again, and what differs is refused by name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import ClassVar

from mpcore.discounts import Evaluation, LineDiscount, PricedLine, PricedPart, TaxRate, changes
from mpcore.discounts.values import Minor
from mpcore.kernel import (
    Fault,
    Kind,
    MalformedError,
    PartId,
    PolicyMismatchError,
    Refusal,
    RuleBookId,
    ShopId,
    VendorId,
    frozen,
)
from mpcore.money import from_minor
from mpcore.orders.commands import NewDiscount, NewLine, NewPart, NewTax, PlaceOrder

__all__ = ["NotAsPriced", "must_be_as_priced", "priced_parts"]


@frozen(kw_only=True)
class NotAsPriced(Refusal):
    """What is to be placed is not what was priced."""

    code: ClassVar[str] = "orders.not_as_priced"
    kind: ClassVar[Kind] = Kind.INVALID
    text: ClassVar[str] = "this is not what the basket was priced with"
    remedy: ClassVar[str | None] = "make the parts with priced_parts, and leave them as they are"
    rule_ids: ClassVar[tuple[str, ...]] = ("W19",)


def priced_parts(evaluation: Evaluation, parts: Mapping[tuple[VendorId, ShopId | None], PartId]) -> tuple[NewPart, ...]:
    """The parts of an order as the basket was priced, one per shop that sells in it, in the order of their first lines.

    `parts` gives each (vendor, shop) the id of its part.  Each line has what its coupons take off it, by coupon and
    funder, and its taxes; so has each part's shipping.  Together they come to `evaluation.total`.  What only the order
    knows (`pickup_offered`, `ship_by`) is added with `attrs.evolve`.

    A shop without an id raises `MalformedError` at `parts`.
    """
    priced = evaluation.parts
    if missing := [part.vendor for part in priced if (part.vendor, part.shop) not in parts]:
        raise MalformedError(*[Fault("parts", f"has no id for the part of vendor {name[:60]!r}") for name in missing])
    currency = evaluation.basket.currency
    return tuple([_part(parts[part.vendor, part.shop], part, currency) for part in priced])


def _part(name: PartId, priced: PricedPart, currency: str) -> NewPart:
    lines = [_line(line, currency) for line in priced.lines]
    shipping = priced.shipping
    if shipping is None:
        return NewPart(id=name, vendor=priced.vendor, shop=priced.shop, lines=lines)
    return NewPart(
        id=name,
        vendor=priced.vendor,
        shop=priced.shop,
        lines=lines,
        shipping=shipping.shipping.price,
        shipping_taxes=_taxes(shipping.shipping.taxes, shipping.taxes, currency),
        shipping_discounts=_discounts(shipping.discounts, currency),
    )


def _line(priced: PricedLine, currency: str) -> NewLine:
    line = priced.line
    return NewLine(
        id=line.id,
        listing=line.listing,
        variant=line.variant,
        title=line.title,
        quantity=line.quantity,
        unit_price=line.unit_price,
        taxes=_taxes(line.taxes, priced.taxes, currency),
        discounts=_discounts(priced.discounts, currency),
        metadata=line.metadata,
    )


def _taxes(rates: tuple[TaxRate, ...], amounts: tuple[Minor, ...], currency: str) -> tuple[NewTax, ...]:
    return tuple(
        [
            NewTax(
                rate_id=rate.rate_id,
                rate=rate.rate,
                amount=from_minor(amount, currency),
                inclusive=rate.inclusive,
                remitter=rate.remitter,
            )
            for rate, amount in zip(rates, amounts, strict=True)
        ]
    )


def _discounts(discounts: Iterable[LineDiscount], currency: str) -> tuple[NewDiscount, ...]:
    return tuple(
        [
            NewDiscount(amount=from_minor(each.amount, currency), funder=each.funder, coupon=each.coupon)
            for each in discounts
        ]
    )


def must_be_as_priced(command: PlaceOrder, repriced: Evaluation | None, rule_book: RuleBookId) -> tuple[Refusal, ...]:
    """Everything about the order that is not as the buyer saw it priced, or would be priced otherwise now.

    Without the basket priced again it raises `MalformedError` at `repriced`; where it was priced under another rule
    book, `PolicyMismatchError`.
    """
    shown = command.evaluation
    if shown is None:
        return ()
    if repriced is None:
        raise MalformedError(Fault("repriced", "price the basket again, now, and pass its evaluation in the context"))
    for evaluation in (shown, repriced):
        if evaluation.rule_book != rule_book:
            raise PolicyMismatchError(
                f"the basket was priced under rule book {evaluation.rule_book!r}, and the context carries {rule_book!r}"
            )
    return (*_misfits(command, shown), *changes(shown, repriced))


def _misfits(command: PlaceOrder, shown: Evaluation) -> list[Refusal]:
    basket = shown.basket
    heads = (
        ("buyer", command.buyer, basket.buyer),
        ("currency", command.currency, basket.currency),
        ("channel", command.channel, basket.channel),
    )
    reasons: list[Refusal] = [NotAsPriced(at=at) for at, asked, priced in heads if asked != priced]
    asked = {(part.vendor, part.shop): (i, part) for i, part in enumerate(command.parts)}
    sellers = {(line.vendor, line.shop) for line in basket.lines}
    reasons += [NotAsPriced(at=f"parts[{i}]") for seller, (i, _) in asked.items() if seller not in sellers]
    if sellers - asked.keys():
        return [*reasons, NotAsPriced(at="parts")]
    for priced in priced_parts(shown, {seller: part.id for seller, (_, part) in asked.items()}):
        i, part = asked[priced.vendor, priced.shop]
        reasons += _misfits_of_part(part, priced, f"parts[{i}]")
    return reasons


def _misfits_of_part(part: NewPart, priced: NewPart, at: str) -> list[Refusal]:
    of_shipping = (
        ("shipping", part.shipping_minor, priced.shipping_minor),
        ("shipping_taxes", part.shipping_taxes, priced.shipping_taxes),
        ("shipping_discounts", part.shipping_discounts, priced.shipping_discounts),
    )
    reasons: list[Refusal] = [NotAsPriced(at=f"{at}.{name}") for name, one, other in of_shipping if one != other]
    if [line.id for line in part.lines] != [line.id for line in priced.lines]:
        return [*reasons, NotAsPriced(at=f"{at}.lines")]
    for j, (line, shown) in enumerate(zip(part.lines, priced.lines, strict=True)):
        of_line = (
            ("listing", line.listing, shown.listing),
            ("variant", line.variant, shown.variant),
            ("quantity", line.quantity, shown.quantity),
            ("unit_price", line.unit_price, shown.unit_price),
            ("taxes", line.taxes, shown.taxes),
            ("discounts", line.discounts, shown.discounts),
        )
        reasons += [NotAsPriced(at=f"{at}.lines[{j}].{name}") for name, one, other in of_line if one != other]
    return reasons
