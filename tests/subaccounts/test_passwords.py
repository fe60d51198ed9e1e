"""The wallet's password and those of shops: who changes them, and that they never get to be the same."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from attrs import evolve as with_
from attrs import fields, frozen
from hypothesis import given
from hypothesis import strategies as st

from mpcore import wire
from mpcore.kernel import (
    Actor,
    BrokenHistoryError,
    Buyer,
    BuyerId,
    Done,
    Grant,
    MalformedError,
    NothingNamed,
    Refusal,
    Refused,
    Scope,
    ShopId,
    VendorMember,
)
from mpcore.subaccounts import (
    CATALOGUE,
    GATES,
    ChangeShopPassword,
    ChangeWalletPassword,
    Company,
    CompanyStage,
    Context,
    Role,
    RoleId,
    ShopPasswordChanged,
    WalletPasswordChanged,
    WalletPasswordEqualsShopPassword,
    create,
    decide,
    evolve,
    execute,
    member_of,
    visible,
)
from tests.subaccounts.say import (
    DAY,
    DELEGATING,
    MAIN,
    NOW,
    OPERATOR,
    PLAIN,
    SYSTEM,
    VENDOR,
    A,
    B,
    Command,
    add,
    company,
    context,
    create_company,
    define,
    edit,
    give,
    hire,
    member,
    refused,
    staff,
    take,
    then,
)

WALLET = ChangeWalletPassword(company=VENDOR)
SCOPE, SHOP_SCOPE = WALLET.scope, Scope("shop.password.change")
SAME = "subaccounts.wallet_password_equals_shop_password"
C = ShopId("c")
BASE = company(hire("ana"), define("keeper", SHOP_SCOPE), define("all", "*"), give("ana", "keeper", A))


def change(shop: str) -> ChangeShopPassword:
    return ChangeShopPassword(company=VENDOR, shop=ShopId(shop))


def compared(*same: str, who: Actor | str = MAIN) -> Context:
    """The host has compared, and found the same password in these shops."""
    return with_(context(who), same_passwords=frozenset(map(ShopId, same)))


def codes(state: Company, command: Command, ctx: Context) -> list[str]:
    """Why not; nothing where it is done."""
    match decide(state, command, ctx):
        case Refused(reasons):
            return [reason.code for reason in reasons]
        case _:
            return []


def after(state: Company, command: Command, *same: str) -> Company:
    return execute(state, command, compared(*same)).unwrap().state


SAFE = after(BASE, WALLET)
"""The wallet's password was changed."""


# --- the wallet


@pytest.mark.rule("H3")
def test_the_wallet_s_password_is_another_in_every_shop_at_once() -> None:
    done = execute(BASE, WALLET, compared()).unwrap()
    assert done.events == (WalletPasswordChanged(company=VENDOR, at=NOW, by=MAIN, shops=(A, B)),)
    assert done.state == with_(BASE, wallet_changed_at=NOW)
    more = after(done.state, add("c"))
    again = execute(more, WALLET, with_(compared(), now=NOW + DAY)).unwrap()
    assert again.events == (WalletPasswordChanged(company=VENDOR, at=NOW + DAY, by=MAIN, shops=(A, B, C)),)
    assert again.state.wallet_changed_at == NOW + DAY


@pytest.mark.rule("H3")
def test_it_is_never_changed_in_some_of_the_shops() -> None:
    for shops in ((), (A,), (B, A), (A, B, C)):
        with pytest.raises(BrokenHistoryError):
            evolve(BASE, WalletPasswordChanged(company=VENDOR, at=NOW, by=MAIN, shops=shops))
    assert [field.name for field in fields(ChangeWalletPassword)] == ["company"], "it names no shop"


@pytest.mark.rule("H3", "H5")
def test_a_company_without_shops_changes_it_too_and_each_shop_that_joins_differs_from_it() -> None:
    """Else the wallet could be locked only after the first shop had brought its own password along."""
    done = execute(company(shops=()), WALLET, compared()).unwrap()
    assert done.events == (WalletPasswordChanged(company=VENDOR, at=NOW, by=MAIN, shops=()),)
    assert codes(done.state, add("a"), compared("a")) == [SAME]
    assert after(done.state, add("a")).shop(A) is not None


@pytest.mark.rule("H4")
def test_there_is_one_way_to_it_and_that_is_the_platform_s() -> None:
    (gate,) = [gate for gate in GATES.values() if gate.scope == SCOPE]
    assert gate.command is ChangeWalletPassword
    assert gate.kinds == {VendorMember}
    for who in (OPERATOR, SYSTEM):
        assert codes(BASE, WALLET, compared(who=who)) == ["missing_scope"]
    for stranger in (staff("shop-a"), staff(MAIN, "v2"), Buyer(BuyerId("b1"))):
        assert codes(BASE, WALLET, compared(who=stranger)) == ["not_found"]
    assert codes(BASE, WALLET, compared()) == []


