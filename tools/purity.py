"""Whether the library is pure: no clock, chance, environment, I/O, logging or ambient context in a decision.

`python -m tools.purity` reads `src/mpcore` and names every call that a pure library cannot make.  It sees what import
contracts cannot: builtins, methods, and names that only some files, the doors, may use.  Digests of tokens are compared
in one way only, which takes as long wherever they differ; it sees the others too.
"""

from __future__ import annotations

import ast
import sys
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent / "src" / "mpcore"

SHELL = ("__main__.py", "cli.py", "cli/*", "adapters/*", "testing/*")
"""What stands above the decisions and meets the world."""

INSTANTS = ("timing/*", "kernel/instants.py")
"""The doors from times of any make to aware instants in UTC."""


@dataclass(frozen=True)
class Ban:
    """Names that may not be used, why, and the files that may all the same."""

    names: tuple[str, ...]
    because: str
    doors: tuple[str, ...] = SHELL


USES = (
    Ban(
        ("datetime.datetime.now", "datetime.datetime.utcnow", "datetime.datetime.today", "datetime.date.today"),
        "`now` is an argument",
    ),
    Ban(
        tuple(
            f"pendulum.{name}"
            for name in (
                *("now", "today", "tomorrow", "yesterday", "from_format"),  # a format without a year takes this one
                *("DateTime.now", "DateTime.utcnow", "DateTime.today", "Date.today"),
            )
        ),
        "`now` is an argument",
    ),
    Ban(
        (
            *("pendulum.local", "pendulum.tz.get_local_timezone"),
            *("pendulum.local_timezone", "pendulum.set_local_timezone", "pendulum.test_local_timezone"),
            *("pendulum.tz.local_timezone", "pendulum.tz.set_local_timezone", "pendulum.tz.test_local_timezone"),
        ),
        "no result depends on the machine's zone",
    ),
    Ban(
        (
            *("datetime.datetime.fromtimestamp", "datetime.datetime.utcfromtimestamp", "datetime.date.fromtimestamp"),
            *("datetime.datetime.strptime", "pendulum.from_timestamp", "pendulum.Date.fromtimestamp"),
            *(f"pendulum.DateTime.{name}" for name in ("fromisoformat", "fromtimestamp", "utcfromtimestamp")),
            "pendulum.DateTime.strptime",
        ),
        "takes the machine's zone or none: times enter by the doors of mpcore.timing",
    ),
    Ban(("time", "sched", "signal"), "no clock: `now` is an argument"),
    Ban(("random", "secrets", "uuid"), "no chance: commands carry every new id"),
    Ban(("os", "sys.argv", "sys.stdin", "sys.stdout", "sys.stderr", "platform"), "no environment"),
    Ban(
        ("socket", "subprocess", "shutil", "tempfile", "sqlite3", "pickle", "threading", "asyncio", "multiprocessing"),
        "no I/O",
    ),
    Ban(("pathlib", "io", "csv", "importlib.resources"), "no files", (*SHELL, "replay/*")),
    Ban(("logging",), "a decision says everything in what it returns"),
    Ban(("locale", "gettext", "babel.default_locale", "babel.Locale.default"), "a locale is an argument"),
    Ban(
        ("decimal.getcontext", "decimal.setcontext", "decimal.localcontext", "decimal.DefaultContext"),
        "no result depends on the ambient decimal context",
    ),
    Ban(
        ("pendulum.parse", "pendulum.instance", "pendulum.DateTime.instance"),
        "times enter by the doors of mpcore.timing",
        INSTANTS,
    ),
)
"""Names that may not be used at all, in a call or otherwise; a name bans what is below it."""

CALLS = (
    Ban(("open", "input", "print", "breakpoint"), "no I/O", (*SHELL, "replay/*")),
    Ban(("eval", "exec", "compile", "__import__"), "the library runs its own code only"),
    Ban(("float",), "amounts and instants are exact", (*SHELL, "replay/*")),
    Ban(("Money", "moneyed.Money", "mpcore.money.Money"), "money is built by the door of mpcore.money", ("money/*",)),
    Ban(("pendulum.DateTime",), "built directly it is naive: times enter by the doors of mpcore.timing", INSTANTS),
)
"""Names that may be mentioned, as types are, but not called."""

METHODS = (
    Ban(("now", "utcnow", "today"), "`now` is an argument"),
    Ban(
        ("timestamp", "fromtimestamp", "utcfromtimestamp", "strptime"),
        "takes the machine's zone where none is given: mpcore.timing reads and converts",
    ),
    Ban(
        ("round", "get_amount_in_sub_unit"),
        "rounds by the ambient decimal context, or cuts off: mpcore.money rounds as it is told",
    ),
    Ban(("astimezone",), "drops pendulum's zone or its meaning: mpcore.timing converts", (*SHELL, *INSTANTS)),
    Ban(("read_text", "read_bytes", "write_text", "write_bytes"), "no files", (*SHELL, "replay/*")),
)
"""Methods that may not be called on whatever it is that has them."""

_ADDING = Ban(("add", "subtract"), "pendulum's own arithmetic; exact durations are added by mpcore.timing.later")
_UNITS = {"years", "months", "weeks", "days", "hours", "minutes", "seconds", "microseconds", None}
"""The keywords by which pendulum's `add` is told from that of a set; None: `**`."""


@dataclass(frozen=True)
class Fault:
    """One impure use, and why it is one."""

    file: str
    line: int
    name: str
    because: str

    def __str__(self) -> str:
        return f"src/mpcore/{self.file}:{self.line}: {self.name}: {self.because}"


