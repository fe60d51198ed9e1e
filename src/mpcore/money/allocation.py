"""Splitting an amount so that the pieces add up to it, to the last minor unit.

The rule, version 1: *largest remainder*.  Everybody gets the whole part of their proportional share; the units left
over go one each to the largest remainders, the earliest first on a tie.  A zero weight gets nothing, weights that are
all zero count as equal, and splitting -x mirrors splitting x.  Shares never differ from the exact proportion by a
whole unit.

It is not monotone: over the weights (1, 3, 3) an amount of 3 gives 1, 1, 1 but 4 gives 0, 2, 2.  So an amount is
split once and the shares are stored; what grows step by step, as refunds of units do, is split by `prefix`, which is
monotone and adds up in every order.
"""

from __future__ import annotations

from functools import cmp_to_key
from typing import TYPE_CHECKING, Final

from mpcore.kernel.errors import Fault, MalformedError
from mpcore.money.faults import malformed, shown

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["ALLOCATION", "allocate", "allocate_with_floors", "largest_remainder", "prefix", "room"]

ALLOCATION: Final = 1
"""The version of the rule; stored beside shares where they must be explained years later."""

_INTS: Final = {int}


def allocate(total: int, weights: Sequence[int]) -> tuple[int, ...]:
    """The total in minor units, split in proportion to the weights by largest remainder; the shares add up to it.

    >>> allocate(100, (1, 1, 1)), allocate(-95, (0, 999, 999)), allocate(10, (0, 0))
    ((34, 33, 33), (0, -48, -47), (5, 5))

    Without weights only a total of 0 can be split, into no shares at all.  Anything but ints, and a negative weight,
    is a `MalformedError` at `total` or `weights[i]`; a total for nobody is one at `weights`.
    """
    if type(total) is not int or not _INTS.issuperset(map(type, weights)):
        raise _not_ints(("total", (total,)), ("weights", weights))
    size = sum(weights)
    if not size or min(weights) < 0:
        if not weights:
            if total:
                raise malformed("weights", f"there is nobody to take {shown(total)}; pass at least one weight")
            return ()
        _must_not_be_negative("weights", weights)
        weights = (1,) * len(weights)
        size = len(weights)
    if total < 0:
        return tuple([-share for share in largest_remainder(-total, weights, size)])
    return largest_remainder(total, weights, size)


