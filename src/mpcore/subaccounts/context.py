"""What a decision about a company knows besides the company and the command."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, TypeAlias

from attrs import field
from attrs.converters import optional

from mpcore import kernel
from mpcore.kernel import Fault, MalformedError, Refusal, ShopId, frozen, weigh
from mpcore.subaccounts.model import Company
from mpcore.subaccounts.policy import SubAccountPolicy

if TYPE_CHECKING:
    from mpcore.subaccounts.commands import CompanyCommand, CreateCompany

__all__ = ["CompanyRule", "Context"]


def _shops(given: Iterable[ShopId]) -> frozenset[ShopId]:
    if isinstance(given, str):
        raise MalformedError(Fault("same_passwords", "is one text; give a set of shops"))
    return frozenset(given)


@frozen(kw_only=True)
class Context(kernel.Context[SubAccountPolicy]):
    """The time, who asks, the policy, and what the host looked up."""

    shop_taken: bool | None = None
    """Whether one of the shops that the command names is of another company; asked for by `CreateCompany`, where it
    names shops, and by `AddShop`."""
    same_passwords: frozenset[ShopId] | None = field(default=None, converter=optional(_shops))
    """In which shops the wallet's password and the shop's would be the same after the command, as the host found by
    comparing them (H5); asked for by `ChangeWalletPassword`, by `ChangeShopPassword`, and, where the wallet's was ever
    changed, by `AddShop`.  None: the host did not compare; nowhere: an empty set.

    Shops that join, by `AddShop` or with `CreateCompany`, are refused for it wherever it is given.  A host whose
    wallets had passwords before they were changed here compares always, and gives it always: nothing here knows of
    them."""
    also: tuple[CompanyRule, ...] = ()
    """Asked in the third stage; they may refuse, never permit."""

    def objections(self, company: Company | None, command: CreateCompany | CompanyCommand) -> tuple[Refusal, ...]:
        """What the host's own rules have against it."""
        return weigh(*[rule(company, command, self) for rule in self.also]) if self.also else ()


CompanyRule: TypeAlias = "Callable[[Company | None, CreateCompany | CompanyCommand, Context], Refusal | None]"
"""A host's own rule: the company (None while it is being created), the command, the context; the objection, or None."""
