"""Whether a refund can be asked for at all, now and by this actor, whatever it is of."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

from pendulum import DateTime

from mpcore.kernel import Actor, Kind, Operator, PartId, PayoutId, Refusal, frozen
from mpcore.orders import ChargebackOpen, Part, PartStage, PayoutStage
from mpcore.refunds.commands import ForceRefund, RefundContent
from mpcore.refunds.context import Context
from mpcore.refunds.model import AfterSales
from mpcore.refunds.policy import CutOff
from mpcore.refunds.rules.about import AboutPart
from mpcore.refunds.values import Reason
from mpcore.timing import local_date, start_of

__all__ = [
    "BearerNotYours",
    "OtherLanguage",
    "PartNotPaid",
    "PartOnHold",
    "RefundAfterPayout",
    "RefundWindowClosed",
    "TooManyOpenRefunds",
    "is_past_cut_off",
    "must_be_before_cut_off",
    "must_be_in_language",
    "must_be_in_time",
    "must_be_paid",
    "must_leave_room",
    "must_not_be_charged_back",
    "must_not_be_held",
    "must_not_name_bearer",
    "window_end",
]


class PartNotPaid(AboutPart):
    """Nothing was paid for the part, so nothing can go back."""

    code: ClassVar[str] = "refunds.part_not_paid"
    kind: ClassVar[Kind] = Kind.CONFLICT
    text: ClassVar[str] = "nothing was paid for part {part}"
    remedy: ClassVar[str | None] = "cancel it"
    rule_ids: ClassVar[tuple[str, ...]] = ("U20",)


def must_be_paid(part: Part, ctx: Context) -> PartNotPaid | None:
    """Only what was paid goes back (U20)."""
    waits = part.stage is PartStage.AWAITING_PAYMENT or part.paid == 0
    return PartNotPaid(part=part.id) if waits else None


class PartOnHold(AboutPart):
    """The part is stopped, and until somebody releases it only an operator has money go back."""

    code: ClassVar[str] = "refunds.part_on_hold"
    kind: ClassVar[Kind] = Kind.CONFLICT
    text: ClassVar[str] = "part {part} is on hold"
    remedy: ClassVar[str | None] = "ask the operator to release it, or to refund it"
    rule_ids: ClassVar[tuple[str, ...]] = ("U20",)


def must_not_be_held(part: Part, ctx: Context) -> PartOnHold | None:
    """What is on hold is refunded by operators only (rules.md §7.5)."""
    return PartOnHold(part=part.id) if part.held and not isinstance(ctx.actor, Operator) else None


def must_not_be_charged_back(part: Part, ctx: Context) -> ChargebackOpen | None:
    """While the bank has the money, nothing of it goes back a second time."""
    return ChargebackOpen(order=ctx.order.id, part=part.id) if part.frozen else None


@frozen(kw_only=True)
class RefundAfterPayout(Refusal):
    """The vendor's earnings of the part are gone, or asked for, so it cannot refund by itself any more."""

    code: ClassVar[str] = "refunds.after_payout"
    kind: ClassVar[Kind] = Kind.TOO_LATE
    text: ClassVar[str] = "part {part} is completed and its payout is {payout}"
    remedy: ClassVar[str | None] = "contact the marketplace, which can force the refund"
    rule_ids: ClassVar[tuple[str, ...]] = ("U23", "00.5")

    part: PartId
    payout: PayoutStage
    payout_id: PayoutId | None


_PAST: dict[CutOff, frozenset[PayoutStage]] = {
    CutOff.NONE: frozenset(),
    CutOff.PAYOUT_PAID: frozenset({PayoutStage.PAID}),
    CutOff.PAYOUT_REQUESTED: frozenset({PayoutStage.REQUESTED, PayoutStage.PAID}),
}


def is_past_cut_off(part: Part, ctx: Context) -> bool:
    """Whether a completed part's earnings are with its vendor, or asked for, as the policy has it (U23)."""
    return part.completed_at is not None and part.payout in _PAST[ctx.policy.cut_off]


