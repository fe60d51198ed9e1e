"""An order of 15 lines and its 8 events to JSON and back, beside bare cattrs and pydantic; read ratios, not times.

The peers read and write the same values.  Bare cattrs takes everything on trust, texts for instants excepted; pydantic
is strict and refuses unknown keys, as we do, but knows neither ids nor bounds.
"""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from types import UnionType
from typing import Annotated, Any, Literal, NewType, TypeAlias, Union, get_args, get_origin, get_type_hints

import pytest
from attrs import NOTHING, fields, has
from cattrs.preconf.json import make_converter
from cattrs.strategies import configure_tagged_union
from pendulum import DateTime

from benchmarks.ratio import turns
from mpcore import wire
from mpcore.kernel import Metadata, Personal, utc
from mpcore.orders import Order, OrderEvent, OrderFact
from mpcore.wire.jsontext import is_list, is_object
from mpcore.wire.orders import EVENTS, FACTS
from tests.wire import lives

Form: TypeAlias = Any
"""What has no types of its own, or any type form."""

STATES, HISTORY = lives.life(3, 5)
ORDER, EIGHT = STATES[-1], HISTORY[:8]
EVENT_LIST: Form = tuple[OrderEvent, ...]
TAGS = {kind: tag for table in (EVENTS, FACTS) for tag, kind in table.items()}


origin_of: Callable[[Form], Form] = get_origin
sequence: Form = tuple


def bare() -> Form:
    """The least of cattrs that makes these values travel."""
    converter: Form = make_converter(forbid_extra_keys=True)

    def instant(text: str, _: Form) -> DateTime:
        return utc(datetime.fromisoformat(text))

    def number(text: str, _: Form) -> Decimal:
        return Decimal(text)

    def metadata(pairs: dict[str, str], _: Form) -> Metadata:
        return Metadata(pairs)

    def pairs(metadata: Metadata) -> dict[str, str]:
        return dict(metadata.pairs)

    def personal(value: Form, kind: Form) -> Personal[Form]:
        return Personal(converter.structure(value, get_args(kind)[0]))

    def value(personal: Personal[Form]) -> Form:
        return converter.unstructure(personal.value)

    converter.register_structure_hook(DateTime, instant)
    converter.register_unstructure_hook(DateTime, DateTime.isoformat)
    converter.register_structure_hook(Decimal, number)
    converter.register_unstructure_hook(Decimal, str)
    converter.register_structure_hook(Metadata, metadata)
    converter.register_unstructure_hook(Metadata, pairs)
    converter.register_structure_hook_func(is_personal, personal)
    converter.register_unstructure_hook_func(is_personal, value)
    for union in (OrderFact, OrderEvent):
        configure_tagged_union(union, converter, tag_generator=TAGS.__getitem__, tag_name="type")
    return converter


def is_personal(kind: Form) -> bool:
    return (origin_of(kind) or kind) is Personal


class Peer:
    """pydantic models of the same fields, made from our classes."""

    def __init__(self) -> None:
        self.pydantic: Form = pytest.importorskip("pydantic")
        self.models: dict[type, Form] = {}
        strict = {"extra": "forbid", "strict": True, "frozen": True}
        self.config = self.pydantic.ConfigDict(**strict)

    def form(self, kind: Form) -> Form:
        origin, arguments = origin_of(kind), get_args(kind)
        if isinstance(kind, NewType):
            return str
        if kind is Metadata:
            return dict[str, str]
        if kind is DateTime:
            return datetime
        if origin is Personal:
            return self.form(arguments[0])
        if origin in (Union, UnionType):
            members: Form = Union[tuple(self.form(one) for one in arguments)]  # noqa: UP007 - only known now
            if all(isinstance(one, type) and has(one) for one in arguments):
                return Annotated[members, self.pydantic.Field(discriminator="type")]
            return members
        if origin is tuple:
            return sequence[self.form(arguments[0]), ...]
        return self.model(kind) if isinstance(kind, type) and has(kind) else kind

    def model(self, kind: type) -> Form:
        if kind not in self.models:
            hints = get_type_hints(kind)
            given: dict[str, Form] = {
                field.name: (self.form(hints[field.name]), ... if field.default is NOTHING else None)
                for field in fields(kind)
                if field.init
            }
            if kind in TAGS:
                given["type"] = (Literal[TAGS[kind]], ...)
            self.models[kind] = self.pydantic.create_model(kind.__name__, __config__=self.config, **given)
        return self.models[kind]

    def adapter(self, kind: Form) -> Form:
        return self.pydantic.TypeAdapter(self.form(kind))


def untagged(data: object) -> object:
    """The same data as pydantic wants it: personal data bare, and a tag only where there is a choice."""
    if is_object(data):
        if set(data) == {"value"}:
            return untagged(data["value"])
        return {key: untagged(value) for key, value in data.items() if (key, value) != ("type", "orders.order/1")}
    return [untagged(member) for member in data] if is_list(data) else data


def compare(what: str, ours: Callable[[], object], peers: dict[str, Callable[[], object]], most: float) -> None:
    """Fail where we take more than so many times as long as bare cattrs."""
    times = turns({"wire": ours, **peers}, rounds=15, times=40)
    print(f"\n{what}: " + ", ".join(f"{name} {micros:.0f} µs" for name, micros in times.items()))
    for name, micros in times.items():
        if name != "wire":
            print(f"  wire takes {times['wire'] / micros:.2f} times what {name} does")
    assert times["wire"] <= most * times["cattrs"]


