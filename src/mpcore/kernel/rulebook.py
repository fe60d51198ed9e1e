"""Rule books: one set of promises under one id, kept by id, and varied without touching the original.

The book itself, with a policy per package, is `mpcore.presets.RuleBook`: it stands above the packages whose policies
it holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from enum import Enum
from typing import Generic, Protocol, TypeGuard, TypeVar, cast

from attrs import AttrsInstance, evolve, fields_dict, has

from mpcore.kernel.errors import Fault, MalformedError, PolicyMismatchError
from mpcore.kernel.ids import RuleBookId, is_id
from mpcore.kernel.refusal import in_words
from mpcore.kernel.values import frozen

__all__ = ["RuleBooks", "changed_at", "id_of_change"]


class HasRuleBookId(Protocol):
    """A rule book."""

    @property
    def id(self) -> RuleBookId: ...


B = TypeVar("B", bound=HasRuleBookId)
T = TypeVar("T", bound=AttrsInstance)


@frozen
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
    """The id of a changed book: the old one and the changes by path, or a digest of both where that says it better."""
    told = {path: _told(value) for path, value in sorted(changes.items())}
    name = f"{book}+{','.join(f'{path}={text}' for path, text in told.items())}"
    if any(set(",=+") & set(text) for text in told.values()) or not is_id(name):
        from hashlib import sha256  # noqa: PLC0415 - it loads OpenSSL, and names are rarely this long

        whole = repr((book, tuple(told.items()))).encode("utf-8", "backslashreplace")
        name = f"{book[:100].strip()}+{sha256(whole).hexdigest()}"
    return RuleBookId(name)


def changed_at(value: T, changes: Mapping[str, object]) -> T:
    """A copy of a nested frozen value with the fields at some dotted paths replaced, all at once.

    Raises `MalformedError` with every fault at its path: where a path leads nowhere, naming the fields there are; where
    one path lies within another; and where a value does not fit.
    """
    faults: list[Fault] = []
    changed = _changed(value, changes, faults)
    if faults:
        raise MalformedError(*faults)
    return changed


def _changed(value: T, changes: Mapping[str, object], faults: list[Fault]) -> T:
    known = fields_dict(type(value))
    given: dict[str, object] = {}
    inner: dict[str, dict[str, object]] = {}
    for path, new in changes.items():
        name, dot, rest = path.partition(".")
        if name not in known:
            faults.append(Fault(name[:60], f"there is no such field; there is {', '.join(sorted(known))}"))
        elif dot:
            inner.setdefault(name, {})[rest] = new
        else:
            given[name] = new
    for name, deeper in inner.items():
        below: list[Fault] = []
        old: object = getattr(value, name)
        if name in given:
            below.append(Fault("", "one change lies within another; say it once"))
        elif _is_attrs(old):
            given[name] = _changed(old, deeper, below)
        else:
            text = f"{name} is {in_words(old)[:60]}, which has no fields to change"
            below += [Fault(rest[:60], text) for rest in deeper]
        faults += MalformedError(*below).under(name).faults
    if faults:
        return value
    try:
        return evolve(value, **given)  # type: ignore[misc]  # mypy wants a class, a bound is enough
    except MalformedError as error:
        faults += error.faults
    except (TypeError, ValueError):
        for name, new in given.items():
            faults += _misfit(value, name, new)
    return value


def _misfit(value: AttrsInstance, name: str, new: object) -> tuple[Fault, ...]:
    """What a validator has against a field by itself."""
    try:
        evolve(value, **{name: new})  # type: ignore[misc]  # as above
    except MalformedError as error:
        return error.faults
    except (TypeError, ValueError) as error:
        return (Fault(name, f"does not fit: {str(error.args[0] if error.args else error)[:60]}"),)
    return ()


def _is_attrs(value: object) -> TypeGuard[AttrsInstance]:
    return has(type(value))


def _told(value: object) -> str:
    match value:
        case Enum():
            return value.name.lower()
        case set() | frozenset():
            return "{" + ", ".join(sorted(map(_told, cast("Iterable[object]", value)))) + "}"
        case tuple():
            return "(" + ", ".join(map(_told, cast("tuple[object, ...]", value))) + ")"
        case _ if _is_attrs(value):  # whose own repr shows sets as they come
            shown = [f"{name}={_told(getattr(value, name))}" for name, it in fields_dict(type(value)).items() if it.eq]
            return f"{type(value).__name__}({', '.join(shown)})"
        case _:
            return in_words(value) if isinstance(value, Decimal) else str(value)
