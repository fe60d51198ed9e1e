"""Hypothesis strategies for everything in mpcore; import it as `some`.

`some.order_attempts(rules=…)` draws a reachable order, a command and a context; `some.orders(rules=…)` the order alone.
Where `rules` is left out, rule books are drawn too.  `some.quotes()` draws a priced basket with its coupons and its
context, `some.evaluations()` what came of it.  `some.refund_attempts(rules=…)` draws reachable refunds and returns with
the order they are of, a command and a context; `some.refund_lives(rules=…)` the two alone.
`some.company_attempts(policy=…)` draws a reachable company, a command and a context; `some.companies(policy=…)` the
company alone.  Everything shrinks towards one vendor, one line, the plain rules.
"""

from mpcore.testing.strategies.actors import actors, strangers
from mpcore.testing.strategies.companies import (
    CompanyAttempt,
    CompanyLife,
    companies,
    company_attempts,
    company_commands,
    company_lives,
    create_company_commands,
    sub_account_policies,
)
from mpcore.testing.strategies.discounts import Quote, baskets, evaluations, quotes, shoppers
from mpcore.testing.strategies.facts import facts
from mpcore.testing.strategies.lives import Life, histories, lives, order_attempts
from mpcore.testing.strategies.lives import orders_in_any_state as orders
from mpcore.testing.strategies.placing import broken_place_commands, buyers, place_commands, properties
from mpcore.testing.strategies.policies import (
    cancellation_fees,
    cancellation_requests,
    deadlines,
    discount_policies,
    order_policies,
    refund_books,
    refund_policies,
    return_policies,
    rule_books,
)
from mpcore.testing.strategies.refund_lives import refund_attempts, refund_commands, refund_lives
from mpcore.testing.strategies.terms import benefits, conditions, coupons, terms
from mpcore.testing.strategies.values import (
    aware_datetimes,
    currencies,
    ids,
    instants,
    metadata,
    minor,
    money,
    spans,
    tracking,
    zones,
)

__all__ = [
    "CompanyAttempt",
    "CompanyLife",
    "Life",
    "Quote",
    "actors",
    "aware_datetimes",
    "baskets",
    "benefits",
    "broken_place_commands",
    "buyers",
    "cancellation_fees",
    "cancellation_requests",
    "companies",
    "company_attempts",
    "company_commands",
    "company_lives",
    "conditions",
    "coupons",
    "create_company_commands",
    "currencies",
    "deadlines",
    "discount_policies",
    "evaluations",
    "facts",
    "histories",
    "ids",
    "instants",
    "lives",
    "metadata",
    "minor",
    "money",
    "order_attempts",
    "order_policies",
    "orders",
    "place_commands",
    "properties",
    "quotes",
    "refund_attempts",
    "refund_books",
    "refund_commands",
    "refund_lives",
    "refund_policies",
    "return_policies",
    "rule_books",
    "shoppers",
    "spans",
    "strangers",
    "sub_account_policies",
    "terms",
    "tracking",
    "zones",
]
