"""Tokens of invitations: drawn by the host, sent by the host, and known here by their digests only (H10)."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Callable

from mpcore.kernel import Fault, MalformedError
from mpcore.subaccounts.values import TokenDigest

__all__ = ["Token", "new_token", "same_digest"]

_BYTES = 32
_SHORTEST, _LONGEST = 16, 200


class Token:
    """The secret of a link.  It never shows itself, and stands in no command, no event and no state.

    >>> Token("not-a-very-good-secret")
    Token(...)

    It is no class of attrs, unlike every other value: whatever writes those, such as `mpcore.wire`, cannot write it.
    Text that is none of 16 to 200 printable ASCII characters raises `MalformedError`, which does not show it.
    """

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        given: object = text
        fits = isinstance(given, str) and _SHORTEST <= len(given) <= _LONGEST and given.isascii()
        if not (fits and text.isprintable()):
            said = f"is no token; give {_SHORTEST} to {_LONGEST} printable ASCII characters"
            raise MalformedError(Fault("text", said))
        self._text = text

    @property
    def text(self) -> str:
        """What goes into the link, and comes back with it."""
        return self._text

    @property
    def digest(self) -> TokenDigest:
        """All that commands name and companies keep of it: its SHA-256 in hexadecimal."""
        from hashlib import sha256  # noqa: PLC0415 - it loads OpenSSL, and who asks for rights has no token

        return TokenDigest(sha256(self._text.encode()).hexdigest())

    def __eq__(self, other: object) -> bool:
        return same_digest(self.digest, other.digest) if isinstance(other, Token) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.digest)

    def __repr__(self) -> str:
        return "Token(...)"


def new_token(randomness: Callable[[int], bytes]) -> Token:
    """A token of 256 bits, fit for a URL; `randomness` is the host's, such as `secrets.token_bytes`.

    >>> from mpcore.subaccounts import new_token
    >>> len(new_token(lambda count: bytes(range(count))).text)
    43

    Randomness that gives anything else than as many bytes as it was asked for raises `MalformedError`.
    """
    drawn: object = randomness(_BYTES)
    if not isinstance(drawn, bytes) or len(drawn) != _BYTES:
        raise MalformedError(Fault("randomness", f"gave no {_BYTES} bytes; give `secrets.token_bytes`"))
    return Token(urlsafe_b64encode(drawn).rstrip(b"=").decode())


def same_digest(one: TokenDigest, other: TokenDigest) -> bool:
    """Whether two digests are of the same token, in a time that says nothing about where they differ."""
    import hmac  # noqa: PLC0415 - as above

    return hmac.compare_digest(one, other)
