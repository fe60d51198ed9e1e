"""A receipt: what an evaluation comes to, in words or as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from mpcore.cli.amounts import Amount, Figure, Figures, Row, table
from mpcore.cli.console import harmless
from mpcore.discounts import Funder
from mpcore.i18n import explained, in_words, language, phrase, words
from mpcore.money import from_minor

if TYPE_CHECKING:
    from mpcore.discounts import (
        Applied,
        Benefit,
        Coupon,
        Evaluation,
        LineDiscount,
        NotApplied,
        PricedLine,
        PricedShipping,
        TaxRate,
    )
    from mpcore.kernel import CouponId, VendorId

__all__ = ["as_json", "as_text"]


def as_text(evaluation: Evaluation, coupons: Sequence[Coupon], locale: str) -> str:
    """The receipt in words: lines and shipping, what is taken off them and who pays for it, totals, and the rest.

    A locale whose language is neither English nor French is English altogether.
    """
    locale = locale if language(locale) in _LANGUAGES else "en"
    names = {coupon.id: coupon.terms.title for coupon in coupons}

    def money(amount: int) -> str:
        return in_words(from_minor(amount, evaluation.basket.currency), locale)

    def off(discounts: Iterable[LineDiscount], vendor: VendorId) -> Iterator[Row]:
        for each in discounts:
            payer = vendor if each.funder is Funder.VENDOR else phrase("marketplace", locale)
            paid_by = f"{phrase('paid_by', locale)} {payer}"
            yield Row(f"    {names.get(each.coupon, each.coupon)}", money(-each.amount), paid_by)

    bought: list[Row] = []
    for priced in evaluation.lines:
        line = priced.line
        bought.append(Row(f"{line.quantity} × {line.title} ({line.vendor})", money(line.goods)))
        bought += off(priced.discounts, line.vendor)
    for shipped in evaluation.shipping:
        label = f"{phrase('shipping', locale)} ({shipped.shipping.vendor})"
        bought.append(Row(label, money(shipped.shipping.minor)))
        bought += off(shipped.discounts, shipped.shipping.vendor)
    totals = [Row(phrase(name, locale), money(amount)) for name, amount in _totals(evaluation) if amount is not None]
    given = [
        Row(f"{each.title} ({explained(_terms(each, coupons), locale)})", money(-each.total))
        for each in evaluation.applied
    ]
    refused = [Row(_named(each, names), note=_why(each, locale)) for each in evaluation.refused]
    blocks = [table(bought), table(totals)]
    if given:
        blocks.append([phrase("applied", locale), *table(given, "  ")])
    if refused:
        blocks.append([phrase("not_applied", locale), *[f"  {row.label}: {row.note}" for row in refused]])
    return "\n\n".join(["\n".join([harmless(line) for line in block]) for block in blocks])


_LANGUAGES = ("en", "fr")


def _terms(applied: Applied, coupons: Sequence[Coupon]) -> Benefit:
    return next(coupon.terms.benefit for coupon in coupons if coupon.id == applied.coupon)


def _named(each: NotApplied, names: Mapping[CouponId, str]) -> str:
    return repr(each.code) if each.coupon is None else names.get(each.coupon, each.coupon)


def _why(each: NotApplied, locale: str) -> str:
    return phrase("and", locale).join([words(reason, locale)[0] for reason in each.reasons])


def _totals(evaluation: Evaluation) -> Iterator[tuple[str, int | None]]:
    """Names of phrases and amounts in minor units; None for what there is none of."""
    inside, on_top = _taxes(evaluation)
    yield "goods", evaluation.goods
    yield "shipping", sum(evaluation.basket.shipping_minor) if evaluation.basket.shipping else None
    yield "discounts", -evaluation.discount if evaluation.applied else None
    yield "taxes_on_top", on_top or None
    yield "total", evaluation.total
    yield "taxes_inside", inside or None


def _taxes(evaluation: Evaluation) -> tuple[int, int]:
    """All taxes that prices contain, and all that come on top."""
    inside = on_top = 0
    of: list[tuple[tuple[TaxRate, ...], tuple[int, ...]]] = [
        *[(priced.line.taxes, priced.taxes) for priced in evaluation.lines],
        *[(shipped.shipping.taxes, shipped.taxes) for shipped in evaluation.shipping],
    ]
    for rates, amounts in of:
        for rate, amount in zip(rates, amounts, strict=True):
            if rate.inclusive:
                inside += amount
            else:
                on_top += amount
    return inside, on_top


def as_json(evaluation: Evaluation, coupons: Sequence[Coupon]) -> str:
    """The figures: every amount as decimal text in the one currency, and shares that add up to the totals."""
    names = {coupon.id: coupon.terms.title for coupon in coupons}
    amount = Amount(evaluation.basket.currency)
    inside, on_top = _taxes(evaluation)
    receipt: Figures = {
        "currency": evaluation.basket.currency,
        "rule_book": evaluation.rule_book,
        "lines": [_line(priced, amount) for priced in evaluation.lines],
        "shipping": [_shipping(shipped, amount) for shipped in evaluation.shipping],
        "applied": [_applied(each, amount) for each in evaluation.applied],
        "refused": [_refused(each, names) for each in evaluation.refused],
        "totals": {
            "goods": amount(evaluation.goods),
            "shipping": amount(sum(evaluation.basket.shipping_minor)),
            "discounts": amount(evaluation.discount),
            "taxes_on_top": amount(on_top),
            "total": amount(evaluation.total),
            "taxes_inside": amount(inside),
            "paid_by": {
                "vendors": {vendor: amount(paid) for vendor, paid in evaluation.funded_by_vendor},
                "operator": amount(evaluation.funded_by_operator),
            },
        },
    }
    return json.dumps(receipt, ensure_ascii=False, indent=2)


def _line(priced: PricedLine, amount: Amount) -> Figures:
    line = priced.line
    return {
        "id": line.id,
        "vendor": line.vendor,
        "shop": line.shop,
        "title": line.title,
        "quantity": line.quantity,
        "goods": amount(line.goods),
        "discounts": _discounts(priced.discounts, amount),
        "taxes": _rates(line.taxes, priced.taxes, amount),
        "total": amount(priced.total),
    }


def _shipping(shipped: PricedShipping, amount: Amount) -> Figures:
    shipping = shipped.shipping
    return {
        "vendor": shipping.vendor,
        "shop": shipping.shop,
        "price": amount(shipping.minor),
        "discounts": _discounts(shipped.discounts, amount),
        "taxes": _rates(shipping.taxes, shipped.taxes, amount),
        "total": amount(shipped.total),
    }


def _discounts(each: Iterable[LineDiscount], amount: Amount) -> Figure:
    return [{"coupon": one.coupon, "funder": one.funder.value, "amount": amount(one.amount)} for one in each]


def _rates(rates: Iterable[TaxRate], amounts: Iterable[int], amount: Amount) -> Figure:
    return [
        {"rate_id": rate.rate_id, "rate": f"{rate.rate:f}", "inclusive": rate.inclusive, "amount": amount(tax)}
        for rate, tax in zip(rates, amounts, strict=True)
    ]


def _applied(applied: Applied, amount: Amount) -> Figures:
    return {
        "coupon": applied.coupon,
        "title": applied.title,
        "code": applied.code,
        "amount": amount(applied.total),
        "lines": [amount(share) for share in applied.lines],
        "shipping": [amount(share) for share in applied.shipping],
        "paid_by": {funder.value: amount(applied.paid_by(funder)) for funder in Funder},
    }


def _refused(refused: NotApplied, names: Mapping[CouponId, str]) -> Figures:
    return {
        "coupon": refused.coupon,
        "title": None if refused.coupon is None else names.get(refused.coupon),
        "code": refused.code,
        "reasons": [{"code": reason.code, "text": reason.message} for reason in refused.reasons],
    }
