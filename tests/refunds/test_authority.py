"""Every command about refunds and every kind of actor: who gets past authority, in a table written out by hand."""

from __future__ import annotations

import pytest
from attrs import evolve

from mpcore import refunds
from mpcore.kernel import (
    Actor,
    Buyer,
    BuyerId,
    Grant,
    MalformedError,
    MemberId,
    MissingScope,
    NotFound,
    Operator,
    OrderId,
    PolicyMismatchError,
    Refused,
    RuleBookId,
    Scope,
    ShopId,
    VendorId,
    VendorMember,
)
from mpcore.presets import PLAIN as BOOK
from mpcore.refunds import GATES, RefundCommand, RefundPolicy
from mpcore.testing import SYSTEM
from tests.orders.say import pay
from tests.refunds.say import (
    Desk,
    abandon,
    approve,
    ask,
    by_hand,
    did_not,
    force,
    line,
    of_cancellation,
    reject,
    retry,
    sold,
    surplus,
    went_back,
    withdraw,
)

COLUMNS = ["buyer", "another", "guest", "staff", "idle", "rival", "stranger", "operator", "clerk", "intern", "system"]
TABLE = """
                        buyer another guest  staff idle rival stranger  operator clerk intern  system
    RequestRefund         1      O      O      .    S     P      O         .      .      S       S
    ForceRefund           S      O      O      S    S     P      O         .      .      S       S
    RefundCancellation    S      O      O      S    S     P      O         .      .      S       .
    RefundSurplus         S      O      O      S    S     S      O         .      .      S       .
    ApproveRefund         S      O      O      S    S     R      O         .      .      S       S
    RejectRefund          S      O      O      S    S     R      O         .      .      S       S
    WithdrawRefund        .      O      O      .    S     R      O         .      .      S       S
    RecordRefundPayment   S      O      O      S    S     R      O         .      .      S       .
    RecordRefundFailure   S      O      O      S    S     R      O         .      .      S       .
    RetryRefund           S      O      O      S    S     R      O         .      .      S       S
    SettleRefundByHand    S      O      O      S    S     R      O         .      .      S       S
    AbandonRefund         S      O      O      S    S     R      O         .      .      S       S
"""
"""Who asks of order `o1`, its part `p1`, which is vendor `v1`'s, and its refund `r1`; `p2` is vendor `v2`'s.

`.` gets past authority; `S` lacks the scope; `O` is told that there is no such order, `P` no such part, `R` no such
refund.  `1` gets past it where the policy lets buyers ask, and lacks the scope where it does not.
"""

EVERY: dict[str, RefundCommand] = {
    type(command).__name__: command
    for command in (
        ask(line(amount="1.00")),
        force(ask(line(amount="1.00"))),
        of_cancellation(),
        surplus(),
        approve(),
        reject(),
        withdraw(),
        went_back("1.00"),
        did_not(),
        retry(),
        by_hand(),
        abandon(),
    )
}
ROWS = {
    name: dict(zip(COLUMNS, letters, strict=True)) for name, *letters in map(str.split, TABLE.strip().splitlines()[1:])
}
PAIRS = [(name, who) for name in EVERY for who in COLUMNS]
CLOSED, OPEN = RefundPolicy(), RefundPolicy(buyers_may_request=True)


def member(vendor: str, *scopes: Scope) -> VendorMember:
    return VendorMember(VendorId(vendor), MemberId(f"staff of {vendor}"), (Grant(frozenset(scopes)),))


def actors(scope: Scope) -> dict[str, Actor]:
    """Somebody of each kind, for one scope."""
    others = frozenset([gate.scope for gate in GATES.values()]) - {scope}
    return {
        "buyer": Buyer(BuyerId("ada")),
        "another": Buyer(BuyerId("bob")),
        "guest": Buyer(BuyerId("ada"), guest=True),
        "staff": member("v1", scope),
        "idle": member("v1", *others),
        "rival": member("v2", scope),
        "stranger": member("v3", scope),
        "operator": Operator(MemberId("olga")),
        "clerk": Operator(MemberId("carl"), frozenset({scope})),
        "intern": Operator(MemberId("ines"), others),
        "system": SYSTEM,
    }


def stories(policy: RefundPolicy) -> dict[str, Desk]:
    """Refunds in states that have nothing in common but who may ask."""
    asked = ask(line(amount="5.00"))
    return {
        "asked": Desk(sold("v1", "v2"), policy).do(asked),
        "approved": Desk(sold("v1", "v2"), policy).do(asked, approve()),
        "failed": Desk(sold("v1", "v2"), policy).do(asked, approve(), did_not()),
        "over": Desk(sold("v1", "v2"), policy).do(asked, approve(), went_back("5.00")),
    }


