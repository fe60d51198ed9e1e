"""Links that make a main account active: good for 72 hours, used once, and only the latest one."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from attrs import evolve as with_

from mpcore.kernel import (
    BrokenHistoryError,
    Buyer,
    BuyerId,
    IdTaken,
    MalformedError,
    MemberId,
    NothingNamed,
    Operator,
    Refusal,
    Refused,
    Scope,
    VendorId,
    utc,
)
from mpcore.subaccounts import (
    ActivationLinkExpired,
    ActivationLinkRevoked,
    AlreadyActivated,
    Company,
    CompanyActivated,
    CompanyInvited,
    CompanyStage,
    InvalidToken,
    InvitationId,
    InvitationIssued,
    InvitationPolicy,
    InvitationRevoked,
    InvitationStage,
    InvitationStatus,
    InvitationStillValid,
    InvitationUsed,
    SubAccountPolicy,
    TokenTaken,
    create,
    decide,
    evolve,
    execute,
    invitation_status,
)
from tests.subaccounts.say import (
    CLOSE,
    DAY,
    INSTANT,
    INVITING,
    MAIN,
    NOW,
    OPERATOR,
    REFUSE,
    SYSTEM,
    VALID,
    VENDOR,
    Command,
    accept,
    applied,
    company,
    context,
    create_company,
    hire,
    invite,
    invited,
    refused,
    staff,
    then,
    token,
    told,
)

OF_THREE = SubAccountPolicy(invitations=InvitationPolicy(main=True, valid=timedelta(hours=3)))
PATIENT = SubAccountPolicy(invitations=InvitationPolicy(main=True, again_before_expiry=False))
INVITED = applied(invite())


def why_not(
    state: Company, command: Command, *, policy: SubAccountPolicy = INVITING, now: datetime = NOW
) -> tuple[Refusal, ...]:
    """The reasons, as the system is told them."""
    match decide(state, command, context(SYSTEM, policy=policy, now=now)):
        case Refused(reasons):
            return reasons
        case done:
            raise AssertionError(done)


# --- from applying to active


@pytest.mark.rule("H10")
def test_a_company_applies_is_invited_and_becomes_active_with_its_link() -> None:
    state = applied()
    assert (state.stage, state.invitations) == (CompanyStage.APPLIED, ())
    events = told(state, invite(), SYSTEM, policy=INVITING)
    assert [type(event) for event in events] == [CompanyInvited, InvitationIssued]
    assert INVITED.stage is CompanyStage.INVITED
    link = invited(INVITED)
    assert (link.member, link.digest, link.issued_at) == (MAIN, token().digest, NOW)
    assert link.expires_at == NOW + VALID
    events = told(INVITED, accept(), SYSTEM, policy=INVITING)
    assert [type(event) for event in events] == [InvitationUsed, CompanyActivated]
    active = then(INVITED, accept(), SYSTEM, policy=INVITING)
    assert active.stage is CompanyStage.ACTIVE
    assert invited(active).stage is InvitationStage.USED
    assert then(active, hire("ana")).sub_accounts, "and its main account may do what it may"


@pytest.mark.rule("H10")
def test_before_it_is_active_nobody_of_it_may_do_anything() -> None:
    for state, stage in ((applied(), CompanyStage.APPLIED), (INVITED, CompanyStage.INVITED)):
        assert state.stage is stage
        for command in (hire("ana"), CLOSE, invite("i2"), accept()):
            assert refused(state, command, policy=INVITING) == ["subaccounts.company_not_active"]
        assert refused(state, hire("ana"), OPERATOR, policy=INVITING) == ["wrong_stage"]


def test_where_main_accounts_are_not_invited_a_company_is_active_at_once() -> None:
    assert company().stage is CompanyStage.ACTIVE
    assert refused(company(), invite(), OPERATOR) == ["subaccounts.already_activated"]


@pytest.mark.parametrize("command", [invite("i2"), accept()], ids=["invite", "accept"])
def test_a_stranger_is_told_that_there_is_no_company(command: Command) -> None:
    for state in (applied(), INVITED, company()):
        for who in (staff("nobody"), staff(MAIN, "v2"), Buyer(BuyerId("b1"))):
            assert refused(state, command, who, policy=INVITING) == ["not_found"]


def test_operators_and_the_system_invite_and_the_system_alone_shows_tokens() -> None:
    able = Operator(MemberId("o"), frozenset({Scope("company.invite")}))
    for who in (OPERATOR, able, SYSTEM):
        assert told(applied(), invite(), who, policy=INVITING)
    assert refused(applied(), invite(), Operator(MemberId("o"), frozenset()), policy=INVITING) == ["missing_scope"]
    assert refused(INVITED, accept(), OPERATOR, policy=INVITING) == ["missing_scope"]
    active = company()
    assert refused(active, invite(), MAIN) == refused(active, accept(), MAIN) == ["missing_scope"]


# --- 72 hours


@pytest.mark.rule("H10")
def test_a_link_is_good_for_72_hours_and_not_a_microsecond_longer() -> None:
    assert told(INVITED, accept(), SYSTEM, policy=INVITING, now=NOW + VALID)
    assert why_not(INVITED, accept(), now=NOW + VALID + INSTANT) == (
        ActivationLinkExpired(expired_at=NOW + VALID, at="digest"),
    )


@pytest.mark.rule("H10")
@pytest.mark.parametrize("zone", ["Asia/Singapore", "Pacific/Kiritimati", "America/St_Johns"])
def test_the_zone_in_which_now_is_told_does_not_matter(zone: str) -> None:
    there = ZoneInfo(zone)
    state = execute(applied(), invite(), context(SYSTEM, policy=INVITING, now=NOW.astimezone(there))).unwrap().state
    assert invited(state) == invited(INVITED)
    last = datetime.fromisoformat((NOW + VALID).isoformat()).astimezone(there)
    assert told(state, accept(), SYSTEM, policy=INVITING, now=last)
    assert invitation_status(invited(state), last) is InvitationStatus.OPEN
    assert refused(state, accept(), SYSTEM, policy=INVITING, now=last + INSTANT) == [
        "subaccounts.activation_link_expired"
    ]


@pytest.mark.rule("H10")
@pytest.mark.parametrize(
    ("zone", "issued", "last"),
    [
        ("Europe/Paris", "2026-03-27T12:00:00+01:00", "2026-03-30T13:00:00+02:00"),
        ("Europe/Paris", "2026-10-23T12:00:00+02:00", "2026-10-26T11:00:00+01:00"),
        ("America/Sao_Paulo", "2018-11-02T12:00:00-03:00", "2018-11-05T13:00:00-02:00"),
    ],
    ids=["an hour is missing", "an hour is there twice", "in the south"],
)
def test_a_change_of_the_clocks_makes_it_neither_longer_nor_shorter(zone: str, issued: str, last: str) -> None:
    start, end = (datetime.fromisoformat(text).astimezone(ZoneInfo(zone)) for text in (issued, last))
    state = then(applied(), invite(), SYSTEM, policy=INVITING, now=start)
    assert utc(end) - utc(start) == VALID
    assert invited(state).expires_at == utc(end)
    assert told(state, accept(), SYSTEM, policy=INVITING, now=end)
    assert refused(state, accept(), SYSTEM, policy=INVITING, now=utc(end) + INSTANT) == [
        "subaccounts.activation_link_expired"
    ]


@pytest.mark.rule("H10")
def test_another_duration_is_of_the_links_that_are_issued_from_now_on() -> None:
    assert told(INVITED, accept(), SYSTEM, policy=OF_THREE, now=NOW + VALID), "what was sent stays as it was sent"
    short = then(applied(), invite(), SYSTEM, policy=OF_THREE)
    assert invited(short).expires_at == NOW + timedelta(hours=3)
    assert refused(short, accept(), SYSTEM, policy=INVITING, now=NOW + timedelta(hours=3) + INSTANT) == [
        "subaccounts.activation_link_expired"
    ]
    again = then(INVITED, invite("i2"), SYSTEM, policy=OF_THREE, now=NOW + DAY)
    assert invited(again, "i2").expires_at == NOW + DAY + timedelta(hours=3)


def test_a_link_that_would_be_good_until_after_the_year_9999_is_the_caller_s_mistake() -> None:
    end = datetime.fromisoformat("9999-12-31T00:00:00+00:00")
    with pytest.raises(MalformedError, match="9999"):
        decide(applied(), invite(), context(SYSTEM, policy=INVITING, now=end))


@pytest.mark.rule("H10")
def test_that_a_link_has_expired_is_derived_from_its_last_instant_and_never_stored() -> None:
    link = invited(INVITED)
    assert invitation_status(link, NOW + VALID) is InvitationStatus.OPEN
    assert invitation_status(link, NOW + VALID + INSTANT) is InvitationStatus.EXPIRED
    used = invited(then(INVITED, accept(), SYSTEM, policy=INVITING))
    revoked = invited(then(INVITED, invite("i2"), SYSTEM, policy=INVITING))
    for now in (NOW, NOW + VALID + INSTANT):
        assert invitation_status(used, now) is InvitationStatus.USED
        assert invitation_status(revoked, now) is InvitationStatus.REVOKED
    with pytest.raises(MalformedError, match="now"):
        invitation_status(link, datetime(2026, 3, 26))  # noqa: DTZ001 - that is the point


# --- invite again


@pytest.mark.rule("H10")
@pytest.mark.parametrize("after", [timedelta(0), DAY, VALID, VALID + INSTANT, 30 * DAY], ids=str)
def test_inviting_again_starts_72_hours_anew_and_the_old_link_is_void_at_once(after: timedelta) -> None:
    events = told(INVITED, invite("i2"), SYSTEM, policy=INVITING, now=NOW + after)
    assert [type(event) for event in events] == [InvitationRevoked, InvitationIssued]
    again = evolve(INVITED, *events)
    assert invited(again, "i2").expires_at == NOW + after + VALID
    for now in (NOW + after, NOW + after + VALID + INSTANT):
        assert why_not(again, accept("i1"), now=now) == (ActivationLinkRevoked(at="digest"),)
    assert told(again, accept("i2"), SYSTEM, policy=INVITING, now=NOW + after + VALID)


@pytest.mark.rule("H10")
def test_a_patient_marketplace_sends_another_link_only_once_the_last_has_expired() -> None:
    assert why_not(INVITED, invite("i2"), policy=PATIENT, now=NOW + VALID) == (
        InvitationStillValid(expires_at=NOW + VALID),
    )
    assert told(INVITED, invite("i2"), SYSTEM, policy=PATIENT, now=NOW + VALID + INSTANT)
    assert told(INVITED, invite("i2"), SYSTEM, policy=INVITING, now=NOW + VALID), "where it may be asked for at once"
    assert told(applied(), invite(), SYSTEM, policy=PATIENT), "the first one waits for nothing"


# --- what is shown


@pytest.mark.rule("H10")
def test_a_link_is_used_once() -> None:
    active = then(INVITED, accept(), SYSTEM, policy=INVITING)
    for now in (NOW, NOW + VALID + INSTANT):
        assert why_not(active, accept(), now=now) == (AlreadyActivated(member=MAIN, at="digest"),)
    assert why_not(active, invite("i2")) == (AlreadyActivated(member=MAIN),)


@pytest.mark.rule("H10")
def test_every_useless_token_is_refused_for_its_own_reason() -> None:
    again = then(INVITED, invite("i2"), SYSTEM, policy=INVITING, now=NOW + DAY)
    late = NOW + DAY + VALID + INSTANT
    assert why_not(again, accept("i3"), now=late) == (InvalidToken(at="digest"),)
    assert why_not(again, accept("i1"), now=late) == (ActivationLinkRevoked(at="digest"),), "not that it expired, too"
    assert why_not(again, accept("i2"), now=late) == (ActivationLinkExpired(expired_at=NOW + DAY + VALID, at="digest"),)
    used = then(again, accept("i2"), SYSTEM, policy=INVITING, now=NOW + DAY)
    assert why_not(used, accept("i1"), now=late) == (ActivationLinkRevoked(at="digest"),)
    assert why_not(used, accept("i2"), now=late) == (AlreadyActivated(member=MAIN, at="digest"),), "not that it expired"


@pytest.mark.rule("H10")
def test_a_token_of_another_company_is_none_of_this_one() -> None:
    other = create(create_company("c", vendor="v2", main="mia"), context(OPERATOR, policy=INVITING)).unwrap().state
    sent = with_(invite("i2"), company=VendorId("v2"))
    other = then(other, sent, SYSTEM, policy=INVITING)
    assert refused(INVITED, accept("i2"), SYSTEM, policy=INVITING) == ["subaccounts.invalid_token"]
    assert told(other, accept("i2", "v2"), SYSTEM, policy=INVITING)
    assert why_not(other, accept("i1", "v2")) == (InvalidToken(at="digest"),)


@pytest.mark.rule("H10")
def test_no_token_is_sent_twice() -> None:
    again = then(INVITED, invite("i2"), SYSTEM, policy=INVITING)
    for of in ("i1", "i2"):
        assert why_not(again, invite("i3", of=of)) == (TokenTaken(at="digest"),)
    active = then(again, accept("i2"), SYSTEM, policy=INVITING)
    assert why_not(active, invite("i3", of="i2")) == (AlreadyActivated(member=MAIN), TokenTaken(at="digest"))


def test_the_same_invitation_said_twice_is_one_and_another_needs_another_id() -> None:
    taken = (IdTaken(thing="invitation", id="i1", at="invitation"),)
    assert told(INVITED, invite(), SYSTEM, policy=INVITING) == ()
    assert told(INVITED, invite(), SYSTEM, policy=INVITING, now=NOW + VALID + INSTANT) == (), "nor is it made longer"
    assert told(INVITED, invite(), SYSTEM, policy=PATIENT) == ()
    assert why_not(INVITED, invite("i1", of="i2")) == taken
    assert why_not(then(INVITED, invite("i2"), SYSTEM, policy=INVITING), invite()) == taken, "it is void"
    assert why_not(then(INVITED, accept(), SYSTEM, policy=INVITING), invite()) == taken, "it was used"


# --- refusing and closing


@pytest.mark.rule("H10")
@pytest.mark.parametrize("before", [(), (invite(),)], ids=["applied", "invited"])
def test_whoever_was_refused_does_not_become_active(before: tuple[Command, ...]) -> None:
    state = then(applied(*before), REFUSE, OPERATOR, policy=INVITING)
    assert state.stage is CompanyStage.REFUSED
    assert told(state, REFUSE, OPERATOR, policy=INVITING) == ()
    expected = "subaccounts.activation_link_revoked" if before else "subaccounts.invalid_token"
    assert refused(state, accept(), SYSTEM, policy=INVITING) == [expected]
    assert refused(state, invite("i2"), OPERATOR, policy=INVITING) == ["wrong_stage"]
    assert refused(state, hire("ana"), policy=INVITING) == ["subaccounts.company_not_active"]


def test_a_host_s_own_rules_may_refuse_links_and_those_who_show_them() -> None:
    def never(*_: object) -> Refusal:
        return NothingNamed(thing="reason")

    for state, command in ((applied(), invite()), (INVITED, invite("i2")), (INVITED, accept()), (INVITED, REFUSE)):
        who = OPERATOR if command is REFUSE else SYSTEM
        ctx = with_(context(who, policy=INVITING), also=(never,))
        assert decide(state, command, ctx) == Refused((NothingNamed(thing="reason"),))
    known = with_(context(SYSTEM, policy=INVITING), also=(never,))
    assert decide(INVITED, accept("i3"), known) == Refused((InvalidToken(at="digest"),)), "asked last"


# --- histories


@pytest.mark.rule("H10")
def test_an_invitation_that_cannot_have_been_issued_is_no_history() -> None:
    link = invited(INVITED)

    def issued(**fields: Any) -> InvitationIssued:  # noqa: ANN401 - of several types
        return InvitationIssued(company=VENDOR, at=NOW, invitation=with_(link, **fields))

    void = InvitationRevoked(company=VENDOR, at=NOW, invitation=link.id)
    second: dict[str, Any] = {"id": InvitationId("i2"), "digest": token("i2").digest}
    assert invited(evolve(INVITED, void, issued(**second)), "i2").stage is InvitationStage.OPEN
    for state, event in (
        (INVITED, issued()),
        (INVITED, issued(**second)),
        (evolve(INVITED, void), issued(**second, stage=InvitationStage.USED)),
        (evolve(INVITED, void), issued(id=InvitationId("i2"))),
        (evolve(INVITED, void), issued(**second, member=MemberId("ana"))),
        (applied(), issued(**second)),
        (company(), issued(**second)),
        (company(hire("ana")), issued(**second, member=MemberId("ana"))),
        (applied(), void),
        (evolve(INVITED, void), void),
        (INVITED, with_(void, invitation=InvitationId("i2"))),
        (applied(), CompanyActivated(company=VENDOR, at=NOW)),
        (INVITED, CompanyInvited(company=VENDOR, at=NOW)),
    ):
        with pytest.raises(BrokenHistoryError):
            evolve(state, event)
