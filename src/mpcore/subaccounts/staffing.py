"""Roles for the usual duties of a vendor's staff, ready to be defined (rules.md §9.2, X-H2).

The main account has none: it may do everything a vendor can (H2).  What is about money, papers and credentials is in
no agent's preset (H17), and what is delegable by policy only is in none at all, unless somebody opts in.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from attrs import field

from mpcore.kernel import Fault, MalformedError, Scope, VendorId, a_text, an_id, frozen, scope_set
from mpcore.subaccounts.commands import DefineRole
from mpcore.subaccounts.commands.forms import texts
from mpcore.subaccounts.policy import SubAccountPolicy
from mpcore.subaccounts.scopes import EVERYTHING, ScopeCatalogue
from mpcore.subaccounts.values import RoleId

__all__ = [
    "ADMIN",
    "AFTER_SALES",
    "FINANCE",
    "MARKETING",
    "PRE_SALES",
    "ROLE_PRESETS",
    "SHOP_MANAGER",
    "VIEWER",
    "WAREHOUSE",
    "RolePreset",
]


def _opted(given: Iterable[Scope]) -> frozenset[Scope]:
    return scope_set(given, "opt_in")


@frozen(kw_only=True)
class RolePreset:
    """A role that a company may define as it is; `DefineRole` makes it the company's own, to be edited at will.

    >>> from mpcore.kernel import VendorId
    >>> VIEWER.define(VendorId("v1"), policy=SubAccountPolicy()).role
    'viewer'
    """

    id: RoleId = field(validator=an_id)
    name: str = field(validator=a_text)
    meaning: str = field(validator=a_text)
    """Whose role it is, in plain English."""
    texts: frozenset[str] = field(converter=texts)
    """Scopes and wildcards, as a `DefineRole` has them.  What is opted into is not meant by them; what is sensitive
    neither, unless it is named, or everything is (H17)."""
    opt_in: frozenset[Scope] = field(default=frozenset(), converter=_opted)
    """What the role may have as well, where somebody says so by name."""

    def scopes(self, policy: SubAccountPolicy, opt_in: Iterable[Scope] = ()) -> frozenset[Scope]:
        """What the role lets its holders do under a policy, whose catalogue says what the wildcards stand for.

        Scopes that are not opt-in for this preset, or texts that the catalogue does not know, raise `MalformedError`.
        """
        chosen = _opted(opt_in)
        if strange := chosen - self.opt_in:
            known = ", ".join(sorted(self.opt_in)) or "none"
            text = f"is not opt-in for {self.id}; there is {known}"
            raise MalformedError(*[Fault("opt_in", f"{ascii(name)[:60]} {text}") for name in sorted(strange)])
        return self._meant(policy.scopes) - self.opt_in | chosen

    def _meant(self, catalogue: ScopeCatalogue) -> frozenset[Scope]:
        read = catalogue.read(self.texts)
        if EVERYTHING in self.texts:
            return read
        sensitive = frozenset([info.scope for info in catalogue.infos if info.sensitive])
        return read - (sensitive - self.texts)

    def define(
        self,
        company: VendorId,
        *,
        policy: SubAccountPolicy,
        role: RoleId | None = None,
        opt_in: Iterable[Scope] = (),
    ) -> DefineRole:
        """The command that gives a company the role, under the preset's id unless another is given.

        What is opted into has to be delegable by the policy, or else the company refuses the command (H6).
        """
        return DefineRole(
            company=company,
            role=self.id if role is None else role,
            name=self.name,
            scopes=self.scopes(policy, opt_in),
        )


_CREDENTIALS: Final = frozenset(map(Scope, ("payout_account.manage", "shop.password.change", "shop.email.change")))
"""What opens a way to the money: in a role by name only (§9.2, H17)."""

ADMIN: Final = RolePreset(
    id=RoleId("admin"),
    name="Administrator",
    meaning="runs everything for the main account but the team",
    texts=frozenset({EVERYTHING}),
    opt_in=_CREDENTIALS,
)
"""Everything that is delegable, a host's own scopes included; credentials by opt-in only."""

