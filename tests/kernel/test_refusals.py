"""A refusal is data: checked when its class is made, told in words made from its facts."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from enum import Enum, IntEnum, StrEnum
from typing import ClassVar, NamedTuple
from zoneinfo import ZoneInfo

import attrs
import pytest
from attrs import frozen
from hypothesis import given
from hypothesis import strategies as st
from moneyed import Money

from mpcore.kernel import (
    BeforeItsCause,
    Duplicate,
    Exceeds,
    IdTaken,
    InTheFuture,
    Kind,
    MissingScope,
    NotFound,
    NothingNamed,
    OutOfRange,
    Refusal,
    Scope,
    System,
    WrongStage,
    in_words,
    refusals,
    utc,
)
from mpcore.kernel.context import Context
from mpcore.money import money
from tests.kernel.surroundings import EVERY_DECIMAL_CONTEXT, under


class Stage(Enum):
    AWAITING_PAYMENT = "waits"


@frozen(kw_only=True, slots=False)
class TooHeavy(Refusal):
    """A host's own, with all that there can be."""

    code: ClassVar[str] = "acme.parcels.too_heavy"
    kind: ClassVar[Kind] = Kind.LIMIT
    text: ClassVar[str] = "parcel {parcel} weighs {grams} g, and {{carrier}} takes {most} g"
    remedy: ClassVar[str | None] = "pack {parcel} again"
    rule_ids: ClassVar[tuple[str, ...]] = ("ACME-7",)

    parcel: str
    grams: int
    most: int = 2000


@frozen(kw_only=True)
class Closed(Refusal):
    """A host's own, with slots and without facts."""

    code: ClassVar[str] = "acme.closed"
    kind: ClassVar[Kind] = Kind.TOO_LATE
    text: ClassVar[str] = "shop {shop} is closed"

    shop: str


NINE = utc(datetime(2026, 3, 26, 9, tzinfo=UTC))
TEN = utc(datetime(2026, 3, 26, 10, tzinfo=UTC))

CLOCK = "check the clock and the zone of whoever reports it"

EVERY_ONE = (
    (NotFound(thing="order", id="o7"), Kind.NOT_FOUND, "there is no order o7"),
    (
        MissingScope(scope=Scope("orders.cancel")),
        Kind.FORBIDDEN,
        "this needs the scope orders.cancel; ask somebody who holds it",
    ),
    (
        WrongStage(thing="part", id="p1", stage=Stage.AWAITING_PAYMENT, asked="complete"),
        Kind.CONFLICT,
        "part p1 is awaiting payment, which does not allow to complete",
    ),
    (Exceeds(of="l1", asked=3, most=2), Kind.LIMIT, "3 is more than the 2 that l1 has left"),
    (OutOfRange(given=-1, least=1, most=9), Kind.INVALID, "-1 is not from 1 to 9"),
    (NothingNamed(thing="line"), Kind.INVALID, "at least one line has to be named"),
    (Duplicate(thing="line", id="l1"), Kind.INVALID, "line l1 is named twice"),
    (
        IdTaken(thing="dispatch", id="d1"),
        Kind.CONFLICT,
        "dispatch d1 is known with other content; take a new id, or repeat the command as it was",
    ),
    (
        InTheFuture(happened_at=TEN, now=NINE),
        Kind.INVALID,
        f"2026-03-26T10:00:00Z is later than now, 2026-03-26T09:00:00Z; {CLOCK}",
    ),
    (
        BeforeItsCause(happened_at=NINE, cause="the order", cause_at=TEN),
        Kind.INVALID,
        f"2026-03-26T09:00:00Z is earlier than the order, 2026-03-26T10:00:00Z; {CLOCK}",
    ),
    (
        TooHeavy(parcel="d1", grams=2500),
        Kind.LIMIT,
        "parcel d1 weighs 2500 g, and {carrier} takes 2000 g; pack d1 again",
    ),
    (Closed(shop="s1"), Kind.TOO_LATE, "shop s1 is closed"),
)


@pytest.mark.parametrize(("reason", "kind", "message"), EVERY_ONE, ids=lambda value: type(value).__name__)
def test_a_reason_says_its_facts_then_the_remedy(reason: Refusal, kind: Kind, message: str) -> None:
    assert reason.kind is kind
    assert reason.message == message
    assert str(reason) == message


def test_every_reason_of_the_kernel_is_told_above() -> None:
    assert {type(reason).__name__ for reason, *_ in EVERY_ONE} == {*refusals.__all__, "TooHeavy", "Closed"}


