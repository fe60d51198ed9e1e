"""Shop accounts: logins of a single shop, and the third kind beside main accounts and sub-accounts (H16).

They are not of the sub-account platform: nobody grants them anything there, and no company listens to them.  What they
hold is fixed.  Once the company of their shop is active they run the shop and hold none of its credentials; until then
there is nobody else, so they keep their own (H13).  The wallet's password is never theirs: only a main account can
change it, and on the platform only (H4).
"""

from __future__ import annotations

from typing import ClassVar, Final

from attrs import field

from mpcore import kernel
from mpcore.kernel import (
    Fault,
    Kind,
    MalformedError,
    MemberId,
    Refusal,
    Scope,
    ShopId,
    VendorId,
    VendorMember,
    an_id,
    frozen,
)
from mpcore.subaccounts.access import Access, Denied, Granted, Member, authorise
from mpcore.subaccounts.catalogue import CATALOGUE
from mpcore.subaccounts.context import Context
from mpcore.subaccounts.model import Company
from mpcore.subaccounts.policy import SubAccountPolicy
from mpcore.subaccounts.reasons import MainOnly, NotGranted
from mpcore.subaccounts.staffing import SHOP_MANAGER
from mpcore.subaccounts.states import CompanyStage

__all__ = [
    "SHOP_ACCOUNT",
    "UNBOUND_SHOP_ACCOUNT",
    "BeyondShopAccount",
    "MainAccountRequired",
    "ShopAccount",
    "authorise_shop_account",
    "shop_member_of",
    "visible_to_shop_account",
]

SHOP_ACCOUNT: Final[frozenset[Scope]] = SHOP_MANAGER.scopes(SubAccountPolicy()) - {Scope("chat.assign")}
"""What the account of a shop holds there once its company is active: what a shop manager does, without bills,
credentials, and all that is of the platform, chat groups included (rules.md §9.2)."""

UNBOUND_SHOP_ACCOUNT: Final[frozenset[Scope]] = SHOP_ACCOUNT | CATALOGUE.read(
    ("shop.password.change", "shop.email.change", "payout_account.manage")
)
"""What it holds while its shop has no active company: its own credentials too (H6, H13)."""

_NOT_YET: Final = frozenset({CompanyStage.APPLIED, CompanyStage.INVITED, CompanyStage.REFUSED})


@frozen(kw_only=True)
class ShopAccount:
    """The login of a shop, and of nothing else."""

    id: MemberId = field(validator=an_id)
    vendor: VendorId = field(validator=an_id)
    """The vendor that its shop is of, to every other package."""
    shop: ShopId = field(validator=an_id)
    is_bound: bool
    """Whether there is an active main account above it."""
    barred: Refusal | None
    """Why it may do nothing at all; None: nothing bars it."""

    @classmethod
    def of(cls, company: Company, shop: ShopId, account: MemberId) -> ShopAccount:
        """The account of a shop of a company.

        It is unbound until the main account is active, and where the marketplace refused the company; a suspended
        or closed company bars it, as everybody.  A shop that is not of the company raises `MalformedError`, and so does
        the id of a main account or a sub-account: shop accounts are logins of their own.
        """
        faults: list[Fault] = []
        if company.shop(shop) is None:
            faults.append(Fault("shop", "is no shop of the company; give `ShopAccount.unbound` where it has none"))
        if account == company.main or company.sub_account(account) is not None:
            faults.append(Fault("account", "is an account of the platform; a shop account is a login of its own"))
        if faults:
            raise MalformedError(*faults)
        is_bound = company.stage not in _NOT_YET
        barred = Member.of(company, company.main).barred if is_bound else None
        return cls(id=account, vendor=company.id, shop=shop, is_bound=is_bound, barred=barred)

    @classmethod
    def unbound(cls, vendor: VendorId, shop: ShopId, account: MemberId) -> ShopAccount:
        """The account of a shop that is of no company (H13)."""
        return cls(id=account, vendor=vendor, shop=shop, is_bound=False, barred=None)


@frozen(kw_only=True)
class MainAccountRequired(Refusal):
    """There is no active main account above the shop, and only with one it can be done at all."""

    code: ClassVar[str] = "subaccounts.main_account_required"
    kind: ClassVar[Kind] = Kind.FORBIDDEN
    text: ClassVar[str] = "{scope} needs an active main account, and shop {shop} has none"
    remedy: ClassVar[str | None] = "register a main account on the sub-account platform"
    rule_ids: ClassVar[tuple[str, ...]] = ("H13",)

    scope: Scope
    shop: ShopId


@frozen(kw_only=True)
class BeyondShopAccount(Refusal):
    """What shop accounts hold is fixed, and this is not of it, or not there."""

    code: ClassVar[str] = "subaccounts.beyond_shop_account"
    kind: ClassVar[Kind] = Kind.FORBIDDEN
    text: ClassVar[str] = "{scope} is beyond the account of shop {shop}"
    remedy: ClassVar[str | None] = "log in with an account of the company that holds it"
    rule_ids: ClassVar[tuple[str, ...]] = ("H16",)

    scope: Scope
    shop: ShopId
    """The shop that the account is of."""


def authorise_shop_account(account: ShopAccount, scope: Scope, shop: ShopId | None, ctx: Context) -> Access:
    """What `authorise` is for the other two kinds: whether a shop account may do something in a shop (H16).

    Granted, it is so by no grant: what shop accounts hold is fixed.
    """
    if scope in visible_to_shop_account(account, shop, ctx.policy):
        return Granted(scope, shop, ())
    nobody = Member(company=account.vendor, id=account.id, is_main=False, barred=account.barred, held={})
    match authorise(nobody, scope, None if shop == account.shop else shop, ctx):
        case Denied((MainOnly() | NotGranted(),)) if not account.is_bound:
            return Denied((MainAccountRequired(scope=scope, shop=account.shop),))
        case Denied((NotGranted(),)):
            return Denied((BeyondShopAccount(scope=scope, shop=account.shop),))
        case access:
            return access


def visible_to_shop_account(account: ShopAccount, shop: ShopId | None, policy: SubAccountPolicy) -> frozenset[Scope]:
    """What `visible` is for the other two kinds: all that a shop account sees in a shop; in another, nothing (H16).

    An unbound one holds its payout account whatever the policy delegates: there is no main account that could keep it
    to itself.
    """
    if account.barred is not None or shop != account.shop:
        return frozenset()
    return SHOP_ACCOUNT & policy.grantable if account.is_bound else UNBOUND_SHOP_ACCOUNT & policy.scopes.staff


def shop_member_of(account: ShopAccount, policy: SubAccountPolicy) -> VendorMember:
    """The actor that every other package asks, as `member_of` makes it of the other two kinds.

    To the commands of a company it is nobody: it cannot log in to the platform (H16).
    """
    held = visible_to_shop_account(account, account.shop, policy)
    return VendorMember(account.vendor, account.id, (kernel.Grant(held, account.shop),) if held else ())
