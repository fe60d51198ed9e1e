"""Money that is promised: it confirms nothing until it is captured, and it may fail, end, or come all the same."""

from __future__ import annotations

from datetime import timedelta
from itertools import chain, permutations, product

import pytest
from attrs import evolve

from mpcore.kernel import BeforeItsCause, IdTaken, InTheFuture, MissingScope, OutOfRange, PaymentId, WrongStage, utc
from mpcore.money import money
from mpcore.orders import (
    AuthorisationExpired,
    CurrencyMismatch,
    LinesShipped,
    NoticeKind,
    NotPaid,
    OrderCommand,
    PartStage,
    Payment,
    PaymentAuthorised,
    PaymentConfirmed,
    PaymentFailed,
    PaymentRecorded,
    PaymentStage,
    Recipient,
    notices,
)
from mpcore.testing import OPERATOR, PLACED_AT, SYSTEM, Scenario, placed, vendor_member
from tests.orders.say import authorise, cancel, decline, fire, pay, ship

MICRO = timedelta(microseconds=1)
LATER = utc(PLACED_AT + timedelta(hours=1))
ENDS = utc(PLACED_AT + timedelta(days=7))
NEW = Scenario(placed("v1"))
PROMISED = NEW.after(authorise("40.00", expires_at=ENDS), now=LATER)


def stages(story: Scenario) -> dict[str, PaymentStage]:
    return {payment.id: payment.stage for payment in story.state.payments}


@pytest.mark.rule("U2", "00.2")
def test_what_is_promised_is_not_paid() -> None:
    story = NEW.when(authorise("40.00", expires_at=ENDS), now=LATER)
    promise = Payment(PaymentId("m1"), 4000, LATER, PaymentStage.AUTHORISED, ENDS)
    story.then(PaymentAuthorised(promise))
    assert (story.state.received_minor, story.state.authorised_minor) == (0, 4000)
    assert story.state.parts[0].stage is PartStage.AWAITING_PAYMENT
    story.when(ship()).refused(NotPaid)
    story.after(authorise("100.00", "m2")).when(ship()).refused(NotPaid)
    captured = story.when(pay("40.00")).then(PaymentRecorded, PaymentConfirmed)
    captured.when(ship()).then(LinesShipped)


@pytest.mark.rule("00.2")
def test_a_promise_is_captured_under_its_own_id() -> None:
    captured = PROMISED.when(pay("40.00"), now=utc(LATER + MICRO)).then(PaymentRecorded, PaymentConfirmed)
    assert captured.state.payments == (Payment(PaymentId("m1"), 4000, utc(LATER + MICRO)),)
    assert (captured.state.received_minor, captured.state.authorised_minor) == (4000, 0)
    other = PROMISED.after(pay("40.00", "m2"))
    assert stages(other) == {"m1": PaymentStage.AUTHORISED, "m2": PaymentStage.RECEIVED}
    assert other.when(pay("40.00")).then(PaymentRecorded).state.surplus == money("40.00", "EUR")


@pytest.mark.rule("00.2")
@pytest.mark.parametrize(
    ("captured", "confirmed", "surplus"), [("39.99", False, 0), ("40.00", True, 0), ("41.00", True, 100)]
)
def test_what_is_captured_counts_and_not_what_was_promised(captured: str, confirmed: bool, surplus: int) -> None:
    story = PROMISED.when(pay(captured)).accepted()
    assert (story.state.confirmed_at is not None) is confirmed
    assert story.state.received == money(captured, "EUR")
    assert story.state.surplus_minor == surplus


@pytest.mark.rule("00.2")
def test_several_promises_are_captured_one_by_one() -> None:
    story = NEW.after(authorise("15.00", "m1"), authorise("25.00", "m2"))
    assert story.state.authorised_minor == 4000
    story = story.when(pay("25.00", "m2")).then(PaymentRecorded)
    assert (story.state.authorised_minor, story.state.received_minor) == (1500, 2500)
    story.when(pay("15.00", "m1")).then(PaymentRecorded, PaymentConfirmed)


