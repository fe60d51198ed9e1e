"""For every command of orders, coupons and companies: when it is accepted of whoever may ask it.

Company `v1` asks, or somebody else, of order `o1` with its part `p1` in a shop, of its coupon `c1`, or of itself.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias, TypeVar

from mpcore import discounts, orders, subaccounts
from mpcore.discounts import CouponCommand, CreateCoupon, DiscountPolicy
from mpcore.kernel import (
    Actor,
    Done,
    LineId,
    ListingId,
    OrderId,
    PartId,
    Personal,
    Refusal,
    Refused,
    Scope,
    ShopId,
    VendorId,
    frozen,
)
from mpcore.money import money
from mpcore.orders import OrderCommand, PlaceOrder, Properties, Tracking
from mpcore.presets import PLAIN as PLAIN_BOOK
from mpcore.refunds import RefundCommand
from mpcore.subaccounts import (
    CATALOGUE,
    ChatGroupId,
    ChatGroupKind,
    Company,
    CompanyCommand,
    Context,
    CreateCompany,
    InvitationId,
    InvitationPolicy,
    SpendingLimit,
    SubAccountPolicy,
    Token,
    Who,
)
from mpcore.testing import PLACED_AT, Scenario
from tests.discounts import telling
from tests.orders import say as order
from tests.subaccounts.say import (
    NOW,
    OPERATOR,
    REINSTATE,
    SUSPEND,
    VENDOR,
    add,
    create_company,
    define,
    delete,
    disable,
    edit,
    enable,
    give,
    hire,
    take,
    undefine,
)

__all__ = [
    "DELEGATING",
    "INVITING",
    "PAID",
    "RULES",
    "SENT",
    "STORIES",
    "AnyCommand",
    "Story",
    "against",
    "asked",
    "limit",
    "placed",
]

AnyCommand: TypeAlias = (
    PlaceOrder | OrderCommand | CreateCoupon | CouponCommand | RefundCommand | CreateCompany | CompanyCommand
)

S = TypeVar("S")
E = TypeVar("E")

DELEGATING = SubAccountPolicy(delegated=CATALOGUE.of(Who.BY_POLICY))
"""Everything is delegated that can be."""

INVITING = SubAccountPolicy(delegated=DELEGATING.delegated, invitations=InvitationPolicy(main=True, sub_accounts=True))
"""Everything is delegated that can be, and everybody has to accept an invitation."""


@frozen
class Story:
    """A command that is accepted, whoever may ask it, of what is ready for it."""

    command: type[AnyCommand]
    ask: Callable[[Company, Actor, ShopId], tuple[Refusal, ...]]
    """What stands against it: of a company, asked by an actor, in a shop."""
    in_a_shop: bool = True
    """Whether its scope is asked for in the one shop; otherwise in what is of no single one."""


def against(outcome: Done[S, E] | Refused) -> tuple[Refusal, ...]:
    return outcome.reasons if isinstance(outcome, Refused) else ()


# --- orders

RULES = PLAIN_BOOK.what_if(
    {
        "orders.vendor_may_cancel": True,
        "orders.vendor_may_hold": True,
        "orders.buyer_cancels": orders.BuyerCancels.WHILE_UNPAID,
        "orders.requests": orders.CancellationRequests(),
        "orders.confirmed_by": orders.ConfirmedBy.OPERATOR,
    }
)
"""Every switch about who may ask what is on: what is left are scopes."""


def ordered(shop: ShopId) -> PlaceOrder:
    """Two vendors' things: part `p1` is of the company's shop, part `p2` of somebody else."""
    parts = [
        orders.NewPart(
            id=PartId(part),
            vendor=VendorId(vendor),
            shop=where,
            pickup_offered=True,
            lines=[
                orders.NewLine(
                    id=LineId(f"{part}.l{number}"),
                    listing=ListingId("mug"),
                    title="a mug",
                    quantity=2,
                    unit_price=money("10.00", "EUR"),
                )
                for number in (1, 2)
            ],
        )
        for part, vendor, where in (("p1", VENDOR, shop), ("p2", "other", None))
    ]
    return PlaceOrder(order=OrderId("o1"), buyer=telling.ADA, currency="EUR", parts=parts)


def placed(shop: ShopId) -> Scenario:
    """The order as it was placed, under the rules of this file."""
    ctx = orders.Context(now=PLACED_AT, actor=telling.ADA, policy=RULES.orders)
    return Scenario(orders.place(ordered(shop), ctx).unwrap().events, RULES)


def _of_order(command: OrderCommand, *before: OrderCommand) -> Story:
    def ask(_: Company, actor: Actor, shop: ShopId) -> tuple[Refusal, ...]:
        outcome = placed(shop).after(*before).when(command, actor=actor).outcome
        assert outcome is not None
        return against(outcome)

    return Story(type(command), ask)


def _place(_: Company, actor: Actor, shop: ShopId) -> tuple[Refusal, ...]:
    return against(orders.place(ordered(shop), orders.Context(now=PLACED_AT, actor=actor, policy=RULES.orders)))


PAID = (order.pay("80.00"), order.confirm())
SENT = (*PAID, order.ship(), order.ship("p2", dispatch="d2"))
ASKED = (*PAID, order.ask())
OTHER = Tracking("JD014600009", "https://carrier.example/track?id=JD014600009")

OF_ORDERS = (
    Story(PlaceOrder, _place),
    _of_order(order.pay("80.00")),
    _of_order(order.authorise("80.00")),
    _of_order(order.decline()),
    _of_order(order.confirm(), order.pay("80.00")),
    _of_order(order.remind()),
    _of_order(order.ship(), *PAID),
    _of_order(order.correct(tracking=OTHER), *SENT),
    _of_order(order.deliver(), *SENT),
    _of_order(order.collect(), *PAID, order.ship(kind=orders.DispatchKind.PICKUP)),
    _of_order(order.lose(), *SENT),
    _of_order(order.send_back(), *SENT, order.lose()),
    _of_order(order.complete(), *SENT),
    _of_order(order.hold(), *PAID),
    _of_order(order.release(), *PAID, order.hold()),
    _of_order(order.vacation(PLACED_AT), *PAID),
    _of_order(order.cancel()),
    _of_order(order.cancel_lines("p1", ("p1.l1", 1)), *PAID),
    _of_order(order.ask(), *PAID),
    _of_order(order.withdraw(), *ASKED),
    _of_order(order.answer(accept=False), *ASKED),
    _of_order(order.write(), *PAID),
    _of_order(order.edit(Properties(email=Personal("ada@example.org"))), *PAID),
    _of_order(order.edit_metadata({"colour": "red"}), *PAID),
    _of_order(order.erase(), *SENT),
    _of_order(order.fire()),
)

# --- coupons


AGAIN = DiscountPolicy(allow_reactivation=True)


def _create_coupon(_: Company, actor: Actor, __: ShopId) -> tuple[Refusal, ...]:
    return against(discounts.create(telling.new(), telling.context(actor, code_taken=False)))


def _of_coupon(command: CouponCommand, *before: CouponCommand) -> Story:
    def ask(_: Company, actor: Actor, __: ShopId) -> tuple[Refusal, ...]:
        return telling.Shop(policy=AGAIN).do(*before).reasons(command, actor=actor)

    return Story(type(command), ask, in_a_shop=False)


OF_COUPONS = (
    Story(CreateCoupon, _create_coupon, in_a_shop=False),
    _of_coupon(telling.deactivate()),
    _of_coupon(telling.reactivate(), telling.deactivate()),
    _of_coupon(telling.hold()),
    _of_coupon(telling.commit()),
    _of_coupon(telling.release(), telling.hold()),
    _of_coupon(telling.fire()),
)

# --- companies


def asked(state: Company, command: CompanyCommand, actor: Actor, policy: SubAccountPolicy) -> tuple[Refusal, ...]:
    return against(subaccounts.execute(state, command, _context(actor, policy)))


def _context(actor: Actor, policy: SubAccountPolicy) -> Context:
    return Context(now=NOW, actor=actor, policy=policy, shop_taken=False, same_passwords=frozenset())


Make: TypeAlias = Callable[[ShopId], CompanyCommand]


def _of_company(
    command: CompanyCommand | Make,
    *before: CompanyCommand | Make,
    in_a_shop: bool = False,
    policy: SubAccountPolicy = DELEGATING,
) -> Story:
    """Asked of the company, after the operator has asked for all these."""

    def ask(state: Company, actor: Actor, shop: ShopId) -> tuple[Refusal, ...]:
        for each in before:
            state = subaccounts.execute(state, _in(each, shop), _context(OPERATOR, policy)).unwrap().state
        return asked(state, _in(command, shop), actor, policy)

    return Story(type(_in(command, ShopId("a"))), ask, in_a_shop)


def _in(command: CompanyCommand | Make, shop: ShopId) -> CompanyCommand:
    return command(shop) if callable(command) else command


def _create_company(_: Company, actor: Actor, __: ShopId) -> tuple[Refusal, ...]:
    return against(subaccounts.create(create_company("x", vendor="v9"), _context(actor, DELEGATING)))


def _of_applicant(command: CompanyCommand, *before: CompanyCommand) -> Story:
    """Asked of a company that has applied, with the same id and the same main account."""

    def ask(_: Company, actor: Actor, __: ShopId) -> tuple[Refusal, ...]:
        state = subaccounts.create(create_company("a", "b"), _context(OPERATOR, INVITING)).unwrap().state
        for each in before:
            state = subaccounts.execute(state, each, _context(OPERATOR, INVITING)).unwrap().state
        return asked(state, command, actor, INVITING)

    return Story(type(command), ask, in_a_shop=False)


DIGEST = Token("not-a-very-good-secret").digest
PAT = hire("pat").member
GROUP = ChatGroupId("g")
INVITE_MAIN = subaccounts.InviteMain(company=VENDOR, invitation=InvitationId("i1"), digest=DIGEST)


def limit(who: str, scope: str) -> subaccounts.SetLimits:
    """They may spend 50 euros at once through a scope."""
    limits = (SpendingLimit(scope=Scope(scope), per_action=money("50.00", "EUR")),)
    return subaccounts.SetLimits(company=VENDOR, member=hire(who).member, limits=limits)


def _group(shop: ShopId) -> subaccounts.CreateChatGroup:
    return subaccounts.CreateChatGroup(
        company=VENDOR,
        group=GROUP,
        shop=shop,
        kind=ChatGroupKind.PRE_SALES,
        name="before",
        members=(create_company().main,),
    )


def _grant(shop: ShopId) -> subaccounts.GrantRole:
    return give("pat", "giver", shop, grant="pat's")


OF_COMPANIES = (
    Story(CreateCompany, _create_company, in_a_shop=False),
    _of_applicant(subaccounts.RefuseCompany(company=VENDOR)),
    _of_applicant(INVITE_MAIN),
    _of_applicant(subaccounts.AcceptInvitation(company=VENDOR, digest=DIGEST), INVITE_MAIN),
    _of_company(add("c")),
    _of_company(SUSPEND),
    _of_company(REINSTATE, SUSPEND),
    _of_company(subaccounts.TransferOwnership(company=VENDOR, to=PAT), hire("pat")),
    _of_company(subaccounts.CloseCompany(company=VENDOR)),
    _of_company(subaccounts.ChangeWalletPassword(company=VENDOR)),
    _of_company(lambda shop: subaccounts.ChangeShopPassword(company=VENDOR, shop=shop), in_a_shop=True),
    _of_company(hire("pat")),
    _of_company(
        subaccounts.InviteSubAccount(company=VENDOR, member=PAT, invitation=InvitationId("i2"), digest=DIGEST),
        hire("pat"),
        policy=INVITING,
    ),
    _of_company(disable("pat"), hire("pat")),
    _of_company(enable("pat"), hire("pat"), disable("pat")),
    _of_company(delete("pat"), hire("pat")),
    _of_company(limit("pat", "limits.manage"), hire("pat")),
    _of_company(define("lead", "roles.manage")),
    _of_company(edit("lead", "roles.manage", name="head"), define("lead", "roles.manage")),
    _of_company(undefine("lead"), define("lead", "roles.manage")),
    _of_company(_grant, hire("pat"), define("giver", "grants.manage"), in_a_shop=True),
    _of_company(take("pat's"), hire("pat"), define("giver", "grants.manage"), _grant, in_a_shop=True),
    _of_company(_group, in_a_shop=True),
    _of_company(
        subaccounts.EditChatGroup(company=VENDOR, group=GROUP, name="first", members=(create_company().main,)),
        _group,
        in_a_shop=True,
    ),
    _of_company(subaccounts.CloseChatGroup(company=VENDOR, group=GROUP), _group, in_a_shop=True),
    _of_company(
        subaccounts.ReopenChatGroup(company=VENDOR, group=GROUP),
        _group,
        subaccounts.CloseChatGroup(company=VENDOR, group=GROUP),
        in_a_shop=True,
    ),
    _of_company(subaccounts.DeleteChatGroup(company=VENDOR, group=GROUP), _group, in_a_shop=True),
)

STORIES: dict[type[Any], Story] = {story.command: story for story in (*OF_ORDERS, *OF_COUPONS, *OF_COMPANIES)}
