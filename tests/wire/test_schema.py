"""The schemas are valid, and take what is written."""

from __future__ import annotations

import importlib
import json
from typing import Any

import pytest
from hypothesis import given

from mpcore import discounts, orders, presets, refunds, subaccounts, timing, wire
from mpcore.kernel import Actor, MalformedError, Recorded, Refusal
from mpcore.orders import OrderCommand, OrderEvent, OrderPolicy, PlaceOrder
from mpcore.wire.converter import TABLES
from tests.wire import lives
from tests.wire.samples import SAMPLES

KINDS: dict[str, Any] = {tag: kind for table in TABLES for tag, kind in table.items()}
KINDS["kernel.recorded/1"] = Recorded[OrderEvent]
UNIONS: dict[str, Any] = {
    "commands": PlaceOrder | OrderCommand,
    "facts": orders.OrderFact,
    "events": OrderEvent,
    "actors": Actor,
    "commands of coupons": discounts.CreateCoupon | discounts.CouponCommand,
    "events of coupons": discounts.CouponEvent,
    "commands of companies": subaccounts.CreateCompany | subaccounts.CompanyCommand,
    "events of companies": subaccounts.CompanyEvent,
    "commands of refunds": refunds.RefundCommand,
    "events of refunds": refunds.RefundEvent,
    "conditions": discounts.Condition,
    "benefits": discounts.Benefit,
    "reasons": Refusal,
    "history": tuple[Recorded[OrderEvent], ...],
}


DRAFT: lives.Form = importlib.import_module("jsonschema").Draft202012Validator
"""Imported by name, for it has no types of its own."""


def validator(kind: lives.Form) -> lives.Form:
    schema = wire.json_schema(kind)
    DRAFT.check_schema(schema)
    assert json.loads(json.dumps(schema)) == schema
    return DRAFT(schema)


@pytest.mark.parametrize("tag", KINDS)
def test_a_schema_takes_what_is_written(tag: str) -> None:
    takes = validator(KINDS[tag])
    data: lives.Form = wire.dump(SAMPLES[tag])
    takes.validate(data)
    untagged = {key: value for key, value in data.items() if key != "type"}
    takes.validate(untagged)
    assert not takes.is_valid({**data, "type": f"{tag}0"})
    assert not takes.is_valid({**data, "stranger": 1})


@pytest.mark.parametrize("name", UNIONS)
def test_a_schema_of_a_union_takes_each_of_its_members_by_its_tag(name: str) -> None:
    takes = validator(UNIONS[name])
    if name == "history":
        takes.validate([wire.dump(SAMPLES["kernel.recorded/1"])])
        return
    for sample in SAMPLES.values():
        data: lives.Form = wire.dump(sample)
        try:
            wire.load(UNIONS[name], data)
        except MalformedError:
            assert not takes.is_valid(data)
        else:
            takes.validate(data)
            assert not takes.is_valid({key: value for key, value in data.items() if key != "type"})


@given(lives.placings, lives.policies, lives.actors)
def test_schemas_take_whatever_is_written(placing: PlaceOrder, policy: OrderPolicy, actor: Actor) -> None:
    PLACINGS.validate(wire.dump(placing))
    POLICIES.validate(wire.dump(policy))
    ACTORS.validate(wire.dump(actor))


PLACINGS, POLICIES, ACTORS = validator(PlaceOrder), validator(OrderPolicy), validator(Actor)


@pytest.mark.parametrize(
    "change",
    [
        {"order": ""},
        {"order": " o7"},
        {"order": 7},
        {"currency": None},
        {"buyer": {}},
        {"parts": {}},
        {"metadata": {"a": 1}},
        {"properties": {"email": {"value": None}}},
        {"happened_at": 7},
    ],
)
def test_a_schema_refuses_what_cannot_be_read(change: dict[str, object]) -> None:
    data: lives.Form = wire.dump(SAMPLES["orders.place_order/1"])
    assert not PLACINGS.is_valid({**data, **change})
    with pytest.raises(MalformedError):
        wire.load(PlaceOrder, {**data, **change})


def test_a_schema_says_what_things_are() -> None:
    schema: Any = wire.json_schema(orders.ShipLines)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    shipping = schema["$defs"]["ShipLines"]
    assert shipping["properties"]["type"] == {"const": "orders.ship_lines/1"}
    assert shipping["required"] == ["order", "part", "dispatch", "lines"]
    assert shipping["additionalProperties"] is False
    assert shipping["description"].startswith("Units of some lines leave")
    assert schema["$defs"]["DispatchKind"]["enum"] == ["tracked", "untracked", "pickup"]
    policy: Any = wire.json_schema(OrderPolicy)
    assert policy["$defs"]["OrderPolicy"]["properties"]["underpayment_tolerance"]["minimum"] == 0


def test_generic_classes_have_a_definition_per_argument() -> None:
    schema: Any = wire.json_schema(orders.Properties)
    assert schema["$defs"]["Properties"]["properties"]["email"]["anyOf"][0]["oneOf"][0]["properties"]["value"] == {
        "type": "string",
        "maxLength": 65536,
    }
    names = {name for kind in (Recorded[orders.OrderFact], Recorded[Actor]) for name in definitions(kind)}
    assert len({name for name in names if name.startswith("Recorded_")}) == 2
    with pytest.raises(TypeError, match="the same class twice"):
        wire.json_schema(Recorded[orders.OrderFact] | Recorded[Actor])


def definitions(kind: lives.Form) -> set[str]:
    schema: Any = wire.json_schema(kind)
    return set(schema["$defs"])


@pytest.mark.parametrize("kind", [presets.RuleBook, timing.ShippingDeadline, str])
def test_a_schema_is_always_the_same(kind: lives.Form) -> None:
    assert json.dumps(wire.json_schema(kind)) == json.dumps(wire.Wire().json_schema(kind))
