"""One plain sentence about refunds or returns, as data."""

from __future__ import annotations

from mpcore.kernel import Fault, MalformedError, frozen
from mpcore.orders import views
from mpcore.refunds.english import ENGLISH, HOLES, RULE_IDS

__all__ = ["Statement", "said"]


@frozen
class Statement(views.Statement):
    """One plain sentence about what goes back: what it says, as a code, and the facts it says it with.

    Like those of orders, it has nobody's free text and nothing personal in it, and `i18n.say` says it in other
    languages.  An unknown code, or other facts than it has holes for, raises `MalformedError`.

    >>> print(Statement("refunds.return_line", {"line": "l1", "units": 2}))
    units of line l1 that it is of: 2
    """

    def __attrs_post_init__(self) -> None:
        holes = HOLES.get(self.code)
        if holes is None:
            raise MalformedError(Fault("code", f"{self.code[:60]!r} is nothing that is said of refunds"))
        if sorted(holes) != [name for name, _ in self.facts]:
            raise MalformedError(Fault("facts", f"{self.code} is said with {sorted(holes)}; give these and no others"))

    @property
    def text(self) -> str:
        """Its English, with the holes open."""
        return ENGLISH[self.code]

    @property
    def rule_ids(self) -> tuple[str, ...]:
        """The rules that it is said by."""
        return RULE_IDS[self.code]


def said(code: str, /, **facts: object) -> Statement:
    """The statement of a code with its facts."""
    return Statement(f"refunds.{code}", facts)
