"""Commands for a company, drawn without looking at what would be accepted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

from hypothesis import strategies as st
from pendulum import DateTime

from mpcore.kernel import MemberId, Scope, ShopId, frozen
from mpcore.subaccounts import (
    AcceptInvitation,
    AddShop,
    ChangeShopPassword,
    ChangeWalletPassword,
    ChatGroupId,
    CloseChatGroup,
    CloseCompany,
    Company,
    CompanyCommand,
    CreateChatGroup,
    CreateSubAccount,
    DefineRole,
    DeleteChatGroup,
    DeleteRole,
    DeleteSubAccount,
    DisableSubAccount,
    EditChatGroup,
    EditRole,
    EnableSubAccount,
    GrantId,
    GrantRole,
    InvitationId,
    InviteMain,
    InviteSubAccount,
    RefuseCompany,
    ReinstateCompany,
    ReopenChatGroup,
    RevokeGrant,
    RoleId,
    SetLimits,
    Shop,
    SuspendCompany,
    Token,
    TokenDigest,
    TransferOwnership,
)
from mpcore.testing.strategies.company_values import GROUP_KINDS, LIKED, NAMES, SITES, limit, one_of, window
from mpcore.testing.strategies.values import Draw

__all__ = ["anything"]

T = TypeVar("T")

_TEXTS = (
    *LIKED,
    *("orders.*", "*", "fish.*", "wallet.password.change", "orders.place", "orders.fly", "company.suspend"),
)
_NUMBER = st.integers(1, 4)
_UNTIL = st.sampled_from((None, timedelta(), timedelta(microseconds=1), timedelta(days=2), timedelta(days=-1)))
_FEW = st.integers(0, 3)


@frozen(kw_only=True)
class _Target:
    """What is asked about, and when; and what draws the rest."""

    draw: Draw
    company: Company
    now: DateTime

    def member(self) -> MemberId:
        """Somebody of the company, or somebody who is not."""
        known = [one.id for one in self.company.sub_accounts]
        return one_of(self.draw, [*known, *known, self.company.main, self._new("m", MemberId)])

    def shop(self) -> ShopId:
        """A shop of the company, or one that is not."""
        known = [one.id for one in self.company.shops]
        return one_of(self.draw, [*known, *known, ShopId("elsewhere")])

    def role(self) -> RoleId:
        """A role of the company, or one that is not."""
        return one_of(self.draw, [*[one.id for one in self.company.roles], self._new("r", RoleId)])

    def grant(self) -> GrantId:
        """A grant of the company, or one that is not."""
        return one_of(self.draw, [*[one.id for one in self.company.grants], self._new("g", GrantId)])

    def invitation(self) -> InvitationId:
        """An invitation of the company, or one that is not."""
        return one_of(self.draw, [*[one.id for one in self.company.invitations], self._new("i", InvitationId)])

    def group(self) -> ChatGroupId:
        """A chat group of the company, or one that is not."""
        return one_of(self.draw, [*[one.id for one in self.company.groups], self._new("c", ChatGroupId)])

    def digest(self) -> TokenDigest:
        """That of a token that was sent, or of one that was not."""
        known = [one.digest for one in self.company.invitations]
        return one_of(self.draw, [*known, Token(f"another token, number {self.draw(_NUMBER)}").digest])

    def members(self) -> tuple[MemberId, ...]:
        """Anybody, in any order, perhaps twice."""
        return tuple([self.member() for _ in range(self.draw(_FEW))])

    def scopes(self) -> frozenset[str]:
        """Any texts that look like scopes."""
        return frozenset([one_of(self.draw, _TEXTS) for _ in range(self.draw(_FEW))])

    def _new(self, letter: str, kind: Callable[[str], T]) -> T:
        return kind(f"{letter}{self.draw(_NUMBER)}")


def anything(draw: Draw, company: Company, now: DateTime) -> CompanyCommand:
    """Any command, drawn without looking at what would be accepted."""
    return one_of(draw, _KINDS)(_Target(draw=draw, company=company, now=now))


def _of_whole(
    kind: type[RefuseCompany | SuspendCompany | ReinstateCompany | CloseCompany | ChangeWalletPassword],
) -> Callable[[_Target], CompanyCommand]:
    return lambda target: kind(company=target.company.id)


def _of_member(
    kind: type[CreateSubAccount | DisableSubAccount | EnableSubAccount | DeleteSubAccount],
) -> Callable[[_Target], CompanyCommand]:
    return lambda target: kind(company=target.company.id, member=target.member())


def _of_group(kind: type[CloseChatGroup | ReopenChatGroup | DeleteChatGroup]) -> Callable[[_Target], CompanyCommand]:
    return lambda target: kind(company=target.company.id, group=target.group())


def _of_content(kind: type[DefineRole | EditRole]) -> Callable[[_Target], CompanyCommand]:
    return lambda target: kind(
        company=target.company.id, role=target.role(), name=target.draw(NAMES), scopes=target.scopes()
    )


def _add_shop(target: _Target) -> AddShop:
    return AddShop(company=target.company.id, shop=Shop(id=target.shop(), site=target.draw(SITES)))


def _invite_main(target: _Target) -> InviteMain:
    return InviteMain(company=target.company.id, invitation=target.invitation(), digest=target.digest())


def _invite(target: _Target) -> InviteSubAccount:
    return InviteSubAccount(
        company=target.company.id, member=target.member(), invitation=target.invitation(), digest=target.digest()
    )


def _accept(target: _Target) -> AcceptInvitation:
    return AcceptInvitation(company=target.company.id, digest=target.digest())


def _transfer(target: _Target) -> TransferOwnership:
    return TransferOwnership(company=target.company.id, to=target.member())


def _change_shop_password(target: _Target) -> ChangeShopPassword:
    return ChangeShopPassword(company=target.company.id, shop=target.shop())


def _set_limits(target: _Target) -> SetLimits:
    scopes = sorted({Scope(one_of(target.draw, LIKED)) for _ in range(target.draw(_FEW))})
    limits = tuple([limit(target.draw, scope) for scope in scopes])
    return SetLimits(company=target.company.id, member=target.member(), limits=limits)


def _delete_role(target: _Target) -> DeleteRole:
    return DeleteRole(company=target.company.id, role=target.role())


def _grant_role(target: _Target) -> GrantRole:
    return GrantRole(
        company=target.company.id,
        grant=target.grant(),
        member=target.member(),
        role=target.role(),
        shop=one_of(target.draw, [target.shop(), None]),
        during=window(target.draw, target.now, _UNTIL),
    )


def _revoke(target: _Target) -> RevokeGrant:
    return RevokeGrant(company=target.company.id, grant=target.grant())


def _create_group(target: _Target) -> CreateChatGroup:
    return CreateChatGroup(
        company=target.company.id,
        group=target.group(),
        shop=target.shop(),
        kind=target.draw(GROUP_KINDS),
        name=target.draw(NAMES),
        members=target.members(),
    )


def _edit_group(target: _Target) -> EditChatGroup:
    return EditChatGroup(
        company=target.company.id, group=target.group(), name=target.draw(NAMES), members=target.members()
    )


_KINDS: tuple[Callable[[_Target], CompanyCommand], ...] = (
    *[
        _of_whole(kind)
        for kind in (RefuseCompany, SuspendCompany, ReinstateCompany, CloseCompany, ChangeWalletPassword)
    ],
    *[_of_member(kind) for kind in (CreateSubAccount, DisableSubAccount, EnableSubAccount, DeleteSubAccount)],
    *[_of_group(kind) for kind in (CloseChatGroup, ReopenChatGroup, DeleteChatGroup)],
    *[_of_content(kind) for kind in (DefineRole, EditRole)],
    *(_add_shop, _invite_main, _invite, _accept, _transfer, _change_shop_password, _set_limits),
    *(_delete_role, _grant_role, _revoke, _create_group, _edit_group),
)