def test_a_promise_that_is_told_again_changes_nothing_and_one_with_other_content_is_refused() -> None:
    PROMISED.when(authorise("40.00", expires_at=ENDS)).then()
    PROMISED.when(authorise("40.00", expires_at=ENDS, at=LATER)).then()
    for other in (
        authorise("40.01", expires_at=ENDS),
        authorise("40.00", expires_at=utc(ENDS + MICRO)),
        authorise("40.00"),
        authorise("40.00", expires_at=ENDS, at=PLACED_AT),
        evolve(authorise("40.00", expires_at=ENDS), amount=money("40.00", "USD")),
    ):
        PROMISED.when(other).refused(IdTaken)


def test_a_promise_that_is_told_after_its_money_came_in_changes_nothing() -> None:
    for captured in ("40.00", "39.99", "0.01"):
        NEW.after(pay(captured)).when(authorise("40.00", expires_at=ENDS)).then()
        PROMISED.after(pay(captured)).when(authorise("40.00", expires_at=ENDS)).then()
    story = NEW.after(pay("40.00"))
    story.when(authorise("39.99")).refused(IdTaken)
    story.when(evolve(authorise("40.00"), amount=money("40.00", "USD"))).refused(IdTaken)
    NEW.after(decline()).when(authorise("40.00")).refused(IdTaken)


def test_a_promise_that_makes_no_sense_is_refused_for_every_reason() -> None:
    late = utc(LATER + timedelta(days=1))
    odd = evolve(authorise("1.00", expires_at=late, at=late), amount=money("-1.00", "USD"))
    NEW.when(odd, now=LATER).refused(CurrencyMismatch, OutOfRange, InTheFuture, BeforeItsCause)


def test_a_promise_ends_after_it_began() -> None:
    NEW.when(authorise("40.00", expires_at=LATER, at=LATER), now=LATER).refused(
        BeforeItsCause(happened_at=LATER, cause="the authorisation", cause_at=LATER, at="expires_at")
    )
    NEW.when(authorise("40.00", expires_at=utc(LATER + MICRO), at=LATER), now=LATER).then(PaymentAuthorised)
    NEW.when(authorise("40.00", expires_at=LATER), now=LATER).refused(BeforeItsCause)


@pytest.mark.rule("00.2")
def test_a_payment_that_failed_does_not_count_and_money_that_comes_for_it_does() -> None:
    failed = PROMISED.when(decline()).then(PaymentFailed)
    assert stages(failed) == {"m1": PaymentStage.FAILED}
    assert (failed.state.authorised_minor, failed.state.received_minor) == (0, 0)
    failed.when(ship()).refused(NotPaid)
    failed.when(decline()).then()
    again = failed.when(pay("40.00")).then(PaymentRecorded, PaymentConfirmed)
    again.when(ship()).then(LinesShipped)


def test_a_payment_may_fail_that_nobody_had_promised() -> None:
    story = NEW.when(decline("m9", at=LATER), now=LATER).then(PaymentFailed(PaymentId("m9"), LATER))
    assert story.state.payments == (Payment(PaymentId("m9"), 0, LATER, PaymentStage.FAILED),)
    story.when(pay("40.00", "m9")).then(PaymentRecorded, PaymentConfirmed)


def test_what_came_in_fails_no_more() -> None:
    NEW.after(pay("40.00")).when(decline()).refused(WrongStage)
    PROMISED.after(pay("39.00")).when(decline()).refused(WrongStage)
    PROMISED.when(decline()).then(PaymentFailed)


def test_nothing_fails_later_than_now() -> None:
    PROMISED.when(decline(at=utc(LATER + timedelta(minutes=5))), now=LATER).then(PaymentFailed)
    PROMISED.when(decline(at=utc(LATER + timedelta(minutes=5) + MICRO)), now=LATER).refused(InTheFuture)


