"""Working calendars filled from the `holidays` package (extra `calendars`)."""

from __future__ import annotations

from collections.abc import Iterable

import holidays

from mpcore.kernel.errors import Fault, MalformedError
from mpcore.timing import WorkingCalendar

__all__ = ["working_calendar"]


def working_calendar(
    country: str,
    years: Iterable[int],
    *,
    subdivision: str | None = None,
    weekend: Iterable[int] | None = None,
) -> WorkingCalendar:
    """The public holidays of a country in the given years, and its weekend, as a value.

    `country` is an ISO 3166-1 alpha-2 code, `subdivision` what ISO 3166-2 has after the hyphen (`BY` of `DE-BY`).
    `weekend` has ISO weekdays, 1 for Monday to 7 for Sunday, and wins over the country's own.

    A calendar knows no holidays outside its years: give every year that a deadline may reach into. It is made once and
    stored with the rule book, since a newer version of `holidays` may know other dates. Days of a weekend worked by
    decree, as in China or Hungary, stay days of the weekend.

    >>> from datetime import date
    >>> working_calendar("FR", [2026]).is_working(date(2026, 5, 1))
    False

    Raises `MalformedError` for a country, subdivision or year that the package does not know.
    """
    wanted = tuple(years)
    faults = [
        Fault(f"years[{index}]", "is not a year from 1 to 9999; give an int")
        for index, year in enumerate(wanted)
        if not _is_year(year)
    ]
    if faults or not wanted:
        raise MalformedError(*(faults or [Fault("years", "are none; give every year a deadline may reach into")]))
    try:
        known = holidays.country_holidays(country, subdiv=subdivision, years=wanted, expand=False)
    except (NotImplementedError, AttributeError, TypeError):
        place, code = ("subdivision", subdivision) if _is_country(country) else ("country", country)
        text = f"{_shown(code)} is not known to the holidays package; give an ISO 3166 code"
        raise MalformedError(Fault(place, text)) from None
    days = (day + 1 for day in known.weekend) if weekend is None else weekend
    return WorkingCalendar(weekend=tuple(days), holidays=tuple(known))


def _is_year(value: object) -> bool:
    return type(value) is int and 1 <= value <= 9999


def _is_country(value: object) -> bool:
    return isinstance(value, str) and value in holidays.list_supported_countries()


def _shown(value: object) -> str:
    return repr(value[:40]) if isinstance(value, str) else f"a value of type {type(value).__name__[:40]}"
