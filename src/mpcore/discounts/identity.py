"""Guests, told apart by a keyed digest of their e-mail address, so that limits per buyer count for them too.

Two spellings of one address are one guest.  The digest is not the address, and nobody without the key can test whether
an address is behind it; keep the key for as long as the limits are to count.
"""

from __future__ import annotations

import hmac
import unicodedata

from mpcore.kernel import Buyer, BuyerId, Fault, MalformedError

__all__ = ["guest", "normalised_email"]

_LONGEST = 254
_KEY = 16
_INVISIBLE = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp", "Zs")
"""The Unicode categories of what nobody sees: controls, formats, halves of pairs, private and unassigned, spaces."""


def normalised_email(text: str, subaddress: str | None = None) -> str:
    """The address in the one spelling that stands for all of its spellings.

    Spaces around it go; compatibility forms (full-width letters, ligatures) and combining marks become the plain
    letters that they look like (NFKC); case goes, before the `@` too, which every known provider ignores; a dot at the
    end of the domain goes, and letters outside ASCII in it are written as DNS has them (IDNA).  Nothing else: dots
    before the `@` are kept, and so is what follows a `+`, unless `subaddress="+"` says that it names no other person.

    >>> normalised_email(" Ada.Lovelace+shop@Example.ORG. ")
    'ada.lovelace+shop@example.org'
    >>> normalised_email("ada+shop@example.org", subaddress="+")
    'ada@example.org'

    What is no address raises `MalformedError`: no `@` or several, nothing on one of its sides, more than 254
    characters, spaces or invisible characters inside.
    """
    if not _is_text(text) or len(text) > _LONGEST:
        raise _no_address(f"is no text of at most {_LONGEST} characters")
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text.strip(" ")).casefold())
    if any(unicodedata.category(character) in _INVISIBLE for character in plain):
        raise _no_address("has spaces or invisible characters in it")
    local, at, domain = plain.partition("@")
    if subaddress:
        local = local.partition(subaddress)[0]
    domain = _in_dns(domain.removesuffix("."))
    if not (local and at and domain) or "@" in domain or len(local) + len(domain) >= _LONGEST:
        raise _no_address("has not one @ with something on both sides of it")
    return f"{local}@{domain}"


def guest(email: str, key: bytes, subaddress: str | None = None) -> Buyer:
    """The guest with that address: a buyer by the HMAC-SHA-256 of its normal spelling, in 64 hexadecimal digits.

    >>> guest("Ada@example.org", bytes(32)) == guest("ada@EXAMPLE.org", bytes(32))
    True

    A key of fewer than 16 bytes raises `MalformedError`: whoever guesses it can look addresses up.
    """
    if not _is_key(key):
        raise MalformedError(Fault("key", f"is no key of at least {_KEY} bytes; give random ones, and keep them"))
    address = normalised_email(email, subaddress)
    return Buyer(BuyerId(hmac.new(key, address.encode(), "sha256").hexdigest()), guest=True)


def _in_dns(domain: str) -> str:
    if domain.isascii():
        return domain
    try:
        return domain.encode("idna").decode("ascii").casefold()
    except UnicodeError:
        raise _no_address("has a domain that cannot be one") from None


def _no_address(what: str) -> MalformedError:
    return MalformedError(Fault("email", f"{what}; give an address such as ada@example.org"))


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_key(value: object) -> bool:
    return isinstance(value, bytes) and len(value) >= _KEY
