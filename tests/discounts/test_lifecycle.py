"""The tables: stages and events, commands and their deciders, and who may ask what."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any, get_args, get_type_hints

import pytest

from mpcore import discounts
from mpcore.discounts import (
    COUPON,
    GATES,
    REDEMPTION,
    CommitCoupon,
    CouponCommand,
    CouponCreated,
    CouponEvent,
    CreateCoupon,
    DeactivateCoupon,
    DiscountPolicy,
    FireTimers,
    HoldCoupon,
    Past,
    ReactivateCoupon,
    RedemptionCommand,
    RedemptionEvent,
    RedemptionStage,
    ReleaseCoupon,
)
from mpcore.discounts.events import StageEvent
from mpcore.kernel import (
    Actor,
    Buyer,
    BuyerId,
    Grant,
    Lifecycle,
    MemberId,
    MissingScope,
    NotFound,
    Operator,
    Refusal,
    Refused,
    VendorId,
    VendorMember,
    WrongStage,
)
from mpcore.kernel.drawing import mermaid
from tests.discounts.telling import (
    ADA,
    BOB,
    FUND,
    HOLD_FOR,
    INSTANT,
    MANAGE,
    REDEEM,
    STATS,
    SYSTEM,
    Shop,
    commit,
    deactivate,
    fire,
    hold,
    limited,
    reactivate,
    release,
    staff,
    terms,
)

# By their paths: of the same name as the modules there are the verbs.
_DECIDE, _EVOLVE = vars(import_module("mpcore.discounts.decide")), vars(import_module("mpcore.discounts.evolve"))
DECIDERS: Mapping[type, Callable[..., Any]] = {**_DECIDE["_OF_REDEMPTIONS"], **_DECIDE["_OF_COUPONS"]}
AFTER: Mapping[type, Callable[..., Any]] = _EVOLVE["_AFTER"]

FIRM = DiscountPolicy(allow_reactivation=True)
COMMANDS: dict[type[CouponCommand], CouponCommand] = {
    type(command): command for command in (hold(), commit(), release(), deactivate(), reactivate(), fire())
}


# --- tables


@pytest.mark.parametrize(
    ("table", "events"), [(COUPON, StageEvent), (REDEMPTION, RedemptionEvent)], ids=["coupon", "redemption"]
)
def test_every_event_of_a_lifecycle_stands_in_its_table(table: Lifecycle[Any, Any], events: object) -> None:
    assert table.events == set(get_args(events))


def test_every_event_is_followed_and_every_command_decided() -> None:
    assert set(AFTER) == set(get_args(CouponEvent)) == {CouponCreated, *COUPON.events, *REDEMPTION.events}
    assert set(DECIDERS) == set(get_args(CouponCommand)) == set(COMMANDS)
    assert set(_DECIDE["_OF_REDEMPTIONS"]) == set(get_args(RedemptionCommand))
    assert set(GATES) == {CreateCoupon, *get_args(CouponCommand)}
    for table, argument in ((DECIDERS, "command"), (AFTER, "event")):
        for cls, function in table.items():
            taken = get_type_hints(function, vars(sys.modules[function.__module__]))[argument]
            assert cls is taken or cls in get_args(taken), f"{function.__name__} stands beside {cls.__name__}"


def test_a_gate_stands_where_its_command_does() -> None:
    for command, gate in GATES.items():
        assert gate.command is command
        assert gate.scope == gate.missing.scope == command.scope
        assert gate.kinds, f"nobody may ask {command.__name__}"


def test_the_tables_are_as_they_are_drawn() -> None:
    assert mermaid(REDEMPTION).splitlines() == [
        "stateDiagram-v2",
        "    [*] --> HELD",
        "    HELD --> HELD: CouponHeld",
        "    HELD --> COMMITTED: CouponCommitted",
        "    HELD --> DROPPED: HoldDropped",
        "    HELD --> EXPIRED: HoldExpired",
        "    COMMITTED --> RELEASED: CouponReleased",
        "    DROPPED --> HELD: CouponHeld",
        "    DROPPED --> COMMITTED: CouponCommitted",
        "    EXPIRED --> HELD: CouponHeld",
        "    EXPIRED --> COMMITTED: CouponCommitted",
        "    RELEASED --> [*]",
    ]
    assert REDEMPTION.terminal == (RedemptionStage.RELEASED,)
    assert COUPON.terminal == ()


def test_the_verbs_of_the_package_are_the_verbs_and_not_the_files_they_are_in() -> None:
    for name in ("create", "decide", "evolve", "execute", "replay", "due", "usage"):
        assert callable(getattr(discounts, name)), name


# --- every stage and every command


def in_stage(stage: RedemptionStage | None) -> Shop:
    shop = Shop(limited(total=9))
    match stage:
        case None:
            return shop
        case RedemptionStage.HELD:
            return shop.do(hold())
        case RedemptionStage.COMMITTED:
            return shop.do(commit())
        case RedemptionStage.RELEASED:
            return shop.do(commit(), release())
        case RedemptionStage.DROPPED:
            return shop.do(hold(), release())
        case RedemptionStage.EXPIRED:
            return shop.do(hold()).later(HOLD_FOR + INSTANT).do(fire())


NOTHING: tuple[type[CouponEvent], ...] = ()
STAGES: dict[RedemptionStage | None, tuple[object, object, object, object, object]] = {
    # the same hold, another, the same commit, another, release
    None: ("CouponHeld", "CouponHeld", "CouponCommitted", "CouponCommitted", "NotFound"),
    RedemptionStage.HELD: (None, "CouponHeld", "CouponCommitted", "CouponCommitted", "HoldDropped"),
    RedemptionStage.COMMITTED: (None, "WrongStage", None, "IdTaken", "CouponReleased"),
    RedemptionStage.RELEASED: ("WrongStage", "WrongStage", "WrongStage", "WrongStage", None),
    RedemptionStage.DROPPED: ("CouponHeld", "CouponHeld", "CouponCommitted", "CouponCommitted", None),
    RedemptionStage.EXPIRED: ("CouponHeld", "CouponHeld", "CouponCommitted", "CouponCommitted", None),
}


@pytest.mark.rule("W21")
@pytest.mark.parametrize("stage", STAGES, ids=str)
def test_every_command_in_every_stage(stage: RedemptionStage | None) -> None:
    shop = in_stage(stage)
    assert stage is None or shop.redemptions["o1"].stage is stage
    asked: tuple[CouponCommand, ...] = (hold(), hold(amount=7), commit(), commit(amount=7), release())
    for command, expected in zip(asked, STAGES[stage], strict=True):
        outcome = shop.ask(command)
        found = outcome.reasons if isinstance(outcome, Refused) else outcome.events
        assert [type(each).__name__ for each in found] == ([] if expected is None else [expected])


def test_a_wrong_stage_says_what_was_asked() -> None:
    (reason,) = in_stage(RedemptionStage.RELEASED).reasons(commit())
    assert isinstance(reason, WrongStage)
    assert str(reason) == "redemption o1 is released, which does not allow to commit the coupon"


# --- who may ask what

TABLE = """
                     ada  bob  guest  staff idle paris empty rival  olga carl ines  system
    HoldCoupon        .    O    O      S    S    S     O     O      .    .    S     .
    CommitCoupon      S    O    O      S    S    S     O     O      .    .    S     .
    ReleaseCoupon     .    O    O      S    S    S     O     O      .    .    S     .
    DeactivateCoupon  O    O    O      .    S    S     O     O      .    .    S     S
    ReactivateCoupon  O    O    O      .    S    S     O     O      .    .    S     S
    FireTimers        O    O    O      S    S    S     O     O      .    .    S     .
