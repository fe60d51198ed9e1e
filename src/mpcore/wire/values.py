"""The shapes of single values: text, numbers, instants, durations, money; nothing is coerced on the way."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from typing import Final

from moneyed import Money
from pendulum import DateTime

from mpcore import timing
from mpcore.kernel import ID_LENGTH, NO_METADATA, Fault, MalformedError, Metadata
from mpcore.kernel.metadata import KEY_LENGTH, KEYS, VALUE_LENGTH
from mpcore.money import money
from mpcore.money import text as money_in_text
from mpcore.wire.faults import Found, malformed, said, unfit
from mpcore.wire.jsontext import Json, is_object
from mpcore.wire.shapes import Definitions, Dump, Load, Shape

__all__ = ["ID", "TEXT_LENGTH", "VALUES", "of_enum"]

TEXT_LENGTH: Final = 65_536
"""The most characters of any one text."""

INTEGERS: Final = 2**63
"""Integers are smaller than this, and larger than its negative: what databases and other languages can hold."""


def _leaf(load: Load, dump: Dump, want: str, schema: dict[str, Json], title: str = "") -> Shape:
    def of(define: Definitions) -> dict[str, Json]:
        return define(title, title, lambda: dict(schema)) if title else dict(schema)

    return Shape(load=load, dump=dump, schema=of, want=want, outer=dump)


# --- text and numbers: read and written by the same check


def _text(value: object, _: object = None) -> str:
    if type(value) is str and len(value) <= TEXT_LENGTH and (value.isprintable() or _is_clean(value)):
        return value
    raise _why_no_text(value)


def _is_clean(value: str) -> bool:
    try:
        return b"\0" not in value.encode()
    except UnicodeEncodeError:
        return False


def _why_no_text(value: object) -> MalformedError:
    if not isinstance(value, str):
        return unfit(value, "text")
    if len(value) > TEXT_LENGTH:
        return malformed(f"is a text of {len(value)} characters; give at most {TEXT_LENGTH}")
    return malformed(f"{said(value)} has a NUL character or half a surrogate pair; give text that UTF-8 can carry")


_ID = f"an id: text of 1 to {ID_LENGTH} printable characters without a space at either end"


def _id(value: object, _: object = None) -> str:
    # `kernel.is_id`, spelt out: it is asked some hundred times per order.
    if type(value) is str and 0 < len(value) <= ID_LENGTH and value.isprintable() and value[0] != " " != value[-1]:
        return value
    raise unfit(value, _ID)


def _integer(value: object, _: object = None) -> int:
    if type(value) is int and -INTEGERS < value < INTEGERS:
        return value
    raise unfit(value, f"a whole number between -{INTEGERS - 1} and {INTEGERS - 1}")


def _bool(value: object, _: object = None) -> bool:
    if type(value) is bool:
        return value
    raise unfit(value, "true or false")


def _null(value: object, _: object = None) -> None:
    if value is not None:
        raise unfit(value, "null")


_PLAIN = re.compile(r"-?[0-9]{1,18}(?:\.[0-9]{1,18})?")
_DECIMAL = "a decimal number as text, such as '0.2', with at most 18 digits on either side of the point"


def _decimal(value: object, _: object = None) -> Decimal:
    if type(value) is str and len(value) <= 38 and _PLAIN.fullmatch(value):
        return Decimal(value)
    raise unfit(value, _DECIMAL)


def _decimal_out(value: object) -> Json:
    if type(value) is Decimal and value.is_finite() and -19 < value.adjusted() < 19:
        text = f"{value:f}"
        if _PLAIN.fullmatch(text):
            return text
    raise unfit(value, _DECIMAL)


# --- times


_INSTANT = "an instant in RFC 3339, such as '2018-02-03T10:00:00Z'"


def _instant(value: object, _: object = None) -> DateTime:
    if type(value) is str:
        return timing.instant(value)
    raise unfit(value, _INSTANT)


_TO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TO_TIME = re.compile(r"[0-2][0-9]:[0-5][0-9](?::[0-5][0-9](?:\.[0-9]{1,6})?)?")
_DATE = "a date, such as '2018-02-03'"
_TIME = "a time of day, such as '14:00:00'"
_DURATION = "an exact duration in hours, minutes and seconds, such as 'PT24H' or 'PT1H30M'"


def _date(value: object, _: object = None) -> date:
    if type(value) is str and len(value) == 10 and _TO_DATE.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise unfit(value, _DATE)


def _date_out(value: object) -> Json:
    if type(value) is date:
        return value.isoformat()
    raise unfit(value, _DATE)


def _time(value: object, _: object = None) -> time:
    if type(value) is str and len(value) <= 15 and _TO_TIME.fullmatch(value):
        try:
            return time.fromisoformat(value)
        except ValueError:
            pass
    raise unfit(value, _TIME)


def _time_out(value: object) -> Json:
    if type(value) is time and value.tzinfo is None:
        return value.isoformat()
    raise unfit(value, _TIME)


_PARTS = re.compile(r"(-?)PT(?=[0-9])(?:([0-9]{1,11})H)?(?:([0-9]{1,13})M)?(?:([0-9]{1,15})(?:\.([0-9]{1,6}))?S)?")
_MICROSECOND = timedelta(microseconds=1)


def _duration(value: object, _: object = None) -> timedelta:
    if type(value) is str and len(value) <= 64 and (found := _PARTS.fullmatch(value)):
        sign, hours, minutes, seconds, fraction = found.groups("")
        whole = int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(seconds or 0)
        micros = whole * 10**6 + int(fraction.ljust(6, "0"))
        try:
            return (-micros if sign else micros) * _MICROSECOND
        except OverflowError:
            pass
    raise unfit(value, _DURATION)


def _duration_out(value: object) -> Json:
    if type(value) is not timedelta:
        raise unfit(value, _DURATION)
    rest, micros = divmod(abs(value // _MICROSECOND), 10**6)
    rest, seconds = divmod(rest, 60)
    hours, minutes = divmod(rest, 60)
    fraction = f".{micros:06}".rstrip("0") if micros else ""
    text = (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes else "")
    if seconds or micros or not text:
        text += f"{seconds}{fraction}S"
    return f"{'-' if value < timedelta() else ''}PT{text}"


# --- money and metadata


_MONEY = 'money, such as {"amount": "12.50", "currency": "EUR"}'
_MONEY_KEYS = {"amount", "currency"}


def _money(value: object, _: object = None) -> Money:
    if not is_object(value) or value.keys() != _MONEY_KEYS:
        raise unfit(value, _MONEY)
    amount, currency = value["amount"], value["currency"]
    if type(amount) is str and type(currency) is str:
        return money(amount, currency)
    faults = [
        Fault(at, f"{said(part)} does not fit; give text, such as {such!r}")
        for at, part, such in (("amount", amount, "12.50"), ("currency", currency, "EUR"))
        if type(part) is not str
    ]
    raise MalformedError(*faults)


def _money_out(value: object) -> Json:
    if type(value) is not Money:
        raise unfit(value, "money")
    amount, _, currency = money_in_text(value).partition(" ")
    return {"amount": amount, "currency": currency}


def _metadata(value: object, _: object = None) -> Metadata:
    if not is_object(value):
        raise unfit(value, "an object of texts")
    return Metadata(_pairs(value)) if value else NO_METADATA


def _metadata_out(value: object) -> Json:
    if type(value) is not Metadata:
        raise unfit(value, "metadata")
    return dict(_pairs(dict(value.pairs))) if value.pairs else {}


def _short(value: object) -> str:
    text = _text(value)
    if len(text) > VALUE_LENGTH:
        raise malformed(f"is a text of {len(text)} characters; give at most {VALUE_LENGTH}")
    return text


_WORD = re.compile(r"[A-Za-z0-9_-]+")


def _pairs(texts: Mapping[str, object]) -> tuple[tuple[str, str], ...]:
    if len(texts) > KEYS:
        raise malformed(f"has {len(texts)} keys; give at most {KEYS}")
    found = Found()
    pairs: list[tuple[str, str]] = []
    for key, text in texts.items():
        if type(key) is not str or not 0 < len(key) <= KEY_LENGTH or not (key.isprintable() or _is_clean(key)):
            found.add("", malformed(f"has a key {said(key)}; give keys of 1 to {KEY_LENGTH} characters"))
            continue
        try:
            pairs.append((key, _short(text)))
        except MalformedError as error:
            if _WORD.fullmatch(key):
                found.add(key, error)
            else:
                found.add("", malformed(f"the key {said(key)}: {error}"))
    if found.faults:
        raise found.error()
    return tuple(pairs)


def of_enum(kind: type[Enum]) -> Shape:
    """A member by its value."""
    members = {member.value: member for member in kind}
    if not all(type(value) in (str, int) for value in members):
        raise TypeError(f"{kind.__name__} has members whose values are neither text nor whole numbers")
    want = f"one of {', '.join(said(value) for value in members)}"

    def load(value: object, _: object = None) -> Enum:
        if type(value) is str or type(value) is int:
            member = members.get(value)
            if member is not None:
                return member
        raise unfit(value, want)

    def dump(value: object) -> Json:
        if type(value) is kind:
            content: Json = value.value
            return content
        raise unfit(value, f"a {kind.__name__}")

    def schema(define: Definitions) -> dict[str, Json]:
        return define(kind.__name__, kind, lambda: _described(kind, {"enum": list(members)}))

    return Shape(load=load, dump=dump, schema=schema, want=want, outer=dump)


def _described(kind: type, schema: dict[str, Json]) -> dict[str, Json]:
    first = (kind.__doc__ or "").strip().partition("\n\n")[0]
    return {"description": " ".join(first.split()), **schema}


_ID_SCHEMA: dict[str, Json] = {
    "type": "string",
    "minLength": 1,
    "maxLength": ID_LENGTH,
    "pattern": r"^\S(?:.*\S)?$",
    "description": "An id: printable characters without a space at either end.",
}

ID: Final = _leaf(_id, _id, _ID, _ID_SCHEMA, "Id")
"""An id: every NewType over str."""


def _instant_out(value: object) -> Json:
    return timing.rfc3339(value)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]  # it refuses all else


_INSTANT_SHAPE = _leaf(_instant, _instant_out, _INSTANT, {"type": "string", "format": "date-time"})

VALUES: Final[dict[object, Shape]] = {
    str: _leaf(_text, _text, "text", {"type": "string", "maxLength": TEXT_LENGTH}),
    int: _leaf(
        _integer, _integer, "a whole number", {"type": "integer", "minimum": 1 - INTEGERS, "maximum": INTEGERS - 1}
    ),
    bool: _leaf(_bool, _bool, "true or false", {"type": "boolean"}),
    type(None): _leaf(_null, _null, "null", {"type": "null"}),
    Decimal: _leaf(_decimal, _decimal_out, _DECIMAL, {"type": "string", "pattern": f"^{_PLAIN.pattern}$"}),
    DateTime: _INSTANT_SHAPE,
    datetime: _INSTANT_SHAPE,
    date: _leaf(_date, _date_out, _DATE, {"type": "string", "format": "date"}),
    time: _leaf(_time, _time_out, _TIME, {"type": "string", "pattern": f"^{_TO_TIME.pattern}$"}),
    timedelta: _leaf(
        _duration,
        _duration_out,
        _DURATION,
        {"type": "string", "pattern": "^-?PT(?=[0-9])([0-9]+H)?([0-9]+M)?([0-9]+(\\.[0-9]+)?S)?$"},
    ),
    Money: _leaf(
        _money,
        _money_out,
        _MONEY,
        {
            "type": "object",
            "properties": {
                "amount": {"type": "string", "pattern": r"^-?[0-9]{1,18}(?:\.[0-9]{1,4})?$"},
                "currency": {"type": "string", "pattern": "^[A-Z]{3}$", "description": "ISO 4217."},
            },
            "required": ["amount", "currency"],
            "additionalProperties": False,
            "description": "An exact amount in major units, with at most the places of its currency.",
        },
        "Money",
    ),
    Metadata: _leaf(
        _metadata,
        _metadata_out,
        "an object of texts",
        {
            "type": "object",
            "maxProperties": KEYS,
            "propertyNames": {"minLength": 1, "maxLength": KEY_LENGTH},
            "additionalProperties": {"type": "string", "maxLength": VALUE_LENGTH},
            "description": "The host's own notes; no rule reads them.",
        },
        "Metadata",
    ),
}
"""Every class whose values are written as one thing."""
