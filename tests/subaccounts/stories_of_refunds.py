"""For every command of refunds and returns: when it is accepted of whoever may ask it."""

from __future__ import annotations

from mpcore import refunds
from mpcore.kernel import Actor, Grant, MemberId, Refusal, ShopId, VendorMember
from mpcore.orders import OrderCommand
from mpcore.refunds import RefundCommand, RefundPolicy, ReturnPolicy
from mpcore.subaccounts import Company
from mpcore.testing import OPERATOR
from tests.orders import say as order
from tests.refunds import say, say_returns
from tests.refunds.say import Desk
from tests.subaccounts.say import VENDOR
from tests.subaccounts.stories import DELEGATING, PAID, RULES, SENT, Story, against, placed

__all__ = ["OF_REFUNDS"]

POLICY = RefundPolicy(
    rule_book=RULES.id,
    buyers_may_request=True,
    returns=ReturnPolicy(vendors_may_reject=True, buyers_may_escalate=True),
)
"""Every switch about who may ask what is on: what is left are scopes."""


def _of_refunds(command: RefundCommand, *before: RefundCommand, so_far: tuple[OrderCommand, ...] = SENT) -> Story:
    """The marketplace has done what went before it, on an order of which so much is done."""

    def ask(_: Company, actor: Actor, shop: ShopId) -> tuple[Refusal, ...]:
        desk = Desk(placed(shop).after(*so_far), POLICY).do(*before, who=OPERATOR)
        return against(refunds.execute(desk.after, command, desk.ctx(actor)))

    return Story(type(command), ask)


def _withdraw(_: Company, actor: Actor, shop: ShopId) -> tuple[Refusal, ...]:
    """Whoever asked withdraws: a colleague of theirs has asked, or they have."""
    colleague = VendorMember(VENDOR, MemberId("a colleague"), (Grant(DELEGATING.grantable),))
    asked = colleague if isinstance(actor, VendorMember) else actor if actor == say.ADA else OPERATOR
    desk = Desk(placed(shop).after(*SENT), POLICY).do(REQUESTED, who=asked)
    return against(refunds.execute(desk.after, say.withdraw(), desk.ctx(actor)))


def _answer_case(_: Company, actor: Actor, shop: ShopId) -> tuple[Refusal, ...]:
    """The other side answers: a vendor's staff what the buyer opened, everybody else what the vendor did."""
    opener = say.ADA if isinstance(actor, VendorMember) else OPERATOR
    desk = Desk(placed(shop).after(*ARRIVED), POLICY).do(WANTED, who=OPERATOR)
    desk.do(say_returns.escalate("e1"), who=opener)
    return against(refunds.execute(desk.after, say_returns.answer("a1"), desk.ctx(actor)))


REQUESTED = say.ask(say.line(units=1))
APPROVED = (REQUESTED, say.approve())
FAILED = (*APPROVED, say.did_not())
ARRIVED = (*SENT, order.deliver())
WANTED = say_returns.wants()
ACCEPTED = (WANTED, say_returns.accept())
RECEIVED = (*ACCEPTED, say_returns.receive(say_returns.came()))

OF_REFUNDS = (
    _of_refunds(REQUESTED),
    _of_refunds(say.force(REQUESTED)),
    _of_refunds(say.of_cancellation(), so_far=(*PAID, order.cancel())),
    _of_refunds(say.surplus(), so_far=(*PAID, order.pay("5.00", "m2"))),
    _of_refunds(say.approve(), REQUESTED),
    _of_refunds(say.reject(), REQUESTED),
    Story(refunds.WithdrawRefund, _withdraw),
    _of_refunds(say.went_back("10.00"), *APPROVED),
    _of_refunds(say.did_not(), *APPROVED),
    _of_refunds(say.retry(), *FAILED),
    _of_refunds(say.by_hand(), *FAILED),
    _of_refunds(say.abandon(), *FAILED),
    _of_refunds(WANTED, so_far=ARRIVED),
    _of_refunds(say_returns.ask_photos(), WANTED, so_far=ARRIVED),
    _of_refunds(say_returns.supply("d1"), WANTED, say_returns.ask_photos(), so_far=ARRIVED),
    _of_refunds(say_returns.accept(), WANTED, so_far=ARRIVED),
    _of_refunds(say_returns.refuse(), WANTED, so_far=ARRIVED),
    _of_refunds(say_returns.send(), *ACCEPTED, so_far=ARRIVED),
    _of_refunds(say_returns.arrive(), *ACCEPTED, say_returns.send(), so_far=ARRIVED),
    _of_refunds(say_returns.receive(say_returns.came()), *ACCEPTED, so_far=ARRIVED),
    _of_refunds(say_returns.keep(), WANTED, so_far=ARRIVED),
    _of_refunds(say_returns.refund(), *RECEIVED, so_far=ARRIVED),
    _of_refunds(say_returns.exchange(), *RECEIVED, so_far=ARRIVED),
    _of_refunds(say_returns.escalate("e1"), WANTED, so_far=ARRIVED),
    Story(refunds.AnswerCase, _answer_case),
    _of_refunds(say_returns.uphold(), WANTED, say_returns.escalate("e1"), say_returns.answer("a1"), so_far=ARRIVED),
    _of_refunds(say_returns.FIRE),
    _of_refunds(say_returns.ERASE),
)
