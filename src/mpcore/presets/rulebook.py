"""A rule book: one id, and one policy per package."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import evolve, field
from attrs.validators import instance_of

from mpcore.discounts import DiscountPolicy
from mpcore.kernel import Fault, MalformedError, RuleBookId, changed_at, frozen, id_of_change, is_id
from mpcore.orders import OrderPolicy
from mpcore.refunds import RefundPolicy
from mpcore.subaccounts import SubAccountPolicy

__all__ = ["RuleBook"]


@frozen(kw_only=True)
class RuleBook:
    """What a marketplace promises, under one id; `RuleBook()` is the neutral default.

    An order carries the id of the book it was placed under, and is decided under that book ever after.  What it says of
    sub-accounts is promised to nobody: a company is always decided under the present book.

    >>> RuleBook().orders.shipping.amount
    4
    """

    id: RuleBookId = RuleBookId("plain")
    orders: OrderPolicy = field(factory=OrderPolicy, validator=instance_of(OrderPolicy))
    discounts: DiscountPolicy = field(factory=DiscountPolicy, validator=instance_of(DiscountPolicy))
    refunds: RefundPolicy = field(factory=RefundPolicy, validator=instance_of(RefundPolicy))
    subaccounts: SubAccountPolicy = field(factory=SubAccountPolicy, validator=instance_of(SubAccountPolicy))

    def __attrs_post_init__(self) -> None:
        if not is_id(self.id):
            raise MalformedError(Fault("id", "an id is 1 to 200 printable characters without a space at either end"))
        if self.orders.rule_book != self.id:
            object.__setattr__(self, "orders", evolve(self.orders, rule_book=self.id))
        if self.discounts.rule_book != self.id:
            object.__setattr__(self, "discounts", evolve(self.discounts, rule_book=self.id))
        if self.refunds.rule_book != self.id:
            object.__setattr__(self, "refunds", evolve(self.refunds, rule_book=self.id))

    def what_if(self, changes: Mapping[str, object]) -> RuleBook:
        """The same book with some values changed, under an id of its own that names the changes.

        >>> RuleBook().what_if({"orders.shipping.amount": 3}).id
        'plain+orders.shipping.amount=3'

        A path that leads nowhere or into another, or a value that does not fit, raises `MalformedError` at the path.
        """
        if own := [path for path in changes if path.rstrip(".") == "id" or path.rstrip(".").endswith(".rule_book")]:
            raise MalformedError(
                *[Fault(path[:60], "the id of a changed book is made from its changes") for path in own]
            )
        return evolve(changed_at(self, changes), id=id_of_change(self.id, changes)) if changes else self
