"""The host's own notes on a thing: a bounded, frozen map of text that no rule reads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from attrs import field

from mpcore.kernel.errors import Fault, MalformedError
from mpcore.kernel.forms import can_be_kept
from mpcore.kernel.values import frozen

__all__ = ["NO_METADATA", "Metadata"]

KEYS, KEY_LENGTH, VALUE_LENGTH = 50, 40, 500


def _pairs(given: Mapping[str, str] | tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    if not given:
        return ()
    pairs = tuple(sorted(given.items() if isinstance(given, Mapping) else given))
    faults: list[Fault] = []
    if len(pairs) > KEYS:
        faults.append(Fault("", f"{len(pairs)} keys; at most {KEYS} are kept"))
    if len({key for key, _ in pairs}) < len(pairs):
        faults.append(Fault("", "a key stands there twice; keys are unique"))
    for key, value in pairs[:KEYS]:
        if not (can_be_kept(key) and can_be_kept(value)):
            faults.append(Fault(ascii(key)[:KEY_LENGTH], "cannot be kept: it holds a NUL or half a character"))
        elif not 0 < len(key) <= KEY_LENGTH:
            faults.append(Fault(key[:KEY_LENGTH], f"a key has 1 to {KEY_LENGTH} characters"))
        elif len(value) > VALUE_LENGTH:
            faults.append(Fault(key, f"{len(value)} characters; a value has at most {VALUE_LENGTH}"))
    if faults:
        raise MalformedError(*faults)
    return pairs


@frozen
class Metadata:
    """A frozen `str -> str` map: at most 50 keys of 40 characters with values of 500; more raises `MalformedError`.

    >>> Metadata({"po_number": "4711"})["po_number"]
    '4711'
    """

    pairs: tuple[tuple[str, str], ...] = field(default=(), converter=_pairs)

    def __getitem__(self, key: str) -> str:
        return dict(self.pairs)[key]

    def get(self, key: str) -> str | None:
        """The value of a key, or None."""
        return dict(self.pairs).get(key)

    def keys(self) -> tuple[str, ...]:
        """The keys, in their order; with `[]` it makes a dict of it: `dict(metadata)`."""
        return tuple([key for key, _ in self.pairs])

    def __iter__(self) -> Iterator[str]:
        return (key for key, _ in self.pairs)

    def __len__(self) -> int:
        return len(self.pairs)


NO_METADATA = Metadata()
