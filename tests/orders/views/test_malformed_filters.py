"""A filter that contradicts itself is malformed: every fault at its field, with what would be right."""

from __future__ import annotations

from typing import Any

import pytest

from mpcore.kernel import MalformedError, ShopId, ShowId, VendorId
from mpcore.orders.views import ChannelKind, OrderFilter

SHOP = ShopId("main")
CASES: dict[str, tuple[dict[str, Any], dict[str, str]]] = {
    "a shop without its vendor": ({"shop": SHOP}, {"shop": "is given without its vendor; give the vendor too"}),
    "a show of the shop": (
        {"channel": ChannelKind.SHOP, "show": ShowId("s1")},
        {"show": "is no part of the shop channel; leave the show out, or the channel"},
    ),
    "no statuses": (
        {"statuses": ()},
        {"statuses": "is empty, so that no order could be found; name what is wanted, or give None for all"},
    ),
    "no shipping statuses": (
        {"shipping": []},
        {"shipping": "is empty, so that no order could be found; name what is wanted, or give None for all"},
    ),
    "text for a status": (
        {"statuses": "shipped"},
        {"statuses": "holds something that is no Status; give members of it only"},
    ),
    "text for a window": ({"due": "today"}, {"due": "a value of type str is no Window; give one, or None"}),
    "text for a buyer": ({"buyer": "ada"}, {"buyer": "a value of type str is no Buyer; give one, or None"}),
    "text for a channel": (
        {"channel": "shop"},
        {"channel": "a value of type str is no ChannelKind; give one, or None"},
    ),
    "an unknown currency": ({"currency": "eur"}, {"currency": "'eur' is not in capitals; write 'EUR'"}),
}


@pytest.mark.parametrize(("given", "faults"), CASES.values(), ids=CASES)
def test_what_contradicts_itself_is_malformed(given: dict[str, Any], faults: dict[str, str]) -> None:
    with pytest.raises(MalformedError) as raised:
        OrderFilter(**given)
    assert {fault.at: fault.text for fault in raised.value.faults} == faults


def test_every_fault_is_told_at_once() -> None:
    everything = {name: value for given, _ in CASES.values() for name, value in given.items()}
    with pytest.raises(MalformedError) as raised:
        OrderFilter(**everything)
    assert {fault.at for fault in raised.value.faults} == set(everything) - {"show"}


def test_what_is_nearly_the_same_is_well_formed() -> None:
    assert OrderFilter(channel=ChannelKind.SHOW, show=ShowId("s1")).show == "s1"
    assert OrderFilter(vendor=VendorId("v1"), shop=SHOP).shop == SHOP
    assert OrderFilter(statuses=None, shipping=None).terms() == ()
