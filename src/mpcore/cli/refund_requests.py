"""What `mpcore refund` is asked: the command that its arguments say, about one part of an order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from mpcore.cli.arguments import Options
from mpcore.cli.console import listed
from mpcore.kernel import Fault, Grant, LineId, MalformedError, MemberId, Operator, Personal, RefundId, VendorMember
from mpcore.money import money

if TYPE_CHECKING:
    from moneyed import Money

    from mpcore.kernel import Actor
    from mpcore.orders import Order, Part
    from mpcore.refunds import AfterSales, Context, ForceRefund, RefundLine, RequestRefund

__all__ = ["asker", "command_of", "part_of"]


def part_of(order: Order, wanted: str | None) -> Part:
    """The part that is named, or the only one; `MalformedError` names those that there are."""
    if wanted is None and len(order.parts) == 1:
        return order.parts[0]
    for part in order.parts:
        if part.id == wanted:
            return part
    text = "is to say which part" if wanted is None else f"{wanted[:40]!a} is no part of it"
    known = [f"{part.id[:40]} ({part.vendor[:40]})" for part in order.parts]
    raise MalformedError(Fault("--part", f"{text}; order {order.id[:40]} has {listed(known)}"))


def asker(options: Options, order: Order, part: Part) -> Actor:
    """Whoever asks: an operator, the part's vendor, who may ask for refunds, or the order's buyer."""
    from mpcore.refunds import RequestRefund  # noqa: PLC0415 - only who asks pays for it

    if options.asker == "vendor":
        return VendorMember(part.vendor, MemberId(part.vendor), (Grant(frozenset({RequestRefund.scope})),))
    return order.buyer if options.asker == "buyer" else Operator(MemberId("operator"))


def command_of(
    options: Options, part: Part, after_sales: AfterSales, context: Context, name: RefundId
) -> RequestRefund | ForceRefund:
    """The command, of all that is left unless something is named; `MalformedError` names the argument at fault."""
    from mpcore.refunds import Bearer, ForceRefund, Mode, Reason, RefundCause, RequestRefund  # noqa: PLC0415 - as above

    order, languages = context.order, context.policy.reason_languages
    kind = ForceRefund if options.force else RequestRefund
    partial = bool(options.lines) or options.shipping is not None or options.amount is not None
    return kind(
        order=order.id,
        refund=name,
        part=part.id,
        mode=Mode.PARTIAL if partial else Mode.FULL,
        cause=RefundCause(options.cause),
        reason=Reason(text=Personal("a dry run"), language="en" if "en" in languages else min(languages, default="en")),
        lines=_lines(options, part, after_sales, context),
        shipping=None if options.shipping is None else _amount("--shipping", options.shipping, order),
        amount=None if options.amount is None else _amount("--amount", options.amount, order),
        bearer=None if options.bearer is None else Bearer(options.bearer),
    )


def _lines(options: Options, part: Part, after_sales: AfterSales, context: Context) -> tuple[RefundLine, ...]:
    """A line alone is all of it that its refund could name, and what can be sold again stands with its line."""
    from mpcore.refunds import RefundLine  # noqa: PLC0415 - as above

    named = [_split("--lines", text, part) for text in options.lines]
    alone = any(units is None and amount is None for _, units, amount in named)
    offered = _offered(part, after_sales, context) if alone else {}
    back = _restocked(options.restock, part)
    lines: list[RefundLine] = []
    for name, units, amount in named:
        again = back.pop(name, 0)
        if units is None and amount is None:
            most = offered.get(name, RefundLine(line=name))
            wanted = None if most.units else most.amount
            lines.append(RefundLine(line=name, units=most.units, amount=wanted, restock=again))
        else:
            wanted = None if amount is None else _amount(f"--lines {name[:40]}", amount, context.order)
            lines.append(RefundLine(line=name, units=units or 0, amount=wanted, restock=again))
    lines += [RefundLine(line=name, restock=again) for name, again in back.items()]
    return tuple(lines)


def _restocked(given: Sequence[str], part: Part) -> dict[LineId, int]:
    back: dict[LineId, int] = {}
    for text in given:
        name, units, amount = _split("--restock", text, part)
        if units is None or amount is not None:
            raise MalformedError(Fault("--restock", f"{text[:40]!a} names no units; give LINE:UNITS"))
        if name in back:
            raise MalformedError(Fault("--restock", f"names line {name[:40]!a} twice; give its units in all"))
        back[name] = units
    return back


def _offered(part: Part, after_sales: AfterSales, context: Context) -> dict[LineId, RefundLine]:
    """What `options` has a partial refund name of each line: its units that were sent off, or else its money."""
    from mpcore.refunds import RequestRefund, options  # noqa: PLC0415 - as above

    return {
        line.line: line
        for option in options(after_sales, context)
        if option.command is RequestRefund and option.part == part.id
        for line in cast("tuple[RefundLine, ...]", option.given.get("lines", ()))
    }


def _split(argument: str, text: str, part: Part) -> tuple[LineId, int | None, str | None]:
    """The line, units and amount of `LINE[:UNITS][=AMOUNT]`; the longest id that fits is meant, whatever is in it."""
    for line in sorted(part.lines, key=lambda one: len(one.id), reverse=True):
        rest = text[len(line.id) :]
        if text.startswith(line.id) and (not rest or rest[0] in ":="):
            units, is_priced, amount = rest.partition("=")
            return line.id, _units(argument, units[1:]) if units else None, amount if is_priced else None
    known = [line.id[:40] for line in part.lines]
    raise MalformedError(
        Fault(argument, f"{text[:40]!a} names no line of part {part.id[:40]}; there is {listed(known)}")
    )


def _units(argument: str, text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 18 and int(text)):
        raise MalformedError(Fault(argument, f"{text[:40]!a} is no number of units; give 1 or more"))
    return int(text)


def _amount(argument: str, text: str, order: Order) -> Money:
    """An amount of the order's currency, above zero."""
    try:
        amount = money(text, order.currency)
    except MalformedError as error:
        said = "; ".join([fault.text for fault in error.faults])
        raise MalformedError(Fault(argument, f"{said} (amounts are in {order.currency})")) from None
    if amount.amount <= 0:
        raise MalformedError(Fault(argument, f"{text[:40]!a} is not more than nothing; leave it out, or give more"))
    return amount
