"""Rule books: one set of promises under one id, kept by id, and varied without touching the original.

The book itself, with a policy per package, is `mpcore.presets.RuleBook`: it stands above the packages whose policies
it holds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Generic, Protocol, TypeGuard, TypeVar

from attrs import AttrsInstance, evolve, fields_dict, frozen, has

from mpcore.kernel.errors import Fault, MalformedError, PolicyMismatchError
from mpcore.kernel.ids import ID_LENGTH, RuleBookId
from mpcore.kernel.refusal import in_words

__all__ = ["RuleBooks", "changed_at", "id_of_change"]


class HasRuleBookId(Protocol):
    """A rule book."""

    @property
    def id(self) -> RuleBookId: ...


B = TypeVar("B", bound=HasRuleBookId)
T = TypeVar("T", bound=AttrsInstance)


@frozen(slots=False)
class RuleBooks(Generic[B]):
    """Every rule book that some order was placed under, by id."""

    books: tuple[B, ...]

    def __attrs_post_init__(self) -> None:
        ids = [book.id for book in self.books]
        if twice := {name for name in ids if ids.count(name) > 1}:
            raise MalformedError(Fault("books", f"rule book {min(twice)[:60]!r} is there twice; ids are unique"))

    def get(self, wanted: RuleBookId) -> B:
        """The book with that id; an unknown one raises `PolicyMismatchError`: a promise may not be guessed."""
        for book in self.books:
            if book.id == wanted:
                return book
        known = ", ".join([book.id[:60] for book in self.books]) or "none"
        raise PolicyMismatchError(f"there is no rule book {wanted[:60]!r}; there is {known}")

    def __iter__(self) -> Iterator[B]:
        return iter(self.books)

    def __len__(self) -> int:
        return len(self.books)


def id_of_change(book: RuleBookId, changes: Mapping[str, object]) -> RuleBookId:
    """The id of a changed book: the old one and the changes by path, or their digest when that is long."""
    said = ",".join(f"{path}={_short(value)}" for path, value in sorted(changes.items()))
    name = f"{book}+{said}"
    if len(name) > ID_LENGTH or not name.isprintable():
        from hashlib import sha256  # noqa: PLC0415 - it loads OpenSSL, and names are rarely this long

        name = f"{book[:120]}+{sha256(said.encode()).hexdigest()}"
    return RuleBookId(name)


def changed_at(value: T, path: str, new: object) -> T:
    """A copy of a nested frozen value with the field at a dotted path replaced.

    A path that leads nowhere raises `MalformedError` naming the fields there are.
    """
    name, _, rest = path.partition(".")
    known = fields_dict(type(value))
    if name not in known:
        raise MalformedError(Fault(name[:60], f"there is no such field; there is {', '.join(sorted(known))}"))
    if rest:
        inner: object = getattr(value, name)
        if not _is_attrs(inner):
            raise MalformedError(Fault(path[:60], f"{name} is {in_words(inner)[:60]}, which has no fields to change"))
        try:
            new = changed_at(inner, rest, new)
        except MalformedError as error:
            raise error.under(name) from None
    return evolve(value, **{name: new})  # type: ignore[misc]  # mypy wants a class, a bound is enough


def _is_attrs(value: object) -> TypeGuard[AttrsInstance]:
    return has(type(value))


def _short(value: object) -> str:
    return value.name.lower() if isinstance(value, Enum) else str(value)
