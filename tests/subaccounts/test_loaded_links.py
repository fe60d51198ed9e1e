"""The links of a company that is loaded: each has a token of its own, and nobody has two that are open."""

from __future__ import annotations

import pytest
from attrs import evolve as with_

from mpcore.kernel import MalformedError, MemberId
from mpcore.subaccounts import Company, Invitation, InvitationId, InvitationStage
from tests.subaccounts.say import NOW, VALID, company, hire, token

ANA, BO = MemberId("ana"), MemberId("bo")
BASE = company(hire("ana"), hire("bo"))
OPEN, USED, REVOKED = InvitationStage.OPEN, InvitationStage.USED, InvitationStage.REVOKED


def link(number: int, member: MemberId, stage: InvitationStage, of: int | None = None) -> Invitation:
    return Invitation(
        id=InvitationId(f"i{number}"),
        member=member,
        digest=token(f"i{number if of is None else of}").digest,
        issued_at=NOW,
        expires_at=NOW + VALID,
        stage=stage,
    )


def loaded(*links: Invitation) -> Company:
    return with_(BASE, invitations=links)


def test_many_links_may_be_closed_and_one_of_each_open() -> None:
    links = (link(1, ANA, REVOKED), link(2, ANA, USED), link(3, ANA, OPEN), link(4, ANA, REVOKED), link(5, BO, OPEN))
    assert loaded(*links).invitations == links


def test_every_repeat_is_named_where_it_stands() -> None:
    repeated = "has the digest of another, or is open beside another"
    for links, places in (
        ((link(1, ANA, OPEN), link(2, BO, OPEN), link(3, ANA, OPEN)), (2,)),
        ((link(1, ANA, USED), link(2, BO, REVOKED), link(3, BO, USED, of=1)), (2,)),
        ((link(1, ANA, OPEN), link(2, ANA, OPEN, of=1), link(3, ANA, OPEN)), (1, 2)),
        ((link(1, ANA, REVOKED), link(2, BO, USED, of=1), link(3, ANA, OPEN), link(4, ANA, USED, of=3)), (1, 3)),
    ):
        with pytest.raises(MalformedError) as caught:
            loaded(*links)
        assert [(fault.at, fault.text) for fault in caught.value.faults] == [
            (f"invitations[{place}]", repeated) for place in places
        ]
