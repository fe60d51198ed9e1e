"""What is said about an order besides its lines is the operator's to edit, all at once (T15); lines are not (T16)."""

from __future__ import annotations

from datetime import timedelta
from itertools import combinations
from typing import Any

import pytest
from attrs import evolve, fields

from mpcore import orders, wire
from mpcore.kernel import (
    NO_METADATA,
    Buyer,
    BuyerId,
    MalformedError,
    Metadata,
    MissingScope,
    NotFound,
    Personal,
    WrongStage,
    utc,
)
from mpcore.orders import (
    Address,
    AddressTooLate,
    LinesCancelled,
    LinesShipped,
    MetadataEdited,
    NotAProperty,
    Order,
    PartCancelled,
    Properties,
    PropertiesEdited,
)
from mpcore.presets import PLAIN
from mpcore.testing import OPERATOR, PLACED_AT, SYSTEM, Scenario, placed, vendor_member
from tests.orders.say import (
    all_of,
    cancel,
    cancel_lines,
    complete,
    deliver,
    edit,
    edit_metadata,
    hold,
    one_of_each,
    pay,
    refund_settled,
    ship,
)

PARIS = Personal(Address(name="Ada", lines=("1 rue de Rivoli",), postal_code="75001", city="Paris", country="FR"))
LYON = Personal(Address(name="Ada", lines=("2 rue Mercière",), postal_code="69002", city="Lyon", country="FR"))
FIRST = Properties(
    email=Personal("ada@example.org"),
    phone=Personal("+33 1 23 45 67 89"),
    note=Personal("ring twice"),
    shipping_address=PARIS,
    buyer_accepts_marketing=False,
    tags=("gift",),
    metafields=Metadata({"erp": "4711"}),
)
SECOND = Properties(
    email=Personal("ada@example.com"),
    phone=Personal("+33 9 87 65 43 21"),
    note=Personal("ring once"),
    shipping_address=LYON,
    buyer_accepts_marketing=True,
    tags=("gift", "express"),
    metafields=Metadata({"erp": "4712"}),
)
NAMES = tuple(field.name for field in fields(Properties))
NEW = Scenario(placed("v1", "v2")).after(edit(FIRST))
PAID = NEW.after(pay("80.00"))
NOON = utc(PLACED_AT + timedelta(hours=3))


@pytest.mark.rule("T16")
def test_the_whitelist_is_what_the_rule_says() -> None:
    assert set(NAMES) == {
        "buyer_accepts_marketing",
        "email",
        "phone",
        "note",
        "tags",
        "metafields",
        "shipping_address",
    }


@pytest.mark.rule("T15")
@pytest.mark.parametrize("name", NAMES)
def test_each_property_is_edited_by_itself(name: str) -> None:
    wanted = evolve(FIRST, **{name: getattr(SECOND, name)})
    story = NEW.when(edit(wanted), now=NOON).then(PropertiesEdited(NOON, wanted, (name,)))
    assert story.state == evolve(NEW.state, properties=wanted)
    emptied = evolve(FIRST, **{name: getattr(Properties(), name)})
    if emptied != FIRST:
        assert NEW.when(edit(emptied)).then(PropertiesEdited).state.properties == emptied


@pytest.mark.rule("T15")
def test_several_are_edited_at_once_and_named_together() -> None:
    for count in range(2, len(NAMES) + 1):
        for names in combinations(NAMES, count):
            wanted = evolve(FIRST, **{name: getattr(SECOND, name) for name in names})
            (event,) = NEW.when(edit(wanted)).events
            assert isinstance(event, PropertiesEdited)
            assert (event.changed, event.properties) == (names, wanted)


@pytest.mark.rule("T15")
def test_where_nothing_is_new_nothing_happens() -> None:
    NEW.when(edit(FIRST)).then()
    NEW.after(edit(SECOND)).when(edit(FIRST)).then(PropertiesEdited)
    done = PAID.after(ship(), ship("p2", dispatch="d2"), complete(), complete("p2"))
    done.when(edit(FIRST)).then()
    PAID.after(cancel(), cancel("p2")).when(edit(FIRST)).then()


