"""Scopes as a typed catalogue: what each lets its holder do, and whose it can be (rules.md §9.1, §00.8).

One scope may be asked for by several kinds of actor: buyers cancel, and so do vendors' staff and operators.  `Who`
names the kind nearest to the vendor, since that is what can be delegated: its staff first, then buyers, then the
system, then operators.  Those further off may ask too, where the gate of the command lets them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import Enum

from attrs import Attribute, Factory, field
from attrs.validators import instance_of

from mpcore.kernel import Fault, MalformedError, Scope, a_text, frozen

__all__ = ["EVERYTHING", "ScopeCatalogue", "ScopeInfo", "Who"]

EVERYTHING = "*"
"""The wildcard for every scope that is delegable."""


class Who(Enum):
    """Whose a scope can be."""

    DELEGABLE = "delegable"
    """The main account's, and any sub-account's that it is granted to."""
    BY_POLICY = "by_policy"
    """The main account's; a sub-account's only where the policy lets it be delegated, and never by a wildcard."""
    NEVER = "never"
    """The main account's alone, whatever the policy says (H6)."""
    BUYER = "buyer"
    """Buyers', for what is theirs; never a vendor's."""
    SYSTEM = "system"
    """The host's own: adapters, timers, imports; operators may have it too.  Never a vendor's, never a buyer's."""
    OPERATOR = "operator"
    """Operators' alone."""


_OF_STAFF = frozenset({Who.DELEGABLE, Who.BY_POLICY, Who.NEVER})
_FORM = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+")
_LONGEST = 100


def _a_scope(_: object, attribute: Attribute[Scope], value: object) -> None:
    if not (isinstance(value, str) and len(value) <= _LONGEST and _FORM.fullmatch(value)):
        text = f"is no scope; give area.action, in lower case, of at most {_LONGEST} characters"
        raise MalformedError(Fault(attribute.name, text))


@frozen(kw_only=True)
class ScopeInfo:
    """One scope, and what is to be known of it."""

    scope: Scope = field(validator=_a_scope)
    meaning: str = field(validator=a_text)
    """What its holder may do, in plain English."""
    who: Who = field(default=Who.DELEGABLE, validator=instance_of(Who))
    sensitive: bool = field(default=False, validator=instance_of(bool))
    """Whether it opens what is not for everybody of the staff: personal data, money, credentials (H17)."""

    @property
    def area(self) -> str:
        """What it is about: the text before the first dot.

        >>> ScopeInfo(scope=Scope("orders.ship"), meaning="ship").area
        'orders'
        """
        return self.scope.partition(".")[0]

    @property
    def is_staff(self) -> bool:
        """Whether anybody of a vendor can hold it, if only the main account."""
        return self.who in _OF_STAFF


def _sorted(given: Iterable[ScopeInfo]) -> tuple[ScopeInfo, ...]:
    infos = tuple(given)
    if any(not isinstance(info, ScopeInfo) for info in infos):
        raise MalformedError(Fault("infos", "has something that is no ScopeInfo"))
    names = [info.scope for info in infos]
    if twice := {name for name in names if names.count(name) > 1}:
        raise MalformedError(Fault("infos", f"scope {min(twice)[:60]!r} is there twice; each has one meaning"))
    return tuple(sorted(infos, key=lambda info: info.scope))


def _by_name(catalogue: ScopeCatalogue) -> dict[Scope, ScopeInfo]:
    return {info.scope: info for info in catalogue.infos}


def _of_staff(catalogue: ScopeCatalogue) -> frozenset[Scope]:
    return frozenset([info.scope for info in catalogue.infos if info.is_staff])


@frozen
class ScopeCatalogue:
    """Every scope there is, in the order of their names; a host adds its own with `extended`.

    Scopes that are there twice raise `MalformedError`.
    """

    infos: tuple[ScopeInfo, ...] = field(converter=_sorted)
    _by_name: dict[Scope, ScopeInfo] = field(
        default=Factory(_by_name, takes_self=True), init=False, repr=False, eq=False
    )
    staff: frozenset[Scope] = field(default=Factory(_of_staff, takes_self=True), init=False, repr=False, eq=False)
    """What a main account holds: all that anybody of a vendor can."""

    def get(self, scope: Scope) -> ScopeInfo | None:
        """What is to be known of a scope; None where there is no such scope."""
        return self._by_name.get(scope)

    def of(self, *who: Who) -> frozenset[Scope]:
        """The scopes that are of one of these."""
        return frozenset([info.scope for info in self.infos if info.who in who])

    def extended(self, *infos: ScopeInfo) -> ScopeCatalogue:
        """The same with a host's own scopes beside ours; none of ours is changed by it."""
        return ScopeCatalogue((*self.infos, *infos))

    def read(self, texts: Iterable[str]) -> frozenset[Scope]:
        """The scopes that texts name, `orders.*` being every delegable one of that area, and `*` every one there is.

        A wildcard never stands for what is the main account's alone, for what is delegable by policy only, nor for
        what is no vendor's at all.  Texts that name no scope raise `MalformedError`, all of them at once.
        """
        if isinstance(texts, str):
            raise MalformedError(Fault("", "is one text; give a set of scopes"))
        given = frozenset(texts)
        if any(not isinstance(text, str) for text in given):
            raise MalformedError(Fault("", "has something that is no text; give a set of scopes"))
        found = {text: self.meant(text) for text in sorted(given)}
        if unknown := [text for text, scopes in found.items() if scopes is None]:
            raise MalformedError(*[Fault("", f"there is no scope {text[:60]!a}") for text in unknown])
        return frozenset[Scope]().union(*[scopes for scopes in found.values() if scopes is not None])

    def meant(self, text: str) -> frozenset[Scope] | None:
        """The scopes that one text names; None where it names none that there is.

        A wildcard that nothing delegable fits is empty.
        """
        if text == EVERYTHING:
            return self.of(Who.DELEGABLE)
        if not text.endswith(".*"):
            scope = Scope(text)
            return frozenset({scope}) if scope in self._by_name else None
        inside = [info for info in self.infos if info.scope.startswith(text[:-1])]
        return frozenset([info.scope for info in inside if info.who is Who.DELEGABLE]) if inside else None
