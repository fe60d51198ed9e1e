"""Who may do what where: a grant says something of its own shop, or of all shops, and of no other vendor."""

from __future__ import annotations

import pickle

import pytest
from attrs import evolve
from attrs.exceptions import FrozenInstanceError
from hypothesis import given
from hypothesis import strategies as st

from mpcore.kernel import (
    Actor,
    Buyer,
    BuyerId,
    Fault,
    Grant,
    MalformedError,
    MemberId,
    Operator,
    Scope,
    ShopId,
    System,
    VendorId,
    VendorMember,
)

OURS, THEIRS = VendorId("v1"), VendorId("v2")
PARIS, LYON = ShopId("paris"), ShopId("lyon")
SHIP, CANCEL = Scope("orders.ship"), Scope("orders.cancel")
EVERYWHERE = (PARIS, LYON, None)


def member(*grants: Grant) -> VendorMember:
    return VendorMember(OURS, MemberId("m1"), grants)


def test_whoever_was_granted_nothing_sees_nothing() -> None:
    nobody = member()
    assert not any(nobody.sees(OURS, shop) for shop in EVERYWHERE)
    assert not any(nobody.may(SHIP, shop) for shop in EVERYWHERE)


def test_a_grant_in_one_shop_says_nothing_of_another() -> None:
    of_paris = member(Grant([SHIP], PARIS))
    assert [of_paris.may(SHIP, shop) for shop in EVERYWHERE] == [True, False, False]
    assert [of_paris.sees(OURS, shop) for shop in EVERYWHERE] == [True, False, False]
    assert not of_paris.may(CANCEL, PARIS)


def test_a_grant_in_all_shops_holds_in_each_and_where_there_is_none() -> None:
    of_all = member(Grant([SHIP]))
    assert [of_all.may(SHIP, shop) for shop in EVERYWHERE] == [True, True, True]
    assert [of_all.sees(OURS, shop) for shop in EVERYWHERE] == [True, True, True]
    assert not any(of_all.may(CANCEL, shop) for shop in EVERYWHERE)


def test_grants_add_up() -> None:
    both = member(Grant([SHIP]), Grant([CANCEL], PARIS))
    assert [both.may(SHIP, shop) for shop in EVERYWHERE] == [True, True, True]
    assert [both.may(CANCEL, shop) for shop in EVERYWHERE] == [True, False, False]
    twice = member(Grant([SHIP], PARIS), Grant([CANCEL], PARIS), Grant([], PARIS))
    assert twice.may(SHIP, PARIS)
    assert twice.may(CANCEL, PARIS)


def test_no_grant_opens_another_vendors_door() -> None:
    of_all = member(Grant([SHIP]), Grant([SHIP], PARIS))
    assert not any(of_all.sees(THEIRS, shop) for shop in EVERYWHERE)


SHOPS = st.sampled_from(EVERYWHERE)
SCOPES = st.sampled_from([SHIP, CANCEL, Scope("orders.view")])
GRANTS = st.lists(st.builds(Grant, st.frozensets(SCOPES), SHOPS), max_size=5)


@given(GRANTS, SCOPES, SHOPS, st.sampled_from([OURS, THEIRS]))
def test_what_a_member_holds_is_what_some_grant_says(
    grants: list[Grant], scope: Scope, shop: ShopId | None, vendor: VendorId
) -> None:
    there = [grant for grant in grants if grant.scopes and (grant.shop is None or grant.shop == shop)]
    staff = member(*grants)
    assert staff.may(scope, shop) is any(scope in grant.scopes for grant in there)
    assert staff.sees(vendor, shop) is (vendor == OURS and bool(there))


@given(GRANTS, st.data())
def test_the_order_of_grants_gives_nothing_and_one_more_takes_nothing(grants: list[Grant], data: st.DataObject) -> None:
    shuffled = member(*data.draw(st.permutations(grants)))
    more = member(*grants, data.draw(st.builds(Grant, st.frozensets(SCOPES), SHOPS)))
    for scope in (SHIP, CANCEL):
        for shop in EVERYWHERE:
            held = member(*grants).may(scope, shop)
            assert shuffled.may(scope, shop) is held
            assert more.may(scope, shop) or not held


def test_grants_and_scopes_are_taken_from_anything_one_can_go_through() -> None:
    listed = VendorMember(OURS, MemberId("m1"), iter([Grant(iter([SHIP, CANCEL, SHIP]), PARIS)]))
    assert listed == member(Grant({CANCEL, SHIP}, PARIS))
    assert listed.grants == (Grant(frozenset({SHIP, CANCEL}), PARIS),)


def test_a_grant_of_nothing_counts_for_nothing() -> None:
    idle = member(Grant([]), Grant([], PARIS))
    assert not any(idle.sees(OURS, shop) for shop in EVERYWHERE)
    assert not any(idle.may(SHIP, shop) for shop in EVERYWHERE)


def test_one_text_is_no_set_of_scopes() -> None:
    with pytest.raises(MalformedError) as caught:
        Grant("orders.ship")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    assert caught.value.faults == (Fault("scopes", "is one text; give a set of scopes"),)


def test_the_index_is_not_a_part_of_the_value() -> None:
    one, other = member(Grant([SHIP], PARIS)), member(Grant([SHIP], PARIS))
    object.__setattr__(other, "_by_shop", {})
    assert one == other
    assert hash(one) == hash(other)
    assert repr(one) == repr(other)
    assert "by_shop" not in repr(one)


def test_a_member_with_other_grants_is_another_with_an_index_of_its_own() -> None:
    fired = evolve(member(Grant([SHIP])), grants=())
    assert fired != member(Grant([SHIP]))
    assert not fired.may(SHIP, PARIS)
    assert not fired.sees(OURS, PARIS)


@pytest.mark.parametrize(
    "actor",
    [
        Operator(MemberId("o1")),
        Operator(MemberId("o1"), frozenset()),
        Operator(MemberId("o1"), frozenset({SHIP})),
        Buyer(BuyerId("b1")),
        Buyer(BuyerId("b1"), guest=True),
        member(),
        member(Grant([SHIP], PARIS), Grant([CANCEL])),
        System(),
        System("carrier"),
    ],
    ids=repr,
)
def test_an_actor_is_a_value_that_stays_as_it_is(actor: Actor) -> None:
    there = pickle.loads(pickle.dumps(actor))  # noqa: S301  (it is our own)
    assert there == actor
    assert hash(there) == hash(actor)
    assert repr(there) == repr(actor)
    with pytest.raises(FrozenInstanceError):
        vars(type(actor))["__setattr__"](actor, "name", "root")


def test_a_member_may_the_same_after_a_pickle() -> None:
    there = pickle.loads(pickle.dumps(member(Grant([SHIP], PARIS))))  # noqa: S301  (it is our own)
    assert [there.may(SHIP, shop) for shop in EVERYWHERE] == [True, False, False]


def test_actors_are_told_apart() -> None:
    buyer: tuple[Actor, ...] = (Buyer(BuyerId("x")), Buyer(BuyerId("x"), guest=True))
    others: tuple[Actor, ...] = (Operator(MemberId("x")), Operator(MemberId("x"), frozenset()), System("x"))
    assert len({*buyer, *others}) == 5
