"""What a condition is asked about, and what a benefit gives: the two protocols that hosts may implement too."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, Protocol, cast

from attrs import Factory, field, fields, has
from moneyed import Money

from mpcore.discounts.basket import Basket
from mpcore.discounts.kinds import Counted, Measured
from mpcore.discounts.values import Minor
from mpcore.kernel import Refusal, changed, frozen

if TYPE_CHECKING:
    from mpcore.discounts.context import Context

__all__ = ["Benefit", "Case", "Condition", "Gift", "Term", "currencies_of"]


def _lines(case: Case) -> tuple[int, ...]:
    return case.lines


@frozen
class Case:
    """A basket at a coupon's turn: what was taken off it already, and the lines the coupon is about."""

    basket: Basket
    ctx: Context
    lines: tuple[int, ...]
    """Positions in `basket.lines`, ascending."""
    taken: Sequence[Minor]
    """What other coupons took off each line of the basket."""
    taken_of_shipping: Sequence[Minor]
    """What other coupons took off each of `basket.shipping`."""
    scope: tuple[int, ...] = field(default=Factory(_lines, takes_self=True))
    """Positions of all that the coupon could be for: the whole basket, or all of its vendor's lines; no condition
    narrows it."""

    def left(self, line: int) -> Minor:
        """What is left of a line's goods."""
        return self.basket.goods[line] - self.taken[line]

    def about(self, lines: tuple[int, ...]) -> Case:
        """The same turn, about some lines only: positions in `basket.lines`, ascending."""
        return changed(self, lines=lines)

    def counting(self, counted: Counted) -> Case:
        """The same turn, about what a minimum is counted over."""
        return self if counted is Counted.LINES or self.lines is self.scope else self.about(self.scope)

    @property
    def whole(self) -> bool:
        """Whether it is about every line of the basket."""
        return len(self.lines) == len(self.basket.lines)

    def spend(self, measured: Measured) -> Minor:
        """What its lines cost, before or after the discounts of the coupons that had their turns before."""
        basket = self.basket
        if self.lines is basket.positions or self.whole:
            before = self.taken is basket.nothing or measured is Measured.BEFORE
            return basket.goods_in_all if before else basket.goods_in_all - sum(self.taken)
        of_lines, taken = self.basket.goods, self.taken
        goods = sum([of_lines[i] for i in self.lines])
        return goods if measured is Measured.BEFORE else goods - sum([taken[i] for i in self.lines])

    @property
    def units(self) -> int:
        """How many units its lines have."""
        if self.whole:
            return self.basket.units_in_all
        lines = self.basket.lines
        return sum([lines[i].quantity for i in self.lines])

    def lefts(self, positions: tuple[int, ...] | None = None, *, on_shipping: bool = False) -> Sequence[Minor]:
        """What is left of each of its lines; or of the goods, or the shipping, at some positions."""
        basket = self.basket
        if on_shipping:
            before, taken = basket.shipping_minor, self.taken_of_shipping
        else:
            before, taken = basket.goods, self.taken
            if taken is basket.nothing and (self.lines if positions is None else positions) is basket.positions:
                return before
        return [before[i] - taken[i] for i in (self.lines if positions is None else positions)]

    @property
    def shipping(self) -> tuple[int, ...]:
        """Positions in `basket.shipping`, ascending: the shipping of the shops that sell its lines."""
        basket = self.basket
        sellers = {(basket.lines[i].vendor, basket.lines[i].shop) for i in self.lines}
        return tuple([i for i, each in enumerate(basket.shipping) if (each.vendor, each.shop) in sellers])


class Term(Protocol):
    """What conditions and benefits have in common: they explain themselves.

    `text` is English, lowercase, without a full stop, with a plain hole `{field}` for the fields and properties it
    mentions; one that is a term, or a tuple of terms, is explained in its turn.  A piece in square brackets is left
    out where a field it mentions is None, False or empty; one that is True is said as nothing:
    `{percent} % off[, at most {most}]`, `[{free}free shipping]`.
    """

    code: ClassVar[str]
    """Stable, such as `discounts.minimum_spend`; other languages say it by its code."""
    text: ClassVar[str]


class Condition(Term, Protocol):
    """When a coupon applies, and to which lines.

    A condition is a predicate over lines.  One that `narrows` asks each line by itself, whatever stands beside it.
    Any other counts: it is about the lines it is asked about together, and holds for all of them, for some or for none.
    Beside it, those that narrow are asked first, so that a minimum spend counts only what the coupon is for; what it
    could be for, before any condition, is `case.scope`.
    """

    @property
    def narrows(self) -> bool:
        """Whether it asks each line by itself, and so goes before those that count lines together."""
        ...

    def holds_for(self, case: Case) -> tuple[int, ...]:
        """Those of `case.lines` it holds for, in their order."""
        ...

    def why_not(self, case: Case) -> tuple[Refusal, ...]:
        """Why it holds for none of them; asked only where it does not, and then never empty."""
        ...


@frozen
class Gift:
    """What a benefit would give, before floors, ceilings and what is left stand in its way."""

    lines: tuple[int, ...]
    """Positions in the basket's lines; in its shipping, where it is `on_shipping`."""
    total: Minor
    amounts: tuple[Minor, ...] | None = None
    """What each of them gets at most; None: the total is spread over them in proportion to what is left of them.

    What one cannot take of its amount is forfeited.  A total of less than what they can take is spread in proportion.
    """
    on_shipping: bool = False


class Benefit(Term, Protocol):
    """What a coupon gives."""

    def gift(self, case: Case) -> Gift | Refusal:
        """What it would give at this turn, or why it gives nothing; amounts are never negative."""
        ...


def currencies_of(term: object) -> frozenset[str]:
    """The currencies of all amounts that a term names, in the terms and values in it too; hosts' classes as well.

    `InCurrency` names a currency and no amount, so it is not among them: two of them in an `AnyOf` do not disagree.

    >>> from mpcore.discounts import AllOf, MinimumSpend
    >>> from mpcore.money import money
    >>> sorted(currencies_of(AllOf((MinimumSpend(money("50", "EUR")), MinimumSpend(money("60", "USD"))))))
    ['EUR', 'USD']
    """
    if isinstance(term, Money):
        return frozenset((term.currency.code,))
    found: set[str] = set()
    for inner in _inside(term):
        found |= currencies_of(inner)
    return frozenset(found)


def _inside(value: object) -> list[object]:
    if isinstance(value, tuple | frozenset | list):
        return list(cast("tuple[object, ...]", value))
    kind = type(value)
    if has(kind):
        return [getattr(value, field.name) for field in fields(kind) if field.init]
    if isinstance(getattr(kind, "code", None), str) and hasattr(value, "__dict__"):
        return list(vars(value).values())  # a host's class that is made without attrs
    return []
