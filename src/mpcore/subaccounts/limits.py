"""How much a member may refund, discount or pay out by themselves: for one action, and in one day."""

from __future__ import annotations

from attrs import Attribute, field
from attrs.validators import optional
from moneyed import Money

from mpcore.kernel import Fault, MalformedError, Scope, an_id, frozen
from mpcore.money import to_minor

__all__ = ["SpendingLimit"]


def _an_amount(_: object, attribute: Attribute[Money], value: object) -> None:
    if not isinstance(value, Money):
        raise MalformedError(Fault(attribute.name, "is no amount; give Money, such as money('50', 'EUR')"))
    try:
        minor = to_minor(value)
    except MalformedError as error:
        raise error.under(attribute.name) from None
    if minor < 0:
        raise MalformedError(Fault(attribute.name, "is negative; give what they may spend, or 0 for nothing"))


@frozen(kw_only=True)
class SpendingLimit:
    """What a member may spend through one scope, in one currency, without anybody's approval."""

    scope: Scope = field(validator=an_id)
    """What it limits, such as `refunds.request`."""
    per_action: Money | None = field(default=None, validator=optional(_an_amount))
    """The most for one action, itself allowed; None: no limit for one."""
    per_day: Money | None = field(default=None, validator=optional(_an_amount))
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
        amount = self.per_action if self.per_day is None else self.per_day
        return "" if amount is None else str(amount.currency.code)
