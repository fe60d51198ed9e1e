"""JSON text, read strictly and in bounded time and memory, and written always alike."""

from __future__ import annotations

import json
import re
from typing import Final, NoReturn, TypeAlias, TypeGuard

from mpcore.kernel import Fault, MalformedError
from mpcore.wire.faults import malformed, said

__all__ = ["DEPTH", "SIZE", "Json", "is_list", "is_object", "read", "written"]

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | bool | None"
"""What JSON can say and mpcore does say: there are no fractions in it, since amounts are text or minor units."""

SIZE: Final = 4 * 1024 * 1024
"""The most bytes of a text, unless a `Wire` is made with another bound."""

DEPTH: Final = 64
"""How many objects and lists may stand within each other."""

_NOT_BRACKETS: Final = bytes(set(range(256)) - set(b"[]{}"))
_ALL_SQUARE: Final = bytes.maketrans(b"{}", b"[]")
_TOKEN: Final = re.compile(rb'"(?:[^"\\]|\\.)*+"?|[\[\]{}]', re.DOTALL)

_encode = json.JSONEncoder(ensure_ascii=False, check_circular=False, allow_nan=False, separators=(",", ":")).encode


def is_object(data: object) -> TypeGuard[dict[str, object]]:
    """Whether it is a JSON object, and not something that behaves like one."""
    return type(data) is dict


def is_list(data: object) -> TypeGuard[list[object]]:
    """Whether it is a JSON list."""
    return type(data) is list


def read(text: object, size: int) -> object:
    """What a JSON text says.

    `MalformedError` for what is no JSON in UTF-8, is too long or nested too deeply, names a key twice, or has NaN,
    Infinity or numbers of thousands of digits.
    """
    if isinstance(text, str):
        if len(text) > size:
            raise _too_long(size)
        raw = text.encode("utf-8", "surrogatepass")
    elif isinstance(text, bytes):
        raw = text
    else:
        raise malformed(f"{said(text)} is not JSON text; give a str or bytes")
    if len(raw) > size:
        raise _too_long(size)
    if _is_deep(raw):
        raise malformed(f"is nested more than {DEPTH} levels deep; give flatter JSON")
    try:
        return _decode(text if isinstance(text, str) else raw.decode())
    except MalformedError:
        raise
    except UnicodeDecodeError as error:
        raise malformed(f"is not UTF-8 at byte {error.start}; give JSON text in UTF-8") from None
    except json.JSONDecodeError as error:
        text = f"is not JSON at line {error.lineno}, column {error.colno}: {error.msg[:60]}; give a JSON text"
        raise malformed(text) from None
    except RecursionError:
        raise malformed("is nested too deeply; give flatter JSON") from None
    except ValueError:
        raise malformed("has a number of thousands of digits; give shorter ones") from None


def written(data: Json, size: int) -> str:
    """JSON data as text without spaces, in the order of the data; too long a text is `MalformedError`."""
    text = _encode(data)
    if len(text) > size or (4 * len(text) > size and len(text.encode()) > size):
        raise _too_long(size)
    return text


def _too_long(size: int) -> MalformedError:
    return malformed(f"is longer than {size} bytes; give less at once")


def _is_deep(raw: bytes) -> bool:
    if raw.count(b"[") + raw.count(b"{") <= DEPTH:
        return False
    # Peeled from the inside, level by level; brackets inside of texts may mislead this, and are then told apart.
    brackets = raw.translate(_ALL_SQUARE, _NOT_BRACKETS)
    for _ in range(DEPTH):
        peeled = brackets.replace(b"[]", b"")
        if not peeled:
            return False
        if len(peeled) == len(brackets):
            break
        brackets = peeled
    depth = 0
    for token in _TOKEN.finditer(raw):
        mark = raw[token.start()]
        if mark in b"[{":
            depth += 1
            if depth > DEPTH:
                return True
        elif mark in b"]}":
            depth -= 1
    return False


def _unique(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    seen: set[str] = set()
    for key, _ in pairs:
        if key in seen:
            raise malformed(f"names the key {said(key)} twice in one object; name each once")
        seen.add(key)
    return found


def _constant(name: str) -> NoReturn:
    raise MalformedError(Fault("", f"has {name}, which is no number in JSON; give a finite one"))


_decode = json.JSONDecoder(object_pairs_hook=_unique, parse_constant=_constant).decode