SHOP_MANAGER: Final = RolePreset(
    id=RoleId("shop_manager"),
    name="Shop manager",
    meaning="runs a shop, without its bills and passwords",
    texts=frozenset(
        {
            "orders.view",
            "orders.view_customer_data",
            "orders.note",
            "orders.ship",
            "orders.record_collection",
            "orders.complete",
            "orders.cancel",
            "orders.answer_cancellation",
            "orders.hold",
            "orders.remind",
            "shipments.*",
            "refunds.view",
            "refunds.request",
            "refunds.withdraw",
            "returns.*",
            "listings.view",
            "listings.create",
            "listings.edit",
            "listings.duplicate",
            "listings.activate",
            "listings.stock",
            "listings.delete",
            "listings.assign_show",
            "listings.import",
            "listings.export",
            "discounts.view",
            "discounts.manage",
            "discounts.stats",
            "tips.view",
            "stats.view",
            "chat.use",
            "chat.transfer",
            "chat.assign",
            "chat.auto_reply",
            "shop.settings.view",
            "shop.settings.edit",
            "sync.*",
        }
    ),
)
"""A shop, its goods, its buyers and its coupons; no bills, no payouts, no credentials (H17)."""

PRE_SALES: Final = RolePreset(
    id=RoleId("pre_sales"),
    name="Pre-sales support",
    meaning="talks to buyers until they have paid",
    texts=frozenset(
        {
            "orders.view",
            "orders.note",
            "orders.remind",
            "listings.view",
            "discounts.view",
            "chat.use",
            "chat.transfer",
        }
    ),
)
"""Buyers' questions before a sale (H9); who the buyers are stays closed (H17)."""

AFTER_SALES: Final = RolePreset(
    id=RoleId("after_sales"),
    name="After-sales support",
    meaning="talks to buyers once they have paid",
    texts=frozenset(
        {
            "orders.view",
            "orders.view_customer_data",
            "orders.note",
            "orders.cancel",
            "orders.answer_cancellation",
            "orders.hold",
            "refunds.view",
            "refunds.request",
            "refunds.withdraw",
            "returns.*",
            "listings.view",
            "discounts.view",
            "chat.use",
            "chat.transfer",
        }
    ),
)
"""Cancellations, refunds, returns and what buyers ask about them (H9)."""

WAREHOUSE: Final = RolePreset(
    id=RoleId("warehouse"),
    name="Warehouse",
    meaning="packs, ships, takes goods back and counts stock",
    texts=frozenset(
        {
            "orders.view",
            "orders.ship",
            "orders.record_collection",
            "orders.complete",
            "shipments.*",
            "returns.receive",
            "listings.view",
            "listings.stock",
        }
    ),
)
"""Parcels and stock.  Whoever ships sees where to, by `orders.ship`, and nothing else of who buys."""

FINANCE: Final = RolePreset(
    id=RoleId("finance"),
    name="Finance",
    meaning="follows the money: bills, invoices and payouts",
    texts=frozenset(
        {
            "orders.view",
            "refunds.view",
            "returns.view",
            "tips.view",
            "stats.view",
            "invoices.view",
            "invoices.commission_view",
            "finance.view",
            "payouts.view",
            "payouts.request",
            "wallet.view",
        }
    ),
    opt_in=_CREDENTIALS,
)
"""The vendor's money; credentials by opt-in only."""

MARKETING: Final = RolePreset(
    id=RoleId("marketing"),
    name="Marketing",
    meaning="presents goods, and makes coupons and shows for them",
    texts=frozenset(
        {
            "listings.view",
            "listings.edit",
            "listings.assign_show",
            "listings.export",
            "discounts.view",
            "discounts.manage",
            "discounts.stats",
            "tips.view",
            "stats.view",
        }
    ),
)
"""Listings, coupons and figures; no orders."""

VIEWER: Final = RolePreset(
    id=RoleId("viewer"),
    name="Viewer",
    meaning="looks on, and changes nothing",
    texts=frozenset(
        {
            "orders.view",
            "refunds.view",
            "returns.view",
            "listings.view",
            "discounts.view",
            "discounts.stats",
            "tips.view",
            "stats.view",
        }
    ),
)
"""What a shop does, without who buys and without what it earns (H17)."""

ROLE_PRESETS: Final = (ADMIN, SHOP_MANAGER, PRE_SALES, AFTER_SALES, WAREHOUSE, FINANCE, MARKETING, VIEWER)
"""Every preset, from the widest on (§9.2)."""