"""
"""Who asks of coupon `c1`, which is vendor `v1`'s, and of the redemption by ada's order `o1`.

`.` gets past authority, `S` lacks the scope, `O` is told that there is no such coupon.
"""

COLUMNS, *_ROWS = [line.split() for line in TABLE.strip().splitlines()]
EXPECTED: dict[str, dict[str, str]] = {name: dict(zip(COLUMNS, letters, strict=True)) for name, *letters in _ROWS}
SCOPES = frozenset({MANAGE, FUND, REDEEM, STATS, FireTimers.scope})


def actors(command: type[CouponCommand]) -> dict[str, Actor]:
    """Somebody of each kind, for one command and its scope."""
    scope = command.scope
    return {
        "ada": ADA,
        "bob": BOB,
        "guest": Buyer(BuyerId("ada"), guest=True),
        "staff": staff("v1", scope),
        "idle": staff("v1", *(SCOPES - {scope})),
        "paris": staff("v1", scope, shop="paris"),
        "empty": VendorMember(VendorId("v1"), MemberId("m"), (Grant(()),)),
        "rival": staff("v2", *SCOPES),
        "olga": Operator(MemberId("olga")),
        "carl": Operator(MemberId("carl"), frozenset({scope})),
        "ines": Operator(MemberId("ines"), SCOPES - {scope}),
        "system": SYSTEM,
    }


@pytest.mark.rule("00.8")
@pytest.mark.parametrize("who", COLUMNS)
@pytest.mark.parametrize("kind", COMMANDS, ids=lambda kind: kind.__name__)
def test_who_gets_past_authority(kind: type[CouponCommand], who: str) -> None:
    shop = Shop(policy=FIRM).do(hold())
    reasons = shop.reasons(COMMANDS[kind], actor=actors(kind)[who])
    authority: dict[str, tuple[Refusal, ...]] = {
        ".": (),
        "S": (MissingScope(scope=kind.scope),),
        "O": (NotFound(thing="coupon", id="c1"),),
    }
    letter: str = EXPECTED[kind.__name__][who]
    assert reasons == authority[letter]


def test_the_table_has_every_command() -> None:
    assert set(EXPECTED) == {kind.__name__ for kind in COMMANDS}
    assert set(actors(HoldCoupon)) == set(COLUMNS)


@pytest.mark.rule("00.8")
def test_staff_know_of_no_coupon_of_the_marketplace() -> None:
    shop = Shop(owner=None)
    for command in COMMANDS.values():
        if not isinstance(command, ReactivateCoupon):
            assert shop.why_not(command, actor=staff("v1", *SCOPES)) == [NotFound]


@pytest.mark.rule("00.8")
def test_a_buyer_holds_for_their_own_checkout_only() -> None:
    shop = Shop()
    assert shop.why_not(hold("o1", ADA), actor=ADA) == []
    assert shop.why_not(hold("o1", BOB), actor=ADA) == [NotFound]
    shop.do(hold("o1", BOB))
    assert shop.why_not(hold("o1", ADA), actor=ADA) == [NotFound], "it is bob's order"
    assert shop.why_not(release("o1"), actor=ADA) == [NotFound]
    assert shop.why_not(release("o9"), actor=ADA) == [NotFound], "and one that there is not looks the same"


@pytest.mark.rule("00.8", "W21")
def test_a_buyer_gives_up_a_hold_and_never_a_use() -> None:
    """The order has its discount: whoever could give the use back would have it twice."""
    shop = Shop().do(hold())
    assert shop.why_not(release(), actor=ADA) == []
    shop.do(commit())
    assert shop.why_not(release(), actor=ADA) == [MissingScope]
    assert shop.why_not(release(), actor=SYSTEM) == []
    shop.do(release())
    assert shop.why_not(release(), actor=ADA) == [MissingScope]
    dropped = Shop().do(hold(), release())
    assert dropped.events(release(), actor=ADA) == NOTHING


@pytest.mark.rule("00.8")
@pytest.mark.parametrize("kind", COMMANDS, ids=lambda kind: kind.__name__)
def test_a_stranger_is_told_the_same_whatever_there_is(kind: type[CouponCommand]) -> None:
    shops = [
        Shop(),
        Shop(terms(code="SAVE20")),
        Shop(limited(total=0)).do(deactivate()),
        Shop().do(hold()),
        Shop().do(commit()),
        Shop().do(commit(), release()),
        Shop(owner=None),
    ]
    for stranger in (staff("v2", *SCOPES), BOB, Buyer(BuyerId("ada"), guest=True)):
        answers = {shop.reasons(COMMANDS[kind], actor=stranger) for shop in shops}
        assert answers == {(NotFound(thing="coupon", id="c1"),)}


@pytest.mark.rule("00.8")
def test_authority_is_asked_before_everything_else() -> None:
    shop = Shop(limited(total=0)).do(deactivate())

    def never(*_: object) -> Refusal:
        return NotFound(thing="patience", id="host")

    for kind in (HoldCoupon, CommitCoupon, DeactivateCoupon, ReactivateCoupon):
        nobody = Operator(MemberId("nobody"), frozenset())
        assert shop.why_not(COMMANDS[kind], actor=nobody, also=(never,)) == [MissingScope]
    assert shop.why_not(release(), past=Past(), actor=Operator(MemberId("o"), frozenset())) == [MissingScope]
    assert ReleaseCoupon.scope == HoldCoupon.scope == CommitCoupon.scope == REDEEM
