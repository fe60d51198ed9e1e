"""What may be said about an order from outside: the whitelist, and nothing of its lines."""

from __future__ import annotations

import pytest
from attrs import fields

from mpcore import orders, wire
from mpcore.kernel import MalformedError, Metadata, Personal
from mpcore.orders import EditProperties, OrderCommand, Properties
from tests.wire import lives

HOME: lives.Form = {"name": "Ada", "lines": ["1 rue du Bac"], "country": "FR"}
WHITELIST: dict[str, tuple[lives.Form, lives.Form]] = {
    "email": ({"value": "ada@example.org"}, Personal("ada@example.org")),
    "phone": ({"value": "+33 1 23 45 67 89"}, Personal("+33 1 23 45 67 89")),
    "note": ({"value": "sonner deux fois"}, Personal("sonner deux fois")),
    "shipping_address": (
        {"value": HOME},
        Personal(orders.Address(name="Ada", lines=("1 rue du Bac",), country="FR")),
    ),
    "buyer_accepts_marketing": (True, True),
    "tags": (["cadeau"], ("cadeau",)),
    "metafields": ({"gift": "yes"}, Metadata({"gift": "yes"})),
}
"""Property -> how it is written, what is read."""

ALL = {name: written for name, (written, _) in WHITELIST.items()}


def edit(properties: dict[str, lives.Form], **more: object) -> dict[str, object]:
    changing = list(properties)
    return {"type": "orders.edit_properties/1", "order": "o7", "properties": properties, "changing": changing, **more}


def refused(data: object, kind: lives.Form = OrderCommand) -> dict[str, str]:
    with pytest.raises(MalformedError) as caught:
        wire.load(kind, data)
    return {fault.at: fault.text for fault in caught.value.faults}


@pytest.mark.rule("T15")
@pytest.mark.parametrize("name", WHITELIST)
def test_each_property_is_read(name: str) -> None:
    written, meant = WHITELIST[name]
    read = wire.load(EditProperties, edit({name: written}))
    assert read.properties == Properties(**{name: meant}), "and no other is made of it"
    assert read.changing == (name,)
    assert wire.load(OrderCommand, edit({name: written})) == read


def test_what_changes_has_to_be_named() -> None:
    data = edit(ALL)
    del data["changing"]
    assert set(refused(data)) == {"changing"}
    assert set(refused({**data, "changing": "email"})) == {"changing"}
    read = wire.load(EditProperties, {**data, "changing": ["email", "lines"]})
    assert read.changing == ("email", "lines"), "what is no property is refused by the decision, with its reason"


@pytest.mark.rule("T15")
def test_all_properties_are_read_at_once() -> None:
    read = wire.load(EditProperties, edit(ALL))
    assert read.properties == Properties(**{name: meant for name, (_, meant) in WHITELIST.items()})
    assert [field.name for field in fields(Properties)] == list(WHITELIST), "there are no others"


STRANGE: list[tuple[str, lives.Form]] = [
    ("lines", []),
    ("lines", [{"id": "l1", "quantity": 1}]),
    ("line_items", None),
    ("parts", [{"id": "p1", "lines": []}]),
    ("currency", "EUR"),
    ("total", "12.50"),
    ("buyer", {"id": "b2"}),
    ("Email", {"value": "ada@example.org"}),
]


@pytest.mark.rule("T16")
@pytest.mark.parametrize(("name", "value"), STRANGE)
def test_lines_are_no_property_and_nothing_else_is_edited_with_them(name: str, value: lives.Form) -> None:
    assert wire.load(OrderCommand, edit(ALL)) is not None
    said = f"there is no key {name!r}; give {', '.join(WHITELIST)}"
    assert refused(edit({**ALL, name: value})) == {"properties": said}
    assert refused(edit({name: value}), EditProperties) == {"properties": said}
    assert refused([edit(ALL), edit({**ALL, name: value})], tuple[OrderCommand, ...]) == {"[1].properties": said}
    assert refused(edit(ALL, **{name: value})) == {"": f"there is no key {name!r}; give order, properties, changing"}


@pytest.mark.rule("T15", "T16")
def test_one_wrong_property_keeps_all_of_them_from_being_edited() -> None:
    wrong: lives.Form = {**ALL, "email": "ada@example.org", "tags": "cadeau", "lines": []}
    assert set(refused(edit(wrong))) == {"properties.email", "properties.tags", "properties"}
