"""A rule book is one id and what is promised under it; what if something were promised otherwise is another book."""

from __future__ import annotations

import pickle
from collections.abc import Mapping
from datetime import date, timedelta

import pytest
from attrs import evolve
from attrs.exceptions import FrozenInstanceError
from hypothesis import given
from hypothesis import strategies as st

from mpcore.kernel import Fault, MalformedError, Metadata, RuleBookId, RuleBooks, Scope, id_of_change, is_id
from mpcore.orders import OrderPolicy, ShippedWhen, ShippingCharge
from mpcore.presets import ALL, PLAIN, SIPOKO, UPXYCLED, RuleBook
from mpcore.subaccounts import InvitationPolicy, ScopeInfo, SubAccountPolicy
from mpcore.testing import strategies as some
from mpcore.timing import CutOffs, DueRounding, Milestone, ShippingDeadline, Unit

ACME = RuleBook(id=RuleBookId("acme"))


# --- a book -----------------------------------------------------------------------------------------------------------


def test_a_book_out_of_the_box_works() -> None:
    assert RuleBook() == RuleBook(id=RuleBookId("plain"), orders=OrderPolicy())


@given(some.rule_books())
def test_a_books_policies_carry_its_id(book: RuleBook) -> None:
    assert book.orders.rule_book == book.discounts.rule_book == book.refunds.rule_book == book.id
    mine = evolve(book, id=RuleBookId("mine"))
    assert mine.orders.rule_book == mine.discounts.rule_book == mine.refunds.rule_book == "mine"
    assert evolve(mine.orders, rule_book=book.id) == book.orders
    assert evolve(mine.discounts, rule_book=book.id) == book.discounts
    assert evolve(mine.refunds, rule_book=book.id) == book.refunds
    mixed = RuleBook(
        id=book.id,
        orders=mine.orders,
        discounts=mine.discounts,
        refunds=mine.refunds,
        subaccounts=mine.subaccounts,
    )
    assert mixed == book


def test_a_policy_that_carries_the_id_already_is_taken_as_it_is() -> None:
    policy = OrderPolicy(rule_book=RuleBookId("acme"), vendor_may_cancel=True)
    assert RuleBook(id=RuleBookId("acme"), orders=policy).orders is policy
    assert RuleBook(id=RuleBookId("other"), orders=policy).orders == evolve(policy, rule_book=RuleBookId("other"))
    assert policy.rule_book == "acme", "and is left alone"


@pytest.mark.parametrize("name", ["x", "x" * 200, "a b", "plain+orders.shipping=None", "é"])
def test_a_book_is_named_like_anything_else(name: str) -> None:
    assert RuleBook(id=RuleBookId(name)).orders.rule_book == name


@pytest.mark.parametrize("name", ["", "x" * 201, " x", "x ", "a\nb", "\u200b"])
def test_what_is_no_id_names_no_book(name: str) -> None:
    with pytest.raises(MalformedError) as caught:
        RuleBook(id=RuleBookId(name))
    assert [fault.at for fault in caught.value.faults] == ["id"]


@pytest.mark.parametrize("wrong", [None, 4, "policy", ShippingDeadline(), ACME])
def test_a_policy_is_a_policy(wrong: object) -> None:
    with pytest.raises((TypeError, MalformedError), match="orders"):
        RuleBook(orders=wrong)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize("wrong", [None, 4, OrderPolicy(), InvitationPolicy()])
def test_a_policy_of_sub_accounts_is_one(wrong: object) -> None:
    with pytest.raises((TypeError, MalformedError), match="subaccounts"):
        RuleBook(subaccounts=wrong)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def test_what_is_said_of_sub_accounts_is_promised_to_nobody() -> None:
    """No company carries the id of a book: its policy has none, and every book may decide about it."""
    assert not hasattr(SubAccountPolicy(), "rule_book")
    assert RuleBook(id=RuleBookId("a")).subaccounts == RuleBook(id=RuleBookId("b")).subaccounts


def test_books_are_values() -> None:
    for book in (*ALL, ACME, SIPOKO.what_if({"orders.shipping.amount": 3})):
        there = pickle.loads(pickle.dumps(book))  # noqa: S301  (it is our own)
        assert there == book
        assert hash(there) == hash(book)
        assert repr(there) == repr(book)
    assert len(set(ALL)) == len(ALL)
    with pytest.raises(FrozenInstanceError):
        ACME.id = RuleBookId("x")  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]


# --- what if ----------------------------------------------------------------------------------------------------------


