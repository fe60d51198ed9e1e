"""Tags: what a JSON object is, and in which version, as in `orders.part_cancelled/1`.

A tag is never reused.  When the form of something changes, its tag gets the next version, the old goldens stay, and a
function that makes the next version of an old one goes into the table of upcasts: a chain leads from every old version
to the present one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, TypeAlias

from mpcore.kernel import MalformedError, frozen
from mpcore.wire.faults import malformed, said

__all__ = ["TAG", "Tags", "Upcast", "Upcasts"]

Upcast: TypeAlias = Callable[[dict[str, Any]], dict[str, Any]]
"""From the JSON object of one version, without its tag, to that of the next."""

Upcasts: TypeAlias = Mapping[tuple[str, int], Upcast]
"""(name, old version) -> what makes the next version of it."""

TAG: Final = re.compile(r"([a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)+)/([1-9][0-9]{0,5})", re.ASCII)

_LONGEST = 200


@frozen(eq=False)
class Tags:
    """The tags that one `Wire` knows, checked when they are put together.

    A tag that is no `package.name/version`, a class with two tags, a name with two classes, an upcast of an unknown
    name or to an unknown version: each raises `TypeError`.
    """

    classes: Mapping[str, type]
    upcasts: Upcasts
    of: Mapping[type, str]
    versions: Mapping[str, int]

    @classmethod
    def made(cls, tables: Iterable[Mapping[str, type]], upcasts: Upcasts) -> Tags:
        """From the tables of the packages and the host."""
        classes: dict[str, type] = {}
        of: dict[type, str] = {}
        versions: dict[str, int] = {}
        for table in tables:
            for tag, kind in table.items():
                name, version = _split(tag)
                if name in versions:
                    raise TypeError(f"the tag {name} is there twice; take another name")
                if kind in of:
                    raise TypeError(f"{kind.__name__} has the tags {of[kind]} and {tag}; leave one out")
                classes[tag], of[kind], versions[name] = kind, tag, version
        for name, version in upcasts:
            if name not in versions or not 0 < version < versions[name]:
                raise TypeError(f"the upcast of {name}/{version} leads nowhere; give old versions of known tags")
            if version + 1 < versions[name] and (name, version + 1) not in upcasts:
                raise TypeError(f"there is no upcast of {name}/{version + 1}, which that of {name}/{version} needs")
        return cls(classes, dict(upcasts), of, versions)

    def all_of(self, kind: type) -> tuple[str, ...]:
        """Every tag that a class can be read from, the present one first; none for a class without a tag."""
        tag = self.of.get(kind)
        if tag is None:
            return ()
        name = tag.partition("/")[0]
        old = sorted((version for known, version in self.upcasts if known == name), reverse=True)
        return (tag, *(f"{name}/{version}" for version in old))

    def opened(self, content: dict[str, object], tag: str) -> dict[str, object]:
        """The content of a tagged object, without its tag and in the version of `tag`.

        Another tag, a newer version, or an old one that nothing leads on from is `MalformedError` at `type`.
        """
        rest = dict(content)
        given = rest.pop("type")
        if given == tag:
            return rest
        name, _, present = tag.partition("/")
        found = TAG.fullmatch(given) if isinstance(given, str) and len(given) <= _LONGEST else None
        if found is None or found[1] != name:
            raise self.wrong(given, (tag,))
        version = int(found[2])
        if version > int(present) or (name, version) not in self.upcasts:
            raise self.wrong(given, (tag,))
        for step in range(version, int(present)):
            try:
                made: object = self.upcasts[name, step](rest)
            except MalformedError:
                raise
            except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
                made = None
            if not isinstance(made, dict):
                raise malformed(f"is no valid {name}/{step}, so it cannot be read as {tag}")
            rest = made
        return rest

    def wrong(self, given: object, wanted: tuple[str, ...]) -> MalformedError:
        """Why a tag is not the one wanted: newer, too old, known but not taken here, or unknown."""
        give = f"give {wanted[0]}" if len(wanted) == 1 else f"give one of {', '.join(wanted)}"
        found = TAG.fullmatch(given) if isinstance(given, str) and len(given) <= _LONGEST else None
        if found is None:
            return malformed(f"{said(given)} is no tag; {give}", "type")
        name, version = found[1], int(found[2])
        known = self.versions.get(name)
        if known is not None and version > known:
            return malformed(f"{said(given)} is newer than version {known}, the latest that is known here", "type")
        if any(tag.partition("/")[0] == name for tag in wanted):
            return malformed(f"{said(given)} is an old version that cannot be read any more; {give}", "type")
        if known is not None:
            return malformed(f"{said(given)} is known, but not taken here; {give}", "type")
        return malformed(f"{said(given)} is not known; {give}", "type")


def _split(tag: str) -> tuple[str, int]:
    found = TAG.fullmatch(tag) if len(tag) <= _LONGEST else None
    if found is None:
        raise TypeError(f"{tag!r} is no tag; write it like 'acme.gift_wrapped/1'")
    return found[1], int(found[2])