def faults(source: str, file: str) -> list[Fault]:
    """Every impure use in one file; `file` is its path below `src/mpcore`, with slashes."""
    tree = ast.parse(source, file)
    meanings = dict(_imported(tree))
    found = [
        Fault(file, getattr(node, "lineno", 0), name, ban.because)
        for node in ast.walk(tree)
        for table, name in _uses(node, meanings)
        for ban in table
        if _bans(ban, name) and not any(fnmatch(file, door) for door in ban.doors)
    ]
    if any(fnmatch(file, place) for place in DIGESTED):
        found += [Fault(file, line, said, _UNEQUAL) for node in ast.walk(tree) for line, said in _compared(node)]
    return sorted(set(found), key=lambda fault: (fault.line, fault.name))


def _bans(ban: Ban, name: str) -> bool:
    exact = ban in CALLS or ban in METHODS
    return any(name == banned or (not exact and name.startswith(f"{banned}.")) for banned in ban.names)


def _imported(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Each name that an import binds, and the dotted name that it stands for."""
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                for name in names:
                    outermost = name.name.partition(".")[0]
                    yield (name.asname, name.name) if name.asname else (outermost, outermost)
            case ast.ImportFrom(module=module, names=names):
                for name in names:
                    yield name.asname or name.name, f"{module or ''}.{name.name}"
            case _:
                pass


def _uses(node: ast.AST, meanings: dict[str, str]) -> Iterator[tuple[tuple[Ban, ...], str]]:
    match node:
        case ast.Import(names=names):
            yield from ((USES, name.name) for name in names)
        case ast.ImportFrom(module=module, names=names, level=0):
            yield from ((USES, f"{module}.{name.name}") for name in names)
        case ast.Attribute() if name := _dotted(node, meanings):
            yield USES, name
        case ast.Call(func=ast.Name() | ast.Attribute() as called, keywords=keywords):
            name = _dotted(called, meanings)
            if name:
                yield CALLS, "Money" if name.endswith(".Money") else name
                if _speaks(name) and not any(keyword.arg in {"locale", None} for keyword in keywords):
                    yield (_SPEECH,), name
            if isinstance(called, ast.Attribute) and not (name or "").startswith(("mpcore.", "builtins.")):
                yield METHODS, called.attr
                if any(keyword.arg in _UNITS for keyword in keywords):
                    yield (_ADDING,), called.attr
        case _:
            pass


SPEECH = ("format_", "parse_", "get_currency_name", "get_currency_symbol")
_SPEECH = Ban(("babel",), "without `locale=` babel asks the environment")


def _speaks(name: str) -> bool:
    return name.startswith("babel.") and name.rpartition(".")[2].startswith(SPEECH)


def _dotted(node: ast.expr, meanings: dict[str, str]) -> str | None:
    """The full name of a use of something imported or built in; nothing for what hangs on a value."""
    match node:
        case ast.Name(id=name):
            return meanings.get(name, name)
        case ast.Attribute(value=value, attr=attr):
            outer = _dotted(value, meanings)
            return f"{outer}.{attr}" if outer and (outer.partition(".")[0] in _roots(meanings)) else None
        case _:
            return None


def _roots(meanings: dict[str, str]) -> set[str]:
    return {meaning.partition(".")[0] for meaning in meanings.values()}


DIGESTED = ("subaccounts/*",)
"""Where digests of tokens are compared."""

ALIKE = ("same_digest", "compare_digest", "isinstance", "len")
"""What a digest may be handed to in the middle of a comparison."""

_UNEQUAL = "stops where digests begin to differ, which tells how far a guess is right: compare by `same_digest`"
_LOOK_UPS = {"get", "pop", "setdefault", "index", "count", "remove", "discard", "startswith", "endswith", "find"}


def _compared(node: ast.AST) -> Iterator[tuple[int, str]]:
    """Where a digest meets another, or a place to look it up, other than by `same_digest`."""
    match node:
        case ast.Compare(left=left, comparators=others) if any(map(_has_digest, (left, *others))):
            yield node.lineno, "a digest compared"
        case ast.Match(subject=subject, cases=cases) if _has_digest(subject) or any(map(_matches_digest, cases)):
            yield node.lineno, "a digest matched"
        case ast.Subscript(slice=key) if _has_digest(key):
            yield node.lineno, "a digest looked up"
        case ast.Call(func=ast.Attribute(attr=name), args=[first, *_]) if name in _LOOK_UPS and _has_digest(first):
            yield node.lineno, "a digest looked up"
        case _:
            pass


def _has_digest(node: ast.AST) -> bool:
    """Whether a digest stands in it, except where it is handed to what compares digests as it should."""
    match node:
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)) if name in ALIKE:
            return False
        case ast.Name(id=name) | ast.Attribute(attr=name) if name == "digest" or name.endswith("_digest"):
            return True
        case _:
            return any(map(_has_digest, ast.iter_child_nodes(node)))


def _matches_digest(case: ast.match_case) -> bool:
    return any(isinstance(node, ast.MatchClass) and "digest" in node.kwd_attrs for node in ast.walk(case.pattern))


def main() -> int:
    """Name the faults of the whole library; their number decides the exit."""
    files = sorted(ROOT.rglob("*.py"))
    found = [fault for path in files for fault in faults(path.read_text("utf-8"), path.relative_to(ROOT).as_posix())]
    print(*found, f"purity: {len(files)} files, {len(found)} faults", sep="\n")
    return 1 if found or not files else 0


if __name__ == "__main__":
    sys.exit(main())