def test_a_changed_book_promises_otherwise_under_a_name_that_says_so() -> None:
    three = SIPOKO.what_if({"orders.shipping.amount": 3})
    assert three.id == "sipoko+orders.shipping.amount=3"
    assert three.orders.rule_book == three.id
    shipping = ShippingDeadline(amount=3, milestone=Milestone.DELIVERY, zone="Europe/Paris")
    assert three.orders == evolve(SIPOKO.orders, rule_book=three.id, shipping=shipping)


def test_several_changes_are_made_at_once() -> None:
    book = PLAIN.what_if(
        {
            "orders.shipping.unit": Unit.BUSINESS_DAYS,
            "orders.shipping.calendar.holidays": (date(2026, 4, 6),),
            "orders.shipped_when": ShippedWhen.FIRST_PARCEL,
            "orders.clock_skew": timedelta(0),
        }
    )
    assert book.orders.shipping is not None
    assert book.orders.shipping.unit is Unit.BUSINESS_DAYS
    assert book.orders.shipping.calendar.holidays == (date(2026, 4, 6),)
    assert book.orders.shipped_when is ShippedWhen.FIRST_PARCEL
    assert book.orders.clock_skew == timedelta(0)
    assert is_id(book.id)


def test_what_is_said_of_sub_accounts_may_be_changed() -> None:
    team = frozenset({Scope("grants.manage"), Scope("roles.manage")})
    book = PLAIN.what_if(
        {
            "subaccounts.max_roles": 30,
            "subaccounts.delegated": team,
            "subaccounts.invitations.sub_accounts": True,
            "subaccounts.invitations.valid": timedelta(hours=120),
        }
    )
    assert book.subaccounts.max_roles == 30
    assert book.subaccounts.grantable == PLAIN.subaccounts.grantable | team
    assert book.subaccounts.invitations == InvitationPolicy(sub_accounts=True, valid=timedelta(hours=120))
    assert (book.orders, book.discounts) == (
        evolve(PLAIN.orders, rule_book=book.id),
        evolve(PLAIN.discounts, rule_book=book.id),
    )
    assert is_id(book.id)
    told = PLAIN.what_if({"subaccounts.delegated": team}).id
    assert told == PLAIN.what_if({"subaccounts.delegated": frozenset(sorted(team, reverse=True))}).id
    assert told != PLAIN.what_if({"subaccounts.delegated": {Scope("grants.manage")}}).id


def test_a_book_knows_a_hosts_own_scopes() -> None:
    own = ScopeInfo(scope=Scope("acme.gift_wrap"), meaning="wrap gifts")
    book = PLAIN.what_if({"subaccounts.scopes": PLAIN.subaccounts.scopes.extended(own)})
    assert own.scope in book.subaccounts.grantable
    assert own.scope not in PLAIN.subaccounts.grantable


CHANGES: st.SearchStrategy[dict[str, object]] = st.fixed_dictionaries(
    {},
    optional={
        "orders.shipping.amount": st.integers(0, 60),
        "orders.shipping.zone": st.sampled_from(["UTC", "Europe/Paris", "Asia/Kathmandu"]),
        "orders.shipping.milestone": st.sampled_from(Milestone),
        "orders.shipping.grace": st.timedeltas(timedelta(0), timedelta(days=9)),
        "orders.underpayment_tolerance": st.integers(0, 10**9),
        "orders.allow_untracked": st.booleans(),
        "orders.shipping_charge": st.sampled_from(ShippingCharge),
        "orders.clock_skew": st.timedeltas(timedelta(0), timedelta(days=1)),
        "subaccounts.max_sub_accounts": st.none() | st.integers(0, 10**6),
        "subaccounts.cascade": st.booleans(),
        "subaccounts.invitations.main": st.booleans(),
    },
)


def value_at(book: object, path: str) -> object:
    for name in path.split("."):
        book = getattr(book, name)
    return book


@given(CHANGES, st.data())
def test_a_changed_book_has_what_was_changed_and_is_otherwise_the_same(
    changes: dict[str, object], data: st.DataObject
) -> None:
    before = repr(PLAIN)
    book = PLAIN.what_if(changes)
    assert repr(PLAIN) == before
    assert all(value_at(book, path) == value for path, value in changes.items())
    assert book.id == (id_of_change(PLAIN.id, changes) if changes else PLAIN.id)
    assert is_id(book.id)
    back = {path: value_at(PLAIN, path) for path in changes}
    assert evolve(book.what_if(back), id=PLAIN.id) == PLAIN
    shuffled = dict(data.draw(st.permutations(list(changes.items()))))
    assert PLAIN.what_if(shuffled) == book
    assert hash(PLAIN.what_if(shuffled)) == hash(book)


