"""Rule books are kept by id, and varied without touching the original."""

from __future__ import annotations

import pickle
from datetime import timedelta

import pytest
from hypothesis import given

from mpcore.kernel import ID_LENGTH, MalformedError, PolicyMismatchError, RuleBookId, RuleBooks, changed_at, is_id
from mpcore.orders import OrderPolicy
from mpcore.presets import ALL, PLAIN, SIPOKO, RuleBook
from mpcore.testing import strategies as some
from mpcore.timing import ShippingDeadline


def test_a_book_is_found_by_its_id_and_never_guessed() -> None:
    assert ALL.get(RuleBookId("sipoko")) is SIPOKO
    with pytest.raises(PolicyMismatchError, match=r"no rule book 'mine'.* plain, "):
        ALL.get(RuleBookId("mine"))
    empty: RuleBooks[RuleBook] = RuleBooks(())
    with pytest.raises(PolicyMismatchError, match="none"):
        empty.get(RuleBookId("plain"))
    assert next(iter(ALL)) is PLAIN
    assert len(ALL) == len(list(ALL)) > 3


def test_two_books_cannot_have_one_id() -> None:
    with pytest.raises(MalformedError, match="there twice"):
        RuleBooks((PLAIN, SIPOKO, PLAIN))


def test_a_book_gives_its_id_to_its_policies() -> None:
    book = RuleBook(id=RuleBookId("mine"), orders=OrderPolicy(vendor_may_cancel=True))
    assert book.orders.rule_book == "mine"
    with pytest.raises(MalformedError):
        RuleBook(id=RuleBookId(" mine"))


def test_a_changed_book_has_an_id_of_its_own_that_says_what_changed() -> None:
    three = SIPOKO.what_if({"orders.shipping.amount": 3})
    assert three.id == three.orders.rule_book == "sipoko+orders.shipping.amount=3"
    assert three.orders.shipping is not None
    assert three.orders.shipping.amount == 3
    assert SIPOKO.orders.shipping == ShippingDeadline(zone="Europe/Paris", milestone=three.orders.shipping.milestone)
    both = PLAIN.what_if({"orders.vendor_may_cancel": True, "orders.shipping": None})
    assert both == PLAIN.what_if({"orders.shipping": None, "orders.vendor_may_cancel": True})
    assert PLAIN.what_if({}) is PLAIN


def test_the_id_of_a_large_change_is_shortened_and_still_its_own() -> None:
    changes = {"orders.shipping": ShippingDeadline(amount=7), "orders.clock_skew": timedelta(hours=1)}
    one = PLAIN.what_if(changes)
    other = PLAIN.what_if({**changes, "orders.shipping": ShippingDeadline(amount=8)})
    assert is_id(one.id)
    assert len(one.id) <= ID_LENGTH
    assert one.id != other.id


@pytest.mark.parametrize(
    ("path", "value", "place"),
    [
        ("orders.shipping.amunt", 3, "orders.shipping.amunt"),
        ("order.shipping", 3, "order"),
        ("", 3, ""),
        ("orders.vendor_may_cancel.x", 3, "orders.vendor_may_cancel.x"),
        ("orders.shipping.amount", -1, "orders.shipping.amount"),
        ("orders.shipping.zone", "Europe/Nowhere", "orders.shipping.zone"),
        ("id", "mine", "id"),
        ("orders.rule_book", "mine", "orders.rule_book"),
        ("orders.", 4, "orders"),
        ("orders.shipping.", None, "orders.shipping"),
    ],
)
def test_a_path_that_leads_nowhere_is_told(path: str, value: object, place: str) -> None:
    with pytest.raises(MalformedError) as caught:
        PLAIN.what_if({path: value})
    assert [fault.at for fault in caught.value.faults] == [place]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("orders.vendor_may_cancel", "yes"),
        ("orders.underpayment_tolerance", -1),
        ("orders.shipping", 4),
    ],
)
def test_a_value_that_does_not_fit_is_told_with_its_path(path: str, value: object) -> None:
    with pytest.raises(MalformedError) as caught:
        PLAIN.what_if({path: value})
    assert [fault.at for fault in caught.value.faults] == [path.rstrip(".")]


def test_a_path_into_nothing_says_so() -> None:
    without = PLAIN.what_if({"orders.shipping": None})
    with pytest.raises(MalformedError, match=r"orders\.shipping\.amount: shipping is none, which has no fields"):
        without.what_if({"orders.shipping.amount": 3})


def test_changed_at_leaves_the_rest_alone() -> None:
    changed = changed_at(SIPOKO, {"orders.clock_skew": timedelta(0)})
    assert changed.orders.clock_skew == timedelta(0)
    assert changed.orders.shipping is SIPOKO.orders.shipping
    assert SIPOKO.orders.clock_skew == timedelta(minutes=5)


@given(some.rule_books())
def test_books_are_values(book: RuleBook) -> None:
    assert pickle.loads(pickle.dumps(book)) == book  # noqa: S301  (ours)
    hash(book)
    assert book.what_if({"orders.vendor_may_cancel": True}).orders.vendor_may_cancel