@pytest.mark.rule("H6")
def test_only_the_main_account_changes_it_whatever_somebody_brings_along() -> None:
    everything = VendorMember(VENDOR, member(BASE, "ana").id, (Grant(CATALOGUE.staff),))
    state = then(BASE, give("ana", "all"))
    smuggled = with_(state, roles=(Role(id=RoleId("all"), name="all", scopes=CATALOGUE.staff), state.roles[1]))
    for company_ in (BASE, state, smuggled):
        for who in (staff("ana"), everything):
            ctx = with_(compared(who=who), policy=DELEGATING)
            assert codes(company_, WALLET, ctx) == ["subaccounts.main_only"]
        assert codes(company_, WALLET, compared()) == []


@pytest.mark.rule("H6")
def test_no_sub_account_sees_it_and_no_role_has_it() -> None:
    everywhere = then(BASE, give("ana", "all"))
    for shop in (A, B, None):
        assert SCOPE not in visible(member(everywhere, "ana"), shop, context(policy=DELEGATING))
        assert SCOPE in visible(member(everywhere, MAIN), shop, context())
    assert not member_of(everywhere, member(everywhere, "ana").id, NOW, DELEGATING).may(SCOPE, A)
    assert member_of(everywhere, MAIN, NOW, PLAIN).may(SCOPE, A)
    for command in (define("r", SCOPE), edit("keeper", SCOPE, SHOP_SCOPE)):
        assert refused(BASE, command, policy=DELEGATING) == ["subaccounts.non_delegable_scope"]


@pytest.mark.rule("H13")
@pytest.mark.parametrize("stage", CompanyStage, ids=lambda stage: stage.name)
def test_passwords_are_changed_in_active_companies_only(stage: CompanyStage) -> None:
    state = with_(BASE, stage=stage)
    why = {
        CompanyStage.ACTIVE: [],
        CompanyStage.SUSPENDED: ["subaccounts.main_account_suspended"],
    }.get(stage, ["subaccounts.company_not_active"])
    assert codes(state, WALLET, compared()) == why
    assert codes(state, change("a"), compared()) == why
    assert codes(state, change("a"), compared(who="ana")) == why
    for who in (OPERATOR, SYSTEM):
        assert codes(state, WALLET, compared(who=who)) == codes(state, change("a"), compared(who=who))
        assert codes(state, WALLET, compared(who=who)) == ["missing_scope"]


# --- that they differ


@pytest.mark.rule("H5")
def test_the_wallet_s_password_is_that_of_no_shop() -> None:
    for same, shops in ((("a",), (A,)), (("b",), (B,)), (("b", "a"), (A, B))):
        reason = WalletPasswordEqualsShopPassword(shops=shops)
        assert decide(BASE, WALLET, compared(*same)) == Refused((reason,))
        assert decide(SAFE, WALLET, compared(*same)) == Refused((reason,))
    assert codes(BASE, WALLET, compared("elsewhere")) == [], "other companies' shops are none of its business"


@pytest.mark.rule("H5")
def test_a_shop_s_password_is_not_the_wallet_s_either() -> None:
    assert decide(SAFE, change("a"), compared("a")) == Refused((WalletPasswordEqualsShopPassword(shops=(A,)),))
    assert codes(SAFE, change("a"), compared("b")) == codes(SAFE, change("a"), compared()) == []
    assert codes(BASE, change("a"), compared("a")) == [SAME], "wherever the wallet's was set before"
    assert codes(SAFE, change("c"), compared("c")) == ["subaccounts.foreign_shop"], "and nothing of its password"


@pytest.mark.rule("H3", "H5")
def test_a_shop_that_joins_has_another_password_than_the_wallet() -> None:
    reason = WalletPasswordEqualsShopPassword(shops=(C,))
    assert decide(SAFE, add("c"), compared("c")) == Refused((reason,))
    assert decide(BASE, add("c"), compared("c")) == Refused((reason,))
    assert codes(SAFE, add("c"), compared("a")) == codes(SAFE, add("c"), compared()) == []
    assert codes(SAFE, add("c"), compared("c", who=OPERATOR)) == [SAME]


@pytest.mark.rule("H5")
def test_shops_that_come_with_a_company_have_another_password_than_its_wallet() -> None:
    """A wallet may have had one before the company was here."""
    for same, shops in ((("b",), (B,)), (("b", "a", "elsewhere"), (A, B))):
        refusal = Refused((WalletPasswordEqualsShopPassword(shops=shops),))
        assert create(create_company("b", "a"), compared(*same, who=OPERATOR)) == refusal
    for ctx in (compared(who=OPERATOR), compared("c", who=OPERATOR), context(OPERATOR, same_passwords=None)):
        assert isinstance(create(create_company("b", "a"), ctx), Done)
    assert isinstance(create(create_company(), compared("a", who=OPERATOR)), Done), "it brings no shops"