@pytest.mark.parametrize("book", [*ALL, ACME], ids=lambda book: book.id)
def test_no_change_is_the_book_itself(book: RuleBook) -> None:
    assert book.what_if({}) is book


def test_a_change_to_what_is_there_already_is_another_book_all_the_same() -> None:
    same = PLAIN.what_if({"orders.shipping.amount": 4})
    assert same.id == "plain+orders.shipping.amount=4"
    assert evolve(same, id=PLAIN.id) == PLAIN


def test_a_deadline_is_taken_away_and_given() -> None:
    assert SIPOKO.what_if({"orders.shipping": None}).id == "sipoko+orders.shipping=None"
    week = UPXYCLED.what_if({"orders.shipping": ShippingDeadline(amount=7)})
    assert week.orders.shipping == ShippingDeadline(amount=7)
    assert week.id.startswith("upxycled+")
    assert week.what_if({"orders.shipping.amount": 8}).orders.shipping == ShippingDeadline(amount=8)


def test_a_whole_policy_may_be_changed_and_takes_the_new_id() -> None:
    book = PLAIN.what_if({"orders": OrderPolicy(rule_book=RuleBookId("other"), vendor_may_cancel=True)})
    assert book.orders.vendor_may_cancel
    assert book.orders.rule_book == book.id != "other"


def test_changes_of_changed_books_add_up() -> None:
    twice = PLAIN.what_if({"orders.shipping.amount": 3}).what_if({"orders.vendor_may_cancel": True})
    at_once = PLAIN.what_if({"orders.shipping.amount": 3, "orders.vendor_may_cancel": True})
    assert twice.id == "plain+orders.shipping.amount=3+orders.vendor_may_cancel=True"
    assert evolve(twice, id=at_once.id) == at_once


def test_changed_books_are_kept_beside_the_original() -> None:
    three, five = (SIPOKO.what_if({"orders.shipping.amount": amount}) for amount in (3, 5))
    books = RuleBooks((*ALL, three, five))
    assert [books.get(book.id) for book in (SIPOKO, three, five)] == [SIPOKO, three, five]


@pytest.mark.parametrize("path", ["id", "orders.rule_book"])
@pytest.mark.parametrize("more", [{}, {"orders.shipping.amount": 3}], ids=["alone", "with another"])
def test_the_id_of_a_changed_book_is_not_for_the_asking(path: str, more: Mapping[str, object]) -> None:
    with pytest.raises(MalformedError) as caught:
        PLAIN.what_if({**more, path: "mine"})
    assert caught.value.faults == (Fault(path, "the id of a changed book is made from its changes"),)


@pytest.mark.parametrize(
    ("path", "at"),
    [
        ("amount", "amount"),
        ("Orders.shipping", "Orders"),
        ("orders.amount", "orders.amount"),
        ("orders.shipping.amunt", "orders.shipping.amunt"),
        ("orders.shipping.calendar.weekends", "orders.shipping.calendar.weekends"),
        ("orders.shipping.amount.real", "orders.shipping.amount.real"),
        ("orders.what_if", "orders.what_if"),
        ("rule_book", "rule_book"),
        ("subaccount.max_roles", "subaccount"),
        ("subaccounts.max_role", "subaccounts.max_role"),
        ("subaccounts.invitations.hours", "subaccounts.invitations.hours"),
        ("subaccounts.grantable.x", "subaccounts.grantable.x"),
    ],
)
def test_a_path_that_leads_nowhere_is_told(path: str, at: str) -> None:
    with pytest.raises(MalformedError) as caught:
        PLAIN.what_if({path: 3})
    assert [fault.at for fault in caught.value.faults] == [at]


def test_a_path_through_a_deadline_that_is_not_there_is_told() -> None:
    with pytest.raises(MalformedError) as caught:
        UPXYCLED.what_if({"orders.shipping.amount": 3})
    text = "shipping is none, which has no fields to change"
    assert caught.value.faults == (Fault("orders.shipping.amount", text),)


