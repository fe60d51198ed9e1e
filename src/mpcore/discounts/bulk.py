"""Single-use codes in bulk: from the host's randomness, easy to read out, and checked without a look-up.

A code is made of 23 capitals and digits that nobody takes for one another, the last of them a check character: a code
with one character mistaken, or with any two of them swapped, is not well-formed.
"""

from __future__ import annotations

from collections.abc import Callable, Container

from mpcore.discounts.codes import normal_form
from mpcore.kernel import Fault, MalformedError

__all__ = ["ALPHABET", "LONGEST", "SHORTEST", "is_well_formed", "new_codes"]

ALPHABET = "3479ACDEFGHJKMNPQRTVWXY"
"""Without 0 and O, 1, I and L, 2 and Z, 5 and S, 6 (like G), 8 and B, U (like V); a prime number of characters."""

SHORTEST, LONGEST = 4, 22
"""How many characters a code has, the check character among them: fewer than the alphabet, so that no two places weigh
the same."""

_BASE = len(ALPHABET)
_VALUES = {character: value for value, character in enumerate(ALPHABET)}
_FAIR = 256 // _BASE * _BASE
"""Bytes from here on would make some characters likelier than others."""
_TRIES = 100
"""So many times one code is drawn: with half of all codes taken, a hundred in vain happen once in 10**30 times."""
_AT_ONCE = 4096
_MOST = 10_000_000


def new_codes(
    count: int, *, random: Callable[[int], bytes], length: int = 12, taken: Container[str] = ()
) -> tuple[str, ...]:
    """So many codes in their normal form, all different, and none of those that are taken.

    `random(n)` gives n random bytes, as `secrets.token_bytes` does; each code is as likely as any other.  Of 12
    characters 11 are random: 23**11, some 9.5e14 codes.  Time grows with the count; `taken` is asked once or a little
    more often per code, so give a set, or whatever else answers `in` quickly.

    Raises `MalformedError` for a count or a length that is none, for more than half of all the codes of that length,
    and where a hundred draws in a row find no new one: too many are taken, or the randomness is stuck.

    >>> new_codes(2, random=lambda n: bytes(range(n)), length=6)
    ('3479A4', 'CDEFG3')
    """
    _check(count, length)
    draw = _Characters(random)
    found: dict[str, None] = {}
    while len(found) < count:
        for _ in range(_TRIES):
            bare = draw.some(length - 1, (count - len(found)) * (length - 1))
            code = bare + _check_character(bare)
            if code not in found and code not in taken:
                found[code] = None
                break
        else:
            text = f"gave no new code in {_TRIES} draws; check it, or give a greater length if most codes are taken"
            raise MalformedError(Fault("random", text))
    return tuple(found)


def is_well_formed(typed: str) -> bool:
    """Whether a text can be one of these codes, as far as one can see without looking it up; in constant time.

    Every code with a single wrong character is found out, and every one with two characters swapped.

    >>> is_well_formed("3479-a4"), is_well_formed("3479-4a"), is_well_formed("347O-A4")
    (True, False, False)
    """
    code = normal_form(typed)
    if code is None or not SHORTEST <= len(code) <= LONGEST or not all(character in _VALUES for character in code):
        return False
    return _check_character(code[:-1]) == code[-1]


def _check_character(bare: str) -> str:
    """The character that makes the sum of all values, each times its place from 1 on, a multiple of 23."""
    total = sum([place * _VALUES[character] for place, character in enumerate(bare, 1)])
    return ALPHABET[-total * pow(len(bare) + 1, -1, _BASE) % _BASE]


class _Characters:
    """Random characters, each as likely as any other."""

    def __init__(self, random: Callable[[int], bytes]) -> None:
        self.random = random
        self.left = ""

    def some(self, count: int, wanted: int) -> str:
        """So many of them; about so many will be wanted in all."""
        for _ in range(_TRIES):
            if len(self.left) >= count:
                some, self.left = self.left[:count], self.left[count:]
                return some
            asked = max(count, min(wanted, _AT_ONCE))
            drawn: object = self.random(asked)
            if not isinstance(drawn, bytes) or len(drawn) != asked:
                raise MalformedError(Fault("random", f"gave no {asked} bytes; give secrets.token_bytes or its like"))
            self.left += "".join([ALPHABET[byte % _BASE] for byte in drawn if byte < _FAIR])
        raise MalformedError(Fault("random", "gives hardly any byte that can be used; check it"))


def _check(count: object, length: object) -> None:
    faults: list[Fault] = []
    if type(count) is not int or not 0 <= count <= _MOST:
        faults.append(Fault("count", f"is no number of codes from 0 to {_MOST}; give an int"))
    if type(length) is not int or not SHORTEST <= length <= LONGEST:
        faults.append(Fault("length", f"is no length from {SHORTEST} to {LONGEST}; give an int"))
    elif type(count) is int and 2 * count > _BASE ** (length - 1):
        faults.append(Fault("length", f"leaves too few codes to choose {count} of them; give a greater one"))
    if faults:
        raise MalformedError(*faults)
