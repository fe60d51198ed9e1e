"""How much a member may refund, discount or pay out by themselves: for one action, and in one day."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from attrs import Attribute, field
from attrs.validators import optional
from moneyed import Money

from mpcore.kernel import Fault, MalformedError, Scope, an_id, frozen
from mpcore.money import to_minor

__all__ = ["SpendingLimit", "an_amount", "are_in_order", "are_wider", "scopes_changed"]


def an_amount(_: object, attribute: Attribute[Money], value: object) -> None:
    """A validator: only money of a known currency, with no more places than it has, that is not negative."""
    if not isinstance(value, Money):
        raise MalformedError(Fault(attribute.name, "is no amount; give Money, such as money('50', 'EUR')"))
    try:
        minor = to_minor(value)
    except MalformedError as error:
        raise error.under(attribute.name) from None
    if minor < 0:
        raise MalformedError(Fault(attribute.name, "is negative; give what is spent, or may be, or 0 for nothing"))


@frozen(kw_only=True)
class SpendingLimit:
    """What a member may spend through one scope, in one currency, without anybody's approval."""

    scope: Scope = field(validator=an_id)
    """What it limits, such as `refunds.request`."""
    per_action: Money | None = field(default=None, validator=optional(an_amount))
    """The most for one action, itself allowed; None: no limit for one."""
    per_day: Money | None = field(default=None, validator=optional(an_amount))
    """The most for all actions of one day, itself allowed; None: no limit for a day."""

    def __attrs_post_init__(self) -> None:
        if self.per_action is None and self.per_day is None:
            raise MalformedError(Fault("per_action", "is not given, and per_day neither; a limit limits something"))
        if (
            self.per_action is not None
            and self.per_day is not None
            and self.per_action.currency != self.per_day.currency
        ):
            raise MalformedError(Fault("per_day", "is in another currency than per_action; give a limit for each"))

    @property
    def currency(self) -> str:
        """The code of the currency that it is in."""
        return next(str(most.currency.code) for most in (self.per_action, self.per_day) if most is not None)


def are_in_order(limits: Iterable[SpendingLimit]) -> bool:
    """Whether they stand in the order of scope and currency, each once."""
    return all(first < then for first, then in pairwise([(limit.scope, limit.currency) for limit in limits]))


def scopes_changed(before: Iterable[SpendingLimit], after: Iterable[SpendingLimit]) -> frozenset[Scope]:
    """The scopes that are limited in another way than before."""
    return frozenset([limit.scope for limit in set(before) ^ set(after)])


def are_wider(given: Iterable[SpendingLimit], own: Iterable[SpendingLimit], scope: Scope) -> bool:
    """Whether one set of limits lets more be spent through a scope than another; no limit is the widest.

    Limits in one currency limit the scope: what is allowed in another one as well is wider.
    """
    most = {limit.currency: limit for limit in own if limit.scope == scope}
    limits = [limit for limit in given if limit.scope == scope]
    if not most or not limits:
        return bool(most)
    return any(limit.currency not in most or _is_wider(limit, most[limit.currency]) for limit in limits)


def _is_wider(given: SpendingLimit, own: SpendingLimit) -> bool:
    return _more(given.per_action, own.per_action) or _more(given.per_day, own.per_day)


def _more(given: Money | None, own: Money | None) -> bool:
    return own is not None and (given is None or to_minor(given) > to_minor(own))
