"""How this package says what is wrong with an argument, in bounded time whatever the argument is."""

from __future__ import annotations

from decimal import Decimal

from mpcore.kernel.errors import Fault, MalformedError

__all__ = ["malformed", "shown", "written"]

_SHOWN = 40
"""How many characters of an input a message repeats."""


def malformed(at: str, text: str) -> MalformedError:
    """One fault at one place, ready to be raised."""
    return MalformedError(Fault(at, text))


def shown(value: object) -> str:
    """The value as a message may repeat it: cut short, and by its type where its own `repr` cannot be trusted.

    >>> shown("1_000"), shown(Decimal("1E+7")), shown(10**30), shown(0.1)
    ("'1_000'", '1E+7', 'an int of 100 bits', 'a value of type float')
    """
    if isinstance(value, str):
        return repr(value) if len(value) <= _SHOWN else f"{value[:_SHOWN]!r}…"
    if isinstance(value, Decimal):
        digits = written(value)
        return digits if len(digits) <= _SHOWN else f"{digits[:_SHOWN]}…"
    if isinstance(value, bool) or value is None:
        return str(value)
    if isinstance(value, int):
        bits = int.bit_length(value)  # the digits of a long int are slow to make, or an error
        return int.__repr__(value) if bits < 64 else f"an int of {bits} bits"
    return f"a value of type {type(value).__name__[:_SHOWN]}"


def written(value: Decimal) -> str:
    """The Decimal's own form, with the capital E that an ambient context may make a small one.

    >>> written(Decimal("1e7"))
    '1E+7'
    """
    return Decimal.__str__(value).replace("e", "E")
