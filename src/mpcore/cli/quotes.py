"""`mpcore quote`: a basket and coupons from files, and the receipt they make."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from mpcore.cli.arguments import Options
from mpcore.cli.books import rules_of
from mpcore.cli.console import say
from mpcore.cli.files import read_text
from mpcore.cli.receipts import as_json, as_text
from mpcore.kernel import Fault, MalformedError, System
from mpcore.timing import instant

if TYPE_CHECKING:
    from typing_extensions import TypeForm

__all__ = ["quoted"]

T = TypeVar("T")

_EXAMPLE = Path(__file__).parent / "example"


def quoted(options: Options) -> None:
    """Price the basket, then print the receipt; `MalformedError` names the argument at fault.

    A buyer of whom no `--shopper` file tells anything is new, without tags.
    """
    from mpcore import discounts  # noqa: PLC0415 - only who asks for a quote pays for it

    example = options.basket is None
    if example and options.coupons is not None:
        raise MalformedError(Fault("--coupons", "are for a basket of your own; give its file before them"))
    basket = _loaded(discounts.Basket, "BASKET", options.basket, "basket.json")
    coupons: tuple[discounts.Coupon, ...] = ()
    if example or options.coupons is not None:
        coupons = _loaded(tuple[discounts.Coupon, ...], "--coupons", options.coupons, "coupons.json")
    shopper = discounts.Shopper()
    if options.shopper is not None:
        shopper = _loaded(discounts.Shopper, "--shopper", options.shopper, "")
    context = discounts.Context(
        now=_at(options.at, example=example),
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


def _loaded(kind: TypeForm[T], argument: str, name: str | None, bundled: str) -> T:
    from mpcore import wire  # noqa: PLC0415 - as above

    place = f"{argument} {name or ''}".rstrip()
    text = read_text(_EXAMPLE / bundled if name is None else Path(name), place)
    try:
        return wire.loads(kind, text)
    except MalformedError as error:
        raise MalformedError(Fault(place, str(error))) from None


def _at(text: str | None, *, example: bool) -> datetime:
    if text is not None:
        try:
            return instant(text)
        except MalformedError:
            raise MalformedError(
                Fault("--at", f"{text[:40]!a} is not an instant; give one such as 2026-11-27T10:00:00Z")
            ) from None
    return datetime(2026, 11, 27, 10, tzinfo=UTC) if example else datetime.now(UTC)