@pytest.mark.rule("T15")
def test_an_edit_is_made_whole_or_not_at_all() -> None:
    sent = PAID.after(ship(), ship("p2", dispatch="d2"))
    refused = sent.when(edit(SECOND)).refused(AddressTooLate(order=sent.state.id, at="properties.shipping_address"))
    assert refused.state == sent.state
    sent.when(edit(evolve(SECOND, shipping_address=PARIS))).then(PropertiesEdited)


@pytest.mark.rule("T15")
def test_only_operators_edit_properties() -> None:
    scope = orders.EditProperties.scope
    for actor in (vendor_member("v1"), SYSTEM, NEW.state.buyer):
        NEW.when(edit(SECOND), actor=actor).refused(MissingScope(scope=scope))
    for stranger in (vendor_member("v3"), Buyer(BuyerId("bob"))):
        NEW.when(edit(SECOND), actor=stranger).refused(NotFound(thing="order", id="o1"))
    NEW.when(edit(SECOND), actor=OPERATOR).then(PropertiesEdited)


@pytest.mark.rule("T15")
def test_nothing_is_edited_about_what_is_cancelled_whole() -> None:
    PAID.after(cancel()).when(edit(SECOND)).then(PropertiesEdited)
    PAID.after(cancel(), cancel("p2")).when(edit(SECOND)).refused(WrongStage)


# The address


@pytest.mark.rule("T15")
def test_a_new_address_reaches_what_was_not_sent_off_and_nothing_else() -> None:
    sent = PAID.after(ship("p1", ("p1.l1", 1)))
    moved = sent.after(edit(evolve(FIRST, shipping_address=LYON)))
    assert moved.state.parts == sent.state.parts
    assert moved.state.parts[0].dispatches[0].address == PARIS
    rest = moved.after(ship("p1", ("p1.l1", 1), ("p1.l2", 2), dispatch="d2"), ship("p2", dispatch="d3"))
    first, second = rest.state.parts
    assert [sent.address for sent in first.dispatches] == [PARIS, LYON]
    assert [sent.address for sent in second.dispatches] == [LYON]


@pytest.mark.rule("T15")
def test_the_address_is_edited_while_a_unit_is_left_to_send() -> None:
    move = edit(evolve(FIRST, shipping_address=LYON))
    almost = PAID.after(ship(), ship("p2", ("p2.l1", 2), ("p2.l2", 1), dispatch="d2"))
    almost.when(move).then(PropertiesEdited)
    almost.after(ship("p2", ("p2.l2", 1), dispatch="d3")).when(move).refused(AddressTooLate)
    almost.when(cancel_lines("p2", ("p2.l2", 1))).then(LinesCancelled).when(move).refused(AddressTooLate)
    PAID.after(ship(), cancel("p2")).when(move).refused(AddressTooLate)
    PAID.after(ship()).after(hold("p2")).when(move).then(PropertiesEdited)
    NEW.when(move).then(PropertiesEdited)


@pytest.mark.rule("T15")
def test_where_units_were_left_and_the_part_is_completed_no_address_helps() -> None:
    relaxed = PLAIN.what_if({"orders.require_shipment": False})
    story = Scenario(placed("v1", rules=relaxed), relaxed).after(edit(FIRST), pay("40.00"))
    story.when(edit(SECOND)).then(PropertiesEdited)
    story.after(complete()).when(edit(SECOND)).refused(AddressTooLate)


def test_an_address_is_where_it_was_sent_whatever_becomes_of_it() -> None:
    story = PAID.after(ship(), deliver(), edit(evolve(FIRST, shipping_address=LYON)))
    assert story.state.parts[0].dispatches[0].address == PARIS


# Lines


def bought(order: Order) -> list[object]:
    """Everything about the lines that was agreed when they were bought."""
    counted: dict[str, Any] = {
        "shipped": 0,
        "cancelled": 0,
        "unpaid": None,
        "refund_due": None,
        "refunded": None,
        "pending": None,
        "reductions": (),
    }
    return [(part.id, part.vendor, part.total, evolve(line, **counted)) for part in order.parts for line in part.lines]


