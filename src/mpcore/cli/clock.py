"""What time it is for a command: what was said, a fixed instant for what is bundled, and else the clock."""

from __future__ import annotations

from datetime import UTC, date, datetime

from mpcore.kernel import Fault, MalformedError
from mpcore.timing import instant

__all__ = ["moment"]

_EXAMPLE = datetime(2026, 11, 27, 10, tzinfo=UTC)


def moment(text: str | None, *, example: bool) -> datetime:
    """The instant that `--at` names, or the present one; for the bundled examples always the same."""
    if text is not None:
        try:
            return instant(text)
        except MalformedError:
            raise MalformedError(Fault("--at", f"{text[:40]!a} {_not_an_instant(text)}")) from None
    return _EXAMPLE if example else datetime.now(UTC)


def _not_an_instant(text: str) -> str:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return "is not an instant; give one such as 2026-11-27T10:00:00Z"
    return f"is a date without a time and a zone; give an instant, such as {day}T00:00:00Z"
