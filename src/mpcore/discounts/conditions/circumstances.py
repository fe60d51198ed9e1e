"""Conditions about when and where something is bought."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from attrs import Attribute, field
from attrs.validators import instance_of
from pendulum import DateTime

from mpcore.discounts.case import Case
from mpcore.discounts.kinds import SoldIn
from mpcore.discounts.reasons import ChannelMismatch, NoLines, TooEarly, TooLate
from mpcore.discounts.values import During
from mpcore.kernel import Fault, MalformedError, Refusal, ShowId, frozen

__all__ = ["InChannels", "Within"]


def _a_window(_: object, attribute: Attribute[During], value: object) -> None:
    if not isinstance(value, During):
        raise MalformedError(Fault(attribute.name, "is no window; give a During"))
    if value.start is None and value.end is None:
        raise MalformedError(Fault(attribute.name, "has neither start nor end; give one, or leave the condition out"))


@frozen
class Within:
    """It is bought in a window of time: from its start on, before its end."""

    code: ClassVar[str] = "discounts.within"
    text: ClassVar[str] = "[from {start} on][{both}, ][before {end}] ({zone})"

    during: During = field(validator=_a_window)

    @property
    def start(self) -> DateTime | None:
        """The first instant in it."""
        return self.during.start

    @property
    def end(self) -> DateTime | None:
        """The first instant after it."""
        return self.during.end

    @property
    def both(self) -> bool:
        """Whether it has a start and an end."""
        return self.during.start is not None and self.during.end is not None

    @property
    def zone(self) -> str:
        """The IANA zone it is told in."""
        return self.during.zone

    @property
    def narrows(self) -> bool:
        """It is about the whole basket."""
        return False

    def holds_for(self, case: Case) -> tuple[int, ...]:
        """All lines, or none."""
        return case.lines if self.during.contains(case.ctx.now) else ()

    def why_not(self, case: Case) -> tuple[Refusal, ...]:
        """It has not begun, or is over."""
        now, start, end = case.ctx.now, self.during.start, self.during.end
        if start is not None and now < start:
            return (TooEarly(start=start),)
        if end is not None and end <= now:
            return (TooLate(end=end),)
        return (NoLines(),)


def _shows(given: Iterable[ShowId]) -> frozenset[ShowId]:
    if isinstance(given, str):
        raise MalformedError(Fault("shows", "is one text; give a set of them"))
    return frozenset(given)


@frozen(kw_only=True)
class InChannels:
    """It is bought in the shop, in named shows, or in any show: at least one of them (W12, W19)."""

    code: ClassVar[str] = "discounts.in_channels"
    text: ClassVar[str] = "in these sales channels: {channels}[ ({shows})]"

    shop: bool = field(default=False, validator=instance_of(bool))
    shows: frozenset[ShowId] = field(default=frozenset(), converter=_shows)
    any_show: bool = field(default=False, validator=instance_of(bool))

    def __attrs_post_init__(self) -> None:
        if not (self.shop or self.shows or self.any_show):
            raise MalformedError(Fault("shop", "names no channel; give shop, shows or any_show"))
        if self.shows and self.any_show:
            raise MalformedError(Fault("shows", "are any shows already; give shows or any_show"))

    @property
    def channels(self) -> tuple[SoldIn, ...]:
        """What it allows, as kinds."""
        allowed = (
            (self.shop, SoldIn.SHOP),
            (self.any_show, SoldIn.ANY_SHOW),
            (bool(self.shows), SoldIn.NAMED_SHOWS),
        )
        return tuple([kind for has, kind in allowed if has])

    def _allows(self, show: ShowId | None) -> bool:
        return self.shop if show is None else self.any_show or show in self.shows

    @property
    def narrows(self) -> bool:
        """It is about the whole basket."""
        return False

    def holds_for(self, case: Case) -> tuple[int, ...]:
        """All lines, or none."""
        return case.lines if self._allows(case.basket.channel.show) else ()

    def why_not(self, case: Case) -> tuple[Refusal, ...]:
        """It is bought elsewhere."""
        if self._allows(case.basket.channel.show):
            return (NoLines(),)
        return (ChannelMismatch(channels=self.channels, shows=tuple(sorted(self.shows)[:20])),)