def must_be_before_cut_off(part: Part, command: RefundContent, ctx: Context) -> RefundAfterPayout | None:
    """Once a completed part's earnings are with its vendor, only an operator refunds, by force (U23)."""
    if not is_past_cut_off(part, ctx) or isinstance(command, ForceRefund):
        return None
    return RefundAfterPayout(part=part.id, payout=part.payout, payout_id=part.payout_id)


@frozen(kw_only=True)
class RefundWindowClosed(Refusal):
    """It is too long since the order was placed."""

    code: ClassVar[str] = "refunds.window_closed"
    kind: ClassVar[Kind] = Kind.TOO_LATE
    text: ClassVar[str] = "refunds of this order could be asked for before {end}"
    remedy: ClassVar[str | None] = "contact the marketplace, which can force the refund"
    rule_ids: ClassVar[tuple[str, ...]] = ("U20", "00.7")

    end: DateTime
    """The first instant that is too late."""


def window_end(ctx: Context) -> DateTime | None:
    """The first instant at which a refund cannot be asked for any more; None: it always can.

    Whole days of the policy's zone after the day on which the order was placed, the last one included.
    """
    days = ctx.policy.threshold_days
    if days is None:
        return None
    placed = local_date(ctx.order.placed_at, ctx.policy.zone)
    return start_of(placed + timedelta(days=days + 1), ctx.policy.zone)


def must_be_in_time(command: RefundContent, ctx: Context) -> RefundWindowClosed | None:
    """Within so many days of the order (rules.md §00.7); operators may force it later."""
    end = window_end(ctx)
    if end is None or ctx.now < end or isinstance(command, ForceRefund):
        return None
    return RefundWindowClosed(end=end)


@frozen(kw_only=True)
class TooManyOpenRefunds(Refusal):
    """As many refunds of the part are open as may be."""

    code: ClassVar[str] = "refunds.too_many_open"
    kind: ClassVar[Kind] = Kind.LIMIT
    text: ClassVar[str] = "part {part} has {most} open refunds already"
    remedy: ClassVar[str | None] = "wait until one of them has ended, or withdraw it"
    rule_ids: ClassVar[tuple[str, ...]] = ("X-T2", "00.6")

    part: PartId
    most: int


def must_leave_room(after_sales: AfterSales, part: Part, ctx: Context) -> TooManyOpenRefunds | None:
    """So many refunds of a part are open at most, those of cancellations not counted (rules.md §00.6)."""
    most = ctx.policy.max_open_requests
    if most is None or len(after_sales.open_of(part.id)) < most:
        return None
    return TooManyOpenRefunds(part=part.id, most=most)


@frozen(kw_only=True)
class OtherLanguage(Refusal):
    """The reason is in a language that the marketplace does not take."""

    code: ClassVar[str] = "refunds.other_language"
    kind: ClassVar[Kind] = Kind.INVALID
    text: ClassVar[str] = "a reason is given in one of: {languages}; this one is in {language}"
    remedy: ClassVar[str | None] = "write it in one of them"
    rule_ids: ClassVar[tuple[str, ...]] = ("U22",)

    language: str
    languages: tuple[str, ...]


def must_be_in_language(reason: Reason, ctx: Context) -> OtherLanguage | None:
    """The reason says that it is in a language the marketplace takes (U22)."""
    languages = ctx.policy.reason_languages
    primary = reason.language.partition("-")[0]
    if not languages or reason.language in languages or primary in languages:
        return None
    return OtherLanguage(language=reason.language, languages=tuple(sorted(languages)), at="reason.language")


@frozen(kw_only=True)
class BearerNotYours(Refusal):
    """Somebody says who bears a refund whose say that is not."""

    code: ClassVar[str] = "refunds.bearer_not_yours"
    kind: ClassVar[Kind] = Kind.FORBIDDEN
    text: ClassVar[str] = "who bears a refund is the marketplace's to say"
    remedy: ClassVar[str | None] = "leave it out"
    rule_ids: ClassVar[tuple[str, ...]] = ("U13",)


def must_not_name_bearer(command: RefundContent, actor: Actor) -> BearerNotYours | None:
    """Operators name who bears a refund; for others the cause and the parcels say it (U13)."""
    if command.bearer is None or isinstance(actor, Operator):
        return None
    return BearerNotYours(at="bearer")
