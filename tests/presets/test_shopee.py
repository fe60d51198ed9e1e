"""Shopee's default roles are presets of ours, and its companies come and go as its pages say."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mpcore.kernel import MemberId, Operator, VendorId, VendorMember, utc
from mpcore.presets import PLAIN, SHOPEE, SHOPEE_ROLES, WHATNOT, RuleBook
from mpcore.subaccounts import (
    ROLE_PRESETS,
    Company,
    CompanyStage,
    Context,
    CreateCompany,
    CreateSubAccount,
    SubAccountStage,
    create,
    execute,
)
from tests.subaccounts.say import MAIN, NOW, VENDOR


def context(book: RuleBook, actor: Operator | VendorMember) -> Context:
    return Context(now=utc(NOW), actor=actor, policy=book.subaccounts, shop_taken=False)


def company(book: RuleBook) -> Company:
    ctx = context(book, Operator(MemberId("olga")))
    return create(CreateCompany(company=VENDOR, main=MAIN), ctx).unwrap().state


def hired(state: Company, book: RuleBook, actor: Operator | VendorMember) -> SubAccountStage:
    command = CreateSubAccount(company=VENDOR, member=MemberId("ana"))
    after = execute(state, command, context(book, actor)).unwrap().state
    return after.sub_accounts[0].stage


def test_each_of_its_roles_has_a_preset_and_no_preset_has_two() -> None:
    assert list(SHOPEE_ROLES) == [
        "administrator",
        "retailer",
        "warehouse administrator",
        "finance",
        "chat customer service",
    ]
    known = [preset for presets in SHOPEE_ROLES.values() for preset in presets]
    assert len(known) == len(set(known)) == 6
    assert set(known) <= set(ROLE_PRESETS)
    assert {preset.id for preset in ROLE_PRESETS if preset not in known} == {"marketing", "viewer"}
    assert [preset.id for preset in SHOPEE_ROLES["chat customer service"]] == ["pre_sales", "after_sales"]


def test_they_cannot_be_changed_by_whoever_reads_them() -> None:
    with pytest.raises(TypeError):
        SHOPEE_ROLES["owner"] = ()  # type: ignore[index]  # pyright: ignore[reportIndexIssue]


@pytest.mark.parametrize(
    ("book", "stage"),
    [(PLAIN, CompanyStage.ACTIVE), (SHOPEE, CompanyStage.APPLIED), (WHATNOT, CompanyStage.ACTIVE)],
    ids=["plain", "shopee", "whatnot"],
)
def test_a_company_applies_where_its_main_account_is_invited(book: RuleBook, stage: CompanyStage) -> None:
    assert company(book).stage is stage


@pytest.mark.parametrize(
    ("book", "stage"),
    [(PLAIN, SubAccountStage.ACTIVE), (SHOPEE, SubAccountStage.ACTIVE), (WHATNOT, SubAccountStage.PENDING)],
    ids=["plain", "shopee", "whatnot"],
)
def test_a_sub_account_is_active_at_once_unless_it_has_to_accept(book: RuleBook, stage: SubAccountStage) -> None:
    """H11, and X-W7; the company is one that is active already."""
    main = VendorMember(VendorId(VENDOR), MAIN, ())
    assert hired(company(PLAIN), book, main) is stage


def test_a_link_is_good_for_three_days() -> None:
    assert SHOPEE.subaccounts.invitations.valid == timedelta(days=3)
