"""Rule books of known marketplaces, and the class they are made of.

`PLAIN` is the neutral default.  The others say in comments which values stand on the marketplace's own pages and
which come from elsewhere.
"""

from mpcore.presets.books import ALL, PLAIN, SIPOKO, UPXYCLED, WHATNOT
from mpcore.presets.rulebook import RuleBook
from mpcore.presets.whatnot import seller_coupon

__all__ = ["ALL", "PLAIN", "SIPOKO", "UPXYCLED", "WHATNOT", "RuleBook", "seller_coupon"]