@pytest.mark.rule("H5")
def test_a_host_that_has_not_compared_made_a_mistake() -> None:
    for state, command in ((BASE, WALLET), (BASE, change("a")), (SAFE, add("c")), (SAFE, add("a"))):
        for who in (MAIN, "ana", "stranger"):
            with pytest.raises(MalformedError, match="same_passwords"):
                decide(state, command, with_(context(who), same_passwords=None))
        assert isinstance(execute(state, command, compared()), Done)
    assert isinstance(execute(BASE, add("c"), with_(context(), same_passwords=None)), Done), (
        "there is nothing to compare with yet"
    )
    with pytest.raises(MalformedError, match="same_passwords: is one text"):
        context(same_passwords="abc")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType] - a host's slip


@frozen
class Host:
    """A toy that really has passwords, and compares them as it should."""

    company: Company
    wallet: str | None
    shops: dict[str, str]

    def ask(self, command: Command, wallet: str | None, shops: dict[str, str], who: Actor | str = MAIN) -> Host:
        """The command, after which these would be the passwords; what is refused changes none."""
        same = frozenset([ShopId(shop) for shop, password in shops.items() if password == wallet])
        match execute(self.company, command, with_(context(who), same_passwords=same)):
            case Done(state, _):
                return Host(state, wallet, shops)
            case Refused(reasons):
                assert reasons == (WalletPasswordEqualsShopPassword(shops=tuple(sorted(same))),)
                assert same, "it is refused for nothing else"
                return self


passwords = st.sampled_from(("one", "two", "three"))
moves = st.one_of(
    passwords.map(lambda password: ("wallet", password)),
    st.tuples(st.sampled_from(("a", "b", "c", "d")), passwords),
)


@pytest.mark.rule("H5")
@given(st.sampled_from((None, "zero")), st.lists(moves, max_size=20))
def test_no_shop_ever_has_the_wallet_s_password(wallet: str | None, life: Iterable[tuple[str, str]]) -> None:
    host = Host(company(), wallet, {"a": "one", "b": "two"})
    for what, password in life:
        before, host = host, _moved(host, what, password)
        assert host.wallet not in host.shops.values()
        assert {shop.id for shop in host.company.shops} == host.shops.keys()
        if host is before:
            assert password in {host.wallet, *host.shops.values()}, "another password would have done"


def _moved(host: Host, what: str, password: str) -> Host:
    if what == "wallet":
        return host.ask(WALLET, password, host.shops)
    shops = {**host.shops, what: password}
    if what in host.shops:
        return host.ask(change(what), host.wallet, shops)
    return host.ask(add(what), host.wallet, shops, OPERATOR)


# --- a shop's own


def test_a_shop_s_password_is_changed_by_whoever_holds_that_there() -> None:
    done = execute(BASE, change("a"), compared(who="ana")).unwrap()
    assert done.events == (
        ShopPasswordChanged(company=VENDOR, at=NOW, by=member(BASE, "ana").id, through=done.events[0].through, shop=A),
    )
    assert done.events[0].through == ("ana-keeper-a",)
    assert done.state == BASE, "nothing of it is kept"
    assert codes(BASE, change("b"), compared(who="ana")) == ["subaccounts.shop_not_granted"]
    assert codes(BASE, change("b"), compared()) == codes(BASE, change("a"), compared()) == []
    assert codes(then(BASE, take("ana-keeper-a")), change("a"), compared(who="ana")) == ["subaccounts.shop_not_granted"]
    assert codes(BASE, change("elsewhere"), compared()) == ["subaccounts.foreign_shop"]
    with pytest.raises(BrokenHistoryError):
        evolve(BASE, ShopPasswordChanged(company=VENDOR, at=NOW, by=MAIN, shop=C))


def test_no_password_ever_comes_in() -> None:
    for command in (WALLET, change("a")):
        body = wire.dump(command)
        assert isinstance(body, dict)
        assert body.keys() <= {"type", "company", "shop"}
        with pytest.raises(MalformedError, match="there is no key 'password'"):
            wire.load(type(command), {**body, "password": "one"})


def never(*_: object) -> Refusal:
    return NothingNamed(thing="reason")


def test_a_host_s_own_rules_may_refuse_a_change() -> None:
    for command in (WALLET, change("a")):
        assert decide(BASE, command, with_(compared(), also=(never,))) == Refused((NothingNamed(thing="reason"),))
        assert codes(BASE, command, compared()) == []
