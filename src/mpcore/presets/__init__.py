"""Rule books of known marketplaces, the class they are made of, and who usually asks.

`PLAIN` is the neutral default.  The others say in comments which values stand on the marketplace's own pages and
which come from elsewhere.  `operator`, `buyer`, `guest` and `system` make actors; who of a vendor's staff may do what
is the company's to say, with `mpcore.subaccounts.member_of`.
"""

from mpcore.presets.actors import DUTIES, Duty, buyer, guest, operator, system
from mpcore.presets.books import ALL, PLAIN, SHOPEE, SIPOKO, UPXYCLED, WHATNOT
from mpcore.presets.rulebook import RuleBook
from mpcore.presets.shopee import SHOPEE_ROLES
from mpcore.presets.whatnot import seller_coupon

__all__ = [
    "ALL",
    "DUTIES",
    "PLAIN",
    "SHOPEE",
    "SHOPEE_ROLES",
    "SIPOKO",
    "UPXYCLED",
    "WHATNOT",
    "Duty",
    "RuleBook",
    "buyer",
    "guest",
    "operator",
    "seller_coupon",
    "system",
]
