"""The schemas are valid, and take what is written."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from jsonschema import Draft202012Validator

from mpcore import orders, presets, timing, wire
from mpcore.kernel import Actor, Recorded
from mpcore.orders import OrderCommand, OrderEvent, OrderPolicy, PlaceOrder
from mpcore.wire.converter import TABLES
from tests.wire import lives
from tests.wire.samples import SAMPLES

KINDS: dict[str, Any] = {tag: kind for table in TABLES for tag, kind in table.items()}
KINDS |= {"kernel.recorded/1": Recorded[OrderEvent]}
UNIONS: dict[str, Any] = {
    "commands": PlaceOrder | OrderCommand,
    "facts": orders.OrderFact,
    "events": OrderEvent,
    "actors": Actor,
    "history": tuple[Recorded[OrderEvent], ...],
}


def validator(kind: Any) -> Draft202012Validator:
    schema = wire.json_schema(kind)
    Draft202012Validator.check_schema(schema)
    assert json.loads(json.dumps(schema)) == schema
    return Draft202012Validator(schema)


@pytest.mark.parametrize("tag", KINDS)
def test_a_schema_takes_what_is_written(tag: str) -> None:
    takes = validator(KINDS[tag])
    data: Any = wire.dump(SAMPLES[tag])
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
        data: Any = wire.dump(sample)
        try:
            wire.load(UNIONS[name], data)
        except wire_error():
            assert not takes.is_valid(data)
        else:
            takes.validate(data)
            assert not takes.is_valid({key: value for key, value in data.items() if key != "type"})


def wire_error() -> type[Exception]:
    return lives.kernel.MalformedError


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
    data: Any = wire.dump(SAMPLES["orders.place_order/1"])
    assert not PLACINGS.is_valid({**data, **change})
    with pytest.raises(wire_error()):
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
    schema: Any = wire.json_schema(Recorded[orders.OrderFact] | Recorded[Actor] | None)  # type: ignore[arg-type]
    assert {name.partition("_")[0] for name in schema["$defs"] if name.startswith("Recorded")} == {"Recorded"}


@pytest.mark.parametrize("kind", [presets.RuleBook, timing.ShippingDeadline, wire.Wire().load(str, '"x"').__class__])
def test_a_schema_is_always_the_same(kind: Any) -> None:
    assert json.dumps(wire.json_schema(kind)) == json.dumps(wire.Wire().json_schema(kind))