@pytest.mark.parametrize(
    ("path", "wrong", "places"),
    [
        ("orders.shipping.amount", -1, ["orders.shipping.amount"]),
        ("orders.shipping.amount", 3651, ["orders.shipping.amount"]),
        ("orders.shipping.amount", "3", ["orders.shipping.amount"]),
        ("orders.shipping.amount", True, ["orders.shipping.amount"]),
        ("orders.shipping.unit", "HOURS", ["orders.shipping.unit"]),
        ("orders.shipping.zone", "Europe/Atlantis", ["orders.shipping.zone"]),
        ("orders.shipping.cut_offs", None, ["orders.shipping.cut_offs"]),
        ("orders.shipping.calendar.weekend", (1, 9), ["orders.shipping.calendar.weekend[1]"]),
        ("orders.shipping.calendar.weekend", (1, 2, 3, 4, 5, 6, 7), ["orders.shipping.calendar.weekend"]),
    ],
)
def test_a_value_that_does_not_fit_a_deadline_is_told_with_its_path(
    path: str, wrong: object, places: list[str]
) -> None:
    with pytest.raises(MalformedError) as caught:
        PLAIN.what_if({path: wrong})
    assert [fault.at for fault in caught.value.faults] == places


@pytest.mark.parametrize(
    ("path", "wrong"),
    [
        ("orders", None),
        ("orders.shipping", 4),
        ("orders.shipping", Metadata()),
        ("orders.underpayment_tolerance", -1),
        ("orders.underpayment_tolerance", "1"),
        ("orders.allow_untracked", "yes"),
        ("orders.allow_untracked", 1),
        ("orders.shipping_charge", "included"),
        ("orders.clock_skew", 5),
        ("orders.clock_skew", timedelta(-1)),
        ("subaccounts", None),
        ("subaccounts.max_roles", -1),
        ("subaccounts.max_roles", True),
        ("subaccounts.cascade", 1),
        ("subaccounts.delegated", {"wallet.password.change"}),
        ("subaccounts.delegated", {"orders.view"}),
        ("subaccounts.invitations.valid", timedelta(0)),
        ("subaccounts.invitations.main", "yes"),
    ],
)
def test_a_value_that_does_not_fit_a_policy_is_refused(path: str, wrong: object) -> None:
    with pytest.raises(MalformedError, match=path.rpartition(".")[2]) as caught:
        PLAIN.what_if({path: wrong})
    assert [fault.at for fault in caught.value.faults] == [path]


@pytest.mark.parametrize(("tolerance", "skew"), [(0, timedelta(0)), (1, timedelta(microseconds=1))])
def test_the_least_that_fits_a_policy_fits(tolerance: int, skew: timedelta) -> None:
    book = PLAIN.what_if({"orders.underpayment_tolerance": tolerance, "orders.clock_skew": skew})
    assert (book.orders.underpayment_tolerance, book.orders.clock_skew) == (tolerance, skew)


# --- paths and names that could mislead -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "changes", [{"orders.shipping.": None}, {"id.": "mine"}, {"orders.rule_book.": "mine"}], ids=str
)
def test_a_path_does_not_end_with_a_dot(changes: dict[str, object]) -> None:
    with pytest.raises(MalformedError):
        PLAIN.what_if(changes)


def test_changes_that_fit_together_fit_in_any_order() -> None:
    exact = ShippingDeadline(amount=5000, unit=Unit.HOURS, rounding=DueRounding.EXACT)
    changes: dict[str, object] = {"orders.shipping.unit": Unit.HOURS, "orders.shipping.amount": 5000}
    for paths in (list(changes), list(reversed(changes))):
        shipping = PLAIN.what_if({path: changes[path] for path in paths}).orders.shipping
        assert shipping == evolve(exact, rounding=DueRounding.END_OF_DAY)


def test_a_path_within_another_is_refused_in_either_order() -> None:
    whole: dict[str, object] = {"orders.shipping": ShippingDeadline(amount=9, cut_offs=CutOffs())}
    inner: dict[str, object] = {"orders.shipping.amount": 3}
    for changes in ({**whole, **inner}, {**inner, **whole}):
        with pytest.raises(MalformedError) as caught:
            PLAIN.what_if(changes)
        assert caught.value.faults == (Fault("orders.shipping", "one change lies within another; say it once"),)


def test_books_that_promise_differently_have_different_ids_after_many_changes() -> None:
    long = PLAIN
    for amount in (1, 2, 3, 4, 5):
        long = long.what_if({"orders.shipping.amount": amount})
    last: dict[str, object] = {"orders.clock_skew": timedelta(0), "orders.allow_untracked": True}
    one, other = (long.what_if({path: True}) for path in ("orders.vendor_may_cancel", "orders.allow_ship_unpaid"))
    one, other = (book.what_if(last) for book in (one, other))
    assert one.orders.vendor_may_cancel is not other.orders.vendor_may_cancel
    assert one.id != other.id
