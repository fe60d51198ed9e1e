"""The library is pure, and the tool that says so would see it if it were not."""

from __future__ import annotations

import pytest

from tools import purity

MUTANTS = {
    "the clock": "from datetime import datetime\nx = datetime.now()",
    "the clock by its module": "import datetime\nx = datetime.datetime.now(datetime.UTC)",
    "the clock under another name": "import datetime as dt\nx = dt.date.today",
    "a clock that was handed in": "def f(clock): return clock.now()",
    "pendulum's clock": "import pendulum\nx = pendulum.now()",
    "pendulum's today": "import pendulum\nx = pendulum.today",
    "pendulum's yesterday": "from pendulum import yesterday",
    "pendulum's tomorrow": "import pendulum\nx = pendulum.tomorrow",
    "pendulum's clock by its class": "from pendulum import DateTime\nx = DateTime.now",
    "pendulum's other clock": "from pendulum import DateTime\nx = DateTime.utcnow",
    "pendulum's today by its class": "from pendulum import DateTime\nx = DateTime.today",
    "what a format leaves out": "import pendulum\nx = pendulum.from_format('10:00', 'HH:mm')",
    "the machine's zone": "import pendulum\nx = pendulum.local(2024, 1, 1)",
    "the machine's zone by name": "import pendulum\nx = pendulum.local_timezone()",
    "the machine's zone by its module": "import pendulum.tz\nx = pendulum.tz.local_timezone",
    "the machine's zone asked for": "import pendulum\nx = pendulum.tz.get_local_timezone()",
    "the machine's zone set": "import pendulum\npendulum.set_local_timezone()",
    "the machine's zone set by its module": "import pendulum\npendulum.tz.set_local_timezone()",
    "the machine's zone pretended": "from pendulum import test_local_timezone",
    "the machine's zone pretended by its module": "from pendulum.tz import test_local_timezone",
    "the machine's zone imported": "from pendulum.tz import local_timezone as here",
    "seconds made local": "from datetime import datetime\nx = datetime.fromtimestamp",
    "seconds made a naive UTC": "from datetime import datetime\nx = datetime.utcfromtimestamp",
    "seconds made a local date": "from datetime import date\nx = date.fromtimestamp",
    "seconds made an instant": "import pendulum\nx = pendulum.from_timestamp(0)",
    "seconds made pendulum's": "from pendulum import DateTime\nx = DateTime.fromtimestamp",
    "seconds made pendulum's date": "from pendulum import Date\nx = Date.fromtimestamp",
    "seconds made pendulum's UTC": "from pendulum import DateTime\nx = DateTime.utcfromtimestamp",
    "seconds made UTC by a class that was handed in": "def f(kind): return kind.utcfromtimestamp(0)",
    "seconds made local by a class that was handed in": "def f(kind): return kind.fromtimestamp(0)",
    "an instant made seconds": "def f(now): return now.timestamp()",
    "text read without a zone": "from pendulum import DateTime\nx = DateTime.fromisoformat('2024-01-01')",
    "text read by a pattern": "from pendulum import DateTime\nx = DateTime.strptime",
    "text read by a pattern, by its module": "import datetime\nx = datetime.datetime.strptime",
    "text read by a class that was handed in": "def f(kind): return kind.strptime('', '')",
    "local time": "import time\nx = time.localtime()",
    "local time imported": "from time import localtime",
    "days added as pendulum does": "def f(now): return now.add(days=1)",
    "hours added as pendulum does": "def f(now): return now.add(hours=1)",
    "hours taken off as pendulum does": "def f(now): return now.subtract(hours=1)",
    "units in a dict": "def f(now, by): return now.add(**by)",
    "pendulum's parser": "import pendulum\nx = pendulum.parse('10:00')",
    "pendulum's parser under another name": "from pendulum import parse as p",
    "an instant without a zone": "from pendulum import DateTime\nx = DateTime(2024, 1, 1)",
    "a naive value taken for UTC": "import pendulum\ndef f(x): return pendulum.instance(x)",
    "a zone dropped": "def f(x, zone): return x.astimezone(zone)",
    "elapsed time": "import time",
    "chance": "from random import randint",
    "an id of our own": "import uuid",
    "the environment": "from os import environ",
    "the environment by a path": "import os.path",
    "the arguments": "import sys\nx = sys.argv",
    "a file": "def f(path): return open(path)",
    "a file by its path": "from pathlib import Path",
    "a file that was handed in": "def f(path): return path.read_text()",
    "the terminal": "print('hello')",
    "a log": "import logging",
    "the ambient locale": "import locale",
    "the ambient locale through babel": (
        "from babel.numbers import format_currency\ndef f(x): return format_currency(x, 'EUR')"
    ),
    "the ambient decimal context": "import decimal\nx = decimal.getcontext().prec",
    "an amount rounded as the context says": "def f(price): return price.round(2)",
    "an amount cut off": "def f(price): return price.get_amount_in_sub_unit()",
    "money past its door": "from moneyed import Money\nx = Money('1', 'EUR')",
    "money past its door, by its module": "import moneyed\nx = moneyed.Money('1', 'EUR')",
    "inexact numbers": "def f(x): return float(x)",
}


