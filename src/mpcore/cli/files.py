"""Files that the command line reads: bounded, UTF-8, and named in every complaint."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from mpcore.kernel import Fault, MalformedError

if TYPE_CHECKING:
    from typing_extensions import TypeForm

__all__ = ["loaded", "read_text"]

T = TypeVar("T")

_MOST_BYTES = 10_000_000
_EXAMPLE = Path(__file__).parent / "example"


def loaded(kind: TypeForm[T], argument: str, name: str | None, bundled: str) -> T:
    """What a file holds, the bundled one unless a name is given; `MalformedError` names the argument and the file."""
    from mpcore import wire  # noqa: PLC0415 - only whoever asks for it pays for it

    place = f"{argument} {name or ''}".rstrip()
    text = read_text(_EXAMPLE / bundled if name is None else Path(name), place)
    try:
        return wire.loads(kind, text)
    except MalformedError as error:
        raise MalformedError(Fault(place, str(error))) from None


def read_text(path: Path, place: str) -> str:
    """The text of a file; `MalformedError` at the place says what is wrong with it."""
    try:
        with path.open("rb") as file:
            content = file.read(_MOST_BYTES + 1)
    except FileNotFoundError:
        raise MalformedError(Fault(place, "there is no such file; give the path of a file in JSON")) from None
    except ValueError:
        raise MalformedError(Fault(place, "is no path of a file; give one without NUL characters")) from None
    except OSError as error:
        raise MalformedError(Fault(place, f"cannot be read ({error.strerror}); see to it and try again")) from None
    if len(content) > _MOST_BYTES:
        raise MalformedError(Fault(place, f"has more than {_MOST_BYTES:,} bytes; give a shorter one"))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise MalformedError(Fault(place, "is not UTF-8; save it as UTF-8")) from None