def letter(desk: Desk, name: str, who: Actor) -> str:
    """How far a command of `EVERY` gets."""
    command = EVERY[name]
    match refunds.decide(desk.after, command, desk.ctx(who)):
        case Refused((MissingScope(scope=scope),)):
            assert scope == command.scope
            return "S"
        case Refused((NotFound(thing="order" | "part" | "refund" as thing, at=at),)):
            assert at == (None if thing == "order" else thing)
            return thing[0].upper()
        case _:
            return "."


@pytest.mark.rule("U21")
@pytest.mark.parametrize(("name", "who"), PAIRS, ids=[f"{name}-{who}" for name, who in PAIRS])
def test_who_gets_past_authority(name: str, who: str) -> None:
    expected, actor = ROWS[name][who], actors(EVERY[name].scope)[who]
    for policy, one in ((CLOSED, "S"), (OPEN, ".")):
        for story, desk in stories(policy).items():
            assert letter(desk, name, actor) == (one if expected == "1" else expected), story


def test_the_table_is_of_every_command_about_refunds() -> None:
    assert set(ROWS) == set(EVERY) == {kind.__name__ for kind in GATES if kind.__module__ == ask().__module__}


@pytest.mark.parametrize("name", [name for name, row in ROWS.items() if row["rival"] == "R"])
def test_unknown_and_foreign_look_the_same(name: str) -> None:
    """Refund `r1` is of vendor `v1`; nobody knows of a refund in the empty story."""
    scope, empty = EVERY[name].scope, Desk(sold("v1", "v2"), OPEN)
    for who in ("rival", "stranger", "another", "guest"):
        actor = actors(scope)[who]
        unknown = empty.reasons(EVERY[name], actor)
        for story, desk in stories(OPEN).items():
            assert desk.reasons(EVERY[name], actor) == unknown, story
    assert [reason.code for reason in empty.reasons(EVERY[name], actors(scope)["intern"])] == ["not_found"]


def test_what_is_of_no_part_is_nobodys_outside() -> None:
    desk = Desk(sold("v1").after(pay("5.00", "m2")), OPEN).do(surplus())
    for who in ("buyer", "staff"):
        actor = actors(withdraw().scope)[who]
        assert desk.reasons(withdraw(), actor) == Desk(sold("v1"), OPEN).reasons(withdraw(), actor)


def test_a_scope_in_another_shop_does_not_count() -> None:
    scope = ask().scope
    elsewhere = VendorMember(VendorId("v1"), MemberId("ann"), (Grant(frozenset({scope}), ShopId("s2")),))
    assert Desk(sold("v1")).refused(ask(line(amount="1.00")), elsewhere) == ["not_found"]


# The caller's mistakes


ASKED = ask(line(amount="5.00"))


def test_an_order_that_was_not_told_is_the_callers_mistake() -> None:
    for steps in (
        (ASKED,),
        (ASKED, reject()),
        (ASKED, approve(), went_back("5.00")),
        (ASKED, approve(), went_back("1.00")),
    ):
        desk = Desk(sold())
        for step in steps:
            before = desk.order
            desk.do(step)
            if desk.order == before:
                continue
            desk.order, told = before, desk.order
            with pytest.raises(MalformedError, match="has not been told everything of refund r1"):
                desk.refused(ask(line(amount="1.00"), refund="r2"))
            desk.order = told
        desk.do(ask(line(amount="1.00"), refund="r2"))


def test_another_rule_book_is_the_callers_mistake() -> None:
    desk = Desk(sold(), RefundPolicy(rule_book=RuleBookId("other")))
    with pytest.raises(PolicyMismatchError):
        desk.do(ASKED)


def test_another_order_is_the_callers_mistake() -> None:
    desk = Desk(sold())
    with pytest.raises(MalformedError) as raised:
        desk.do(evolve(ASKED, order=OrderId("o2")))
    assert [fault.at for fault in raised.value.faults] == ["order"]
    stray = Desk(sold())
    stray.after = refunds.AfterSales(order=OrderId("o2"), currency="EUR", rule_book=BOOK.id)
    with pytest.raises(MalformedError, match="the command is for order"):
        stray.do(ASKED)
    with pytest.raises(MalformedError, match="the context has order"):
        stray.do(evolve(ASKED, order=OrderId("o2")))
