"""Nothing is coerced, every fault is told at once with its path, and hostile input costs little."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, time, timedelta
from decimal import Decimal
from time import process_time
from typing import Any, TypeAlias

import pytest
from attrs import field, frozen, validators
from hypothesis import given
from hypothesis import strategies as st
from moneyed import Money
from pendulum import DateTime

from mpcore import orders, presets, timing, wire
from mpcore.kernel import Actor, Fault, MalformedError, Metadata, Operator, OrderId, Personal, Recorded
from mpcore.money import money
from mpcore.orders import Order, OrderCommand, OrderEvent, OrderPolicy, PlaceOrder
from mpcore.wire import orders as tags
from mpcore.wire.jsontext import DEPTH, SIZE
from mpcore.wire.values import TEXT_LENGTH
from tests.wire import lives
from tests.wire.samples import SAMPLES


def faults(kind: lives.Form, data: object) -> dict[str, str]:
    with pytest.raises(MalformedError) as caught:
        wire.load(kind, data)
    return {fault.at: fault.text for fault in caught.value.faults}


def faults_of_text(kind: lives.Form, text: str | bytes) -> list[Fault]:
    with pytest.raises(MalformedError) as caught:
        wire.loads(kind, text)
    return list(caught.value.faults)


@frozen
class Everything:
    """One field of each kind."""

    text: str
    number: int
    flag: bool
    stage: orders.PartStage
    id: OrderId
    maybe: str | None
    many: tuple[int, ...]
    few: frozenset[str]
    at: DateTime
    length: timedelta
    day: date
    hour: time
    rate: Decimal
    notes: Metadata


GOOD: dict[str, object] = {
    "text": "x",
    "number": 1,
    "flag": False,
    "stage": "open",
    "id": "o7",
    "maybe": None,
    "many": [],
    "few": [],
    "at": "2018-02-03T10:00:00Z",
    "length": "PT1H",
    "day": "2018-02-03",
    "hour": "14:00",
    "rate": "0.2",
    "notes": {},
}

ODD: list[object] = [None, True, False, 0, 1, 5.9, float("nan"), float("inf"), "", "5", "false", " o7", b"5", [], {}]
MORE_ODD: list[object] = [
    [1],
    ["a"],
    {"a": "b"},
    (),
    (1,),
    {1},
    object(),
    "9" * 5000,
    "x" * 70_000,
    2**63,
    -(2**63),
    10**5000,
]
ODD_TEXTS = [
    "\ud800",
    "\0",
    "o\n7",
    "٥",
    "1_000",
    "1e5",
    "NaN",
    "2018-02-30",
    "2018-02-03",
    "24:00:00",
    "P1D",
    "PT",
    "now",
]
TAKES: dict[str, list[object]] = {
    "text": ["", "5", "false", " o7", "9" * 5000, "o\n7", "٥", "1_000", "1e5", "NaN", "2018-02-30", "2018-02-03"],
    "number": [0, 1],
    "flag": [True, False],
    "stage": [],
    "id": ["5", "false", "٥", "1_000", "1e5", "NaN", "2018-02-30", "2018-02-03", "24:00:00", "P1D", "PT", "now"],
    "many": [[], [1]],
    "few": [[], ["a"]],
    "at": [],
    "length": [],
    "day": ["2018-02-03"],
    "hour": [],
    "rate": ["5"],
    "notes": [{}, {"a": "b"}],
}
TAKES["text"] += ["24:00:00", "P1D", "PT", "now"]
TAKES["maybe"] = [None, *TAKES["text"]]


def test_what_is_good_is_taken() -> None:
    assert wire.load(Everything, GOOD).number == 1


@pytest.mark.parametrize("name", GOOD)
def test_nothing_is_coerced(name: str) -> None:
    for odd in (*ODD, *MORE_ODD, *ODD_TEXTS):
        if any(type(odd) is type(good) and odd == good for good in TAKES[name]):
            wire.load(Everything, {**GOOD, name: odd})
        else:
            told = faults(Everything, {**GOOD, name: odd})
            assert all(at.startswith(name) for at in told), (odd, told)
            assert "; " in "".join(told.values()), "it says what would be right"


def test_all_faults_are_told_at_once_each_with_its_path() -> None:
    many: dict[str, object] = {
        "order": " ",
        "buyer": {"id": 4, "name": "Ada"},
        "parts": [
            {"id": "p1", "vendor": "v1", "lines": [{}, {"id": "l2", "quantity": "2"}]},
            "p2",
            {"id": "p3", "vendor": "v3", "lines": [], "shipping": {"amount": 4.9, "currency": "eur"}},
        ],
        "metadata": {"po": 4711},
        "force": True,
    }
    told = faults(PlaceOrder, many)
    assert set(told) == {
        "",
        "order",
        "buyer",
        "buyer.id",
        "currency",
        "parts[0].lines[0].id",
        "parts[0].lines[0].listing",
        "parts[0].lines[0].title",
        "parts[0].lines[0].quantity",
        "parts[0].lines[0].unit_price",
        "parts[0].lines[1].listing",
        "parts[0].lines[1].title",
        "parts[0].lines[1].quantity",
        "parts[0].lines[1].unit_price",
        "parts[1]",
        "parts[2].shipping.amount",
        "metadata.po",
    }
    assert told[""].startswith("there is no key 'force'; give order, buyer, currency, parts")
    assert told["currency"] == "is missing; give text"
    assert told["parts[0].lines[1].quantity"].startswith("'2' does not fit; give a whole number")
    assert told["parts[1]"] == "'p2' does not fit; give an object: NewPart"


def test_faults_of_our_own_classes_keep_their_places() -> None:
    told = faults(
        presets.RuleBook,
        {"orders": {"shipping": {"zone": "Mars/Olympus", "amount": -1, "calendar": {"weekend": [1, 9]}}}},
    )
    assert set(told) == {"orders.shipping.calendar.weekend[1]"}
    told = faults(presets.RuleBook, {"orders": {"shipping": {"zone": "Mars/Olympus", "amount": -1}}})
    assert set(told) == {"orders.shipping.zone", "orders.shipping.amount"}
    assert faults(
        orders.NewTax,
        {"rate_id": "x", "rate": "1", "amount": {"amount": "1.005", "currency": "EUR"}, "inclusive": True},
    ) == {"amount.amount": "'1.005' has more decimal places than EUR has (2); round it with a named rounding"}


def test_faults_of_validators_keep_their_places() -> None:
    told = faults(OrderPolicy, {"underpayment_tolerance": -1, "clock_skew": "-PT1S", "allow_untracked": 1})
    assert told == {
        "underpayment_tolerance": "-1 does not fit; give a value >= 0",
        "clock_skew": "'-PT1S' does not fit; give a value >= 0:00:00",
        "allow_untracked": "1 does not fit; give true or false",
    }


def test_policies_within_policies_are_exact() -> None:
    told = faults(
        OrderPolicy,
        {
            "remind_unpaid_after": ["PT1H", "P1D"],
            "cancel_unpaid_after": "P30D",
            "complete_after": -1,
            "cancel_missed_after": "-PT1H",
            "buyer_cancels": "sometimes",
            "requests": {"window": 24, "answer_within": "-PT1H", "silence": None},
            "cancellation_fee": {"fixed": "300", "percent": 3, "waived": -1, "most": 1},
        },
    )
    assert set(told) == {
        "remind_unpaid_after[1]",
        "cancel_unpaid_after",
        "complete_after",
        "cancel_missed_after",
        "buyer_cancels",
        "requests.window",
        "requests.answer_within",
        "requests.silence",
        "cancellation_fee",
        "cancellation_fee.fixed",
        "cancellation_fee.percent",
        "cancellation_fee.waived",
    }
    assert told["cancellation_fee"] == "there is no key 'most'; give fixed, percent, waived"
    assert told["buyer_cancels"].endswith("give one of 'never', 'while_unpaid', 'before_dispatch'")
    assert faults(OrderPolicy, {"remind_unpaid_after": ["PT2H", "PT1H"], "requests": [], "shipping": {}}) == {
        "remind_unpaid_after": "are not in order, each once; sort them",
        "requests": "a list does not fit; give an object: CancellationRequests",
    }
    assert set(faults(OrderPolicy, {"cancellation_fee": {"percent": "100.01"}})) == {"cancellation_fee.percent"}
    assert wire.load(OrderPolicy, {"cancellation_fee": {"percent": "100.00"}}).cancellation_fee is not None


AWAY: lives.Form = {"start": "2026-03-26T10:00:00Z", "end": "2026-03-26T10:00:00Z"}
NOTE: lives.Form = {"order": "o7", "note": "n1", "text": {"value": "x"}}
WRONG_WINDOWS: list[tuple[lives.Form, str]] = [
    ({**AWAY, "end": "2026-03-26T09:59:59.999999Z"}, "away.end"),
    ({**AWAY, "start": "2026-03-26"}, "away.start"),
    ({"end": AWAY["end"]}, "away.start"),
    ({**AWAY, "until": None}, "away"),
    (None, "away"),
]
WRONG_NOTES: list[tuple[lives.Form, str]] = [
    ({"text": "x"}, "text"),
    ({"text": {"value": " "}}, "text"),
    ({"text": {"erased": True}}, "text"),
    ({"text": {"value": 7}}, "text.value"),
    ({"visibility": "all"}, "visibility"),
    ({"note": ""}, "note"),
    ({"lines": []}, ""),
]


def test_stretches_of_time_are_exact() -> None:
    data = {"order": "o7", "part": "p1", "away": AWAY}
    assert wire.load(orders.RecordVacation, data).away.end == lives.START
    for wrong, at in WRONG_WINDOWS:
        assert set(faults(orders.RecordVacation, {**data, "away": wrong})) == {at}


def test_notes_are_exact() -> None:
    assert wire.load(orders.AddNote, NOTE).visibility is orders.Visibility.PRIVATE
    for wrong, at in WRONG_NOTES:
        assert set(faults(orders.AddNote, {**NOTE, **wrong})) == {at}


def _above(choosy: Choosy, _: object, value: int) -> None:
    if value < choosy.low:
        raise ValueError(f"secret {value}")


@frozen
class Choosy:
    """Validators of every sort."""

    colour: str = field(default="red", validator=validators.in_(["red", "blue"]))
    low: int = field(default=0, validator=validators.and_(validators.ge(0), validators.lt(10)))
    high: int = field(default=9, validator=_above)


def test_a_hosts_validators_are_heard_without_their_words() -> None:
    assert faults(Choosy, {"colour": "x" * 1000, "low": 12}) == {
        "colour": f"the text {'x' * 40!r}… does not fit; give a value that its class takes",
        "low": "12 does not fit; give a value >= 0 and < 10",
    }
    assert faults(Choosy, {"low": 5, "high": 1}) == {"": "does not make a Choosy that holds together"}
    assert wire.json_schema(Choosy)["$defs"] is not None


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "is not JSON at line 1, column 1"),
        ("{", "is not JSON at line 1, column 2"),
        ("{'a': 1}", "is not JSON at line 1, column 2"),
        ("{} {}", "is not JSON at line 1, column 4"),
        ("\ufeff{}", "is not JSON at line 1, column 1"),
        ('{"a": 01}', "is not JSON at line 1"),
        ('{"order": "o7", "order": "o8"}', "names the key 'order' twice in one object; name each once"),
        ('{"a": {"b": 1, "c": 2, "b": 3}}', "names the key 'b' twice in one object; name each once"),
        ('{"a": NaN}', "has NaN, which is no number in JSON"),
        ('{"a": -Infinity}', "has -Infinity, which is no number in JSON"),
        ('{"a": ' + "9" * 5000 + "}", "has a number of thousands of digits"),
        ("[" * (DEPTH + 1) + "]" * (DEPTH + 1), f"is nested more than {DEPTH} levels deep"),
        ("[" * 100_000, f"is nested more than {DEPTH} levels deep"),
        ('{"a":' * 100_000, f"is nested more than {DEPTH} levels deep"),
        (b"\xff\xfe{\x00}\x00", "is not UTF-8 at byte 0"),
        (b'{"a": "\xc3\x28"}', "is not UTF-8 at byte 7"),
        ("x" * (SIZE + 1), f"is longer than {SIZE} bytes"),
        (b"x" * (SIZE + 1), f"is longer than {SIZE} bytes"),
        ("é" * (SIZE // 2 + 1), f"is longer than {SIZE} bytes"),
    ],
)
def test_what_is_no_json_is_refused(text: str | bytes, why: str) -> None:
    (fault,) = faults_of_text(PlaceOrder, text)
    assert fault.text.startswith(why)
    assert fault.at == ""


def test_brackets_in_texts_are_no_nesting() -> None:
    policy = {"order": "[" * 100 + '\\"{' * 20, "part": "]" * 100}
    assert wire.loads(orders.CompletePart, json.dumps(policy)).part == "]" * 100
    text = '{"order":"o7","part":"\\\\","lines":' + "[" * 63 + "]" * 63 + "}"
    assert "nested" not in faults_of_text(orders.CancelLines, text)[0].text
    assert "nested" in faults_of_text(orders.CancelLines, text.replace("[]", "[[]]"))[0].text
    assert "nested" in faults_of_text(orders.CancelLines, text.replace("[]", "[{}]"))[0].text
    assert "nested" in faults_of_text(Metadata, '{"":' * (DEPTH + 1) + "0" + "}" * (DEPTH + 1))[0].text
    assert "nested" in faults_of_text(Metadata, '[{"":' * 33 + "0" + "}]" * 33)[0].text


def test_what_is_no_text_is_refused() -> None:
    odd: list[lives.Form] = [None, 5, {}, bytearray(b"{}"), memoryview(b"{}")]
    for text in odd:
        (fault,) = faults_of_text(PlaceOrder, text)
        assert "is not JSON text; give a str or bytes" in fault.text


def test_faults_are_bounded() -> None:
    many: list[object] = [{} for _ in range(10_000)]
    told = faults_of_text(tuple[OrderEvent, ...], json.dumps(many))
    assert len(told) == 101
    assert told[-1].text == "there are more faults; these are the first 100"
    deep = {"parts": [{"lines": [{"taxes": many} for _ in range(100)]} for _ in range(100)]}
    assert len(faults(PlaceOrder, deep)) == 101
    assert len(faults(orders.CompletePart, {f"k{n}": n for n in range(10_000)})) == 3
    told = faults_of_text(Metadata, json.dumps({f"k{n}": n for n in range(50)}))
    assert len(told) == 50
    assert faults(Metadata, {str(n): "" for n in range(51)}) == {"": "has 51 keys; give at most 50"}


@pytest.mark.parametrize(
    "text",
    [
        "[" + "1," * (SIZE // 2 - 2) + "1]",
        "[" + "{}," * (SIZE // 3 - 2) + "{}]",
        '["' + '"," ' * (SIZE // 4 - 4) + '"]',
        '"' + '\\"' * (SIZE // 2 - 2) + '"',
        '"' + '\\"[' * (SIZE // 3 - 2),
        "[]" * (SIZE // 2),
        "[[]{}]" * (SIZE // 6),
        "[" + "1" * 4000 + ",",
        '{"a":"' + "x" * (SIZE - 9) + '"}',
        "[" + ",".join(["9" * 4200] * 900) + "]",
        "{" + ",".join(f'"{n}":0' for n in range(300_000)) + "}",
    ],
    ids=["numbers", "objects", "texts", "quotes", "open text", "pairs", "flat", "number", "long", "digits", "keys"],
)
def test_hostile_texts_are_refused_in_bounded_time(text: str) -> None:
    started = process_time()
    for kind in (Order, tuple[OrderEvent, ...]):
        told = faults_of_text(kind, text)
        assert len(told) <= 101
        assert sum(len(fault.text) for fault in told) < 120_000
    assert process_time() - started < 8, "a few times what reading it takes"


def test_no_message_repeats_much_of_its_input() -> None:
    secret = "s3cret" * 100
    for data in ({secret: secret}, {"order": secret, "part": [secret]}, secret, [secret], {"type": secret}):
        for kind in (orders.CompletePart, OrderCommand, Order, Actor, presets.RuleBook):
            for at, text in faults(kind, data).items():
                assert secret[:61] not in at + text


def test_texts_are_bounded_and_clean() -> None:
    assert wire.load(str, "x" * TEXT_LENGTH) == "x" * TEXT_LENGTH
    assert faults(str, "x" * (TEXT_LENGTH + 1)) == {
        "": f"is a text of {TEXT_LENGTH + 1} characters; give at most {TEXT_LENGTH}"
    }
    assert wire.load(str, "line\nbreak\t\U0001f600") == "line\nbreak\t\U0001f600"
    (fault,) = faults_of_text(str, '"\\ud83d"')
    assert "half a surrogate pair" in fault.text
    assert wire.loads(str, '"\\ud83d\\ude00"') == "\U0001f600"


def test_a_set_has_nothing_twice() -> None:
    told = faults(Operator, {"member": "m1", "scopes": ["a", "b", "a"]})
    assert told == {"scopes[2]": "'a' stands there twice; give each once"}


@pytest.mark.parametrize(
    ("kind", "data", "why"),
    [
        (timedelta, "PT1.1234567S", "exact duration"),
        (timedelta, "PT99999999999H", "exact duration"),
        (timedelta, "1 day", "exact duration"),
        (DateTime, "2018-02-03T10:00:00", "has no offset"),
        (DateTime, "2018-02-03", "is a date"),
        (DateTime, 1517652000, "an instant in RFC 3339"),
        (time, "14:00:00Z", "a time of day"),
        (Decimal, 0.2, "a decimal number as text"),
        (Money, {"amount": 12, "currency": "EUR"}, "give text"),
        (Money, {"amount": "12.50"}, "give money"),
        (Money, {"amount": "12.50", "currency": "EUR", "rate": 1}, "give money"),
        (Money, "12.50 EUR", "give money"),
        (Personal[str], {"value": None}, "data about a person"),
        (Personal[str], {"erased": False}, "data about a person"),
        (Personal[str], {"value": "x", "erased": True}, "data about a person"),
        (Personal[str], "x", "data about a person"),
    ],
)
def test_single_values_are_exact(kind: lives.Form, data: object, why: str) -> None:
    assert why in "".join(faults(kind, data).values())


# --- fuzz: nothing but MalformedError, whatever comes

KINDS: list[Any] = [
    Order,
    PlaceOrder,
    OrderCommand,
    orders.ShipLines,
    Actor,
    presets.RuleBook,
    OrderPolicy,
    Metadata,
    tuple[OrderEvent, ...],
    Recorded[OrderEvent],
    timing.ShippingDeadline,
    Personal[orders.Address],
]


def read_or_malformed(read: Callable[[], object]) -> object | None:
    try:
        return read()
    except MalformedError as error:
        told = [fault.text for fault in error.faults]
    assert told
    assert all(told)
    return None


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["open", "o7", "EUR", "2018-02-03T10:00:00Z", "12.50", "PT1H", "orders.cancel_part/1"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.text(max_size=4) | st.sampled_from(["type", "id", "order", "part", "parts", "lines", "value", "amount"]),
            inner,
            max_size=5,
        )
    ),
    max_leaves=20,
)


@given(st.sampled_from(KINDS), json_values)
def test_any_json_is_read_or_malformed(kind: lives.Form, data: object) -> None:
    reads: list[Callable[[], object]] = [lambda: wire.load(kind, data), lambda: wire.loads(kind, json.dumps(data))]
    for read in reads:
        value = read_or_malformed(read)
        assert value is None or wire.load(kind, wire.dump(value)) == value


@given(st.sampled_from(KINDS), st.binary(max_size=200) | st.text(max_size=200))
def test_any_text_is_read_or_malformed(kind: lives.Form, text: str | bytes) -> None:
    read_or_malformed(lambda: wire.loads(kind, text))


VALID: list[tuple[Any, Any]] = [
    (PlaceOrder | OrderCommand, wire.dump(lives.placing())),
    (Order, wire.dump(lives.life()[0][-1])),
    (tuple[OrderEvent, ...], wire.dump(lives.life()[1])),
    (tuple[OrderEvent, ...], [wire.dump(SAMPLES[tag]) for tag in (*tags.EVENTS, *tags.FACTS)]),
    (tuple[PlaceOrder | OrderCommand, ...], [wire.dump(SAMPLES[tag]) for tag in tags.COMMANDS]),
    (OrderPolicy, wire.dump(SAMPLES["orders.policy/1"])),
    (presets.RuleBook, wire.dump(presets.SIPOKO)),
]


Place: TypeAlias = tuple[str | int, ...]


def places(data: lives.Form, here: Place = ()) -> list[Place]:
    keys: list[str | int] = []
    if type(data) in (dict, list):
        keys = list(data) if hasattr(data, "keys") else list(range(len(data)))
    return [here, *(place for key in keys for place in places(data[key], (*here, key)))]


def mutated(data: lives.Form, place: Place, new: object, *, drop: bool) -> lives.Form:
    if not place:
        return new
    copy: lives.Form = data.copy()
    if len(place) == 1 and drop:
        del copy[place[0]]
    else:
        copy[place[0]] = mutated(data[place[0]], place[1:], new, drop=drop)
    return copy


@given(st.sampled_from(VALID), json_values, st.booleans(), st.data())
def test_what_was_changed_is_read_or_malformed_in_its_place(
    valid: tuple[Any, Any], new: object, drop: bool, data: st.DataObject
) -> None:
    kind, good = valid
    place = data.draw(st.sampled_from(places(good)))
    changed = mutated(good, place, new, drop=drop)
    told: tuple[Fault, ...] = ()
    try:
        value: object = wire.load(kind, changed)
        assert wire.load(kind, wire.dump(value)) == value
    except MalformedError as error:
        told = error.faults
    said = "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in place).removeprefix(".")
    around = said.rpartition(".")[0].partition(".metadata")[0]
    assert all(fault.at.startswith(around) or "holds" in fault.text for fault in told)


def test_money_is_exact() -> None:
    assert wire.load(Money, {"amount": "12.5", "currency": "EUR"}) == money("12.50", "EUR")