@pytest.mark.parametrize("reason", [reason for reason, *_ in EVERY_ONE], ids=lambda reason: type(reason).__name__)
def test_a_reason_hashes_compares_and_pickles(reason: Refusal) -> None:
    there = pickle.loads(pickle.dumps(reason))  # noqa: S301  (it is our own)
    assert there == reason
    assert hash(there) == hash(reason)
    assert there.message == reason.message
    assert attrs.evolve(reason, at="lines[0]") != reason
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        reason.at = "lines[0]"  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]


def test_codes_are_told_apart() -> None:
    codes = [reason.code for reason, *_ in EVERY_ONE]
    assert len(set(codes)) == len(codes)


def test_the_facts_are_the_fields_without_the_place() -> None:
    heavy = TooHeavy(parcel="d1", grams=2500, at="dispatch")
    assert heavy.facts == {"parcel": "d1", "grams": 2500, "most": 2000}
    assert heavy.at == "dispatch"
    assert Closed(shop="s1", at="shop").facts == {"shop": "s1"}
    assert TooHeavy(parcel="d1", grams=1).at is None


def test_the_place_may_be_a_part_of_the_text() -> None:
    reason = made(text="{at} is not {thing}")(at="lines[1]", thing="a line")
    assert reason.message == "lines[1] is not a line"


def test_texts_are_facts_in_lower_case_without_a_full_stop() -> None:
    for reason, *_ in EVERY_ONE:
        for words in (reason.text, reason.remedy or "x"):
            assert words[0] == "{" or words[0].islower()
            assert not words.endswith(".")


def test_braces_in_a_fact_are_only_braces() -> None:
    assert NotFound(thing="{id}", id="{at!r}").message == "there is no {id} {at!r}"


# --- what a class has to state ----------------------------------------------------------------------------------------


def made(without: str = "", **said: object) -> Callable[..., Refusal]:
    """A refusal about a `thing`, right but for what is said."""
    right: dict[str, object] = {"code": "acme.no", "kind": Kind.CONFLICT, "text": "there is no {thing}"}
    body = {name: value for name, value in (right | said).items() if name != without}
    fields = {"thing": attrs.field(type=str)}
    return attrs.make_class("No", fields, (Refusal,), body, frozen=True, kw_only=True, slots=False)


def test_the_class_that_is_right_is_made() -> None:
    assert made()(thing="spoon").message == "there is no spoon"


@pytest.mark.parametrize("name", ["code", "kind", "text"])
def test_a_class_states_its_code_its_kind_and_its_text(name: str) -> None:
    with pytest.raises(TypeError, match=rf"^No states no {name}$"):
        made(without=name)


@pytest.mark.parametrize("name", ["code", "kind", "text"])
def test_what_a_base_states_is_not_stated_again_by_itself(name: str) -> None:
    said: dict[str, object] = {"code": "acme.heavier", "kind": Kind.LIMIT, "text": "{parcel}"}
    del said[name]
    with pytest.raises(TypeError, match=rf"^Heavier states no {name}$"):
        attrs.make_class("Heavier", {}, (TooHeavy,), said, frozen=True, kw_only=True, slots=False)


def test_a_class_with_slots_is_looked_at_as_well() -> None:
    with pytest.raises(TypeError, match=r"^No states no code$"):
        attrs.make_class("No", {}, (Refusal,), {"kind": Kind.LIMIT, "text": "no"}, frozen=True, slots=True)


@pytest.mark.parametrize("code", ["no", "acme.no", "acme.parcels.no_2", "a.b.c.d"])
def test_a_code_is_of_words_in_lower_case(code: str) -> None:
    assert made(code=code)(thing="x").code == code


@pytest.mark.parametrize(
    "code", ["", ".", "acme.", ".no", "acme..no", "Acme.no", "acme.No", "a b", "a-b", "2.no", "a/b"]
)
def test_any_other_code_is_refused(code: str) -> None:
    with pytest.raises(TypeError, match=r"is not of the form package\.name in lower case$"):
        made(code=code)


@pytest.mark.parametrize("where", ["text", "remedy"])
@pytest.mark.parametrize("hole", ["{}", "{0}", "{thin}", "{thing.name}", "{thing[0]}", "{ thing}", "{code}", "{facts}"])
def test_a_hole_is_that_of_a_field(where: str, hole: str) -> None:
    with pytest.raises(TypeError, match=r"is not a plain field of \['at', 'thing'\]$"):
        made(**{where: f"there is no {hole}"})


@pytest.mark.parametrize("where", ["text", "remedy"])
@pytest.mark.parametrize("hole", ["{thing!r}", "{thing!s}", "{thing:>9}", "{thing:{at}}", "{thing!r:>9}"])
def test_a_hole_formats_nothing(where: str, hole: str) -> None:
    with pytest.raises(TypeError, match=r"hole {thing} is not a plain field"):
        made(**{where: f"there is no {hole}"})


