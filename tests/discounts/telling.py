"""Coupons and commands in few words: coupon `c1`, orders `o1`, `o2`…, buyers `ada`, `bob`…, euros unless it says so."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from attrs import evolve
from pendulum import DateTime

from mpcore import discounts
from mpcore.discounts import (
    CommitCoupon,
    Context,
    Coupon,
    CouponCommand,
    CouponEvent,
    CreateCoupon,
    DeactivateCoupon,
    DiscountPolicy,
    FireTimers,
    HoldCoupon,
    Limits,
    Past,
    PercentOff,
    ReactivateCoupon,
    Redemption,
    ReleaseCoupon,
    ReleaseOn,
    Terms,
)
from mpcore.kernel import (
    SHOP,
    Actor,
    Buyer,
    BuyerId,
    CouponId,
    Done,
    Grant,
    MemberId,
    Operator,
    OrderId,
    Outcome,
    Refusal,
    Refused,
    SalesChannel,
    Scope,
    ShopId,
    System,
    VendorId,
    VendorMember,
    utc,
)
from mpcore.money import from_minor

NOW: DateTime = utc(datetime(2026, 11, 27, 9, tzinfo=UTC))
MINUTE = timedelta(minutes=1)
INSTANT = timedelta(microseconds=1)
HOLD_FOR = timedelta(minutes=30)

OPERATOR, SYSTEM = Operator(MemberId("olga")), System("tests")
ADA, BOB = Buyer(BuyerId("ada")), Buyer(BuyerId("bob"))
POLICY = DiscountPolicy()
COUPON = CouponId("c1")
MANAGE, FUND, REDEEM, STATS = (Scope(f"discounts.{name}") for name in ("manage", "fund", "redeem", "stats"))


def staff(vendor: str = "v1", *scopes: Scope, shop: str | None = None) -> VendorMember:
    """Somebody of a vendor's staff; without scopes they may manage coupons."""
    grant = Grant(frozenset(scopes) or frozenset((MANAGE,)), None if shop is None else ShopId(shop))
    return VendorMember(VendorId(vendor), MemberId("m"), (grant,))


def terms(**changes: Any) -> Terms:  # noqa: ANN401 - whatever Terms takes
    said: dict[str, Any] = {"title": "ten percent", "benefit": PercentOff(Decimal(10)), **changes}
    return Terms(**said)


def limited(
    total: int | None = None, per_buyer: int | None = None, budget: int | None = None, currency: str = "EUR"
) -> Terms:
    given = None if budget is None else from_minor(budget, currency)
    return terms(limits=Limits(total=total, per_buyer=per_buyer, budget=given))


def new(said: Terms | None = None, owner: str | None = "v1", coupon: str = "c1") -> CreateCoupon:
    return CreateCoupon(
        coupon=CouponId(coupon), owner=None if owner is None else VendorId(owner), terms=said or terms()
    )


def context(
    actor: Actor = OPERATOR,
    now: datetime = NOW,
    policy: DiscountPolicy = POLICY,
    **known: Any,  # noqa: ANN401 - whatever Context takes
) -> Context:
    return Context(now=utc(now), actor=actor, policy=policy, **known)


def hold(
    order: str = "o1",
    buyer: Buyer = ADA,
    amount: int = 500,
    *,
    goods: int = 5000,
    paid: int | None = None,
    currency: str = "EUR",
    channel: SalesChannel = SHOP,
    code: str | None = None,
) -> HoldCoupon:
    return HoldCoupon(
        coupon=COUPON,
        order=OrderId(order),
        buyer=buyer,
        amount=amount,
        goods=goods,
        paid=max(0, goods - amount) if paid is None else paid,
        currency=currency,
        channel=channel,
        code=code,
    )


def commit(order: str = "o1", buyer: Buyer = ADA, amount: int = 500, **facts: Any) -> CommitCoupon:  # noqa: ANN401
    held = hold(order, buyer, amount, **facts)
    return CommitCoupon(**vars(held))


def release(order: str = "o1", because: ReleaseOn | None = None) -> ReleaseCoupon:
    return ReleaseCoupon(coupon=COUPON, order=OrderId(order), because=because)