@pytest.mark.rule("T16")
def test_there_is_no_field_for_lines_among_the_properties() -> None:
    assert not {name for name in NAMES if "line" in name or "item" in name or "part" in name or "price" in name}
    said = wire.dump(edit(SECOND))
    inside = wire.dump(SECOND)
    assert isinstance(said, dict)
    assert isinstance(inside, dict)
    assert wire.load(orders.EditProperties, said) == edit(SECOND)
    with pytest.raises(MalformedError, match="no key 'lines'"):
        wire.load(orders.EditProperties, {**said, "lines": []})
    with pytest.raises(MalformedError, match=r"properties: there is no key 'lines'"):
        wire.load(orders.EditProperties, {**said, "properties": {**inside, "lines": []}})


@pytest.mark.rule("T15", "T16")
def test_what_is_no_property_is_refused_by_name_and_nothing_is_edited() -> None:
    for odd in ("lines", "parts", "total", "id", "currency", "", "Email", "tags "):
        PAID.when(edit(SECOND, changing=(odd,))).refused(NotAProperty(name=odd, at="changing[0]"))
        PAID.when(edit(SECOND, changing=("email", odd, "tags"))).refused(NotAProperty(name=odd, at="changing[1]"))
    both = PAID.when(edit(SECOND, changing=("lines", "email", "parts")))
    both.refused(NotAProperty(name="lines", at="changing[0]"), NotAProperty(name="parts", at="changing[2]"))
    PAID.when(edit(SECOND, changing=("email",))).then(PropertiesEdited)


@pytest.mark.rule("T16")
def test_no_command_changes_what_was_bought() -> None:
    before = bought(PAID.state)
    stories = (NEW, PAID, PAID.after(hold()), PAID.after(ship()), PAID.after(ship("p1", ("p1.l1", 1))))
    for story in stories:
        for command in one_of_each():
            assert bought(story.when(command).state) == before
    lines = PAID.when(cancel_lines("p1", ("p1.l1", 2))).then(LinesCancelled)
    assert bought(lines.state) == before, "cancelled is not edited: it is counted beside"
    assert lines.state.parts[0].lines[0].cancelled == 2
    assert bought(PAID.when(cancel()).then(PartCancelled).state) == before
    assert bought(PAID.when(ship()).then(LinesShipped).state) == before
    paid_back = PAID.told(refund_settled("p1", all_of(PAID.state, "p1")))
    assert bought(paid_back.state) == before


# Metadata


def test_metadata_of_the_order_and_of_a_part_are_edited_apart() -> None:
    story = NEW.when(edit_metadata({"po": "1"})).then(MetadataEdited)
    assert (story.state.metadata, story.state.parts) == (Metadata({"po": "1"}), NEW.state.parts)
    story = story.when(edit_metadata({"bin": "7"}, "p2")).then(MetadataEdited)
    assert [part.metadata for part in story.state.parts] == [NO_METADATA, Metadata({"bin": "7"})]
    assert story.state.metadata == Metadata({"po": "1"})
    story.when(edit_metadata({"po": "1"})).then()
    story.when(edit_metadata({"bin": "7"}, "p2")).then()
    assert story.when(edit_metadata({}, "p2")).then(MetadataEdited).state.parts[1].metadata == NO_METADATA


def test_metadata_are_the_host_s_and_no_rule_reads_them() -> None:
    for actor in (OPERATOR, SYSTEM):
        NEW.when(edit_metadata({"po": "1"}), actor=actor).then(MetadataEdited)
    for nobody in (vendor_member("v1"), NEW.state.buyer):
        NEW.when(edit_metadata({"po": "1"}), actor=nobody).refused(MissingScope)
        NEW.when(edit_metadata({"po": "1"}, "p1"), actor=nobody).refused(MissingScope)
    NEW.when(edit_metadata({"po": "1"}, "p9")).refused(NotFound(thing="part", id="p9", at="part"))
    done = PAID.after(ship(), complete(), cancel("p2"))
    done.when(edit_metadata({"po": "1"})).then(MetadataEdited)
    done.when(edit_metadata({"po": "1"}, "p2")).then(MetadataEdited)
    for command in one_of_each():
        plain, noted = PAID.when(command), PAID.after(edit_metadata({"po": "1"}), now=PLACED_AT).when(command)
        assert [type(event) for event in plain.events] == [type(event) for event in noted.events] or isinstance(
            command, orders.EditMetadata
        )
