"""The catalogue: every command names a scope of it, wildcards are careful, hosts add their own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mpcore import discounts, orders, refunds, subaccounts
from mpcore.kernel import Actor, Buyer, MalformedError, Operator, Scope, System, VendorMember
from mpcore.subaccounts import CATALOGUE, ScopeCatalogue, ScopeInfo, SubAccountPolicy, Who
from tests.subaccounts.say import TEAM

GATES: Mapping[type, Any] = {**orders.GATES, **discounts.GATES, **refunds.GATES, **subaccounts.GATES}
COMMANDS = (
    orders.PlaceOrder,
    *get_args(orders.OrderCommand),
    discounts.CreateCoupon,
    *get_args(discounts.CouponCommand),
    subaccounts.CreateCompany,
    *get_args(subaccounts.CompanyCommand),
    *get_args(refunds.RefundCommand),
)
OTHERS = ("orders.view_customer_data", "discounts.fund", "discounts.stats")
"""What is asked for besides commands."""


def kinds_of(scope: Scope) -> frozenset[type[Actor]]:
    """Every kind of actor that may ask for some command with the scope."""
    return frozenset[type[Actor]]().union(*[gate.kinds for gate in GATES.values() if gate.scope == scope])


@pytest.mark.parametrize(
    "command", COMMANDS, ids=[f"{command.__module__.split('.')[1]}.{command.__name__}" for command in COMMANDS]
)
@pytest.mark.rule("00.8")
def test_every_command_of_every_package_names_a_scope_of_the_catalogue(command: type) -> None:
    scope: Scope = vars(command)["scope"]
    assert CATALOGUE.get(scope) is not None
    assert GATES[command].scope == scope


def test_every_gate_is_of_a_command_that_was_asked_about() -> None:
    assert set(GATES) == set(COMMANDS)
    assert {scope for scope in OTHERS if CATALOGUE.get(Scope(scope)) is None} == set()


@pytest.mark.parametrize("scope", sorted({gate.scope for gate in GATES.values()}))
def test_a_scope_is_of_the_kind_nearest_to_the_vendor_that_may_ask(scope: Scope) -> None:
    info, kinds = CATALOGUE.get(scope), kinds_of(scope)
    assert info is not None
    assert info.is_staff is (VendorMember in kinds)
    if not info.is_staff:
        nearest = next(who for kind, who in NEAREST if kind in kinds)
        assert info.who is nearest


NEAREST = ((Buyer, Who.BUYER), (System, Who.SYSTEM), (Operator, Who.OPERATOR))


@pytest.mark.rule("H6", "00.8")
def test_what_is_never_delegable_and_what_is_by_policy() -> None:
    never = {
        *("wallet.password.change", "account.delete", "company.edit", "company.transfer", "plan.change"),
        *("audit_log.view", "shops.add"),
    }
    assert CATALOGUE.of(Who.NEVER) == never
    assert CATALOGUE.of(Who.BY_POLICY) == {*TEAM, "payout_account.manage"}
    assert CATALOGUE.of(Who.OPERATOR) >= {"orders.edit_properties", "orders.confirm_payment", "discounts.fund"}


def test_what_is_about_money_people_and_credentials_is_sensitive() -> None:
    sensitive = {info.scope for info in CATALOGUE.infos if info.sensitive}
    assert sensitive >= {"finance.view", "company.view", "shop.password.change", "orders.view_customer_data"}
    assert not sensitive & {"orders.view", "orders.ship", "chat.use", "listings.view"}


def test_every_scope_has_a_meaning_and_an_area() -> None:
    assert len(CATALOGUE.infos) > 80
    assert all(info.meaning and not info.meaning.endswith(".") for info in CATALOGUE.infos)
    assert CATALOGUE.get(Scope("listings.import")) is not None
    assert CATALOGUE.get(Scope("shop.settings.view")) == ScopeInfo(
        scope=Scope("shop.settings.view"), meaning="see a shop's settings"
    )


# --- reading


@pytest.mark.rule("H6")
def test_a_wildcard_is_what_is_delegable_in_its_area() -> None:
    assert CATALOGUE.read({"wallet.*"}) == {"wallet.view"}
    assert CATALOGUE.read({"shop.settings.*"}) == {"shop.settings.view", "shop.settings.edit"}
    assert CATALOGUE.read({"grants.*", "plan.*", "account.*"}) == frozenset()
    found = CATALOGUE.read({"orders.*"})
    assert {"orders.ship", "orders.cancel", "orders.view_customer_data"} <= found
    assert not found & {"orders.confirm_payment", "orders.place", "orders.record_payment"}
    assert CATALOGUE.read({"*"}) == CATALOGUE.of(Who.DELEGABLE)


@pytest.mark.rule("H6")
@given(st.sets(st.sampled_from(sorted({info.scope.rpartition(".")[0] for info in CATALOGUE.infos}))))
def test_no_wildcard_ever_gives_what_is_not_delegable(areas: set[str]) -> None:
    for text in [*[f"{area}.*" for area in areas], "*"]:
        assert CATALOGUE.read({text}) <= CATALOGUE.of(Who.DELEGABLE)


def test_scopes_are_read_as_they_are_named_whosever_they_are() -> None:
    assert CATALOGUE.read(["orders.ship", "wallet.password.change", "orders.ship"]) == {
        "orders.ship",
        "wallet.password.change",
    }
    assert CATALOGUE.read(()) == frozenset()


@pytest.mark.parametrize(
    "text", ["orders.fly", "orders", "order.*", "", ".*", "**", "orders.sh*", "ORDERS.SHIP", "orders.ship ", "\0" * 500]
)
def test_what_names_no_scope_is_not_read(text: str) -> None:
    with pytest.raises(MalformedError) as caught:
        CATALOGUE.read({"orders.ship", text})
    (fault,) = caught.value.faults
    assert fault.text.startswith("there is no scope ")
    assert len(fault.text) < 300
    assert fault.text.isprintable()


def test_everything_that_names_no_scope_is_told_at_once() -> None:
    with pytest.raises(MalformedError) as caught:
        CATALOGUE.read({"orders.fly", "orders.ship", "a.b"})
    assert [fault.text for fault in caught.value.faults] == [
        "there is no scope 'a.b'",
        "there is no scope 'orders.fly'",
    ]


@pytest.mark.parametrize("texts", ["orders.ship", [7], [None]])
def test_what_is_no_set_of_texts_is_not_read(texts: Any) -> None:  # noqa: ANN401
    with pytest.raises(MalformedError):
        CATALOGUE.read(texts)


# --- hosts


def test_a_host_adds_its_own_scopes() -> None:
    own = ScopeInfo(scope=Scope("acme.fly"), meaning="fly", who=Who.BY_POLICY, sensitive=True)
    wider = CATALOGUE.extended(own, ScopeInfo(scope=Scope("orders.gift_wrap"), meaning="wrap"))
    assert wider.get(Scope("acme.fly")) == own
    assert wider.read({"orders.*"}) - CATALOGUE.read({"orders.*"}) == {"orders.gift_wrap"}
    assert Scope("acme.fly") in wider.staff
    assert SubAccountPolicy(scopes=wider, delegated={Scope("acme.fly")}).grantable >= {"acme.fly", "orders.gift_wrap"}
    assert CATALOGUE.get(Scope("acme.fly")) is None
    assert wider == ScopeCatalogue(reversed(wider.infos))


@pytest.mark.rule("H6")
def test_a_host_cannot_say_otherwise_of_a_scope_of_ours() -> None:
    with pytest.raises(MalformedError, match=r"wallet\.password\.change"):
        CATALOGUE.extended(ScopeInfo(scope=Scope("wallet.password.change"), meaning="change it"))


RIGHT: dict[str, Any] = {"scope": "orders.wrap", "meaning": "wrap"}


@pytest.mark.parametrize(
    "given",
    [
        {"scope": "orders"},
        {"scope": "orders."},
        {"scope": "orders.*"},
        {"scope": "Orders.ship"},
        {"scope": "orders.ship\n"},
        {"scope": "orders..ship"},
        {"scope": "a." + "b" * 99},
        {"scope": 7},
        {"meaning": 7},
    ],
    ids=str,
)
def test_a_scope_that_is_none_is_refused(given: dict[str, Any]) -> None:
    with pytest.raises(MalformedError):
        ScopeInfo(**(RIGHT | given))


WRONG = ["wallet.password.change", *[{scope} for scope in ("account.delete", "orders.ship", "payouts.approve", "a.b")]]


@pytest.mark.rule("H6", "00.8")
@pytest.mark.parametrize("delegated", WRONG, ids=str)
def test_a_policy_delegates_nothing_that_is_not_delegable_by_policy(delegated: Any) -> None:  # noqa: ANN401
    with pytest.raises(MalformedError):
        SubAccountPolicy(delegated=delegated)


@pytest.mark.parametrize("limit", [-1, True, 1.0, "1"])
@pytest.mark.parametrize("name", ["max_roles", "max_sub_accounts"])
def test_a_limit_is_a_number(name: str, limit: Any) -> None:  # noqa: ANN401
    with pytest.raises(MalformedError) as caught:
        SubAccountPolicy(**{name: limit})
    assert caught.value.faults[0].at == name
