"""`mpcore quote`: a basket and coupons from files, and the receipt they make."""

from __future__ import annotations

from mpcore.cli.arguments import Options
from mpcore.cli.books import rules_of
from mpcore.cli.clock import moment
from mpcore.cli.console import say
from mpcore.cli.files import loaded
from mpcore.cli.receipts import as_json, as_text
from mpcore.kernel import Fault, MalformedError, System

__all__ = ["quoted"]


def quoted(options: Options) -> None:
    """Price the basket, then print the receipt; `MalformedError` names the argument at fault.

    A buyer of whom no `--shopper` file tells anything is new, without tags.
    """
    from mpcore import discounts  # noqa: PLC0415 - only who asks for a quote pays for it

    example = options.basket is None
    if example and options.coupons is not None:
        raise MalformedError(Fault("--coupons", "are for a basket of your own; give its file before them"))
    basket = loaded(discounts.Basket, "BASKET", options.basket, "basket.json")
    coupons: tuple[discounts.Coupon, ...] = ()
    if example or options.coupons is not None:
        coupons = loaded(tuple[discounts.Coupon, ...], "--coupons", options.coupons, "coupons.json")
    shopper = discounts.Shopper()
    if options.shopper is not None:
        shopper = loaded(discounts.Shopper, "--shopper", options.shopper, "")
    context = discounts.Context(
        now=moment(options.at, example=example),
        actor=System("quote"),
        policy=rules_of(options.policy).discounts,
        shopper=shopper,
    )
    try:
        evaluation = discounts.evaluate(basket, coupons, context)
    except MalformedError as error:  # what only shows when all coupons stand together, such as one that is there twice
        said = "; ".join([fault.text for fault in error.faults])
        raise MalformedError(Fault(f"--coupons {options.coupons}", said)) from None
    say(as_json(evaluation, coupons) if options.as_json else as_text(evaluation, coupons, options.locale))