def largest_remainder(amount: int, weights: Sequence[int], size: int) -> tuple[int, ...]:
    """`allocate` without a question: where an amount and weights are known to be ints from 0 on, and their sum `size`.

    A size of 0 divides by zero.
    """
    remainders = [amount * weight % size for weight in weights]
    left = sum(remainders) // size
    if not left:
        return tuple([amount * weight // size for weight in weights])
    # Fewer units are left than there are remainders above zero, so a zero weight never gets one.
    ascending = sorted(remainders)
    least = ascending[-left]
    up = size - least
    shares = [(amount * weight + up) // size for weight in weights]
    if ascending[-left - 1] == least:  # others have the least remainder that gets a unit too: the last get none
        beyond = sum(shares) - amount
        for index in range(len(shares) - 1, -1, -1):
            if beyond and remainders[index] == least:
                shares[index] -= 1
                beyond -= 1
    return tuple(shares)


def room(amounts: Sequence[int], floors: Sequence[int]) -> int:
    """How much the amounts can lose together, in minor units, without one of them falling below its floor.

    >>> room((1000, 2000, 5000, 3000), (0, 1900, 5000, 2600))
    1500

    An amount that is already below its floor can lose nothing.  Anything but ints that are not negative, and as many
    floors as amounts, is a `MalformedError` at `amounts`, `floors` or one of their items.
    """
    return sum(_rooms(amounts, floors))


def allocate_with_floors(total: int, amounts: Sequence[int], floors: Sequence[int]) -> tuple[int, ...]:
    """The changes that add up to the total, in proportion to the amounts, none of which falls below its floor.

    >>> allocate_with_floors(-1200, (1000, 2000, 5000, 3000), (0, 1900, 5000, 2600))
    (-700, -100, 0, -400)

    Where `allocate(total, amounts)` respects the floors, it is the answer.  Otherwise every amount whose exact
    proportional share is more than its room gives all of its room, and what it could not take is allocated over the
    others by the same rule.  A total that is not negative respects every floor.  More than `room(amounts, floors)` is
    a `MalformedError` at `total`; other errors are those of `allocate` and `room`.
    """
    rooms = _rooms(amounts, floors)
    shares = allocate(total, amounts)
    if all(share + space >= 0 for share, space in zip(shares, rooms, strict=True)):
        return shares
    left = -total
    if left > (most := sum(rooms)):
        raise malformed(
            "total", f"{shown(total)} cannot be taken: the floors leave room for {shown(most)}; take at most that much"
        )

    def tighter(one: int, other: int) -> int:
        return rooms[one] * amounts[other] - rooms[other] * amounts[one]

    changes = [0] * len(amounts)
    weight = sum(amounts)
    order = sorted((index for index, amount in enumerate(amounts) if amount), key=cmp_to_key(tighter))
    full = 0
    # It ends before the last: filling that one too would mean that more is asked than there is room.
    while rooms[index := order[full]] * weight < left * amounts[index]:
        changes[index] = -rooms[index]
        left -= rooms[index]
        weight -= amounts[index]
        full += 1
    # Whoever is left has room for the exact share, so, being whole, also for the share rounded up.
    others = sorted(order[full:])
    for index, share in zip(others, allocate(-left, [amounts[index] for index in others]), strict=True):
        changes[index] = share
    return tuple(changes)


def prefix(amount: int, n: int, start: int, stop: int) -> int:
    """What the units from start to stop (half-open, counted from 0) have of an amount over n units, in minor units.

    >>> [prefix(1000, 3, unit, unit + 1) for unit in range(3)], prefix(167, 2, 0, 1), prefix(167, 2, 1, 2)
    ([333, 333, 334], 83, 84)

    It is the difference of two prefixes, `amount*stop//n - amount*start//n`, so steps in any sizes add up to the
    amount, and no unit has less than nothing.  A negative amount is the mirror image of the positive one.  Anything
    but ints with 0 <= start <= stop <= n and n >= 1 is a `MalformedError` at the argument's name.
    """
    if not (type(amount) is type(n) is type(start) is type(stop) is int and 0 <= start <= stop <= n and n):
        raise _no_units(amount, n, start, stop)
    if amount < 0:
        return -(-amount * stop // n - -amount * start // n)
    return amount * stop // n - amount * start // n


def _rooms(amounts: Sequence[int], floors: Sequence[int]) -> list[int]:
    """What each amount can lose, never less than nothing."""
    if not (_INTS.issuperset(map(type, amounts)) and _INTS.issuperset(map(type, floors))):
        raise _not_ints(("amounts", amounts), ("floors", floors))
    if len(amounts) != len(floors):
        raise malformed(
            "floors",
            f"there are {len(floors)} floors for {len(amounts)} amounts; pass one for each, 0 where there is none",
        )
    _must_not_be_negative("amounts", amounts)
    _must_not_be_negative("floors", floors)
    return [max(amount - floor, 0) for amount, floor in zip(amounts, floors, strict=True)]


def _must_not_be_negative(name: str, values: Sequence[int]) -> None:
    if faults := [
        Fault(f"{name}[{index}]", f"{shown(value)} is negative; pass 0 or more")
        for index, value in enumerate(values)
        if value < 0
    ]:
        raise MalformedError(*faults)


def _not_ints(*arguments: tuple[str, Sequence[object]]) -> MalformedError:
    return MalformedError(
        *(
            Fault(
                name if name == "total" else f"{name}[{index}]",
                f"{shown(value)} is no whole number of minor units; pass an int",
            )
            for name, values in arguments
            for index, value in enumerate(values)
            if type(value) is not int
        )
    )


def _no_units(amount: object, n: object, start: object, stop: object) -> MalformedError:
    named = (("amount", amount), ("n", n), ("start", start), ("stop", stop))
    if faults := [
        Fault(at, f"{shown(value)} is no whole number; pass an int") for at, value in named if type(value) is not int
    ]:
        return MalformedError(*faults)
    if isinstance(n, int) and n < 1:
        return malformed("n", f"{shown(n)} units cannot share an amount; pass 1 or more")
    return malformed(
        "start", f"there are no units from {shown(start)} to {shown(stop)} of {shown(n)}; keep 0 <= start <= stop <= n"
    )