@pytest.mark.rule("00.2")
def test_a_promise_ends_with_its_timer_and_money_that_comes_for_it_counts() -> None:
    PROMISED.when(fire(), now=utc(ENDS - MICRO)).then()
    for now in (ENDS, utc(ENDS + timedelta(days=30))):
        ended = PROMISED.when(fire(), now=now).then(AuthorisationExpired(PaymentId("m1"), now))
        assert stages(ended) == {"m1": PaymentStage.EXPIRED}
        assert ended.state.authorised_minor == 0
        ended.when(fire()).then()
        ended.when(decline()).then()
        ended.when(pay("39.99")).then(PaymentRecorded)
        ended.when(pay("40.00")).then(PaymentRecorded, PaymentConfirmed)


def test_each_promise_ends_in_its_own_time() -> None:
    story = NEW.after(authorise("10.00", "m1", ENDS), authorise("10.00", "m2"), now=LATER)
    story = story.after(
        authorise("10.00", "m3", utc(ENDS + timedelta(days=1))), authorise("10.00", "m4", ENDS), now=LATER
    )
    story = story.when(fire(), now=ENDS).then(
        AuthorisationExpired(PaymentId("m1"), ENDS), AuthorisationExpired(PaymentId("m4"), ENDS)
    )
    assert [name for name, stage in stages(story).items() if stage is PaymentStage.AUTHORISED] == ["m2", "m3"]


def test_a_promise_that_was_captured_or_that_failed_does_not_end() -> None:
    for story in (PROMISED.after(pay("10.00")), PROMISED.after(decline())):
        story.when(fire(), now=ENDS).then()
    PROMISED.when(fire(), now=ENDS).then(AuthorisationExpired)


@pytest.mark.rule("00.2")
def test_what_is_told_of_a_payment_twice_and_in_any_order_leads_to_one_stage() -> None:
    """Webhooks do both: what came in has come in, and what only failed has failed."""
    told: list[OrderCommand] = [authorise("40.00", at=PLACED_AT), decline(at=PLACED_AT), pay("40.00", at=PLACED_AT)]
    for webhooks in chain(permutations(told), permutations([*told, *told], 4), product(told, repeat=3)):
        story = NEW
        for webhook in webhooks:
            story = story.when(webhook, now=LATER)
        expected = max(told.index(webhook) for webhook in webhooks)
        stage = (PaymentStage.AUTHORISED, PaymentStage.FAILED, PaymentStage.RECEIVED)[expected]
        assert stages(story) == {"m1": stage}
        assert (story.state.confirmed_at is not None) is (stage is PaymentStage.RECEIVED)
        assert story.state.received_minor == (4000 if stage is PaymentStage.RECEIVED else 0)


@pytest.mark.rule("00.2")
def test_a_promise_for_what_was_cancelled_is_surplus_only_once_it_is_captured() -> None:
    story = PROMISED.after(cancel())
    assert story.state.surplus_minor == 0
    captured = story.when(pay("40.00")).then(PaymentRecorded)
    assert captured.state.surplus == money("40.00", "EUR")


@pytest.mark.rule("U3")
def test_neither_vendors_nor_buyers_report_promises_and_failures() -> None:
    for command in (authorise("40.00", "m2"), decline("m2")):
        for actor in (vendor_member("v1"), NEW.state.buyer):
            NEW.when(command, actor=actor).refused(MissingScope)
        for entitled in (OPERATOR, SYSTEM):
            NEW.when(command, actor=entitled).accepted()


def test_the_buyer_is_told_when_a_payment_did_not_come() -> None:
    assert notices(PROMISED.state, PROMISED.events) == ()
    for story in (PROMISED.after(decline()), PROMISED.after(fire(), now=ENDS)):
        (notice,) = notices(story.state, story.events)
        assert (notice.kind, notice.to, notice.payment) == (NoticeKind.PAYMENT_FAILED, Recipient.BUYER, "m1")
