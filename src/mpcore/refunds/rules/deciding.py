"""Whether a refund can be approved, withdrawn, or reported of."""

from __future__ import annotations

from typing import ClassVar

from moneyed import Money

from mpcore.kernel import Actor, Buyer, Kind, MissingScope, RefundId, Refusal, frozen
from mpcore.money import to_minor
from mpcore.orders import Order
from mpcore.refunds.asker import requester_of, staff_of
from mpcore.refunds.commands import RequestRefund
from mpcore.refunds.context import Context
from mpcore.refunds.model import Refund
from mpcore.refunds.policy import RefundPolicy
from mpcore.refunds.rules.about import AboutRefund
from mpcore.refunds.values import Requester

__all__ = [
    "FourEyes",
    "NotTheRequester",
    "buyers_must_be_allowed_to_request",
    "eyes_needed",
    "must_be_another",
    "must_be_the_requester",
    "must_not_have_approved",
]


@frozen(kw_only=True)
class FourEyes(Refusal):
    """Above an amount two operators approve, and neither of them asked for it, nor gives it back by hand."""

    code: ClassVar[str] = "refunds.four_eyes"
    kind: ClassVar[Kind] = Kind.FORBIDDEN
    text: ClassVar[str] = "refund {refund} is of more than {above}, so somebody else has to see to it"
    remedy: ClassVar[str | None] = "ask another operator"

    refund: RefundId
    above: Money


def eyes_needed(refund: Refund, order: Order, ctx: Context) -> int:
    """How many operators approve it: two above an amount, else one; an amount in another currency binds nobody."""
    above = ctx.policy.four_eyes_above
    if above is None or above.currency.code != order.currency:
        return 1
    return 2 if refund.amount > to_minor(above) else 1


def must_be_another(refund: Refund, ctx: Context) -> FourEyes | None:
    """Whoever asked does not approve what two have to."""
    above, staff = ctx.policy.four_eyes_above, staff_of(ctx)
    if above is None or eyes_needed(refund, ctx.order, ctx) == 1:
        return None
    asked = refund.requester is Requester.OPERATOR and staff == refund.requested_by
    return FourEyes(refund=refund.id, above=above) if asked else None


def must_not_have_approved(refund: Refund, ctx: Context) -> FourEyes | None:
    """What two have to approve neither of them gives back by hand; nor does who asked for it where nobody had to."""
    above, staff = ctx.policy.four_eyes_above, staff_of(ctx)
    if above is None or staff is None or eyes_needed(refund, ctx.order, ctx) == 1:
        return None
    return FourEyes(refund=refund.id, above=above) if staff in (refund.approvals or (refund.requested_by,)) else None


def buyers_must_be_allowed_to_request(actor: Actor, policy: RefundPolicy) -> MissingScope | None:
    """Buyers ask for refunds themselves only where the marketplace lets them (U20)."""
    if isinstance(actor, Buyer) and not policy.buyers_may_request:
        return MissingScope(scope=RequestRefund.scope)
    return None


class NotTheRequester(AboutRefund):
    """Somebody else asked for it."""

    code: ClassVar[str] = "refunds.not_the_requester"
    kind: ClassVar[Kind] = Kind.FORBIDDEN
    text: ClassVar[str] = "refund {refund} was asked for by somebody else"
    remedy: ClassVar[str | None] = "ask the marketplace to reject it"


def must_be_the_requester(refund: Refund, ctx: Context) -> NotTheRequester | None:
    """A vendor's request is withdrawn by its vendor, a buyer's by its buyer, an operator's by an operator."""
    return None if refund.requester is requester_of(ctx) else NotTheRequester(refund=refund.id)