@pytest.mark.parametrize("text", ["there is no {thing", "there is no thing}"])
def test_a_brace_that_is_left_alone_is_seen_when_the_class_is_made(text: str) -> None:
    with pytest.raises((TypeError, ValueError)):
        made(text=text)


# --- facts in words ---------------------------------------------------------------------------------------------------


class Word(StrEnum):
    TOO_LATE = "2late"


class Number(IntEnum):
    ONE = 1


class Pair(NamedTuple):
    left: object
    right: object


@frozen
class Gold:
    """An amount of a host's own."""

    amount: Decimal
    currency: str = "OZ"


WORDS: tuple[tuple[object, str], ...] = (
    (None, "none"),
    ("Text as it is.", "Text as it is."),
    ("", ""),
    (7, "7"),
    (-1_000_000, "-1000000"),
    (True, "True"),
    (Stage.AWAITING_PAYMENT, "awaiting payment"),
    (Word.TOO_LATE, "too late"),
    (Number.ONE, "one"),
    (datetime(2026, 3, 26, 9, tzinfo=UTC), "2026-03-26T09:00:00Z"),
    (NINE, "2026-03-26T09:00:00Z"),
    (NINE.add(microseconds=5), "2026-03-26T09:00:00.000005Z"),
    (datetime(2026, 3, 26, 9, tzinfo=ZoneInfo("Europe/Paris")), "2026-03-26T09:00:00+01:00"),
    (NINE.in_timezone("America/Sao_Paulo"), "2026-03-26T06:00:00-03:00"),
    (datetime(2026, 3, 26, 9, tzinfo=timezone(timedelta(hours=-3, minutes=-30))), "2026-03-26T09:00:00-03:30"),
    (date(2026, 3, 26), "2026-03-26"),
    (timedelta(days=4), "4 days, 0:00:00"),
    (money("12.5", "EUR"), "12.50 EUR"),
    (money("1200", "JPY"), "1200 JPY"),
    (money("-0.001", "KWD"), "-0.001 KWD"),
    (Money("1E+3", "EUR"), "1000 EUR"),
    (Gold(Decimal("1E-9")), "0.000000001 OZ"),
    (("a", "b"), "a, b"),
    ((), ""),
    ((1, (None, Stage.AWAITING_PAYMENT)), "1, none, awaiting payment"),
    ((NINE, money("1", "EUR")), "2026-03-26T09:00:00Z, 1.00 EUR"),
    (Pair("left", 2), "left, 2"),
    (Decimal("12.50"), "12.50"),
)


@pytest.mark.parametrize(("value", "words"), WORDS, ids=repr)
def test_a_fact_is_told_by_its_type(value: object, words: str) -> None:
    assert in_words(value) == words
    assert made(text="{thing}")(thing=value).message == words


@pytest.mark.parametrize("context", EVERY_DECIMAL_CONTEXT)
def test_no_decimal_context_changes_a_word(context: str) -> None:
    expected = [in_words(value) for value, _ in WORDS]
    said = [str(reason) for reason, *_ in EVERY_ONE]
    with under(context):
        assert [in_words(value) for value, _ in WORDS] == expected
        assert [str(reason) for reason, *_ in EVERY_ONE] == said


@pytest.mark.parametrize("context", EVERY_DECIMAL_CONTEXT)
@given(amount=st.decimals(allow_nan=False, allow_infinity=False))
def test_no_decimal_context_changes_an_amount(context: str, amount: Decimal) -> None:
    expected = in_words(Gold(amount))
    assert Decimal(expected.removesuffix(" OZ")) == amount
    with under(context):
        assert in_words(Gold(amount)) == expected


def test_no_decimal_context_changes_a_bare_number() -> None:
    expected = in_words(Decimal("1E+30"))
    with under("small letters"):
        assert in_words(Decimal("1E+30")) == expected


# --- a host's own -----------------------------------------------------------------------------------------------------


def too_heavy(thing: int, _command: object, _ctx: Context[None]) -> TooHeavy | None:
    return TooHeavy(parcel="d1", grams=thing) if thing > 2000 else None


def test_a_hosts_rule_returns_a_hosts_reason() -> None:

    ctx = Context(now=NINE, actor=System(), policy=None, also=(too_heavy,))
    (rule,) = ctx.also
    assert rule(2000, None, ctx) is None
    assert rule(2001, None, ctx) == TooHeavy(parcel="d1", grams=2001)