@pytest.fixture(scope="module")
def cattrs() -> Form:
    return bare()


@pytest.fixture(scope="module")
def order_peers() -> dict[str, Form]:
    try:
        adapter = Peer().adapter(Order)
    except pytest.skip.Exception:
        return {}
    text = json.dumps(untagged(wire.dump(ORDER)))
    return {"adapter": adapter, "value": adapter.validate_json(text), "text": text}


@pytest.fixture(scope="module")
def event_peers() -> dict[str, Form]:
    try:
        adapter = Peer().adapter(EVENT_LIST)
    except pytest.skip.Exception:
        return {}
    text = json.dumps(untagged(wire.dump(EIGHT)))
    return {"adapter": adapter, "value": adapter.validate_json(text), "text": text}


def with_pydantic(peers: dict[str, Form], name: str, call: Callable[[], object]) -> dict[str, Callable[[], object]]:
    return {name: call} if peers else {}


def test_an_order_to_text(cattrs: Form, order_peers: dict[str, Form]) -> None:
    pydantic = with_pydantic(order_peers, "pydantic", lambda: order_peers["adapter"].dump_json(order_peers["value"]))
    compare(
        "order of 15 lines to text",
        lambda: wire.dumps(ORDER),
        {"cattrs": lambda: json.dumps(cattrs.unstructure(ORDER)), **pydantic},
        1.6,
    )


def test_an_order_from_text(cattrs: Form, order_peers: dict[str, Form]) -> None:
    text, bare_text = wire.dumps(ORDER), json.dumps(cattrs.unstructure(ORDER))
    pydantic = with_pydantic(order_peers, "pydantic", lambda: order_peers["adapter"].validate_json(order_peers["text"]))
    compare(
        "order of 15 lines from text",
        lambda: wire.loads(Order, text),
        {"cattrs": lambda: cattrs.structure(json.loads(bare_text), Order), **pydantic},
        1.4,
    )


def test_an_order_to_data_and_back(cattrs: Form) -> None:
    data, bare_data = wire.dump(ORDER), cattrs.unstructure(ORDER)
    compare("order to data", lambda: wire.dump(ORDER), {"cattrs": lambda: cattrs.unstructure(ORDER)}, 2.0)
    compare(
        "order from data", lambda: wire.load(Order, data), {"cattrs": lambda: cattrs.structure(bare_data, Order)}, 1.3
    )


def test_events_to_text(cattrs: Form, event_peers: dict[str, Form]) -> None:
    pydantic = with_pydantic(event_peers, "pydantic", lambda: event_peers["adapter"].dump_json(event_peers["value"]))
    compare(
        "8 events to text",
        lambda: wire.dumps(EIGHT),
        {"cattrs": lambda: json.dumps(cattrs.unstructure(EIGHT, EVENT_LIST)), **pydantic},
        1.6,
    )


def test_events_from_text(cattrs: Form, event_peers: dict[str, Form]) -> None:
    text, bare_text = wire.dumps(EIGHT), json.dumps(cattrs.unstructure(EIGHT, EVENT_LIST))
    pydantic = with_pydantic(event_peers, "pydantic", lambda: event_peers["adapter"].validate_json(event_peers["text"]))
    compare(
        "8 events from text",
        lambda: wire.loads(EVENT_LIST, text),
        {"cattrs": lambda: cattrs.structure(json.loads(bare_text), EVENT_LIST), **pydantic},
        1.4,
    )


def test_the_cost_grows_with_the_lines_and_no_faster() -> None:
    few, many = lives.life(1, 20)[0][-1], lives.life(1, 400)[0][-1]
    small, large = wire.dumps(few), wire.dumps(many)
    times = turns(
        {"few": lambda: wire.loads(Order, small), "many": lambda: wire.loads(Order, large)}, rounds=7, times=5
    )
    assert times["many"] <= 35 * times["few"]


def test_a_hostile_text_costs_no_more_than_its_length() -> None:
    good = wire.dumps(ORDER).encode()
    bad = b"[" + b"{}," * 10_000 + b"{}]"

    def refused() -> None:
        with pytest.raises(ValueError, match="more faults"):
            wire.loads(EVENT_LIST, bad)

    times = turns({"good": lambda: wire.loads(Order, good), "bad": refused}, rounds=5, times=3)
    per_byte = times["bad"] / len(bad), times["good"] / len(good)
    assert per_byte[0] <= 20 * per_byte[1]


def test_importing_wire_costs_little_beyond_cattrs() -> None:
    """Most of it is the packages whose classes it knows; no code is made."""
    imports = importlib.import_module("benchmarks.test_imports")
    seconds: Callable[[str], float] = imports.seconds
    known = "import mpcore.presets, mpcore.i18n, json; from cattrs import gen, BaseConverter"
    base, whole = (min(seconds(code) for _ in range(7)) for code in (known, f"{known}; import mpcore.wire"))
    print(f"\nimport mpcore.wire: {1000 * (whole - base):.0f} ms more than what it stands on")
    assert whole - base <= 0.06
