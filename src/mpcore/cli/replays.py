"""`mpcore replay`: what was asked for, checked and handed to `mpcore.replay`."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from time import perf_counter

from mpcore import replay, timing
from mpcore.cli.arguments import Options
from mpcore.cli.books import rules_of
from mpcore.cli.console import progress, say, show
from mpcore.kernel import Fault, MalformedError

__all__ = ["replayed"]


def replayed(options: Options) -> None:
    """Replay, then tell; `MalformedError` names the argument at fault."""
    rules = rules_of(options.policy)
    timing.zone(options.zone, "--zone")
    as_of = None if options.as_of is None else _as_of(options.as_of, options.zone)
    target = None if options.json in (None, "-") else _target(options.json or "")
    rows = replay.sample() if options.directory is None else replay.olist(options.directory)
    try:
        with progress() as tell:
            report = replay.run(
                rows, rules, zone=options.zone, as_of=as_of, limit=options.limit, progress=tell, timer=perf_counter
            )
    except BrokenPipeError:
        raise
    except OSError as error:
        where = error.filename or options.directory or "the bundled orders"
        raise _wrong(str(where), f"cannot be read ({error.strerror}); see to it and try again") from None
    if options.json == "-":
        say(report.to_json())
        return
    show(report)
    if target is not None:
        _write(target, f"{report.to_json()}\n")


def _as_of(text: str, zone: str) -> datetime:
    try:
        return timing.instant(text)
    except MalformedError:
        pass
    try:
        return timing.local(text, zone)
    except MalformedError:
        remedy = "give an instant such as 2018-09-01T00:00:00Z, or a local time such as '2018-09-01 00:00:00'"
        raise _wrong("--as-of", f"{text[:40]!a} is not an instant; {remedy}") from None


def _target(name: str) -> Path:
    """Where the JSON goes; what can be known to fail is said before the replay rather than after it."""
    path = Path(name)
    if path.is_dir():
        raise _wrong(f"--json {name}", "is a directory; give a file in it")
    if not path.parent.is_dir():
        raise _wrong(f"--json {name}", f"there is no directory {str(path.parent)!a}; make it, or give another file")
    return path


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, "utf-8", newline="\n")
    except OSError as error:
        raise _wrong(f"--json {path}", f"cannot be written ({error.strerror}); give another file") from None
    say(f"\nThe report is in {path}", sys.stdout)


def _wrong(place: str, text: str) -> MalformedError:
    return MalformedError(Fault(place, text))