@pytest.mark.parametrize("source", MUTANTS.values(), ids=MUTANTS)
def test_an_impure_line_is_seen(source: str) -> None:
    assert purity.faults(source, "orders/decide.py")


PURE = {
    "an instant as an argument": "from pendulum import DateTime\ndef f(now: DateTime): return now < now",
    "money as a type": "from moneyed import Money\ndef f(x: Money) -> Money: return x + x",
    "a float refused": "def f(x): return isinstance(x, float)",
    "a named locale": "from babel.numbers import format_currency\nx = format_currency(1, 'EUR', locale='en')",
    "a field called like a module": "def f(order): return order.time, order.random, order.locale",
    "a pattern": "import re\nx = re.compile('a')",
    "a set that grows": "def f(seen, x): seen.add(x)",
    "a round number": "import builtins\ndef f(x): return round(x), builtins.round(x)",
    "a field called like a method": "def f(order): return order.timestamp, order.round",
    "a datetime of the standard library": "from datetime import datetime\nx = datetime.fromisoformat('2024-01-01')",
    "a context of our own": "import decimal\nx = decimal.Context(prec=50)",
}


@pytest.mark.parametrize("source", PURE.values(), ids=PURE)
def test_a_pure_line_is_left_alone(source: str) -> None:
    assert not purity.faults(source, "orders/decide.py")


UNEQUAL = {
    "two digests": "def f(one, command): return one.digest == command.digest",
    "two digests that are to differ": "def f(one, command): return one.digest != command.digest",
    "a digest by its name": "def f(digest, text): return text == digest",
    "a digest by a longer name": "def f(last_digest, text): return last_digest == text",
    "digests in an order": "def f(one, other): return one.digest < other.digest",
    "digests that are one object": "def f(one, other): return one.digest is other.digest",
    "a digest among many": "def f(company, digest): return digest in {one.digest for one in company.invitations}",
    "a digest that is not among many": "def f(known, command): return command.digest not in known",
    "many that a digest is among": "def f(company, text): return text in [one.digest for one in company.invitations]",
    "a digest beside other things": "def f(one, it): return (one.id, one.digest) == (it.id, it.digest)",
    "a digest made smaller": "def f(one, it): return one.digest[:8] == it.digest[:8]",
    "a digest through a call": "def f(one, text): return one.digest.lower() == text",
    "a digest matched": "def f(digest, known):\n    match digest:\n        case known.first: return 1",
    "a digest matched in a class": "def f(one, it):\n    match one:\n        case Sent(digest=it.known): return 1",
    "a digest as a key": "def f(kept, digest): return kept[digest]",
    "a digest as a key that may be missing": "def f(kept, it): return kept.get(it.digest)",
    "a digest counted": "def f(digests, digest): return digests.count(digest)",
    "how a digest begins": "def f(text, digest): return text.startswith(digest)",
}


@pytest.mark.parametrize("source", UNEQUAL.values(), ids=UNEQUAL)
def test_a_digest_that_is_compared_as_other_texts_are_is_seen(source: str) -> None:
    faults = purity.faults(source, "subaccounts/rules/invitations.py")
    assert faults
    assert all("same_digest" in fault.because for fault in faults)
    assert not purity.faults(source, "orders/decide.py"), "which has digests of another kind"


EQUAL = {
    "the one way": "def f(one, digest): return same_digest(one.digest, digest)",
    "the one way, of many": "def f(many, digest): return any(same_digest(one.digest, digest) for one in many)",
    "the one way, in a comparison": "def f(one, digest): return same_digest(one.digest, digest) is True",
    "the door itself": "import hmac\ndef f(one, digest): return hmac.compare_digest(one, digest)",
    "its length": "def f(digest): return len(digest) == 64",
    "its form": "def f(digest, form): return isinstance(digest, str) and form.fullmatch(digest)",
    "a digest handed on": "def f(one): return Invitation(id=one.id, digest=one.digest)",
    "a command that has one": "def f(it):\n    match it:\n        case AcceptInvitation(): return it.digest",
}


@pytest.mark.parametrize("source", EQUAL.values(), ids=EQUAL)
def test_a_digest_that_is_compared_as_it_should_be_is_left_alone(source: str) -> None:
    assert not purity.faults(source, "subaccounts/rules/invitations.py")


def test_a_door_opens_only_for_what_it_is() -> None:
    source = "import pendulum\nx = pendulum.parse('10:00')\ny = pendulum.now()"
    assert [fault.name for fault in purity.faults(source, "timing/rfc3339.py")] == ["now", "pendulum.now"]


def test_the_shell_may_meet_the_world() -> None:
    assert not purity.faults("import os, time\nprint(time.time(), os.environ)", "cli/main.py")


def test_a_fault_says_where_and_why() -> None:
    (fault,) = purity.faults("x = 1\nimport random", "orders/decide.py")
    assert str(fault) == "src/mpcore/orders/decide.py:2: random: no chance: commands carry every new id"


def test_the_library_is_pure(capsys: pytest.CaptureFixture[str]) -> None:
    assert purity.main() == 0, capsys.readouterr().out
