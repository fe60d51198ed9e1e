"""Nothing around a call changes its result: no decimal context, locale, environment or hash seed."""

from __future__ import annotations

import contextlib
import decimal
import locale
import os
import subprocess
import sys
from decimal import Context, Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from moneyed import Money

from mpcore import money as m
from mpcore.kernel.errors import MalformedError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ALL = list(Context().flags)

HOSTILE = {
    "one digit, rounding up, every trap": Context(prec=1, rounding=decimal.ROUND_UP, traps=ALL),
    "no exponents, every trap": Context(prec=1, Emin=0, Emax=0, clamp=1, traps=ALL, capitals=0),
    "no traps at all": Context(prec=1, Emin=0, Emax=0, traps=[], capitals=0, rounding=decimal.ROUND_CEILING),
    "a huge precision": Context(prec=decimal.MAX_PREC, Emin=decimal.MIN_EMIN, Emax=decimal.MAX_EMAX, traps=ALL),
}


def everything() -> Iterator[str]:
    """Every public function, on values that a rounding, a trap or a locale would change."""
    up, even = m.Rounding.HALF_UP, m.Rounding.HALF_EVEN
    big = 123456789012345678
    calls: tuple[Callable[[], object], ...] = (
        lambda: m.money(f"{big}.99", "EUR"),
        lambda: m.money(Decimal(f"-{big}.9999"), "CLF"),
        lambda: m.money("-0", "JPY"),
        lambda: m.money("1.005", "EUR"),
        lambda: m.money("1e5", "EUR"),
        lambda: m.money(Decimal("1E+5"), "EUR"),
        lambda: m.money(Decimal("NaN"), "EUR"),
        lambda: m.money(Decimal("sNaN"), "EUR"),
        lambda: m.from_minor(-big, "BHD"),
        lambda: m.from_minor(big, "XCG"),
        lambda: m.to_minor(Money(Decimal(f"{big}.9"), "EUR")),
        lambda: m.to_minor(Money(Decimal("sNaN"), "EUR")),
        lambda: m.to_minor(Money(Decimal("1e999990"), "EUR")),
        lambda: m.text(Money(Decimal(f"-{big}.99"), "EUR")),
        lambda: m.text(Money(Decimal("1234567.8"), "INR")),
        lambda: m.total([m.from_minor(big, "EUR"), m.from_minor(-1, "EUR")], "EUR"),
        lambda: m.exponent("TRY"),
        lambda: m.check_currency("try"),
        lambda: m.rate("6.555555"),
        lambda: m.rate(Decimal("12.3456789")),
        lambda: m.rate(Decimal("-0")),
        lambda: m.divide(big, 7, even),
        lambda: m.percent_of(big, Decimal("3.33"), up),
        lambda: m.scale(big, "0.123456789", even),
        lambda: m.allocate(-big, (1, 1, 1)),
        lambda: m.allocate_with_floors(-1200, (1000, 2000, 5000, 3000), (0, 1900, 5000, 2600)),
        lambda: m.room((1000, 2000), (0, 1900)),
        lambda: m.prefix(big, 7, 2, 5),
        lambda: m.inclusive(big, Decimal("9.975"), up),
        lambda: m.exclusive(big, Fraction(1, 3), even),
        lambda: m.taxes_within(big, ("5", "9.975"), up),
        lambda: (m.ALLOCATION, len(m.EXPONENTS), m.TaxSplit(1, 2).gross, m.Remitter("vendor")),
    )
    for call in calls:
        try:
            yield repr(call())
        except MalformedError as error:
            yield str(error)


with decimal.localcontext(Context(prec=28, traps=[])):
    EXPECTED = list(everything())


def test_every_public_name_is_tried() -> None:
    assert sorted(m.__all__) == m.__all__
    names = {name for call in everything.__code__.co_consts if hasattr(call, "co_names") for name in call.co_names}
    assert set(m.__all__) <= names | set(everything.__code__.co_names)
    assert len(set(EXPECTED)) > 25


@pytest.mark.parametrize("name", HOSTILE)
def test_the_decimal_context_changes_nothing(name: str) -> None:
    with decimal.localcontext(HOSTILE[name]) as context:
        context.clear_flags()
        assert list(everything()) == EXPECTED
        assert not any(context.flags.values())


@pytest.mark.parametrize("name", ["C", "C.UTF-8", "POSIX", "de_DE.UTF-8", "ar_EG.UTF-8", "tr_TR.UTF-8", "nonsense"])
def test_the_locale_changes_nothing(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("LC_ALL", "LANG", "LANGUAGE", "LC_NUMERIC", "LC_MONETARY"):
        monkeypatch.setenv(variable, name)
    before = locale.setlocale(locale.LC_ALL)
    try:
        with contextlib.suppress(locale.Error):  # not installed here; the variables are set all the same
            locale.setlocale(locale.LC_ALL, name)
        assert list(everything()) == EXPECTED
    finally:
        locale.setlocale(locale.LC_ALL, before)


def test_not_even_a_default_context_changed_before_the_import_changes_anything() -> None:
    program = (
        "import decimal, sys\n"
        "for context in (decimal.DefaultContext, decimal.getcontext()):\n"
        "    context.prec, context.rounding, context.Emin, context.Emax, context.capitals = 1, 'ROUND_UP', 0, 0, 0\n"
        "import importlib.util\n"
        "spec = importlib.util.spec_from_file_location('ambient', sys.argv[1])\n"
        "module = importlib.util.module_from_spec(spec)\n"
        "spec.loader.exec_module(module)\n"
        "print(*module.everything(), sep='\\n')\n"
    )
    ran = subprocess.run(  # noqa: S603 (our own program)
        [sys.executable, "-c", program, __file__],
        env={**os.environ, "PYTHONHASHSEED": "1", "LC_ALL": "tr_TR.UTF-8", "TZ": "Asia/Kathmandu", "PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert ran.stdout.splitlines() == EXPECTED