def deactivate() -> DeactivateCoupon:
    return DeactivateCoupon(coupon=COUPON)


def reactivate() -> ReactivateCoupon:
    return ReactivateCoupon(coupon=COUPON)


def fire() -> FireTimers:
    return FireTimers(coupon=COUPON)


class Shop:
    """A host with one coupon: it stores the coupon, each order's redemption and the history, and looks things up."""

    def __init__(
        self,
        said: Terms | None = None,
        policy: DiscountPolicy = POLICY,
        owner: str | None = "v1",
        now: datetime = NOW,
    ) -> None:
        made = discounts.create(new(said, owner), context(now=now, policy=policy, code_taken=False))
        assert isinstance(made, Done), made
        self.coupon: Coupon = made.state
        self.history: tuple[CouponEvent, ...] = made.events
        self.redemptions: dict[str, Redemption] = {}
        self.policy = policy
        self.now = utc(now)
        self.actor: Actor = OPERATOR
        self.codes: frozenset[str] = frozenset()

    def past(self, command: CouponCommand) -> Past | None:
        """What a host looks up for a command."""
        if not isinstance(command, HoldCoupon | CommitCoupon | ReleaseCoupon):
            return None
        used = [each for each in self.redemptions.values() if each.stage is discounts.RedemptionStage.COMMITTED]
        others = [each for each in used if each.order != command.order]
        known = self.redemptions.get(command.order)
        buyer = command.buyer if not isinstance(command, ReleaseCoupon) else None
        code = command.code if not isinstance(command, ReleaseCoupon) else None
        return Past(
            redemption=known,
            by_buyer=sum([each.buyer == buyer for each in others]),
            code_used=any(each.code == code for each in others) if code in self.codes else None,
        )

    def context(self, command: CouponCommand, **changes: Any) -> Context:  # noqa: ANN401 - whatever Context takes
        known = context(self.actor, self.now, self.policy, past=self.past(command))
        return evolve(known, **changes) if changes else known

    def ask(self, command: CouponCommand, **changes: Any) -> Outcome[Coupon, CouponEvent]:  # noqa: ANN401
        """What comes of a command; nothing is stored."""
        return discounts.execute(self.coupon, command, self.context(command, **changes))

    def do(self, *commands: CouponCommand, **changes: Any) -> Shop:  # noqa: ANN401
        """Commands that are accepted; what comes of them is stored."""
        for command in commands:
            outcome = self.ask(command, **changes)
            assert isinstance(outcome, Done), str(outcome)
            self.store(outcome)
        return self

    def store(self, done: Done[Coupon, CouponEvent]) -> None:
        self.coupon, self.history = done.state, (*self.history, *done.events)
        for event in done.events:
            if isinstance(event, discounts.RedemptionEvent):
                before = self.redemptions.get(event.order)
                self.redemptions[event.order] = discounts.redemption_after(before, event)

    def events(self, command: CouponCommand, **changes: Any) -> tuple[type[CouponEvent], ...]:  # noqa: ANN401
        """The kinds of event that would follow."""
        outcome = self.ask(command, **changes)
        assert isinstance(outcome, Done), str(outcome)
        return tuple([type(event) for event in outcome.events])

    def reasons(self, command: CouponCommand, **changes: Any) -> tuple[Refusal, ...]:  # noqa: ANN401
        """Every reason why not; none where it is accepted."""
        outcome = self.ask(command, **changes)
        return outcome.reasons if isinstance(outcome, Refused) else ()

    def why_not(self, command: CouponCommand, **changes: Any) -> list[type[Refusal]]:  # noqa: ANN401
        return [type(reason) for reason in self.reasons(command, **changes)]

    def later(self, by: timedelta) -> Shop:
        self.now = utc(self.now + by)
        return self


def stages(shop: Shop) -> dict[str, str]:
    """The stage of each order's redemption, by its name."""
    return {order: redemption.stage.name for order, redemption in shop.redemptions.items()}


def kinds(reasons: Iterable[Refusal]) -> list[type[Refusal]]:
    return [type(reason) for reason in reasons]
